"""Backups: whole, checked, all or nothing; also while a crawl writes."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from crawler.errors import ArchiveError, UsageError
from crawler.exit_codes import Exit
from pipelines.archive import Archive
from pipelines.archive.backup import back_up, beside_target
from tests.helpers.exports import command
from tests.helpers.posts import post
from tests.helpers.processes import ROOT, call, environment
from tests.helpers.tables import sql
from tests.soak.inspect_archive import read_content, read_texts
from tests.soak.kills import CrawlTarget


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "archive.db"
    with Archive(path) as archive:
        archive.save_posts([post(number, text=f"words {number} " * 200) for number in range(100)])
    return path


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "copy.db"


def test_a_copy_is_a_complete_archive(path: Path, target: Path) -> None:
    calls: list[tuple[int, int]] = []
    copy = back_up(path, target, progress=lambda done, all_: calls.append((done, all_)))
    assert (copy.rows["posts"], copy.problems, copy.bytes) == (100, (), target.stat().st_size)
    assert calls[-1][0] == calls[-1][1] > 0
    assert read_content(target).texts == read_content(path).texts
    assert not list(target.parent.glob("copy.db?*")), "one file is left"


def test_what_is_there_stays_unless_told(path: Path, target: Path) -> None:
    target.write_text("my diary")
    with pytest.raises(UsageError, match="is there already; name another file, or replace it with --force"):
        back_up(path, target)
    assert target.read_text() == "my diary"
    back_up(path, target, replace=True)
    assert len(read_content(target).texts) == 100


@pytest.mark.parametrize("name", [".", "archive.db", "link.db"])
def test_the_archive_and_folders_are_no_targets(path: Path, name: str) -> None:
    (path.parent / "link.db").symlink_to(path)
    before = path.read_bytes()
    with pytest.raises(UsageError, match=r"is a folder|is the archive itself"):
        back_up(path, path.parent / name, replace=True)
    assert path.read_bytes() == before


def test_an_archive_that_is_not_there_is_named(tmp_path: Path, target: Path) -> None:
    with pytest.raises(ArchiveError, match="no such archive"):
        back_up(tmp_path / "no.db", target)
    assert not target.exists()


def test_a_damaged_archive_gives_no_backup(path: Path, target: Path) -> None:
    target.write_text("the good copy of last week")
    data = bytearray(path.read_bytes())
    for page in range(20, 40):
        data[page * 4096 : page * 4096 + 100] = b"\xff" * 100
    path.write_bytes(data)
    with pytest.raises(ArchiveError, match=r"its copy is damaged|is damaged"):
        back_up(path, target, replace=True)
    assert target.read_text() == "the good copy of last week"
    assert not list(target.parent.glob("copy.db?*"))


def test_an_error_names_the_target_and_not_the_file_beside_it(target: Path) -> None:
    with pytest.raises(ArchiveError, match=rf"^{target}: the disk is full$"), beside_target(target) as part:
        raise ArchiveError(f"{part}: the disk is full", path=str(part))


def test_a_stale_index_is_said_and_the_copy_made(path: Path, target: Path) -> None:
    sql(path, "INSERT INTO posts_fts (posts_fts) VALUES ('delete-all')")
    done = call("backup", target, archive=path)
    assert (done.returncode, done.stderr) == (Exit.ARCHIVE, "")
    assert "1 problem, as in the archive; look with: blogger-archive verify" in done.stdout
    assert len(read_texts(target)) == 100


def test_a_restored_backup_has_the_same_posts_and_searches(
    path: Path, target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def found() -> str:
        assert command("search", path, "words", "--all", "--limit", 200, "--jsonl") == Exit.OK
        return capsys.readouterr().out

    before, searched = read_content(path), found()
    back_up(path, target)
    assert command("backup", path, target, "--check") == Exit.OK
    assert "verified" in capsys.readouterr().out
    path.unlink()
    target.rename(path)
    assert (read_content(path), found(), searched.count("\n")) == (before, searched, 100)


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        ("UPDATE posts SET text = 'forged' WHERE post_id = '7'", "post 7 "),
        ("DELETE FROM sources WHERE post = (SELECT id FROM posts WHERE post_id = '9')", "post 9 "),
        ("UPDATE blogs SET title = 'forged'", "blogs 4241: altered"),
        ("DROP TRIGGER posts_inserted", "posts_inserted"),
    ],
    ids=["text", "source", "blog", "trigger"],
)
def test_a_backup_that_was_changed_is_named_and_left_as_it_is(
    path: Path, target: Path, capsys: pytest.CaptureFixture[str], damage: str, named: str
) -> None:
    back_up(path, target)
    sql(target, damage)
    before = target.read_bytes()
    assert command("backup", path, target, "--check") == Exit.ARCHIVE
    assert named in capsys.readouterr().out
    assert target.read_bytes() == before


@pytest.mark.parametrize("content", [None, b"", b"my diary", b"SQLite format 3\0" + bytes(5000)])
def test_what_is_no_backup_is_one_line(
    path: Path, target: Path, capsys: pytest.CaptureFixture[str], content: bytes | None
) -> None:
    if content is not None:
        target.write_bytes(content)
    assert command("backup", path, target, "--check") == Exit.ARCHIVE
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n"), str(target) in said.err) == ("", 1, True)


FULL_DISK = """\
import resource, signal, sys; from pathlib import Path
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
from crawler.errors import ArchiveError; from pipelines.archive.backup import back_up, beside_target
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
try:
    back_up(Path(sys.argv[1]), Path(sys.argv[2]), replace=True)
except ArchiveError as error:
    print(error)
"""


@pytest.mark.skipif(os.name != "posix", reason="there are no such limits")
def test_a_full_disk_leaves_the_old_copy(path: Path, target: Path) -> None:
    target.write_text("the good copy of last week")
    command = [sys.executable, "-c", FULL_DISK, str(path), str(target)]
    done = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=True)
    assert "copy.db" in done.stdout
    assert done.stdout.count("\n") == 1
    assert target.read_text() == "the good copy of last week"
    assert not list(target.parent.glob("copy.db?*"))


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CrawlTarget]:
    with CrawlTarget(tmp_path_factory.mktemp("backup"), 600, seed=Random(1).randrange(9), page=50) as target:
        yield target


@pytest.mark.slow
def test_backups_during_a_crawl_hold_all_that_was_stored_before(crawled: CrawlTarget, tmp_path: Path) -> None:
    crawled.clear()
    process = crawled.start()
    copies: list[Any] = []
    while process.poll() is None:
        before = read_texts(crawled.archive)
        if before:
            copy = tmp_path / f"{len(copies)}.db"
            back_up(crawled.archive, copy)
            copies.append((before, copy))
    said = process.communicate()[0]
    assert process.returncode == 0, said
    assert copies
    for before, copy in copies:
        seen = read_content(copy)
        assert (seen.lost(before), seen.doubled, seen.problems) == (0, 0, ())
