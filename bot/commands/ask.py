"""`pullquote ask`: one question, or many, to one article."""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from bot.installation import history_file
from bot.json_output import answer_as_json, write_json
from bot.prompt import typed_questions
from bot.references import find_article

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from bot.installation import Installation
    from index.answering import Answer
    from index.article import Article

    Put = Callable[[str], Answer]


class _OneFromEnvironment(click.Option):
    """An option that can be given several times; in the environment stands one, blanks and all."""

    def value_from_envvar(self, ctx: click.Context) -> tuple[str, ...] | None:
        value = self.resolve_envvar_value(ctx)
        return None if value is None else (value,)


@click.command()
@click.argument("words", nargs=-1, metavar="[QUESTION]")
@click.option(
    "--article",
    "references",
    cls=_OneFromEnvironment,
    multiple=True,
    metavar="ID|FILE|URL",
    envvar="PULLQUOTE_ARTICLE",
    show_envvar=True,
    help="The article to ask; a file or page is not added to the archive. Given several times, by"
    " ids, all of these articles are asked.  [default: the article that was added last]",
)
@click.option("--all", "ask_all", is_flag=True, help="Ask all articles of the archive.")
@click.option("--json", "as_json", is_flag=True, help="Write the answer as a JSON object.")
@click.option(
    "--jsonl",
    "as_json_lines",
    is_flag=True,
    help='Read a {"id", "question"} object a line and write an answer a line.',
)
@click.option("--explain", is_flag=True, help="Say why: terms found, and what each feature adds.")
@click.option(
    "--color/--no-color",
    "colours",
    default=None,
    help="Colours or none.  [default: colours on a terminal, unless NO_COLOR is set]",
)
@click.pass_obj
def ask(
    installation: Installation,
    words: tuple[str, ...],
    references: tuple[str, ...],
    *,
    ask_all: bool,
    as_json: bool,
    as_json_lines: bool,
    explain: bool,
    colours: bool | None,
) -> None:
    """Ask an article a QUESTION; without one, at a prompt.

    The name of a topic is a question too.
    """
    _check_usage(words, references, as_json=as_json, as_json_lines=as_json_lines)
    if explain and (as_json or as_json_lines or not words):
        raise click.UsageError("--explain needs a question, and goes without --json and --jsonl.")
    if ask_all and references:
        source = click.get_current_context().get_parameter_source("references")
        if source is not ParameterSource.ENVIRONMENT:
            raise click.UsageError("--all asks every article, --article some: give one of them.")
        references = ()
    question = " ".join(words)
    with ExitStack() as opened:
        if ask_all or len(references) > 1:
            if explain:
                raise click.UsageError("--explain explains the answer of one article.")
            put, name = _asking_many(installation, references, opened)
        else:
            article = find_article(references[0] if references else None, installation)
            if explain:
                _explain(article, question)
                return
            put, name = _asking_one(article)
        if as_json_lines:
            _answer_lines(put)
        elif as_json:
            write_json(answer_as_json(put(question)))
        else:
            _answer_in_words(put, [question] if words else _typed(name), colours=colours)


def _check_usage(
    words: tuple[str, ...], references: tuple[str, ...], *, as_json: bool, as_json_lines: bool
) -> None:
    if as_json_lines and (words or as_json):
        raise click.UsageError("--jsonl reads its questions from standard input, without --json.")
    if as_json and not words:
        raise click.UsageError("--json needs a question; for many questions there is --jsonl.")
    if "-" in references and not words:
        raise click.UsageError("With the article on standard input, the question goes behind ask.")


def _asking_one(article: Article) -> tuple[Put, str]:
    """Make the function that puts a question, or the name of a topic, to an article; name it."""
    from bot.terminal import name_of  # noqa: PLC0415 - loads the index
    from index.answering import Answerer  # noqa: PLC0415 - not before the usage is checked

    answerer = Answerer()
    topics = {topic.name: topic.question for topic in article.topics}

    def put(question: str) -> Answer:
        asked = topics.get(question.strip().removeprefix("/").lower(), question)
        return replace(answerer.answer(asked, article), question=question)

    return put, f"“{name_of(article)}”"


def _asking_many(
    installation: Installation, references: tuple[str, ...], opened: ExitStack
) -> tuple[Put, str]:
    """Make the function that puts a question to many articles of the archive, and name these."""
    from index.answering import Answerer  # noqa: PLC0415 - loads the search engine
    from index.archive_answering import ArchiveAnswerer  # noqa: PLC0415
    from index.search import ArchiveSearch, Scope  # noqa: PLC0415

    archive = opened.enter_context(installation.open_archive())
    chosen = None
    if references:
        for reference in references:
            archive.article(reference, visible_to="everyone")
        chosen = frozenset(archive.numbers(references).values())
    search = opened.enter_context(
        ArchiveSearch(archive, say=lambda line: click.echo(line, err=True))
    )
    search.catch_up()
    answerer = ArchiveAnswerer(Answerer(), archive, search)
    count = len(chosen) if chosen is not None else archive.count(visible_to="everyone")
    return lambda question: answerer.answer(question, Scope(articles=chosen)), f"{count} articles"


def _explain(article: Article, question: str) -> None:
    """Say why a question is answered as it is."""
    from bot.explaining import explained  # noqa: PLC0415 - loads the index
    from index.answering import Answerer  # noqa: PLC0415

    answerer = Answerer()
    click.echo(explained(answerer.explain(question, article), answerer.model))


def _typed(name: str) -> Iterator[str]:
    """Questions from the keyboard or a pipe."""
    if sys.stdin.isatty():
        click.echo(f"Asking {name}. Ctrl-D leaves.")
    return typed_questions(history_file())


def _answer_in_words(put: Put, questions: Iterable[str], *, colours: bool | None) -> None:
    from bot.terminal import render, style_of_output  # noqa: PLC0415 - loads the index

    for number, question in enumerate(questions):
        # Measured each time, since the window may have changed its size.
        style = style_of_output(colours=colours)
        click.echo("\n" * bool(number) + render(put(question), style), color=style.colours)


def _answer_lines(put: Put) -> None:
    """Answer a stream of JSON objects, each as soon as it is read."""
    is_whole = True
    for number, line in enumerate(sys.stdin.buffer, start=1):
        try:
            request = _request(line)
        except ValueError as error:
            click.echo(f"Line {number} is skipped: {error}", err=True)
            is_whole = False
        else:
            answer = put(request["question"])
            write_json({"id": request["id"], **answer_as_json(answer)})
    if not is_whole:
        raise click.exceptions.Exit(1)


def _request(line: bytes) -> dict[str, Any]:
    """Read a line of questions; what is wrong with it is the ValueError's message."""
    try:
        request = json.loads(line)
    except (ValueError, RecursionError):
        raise ValueError("it is not JSON.") from None
    if not isinstance(request, dict) or "id" not in request:
        raise ValueError('it is not an object with "id" and "question".')
    if not isinstance(request.get("question"), str):
        raise ValueError('its "question" is not a text.')  # noqa: TRY004 - a value of the line
    return request
