"""The comments of a blog: by its comment feed, newest first; where that is off, post by post."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from crawler.blogger.feed import CommentPage
from crawler.blogger.frontier.crawl_source import CrawlSource, SourceProof, proof_of
from crawler.blogger.frontier.exchange import FailureKind, FetchFailure, PageRequest, PageResponse, Purpose
from crawler.blogger.frontier.feed_pages import FeedPager
from crawler.blogger.frontier.post_comments import PostComments
from crawler.blogger.frontier.response_errors import describe_response, is_final
from crawler.errors import FeedError
from crawler.items import Comment, Post

ROUNDS = 3
"""Times that all comments are read before a blog whose comments do not hold still is left."""


def _pager() -> FeedPager[Comment]:
    return FeedPager(key=attrgetter("comment_id"))


@dataclass(slots=True, eq=False)
class CommentFeed(CrawlSource):
    """CrawlSource of the comments of all posts."""

    pager: FeedPager[Comment] = field(default_factory=_pager)
    has_news: bool = False
    """The feed has comments that are not held, or counts others; noted by whoever compares them."""
    passed_over: int = 0
    """Posts that are held from before and were not asked for, so that only the blog's feed gives theirs."""
    is_by_post: bool = False
    """The blog's own feed is off: posts are asked for theirs."""
    _posts: PostComments = field(init=False)
    """The posts that came and may have comments."""
    _rounds: int = 0
    """Times that the comments changed while they were read."""
    _was_short: bool = False
    """They were read again because posts count more."""
    _by_page: set[str] = field(default_factory=set)
    """Ids of comments that pages of posts showed."""

    def __post_init__(self) -> None:
        self._posts = PostComments(self.target)

    def start(self) -> None:
        """Ask for comments from now on, once."""
        if not self.started:
            self.started = self._active = True

    def note_posts(self, posts: Iterable[Post]) -> None:
        """Take note of posts that came by a feed, or whose page shows fewer comments than it counts."""
        self._posts.note(posts)

    def next(self) -> PageRequest | None:
        if not (self.started and self.target.is_numbered) or self.error:
            self._active = False
            return None
        if self.is_by_post:  # posts that come later are asked for theirs as well
            request = self._posts.next()
            self._active = request is not None
            return request
        if not self._active:
            return None
        address, pager = self.target.address, self.pager
        url = address.feed(kind="comments", start=pager.start, older_than=pager.older_than)
        return PageRequest(url, Purpose.COMMENTS)

    def handle(self, request: PageRequest, response: PageResponse) -> Sequence[Comment]:
        if request.purpose is Purpose.COMMENT_PAGES:
            return self.take_from_page(self._posts.take_page(response))
        try:
            page = response.comments()
            if page.blog_id != self.target.blog_id:
                raise FeedError(f"these are comments of another blog, {page.blog_id}", url=response.url)
        except FeedError as error:
            self._reject(response, error)
            return ()
        return self._take_of_post(page) if self.is_by_post else self._take(page)

    def fail(self, request: PageRequest, failure: FetchFailure) -> Sequence[Comment]:
        if self.is_by_post:
            self._posts.fail(failure)
        elif failure.kind is FailureKind.FORBIDDEN and not self.pager.pages:
            self.is_by_post = True
        else:
            self.stop(failure.reason)
        return ()

    def proof(self) -> SourceProof:
        pager, lost, passed = self.pager, self._posts.lost, self.passed_over
        missing = max(0, pager.missing - pager.unreadable)  # an entry without an id is no comment to wait for
        return proof_of(
            self.started,
            self.error,
            f"received {len(pager.ids)} of {pager.total} comments" if missing else None,
            f"the comments of {lost} posts could not be had" if lost else None,
            f"the comments of {passed} posts were not asked for" if self.is_by_post and passed else None,
            self.unfinished("the comments were"),
        )

    def stop_at_known(self) -> None:
        """End below an answer that brought only known comments: older ones are held as well."""
        self.pager.ended, self.pager.total = True, None
        self._active = self.is_by_post

    def end_at_total(self) -> None:
        """End where as many came as the blog says that it has."""
        self.pager.end_at_total()
        self._active = not self.pager.ended

    def read_what_posts_count(self) -> bool:
        """Read all once more where posts that came count more comments than the feed: it was read before."""
        total, posts = self.pager.total, self._posts
        if self._was_short or self.is_by_post or self.error or total is None or total >= posts.counted:
            return False
        self._was_short = self._active = True
        self.pager = _pager()
        return True

    def take_from_page(self, comments: Sequence[Comment]) -> list[Comment]:
        """Take comments of a post's own page. Returns those that were not seen before.

        The feed gives them again, with times and words as they were written.
        """
        unseen = (c for c in comments if c.comment_id not in self._by_page)
        new = {c.comment_id: c for c in unseen if c.comment_id not in self.pager.ids}
        self._by_page.update(new)
        return list(new.values())

    @property
    def ids(self) -> set[str]:
        """Ids of the comments that came."""
        return self.pager.ids | self._by_page

    def _take(self, page: CommentPage) -> Sequence[Comment]:
        pager = self.pager
        comments = pager.take(page.comments, page.entries, page.total)
        self._active = not pager.ended
        if pager.ended and pager.changed:
            self._read_again()
        return comments

    def _read_again(self) -> None:
        """Read all once more: no count tells what a deletion and a late approval leave out on the way."""
        self._rounds += 1
        if self._rounds > ROUNDS:
            self.stop(
                f"the comments changed each time while they were read ({ROUNDS} times); run again later"
            )
        else:
            self.pager, self._active = _pager(), True

    def _take_of_post(self, page: CommentPage) -> Sequence[Comment]:
        new = [c for c in self._posts.take(page) if c.comment_id not in self.pager.ids]
        self.pager.ids.update(comment.comment_id for comment in new)
        return new

    def _reject(self, response: PageResponse, error: FeedError) -> None:
        reason = describe_response(response, str(error))
        if self.is_by_post:
            self._posts.reject(response, error)
        elif self.pager.pages or is_final(response) or (response.status == 200 and not self._posts):
            self.stop(f"comments: {reason}")  # a feed that is off is no page that answers
        else:
            self.target.note(logging.INFO, f"{reason}; the comments are asked for post by post")
            self.is_by_post = True
