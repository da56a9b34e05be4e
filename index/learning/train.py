"""Question sets to a model file: `pullquote train`."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, replace
from importlib.metadata import version
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

from index.confidence import confidence_features
from index.indexed import IndexedArticle
from index.learning.fitting import Lists, fit_linear_ranking, fit_logistic, fit_trees
from index.learning.measures import auroc, calibration_error, share
from index.learning.sets import hits
from index.question import understand
from index.ranking import ENGLISH_FEATURES, Match, features

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    import lightgbm
    from numpy.typing import NDArray

    from index.learning.sets import QuestionSet, SetQuestion

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]
    Progress = Callable[[str], None]

SEED = 7
FOLDS = 5
TREES = 250
RIDGE = 3.0
CONFIDENCE_RIDGE = 3.0
LIST_LENGTH = 30
"""Of a long article's sentences the best by BM25 are learned from, with the right ones."""
QUESTIONS_OF_AN_ARTICLE = 90
"""At most, so that no article outweighs the others."""
COMMON_IN = 4
"""A term's share of articles is recorded from this many articles on."""
MISSED_RELATED = 0.02
"""The aim for `related`: the share of answerable questions that may be called silent."""
RIGHT_EXTRA = 1 / 3
"""The aim for further quotes: the share of them that must be right."""
RIGHT_EXTRA_BROAD = 1 / 2
"""The same for broad questions."""
DIGITS = 5
"""Significant digits of a weight in the file: what a machine's rounding does not reach."""


@dataclass(frozen=True)
class Example:
    """One question asked of one article, in features.

    Attributes:
        group: The number of the question set.
        article: The number of the article among all articles of all sets.
        values: The features of its sentences, in the order of the names.
        pair: The features of question and article, in the order of their names.
        right: 1 for each sentence that answers.
        broad: Whether several sentences are wanted.
    """

    group: int
    article: int
    values: Matrix
    pair: Vector
    right: Vector
    broad: bool

    @property
    def answerable(self) -> bool:
        """Whether the article answers."""
        return bool(self.right.any())


@dataclass(frozen=True)
class Examples:
    """All examples with the names of their features."""

    names: tuple[str, ...]
    pair_names: tuple[str, ...]
    rows: tuple[Example, ...]


