"""Keys by which two requests for pages of a blog are the same."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from urllib.parse import unquote

from crawler.blogger.frontier.exchange import Purpose
from crawler.blogger.frontier.seen import key_of
from crawler.blogger.urls import permalink

_UNTIL = re.compile(r"updated-max=([0-9T:_+ -]+)")


def list_key(url: str) -> str:
    """Return the key of a page of the index: the instant before which its posts were published.

    The same instant is spelled in the reader's and in the blog's zone; `start` and `max-results` are noise.
    """
    match = _UNTIL.search(unquote(unquote(url)))
    if not match:
        return permalink(url)
    text = match.group(1).replace("_", ":").replace(" ", "+")
    try:
        return datetime.fromisoformat(text).astimezone(UTC).isoformat()
    except (ValueError, OverflowError):
        return text


PAGE_KEYS: Mapping[Purpose, Callable[[str], str]] = {
    Purpose.SITEMAP: str,
    Purpose.LIST: list_key,
    Purpose.POST: key_of,
}
"""Purpose → the key of an address that is asked for so."""
