"""Pages saved by browsers as one file (.mhtml, .mht): a MIME message, one of whose HTML parts is the page."""

import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

from crawler.blogger.feed.wide_text import as_utf8
from pipelines.imports.origin import SavedPage, as_captured, restore
from pipelines.imports.webarchive import is_webarchive, read_webarchive

_HEAD = 16 << 10
_BLANK = b"\xef\xbb\xbf \t\r\n"
_HEADERS = re.compile(rb"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)+(?=\r?\n)")
_SAVED = re.compile(
    rb"^content-type:\s*multipart/(?:related|alternative|mixed)\b"
    rb"|\A(?=.*^(?:mime-version|content-location):).*^content-type:\s*(?:text/html|application/xhtml)",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)
_PAGES = ("text/html", "application/xhtml+xml")


def is_mhtml(body: bytes) -> bool:
    """Tell by the headers of a MIME message with several parts, or with a page as its only one."""
    headers = _HEADERS.match(body[:_HEAD].lstrip(_BLANK))
    return headers is not None and _SAVED.search(headers[0]) is not None


def read_mhtml(body: bytes) -> SavedPage | None:
    """Return the page inside; None where no part is HTML."""
    message = message_from_bytes(body.lstrip(_BLANK), policy=policy.default)
    assert isinstance(message, EmailMessage)
    pages = [part for part in message.walk() if part.get_content_type() in _PAGES]
    if not pages:
        return None
    shown = message["Snapshot-Content-Location"]  # a frame of it may come first
    page = next((part for part in pages if shown and part["Content-Location"] == shown), pages[0])
    content = page.get_payload(decode=True)
    assert isinstance(content, bytes)
    places = (page["Content-Location"], message["Snapshot-Content-Location"], message["Content-Location"])
    url = next((str(place) for place in places if str(place).startswith(("http://", "https://"))), None)
    inside = restore(as_utf8(content))
    content_type = str(page["Content-Type"] or "")
    return as_captured(SavedPage(inside.body, url or inside.url, _date(message["Date"]), content_type))


def read_saved(body: bytes) -> SavedPage:
    """Return a page as its server sent it, from a message or a file of any other saving tool."""
    if is_mhtml(body):
        return read_mhtml(body) or restore(body)
    return (read_webarchive(body) if is_webarchive(body) else None) or restore(body)


def _date(header: str | None) -> datetime | None:
    try:
        found = parsedate_to_datetime(str(header)) if header else None
    except ValueError:
        return None
    # "-0000" states a time in UTC without the zone of the sender (RFC 5322, 3.3): Chromium writes it.
    return found.replace(tzinfo=UTC) if found and found.tzinfo is None else found
