from __future__ import annotations

from importlib.resources import files

from index.articles import bundled
from index.ingestion import ingest


def test_the_bundled_article_is_there_byte_for_byte() -> None:
    (document,) = bundled()
    raw = (files("index.articles") / "idlib-truce.txt").read_bytes()
    assert document.text.encode() == raw
    assert len(raw) == 2619


def test_the_bundled_article_has_its_source_topics_and_id() -> None:
    article = ingest(bundled()[0])
    assert article.id == "idlib-truce"
    assert article.source == "TRT World and agencies"
    assert article.language == "en"
    assert {topic.name for topic in article.topics} == {"truce", "casualties"}
