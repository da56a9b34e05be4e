from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from archive_scale import CONTENDERS, build, prepare
from generated import GeneratedArchive, written

from index.analysis import terms

QUESTIONS = 20


def test_a_generated_archive_is_the_same_again_and_another_with_another_seed() -> None:
    first, again, other = (GeneratedArchive(60, seed) for seed in (1, 1, 2))
    assert list(first.articles()) == list(again.articles())
    assert first.questions(5) == again.questions(5)
    assert list(first.articles()) != list(other.articles())
    lengths = [len(passage) for article in first.articles() for passage in article]
    assert len(lengths) == 60
    assert sum(lengths) / len(lengths) == pytest.approx(60, abs=3)
    assert all(3 <= len(set(terms(question))) <= 8 for question in first.questions(50))


def test_the_terms_of_a_passage_are_those_of_its_text() -> None:
    generated = GeneratedArchive(30)
    (article,) = generated.articles()
    paragraphs = written(article).split("\n\n")
    assert [terms(paragraph) for paragraph in paragraphs] == [generated.terms(p) for p in article]


@pytest.mark.parametrize("name", ["tantivy", "FTS5", "Pullquote"])
def test_the_best_passages_are_those_of_exact_bm25(tmp_path: Path, name: str) -> None:
    prepare(tmp_path, 900, QUESTIONS)
    build(name, tmp_path)
    contender = CONTENDERS[name](tmp_path, tmp_path / name)
    contender.open()
    right = json.loads((tmp_path / "exact.json").read_text())
    agreed = sum(
        len(set(contender.best(question, contender.ask(question))) & set(best))
        for question, best in zip(
            json.loads((tmp_path / "questions.json").read_text()), right, strict=True
        )
    )
    assert agreed / (10 * QUESTIONS) >= 0.97
    contender.add("added1")
