"""The questions that a crawl asks the archive. BLOGGER_ARCHIVE_READER names who answers."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from crawler.items import Crawl, CrawlState, Robots

T = TypeVar("T")

BLOGS_PER_QUERY = 100
"""Blogs that are read from the watch list at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownBlog:
    """A blog that the archive follows, or holds posts of, with what is remembered of it."""

    id: int | None = None  # its number in the watch list; None where it is not followed
    address: str  # where it is asked
    asked: str | None = None  # where this run asks it, if that is another address
    blog_id: str | None = None  # None until it was seen
    title: str | None = None
    blogspot: str | None = None  # an address that it had at Blogger's own host
    state: CrawlState = field(default_factory=CrawlState)
    gap: int = 0  # by how many posts the blog's own count exceeded what was held, when last all was well
    noticed: datetime | None = None
    """Since when posts are noticed to be gone that are not marked yet; the first of them."""
    absent: int = 0  # number of these posts
    last: Crawl | None = None  # the last crawl of it that has ended
    robots: Robots | None = None  # the robots.txt that was last fetched from its host, if it is followed


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlistedPost:
    """A post that is held and that the blog's own list does not name."""

    post_id: str
    url: str | None
    noticed: datetime | None  # when an earlier crawl found it gone; None: none did


@dataclass(frozen=True, slots=True, kw_only=True)
class IdComparison:
    """All ids that a blog lists, against all that are held."""

    held: int  # posts held that count as being there
    unlisted: tuple[UnlistedPost, ...] = ()
    unknown: int = 0  # number of of those listed are not held


class ArchiveReader:
    """Questions to the archive; a subclass brings each to who answers it, by `ask`.

    Nothing that was sent before a question is missing in its answer.
    """

    @property
    def keeps(self) -> bool:
        """Tell whether anything is remembered at all: False without an archive."""
        return True

    async def ask(self, question: str, nothing: T, *given: Any, **named: Any) -> T:
        """Return the answer to the question of that name; `nothing` where nothing is remembered."""
        raise NotImplementedError

    async def due_blogs(
        self, span: tuple[datetime, datetime], *, after: int, limit: int, every: bool
    ) -> Sequence[KnownBlog]:
        """Blogs followed and not paused, by their number, from `after` on: those that are due.

        These are all but those that fall due within the `span` that begins now; `every`: these too.
        """
        return await self.ask("due_blogs", (), span, after=after, limit=limit, every=every)

    async def each_due(
        self, now: datetime, ceiling: timedelta, *, every: bool
    ) -> AsyncIterator[Sequence[KnownBlog]]:
        """Yield all blogs that are due, some at a time.

        What is due later than the `ceiling` from `now` was noted by a clock that was wrong.
        """
        number = 0
        while found := await self.due_blogs(
            (now, now + ceiling), after=number, limit=BLOGS_PER_QUERY, every=every
        ):
            yield found
            number = found[-1].id or 0

    async def find_blog(self, address: str) -> KnownBlog | None:
        """The blog followed or held that has or had that address."""
        return await self.ask("find_blog", None, address)

    async def whole_posts(self, blog_id: str) -> Collection[str]:
        """Ids of Blogger's of the posts that are held whole and count as being there."""
        return await self.ask("whole_posts", (), blog_id)

    async def count_posts(self, blog_id: str) -> int:
        """Count the posts of the blog that are held, not marked as deleted, and have an id of Blogger's."""
        return await self.ask("count_posts", 0, blog_id)

    async def update_times(self, blog_id: str, post_ids: Collection[str]) -> Mapping[str, datetime | None]:
        """Return the time of the last save of each post that is held whole and not marked as deleted."""
        return await self.ask("update_times", {}, blog_id, post_ids)

    async def saved_addresses(self, blog_id: str) -> Sequence[tuple[str, str, datetime, int | None]]:
        """Return id, address, last save and comments of posts held whole and not marked as deleted.

        The comments are those that the post counts; None where fewer are held.
        """
        return await self.ask("saved_addresses", (), blog_id)

    async def raw_bodies(self, blog_id: str, post_ids: Collection[str]) -> Mapping[str, str]:
        """Return the body as received of each post that is held."""
        return await self.ask("raw_bodies", {}, blog_id, post_ids)

    async def compare_ids(self, blog_id: str, listed: Collection[str]) -> IdComparison:
        """Compare a complete list of a blog's ids with those that are held."""
        return await self.ask("compare_ids", IdComparison(held=0), blog_id, listed)

    async def has_comments(self, blog_id: str, comment_ids: Collection[str], total: int | None) -> bool:
        """Tell whether all of these are held, and `total` differs from what is held as when all were read."""
        return await self.ask("has_comments", False, blog_id, comment_ids, total)

    async def comment_counts(self, blog_id: str, post_ids: Collection[str]) -> Mapping[str, int]:
        """Return how many comments are held of each of these posts that has any."""
        return await self.ask("comment_counts", {}, blog_id, post_ids)

    async def comments_read(self, blog_id: str) -> datetime | None:
        """Return when the last crawl ended that read all comments of the blog."""
        return await self.ask("comments_read", None, blog_id)

    async def robots_txt(self, origin: str) -> Robots | None:
        """The robots.txt that was last fetched from there."""
        return await self.ask("robots_txt", None, origin)
