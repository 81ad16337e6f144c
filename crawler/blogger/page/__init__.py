"""One HTML page of a Blogger blog → what it says, in every template.

The way of a page: bytes → text (`crawler.blogger.encoding`) → what it is (`crawler.blogger.page_type`) → tree
(`tree`) → one pass that marks the parts known by name (`survey`, `roles`, `tables`) → the template's
dialect, which gives a region per post (`dialects`, `regions`, and one file per dialect that needs its own
code) → one reader per field (`title`, `when`, `author`, `labels`, `comments`, `listed`, `identity`), each
with its order of trust → `Page`.
"""

import re

from crawler.blogger.encoding import decode_both
from crawler.blogger.page.page_record import Page
from crawler.blogger.page.reader import read
from crawler.blogger.page_type import Kind
from crawler.blogger.plain_text import read_text_page

__all__ = ["Page", "read_page"]


def read_page(body: bytes, *, url: str | None = None, charset: str | None = None) -> Page:
    """Read one page. Never raises: what cannot be read is a `Page` of kind "other" without posts.

    `url` is the address it was fetched from (for pages that do not state their own), `charset` what the HTTP
    header says. A page saved as plain text gives what its HTML would have given.
    """
    text, source = decode_both(body, charset)
    return _plain(text, url) if _is_plain(text) else read(text, url, source)


MARKUP = re.compile(
    r"</?(?:html|head|body|title|meta|div|p|br|span|a|table|script|feed|rss)\b", re.IGNORECASE
)


def _is_plain(text: str) -> bool:
    """Lines of text without markup, and no data in JSON or a script."""
    stripped = text.strip("\ufeff \t\r\n")
    return "\n" in stripped and stripped[0] not in "<{[/" and not MARKUP.search(stripped)


def _plain(text: str, url: str | None) -> Page:
    return Page(kind=Kind.POST, posts=(read_text_page(text, url=url),), url=url, dialect="plain-text")
