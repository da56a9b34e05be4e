"""Answers as they were given, and what people thought of them, in SQLite beside the chats."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.language import spoken
from index.answering import Answer, Quote, Verdict
from index.ingestion import digest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.chats import Chats
    from index.article import Article

NEXT_BEST = 6
"""Sentences that are kept besides those shown, to be shown when more are wanted."""

FARTHEST = 9.0
"""How far below the best sentence's score one may be and still be worth showing."""

_COLUMNS = (
    "id, chat, message, person, asker, question, understood, note, here, article, digest, verdict,"
    " shown, rest, model, asked_at, is_continued, language"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence that was, or may be, quoted; see `index.answering.Quote`."""

    sentence: int
    start: int
    end: int
    score: float
    highlights: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """An answer as it was given.

    Attributes:
        id: Its number; no other answer ever has it.
        chat: The chat that it was given in.
        message: The message that it replies to.
        person: Who asked; None where further sentences were wanted of an answer.
        asker: Who asked at first; None where that is not known.
        question: The question as it was asked.
        understood: The question as it was understood, complete.
        note: What it was shown to be understood as; empty where that was not shown.
        here: The id of the article that was asked first, where another one answers; or empty.
        article: The id of the article that answers.
        digest: By which the article's text is known again.
        verdict: Whether the article says it.
        shown: The sentences shown, in order.
        rest: The next best sentences, best first.
        model: Version of the model that ranked them.
        asked_at: When it was asked, in seconds since the epoch.
        is_continued: Whether more was shown.
        language: Of the bot's own words in it; empty where that is not known.

    """

    id: int
    chat: int
    message: int
    person: int | None
    asker: int | None
    question: str
    understood: str
    note: str
    here: str
    article: str
    digest: bytes
    verdict: Verdict
    shown: tuple[Place, ...]
    rest: tuple[Place, ...]
    model: str
    asked_at: float
    is_continued: bool
    language: str

    @property
    def is_more(self) -> bool:
        """Whether these are further sentences, after better ones."""
        return self.person is None

    def fits(self, article: Article) -> bool:
        """Whether the places are still those of the article's sentences.

        Args:
            article: The article as it is now.

        """
        return digest(article.text) == self.digest


@dataclass(frozen=True, slots=True)
class Opinion:
    """What somebody thought of an answer.

    Attributes:
        question: The question as it was understood.
        article: The id of the article asked.
        digest: By which the article's text is known again.
        start: First character of the first quote.
        end: One past its last character.
        quote: Its words.
        is_liked: Whether it was found good.
        model: Version of the model.

    """

    question: str
    article: str
    digest: bytes
    start: int
    end: int
    quote: str
    is_liked: bool
    model: str


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was forgotten.

    Attributes:
        questions: How many questions, with their answers.
        opinions: How many opinions on answers.

    """

    questions: int
    opinions: int


@dataclass(frozen=True, slots=True)
class Tally:
    """How much was asked and answered.

    Attributes:
        chats: In how many chats.
        answered: Questions that were answered.
        related: Questions that nothing answers outright.
        silent: Questions that nothing answers.
        liked: Answers that were found good.
        disliked: Answers that were found bad.

    """

    chats: int
    answered: int
    related: int
    silent: int
    liked: int
    disliked: int

    @property
    def questions(self) -> int:
        """Questions in all."""
        return self.answered + self.related + self.silent


class Answers:
    """The answers that were given, in the file in which chats are remembered.

    It may be used from several threads.

    Args:
        chats: The file.

    """

    def __init__(self, chats: Chats) -> None:
        self._chats = chats

    def keep(
        self,
        answer: Answer,
        *,
        chat: int,
        message: int,
        person: int | None,
        question: str,
        note: str,
        here: str,
        asked_at: float,
        model: str,
        asker: int | None = None,
    ) -> StoredAnswer:
        """Keep an answer; it takes the place of another that was given to the same message.

        It is kept with it which language is spoken.

        Args:
            answer: The answer; its question is the one that was understood.
            chat: The chat's id.
            message: The id of the message that asks.
            person: The id of who asks; None where further sentences are wanted of an answer.
            question: The question as it was asked.
            note: What it is shown to be understood as, or empty.
            here: The id of the article that was asked first, where another one answers; or empty.
            asked_at: When, in seconds since the epoch.
            model: Version of the model.
            asker: The id of who asked at first, where `person` does not tell.

        Raises:
            ChatsError: It cannot be written.

        """
        shown = {quote.sentence for quote in answer.quotes}
        best = answer.ranked[0].score if answer.ranked else 0.0
        rest = [
            quote
            for quote in answer.ranked
            if quote.sentence not in shown and quote.score >= best - FARTHEST
        ]
        if answer.verdict is Verdict.SILENT:
            rest = []
        row = {
            "chat": chat,
            "message": message,
            "person": person,
            "asker": asker if person is None else person,
            "question": question,
            "understood": answer.question,
            "note": note,
            "here": here,
            "article": answer.article.id,
            "digest": digest(answer.article.text),
            "verdict": answer.verdict.value,
            "shown": _written(answer.quotes),
            "rest": _written(rest[:NEXT_BEST]),
            "model": model,
            "asked_at": asked_at,
            "language": spoken(),
            # Of an edited question the reply is there already, and is edited.
            "reply": self._chats.reply_to(chat, message),
        }
        with self._chats.database() as db:
            place = (chat, message)
            query = f"SELECT {_COLUMNS} FROM answers WHERE chat = ? AND message = ?"  # noqa: S608 - our own names
            known = db.execute(query, place).fetchone()
            if known and _says(_stored(known), row):
                return _stored(known)
            if known:
                db.execute("DELETE FROM answers WHERE chat = ? AND message = ?", place)
            names, marks = ", ".join(row), ", ".join("?" * len(row))
            cursor = db.execute(
                f"INSERT INTO answers ({names}) VALUES ({marks}) RETURNING {_COLUMNS}",  # noqa: S608 - our own names
                tuple(row.values()),
            )
            return _stored(cursor.fetchone())

    def told(self, answer: int, reply: int) -> None:
        """Remember which message an answer was sent as.

        Args:
            answer: The answer's number.
            reply: The message's id.

        """
        with self._chats.database() as db:
            db.execute("UPDATE answers SET reply = ? WHERE id = ?", (reply, answer))

    def continued(self, answer: int) -> None:
        """Remember that more was shown.

        Args:
            answer: The answer's number.

        """
        with self._chats.database() as db:
            db.execute("UPDATE answers SET is_continued = 1 WHERE id = ?", (answer,))

    def find(self, answer: int, chat: int) -> StoredAnswer | None:
        """Return an answer that was given in a chat; None where there is none of that number.

        Args:
            answer: The answer's number.
            chat: The chat's id.

        """
        return self._first("id = ? AND chat = ?", (answer, chat))

    def before(self, chat: int, person: int, message: int) -> StoredAnswer | None:
        """Return the answer to the last question of a person in a chat; None where there is none.

        Args:
            chat: The chat's id.
            person: The person's id.
            message: The id of the message before which it was asked.

        """
        return self._first(
            "chat = ? AND person = ? AND message < ? ORDER BY message DESC",
            (chat, person, message),
        )

    def told_in(self, chat: int, message: int) -> StoredAnswer | None:
        """Return the answer that a message is, or replies to as a question; None where none.

        Args:
            chat: The chat's id.
            message: The message's id, the bot's or the asker's.

        """
        return self._first(
            "chat = ? AND (reply = ? OR message = ?) ORDER BY reply = ? DESC, id DESC",
            (chat, message, message, message),
        )

    def rate(self, answer: StoredAnswer, person: int, quote: str, *, is_liked: bool) -> bool:
        """Remember what somebody thinks of an answer, in place of what they thought before.

        Args:
            answer: The answer; it shows a quote.
            person: The id of who says so.
            quote: The words of its first quote.
            is_liked: Whether it is found good.

        Returns:
            Whether it is news.

        Raises:
            ChatsError: It cannot be written.

        """
        first = answer.shown[0]
        row = {
            "answer": answer.id,
            "person": person,
            "chat": answer.chat,
            "asker": answer.asker,
            "is_liked": int(is_liked),
            "question": answer.understood,
            "asked": answer.question,
            "article": answer.article,
            "digest": answer.digest,
            "verdict": answer.verdict.value,
            "start": first.start,
            "stop": first.end,
            "quote": quote,
            "model": answer.model,
            "given_at": int(time.time()),
        }
        with self._chats.database() as db:
            known = db.execute(
                "SELECT is_liked FROM feedback WHERE answer = ? AND person = ?",
                (answer.id, person),
            ).fetchone()
            names, marks = ", ".join(row), ", ".join("?" * len(row))
            db.execute(
                f"INSERT OR REPLACE INTO feedback ({names}) VALUES ({marks})",  # noqa: S608 - our own names
                tuple(row.values()),
            )
        return known is None or bool(known[0]) != is_liked

    def opinions(self) -> list[Opinion]:
        """Return all that people thought of answers, the oldest answer first."""
        with self._chats.database() as db:
            rows = db.execute(
                "SELECT question, article, digest, start, stop, quote, is_liked, model"
                " FROM feedback ORDER BY answer, person"
            ).fetchall()
        return [
            Opinion(question, article, known, start, end, quote, bool(is_liked), model)
            for question, article, known, start, end, quote, is_liked, model in rows
        ]

    def forget(self, person: int, chat: int | None = None) -> Forgotten:
        """Forget what somebody has asked, what they thought of answers, and others of theirs.

        Args:
            person: The person's id.
            chat: Only what they did in this chat; None for all chats.

        Raises:
            ChatsError: Nothing was forgotten.

        """
        here, where = ("", ()) if chat is None else (" AND chat = ?", (chat,))
        with self._chats.database() as db:
            db.execute(
                "DELETE FROM replies WHERE (chat, message) IN"  # noqa: S608 - our own words
                f" (SELECT chat, message FROM answers WHERE asker = ?{here})",
                (person, *where),
            )
            opinions = db.execute(
                f"DELETE FROM feedback WHERE (person = ? OR asker = ?){here}",  # noqa: S608 - our own words
                (person, person, *where),
            )
            questions = db.execute(
                f"DELETE FROM answers WHERE asker = ?{here} RETURNING person",  # noqa: S608 - our own words
                (person, *where),
            ).fetchall()
        # Further sentences were wanted of a question: they are none by themselves.
        asked = sum(asked_by is not None for (asked_by,) in questions)
        return Forgotten(asked, opinions.rowcount)

    def tally(self, since: float) -> Tally:
        """Count what was asked lately, and all that people think of answers.

        Args:
            since: Questions that were asked before are not counted, in seconds since the epoch.

        Raises:
            ChatsError: It cannot be read.

        """
        with self._chats.database() as db:
            asked = db.execute(
                "SELECT verdict, count(*) FROM answers"
                " WHERE asked_at >= ? AND person IS NOT NULL GROUP BY verdict",
                (since,),
            ).fetchall()
            ((chats,),) = db.execute(
                "SELECT count(DISTINCT chat) FROM answers WHERE asked_at >= ?", (since,)
            ).fetchall()
            ((liked, disliked),) = db.execute(
                "SELECT ifnull(sum(is_liked), 0), ifnull(sum(NOT is_liked), 0) FROM feedback"
            ).fetchall()
        count = {Verdict(verdict): number for verdict, number in asked}
        return Tally(
            chats,
            count.get(Verdict.ANSWERED, 0),
            count.get(Verdict.RELATED, 0),
            count.get(Verdict.SILENT, 0),
            liked,
            disliked,
        )

    def clean(self, answers_before: float, opinions_before: float) -> None:
        """Remove what has been kept for long enough.

        Args:
            answers_before: Answers to what was asked before go, in seconds since the epoch.
            opinions_before: Opinions that were given before go, in seconds since the epoch.

        Raises:
            ChatsError: It cannot be written.

        """
        with self._chats.database() as db:
            db.execute("DELETE FROM answers WHERE asked_at < ?", (answers_before,))
            db.execute("DELETE FROM feedback WHERE given_at < ?", (opinions_before,))

    def _first(self, condition: str, values: tuple[Any, ...]) -> StoredAnswer | None:
        with self._chats.reading() as db:
            row = db.execute(
                f"SELECT {_COLUMNS} FROM answers WHERE {condition} LIMIT 1",  # noqa: S608 - our own words
                values,
            ).fetchone()
        return _stored(row) if row else None


def quotes_at(places: Sequence[Place], article: Article) -> tuple[Quote, ...]:
    """Return the quotes of an article that stand at some places.

    Args:
        places: Places of sentences in the article's text.
        article: The article; `StoredAnswer.fits` says that they are its own.

    """
    headings = dict(_headings(article))
    return tuple(
        Quote(
            article,
            place.sentence,
            place.start,
            place.end,
            headings.get(place.start, ""),
            place.score,
            place.highlights,
        )
        for place in places
    )


def _headings(article: Article) -> Iterator[tuple[int, str]]:
    """Yield where each sentence begins with the heading above it."""
    for passage in article.passages:
        heading = article.words(passage.heading).strip() if passage.heading else ""
        for sentence in passage.sentences:
            yield sentence.start, heading


def _says(known: StoredAnswer, row: Mapping[str, Any]) -> bool:
    """Whether an answer that was kept says the same as another, so that it may stay."""
    return (
        known.understood.casefold() == row["understood"].casefold()
        and known.note == row["note"]
        and known.here == row["here"]
        and known.digest == row["digest"]
        and known.shown == _read(row["shown"])
        and known.model == row["model"]
        and known.language == row["language"]
    )


def _written(quotes: Sequence[Quote]) -> str:
    return json.dumps(
        [
            [quote.sentence, quote.start, quote.end, quote.score, quote.highlights]
            for quote in quotes
        ]
    )


def _read(written: str) -> tuple[Place, ...]:
    return tuple(
        Place(sentence, start, end, score, tuple((left, right) for left, right in highlights))
        for sentence, start, end, score, highlights in json.loads(written)
    )


def _stored(row: Sequence[Any]) -> StoredAnswer:
    number, chat, message, person, asker, question, understood, note, here, article = row[:10]
    known, verdict, shown, rest, model, asked_at, is_continued, language = row[10:]
    return StoredAnswer(
        number,
        chat,
        message,
        person,
        asker,
        question,
        understood,
        note,
        here,
        article,
        known,
        Verdict(verdict),
        _read(shown),
        _read(rest),
        model,
        asked_at,
        bool(is_continued),
        language,
    )
