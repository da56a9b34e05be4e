"""The archive: all articles of an installation in one SQLite file."""

from __future__ import annotations

import json
import sqlite3
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from threading import RLock
from typing import TYPE_CHECKING, Any, Literal, cast

from index import stored
from index.analysis import fold
from index.archive_errors import (
    NewerArchive,
    NoSuchArticle,
    damaged,
    explained,
    not_an_archive,
)
from index.article import Article, Passage, Sentence, Topic
from index.articles import bundled
from index.database import connected, is_newer
from index.erasing import empty_log, overwrite_deleted
from index.ingestion import digest, ingest
from index.migrations import APPLICATION_ID, STEPS, migrations

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from sqlite_utils.db import Table

    from index.article import Document
    from index.stored import Change, StoredPassage

Outcome = Literal["added", "updated", "unchanged"]

Viewer = int | Literal["everyone"] | None
"""Whose eyes to look with: None sees the installation's articles; a chat, by its number, sees
those and its own; "everyone" sees all that there are."""


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a document.

    Attributes:
        article: The article as it now stands in the archive.
        change: Whether it is new, differs from what was there, or was there already.

    """

    article: Article
    change: Outcome


@dataclass(frozen=True, slots=True)
class Summary:
    """What a list of articles shows of one.

    Attributes:
        id: What the article is called by.
        owner: The chat that added it; None where it is the installation's.
        title: The headline or a label; may be empty.
        source: Who published it.
        url: Where it can be opened, or empty.
        published: ISO 8601 date, or empty.
        language: ISO 639-1 code.
        added_at: When it was first added: ISO 8601, UTC.
        sentences: How many sentences can be quoted from it.

    """

    id: str
    owner: int | None
    title: str
    source: str
    url: str
    published: str
    language: str
    added_at: str
    sentences: int


class Archive:
    """All articles of an installation, in one SQLite file that several programs may share.

    It may be used from several threads. What cannot be done is said with an ArchiveError, and
    then nothing has changed.

    Args:
        path: The file, which is made, with its folders, where it is missing; None: in memory.
        wait: Seconds to wait while another program writes.
        with_bundled: Whether a new archive starts with the articles that come with Pullquote.

    Raises:
        ArchiveError: The file is no archive, is damaged or newer, or cannot be written to.

    """

    def __init__(self, path: Path | None, *, wait: float = 5.0, with_bundled: bool = True) -> None:
        self.path = path
        self._lock = RLock()
        with explained(path):
            self._db = connected(path, wait)
            try:
                self._open(with_bundled=with_bundled)
                # SQLite tells a connection what others have written, not what it wrote itself.
                self._watch = connected(path, wait) if path else None
            except BaseException:
                self._db.close()
                raise

    def _open(self, *, with_bundled: bool) -> None:
        self._db.execute("PRAGMA foreign_keys = ON")
        self._db.execute("PRAGMA synchronous = FULL")
        overwrite_deleted(self._db)
        (application,) = self._db.execute("PRAGMA application_id").fetchone()
        if application != APPLICATION_ID and self._db.table_names():
            raise not_an_archive(self.path)
        if is_newer(self._db, migrations, STEPS):
            raise NewerArchive(
                f"The archive {self.path} was written by a newer version of Pullquote:"
                " upgrade Pullquote to open it."
            )
        self._db.register_function(fold, name="folded", deterministic=True)
        # A backup that was put back has no log beside it. Where that cannot be changed just now,
        # the archive can be read and written to all the same.
        with suppress(sqlite3.OperationalError):
            self._db.enable_wal()
        if migrations.pending(self._db):
            self._migrate(with_bundled=with_bundled)

    def _migrate(self, *, with_bundled: bool) -> None:
        with self._db.atomic():
            # A write comes first, so that two programs that open a new archive take turns.
            self._db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            is_new = not migrations.applied(self._db)
            migrations.apply(self._db)
            if is_new and with_bundled:
                for document in bundled():
                    self.add(document)

    def add(self, document: Document, owner: int | None = None) -> Added:
        """Add an article, or update it where it is there already.

        It is the same article where it has the same origin, or else word for word the same text,
        for the same owner. What a document of the same origin says replaces what was known, and
        what it leaves open stays; the same text from elsewhere only fills in what was open.

        Args:
            document: What a reader found.
            owner: The chat that adds it and alone may see it, by its number, which is never 0;
                None for the installation.

        Raises:
            NotAnArticle: The text has no sentence.
            ArchiveError: The archive is locked, damaged, or cannot be written to.

        """
        return self.add_all([(document, ingest(document))], owner)[0]

    def add_all(
        self, batch: Iterable[tuple[Document, Article]], owner: int | None = None
    ) -> list[Added]:
        """Add or update many articles in one transaction: all of them, or none.

        Args:
            batch: Documents with what `ingest` made of them. An id that is not to come from the
                title is the article's own.
            owner: As for `add`.

        Returns:
            What became of each, in order.

        Raises:
            ArchiveError: The archive is locked, damaged, or cannot be written to.

        """
        with self._reading():
            return [self._add(document, article, owner) for document, article in batch]

    def _add(self, document: Document, article: Article, owner: int | None) -> Added:
        origin = _origin(document, article)
        with self._changing() as revision:
            row = self._same(origin, article.text, owner)
            if row is None:
                article = replace(article, id=self._free_id(article, origin, owner))
                number = self._insert(article, origin, owner)
            else:
                number, known = row["number"], self._read(row)
                article = _merged(known, article, is_same_origin=row["origin"] == origin)
                if article == known:
                    self._table("changes").delete(revision)
                    return Added(known, "unchanged")
                self._table("articles").update(number, _details(article))
            self._write(number, article, document)
            self._record(revision, number)
        return Added(article, "added" if row is None else "updated")

    def holds(self, document: Document, owner: int | None = None) -> bool:
        """Whether adding a document would surely change nothing, told without dividing its text.

        Args:
            document: What a reader found, with an origin; without one the answer is no.
            owner: As for `add`.

        Raises:
            ArchiveError: The archive cannot be read.

        """
        if not document.origin or document.topics:
            return False
        with self._reading():
            rows = self._table("articles").rows_where(
                "origin = ? AND ifnull(owner, 0) = ?", [document.origin, owner or 0]
            )
            row = next(rows, None)
        if row is None or row["digest"] != digest(
            document.text.encode("utf-8", "replace").decode()
        ):
            return False
        said = ("title", "source", "url", "published", "language")
        return all(" ".join(getattr(document, name).split()) in {"", row[name]} for name in said)

    def article(self, article_id: str, *, visible_to: Viewer = None) -> Article:
        """Read one article.

        Args:
            article_id: What the article is called by.
            visible_to: Whose articles to look among.

        Raises:
            NoSuchArticle: There is none of that id to be seen; the nearest is named.

        """
        with self._reading():
            return self._read(self._row(article_id, *_visible(visible_to)))

    def latest(self) -> Article | None:
        """Read the installation's article that was added or changed last; None if it has none."""
        with self._reading():
            rows = self._db.query(
                "SELECT articles.* FROM changes JOIN articles ON number = article"
                " WHERE owner IS NULL ORDER BY revision DESC LIMIT 1"
            )
            return next(map(self._read, rows), None)

    def summaries(
        self,
        *,
        visible_to: Viewer = None,
        search: str = "",
        offset: int = 0,
        limit: int | None = None,
    ) -> list[Summary]:
        """List articles, the newest first.

        Args:
            visible_to: Whose articles to list.
            search: Words, or parts of them, that all stand in id, title or source; case and
                accents do not matter.
            offset: How many to skip.
            limit: How many to list at most; None for all that follow.

        """
        where, values = _found(visible_to, search)
        with self._reading():
            rows = self._table("articles").rows_where(
                where,
                values,
                select=_SUMMARY,
                order_by="number DESC",
                limit=-1 if limit is None else limit,
                offset=offset,
            )
            return [Summary(**row) for row in rows]

    def summaries_owned(self, owner: int) -> list[Summary]:
        """List the articles that a chat has added, the newest first.

        Args:
            owner: The chat.

        """
        with self._reading():
            rows = self._table("articles").rows_where(
                "owner = ?", [owner], select=_SUMMARY, order_by="number DESC"
            )
            return [Summary(**row) for row in rows]

    def count(self, *, visible_to: Viewer = None, search: str = "") -> int:
        """Count the articles that `summaries` lists."""
        with self._reading():
            return int(self._table("articles").count_where(*_found(visible_to, search)))

    def holdings(self, owner: int) -> tuple[int, int]:
        """Tell how many articles a chat has added, and of how many characters in all.

        Args:
            owner: The chat.

        """
        with self._reading():
            ((count, characters),) = self._db.execute(
                "SELECT count(*), ifnull(sum(length(text)), 0)"
                " FROM articles JOIN texts ON texts.article = articles.number WHERE owner = ?",
                [owner],
            ).fetchall()
        return count, characters

    def remove(self, article_id: str, *, owner: Viewer = None) -> Summary:
        """Remove an article with all that belongs to it.

        Args:
            article_id: What the article is called by.
            owner: Whose it must be: a chat's own, the installation's (None), or "everyone" for
                any.

        Returns:
            What was known of it.

        Raises:
            NoSuchArticle: The owner has none of that id.

        """
        with self._changing() as revision:
            row = self._row(article_id, *_owned(owner), select=f"number, {_SUMMARY}")
            number = row.pop("number")
            self._table("articles").delete(number)
            self._record(revision, number)
        return Summary(**row)

    def change_owner(self, old: int, new: int) -> int:
        """Give all that belongs to one chat to another, as when a group becomes a supergroup.

        What the other chat has already, of the same origin, stays as it is there, and the first
        one's is removed.

        Args:
            old: The chat that the articles belong to.
            new: The chat that they are to belong to.

        Returns:
            How many articles were given.

        """
        with self._changing() as unused:
            self._table("changes").delete(unused)
            ids = [
                row["id"]
                for row in self._table("articles").rows_where("owner = ?", [old], select="id")
            ]
            return sum(self._give(article_id, old, new) for article_id in ids)

    def publish(self, article_id: str, owner: int) -> bool:
        """Give an article of a chat to the installation, so that everyone sees it.

        Where the installation has one of the same origin, that one stays, and the chat's is
        removed.

        Args:
            article_id: What the article is called by.
            owner: The chat that it belongs to.

        Returns:
            Whether the installation had none of the same origin.

        Raises:
            NoSuchArticle: The chat has none of that id.

        """
        return self._give(article_id, owner, None)

    def _give(self, article_id: str, old: int, new: int | None) -> bool:
        with self._changing() as revision:
            row = self._row(article_id, *_owned(old), select="number, origin")
            articles = self._table("articles")
            has_it = articles.count_where("origin = ? AND owner IS ?", [row["origin"], new])
            if has_it:
                articles.delete(row["number"])
            else:
                articles.update(row["number"], {"owner": new})
            self._record(revision, row["number"])
        return not has_it

    @property
    def identity(self) -> str:
        """What tells this archive from every other one, for whatever is derived from it."""
        with self._reading():
            return str(self._db.execute("SELECT id FROM identity").fetchone()[0])

    def numbers(
        self, article_ids: Collection[str], *, visible_to: Viewer = "everyone"
    ) -> dict[str, int]:
        """Look up the numbers of articles.

        Args:
            article_ids: What the articles are called by; those that are not there are left out.
            visible_to: Whose articles to look among.

        """
        where, values = _visible(visible_to)
        with self._reading():
            rows = self._table("articles").rows_where(
                f"{where} AND id IN (SELECT value FROM json_each(?))",  # noqa: S608 - no input
                [*values, json.dumps(list(article_ids))],
                select="id, number",
            )
            return {row["id"]: row["number"] for row in rows}

    def ids(self, numbers: Collection[int]) -> dict[int, str]:
        """Look up what articles are called by.

        Args:
            numbers: The articles' numbers; those that are not there are left out of the result.

        """
        with self._reading():
            rows = self._table("articles").rows_where(
                "number IN (SELECT value FROM json_each(?))",
                [json.dumps(list(numbers))],
                select="number, id",
            )
            return {row["number"]: row["id"] for row in rows}

    def articles_numbered(self, numbers: Collection[int]) -> dict[int, Article]:
        """Read articles by their numbers.

        Args:
            numbers: Those that are not there, or no longer, are left out of the result.

        """
        with self._reading():
            rows = self._table("articles").rows_where(
                "number IN (SELECT value FROM json_each(?))", [json.dumps(list(numbers))]
            )
            return {row["number"]: self._read(row) for row in rows}

    def passages(self, places: Collection[tuple[int, int]]) -> dict[tuple[int, int], StoredPassage]:
        """Read single passages of many articles.

        Args:
            places: Numbers of article and passage; those that are not there, or no longer, are
                left out of the result.

        Returns:
            The passages by their places, in the order of `places`.

        """
        with self._reading():
            return stored.passages(self._db, places)

    def changes_since(
        self, revision: int, *, most: int = 500, characters: int = 4_000_000
    ) -> list[Change]:
        """Read the next changes after a revision, all as of one moment.

        Args:
            revision: The last revision that is known; 0 to read from the beginning.
            most: How many changes to read at most.
            characters: After how many characters of text to stop reading; at least one change is
                read where there is one.

        Returns:
            The last change of each article, in the order of their revisions.

        """
        with self._reading():
            return stored.changes_since(self._db, revision, most, characters)

    def numbers_changed_since(self, revision: int) -> set[int]:
        """Give the numbers of the articles that have changed after a revision, removed or not."""
        with self._reading():
            rows = self._table("changes").rows_where("revision > ?", [revision], select="article")
            return {row["article"] for row in rows}

    def count_changes_since(self, revision: int) -> int:
        """Count the articles that have changed after a revision, removed ones among them."""
        with self._reading():
            return int(self._table("changes").count_where("revision > ?", [revision]))

    def searchable(self, start: int, stop: int) -> dict[int, tuple[int, int]]:
        """Tell what a search index must hold of the articles in a range of numbers.

        Args:
            start: The lowest number.
            stop: One past the highest number.

        Returns:
            For each article's number the number of its passages, and its fingerprint.

        """
        with self._reading():
            return stored.searchable(self._db, start, stop)

    @property
    def highest_number(self) -> int:
        """The number of the article that was added last; 0 in an empty archive."""
        with self._reading():
            return int(
                self._db.execute("SELECT ifnull(max(number), 0) FROM articles").fetchone()[0]
            )

    @property
    def revision(self) -> int:
        """The number of the last change; every change of an article has a higher one."""
        with self._reading():
            rows = self._db.execute("SELECT ifnull(max(revision), 0) FROM changes")
            return int(rows.fetchone()[0])

    @property
    def version(self) -> int:
        """A number that changes with the archive, told at once whatever else is read or written."""
        if self._watch is None:
            return self.revision
        with explained(self.path):
            return int(self._watch.execute("PRAGMA data_version").fetchone()[0])

    def erase(self) -> None:
        """Leave nothing on disk of what was removed, unless another program reads just now.

        Raises:
            ArchiveError: The file cannot be used.

        """
        with self._lock, explained(self.path):
            empty_log(self._db)

    def close(self) -> None:
        """Close the file; the archive cannot be used any more."""
        with self._lock:
            if self._watch:
                self._watch.close()
            self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """All that is read within is of one moment, whatever other programs write."""
        with self._lock, explained(self.path), self._db.atomic():
            yield

    @contextmanager
    def _changing(self) -> Iterator[int]:
        """All that is written within is written, or none of it. Gives the change's revision."""
        with self._reading():
            # A plain INSERT is the very first thing done, and so waits for its turn to write. The
            # library's own insert() looks at the table before; SQLite refuses, without waiting,
            # to let a transaction write that has read what another has changed since.
            cursor = self._db.execute("INSERT INTO changes (article) VALUES (NULL)")
            yield cast("int", cursor.lastrowid)

    def _record(self, revision: int, number: int) -> None:
        """Make a revision the article's last one."""
        changes = self._table("changes")
        changes.delete_where("article = ?", [number])
        changes.update(revision, {"article": number})

    def _table(self, name: str) -> Table:
        return self._db.table(name)

    def _row(
        self, article_id: str, where: str, values: list[Any], *, select: str = "*"
    ) -> dict[str, Any]:
        """Find the row of an article among those that a condition allows."""
        articles = self._table("articles")
        found = articles.rows_where(f"id = ? AND {where}", [article_id, *values], select=select)
        row = next(found, None)
        if row is None:
            ids = [row["id"] for row in articles.rows_where(where, values, select="id")]
            raise NoSuchArticle(_no_such_article(article_id, ids))
        return row

    def _same(self, origin: str, text: str, owner: int | None) -> dict[str, Any] | None:
        """Find the row of the article that is the same one."""
        articles = self._table("articles")
        by_origin = articles.rows_where("origin = ? AND ifnull(owner, 0) = ?", [origin, owner or 0])
        by_text = articles.rows_where("digest = ? AND owner IS ?", [digest(text), owner])
        return next(by_origin, None) or next(by_text, None)

    def _free_id(self, article: Article, origin: str, owner: int | None) -> str:
        """Give the article's id, with some digits more where another article has it.

        A chat's article always has them: by their absence, or not, nobody learns what other chats
        have.
        """
        digits = digest(f"{owner} {origin} {article.text}").hex()
        candidates = [f"{article.id}-{digits[:n]}" for n in (6, 12, len(digits))]
        if owner is None:
            candidates.insert(0, article.id)
        taken = self._table("articles").count_where
        return next(candidate for candidate in candidates if not taken("id = ?", [candidate]))

    def _insert(self, article: Article, origin: str, owner: int | None) -> int:
        row = {
            **_details(article),
            "owner": owner,
            "origin": origin,
            "added_at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        return cast("int", self._table("articles").insert(row).last_pk)

    def _write(self, number: int, article: Article, document: Document) -> None:
        """Write what an article consists of in place of what it consisted of."""
        headings = None if document.headings is None else json.dumps(document.headings)
        self._table("texts").upsert(
            {"article": number, "text": article.text, "headings": headings}, pk="article"
        )
        self._write_topics(number, article.topics)
        for table in ("passages", "sentences"):
            self._table(table).delete_where("article = ?", [number])
        self._table("passages").insert_all(_passage_rows(number, article))
        self._table("sentences").insert_all(_sentence_rows(number, article))

    def _write_topics(self, number: int, topics: tuple[Topic, ...]) -> None:
        rows = [
            {"article": number, "name": topic.name, "question": topic.question} for topic in topics
        ]
        self._table("topics").upsert_all(rows, pk=("article", "name"))

    def _read(self, row: dict[str, Any]) -> Article:
        """Read the article of a row of `articles`, and see that it is whole."""
        try:
            article = self._assembled(row)
        except (KeyError, TypeError, ValueError) as error:
            raise damaged(self.path) from error
        if digest(article.text) != row["digest"]:
            raise damaged(self.path)
        return article

    def _assembled(self, row: dict[str, Any]) -> Article:
        number = row["number"]
        ((text,),) = self._db.execute("SELECT text FROM texts WHERE article = ?", [number])
        topics = self._db.execute(
            "SELECT name, question FROM topics WHERE article = ? ORDER BY name", [number]
        )
        return Article(
            id=row["id"],
            text=text,
            title=row["title"],
            source=row["source"],
            url=row["url"],
            published=row["published"],
            language=row["language"],
            passages=self._passages(number),
            topics=tuple(Topic(*topic) for topic in topics),
        )

    def _passages(self, number: int) -> tuple[Passage, ...]:
        sentences: dict[int, list[Sentence]] = {}
        for passage, start, end in self._db.execute(
            'SELECT passage, start, "end" FROM sentences WHERE article = ?'
            " ORDER BY passage, number",
            [number],
        ):
            sentences.setdefault(passage, []).append(Sentence(start, end))
        return tuple(
            Passage(
                start,
                end,
                tuple(sentences[passage]),
                None if heading_start is None else (heading_start, heading_end),
            )
            for passage, start, end, heading_start, heading_end in self._db.execute(
                'SELECT number, start, "end", heading_start, heading_end FROM passages'
                " WHERE article = ? ORDER BY number",
                [number],
            )
        )


_SUMMARY = (
    "id, owner, title, source, url, published, language, added_at,"
    " (SELECT count(*) FROM sentences WHERE article = articles.number) AS sentences"
)


def _details(article: Article) -> dict[str, Any]:
    """Give the columns of `articles` that change when an article does."""
    return {
        "id": article.id,
        "title": article.title,
        "source": article.source,
        "url": article.url,
        "published": article.published,
        "language": article.language,
        "digest": digest(article.text),
    }


def _passage_rows(number: int, article: Article) -> Iterator[list[Any]]:
    """Give the names of the columns, then a row for each passage."""
    yield ["article", "number", "start", "end", "heading_start", "heading_end"]
    for place, passage in enumerate(article.passages):
        yield [number, place, passage.start, passage.end, *(passage.heading or (None, None))]


def _sentence_rows(number: int, article: Article) -> Iterator[list[Any]]:
    """Give the names of the columns, then a row for each sentence of the article in order."""
    yield ["article", "passage", "number", "start", "end"]
    count = 0
    for place, passage in enumerate(article.passages):
        for sentence in passage.sentences:
            yield [number, place, count, sentence.start, sentence.end]
            count += 1


def _origin(document: Document, article: Article) -> str:
    """Name what makes it the same article again: its origin, its title and source, or its text."""
    origin = document.origin or f"{article.title}\n{article.source}".strip() or article.id
    # A file's name may hold bytes that are no text.
    return origin.encode("utf-8", "backslashreplace").decode()


def _merged(known: Article, found: Article, *, is_same_origin: bool) -> Article:
    """One article of what is known and what was found of it now."""
    first, second = (found, known) if is_same_origin else (known, found)
    topics = {topic.name: topic for topic in (*second.topics, *first.topics)}
    return replace(
        first,
        id=known.id,
        title=first.title or second.title,
        source=first.source or second.source,
        url=first.url or second.url,
        published=first.published or second.published,
        topics=tuple(topics[name] for name in sorted(topics)),
    )


def _visible(viewer: Viewer) -> tuple[str, list[Any]]:
    """Give an SQL condition for the articles that a viewer sees."""
    if viewer is None or viewer == "everyone":
        return _owned(viewer)
    return "(owner IS NULL OR owner = ?)", [viewer]


def _owned(owner: Viewer) -> tuple[str, list[Any]]:
    """Give an SQL condition for the articles that belong to an owner."""
    return ("1", []) if owner == "everyone" else ("owner IS ?", [owner])


def _found(viewer: Viewer, search: str) -> tuple[str, list[Any]]:
    """Give an SQL condition for the articles that a viewer sees and that have all words."""
    where, values = _visible(viewer)
    words = [fold(word) for word in search.split()]
    has_word = " AND instr(folded(id || ' ' || title || ' ' || source), ?)"
    return where + has_word * len(words), [*values, *words]


def _no_such_article(article_id: str, ids: list[str]) -> str:
    from rapidfuzz.process import extractOne  # noqa: PLC0415

    near = extractOne(article_id, ids, score_cutoff=60)
    hint = f"; did you mean “{near[0]}”?" if near else "."
    return f"There is no article “{article_id}”{hint}"
