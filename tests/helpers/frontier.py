"""Crawls without Scrapy, clock and network: a fake site answers, a dictionary remembers."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from crawler.archive_reader import ArchiveReader, IdComparison, KnownBlog, UnlistedPost
from crawler.blogger.frontier.blog_crawl import BlogCrawl
from crawler.blogger.frontier.crawl_options import CrawlOptions
from crawler.blogger.frontier.exchange import FailureKind, FetchFailure, PageRequest, PageResponse
from crawler.blogger.frontier.incremental import parse_update_time
from crawler.blogger.frontier.target import Target
from crawler.blogger.urls import read_address
from crawler.items import Comment, Crawl, CrawlState, Post, Robots
from tests.helpers.fake_blogger import FakeResponse, Site, respond

MAX_REQUESTS = 500
HOST = "ledger.blogspot.com"
"""The blog's own address at Blogger, which its feed states where it is asked for by its id."""


class Killed(Exception):  # noqa: N818
    """The process that crawls ends here."""


class MemoryReader(ArchiveReader):
    """An archive in memory."""

    def __init__(self, *, keeps: bool = True) -> None:
        self._keeps = keeps
        self.posts: dict[str, Post] = {}
        self.comments: dict[str, Comment] = {}
        self.noticed: dict[str, datetime] = {}
        self.deleted: set[str] = set()
        self.blog: KnownBlog | None = None
        self.comment_gap: int | None = None
        self.comments_at: datetime | None = None

    @property
    def keeps(self) -> bool:
        return self._keeps

    @property
    def there(self) -> dict[str, Post]:
        """Posts that are not marked as deleted, without static pages."""
        there = ((key, post) for key, post in self.posts.items() if key not in self.deleted)
        return {key: post for key, post in there if post.kind == "post"}

    def store(self, item: Any) -> None:
        """Keep an item as the archive does."""
        if isinstance(item, Post):
            self.posts[item.post_id] = item
            self.deleted.discard(item.post_id)
        elif isinstance(item, Comment):
            self.comments[item.comment_id] = item
        elif isinstance(item, Crawl) and item.ended:
            self._remember(item)

    def interrupt(self) -> None:
        """Leave the archive as a kill does: nothing is remembered, and the last crawl did not end."""
        assert self.blog
        last = self.blog.last
        assert last
        self.blog = replace(self.blog, state=CrawlState())
        self.cut_off(last)

    def cut_off(self, crawl: Crawl) -> None:
        """Note that a crawl did not end."""
        if crawl.blog_id:
            old = self.blog or KnownBlog(id=1, address=crawl.address, blog_id=crawl.blog_id)
            self.blog = replace(old, last=replace(crawl, outcome="interrupted"))

    def _remember(self, crawl: Crawl) -> None:
        old = self.blog or KnownBlog(id=1, address=crawl.address)
        self.blog = KnownBlog(
            id=1,
            address=crawl.follow or old.address,
            blog_id=crawl.blog_id or old.blog_id,
            state=crawl.state or old.state,
            gap=old.gap,
            noticed=min(self.noticed.values(), default=None),
            last=crawl,
        )
        if crawl.deletions:
            self.deleted.update(crawl.deletions.confirmed)
            assert crawl.ended
            self.noticed = dict.fromkeys(crawl.deletions.noticed, crawl.ended) | self.noticed
        if crawl.outcome == "complete" and crawl.comments_expected is not None:
            self.comment_gap = crawl.comments_expected - len(self.comments)
            self.comments_at = crawl.ended
        if crawl.state and crawl.expected is not None:
            self.blog = replace(self.blog, gap=crawl.expected - len(self.there), absent=len(self.noticed))

    async def due_blogs(
        self, span: tuple[datetime, datetime], *, after: int, limit: int, every: bool
    ) -> Sequence[KnownBlog]:
        return [self.blog] if self.blog and not after else []

    async def find_blog(self, address: str) -> KnownBlog | None:
        return self.blog

    async def whole_posts(self, blog_id: str) -> Collection[str]:
        return [key for key, post in self.there.items() if not post.partial]

    async def count_posts(self, blog_id: str) -> int:
        return len(self.there)

    async def update_times(self, blog_id: str, post_ids: Collection[str]) -> Mapping[str, datetime | None]:
        held = {key: self.there[key] for key in post_ids if key in self.there}
        return {key: parse_update_time(post.updated_raw) for key, post in held.items() if not post.partial}

    async def saved_addresses(self, blog_id: str) -> Sequence[tuple[str, str, datetime, int | None]]:
        counts = await self.comment_counts(blog_id, self.there)
        return [
            (
                key,
                post.url,
                at,
                None if (post.comment_count or 0) > counts.get(key, 0) else post.comment_count,
            )
            for key, post in self.there.items()
            if post.url and (at := parse_update_time(post.updated_raw)) and not self.posts[key].partial
        ]

    async def raw_bodies(self, blog_id: str, post_ids: Collection[str]) -> Mapping[str, str]:
        return {key: self.there[key].body_raw for key in post_ids if key in self.there}

    async def compare_ids(self, blog_id: str, listed: Collection[str]) -> IdComparison:
        unlisted = (post for key, post in self.there.items() if key not in set(listed))
        return IdComparison(
            held=len(self.there),
            unlisted=tuple(
                UnlistedPost(post_id=p.post_id, url=p.url, noticed=self.noticed.get(p.post_id))
                for p in unlisted
            ),
            unknown=len(set(listed) - set(self.posts)),
        )

    async def has_comments(self, blog_id: str, comment_ids: Collection[str], total: int | None) -> bool:
        if self.comment_gap is None or not set(comment_ids) <= set(self.comments):
            return False
        return total == len(self.comments) + self.comment_gap

    async def comment_counts(self, blog_id: str, post_ids: Collection[str]) -> Mapping[str, int]:
        return Counter(each.post_id for each in self.comments.values() if each.post_id in post_ids)

    async def comments_read(self, blog_id: str) -> datetime | None:
        return self.comments_at

    async def robots_txt(self, origin: str) -> Robots | None:
        return None


