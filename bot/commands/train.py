"""`pullquote train`: question sets to a model file."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument(
    "sets",
    nargs=-1,
    required=True,
    metavar="SET.jsonl…",
    type=click.Path(path_type=Path, dir_okay=False),
)
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="model.json",
    help="Where to write the model.",
)
def train(sets: tuple[Path, ...], out: Path) -> None:
    """Learn the ranking and the confidence from question sets.

    The same sets in the same order give the same file. Figures of a cross-validation, in which no
    article is asked with weights that were learned from it, are printed and recorded in the file.
    """
    from index.learning.sets import read_set  # noqa: PLC0415 - loads the index

    try:
        from index.learning.train import as_text  # noqa: PLC0415
        from index.learning.train import train as learn  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise click.ClickException(
            f"Learning needs {error.name}; install it with: pip install 'pullquote[train]'"
        ) from error
    model = learn([read_set(path) for path in sets], lambda line: click.echo(line, err=True))
    out.write_text(as_text(model), encoding="utf-8")
    click.echo(f"Wrote {out}.", err=True)
