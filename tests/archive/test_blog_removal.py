"""A blog that is removed leaves nothing behind, and the others as they were."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.errors import UsageError
from crawler.exit_codes import Exit
from crawler.items import Blog, Comment, Crawl
from pipelines.archive import Archive, watchlist
from pipelines.archive.blog_removal import remove_blog
from pipelines.archive.blogs import require_blog
from pipelines.archive.checks.integrity import checks
from pipelines.search.search import search
from tests.conftest import NOON
from tests.helpers.posts import post
from tests.helpers.processes import call

KEPT, GONE = "1", "22"
TITLES = {KEPT: "Harbour news", GONE: "Casino"}


def fill(archive: Archive, blog_id: str) -> None:
    """A blog with posts of several scripts, a revision, a label, comments, crawls and a place on the list."""
    home = f"https://{blog_id}.example/"
    aliases = (f"https://old-{blog_id}.example/",)
    archive.save_blog(Blog(blog_id=blog_id, url=home, title=TITLES[blog_id], aliases=aliases))
    texts = {
        1: "The ferry runs.",
        2: "夜市に小さな書店ができた",
        3: "A long enough text about boats and tides.",
    }
    archive.save_posts([post(n, blog_id=blog_id, text=text, labels=("Boats",)) for n, text in texts.items()])
    archive.save_posts([post(1, blog_id=blog_id, text="The ferry runs again.", labels=("Boats",))], run="r2")
    archive.save_posts([post(1, blog_id=blog_id, text="", labels=("Boats",))], run="r3")
    archive.save_comments([Comment(blog_id=blog_id, post_id="1", comment_id=f"c{blog_id}", text="So late!")])
    crawl = Crawl(run="r", address=home, blog_id=blog_id, started=NOON, ended=NOON, outcome="complete")
    archive.save_crawl(crawl)
    archive.save_crawl(
        replace(crawl, run="q", address=aliases[0], blog_id=None, outcome="failed", error="no")
    )
    with archive.writing() as context:
        watchlist.follow(context, home)


@pytest.fixture
def two(archive_path: Path) -> Iterator[Archive]:
    with Archive(archive_path, clock=lambda: NOON) as archive:
        for blog_id in (KEPT, GONE):
            fill(archive, blog_id)
        yield archive


def rows(archive: Archive) -> dict[str, list[str]]:
    """All rows of all tables but those of the search index and the order of changes."""
    with archive.reading() as connection:
        tables = [
            row[0]
            for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not row[0].startswith(("posts_fts", "sqlite_", "_sqlite", "_changes"))
        ]
        return {
            table: sorted(repr(tuple(row)) for row in connection.execute(f"SELECT * FROM {table}"))
            for table in tables
        }


def test_nothing_of_it_stays_and_all_holds(two: Archive, tmp_path: Path) -> None:
    with two.writing() as context:
        removed = remove_blog(context, GONE)
    assert (removed.title, removed.posts, removed.comments) == ("Casino", 3, 1)
    assert [problem for _, problems in checks(two) for problem in problems] == []
    with two.reading() as connection:
        assert {hit.blog_id for hit in search(connection, "ferry").hits} == {KEPT}
        assert {hit.blog_id for hit in search(connection, "書店").hits} == {KEPT}
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert not [row for row in connection.iterdump() if "Casino" in row or "22.example" in row]
    with Archive(tmp_path / "alone.db", clock=lambda: NOON) as alone:
        fill(alone, KEPT)
        assert rows(two).keys() == rows(alone).keys()
        assert {table: len(found) for table, found in rows(two).items()} == {
            table: len(found) for table, found in rows(alone).items()
        }


def test_it_can_be_stored_again(two: Archive) -> None:
    with two.writing() as context:
        remove_blog(context, GONE)
    fill(two, GONE)
    assert len(list(two.posts(GONE))) == 3
    assert [problem for _, problems in checks(two) for problem in problems] == []


def _remove_and_fail(archive: Archive) -> None:
    with archive.writing() as context:
        remove_blog(context, GONE)
        context.connection.execute("SELECT * FROM no_such_table")


def test_an_error_on_the_way_removes_nothing(two: Archive) -> None:
    before = rows(two)
    with pytest.raises(sqlite3.OperationalError, match="no_such_table"):
        _remove_and_fail(two)
    assert rows(two) == before


@pytest.mark.parametrize("name", ["22", "casino", "https://22.example/", "old-22.example"])
def test_a_blog_is_named_by_id_title_or_any_address(two: Archive, name: str) -> None:
    with two.reading() as connection:
        assert require_blog(connection, name) == GONE


@pytest.mark.parametrize("name", ["", "nobody", "https://nowhere.example/", "example"])
def test_a_name_of_no_blog_is_refused(two: Archive, name: str) -> None:
    with two.reading() as connection, pytest.raises(UsageError, match="no such blog"):
        require_blog(connection, name)


def test_the_command_asks_for_yes_and_says_what_went(two: Archive) -> None:
    path = two.path
    refused = call("blogs", "delete", "Casino", archive=path)
    assert (refused.returncode, refused.stdout) == (Exit.USAGE, "")
    assert "3 posts" in refused.stderr
    assert "add --yes" in refused.stderr
    done = call("blogs", "delete", "Casino", "--yes", archive=path)
    assert (done.returncode, done.stderr) == (Exit.OK, "")
    assert done.stdout == "Casino: removed, with 3 posts and 1 comment\n"
    assert call("verify", archive=path).stdout.endswith("All holds.\n")
    assert call("blogs", "delete", "Casino", "--yes", archive=path).returncode == Exit.USAGE
