"""Find where a saved page came from, and undo what the tool that saved it put in. Pure.

Tools leave notes: browsers ("saved from url=(0042)https://…"), HTTrack ("Mirrored from host/path by
HTTrack"), SingleFile (a comment with "url:" and "saved date:"), the Wayback Machine (rewritten addresses, a
toolbar between two comments, "FILE ARCHIVED ON … AND RETRIEVED …" at the end). Addresses that other web
archives and pywb have rewritten are told by the page's canonical link or pywb's script.
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime

_HEAD = 4096
"""Bytes at the beginning in which browsers, HTTrack and SingleFile leave their notes."""

_NOTES = (
    (_HEAD, rb"(?:saved with|processed by) SingleFile[^\n]*\s+url:\s*(\S+)\s+saved date:\s*(?P<at>[^\n(]+)"),
    (_HEAD, rb"(?i)<!--\s*saved from url=\(\d+\)(\S+?)\s*-->"),
    (_HEAD, rb"<meta name=\"(?:source|savepage)-url\" content=\"(http[^\"]+)"),
    (
        _HEAD,
        (
            rb"<html\b(?=[^>]*\bdata-scrapbook-source=[\"']([^\"']+))"
            rb"(?:[^>]*\bdata-scrapbook-create=[\"'](?P<at>\d{14}))?"
        ),
    ),
    (
        4 * _HEAD,
        (
            rb"<base\b[^<>]*\bhref=[\"'](https?://[^\"'#]+)(?=.*?<html\b)"
            rb"(?:.*?[\s>](?P<at>(?:\d{1,2} [A-Z][a-z]{2}|[A-Z][a-z]{2} \d{1,2},) \d{4} [\d:]{8}) GMT)?"
        ),
    ),
    (
        None,
        (
            rb"<!-- Mirrored from (?:https?://)?(\S+) by HTTrack"
            rb"[^>]*?(?:, \w{3}, (?P<at>\d{2} \w{3} \d{4} [\d:]{8}) GMT)?\s*-->"
        ),
    ),
)
"""Notes of SingleFile, browsers, Evernote and Save Page WE, WebScrapBook, caches of search engines (a page
around the page, with its address as `base`) and HTTrack: the bytes in which each is looked for, the address,
and the time."""
_SOUGHT = tuple((size, re.compile(note, re.DOTALL)) for size, note in _NOTES)
_DATES = ("%Y%m%d%H%M%S", "%d %b %Y %H:%M:%S", "%b %d, %Y %H:%M:%S", "%a %b %d %Y %H:%M:%S GMT%z")

_STAMP = rb"(\d{14}|\d{4}\.\d\d\.\d\d-\d{6})"
"""Time in an address of a web archive; archive.today has it with dots as well."""
_REPLAYED = re.compile(
    rb"(?:https?:)?//(?:[\w.:-]+(?:/[\w.-]+){0,5}?/%b(?:[a-z]{2}_)?|archive\.(?:today|is|ph|fo|li|md|vn)/o/\w+)"
    rb"/(https?://[^\s\"'<>)]*)" % _STAMP
)
"""An address that a web archive has put in place of a page's own: its time, and the page's own."""
_RELATIVE_REPLAYED = re.compile(
    rb"(?<=[\"'(])(?:/[\w.-]+){1,5}?/\d{14}(?:[a-z]{2}_)?/(https?://[^\s\"'<>)]*)"
)
_REPLAY_ADDRESS = re.compile(
    r"https?://(?:(?:web\.|wayback\.)?archive\.org/web/%s(?:[a-z]{2}_)?/(?:https?:/?/?)?"
    r"|[\w.:-]+(?:/[\w.-]+){0,5}?/%s(?:[a-z]{2}_)?/https?:/?/?)(?=\S)" % ((_STAMP.decode(),) * 2),
    re.IGNORECASE,
)
_TOOLBAR = re.compile(
    rb"<!-- BEGIN WAYBACK TOOLBAR INSERT -->.*?<!-- END WAYBACK TOOLBAR INSERT -->", re.DOTALL
)
_REWRITE_JS = re.compile(
    rb"<script[^>]*archive\.org/_static/[^>]*>.*?</script>|<!-- WB Insert -->.*?<!-- End WB Insert -->",
    re.DOTALL | re.IGNORECASE,
)
_REWRITE_END = b"<!-- End Wayback Rewrite JS Include -->"
_REPLAY_MARKS = (b"WAYBACK TOOLBAR INSERT", _REWRITE_END, b"FILE ARCHIVED ON", b"wbinfo.url")
_CANONICAL_REPLAYED = re.compile(
    rb"""<(?:link|meta)\b(?=[^>]*["'](?:canonical|og:url)["'])[^>]*?["']([^"'>]*/%b(?:[a-z]{2}_)?/https?:[^"'>]*)"""
    % _STAMP,
    re.IGNORECASE,
)
_SHOWN_BY_SCRIPT = re.compile(
    rb"""(?:__wm\.wombat\(|\bwbinfo\.url *=)\s*["']([^"']+)["']"""
    rb"""(?:\s*,\s*|;\s*wbinfo\.timestamp *= *)["'](\d{14})"""
)
"""Call of the script that rewrites addresses while a page is shown: the Wayback Machine's, and pywb's."""


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
    """Give a page that was saved from a web archive its own address and the time of its capture."""
    found = _REPLAY_ADDRESS.match(page.url or "")
    if not found or not page.url:
        return page
    captured = timestamp(found[1] or found[2])
    return replace(page, url=f"http://{page.url[found.end() :]}", captured=captured)


def _by_notes(body: bytes) -> SavedPage:
    if any(mark in body for mark in _REPLAY_MARKS) or _CANONICAL_REPLAYED.search(body):
        return _from_web_archive(body)
    for size, note in _SOUGHT:
        if found := note.search(body[:size]):
            address, at = _text(found[1]), found.groupdict().get("at")
            return SavedPage(body, address if "://" in address else f"http://{address}", _saved_at(at))
    return SavedPage(body)


def _from_web_archive(body: bytes) -> SavedPage:
    own = _SHOWN_BY_SCRIPT.search(body) or _CANONICAL_REPLAYED.search(body)
    any_address = own or _REPLAYED.search(body)
    stamp = any_address and (own[2] if own else any_address[1])
    url = re.sub(rb".*/%b[a-z_]*/(?=https?:)" % _STAMP, b"", own[1]) if own else None
    body = _REWRITE_JS.sub(b"", _TOOLBAR.sub(b"", body)).replace(_REWRITE_END, b"")
    body = _RELATIVE_REPLAYED.sub(rb"\1", _REPLAYED.sub(rb"\2", body))
    return SavedPage(body, _text(url) if url else None, timestamp(_text(stamp)) if stamp else None)


def timestamp(digits: str) -> datetime:
    """Read a capture time of 14 digits, as web archives write it (UTC). Raise ValueError where it is none."""
    plain = digits.translate({ord("."): None, ord("-"): None})
    return datetime.strptime(plain, "%Y%m%d%H%M%S").replace(tzinfo=UTC)


def _saved_at(stated: bytes | None) -> datetime | None:
    """Read the time of a note, UTC where it has no zone; None for one that is written in another way."""
    text = _text(stated or b"")
    for form in (*_DATES, ""):
        try:
            found = datetime.strptime(text, form) if form else datetime.fromisoformat(text)
        except ValueError:
            continue
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return None


def _text(found: bytes) -> str:
    return found.decode("utf-8", errors="replace").strip()
