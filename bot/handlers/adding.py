"""Adding an article: a link, a file or a channel's post is read, added and introduced."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, MessageOriginChannel
from telegram.error import BadRequest

from bot import replies, texts
from bot.delivery import patiently
from bot.fetches import Cancelled
from bot.handlers.topics import follow_article
from bot.markup import clipped
from bot.offering import Form, named
from bot.permissions import is_administrator, speaks_as_administrator
from bot.presses import toast
from bot.texts import label, say
from bot.updates import CANCEL
from index.article import Document
from index.reading import sentences
from index.reading.errors import NotAnArticle, ReadingError, TooLarge
from index.reading.files import LARGEST_FILE, one_line, origin_of
from index.reading.kinds import kind_by_content_type

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from telegram import Message, Update
    from telegram.ext import CallbackContext

    from bot.handlers.exchange import Exchange, Services
    from bot.offering import Offer
    from index.archive import Added

MOST_ARTICLES = 200
"""Articles of its own that one chat may have."""

MOST_CHARACTERS = 20_000_000
"""Characters that they may have in all before no more are taken: some twenty thousand pages."""

_TITLE = 100


async def add_command(exchange: Exchange, _argument: str) -> None:
    """Add the article behind a link, or the one in the message replied to (`/add LINK`).

    Args:
        exchange: The message.

    """
    message = exchange.message
    if not await speaks_as_administrator(message):
        await exchange.reply(say(texts.ADD_ADMINS))
        return
    replied = message.reply_to_message
    offer = named(message) or (named(replied) if replied else None)
    if offer is None:
        await exchange.reply(say(texts.ADD_WHAT, command="/add"))
        return
    await add(exchange, offer)


async def add(exchange: Exchange, offer: Offer) -> None:
    """Read an article, add it to the chat's own, introduce it, and have the chat ask it.

    Args:
        exchange: The message; the reply to it shows how far it has got.
        offer: What is to be read.

    """
    fetches, archive = exchange.services.fetches, exchange.services.library.archive
    count, characters = await asyncio.to_thread(archive.holdings, exchange.message.chat_id)
    if count >= MOST_ARTICLES or characters >= MOST_CHARACTERS:
        await exchange.reply(say(texts.ADD_NO_ROOM, command="/remove"))
        return
    key = _key(exchange.message)
    await exchange.reply(say(texts.FETCHING), _cancel_button(key))
    try:
        document = await fetches.run(key, _read(exchange, offer))
        added = await asyncio.to_thread(_add, exchange, document)
    except Cancelled:
        await exchange.reply(say(texts.CANCELLED))
    except ReadingError as error:
        await exchange.reply(replies.not_read_message(error))
    else:
        await _introduce(exchange, added)
        message = exchange.message
        await follow_article(
            exchange.services, message.get_bot(), message.chat_id, exchange.article
        )


async def on_cancel(
    services: Services, update: Update, _context: CallbackContext[Any, Any, Any, Any]
) -> None:
    """Cancel what a message under whose reply the button stands has set going.

    In groups only administrators add articles, and so only they cancel.

    Args:
        services: What handlers work with.
        update: The update with the press.

    """
    query = update.callback_query
    if query is None or query.data is None:
        return
    chat = query.message.chat if query.message else None
    key = query.data.partition(":")[2]
    if chat is None or not key.startswith(f"{chat.id}:"):
        told = texts.ALREADY_DONE
    elif not await is_administrator(chat, query.from_user):
        told = texts.ADD_ADMINS
    elif services.fetches.cancel(key):
        told = texts.CANCELLING
    else:
        told = texts.ALREADY_DONE
    await toast(query, told)


def _add(exchange: Exchange, document: Document) -> Added:
    """Add what was read, and have the chat ask it; it cannot be cancelled any more."""
    services, chat = exchange.services, exchange.message.chat_id
    added = services.library.archive.add(document, owner=chat)
    services.chats.choose_article(chat, added.article.id)
    return added


async def _read(exchange: Exchange, offer: Offer) -> Document:
    person = exchange.person
    match offer.form:
        case Form.POST:
            return post_document(offer.message)
        case Form.FILE:
            fetches = exchange.services.fetches
            async with fetches.room(person), _shown_stages(exchange) as progress:
                data, name, kind = await _download(offer.message)
                progress("reading", 0, None)
                document = await fetches.file(data, name, kind, person)
                # By its title it would replace another file, of which "article.txt" is all that
                # is known too.
                return replace(document, origin=document.origin or origin_of(data))
        case Form.LINK:
            async with _shown_stages(exchange) as progress:
                return await exchange.services.fetches.link(offer.url, person, progress)


def post_document(message: Message) -> Document:
    """Take a channel's post for an article: its first line is the title, the channel the source.

    Args:
        message: The forwarded post.

    Raises:
        NotAnArticle: It has no text.

    """
    origin = message.forward_origin
    text = message.text or message.caption
    if not text or not isinstance(origin, MessageOriginChannel):
        raise NotAnArticle(texts.POST_WITHOUT_TEXT)
    title = one_line(text.strip().partition("\n")[0], 10 * _TITLE)
    link = f"https://t.me/{origin.chat.username}/{origin.message_id}"
    return Document(
        text=text,
        title=clipped(title, _TITLE),
        source=one_line(origin.chat.title or "", _TITLE),
        url=link if origin.chat.username else "",
        published=origin.date.date().isoformat(),
        origin=f"telegram:{origin.chat.id}/{origin.message_id}",
    )


async def _download(message: Message) -> tuple[bytes, str, str | None]:
    """Fetch a file from Telegram, unless it can be told beforehand that it holds no article."""
    document = message.document
    if document is None:
        raise NotAnArticle(texts.NO_FILE)
    name = one_line(document.file_name or "", _TITLE)
    if (document.file_size or 0) > LARGEST_FILE:
        raise TooLarge(texts.FILE_TOO_LARGE)
    kind_by_content_type(document.mime_type, name or sentences.THAT_FILE)
    try:
        file = await patiently(document.get_file)
        data = await patiently(file.download_as_bytearray)
    except BadRequest as refusal:
        is_large = "too big" in refusal.message.lower()
        raise ReadingError(texts.FILE_TOO_LARGE if is_large else texts.FILE_GONE) from refusal
    return bytes(data), name, document.mime_type


async def _introduce(exchange: Exchange, added: Added) -> None:
    services, article = exchange.services, added.article
    questions = await asyncio.to_thread(services.suggest, article)
    await exchange.reply(
        replies.article_message(
            article,
            opening=texts.ADDED if added.change == "added" else texts.UPDATED,
            questions=questions,
            in_group=exchange.in_group,
        )
    )


@asynccontextmanager
async def _shown_stages(
    exchange: Exchange,
) -> AsyncIterator[Callable[[str, int, int | None], None]]:
    """Give what is told how far the work has got, and show it by edits of the reply."""
    reading = asyncio.Event()

    async def show() -> None:
        await reading.wait()
        await exchange.reply(say(texts.READING), _cancel_button(_key(exchange.message)))

    def progress(stage: str, _done: int, _total: int | None) -> None:
        if stage == "reading":
            reading.set()

    shown = asyncio.create_task(show())
    try:
        yield progress
    finally:
        if not reading.is_set():
            shown.cancel()
        # An edit under way is waited for, so that it cannot overtake the one that follows.
        await asyncio.gather(shown, return_exceptions=True)


def _key(message: Message) -> str:
    return f"{message.chat_id}:{message.message_id}"


def _cancel_button(key: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup.from_button(
        InlineKeyboardButton(label(texts.CANCEL), callback_data=f"{CANCEL}:{key}")
    )
