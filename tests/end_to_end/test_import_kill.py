"""`kill -9` at random moments of an import: what was stored stays, and the same command ends it."""

import signal
import subprocess
from pathlib import Path
from random import Random
from typing import Any

import pytest

from pipelines.archive import Archive
from pipelines.archive.checks.row_digests import problems
from tests.helpers.processes import start
from tests.imports.test_feed_stream import backup, entry
from tests.imports.test_importer import page, write

pytestmark = pytest.mark.slow

KILLS = 6
SEED = 20261129


@pytest.fixture
def sources(tmp_path: Path) -> list[Path]:
    entries = (
        entry(1000000 + number, inside=f"<updated>2015-01-01T00:{number % 60:02}:00Z</updated>")
        for number in range(1800)
    )
    write(tmp_path / "backup/b.xml", backup(*entries))
    for number in range(120):
        captured = "Sat Dec 06 2014 10:15:00 GMT+0000"
        write(tmp_path / f"pages/{number}.html", page(number, f"A ponte {number} fechou.", captured=captured))
    return [tmp_path / "backup", tmp_path / "pages"]


def content(file: Path) -> Any:
    with Archive(file, read_only=True) as archive, archive.reading() as connection:
        assert list(problems(connection)) == []
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        versions = connection.execute(
            "SELECT post, title, text FROM revisions ORDER BY post, title, text"
        ).fetchall()
        ended = connection.execute(
            "SELECT source, units, ended IS NULL FROM imports ORDER BY source"
        ).fetchall()
        return list(archive.posts()), [tuple(row) for row in versions], [tuple(row) for row in ended]


def held(file: Path) -> set[str]:
    if not file.exists():
        return set()
    with Archive(file) as archive:
        return {post.post_id for post in archive.posts()}


def test_imports_that_are_killed_end_as_one_that_is_not(tmp_path: Path, sources: list[Path]) -> None:
    random = Random(SEED)
    file, undisturbed = tmp_path / "killed.db", tmp_path / "whole.db"
    before: set[str] = set()
    ends = []
    for _ in range(KILLS):
        process = start("import", *sources, archive=file)
        try:
            process.communicate(timeout=random.uniform(0.8, 3.5))
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
        ends.append(process.returncode)
        now = held(file)
        assert now >= before
        before = now
    assert -signal.SIGKILL in ends
    for archive in (file, undisturbed):
        process = start("import", *sources, archive=archive)
        _, said = process.communicate(timeout=100)
        assert (process.returncode, said) == (0, "")
    assert content(file) == content(undisturbed)
    assert len(held(file)) == 1800
