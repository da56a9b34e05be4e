"""The bot's own words in other languages, over HTTP: whose language, and all of it."""

from __future__ import annotations

import html
import json
import re
from contextlib import suppress
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from bot import texts
from bot.chat_settings import ChatSettings
from bot.language import LANGUAGES, language_of, speaking, translated, translated_plural
from bot.locales.messages import messages
from bot.settings import Settings
from bot.texts import label
from index.article import Document
from index.reading import sentences

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.playground.objects import Chat, Json, Message, User
    from index.archive import Archive
    from tests.bot.conftest import Telegram

QUESTION = "How many civilians were killed?"
OFF_TOPIC = "Which recipe for pancakes is best?"


def said(tongue: str, text: str | texts.Plural, **values: str | int) -> str:
    """One of the bot's texts in a language, as it is read."""
    with speaking(tongue):
        return label(text, **values)


def labels(message: Message) -> list[str]:
    rows = (message.inline_keyboard or {}).get("inline_keyboard", [])
    return [button["text"] for row in rows for button in row]


def somebody(telegram: Telegram, language: str | None) -> User:
    return telegram.api.world.add_user("Dana", language_code=language)


async def ask(telegram: Telegram, user: User, text: str, **where: Any) -> Message:
    chat = where.pop("chat", None) or telegram.private(user)
    sent = telegram.api.world.send_text(chat, user, text, **where)
    return await telegram.api.wait_for_reply(sent)


async def becomes(telegram: Telegram, look: Callable[[], object], expected: object) -> None:
    """Wait until something is as expected, and show how it is if it does not come to that."""
    with suppress(TimeoutError):
        await telegram.until(lambda: look() == expected)
    assert look() == expected


async def press(telegram: Telegram, user: User, message: Message, shown: str) -> Json:
    query = telegram.api.world.press(user, message, shown)
    return await telegram.api.wait_for_callback_answer(query)


# Which language


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("de", "de"),
        ("de-AT", "de"),
        ("ar_EG", "ar"),
        ("AR", "ar"),
        ("en-GB", "en"),
        ("pt-br", "en"),
        ("zh-hans", "en"),
        ("", "en"),
        (None, "en"),
        (7, "en"),
    ],
)
def test_the_language_of_an_app_is_spoken_where_it_is_known(tag: Any, language: str) -> None:
    assert language_of(tag) == language


@pytest.mark.parametrize("language", LANGUAGES)
async def test_in_private_everybody_is_spoken_to_in_their_own_language(
    telegram: Telegram, language: str
) -> None:
    user = somebody(telegram, f"{language}-XX")
    async with telegram.bot():
        start = await ask(telegram, user, "/start")
        refusal = await ask(telegram, user, OFF_TOPIC)
    assert start.words.startswith(said(language, texts.START))
    title = re.escape(said(language, texts.NOT_SAID_IN, title="#")).replace(r"\#", ".+")
    assert re.match(title, refusal.words)


async def test_who_speaks_another_language_is_spoken_to_in_english(telegram: Telegram) -> None:
    async with telegram.bot():
        start = await ask(telegram, somebody(telegram, "pt-br"), "/start")
    assert start.words.startswith(texts.START)


async def test_a_private_chat_can_choose_another_language(telegram: Telegram) -> None:
    user = somebody(telegram, "ar")
    ChatSettings(telegram.chats).set(user.id, Settings(language="tr"))
    async with telegram.bot():
        start = await ask(telegram, user, "/start")
    assert start.words.startswith(said("tr", texts.START))


async def test_in_a_group_each_is_answered_in_their_own_language(telegram: Telegram) -> None:
    group = telegram.group("supergroup")
    russian, arab = somebody(telegram, "ru"), somebody(telegram, "ar")
    for user in (russian, arab):
        telegram.api.world.join(group, user)
    async with telegram.bot():
        one = await ask(telegram, russian, "/ask", chat=group)
        other = await ask(telegram, arab, "/ask", chat=group)
    assert one.words.startswith(said("ru", texts.ASK_SOMETHING_GROUP, example="#")[:20])
    assert other.words.startswith(said("ar", texts.ASK_SOMETHING_GROUP, example="#")[:20])


