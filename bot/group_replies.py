"""What the bot says of a chat's topics and settings, and when it comes into a group. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot import texts
from bot.addressing import ASK
from bot.language import LANGUAGES
from bot.markup import Html, bold, clipped, code, joined, plain
from bot.settings import QUIET_HOURS, ZONES, Who
from bot.texts import label, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.settings import Settings
    from index.article import Article, Topic

SET = "set"
"""What the data of a button begins with that changes a setting: `set:NAME:VALUE`."""

CHOOSE_LANGUAGE = "languages"
"""In place of the name, in the data of the button that shows the languages."""

_TITLE = 120
_QUESTION = 60
_LISTED = 40


def topics_message(own: Sequence[Topic], articles: Iterable[Topic]) -> Html:
    """List the topics that are commands in a chat.

    Args:
        own: Those that the chat has saved.
        articles: Those of the article that it asks.

    """
    names = {topic.name for topic in own}
    all_topics = [*own, *(topic for topic in articles if topic.name not in names)]
    listed = [
        say(texts.HELP_COMMAND, command=f"/{topic.name}", use=clipped(topic.question, _QUESTION))
        for topic in all_topics[:_LISTED]
    ]
    how = say(
        texts.TOPIC_HOW,
        add=code(plain("/topic add ") + say(texts.TOPIC_NAME_AND_QUESTION)),
        remove=code(plain("/topic remove ") + say(texts.TOPIC_NAME)),
    )
    while True:
        message = joined("\n\n", (joined("\n", listed) or say(texts.NO_TOPICS), how))
        if message.fits() or not listed:
            return message
        listed.pop()


def settings_message(article: Article | None, *, in_group: bool) -> Html:
    """Say what can be set.

    Args:
        article: The one that the chat asks; None where there is none.
        in_group: Whether the chat is a group.

    """
    title = clipped(article.title, _TITLE) if article else ""
    asking = say(texts.START_ARTICLE, title=title or say(texts.UNTITLED)) if article else Html()
    return joined(
        "\n",
        (
            bold(say(texts.SETTINGS)),
            asking,
            say(texts.SETTINGS_GROUP) if in_group else Html(),
        ),
    )


def settings_keyboard(settings: Settings, *, in_group: bool) -> InlineKeyboardMarkup:
    """Make the buttons that change settings; each one's data say what it changes them to.

    Args:
        settings: What is set.
        in_group: Whether the chat is a group.

    """
    language = LANGUAGES.get(settings.language) or label(texts.PERSONS_LANGUAGE)
    rows = []
    if in_group:
        is_open = settings.who is Who.EVERYONE
        others = Who.ADMINISTRATORS if is_open else Who.EVERYONE
        who = texts.WHO_EVERYONE if is_open else texts.WHO_ADMINISTRATORS
        reports = texts.SILENCE_SAID if settings.reports_silence else texts.SILENCE_KEPT
        rows += [
            [_button(label(who), "who", others)],
            [_button(label(reports), "reports_silence", str(int(not settings.reports_silence)))],
            [_button(_quiet(settings.quiet), "quiet", _next(QUIET_HOURS, settings.quiet))],
        ]
        if settings.quiet:
            rows.append(
                [
                    _button("−", "zone", str(max(settings.zone - 1, ZONES[0]))),
                    _button(f"UTC{settings.zone:+d}", "zone", str(settings.zone)),
                    _button("+", "zone", str(min(settings.zone + 1, ZONES[-1]))),
                ]
            )
    shown = label(texts.LANGUAGE, language=language)
    rows.append([_button(shown, CHOOSE_LANGUAGE, "")])
    rows.append([InlineKeyboardButton(label(texts.CHOOSE_ARTICLE), callback_data="articles:0:")])
    return InlineKeyboardMarkup(rows)


def languages_keyboard(settings: Settings) -> InlineKeyboardMarkup:
    """Make the buttons to choose a language with, each by its own name.

    Args:
        settings: What is set.

    """
    names = {"": label(texts.PERSONS_LANGUAGE), **LANGUAGES}
    buttons = [
        _button(f"✓ {name}" if code == settings.language else name, "language", code)
        for code, name in names.items()
    ]
    pairs = [buttons[number : number + 2] for number in range(1, len(buttons), 2)]
    return InlineKeyboardMarkup([buttons[:1], *pairs])


def welcome_message(
    article: Article | None, username: str, questions: Sequence[str], *, sees_all: bool
) -> Html:
    """Say in two lines what the bot is, now that it is in a group, and what one could ask.

    Args:
        article: The one that the group asks; None where there is none.
        username: The bot's, without the @.
        questions: What one could ask.
        sees_all: Whether Telegram shows the bot all that is said there.

    """
    privacy = texts.SEES_ALL if sees_all else texts.SEES_OWN
    lines = joined(
        "\n",
        (
            joined(
                " ",
                (
                    say(texts.START),
                    say(texts.START_ARTICLE, title=bold(plain(clipped(article.title, _TITLE))))
                    if article and article.title
                    else Html(),
                ),
            ),
            joined(
                " ",
                (say(texts.WELCOME_ASK, ask=f"/{ASK}", name=f"@{username}"), say(privacy)),
            ),
        ),
    )
    examples = joined("\n", [code(plain(f"/{ASK} {question}")) for question in questions])
    if not article:
        examples = joined(" ", (say(texts.NO_ARTICLES), say(texts.WELCOME_ADD, add="/add")))
    return joined("\n\n", (lines, examples))


def _button(shown: str, name: str, value: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(shown, callback_data=f"{SET}:{name}:{value}")


def _quiet(hours: str) -> str:
    if not hours:
        return label(texts.NOT_QUIET)
    start, _, end = hours.partition("-")
    return label(texts.QUIET, start=f"{start}:00", end=f"{end}:00")


def _next(values: Sequence[str], value: str) -> str:
    """Return the value that follows, the first one after the last."""
    return values[(values.index(value) + 1) % len(values)]
