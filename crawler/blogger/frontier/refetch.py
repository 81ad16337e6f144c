"""Single posts once more, by their places in the feed of all posts."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from crawler.blogger.frontier.crawl_source import CrawlSource
from crawler.blogger.frontier.exchange import PageRequest, PageResponse, Purpose
from crawler.blogger.urls import PAGE_SIZE
from crawler.items import Post

MARGIN = 3
"""Places around a post that are asked for with it: it may have moved."""


@dataclass(slots=True, eq=False)
class Refetch(CrawlSource):
    """CrawlSource of single posts, by their places in the feed of all posts."""

    received: set[str] = field(default_factory=set)
    _wanted: frozenset[str] = frozenset()
    _spans: deque[tuple[int, int]] = field(default_factory=deque)
    """First place and number of posts."""

    def start_places(self, places: dict[str, int]) -> None:
        """Ask for posts by id and place."""
        self._wanted = frozenset(places)
        self._spans = deque(_join(places.values()))
        self.start()

    def next(self) -> PageRequest | None:
        if not self._spans:
            return None
        first, size = self._spans[0]
        return PageRequest(self.target.address.feed(start=first, size=size), Purpose.REFETCH)

    def take(self, request: PageRequest, response: PageResponse) -> Sequence[Post]:
        page = response.feed()
        first, size = self._spans.popleft()
        if 0 < page.entries < size:  # the server gives fewer at once
            self._spans.appendleft((first + page.entries, size - page.entries))
        self.received.update(post.post_id for post in page.posts if post.post_id in self._wanted)
        return page.posts  # with neighbours, of which a body may differ though its time does not


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
