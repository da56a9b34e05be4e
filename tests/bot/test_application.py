"""The real bot over HTTP: what people write, and what they read."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING, Any

import pytest

from bot import texts
from bot.answers import Answers
from bot.chats import Chats
from bot.playground.faults import FaultKind
from index.answering import Answer, Answerer
from index.article import Article, Document, Topic

if TYPE_CHECKING:
    from pathlib import Path

    from bot.playground.objects import Message
    from index.archive import Archive
    from tests.bot.conftest import Telegram

QUESTION = "How many civilians were killed?"
OTHER_QUESTION = "How many people have been displaced?"
OFF_TOPIC = "Which recipe for pancakes is best?"
PLACES = ["group", "supergroup", "forum"]


def spans(message: Message, kind: str) -> list[str]:
    units = (message.text or "").encode("utf-16-le")
    return [
        units[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode("utf-16-le")
        for entity in message.entities
        if entity["type"] == kind
    ]


def is_about_civilians(message: Message) -> bool:
    return "790 civilians" in " ".join(spans(message, "blockquote"))


def storm() -> Document:
    return Document(
        "Storm Ida reached the coast on Monday.\n\nThe storm damaged 40 houses in Westport.",
        title="Storm on the coast",
        source="Gazette",
        url="https://gazette.example/storm",
        language="en",
        topics=(Topic("damage", "How many houses did the storm damage?"),),
    )


# Asking


async def test_a_question_in_private_is_answered_with_the_articles_sentence(
    telegram: Telegram, archive: Archive
) -> None:
    async with telegram.bot():
        answer = await telegram.ask(QUESTION)
    assert is_about_civilians(answer)
    (quote,) = spans(answer, "blockquote")
    assert quote in archive.article("idlib-truce").text
    assert "Fatalities since April" in answer.words
    assert "TRT World and agencies" in answer.words
    assert answer.reply_to is not None


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    "text",
    [f"/ask {QUESTION}", f"/ask@pullquote_bot {QUESTION}", f"@pullquote_bot {QUESTION}"],
)
async def test_who_speaks_to_the_bot_in_a_group_is_answered(
    telegram: Telegram, place: str, text: str
) -> None:
    chat = telegram.group(place)
    async with telegram.bot():
        sent = telegram.api.world.send_text(chat, telegram.ben, text)
        answer = await telegram.api.wait_for_reply(sent)
    assert is_about_civilians(answer)
    assert answer.reply_to is sent


async def test_an_answer_goes_into_the_topic_of_its_question(telegram: Telegram) -> None:
    forum = telegram.group("forum")
    topic = telegram.api.world.add_topic(forum, "Syria", telegram.ann)
    async with telegram.bot():
        sent = telegram.api.world.send_text(forum, telegram.ben, f"/ask {QUESTION}", thread=topic)
        answer = await telegram.api.wait_for_reply(sent)
    assert answer.thread_id == topic.thread_id
    assert answer.is_topic_message


async def test_a_chain_of_replies_is_not_taken_for_a_topic(telegram: Telegram) -> None:
    chat = telegram.group("supergroup")
    async with telegram.bot():
        first = await telegram.ask(f"/ask {QUESTION}", chat)
        sent = telegram.api.world.send_text(chat, telegram.ben, OTHER_QUESTION, reply_to=first)
        answer = await telegram.api.wait_for_reply(sent)
    assert "400,000" in answer.words
    assert "message_thread_id" not in telegram.api.calls("sendMessage")[-1].params


@pytest.mark.parametrize("place", ["private", *PLACES])
async def test_a_topic_is_a_command(telegram: Telegram, place: str) -> None:
    chat = telegram.private() if place == "private" else telegram.group(place)
    async with telegram.bot():
        answer = await telegram.ask("/casualties", chat)
    assert spans(answer, "blockquote")


async def test_ask_on_somebodys_message_answers_that(telegram: Telegram) -> None:
    chat = telegram.group()
    world = telegram.api.world
    async with telegram.bot():
        wondering = world.send_text(chat, telegram.ben, QUESTION)
        sent = world.send_text(chat, telegram.ann, "/ask", reply_to=wondering)
        answer = await telegram.api.wait_for_reply(sent)
    assert is_about_civilians(answer)


@pytest.mark.parametrize("place", PLACES)
async def test_the_bot_listens_to_nothing_else_in_a_group(telegram: Telegram, place: str) -> None:
    telegram.api.world.settings.reads_all_group_messages = True
    world = telegram.api.world
    chat = telegram.group(place)
    other_bot = world.add_user("Other", username="other_bot", is_bot=True)
    world.join(chat, other_bot)
    async with telegram.bot():
        wondering = world.send_text(chat, telegram.ben, QUESTION)
        world.send_text(chat, telegram.ann, f"/ask@other_bot {QUESTION}")
        world.send_text(chat, telegram.ann, "/weather")
        world.send_text(chat, telegram.ann, f"mail x@pullquote_bot.com: {QUESTION}")
        world.send_text(chat, telegram.ann, f"@pullquote_botanist {QUESTION}")
        world.send_text(chat, telegram.ann, QUESTION, reply_to=wondering)
        world.send_text(chat, other_bot, f"@pullquote_bot {QUESTION}")
        world.send_media(chat, telegram.ann, "photo", caption=QUESTION)
        world.forward(chat, telegram.ann, world.send_text(chat, telegram.ben, "x /ask"))
        await telegram.ask(f"/ask {QUESTION}", chat)
    assert len(telegram.api.bot_messages(chat)) == 1


async def test_a_channel_is_left_alone(telegram: Telegram) -> None:
    world = telegram.api.world
    channel = world.add_channel("Wire", telegram.ann)
    world.add_bot(channel, telegram.ann)
    async with telegram.bot():
        world.post_in_channel(channel, f"/ask@pullquote_bot {QUESTION}")
        await telegram.ask(QUESTION)
    assert not telegram.api.bot_messages(channel)


async def test_anonymous_administrators_and_channels_are_answered(telegram: Telegram) -> None:
    world = telegram.api.world
    chat = telegram.group("supergroup")
    world.promote(chat, telegram.ben, is_anonymous=True)
    channel = world.add_channel("Wire", telegram.ann)
    async with telegram.bot():
        by_admin = world.send_text(chat, telegram.ben, f"/ask {QUESTION}")
        assert is_about_civilians(await telegram.api.wait_for_reply(by_admin))
        by_channel = world.send_as_channel(chat, channel, f"/ask {QUESTION}")
        assert is_about_civilians(await telegram.api.wait_for_reply(by_channel))


async def test_what_the_article_does_not_say_is_not_answered(telegram: Telegram) -> None:
    async with telegram.bot():
        answer = await telegram.ask(OFF_TOPIC)
    assert not spans(answer, "blockquote")
    assert "does not say" in answer.words
    assert "Truce conditions" in answer.words
    assert "/casualties" in answer.words


async def test_a_command_that_finds_nothing_says_so_and_a_mention_is_passed_over(
    telegram: Telegram,
) -> None:
    chat = telegram.group()
    async with telegram.bot():
        telegram.api.world.send_text(chat, telegram.ben, f"@pullquote_bot {OFF_TOPIC}")
        answer = await telegram.ask(f"/ask {OFF_TOPIC}", chat)
    assert "does not say" in answer.words
    assert telegram.api.bot_messages(chat) == [answer]


async def test_questions_of_a_chat_are_answered_in_order(telegram: Telegram) -> None:
    chat = telegram.private()
    asked = [
        telegram.api.world.send_text(chat, telegram.ann, QUESTION if n % 2 else OTHER_QUESTION)
        for n in range(12)
    ]
    async with telegram.bot():
        await telegram.api.wait_for_reply(asked[-1])
        await telegram.api.wait_for(lambda: asked[-1].answers, chat=chat)
    replied = [message.reply_to for message in telegram.api.bot_messages(chat)]
    assert replied == asked


async def test_an_article_on_the_web_is_linked_at_the_quote(telegram: Telegram) -> None:
    telegram.archive.add(storm())
    async with telegram.bot():
        answer = await telegram.ask("How many houses did the storm damage?")
    (link,) = [entity for entity in answer.entities if entity["type"] == "text_link"]
    assert link["url"].startswith("https://gazette.example/storm#:~:text=The%20storm%20damaged")


async def test_markup_in_article_and_question_is_text(telegram: Telegram) -> None:
    sentence = "The <b>minister</b> & her aides paid 5 < 6 million &lt;euros&gt; for it."
    telegram.archive.add(Document(sentence, title="<i>Budget", source="A & B", language="en"))
    async with telegram.bot():
        answer = await telegram.ask("<b>How many million did the minister pay</i>?")
    assert spans(answer, "blockquote") == [sentence]
    assert "A & B" in answer.words


# Editing


async def edited(telegram: Telegram, message: Message, text: str, containing: str) -> Message:
    telegram.api.world.edit_text(message, text)
    return await telegram.api.wait_for_edit(message.answers[0], containing)


@pytest.mark.parametrize("place", ["private", *PLACES])
async def test_an_edited_question_edits_its_answer(telegram: Telegram, place: str) -> None:
    chat = telegram.private() if place == "private" else telegram.group(place)
    async with telegram.bot():
        answer = await telegram.ask(f"/ask {QUESTION}", chat)
        assert answer.reply_to is not None
        same = await edited(telegram, answer.reply_to, f"/ask {OTHER_QUESTION}", "400,000")
    assert same is answer
    assert telegram.api.bot_messages(chat) == [answer]
    for method in ("sendMessage", "editMessageText"):
        (call,) = telegram.api.calls(method)
        assert call.params["link_preview_options"] == {"is_disabled": True}


async def test_a_hint_becomes_the_answer_when_the_question_is_put_in(telegram: Telegram) -> None:
    chat = telegram.group()
    async with telegram.bot():
        hint = await telegram.ask("/ask", chat)
        assert "What would you like to know?" in hint.words
        assert hint.reply_to is not None
        await edited(telegram, hint.reply_to, f"/ask {QUESTION}", "790 civilians")
    assert len(telegram.api.bot_messages(chat)) == 1


async def test_an_answer_becomes_silence_when_the_question_is_changed(telegram: Telegram) -> None:
    chat = telegram.group()
    async with telegram.bot():
        answer = await telegram.ask(f"@pullquote_bot {QUESTION}", chat)
        assert answer.reply_to is not None
        await edited(telegram, answer.reply_to, f"@pullquote_bot {OFF_TOPIC}", "does not say")


async def test_the_reply_to_an_edited_question_is_known_as_its_new_answer(
    telegram: Telegram,
) -> None:
    group = telegram.group()
    async with telegram.bot():
        answer = await telegram.ask(f"/ask {QUESTION}", group)
        assert answer.reply_to is not None
        await edited(telegram, answer.reply_to, f"/ask {OTHER_QUESTION}", "400,000")
        told = Answers(telegram.chats).told_in(group.id, answer.id)
    assert told is not None
    assert told.question == OTHER_QUESTION


async def test_an_edit_that_changes_no_answer_is_no_error(
    telegram: Telegram, caplog: pytest.LogCaptureFixture
) -> None:
    async with telegram.bot():
        answer = await telegram.ask(QUESTION)
        assert answer.reply_to is not None
        telegram.api.world.edit_text(answer.reply_to, QUESTION.lower())
        await telegram.ask(OTHER_QUESTION)
    refusals = [record for record in telegram.api.refusals if record.method == "editMessageText"]
    assert len(refusals) == 1
    telegram.api.refusals.clear()
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_a_question_that_was_not_for_the_bot_is_answered_once_it_is(
    telegram: Telegram,
) -> None:
    telegram.api.world.settings.reads_all_group_messages = True
    chat = telegram.group()
    async with telegram.bot():
        sent = telegram.api.world.send_text(chat, telegram.ben, QUESTION)
        telegram.api.world.edit_text(sent, f"@pullquote_bot {QUESTION}")
        assert is_about_civilians(await telegram.api.wait_for_reply(sent))


async def test_a_deleted_answer_is_given_anew(telegram: Telegram) -> None:
    chat = telegram.private()
    async with telegram.bot():
        answer = await telegram.ask(QUESTION)
        question = answer.reply_to
        assert question is not None
        telegram.api.world.delete_message(answer)
        telegram.api.world.edit_text(question, OTHER_QUESTION)
        await telegram.api.wait_for(lambda: question.answers[1:], chat=chat)
        telegram.api.world.edit_text(question, QUESTION)
        await telegram.api.wait_for_edit(question.answers[1], "790 civilians")
    assert telegram.api.bot_messages(chat) == [question.answers[1]]
    telegram.api.refusals.clear()


async def test_an_old_command_is_not_carried_out_again_when_it_is_mended(
    telegram: Telegram,
) -> None:
    chat = telegram.private()
    sent = telegram.api.world.send_text(chat, telegram.ann, "/help")
    telegram.api.world.updates.clear()
    telegram.api.world.edit_text(sent, "/help ")
    async with telegram.bot():
        await telegram.ask(QUESTION)
    assert len(telegram.api.bot_messages(chat)) == 1


async def test_a_message_deleted_meanwhile_is_answered_all_the_same(telegram: Telegram) -> None:
    forum = telegram.group("forum")
    topic = telegram.api.world.add_topic(forum, "Syria", telegram.ann)
    sent = telegram.api.world.send_text(forum, telegram.ben, f"/ask {QUESTION}", thread=topic)
    telegram.api.world.delete_message(sent)
    async with telegram.bot():
        answer = await telegram.api.wait_for_message(sent)
    assert is_about_civilians(answer)
    assert answer.reply_to is not sent
    assert answer.thread_id == topic.thread_id


async def test_an_update_that_comes_twice_is_answered_once(telegram: Telegram) -> None:
    chat = telegram.private()
    sent = telegram.api.world.send_text(chat, telegram.ann, QUESTION)
    telegram.api.world.updates.push("message", sent.as_json())
    async with telegram.bot():
        await telegram.ask(OTHER_QUESTION)
    assert len(telegram.api.bot_messages(chat)) == 2
    telegram.api.refusals.clear()


# Hints and help


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("/start", "/casualties /truce"),
        ("/help", "/casualties: "),
        ("/ask", "What would you like to know?"),
        ("/ask ???", "What would you like to know?"),
        ("/weather", "I do not know /weather"),
        ("?", "What would you like to know?"),
        ("why " * 1000, "too long"),
        ("/article", "Topics: /casualties /truce"),
        ("/article nowhere", "no article “nowhere”"),
        ("/articles", "/article idlib-truce"),
        ("/articles pancakes", "No title here has “pancakes”"),
        ("/articles TRUCE", "/article idlib-truce"),
    ],
)
async def test_everything_said_in_private_is_replied_to(
    telegram: Telegram, text: str, piece: str
) -> None:
    async with telegram.bot():
        assert piece in (await telegram.ask(text)).words


@pytest.mark.parametrize("kind", ["photo", "sticker", "voice", "video", "location", "dice"])
async def test_what_has_no_words_gets_a_hint_in_private_and_nothing_in_a_group(
    telegram: Telegram, kind: str
) -> None:
    telegram.api.world.settings.reads_all_group_messages = True
    chat = telegram.group()
    async with telegram.bot():
        telegram.api.world.send_media(chat, telegram.ann, kind)
        sent = telegram.api.world.send_media(telegram.private(), telegram.ann, kind)
        assert (await telegram.api.wait_for_reply(sent)).words == texts.NO_TEXT
    assert not telegram.api.bot_messages(chat)


async def test_a_caption_is_a_question(telegram: Telegram) -> None:
    async with telegram.bot():
        sent = telegram.api.world.send_media(
            telegram.private(), telegram.ann, "photo", caption=QUESTION
        )
        assert is_about_civilians(await telegram.api.wait_for_reply(sent))


async def test_help_in_a_group_says_how_to_speak_to_the_bot(telegram: Telegram) -> None:
    async with telegram.bot():
        answer = await telegram.ask("/help@pullquote_bot", telegram.group())
    assert "@pullquote_bot" in answer.words


async def test_the_menu_lists_the_topics_for_private_chats_and_groups(telegram: Telegram) -> None:
    async with telegram.bot():
        pass
    menus = {
        call.params["scope"]["type"]: [command["command"] for command in call.params["commands"]]
        for call in telegram.api.calls("setMyCommands")
    }
    expected = ["ask", "casualties", "truce", "article", "articles"]
    expected += ["add", "topics", "settings", "privacy", "help"]
    assert menus == {"all_private_chats": expected, "all_group_chats": expected}


# Articles


async def test_each_chat_chooses_its_own_article(telegram: Telegram) -> None:
    telegram.archive.add(storm())
    chat, group = telegram.private(), telegram.group()
    async with telegram.bot():
        chosen = await telegram.ask("/article idlib-truce", group)
        assert texts.NOW_ASKING in chosen.words
        assert is_about_civilians(await telegram.ask(f"/ask {QUESTION}", group))
        assert "40 houses" in (await telegram.ask("/damage", chat)).words
        listed = await telegram.ask("/articles", group)
    assert "Storm on the coast · Gazette\n/article storm-on-the-coast" in listed.words
    assert "Idlib truce · TRT World and agencies · asked now" in listed.words


async def test_the_topics_of_the_chats_article_are_its_commands(telegram: Telegram) -> None:
    telegram.archive.add(storm())
    group = telegram.group()
    async with telegram.bot():
        await telegram.ask("/article idlib-truce", group)
        telegram.api.world.send_text(group, telegram.ann, "/damage")
        answer = await telegram.ask("/casualties", group)
    assert spans(answer, "blockquote")
    assert len(telegram.api.bot_messages(group)) == 2


async def test_an_article_added_while_the_bot_runs_is_asked(telegram: Telegram) -> None:
    async with telegram.bot():
        assert is_about_civilians(await telegram.ask(QUESTION))
        telegram.archive.add(storm())
        assert "Storm on the coast" in (await telegram.ask("/article")).words


async def test_a_chats_own_article_is_hidden_from_others(telegram: Telegram) -> None:
    own = telegram.archive.add(storm(), owner=telegram.private().id).article
    group = telegram.group()
    async with telegram.bot():
        assert own.title in (await telegram.ask(f"/article {own.id}")).words
        assert "no article" in (await telegram.ask(f"/article {own.id}", group)).words
        assert own.title not in (await telegram.ask("/articles", group)).words
        assert own.title in (await telegram.ask("/articles")).words


async def test_an_empty_archive_is_said(telegram: Telegram) -> None:
    telegram.archive.remove("idlib-truce")
    async with telegram.bot():
        for text in (QUESTION, "/start", "/article", "/articles"):
            assert texts.NO_ARTICLES in (await telegram.ask(text)).words
        assert "/articles" in (await telegram.ask("/help")).words


async def test_settings_survive_a_restart(telegram: Telegram, tmp_path: Path) -> None:
    telegram.archive.add(storm())
    group = telegram.group()
    telegram.chats.close()
    telegram.chats = Chats(tmp_path / "chats.sqlite")
    async with telegram.bot():
        answer = await telegram.ask("/article idlib-truce", group)
    telegram.chats.close()
    telegram.chats = Chats(tmp_path / "chats.sqlite")
    async with telegram.bot():
        assert is_about_civilians(await telegram.ask(f"/ask {QUESTION}", group))
        assert answer.reply_to is not None
        await edited(telegram, answer.reply_to, "/article storm-on-the-coast", "Storm on")
    telegram.chats.close()


async def test_settings_go_along_when_a_group_becomes_a_supergroup(telegram: Telegram) -> None:
    telegram.archive.add(storm())
    group = telegram.group()
    async with telegram.bot():
        await telegram.ask("/article idlib-truce", group)
        supergroup = telegram.api.world.migrate_to_supergroup(group)
        assert is_about_civilians(await telegram.ask(f"/ask {QUESTION}", supergroup))


async def test_an_answer_follows_a_group_that_has_just_become_a_supergroup(
    telegram: Telegram,
) -> None:
    group = telegram.group()
    telegram.api.world.send_text(group, telegram.ann, f"/ask {QUESTION}")
    supergroup = telegram.api.world.migrate_to_supergroup(group)
    async with telegram.bot():
        await telegram.api.wait_for(lambda: telegram.api.bot_messages(supergroup))
    (answer,) = telegram.api.bot_messages(supergroup)
    assert is_about_civilians(answer)
    telegram.api.refusals.clear()


async def test_an_answer_that_has_followed_its_group_is_given_once_and_has_buttons_that_work(
    telegram: Telegram,
) -> None:
    group = telegram.group()
    asked = telegram.api.world.send_text(group, telegram.ann, f"/ask {QUESTION}")
    update = {"update_id": 5, "message": asked.as_json()}
    supergroup = telegram.api.world.migrate_to_supergroup(group)
    telegram.api.world.updates.clear()  # Nobody has told the bot of the supergroup.
    telegram.inbox.commit([update], [])
    async with telegram.bot():
        answer = await telegram.api.wait_for(lambda: telegram.api.bot_messages(supergroup))
        await telegram.until(lambda: telegram.inbox.depth()[0] == 0)
        # As if the bot had been killed before it could note that this was done.
        telegram.inbox.commit([{**update, "update_id": 6}], [])
    async with telegram.bot():
        await telegram.until(lambda: telegram.inbox.depth()[0] == 0)
        assert telegram.api.bot_messages(supergroup) == answer
        press = telegram.api.world.press(telegram.ann, answer[0], (0, 0))
        told = await telegram.api.wait_for_callback_answer(press)
    assert texts.EXPIRED not in str(told)
    telegram.api.refusals.clear()


# When things go wrong


class Failing(Answerer):
    """Fails at one question, with that question in its error."""

    def answer(self, question: str, article: Article) -> Answer:
        if "secret" in question:
            raise ValueError(f"cannot answer {question!r}")
        return super().answer(question, article)


class Slow(Answerer):
    """Takes a while."""

    def answer(self, question: str, article: Article) -> Answer:
        time.sleep(0.15)
        return super().answer(question, article)


async def test_a_failure_is_said_in_a_line_and_logged_without_what_was_asked(
    telegram: Telegram, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    telegram.answerer = Failing()
    async with telegram.bot():
        assert (await telegram.ask("my secret question")).words == texts.FAILED
        assert is_about_civilians(await telegram.ask(QUESTION))
    assert "ValueError" in caplog.text
    assert "secret question" not in caplog.text
    assert telegram.api.token not in caplog.text


async def test_the_log_holds_no_token_even_when_everything_is_logged(
    telegram: Telegram, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr("bot.delivery._FIRST_PAUSE", 0.01)
    monkeypatch.setattr("bot.outage._FIRST_PAUSE", 0.01)
    telegram.api.faults.add(FaultKind.DROP, "sendMessage", times=1)
    telegram.api.faults.add(FaultKind.BAD_GATEWAY, "getUpdates", times=1)
    async with telegram.bot():
        await telegram.ask(QUESTION)
    assert "sending is tried again" in caplog.text
    assert telegram.api.token.partition(":")[2] not in caplog.text


async def test_an_archive_that_cannot_be_read_is_said_to_who_asks_and_to_no_others(
    telegram: Telegram,
) -> None:
    telegram.api.world.settings.reads_all_group_messages = True
    group = telegram.group()
    telegram.archive._db.execute("ALTER TABLE changes RENAME TO lost")
    async with telegram.bot():
        telegram.api.world.send_text(group, telegram.ben, QUESTION)
        answer = await telegram.ask(f"/ask {QUESTION}", group)
    assert answer.words == texts.ARCHIVE_FAILED
    assert telegram.api.bot_messages(group) == [answer]


async def test_typing_is_shown_in_the_topic_while_an_answer_takes_long(
    telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.delivery._SLOW", 0.02)
    telegram.answerer = Slow()
    forum = telegram.group("forum")
    topic = telegram.api.world.add_topic(forum, "Syria", telegram.ann)
    async with telegram.bot():
        sent = telegram.api.world.send_text(forum, telegram.ben, f"/ask {QUESTION}", thread=topic)
        await telegram.api.wait_for_reply(sent)
    (call,) = telegram.api.calls("sendChatAction")
    assert call.params["action"] == "typing"
    assert int(call.params["message_thread_id"]) == topic.thread_id


async def test_typing_is_not_shown_for_a_quick_answer(telegram: Telegram) -> None:
    async with telegram.bot():
        await telegram.ask(QUESTION)
    assert not telegram.api.calls("sendChatAction")


async def test_typing_is_not_shown_where_so_many_wait_that_it_would_hold_them_up(
    telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.delivery._SLOW", 0.02)
    monkeypatch.setattr("bot.delivery._FEW", 0)
    telegram.answerer = Slow()
    world = telegram.api.world
    people = [world.add_user(f"Reader {number}") for number in range(4)]
    async with telegram.bot():
        sent = [
            world.send_text(telegram.private(person), person, f"{QUESTION}{'?' * number}")
            for number, person in enumerate(people)
        ]
        for message in sent:
            await telegram.api.wait_for_reply(message)
    assert not telegram.api.calls("sendChatAction")


@pytest.mark.parametrize(
    "fault",
    [
        FaultKind.DROP,
        FaultKind.SERVER_ERROR,
        FaultKind.BAD_GATEWAY,
        FaultKind.TOO_MANY_REQUESTS,
    ],
)
async def test_a_message_that_could_not_be_sent_is_sent_again(
    telegram: Telegram, monkeypatch: pytest.MonkeyPatch, fault: FaultKind
) -> None:
    monkeypatch.setattr("bot.delivery._FIRST_PAUSE", 0.01)
    async with telegram.bot():
        telegram.api.faults.add(fault, "sendMessage", times=1)
        assert is_about_civilians(await telegram.ask(QUESTION))


async def test_a_chat_that_waits_for_a_flood_to_pass_holds_up_no_other(
    telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.running.LAST_WORK", 0.05)
    world = telegram.api.world
    async with telegram.bot():
        telegram.api.faults.add(FaultKind.TOO_MANY_REQUESTS, "sendMessage", times=1, seconds=30)
        waiting = world.send_text(telegram.private(), telegram.ann, QUESTION)
        await telegram.until(lambda: telegram.api.calls("sendMessage"))
        other = world.send_text(telegram.private(telegram.ben), telegram.ben, QUESTION)
        assert is_about_civilians(await telegram.api.wait_for_reply(other))
        assert not waiting.answers


async def test_a_message_that_is_refused_is_not_sent_again(
    telegram: Telegram, caplog: pytest.LogCaptureFixture
) -> None:
    world = telegram.api.world
    chat = telegram.private()
    world.send_text(chat, telegram.ann, QUESTION)
    world.block_bot(telegram.ann)
    async with telegram.bot():
        sent = world.send_text(telegram.private(telegram.ben), telegram.ben, QUESTION)
        await telegram.api.wait_for_reply(sent)
        await telegram.until(lambda: telegram.api.refusals)
    assert len(telegram.api.calls("sendMessage")) == 2
    telegram.api.refusals.clear()
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_being_thrown_out_is_borne(telegram: Telegram) -> None:
    world = telegram.api.world
    group = telegram.group()
    world.send_text(group, telegram.ann, f"/ask {QUESTION}")
    world.remove_bot(group, telegram.ann)
    async with telegram.bot():
        assert is_about_civilians(await telegram.ask(QUESTION))
        await telegram.until(lambda: telegram.api.refusals)
    telegram.api.refusals.clear()


UNREADABLE: list[dict[str, Any]] = [
    {"message": "junk"},
    {"message": {"message_id": "x", "chat": [], "date": {}}},
    {"message": {"text": 5}},
    {"edited_message": {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}}},
    {"something_new": {"a": 1}},
    {},
]


async def test_updates_that_cannot_be_read_are_stepped_over(
    telegram: Telegram, caplog: pytest.LogCaptureFixture
) -> None:
    for update in UNREADABLE:
        telegram.api.world.updates.push_raw(update)
    async with telegram.bot():
        assert is_about_civilians(await telegram.ask(QUESTION))
        await telegram.api.wait_until_updates_are_taken()
    assert "was set aside after 3 tries" in caplog.text


async def test_many_chats_are_answered_together(telegram: Telegram) -> None:
    world = telegram.api.world
    people = [world.add_user(f"Reader {number}") for number in range(40)]
    async with telegram.bot():
        asked = [world.send_text(world.private_chat(person), person, QUESTION) for person in people]
        answers = await asyncio.gather(*map(telegram.api.wait_for_reply, asked))
    assert all(map(is_about_civilians, answers))
