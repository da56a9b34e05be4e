"""One chat learns nothing of another and changes nothing there, whatever numbers it guesses."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import ClientSession

from bot import texts
from bot.answer_buttons import Verb
from bot.chat_settings import ChatSettings
from bot.fetches import Fetches
from bot.playground.state import CallbackQuery
from bot.settings import Settings
from bot.web.listening import Address, listening
from bot.web.reader import Reader
from bot.web.signing import Signer
from bot.web.site import site
from index.article import Document, Topic

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Hashable

    from bot.playground.objects import Chat, Message, User
    from index.archive import Archive
    from index.reading.fetching import Progress
    from tests.bot.conftest import Telegram

HARVEST = Document(
    "Heavy rain fell on Monday. The harvest brought 300 sacks to Kojani. It was the best in years."
    " Kojani had 200 sacks the year before, the farmers say.",
    title="Clove harvest",
    source="Clove Gazette",
    language="en",
)
SECRETS = ("Kojani", "300 sacks", "Clove")
"""What stands in the article, in questions and in a topic of one chat, and nowhere else."""

QUESTION = "How many sacks did the harvest bring to Kojani?"
SACKS = "How many sacks did the harvest bring?"
TIMES = 1_700_000_000.0


@dataclass
class Hidden:
    """What a chat has, and by which numbers.

    Attributes:
        chat: The chat.
        user: Who speaks there.
        article: The id of its article.
        answer: The number of an answer that was given there.
        reply: The answer as a message.

    """

    chat: Chat
    user: User
    article: str
    answer: int
    reply: Message


@asynccontextmanager
async def hidden(telegram: Telegram, archive: Archive, place: str) -> AsyncIterator[Hidden]:
    """Run the bot, and have Ben's private chat, or his group, hold what nobody else may see."""
    world = telegram.api.world
    if place == "private":
        chat = telegram.private(telegram.ben)
    else:
        chat = world.add_supergroup("Ben's", telegram.ben)
        world.updates.allowed -= {"my_chat_member"}
        world.add_bot(chat, telegram.ben)
    article = archive.add(HARVEST, owner=chat.id).article
    ChatSettings(telegram.chats).add_topic(chat.id, Topic("harvest", QUESTION))
    async with telegram.bot():
        for text in (f"/article {article.id}", f"/ask {QUESTION}"):
            sent = world.send_text(chat, telegram.ben, text)
            reply = await telegram.api.wait_for_reply(sent)
        with telegram.chats.database() as db:
            ((number,),) = db.execute("SELECT id FROM answers").fetchall()
        yield Hidden(chat, telegram.ben, article.id, number, reply)


def state(telegram: Telegram, archive: Archive, chat: Chat) -> str:
    """All that is kept of a chat."""
    tables = ("chats", "settings", "topics", "answers", "replies", "departures", "feedback")
    with telegram.chats.database() as db:
        rows = [
            db.execute(f"SELECT * FROM {name} WHERE chat = ?", (chat.id,)).fetchall()
            for name in tables
        ]
    own = [entry for entry in archive.summaries(visible_to=chat.id) if entry.owner == chat.id]
    return f"{rows} {own}"


async def settled(telegram: Telegram) -> None:
    await telegram.api.wait_until_updates_are_taken()
    await telegram.until(lambda: telegram.inbox.depth()[0] == 0)


def press(telegram: Telegram, user: User, message: Message, data: str) -> None:
    """Press a button that no message has."""
    world = telegram.api.world
    query = CallbackQuery(world.new_query_id(), user, message, data, world.clock())
    world.remember(world.callback_queries, query)
    shown = {
        "id": query.id,
        "from": user.as_json(),
        "chat_instance": "1",
        "message": message.as_json(),
        "data": data,
    }
    world.updates.push("callback_query", shown)


MESSAGES = [
    "/article {article}",
    "/article@pullquote_bot {article}",
    "/articles harvest",
    f"/ask {SACKS}",
    "/ask What happened in the harvest?",
    "/harvest",
    "/topics",
    "/start {article}",
    "/start article-{article}",
    "/start answer_{answer}",
    "/start {chat}",
    "/forget",
    "/remove",
    "/remove {article}",
    "/remove harvest",
    "/topic remove harvest",
    "/publish",
    "/stats",
]
PRESSES = [
    "choose:{article}",
    "articles:0:harvest",
    "articles:5:",
    *(f"{verb}:{{answer}}" for verb in Verb),
    *(f"{verb}:0{{answer}}" for verb in Verb),
    "cancel:{chat}:1",
    "cancel:{chat}:3",
    "forget:all",
    "removal:0",
    "remove:{number}",
    "removed:{number}",
    "set:language:de",
]


