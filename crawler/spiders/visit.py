"""The state of one run's visit to one blog."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from operator import attrgetter

from crawler.archive_reader import IdComparison, KnownBlog
from crawler.blogger.frontier.feed_pages import Walk
from crawler.blogger.frontier.incremental import Latest, Saves
from crawler.blogger.frontier.month_counts import count_months
from crawler.blogger.frontier.page_crawl import PageWalk
from crawler.blogger.frontier.seen import PostBook
from crawler.blogger.frontier.summaries import Summaries
from crawler.blogger.urls import FEED_DIALECTS, PAGE_SIZE, Address, pages
from crawler.items import Comment, Crawl, CrawlState, DeletionReport, Post, Robots


@dataclass(slots=True)
class Revisit:
    """What only matters where the archive remembers: the way to what is new, and to what is gone."""

    known: KnownBlog | None = None
    """What is remembered of the blog."""
    follow: bool = False
    """Whether the watch list is to keep it."""
    full: bool = True
    """Whether all posts are to be asked for."""
    takes_up: bool = True
    """Whether a first crawl that was cut off may be gone on with."""
    latest: Latest = field(default_factory=lambda: Latest(None))
    fresh: CrawlState = field(default_factory=CrawlState)
    """Address and validators of the first answer."""
    unchanged: bool = False
    """The server said that nothing is new."""
    news: set[str] = field(default_factory=set)
    """Ids of the posts that came by the incremental way."""
    walked: bool = False
    """All posts were asked for."""
    saves: Saves = field(default_factory=Saves)
    """Of all of them."""
    fewer: bool = False
    """The blog counts fewer posts than are held."""
    listing: Walk[Post] | None = None
    """The way through the ids alone."""
    comparison: IdComparison | None = None
    statuses: dict[str, int] = field(default_factory=dict)
    """Post id → what the page of an absent post answered."""
    census: DeletionReport | None = None
    setback: str = ""
    """Why the blog was asked for by its id: its address does not lead to it any more."""
    home: str | None = None
    """Where the watch list is to keep the blog, if that is not where it answered."""

    @property
    def memo(self) -> CrawlState:
        """What the last good visit left."""
        return self.known.state if self.known else CrawlState()

    @property
    def followed(self) -> bool:
        """Whether it is on the watch list."""
        return self.known is not None and self.known.id is not None

    @property
    def last(self) -> Crawl | None:
        """The last visit, good or not."""
        return self.known.last if self.known else None


MAX_OVERSIZED = 5
"""Entries that a visit passes over before it leaves the feed."""


@dataclass(slots=True, eq=False)
class Visit:
    """Counts, the way through the feeds, and what is still under way."""

    run: str
    asked: str
    """The blog's address as it was asked for."""
    address: Address
    """Where it answers."""
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    blog_id: str | None = None
    dialect: str = FEED_DIALECTS[0]
    posts: Walk[Post] = field(default_factory=lambda: Walk(key=attrgetter("post_id")))
    comments: Walk[Comment] = field(default_factory=lambda: Walk(key=attrgetter("comment_id")))
    summaries: Summaries = field(default_factory=Summaries)
    pages: PageWalk = field(init=False)
    by_pages: bool = False
    """Whether the way through the pages was taken."""
    detour: str = ""
    """Why the feed did not do."""
    page_failures: int = 0
    cut: int = 0
    """Pages that broke off before their end."""
    requests: int = 0
    bytes: int = 0
    """Counted by TransferStatsMiddleware."""
    since: float | None = None
    """Monotonic time of the first request, noted by LimitsMiddleware."""
    page_size: int = PAGE_SIZE
    """Entries to ask for per answer; fewer where an answer was too large."""
    _enough: int = PAGE_SIZE
    """Entries that one answer may hold, as far as is known."""
    oversized: int = 0
    """Entries that are too large by themselves, and were passed over."""
    partial: int = 0
    troubles: list[str] = field(default_factory=list)
    duplicate: bool = False
    """Another address of the same blog was first in this run."""
    lost: int = 0
    """Posts and comments that no pipeline let through."""
    robots: list[Robots] = field(default_factory=list)
    """Fetched on the way; not yet with the archive."""
    re: Revisit = field(default_factory=Revisit)
    open_requests: int = 0
    _unsettled: int = 0
    _settled: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.pages = PageWalk(self.address.home, PostBook(self.posts.ids))

    @property
    def expected(self) -> int | None:
        """How many posts the blog holds by its feed, else by its pages; None where neither says."""
        found = self.pages.expected if self.by_pages and self.posts.total is None else self.posts.total
        listed = self.re.listing.total if self.re.listing else None
        return next((total for total in (found, self.re.latest.total, listed) if total is not None), None)

    @property
    def missing(self) -> int:
        """How many of them did not come."""
        whole = self.re.walked or self.by_pages or self.posts.pages
        return max(0, (self.expected or 0) - len(self.posts.ids)) if whole else 0

    @property
    def kind(self) -> str:
        """What was asked for; see `Crawl.kind`."""
        if self.re.walked or self.by_pages or self.re.full:
            return "full"
        if self.re.listing:
            return "sweep"
        return "unchanged" if self.re.unchanged else "incremental"

    def next_dialect(self) -> bool:
        """Turn to the next way of asking for the feed; False where none is left."""
        left = FEED_DIALECTS[FEED_DIALECTS.index(self.dialect) + 1 :]
        usable = [d for d in left if pages(d) or not self.posts.pages]
        self.dialect = usable[0] if usable else self.dialect
        return bool(usable)

    def ask_for_less(self) -> bool:
        """After an answer that was too large: ask for fewer entries, or pass over a single one.

        False where too many had to be passed over: this server sends nothing else.
        """
        if self.page_size > 1:
            self._enough, self.page_size = self.page_size // 2, max(1, self.page_size // 8)
            return True
        self._enough = PAGE_SIZE
        self.oversized += 1
        self.posts.start += 1
        return self.oversized < MAX_OVERSIZED

    def ask_for_more(self) -> None:
        """After an answer that came: back towards what was not too much."""
        self.page_size = min(self._enough, self.page_size * 2)

    def sent(self) -> None:
        """A post or comment was given to the pipelines."""
        self._unsettled += 1

    def settled(self) -> None:
        """One came out of them, stored or lost."""
        self._unsettled -= 1
        self._settled.set()

    async def all_settled(self) -> None:
        """Wait until the pipelines are done with everything sent."""
        while self._unsettled > 0:
            self._settled.clear()
            await self._settled.wait()

    def crawl(self, *, ended: bool = False) -> Crawl:
        """The record of this visit as it stands."""
        months_by, months = count_months(self.pages) if ended else (None, None)
        return Crawl(
            run=self.run,
            address=self.asked,
            blog_id=self.blog_id,
            started=self.started,
            ended=datetime.now(UTC) if ended else None,
            outcome=self._outcome() if ended else None,
            expected=self.expected,
            received=len(self.posts.ids | self.re.news),
            partial=self.partial,
            comments_expected=self.comments.total,
            comments_received=len(self.comments.ids),
            requests=self.requests,
            bytes=self.bytes,
            error="; ".join(self._shortfalls()) or None if ended else None,
            kind=self.kind,
            failures=self.re.last.failures if self.re.last else 0,
            failing_since=self.re.last.failing_since if self.re.last else None,
            months=months,
            months_by=months_by,
        )

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing, as it stands."""
        return self._outcome() == "complete"

    def _outcome(self) -> str:
        answered = self.posts.pages or self.posts.ids or self.re.latest.pages or self.re.unchanged
        if not (answered or (self.pages.seen and not self.troubles)):
            return "failed"
        return "incomplete" if self._shortfalls() else "complete"

    def _shortfalls(self) -> list[str]:
        """Everything by which this visit got less than the blog holds, in words with numbers."""
        found = [*self.troubles, *self._of_pages()]
        if self.missing:
            found.append(f"received {len(self.posts.ids)} of the {self.expected} posts the blog says it has")
        if self.oversized and (self.missing or self.posts.total is None):
            found.append(
                f"{self.oversized} feed entries are larger than DOWNLOAD_MAXSIZE; raise it to have them"
            )
        if self.posts.unreadable:
            found.append(f"{self.posts.unreadable} feed entries had no usable id")
        if self.partial:
            found.append(f"{self.partial} posts could be had as summaries only")
        if self.lost:
            found.append(f"{self.lost} posts or comments were refused on the way to the archive")
        if self.comments.missing:
            found.append(f"received {len(self.comments.ids)} of {self.comments.total} comments")
        return found

    def _of_pages(self) -> list[str]:
        """What the way through the pages left open."""
        found = []
        if self.detour and (self.missing or not self.posts.ids):
            found.append(self.detour)
        if self.cut:
            found.append(f"{self.cut} pages broke off before their end")
        if self.pages.posts.lost:
            found.append(f"{len(self.pages.posts.lost)} pages of posts could not be had")
        if self.pages.posts.pending:
            found.append(f"{len(self.pages.posts.pending)} posts that are linked were not asked for")
        if self.pages.gaps and not self.pages.found_all:
            found.append(f"{self.pages.gaps} lists of posts could not be had, so there may be more posts")
        return found
