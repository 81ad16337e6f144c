"""What was saved since the last visit: the way down a feed that is ordered by last save, newest first.

The first request is the same each time (`Address.latest`), so that the server can answer that nothing is new;
the next ones ask only for what was saved at the *cursor* or later. The cursor is the time of a known save, so
the way ends where a post of that age comes: proof that nothing lies between. It is an hour or more older than
the newest save, because servers' clocks differ and feeds lag; saves that claim to lie in the future, of which
some feeds have a few, never move it.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from crawler.items import Post

OVERLAP = timedelta(hours=1)
MAX_PAGES = 20_000


def read_stamp(text: str | None) -> datetime | None:
    """The time of a feed (RFC 3339), aware; None for anything else. Never raises."""
    try:
        at = datetime.fromisoformat((text or "").strip())
        return at.astimezone(UTC) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None


@dataclass(slots=True)
class Saves:
    """Times at which posts were saved."""

    _seconds: "array[float]" = field(default_factory=lambda: array("d"))  # a blog may have 100,000 posts

    def note(self, posts: Sequence[Post]) -> None:
        """Note the saves of these posts; where a page states none, when they were published."""
        stamps = (read_stamp(post.updated_raw or post.published_raw) for post in posts)
        self._seconds.extend(at.timestamp() for at in stamps if at)

    def newest(self, now: datetime) -> datetime | None:
        """The newest that is not in the future."""
        past = [at for at in self._seconds if at <= now.timestamp()]
        return datetime.fromtimestamp(max(past), UTC) if past else None

    def cursor(self, now: datetime) -> datetime | None:
        """The newest that is old enough to build on; None where there is none at all."""
        newest = self.newest(now)
        if newest is None:
            return None
        latest = (newest - OVERLAP).timestamp()
        return datetime.fromtimestamp(max((at for at in self._seconds if at <= latest), default=latest), UTC)

    def between(self, after: datetime, before: datetime) -> int:
        """How many lie between two times, these left out."""
        return sum(after.timestamp() < at < before.timestamp() for at in self._seconds)


@dataclass(slots=True)
class Latest:
    """One way down to the cursor. Ask for entries from `start`."""

    cursor: datetime | None
    """None: there is no way down, only a first answer to learn from."""
    start: int = 1
    total: int | None = None
    """How many posts the blog has, by the first answer."""
    ordered: bool = True
    """Whether the answers are in the order that was asked for."""
    reached: bool = False
    """The cursor was passed, or the entries ended."""
    ids: set[str] = field(default_factory=set)
    saves: Saves = field(default_factory=Saves)
    published: list[datetime] = field(default_factory=list)
    """Times of publication of the first answer."""
    pages: int = 0
    last: datetime | None = None
    """The oldest save so far."""

    def take(self, posts: Sequence[Post], entries: int, total: int | None) -> list[Post]:
        """Note one answer: its posts, entries, and total. Gives the posts that were not seen before."""
        new = list({post.post_id: post for post in posts if post.post_id not in self.ids}.values())
        self.ids.update(post.post_id for post in new)
        self.saves.note(new)
        if not self.pages:
            self.total = total
            self.published = [at for post in posts if (at := read_stamp(post.published_raw))]
        self.pages += 1
        self.start += max(1, entries)
        self.ordered = self.ordered and len(posts) == entries
        self._note_order(new)
        passed = self.cursor is not None and self.last is not None and self.last <= self.cursor
        self.reached = passed or not new or self.pages >= MAX_PAGES
        return new

    def _note_order(self, posts: Sequence[Post]) -> None:
        """A post without a readable time, or out of its order, and nothing can be built on the answers."""
        for post in posts:
            at = read_stamp(post.updated_raw)
            if at is None or (self.last is not None and at > self.last):
                self.ordered = False
            self.last = at or self.last


def obeys_order(first: Latest, walked: Saves, before: datetime) -> bool:
    """Whether a server's first answer really held the last saves, by what all its posts say.

    `before`: when that answer was asked for; what was saved about then or later proves nothing.
    """
    if not first.ordered or first.last is None:
        return False
    return walked.between(first.last, before - OVERLAP) < len(first.ids)
