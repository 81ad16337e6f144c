"""An archive divided by blog: each part is whole, the source is untouched, and merged they are the source."""

import json
import signal
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.items import Blog, Comment, Crawl, CrawlState, Link, Post
from pipelines.archive import Archive
from pipelines.archive.checks import integrity
from pipelines.archive.compression.optimise import pack, prepare
from pipelines.archive.link_checks import LinkCheck, store_checks
from pipelines.archive.media.media_connection import media_path
from pipelines.archive.merging.split import BlogSize, even_groups
from pipelines.archive.watchlist import follow
from tests.helpers.kept_media import keep
from tests.helpers.posts import post
from tests.helpers.processes import Done, call, start
from tests.helpers.tables import sql, tables

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
BLOGS = ("101", "102", "103")
MOVED = (
    "blogs", "posts", "sources", "other_sources", "drafts", "revisions", "comments", "crawls", "watchlist",
    "_absences", "_terms", "_fingerprints", "_labels", "_link_checks", "dictionaries",
)  # fmt: skip
OWN_IDS = {"other_sources", "drafts", "revisions", "comments", "crawls", "watchlist"}


def home(blog: str) -> str:
    return f"https://news-{blog}.blogspot.com/"


def posts_of(blog: str, count: int) -> list[Post]:
    return [
        post(
            int(blog) * 1000 + number, blog_id=blog, url=f"{home(blog)}2015/04/{number}.html",
            published=NOW - timedelta(minutes=number * 7 + int(blog)), published_local=None,
            links=(Link(url=f"https://link.example/{blog}/{number}#part"),),
            text=f"港口 ferries {number} of {blog} run again, and the harbour opens. " * 3,
            body_raw=f"<p>港口 ferries {number} of {blog} run again, and the harbour opens.</p>" * 3,
        )
        for number in range(count)
    ]  # fmt: skip


def fill(archive: Archive, blog: str, count: int) -> None:
    archive.save_blog(Blog(blog_id=blog, url=home(blog), title=f"News {blog}"))
    posts = posts_of(blog, count)
    archive.save_posts(posts, run="1")
    archive.save_posts([replace(posts[0], text="Edited once.", title="Edited")], run="2")
    archive.save_posts([replace(posts[1], text="", body_raw="")], run="2")  # suspect: kept aside
    archive.import_posts(
        [replace(posts[2], source="saved", source_url="file.html", text="Older.", updated=None)]
    )
    archive.import_posts([replace(posts[3], post_id=f"9{blog}", status="draft", title="Not yet")])
    archive.save_comments(
        [Comment(blog_id=blog, post_id=posts[0].post_id, comment_id=f"c{blog}", text="Yes.")]
    )
    state = CrawlState(feed_url=f"{home(blog)}feeds", etag='"x"', cursor=NOW)
    archive.save_crawl(
        Crawl(run="2", address=home(blog), blog_id=blog, started=NOW, ended=NOW, outcome="complete",
              follow=home(blog), state=state)
    )  # fmt: skip
    with archive.writing() as context:
        context.connection.execute(
            "UPDATE posts SET deleted_at = '2025-01-01T00:00:00+00:00' WHERE post_id = ?", (posts[4].post_id,)
        )
        context.connection.execute(
            "INSERT INTO _absences SELECT id, blog_id, '2025-01-01' FROM posts WHERE post_id = ?",
            (posts[5].post_id,),
        )
        store_checks(context, [LinkCheck(f"https://link.example/{blog}/7", 404, None)])


def make(path: Path, count: int = 70, *, with_media: bool = True) -> Path:
    with Archive(path, clock=lambda: NOW) as archive:
        for blog in BLOGS:
            fill(archive, blog, count)
        failed = Crawl(run="2", address="https://gone.example/", started=NOW, ended=NOW, outcome="failed")
        archive.save_crawl(failed)
        with archive.writing() as context:
            follow(context, "https://not-yet.example/")
        assert prepare(archive)
        pack(archive, lambda _: None)
    if with_media:
        keep(path, {"a": b"AAA", "b": b"BB", "c": None}, blog_id="101")
        keep(path, {"b": b"BB", "d": b"D"}, blog_id="102")
    return path


