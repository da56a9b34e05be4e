"""`pullquote evaluate`: a question set to figures."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from index.learning.evaluate import Asked, Figures

_ROWS = (
    ("hit@1", "hit1"),
    ("hit@3", "hit3"),
    ("MRR@10", "mrr10"),
    ("AUROC of the confidence", "auroc"),
    ("answerable ones answered", "answered"),
    ("unanswerable ones refused", "refused"),
    ("expected calibration error", "calibration_error"),
    ("quotes shown", "shown"),
    ("  of them right", "shown_precision"),
    ("  answers among them", "shown_recall"),
    ("answer inside a highlight", "highlighted_right"),
    ("share of quote highlighted", "highlighted_share"),
)


@click.command()
@click.argument("question_set", metavar="SET.jsonl", type=click.Path(path_type=Path))
@click.option(
    "--predictions",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="OUT.jsonl",
    help="Write the ten best sentences of each question there.",
)
@click.option(
    "--model",
    "model_file",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar="PULLQUOTE_MODEL",
    show_envvar=True,
    metavar="FILE",
    help="Use these weights.  [default: those that come with Pullquote]",
)
@click.option(
    "--scope",
    type=click.Choice(["article", "archive"]),
    default="article",
    show_default=True,
    help="Ask each question its own article, or all articles of the set at once.",
)
@click.option("--json", "as_json", is_flag=True, help="Write the figures as a JSON object.")
def evaluate(
    question_set: Path,
    predictions: Path | None,
    model_file: Path | None,
    scope: str,
    *,
    as_json: bool,
) -> None:
    """Ask all questions of a set, and print how good the answers are.

    A set has rows {"id", "title", "text", "questions": [{"id", "question", "answers": [{"start",
    "end"}]}]}; no answers means that the article does not say. Each article is indexed in memory.
    """
    from index.learning import evaluate as evaluation  # noqa: PLC0415 - loads the index
    from index.learning.sets import read_set  # noqa: PLC0415
    from index.model import load  # noqa: PLC0415

    model = load(model_file) if model_file else None
    whole = read_set(question_set)
    ask = evaluation.ask_all if scope == "article" else evaluation.ask_archive
    asked = list(_with_progress(ask(whole, model), whole.size))
    if predictions:
        with predictions.open("w", encoding="utf-8") as out:
            for one in asked:
                out.write(json.dumps(evaluation.prediction(one), ensure_ascii=False) + "\n")
    found = evaluation.figures(asked)
    click.echo(json.dumps(evaluation.as_json(found)) if as_json else _table(found))


def _with_progress(asked: Iterable[Asked], size: int) -> Iterator[Asked]:
    with click.progressbar(
        asked, length=size, label="Asking", file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as progress:
        yield from progress


def _table(found: Figures) -> str:
    values = asdict(found)
    lines = [f"{found.questions} questions, {found.answerable} of them answerable"]
    lines += [f"{label:<28}{values[name]:>8.3f}" for label, name in _ROWS]
    if found.recall50 is not None:
        lines.append(f"{'recall@50 of the passages':<28}{found.recall50:>8.3f}")
    lines.append(f"{'milliseconds, p50 / p99':<28}{found.p50_ms:>8.2f} / {found.p99_ms:.2f}")
    return "\n".join(lines)
