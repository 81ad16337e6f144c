"""The check whether a blog changed while it was read, by the feed of the posts that were saved last."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from crawler.blogger.feed import FeedPage
from crawler.blogger.frontier.crawl_source import CrawlSource
from crawler.blogger.frontier.exchange import PageRequest, PageResponse, Purpose
from crawler.blogger.frontier.incremental import parse_update_time
from crawler.blogger.frontier.updated_posts import conditions, make_validators
from crawler.items import CrawlState, Post


@dataclass(slots=True, eq=False)
class ChangeCheck(CrawlSource):
    """CrawlSource that tells whether the feed of updates is as it was when it was last asked."""

    subject = "whether the blog changed meanwhile: "
    last: FeedPage | None = None
    validators: CrawlState = field(default_factory=CrawlState)
    changed: bool = False

    @property
    def times(self) -> dict[str, datetime | None]:
        """Post id → time of the last save, as the last answer shows them."""
        posts = self.last.posts if self.last else ()
        return {post.post_id: parse_update_time(post.updated_raw) for post in posts}

    def ask_again(self) -> None:
        """Ask once more."""
        self.start()
        self.changed = False

    def next(self) -> PageRequest | None:
        return PageRequest(self.target.address.latest(), Purpose.RECHECK, headers=conditions(self.validators))

    def take(self, request: PageRequest, response: PageResponse) -> Sequence[Post]:
        self.active = False
        if response.status == 304 and request.is_conditional:
            return ()
        page = response.feed()
        self.changed = self.last is None or _outline(page) != _outline(self.last)
        self.last = page
        self.validators = make_validators(request.url, response, page.total)
        return [post for post in page.posts if not post.partial]  # of summaries the list of ids tells


def _outline(page: FeedPage) -> tuple[object, ...]:
    return page.total, tuple((post.post_id, post.updated_raw) for post in page.posts)
