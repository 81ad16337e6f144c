"""One HTML page of a Blogger blog → what it says, in every template.

The way of a page: bytes → text (`crawler.blogger.charset`) → what it is (`crawler.blogger.gate`) → tree
(`tree`) → one pass that marks the parts known by name (`survey`, `roles`, `tables`) → the template's
dialect, which gives a region per post (`dialects`, `regions`, and one file per dialect that needs its own
code) → one reader per field (`title`, `when`, `author`, `labels`, `comments`, `identity`), each with its
order of trust → `Page`.
"""

from crawler.blogger.charset import decode
from crawler.blogger.page.model import Page
from crawler.blogger.page.reader import read

__all__ = ["Page", "read_page"]


def read_page(body: bytes, *, url: str | None = None, charset: str | None = None) -> Page:
    """Read one page. Never raises: what cannot be read is a `Page` of kind "other" without posts.

    `url` is the address it was fetched from (for pages that do not state their own), `charset` what the HTTP
    header says.
    """
    return read(decode(body, charset), url)
