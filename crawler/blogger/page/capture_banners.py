"""Removal of what web archives and search engines put above the pages that they keep."""

from lxml import etree

from crawler.blogger.html.elements import Element, text_of

_WAYBACK_SIGN = "wm-ipp"
_WAYBACK_IDS = frozenset({"wm-ipp-base", "wm-ipp", "wm-ipp-print"})
_CACHE_SIGNS = ("p=cached", "features.html#cached", "webcache.googleusercontent.com")
"""Addresses in the lines that Google's cache puts above a page, in every language."""
_LONGEST_BANNER = 1200
"""Letters of those lines."""
_POST = etree.XPath("boolean(.//*[contains(@class, 'post')])")


def remove_banners(root: Element, text: str) -> None:
    """Take the banners out of a page's tree; `text` is its source."""
    banners: list[Element] = []
    if _WAYBACK_SIGN in text:
        banners += [element for element in root.iter("div") if element.get("id") in _WAYBACK_IDS]
    if "cache" in text and any(sign in text for sign in _CACHE_SIGNS):  # one look through it, not three
        links = (link for link in root.iter("a") if any(s in (link.get("href") or "") for s in _CACHE_SIGNS))
        banners += [banner for link in links if (banner := _cache_banner(link)) is not None]
    for banner in banners:
        banner.clear(keep_tail=True)


def _cache_banner(link: Element) -> Element | None:
    """The first of all on a page, which holds no post and little besides a link: the lines above it."""
    top = next((e for e in link.iterancestors() if _is_body(e.getparent())), None)
    is_first = top is not None and next(top.itersiblings("div", "table", "h1", preceding=True), None) is None
    is_banner = is_first and top is not None and len(text_of(top)) <= _LONGEST_BANNER and not _POST(top)
    return top if is_banner else None


def _is_body(element: Element | None) -> bool:
    return element is not None and element.tag == "body"
