"""The proof that a blog did not change while it was read, or that what changed was read again.

Counts cannot tell: where ten posts go and ten others move into their places, every number agrees. So the
feed of updates is asked once more; where it differs from the first answer, or paging met entries that had
moved, the ids and times of all posts are compared with what came and with what is held, and what differs is
asked for by its place in the feed. That is done again until the blog holds still.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from crawler.archive_reader import ArchiveReader
from crawler.blogger.frontier.change_check import ChangeCheck
from crawler.blogger.frontier.id_listing import IdListing
from crawler.blogger.frontier.refetch import Refetch

FEW_REWORDED = 3
"""Summaries with other words than bodies of equal times that are looked at: more are made otherwise."""
ROUNDS = 5
"""Lists of ids that one crawl asks for before it leaves a blog that does not hold still."""


class _Stage(Enum):
    START = "start"
    RECHECKED = "rechecked"
    LISTED = "listed"
    REFETCHED = "refetched"
    CONFIRMED = "confirmed"
    DONE = "done"


@dataclass(slots=True, eq=False)
class Verification:
    """The steps of the proof. Call `advance` when everything that came is stored, until it is False."""

    check: ChangeCheck
    ids: IdListing
    refetch: Refetch
    delivered: dict[str, datetime | None] = field(default_factory=dict)
    """Post id → update time of the posts that came in this crawl."""
    error: str | None = None
    _rounds: int = 0
    _listed_before: Mapping[str, datetime | None] = field(default_factory=dict)
    """Times of the list before the last one."""
    _stage: _Stage = _Stage.START

    @property
    def is_done(self) -> bool:
        """Tell whether every post of the blog is shown to be held as it was when the crawl ended."""
        return self._stage is _Stage.DONE

    @property
    def has_listed(self) -> bool:
        """Tell whether the list of ids, and not the feed of all posts, tells what the blog has."""
        return self.is_done and self.ids.progress.asked

    async def advance(self, reader: ArchiveReader, blog_id: str, *, suspicious: bool) -> bool:
        """Take the next step; `suspicious`: what was read so far does not prove itself."""
        if self.error or self.is_done:
            return False
        if self._stage is _Stage.START and self.ids.progress.asked:
            self._stage = _Stage.LISTED  # the ids were asked for, to look for deleted posts
        elif self._stage is _Stage.START and self._recheck(_Stage.RECHECKED):
            return True
        elif self._stage in {_Stage.START, _Stage.RECHECKED}:
            suspicious = suspicious or self.check.changed or self._lacks_updates()
            return self._list_ids() if suspicious else self._finish()
        if self._stage in {_Stage.LISTED, _Stage.REFETCHED}:
            return self._list_ids() if self._is_list_behind() else await self._compare(reader, blog_id)
        moved = (self.check.changed or self.ids.pager.changed) and not self._lists_agree()
        return self._list_ids() if moved else self._finish()

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

    def _recheck(self, stage: _Stage) -> bool:
        if self.check.last is None and self.check.validators.etag is None:
            return False  # the feed of updates was not to be had
        self.check.ask_again()
        self._stage = stage
        return True

    def _finish(self) -> bool:
        self._stage = _Stage.DONE
        return False

    def _list_ids(self) -> bool:
        self._rounds += 1
        if self._rounds > ROUNDS:
            self.error = f"the blog changed each time while it was read ({ROUNDS} times); run again later"
            return False
        self.ids.start_list()
        self._stage = _Stage.LISTED
        return True

    async def _compare(self, reader: ArchiveReader, blog_id: str) -> bool:
        """Ask for posts that neither came nor are held as the list has them."""
        listed = self.ids.times
        held = await reader.update_times(blog_id, list(listed))
        came = self.delivered
        stale = [key for key, at in listed.items() if _differs(came, key, at) and _differs(held, key, at)]
        stale += self._find_reworded(set(stale))
        if stale and self._stage is _Stage.REFETCHED:
            return self._list_ids()  # they moved meanwhile
        places = {key: self.ids.positions[key] for key in stale if key in self.ids.positions}
        if len(places) < len(stale):
            self.error = f"{len(stale) - len(places)} posts are listed that the feed does not give"
            return False
        if places:
            self.refetch.start_places(places)
            self._stage = _Stage.REFETCHED
            return True
        held_still = not self._rounds and self._stage is _Stage.LISTED and not self.ids.pager.changed
        if held_still:
            return self._finish()
        if self._recheck(_Stage.CONFIRMED):
            return True
        moved = self._stage is _Stage.REFETCHED or self.ids.pager.changed
        return self._list_ids() if moved else self._finish()


def _differs(times: Mapping[str, datetime | None], key: str, at: datetime | None) -> bool:
    return key not in times or times[key] != at
