"""Single posts once more, by their places in the feed of all posts."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from crawler.blogger.frontier.exchange import (
    FetchFailure,
    PageRequest,
    PageResponse,
    Proof,
    Purpose,
    proof_of,
)
from crawler.blogger.frontier.response_errors import describe_response
from crawler.blogger.frontier.target import Target
from crawler.blogger.urls import PAGE_SIZE
from crawler.errors import FeedError
from crawler.items import Post

MARGIN = 3
"""Places around a post that are asked for with it: it may have moved."""


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
