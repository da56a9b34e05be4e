from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from index.adding import add_records
from index.archive import Archive
from index.archive_errors import DiskFull
from index.reading.bulk import Reader, Record, Skipped

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(tmp_path / "archive.sqlite", with_bundled=False) as archive:
        yield archive


def write(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def row(number: int, **fields: object) -> dict[str, object]:
    text = f"Rain fell on day {number}.\n\nMore rain followed it."
    return {"id": f"day-{number}", "text": text, "language": "en"} | fields


def add(
    archive: Archive, path: Path, cores: int = 1, **given: str
) -> tuple[dict[str, int], list[str]]:
    """What came of adding a collection, and what was said of the records that were skipped."""
    skipped: list[str] = []

    def skip(one: Skipped) -> None:
        skipped.append(f"{one.place.removeprefix(str(path))} {one.reason}")

    counts = add_records(
        archive,
        Reader().records(path),
        given=given,
        skip=skip,
        progress=lambda _: None,
        cores=cores,
    )
    return {name: count for name, count in counts.items() if count}, skipped


def test_articles_are_added_in_order_and_called_by_their_ids(
    archive: Archive, tmp_path: Path
) -> None:
    path = write(tmp_path / "a.jsonl", row(3), row(1), row(2, id="Day 2", title="The second day"))
    assert add(archive, path) == ({"added": 3}, [])
    assert [one.id for one in archive.summaries()] == ["the-second-day", "day-1", "day-3"]
    assert archive.article("day-1").text.startswith("Rain fell on day 1.")


@pytest.mark.parametrize("cores", [1, 2])
def test_what_is_there_already_is_unchanged_and_what_differs_is_updated(
    archive: Archive, tmp_path: Path, cores: int
) -> None:
    path = write(tmp_path / "a.jsonl", *(row(number) for number in range(200)))
    assert add(archive, path, cores) == ({"added": 200}, [])
    revision = archive.revision
    assert add(archive, path, cores) == ({"unchanged": 200}, [])
    assert archive.revision == revision
    write(path, *(row(number) for number in range(199)), row(199, title="The last day"), row(200))
    assert add(archive, path, cores) == ({"unchanged": 199, "updated": 1, "added": 1}, [])
    assert archive.article("day-199").title == "The last day"
    assert archive.count() == 201


def test_it_is_the_same_on_one_core_and_on_several(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", *(row(number) for number in range(150)), {"id": "bad"})
    archives = []
    for cores in (1, 3):
        with Archive(tmp_path / f"{cores}.sqlite", with_bundled=False) as archive:
            assert add(archive, path, cores)[0] == {"added": 150, "skipped": 1}
            archives.append([archive.article(one.id) for one in archive.summaries()])
    assert archives[0] == archives[1]


def test_a_bad_record_is_told_with_its_line_and_stops_nothing(
    archive: Archive, tmp_path: Path
) -> None:
    path = write(tmp_path / "a.jsonl", row(1), {"id": "x"}, row(2), {"id": "y", "text": "***"})
    with path.open("ab") as file:
        file.write(b'{"id": "z", "text": "Rai')
    counts, skipped = add(archive, path)
    assert counts == {"added": 2, "skipped": 3}
    assert skipped == [
        ':2 It has no "text".',
        ":4 There is no sentence to quote in this text.",
        ":5 It is cut off.",
    ]


def test_an_id_that_comes_twice_is_told_and_the_first_is_kept(
    archive: Archive, tmp_path: Path
) -> None:
    path = write(tmp_path / "a.jsonl", row(1), row(1, text="Another text."), row(2))
    counts, skipped = add(archive, path)
    assert counts == {"added": 2, "skipped": 1}
    assert skipped == [f":2 An article with the same id or link came before, at {path}:1."]
    assert archive.article("day-1").text.startswith("Rain fell")


def test_the_same_words_twice_are_one_article(archive: Archive, tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", {"text": "Rain fell."}, {"text": "Rain fell."})
    assert add(archive, path) == ({"added": 1, "unchanged": 1}, [])
    assert archive.count() == 1


def test_articles_of_two_files_with_the_same_ids_are_different_ones(
    archive: Archive, tmp_path: Path
) -> None:
    for name in ("a", "b"):
        path = write(tmp_path / f"{name}.jsonl", row(1, text=f"Rain fell in {name}."))
        assert add(archive, path) == ({"added": 1}, [])
    assert archive.count() == 2
    assert {one.id.rpartition("-")[0] for one in archive.summaries()} == {"day", "day-1"}


def test_what_is_known_of_all_is_said_of_those_that_do_not_say_it(
    archive: Archive, tmp_path: Path
) -> None:
    path = write(tmp_path / "a.jsonl", row(1), row(2, source="Radio"))
    add(archive, path, source="The Paper", published="2026-11-20")
    assert archive.article("day-1").source == "The Paper"
    assert archive.article("day-2").source == "Radio"
    assert archive.article("day-2").published == "2026-11-20"
    assert add(archive, path, source="The Paper") == ({"unchanged": 2}, [])


def test_an_article_of_5_megabytes_is_added(archive: Archive, tmp_path: Path) -> None:
    paragraph = "Rain fell on the hills and the river rose by the hour. " * 20
    large = "\n\n".join(f"{number}. {paragraph}" for number in range(4500))
    path = write(tmp_path / "a.jsonl", row(1, text=large))
    assert add(archive, path) == ({"added": 1}, [])
    assert len(archive.article("day-1").text) == len(large) > 4_900_000


def test_interrupted_it_goes_on_where_it_stopped(archive: Archive, tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", *(row(number) for number in range(300)))

    def stop(counts: Counter[str]) -> None:
        if counts["added"] >= 128:
            raise KeyboardInterrupt

    records = Reader().records(path)
    with pytest.raises(KeyboardInterrupt):
        add_records(archive, records, given={}, skip=lambda _: None, progress=stop, cores=1)
    assert archive.count() == 128
    assert add(archive, path) == ({"unchanged": 128, "added": 172}, [])


def test_a_batch_is_written_whole_or_not_at_all(archive: Archive, tmp_path: Path) -> None:
    words = "Rain fell on the hills. " * 100
    rows = [row(number, text=f"{number}. {words}") for number in range(100)]
    path = write(tmp_path / "a.jsonl", *rows)
    (pages,) = archive._db.execute("PRAGMA page_count").fetchone()
    archive._db.execute(f"PRAGMA max_page_count = {pages + 80}")
    with pytest.raises(DiskFull):
        add(archive, path)
    assert archive.count() in {0, 64}
    archive._db.execute("PRAGMA max_page_count = 1000000")
    counts, _ = add(archive, path)
    assert counts["added"] + counts.get("unchanged", 0) == 100
    assert archive.count() == 100


def test_a_parser_that_fails_costs_one_article(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(record: Record) -> object:
        if b"day 1." in record.data:
            raise RecursionError
        return read_record(record)

    from index.reading.bulk import read_record

    monkeypatch.setattr("index.adding.read_record", fails)
    path = write(tmp_path / "a.jsonl", row(1), row(2))
    counts, skipped = add(archive, path)
    assert counts == {"added": 1, "skipped": 1}
    assert skipped == [":1 It could not be read (RecursionError)."]
