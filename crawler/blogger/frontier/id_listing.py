"""The ids and update times of all posts, by the feed of summaries."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from crawler.blogger.frontier.crawl_source import CrawlSource
from crawler.blogger.frontier.exchange import FailureKind, FetchFailure, PageRequest, PageResponse, Purpose
from crawler.blogger.frontier.feed_pages import FeedPager
from crawler.blogger.frontier.incremental import parse_update_time
from crawler.items import Post


@dataclass(slots=True, eq=False)
class IdListing(CrawlSource):
    """CrawlSource of the ids of all posts, by the feed of summaries; by that of all posts where it fails."""

    unfinished = "the list of ids was not read to the end"
    subject = "looking for posts that are gone: "
    pager: FeedPager[Post] = field(default_factory=FeedPager)
    times: dict[str, datetime | None] = field(default_factory=dict)
    """Post id → when it was updated."""
    positions: dict[str, int] = field(default_factory=dict)
    """Post id → its place in the feed, from 1."""
    reworded: set[str] = field(default_factory=set)
    """Ids of posts whose summary has other words than the held body; noted by whoever compares them."""
    by_summaries: bool = True
    """The feed of summaries is asked, not that of all posts."""
    _ended_early: bool = False
    """The list before did, as it may where the blog changes: where it does again, posts are hidden in it."""

    def start_list(self) -> None:
        """Ask for all ids from now on, anew where they were asked for before."""
        self.pager = FeedPager()
        self.times, self.positions, self.reworded = {}, {}, set()
        self.start()

    def next(self) -> PageRequest | None:
        address, pager = self.target.address, self.pager
        make_url = address.listing if self.by_summaries else address.feed
        return PageRequest(make_url(start=pager.start, older_than=pager.older_than), Purpose.IDS)

    def take(self, request: PageRequest, response: PageResponse) -> Sequence[Post]:
        page = response.feed()
        self.target.note_stated(page.blog)
        first = 1 if self.pager.older_than else self.pager.start
        for place, post in enumerate(page.posts, first):
            self.times[post.post_id] = parse_update_time(post.updated_raw)
            if not self.pager.older_than:
                self.positions[post.post_id] = place
        self.pager.take(page.posts, page.entries, page.total)
        self.pager.end_at_total()
        self.active = not self.pager.ended
        is_whole = self.pager.total is not None and not self.pager.missing
        if self.pager.ended and not is_whole:
            hides, self._ended_early = self._ended_early or not self.pager.changed, True
            if hides:
                self._ask_for_whole(f"{response.url}: the list of ids ends early; none is marked as gone")
                return ()
        return page.posts

    def fail(self, request: PageRequest, failure: FetchFailure) -> Sequence[Post]:
        if failure.kind is FailureKind.UNREADABLE:
            self._ask_for_whole(failure.reason)
        else:
            self.stop(failure.reason)
        return ()

    def _ask_for_whole(self, reason: str) -> None:
        """Ask for whole posts instead of summaries, once."""
        if self.by_summaries:
            self.by_summaries = self._ended_early = False
            self.target.note(logging.INFO, f"{reason}; whole posts are asked for instead")
            self.start_list()
        else:
            self.stop(reason)
