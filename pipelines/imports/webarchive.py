"""Pages saved by Safari (.webarchive): a property list with the page, its address, and what it shows."""

import plistlib
from typing import Any
from xml.parsers.expat import ExpatError

from crawler.blogger.feed.wide_text import as_utf8
from pipelines.imports.origin import SavedPage, as_captured, restore

_MARKS = (b"bplist00", b"<?xml", b"<!DOCTYPE plist", b"<plist")
_PAGE = "WebMainResource"


def is_webarchive(body: bytes) -> bool:
    """Tell by the name of the page's part, which stands before the page."""
    return body.startswith(_MARKS) and _PAGE.encode() in body[:4096]


def read_webarchive(body: bytes) -> SavedPage | None:
    """Return the page inside; None where the file is damaged."""
    try:
        page: dict[str, Any] = plistlib.loads(body)[_PAGE]
        content: bytes = page["WebResourceData"]
        inside = restore(as_utf8(content))
    except (plistlib.InvalidFileException, ExpatError, ValueError, KeyError, TypeError):
        return None
    charset = page.get("WebResourceTextEncodingName")
    return as_captured(
        SavedPage(
            inside.body,
            page.get("WebResourceURL") or inside.url,
            inside.captured,
            f"text/html; charset={charset}" if charset else "",
        )
    )
