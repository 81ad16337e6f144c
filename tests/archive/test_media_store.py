"""The media file keeps each sequence of bytes once, and what became of every address."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from crawler.errors import ArchiveError
from crawler.items import Comment, Enclosure, Image
from crawler.media_reader import MediaAnswer
from pipelines.archive import Archive
from pipelines.archive.compression import optimise
from pipelines.archive.media.media_connection import media_path, open_media
from pipelines.archive.media.media_queries import (
    DueMedia,
    count_media,
    find_file,
    media_problems,
    read_file,
    shared_files,
    why_not_held,
)
from pipelines.archive.media.media_store import MediaStore
from pipelines.archive.media.media_wanted import NamedMedia, find_pictures, named_media
from tests.helpers.posts import post

START = datetime(2026, 1, 1, tzinfo=UTC)


class Kept(MediaStore):
    """A media file whose clock a test moves."""

    def __init__(self, path: Path) -> None:
        self.time = START
        super().__init__(path, clock=lambda: self.time)

    def due(self, **more: Any) -> list[str]:
        reader = DueMedia(connection=self.connection, now=self.time, **more)
        return [wanted.url for wanted in reader.due(0, 100)]

    def tell(self, url: str, state: str = "held", body: bytes | None = None, **more: Any) -> None:
        number = next(
            w.id
            for w in DueMedia(connection=self.connection, now=START, again=True).due(0, 99)
            if w.url == url
        )
        self.save(MediaAnswer(id=number, state=state, url=url, body=body, type="image/png", **more))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Kept]:
    with Kept(tmp_path / "a.media.db") as kept:
        kept.want([named("1", "http://x/a"), named("1", "http://x/b"), named("2", "http://x/c")])
        yield kept


def named(blog_id: str, url: str) -> NamedMedia:
    return NamedMedia(blog_id, url.removeprefix("http://"), url, None)


def test_it_lies_beside_its_archive() -> None:
    assert media_path(Path("x/archive.db")) == Path("x/archive.media.db")
    assert media_path(Path("my.blog.sqlite")) == Path("my.blog.media.sqlite")
    assert media_path(Path("archive")) == Path("archive.media.db")


def test_the_same_bytes_of_two_blogs_are_kept_once(store: Kept) -> None:
    store.tell("http://x/a", body=b"same", status=200)
    store.tell("http://x/c", body=b"same", status=200)
    digest = sha256(b"same").hexdigest()
    assert read_file(store.connection, digest) == ("image/png", b"same")
    assert store.connection.execute("SELECT count(*) FROM files").fetchone()[0] == 1
    assert count_media(store.connection, "1").held == count_media(store.connection, "2").held == 1
    assert shared_files(store.connection, 2) == [(digest, 2, "http://x/a")]
    assert DueMedia(connection=store.connection, now=START).held_bytes() == 4


def test_what_is_held_is_not_asked_for_again_unless_that_is_wanted(store: Kept) -> None:
    store.tell("http://x/a", body=b"1", etag='"e"')
    assert store.due() == ["http://x/b", "http://x/c"]
    assert store.due(blog_ids=["2"]) == ["http://x/c"]
    assert store.due(again=True) == ["http://x/a", "http://x/b", "http://x/c"]
    found = DueMedia(connection=store.connection, now=START, again=True, addresses={"1": "http://blog/"}).due(
        0, 1
    )
    assert (found[0].etag, found[0].blog) == ('"e"', "http://blog/")


def test_what_is_gone_is_asked_for_ever_more_rarely(store: Kept) -> None:
    pauses = []
    for _ in range(9):
        store.tell("http://x/a", "gone", status=404)
        asked = store.time
        while "http://x/a" not in store.due(blog_ids=["1"]):
            store.time += timedelta(days=1)
        pauses.append((store.time - asked).days)
    assert pauses == [7, 14, 28, 56, 112, 224, 365, 365, 365]
    assert why_not_held(store.connection) == [("gone", "HTTP 404", 1)]


def test_a_file_that_comes_after_all_is_held(store: Kept) -> None:
    store.tell("http://x/a", "failed", reason="no such host")
    store.tell("http://x/a", body=b"late")
    counts = count_media(store.connection)
    assert (counts.held, counts.wanted, counts.missing, counts.bytes) == (1, 2, 2, 4)


def test_what_is_held_stays_though_its_host_forgets_or_replaces_it(store: Kept) -> None:
    store.tell("http://x/a", body=b"first", etag='"1"')
    store.tell("http://x/a", "gone", status=410)
    assert find_file(store.connection, "http://x/none") is None
    store.tell("http://x/a", body=b"second")
    store.tell("http://x/a", status=304)
    held = find_file(store.connection, "https://x/a")
    assert held is not None
    assert held.sha256 == sha256(b"second").hexdigest()
    assert read_file(store.connection, sha256(b"first").hexdigest()) == ("image/png", b"first")
    assert store.connection.execute("SELECT count(*) FROM former_files").fetchone()[0] == 1


def test_noting_names_again_changes_nothing(store: Kept) -> None:
    store.tell("http://x/a", body=b"1")
    store.want([named("1", "http://x/a"), named("2", "http://x/a")])
    assert count_media(store.connection).held == 1
    assert count_media(store.connection, "2").held == 1


def test_changed_bytes_are_found(store: Kept) -> None:
    store.tell("http://x/a", body=b"1")
    assert not list(media_problems(store.connection))
    store.connection.execute("UPDATE files SET content = x'00'")
    assert "its bytes have changed" in next(media_problems(store.connection))


def test_pictures_of_a_body_are_found_in_their_largest_version(store: Kept) -> None:
    body = '<a href="http://x/a"><img src="http://x/small"></a><img src="http://x/b"><img src="http://x/c">'
    store.tell("http://x/a", body=b"large")
    store.tell("http://x/c", body=b"other")
    found = find_pictures(store.connection, body)
    assert {source.src: file.bytes for source, file in found.items()} == {
        "http://x/small": 5,
        "http://x/c": 5,
    }
    assert find_pictures(None, body) == {}


def test_packed_posts_name_their_pictures(tmp_path: Path) -> None:
    html = (
        '<a href="http://h/big.jpg"><img src="http://h/small.jpg"></a>' + "<p>Words of a long post.</p>" * 20
    )
    posts = [post(n, html=html, body_raw=html, images=(Image(url="http://h/big.jpg"),)) for n in range(300)]
    with Archive(tmp_path / "a.db") as archive:
        archive.save_posts(posts)
        optimise.prepare(archive)
        optimise.pack(archive, lambda *_: None)
        with archive.reading() as connection:
            assert connection.execute("SELECT typeof(html) FROM posts LIMIT 1").fetchone()[0] == "blob"
            assert {one.fallback for one in named_media(connection)} == {"http://h/small.jpg"}


def test_other_files_are_left_alone(tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    Archive(archive).close()
    with pytest.raises(ArchiveError, match="is no media file"):
        MediaStore(archive)
    with open_media(archive) as none:
        assert none is None
    newer = tmp_path / "archive.media.db"
    MediaStore(newer).close()
    with sqlite3.connect(newer) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(ArchiveError, match="newer version"), open_media(archive):
        pass
    newer.write_bytes(b"no database at all, " * 300)
    with pytest.raises(ArchiveError, match="is not an SQLite database"):
        MediaStore(newer)


def test_posts_revisions_and_comments_name_media(tmp_path: Path) -> None:
    size = "https://1.bp.blogspot.com/-abcdefg/abcdefg/AAAA/abcdefghi/{}/a.jpg"
    first = post(
        1,
        html=f'<a href="http://h/big.jpg"><img src="http://h/small.jpg"></a><img src="{size.format("w9")}">',
        images=(
            Image(url="http://h/big.jpg"),
            Image(url=size.format("s320")),
            Image(url=size.format("s1600")),
        ),
        enclosures=(
            Enclosure(url="http://h/one.mp3", type="audio/mpeg"),
            Enclosure(url="http://h/two.mp3"),
            Enclosure(url="http://h/paper.pdf", type="application/pdf"),
        ),
        embeds=("https://www.youtube.com/embed/x", "http://h/film.mp4"),
    )
    old = post(2, html='<img src="http://h/old.png">', images=(Image(url="http://h/old.png"),))
    remark = Comment(blog_id="1", post_id="2", comment_id="3", html='<p>see <img src="http://h/c.gif"></p>')
    with Archive(tmp_path / "a.db") as archive:
        archive.save_posts([first, old])
        archive.save_posts([replace(old, html="<p>new</p>", text="new", images=(), body_raw="new")])
        archive.save_comments([replace(remark, blog_id=first.blog_id)])
        with archive.reading() as connection:
            found = {(one.key, one.fallback) for one in named_media(connection)}
            assert not list(named_media(connection, "no such blog"))
    assert found == {
        ("h/big.jpg", "http://h/small.jpg"),
        ("google:-abcdefg/abcdefg/AAAA/abcdefghi", None),
        ("h/one.mp3", None),
        ("h/two.mp3", None),
        ("h/film.mp4", None),
        ("h/old.png", None),
        ("h/c.gif", None),
    }