def content(archive: Path) -> Mapping[str, Any]:
    """Rows as sets, without the ids that each archive gives anew."""
    found: dict[str, Any] = {}
    for table in MOVED:
        names = [row[1] for row in sql(archive, f"PRAGMA table_info({table})")]
        kept = [name for name in names if name != "id" or table not in OWN_IDS]
        found[table] = sorted(map(repr, sql(archive, f"SELECT {', '.join(kept)} FROM {table}")))
    order = "SELECT blog_id, post_id FROM _changes JOIN posts ON posts.id = post ORDER BY blog_id, seq"
    return found | {"order": sql(archive, order)}


def media(archive: Path) -> Any:
    return [
        sql(media_path(archive), statement)
        for statement in (
            "SELECT sha256, type, bytes, content FROM files ORDER BY sha256",
            """SELECT key, url, state, status, reason, due, attempts, sha256 FROM media
            LEFT JOIN files ON files.id = file ORDER BY key""",
            "SELECT blog_id, key FROM uses JOIN media ON media.id = media ORDER BY 1, 2",
        )
    ]


def sound(path: Path) -> bool:
    with Archive(path) as archive:
        return integrity.problems(archive) == []


def split(archive: Path, folder: Path, *more: object) -> Done:
    return call("split", folder, *more, archive=archive)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("split") / "archive.db")


@pytest.mark.slow
def test_each_part_is_whole_and_merged_they_are_the_source(source: Path, tmp_path: Path) -> None:
    before = source.read_bytes(), media_path(source).read_bytes()
    done = split(source, tmp_path / "parts")
    assert (done.returncode, done.stderr) == (0, "")
    parts = sorted(path for path in (tmp_path / "parts").iterdir() if ".media" not in path.name)
    assert [part.name for part in parts] == [
        *(f"news-{blog}-blogspot-com.db" for blog in BLOGS), "not-crawled-yet.db"
    ]  # fmt: skip
    assert (source.read_bytes(), media_path(source).read_bytes()) == before
    assert all(map(sound, parts))
    assert [len(tables(part)["posts"]) for part in parts] == [70, 70, 70, 0]
    assert [media_path(part).is_file() for part in parts] == [True, True, False, False]
    assert call("search", "港口 harbour", archive=parts[0]).returncode == 0
    for order in (parts, parts[::-1]):
        whole = tmp_path / f"{order[0].stem}-first.db"
        merged = call("merge", *order, archive=whole)
        assert (merged.returncode, merged.stderr) == (0, "")
        assert sound(whole)
        assert content(whole) == content(source)
        assert media(whole) == media(source)
    assert len(content(source)["watchlist"]) == 4
    assert any("suspect" in row for row in content(source)["revisions"])
    assert call("merge", *parts, archive=whole).returncode == 0
    repeated, first = content(whole), content(source)
    # Words that come again, as in any import, withdraw a suspect edit of theirs.
    assert {name for name in first if repeated[name] != first[name]} <= {"revisions", "order"}
    assert len(repeated["revisions"]) == len(first["revisions"])


@pytest.mark.slow
def test_a_number_of_archives(source: Path, tmp_path: Path) -> None:
    assert split(source, tmp_path / "two", "--into", 2).returncode == 0
    names = sorted(path.name for path in (tmp_path / "two").iterdir() if ".media" not in path.name)
    assert names == ["archive-1.db", "archive-2.db", "not-crawled-yet.db"]
    held = [len(tables(tmp_path / "two" / name)["blogs"]) for name in names]
    assert held == [2, 1, 0]


