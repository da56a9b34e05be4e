"""Passages of many articles as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from index.archive import Archive
from index.article import Document
from index.gathering import gather

if TYPE_CHECKING:
    from collections.abc import Iterator

STORM = "A storm hit the coast. Two people died.\n\nThe damage\n\nRoofs fell. Roads were cut."
FLOOD = "A flood came in June. It rose for days.\n\nNobody was hurt, the mayor said."


@pytest.fixture
def archive() -> Iterator[Archive]:
    with Archive(None, with_bundled=False) as made:
        made.add(Document(STORM, title="Storm", language="en"))
        made.add(Document(FLOOD, title="Flood", language="en"))
        yield made


def test_every_gathered_sentence_is_its_origin_word_for_word(archive: Archive) -> None:
    passages = archive.passages([(2, 1), (1, 1), (1, 0)])
    gathered = gather(passages, "en")
    articles = archive.articles_numbered({1, 2})
    found = []
    for sentence, origin in zip(gathered.article.sentences, gathered.origins, strict=True):
        article = articles[origin.passage.number]
        words = gathered.article.text[sentence.start : sentence.end]
        assert words == article.text[slice(*origin.span)]
        source = article.sentences[origin.sentence]
        assert (source.start, source.end) == origin.span
        found.append(words)
    assert found == [
        "A storm hit the coast.",
        "Two people died.",
        "Roofs fell.",
        "Roads were cut.",
        "Nobody was hurt, the mayor said.",
    ]


def test_a_heading_stands_over_its_passages_only(archive: Archive) -> None:
    gathered = gather(archive.passages([(2, 0), (1, 1), (1, 0)]), "en")
    headings = [
        gathered.article.words(passage.heading) if passage.heading else None
        for passage in gathered.article.passages
    ]
    assert headings == [None, "The damage", None]


def test_places_are_taken_back_to_the_article_that_they_come_from(archive: Archive) -> None:
    gathered = gather(archive.passages([(2, 1), (1, 0)]), "en")
    number = next(
        place
        for place, one in enumerate(gathered.article.sentences)
        if "mayor" in gathered.article.text[one.start : one.end]
    )
    start = gathered.article.text.index("mayor")
    ((left, right),) = gathered.moved(number, [(start, start + 5)])
    assert FLOOD[left:right] == "mayor"
