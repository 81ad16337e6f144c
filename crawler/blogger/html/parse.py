"""Markup to an lxml tree that holds all of its text, whatever is wrong with the markup."""

from lxml import etree

from crawler.blogger.html.characters import encode, strip_controls
from crawler.blogger.html.depth_limit import parse_flat
from crawler.blogger.html.markup_repair import repair_fragment, repair_page


def parse_page(text: str) -> etree._Element:
    """Return the root element of a page's tree; a page without any element gives an empty `html`."""
    try:
        root = _parse(repair_page(encode(text)), is_page=True)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    return etree.Element("html") if root is None else root


def parse_fragment(text: str) -> etree._Element:
    """Return the root element of a body's tree; comments and processing instructions are not in it."""
    return _parse(b"<body>" + repair_fragment(strip_controls(text)), is_page=False)


def _parse(raw: bytes, *, is_page: bool) -> etree._Element:
    """Parse UTF-8 markup within the limits of libxml2 (256 levels, 10 MB in one text), and anew if it ends
    there."""
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=not is_page, remove_pis=True, collect_ids=False
    )
    root = etree.fromstring(raw, parser)
    last = parser.error_log.last_error
    is_limited = last is not None and last.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT
    return parse_flat(raw, keep_named=is_page) if is_limited else root
