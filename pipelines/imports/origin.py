"""Find where a saved page came from, and undo what the tool that saved it put in. Pure.

Tools leave notes: browsers ("saved from url=(0042)https://…"), HTTrack ("Mirrored from host/path by
HTTrack"), SingleFile (a comment with "url:" and "saved date:"), the Wayback Machine (rewritten addresses, a
toolbar between two comments, "FILE ARCHIVED ON … AND RETRIEVED …" at the end).
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial

_HEAD = 4096
"""Bytes at the beginning in which browsers, HTTrack and SingleFile leave their notes."""

_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d+\)(\S+?)\s*-->", re.IGNORECASE)
_HTTRACK = re.compile(
    rb"<!-- Mirrored from (?:https?://)?(\S+) by HTTrack"
    rb"[^>]*?(?:, (\w{3}, \d{2} \w{3} \d{4} [\d:]{8}) GMT)?\s*-->"
)
_HTTRACK_DATE = "%a, %d %b %Y %H:%M:%S"
_SINGLEFILE = re.compile(
    rb"(?:saved with|processed by) SingleFile[^\n]*\s+url:\s*(\S+)\s+saved date:\s*([^\n]+)"
)
_SINGLEFILE_DATE = "%a %b %d %Y %H:%M:%S GMT%z"

_WAYBACK = re.compile(
    rb"(?:https?:)?//(?:web|wayback)\.archive\.org/web/(\d{14})(?:[a-z]{2}_)?/(https?://[^\s\"'<>]*)"
)
_WAYBACK_ADDRESS = re.compile(
    r"https?://(?:web\.|wayback\.)?archive\.org/web/(\d{14})(?:[a-z]{2}_)?/(?:https?:/?/?)?(?=\S)",
    re.IGNORECASE,
)
_RELATIVE_WAYBACK = re.compile(rb"(?<=[\"'(])/web/\d{14}(?:[a-z]{2}_)?/(https?://[^\s\"'<>)]*)")
_TOOLBAR = re.compile(
    rb"<!-- BEGIN WAYBACK TOOLBAR INSERT -->.*?<!-- END WAYBACK TOOLBAR INSERT -->", re.DOTALL
)
_REWRITE_JS = re.compile(rb"<script[^>]*archive\.org/_static/[^>]*>.*?</script>", re.DOTALL | re.IGNORECASE)
_REWRITE_END = b"<!-- End Wayback Rewrite JS Include -->"
_WAYBACK_MARKS = (b"WAYBACK TOOLBAR INSERT", _REWRITE_END, b"FILE ARCHIVED ON")
_CANONICAL_WAYBACK = re.compile(
    rb"""<(?:link|meta)\b(?=[^>]*["'](?:canonical|og:url)["'])[^>]*?["']([^"'>]*/web/(\d{14})[^"'>]*)""",
    re.IGNORECASE,
)
_SHOWN_BY_WAYBACK = re.compile(rb"""__wm\.wombat\(\s*["']([^"']+)["']\s*,\s*["'](\d{14})""")
"""Call of the script that rewrites addresses while a page is shown."""


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page as its server sent it, as far as that can be restored."""

    body: bytes
    url: str | None = None
    """Address it was saved from; None where the file does not say."""
    captured: datetime | None = None
    """When it was saved, aware. Never a time of publication."""
    content_type: str = ""
    """With its charset, where the file states them beside the page."""


def restore(body: bytes) -> SavedPage:
    """Read the saving tool's notes and take its additions out."""
    return as_captured(_by_notes(body))


def as_captured(page: SavedPage) -> SavedPage:
    """Give a page that was saved from the Wayback Machine its own address and the time of its capture."""
    found = _WAYBACK_ADDRESS.match(page.url or "")
    if not found or not page.url:
        return page
    return replace(page, url=f"http://{page.url[found.end() :]}", captured=timestamp(found[1]))


def _by_notes(body: bytes) -> SavedPage:
    if any(mark in body for mark in _WAYBACK_MARKS) or _CANONICAL_WAYBACK.search(body):
        return _from_wayback(body)
    head = body[:_HEAD]
    if found := _SINGLEFILE.search(head):
        return SavedPage(body, _text(found[1]), _singlefile_date(_text(found[2])))
    if found := _SAVED_FROM.search(head):
        return SavedPage(body, _text(found[1]))
    if found := _HTTRACK.search(body):
        captured = found[2] and datetime.strptime(_text(found[2]), _HTTRACK_DATE).replace(tzinfo=UTC)
        return SavedPage(body, f"http://{_text(found[1])}", captured or None)
    return SavedPage(body)


def _from_wayback(body: bytes) -> SavedPage:
    own = _SHOWN_BY_WAYBACK.search(body) or _CANONICAL_WAYBACK.search(body)
    any_address = own or _WAYBACK.search(body)
    stamp = any_address and (own[2] if own else any_address[1])
    url = re.sub(rb".*/web/\d{14}[a-z_]*/", b"", own[1]) if own else None
    body = _REWRITE_JS.sub(b"", _TOOLBAR.sub(b"", body)).replace(_REWRITE_END, b"")
    body = _RELATIVE_WAYBACK.sub(rb"\1", _WAYBACK.sub(rb"\2", body))
    return SavedPage(body, _text(url) if url else None, timestamp(_text(stamp)) if stamp else None)


def timestamp(digits: str) -> datetime:
    """Read a capture time of 14 digits, as web archives write it (UTC). Raise ValueError where it is none."""
    return datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=UTC)


def _singlefile_date(text: str) -> datetime | None:
    """ "Sat Mar 04 2023 10:15:00 GMT+0100 (Central European Standard Time)", or ISO 8601; else None."""
    for read in (datetime.fromisoformat, partial(_strptime, form=_SINGLEFILE_DATE)):
        try:
            found = read(text.partition(" (")[0].strip())
        except ValueError:
            continue
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return None


def _strptime(text: str, form: str) -> datetime:
    return datetime.strptime(text, form)


def _text(found: bytes) -> str:
    return found.decode("utf-8", errors="replace").strip()