async def drive(
    crawl: BlogCrawl,
    site: Site,
    store: Callable[[Any], Awaitable[None]],
    before: Callable[[int], object],
    requests: list[PageRequest],
    bodies: list[bytes] | None = None,
    *,
    resolves: Callable[[str], bool] = lambda _: True,
    closes: Callable[[str], bool] = lambda _: False,
) -> None:
    """Ask a site for all that a crawl wants, and store what comes; note requests, and bodies of answers.

    `resolves` tells which host names lead anywhere, `closes` which addresses robots.txt closes.
    """
    while True:
        request = crawl.next()
        if request is None:
            if not await crawl.advance():
                return
            continue
        assert len(requests) < MAX_REQUESTS, "the crawl does not end"
        before(len(requests))
        requests.append(request)
        answer = _ask(site, request, resolves, closes)
        if isinstance(answer, FetchFailure):
            items = await crawl.fail(request, answer)
        else:
            items = await crawl.handle(request, answer)
            if bodies is not None:
                bodies.append(answer.body)
        for item in items:
            await store(item)


def _ask(
    site: Site, request: PageRequest, resolves: Callable[[str], bool], closes: Callable[[str], bool]
) -> PageResponse | FetchFailure:
    url = request.url
    fields = {name.lower(): value for name, value in request.headers.items()}
    for _ in range(5):
        if not resolves(urlsplit(url).hostname or ""):
            return FetchFailure(url, "no such host", FailureKind.UNKNOWN_HOST)
        if closes(url):
            return FetchFailure(url, "robots.txt forbids it", FailureKind.FORBIDDEN)
        made = respond({HOST: site, "*": site}, "GET", url, fields)
        if made.reset:
            return FetchFailure(url, "reset", FailureKind.OTHER)
        if not 301 <= made.status <= 308 or "Location" not in made.headers:
            break
        url = made.headers["Location"]
    return _read(url, made)


class FrontierHarness:
    """One archive and one site, crawled as often as a test likes."""

    def __init__(self, site: Site, host: str = HOST) -> None:
        self.site, self.host = site, host
        self.reader = MemoryReader()
        self.now = datetime(2026, 3, 1, 12, tzinfo=UTC)
        self.requests: list[PageRequest] = []
        self.before: Callable[[int], object] = lambda number: None
        """Called with the number (from 0) of each request of a crawl, before it."""
        self.resolves: Callable[[str], bool] = lambda host: True

    def crawl(self, **options: Any) -> Crawl:
        """Crawl the blog once. Returns the record that ends the crawl."""
        return asyncio.run(self._crawl(CrawlOptions(**options)))

    async def _crawl(self, options: CrawlOptions) -> Crawl:
        address = read_address(self.host)
        target = Target(address.home, address, self.reader.blog)
        crawl = BlogCrawl("run", target, self.reader, options, lambda: self.now)
        self.requests = []
        self.last = crawl

        async def store(item: Any) -> None:
            self.reader.store(item)

        try:
            await drive(crawl, self.site, store, self.before, self.requests, resolves=self.resolves)
        except Killed:
            self.reader.cut_off(crawl.record())
            raise
        ended = crawl.finish()
        self.reader.store(ended)
        return ended

    def wait(self, **span: float) -> None:
        """Let time pass."""
        self.now += timedelta(**span)

    def edit(self, *numbers: int, at: datetime) -> None:
        """Save other words in posts of these numbers."""
        for number in numbers:
            body = f"<p>Post {number}, saved at {at:%d %B %H:%M}.</p>"
            self.site.blog = self.site.blog.edited(str(10**18 + number), updated=at, body=body)

    def lacking(self) -> list[str]:
        """Ids of posts that are not held as they are served, with their time and body."""
        held = {key: (parse_update_time(p.updated_raw), p.body_raw) for key, p in self.reader.there.items()}
        return [p.post_id for p in self.site.blog.posts if held.get(p.post_id) != (p.updated, p.body)]


def _read(url: str, made: FakeResponse) -> PageResponse:
    return PageResponse(
        url,
        made.body,
        made.status,
        content_type=made.headers.get("Content-Type", ""),
        etag=made.headers.get("ETag"),
        last_modified=made.headers.get("Last-Modified"),
        date=made.headers.get("Date"),
    )
