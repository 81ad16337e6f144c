"""Blogs come through the Blogger API v3 as they come through their feeds; the key goes nowhere else."""

import json
import os
import signal
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import pytest

from crawler.blogger.api.api_crawl import ApiCrawl
from crawler.blogger.api.api_errors import describe_refusal
from crawler.blogger.feed import parse_feed
from crawler.errors import FeedError
from crawler.items import Post
from pipelines.archive import Archive
from tests.helpers.fake_blogger import Site, respond
from tests.helpers.processes import Done, blogger_archive, call
from tests.helpers.sample_blog import SampleBlog, SampleComment, SamplePost
from tests.helpers.spider_harness import HOME, HOST, START, blog_of, make

KEY = "AIzaSyFakeKeyOfThisTest-0123456789"
KINDS = {"posts": "blogger#postList", "pages": "blogger#pageList", "comments": "blogger#commentList"}


def made() -> SampleBlog:
    blog = blog_of(5)
    said = tuple(
        SampleComment(comment_id=f"77{n}", published=blog.posts[0].published, body=f"Said {n}.")
        for n in range(3)
    )
    return blog.edited(blog.posts[0].post_id, comments=said, labels=("Port",), author="Rui")


class Api(BaseHTTPRequestHandler):
    """The API of one blog, two items at a time."""

    blog: ClassVar[SampleBlog]
    asked: ClassVar[list[str]] = []
    refusal: ClassVar[tuple[int, str]] = (0, "")
    moved: ClassVar[str] = ""

    def handle(self) -> None:
        with suppress(ConnectionError):  # a client that a signal has ended, which is no line of the program
            super().handle()

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        Api.asked.append(self.path)
        status, reason = Api.refusal
        if parts.path == "/elsewhere":
            Api.asked.append(str(self.headers.get("X-Goog-Api-Key")))
            self._answer(200, {"kind": "blogger#blog"})
        elif Api.moved:
            self._answer(302, {}, {"Location": Api.moved})
        elif self.headers.get("X-Goog-Api-Key") != KEY:
            self._answer(400, error(400, "keyInvalid"))
        elif status:
            self._answer(status, error(status, reason))
        else:
            tree = self._tree(parts.path.removeprefix("/v3/blogs/").split("/"), query)
            self._answer(*((200, tree) if tree else (404, error(404, "notFound"))))

    def _tree(self, path: list[str], query: dict[str, str]) -> dict[str, Any] | None:
        blog = Api.blog
        if path == ["byurl"]:
            posts = {"totalItems": len(blog.posts)}
            found = {
                "kind": "blogger#blog",
                "id": blog.blog_id,
                "name": blog.title,
                "url": HOME,
                "posts": posts,
            }
            return found if query["url"] == HOME else None
        if path[0] != blog.blog_id:
            return None
        if path[-2] == "posts" and path[-1].isdigit():
            return next((resource(post) for post in blog.posts if post.post_id == path[-1]), None)
        start = int(query.get("pageToken", "t0")[1:])
        items = self._items(path[1:])
        more = {"nextPageToken": f"t{start + 2}"} if start + 2 < len(items) else {}
        return {"kind": KINDS[path[-1]], "items": items[start : start + 2], **more}

    def _items(self, path: list[str]) -> list[dict[str, Any]]:
        if path == ["posts"]:
            return [resource(post) for post in Api.blog.posts]
        if path == ["pages"]:
            about = {"id": "55", "url": f"{HOME}p/about.html", "title": "About", "content": "<p>We row.</p>"}
            return [about | {"published": "2015-01-01T00:00:00Z", "updated": "2015-01-01T00:00:00Z"}]
        post = next(post for post in Api.blog.posts if post.post_id == path[1])
        return [
            {
                "id": comment.comment_id, "content": comment.body, "author": {"displayName": "Ana"},
                "published": comment.published.isoformat(), "updated": comment.published.isoformat(),
                **({"inReplyTo": {"id": "770"}} if comment.comment_id == "771" else {}),
            }
            for comment in post.comments
        ]  # fmt: skip

    def _answer(self, status: int, tree: dict[str, Any], headers: dict[str, str] | None = None) -> None:
        body = json.dumps(tree).encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


def resource(post: SamplePost) -> dict[str, Any]:
    return {
        "kind": "blogger#post", "id": post.post_id, "url": HOME.rstrip("/") + post.path, "title": post.title,
        "published": post.published.isoformat(timespec="milliseconds"),
        "updated": post.updated.isoformat(timespec="milliseconds"),
        "content": post.body, "labels": list(post.labels), "author": {"displayName": post.author},
        "replies": {"totalItems": str(len(post.comments))},
    }  # fmt: skip