@pytest.mark.parametrize("owner", ["private", "group"])
@pytest.mark.parametrize("intruder", ["private", "group"])
async def test_a_chat_learns_and_changes_nothing_by_guessing(
    telegram: Telegram, archive: Archive, owner: str, intruder: str
) -> None:
    world, ann = telegram.api.world, telegram.ann
    async with hidden(telegram, archive, owner) as known:
        chat = telegram.private() if intruder == "private" else telegram.group("supergroup")
        own = await telegram.ask("/ask How many civilians were killed?", chat)
        before = state(telegram, archive, known.chat)
        begun = len(telegram.api.sent)
        numbers = {
            "article": known.article,
            "number": archive.numbers([known.article])[known.article],
            "answer": known.answer,
            "chat": known.chat.id,
        }
        for text in MESSAGES:
            world.send_text(chat, ann, text.format(**numbers))
        for data in PRESSES:
            press(telegram, ann, own, data.format(**numbers))
        for number in range(1, 8):  # messages of the same numbers as the other chat's
            replied = next((one for one in chat.messages.values() if one.id == number), own)
            world.send_text(chat, ann, "/ask and sacks?", reply_to=replied)
        world.inline_query(ann, SACKS)
        world.inline_query(ann, "")
        world.inline_query(ann, known.article)
        world.send_text(world.add_group("Away", ann), ann, f"@pullquote_bot {SACKS}")
        await settled(telegram)
        calls = list(telegram.api.sent)[begun:]
    assert len(calls) > len(MESSAGES) + len(PRESSES), "they were all handled"
    told = json.dumps([record.params for record in calls], default=str, ensure_ascii=False)
    # What Ann herself has written comes back: "harvest", and numbers.
    assert [secret for secret in SECRETS if secret in told] == []
    assert state(telegram, archive, known.chat) == before


@pytest.mark.parametrize(
    "text",
    [
        "/article {article}",
        "/articles harvest",
        f"/ask {SACKS}",
        "/harvest",
        "/topics",
    ],
)
@pytest.mark.parametrize("place", ["private", "group"])
async def test_the_same_words_bring_it_up_in_the_chat_that_has_it(
    telegram: Telegram, archive: Archive, place: str, text: str
) -> None:
    async with hidden(telegram, archive, place) as known:
        asked = text.format(article=known.article)
        sent = telegram.api.world.send_text(known.chat, known.user, asked)
        reply = await telegram.api.wait_for_reply(sent)
    assert [secret for secret in SECRETS if secret in reply.words], reply.words


@pytest.mark.parametrize(
    "data", ["choose:{article}", "context:{answer}", "like:{answer}", "set:language:de"]
)
@pytest.mark.parametrize("place", ["private", "group"])
async def test_the_same_buttons_work_in_the_chat_that_has_it(
    telegram: Telegram, archive: Archive, place: str, data: str
) -> None:
    async with hidden(telegram, archive, place) as known:
        before = known.reply.words, state(telegram, archive, known.chat)
        pressed = data.format(article=known.article, answer=known.answer)
        press(telegram, known.user, known.reply, pressed)
        await settled(telegram)
        assert (known.reply.words, state(telegram, archive, known.chat)) != before


async def test_what_is_not_there_and_what_is_anothers_are_answered_alike(
    telegram: Telegram, archive: Archive
) -> None:
    world = telegram.api.world
    async with hidden(telegram, archive, "private") as known:
        own = await telegram.ask("How many civilians were killed?")
        missing = "clove-harvest-000000"
        said = []
        for article, answer in ((known.article, known.answer), (missing, 999)):
            refusal = await telegram.ask(f"/article {article}")
            begun = len(telegram.api.sent)
            for data in (f"choose:{article}", f"like:{answer}", f"more:{answer}"):
                press(telegram, telegram.ann, own, data)
            await settled(telegram)
            calls = list(telegram.api.sent)[begun:]
            answers = [call.params.get("text") for call in calls if "Callback" in call.method]
            said.append((refusal.words.replace(article, "…"), answers))
        # Nor does adding the same article tell whether somebody has it.
        document = HARVEST.text.encode()
        sent = world.send_document(
            telegram.private(), telegram.ann, "h.txt", document, "text/plain"
        )
        reply = await telegram.api.wait_for_reply(sent)
        await telegram.api.wait_for_edit(reply, "Added", timeout=20)
    assert said[0] == said[1]
    assert len(said[0][1]) == 3
    own_articles = [one for one in archive.summaries(visible_to=telegram.ann.id) if one.owner]
    assert [one.owner for one in own_articles] == [telegram.ann.id]
    assert archive.article(known.article, visible_to=known.chat.id).title == "Clove harvest"


