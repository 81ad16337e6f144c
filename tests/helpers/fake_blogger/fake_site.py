"""A site: a blog, how it is served, the faults that a test has switched on, and a log of requests."""

import re
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tests.helpers.fake_blogger.blog_index import BlogIndex
from tests.helpers.sample_blog import SampleBlog


@dataclass(frozen=True, slots=True, kw_only=True)
class FakeResponse:
    """An HTTP response, and what happens to it on the way."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    delay: float = 0.0  # seconds before the first byte
    reset: bool = False  # the connection breaks before the first byte
    keep: float = 1.0  # part of the body that arrives, counted after compression
    claims_all: bool = False
    """Content-Length speaks of the whole body although less of it comes: a connection that breaks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedRequest:
    """One request in the log of a site."""

    method: str
    url: str  # path and query
    status: int
    headers: Mapping[str, str]
    at: float = field(default_factory=time.monotonic)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServingOptions:
    """Options of serving a blog, owner's settings and defects. The defaults are Blogger's."""

    cap: int = 150  # entries that one answer holds at most, whatever is asked for
    default: int = 25  # entries of an answer when the request does not say
    feed: str = "full"
    """The owner's setting: "full", "short" (summaries), "none" (no feeds)."""
    next_link: bool = True
    pager: bool = True  # pages of the index link to older ones
    total: int | None = None  # what `openSearch:totalResults` claims; None is the truth
    stuck: bool = False  # every page of the feed is the first one, whatever `start-index` says
    last: int | None = None  # entries after which `start-index` yields nothing more; None is all
    footer: str = ""  # the owner's feed footer, appended inside every entry's body
    gate: str | None = None
    """Name of a page in `interstitials.INTERSTITIALS` that answers everything."""
    https: bool = False  # http requests are sent on to https
    moved_to: str | None = None
    """Home page of another host to which every request is redirected: a custom domain, or `.in` to `.com`."""
    conditional: bool = True  # answers 304 to one who has the present version
    ordered: bool = True  # knows `orderby=updated`
    robots: str | None = None  # a robots.txt of the owner's own
    home: str | None = None
    """The blog's address in links, without the last slash; None: the one that was asked."""
    folder: str = ""
    """The folder below which the blog stands, such as "/blog" (FTP); nothing else is on its host."""
    limit: "PlatformLimit | None" = None
    """What the platform admits of one asker, over all sites that have this limit."""


@dataclass(slots=True)
class PlatformLimit:
    """A number of requests in any second; what is above it is answered by 429 and Retry-After."""

    rate: int
    _admitted: deque[float] = field(default_factory=deque)

    def admits(self) -> bool:
        """Tell whether one more may be answered now; count it."""
        now = time.monotonic()
        if len(self._admitted) >= self.rate and now - self._admitted[0] < 1:
            return False
        self._admitted.append(now)
        if len(self._admitted) > self.rate:
            self._admitted.popleft()
        return True


@dataclass(slots=True, kw_only=True)
class Fault:
    """What happens to requests whose path and query match. `times` None: to every one of them."""

    match: str  # regular expression, searched in path and query
    change: Callable[[FakeResponse], FakeResponse] | None = None  # what becomes of the answer; see `faults`
    options: Mapping[str, Any] = field(default_factory=dict)
    """Fields of `ServingOptions` that differ for these requests."""
    times: int | None = 1
    skip: int = 0  # matching requests that pass unharmed first

    def strikes(self, url: str) -> bool:
        """Whether this request is hit; counts it."""
        if self.times == 0 or not re.search(self.match, url):
            return False
        if self.skip:
            self.skip -= 1
            return False
        if self.times is not None:
            self.times -= 1
        return True


class Site:
    """One blog on one host, as mutable as a test needs it.

    >>> site = Site(blog, cap=20)
    >>> site.fault("feeds/posts", faults.status(503, retry_after=1), times=2)
    >>> site.blog = site.blog.edited(post_id, title="Corrected")
    """

    def __init__(self, blog: SampleBlog, *, memoise: bool = False, **options: Any) -> None:
        """`memoise` keeps every answer, for benchmarks in which the server must cost nothing."""
        self._blog = blog
        self.options = ServingOptions(**options)
        self.faults: list[Fault] = []
        self.log: list[LoggedRequest] = []
        self.memoise = memoise
        self.memo: dict[tuple[object, ...], FakeResponse] = {}
        self.index = BlogIndex(blog)

    @property
    def blog(self) -> SampleBlog:
        """The blog as it is served now."""
        return self._blog

    @blog.setter
    def blog(self, blog: SampleBlog) -> None:
        self._blog = blog
        self.index = BlogIndex(blog)
        self.memo.clear()

    def set(self, **options: Any) -> None:
        """Serve differently from now on."""
        self.options = replace(self.options, **options)
        self.memo.clear()

    def fault(
        self,
        match: str,
        change: Callable[[FakeResponse], FakeResponse] | None = None,
        *,
        times: int | None = 1,
        skip: int = 0,
        **options: Any,
    ) -> None:
        """Switch a fault on; faults are tried in the order in which they were added."""
        self.faults.append(Fault(match=match, change=change, options=options, times=times, skip=skip))

    def requests(self, match: str = "") -> list[LoggedRequest]:
        """Logged requests whose path and query match the regular expression."""
        return [call for call in self.log if re.search(match, call.url)]

    def hits(self) -> Counter[str]:
        """How often each path and query was asked for."""
        return Counter(call.url for call in self.log)


@dataclass(frozen=True, slots=True, kw_only=True)
class FakeRequest:
    """One parsed request to a site."""

    site: Site
    options: ServingOptions  # as they hold for this request
    url: str
    index: BlogIndex  # the blog as it is now
    home: str  # address of the blog in links, without the last slash
    path: str
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def blog(self) -> SampleBlog:
        return self.index.blog
