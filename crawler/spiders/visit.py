"""The state of one run's visit to one blog."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from operator import attrgetter

from crawler.blogger.urls import FEED_DIALECTS, Address, pages
from crawler.blogger.walk import Walk
from crawler.items import Comment, Crawl, Post


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
    requests: int = 0
    bytes: int = 0
    """Counted by WireMiddleware."""
    partial: int = 0
    troubles: list[str] = field(default_factory=list)
    open_requests: int = 0
    _unsettled: int = 0
    _settled: asyncio.Event = field(default_factory=asyncio.Event)

    def next_dialect(self) -> bool:
        """Turn to the next way of asking for the feed; False where none is left."""
        left = FEED_DIALECTS[FEED_DIALECTS.index(self.dialect) + 1 :]
        usable = [d for d in left if pages(d) or not self.posts.pages]
        self.dialect = usable[0] if usable else self.dialect
        return bool(usable)

    def sent(self) -> None:
        """A post or comment was given to the pipelines."""
        self._unsettled += 1

    def settled(self) -> None:
        """One came out of them, stored or dropped."""
        self._unsettled -= 1
        self._settled.set()

    async def all_settled(self) -> None:
        """Wait until the pipelines are done with everything sent."""
        while self._unsettled > 0:
            self._settled.clear()
            await self._settled.wait()

    def crawl(self, *, ended: bool = False) -> Crawl:
        """The record of this visit as it stands."""
        return Crawl(
            run=self.run,
            address=self.asked,
            blog_id=self.blog_id,
            started=self.started,
            ended=datetime.now(UTC) if ended else None,
            outcome=self._outcome() if ended else None,
            expected=self.posts.total,
            received=len(self.posts.ids),
            partial=self.partial,
            comments_expected=self.comments.total,
            comments_received=len(self.comments.ids),
            requests=self.requests,
            bytes=self.bytes,
            error="; ".join(self._shortfalls()) or None if ended else None,
        )

    def _outcome(self) -> str:
        if not self.posts.pages:
            return "failed"
        return "incomplete" if self._shortfalls() else "complete"

    def _shortfalls(self) -> list[str]:
        """Everything by which this visit got less than the blog holds, in words with numbers."""
        found = list(self.troubles)
        if self.posts.missing:
            found.append(
                f"received {len(self.posts.ids)} of the {self.posts.total} posts the blog says it has"
            )
        if self.posts.unreadable:
            found.append(f"{self.posts.unreadable} feed entries had no usable id")
        if self.partial:
            found.append(f"{self.partial} posts could be had as summaries only")
        if self.comments.missing:
            found.append(f"received {len(self.comments.ids)} of {self.comments.total} comments")
        return found
