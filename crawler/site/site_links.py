"""Paths of the site's files, and relative links between them.

Only a-z, A-Z, 0-9, "-", "_", "." and "~" stand in paths: they need no escape in a link, and every file system
and web server has them.
"""

import re
from collections.abc import Callable
from hashlib import sha256
from urllib.parse import urlsplit

from pipelines.export.file_names import RESERVED_NAME, folder_name, slug
from pipelines.search.site_posts import (
    ALL,
    AUTHOR,
    BLOG,
    LABEL,
    LANGUAGE,
    LIST_KINDS,
    MONTH,
    PAGES,
    YEAR,
    list_key,
)

HOME, SEARCH, FEED, STYLE, ICON = "index.html", "search.html", "feed.xml", "archive.css", "icon.svg"
SEARCH_FOLDER, POST_FOLDER, MEDIA_FOLDER = "find", "post", "media"
NEWEST = 0
"""Page of a list with the newest posts. It alone changes when posts come: others count from the oldest."""
_SECTIONS = ("blogs", "labels", "months", "languages", "authors")
_OWN = {
    *LIST_KINDS, SEARCH_FOLDER, POST_FOLDER, MEDIA_FOLDER, HOME, SEARCH,
    *(f"{name}.html" for name in _SECTIONS),
}  # fmt: skip
_KEPT_FOLDER = re.compile(r"[A-Za-z0-9_~-]{1,120}")
_KEPT_FILE = re.compile(r"[A-Za-z0-9_~-][A-Za-z0-9_.~-]{0,120}\.html?")
_LONGEST_PATH = 180


def list_path(kind: str, key: str, page: int = NEWEST) -> str:
    """Return the path of a page of a list; pages count from 1, the oldest."""
    return f"{kind}/{_file_name(key or kind)}{f'.{page}' if page else ''}.html"


def section_path(name: str) -> str:
    """Return the path of the page that lists all labels, months …"""
    return f"{name}.html"


def post_path(blog_id: str, post_id: str) -> str:
    """Return the path of a post by its ids; a hundred folders a blog, for file systems with small folders."""
    name = _file_name(post_id)
    return f"{POST_FOLDER}/{_file_name(blog_id)}/{name[-2:].rjust(2, '0')}/{name}.html"


def media_path(name: str) -> str:
    """Return the path of a kept picture or file by its name, which begins with its SHA-256."""
    return f"{MEDIA_FOLDER}/{name[:2]}/{name}"


def kept_path(blog_url: str | None, url: str | None) -> str | None:
    """Return the path of a permalink, without a leading slash; `blog_url` puts it into a folder of the host.

    None where no file can have it: another ending than .html, a query, unusual signs, a name of the site's.
    """
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    segments = parts.path.lstrip("/").split("/")
    if blog_url is not None:
        segments.insert(0, folder_name(blog_url, ""))
    path = "/".join(segments)
    usual = (
        all(_KEPT_FOLDER.fullmatch(each) for each in segments[:-1])  # no dot: a file has one
        and _KEPT_FILE.fullmatch(segments[-1])
        and not any(map(_is_reserved, segments))
    )
    return None if not usual or parts.query or segments[0] in _OWN or len(path) > _LONGEST_PATH else path


def _file_name(key: str) -> str:
    """Return a file name for any text, the same for the same: a slug, and a hash where that is not all."""
    plain = slug(key)
    if plain == key and not _is_reserved(plain):
        return plain
    digest = sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"{plain[:40].strip('-')}-{digest}".lstrip("-")


def _is_reserved(name: str) -> bool:
    return bool(RESERVED_NAME.fullmatch(name.partition(".")[0].lower()))


class RelativeLinks:
    """Links from one page of the site to others; see `crawler.web.page_links.ServedLinks`."""

    def __init__(self, here: str, sections: tuple[str, ...], path_of: Callable[[str, str], str]) -> None:
        """`here` is the path of the page; `path_of` gives that of a post by its ids."""
        self._up, self._path_of, self.sections = "../" * here.count("/"), path_of, sections
        self.home, self.search, self.feed = self.to(HOME), self.to(SEARCH), self.to(FEED)
        self.style, self.icon = self.to(STYLE), self.to(ICON)
        self.all_posts, self.pages = self.to(list_path(ALL, "")), self.to(list_path(PAGES, ""))

    def to(self, path: str) -> str:
        """Return the link to a file."""
        return self._up + path

    def section(self, name: str) -> str:
        return self.to(section_path(name))

    def post(self, blog_id: str, post_id: str) -> str:
        return self.to(self._path_of(blog_id, post_id))

    def list(self, kind: str, name: str, page: int = NEWEST) -> str:
        """Return the link to a page of a list."""
        return self.to(list_path(kind, list_key(kind, name), page))

    def blog(self, blog_id: str) -> str:
        return self.list(BLOG, blog_id)

    def label(self, name: str) -> str:
        return self.list(LABEL, name)

    def author(self, name: str) -> str:
        return self.list(AUTHOR, name)

    def language(self, code: str) -> str:
        return self.list(LANGUAGE, code)

    def span(self, since: str, blog_id: str = "") -> str:  # noqa: ARG002 (months of one blog have no list)
        return self.list(YEAR if len(since) == len("2013") else MONTH, since)
