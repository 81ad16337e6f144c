"""One HTML page of a Blogger blog → what it says, in every template.

The way of a page: bytes → text (`crawler.blogger.encoding`) → what it is (`crawler.blogger.page_type`) → tree
(`crawler.blogger.html`) → one pass that marks the parts known by name (`scan`, `roles`, `class_names`) → the
template, which gives a region per post (`templates`, `regions`) → one reader per field, each with its order
of trust (`title`, `publication`, `authors`, `label_list`, `bodies`, `comments`, `identity`) → `ParsedPage`
(`page_record`).
"""

import re

from crawler.blogger.encoding import decode
from crawler.blogger.page.page_record import ParsedPage
from crawler.blogger.page.reader import read
from crawler.blogger.page_type import PageType, page_type_of_url
from crawler.blogger.plain_text import read_text_page

__all__ = ["ParsedPage", "read_page"]


def read_page(body: bytes, *, url: str | None = None, charset: str | None = None) -> ParsedPage:
    """Read one page. Never raises: what cannot be read is a `ParsedPage` of type "other" without posts.

    `url` is the address it was fetched from (for pages that do not state their own), `charset` what the HTTP
    header says. A page saved as plain text gives what its HTML would have given.
    """
    text = decode(body, charset)
    return _plain(text, url) if _is_plain(text) else read(text, url)


_MARKUP = re.compile(
    r"</?(?:html|head|body|title|meta|div|p|br|span|a|table|script|feed|rss)\b", re.IGNORECASE
)


def _is_plain(text: str) -> bool:
    """Lines of text without markup, and no data in JSON or a script."""
    stripped = text.strip("\ufeff \t\r\n")
    return "\n" in stripped and stripped[0] not in "<{[/" and not _MARKUP.search(stripped)


def _plain(text: str, url: str | None) -> ParsedPage:
    """Read a page saved as text. A text at an address of no known shape needs signs of a post's page."""
    post = read_text_page(text, url=url)
    facts = (post.published_raw, post.author, post.time_raw, post.comment_count)
    kind = page_type_of_url(url)
    is_unsaid = kind in {None, PageType.STATIC_PAGE} and any(fact is not None for fact in facts)
    if kind is not PageType.POST and not is_unsaid:
        return ParsedPage(page_type=kind or PageType.OTHER, url=url)
    return ParsedPage(page_type=PageType.POST, posts=(post,), url=url, template="plain-text")
