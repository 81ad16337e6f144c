"""Lists of feed readers give the posts of Blogger's blogs in them."""

import json
from pathlib import Path
from typing import Any

from tests.imports.test_importer import URL, page, run, stored, write

FEED = "feed/http://serra.blogspot.com/feeds/posts/default"
ORIGIN = {"streamId": FEED, "title": "Gazeta da Serra", "htmlUrl": "http://serra.blogspot.com/"}


def item(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "id": f"tag:google.com,2005:reader/item/{number:016x}",
        "title": f"Ponte &amp; rio {number}",
        "published": 1416737700,
        "updated": 1416741300,
        "categories": ["user/1/state/com.google/read", "Port"],
        "alternate": [{"href": URL.format(number), "type": "text/html"}],
        "content": {"content": f"<p>A ponte {number} abriu.</p>"},
        "author": "Rui",
        "origin": ORIGIN,
    } | changes


FEEDLY = {"originId": "tag:blogger.com,1999:blog-77.post-1000003", "published": 1416737700000}
OTHER = {"origin": {"streamId": "feed/http://x.example/rss"}, "alternate": [{"href": "http://x.example/a/b"}]}
PROXY = {
    "alternate": [{"href": "http://feedproxy.google.com/~r/serra/1"}],
    "canonical": [{"href": URL.format(2)}],
}


def test_entries_of_google_reader_and_feedly_are_posts(tmp_path: Path) -> None:
    items = [item(1), item(2, **PROXY), item(3, **FEEDLY), item(4, **OTHER)]
    source = write(tmp_path / "starred.json", json.dumps({"id": "user/1", "items": items}).encode())
    [report] = run(tmp_path / "a.db", source)
    assert (report.posts, report.unreadable) == ({"new": 3}, [])
    posts = {post.url: post for post in stored(tmp_path / "a.db").values()}
    assert set(posts) == {URL.format(number) for number in (1, 2, 3)}
    one, three = posts[URL.format(1)], posts[URL.format(3)]
    assert (one.title, one.labels, one.author, one.text) == (
        "Ponte & rio 1", ("Port",), "Rui", "A ponte 1 abriu.",
    )  # fmt: skip
    assert one.published == three.published
    assert str(one.published) == "2014-11-23 10:15:00+00:00"
    assert (three.blog_id, three.post_id) == ("77", "1000003")


def test_an_entry_and_the_page_of_its_post_are_one(tmp_path: Path) -> None:
    for order in ("ab", "ba"):
        archive = tmp_path / f"{order}.db"
        write(tmp_path / order / f"{order[0]}.json", json.dumps({"items": [item(1)]}).encode())
        write(tmp_path / order / f"{order[1]}.html", page(1))
        run(archive, tmp_path / order)
        [post] = stored(archive).values()
        assert (post.post_id, post.labels, post.source) == ("1000001", ("Port",), "export")


def test_a_list_without_blogs_of_blogger_is_named(tmp_path: Path) -> None:
    source = write(tmp_path / "starred.json", json.dumps({"items": [item(1, **OTHER)]}).encode())
    [report] = run(tmp_path / "a.db", source)
    assert (report.posts, len(report.unreadable)) == ({}, 1)