def train(sets: Sequence[QuestionSet], say: Progress) -> dict[str, Any]:
    """Learn a model from question sets.

    Args:
        sets: The sets; the model records their names and SHA-256.
        say: Called with each line that tells how it goes.

    Returns:
        What is to be written as the model file, by `as_text`.
    """
    analysed = [[IndexedArticle(part.article) for part in one.articles] for one in sets]
    counts = _article_counts(analysed)
    total = sum(len(part) for part in analysed)
    rankings: dict[str, Any] = {}
    confidences: dict[str, Any] = {}
    record: dict[str, Any] = {
        "sets": [
            {"name": one.name, "sha256": one.sha256, "articles": len(one.articles)} for one in sets
        ],
        "seed": SEED,
        "versions": {name: version(name) for name in _RECORDED},
        "cross-validation": {},
    }
    thresholds: dict[str, float] = {}
    shown: dict[str, float] = {}
    for language in ("en", "*"):
        say(f"Reading the questions ({_NAMES[language]}) …")
        examples = _examples(sets, analysed, counts, total, neutral=language == "*")
        say(f"Cross-validating over {FOLDS} folds of articles …")
        checked = _cross_validated(examples, sets, say)
        record["cross-validation"][language] = checked.figures
        if language == "en":
            thresholds = _thresholds(examples, checked)
            shown = _closeness(examples, checked)
        say("Fitting to all of them …")
        rankings[language] = _ranking(examples, examples.rows)
        confidences[language] = _confidence(examples, examples.rows)
    return {
        "record": record,
        "thresholds": thresholds,
        "shown": shown,
        "ranking": {name: _ranking_parts(found) for name, found in rankings.items()},
        "confidence": {name: _linear_parts(**found) for name, found in confidences.items()},
        "highlighting": {},
        "commonness": {
            term: _rounded(count / total, 3)
            for term, count in sorted(counts.items())
            if count >= COMMON_IN
        },
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
_LISTS = re.compile(r"\[[^\[\]{}]*\]")
_NAMES = {"en": "English", "*": "what holds for every language"}


def as_text(model: Mapping[str, Any]) -> str:
    """A model as its file holds it: readable, one feature or tree a line."""
    text = json.dumps(model, ensure_ascii=False, indent=1)
    return _LISTS.sub(lambda found: " ".join(found.group().split()), text) + "\n"


def _article_counts(analysed: Iterable[Iterable[IndexedArticle]]) -> Counter[str]:
    """For each term, how many articles have it."""
    counts: Counter[str] = Counter()
    for part in analysed:
        for indexed in part:
            counts.update(indexed.postings.keys())
    return counts


class _Elsewhere(dict[str, float]):
    """For each term the share of the *other* articles that have it."""

    def __init__(self, counts: Counter[str], total: int, own: Mapping[str, Any]) -> None:
        super().__init__()
        self._counts, self._total, self._own = counts, total, own

    def get(self, term: str, default: Any = None) -> Any:
        count = self._counts[term] - (term in self._own)
        return count / max(self._total - 1, 1) if count >= COMMON_IN else default


def _examples(
    sets: Sequence[QuestionSet],
    analysed: Sequence[Sequence[IndexedArticle]],
    counts: Counter[str],
    total: int,
    *,
    neutral: bool,
) -> Examples:
    """Every question of the sets, and questions of other articles as unanswerable ones."""
    chance = np.random.default_rng(SEED)
    rows: list[Example] = []
    names: tuple[str, ...] = ()
    pair_names: tuple[str, ...] = ()
    number = 0
    for group, (one, part) in enumerate(zip(sets, analysed, strict=True)):
        for place, indexed in enumerate(part):
            elsewhere = {} if neutral else _Elsewhere(counts, total, indexed.postings)
            for question in _chosen(one, place, chance):
                asked = understand(question.question, indexed.article.language)
                if neutral:
                    asked = replace(asked, kind="what", focus="", language="*")
                match = Match(asked, indexed, elsewhere)
                values = features(match)
                pair = confidence_features(match, values)
                if neutral:
                    values = _neutral(values)
                    pair = _neutral(pair)
                names, pair_names = tuple(values), tuple(pair)
                right = [
                    hits((sentence.start, sentence.end), question.answers)
                    for sentence in indexed.sentences
                ]
                rows.append(
                    Example(
                        group,
                        number,
                        np.stack(list(values.values()), axis=1).astype(np.float32),
                        np.concatenate(list(pair.values())),
                        np.array(right, dtype=float),
                        broad=question.broad,
                    )
                )
            number += 1
    return Examples(names, pair_names, tuple(rows))


def _neutral(values: dict[str, Vector]) -> dict[str, Vector]:
    return {name: value for name, value in values.items() if name not in ENGLISH_FEATURES}


def _chosen(one: QuestionSet, place: int, chance: np.random.Generator) -> Iterator[SetQuestion]:
    """The questions to learn from for one article: its own, and as many that it does not answer."""
    own = one.articles[place].questions
    if len(own) > QUESTIONS_OF_AN_ARTICLE:
        picked = sorted(chance.permutation(len(own))[:QUESTIONS_OF_AN_ARTICLE])
        own = tuple(own[at] for at in picked)
    yield from own
    if len(one.articles) > 1:
        lacking = sum(1 if question.answers else -1 for question in own)
        for _ in range(lacking):
            other = (place + 1 + int(chance.integers(len(one.articles) - 1))) % len(one.articles)
            strange = one.articles[other].questions
            question = strange[int(chance.integers(len(strange)))]
            yield replace(question, answers=())


def _lists(rows: Iterable[Example], names: Sequence[str]) -> Lists:
    """What the ranking learns from: the lists of answerable questions, long ones cut."""
    columns, right = [], []
    bm25, window = names.index("bm25 with synonyms"), names.index("bm25 of window")
    for row in rows:
        if not row.answerable or row.right.all():
            continue
        values, answers = row.values, row.right
        if len(answers) > LIST_LENGTH:
            first = np.argsort(-(values[:, bm25] + 0.3 * values[:, window]), kind="stable")
            kept = np.union1d(first[:LIST_LENGTH], np.flatnonzero(answers))
            values, answers = values[kept], answers[kept]
        columns.append(values)
        right.append(answers)
    return Lists.of(columns, right)


def _ranking(examples: Examples, rows: Sequence[Example]) -> dict[str, Any]:
    lists = _lists(rows, examples.names)
    return {
        "names": examples.names,
        "linear": fit_linear_ranking(lists, RIDGE),
        "trees": fit_trees(lists, TREES, SEED),
    }


def _confidence(examples: Examples, rows: Sequence[Example]) -> dict[str, Any]:
    columns = np.stack([row.pair for row in rows])
    answerable = np.array([row.answerable for row in rows], dtype=float)
    kinds = [(row.group, row.answerable) for row in rows]
    sizes = Counter(kinds)
    # Every set counts the same, and in each the answerable as much as the others.
    weights = np.array([1 / sizes[kind] for kind in kinds])
    fitted = fit_logistic(columns, answerable, weights, CONFIDENCE_RIDGE)
    return {"names": examples.pair_names, **fitted}


@dataclass(frozen=True)
class _Checked:
    """What models that never saw an article say of its questions, and the figures of that."""

    scores: tuple[Vector, ...]
    confidences: Vector
    figures: dict[str, Any]


def _cross_validated(examples: Examples, sets: Sequence[QuestionSet], say: Progress) -> _Checked:
    """Score every example by a model learned from the articles of the other folds."""
    rows = examples.rows
    articles = sorted({row.article for row in rows})
    order = np.random.default_rng(SEED).permutation(len(articles))
    fold_of = {articles[at]: place % FOLDS for place, at in enumerate(order)}
    scores: list[Vector] = [np.zeros(0)] * len(rows)
    confidences = np.zeros(len(rows))
    for fold in range(FOLDS):
        learned = [row for row in rows if fold_of[row.article] != fold]
        ranking = _ranking(examples, learned)
        confidence = _confidence(examples, learned)
        for place, row in enumerate(rows):
            if fold_of[row.article] == fold:
                scores[place] = _scored(ranking, row.values)
                confidences[place] = _log_odds(confidence, row.pair)
    confidences = 1 / (1 + np.exp(-confidences))
    figures = {
        one.name: _figures(rows, scores, confidences, group, fold_of)
        for group, one in enumerate(sets)
    }
    for name, found in figures.items():
        say(
            f"  {name}: hit@1 {found['hit@1']:.3f} ± {found['hit@1 spread']:.3f}, "
            f"hit@3 {found['hit@3']:.3f} ± {found['hit@3 spread']:.3f}, "
            f"AUROC {found['AUROC']:.4f}, calibration error {found['calibration error']:.3f}"
        )
    return _Checked(tuple(scores), confidences, figures)


def _scored(ranking: Mapping[str, Any], values: Matrix) -> Vector:
    linear = ranking["linear"]
    scores = (values - linear["means"]) / linear["scales"] @ linear["weights"]
    booster: lightgbm.Booster = ranking["trees"]
    added: Vector = scores + booster.predict(values, num_threads=1)
    return added


def _log_odds(confidence: Mapping[str, Any], pair: Vector) -> float:
    standard = (pair - confidence["means"]) / confidence["scales"]
    return float(standard @ confidence["weights"] + confidence["bias"])


def _figures(
    rows: Sequence[Example],
    scores: Sequence[Vector],
    confidences: Vector,
    group: int,
    fold_of: Mapping[int, int],
) -> dict[str, Any]:
    """The figures of one set, with the standard deviation over the folds."""
    first: dict[int, list[float]] = {fold: [] for fold in range(FOLDS)}
    third: dict[int, list[float]] = {fold: [] for fold in range(FOLDS)}
    inside = [place for place, row in enumerate(rows) if row.group == group]
    for place in inside:
        row = rows[place]
        if row.answerable:
            ordered = row.right[np.argsort(-scores[place], kind="stable")]
            first[fold_of[row.article]].append(float(ordered[0]))
            third[fold_of[row.article]].append(float(ordered[:3].max()))
    return {
        "hit@1": _rounded(share([*chain.from_iterable(first.values())])),
        "hit@1 spread": _rounded(float(np.std([share(found) for found in first.values()]))),
        "hit@3": _rounded(share([*chain.from_iterable(third.values())])),
        "hit@3 spread": _rounded(float(np.std([share(found) for found in third.values()]))),
        "AUROC": _rounded(
            auroc(
                [confidences[place] for place in inside if rows[place].answerable],
                [confidences[place] for place in inside if not rows[place].answerable],
            )
        ),
        "calibration error": _rounded(
            calibration_error(
                [float(confidences[place]) for place in inside],
                [rows[place].answerable for place in inside],
            )
        ),
    }


def _thresholds(examples: Examples, checked: _Checked) -> dict[str, float]:
    """Where answerable and other questions are told apart equally well, and where few are missed.

    Only sets that hold unanswerable questions of their own making would do for one alone; all
    sets count the same.
    """
    answerable = np.array([row.answerable for row in examples.rows])
    groups = np.array([row.group for row in examples.rows])

    def both(limit: float) -> float:
        worst = []
        for group in np.unique(groups):
            one = groups == group
            worst.append((checked.confidences[one & answerable] >= limit).mean())
            worst.append((checked.confidences[one & ~answerable] < limit).mean())
        return float(min(worst))

    answered = max((limit / 200 for limit in range(1, 200)), key=both)
    sought = np.quantile(checked.confidences[answerable], MISSED_RELATED)
    related = min(float(np.floor(sought * 200) / 200), answered)
    return {"answered": answered, "related": related}


def _closeness(examples: Examples, checked: _Checked) -> dict[str, float]:
    """How near to the first a further sentence must score, for pinpoint and broad questions."""
    found = {}
    for name, broad, aim in (
        ("close", False, RIGHT_EXTRA),
        ("close_broad", True, RIGHT_EXTRA_BROAD),
    ):
        nearness: list[float] = []
        right: list[float] = []
        for row, scores in zip(examples.rows, checked.scores, strict=True):
            if row.answerable and row.broad == broad and len(scores) > 1:
                order = np.argsort(-scores, kind="stable")[1 : 4 if broad else 3]
                nearness.extend(np.exp(scores[order] - scores.max()))
                right.extend(row.right[order])
        found[name] = _least_limit(np.array(nearness), np.array(right), aim)
    return found


def _least_limit(nearness: Vector, right: Vector, aim: float) -> float:
    """The least nearness from which the share of right ones reaches the aim."""
    for limit in range(1, 100):
        kept = nearness >= limit / 100
        if kept.any() and right[kept].mean() >= aim:
            return limit / 100
    return 1.0


def _ranking_parts(ranking: Mapping[str, Any]) -> dict[str, Any]:
    linear = _linear_parts(names=ranking["names"], bias=0.0, **ranking["linear"])
    return {"linear": linear, "trees": _tree_parts(ranking["trees"], ranking["names"])}


def _linear_parts(
    names: Sequence[str], means: Vector, scales: Vector, weights: Vector, bias: float
) -> dict[str, Any]:
    return {
        "bias": _rounded(bias),
        "features": {
            name: [_rounded(mean), _rounded(scale), _rounded(weight)]
            for name, mean, scale, weight in zip(names, means, scales, weights, strict=True)
        },
    }


def _tree_parts(booster: lightgbm.Booster, names: Sequence[str]) -> dict[str, Any]:
    """The trees as lists of nodes: feature asked, limit, node to the left, to the right, value."""
    dumped = [tree["tree_structure"] for tree in booster.dump_model()["tree_info"]]
    used = sorted({asked for tree in dumped for asked in _asked_in(tree)})
    place = {feature: at for at, feature in enumerate(used)}
    trees = []
    deepest = 1
    for tree in dumped:
        nodes: list[list[float]] = []
        deepest = max(deepest, _add_nodes(tree, place, nodes))
        trees.append(nodes)
    return {"depth": deepest, "features": [names[at] for at in used], "trees": trees}


def _asked_in(node: Mapping[str, Any]) -> Iterator[int]:
    if "split_feature" in node:
        yield node["split_feature"]
        yield from _asked_in(node["left_child"])
        yield from _asked_in(node["right_child"])


def _add_nodes(node: Mapping[str, Any], place: Mapping[int, int], nodes: list[list[float]]) -> int:
    """Add a node and all below it; return how many steps lead from it to its furthest leaf."""
    at = len(nodes)
    if "split_feature" not in node:
        nodes.append([0, 0.0, at, at, _rounded(node["leaf_value"])])
        return 0
    nodes.append([])
    left = len(nodes)
    depth = _add_nodes(node["left_child"], place, nodes)
    right = len(nodes)
    depth = max(depth, _add_nodes(node["right_child"], place, nodes))
    limit = _rounded(node["threshold"])
    value = _rounded(node["internal_value"])
    nodes[at] = [place[node["split_feature"]], limit, left, right, value]
    return depth + 1


def _rounded(value: float, digits: int = DIGITS) -> float:
    return float(f"{value:.{digits}g}")
