"""How search engines and this project do as an archive grows: a table, and a plot.

    python tests/benchmarks/archive_scale.py --sizes 1000,10000,100000 --plot archive-scale.png

All get the same passages and questions, one after the other, each in a process of its own: tantivy
alone, SQLite's FTS5, bm25s, rank_bm25 (as far as it can) and the project, question to quotes. It
needs `pip install --group benchmarks`. A million passages take about half an hour and 6 GB; what
is built for them is used again where it was put with `--work`.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from generated import PASSAGES, GeneratedArchive, written  # noqa: E402 - found by the line above

from index.analysis import terms  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BEST = 10
"""Passages asked for."""

ROUNDS = 3
ROUNDS_WITHIN = 20.0
"""Rounds of questions, and seconds after which no other is begun."""

KEPT_FROM = 100_000
"""Passages from which what is built is kept for the next run: what this one adds is next to
nothing beside them."""

RANK_BM25_LIMIT = 100_000
"""Passages from which rank_bm25 takes seconds a question and tens of gigabytes."""


class Contender:
    """Something that is measured. It is built in one process and opened in another.

    Args:
        folder: Where the passages are.
        own: Where it may put its files, which is there.
    """

    def __init__(self, folder: Path, own: Path) -> None:
        self.folder = folder
        self.own = own

    def build(self) -> None:
        """Make the index on disk, or in memory where there is no other way."""
        raise NotImplementedError

    def open(self) -> None:
        """Open what was built."""
        raise NotImplementedError

    def ask(self, question: str) -> Sequence[int]:
        """Do all that a question needs; give numbers of what was found, best first."""
        raise NotImplementedError

    def best(self, question: str, found: Sequence[int]) -> Sequence[int]:
        """Give the numbers of the ten best passages by BM25, where `ask` found something else."""
        return found

    def add(self, word: str) -> None:
        """Add an article of 30 passages with a word, and return when it can be found by it."""
        raise NotImplementedError


class Tantivy(Contender):
    """The engine alone, with ready-made terms."""

    def build(self) -> None:
        from tantivy import Index, SchemaBuilder

        builder = SchemaBuilder()
        builder.add_text_field("terms", tokenizer_name="whitespace", index_option="freq")
        builder.add_unsigned_field("passage", fast=True)
        self._index = Index(builder.build(), str(self.own))
        writer = self._index.writer(128_000_000, 2)
        for number, line in enumerate(lines(self.folder)):
            self._put(writer, number, line)
        writer.commit()
        writer.wait_merging_threads()

    @staticmethod
    def _put(writer: Any, number: int, line: str) -> None:
        from tantivy import Document

        document = Document()
        document.add_text("terms", line)
        document.add_unsigned("passage", number)
        writer.add_document(document)

    def open(self) -> None:
        from tantivy import Index

        self._index = Index.open(str(self.own))
        self._index.config_reader("manual")
        self._searcher = self._index.searcher()
        self._writer: Any = None

    def ask(self, question: str) -> Sequence[int]:
        from tantivy import Occur, Query

        schema = self._index.schema
        wanted = [
            (Occur.Should, Query.term_query(schema, "terms", term, "freq"))
            for term in dict.fromkeys(terms(question))
        ]
        hits = self._searcher.search(Query.boolean_query(wanted), BEST, count=False).hits
        found: Any = self._searcher.fast_field_values("passage", [place for _, place in hits])
        return list(found)

    def add(self, word: str) -> None:
        self._writer = self._writer or self._index.writer(32_000_000, 1)
        for passage in range(PASSAGES):
            self._put(self._writer, 10_000_000 + passage, f"{word} and some terms more")
        self._writer.commit()
        self._index.reload()
        self._searcher = self._index.searcher()
        assert self.ask(word)


class Fts5(Contender):
    """SQLite's full-text search, ordered by BM25."""

    @property
    def _path(self) -> Path:
        return self.own / "fts5.sqlite"

    def build(self) -> None:
        self.open()
        self._db.execute("CREATE VIRTUAL TABLE passages USING fts5 (terms, detail = full)")
        self._db.executemany(
            "INSERT INTO passages (rowid, terms) VALUES (?, ?)", enumerate(lines(self.folder))
        )
        self._db.execute("INSERT INTO passages (passages) VALUES ('optimize')")
        self._db.commit()

    def open(self) -> None:
        self._db = sqlite3.connect(self._path)
        self._db.execute("PRAGMA journal_mode = WAL")

    def ask(self, question: str) -> Sequence[int]:
        wanted = " OR ".join(f'"{term}"' for term in dict.fromkeys(terms(question)))
        # The ranking is 1.8 times faster in a subquery than with the hidden column `rank`.
        rows = self._db.execute(
            "SELECT rowid FROM (SELECT rowid, bm25(passages) AS score FROM passages"
            " WHERE passages MATCH ?) ORDER BY score LIMIT ?",
            [wanted, BEST],
        )
        return [row[0] for row in rows]

    def add(self, word: str) -> None:
        words = f"{word} and some terms more"
        self._db.executemany("INSERT INTO passages (terms) VALUES (?)", [[words]] * PASSAGES)
        self._db.commit()
        assert self.ask(word)


