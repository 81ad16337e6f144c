"""Paging of one feed: the next page to ask for, and the proof of its end.

None of the feed's own paging signals can be trusted: `itemsPerPage` echoes the request, `rel=next` may be
missing with hundreds of entries to go, and an answer may hold far fewer entries than asked for. So:

* advance by the entries *received*, less one: an answer must begin with the last entry of the one before,
  else entries moved meanwhile, and it is asked again from before (a count cannot tell: one post may have gone
  and another come);
* the end is an answer without entries, or without a new one, never a guess about page size;
* a total that shrinks on the way means posts were deleted and the rest moved up: ask again from before;
* a total that grew means a new post at the top: ask for the top once more;
* where entries stop before the total is reached, ask once for what is older than the oldest seen.

Paging that was cut off can be resumed below the posts that it left. That is relied on if the feed still joins
on there, and if in the end the numbers add up; else it begins anew.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from crawler.items import Comment, Post

MAX_PAGES = 20_000
"""No blog has three million posts: a server that never ends is stopped here."""

OVERLAP = 10
"""Entries that are asked for again where paging is resumed: so many may have been deleted meanwhile."""

T = TypeVar("T", Post, Comment)


@dataclass(slots=True)
class FeedPager(Generic[T]):
    """The position in one feed. Ask for entries from `start`, older than `older_than`."""

    start: int = 1
    older_than: str | None = None
    """`published-max` of the present window; None in the first."""
    total: int | None = None
    ids: set[str] = field(default_factory=set)
    unreadable: int = 0
    """Entries without an id that could be used."""
    pages: int = 0
    ended: bool = False
    changed: bool = False
    """The feed changed while it was read, as far as its answers show."""
    _last: str | None = None
    """Id of the entry with which the next answer has to begin; None where that is not known."""
    _returning: bool = False
    """The next answer was asked for from before, because entries moved."""
    _furthest: int = 0
    """Entries read so far, from the first one on."""
    _oldest: str | None = None
    _first_total: int | None = None
    _asked_top: bool = False
    _held: frozenset[str] = frozenset()
    """Ids that earlier paging left, as long as that is relied on."""

    @property
    def resumed(self) -> bool:
        """Tell whether earlier paging is relied on."""
        return bool(self._held)

    def resume(self, held: Collection[str]) -> None:
        """Go on below these ids, which paging that was cut off left: the newest, without a gap."""
        if len(held) > OVERLAP:
            self._held = frozenset(held)
            self.ids.update(held)
            self.start = len(held) + 1 - OVERLAP

    @property
    def missing(self) -> int:
        """Number of entries that the feed says it has and did not give."""
        return max(0, (self.total or 0) - len(self.ids))

    def take(self, found: Sequence[T], entries: int, total: int | None) -> list[T]:
        """Take one answer: what could be read, its entries, its total. Returns what was not seen before."""
        if not self._joins(found):
            self._begin_anew()
            return []
        new: dict[str, T] = {}
        for item in found:
            if _id(item) not in self.ids:
                new.setdefault(_id(item), item)
        self.ids.update(new)
        self.pages += 1
        self.unreadable += entries - len(found)
        self._note_oldest(item.published_raw for item in found)
        gap = max(self._note_total(total), self._gap_before(found, new, entries))
        is_behind = 0 < entries < self._furthest - self.start + 1
        overlaps = self._held and self.pages == 1 and found
        self._advance(found, entries, gap)
        if self.pages >= MAX_PAGES or not (new or overlaps or gap or is_behind):
            self._at_end()
        return list(new.values())

    def end_at_total(self) -> None:
        """End where all that the feed counts came in answers that join on, without asking for the end.

        For feeds of which it was seen before that they count what they give.
        """
        joined = not (self.changed or self.unreadable or self.older_than or self.resumed)
        if self.total == len(self.ids) and joined:
            self.ended = True

    def skip(self) -> None:
        """Pass over one entry, which cannot be had."""
        self.start, self._last = self.start + 1, None

    def _gap_before(self, found: Sequence[T], new: Collection[str], entries: int) -> int:
        """Return by how many places to go back: entries before this answer may have been left out."""
        expected, returning = self._last, self._returning
        self._last, self._returning = None, False
        first = _id(found[0]) if found else None
        if returning:
            return max(1, entries) if first in new else 0
        if expected is None or first == expected:
            return 0
        self.changed = True
        return max(1, entries) if first in new else 0

    def _advance(self, found: Sequence[T], entries: int, gap: int) -> None:
        if gap and self.start > 1:
            self._furthest = max(self._furthest, self.start + entries - 1)
            self.start, self._returning = max(1, self.start - gap), True
            return
        end = self.start + entries - 1
        self._furthest = max(self._furthest, end)
        if entries > 1 and len(found) == entries:
            self.start, self._last = end, _id(found[-1])
        else:
            self.start = end + 1 if entries else self.start + 1

    def _joins(self, found: Sequence[T]) -> bool:
        """Tell whether the first answer begins with a post that is held: then none was left out above."""
        if self.pages or not self._held:
            return True
        return bool(found) and _id(found[0]) in self._held

    def _begin_anew(self) -> None:
        self.ids.difference_update(self._held)
        self._held = frozenset()
        self._restart()

    def _restart(self) -> None:
        self.start, self._last, self._furthest = 1, None, 0

    def _note_total(self, total: int | None) -> int:
        """Return by how many places the entries moved up since the answer before."""
        if total is None or self.older_than:
            return 0
        moved_up = max(0, (self.total or 0) - total)
        self.changed = self.changed or self.total not in {None, total}
        self._first_total = total if self._first_total is None else self._first_total
        self.total = total
        return moved_up

    def _note_oldest(self, dates: Iterable[str | None]) -> None:
        # Text order is time order within one blog, but for the hour when clocks change; a window that
        # begins a little late is no loss: ids already seen are left out.
        found = [date for date in (*dates, self._oldest) if date]
        self._oldest = min(found, default=None)

    def _at_end(self) -> None:
        """End where the entries stopped coming, or find one more way to what is missing."""
        if self._held and (self.missing or self.total is None):
            self._begin_anew()
        elif not self.missing or self.pages >= MAX_PAGES:
            self.ended = True
        elif not self._asked_top and self.total != self._first_total:
            self._asked_top = True
            self._restart()
        elif self._oldest and self._oldest != self.older_than:
            self.older_than = self._oldest
            self._restart()
        else:
            self.ended = True


def _id(item: Post | Comment) -> str:
    return item.comment_id if isinstance(item, Comment) else item.post_id
