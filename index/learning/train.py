"""Question sets to a model file: `pullquote train`."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np

from index.answering import MOST_BROAD, MOST_PINPOINT
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
from index.learning.model_file import as_text, linear_parts, ranking_parts, rounded
from index.learning.weights import fit_confidence, fit_ranking

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from index.learning.checking import Checked
    from index.learning.examples import Examples
    from index.learning.sets import QuestionSet

    Progress = Callable[[str], None]

__all__ = ["as_text", "train"]

SEED = 7
MISSED_RELATED = 0.02
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
    """
    say("Analysing the articles …")
    library = Library(sets)
    found = {
        "en": _learned(library, say, neutral=False),
        "*": _learned(library, say, neutral=True),
    }
    return {
        "record": {
            "sets": [
                {"name": one.name, "sha256": one.sha256, "articles": len(one.articles)}
                for one in sets
            ],
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
    checked = cross_validated(examples, SEED, neutral=neutral)
    thresholds = _thresholds(examples, checked)
    by_set = {
        one.name: figures(examples, checked, group, thresholds["answered"])
        for group, one in enumerate(library.sets)
    }
    for name, held in by_set.items():
        _tell(name, held, say)
    say("Fitting to all of them …")
    ranking = fit_ranking(examples, examples.rows, SEED, neutral=neutral)
    confidence = fit_confidence(examples.rows)
    highlighting = learn_highlighting(list(answers_of(examples.rows)), SEED)
    return {
        "figures": {
            name: {key: rounded(value, 4) for key, value in held.items()}
            for name, held in by_set.items()
        },
        "thresholds": thresholds,
        "shown": _limits(examples, checked, say),
        "ranking": ranking_parts(ranking),
        "confidence": linear_parts(examples.pair_names, **confidence),
        "highlighting": highlighting,
    }


def _tell(name: str, held: Mapping[str, float], say: Progress) -> None:
    say(
        f"  {name}: hit@1 {held['hit@1']:.3f} ± {held['hit@1 spread']:.3f},"
        f" hit@3 {held['hit@3']:.3f} ± {held['hit@3 spread']:.3f}"
    )
    say(
        f"    AUROC {held['AUROC']:.4f}, answered {held['answered']:.3f},"
        f" refused {held['refused']:.3f}, calibration error {held['calibration error']:.3f}"
    )
    say(
        f"    with a word swapped: AUROC {held['AUROC, swapped']:.3f},"
        f" refused {held['refused, swapped']:.3f}"
    )
    if held["share highlighted"]:
        say(
            f"    answer highlighted {held['answer highlighted']:.3f},"
            f" of the sentence {held['share highlighted']:.3f}"
        )


def _thresholds(examples: Examples, checked: Checked) -> dict[str, float]:
    """The confidences from which a verdict is `answered` and `related`.

    `answered` is where the lesser of two shares is greatest, answerable questions answered and
    other stories' questions refused, on the mean over the sets, each by its questions. Swapped
    questions have no say in it: a limit that refused most of them would refuse many that are
    asked in other words than the article's. They moved the weights already, and their figures
    are printed beside it.
    """
    kinds = np.array([row.kind for row in examples.rows])
    groups = np.array([row.group for row in examples.rows])
    answerable, other = kinds == Kind.ANSWERED, kinds == Kind.OTHER
    limits = np.arange(1, 200) / 200
    lesser = np.zeros(len(limits))
    for group in np.unique(groups):
        own = checked.confidences[(groups == group) & answerable]
        others = checked.confidences[(groups == group) & other]
        if len(own) and len(others):
            answered = (own[:, None] >= limits).mean(axis=0)
            refused = (others[:, None] < limits).mean(axis=0)
            lesser += len(own) * np.minimum(answered, refused)
    limit = float(limits[np.argmax(lesser)])
    missed = float(np.quantile(checked.confidences[answerable], MISSED_RELATED))
    return {"answered": limit, "related": min(float(np.floor(missed * 200) / 200), limit)}


def _limits(examples: Examples, checked: Checked, say: Progress) -> dict[str, float]:
    """How near to the first a further sentence must score, for pinpoint and broad questions."""
    broad = best_shown(examples, checked, MOST_BROAD, broad=True)
    say(
        f"  broad questions: precision {broad.precision:.3f}, recall {broad.recall:.3f} of what is"
        f" shown from {broad.limit:.2f} of the first one's probability"
    )
    close = least_close(examples, checked, MOST_PINPOINT, RIGHT_EXTRA)
    return {"close": close, "close_broad": broad.limit}
