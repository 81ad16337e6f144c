"""Addresses that the templates put into pages, in the variable `links`.

The same names are in `crawler.site.site_links.RelativeLinks`, so that one set of templates serves two uses.
"""

from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from crawler.web.search_params import SearchParams
from pipelines.archive.media.media_queries import HeldFile

STATIC = Path(__file__).parent / "static"
MEDIA = "/media/"
"""Beginning of the path of a kept file, where it is served; its SHA-256 follows."""
_STYLE_VERSION = sha256((STATIC / "archive.css").read_bytes()).hexdigest()[:8]


class ServedLinks:
    """Absolute paths of the pages that `serve` answers with."""

    sections: tuple[str, ...] = ("blogs", "labels", "authors", "months", "languages")

    def __init__(self, base: str = "") -> None:
        """`base` stands before all paths: "", or one such as "/archive"."""
        self.base = base
        self.home, self.icon, self.feed = f"{base}/", f"{base}/static/icon.svg", f"{base}/search.atom"
        self.search = self.all_posts = f"{base}/search"  # the target of a form with the field `q`, too
        self.pages = SearchParams(base=base, kind="page").url
        self.style = f"{base}/static/archive.css?{_STYLE_VERSION}"
        self.data = f"{base}/archive"
        """Datasette's pages of tables."""
        self.all_archives = ""
        """First page of several archives; "" where there is one."""

    def section(self, name: str) -> str:
        return f"{self.base}/{name}"

    def post(self, blog_id: str, post_id: str) -> str:
        return f"{self.base}/post/{quote(blog_id, safe='')}/{quote(post_id, safe='')}"

    def blog(self, blog_id: str) -> str:
        return SearchParams(base=self.base, blog=blog_id).url

    def blog_state(self, blog_id: str) -> str:
        return f"{self.base}/blogs/{quote(blog_id, safe='')}"

    def label(self, name: str) -> str:
        return SearchParams(base=self.base, label=name).url

    def author(self, name: str) -> str:
        return SearchParams(base=self.base, author=name).url

    def language(self, code: str) -> str:
        return SearchParams(base=self.base, language=code).url

    def span(self, since: str, blog_id: str = "") -> str:
        """The posts of a month, "2013-10", or of a year."""
        return SearchParams(base=self.base, blog=blog_id, since=since, until=since).url

    def media(self, file: HeldFile) -> str:
        """A kept picture or file."""
        return f"{self.base}{MEDIA}{file.sha256}"
