"""The archive as its callers see it."""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.errors import ArchiveError, ArchiveLockedError
from crawler.items import Blog, Comment, Crawl
from pipelines.archive import Archive, Kind
from pipelines.archive.checks import integrity
from tests.conftest import NOON
from tests.helpers.posts import FULL, post
from tests.helpers.tables import sql

BLOG = Blog(blog_id="4241", url="https://harbour.example/", title="Harbour news", labels=("Harbour",))
COMMENT = Comment(blog_id="4241", post_id=FULL.post_id, comment_id="77", author="Rui", text="At last!")
CRAWL = Crawl(run="r1", address="https://harbour.example/", blog_id="4241", started=NOON)


@pytest.fixture
def path(archive_path: Path) -> Path:
    return archive_path


def test_posts_come_back_oldest_first(archive: Archive) -> None:
    early = post(5, published=datetime.fromisoformat("2012-01-01T00:00:00+00:00"))
    assert archive.save_posts([FULL, early]) == [Kind.NEW, Kind.NEW]
    assert list(archive.posts()) == [early, FULL]


def test_a_second_time_nothing_is_written(archive: Archive, path: Path) -> None:
    batch = [post(number) for number in range(10)]
    archive.save_posts(batch)
    before = sql(path, "SELECT * FROM posts")
    written = archive._connection.total_changes
    assert archive.save_posts(batch) == [Kind.SAME] * 10
    assert (archive._connection.total_changes, sql(path, "SELECT * FROM posts")) == (written, before)


def test_an_edit_keeps_the_old_version(archive: Archive, path: Path) -> None:
    archive.save_posts([FULL])
    assert archive.save_posts([post(title="Ferries stop", body_raw="<p>No.", text="No.")]) == [Kind.CHANGED]
    kept = "SELECT title, text, body_raw, revisions.replaced FROM revisions"
    assert sql(path, kept) == [(FULL.title, FULL.text, FULL.body_raw, NOON.isoformat())]
    assert sql(path, "SELECT title, text FROM posts") == [("Ferries stop", "No.")]


def test_new_facts_are_written_without_a_revision(archive: Archive, path: Path) -> None:
    archive.save_posts([FULL])
    assert archive.save_posts([post(comment_count=9)]) == [Kind.REFRESHED]
    assert sql(path, "SELECT comment_count, (SELECT count(*) FROM revisions) FROM posts") == [(9, 0)]


def test_one_batch_may_hold_a_post_several_times(archive: Archive) -> None:
    edits = [FULL, post(7), FULL, post(title="Ferries stop"), post(7)]
    assert [kind.word for kind in archive.save_posts(edits)] == [
        "new",
        "new",
        "unchanged",
        "changed",
        "unchanged",
    ]


def test_the_same_post_id_in_another_blog_is_another_post(archive: Archive) -> None:
    archive.save_posts([FULL, post(blog_id="99")])
    assert archive.counts() == {
        "blogs": 2,
        "posts": 2,
        "pages": 0,
        "comments": 0,
        "revisions": 0,
        "crawls": 0,
    }


def test_many_posts_of_one_second_all_have_their_place(archive: Archive) -> None:
    """An import gives thousands of posts one time; none may replace another, and none may take long."""
    batch = [post(number) for number in range(3000)]
    assert archive.save_posts(batch) == [Kind.NEW] * 3000
    assert archive.counts()["posts"] == 3000


def test_batches_of_every_size_are_stored_by_one_statement(archive: Archive) -> None:
    """SQLite keeps each statement that it was given lately, with the texts of its posts."""
    traced: list[str] = []
    with archive.reading() as connection:
        connection.set_trace_callback(traced.append)
        for size in (1, 2, 49, 50, 51):
            archive.save_posts([post(size * 100 + number) for number in range(size)])
        connection.set_trace_callback(None)
    rows_of_each = {text.count("), (") for text in traced if text.startswith("INSERT INTO posts (")}
    assert len(rows_of_each) == 1
    assert archive.counts()["posts"] == 153


def test_a_surrogate_does_not_make_a_post_new_again(archive: Archive) -> None:
    broken = post(title="half \ud83d", text="nul \0")
    archive.save_posts([broken])
    assert archive.save_posts([broken]) == [Kind.SAME]


def test_comments_need_no_post(archive: Archive) -> None:
    assert archive.save_comments([COMMENT]) == [Kind.NEW]
    assert archive.save_comments([COMMENT, replace(COMMENT, author=None)]) == [Kind.SAME, Kind.SAME]
    assert archive.save_comments([replace(COMMENT, text="Edited")]) == [Kind.CHANGED]
    assert list(archive.comments("4241")) == [replace(COMMENT, text="Edited")]


def test_a_blog_keeps_its_former_addresses(archive: Archive) -> None:
    archive.save_posts([FULL])
    archive.save_blog(
        replace(BLOG, url="http://harbour.blogspot.com/", aliases=("http://harbour.blogspot.in/",))
    )
    archive.save_blog(BLOG)
    aliases = ("http://harbour.blogspot.in/", "http://harbour.blogspot.com/")
    assert list(archive.blogs()) == [replace(BLOG, aliases=aliases)]


