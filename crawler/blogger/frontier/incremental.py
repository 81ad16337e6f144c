"""Paging of the feed that is ordered by last update, newest first, down to what the last crawl saw.

The first request is the same each time (`Address.latest`), so that the server can answer that nothing is new;
the next ones ask only for what was updated at the *cursor* or later. The cursor is the time of a known
update, so paging ends where a post of that age comes: proof that nothing lies between. It is an hour or more
older than the newest update, because servers' clocks differ and feeds lag; updates that claim to lie in the
future, of which some feeds have a few, never move it.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from crawler.items import Post

OVERLAP = timedelta(hours=1)
MAX_PAGES = 20_000


def parse_update_time(text: str | None) -> datetime | None:
    """Parse the time of a feed (RFC 3339), aware; None for anything else. Never raises."""
    try:
        at = datetime.fromisoformat((text or "").strip())
        return at.astimezone(UTC) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None


@dataclass(slots=True)
class UpdateTimes:
    """Times at which posts were updated."""

    _seconds: "array[float]" = field(default_factory=lambda: array("d"))  # a blog may have 100,000 posts

    def note(self, posts: Sequence[Post]) -> None:
        """Note the updates of these posts; where a page states none, when they were published."""
        stamps = (parse_update_time(post.updated_raw or post.published_raw) for post in posts)
        self._seconds.extend(at.timestamp() for at in stamps if at)

    def newest(self, now: datetime) -> datetime | None:
        """Return the newest that is not in the future."""
        past = [at for at in self._seconds if at <= now.timestamp()]
        return datetime.fromtimestamp(max(past), UTC) if past else None

    def cursor(self, now: datetime) -> datetime | None:
        """Return the newest that is old enough to build on; None where there is none at all."""
        newest = self.newest(now)
        if newest is None:
            return None
        latest = (newest - OVERLAP).timestamp()
        return datetime.fromtimestamp(max((at for at in self._seconds if at <= latest), default=latest), UTC)

    def between(self, after: datetime, before: datetime) -> int:
        """Count those that lie between two times, these left out."""
        return sum(after.timestamp() < at < before.timestamp() for at in self._seconds)


@dataclass(slots=True)
class UpdatedPager:
    """The position in the feed of updates. Ask for entries from `start`."""

    cursor: datetime | None
    """None: only the first answer is wanted, to learn from."""
    start: int = 1
    total: int | None = None
    """Number of posts of the blog, by the first answer."""
    ordered: bool = True
    """Tell whether the answers are in the order that was asked for."""
    reached: bool = False
    """The cursor was passed, or the entries ended."""
    whole: bool = False
    """The first answer held as many posts as it counts."""
    ids: set[str] = field(default_factory=set)
    update_times: UpdateTimes = field(default_factory=UpdateTimes)
    published: list[datetime] = field(default_factory=list)
    """Times of publication of the first answer."""
    pages: int = 0
    last: datetime | None = None
    """The oldest update so far."""
    _last_id: str | None = None
    """Id of the post with which the next answer has to begin: else posts moved meanwhile."""
    _since_cursor: int = 0
    """Posts that came and were updated at the cursor or later."""

    @property
    def missing(self) -> int:
        """Number of posts that the first answer counts and did not hold."""
        return max(0, (self.total or 0) - len(self.ids))

    def take(self, posts: Sequence[Post], entries: int, total: int | None) -> list[Post]:
        """Take one answer: its posts, entries, and total. Returns the posts that were not seen before."""
        new = list({post.post_id: post for post in posts if post.post_id not in self.ids}.values())
        self.ids.update(post.post_id for post in new)
        self.update_times.note(new)
        if not self.pages:
            self.total, self.whole = total, 0 < entries == len(new) == total
            self.published = [at for post in posts if (at := parse_update_time(post.published_raw))]
        self.pages += 1
        self.start += entries - 1 if entries > 1 else 1
        joins = self._last_id is None or [post.post_id for post in posts[:1]] == [self._last_id]
        says_nothing = not entries and total is None
        self.ordered = self.ordered and joins and len(posts) == entries and not says_nothing
        self._last_id = posts[-1].post_id if entries > 1 and posts else None
        self._note_order(new)
        passed = self.cursor is not None and self.last is not None and self.last <= self.cursor
        self.reached = passed or self.whole or not new or self.pages >= MAX_PAGES
        if self.reached and self.pages > 1 and total is not None and self._since_cursor < total:
            self.ordered = False  # the later answers count what was updated since the cursor
        return new

    def _note_order(self, posts: Sequence[Post]) -> None:
        """Trust no answer with a post that has no readable time or stands out of its order."""
        for post in posts:
            at = parse_update_time(post.updated_raw)
            if at is None or (self.last is not None and at > self.last):
                self.ordered = False
            self.last = at or self.last
            self._since_cursor += bool(at and self.cursor and at >= self.cursor)


def obeys_order(first: UpdatedPager, all_updates: UpdateTimes, before: datetime) -> bool:
    """Tell whether a server's first answer really held the last updates, by what all its posts say.

    `before`: when that answer was asked for; what was updated about then or later proves nothing.
    """
    if not first.ordered or first.last is None:
        return False
    return all_updates.between(first.last, before - OVERLAP) < len(first.ids)
