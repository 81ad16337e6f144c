"""The posts that were updated since the last crawl: one conditional request, if nothing is new."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from crawler.blogger.feed import FeedPage
from crawler.blogger.frontier.crawl_source import CrawlSource
from crawler.blogger.frontier.exchange import FailureKind, FetchFailure, PageRequest, PageResponse, Purpose
from crawler.blogger.frontier.incremental import UpdatedPager
from crawler.items import CrawlState, Post

_STRONG_AFTER = timedelta(minutes=1)
_CLOSED = frozenset({FailureKind.FORBIDDEN, FailureKind.UNREADABLE})
_OTHER_WAYS = _CLOSED | {FailureKind.TOO_LARGE}
"""Failures after which the feed of all posts may be had: it asks for less, and in other dialects."""

_NOWHERE = "Blogger does not give it by its id or earlier name either; crawl the address where it lives now"


def make_validators(url: str, response: PageResponse, total: int | None) -> CrawlState:
    """Return the validators of an answer.

    An answer that counts nothing has none: of an old save that appears "not modified" would not tell. A
    `Last-Modified` alone that is younger than a minute by the server's own clock is left out: a second
    change in the same second would not show (RFC 9110, 8.8.2.2).
    """
    if total is None:
        return CrawlState(feed_url=url)
    modified = response.last_modified
    if modified and response.etag is None and not _is_strong(modified, response.date):
        modified = None
    return CrawlState(feed_url=url, etag=response.etag, last_modified=modified)


def _is_strong(modified: str, date: str | None) -> bool:
    try:
        return parsedate_to_datetime(date or "") - parsedate_to_datetime(modified) >= _STRONG_AFTER
    except (TypeError, ValueError, OverflowError):
        return False  # no date, or only one of them with a time zone


def conditions(state: CrawlState) -> Mapping[str, str]:
    """Return the headers that ask for an answer only where the validators are of an older one."""
    asked = {"If-None-Match": state.etag, "If-Modified-Since": state.last_modified}
    return {name: value for name, value in asked.items() if value}


@dataclass(slots=True, eq=False)
class UpdatedPosts(CrawlSource):
    """CrawlSource of what is new. Where that cannot be built on, `pager` and `is_usable` say so."""

    unfinished = "the feed of updates was not read to the end"
    cursor: datetime | None = None
    """Whatever was updated then or earlier is held. None: only the first answer is wanted."""
    all_wanted: bool = True
    """All posts will be asked for, whatever is new: the request is not conditional."""
    pager: UpdatedPager = field(init=False)
    unchanged: bool = False
    """The server said that nothing is new."""
    unavailable: bool = False
    """The server does not give this feed; the one of all posts may be had."""
    first_answer: FeedPage | None = None
    validators: CrawlState = field(default_factory=CrawlState)
    """Address and validators of the first answer."""
    wanted: set[str] = field(default_factory=set)
    """Ids of posts that came, by this feed or after it, and were not held as they came."""

    def __post_init__(self) -> None:
        self.pager = UpdatedPager(self.cursor)

    @property
    def reads_all(self) -> bool:
        """Tell whether more than the first answer is asked of the feed of all posts instead."""
        return self.all_wanted or self.cursor is None

    @property
    def is_usable(self) -> bool:
        """Tell whether the answers tell what is new."""
        return self.pager.ordered and not self.reads_all

    @property
    def is_proof(self) -> bool:
        """Tell whether the answers show that what is held is as the blog is."""
        return self.unchanged or (self.pager.pages > 0 and self.is_usable)

    @property
    def is_whole(self) -> bool:
        """Tell whether one answer held all posts: no list of ids can say more, and none came later."""
        return self.pager.whole and self.target.counts_all and self.is_usable

    def next(self) -> PageRequest | None:
        pager, state = self.pager, self.target.state
        url = self.target.address.latest(start=pager.start, since=pager.cursor if pager.pages else None)
        headers: dict[str, str] = {}
        if not self.all_wanted and not pager.pages and state.feed_url == url:
            headers = dict(conditions(state))
        if headers:  # as a rule that is all that is asked of this host; kept open, they would be thousands
            headers["Connection"] = "close"
        return PageRequest(url, Purpose.UPDATES, headers=headers)

    def take(self, request: PageRequest, response: PageResponse) -> Sequence[Post]:
        """Take an answer. Returns posts of which the caller keeps those that are not held."""
        if response.status == 304 and request.is_conditional:
            self.active = False
            self.unchanged = self.target.admit_unchanged(response.url)
            return ()
        page, pager = response.feed(), self.pager
        if not self.target.admit(page.blog, response.url):
            self.active = False
            return ()
        if not pager.pages:
            self.first_answer = page
            self.validators = make_validators(self.target.address.latest(), response, page.total)
        posts = pager.take(page.posts, page.entries, page.total)
        self.active = self.is_usable and not pager.reached
        return posts if self.is_usable else ()

    def fail(self, request: PageRequest, failure: FetchFailure) -> Sequence[Post]:
        """Look elsewhere for a blog that is gone, or whose host is unknown twice in a row: it may have moved.

        Where its feed is closed, its id does not lead to its pages; the name that it had at Blogger may.
        """
        target, closed = self.target, failure.kind in _CLOSED
        is_lost = failure.is_gone or (failure.kind is FailureKind.UNKNOWN_HOST and target.failures)
        if (is_lost or (closed and target.address.blog_id)) and target.ask_elsewhere(failure.reason):
            self._begin_again()
        elif failure.kind in _OTHER_WAYS and not (target.fallback_reason and target.address.blog_id):
            self.active, self.unavailable = False, True
        else:
            reason = target.fallback_reason
            self.stop(f"{reason}; {_NOWHERE}" if reason else failure.reason)
        return ()

    def _begin_again(self) -> None:
        self.pager = UpdatedPager(self.cursor)
        self.start()
