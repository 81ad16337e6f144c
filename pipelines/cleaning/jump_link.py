"""Removal of the "Read more" link that Blogger puts where a body is cut at the jump break.

A feed set to "until jump break" ends each body with `<a href="PERMALINK#more">Read more »</a>` on a line of
its own; the owner may choose its words. Themes whose scripts cut the posts of a list link to the post itself.
An author's link to the same place is part of a sentence, or leads to another post.
"""

from lxml import etree

from crawler.blogger.phrases import says_read_more
from crawler.blogger.urls import permalink
from pipelines.cleaning.tree_edits import DROPPED_TAG, strip_dropped

_FRAGMENT = "#more"
_LINE_BREAKS = frozenset({"br", "div", "hr", "p", "table", "ul", "ol", "blockquote"})
_TEXT_BEHIND = etree.XPath("boolean(following::text()[normalize-space()])")
_IMAGE_BEHIND = etree.XPath("boolean(following::img)")


def remove(root: etree._Element, base_url: str | None) -> None:
    """Remove the post's own jump links from the tree. `base_url` is the post's permalink."""
    links = [link for link in root.iter("a") if _may_be_own(link, base_url)]
    found = [link for link in links if _stands_alone(link) and _is_own(link, base_url, link is links[-1])]
    for link in found:
        link.tag = DROPPED_TAG
    if found:
        strip_dropped(root)


def _may_be_own(link: etree._Element, base_url: str | None) -> bool:
    href = link.get("href") or ""
    return href.endswith(_FRAGMENT) or (href == base_url and says_read_more("".join(link.itertext())))


def _is_own(link: etree._Element, base_url: str | None, is_last: bool) -> bool:
    """Tell whether the link says "Read more", or leads to this post from the very end of its body."""
    if says_read_more("".join(link.itertext())):
        return True
    href = (link.get("href") or "").removesuffix(_FRAGMENT)
    return is_last and base_url is not None and _address(href) == _address(base_url) and _ends_body(link)


def _address(url: str) -> str:
    return permalink(url).partition("//")[2]  # feeds name http for blogs that answer to https


def _ends_body(link: etree._Element) -> bool:
    return not (link.tail or "").strip() and not _TEXT_BEHIND(link) and not _IMAGE_BEHIND(link)


def _stands_alone(link: etree._Element) -> bool:
    """Tell whether nothing else stands on the line of the link."""
    before, parent = link.getprevious(), link.getparent()
    while before is not None and before.tag == "a" and before.get("name") and not (before.tail or "").strip():
        before = before.getprevious()
    text_before = (parent.text if before is None else before.tail) if parent is not None else None
    starts_line = before is None or before.tag in _LINE_BREAKS
    behind = link.getnext()
    ends_line = behind is None or behind.tag in _LINE_BREAKS
    return starts_line and ends_line and not (text_before or "").strip() and not (link.tail or "").strip()