def error(status: int, reason: str) -> dict[str, Any]:
    return {"error": {"code": status, "message": f"no: {KEY}", "errors": [{"reason": reason}]}}


@pytest.fixture
def base() -> Iterator[str]:
    Api.blog, Api.asked, Api.refusal, Api.moved = made(), [], (0, ""), ""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Api)
    thread = threading.Thread(target=server.serve_forever, args=(0.005,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v3"
    server.shutdown()
    thread.join()
    server.server_close()


def crawl(base: str, file: Path, *more: str, key: str = KEY, blog: tuple[str, ...] = (HOME,)) -> Done:
    (file.parent / "blogger-archive.toml").write_text(f'api_key = "{key}"\n')
    fast = ("-s", f"BLOGGER_API_URL={base}", "-s", "BLOGGER_MAX_WAIT=0.1", "-s", "BLOGGER_RATE=500")
    return call("crawl", *blog, "--via", "api", *fast, *more, archive=file)


def test_posts_pages_and_comments_come_page_by_page(base: str, tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    done = crawl(base, file, "--comments")
    assert (done.returncode, done.stderr) == (0, "")
    assert "5 posts, 1 page by the API; posts: 5 new; pages: 1 new; comments: 3 new" in done.stdout
    with Archive(file, read_only=True) as archive:
        posts = {post.post_id: post for post in archive.posts()}
        comments = {comment.comment_id: comment.parent_id for comment in archive.comments()}
        [record] = archive.crawls()
    assert posts["55"].kind == "page"
    assert comments == {"770": None, "771": "770", "772": None}
    assert (record.outcome, record.expected, record.received) == ("complete", 5, 5)
    assert crawl(base, file, "--comments").stdout.count("0 new, ") == 3


def test_a_post_is_the_same_as_in_the_feed(base: str, tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    crawl(base, file)
    feed = respond({HOST: Site(Api.blog)}, "GET", f"{HOME}feeds/posts/default?alt=json", {}).body
    with Archive(file, read_only=True) as archive:
        stored = {post.post_id: post for post in archive.posts()}
    for post in parse_feed(feed).posts:
        same = (
            "url",
            "title",
            "author",
            "labels",
            "published_raw",
            "updated_raw",
            "body_raw",
            "source",
            "partial",
        )
        assert [getattr(stored[post.post_id], name) for name in same] == [
            getattr(post, name) for name in same
        ]


@pytest.mark.slow
def test_what_the_feed_gave_before_is_not_doubled(base: str, tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    with Archive(file) as archive:
        old = Post(
            blog_id="4711", post_id=Api.blog.posts[1].post_id, title="Old", text="Old.", body_raw="Old."
        )
        archive.save_posts([old, replace(old, post_id="9", text="Gone.")])
    assert "1 changed" in crawl(base, file).stdout
    with Archive(file, read_only=True) as archive:
        assert len(list(archive.posts())) == 7


@pytest.mark.parametrize(
    ("status", "reason", "words", "code"),
    [
        (400, "keyInvalid", "check BLOGGER_API_KEY", 5),
        (403, "quotaExceeded", "quota is used up; run again", 5),
        (403, "rateLimitExceeded", "run again in some minutes", 5),
        (403, "accessNotConfigured", "enable it in the Google Cloud console", 5),
        (403, "forbidden", "the blog is private", 5),
        (401, "unknown", "the blog is private", 5),
        (404, "notFound", "knows no such blog", 5),
        (418, "teapot", "try again later", 5),
    ],
)
def test_a_refusal_is_one_line_with_the_next_step(
    base: str, tmp_path: Path, status: int, reason: str, words: str, code: int
) -> None:
    Api.refusal = status, reason
    done = crawl(base, tmp_path / "a.db")
    assert (done.returncode, done.stderr.count("\n")) == (code, 1)
    assert words in done.stderr
    assert KEY not in done.stderr + done.stdout


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        ((403, "quotaExceeded"), "quota"),
        ((400, "invalid"), "expired; run again"),
        ((400, "keyInvalid"), "_KEY"),
    ],
    ids=["quota", "token", "key"],
)
def test_a_refusal_on_the_way_keeps_what_came(
    base: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refusal: tuple[int, str], words: str
) -> None:
    tree = Api._tree

    def until_page_two(self: Api, path: list[str], query: dict[str, str]) -> Any:
        if query.get("pageToken") == "t2":
            Api.refusal = refusal
        return tree(self, path, query)

    monkeypatch.setattr(Api, "_tree", until_page_two)
    done = crawl(base, tmp_path / "a.db")
    assert (done.returncode, done.stderr.count("\n")) == (3, 1)
    assert words in done.stderr
    with Archive(tmp_path / "a.db", read_only=True) as archive:
        assert len(list(archive.posts())) == 4


@pytest.mark.parametrize(
    ("reason", "asked", "code"),
    [
        ("userRateLimitExceeded", 3, 0),
        ("rateLimitExceeded", 3, 0),
        ("quotaExceeded", 1, 5),
        ("forbidden", 1, 5),
    ],
)
def test_only_a_refusal_of_the_pace_is_asked_again(
    base: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reason: str, asked: int, code: int
) -> None:
    answer = Api.do_GET

    def refuse_twice(self: Api) -> None:
        Api.refusal = (403, reason) if len(Api.asked) < 2 else (0, "")
        answer(self)

    monkeypatch.setattr(Api, "do_GET", refuse_twice)
    assert crawl(base, tmp_path / "a.db").returncode == code
    assert [path for path in Api.asked if "byurl" in path] == Api.asked[:asked]


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_keeps_what_came_and_is_one_line(
    base: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, signum: signal.Signals
) -> None:
    tree = Api._tree

    def signalling(self: Api, path: list[str], query: dict[str, str]) -> Any:
        if query.get("pageToken") == "t2":
            os.kill(os.getpid(), signum)
        return tree(self, path, query)

    monkeypatch.setattr(Api, "_tree", signalling)
    done = crawl(base, tmp_path / "a.db")
    assert (done.returncode, done.stderr.count("\n")) == (128 + signum, 1)
    with Archive(tmp_path / "a.db", read_only=True) as archive:
        assert len(list(archive.posts())) >= 2
        assert [record.outcome for record in archive.crawls()] == ["interrupted"]


def change_at(
    monkeypatch: pytest.MonkeyPatch, token: str, change: Callable[[SampleBlog], SampleBlog]
) -> None:
    """Let the blog change before each answer that a token asks for."""
    tree = Api._tree

    def changing(self: Api, path: list[str], query: dict[str, str]) -> Any:
        if query.get("pageToken") == token and query["fetchBodies"] == "true":
            Api.blog = change(Api.blog)
        return tree(self, path, query)

    monkeypatch.setattr(Api, "_tree", changing)


def test_a_post_that_moved_up_while_posts_were_listed_is_asked_for(
    base: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = Api.blog.posts[2].post_id
    after = Api.blog.without_post(Api.blog.posts[0].post_id).with_post(make(900, START))
    change_at(monkeypatch, "t2", lambda _: after)
    assert crawl(base, tmp_path / "a.db").returncode == 0
    with Archive(tmp_path / "a.db", read_only=True) as archive:
        assert moved in [post.post_id for post in archive.posts()]


def test_a_blog_that_changes_whenever_the_api_lists_it_is_incomplete(
    base: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = count(1)

    def edit(blog: SampleBlog) -> SampleBlog:
        return blog.edited(blog.posts[0].post_id, updated=START + timedelta(days=next(times)))

    change_at(monkeypatch, "t2", edit)
    done = crawl(base, tmp_path / "a.db")
    assert (done.returncode, "changed each time" in done.stderr) == (3, True)


def test_a_post_that_two_crawls_do_not_find_is_marked_as_deleted(base: str, tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    crawl(base, file)
    lost = Api.blog.posts[2].post_id
    Api.blog = Api.blog.without_post(lost)
    assert crawl(base, file).returncode == 0
    assert Api.asked[-1].endswith(f"/posts/{lost}")
    assert deleted(file) == []
    with closing(sqlite3.connect(file)) as other, other:
        assert other.execute("UPDATE _absences SET noticed = '2020-01-01T00:00:00+00:00'").rowcount == 1
    crawl(base, file)
    assert deleted(file) == [lost]


def test_many_posts_that_vanish_at_once_are_not_marked(base: str, tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    crawl(base, file)
    for post in Api.blog.posts[1:]:
        Api.blog = Api.blog.without_post(post.post_id)
    done = crawl(base, file, "-s", "BLOGGER_MAX_GONE=2")
    assert (done.returncode, "so many at once are not marked" in done.stderr) == (3, True)
    assert deleted(file) == []


def deleted(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as other:
        return [row[0] for row in other.execute("SELECT post_id FROM posts WHERE deleted_at IS NOT NULL")]


@pytest.mark.slow
def test_a_blog_that_was_named_is_followed_and_asked_when_it_is_due(base: str, tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    crawl(base, file, "--no-follow")
    assert "no blog is followed" in crawl(base, file, blog=()).stderr
    crawl(base, file)
    assert "no blog is due" in crawl(base, file, blog=()).stdout
    assert (
        "posts: 0 new, 5 unchanged; pages: 0 new, 1 unchanged" in crawl(base, file, "--all", blog=()).stdout
    )
    Api.refusal = 403, "quotaExceeded"
    assert crawl(base, file, "--all", blog=()).returncode == 5
    with Archive(file, read_only=True) as archive:
        *_, record = archive.crawls()
    assert (record.failures, record.outcome, record.next_due is not None) == (1, "failed", True)


@pytest.mark.slow
def test_the_key_is_in_no_file_and_no_line(base: str, tmp_path: Path) -> None:
    file = tmp_path / "archive/a.db"
    file.parent.mkdir()
    shown = [
        crawl(base, file, "--comments"),
        call("config", archive=file),
        call("config", "--json", archive=file),
    ]
    Api.refusal = 403, "forbidden"
    shown += [crawl(base, file), call("status", archive=file)]
    Api.moved = base.replace("/v3", "/elsewhere").replace("127.0.0.1", "localhost")
    shown.append(crawl(base, file))
    shown.append(crawl("http://127.0.0.1:1", file))
    shown.append(crawl(base, file, key="a key\\nwith a line end"))
    for done in shown:
        for text in (KEY, "line end"):
            assert text not in done.stdout + done.stderr
    assert not [line for line in Api.asked if KEY in line]
    for path in file.parent.iterdir():
        assert path.suffix == ".toml" or KEY.encode() not in path.read_bytes()


@pytest.mark.slow
def test_other_crawls_do_not_see_the_key(tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    (tmp_path / "blogger-archive.toml").write_text(f'api_key = "{KEY}"\n')
    done = blogger_archive(
        "crawl", "http://127.0.0.1:1/", "-L", "DEBUG", "--warc", tmp_path / "warc",
        "-s", "BLOGGER_MAX_WAIT=0.1", "-s", "RETRY_TIMES=0", archive=file,
    )  # fmt: skip
    assert "Overridden settings" in done.stderr
    assert KEY not in done.stdout + done.stderr
    for path in tmp_path.rglob("*"):
        assert path.suffix == ".toml" or not path.is_file() or KEY.encode() not in path.read_bytes()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--full"], "--full does not go"),
        (["--warc", "x"], "--warc does not go"),
        (["--media"], "--media does"),
    ],
)
def test_options_of_other_ways_are_refused(base: str, tmp_path: Path, more: list[str], words: str) -> None:
    done = crawl(base, tmp_path / "a.db", *more)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert words in done.stderr


def test_without_a_key_it_says_where_to_put_one(tmp_path: Path) -> None:
    done = call("crawl", HOME, "--via", "api", archive=tmp_path / "a.db")
    assert (done.returncode, "api_key in the config file" in done.stderr) == (2, True)


@pytest.mark.parametrize("tokens", [["same", "same"], ["one", "two"]], ids=["again", "for ever"])
def test_tokens_that_bring_nothing_new_end_the_list(tokens: list[str]) -> None:
    asked = ApiCrawl("https://api.example/v3", HOME, comments=False)
    asked.handle(b'{"kind": "blogger#blog", "id": "4711", "url": "x"}', "u")
    for token in tokens:
        items = [{"id": "5", "title": "x", "content": "x", "url": f"{HOME}2015/01/x.html"}]
        asked.handle(
            json.dumps({"kind": "blogger#postList", "items": items, "nextPageToken": token}).encode(), "u"
        )
    assert "/pages?" in str(asked.next())


def test_an_answer_that_is_none_is_one_line_with_its_address(
    base: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Api, "_tree", lambda *_: {"kind": "blogger#blog"})
    done = crawl(base, tmp_path / "a.db")
    assert (done.returncode, done.stderr.count("\n")) == (5, 1)
    assert f"{base}/blogs/byurl" in done.stderr
    assert "run again later" in done.stderr


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b'{"kind": "blogger#postList"}', b'{"kind": "blogger#blog"}']
)
def test_an_answer_that_is_no_blog_is_named(body: bytes) -> None:
    with pytest.raises(FeedError):
        ApiCrawl("https://api.example/v3", HOME, comments=False).handle(body, "u")


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'{"error": []}', b'{"error": {"errors": [3]}}', b'{"error": {"details": 3}}']
)
def test_any_refusal_has_words(body: bytes) -> None:
    assert describe_refusal(403, body).startswith("HTTP 403: ")
