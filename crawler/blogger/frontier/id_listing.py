"""The ids and update times of all posts, by the feed of summaries."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter

from crawler.blogger.frontier.crawl_source import CrawlSource, SourceProof, proof_of
from crawler.blogger.frontier.exchange import PageRequest, PageResponse, Purpose
from crawler.blogger.frontier.feed_pages import FeedPager
from crawler.blogger.frontier.incremental import parse_update_time
from crawler.blogger.frontier.response_errors import describe_response, is_final
from crawler.errors import FeedError
from crawler.items import Post


@dataclass(slots=True, eq=False)
class IdListing(CrawlSource):
    """CrawlSource of the ids of all posts, by the feed of summaries; by that of all posts where it fails."""

    pager: FeedPager[Post] = field(default_factory=lambda: FeedPager(key=attrgetter("post_id")))
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

    def start(self) -> None:
        """Ask for all ids from now on, anew where they were asked for before."""
        self.pager = FeedPager(key=attrgetter("post_id"))
        self.times, self.positions, self.reworded = {}, {}, set()
        self.started = self._active = True

    def next(self) -> PageRequest | None:
        if not self._active:
            return None
        address, pager = self.target.address, self.pager
        make_url = address.listing if self.by_summaries else address.feed
        return PageRequest(make_url(start=pager.start, older_than=pager.older_than), Purpose.IDS)

    def handle(self, request: PageRequest, response: PageResponse) -> Sequence[Post]:
        try:
            page = response.feed()
            if page.blog.blog_id != self.target.blog_id:
                raise FeedError(f"this is the feed of another blog, {page.blog.blog_id}", url=response.url)
        except FeedError as error:
            self._reject(describe_response(response, str(error)), is_final=is_final(response))
            return ()
        self.target.note_stated(page.blog)
        first = 1 if self.pager.older_than else self.pager.start
        for place, post in enumerate(page.posts, first):
            self.times[post.post_id] = parse_update_time(post.updated_raw)
            if not self.pager.older_than:
                self.positions[post.post_id] = place
        self.pager.take(page.posts, page.entries, page.total)
        self.pager.end_at_total()
        self._active = not self.pager.ended
        is_whole = self.pager.total is not None and not self.pager.missing
        if self.pager.ended and not is_whole:
            hides, self._ended_early = self._ended_early or not self.pager.changed, True
            if hides:
                self._reject(f"{response.url}: the list of ids ends early; none is marked as gone")
                return ()
        return page.posts

    def proof(self) -> SourceProof:
        return proof_of(self.started, self.error, self.unfinished("the list of ids was"))

    def _reject(self, reason: str, *, is_final: bool = False) -> None:
        """Ask for whole posts instead, unless no other request would help."""
        if self.by_summaries and not is_final:
            self.by_summaries = self._ended_early = False
            self.target.note(logging.INFO, f"{reason}; whole posts are asked for instead")
            self.start()
        else:
            self.stop(reason)

    def stop(self, reason: str) -> None:
        self._active, self.error = False, f"looking for posts that are gone: {reason}"