class Bm25s(Contender):
    """bm25s, which cannot be added to; compiled by numba where that is installed."""

    def build(self) -> None:
        import bm25s

        index = bm25s.BM25(method="lucene", backend=self._backend())
        index.index([line.split() for line in lines(self.folder)], show_progress=False)
        index.save(str(self.own))

    @staticmethod
    def _backend() -> str:
        from importlib.util import find_spec

        return "numba" if find_spec("numba") else "numpy"

    def open(self) -> None:
        import bm25s

        self._index = bm25s.BM25.load(str(self.own), mmap=True)
        self._index.backend = self._backend()
        if self._index.backend == "numba":
            self._index.activate_numba_scorer()

    def ask(self, question: str) -> Sequence[int]:
        wanted = [term for term in dict.fromkeys(terms(question)) if term in self._index.vocab_dict]
        found = self._index.retrieve([wanted], k=BEST, show_progress=False, n_threads=1)
        return [int(place) for place in found.documents[0]]


class RankBm25(Contender):
    """rank_bm25, which looks at every passage."""

    def build(self) -> None:
        self.open()

    def open(self) -> None:
        from rank_bm25 import BM25Plus

        self._index = BM25Plus([line.split() for line in lines(self.folder)])

    def ask(self, question: str) -> Sequence[int]:
        scores = self._index.get_scores(list(dict.fromkeys(terms(question))))
        best = np.argpartition(-scores, BEST)[:BEST]
        return [int(place) for place in best[np.argsort(-scores[best], kind="stable")]]


class Project(Contender):
    """This project: from a question to quotes out of all articles."""

    @property
    def _path(self) -> Path:
        return self.own / "archive.sqlite"

    def build(self) -> None:
        from index.adding import add_records
        from index.archive import Archive
        from index.reading.bulk import Reader
        from index.search import ArchiveSearch

        with Archive(self._path, with_bundled=False) as archive:
            records = Reader().records(self.folder / "articles.jsonl")
            counts = add_records(archive, records, given={}, skip=print, progress=lambda _: None)
            assert not counts["skipped"]
            with ArchiveSearch(archive) as search:
                search.catch_up(all_cores=True)

    def open(self) -> None:
        from index.answering import Answerer
        from index.archive import Archive
        from index.archive_answering import ArchiveAnswerer
        from index.search import ArchiveSearch

        self._archive = Archive(self._path)
        self._search = ArchiveSearch(self._archive)
        self._answerer = ArchiveAnswerer(Answerer(), self._archive, self._search)

    def ask(self, question: str) -> Sequence[int]:
        return [quote.sentence for quote in self._answerer.answer(question).ranked]

    def best(self, question: str, found: Sequence[int]) -> Sequence[int]:
        # By BM25 alone: the project's own order also counts how much the article covers.
        hits = self._search.find(terms(question), most=500).hits
        best = sorted(hits, key=lambda hit: (-hit.score, hit.article, hit.passage))[:BEST]
        return [(hit.article - 1) * PASSAGES + hit.passage for hit in best]

    def add(self, word: str) -> None:
        from index.article import Document

        text = "\n\n".join(f"The word {word} and some more." for _ in range(PASSAGES))
        self._archive.add(Document(text, language="en", origin=word))
        self._search.catch_up()
        assert self._search.find([word]).hits


CONTENDERS: dict[str, type[Contender]] = {
    "tantivy": Tantivy,
    "FTS5": Fts5,
    "bm25s": Bm25s,
    "rank_bm25": RankBm25,
    "Pullquote": Project,
}


def lines(folder: Path) -> Iterator[str]:
    """Give the terms of each passage, a line each."""
    with (folder / "passages.txt").open(encoding="ascii") as file:
        for line in file:
            yield line.rstrip("\n")


