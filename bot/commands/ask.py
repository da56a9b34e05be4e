"""`pullquote ask`: one question, or many, to one article."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from bot.installation import history_file
from bot.json_output import answer_as_json, write_json
from bot.prompt import typed_questions
from bot.references import find_article

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from bot.installation import Installation
    from index.answering import Answer
    from index.article import Article


@click.command()
@click.argument("words", nargs=-1, metavar="[QUESTION]")
@click.option(
    "--article",
    "reference",
    metavar="ID|FILE|URL",
    envvar="PULLQUOTE_ARTICLE",
    show_envvar=True,
    help="The article to ask; a file or page is not added to the archive."
    "  [default: the article that was added last]",
)
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
    reference: str | None,
    *,
    as_json: bool,
    as_json_lines: bool,
    explain: bool,
    colours: bool | None,
) -> None:
    """Ask an article a QUESTION; without one, at a prompt.

    The name of a topic is a question too.
    """
    _check_usage(words, reference, as_json=as_json, as_json_lines=as_json_lines)
    if explain and (as_json or as_json_lines or not words):
        raise click.UsageError("--explain needs a question, and goes without --json and --jsonl.")
    article = find_article(reference, installation)
    question = " ".join(words)
    if as_json_lines:
        _answer_lines(article)
    elif explain:
        _explain(article, question)
    elif as_json:
        write_json(answer_as_json(_asking(article)(question)))
    else:
        _answer_in_words(article, [question] if words else _typed(article), colours=colours)


def _check_usage(
    words: tuple[str, ...], reference: str | None, *, as_json: bool, as_json_lines: bool
) -> None:
    if as_json_lines and (words or as_json):
        raise click.UsageError("--jsonl reads its questions from standard input, without --json.")
    if as_json and not words:
        raise click.UsageError("--json needs a question; for many questions there is --jsonl.")
    if reference == "-" and not words:
        raise click.UsageError("With the article on standard input, the question goes behind ask.")


def _asking(article: Article) -> Callable[[str], Answer]:
    """Make the function that puts a question, or the name of a topic, to an article."""
    from index.answering import Answerer  # noqa: PLC0415 - not before the usage is checked

    answerer = Answerer()
    topics = {topic.name: topic.question for topic in article.topics}

    def put(question: str) -> Answer:
        asked = topics.get(question.strip().removeprefix("/").lower(), question)
        return replace(answerer.answer(asked, article), question=question)

    return put


def _explain(article: Article, question: str) -> None:
    """Say why a question is answered as it is."""
    from bot.explaining import explained  # noqa: PLC0415 - loads the index
    from index.answering import Answerer  # noqa: PLC0415

    answerer = Answerer()
    click.echo(explained(answerer.explain(question, article), answerer.model))


def _typed(article: Article) -> Iterator[str]:
    """Questions from the keyboard or a pipe."""
    from bot.terminal import name_of  # noqa: PLC0415 - loads the index

    if sys.stdin.isatty():
        click.echo(f"Asking “{name_of(article)}”. Ctrl-D leaves.")
    return typed_questions(history_file())


def _answer_in_words(article: Article, questions: Iterable[str], *, colours: bool | None) -> None:
    from bot.terminal import render, style_of_output  # noqa: PLC0415 - loads the index

    put = _asking(article)
    for number, question in enumerate(questions):
        # Measured each time, since the window may have changed its size.
        style = style_of_output(colours=colours)
        click.echo("\n" * bool(number) + render(put(question), style), color=style.colours)


def _answer_lines(article: Article) -> None:
    """Answer a stream of JSON objects, each as soon as it is read."""
    put = _asking(article)
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
