"""Removal of what web archives, search engines and translators add to the pages that they show."""

from collections.abc import Iterator
from itertools import islice

from lxml import etree

from crawler.blogger.html.elements import Element, text_of

_WAYBACK_IDS = frozenset({"wm-ipp-base", "wm-ipp", "wm-ipp-print"})
_CACHE_SIGNS = ("p=cached", "features.html#cached", "webcache.googleusercontent.com")
"""Addresses in the lines that Google's cache puts above a page, in every language."""
_COPY_FACTS = etree.XPath(
    r"head[link[@rel='canonical' and re:test(@href, '^https?://archive\.(today|is|ph|fo|li|md|vn)/')]]"
    "/*[starts-with(@property, 'article:') or ((@rel='canonical' or @property='og:url')"
    " and not(contains(substring-after(concat(@href, @content), '://'), '://')))]",
    namespaces={"re": "http://exslt.org/regular-expressions"},
)
"""Time and short address of archive.today's copy, where others tell those of the page."""
_SOURCE_TEXT = etree.XPath("//span[@class='google-src-text']")
"""The text before its translation, which Google Translate's older copies hide beside it."""
_LONGEST_BANNER = 1200
"""Letters of those lines."""
_MOST_LINKS = 20
"""Links in them."""
_POST = etree.XPath("boolean(.//*[contains(@class, 'post')])")


def remove_banners(root: Element) -> None:
    """Take the banners out of a page's tree; they stand right at the top. A copy's own facts go too."""
    top = list(root.iterfind("body/*"))
    banners = [element for element in top if element.get("id") in _WAYBACK_IDS]
    for banner in (*banners, *_cache_banner(top), *_COPY_FACTS(root), *_SOURCE_TEXT(root)):
        banner.clear(keep_tail=True)


def _cache_banner(top: list[Element]) -> Iterator[Element]:
    """The first of all on a page, which holds no post and little besides a link: the lines above it."""
    for element in top:
        links = islice(element.iter("a"), _MOST_LINKS)
        is_linked = any(sign in (link.get("href") or "") for link in links for sign in _CACHE_SIGNS)
        if is_linked and len(text_of(element)) <= _LONGEST_BANNER and not _POST(element):
            yield element
        if element.tag in {"div", "table", "h1"}:
            return
