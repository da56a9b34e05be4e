"""Why an answer is what it is: tables of terms and of what each feature adds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.answering import Explanation
    from index.model import Model
    from index.ranking import AskedTerm

SENTENCES = 3
"""How many of the best sentences are explained."""
FEATURES = 14
"""How many features are listed: those that weigh most, for or against."""
ALIKE = 0.5
"""From which likeness on a word that is used alike is named."""
_WIDTH = 38


def explained(explanation: Explanation, model: Model) -> str:
    """Say in tables how a question was read, and why the best sentences are the best.

    Args:
        explanation: An answer with what led to it.
        model: The weights that it was answered with.

    Returns:
        Lines of plain text.
    """
    if explanation.answer.is_beginning:
        return f"asks what the article is about: shown is how it begins; model {model.version}"
    return "\n\n".join(
        (_asked(explanation, model), _terms(explanation), _features(explanation, model))
    )


def _asked(explanation: Explanation, model: Model) -> str:
    answer, question = explanation.answer, explanation.match.question
    asks = f"asks {question.kind}" + (f", of {question.focus!r}" if question.focus else "")
    return (
        f"{asks}, {'broad' if question.broad else 'pinpoint'}; {answer.verdict.value} with"
        f" confidence {answer.confidence:.2f} (answered from {model.answered:.2f}, related from"
        f" {model.related:.2f}); model {model.version}"
    )


def _terms(explanation: Explanation) -> str:
    """Each term with where and through what it was found."""
    match = explanation.match
    alike = match.indexed.likeness.nearest(match.vectors)
    lines = [
        f"{asked.term:<16}{asked.idf:>7.2f}  {_found(explanation, asked, *nearest)}"
        for asked, nearest in zip(match.asked, alike, strict=True)
    ]
    return "\n".join([f"{'term':<16}{'weight':>7}  found", *lines])


def _found(explanation: Explanation, asked: AskedTerm, word: str, likeness: float) -> str:
    indexed = explanation.match.indexed
    ways = []
    if asked.term in indexed.postings:
        ways.append(f"in {_sentences(len(indexed.postings[asked.term]))}")
    if asked.repair:
        ways.append(f"read as {asked.repair.taken!r}")
    through = [
        " ".join(expression)
        for expression in (*asked.synonyms, *asked.kinds)
        if all(term in indexed.postings for term in expression)
    ]
    if through:
        ways.append("through " + ", ".join(through))
    if asked.relatives:
        ways.append("like " + ", ".join(asked.relatives))
    if likeness >= ALIKE:
        ways.append(f"used like {word!r} ({likeness:.2f})")
    return "; ".join(ways) or "nowhere"


def _sentences(count: int) -> str:
    return f"{count} sentence{'s' if count != 1 else ''}"


def _features(explanation: Explanation, model: Model) -> str:
    """What each feature adds to the scores of the best sentences, side by side."""
    indexed = explanation.match.indexed
    place = {number: row for row, number in enumerate(indexed.numbers)}
    quotes = explanation.answer.ranked[:SENTENCES]
    if not quotes:
        return "The article has no sentence."
    ranking = model.ranking(indexed.article.language)
    added = [ranking.contributions(explanation.values, place[quote.sentence]) for quote in quotes]
    names = sorted(added[0], key=lambda name: -max(abs(one[name]) for one in added))[:FEATURES]
    lines = [
        f"[{number}] {' '.join(quote.text.split())}" for number, quote in enumerate(quotes, start=1)
    ]
    lines.append("")
    numbers = "".join(f"{f'[{number}]':>9}" for number in range(1, len(quotes) + 1))
    lines.append(f"{'what it adds':<{_WIDTH}}{numbers}")
    lines.extend(
        f"{name:<{_WIDTH}}" + "".join(f"{one[name]:>+9.2f}" for one in added) for name in names
    )
    rest = [sum(one.values()) - sum(one[name] for name in names) for one in added]
    lines.append(f"{'all others':<{_WIDTH}}" + "".join(f"{value:>+9.2f}" for value in rest))
    lines.append(f"{'score':<{_WIDTH}}" + "".join(f"{sum(one.values()):>+9.2f}" for one in added))
    return "\n".join(lines)
