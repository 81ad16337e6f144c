"""Tree to HTML that cannot act in a viewer: allowed tags, attributes and URLs only, by nh3 (ammonia)."""

import re

import nh3
from lxml import etree

from crawler.blogger.html.parse import parse_fragment

_ALLOWED = (
    "a abbr b bdi bdo big blockquote br caption cite code dd del dfn div dl dt em figcaption figure "
    "h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp small strike strong sub sup "
    "table tbody td tfoot th thead time tr tt u ul var"
)
TAGS = frozenset(_ALLOWED.split())
ATTRIBUTES = {
    "*": {"dir", "lang"},
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "li": {"value"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
_CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    attributes=ATTRIBUTES,
    link_rel="noopener noreferrer nofollow",
    url_schemes={"http", "https", "mailto"},
    url_relative="deny",
)

_BLANKS = " \t\r\n"
_MANY = 500
_LONG = 16_000
"""Characters of an attribute. Longer addresses are refused by servers and browsers."""
_SLOW = re.compile(rf"<[^<>]*>|((?:[^<>&\x80-\xbf]*+(?:[\x80-\xbf]|&\w*+;?+)){{{_MANY}}})|[^<>]+")
"""Ampersands and letters whose first byte is that of a no-break space: nh3 needs a time that grows with the
square of their number in one piece of text."""

_BLOCKS = (
    "address article aside center details dialog fieldset footer form frameset header hgroup legend main "
    "marquee nav noframes optgroup option section select summary"
)
_REPLACEMENT_TAGS = {
    **dict.fromkeys(_BLOCKS.split(), "div"),
    **dict.fromkeys(("dir", "menu"), "ul"),
    **dict.fromkeys(("listing", "textarea", "xmp"), "pre"),
}
"""Elements that are not shown as they are, but end a line or keep their spaces."""

_ROWS = ("table", "tbody", "tfoot", "thead", "tr")
_TABLE_PARTS = ("caption", "tbody", "td", "tfoot", "th", "thead", "tr")
_LOOSE_IN_TABLE = re.compile(
    r"<(?:/(?:caption|t[dhr]|tbody|tfoot|thead)|(?:table|tbody|tfoot|thead|tr)\b[^<>]*)>\s*"
    r"(?!\s|</?(?:caption|table|tbody|td|tfoot|th|thead|tr)\b)"
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CLOSES = {
    "p": _HEADINGS | {"b", "big", "i", "s", "small", "strike", "tt", "u"},
    "table": _HEADINGS | {"a", "pre"},
    "li": _HEADINGS | {"dl", "pre"},
    "dl": {"dt", "pre"},
    "ul": {"pre"},
    "dt": {"pre"},
    "dd": {"pre"},
    "pre": {"ul"},
}
"""Elements before which libxml2 ends such parents, though HTML5 does not (tried with all pairs of `TAGS`)."""
_ROUNDS = 8
_FRAME = "<html><body></body></html>".count("<")


def sanitize(root: etree._Element) -> str:
    """Return safe HTML of the tree, such that cleaning it once more changes nothing.

    nh3 reads by the rules of HTML5. Where these build another tree than lxml did (a block inside `p`, text
    between table cells), what comes out is read and sanitised again until both agree.
    """
    kept = _keep_allowed(root)
    source = _serialize(root)
    if source.count("&") >= _MANY and _drop_long_attributes(root):
        source = _serialize(root)
    if "<table" in source and _LOOSE_IN_TABLE.search(source):
        _move_out_of_tables(root)
        source = _serialize(root)
    html = sanitize_markup(source)
    if _is_settled(source, html) and (kept or not _is_closed_early(root)):
        return html.strip(_BLANKS)
    for _ in range(_ROUNDS):
        root = parse_fragment(html)
        _keep_allowed(root)
        before, html = html, sanitize_markup(_serialize(root))
        if html == before:
            break
    return html.strip(_BLANKS)


def _serialize(root: etree._Element) -> str:
    return etree.tostring(root, encoding="unicode", method="html")


def sanitize_markup(source: str, cleaner: nh3.Cleaner = _CLEANER) -> str:
    """Return what `cleaner` leaves of the markup, in a time that grows no faster than the source."""
    if source.count("&") + source.encode("utf-8", "replace").count(b"\xc2") >= _MANY:
        # A tag that nh3 leaves out parts the text.
        source = _SLOW.sub(lambda found: found.group() + ("<wbr>" if found.group(1) else ""), source)
    return cleaner.clean(source)


def _keep_allowed(root: etree._Element) -> bool:
    """Rename or unwrap what the sanitiser would drop, so that lines keep their ends; True if nothing was."""
    tags = {str(element.tag) for element in root.iter()}
    others = tags - TAGS - {"html", "body"}
    replaced = others & _REPLACEMENT_TAGS.keys()
    for element in list(root.iter(*replaced)) if replaced else ():
        element.tag = _REPLACEMENT_TAGS[str(element.tag)]
    etree.strip_tags(root, *(others - replaced))
    parts = () if tags.isdisjoint(_TABLE_PARTS) else list(root.iter(*_TABLE_PARTS))
    for part in parts:  # parents first: a cell in a lost row is lost too
        if _has_lost_its_table(part):
            part.tag = "div"
    readings = list(filter(_has_lost_its_ruby, root.iter("rt", "rp")))
    for reading in readings:
        reading.tag = "span"
    etree.strip_tags(root, "span")
    for pre in root.iter("pre"):  # readers of HTML drop the first line break, each time they read it
        pre.text = (pre.text or "").lstrip("\n")
    return not others and not readings


def _has_lost_its_table(part: etree._Element) -> bool:
    parent = part.getparent()
    return parent is not None and parent.tag != "table" and parent.tag not in _TABLE_PARTS


def _has_lost_its_ruby(reading: etree._Element) -> bool:
    parent = reading.getparent()
    return parent is not None and parent.tag != "ruby"


def _drop_long_attributes(root: etree._Element) -> bool:
    """Drop values whose ampersands would keep nh3 busy; tell whether there were any."""
    found = [
        (element, name) for element in root.iter() for name, value in element.items() if len(value) > _LONG
    ]
    for element, name in found:
        del element.attrib[name]
    return bool(found)


def _move_out_of_tables(root: etree._Element) -> None:
    """Put what stands in a table outside of its cells before the table, as HTML5 does.

    nh3 does so too, in a time that grows with the square of the number of pieces.
    """
    for part in list(root.iter(*_ROWS)):
        table = part if part.tag == "table" else next(part.iterancestors("table"), None)
        if table is None or table.getparent() is None:
            continue
        loose = _loose_text(part.text)
        part.text = None
        for child in list(part):
            behind = _loose_text(child.tail)
            child.tail = None
            loose += [*(() if child.tag in _TABLE_PARTS else (child,)), *behind]
        for element in loose:
            table.addprevious(element)


def _loose_text(text: str | None) -> list[etree._Element]:
    """Wrap text in an element that the sanitiser takes away again."""
    if not text or text.isspace():
        return []
    wrapper = etree.Element("span")
    wrapper.text = text
    return [wrapper]


def _is_closed_early(root: etree._Element) -> bool:
    parents = ((element.tag, element.getparent()) for element in root.iter(*_CLOSES))
    return any(parent is not None and parent.tag in _CLOSES[str(tag)] for tag, parent in parents)


def _is_settled(source: str, html: str) -> bool:
    if source.count("<") - _FRAME != html.count("<"):
        return False
    return "<table" not in source or not _LOOSE_IN_TABLE.search(source)