async def test_a_group_that_has_chosen_a_language_is_spoken_to_in_that(telegram: Telegram) -> None:
    group = telegram.group("supergroup")
    ChatSettings(telegram.chats).set(group.id, Settings(language="ru"))
    async with telegram.bot():
        topics = await ask(telegram, telegram.ann, "/topics", chat=group)
        answer = await ask(telegram, telegram.ann, f"/ask {QUESTION}", chat=group)
        told = await press(telegram, telegram.ben, answer, "👍")
    assert said("ru", texts.TOPIC_HOW, add="#", remove="#")[:20] in topics.words
    assert said("ru", texts.CONTEXT) in labels(answer)
    assert told["text"] == said("ru", texts.THANKS_LIKED)


async def test_choosing_a_language_with_the_button_changes_the_words_and_the_menu(
    telegram: Telegram,
) -> None:
    group = telegram.group("supergroup")
    async with telegram.bot():
        shown = await ask(telegram, telegram.ann, "/settings", chat=group)
        for before, after in pairwise((None, *LANGUAGES, None)):
            await press(telegram, telegram.ann, shown, language_button(before))
            await press(telegram, telegram.ann, shown, choice(before, after))
            await becomes(telegram, lambda: labels(shown)[-2], language_button(after))
            await becomes(telegram, lambda: menu_of(telegram, group), menu_in(after))
            assert shown.words.startswith(said(after or "en", texts.SETTINGS))
    assert ChatSettings(telegram.chats).settings(group.id) == Settings()


def language_button(language: str | None) -> str:
    name = LANGUAGES[language] if language else said("en", texts.PERSONS_LANGUAGE)
    return said(language or "en", texts.LANGUAGE, language=name)


def choice(before: str | None, after: str | None) -> str:
    """The button that chooses a language, while another one is spoken."""
    return LANGUAGES[after] if after else said(before or "en", texts.PERSONS_LANGUAGE)


def menu_of(telegram: Telegram, group: Chat) -> dict[str, str]:
    """What Ann and an Arab see of the menu of a group: how asking is described."""
    people = {"en": telegram.ann, "ar": somebody(telegram, "ar")}
    shown = {tag: telegram.api.world.menus.shown(group, user) for tag, user in people.items()}
    return {tag: menu[0]["description"] for tag, menu in shown.items()}


def menu_in(language: str | None) -> dict[str, str]:
    return {tag: said(language or tag, texts.MENU_ASK) for tag in ("en", "ar")}


@pytest.mark.parametrize("language", ["ar", "ru", "pt"])
async def test_the_menu_of_commands_is_in_the_persons_language(
    telegram: Telegram, language: str
) -> None:
    user = somebody(telegram, language)
    shown = telegram.api.world.menus.shown
    async with telegram.bot():
        pass
    for chat in (telegram.private(user), telegram.group()):
        menu = {one["command"]: one["description"] for one in shown(chat, user)}
        assert menu["ask"] == said(language_of(language), texts.MENU_ASK)
        assert menu["casualties"] == "Casualty figures"
        assert set(menu) >= {"truce", "articles", "settings", "help"}


async def test_a_topic_that_a_group_saves_is_in_its_menu_in_every_language(
    telegram: Telegram,
) -> None:
    group, user = telegram.group("supergroup"), somebody(telegram, "ru")
    async with telegram.bot():
        await ask(telegram, telegram.ann, "/topic add dead How many were killed?", chat=group)
        menus = telegram.api.world.menus

        def described() -> list[str | None]:
            menu = {one["command"]: one["description"] for one in menus.shown(group, user)}
            return [menu.get("ask"), menu.get("dead")]

        saved = [said("ru", texts.MENU_ASK), "How many were killed?"]
        await becomes(telegram, described, saved)
        await ask(telegram, telegram.ann, "/topic remove dead", chat=group)
        await becomes(telegram, described, [saved[0], None])


