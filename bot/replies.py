"""What the bot says, as Telegram HTML that fits one message. Pure functions."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from bot import texts
from bot.addressing import ASK, MAX_QUESTION, Reason
from bot.conversation import Manner
from bot.language import day, language_of, name_of, speaking, spoken, translated
from bot.links import link_to, web_address
from bot.markup import (
    Html,
    block_quote,
    bold,
    clipped,
    code,
    in_a_row,
    italic,
    joined,
    link,
    on_one_line,
    plain,
    underlined,
)
from bot.texts import label, say
from index.answering import Verdict
from index.reading import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.addressing import Hint
    from bot.conversation import Understood
    from bot.links import Place
    from index.answering import Answer, Quote
    from index.article import Article, Span
    from index.reading.errors import ReadingError

LISTED = 8
"""Articles that one list names at most; so many always fit a message."""

_TITLE = 120
_NAME = 60
_LIST_TITLE = 80
_HEADINGS = 12
_TOPICS = 20
_EXAMPLES = 3
_HIGHLIGHTS = 8
_TAG = re.compile(r"<[^>]*>")


class VerbatimError(Exception):
    """A quote would not have been shown in the article's own words."""


class Entry(Protocol):
    """What a list of articles tells of each."""

    @property
    def id(self) -> str:
        """Its id in the archive."""

    @property
    def title(self) -> str:
        """Its headline or label, or empty."""

    @property
    def source(self) -> str:
        """Who published it, or empty."""

    @property
    def published(self) -> str:
        """ISO 8601 date, or empty."""


def answer_message(
    answer: Answer,
    *,
    understood: str = "",
    is_more: bool = False,
    asked: Article | None = None,
    place: Place = link_to,
) -> Html:
    """Answer a question.

    Where not all quotes fit, those with the lowest scores are left out; none is shortened.

    Args:
        answer: The answer.
        understood: What the question was taken for, where that is to be shown; or empty.
        is_more: Whether these are further sentences, after better ones.
        asked: The article that the question was put to, where another one answers; or None.
        place: Tells where a quote is seen.

    Raises:
        VerbatimError: If a quote would not be the article's own words.

    """
    note = _small_print(understood)
    if answer.verdict is Verdict.SILENT or not answer.quotes:
        refusal = silence_message(answer.article)
        if not _shares_letters(answer.question, answer.article):
            refusal = joined("\n", (refusal, _asked_in(answer.article)))
        return joined("\n\n", (refusal, note))
    opening = say(texts.FURTHER) if is_more else _opening(answer, asked)
    kept = list(answer.quotes)
    while kept:
        quotes = [
            _quotation(quote, place, named=quote.article != (asked or answer.article))
            for quote in kept
        ]
        message = joined("\n\n", (opening, *quotes, note))
        if message.fits():
            return message
        kept.remove(min(reversed(kept), key=lambda quote: quote.score))
    best = max(answer.quotes, key=lambda quote: quote.score)
    where = _attribution(best, place, named=True)
    too_long = joined("\n", (opening, say(texts.TOO_LONG_TO_QUOTE), where))
    return joined("\n\n", (too_long, note))


def _opening(answer: Answer, asked: Article | None) -> Html:
    """Say what is to be known before the quotes are read."""
    if asked:
        return say(texts.FROM_ANOTHER, here=_title(asked))
    if answer.is_beginning:
        return say(texts.BEGINS)
    return say(texts.NOT_SAID_OUTRIGHT) if answer.verdict is Verdict.RELATED else Html()


def context_message(
    answer: Answer,
    *,
    understood: str = "",
    is_more: bool = False,
    asked: Article | None = None,
    place: Place = link_to,
) -> Html:
    """Show an answer's quotes, underlined, with the sentences before and behind them.

    Where not all fit, those with the lowest scores are left out.

    Args:
        answer: The answer; it has a quote.
        understood: What the question was taken for, where that is to be shown; or empty.
        is_more: Whether these are further sentences, after better ones.
        asked: The article that the question was put to, where another one answers; or None.
        place: Tells where a quote is seen.

    Returns:
        The message; empty where not even one quote fits with its neighbours.

    Raises:
        VerbatimError: If a quote would not be the article's own words.

    """
    note = _small_print(understood)
    opening = say(texts.FURTHER) if is_more else _opening(answer, asked)
    kept = list(answer.quotes)
    while kept:
        blocks = [_in_context(group, asked or answer.article, place) for group in _neighbours(kept)]
        message = joined("\n\n", (opening, *blocks, note))
        if message.fits():
            return message
        kept.remove(min(reversed(kept), key=lambda quote: quote.score))
    return Html()