def test_a_crawl_is_one_row_that_is_completed(archive: Archive) -> None:
    ended = replace(
        CRAWL, ended=NOON, outcome="complete", expected=3, received=3, new=3, requests=4, bytes=999
    )
    archive.save_crawl(CRAWL)
    archive.save_crawl(ended)
    assert list(archive.crawls("r1")) == [replace(ended, held=0, held_partial=0, missing=3)]
    assert list(archive.crawls("r2")) == []


def test_one_complete_file_is_left(archive: Archive, path: Path) -> None:
    archive.save_posts([FULL])
    archive.close()
    assert [file.name for file in path.parent.iterdir()] == ["archive.db"]


def test_a_reader_that_stays_does_not_hold_up_the_end(archive: Archive, path: Path) -> None:
    archive.save_posts([FULL])
    with closing(sqlite3.connect(path)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM posts").fetchone()
        archive.save_posts([post(7)])
        archive.close()
    assert sql(path, "SELECT count(*) FROM posts") == [(2,)]


def test_settings_that_keep_what_was_acknowledged(archive: Archive) -> None:
    def pragma(name: str) -> Any:
        return archive._connection.execute(f"PRAGMA {name}").fetchone()[0]

    settings = ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers", "busy_timeout")
    assert [pragma(name) for name in settings] == ["wal", 2, 1, 1, 60_000]


# --- Files that are refused, and left as they are


def newer(path: Path) -> None:
    Archive(path).close()
    columns = "(migration_set, name, applied_at)"
    sql(path, f"INSERT INTO _sqlite_migrations {columns} VALUES ('blogger-archive', 'm999_later', '')")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: path.mkdir(), "is a folder; "),
        (lambda path: path.write_text("notes of mine, nothing else " * 50), "is not an SQLite database"),
        (lambda path: sql(path, "CREATE TABLE mine (x)"), "is an SQLite file, but no archive; "),
        (newer, r"was made by a newer version of this program \(m999_later\); "),
    ],
    ids=["folder", "text", "other database", "newer"],
)
def test_a_file_that_is_not_ours_is_refused_and_left_alone(
    path: Path, make: Callable[[Path], object], message: str
) -> None:
    make(path)
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(ArchiveError, match=message) as caught:
        Archive(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert (path.read_bytes() if path.is_file() else b"") == before


def test_an_empty_file_becomes_an_archive(path: Path) -> None:
    path.touch()
    with Archive(path) as archive:
        assert archive.counts()["posts"] == 0


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match=r"cannot be opened .*; check that its folder exists"):
        Archive(tmp_path / "nowhere" / "archive.db")


# --- What the machine does to us


@pytest.mark.parametrize(
    "method",
    [
        lambda archive: archive.save_posts([FULL]),
        lambda archive: archive.save_comments([COMMENT]),
        lambda archive: archive.save_blog(BLOG),
        lambda archive: archive.save_crawl(CRAWL),
        integrity.problems,
        lambda archive: Archive(archive.path),
    ],
    ids=["save_posts", "save_comments", "save_blog", "save_crawl", "integrity", "open"],
)
@pytest.mark.usefixtures("impatient")
def test_a_lock_held_too_long_is_named(path: Path, method: Callable[[Archive], object]) -> None:
    """Add every new method that writes."""
    with Archive(path) as archive, closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(ArchiveLockedError, match="locked by another program; "):
            method(archive)


def test_a_lock_costs_time_and_no_posts(archive: Archive, path: Path) -> None:
    other = sqlite3.connect(path, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.2, other.rollback)
    release.start()
    assert archive.save_posts([FULL]) == [Kind.NEW]
    release.join()
    other.close()


def test_a_full_disk_is_named_and_nothing_is_half_stored(archive: Archive, path: Path) -> None:
    pages = archive._connection.execute("PRAGMA page_count").fetchone()[0]
    archive._connection.execute(f"PRAGMA max_page_count = {pages + 10}")
    with pytest.raises(ArchiveError, match="the disk is full"):
        archive.save_posts([post(number, text=f"words {number} " * 500) for number in range(50)])
    assert sql(path, "SELECT count(*) FROM posts") == [(0,)]


def test_a_bug_is_not_dressed_up(archive: Archive) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        archive.save_crawl(replace(CRAWL, outcome="splendid"))
    assert archive.counts()["crawls"] == 0


def test_a_reader_changes_nothing_and_creates_nothing(path: Path) -> None:
    with pytest.raises(ArchiveError, match="no such archive"):
        Archive(path, read_only=True)
    path.touch()
    with pytest.raises(ArchiveError, match="is empty"):
        Archive(path, read_only=True)
    assert path.read_bytes() == b""


def test_a_reader_sees_what_a_crawl_writes_meanwhile(archive: Archive, path: Path) -> None:
    with Archive(path, read_only=True) as reader:
        archive.save_posts([FULL])
        assert list(reader.posts()) == [FULL]
        with pytest.raises(ArchiveError, match="may not be written"):
            reader.save_posts([post(5)])


@pytest.mark.parametrize("replaced", [False, True])
def test_a_file_that_is_taken_away_while_it_is_written_is_told(archive_path: Path, *, replaced: bool) -> None:
    with Archive(archive_path) as archive:
        archive.save_posts([post(1)])
        archive_path.rename(archive_path.with_name("moved.db"))
        if replaced:
            archive_path.write_bytes(b"")
        with pytest.raises(ArchiveError, match="removed or replaced"):
            archive.save_posts([post(2)])