async def test_who_cannot_ask_in_their_language_is_told_in_which(telegram: Telegram) -> None:
    user = somebody(telegram, "ar")
    hint = said("ar", texts.START_LANGUAGE, language="الإنجليزية")
    async with telegram.bot():
        start = await ask(telegram, user, "/start")
        silence = await ask(telegram, user, "كم عدد القتلى؟")
        english = await ask(telegram, user, OFF_TOPIC)
        at_home = await ask(telegram, telegram.ann, "/start")
    assert hint in start.words
    assert hint in silence.words
    assert hint not in english.words
    assert texts.START_LANGUAGE.partition("{")[0] not in at_home.words


# Everywhere


async def test_who_presses_is_told_in_their_own_language(telegram: Telegram) -> None:
    group, arab = telegram.group("supergroup"), somebody(telegram, "ar")
    telegram.api.world.join(group, arab)
    async with telegram.bot():
        answer = await ask(telegram, telegram.ann, f"/ask {QUESTION}", chat=group)
        told = await press(telegram, arab, answer, "👍")
        settings = await ask(telegram, telegram.ann, "/settings", chat=group)
        refused = await press(telegram, arab, settings, texts.WHO_EVERYONE)
    assert told["text"] == said("ar", texts.THANKS_LIKED)
    assert refused["text"] == said("ar", texts.SETTINGS_ADMINS)


async def test_an_answer_stays_in_its_language_whoever_presses(telegram: Telegram) -> None:
    group, arab = telegram.group("supergroup"), somebody(telegram, "ar")
    telegram.api.world.join(group, arab)
    async with telegram.bot():
        answer = await ask(telegram, telegram.ann, f"/ask {QUESTION}", chat=group)
        await press(telegram, arab, answer, texts.CONTEXT)
        assert texts.WITHOUT_CONTEXT in labels(answer)
        await press(telegram, arab, answer, texts.MORE)
        assert answer.answers[0].words.startswith(texts.FURTHER)
        assert texts.CONTEXT in labels(answer.answers[0])


async def test_an_answer_of_an_older_version_speaks_to_who_presses(telegram: Telegram) -> None:
    group, arab = telegram.group("supergroup"), somebody(telegram, "ar")
    telegram.api.world.join(group, arab)
    async with telegram.bot():
        answer = await ask(telegram, telegram.ann, f"/ask {QUESTION}", chat=group)
        with telegram.chats.database() as db:
            db.execute("UPDATE answers SET language = ''")
        await press(telegram, arab, answer, texts.CONTEXT)
    assert said("ar", texts.WITHOUT_CONTEXT) in labels(answer)


async def test_a_guest_speaks_the_language_of_who_calls(telegram: Telegram) -> None:
    user = somebody(telegram, "ar")
    elsewhere = telegram.api.world.add_group("Elsewhere", user)
    async with telegram.bot():
        answer = await ask(telegram, user, f"@pullquote_bot {OFF_TOPIC}", chat=elsewhere)
    assert answer.words.startswith(said("ar", texts.NOT_SAID_IN, title="#")[:9])


@pytest.mark.parametrize(
    ("words", "language", "reply"),
    [
        ("Bonjour !", "fr", texts.GREETING),
        ("Guten Tag", "de", texts.GREETING),
        ("مرحبًا", "ar", texts.GREETING),
        ("Здравствуйте", "ru", texts.GREETING),
        ("muchas gracias", "es", texts.WELCOME),
        ("Çok teşekkürler", "tr", texts.WELCOME),
        ("thanks", "tr", texts.WELCOME),
    ],
)
async def test_greetings_and_thanks_are_returned_in_their_language(
    telegram: Telegram, words: str, language: str, reply: str
) -> None:
    user = somebody(telegram, "tr")
    async with telegram.bot():
        answer = await ask(telegram, user, words)
    assert answer.words[:9] == said(language, reply, example="#")[:9]


