"""Requests, responses and failures that a crawl exchanges with its fetcher. No HTTP library."""

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypeVar

from crawler.blogger.feed import CommentPage, FeedPage, parse_comments, parse_feed
from crawler.blogger.index_page import PageLinks, Sitemap, read_links, read_sitemap
from crawler.blogger.page import ParsedPage, read_page
from crawler.blogger.page_type import PageType, classify
from crawler.blogger.response_checks import MAX_PAGE_TAGS, has_too_many_tags, is_truncated
from crawler.errors import OtherBlogError

T = TypeVar("T")


class Purpose(Enum):
    """The source that a request belongs to; the value is the request's priority, highest first."""

    COMPLETION = 20
    """The page of a post of which a feed gave only a summary."""
    SITEMAP = 17
    LIST = 16
    """An index, archive or label page."""
    POST = 15
    """The page of a post."""
    UPDATES = 12
    """The posts that were saved last."""
    IDS = 11
    """Ids and times of all posts."""
    RECHECK = 9
    """The posts that were updated last, once more: whether the blog changed while it was read."""
    REFETCH = 8
    """Posts that are not held as the list of ids has them."""
    UNLISTED = 13
    """The page of a post that no list names."""
    STATIC_PAGES = 7
    """The static pages, or the list of them."""
    FEED = 10
    """All posts."""
    COMMENTS = 0
    COMMENT_PAGES = 1
    """The page of a post, for its comments."""


FEED_PURPOSES = frozenset(
    {Purpose.UPDATES, Purpose.IDS, Purpose.RECHECK, Purpose.REFETCH, Purpose.FEED, Purpose.COMMENTS}
)
"""Requests of feeds: where one fails, a person is told of the blog, not of the feed's address."""


@dataclass(frozen=True, slots=True)
class PageRequest:
    """One request of a crawl."""

    url: str
    purpose: Purpose
    post_id: str | None = field(default=None, kw_only=True)
    """The post whose page is asked for, where that is known."""
    linked_as: str | None = field(default=None, kw_only=True)
    """The address as a page of the blog links it, where the blog answers at another one."""
    headers: Mapping[str, str] = field(default_factory=dict, kw_only=True, compare=False)

    @property
    def is_conditional(self) -> bool:
        """Tell whether "not modified" is an answer to it."""
        return "If-None-Match" in self.headers or "If-Modified-Since" in self.headers


@dataclass(frozen=True, slots=True)
class PageResponse:
    """One answer, after redirects and decompression."""

    url: str
    """The address that answered."""
    body: bytes = b""
    status: int = 200
    content_type: str = ""
    etag: str | None = None
    last_modified: str | None = None
    date: str | None = None
    """The time of the answer by the server's clock, as it came."""
    said_of: str | None = None
    """The address to name where something is wrong: the blog's, where it is its feed that answered."""
    blog_id: str | None = None
    """Blogger's number of the blog that is asked, once it is known: what is of another one is not read."""
    parsed: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """Method below → its result or error, where another process has run it already (read_ahead.py)."""

    @property
    def content(self) -> bytes:
        """The body of a success; nothing of any other answer."""
        return self.body if self.status == 200 else b""

    @property
    def is_whole_page(self) -> bool:
        """Tell whether it may be read as a page: none that breaks off, and no bomb."""
        return self.status == 200 and not (
            is_truncated(self.body) or has_too_many_tags(self.body, MAX_PAGE_TAGS)
        )

    def feed(self) -> FeedPage:
        """Return the page of a post feed. Raises FeedError."""
        page = self._parse("feed", parse_feed, self.content, url=self.url)
        self._require_own(page.blog.blog_id, "the feed")
        return page

    def comments(self) -> CommentPage:
        """Return the page of a comment feed. Raises FeedError."""
        page = self._parse("comments", parse_comments, self.content, url=self.url)
        self._require_own(page.blog_id, "the feed of comments")
        return page

    def page(self) -> ParsedPage:
        """Return the posts of a page. Raises OtherBlogError."""
        page = self._parse("page", read_page, self.body, url=self.url)
        self._require_own("" if page.is_id_guessed else page.blog_id, "a page")
        return page

    def links(self) -> PageLinks:
        """Return the links of a page."""
        return self._parse("links", read_links, self.body, url=self.url)

    def sitemap(self) -> Sitemap:
        """Return a sitemap's addresses."""
        return self._parse("sitemap", read_sitemap, self.body)

    def kind(self) -> PageType:
        """Return what the answer says it is by its own words, whatever its status."""
        return self._parse("kind", classify, self.body, url=self.url, content_type=self.content_type)

    def _require_own(self, blog_id: str, what: str) -> None:
        """Raise OtherBlogError where another blog has taken over the address meanwhile."""
        if self.blog_id and blog_id.isdecimal() and blog_id != self.blog_id:
            raise OtherBlogError(f"this is {what} of another blog, {blog_id}", url=self.url)

    def _parse(self, name: str, parser: Callable[..., T], body: bytes, **named: str) -> T:
        if name not in self.parsed:
            return parser(body, **named)
        result: T | Exception = self.parsed[name]
        if isinstance(result, Exception):
            raise copy(result)  # its traceback holds this answer, which would hold it in a circle
        return result


class FailureKind(Enum):
    """Reason of a request without an answer, as far as it decides what is asked next."""

    OTHER = "other"
    FORBIDDEN = "forbidden"
    """robots.txt closes the address."""
    TOO_LARGE = "too large"
    UNKNOWN_HOST = "unknown host"
    CIRCLE = "circle"
    """It redirects without end: its host does answer."""
    LIMIT = "limit"
    """The crawl has used up what it may cost."""
    UNREADABLE = "unreadable"
    """Its answer is another thing than what was asked for."""
    OTHER_BLOG = "other blog"
    """Its answer is of another blog."""
    REFUSED = "refused"
    """Its answer says that no other request would help: the blog is gated or gone, or its server fails."""


@dataclass(frozen=True, slots=True)
class FetchFailure:
    """A request that got no answer, or one that is of no use."""

    url: str
    text: str
    """The reason and the next step."""
    kind: FailureKind = FailureKind.OTHER
    is_gone: bool = False
    """Blogger says that there is no such blog, or none any more."""
    has_content: bool = False
    """A success, of which the content is of no use."""

    @property
    def reason(self) -> str:
        """One line for a person: the address, the reason, the next step."""
        return f"{self.url}: {self.text}"
