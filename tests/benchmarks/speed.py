"""How fast Pullquote asks and indexes, beside yardsticks of the same run.

    python tests/benchmarks/speed.py

Timings on a shared machine are noisy, so that each figure is a median and stands beside a
yardstick: the start of the process beside that of one which only imports numpy, and a question
beside the same words put to a plain rank_bm25 over the same sentences.
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from rank_bm25 import BM25Plus

from index.analysis import terms
from index.answering import Answerer
from index.article import Article
from index.articles import bundled
from index.indexed import IndexedArticle
from index.segmentation import segment

if TYPE_CHECKING:
    from collections.abc import Callable

QUESTIONS = (
    "How many civilians were killed?",
    "When was the truce announced?",
    "who is the chief of HTS",
    "What did Jolani say about the zone?",
    "casualty figures",
    "Where did the air strikes stop?",
    "how many peple were displaced",
    "Which countries agreed the de-escalation zone?",
)
SEED = 20


def median_ms(work: Callable[[], object], repeats: int) -> float:
    """The median of the milliseconds that some work takes, after one run that does not count."""
    work()
    passed = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        passed.append((time.perf_counter() - start) * 1000)
    return statistics.median(passed)


def made_up(sentences: int) -> str:
    """A text of some sentences in the words of the bundled article, the same on every run."""
    chance = random.Random(SEED)
    words = bundled()[0].text.replace("\n", " ").split()
    paragraphs = []
    for start in range(0, sentences, 3):
        said = [
            " ".join(chance.choices(words, k=chance.randint(12, 30))).strip(".,").capitalize() + "."
            for _ in range(min(3, sentences - start))
        ]
        paragraphs.append(" ".join(said))
    return "\n\n".join(paragraphs)


def article_of(text: str) -> Article:
    """An article with a text and nothing else known of it."""
    return Article("benchmark", text, passages=segment(text))


def asking(article: Article) -> tuple[float, float]:
    """Milliseconds a question takes, and milliseconds plain rank_bm25 takes for its words."""
    answerer = Answerer()
    answerer.prepare(article)
    whole = median_ms(
        lambda: [answerer.answer(question, article) for question in QUESTIONS], repeats=30
    )
    corpus = [terms(article.text[one.start : one.end]) for one in article.sentences]
    plain = BM25Plus(corpus)
    yardstick = median_ms(
        lambda: [plain.get_scores(terms(question)) for question in QUESTIONS], repeats=30
    )
    return whole / len(QUESTIONS), yardstick / len(QUESTIONS)


def indexing(text: str) -> tuple[float, float]:
    """Milliseconds to divide and analyse a text, and its characters in a millionth part."""

    def index() -> None:
        IndexedArticle(article_of(text)).prepare()

    return median_ms(index, repeats=20), len(text.encode()) / 1e6


def starting() -> tuple[float, float]:
    """Milliseconds of the process `pullquote ask`, and of one that imports numpy."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "PULLQUOTE_ARCHIVE": str(Path(folder) / "archive.sqlite")}
        ask = [sys.executable, "-m", "bot", "ask", QUESTIONS[0]]

        def run(command: list[str]) -> None:
            subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)

        return (
            median_ms(lambda: run(ask), repeats=9),
            median_ms(lambda: run([sys.executable, "-c", "import numpy"]), repeats=9),
        )


def main() -> None:
    """Print the figures."""
    process, numpy = starting()
    print(f"{'':<38}{'median':>10}{'yardstick':>12}{'ratio':>8}")
    print(
        f"{'the process `pullquote ask`':<38}{process:>7.0f} ms{numpy:>9.0f} ms"
        f"{process / numpy:>8.1f}   import numpy"
    )
    bundle = article_of(bundled()[0].text)
    for label, article in (
        ("a question, bundled article", bundle),
        ("a question, 25 sentences", article_of(made_up(25))),
        ("a question, 300 sentences", article_of(made_up(300))),
    ):
        whole, yardstick = asking(article)
        print(
            f"{label:<38}{whole:>7.2f} ms{yardstick:>9.3f} ms{whole / yardstick:>8.1f}"
            "   rank_bm25 alone"
        )
    for sentences in (25, 300):
        passed, megabytes = indexing(made_up(sentences))
        print(
            f"{f'indexing {sentences} sentences':<38}{passed:>7.2f} ms"
            f"{megabytes / passed * 1000:>9.2f} MB/s"
        )


if __name__ == "__main__":
    main()