async def test_what_cannot_be_read_is_explained_in_the_persons_language(
    telegram: Telegram,
) -> None:
    user = somebody(telegram, "ru")
    chat, world = telegram.private(user), telegram.api.world
    picture = said("ru", sentences.PICTURE)
    png, other = b"\x89PNG\r\n", sentences.OTHER_KIND
    link = "http://127.0.0.1/story"
    refused: list[tuple[Callable[[], Message], str]] = [
        (lambda: world.send_text(chat, user, link), said("ru", sentences.PRIVATE)),
        (
            lambda: world.send_document(chat, user, "a.png", png, "image/png"),
            said("ru", other, label="a.png", kind=picture),
        ),
        (
            lambda: world.send_document(chat, user, "", png, "image/png"),
            said("ru", other, label=said("ru", sentences.THAT_FILE), kind=picture),
        ),
        (
            lambda: world.send_document(chat, user, "a.txt", b"", "text/plain"),
            said("ru", sentences.EMPTY, label="a.txt"),
        ),
        (
            lambda: world.send_document(chat, user, "b.txt", b"x", size=30_000_000),
            said("ru", texts.FILE_TOO_LARGE),
        ),
    ]
    async with telegram.bot():
        for send, expected in refused:
            reply = await telegram.api.wait_for_reply(send())
            await becomes(telegram, partial(getattr, reply, "words"), expected)


async def test_progress_is_shown_in_the_persons_language(telegram: Telegram) -> None:
    user = somebody(telegram, "ar")
    chat = telegram.private(user)
    story = b"The storm damaged 40 houses in Westport.\n\nNobody was hurt on Monday, they said."
    sent = telegram.api.world.send_document(chat, user, "storm.txt", story, "text/plain")
    async with telegram.bot():
        reply = await telegram.api.wait_for_reply(sent)
        await telegram.api.wait_for_edit(reply, said("ar", texts.ADDED))
    shown = [call.params["text"] for call in telegram.api.calls("sendMessage")]
    assert shown == [said("ar", texts.FETCHING)]
    assert said("ar", texts.READING) in [
        call.params["text"] for call in telegram.api.calls("editMessageText")
    ]


async def test_a_group_is_greeted_in_the_language_of_who_brings_the_bot(
    telegram: Telegram,
) -> None:
    user = somebody(telegram, "fr")
    group = telegram.api.world.add_supergroup("Lecteurs", user)
    async with telegram.bot():
        telegram.api.world.add_bot(group, user)
        welcome = await telegram.api.wait_for(
            lambda: next(iter(telegram.api.bot_messages(group)), None), chat=group
        )
    assert welcome.words.startswith(said("fr", texts.START))
    assert said("fr", texts.SEES_OWN) in welcome.words