def quote_message(quote: Quote, *, question: str = "", place: Place = link_to) -> Html:
    """Show one quote with its article, for people who did not see what was asked.

    Args:
        quote: The quote.
        question: What it answers, where that is to be shown; or empty.
        place: Tells where the quote is seen.

    Returns:
        The message; empty where the quote is too long for one.

    Raises:
        VerbatimError: If it would not be the article's own words.

    """
    asked = italic(plain(clipped(question, _TITLE)))
    message = joined("\n", (asked, _quotation(quote, place, named=True)))
    return message if message.fits() else Html()


def silence_message(article: Article) -> Html:
    """Say in one line that the article does not answer, and below it what it covers.

    Args:
        article: The article asked.

    """
    title = clipped(article.title, _TITLE)
    refusal = say(texts.NOT_SAID_IN, title=title) if title else say(texts.NOT_SAID)
    return joined("\n", (refusal, *_coverage(article)))


def start_message(article: Article | None, username: str, *, in_group: bool) -> Html:
    """Say what the bot is, which article it answers from, and how to begin.

    Args:
        article: The chat's current article; None where there is none.
        username: The bot's, without the @.
        in_group: Whether several people read it.

    """
    if article is None:
        add = say(texts.WELCOME_ADD, add="/add") if in_group else say(texts.START_ADD)
        return joined("\n\n", (say(texts.START), no_articles_message(), add))
    examples = _examples(article)
    if in_group:
        begin = say(texts.START_GROUP, ask=f"/{ASK}", name=f"@{username}", examples=examples)
    else:
        begin = say(texts.START_PRIVATE, examples=examples)
        begin = joined("\n", (begin, say(texts.START_ADD)))
    return joined(
        "\n\n",
        (
            say(texts.START),
            joined(
                "\n",
                (say(texts.START_ARTICLE, title=bold(_title(article))), _asked_in(article)),
            ),
            begin,
            say(texts.START_HELP, help="/help"),
        ),
    )


def help_message(article: Article | None, username: str, *, in_group: bool) -> Html:
    """Say all that can be done.

    Args:
        article: The chat's current article; None where there is none.
        username: The bot's, without the @.
        in_group: Whether several people read it.

    """
    if in_group:
        asking = say(texts.HELP_ASK_GROUP, ask=f"/{ASK}", name=f"@{username}")
        asking = joined("\n", (asking, say(texts.HELP_ASK_OTHERS, ask=f"/{ASK}")))
    else:
        asking = joined("\n", (say(texts.HELP_ASK), say(texts.START_ADD)))
    topics = article.topics[:_TOPICS] if article else ()
    commands = [
        say(texts.HELP_COMMAND, command=f"/{topic.name}", use=clipped(topic.question, _NAME))
        for topic in topics
    ]
    commands += [
        say(texts.HELP_COMMAND, command="/article", use=say(texts.HELP_ARTICLE)),
        say(texts.HELP_COMMAND, command="/articles", use=say(texts.HELP_ARTICLES)),
        say(texts.HELP_COMMAND, command="/remove", use=say(texts.HELP_REMOVE)),
        say(texts.HELP_COMMAND, command="/topics", use=say(texts.HELP_TOPICS)),
    ]
    following = texts.HELP_FOLLOW_GROUP if in_group else texts.HELP_FOLLOW
    if in_group:
        commands += [
            say(texts.HELP_COMMAND, command="/add", use=say(texts.HELP_ADD_GROUP)),
            say(texts.HELP_COMMAND, command="/settings", use=say(texts.HELP_SETTINGS)),
        ]
    commands.append(say(texts.HELP_COMMAND, command="/privacy", use=say(texts.HELP_PRIVACY)))
    return joined(
        "\n\n",
        (
            joined("\n", (asking, say(following), say(texts.HELP_EDIT))),
            say(texts.HELP_INLINE, name=f"@{username}"),
            joined("\n", commands),
            say(texts.HELP_VERBATIM),
        ),
    )


def article_message(
    article: Article,
    *,
    opening: str = "",
    questions: Sequence[str] = (),
    in_group: bool = False,
) -> Html:
    """Say what is known about an article and what it covers.

    Args:
        article: The article.
        opening: What to say first, one of `bot.texts`.
        questions: What one could ask.
        in_group: Whether several people read it.

    """
    url = web_address(article.url)
    title = bold(_title(article))
    words = len(article.text.split())
    known = joined(
        "\n",
        (
            say(opening),
            link(title, url) if url else title,
            _where_known(texts.SOURCE, source=clipped(article.source, _NAME)),
            _where_known(texts.PUBLISHED, date=day(clipped(article.published, _NAME))),
            _asked_in(article),
            say(
                texts.LENGTH,
                words=say(texts.WORDS, count=words),
                sentences=say(texts.SENTENCES, count=len(article.sentences)),
            ),
            *_coverage(article),
        ),
    )
    command = f"/{ASK} " if in_group else ""
    asking = [code(plain(command + question)) for question in questions]
    suggested = joined("\n", (say(texts.ONE_COULD_ASK), *asking)) if asking else Html()
    return joined("\n\n", (known, suggested))


