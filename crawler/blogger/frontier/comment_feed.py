"""The comments of a blog by its comment feed, newest first."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from crawler.blogger.feed import parse_comments
from crawler.blogger.frontier.exchange import (
    UNFINISHED,
    FetchFailure,
    PageRequest,
    PageResponse,
    Proof,
    Purpose,
    proof_of,
)
from crawler.blogger.frontier.feed_pages import FeedPager
from crawler.blogger.frontier.response_errors import describe_response
from crawler.blogger.frontier.target import Target
from crawler.errors import FeedError
from crawler.items import Comment


@dataclass(slots=True, eq=False)
class CommentFeed:
    """Source of the comments of all posts."""

    target: Target
    pager: FeedPager[Comment] = field(default_factory=lambda: FeedPager(key=attrgetter("comment_id")))
    started: bool = False
    error: str | None = None
    _active: bool = False

    def start(self) -> None:
        """Ask for comments from now on, once."""
        if not self.started:
            self.started = self._active = True

    def next(self) -> PageRequest | None:
        if not self._active:
            return None
        pager = self.pager
        url = self.target.address.feed(kind="comments", start=pager.start, older_than=pager.older_than)
        return PageRequest(url, Purpose.COMMENTS)

    def handle(self, request: PageRequest, response: PageResponse) -> Sequence[Comment]:
        try:
            page = parse_comments(response.content, url=response.url)
        except FeedError as error:
            self._stop(f"comments: {describe_response(response, str(error))}")
            return ()
        comments = self.pager.take(page.comments, page.entries, page.total)
        self._active = not self.pager.ended
        return comments

    def fail(self, request: PageRequest, failure: FetchFailure) -> Sequence[Comment]:
        self._stop(failure.reason)
        return ()

    def proof(self) -> Proof:
        pager = self.pager
        missing = f"received {len(pager.ids)} of {pager.total} comments" if pager.missing else None
        unfinished = UNFINISHED.format("the comments were") if self._active else None
        return proof_of(self.started, self.error, missing, unfinished)

    def stop_at_known(self) -> None:
        """End below an answer that brought only known comments: older ones are held as well."""
        self.pager.ended, self.pager.total = True, None
        self._active = False

    def take_from_page(self, comments: Collection[Comment]) -> list[Comment]:
        """Take comments of a post's own page. Returns those that were not seen before."""
        return self.pager.take(list(comments), len(comments), None)

    def _stop(self, reason: str) -> None:
        self._active, self.error = False, reason
