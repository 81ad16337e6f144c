"""The comments of a blog: by its comment feed, newest first; where that is off, post by post."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from crawler.blogger.feed import CommentPage
from crawler.blogger.frontier.crawl_source import CrawlSource
from crawler.blogger.frontier.exchange import FailureKind, FetchFailure, PageRequest, PageResponse, Purpose
from crawler.blogger.frontier.feed_pages import FeedPager
from crawler.blogger.frontier.post_comments import PostComments
from crawler.items import Comment, Post

ROUNDS = 3
"""Times that all comments are read before a blog whose comments do not hold still is left."""


@dataclass(slots=True, eq=False)
class CommentFeed(CrawlSource):
    """CrawlSource of the comments of all posts."""

    unfinished = "the comments were not read to the end"
    pager: FeedPager[Comment] = field(default_factory=FeedPager)
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

    def start_once(self) -> None:
        """Ask for comments from now on, once."""
        if not self.asked:
            self.start()

    def note_posts(self, posts: Iterable[Post]) -> None:
        """Take note of posts that came by a feed, or whose page shows fewer comments than it counts."""
        self._posts.note(posts)
        if self.is_by_post and not self.error:
            self.active = self.asked

    def next(self) -> PageRequest | None:
        if self.is_by_post or not self.target.is_numbered:
            request = self._posts.next() if self.target.is_numbered else None
            self.active = request is not None
            return request
        address, pager = self.target.address, self.pager
        url = address.feed(kind="comments", start=pager.start, older_than=pager.older_than)
        return PageRequest(url, Purpose.COMMENTS)

    def take(self, request: PageRequest, response: PageResponse) -> Sequence[Comment]:
        if request.purpose is Purpose.COMMENT_PAGES:
            return self.take_from_page(self._posts.take_page(response))
        page = response.comments()
        return self._take_of_post(page) if self.is_by_post else self._take(page)

    def fail(self, request: PageRequest, failure: FetchFailure) -> Sequence[Comment]:
        if self.is_by_post:
            self._posts.fail(failure)
        elif self._is_off(failure):
            self.target.note(logging.INFO, f"{failure.reason}; the comments are asked for post by post")
            self.is_by_post = True
        else:
            self.stop(f"comments: {failure.reason}")
        return ()

    def shortfalls(self) -> Iterable[str | None]:
        pager, lost, passed = self.pager, self._posts.lost, self.passed_over
        missing = max(0, pager.missing - pager.unreadable)  # an entry without an id is no comment to wait for
        return (
            f"received {len(pager.ids)} of {pager.total} comments" if missing else None,
            f"the comments of {lost} posts could not be had" if lost else None,
            f"the comments of {passed} posts were not asked for" if self.is_by_post and passed else None,
        )

    def stop_at_known(self) -> None:
        """End below an answer that brought only known comments: older ones are held as well."""
        self.pager.ended, self.pager.total = True, None
        self.active = self.is_by_post

    def end_at_total(self) -> None:
        """End where as many came as the blog says that it has."""
        self.pager.end_at_total()
        self.active = not self.pager.ended

    def read_what_posts_count(self) -> bool:
        """Read all once more where posts that came count more comments than the feed: it was read before."""
        total, is_over = self.pager.total, self._was_short or self.is_by_post or self.error
        if is_over or total is None or total >= self._posts.counted:
            return False
        self._was_short = self.active = True
        self.pager = FeedPager()
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
        self.active = not pager.ended
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
            self.pager, self.active = FeedPager(), True

    def _take_of_post(self, page: CommentPage) -> Sequence[Comment]:
        new = [c for c in self._posts.take(page) if c.comment_id not in self.pager.ids]
        self.pager.ids.update(comment.comment_id for comment in new)
        return new

    def _is_off(self, failure: FetchFailure) -> bool:
        """Tell whether the blog has no such feed. One that is off is no page that answers, as a rule."""
        unreadable = failure.kind is FailureKind.UNREADABLE and (self._posts or not failure.has_content)
        return not self.pager.pages and bool(unreadable or failure.kind is FailureKind.FORBIDDEN)
