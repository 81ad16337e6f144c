"""Page work on several processes: the same archive as with one, whatever is killed meanwhile."""

import itertools
import os
import re
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from crawler import ordered_work
from crawler.ordered_work import in_order
from crawler.worker import WorkLimitError
from pipelines.archive import Archive
from pipelines.archive.checks import integrity
from pipelines.imports import importer
from pipelines.imports.file_source import FileSource
from pipelines.imports.import_report import ImportReport
from pipelines.imports.importer import Importer
from pipelines.imports.units import ImportOptions
from pipelines.reclean import reclean
from tests.helpers.processes import start
from tests.helpers.tables import tables
from tests.imports.test_feed_stream import backup, entry
from tests.imports.test_importer import page, write
from tests.pipelines.test_reclean import BODIES, OLD_RULES, crawled

PAGES = 500
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def words(number: int) -> str:
    """Words in several scripts, now and then more than one process cleans by itself."""
    text = ("A ponte abriu hoje.", "昨日在北京舉行了會議。", "The council met on Monday.")[number % 3]
    return f"{text} {number}" * (6000 if number == 7 else 1)


def folder(path: Path, pages: int) -> Path:
    """Pages, a backup of two hundred of their posts, what cannot be read, and what is none of ours."""
    for number in range(pages):
        write(path / f"{number:05}.html", page(number, words(number)))
    write(path / "backup.xml", backup(*(entry(1000000 + number) for number in range(0, pages, 6))))
    write(path / "broken.zip", b"PK\x03\x04broken")
    write(path / "photo.png", b"\x89PNG\r\n\x1a\n" + bytes(20))
    return path


def run(archive: Path, source: Path, jobs: int) -> ImportReport:
    with Archive(archive, clock=lambda: NOW) as opened:
        return list(Importer(opened, ImportOptions(), jobs=jobs).run(FileSource(source)))[-1]


def test_one_job_is_done_here_one_piece_at_a_time() -> None:
    begun: list[int] = []
    pieces = ((number, lambda number=number: begun.append(number)) for number in range(3))
    for number, _ in in_order(pieces, jobs=1):
        assert begun == list(range(number + 1))


@pytest.mark.slow
def test_results_come_in_order_and_few_pieces_are_taken_ahead() -> None:
    taken: list[int] = []

    def length(number: int) -> int:
        return 400_000 if number % 3 == 0 else number

    def pieces() -> Iterator[tuple[int, Callable[[], int]]]:
        for number in range(60):
            taken.append(number)
            yield number, partial(sum, range(length(number)))

    for number, found in in_order(pieces(), jobs=3):
        assert found == sum(range(length(number)))
        assert len(taken) <= number + 8
    assert len(taken) == 60


@pytest.mark.slow
def test_a_piece_past_its_deadline_gives_an_error_in_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ordered_work, "SECONDS", 2.0)
    pieces: list[tuple[str, Callable[[], object]]] = [
        ("first", partial(sum, range(9))),
        ("late", partial(re.match, "(a*)*b", "a" * 60)),
        ("last", partial(sum, range(9))),
    ]
    found = dict(in_order(pieces, jobs=2))
    assert list(found) == ["first", "late", "last"]
    assert (found["first"], found["last"]) == (36, 36)
    assert isinstance(found["late"], WorkLimitError)


@pytest.mark.slow
def test_an_import_makes_the_same_archive_with_any_number_of_jobs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        importer, "MAX_SECONDS", 1e9
    )  # batches by the clock give posts of one second other ids
    source = folder(tmp_path / "pages", 200)
    reports = [run(tmp_path / f"{jobs}.db", source, jobs) for jobs in (1, 3)]
    assert reports[0] == reports[1]
    assert len(reports[0].unreadable) == 1
    made = [tables(tmp_path / f"{jobs}.db") for jobs in (1, 3)]
    assert len(made[0]["posts"]) == 200
    assert made[0] == made[1]


@pytest.mark.slow
def test_cleaning_anew_makes_the_same_archive_with_any_number_of_jobs(tmp_path: Path) -> None:
    bodies, rules = itertools.cycle(BODIES.values()), itertools.cycle(OLD_RULES.values())
    posts = [crawled(number, body) for number, body in zip(range(250), bodies, strict=False)]
    old = [made(post) for post, made in zip(posts, rules, strict=False)]
    reports = []
    for jobs in (1, 2):
        with Archive(tmp_path / f"{jobs}.db", clock=lambda: NOW) as archive:
            archive.save_posts(old)
            with archive.writing() as context:
                context.connection.execute("UPDATE posts SET rules = NULL")
                context.connection.execute("UPDATE posts SET text = 'altered' WHERE post_id = '50'")
            reports.append(reclean(archive, jobs=jobs))
            stored = {post.post_id: post for post in archive.posts()}
            assert all(stored[post.post_id] == post for post in posts if post.post_id != "50")
    assert reports[0] == reports[1]
    assert (reports[0].posts, reports[0].changed, reports[0].skipped) == (250, 249, 1)
    assert tables(tmp_path / "1.db") == tables(tmp_path / "2.db")


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return folder(tmp_path_factory.mktemp("many") / "pages", PAGES)


def begun(source: Path, archive: Path) -> "subprocess.Popen[str]":
    """Start an import and wait until it has stored something."""
    process = start("import", source, "--jobs", 2, archive=archive)
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        time.sleep(0.05)
        if archive.is_file() and stored(archive):
            return process
        assert process.poll() is None, process.communicate()
    process.kill()
    raise AssertionError(f"nothing stored after 120 s: {process.communicate()}")


def stored(archive: Path) -> int:
    try:
        with sqlite3.connect(f"file:{archive}?mode=ro", uri=True) as connection:
            return int(connection.execute("SELECT count(*) FROM posts").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def workers(process: "subprocess.Popen[str]") -> list[int]:
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(process.pid)], capture_output=True, text=True, check=False
    )
    return [int(pid) for pid in listed.stdout.split()]


def gone(pids: list[int]) -> bool:
    """Wait until processes have ended."""
    for _ in range(200):
        if not any(Path(f"/proc/{pid}").exists() for pid in pids):
            return True
        time.sleep(0.05)
    return False


def finish(source: Path, archive: Path) -> ImportReport:
    report = run(archive, source, 1)
    assert stored(archive) == PAGES
    with Archive(archive) as opened:
        assert integrity.problems(opened) == []
    return report


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_an_import_that_is_stopped_keeps_what_it_stored_and_goes_on(
    many: Path, tmp_path: Path, number: signal.Signals
) -> None:
    process = begun(many, tmp_path / "a.db")
    helpers = workers(process)
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    assert helpers
    assert gone(helpers)
    assert 0 < stored(tmp_path / "a.db") < PAGES
    if number != signal.SIGKILL:
        assert process.returncode == 128 + number
        assert said.splitlines() == [
            "interrupted: what was stored stays; the same command goes on from there"
        ]
    assert finish(many, tmp_path / "a.db").resumed


@pytest.mark.slow
def test_a_killed_worker_costs_nothing(many: Path, tmp_path: Path) -> None:
    process = begun(many, tmp_path / "a.db")
    killed = 0
    while process.poll() is None and killed < 6:
        for pid in workers(process)[:1]:
            os.kill(pid, signal.SIGKILL)
            killed += 1
        time.sleep(0.1)
    out, said = process.communicate(timeout=60)
    assert killed
    assert process.returncode == 3
    assert len(said.splitlines()) == 1, said  # of the broken file
    assert f"{PAGES} page" in out
    assert stored(tmp_path / "a.db") == PAGES