def test_groups_are_even_and_none_is_empty() -> None:
    blogs = [BlogSize(str(number), "", posts) for number, posts in enumerate((90, 40, 30, 20, 0))]
    groups = even_groups(blogs, 2)
    assert [[blog.posts for blog in group] for group in groups] == [[90, 0], [40, 30, 20]]
    assert [len(group) for group in even_groups(blogs, 9)] == [1] * 5


def test_blogs_of_one_host_get_their_numbers(tmp_path: Path) -> None:
    with Archive(tmp_path / "a.db") as archive:
        for number in ("7", "8"):
            archive.save_blog(Blog(blog_id=number, url=f"http://host.example/{number}/", title=number))
    assert split(tmp_path / "a.db", tmp_path / "parts").returncode == 0
    assert sorted(path.name for path in (tmp_path / "parts").iterdir()) == [
        "host-example-7.db", "host-example-8.db"
    ]  # fmt: skip


@pytest.mark.parametrize("what", ["file", "filled", "no-archive", "empty", "no-parent"])
def test_what_cannot_be_split_is_said_in_one_line(tmp_path: Path, what: str) -> None:
    archive, folder = tmp_path / "a.db", tmp_path / "parts"
    if what != "no-archive":
        with Archive(archive) as opened:
            if what != "empty":
                opened.save_blog(Blog(blog_id="7", url="http://a.example/", title="A"))
    if what == "file":
        folder.write_text("mine")
    if what == "filled":
        folder.mkdir()
        (folder / "mine.txt").write_text("mine")
    if what == "no-parent":
        folder = tmp_path / "nowhere" / "parts"
    done = split(archive, folder)
    assert done.returncode in {2, 7}
    assert len(done.stderr.splitlines()) == 1
    assert not done.stdout
    assert not list(tmp_path.glob("*.part"))
    if what == "filled":
        assert (folder / "mine.txt").read_text() == "mine"


@pytest.mark.slow
def test_the_problems_of_the_archive_are_told(tmp_path: Path) -> None:
    archive = make(tmp_path / "a.db", with_media=False)
    sql(archive, "UPDATE posts SET author = 'Mallory' WHERE post_id = '102009'")
    done = split(archive, tmp_path / "parts")
    assert done.returncode == 7
    assert "102009" in done.stderr
    assert "1 problem" in done.stdout


@pytest.mark.slow
def test_a_split_that_is_killed_leaves_nothing_and_is_done_again(source: Path, tmp_path: Path) -> None:
    process = start("split", tmp_path / "parts", archive=source)
    deadline = time.monotonic() + 30
    while not list(tmp_path.glob("parts.part/*.db")) and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert list(tmp_path.glob("parts.part/*.db"))
    assert not (tmp_path / "parts").exists()
    assert split(source, tmp_path / "parts").returncode == 0
    assert len(list((tmp_path / "parts").glob("*.db"))) == 6
    assert not (tmp_path / "parts.part").exists()
    assert json.loads(call("status", "--json", archive=source).stdout)


def test_columns_of_other_tools_are_kept_and_exported(tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    with Archive(archive) as opened:
        for blog in BLOGS:
            opened.save_blog(Blog(blog_id=blog, url=home(blog)))
            opened.save_posts(posts_of(blog, 2))
    added = 'ALTER TABLE posts ADD COLUMN "my (note)" TEXT'
    sql(archive, added, """UPDATE posts SET "my (note)" = 'read ' || post_id""")
    assert split(archive, tmp_path / "parts").stderr == ""
    parts = sorted((tmp_path / "parts").glob("news*.db"))
    merged = call("merge", *parts, archive=tmp_path / "whole.db")
    assert (merged.returncode, merged.stderr) == (0, ""), "a merge leaves them out"
    lines = [
        json.loads(line)
        for part in parts
        for line in call("export", "--format", "jsonl", "-", archive=part).stdout.splitlines()
    ]
    assert len(lines) == 6
    assert all(line["my (note)"] == f"read {line['post_id']}" for line in lines)
