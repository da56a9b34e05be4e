"""The buttons under an answer, over HTTP: what they do, for whom, and for how long."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bot import texts
from bot.answer_buttons import DISLIKE, LIKE, Press, Verb, pressed
from bot.answers import Answers, Opinion, StoredAnswer, quotes_at
from bot.chat_settings import ChatSettings
from bot.chats import Chats
from bot.periods import DAY, Retention
from bot.settings import Settings, Who
from index.answering import Answerer
from index.article import Document
from index.ingestion import ingest

if TYPE_CHECKING:
    from pathlib import Path

    from bot.playground.objects import Json, Message, User
    from index.archive import Archive
    from tests.bot.conftest import Telegram

QUESTION = "When was the truce announced?"
CIVILIANS = "How many civilians were killed?"
DISPLACED = "How many people have been displaced?"
OFF_TOPIC = "Which recipe for pancakes is best?"

ARTICLE = ingest(
    Document(
        "The storm damaged 40 houses. It reached Westport on Monday. Nobody was hurt.",
        title="Storm",
        language="en",
    )
)


# Quiet hours that are now, whenever the test runs.
_HOUR = datetime.now(UTC).hour
_NOW_QUIET = "22-7"
_ZONE = (1 - _HOUR + 11) % 24 - 11


def spans(message: Message, kind: str) -> list[str]:
    units = (message.text or "").encode("utf-16-le")
    return [
        units[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode("utf-16-le")
        for entity in message.entities
        if entity["type"] == kind
    ]


def labels(message: Message) -> list[str]:
    rows = (message.inline_keyboard or {}).get("inline_keyboard", [])
    return [button["text"] for row in rows for button in row]


def data(message: Message, label: str) -> str:
    rows = (message.inline_keyboard or {}).get("inline_keyboard", [])
    return next(str(one["callback_data"]) for row in rows for one in row if one["text"] == label)


def opinions(telegram: Telegram) -> list[Opinion]:
    return Answers(telegram.chats).opinions()


async def press(telegram: Telegram, message: Message, label: str, user: User | None = None) -> Json:
    query = telegram.api.world.press(user or telegram.ann, message, label)
    return await telegram.api.wait_for_callback_answer(query)


# More


async def test_more_shows_the_next_best_sentences_as_a_reply_to_the_answer(
    telegram: Telegram, archive: Archive
) -> None:
    async with telegram.bot():
        answer = await telegram.ask(QUESTION)
        told = await press(telegram, answer, texts.MORE)
        more = answer.answers[0]
    assert told["text"] == ""
    assert more.words.startswith(texts.FURTHER)
    first, further = spans(answer, "blockquote"), spans(more, "blockquote")
    assert 0 < len(further) <= 3
    assert not set(first) & set(further)
    text = archive.article("idlib-truce").text
    assert all(quote in text for quote in further)
    assert spans(more, "bold")


async def test_more_is_offered_until_there_is_no_more_and_shown_once(telegram: Telegram) -> None:
    seen: list[str] = []
    async with telegram.bot():
        shown = await telegram.ask(QUESTION)
        while True:
            seen += spans(shown, "blockquote")
            if texts.MORE not in labels(shown):
                break
            stale = telegram.api.world.press(telegram.ann, shown, texts.MORE)
            again = telegram.api.world.press(telegram.ann, shown, texts.MORE)
            assert (await telegram.api.wait_for_callback_answer(stale))["text"] == ""
            told = await telegram.api.wait_for_callback_answer(again)
            assert told["text"] == texts.MORE_SHOWN
            assert texts.MORE not in labels(shown)
            (shown,) = shown.answers
    assert len(seen) == len(set(seen))
    assert len(seen) > 3


@pytest.mark.parametrize("place", ["group", "supergroup", "forum"])
async def test_anybody_in_a_group_may_press(telegram: Telegram, place: str) -> None:
    chat = telegram.group(place)
    async with telegram.bot():
        answer = await telegram.ask(f"/ask {QUESTION}", chat)
        await press(telegram, answer, texts.MORE, telegram.ben)
        assert answer.answers
        assert answer.answers[0].chat is chat
        await press(telegram, answer, texts.CONTEXT, telegram.ben)
        assert texts.WITHOUT_CONTEXT in labels(answer)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (Settings(who=Who.ADMINISTRATORS), texts.ASK_ADMINISTRATORS),
        (Settings(quiet=_NOW_QUIET, zone=_ZONE), texts.QUIET_NOW),
    ],
)
async def test_where_only_administrators_ask_only_they_change_what_is_shown(
    telegram: Telegram, settings: Settings, told: str
) -> None:
    chat = telegram.group()
    ChatSettings(telegram.chats).set(chat.id, settings)
    async with telegram.bot():
        answer = await telegram.ask(f"/ask {QUESTION}", chat)
        before = answer.words
        for name in (texts.MORE, texts.CONTEXT):
            assert (await press(telegram, answer, name, telegram.ben))["text"] == told
        assert answer.words == before
        assert not answer.answers
        assert (await press(telegram, answer, LIKE, telegram.ben))["text"] == texts.THANKS_LIKED
        await press(telegram, answer, texts.CONTEXT, telegram.ann)
    assert answer.words != before


async def test_more_goes_into_the_topic_that_the_answer_stands_in(telegram: Telegram) -> None:
    chat = telegram.group("forum")
    thread = telegram.api.world.add_topic(chat, "Syria", telegram.ann)
    async with telegram.bot():
        asked = telegram.api.world.send_text(chat, telegram.ann, f"/ask {QUESTION}", thread=thread)
        answer = await telegram.api.wait_for_reply(asked)
        await press(telegram, answer, texts.MORE)
    assert answer.answers[0].thread_id == thread.thread_id


# Context


async def test_context_shows_the_neighbours_in_place_and_takes_them_away_again(
    telegram: Telegram, archive: Archive
) -> None:
    article = archive.article("idlib-truce")
    async with telegram.bot():
        answer = await telegram.ask(CIVILIANS)
        before = answer.words
        (quote,) = spans(answer, "blockquote")
        await press(telegram, answer, texts.CONTEXT)
        (whole,) = spans(answer, "blockquote")
        in_context = labels(answer)
        assert spans(answer, "underline") == [quote]
        await press(telegram, answer, texts.WITHOUT_CONTEXT)
    sentences = [article.text[one.start : one.end] for one in article.sentences]
    place = sentences.index(quote)
    assert whole == " ".join(sentences[place - 1 : place + 2])
    assert texts.WITHOUT_CONTEXT in in_context
    assert texts.CONTEXT not in in_context
    assert answer.words == before
    assert texts.CONTEXT in labels(answer)


async def test_more_pressed_in_context_leaves_the_context_shown(telegram: Telegram) -> None:
    async with telegram.bot():
        answer = await telegram.ask(QUESTION)
        await press(telegram, answer, texts.CONTEXT)
        await press(telegram, answer, texts.MORE)
        assert texts.WITHOUT_CONTEXT in labels(answer)
        assert texts.MORE not in labels(answer)
        await press(telegram, answer, texts.WITHOUT_CONTEXT)
    assert texts.MORE not in labels(answer)


async def test_a_deleted_answer_that_is_still_shown_somewhere_says_that_it_is_gone(
    telegram: Telegram,
) -> None:
    async with telegram.bot():
        answer = await telegram.ask(QUESTION)
        telegram.api.world.delete_message(answer)
        more = await press(telegram, answer, texts.MORE)
    assert more["text"] == texts.MESSAGE_GONE


async def test_an_answer_from_another_article_says_so_in_context_and_without(
    telegram: Telegram, archive: Archive
) -> None:
    text = "Rain fell. The storm damaged 40 houses in Westport. It was late."
    archive.add(Document(text, title="Storm", source="Gazette", language="en"))
    async with telegram.bot():
        await telegram.ask("/article idlib-truce")
        answer = await telegram.ask("How many houses did the storm damage in Westport?")
        before = answer.words
        assert "40 houses" in before
        await press(telegram, answer, texts.CONTEXT)
        in_context = answer.words
        await press(telegram, answer, texts.WITHOUT_CONTEXT)
    assert "another article here does" in before
    assert "another article here does" in in_context
    assert "Storm · Gazette" in before
    assert "Storm · Gazette" in in_context
    assert answer.words == before


# Open


@pytest.mark.parametrize("url", ["https://gazette.example/storm", ""])
async def test_open_leads_to_the_quote_where_the_article_has_an_address(
    telegram: Telegram, archive: Archive, url: str
) -> None:
    archive.add(
        Document("The storm damaged 40 houses in Westport.", title="Storm", url=url, language="en")
    )
    async with telegram.bot():
        answer = await telegram.ask("How many houses did the storm damage?")
    rows = (answer.inline_keyboard or {})["inline_keyboard"]
    found = [one["url"] for row in rows for one in row if one["text"] == texts.OPEN_ARTICLE]
    assert [one.partition("#:~:text=")[0] for one in found] == ([url] if url else [])


# Opinions


async def test_a_change_of_mind_replaces_what_was_thought_before(telegram: Telegram) -> None:
    async with telegram.bot():
        answer = await telegram.ask(CIVILIANS)
        told = [
            (await press(telegram, answer, label))["text"]
            for label in (LIKE, LIKE, DISLIKE, DISLIKE)
        ]
    assert told == [
        texts.THANKS_LIKED,
        texts.NOTED_BEFORE,
        texts.THANKS_DISLIKED,
        texts.NOTED_BEFORE,
    ]
    (opinion,) = opinions(telegram)
    assert not opinion.is_liked
    assert opinion.question == CIVILIANS
    assert "790 civilians" in opinion.quote
    assert opinion.model == telegram.answerer.model.version


async def test_each_person_has_an_opinion_of_their_own(telegram: Telegram) -> None:
    chat = telegram.group()
    async with telegram.bot():
        answer = await telegram.ask(f"/ask {CIVILIANS}", chat)
        await press(telegram, answer, LIKE, telegram.ann)
        await press(telegram, answer, DISLIKE, telegram.ben)
    assert sorted(one.is_liked for one in opinions(telegram)) == [False, True]


async def test_a_silent_answer_has_no_buttons(telegram: Telegram) -> None:
    async with telegram.bot():
        answer = await telegram.ask(OFF_TOPIC)
    assert labels(answer) == []


# For how long, and whose


async def test_buttons_work_after_a_restart(telegram: Telegram, tmp_path: Path) -> None:
    file = tmp_path / "chats.sqlite"
    with Chats(file) as telegram.chats:
        async with telegram.bot():
            answer = await telegram.ask(QUESTION)
    with Chats(file) as telegram.chats:
        async with telegram.bot():
            await press(telegram, answer, texts.CONTEXT)
            assert spans(answer, "underline")
            await press(telegram, answer, texts.MORE)
            assert answer.answers
            assert (await press(telegram, answer, LIKE))["text"] == texts.THANKS_LIKED


async def test_a_press_on_an_answer_that_is_not_kept_any_more_says_so(telegram: Telegram) -> None:
    async with telegram.bot():
        answer = await telegram.ask(QUESTION)
        with telegram.chats.database() as db:
            older = Retention().answers * DAY + 60
            db.execute("UPDATE answers SET asked_at = asked_at - ?", (older,))
    async with telegram.bot():
        await telegram.ask(CIVILIANS)
        for label in (texts.MORE, texts.CONTEXT, LIKE):
            assert (await press(telegram, answer, label))["text"] == texts.EXPIRED


async def test_an_article_that_was_changed_is_not_quoted_from_old_places(
    telegram: Telegram, archive: Archive
) -> None:
    def storm(houses: int) -> Document:
        text = f"Heavy rain fell. The storm damaged {houses} houses in Westport. It was late."
        return Document(text, title="Storm", language="en", origin="storm")

    archive.add(storm(40))
    async with telegram.bot():
        answer = await telegram.ask("How many houses did the storm damage?")
        archive.add(storm(4_000))
        told = await press(telegram, answer, texts.CONTEXT)
    assert told["text"] == texts.ARTICLE_CHANGED
    assert "4000" not in answer.words


async def test_a_chat_cannot_press_the_answers_of_another(telegram: Telegram) -> None:
    group = telegram.group()
    async with telegram.bot():
        private = await telegram.ask(CIVILIANS)
        public = await telegram.ask(f"/ask {QUESTION}", group)
        forged = {"inline_keyboard": [[{"text": "Forged", "callback_data": data(private, LIKE)}]]}
        public.reply_markup = forged
        told = await press(telegram, public, "Forged", telegram.ben)
    assert told["text"] == texts.EXPIRED
    assert opinions(telegram) == []


@pytest.mark.parametrize("data", ["what:1", "like:x", "more", "1"])
async def test_a_press_on_a_button_that_nobody_knows_ends_with_a_word(
    telegram: Telegram, data: str
) -> None:
    async with telegram.bot():
        answer = await telegram.ask(CIVILIANS)
        answer.reply_markup = {"inline_keyboard": [[{"text": "Old", "callback_data": data}]]}
        told = await press(telegram, answer, "Old")
    assert told["text"] == texts.EXPIRED


async def test_the_buttons_of_an_edited_answer_are_about_what_it_says_now(
    telegram: Telegram,
) -> None:
    async with telegram.bot():
        answer = await telegram.ask(CIVILIANS)
        before = data(answer, LIKE)
        assert answer.reply_to is not None
        telegram.api.world.edit_text(answer.reply_to, DISPLACED)
        await telegram.api.wait_for_edit(answer, containing="displaced")
        after = data(answer, LIKE)
        assert (await press(telegram, answer, LIKE))["text"] == texts.THANKS_LIKED
    assert before != after
    (opinion,) = opinions(telegram)
    assert opinion.question == DISPLACED


# What is kept


def kept(answers: Answers, question: str, *, chat: int = 7, message: int = 1) -> StoredAnswer:
    found = Answerer().answer(question, ARTICLE)
    return answers.keep(
        found,
        chat=chat,
        message=message,
        person=5,
        question=question,
        note="",
        here="",
        asked_at=time.time(),
        model="m",
    )


def test_an_answer_is_read_as_it_was_kept() -> None:
    with Chats(None) as chats:
        answers = Answers(chats)
        stored = kept(answers, "How many houses did the storm damage?")
        answers.told(stored.id, 2)
        assert answers.find(stored.id, 7) == stored
        assert answers.told_in(7, 2) == stored
        assert answers.told_in(7, 1) == stored
        assert answers.before(7, 5, 2) == stored
        assert answers.before(7, 5, 1) is None
        assert answers.before(7, 6, 2) is None
        assert answers.find(stored.id, 8) is None
        quotes = quotes_at(stored.shown, ARTICLE)
        assert quotes == Answerer().answer("How many houses did the storm damage?", ARTICLE).quotes


def test_the_same_answer_again_stays_and_another_takes_its_place() -> None:
    with Chats(None) as chats:
        answers = Answers(chats)
        first = kept(answers, "How many houses did the storm damage?")
        assert kept(answers, "how many houses did the storm damage?") == first
        other = kept(answers, "When did it reach Westport?")
        assert other.id > first.id
        assert answers.find(first.id, 7) is None


def test_answers_do_not_follow_into_a_supergroup_but_opinions_stay() -> None:
    with Chats(None) as chats:
        answers = Answers(chats)
        stored = kept(answers, "How many houses did the storm damage?")
        answers.told(stored.id, 2)
        answers.rate(stored, 5, "a quote", is_liked=True)
        chats.move(7, 8)
        assert answers.find(stored.id, 7) is None
        assert answers.find(stored.id, 8) is None
        assert len(answers.opinions()) == 1


# What stands behind a button


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("more:1", Press(Verb.MORE, 1)),
        ("context:9223372036854775807", Press(Verb.CONTEXT, 2**63 - 1)),
        ("like:9223372036854775808", None),
        ("like:" + "9" * 50, None),
        ("more:0", None),
        ("more:-1", None),
        ("more:", None),
        ("more", None),
        ("more:1:2", None),
        ("more:٣", None),
        ("more: 1", None),
        ("cancel:1", None),
        ("", None),
    ],
)
def test_data_that_somebody_made_up_is_no_press(text: str, expected: Press | None) -> None:
    assert pressed(text) == expected


def test_the_data_of_every_button_fits() -> None:
    assert all(len(f"{verb}:{2**63 - 1}".encode()) <= 64 for verb in Verb)