@pytest.mark.parametrize(("place", "is_offered"), [("private", True), ("group", False)])
async def test_inline_a_person_is_offered_their_own_articles_and_no_groups(
    telegram: Telegram, archive: Archive, place: str, *, is_offered: bool
) -> None:
    async with hidden(telegram, archive, place):
        query = telegram.api.world.inline_query(telegram.ben, SACKS)
        results = (await telegram.api.wait_for_inline_results(query)).results or []
    shown = json.dumps([result.raw for result in results])
    assert ("300 sacks" in shown) is is_offered


async def test_a_member_of_two_groups_takes_nothing_from_one_to_the_other(
    telegram: Telegram, archive: Archive
) -> None:
    first, second = telegram.group("supergroup"), telegram.group("supergroup")
    article = archive.add(HARVEST, owner=first.id).article
    async with telegram.bot():
        await telegram.ask(f"/article {article.id}", first)
        assert "300 sacks" in (await telegram.ask(f"/ask {SACKS}", first)).words
        for chat in (second, telegram.private()):
            assert "300 sacks" not in (await telegram.ask(f"/ask {SACKS}", chat)).words
            assert "Clove" not in (await telegram.ask(f"/article {article.id}", chat)).words
            assert "Clove" not in (await telegram.ask("/articles", chat)).words
    assert ChatSettings(telegram.chats).settings(second.id) == Settings()


class Waiting(Fetches):
    """Finds the article behind every link, once it may."""

    def __init__(self) -> None:
        super().__init__()
        self.has_begun, self.may_end = asyncio.Event(), asyncio.Event()

    async def link(self, url: str, person: Hashable, progress: Progress) -> Document:
        self.has_begun.set()
        await self.may_end.wait()
        return HARVEST


async def test_nobody_cancels_what_another_chat_has_set_going(telegram: Telegram) -> None:
    telegram.fetches = fetches = Waiting()
    world, bens = telegram.api.world, telegram.private(telegram.ben)
    async with telegram.bot():
        own = await telegram.ask("How many civilians were killed?")
        sent = world.send_text(bens, telegram.ben, "https://gazette.example/harvest")
        await fetches.has_begun.wait()
        press(telegram, telegram.ann, own, f"cancel:{bens.id}:{sent.id}")
        await telegram.until(lambda: telegram.api.calls("answerCallbackQuery"))
        fetches.may_end.set()
        reply = await telegram.api.wait_for_reply(sent)
        await telegram.api.wait_for_edit(reply, texts.ADDED)
    (answer,) = telegram.api.calls("answerCallbackQuery")
    assert answer.params["text"] == texts.ALREADY_DONE


async def test_pages_of_articles_open_to_their_own_chat_alone(
    telegram: Telegram, archive: Archive
) -> None:
    article = archive.add(HARVEST, owner=telegram.ben.id).article.id
    other = archive.add(HARVEST, owner=telegram.ann.id).article.id
    signer = Signer(b"s" * 32)

    def key(about: str, chat: int) -> str:
        return f"?key={signer.key(about, chat, TIMES)}"

    bens = signer.key(article, telegram.ben.id, TIMES)
    number, expires, signature = bens.split(".")
    closed: dict[str, Any] = {
        f"{article}": 404,
        f"{article}?s=0": 404,
        f"{article}?key=": 404,
        f"{article}?key={telegram.ben.id}": 404,
        f"{article}{key(other, telegram.ann.id)}": 404,
        f"{article}{key(other, telegram.ben.id)}": 404,
        f"{article}{key(article, telegram.ann.id)}": 410,  # the bot makes no such key
        f"{article}?key={telegram.ann.id}.{expires}.{signature}": 404,
        f"{article}?key={number}.{int(expires) + 86400}.{signature}": 404,
        f"{article}?key={number}.{expires}.{signature[::-1]}": 404,
        f"{other}?key={bens}": 404,
    }
    pages = site(Reader(archive, signer, clock=lambda: TIMES).routes())
    async with listening(pages, Address("127.0.0.1", 0)) as address, ClientSession() as session:
        for path, status in closed.items():
            async with session.get(f"http://{address}/article/{path}") as response:
                assert response.status == status, path
                assert "300 sacks" not in await response.text(), path
        async with session.get(f"http://{address}/article/{article}?key={bens}") as response:
            assert "300 sacks" in await response.text()
