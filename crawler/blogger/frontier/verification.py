"""The proof that a blog did not change while it was read, or that what changed was read again.

Counts cannot tell: where ten posts go and ten others move into their places, every number agrees. So the
feed of updates is asked once more; where it differs from the first answer, or paging met entries that had
moved, the ids and times of all posts are compared with what came and with what is held, and what differs is
asked for by its place in the feed. That is done again until the blog holds still.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from crawler.archive_reader import ArchiveReader
from crawler.blogger.frontier.change_check import ChangeCheck
from crawler.blogger.frontier.crawl_source import CrawlSource
from crawler.blogger.frontier.id_listing import IdListing
from crawler.blogger.frontier.refetch import Refetch

FEW_REWORDED = 3
"""Summaries with other words than bodies of equal times that are looked at: more are made otherwise."""
ROUNDS = 5
"""Lists of ids that one crawl asks for before it leaves a blog that does not hold still."""


@dataclass(slots=True, eq=False)
class Verification:
    """The sources of the proof, and their order."""

    check: ChangeCheck
    ids: IdListing
    refetch: Refetch
    delivered: dict[str, datetime | None] = field(default_factory=dict)
    """Post id → update time of the posts that came in this crawl."""
    has_listed: bool = False
    """The list of ids, and not the feed of all posts, tells what the blog has: all of it is held."""
    error: str | None = None
    _rounds: int = 0
    _listed_before: Mapping[str, datetime | None] = field(default_factory=dict)
    """Times of the list before the last one."""

    async def steps(self, reader: ArchiveReader, *, suspicious: bool) -> AsyncIterator[CrawlSource]:
        """Begin one source after another, each once all that came is stored; yield it.

        `suspicious`: what was read so far does not prove itself. The ids may have been listed before.
        """
        if not self.ids.asked:
            if self._check_again():
                yield self.check
            if not (suspicious or self.check.changed or self._lacks_updates()):
                return
            self._list_ids()
            yield self.ids
        async for source in self._settle(reader):
            yield source

    async def _settle(self, reader: ArchiveReader) -> AsyncIterator[CrawlSource]:
        """Ask for what differs from the list, and list again, until the blog holds still."""
        while True:
            stale = [] if self._is_list_behind() else await self._find_stale(reader)
            if stale:
                if not self._ask_for(stale):
                    return
                yield self.refetch
            if not (self._is_list_behind() or (stale and await self._find_stale(reader))):
                moved = bool(stale) or self.ids.pager.changed
                if (moved or self._rounds) and self._check_again():
                    yield self.check
                    moved = (self.check.changed or self.ids.pager.changed) and not self._lists_agree()
                if not moved:
                    self.has_listed = True
                    return
            if not self._list_ids():
                return
            yield self.ids

    def _check_again(self) -> bool:
        """Ask for the feed of updates once more. False where it was not to be had."""
        if self.check.last is None and self.check.validators.etag is None:
            return False
        self.check.ask_again()
        return True

    def _list_ids(self) -> bool:
        """Ask for all ids. False where that was done too often."""
        self._rounds += 1
        if self._rounds > ROUNDS:
            self.error = f"the blog changed each time while it was read ({ROUNDS} times); run again later"
            return False
        self.ids.start_list()
        return True

    async def _find_stale(self, reader: ArchiveReader) -> Sequence[str]:
        """Return posts that neither came nor are held as the list has them."""
        listed, came = self.ids.times, self.delivered
        held = await reader.update_times(self.ids.target.blog_id or "", list(listed))
        stale = [key for key, at in listed.items() if _differs(came, key, at) and _differs(held, key, at)]
        return [*stale, *self._find_reworded(set(stale))]

    def _ask_for(self, stale: Sequence[str]) -> bool:
        """Ask for these posts by their places. False where some have none."""
        places = {key: self.ids.positions[key] for key in stale if key in self.ids.positions}
        if len(places) < len(stale):
            self.error = f"{len(stale) - len(places)} posts are listed that the feed does not give"
            return False
        self.refetch.start_places(places)
        return True

    def _lists_agree(self) -> bool:
        """Tell whether two lists in a row and the feed of updates after them have the same posts and times.

        Then nothing but their order changed, which some servers make anew for each answer.
        """
        listed, before, self._listed_before = self.ids.times, self._listed_before, self.ids.times
        counted = self.check.last is None or self.check.last.total == len(listed)
        is_same = listed == before and not self.check.times.items() - listed.items()
        return is_same and counted and not self.ids.pager.missing

    def _lacks_updates(self) -> bool:
        """Tell whether the feed of updates shows a post that the feed of all posts did not give like that."""
        return any(_differs(self.delivered, key, at) for key, at in self.check.times.items())

    def _is_list_behind(self) -> bool:
        """Tell whether the list has an older save of a post than another answer of this crawl."""
        shown, listed = self.delivered | self.check.times, self.ids.times
        return any(at and (old := listed.get(key)) and old < at for key, at in shown.items())

    def _find_reworded(self, stale: set[str]) -> Sequence[str]:
        """Return posts whose body may differ though the time of the save does not."""
        reworded = sorted(self.ids.reworded - self.delivered.keys() - self.refetch.received - stale)
        return reworded if len(reworded) <= FEW_REWORDED else ()


def _differs(times: Mapping[str, datetime | None], key: str, at: datetime | None) -> bool:
    return key not in times or times[key] != at
