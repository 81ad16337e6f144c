"""Characters that no text of any language holds, and their removal; the patterns for the whole project.

NUL and the other C0 controls end strings in C and break XML; lone surrogates (a JSON feed may hold "\\ud83d")
cannot be stored in SQLite. Controls and the noncharacters U+FDD0-U+FDEF serve the cleaning as placeholders:
none may come in.
"""

import re
import unicodedata

XML_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 forbids, in a reference too."""

_C0 = bytes(set(range(0x20)) - set(b"\t\n\v\f\r")) + b"\x7f"
_SPACES = bytes.maketrans(b"\v\f", b"  ")
_C1 = re.compile(rb"\xc2[\x80-\x9f]")
_NONCHARACTER = re.compile(rb"\xef(?:\xb7[\x90-\xaf]|\xbf[\xbe\xbf])")
_ILLEGAL_REFERENCE = re.compile(
    rb"&#(?:0*(?:[0-8]|1[1-9]|2\d|3[01]|127|6497[6-9]|649[89]\d|6500[0-7]|6553[45])|"
    rb"[xX]0*(?:[0-8b-fB-F]|1[0-9a-fA-F]|7[fF]|[fF][dD][dDeE][0-9a-fA-F]|[fF]{3}[eEfF]))(?:;|(?![0-9a-fA-F;]))"
)
_IGNORABLE = re.compile(
    "[\u00ad\u2060\ufeff]+|(?<![^\\s\x01-\x06])[\u200b-\u200d]+|"
    "(?<![\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])\u200b+|\u200b+(?![\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])"
)
_IGNORABLE_CHARACTERS = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_LONG_WORD = 500
"""Letters in a word whose combining marks are put in order in no time."""
_LONG_MARKS = re.compile(r"[^\x00-\u02ff\w\s]{31}")
_NOT_IN_A_LINE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200e\u200f\u202a-\u202e\u2061-\u206f\ufff9-\ufffc\ufffe\uffff]"
)
"""Controls, direction marks and other characters that print nothing, in a text of one line."""
_VIRAMAS = "\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca"
"""Signs of Indic scripts behind which a joiner makes another letter: old Malayalam ends words so."""
_LINE_EDGE = re.compile(f"^[\u200b-\u200d\u2060\ufeff]+|(?<![{_VIRAMAS}])[\u200b-\u200d\u2060\ufeff]+$")


def strip_xml_illegal(text: str | None) -> str:
    """Return `text` without the characters that XML forbids; "" for None."""
    return XML_ILLEGAL.sub("", text) if text else ""


def strip_controls(text: str) -> str:
    """Return `text` without controls and noncharacters; a lone surrogate becomes U+FFFD.

    C1 controls are windows-1252 that was read as ISO-8859-1 ("It\\x92s"); they become the intended letter.
    """
    return encode(text).decode()


def encode(text: str) -> bytes:
    """Return `strip_controls(text)` in UTF-8."""
    try:
        raw = text.encode()
    except UnicodeEncodeError:  # pairs of surrogates are joined on this way, single ones replaced
        raw = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()
    raw = raw.translate(_SPACES, _C0)
    if b"\xc2" in raw:  # a byte is found far faster than a pattern
        raw = _C1.sub(_as_cp1252, raw)
    if b"\xef" in raw:
        raw = _NONCHARACTER.sub(b"", raw)
    return _ILLEGAL_REFERENCE.sub(b" ", raw) if b"#" in raw else raw


def _as_cp1252(match: re.Match[bytes]) -> bytes:
    return match.group()[1:].decode("cp1252", "ignore").encode()


def normalize_nfc(text: str) -> str:
    """Return `text` in NFC, but for a text with more than 30 combining marks in a row.

    No language writes such runs, and putting them in order takes time that grows with their square.
    """
    if text.isascii() or (_longest_word(text) > _LONG_WORD and _has_mark_flood(text)):
        return text
    return unicodedata.normalize("NFC", text)


def _longest_word(text: str) -> int:
    return max(map(len, text.split()), default=0)


def _has_mark_flood(text: str) -> bool:
    return any(all(map(unicodedata.combining, found.group())) for found in _LONG_MARKS.finditer(text))


def strip_ignorable(text: str) -> str:
    """Return `text` without invisible characters that say nothing: soft hyphens, byte order marks, spacers of
    no width.

    Joiners inside words stay (Indic and Persian spelling needs them), and so do breaks of no width between
    letters of Thai, Lao, Burmese and Khmer, where they separate words.
    """
    if text.isascii() or not any(character in text for character in _IGNORABLE_CHARACTERS):
        return text
    return _IGNORABLE.sub("", text)


def one_line(text: str) -> str:
    """Make a title, name or label of `text`: one line in NFC without controls and ignorable characters.

    Every run of white space becomes one blank. Joiners inside words stay, as in `strip_ignorable`.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    words = " ".join(_NOT_IN_A_LINE.sub("", text).split())
    return _LINE_EDGE.sub("", strip_ignorable(normalize_nfc(words))).strip()
