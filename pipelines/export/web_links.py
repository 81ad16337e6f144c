"""Links of a post for documents: safe URLs, and the media that its HTML does not show. Pure."""

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from pipelines.search.export_rows import Record

_SCHEMES = frozenset({"http", "https", "mailto"})
_KEPT = "%/:=&?~#+!$,;'@*[]"
"""Characters that stay as they are; blanks, parentheses, braces and angle brackets are percent-encoded."""
_BAD_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


class MediaLink(NamedTuple):
    """A link to something that belongs to a post and that its HTML does not show."""

    label: str
    url: str


def web_url(url: str | None) -> str | None:
    """Return a URL, percent-encoded where needed; None unless its scheme is http, https or mailto."""
    try:
        parts = urlsplit((url or "").strip())
        valid = parts.scheme.lower() in _SCHEMES and (parts.scheme == "mailto" or parts.hostname)
        parts.port  # noqa: B018 - raises ValueError for a port that is no number
    except ValueError:
        return None
    return quote(_BAD_PERCENT.sub("%25", parts.geturl()), _KEPT) if valid else None


def media_links(record: Record) -> Iterator[MediaLink]:
    """Yield the embeds, enclosures and source of a post that its HTML does not link to."""
    html = record["html"] or ""
    for label, url in _media(record):
        encoded = web_url(url)
        if encoded and url not in html:
            yield MediaLink(label, encoded)


def _media(record: Record) -> Iterator[tuple[str, str]]:
    yield from (("Embedded", url) for url in record.get("embeds") or ())
    yield from (("Enclosure", each["url"]) for each in record.get("enclosures") or ())
    yield from (("Source", each["url"]) for each in record.get("related") or ())
