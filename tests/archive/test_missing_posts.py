"""Posts that are known by links alone are named, so that they can be looked for elsewhere."""

from dataclasses import replace
from pathlib import Path

import pytest

from crawler.items import Blog, Comment, Link, Post
from pipelines.archive import Archive
from pipelines.archive.completeness import Month
from pipelines.archive.missing_posts import missing_posts
from tests.helpers.fake_blogger import faults
from tests.helpers.posts import FULL
from tests.helpers.spider_harness import HOME as HARNESS_HOME
from tests.helpers.spider_harness import SpiderHarness, blog_of

HOME, WORLD = "https://quay.blogspot.com/", HARNESS_HOME.rstrip("/")


def test_linked_posts_that_are_not_held_are_named_once(archive: Archive) -> None:
    paths = (
        "2020/01/tram.html", "2019/12/lost.html", "2019/12/lost.html?m=1#more", "p/about.html",
        "search/label/News", "2019/12/", "2019/12/withdrawn.html",
    )  # fmt: skip
    links = [Link(url=HOME + path) for path in paths]
    links += [Link(url="https://other.blogspot.com/2019/12/else.html"), Link(url="http://[broken")]
    archive.save_blog(Blog(blog_id=FULL.blog_id, url=HOME))
    archive.save_posts([replace(FULL, url=HOME + "2020/01/tram.html", aliases=(), links=tuple(links))])
    withdrawn = Post(blog_id=FULL.blog_id, post_id="3", status="trashed", url=HOME + "2019/12/withdrawn.html")
    archive.import_posts([withdrawn])
    with archive.reading() as connection:
        found = list(missing_posts(connection, FULL.blog_id))
    assert found == [HOME + "2019/12/lost.html", HOME + "p/about.html"]


def test_posts_of_which_only_comments_are_held_are_named(archive: Archive) -> None:
    archive.save_blog(Blog(blog_id=FULL.blog_id, url=HOME))
    archive.save_posts([replace(FULL, url=HOME + "2020/01/tram.html", aliases=())])
    urls = (
        "2020/01/tram.html?showComment=1#c1",
        "2019/12/lost.html?showComment=2#c2",
        "2019/12/lost.html#c3",
        "2019/12/withdrawn.html#c4",
    )
    ids = (FULL.post_id, "2", "2", "3")
    archive.import_posts([Post(blog_id=FULL.blog_id, post_id="3", status="draft")])
    comments = [
        Comment(blog_id=FULL.blog_id, post_id=post, comment_id=str(n), url=HOME + url)
        for n, (post, url) in enumerate(zip(ids, urls, strict=True))
    ]
    archive.save_comments(comments)
    with archive.reading() as connection:
        assert list(missing_posts(connection, FULL.blog_id)) == [HOME + "2019/12/lost.html"]


def test_a_month_of_which_the_blog_counts_more_than_is_held_and_named_is_named(archive: Archive) -> None:
    archive.save_blog(Blog(blog_id=FULL.blog_id, url=HOME))
    lost = Link(url=HOME + "2019/12/lost.html")
    archive.save_posts([replace(FULL, url=HOME + "2020/01/tram.html", aliases=(), links=(lost,))])
    months = [Month("2019-11", 2, 0), Month("2019-12", 1, 0), Month("2020-01", 1, 1), Month("2020-02", 1, 3)]
    with archive.reading() as connection:
        found = list(missing_posts(connection, FULL.blog_id, months))
    assert found == [HOME + "2019/12/lost.html", HOME + "2019/11/"]


def test_posts_that_only_the_sitemap_names_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    harness = SpiderHarness(tmp_path / "a.db", monkeypatch)
    site = harness.serve(blog_of(200), feed="none")
    lost = site.blog.posts[7]
    site.fault(lost.path, faults.status(404), times=None)
    harness.visit()
    with harness.archive() as archive, archive.reading() as connection:
        assert lost.post_id not in harness.ids()
        assert [*archive.crawls()][-1].unread == (f"{WORLD}{lost.path}",)
        assert list(missing_posts(connection, "4711")) == [f"{WORLD}{lost.path}"]
        connection.execute("UPDATE crawls SET unread = '[3, '")
        assert list(missing_posts(connection, "4711")) == []
        connection.rollback()
