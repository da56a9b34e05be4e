"""`pullquote train`: question sets to a model file."""

from __future__ import annotations

import math
from pathlib import Path

import click


def _counted(
    _context: click.Context, parameter: click.Parameter, given: tuple[str, ...]
) -> tuple[tuple[Path, float], ...]:
    """Files with what a question of each counts: `long.jsonl:0.6`."""
    found = []
    for one in given:
        name, colon, counts = one.rpartition(":")
        if not colon or Path(one).exists():
            found.append((Path(one), 1.0))
            continue
        try:
            number = float(counts)
        except ValueError:
            number = math.nan
        if not 0 < number < math.inf:
            raise click.BadParameter(
                f"{counts!r} is not what a question counts; give a number above 0, as in"
                f" {name}:0.5.",
                param=parameter,
            )
        found.append((Path(name), number))
    return tuple(found)


@click.command()
@click.argument(
    "sets",
    nargs=-1,
    required=True,
    metavar="SET.jsonl[:COUNTS]…",
    callback=_counted,
)
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="model.json",
    help="Where to write the model.",
)
def train(sets: tuple[tuple[Path, float], ...], out: Path) -> None:
    """Learn the ranking and the confidence from question sets.

    A question counts 1 where the ranking is learned, or what stands after the file's name:
    stories.jsonl long.jsonl:0.6. A set whose rows have no "text" asks further questions of the
    articles of a set before it, by their ids; these teach the order of the sentences and, where
    the articles do not answer some of them, a little of the confidence.

    The same sets in the same order give the same file. Figures of a cross-validation, in which no
    article is asked with weights that were learned from it, are printed and recorded in the file.
    """
    from index.learning.sets import read_sets  # noqa: PLC0415 - loads the index

    try:
        from index.learning.train import as_text  # noqa: PLC0415
        from index.learning.train import train as learn  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise click.ClickException(
            f"Learning needs {error.name}; install it with: pip install 'pullquote[train]'"
        ) from error
    model = learn(read_sets(sets), lambda line: click.echo(line, err=True))
    out.write_text(as_text(model), encoding="utf-8")
    click.echo(f"Wrote {out}.", err=True)