async def test_a_failure_is_owned_up_to_in_the_persons_language(
    telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    async with telegram.bot():
        monkeypatch.setattr(telegram.answerer, "answer", fail)
        reply = await ask(telegram, somebody(telegram, "ru"), QUESTION)
    assert reply.words == said("ru", texts.FAILED)


async def test_inline_mode_speaks_the_persons_language(telegram: Telegram) -> None:
    user = somebody(telegram, "ar")
    async with telegram.bot():
        query = telegram.api.world.inline_query(user, "qwertz uiop")
        await telegram.api.wait_for_inline_results(query)
        (call,) = telegram.api.calls("answerInlineQuery")
    assert call.params["button"]["text"] == said("ar", texts.INLINE_NOTHING)


# All of it


def english_pieces() -> list[str]:
    """What would give away a text that was not translated: its words between what is filled in."""
    pieces = set()
    for message in messages():
        for text in (message,) if isinstance(message, str) else message:
            found = re.split(r"{\w+}", text)
            pieces |= {piece.strip(" .,:;“”") for piece in found if piece.strip().count(" ") > 1}
    return sorted(pieces)


def shown_by(telegram: Telegram) -> str:
    """All words that the bot has brought before people, whatever the call."""
    read = [
        json.dumps(call.params, ensure_ascii=False)
        for call in telegram.api.sent
        if call.method != "getUpdates"
    ]
    return html.unescape("\n".join(read))


async def test_no_english_words_of_the_bot_are_left_in_another_language(
    telegram: Telegram, archive: Archive
) -> None:
    arab, member = somebody(telegram, "ar"), somebody(telegram, "ar")
    world, private = telegram.api.world, telegram.private(arab)
    archive.add(Document("Ida reached the coast on Monday.", title="Ida", language="en"))
    group = world.add_supergroup("قرّاء", arab, member)
    async with telegram.bot():
        world.add_bot(group, arab)
        for text in (
            "/start",
            "/help",
            "/article",
            "/article idlib-truce",
            "/article nothing",
            "/articles",
            "/articles nothing",
            "/topics",
            "/settings",
            "/privacy",
            "/forget",
            "/nonsense",
            "/ask",
            "hi",
            "thanks",
            QUESTION,
            "how many fighters were kiled?",
            OFF_TOPIC,
            "x" * 1001,
            "http://127.0.0.1/",
        ):
            await press_all(telegram, arab, await ask(telegram, arab, text))
        for text in (
            "/start",
            "/help",
            "/topics",
            "/add",
            "/ask",
            "/topic add",
            "/topic add dead",
            "/topic add dead How many were killed?",
            "/topic add help What helps?",
            "/topic add Ünfit What?",
            "/topic remove dead",
            "/topic remove dead",
            "/settings",
            "/privacy",
            f"/ask {OFF_TOPIC}",
            "/ask@pullquote_bot",
        ):
            await press_all(telegram, member, await ask(telegram, arab, text, chat=group))
        for text in ("/add", "/topic add dead How?", "/settings", "/article idlib-truce"):
            await ask(telegram, member, text, chat=group)
        # Settled by the administrator, met by the other one
        settings = await ask(telegram, arab, "/settings", chat=group)
        await press(telegram, arab, settings, said("ar", texts.WHO_EVERYONE))
        await ask(telegram, member, f"/ask {QUESTION}", chat=group)
        await press_all(telegram, arab, settings)
        story = b"The storm damaged 40 houses in Westport.\n\nNobody was hurt, the mayor said."
        for name in ("storm.txt", "storm.txt", "b.bin"):
            sent = world.send_document(private, arab, name, story, "text/plain")
            reply = await telegram.api.wait_for_reply(sent)
            await becomes(telegram, partial(is_introduced, reply), expected=True)
        for text in (
            "How many houses were damaged?",
            "/articles",
            "/articles storm",
            "/remove",
            "/remove nothing",
            "/remove storm",
            "/forget nothing",
            "/forget",
        ):
            reply = await ask(telegram, arab, text)
            await press_all(telegram, arab, reply)
            await press_all(telegram, arab, reply)
        guest = world.send_text(world.add_group("Elsewhere", arab), arab, "@pullquote_bot huh?")
        await telegram.api.wait_for_reply(guest)
        photo = world.send_media(private, arab, "photo")
        await telegram.api.wait_for_reply(photo)
        for typed in ("", "qwertz"):
            await telegram.api.wait_for_inline_results(world.inline_query(arab, typed))
    shown = shown_by(telegram)
    menus = [call for call in telegram.api.sent if call.method == "setMyCommands"]
    for call in menus:  # There is one in English too.
        if call.params.get("language_code") != "ar":
            shown = shown.replace(json.dumps(call.params, ensure_ascii=False), "")
    assert [piece for piece in english_pieces() if piece in shown] == []
    said_in_arabic = [
        message
        for message in messages()
        if max(re.split(r"{\w+}", said_form(message)), key=len).strip() in shown
    ]
    assert len(said_in_arabic) > 110, "too little was walked through to show anything"


def is_introduced(message: Message) -> bool:
    return any(said("ar", text) in message.words for text in (texts.ADDED, texts.UPDATED))


async def press_all(telegram: Telegram, user: User, message: Message) -> None:
    """Press every button that does something here, as it is when its turn comes."""
    for shown in labels(message):
        rows = (message.inline_keyboard or {}).get("inline_keyboard", [])
        data = {one["text"]: one.get("callback_data") for row in rows for one in row}.get(shown)
        if data and not data.startswith("set:language"):
            await press(telegram, user, message, shown)


def said_form(message: str | tuple[str, str]) -> str:
    with speaking("ar"):
        return translated(message) if isinstance(message, str) else translated_plural(*message, 5)
