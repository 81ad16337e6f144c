"""JSON that scripts keep of a blog: answers of the API, and feeds in any arrangement."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipelines.archive import Archive
from pipelines.imports.blog_homes import BlogHomes
from pipelines.imports.folders import Unreadable
from pipelines.imports.import_report import ImportReport
from pipelines.imports.json_documents import read_json_documents
from tests.imports.test_importer import run, stored, write

TAG = "tag:blogger.com,1999:blog-77"
URL = "http://serra.blogspot.com/2016/08/{}.html"
Json = dict[str, Any]


def resource(number: int, kind: str = "post", **more: object) -> Json:
    return {
        "kind": f"blogger#{kind}",
        "id": str(number),
        "blog": {"id": "77"},
        "published": "2016-08-13T09:33:00-07:00",
        "content": "<p>A ponte abriu.</p>",
        "author": {"id": "1", "displayName": "Rui", "url": "https://rui.example/"},
        **(
            {"url": URL.format(number), "title": f"Ponte {number}", "labels": ["Rio"]}
            if kind == "post"
            else {}
        ),
        **more,
    }


def entry(number: int) -> Json:
    return {
        "id": {"$t": f"{TAG}.post-{number}"},
        "published": {"$t": "2016-08-13T09:33:00.000-07:00"},
        "title": {"type": "text", "$t": f"Ponte {number}"},
        "category": [{"scheme": "http://www.blogger.com/atom/ns#", "term": "Rio"}],
        "content": {"type": "html", "$t": "<p>A ponte abriu.</p>"},
        "link": [{"rel": "alternate", "type": "text/html", "href": URL.format(number)}],
        "author": [{"name": {"$t": "Rui"}}],
    }


def feed(*entries: Json) -> Json:
    return {"version": "1.0", "feed": {"id": {"$t": TAG}, "title": {"$t": "Serra"}, "entry": list(entries)}}


def bring(tmp_path: Path, text: str, name: str = "kept.json") -> ImportReport:
    [report] = run(tmp_path / "a.db", write(tmp_path / name, text.encode()))
    return report


def listed(*items: Json, kind: str = "post") -> Json:
    return {"kind": f"blogger#{kind}List", "nextPageToken": "x", "items": list(items)}


SHAPES: dict[str, Callable[[], str]] = {
    "api list": lambda: json.dumps(listed(resource(5), resource(6)), indent=1),
    "api list of chosen fields": lambda: json.dumps(
        listed(*({k: v for k, v in resource(n).items() if k != "kind"} for n in (5, 6)))
    ),
    "api array": lambda: json.dumps([resource(5), resource(6)]),
    "api lists in an array": lambda: json.dumps([listed(resource(5)), listed(resource(6))]),
    "api lines": lambda: f"{json.dumps(resource(5))}\n{json.dumps(resource(6))}\n",
    "api script": lambda: f"// API callback\nshow({json.dumps(listed(resource(5), resource(6)))});",
    "api module": lambda: f"export const posts = {json.dumps(listed(resource(5), resource(6)), indent=2)}\n",
    "feeds in an array": lambda: json.dumps([feed(entry(5)), feed(entry(6))]),
    "feeds line by line": lambda: f"{json.dumps(feed(entry(5)))}\n{json.dumps(feed(entry(6)))}",
    "feed without its wrapping": lambda: json.dumps(feed(entry(5), entry(6))["feed"]),
    "entries in an array": lambda: json.dumps([entry(5), entry(6)]),
    "entries line by line": lambda: f"{json.dumps(entry(5))}\n{json.dumps(entry(6))}",
    "feed in a variable": lambda: f"var posts = {json.dumps(feed(entry(5), entry(6)))};",
    "feed in an answer of another program": lambda: json.dumps({"data": [{"x": feed(entry(5), entry(6))}]}),
    "api posts inside their blog": lambda: json.dumps(
        {"kind": "blogger#blogUserInfo", "blog": resource(7, "blog", posts=listed(resource(5), resource(6)))}
    ),
    "feed behind a guard": lambda: f")]}}'\n{json.dumps(feed(entry(5), entry(6)))}",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_posts_are_read_however_they_are_arranged(shape: str, tmp_path: Path) -> None:
    report = bring(tmp_path, SHAPES[shape]())
    assert (report.posts, report.unreadable) == ({"new": 2}, [])
    found = stored(tmp_path / "a.db")
    for number, post in found.items():
        assert (post.title, post.url) == (f"Ponte {number}", URL.format(number))
        assert (post.blog_id, post.text, post.author, post.labels) == (
            "77",
            "A ponte abriu.",
            "Rui",
            ("Rio",),
        )
    assert {post.source for post in found.values()} == {"export"}


def test_pages_comments_and_drafts_of_the_api(tmp_path: Path) -> None:
    comment, answer = resource(21, "comment", post={"id": "5"}), {"id": "22", "inReplyTo": {"id": "21"}}
    documents = [
        {"kind": "blogger#blog", "id": "77", "name": "Serra", "url": "http://serra.blogspot.com/"},
        listed(resource(5), resource(6, status="DRAFT"), resource(7, status="SCHEDULED")),
        listed(resource(8, "page", url="http://serra.blogspot.com/p/sobre.html"), kind="page"),
        listed(comment, comment | answer, comment | {"id": "23", "status": "SPAM"}, kind="comment"),
    ]
    report = bring(tmp_path, json.dumps(documents))
    assert (report.posts, report.pages, report.comments) == ({"new": 1}, {"new": 1}, {"new": 2})
    assert report.drafts == 2
    assert {n: post.kind for n, post in stored(tmp_path / "a.db").items()} == {"5": "post", "8": "page"}
    with Archive(tmp_path / "a.db", read_only=True) as opened, opened.reading() as connection:
        replies = list(
            connection.execute("SELECT comment_id, post_id, parent_id, author FROM comments ORDER BY 1")
        )
        assert list(map(tuple, replies)) == [("21", "5", None, "Rui"), ("22", "5", "21", "Rui")]
        statuses = connection.execute("SELECT post_id, status FROM drafts ORDER BY 1").fetchall()
        assert list(map(tuple, statuses)) == [("6", "draft"), ("7", "scheduled")]
        assert tuple(connection.execute("SELECT title, url FROM blogs").fetchone()) == (
            "Serra",
            "http://serra.blogspot.com/",
        )


def test_comments_inside_a_post_of_the_api(tmp_path: Path) -> None:
    comment = resource(21, "comment", post={"id": "5"})
    report = bring(tmp_path, json.dumps(resource(5, replies={"totalItems": "1", "items": [comment]})))
    assert (report.posts, report.comments) == ({"new": 1}, {"new": 1})


def test_a_feed_without_entries_is_no_failure(tmp_path: Path) -> None:
    report = bring(tmp_path, json.dumps({"version": "1.0", "feed": feed()["feed"] | {"entry": []}}))
    assert (report.posts, report.unreadable) == ({}, [])


@pytest.mark.parametrize("begin", ['{"a":', '{"kind":"blogger#post","blog":'])
def test_no_depth_of_nesting_ends_an_import(begin: str) -> None:
    for depth in range(900, 1000):
        text = begin * depth + "{}" + "}" * depth
        [found] = read_json_documents(text.encode(), "deep.json", BlogHomes())
        assert isinstance(found, Unreadable)


def test_a_line_that_was_cut_is_named_and_those_before_it_are_read(tmp_path: Path) -> None:
    lines = f"{json.dumps(resource(5))}\n{json.dumps(resource(6))[:90]}"
    report = bring(tmp_path, lines)
    assert (report.posts, len(report.unreadable)) == ({"new": 1}, 1)
    assert "what it holds was read" in report.unreadable[0]


@pytest.mark.parametrize(
    "text", ['{"name": "theme", "version": "1"}', '[{"id": 5, "kind": "post"}]', "[1, 2"]
)
def test_other_json_is_nothing_of_blogger(text: str, tmp_path: Path) -> None:
    report = bring(tmp_path, text)
    assert (report.posts, report.unreadable, report.skipped) == ({}, [], {"unknown": 1})
