"""Pages saved by browsers as one file (.mhtml, .mht): a MIME message whose first HTML part is the page."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

from pipelines.imports.origin import SavedPage

_HEAD = 2048


def is_mhtml(body: bytes) -> bool:
    """Tell by the headers of a MIME message with related parts."""
    head = body[:_HEAD].lower()
    return b"mime-version:" in head and b"multipart/related" in head


def read_mhtml(body: bytes) -> SavedPage | None:
    """Return the page inside; None where no part is HTML."""
    message = message_from_bytes(body, policy=policy.default)
    assert isinstance(message, EmailMessage)
    page = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
    if page is None:
        return None
    content = page.get_payload(decode=True)
    assert isinstance(content, bytes)
    url = page.get("Content-Location") or message.get("Snapshot-Content-Location")
    return SavedPage(content, str(url) if url else None, _date(message.get("Date")))


def _date(header: str | None) -> datetime | None:
    try:
        found = parsedate_to_datetime(str(header)) if header else None
    except ValueError:
        return None
    # "-0000" states a time in UTC without the zone of the sender (RFC 5322, 3.3): Chromium writes it.
    return found.replace(tzinfo=UTC) if found and found.tzinfo is None else found