def prepare(folder: Path, size: int, count: int) -> None:
    """Write the passages, the articles and the questions of a size, and the exact answers."""
    generated = GeneratedArchive(size)
    with (
        (folder / "passages.txt").open("w", encoding="ascii") as passages,
        (folder / "articles.jsonl").open("w", encoding="ascii") as articles,
    ):
        for number, article in enumerate(generated.articles()):
            passages.writelines(" ".join(generated.terms(one)) + "\n" for one in article)
            row = {"id": f"made-up-{number}", "text": written(article), "language": "en"}
            articles.write(json.dumps(row) + "\n")
    questions = generated.questions(count)
    (folder / "questions.json").write_text(json.dumps(questions))
    (folder / "exact.json").write_text(json.dumps(exact(folder, questions)))


def exact(
    folder: Path, questions: Sequence[str], k: float = 1.2, b: float = 0.75
) -> list[list[int]]:
    """Give the best passages by BM25 as Lucene defines it, with all lengths kept exactly."""
    asked = [list(dict.fromkeys(terms(question))) for question in questions]
    wanted = {term for one in asked for term in one}
    postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
    lengths = []
    for number, line in enumerate(lines(folder)):
        found = line.split()
        lengths.append(len(found))
        for term in wanted.intersection(found):
            postings[term].append((number, found.count(term)))
    length = np.array(lengths, dtype=float)
    norm = k * (1 - b + b * length / length.mean())
    columns = {}
    for term, found_in in postings.items():
        places, counts = np.array(found_in).T
        idf = np.log1p((len(length) - len(places) + 0.5) / (len(places) + 0.5))
        columns[term] = places, idf * counts / (counts + norm[places])
    best = []
    for one in asked:
        scores = np.zeros(len(length))
        for term in one:
            if term in columns:
                places, values = columns[term]
                scores[places] += values
        best.append([int(place) for place in np.argsort(-scores, kind="stable")[:BEST]])
    return best


def build(name: str, folder: Path) -> float:
    """Build a contender where there is none; give the seconds that it took, now or then."""
    own = folder / name
    figures = folder / f"{name}.json"
    if not figures.exists():
        shutil.rmtree(own, ignore_errors=True)
        own.mkdir()
        start = time.perf_counter()
        CONTENDERS[name](folder, own).build()
        figures.write_text(json.dumps(time.perf_counter() - start))
    return float(json.loads(figures.read_text()))


def measure(name: str, folder: Path) -> dict[str, float | None]:
    """Measure what a contender does in this process, after another one has built it."""
    questions = json.loads((folder / "questions.json").read_text())
    right = json.loads((folder / "exact.json").read_text())
    contender = CONTENDERS[name](folder, folder / name)
    start = time.perf_counter()
    contender.open()
    contender.ask(questions[-1])
    opened = time.perf_counter() - start
    for question in questions[:10]:
        contender.ask(question)
    answers, passed, computing = asking(contender, questions)
    memory = resident()
    agreed = sum(
        len(set(contender.best(question, found)) & set(best))
        for question, found, best in zip(questions, answers, right, strict=True)
    )
    return {
        "p50 ms": float(np.percentile(passed, 50)) * 1000,
        "p99 ms": float(np.percentile(passed, 99)) * 1000,
        "CPU ms": computing * 1000,
        "first answer ms": opened * 1000,
        "resident MB": memory,
        "agreement": agreed / (BEST * len(questions)),
        "add ms": adding(contender),
    }


def asking(
    contender: Contender, questions: Sequence[str]
) -> tuple[list[Sequence[int]], list[float], float]:
    """Ask all questions, in rounds if that is quick.

    Returns:
        The answers, for each question the seconds of its quickest round, so that other programs on
        the machine count for less, and the seconds of CPU that a question takes on average.
    """
    answers: list[Sequence[int]] = []
    quickest = [float("inf")] * len(questions)
    start_cpu, start, rounds = time.process_time(), time.perf_counter(), 0
    while rounds < ROUNDS and time.perf_counter() - start < ROUNDS_WITHIN:
        rounds += 1
        answers = []
        for number, question in enumerate(questions):
            asked = time.perf_counter()
            answers.append(contender.ask(question))
            quickest[number] = min(quickest[number], time.perf_counter() - asked)
    computing = (time.process_time() - start_cpu) / (rounds * len(questions))
    return answers, quickest, computing


def adding(contender: Contender) -> float | None:
    """Give the median of the milliseconds until an added article can be found."""
    passed = []
    try:
        for _ in range(11):
            word = f"added{time.time_ns()}"
            start = time.perf_counter()
            contender.add(word)
            passed.append(time.perf_counter() - start)
    except NotImplementedError:
        return None
    return float(np.median(passed)) * 1000


