"""Bytes of a feed to an XML tree, strictly: no entities, no network, and no belief in a feed that was cut."""

import re
from collections.abc import Iterator

from lxml import etree

from crawler.blogger.encoding import AS_WINDOWS
from crawler.blogger.feed.xml_repair import repair_markup
from crawler.errors import FeedError

Element = etree._Element

_ILLEGAL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|&#(?:x0*(?:[0-8bcefBCEF]|1[0-9a-fA-F])|0*(?:[0-8]|1[124-9]|2\d|3[01]));"
)
"""Characters, and references to them, that XML forbids and blog posts contain."""
_DECLARATION = re.compile(r"^<\?xml\s.*?\?>", re.DOTALL)
_ENCODING = re.compile(rb"encoding\s*=\s*[\"']([^\"']*)")
_ASCII = bytes(range(128)) + b"\x1b(J\x1b(B\\u0041"
"""All of ASCII, and what some encodings take for a change of the character set or for a letter."""
_ROOT_END = re.compile(r"</(?:[\w.-]+:)?(?:feed|rss|entry)\s*>")
_ROOT = re.compile(r"<(?:[\w.-]+:)?(?:feed|rss|entry)\b")
_PREFIX = re.compile(r"</?([A-Za-z_][\w.-]*):[A-Za-z_]|[\s\"']([A-Za-z_][\w.-]*):[\w.-]+\s*=")
_DECLARED = re.compile(r"xmlns:([\w.-]+)")
_OTHER_NAMES: dict[str, dict[str, str]] = {
    "http://search.yahoo.com/mrss/": {
        "thumbnail": "thumbnail",
        "group": "media-group",
        "content": "media-content",
    },
    "http://www.itunes.com/dtds/podcast-1.0.dtd": {},
    "http://purl.org/dc/elements/1.1/": {"creator": "creator", "date": "date"},
}
"""Namespaces whose names collide with those of Atom and RSS (`media:title`, `itunes:author`): the elements
that are read all the same, and their names here.
"""


def parse_xml(body: bytes, url: str) -> Element:
    """Parse a feed and return its root. Raises FeedError where the bytes are HTML, hostile, or broken XML."""
    _require_no_entities(body, url)
    encoding = _encoding(body, url)
    head = body[:4096].lower()
    if b"<!doctype" in head or b"<html" in head:
        raise FeedError("the answer is an HTML page where a feed should be", url=url)
    try:
        return parse_strictly(body) if encoding else _repaired(body, "utf-8", url)
    except etree.XMLSyntaxError:
        return _repaired(body, encoding or "utf-8", url)


def _require_no_entities(body: bytes, url: str) -> None:
    if b"<!entity" in body.lower():
        raise FeedError("the feed declares XML entities, which Blogger never does: refused", url=url)


def parse_strictly(body: bytes) -> Element:
    """Parse XML without entities of its own. Raises XMLSyntaxError."""
    # huge_tree: a post may hold a text of more than 10 MB; entities were refused before.
    return etree.fromstring(
        body, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, load_dtd=False)
    )


def _repaired(body: bytes, encoding: str, url: str) -> Element:
    """Parse once more without what XML forbids; never with lxml's `recover`, which believes a cut feed."""
    is_utf8 = encoding.lower() in {"utf-8", "utf8"}
    text = _DECLARATION.sub("", body.decode(encoding, errors=AS_WINDOWS if is_utf8 else "replace"))
    repaired = well_formed(text)
    _require_no_entities(repaired, url)  # removed characters may have hidden one
    try:
        return parse_strictly(repaired)
    except etree.XMLSyntaxError as error:
        raise FeedError(f"the feed is broken or cut short: {error.msg}", url=url) from error


def well_formed(text: str) -> bytes:
    """Return a feed without what XML forbids and its authors could not know; broken tags stay broken."""
    return repair_markup(_with_prefixes(_without_appendix(_ILLEGAL.sub("", text))).encode("utf-8"))


def _encoding(body: bytes, url: str) -> str | None:
    """Return the encoding that the XML declaration states, else UTF-8; None where Python does not know it.

    Raises FeedError where ASCII bytes may be other characters, so that `<!ENTITY` may be written otherwise.
    """
    declaration = body.partition(b"?>")[0] if body.startswith(b"<?xml") else b""
    names = [match.decode("latin-1") for match in _ENCODING.findall(declaration)]
    if b"\0" in body[:4] or len(names) > 1 or not all(map(_keeps_ascii, names)):
        raise FeedError(f"the feed's encoding {''.join(names)[:40]!r} can hide markup: refused", url=url)
    encoding = names[0] if names else "utf-8"
    try:
        b"<".decode(encoding)  # codecs.lookup() would find rot13 and zip too
        return encoding
    except LookupError:
        return None


def _keeps_ascii(encoding: str) -> bool:
    """Tell whether each ASCII byte is that character: not in UTF-7, UTF-16, ISO-2022, HZ, EBCDIC."""
    try:
        return _ASCII.decode(encoding) == _ASCII.decode("ascii")
    except LookupError:
        return True
    except ValueError:
        return False


def _without_appendix(text: str) -> str:
    """Drop what a web host has put behind the end of the root element, such as a script."""
    ends = [match.end() for match in _ROOT_END.finditer(text)]
    return text[: ends[-1]] if ends else text


def _with_prefixes(text: str) -> str:
    """Declare the prefixes that the feed uses without declaring them, as some saved backups do."""
    root = _ROOT.search(text)
    if not root:
        return text
    used = {name for pair in _PREFIX.findall(text) for name in pair if name} - {"xml", "xmlns"}
    missing = sorted(used.difference(_DECLARED.findall(text)))
    declared = "".join(f' xmlns:{name}="urn:undeclared:{name}"' for name in missing)
    return text[: root.end()] + declared + text[root.end() :]


def local(element: Element) -> str:
    """Return the name without its namespace; "" for comments and elements of no interest."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    namespace, _, name = tag.rpartition("}")
    name = name.rpartition(":")[2]  # a prefix that the file does not declare
    others = _OTHER_NAMES.get(namespace[1:])
    return name if others is None else others.get(name, "")


def children(element: Element) -> Iterator[tuple[str, Element]]:
    """Yield the child elements with their names."""
    return ((local(c), c) for c in element)


def child(element: Element, name: str) -> Element | None:
    """Return the first child of that name."""
    return next((c for n, c in children(element) if n == name), None)


def child_text(element: Element, name: str) -> str | None:
    """Return the text of the first child of that name; None where there is none, or an empty one."""
    found = child(element, name)
    return text(found).strip() or None if found is not None else None


def text(element: Element) -> str:
    """Return all text inside the element."""
    return "".join(element.itertext()) if len(element) else element.text or ""