def articles_message(
    entries: Sequence[Entry], *, current: str = "", more: int = 0, words: str = ""
) -> Html:
    """List articles and say how to choose one.

    Args:
        entries: What to list, in order; no more than LISTED.
        current: Id of the chat's current article, or empty.
        more: How many there are besides.
        words: What was searched for, or empty.

    """
    words = clipped(words, _NAME)
    if not entries and words:
        return say(texts.NO_ARTICLES_FOUND, words=words, command="/articles")
    if not entries:
        return no_articles_message()
    title = say(texts.ARTICLES_FOUND, words=words) if words else say(texts.ARTICLES)
    search = code(plain("/articles ") + say(texts.TITLE_WORDS))
    return joined(
        "\n\n",
        (
            bold(title),
            *(_listed(entry, is_current=entry.id == current) for entry in entries[:LISTED]),
            say(texts.ARTICLES_CHOOSE),
            say(texts.ARTICLES_MORE, count=more, command=search) if more else Html(),
        ),
    )


def courtesy_message(article: Article | None, said: Understood) -> Html:
    """Return thanks or a greeting, in the language that it was said in.

    Args:
        article: The chat's current article; None where there is none.
        said: What was said.

    """
    with speaking(said.language or spoken()):
        if said.manner is Manner.THANKS:
            return say(texts.WELCOME)
        return say(texts.GREETING, example=code(plain(_example(article))))


def not_read_message(error: ReadingError) -> Html:
    """Say why something that was sent could not be read.

    Args:
        error: What went wrong.

    """
    if not error.values:  # A file's name in it may have braces.
        return plain(translated(error.sentence))
    own = sentences.WORDS
    values = {
        name: translated(value) if isinstance(value, str) and value in own else value
        for name, value in error.values.items()
    }
    return say(error.sentence, **values)


def no_articles_message() -> Html:
    """Say that there is nothing to ask."""
    return say(texts.NO_ARTICLES)


def no_such_article_message(article: str) -> Html:
    """Say that there is no article of this id.

    Args:
        article: The id as it was given.

    """
    return say(texts.NO_SUCH_ARTICLE, id=clipped(article, _NAME), command="/articles")


def hint_message(hint: Hint, article: Article | None, *, in_group: bool) -> Html:
    """Say what to do instead, where there was nothing to answer.

    Args:
        hint: What was amiss.
        article: The chat's current article; None where there is none.
        in_group: Whether several people read it.

    """
    match hint.reason:
        case Reason.EMPTY:
            example = _example(article)
            if in_group:
                return say(texts.ASK_SOMETHING_GROUP, example=code(plain(f"/{ASK} {example}")))
            return say(texts.ASK_SOMETHING, example=code(plain(example)))
        case Reason.UNKNOWN_COMMAND:
            command = f"/{clipped(hint.command, _NAME)}"
            return say(texts.UNKNOWN_COMMAND, command=code(plain(command)), help="/help")
        case Reason.NO_TEXT:
            return say(texts.NO_TEXT)
        case Reason.TOO_LONG:
            return say(texts.TOO_LONG, limit=MAX_QUESTION)


def _small_print(understood: str) -> Html:
    question = clipped(understood, MAX_QUESTION)
    return italic(say(texts.UNDERSTOOD, question=question)) if question else Html()


def _neighbours(quotes: Sequence[Quote]) -> Iterator[list[Quote]]:
    """Divide quotes into groups whose surroundings touch, each in the order of the text."""
    group: list[Quote] = []
    for quote in sorted(quotes, key=lambda quote: (quote.article.id, quote.start)):
        touches = group and group[-1].article == quote.article
        if touches and quote.sentence - group[-1].sentence <= 3:
            group.append(quote)
            continue
        if group:
            yield group
        group = [quote]
    if group:
        yield group


def _in_context(group: Sequence[Quote], asked: Article, place: Place) -> Html:
    """Set quotes with all sentences between and around them, and their attribution below."""
    article = group[0].article
    quoted = {quote.sentence: quote for quote in group}
    first, last = max(0, min(quoted) - 1), max(quoted) + 1
    shown = []
    for number, sentence in enumerate(article.sentences[first : last + 1], start=first):
        if number in quoted:
            shown.append(underlined(_marked(quoted[number])))
        else:
            shown.append(plain(on_one_line(article.text[sentence.start : sentence.end])))
    return (
        block_quote(joined(" ", shown))
        + plain("\n")
        + _attribution(group[0], place, named=article != asked)
    )


