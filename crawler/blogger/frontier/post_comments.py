"""The comments of single posts: by the posts' own feeds; where these are off, by the posts' pages."""

import logging
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from crawler.blogger.feed import CommentPage
from crawler.blogger.frontier.exchange import FailureKind, FetchFailure, PageRequest, PageResponse, Purpose
from crawler.blogger.frontier.feed_pages import FeedPager
from crawler.blogger.frontier.response_errors import describe_response
from crawler.blogger.frontier.target import Target
from crawler.blogger.page import ParsedPage
from crawler.blogger.page_type import PageType
from crawler.blogger.urls import on_address
from crawler.items import Comment, Post

_PAGE = "page"
_DIALECTS = ("json", "plain", _PAGE)
"""Ways to ask for the comments of one post; copies of a blog know only the second."""


@dataclass(slots=True, eq=False)
class PostComments:
    """The posts whose comments are to be asked for one by one, and the position in those of the first."""

    target: Target
    lost: int = 0
    """Posts whose comments could not be had."""
    _posts: deque[bytes] = field(default_factory=deque)
    """Id, number of comments and address of each, as one text: objects take 50 bytes more a post."""
    _noted: set[str] = field(default_factory=set)
    _pager: FeedPager[Comment] = field(default_factory=FeedPager)
    _dialect: str = _DIALECTS[0]
    _answered: bool = False
    """The feed of a post did."""

    def __len__(self) -> int:
        return len(self._posts)

    @property
    def counted(self) -> int:
        """Number of comments that the posts count."""
        return sum(count for _, count, _ in map(_parts, self._posts))

    def note(self, posts: Iterable[Post]) -> None:
        """Take note of posts that may have comments, each once."""
        for post in posts:
            if post.comment_count != 0 and post.post_id not in self._noted:
                self._noted.add(post.post_id)
                self._posts.append(f"{post.post_id}\n{post.comment_count or 0}\n{post.url or ''}".encode())

    def next(self) -> PageRequest | None:
        while self._posts:
            (post_id, _, url), pager = _parts(self._posts[0]), self._pager
            if self._dialect != _PAGE:
                kind = f"{post_id}/comments"
                url = self.target.address.feed(
                    self._dialect, kind=kind, start=pager.start, older_than=pager.older_than
                )
                return PageRequest(url, Purpose.COMMENTS)
            if url:
                url = on_address(url, self.target.address)
                return PageRequest(url, Purpose.COMMENT_PAGES, post_id=post_id)
            self._leave(f"post {post_id} has no address")
        return None

    def take(self, page: CommentPage) -> list[Comment]:
        """Take an answer of the feed of the first post."""
        self._answered, pager = True, self._pager
        comments = pager.take(page.comments, page.entries, page.total)
        whole = page.total is not None and page.entries >= page.total
        if pager.ended or whole or self._dialect == "plain":
            self.lost += max(0, pager.missing - pager.unreadable) > 0
            self._next_post()
        return comments

    def take_page(self, response: PageResponse) -> Sequence[Comment]:
        """Take the page of the first post. It holds the first 200 comments."""
        post_id, count, _ = _parts(self._posts[0])
        page = response.page() if response.is_whole_page else None
        if page is None or page.page_type is not PageType.POST:
            self._leave(describe_response(response, "no post was found on it"))
            return ()
        comments = comments_on(page, self.target.blog_id or "", post_id)
        if len(comments) < count:
            self._leave(f"{response.url}: it shows {len(comments)} of {count} comments")
        else:
            self._next_post()
        return comments

    def fail(self, failure: FetchFailure) -> None:
        """Ask in another way, as long as no post's feed answers; else leave the post."""
        is_closed = failure.kind in {FailureKind.FORBIDDEN, FailureKind.UNREADABLE}
        if not (is_closed and self._try_next_dialect()):
            self._leave(failure.reason)

    def _try_next_dialect(self) -> bool:
        left = _DIALECTS[_DIALECTS.index(self._dialect) + 1 :]
        if self._pager.pages or not left or (left[0] == _PAGE and self._answered):
            return False
        self._dialect = left[0]
        return True

    def _leave(self, reason: str) -> None:
        self.target.note(logging.INFO if self.lost else logging.WARNING, f"comments: {reason}")
        self.lost += 1
        self._next_post()

    def _next_post(self) -> None:
        self._posts.popleft()
        self._pager = FeedPager()


def _parts(post: bytes) -> tuple[str, int, str]:
    post_id, count, url = post.decode().split("\n", 2)
    return post_id, int(count), url


def comments_on(page: ParsedPage, blog_id: str, post_id: str) -> list[Comment]:
    """Return the comments on a post's own page, which does not say whose they are."""
    return [replace(each, blog_id=blog_id, post_id=post_id) for each in page.comments if each.comment_id]
