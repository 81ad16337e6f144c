"""The proof that a blog did not change while it was read, or that what changed was read again.

Counts cannot tell: where ten posts go and ten others move into their places, every number agrees. So the
feed of updates is asked once more; where it differs from the first answer, or paging met entries that had
moved, the ids and times of all posts are compared with what came and with what is held, and what differs is
asked for by its place in the feed. That is done again until the blog holds still.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from crawler.archive_reader import ArchiveReader
from crawler.blogger.feed import FeedPage
from crawler.blogger.frontier.deletion_check import IdListing
from crawler.blogger.frontier.exchange import (
    FetchFailure,
    PageRequest,
    PageResponse,
    Proof,
    Purpose,
    proof_of,
)
from crawler.blogger.frontier.incremental import parse_update_time
from crawler.blogger.frontier.response_errors import describe_response
from crawler.blogger.frontier.target import Target
from crawler.blogger.frontier.updated_posts import make_validators
from crawler.blogger.urls import PAGE_SIZE
from crawler.errors import FeedError
from crawler.items import CrawlState, Post

ROUNDS = 5
"""Lists of ids that one crawl asks for before it leaves a blog that does not hold still."""
MARGIN = 3
"""Places around a post that are asked for with it: it may have moved."""


@dataclass(slots=True, eq=False)
class ChangeCheck:
    """CrawlSource that tells whether the feed of updates is as it was when it was last asked."""

    target: Target
    last: FeedPage | None = None
    validators: CrawlState = field(default_factory=CrawlState)
    changed: bool = False
    error: str | None = None
    _active: bool = False

    def start(self) -> None:
        """Ask once more."""
        self._active, self.changed = True, False

    def next(self) -> PageRequest | None:
        if not self._active:
            return None
        asked = {"If-None-Match": self.validators.etag, "If-Modified-Since": self.validators.last_modified}
        headers = {name: value for name, value in asked.items() if value}
        return PageRequest(self.target.address.latest(), Purpose.RECHECK, headers=headers)

    def handle(self, request: PageRequest, response: PageResponse) -> Sequence[Post]:
        self._active = False
        if response.status == 304 and request.is_conditional:
            return ()
        try:
            page = response.feed()
        except FeedError as error:
            self.error = f"whether the blog changed meanwhile: {describe_response(response, str(error))}"
            return ()
        self.changed = self.last is None or _outline(page) != _outline(self.last)
        self.last = page
        self.validators = make_validators(request.url, response, page.total)
        return ()

    def fail(self, request: PageRequest, failure: FetchFailure) -> Sequence[Post]:
        self._active = False
        self.error = f"whether the blog changed meanwhile: {failure.reason}"
        return ()

    def proof(self) -> Proof:
        return proof_of(False, self.error)


def _outline(page: FeedPage) -> tuple[object, ...]:
    return page.total, tuple((post.post_id, post.updated_raw) for post in page.posts)


@dataclass(slots=True, eq=False)
class Refetch:
    """CrawlSource of single posts, by their places in the feed of all posts."""

    target: Target
    error: str | None = None
    received: set[str] = field(default_factory=set)
    _wanted: frozenset[str] = frozenset()
    _spans: deque[tuple[int, int]] = field(default_factory=deque)
    """First place and number of posts."""

    def start(self, places: dict[str, int]) -> None:
        """Ask for posts by id and place."""
        self._wanted = frozenset(places)
        self._spans = deque(_join(places.values()))

    def next(self) -> PageRequest | None:
        if not self._spans:
            return None
        first, size = self._spans[0]
        return PageRequest(self.target.address.feed(start=first, size=size), Purpose.REFETCH)

    def handle(self, request: PageRequest, response: PageResponse) -> Sequence[Post]:
        try:
            page = response.feed()
        except FeedError as error:
            self._stop(describe_response(response, str(error)))
            return ()
        first, size = self._spans.popleft()
        if 0 < page.entries < size:  # the server gives fewer at once
            self._spans.appendleft((first + page.entries, size - page.entries))
        self.received.update(post.post_id for post in page.posts if post.post_id in self._wanted)
        return page.posts  # with neighbours, of which a body may differ though its time does not

    def fail(self, request: PageRequest, failure: FetchFailure) -> Sequence[Post]:
        self._stop(failure.reason)
        return ()

    def proof(self) -> Proof:
        return proof_of(False, self.error)

    def _stop(self, reason: str) -> None:
        self._spans.clear()
        self.error = reason


def _join(places: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Join places that lie close together: (first, size), no more than one answer holds."""
    first = last = 0
    for place in sorted(places):
        if first and place + MARGIN - first < PAGE_SIZE:
            last = place
            continue
        if first:
            yield first, last + MARGIN - first + 1
        first, last = max(1, place - MARGIN), place
    if first:
        yield first, last + MARGIN - first + 1


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
        return self.is_done and self.ids.started

    async def advance(self, reader: ArchiveReader, blog_id: str, *, suspicious: bool) -> bool:
        """Take the next step; `suspicious`: what was read so far does not prove itself."""
        if self.error or self.is_done:
            return False
        if self._stage is _Stage.START and self.ids.started:
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
        last, is_whole = self.check.last, not self.ids.pager.missing
        counted = last is None or last.total == len(listed)
        shown = {post.post_id: parse_update_time(post.updated_raw) for post in (last.posts if last else ())}
        return is_whole and counted and listed == before and not shown.items() - listed.items()

    def _lacks_updates(self) -> bool:
        """Tell whether the feed of updates shows a post that the feed of all posts did not give like that."""
        posts = self.check.last.posts if self.check.last else ()
        return any(_differs(self.delivered, p.post_id, parse_update_time(p.updated_raw)) for p in posts)

    def _is_list_behind(self) -> bool:
        """Tell whether the list has an older save of a post than another answer of this crawl."""
        posts = self.check.last.posts if self.check.last else ()
        shown = self.delivered | {post.post_id: parse_update_time(post.updated_raw) for post in posts}
        listed = self.ids.times
        pairs = ((at, listed.get(key)) for key, at in shown.items())
        return any(at and other and other < at for at, other in pairs)

    def _recheck(self, stage: _Stage) -> bool:
        if self.check.last is None and self.check.validators.etag is None:
            return False  # the feed of updates was not to be had
        self.check.start()
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
        self.ids.start()
        self._stage = _Stage.LISTED
        return True

    async def _compare(self, reader: ArchiveReader, blog_id: str) -> bool:
        """Ask for posts that neither came nor are held as the list has them."""
        listed = self.ids.times
        held = await reader.update_times(blog_id, list(listed))
        came = self.delivered
        stale = [key for key, at in listed.items() if _differs(came, key, at) and _differs(held, key, at)]
        if stale and self._stage is _Stage.REFETCHED:
            return self._list_ids()  # they moved meanwhile
        places = {key: self.ids.positions[key] for key in stale if key in self.ids.positions}
        if len(places) < len(stale):
            self.error = f"{len(stale) - len(places)} posts are listed that the feed does not give"
            return False
        if places:
            self.refetch.start(places)
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