def _quotation(quote: Quote, place: Place, *, named: bool) -> Html:
    """Set a quote with its attribution below it."""
    return block_quote(_marked(quote)) + plain("\n") + _attribution(quote, place, named=named)


def _marked(quote: Quote) -> Html:
    """Return the quote's own words on one line, with the highlights bold."""
    text = quote.article.text
    pieces = []
    position = quote.start
    for start, end in _separate(quote.highlights, quote.start, quote.end):
        pieces.append(plain(on_one_line(text[position:start])))
        pieces.append(bold(plain(on_one_line(text[start:end]))))
        position = end
    pieces.append(plain(on_one_line(text[position : quote.end])))
    marked = joined("", pieces)
    _check_verbatim(quote, marked)
    return marked


def _check_verbatim(quote: Quote, marked: Html) -> None:
    """Compare what will be read with what the article says, letter by letter."""
    words = quote.article.text[quote.start : quote.end]
    shown = html.unescape(_TAG.sub("", marked.source))
    if not words or words != quote.text or shown != html.unescape(plain(on_one_line(words)).source):
        raise VerbatimError(f"article {quote.article.id}, {quote.start} to {quote.end}")


def _separate(spans: Iterable[Span], start: int, end: int) -> Iterator[Span]:
    """Yield the first few spans in order, within bounds, those that touch made one."""
    found: list[Span] = []
    for left, right in sorted((max(left, start), min(right, end)) for left, right in spans):
        if left >= right:
            continue
        if found and left <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], right))
        else:
            found.append((left, right))
    yield from found[:_HIGHLIGHTS]


def _attribution(quote: Quote, place: Place, *, named: bool) -> Html:
    """Say where a quote stands: title, if it is to be named, heading, source, and a link."""
    article = quote.article
    url = place(quote)
    title = clipped(article.title, _NAME) if named else ""
    source = article.source or urlsplit(web_address(article.url)).hostname or ""
    source = clipped(source, _NAME) or clipped(article.title, _NAME) or label(texts.UNTITLED)
    return in_a_row(
        (
            plain(title),
            plain(clipped(quote.heading, _NAME)),
            plain(source) if source != title else Html(),
            link(say(texts.OPEN), url) if url else Html(),
        )
    )


def _asked_in(article: Article) -> Html:
    """Name the language of an article, where it is another one than is spoken."""
    if article.language == spoken():
        return Html()
    return _where_known(texts.START_LANGUAGE, language=name_of(article.language))


def _shares_letters(question: str, article: Article) -> bool:
    """Whether a question can be in the language of an article: at least one letter is in both."""
    letters = set(filter(str.isalpha, question.casefold()))
    return not letters or not letters.isdisjoint(article.text.casefold())


def _coverage(article: Article) -> tuple[Html, Html]:
    """Name the headings and the topics of an article, a line each; empty where it has none."""
    headings = "; ".join(clipped(heading, _NAME) for heading in article.headings[:_HEADINGS])
    topics = " ".join(f"/{topic.name}" for topic in article.topics[:_TOPICS])
    return (
        _where_known(texts.COVERS, headings=headings),
        _where_known(texts.TOPICS, topics=topics),
    )


def _listed(entry: Entry, *, is_current: bool) -> Html:
    title = clipped(entry.title, _LIST_TITLE)
    published = day(clipped(entry.published, _NAME), is_short=True)
    facts = (clipped(entry.source, _NAME), published)
    first_line = in_a_row(
        (
            bold(plain(title) if title else say(texts.UNTITLED)),
            *(plain(fact) for fact in facts),
            say(texts.CURRENT) if is_current else Html(),
        )
    )
    return joined("\n", (first_line, code(plain(f"/article {entry.id}"))))


def _title(article: Article) -> Html:
    title = clipped(article.title, _TITLE)
    return plain(title) if title else say(texts.UNTITLED)


def _examples(article: Article) -> Html:
    """Name a few of the article's topics to tap; a question where it has none."""
    commands = [plain(f"/{topic.name}") for topic in article.topics[:_EXAMPLES]]
    return joined(" ", commands) or plain(_example(article))


def _example(article: Article | None) -> str:
    if article and article.topics:
        return clipped(article.topics[0].question, _NAME)
    # Asked in the language of the article: no other one is found in it.
    with speaking(language_of(article.language) if article else spoken()):
        return label(texts.EXAMPLE)


def _where_known(text: str, **values: str) -> Html:
    return say(text, **values) if all(values.values()) else Html()
