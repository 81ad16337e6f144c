"""An archive in a folder that may not be written is read and checked all the same."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.cli.output.verify_report import exit_code
from crawler.errors import ArchiveError
from crawler.exit_codes import Exit
from pipelines.archive import Archive
from pipelines.archive.checks import integrity
from pipelines.archive.connection import connect_to_read
from pipelines.archive.run_status import overview
from pipelines.verify import verify
from tests.helpers.posts import FULL, post
from tests.helpers.tables import oldest_archive, sql

NOBODY = 65534
integrity.wanted()  # what it imports cannot be imported without root's rights where root runs the tests


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that everybody may enter; those of pytest are the user's alone."""
    path = Path(tempfile.mkdtemp(prefix="read-only-"))
    path.chmod(0o755)
    yield path
    path.chmod(0o755)
    shutil.rmtree(path)


@contextmanager
def may_only_be_read(path: Path) -> Iterator[None]:
    """Take the right to write the file and its folder away, from root too, who gets another user's rights."""
    path.chmod(0o444)
    path.parent.chmod(0o555)
    user = os.geteuid()
    if user == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(user)


@pytest.fixture
def today(folder: Path) -> Path:
    """An archive of today, beside the empty log that a reader with the right to write may leave."""
    with Archive(folder / "archive.db") as archive:
        archive.save_posts([FULL])
    folder.joinpath("archive.db-wal").touch()
    return folder / "archive.db"


@pytest.fixture
def released(folder: Path) -> Path:
    return oldest_archive(folder / "archive.db")


@pytest.mark.parametrize("kind", ["today", "released"])
def test_it_is_checked_as_a_copy_and_left_as_it_is(kind: str, request: pytest.FixtureRequest) -> None:
    path: Path = request.getfixturevalue(kind)
    before = {file.name: file.read_bytes() for file in path.parent.iterdir()}
    with may_only_be_read(path):
        with pytest.raises(ArchiveError, match=r"may not be written|cannot be opened"):
            Archive(path)
        report = verify(str(path))
    assert not any(report.checks.values())
    assert "search index" in report.checks, "which a file that is only read cannot be asked for"
    assert exit_code(report) is not Exit.ARCHIVE
    assert {file.name: file.read_bytes() for file in path.parent.iterdir()} == before


@pytest.mark.parametrize("kind", ["today", "released"])
def test_it_is_read(kind: str, request: pytest.FixtureRequest) -> None:
    path: Path = request.getfixturevalue(kind)
    ((posts,),) = sql(path, "SELECT count(*) FROM posts")
    with may_only_be_read(path), Archive(path, read_only=True) as archive:
        assert archive.read_only
        with archive.reading() as connection:
            figures = overview(connection, datetime.now(UTC))
            assert (figures.posts, figures.bytes > 0) == (posts, True)
            assert connection.execute("SELECT count(*) FROM drafts").fetchone()[0] == 0, "of today's schema"


def test_reading_leaves_no_files_beside_an_archive_unless_somebody_needs_them(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with Archive(path) as archive:
        archive.save_posts([post(1)])
    before = {each.name: each.stat().st_mtime_ns for each in tmp_path.iterdir()}
    with Archive(path, read_only=True) as archive, archive.reading() as connection:
        assert connection.execute("SELECT count(*) FROM posts").fetchone()[0] == 1
        assert (tmp_path / "a.db-shm").exists()
        with closing(connect_to_read(path)) as other:
            assert other.execute("SELECT 1 FROM posts").fetchone()
        assert connection.execute("SELECT count(*) FROM posts").fetchone()[0] == 1
    assert {each.name: each.stat().st_mtime_ns for each in tmp_path.iterdir()} == before
    with Archive(path) as writer:
        with Archive(path, read_only=True):
            writer.save_posts([post(2)])
        assert (tmp_path / "a.db-wal").stat().st_size
        assert len(list(writer.posts())) == 2


def test_a_reader_closes_while_another_one_removes_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Archive(tmp_path / "archive.db") as archive:
        archive.save_posts([post(1)])
    connection = connect_to_read(tmp_path / "archive.db")
    connection.execute("SELECT id FROM posts").fetchall()
    (tmp_path / "archive.db-wal").unlink(missing_ok=True)
    monkeypatch.setattr(Path, "exists", lambda _: True)  # it was there when it was looked for
    connection.close()
    monkeypatch.undo()
    assert not (tmp_path / "archive.db-wal").exists()
