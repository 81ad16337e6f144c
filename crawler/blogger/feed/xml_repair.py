"""Repairs of feeds that are not well-formed, on their bytes. Pure.

In recovery, libxml2 drops each `&lt;` that follows the first thing that is not well-formed: `&nbsp;`, a lone
`&` or `<`, a control character. It keeps numeric references, so all others become such.
"""

import re
from codecs import getincrementaldecoder
from html.entities import html5

_XML_NAMES = {
    b"&lt;": b"&#60;",
    b"&gt;": b"&#62;",
    b"&quot;": b"&#34;",
    b"&apos;": b"&#39;",
    b"&amp;": b"&#38;",
}
_NOT_NUMERIC = re.compile(rb"&(?!#(?:[0-9]+|x[0-9a-fA-F]+);)(?:([A-Za-z][A-Za-z0-9]*);)?")
_REFERENCE = re.compile(rb"&#(?:[0-9]+|x[0-9a-fA-F]+);")
_SURROGATES = re.compile(rb"(?:&#(?:5[5-7]\d{3}|[xX]0{0,4}[dD][89a-fA-F][0-9a-fA-F]{2});)+")
"""References to halves of characters, as programs write them that think in UTF-16."""
_LONE = re.compile(rb"<(?![A-Za-z_/!?\x80-\xff])")
_CDATA = re.compile(rb"(<!\[CDATA\[.*?(?:\]\]>|\Z))", re.DOTALL)
_PREFACE = re.compile(
    rb"(?:[^<{]{1,4000}+|.{1,8000}?webkit-xml-viewer-source-xml[^<>]{1,99}>\s*)"
    rb"(?=<(?:\?xml|(?:[\w.-]+:)?(?:feed|rss|entry))\b)",
    re.DOTALL,
)
"""Before a saved feed: headers of the answer, a note, what a browser builds around XML that it shows."""


_DECLARED = re.compile(rb"\A(\s*<\?xml\b[^>]{0,200}?\sencoding\s*=\s*[\"'])([^\"'>]*)")
_WIDE = (b"utf-16", b"utf-32", b"utf16", b"utf32")


def declare_utf8(xml: bytes) -> bytes:
    """Return the XML, which is in UTF-8, with a declaration that says so."""
    return _DECLARED.sub(rb"\1UTF-8", xml)


def with_true_encoding(xml: bytes) -> bytes:
    """Return XML, which may be cut, declared as UTF-8 where it can be nothing else, whatever it declares."""
    declared = _DECLARED.match(xml)  # in letters of one byte
    if not declared or (xml.isascii() and not declared[2].lower().startswith(_WIDE)):
        return xml
    try:
        getincrementaldecoder("utf-8")().decode(xml)
    except UnicodeDecodeError:
        return xml
    return declare_utf8(xml)


def without_preface(body: bytes) -> bytes:
    """Drop what stands before the XML of a feed; anything else is returned as it is."""
    found = _PREFACE.match(body)
    return body[found.end() :] if found else body


def repair_markup(xml: bytes) -> bytes:
    """Return XML whose references and lone marks are repaired, as far as no CDATA section holds them."""
    parts = _CDATA.split(xml)
    parts[::2] = map(_repair, parts[::2])
    return b"".join(parts)


def _repair(text: bytes) -> bytes:
    text = _LONE.sub(b"&#60;", text.replace(b"]]>", b"]]&#62;"))
    return _numeric(_SURROGATES.sub(_joined, text))


def _joined(found: re.Match[bytes]) -> bytes:
    units = [n[1:] if n[:1] in b"xX" else b"%x" % int(n) for n in found[0][2:-1].split(b";&#")]
    text = "".join(chr(int(unit, 16)) for unit in units)
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return "".join(f"&#{ord(letter)};" for letter in whole).encode()


def _numeric(text: bytes) -> bytes:
    is_whole = text.count(b"&#") == len(_REFERENCE.findall(text))
    for name, number in _XML_NAMES.items():
        text = text.replace(name, number)
    # Counting is ten times as fast as the substitution, and hardly any part of a backup needs that.
    return text if is_whole and text.count(b"&") == text.count(b"&#") else _NOT_NUMERIC.sub(_number, text)


def _number(found: re.Match[bytes]) -> bytes:
    """The character that HTML knows by this name; any other `&` is itself."""
    value = html5.get(f"{found[1].decode()};") if found[1] else None
    return "".join(f"&#{ord(letter)};" for letter in value).encode() if value else b"&#38;" + found[0][1:]
