"""A request for something of the sample blog, and its response."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from crawler.sample.blog_index import BlogIndex

HTML = "text/html; charset=UTF-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class BlogRequest:
    """One parsed request."""

    index: BlogIndex  # the blog as it is now
    home: str  # address of the blog in links, without the last slash
    path: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class BlogResponse:
    """Status, headers and body, uncompressed."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