def resident() -> float:
    """Give the megabytes of memory that this process holds now."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def on_disk(folder: Path) -> float:
    """Give the megabytes of what is in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def in_another_process(step: str, name: str, folder: Path) -> Any:
    """Run a step of a contender where no other has left anything in memory."""
    command = [
        sys.executable,
        __file__,
        "--step",
        step,
        "--contender",
        name,
        "--folder",
        str(folder),
    ]
    told = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    return json.loads(told.stdout)


def run_size(size: int, count: int, names: Sequence[str], folder: Path) -> dict[str, Any]:
    """Measure all contenders at one size, with what is in a folder already."""
    if not (folder / "exact.json").exists():
        folder.mkdir(parents=True, exist_ok=True)
        prepare(folder, size, count)
    results = {}
    for contender in names:
        if contender == "rank_bm25" and size > RANK_BM25_LIMIT:
            continue
        if size < KEPT_FROM:
            (folder / f"{contender}.json").unlink(missing_ok=True)
        built = in_another_process("build", contender, folder)
        disk = on_disk(folder / contender)
        found = in_another_process("measure", contender, folder)
        results[contender] = {**found, "build s": built, "disk MB": disk}
        click.echo(row(size, contender, results[contender]))
    return results


COLUMNS = {
    "p50 ms": ".2f",
    "p99 ms": ".2f",
    "CPU ms": ".2f",
    "first answer ms": ".0f",
    "add ms": ".1f",
    "resident MB": ".0f",
    "disk MB": ".0f",
    "build s": ".1f",
    "agreement": ".3f",
}


def row(size: int, name: str, result: dict[str, float | None]) -> str:
    """Write a row of the table."""
    found = ((result[key], form) for key, form in COLUMNS.items())
    values = ["–" if value is None else format(value, form) for value, form in found]
    return f"| {size:,} | {name} | {' | '.join(values)} |"


def plot(results: dict[int, dict[str, Any]], path: Path) -> None:
    """Draw the median and the 99th percentile of each contender over the size, log-log."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(8, 4.5), layout="constrained")
    for number, name in enumerate(CONTENDERS):
        there = [size for size in results if name in results[size]]
        for key, style in (("p50 ms", "-"), ("p99 ms", ":")):
            values = [results[size][name][key] for size in there]
            label = name if style == "-" else None
            axes.plot(
                there, values, style, color=f"C{number}", marker="o", markersize=3, label=label
            )
    axes.set(xscale="log", yscale="log", xlabel="passages", ylabel="milliseconds a question")
    axes.set_title(
        "A question to ten passages, for Pullquote to quotes: median, and 99 of 100 (dotted)"
    )
    axes.grid(visible=True, which="major", alpha=0.3)
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1), frameon=False)
    figure.savefig(path, dpi=100)


@click.command()
@click.option("--sizes", default="1000,10000,100000", show_default=True, help="Passages.")
@click.option("--questions", default=300, show_default=True, help="How many are asked.")
@click.option(
    "--only", multiple=True, type=click.Choice(list(CONTENDERS)), help="Leave out others."
)
@click.option("--plot", "picture", type=click.Path(path_type=Path), help="Where to put the PNG.")
@click.option(
    "--json", "figures", type=click.Path(path_type=Path), help="Where to put the figures."
)
@click.option(
    "--work",
    type=click.Path(path_type=Path),
    help="Put all files there, and use again what is there.",
)
@click.option("--step", type=click.Choice(["build", "measure"]), hidden=True)
@click.option("--contender", hidden=True)
@click.option("--folder", type=click.Path(path_type=Path), hidden=True)
def main(  # noqa: PLR0917 - click's way
    sizes: str,
    questions: int,
    only: tuple[str, ...],
    picture: Path | None,
    figures: Path | None,
    work: Path | None,
    step: str | None,
    contender: str,
    folder: Path,
) -> None:
    """Measure search engines and this project at growing sizes of an archive."""
    if step == "build":
        click.echo(json.dumps(build(contender, folder)))
        return
    if step == "measure":
        click.echo(json.dumps(measure(contender, folder)))
        return
    click.echo(f"| passages | | {' | '.join(COLUMNS)} |")
    click.echo(f"|{' --- |' * (len(COLUMNS) + 2)}")
    results = {}
    with tempfile.TemporaryDirectory() as passing:
        for size in map(int, sizes.split(",")):
            folder = (work or Path(passing)) / str(size)
            results[size] = run_size(size, questions, only or list(CONTENDERS), folder)
            if figures:
                figures.write_text(json.dumps(results, indent=1))
    if picture:
        plot(results, picture)


if __name__ == "__main__":
    main()
