"""The pages of posts that no list of the blog names: whether they are gone."""

import logging
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from crawler.archive_reader import UnlistedPost
from crawler.blogger.frontier.crawl_source import CrawlSource
from crawler.blogger.frontier.exchange import FailureKind, FetchFailure, PageRequest, PageResponse, Purpose
from crawler.blogger.response_checks import MAX_PAGE_TAGS, has_too_many_tags
from crawler.blogger.urls import on_address
from crawler.items import Post


@dataclass(slots=True, eq=False)
class UnlistedPages(CrawlSource):
    """CrawlSource of the answers of unlisted posts' pages; a missing answer proves nothing."""

    statuses: dict[str, int] = field(default_factory=dict)
    """Post id → HTTP status of its page."""
    _waiting: deque[PageRequest] = field(default_factory=deque)
    _unknown: set[str] = field(default_factory=set)
    """Hosts of stored addresses that lead nowhere any more: a domain that the blog had."""

    def start_pages(self, posts: Iterable[UnlistedPost]) -> None:
        """Ask for the pages of these posts."""
        self.start()
        for post in posts:
            url = on_address(post.url or "", self.target.address)
            self._waiting.append(PageRequest(url, Purpose.UNLISTED, post_id=post.post_id))

    def next(self) -> PageRequest | None:
        if not self._waiting:
            return None
        request, address = self._waiting.popleft(), self.target.pages_address
        parts = urlsplit(request.url)
        if parts.netloc not in self._unknown:
            return request
        return replace(request, url=parts._replace(scheme=address.scheme, netloc=address.host).geturl())

    def take(self, request: PageRequest, response: PageResponse) -> Sequence[Post]:
        if not has_too_many_tags(response.body, MAX_PAGE_TAGS):
            response.page()  # which of another blog says nothing of this one's posts
        self.statuses[request.post_id or ""] = response.status
        return ()

    def fail(self, request: PageRequest, failure: FetchFailure) -> Sequence[Post]:
        host, address = urlsplit(request.url).netloc, self.target.pages_address
        is_lost = failure.kind is FailureKind.UNKNOWN_HOST and host != address.host
        if is_lost and not address.blog_id:  # the page has the same path where the blog is now
            self._unknown.add(host)
            self._waiting.appendleft(request)
            return ()
        self.target.note(logging.INFO, f"{failure.reason}: whether post {request.post_id} is gone stays open")
        return ()
