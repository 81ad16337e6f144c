"""Bytes of a page → its text, whatever the page says about its encoding.

Trust order: byte order mark · a stateful encoding that is declared (its bytes look like ASCII) · strict
UTF-8 · where nothing else is declared, what the letters tell (`charset_guess`), then UTF-8 and windows-1252
mixed · the header's charset · the page's own declaration · windows-1252. Strict UTF-8 stands before the
declarations because text in another encoding practically never is valid UTF-8, while declarations are often
wrong: pages are re-saved, and templates are copied with their `meta`.
"""

import codecs
import re

from crawler.blogger.charset_guess import guess_charset

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks, the longer ones before those that are their beginnings."""

_STATEFUL = re.compile(r"^(?:iso-?2022|utf-?16|utf-?32)", re.IGNORECASE)
"""Encodings whose bytes are valid UTF-8 by accident, so that a declaration must be heard first."""

ESCAPE, NUL = b"\x1b", b"\x00"
"""Bytes without which UTF-8 text cannot be in such an encoding after all."""

_SAME_AS = {
    "iso-8859-1": "windows-1252",
    "latin-1": "windows-1252",
    "latin1": "windows-1252",
    "us-ascii": "windows-1252",
    "ascii": "windows-1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "iso-8859-9": "windows-1254",
    "tis-620": "cp874",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
}
"""A label → the wider encoding that browsers read under it."""

_NOT_OF_PAGES = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "utf-7"})
"""Codecs that Python has besides and no page is in."""

_PARTLY_UTF8 = 10
"""A page is read as UTF-8 and windows-1252 at once where it has one good sequence of UTF-8 for so many bytes
that are none. In windows-1252 alone, what looks like UTF-8 is rarer by far (a capital before a quote)."""


def charset_of(content_type: str | None) -> str | None:
    """Read the charset of a Content-Type; None where it states none."""
    return (content_type or "").lower().partition("charset=")[2].partition(";")[0].strip("\"' ") or None


def decode(body: bytes, charset: str | None = None) -> str:
    """Read a page's bytes as text without byte order mark and NULs; never raises, never loses the rest.

    `charset` is what the HTTP header says, if anything.
    """
    if not (ESCAPE in body or NUL in body or body.startswith(codecs.BOM_UTF8)):
        plain = _strict(body, "utf-8")
        if plain is not None:
            return plain
    return _decode(body, charset)


def _decode(body: bytes, charset: str | None) -> str:
    for mark, encoding in BOMS:
        if body.startswith(mark):
            return _clean(body[len(mark) :].decode(encoding, "replace"))
    declared = [name for name in (_known(charset), _known(_meta(body))) if name]
    stateful = [name for name in declared if _STATEFUL.match(name)]
    for encoding in (*stateful, "utf-8"):
        text = _strict(body, encoding)
        if text is not None:
            return _clean(text)
    western = not declared or declared[0] in {"utf-8", "cp1252"}
    guess = guess_charset(body) if western else None
    if guess:
        return _clean(body.decode(guess, "replace"))
    texts = (_mixed(body) if western else None, *(_strict(body, encoding) for encoding in declared))
    found = next((text for text in texts if text is not None), None)
    if found is None:
        found = body.decode(declared[0] if declared and not western else "cp1252", "replace")
    return _clean(found)


def _strict(body: bytes, encoding: str) -> str | None:
    try:
        text = body.decode(encoding)
    except UnicodeError:
        return None
    # UTF-16 read into an ASCII page gives letters of every script; a page without "<" is none.
    return None if encoding.startswith(("utf-16", "utf-32")) and "<" not in text else text


def _meta(body: bytes) -> str | None:
    from bs4.dammit import EncodingDetector  # noqa: PLC0415 - a command that reads no page need not load it

    return EncodingDetector.find_declared_encoding(body, is_html=True, search_entire_document=False)


def _known(label: str | None) -> str | None:
    """The codec for a label, widened as browsers do; None for a label that Python does not know."""
    name = (label or "").strip().strip("\"'").lower()
    try:
        codec = codecs.lookup(_SAME_AS.get(name, name)).name if name else None
        b"a".decode(codec or "ascii")
    except (LookupError, ValueError):
        return None
    return None if codec in _NOT_OF_PAGES else codec


def _mixed(body: bytes) -> str | None:
    """UTF-8 in which single bytes of windows-1252 stand (a widget pasted from elsewhere): both are read."""
    text = body.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = len(text) - len(text.encode("ascii", "ignore")) - bad
    return body.decode("utf-8", AS_WINDOWS) if good * _PARTLY_UTF8 >= bad else None


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """Read bytes that are not UTF-8 as windows-1252."""
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


AS_WINDOWS = "as-windows-1252"
"""Name of the error handler that does so."""
codecs.register_error(AS_WINDOWS, _as_windows)


def _clean(text: str) -> str:
    return text.replace("\x00", "").removeprefix("\ufeff")
