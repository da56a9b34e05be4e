"""Question sets to a model file: `pullquote train`."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np

from index.answering import MOST_BROAD, MOST_PINPOINT
from index.learning.archive_examples import read_archive_examples
from index.learning.checking import (
    FOLDS,
    answers_of,
    best_shown,
    cross_validated,
    figures,
    least_close,
)
from index.learning.examples import Kind, Library, read_examples
from index.learning.highlights import learn_highlighting
from index.learning.model_file import as_text, parts_of, rounded
from index.learning.sets import SetError
from index.learning.weights import fit_confidence, fit_ranking
from index.model import ARCHIVE
from index.word_vectors import sha256

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from index.learning.checking import Checked
    from index.learning.examples import Examples
    from index.learning.sets import QuestionSet

    Progress = Callable[[str], None]

__all__ = ["as_text", "train"]

SEED = 7
FEWEST = 60
"""Of fewer questions that articles answer nothing is learned."""
ANSWERED = 0.93
"""The aim for `answered`: the share of answerable questions that are answered, in each set."""
MANY = 500
"""Of so many answerable questions a set has a say in that."""
MISSED_RELATED = 0.015
"""The aim for `related`: the share of answerable questions that may be called silent."""
RIGHT_EXTRA = 1 / 3
"""The aim for further quotes of a pinpoint question: the share of them that must be right."""


def train(sets: Sequence[QuestionSet], say: Progress) -> dict[str, Any]:
    """Learn a model from question sets.

    Args:
        sets: The sets; the model records their names and SHA-256.
        say: Called with each line that tells how it goes.

    Returns:
        What is to be written as the model file, by `as_text`.

    Raises:
        SetError: The sets have too few questions that their articles answer.
    """
    answerable = sum(one.answerable for one in sets if not one.further)
    if answerable < FEWEST:
        raise SetError(
            f"There are too few questions to learn from: {answerable} are answered by their"
            f" articles, and at least {FEWEST} are needed."
        )
    say("Analysing the articles …")
    library = Library(sets)
    found = {
        "en": _learned(library, say, neutral=False),
        "*": _learned(library, say, neutral=True),
    }
    of_archives = _learned_of_archives(library, found["en"]["thresholds"], say)
    if of_archives:
        found[ARCHIVE] = of_archives
    return {
        "record": {
            "sets": [
                {
                    "name": one.name,
                    "sha256": one.sha256,
                    "articles": len(one.articles),
                    "counts": one.counts,
                }
                for one in sets
            ],
            "word vectors": sha256(),
            "seed": SEED,
            "versions": {name: version(name) for name in _RECORDED},
            "cross-validation": {name: part["figures"] for name, part in found.items()},
        },
        "thresholds": found["en"]["thresholds"],
        "shown": found["en"]["shown"],
        "ranking": {name: part["ranking"] for name, part in found.items()},
        "confidence": {name: part["confidence"] for name, part in found.items()},
        "highlighting": found["en"]["highlighting"],
        "commonness": {term: rounded(share, 3) for term, share in library.commonness().items()},
    }


_RECORDED = (
    "lightgbm",
    "numpy",
    "PyStemmer",
    "rank-bm25",
    "rapidfuzz",
    "scipy",
    "sentencex",
)


def _learned(library: Library, say: Progress, *, neutral: bool) -> dict[str, Any]:
    """The parts of a model for English, or for languages of which nothing is known."""
    say(f"Reading the questions ({'any language' if neutral else 'English'}) …")
    examples = read_examples(library, SEED, neutral=neutral)
    say(f"Cross-validating over {FOLDS} folds of articles …")
    checked = cross_validated(examples, SEED, neutral=neutral, lit=not neutral)
    thresholds = _thresholds(examples, checked)
    by_set = _figures(library, examples, checked, thresholds["answered"], say)
    say("Fitting to all of them …")
    ranking = fit_ranking(examples, examples.rows, SEED, neutral=neutral)
    confidence = fit_confidence(examples, examples.rows, SEED, neutral=neutral)
    highlighting = learn_highlighting(list(answers_of(examples.rows)), SEED)
    return {
        "figures": by_set,
        "thresholds": thresholds,
        "shown": _limits(examples, checked, say),
        "ranking": parts_of(ranking),
        "confidence": parts_of(confidence),
        "highlighting": highlighting,
    }


def _learned_of_archives(
    library: Library, thresholds: Mapping[str, float], say: Progress
) -> dict[str, Any] | None:
    """The parts of a model for questions to many articles; None where no set is large enough."""
    say("Asking each set as an archive …")
    examples = read_archive_examples(library.sets, library.commonness(), SEED)
    if not examples.rows:
        return None
    say(f"Cross-validating over {FOLDS} folds of articles …")
    checked = cross_validated(examples, SEED)
    by_set = _figures(library, examples, checked, thresholds["answered"], say)
    say("Fitting to all of them …")
    ranking = fit_ranking(examples, examples.rows, SEED, neutral=False)
    confidence = fit_confidence(examples, examples.rows, SEED, neutral=False)
    return {
        "figures": by_set,
        "ranking": parts_of(ranking),
        "confidence": parts_of(confidence),
    }


def _figures(
    library: Library, examples: Examples, checked: Checked, answered: float, say: Progress
) -> dict[str, dict[str, float]]:
    """The figures of each set that there are examples of."""
    found = {}
    for group, one in enumerate(library.sets):
        kinds = {row.kind for row in examples.rows if row.group == group}
        if kinds:
            held = figures(examples, checked, group, answered)
            _tell(one.name, held, say, swapped=Kind.SWAPPED in kinds)
            found[one.name] = {key: rounded(value, 4) for key, value in held.items()}
    return found


def _tell(name: str, held: Mapping[str, float], say: Progress, *, swapped: bool) -> None:
    say(
        f"  {name}: hit@1 {held['hit@1']:.3f} ± {held['hit@1 spread']:.3f},"
        f" hit@3 {held['hit@3']:.3f} ± {held['hit@3 spread']:.3f}"
    )
    say(
        f"    AUROC {held['AUROC']:.4f}, answered {held['answered']:.3f},"
        f" refused {held['refused']:.3f}, calibration error {held['calibration error']:.3f}"
    )
    if swapped:
        say(
            f"    with a word swapped: AUROC {held['AUROC, swapped']:.3f},"
            f" refused {held['refused, swapped']:.3f}; of what is untold: refused"
            f" {held['refused, untold']:.3f}"
        )
    if held["share highlighted"]:
        say(
            f"    answer highlighted {held['answer highlighted']:.3f},"
            f" of the sentence {held['share highlighted']:.3f}"
        )


def _thresholds(examples: Examples, checked: Checked) -> dict[str, float]:
    """The confidences from which a verdict is `answered` and `related`.

    `answered` is the highest one from which, in each set of many questions, as many of those that
    the article answers are answered as is aimed at: it refuses the most of all others.
    """
    answerable = np.array([row.answerable and not row.further for row in examples.rows])
    groups = np.array([row.group for row in examples.rows])
    limits = [1.0]
    for group in np.unique(groups):
        own = checked.confidences[(groups == group) & answerable]
        if len(own) >= MANY:
            limits.append(float(np.quantile(own, 1 - ANSWERED)))
    limit = _floored(min(limits) if len(limits) > 1 else 0.5)
    missed = float(np.quantile(checked.confidences[answerable], MISSED_RELATED))
    return {"answered": limit, "related": min(_floored(missed), limit)}


def _floored(confidence: float) -> float:
    """A confidence to the half hundredth below it, which another machine's rounding leaves."""
    return float(np.floor(confidence * 200) / 200)


def _limits(examples: Examples, checked: Checked, say: Progress) -> dict[str, float]:
    """How near to the first a further sentence must score, for pinpoint and broad questions."""
    broad = best_shown(examples, checked, MOST_BROAD, broad=True)
    say(
        f"  broad questions: precision {broad.precision:.3f}, recall {broad.recall:.3f} of what is"
        f" shown from {broad.limit:.2f} of the first one's probability"
    )
    close = least_close(examples, checked, MOST_PINPOINT, RIGHT_EXTRA)
    return {"close": close, "close_broad": broad.limit}
