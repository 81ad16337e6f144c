"""A small harness for runs over weeks: blogs on sites, one archive, and a clock that a test moves."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.items import Crawl
from crawler.spiders.blogger import BloggerSpider
from pipelines.archive import Archive
from tests.helpers.fake_blogger import Crawled, Site, crawl
from tests.helpers.sample_blog import SampleBlog, SamplePost, make_comment

NEW = datetime(2026, 2, 1, tzinfo=UTC)  # a month before the first visit
HOST = "ledger.blogspot.com"
HOME = f"https://{HOST}/"
START = datetime(2015, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def make(n: int, at: datetime, **more: Any) -> SamplePost:
    """Post number `n`, saved when it was published."""
    fields = {
        "post_id": str(10**18 + n),
        "path": f"/{at:%Y/%m}/post-{n}.html",
        "published": at,
        "updated": at,
        "title": f"Post {n}",
        "body": f"<p>Words of post {n}.</p>",
    }
    return SamplePost(**{**fields, **more})


def blog_of(size: int, *, blog_id: str = "4711", first: datetime = START) -> SampleBlog:
    """A blog of that many posts, one an hour."""
    posts = tuple(make(n, first + timedelta(hours=n)) for n in range(size))
    return SampleBlog(blog_id=blog_id, title=f"Small {blog_id}", posts=tuple(reversed(posts)))


def with_comments(blog: SampleBlog, count: int) -> SampleBlog:
    """The blog with so many comments on its newest post."""
    made = tuple(make_comment(f"Number {n}", NEW + timedelta(minutes=n)) for n in range(count))
    return replace(blog, posts=(replace(blog.posts[0], comments=made), *blog.posts[1:]))


SETTINGS: dict[str, Any] = {
    "BLOGGER_MAX_WAIT": 0.05,
    "RETRY_TIMES": 0,
    "EXTENSIONS": {},
    "ITEM_PIPELINES": {
        "pipelines.boilerplate.BoilerplatePipeline": 100,
        "pipelines.dates.DatesPipeline": 200,
        "pipelines.store.StorePipeline": 900,
    },
}
"""Everything that these tests are about; the language model takes a second to load."""


class SpiderHarness:
    """One archive, sites by host, and the time."""

    def __init__(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.path = path
        self.sites: dict[str, Site] = {}
        self.now = datetime(2026, 3, 1, 12, tzinfo=UTC)
        monkeypatch.setattr(BloggerSpider, "now", lambda _: self.now)

    def serve(self, blog: SampleBlog, host: str = HOST, **dialect: Any) -> Site:
        """Serve a blog under a host name."""
        self.sites[host] = Site(blog, **dialect)
        return self.sites[host]

    def crawl(
        self, blog: str | None = HOST, *, settings: dict[str, Any] | None = None, **arguments: Any
    ) -> Crawled:
        """One run; `blog` None: those that are followed."""
        for site in self.sites.values():
            site.log.clear()
        named = {"blog": blog} if blog else {}
        chosen = SETTINGS | {"ARCHIVE_PATH": str(self.path)} | (settings or {})
        return crawl(self.sites, settings=chosen, **named, **arguments)

    def visit(self, blog: str | None = HOST, **arguments: Any) -> Crawl:
        """One run of one blog; gives its record."""
        ended = [i for i in self.crawl(blog, **arguments).items if isinstance(i, Crawl) and i.ended]
        assert len(ended) == 1, ended
        return ended[0]

    def wait(self, **span: float) -> None:
        """Let time pass."""
        self.now += timedelta(**span)

    @contextmanager
    def archive(self) -> Iterator[Archive]:
        """The archive, between runs."""
        with Archive(self.path, clock=lambda: self.now) as archive:
            yield archive

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What another program reads."""
        with closing(sqlite3.connect(self.path)) as other:
            return other.execute(sql).fetchall()

    def write(self, sql: str) -> None:
        """What another program writes."""
        with closing(sqlite3.connect(self.path)) as other, other:
            other.execute(sql)

    def ids(self, where: str = "deleted_at IS NULL") -> set[str]:
        """Ids of posts held."""
        return {row[0] for row in self.rows(f"SELECT post_id FROM posts WHERE {where}")}


def asked(site: Site, *, robots: bool = False) -> list[str]:
    """What a site was asked for, without robots.txt."""
    return [call.url for call in site.log if robots or call.url != "/robots.txt"]
