"""Markup to an lxml tree that holds all of its text, whatever is wrong with the markup."""

from lxml import etree

from crawler.blogger.html.characters import encode, strip_controls
from crawler.blogger.html.depth_limit import is_too_deep, parse_flat
from crawler.blogger.html.markup_repair import repair_fragment, repair_page
from crawler.blogger.html.tag_names import MAX_DEPTH

_PAGE_PARSER = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_pis=True, collect_ids=False)
_SHORTEST_TAG = 3  # bytes
_FRAGMENT_PARSER = etree.HTMLParser(
    encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False
)


def parse_page(text: str) -> etree._Element:
    """Return the root element of a page's tree; a page without any element gives an empty `html`."""
    raw = repair_page(encode(text))
    try:
        root = etree.fromstring(raw, _PAGE_PARSER)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        return etree.Element("html")
    return _flattened(root, raw, keep_named=True)


def parse_fragment(text: str) -> etree._Element:
    """Return the root element of a body's tree; comments and processing instructions are not in it."""
    raw = b"<body>" + repair_fragment(strip_controls(text))
    return _flattened(etree.fromstring(raw, _FRAGMENT_PARSER), raw, keep_named=False)


def _flattened(root: etree._Element, raw: bytes, *, keep_named: bool) -> etree._Element:
    if len(raw) > _SHORTEST_TAG * MAX_DEPTH and is_too_deep(root):
        return parse_flat(raw, keep_named=keep_named)
    return root
