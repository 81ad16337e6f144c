"""What templates, share services, adverts and feed services put into a post's body, and its removal.

The tables name it by element, by class or id (a whole token, or its beginning), and by address.
"""

import re
from functools import lru_cache

from lxml import etree

GONE = "gone"
"""Name given to an element that is to vanish with its content."""
_CODE = ("script", "style", "noscript", "template", "title", "meta", "link", "base", "xml", "svg", "canvas")
"""Elements of which a reader sees nothing, or a drawing."""

_BLOGGER = (
    "blogger-post-footer post-footer post-footer-line post-labels post-icons post-share-buttons "
    "share-buttons post-author post-timestamp post-comment-link post-backlinks reaction-buttons reactions "
    "reactions-label-cell star-ratings jump-link comment-link blog-pager post-feeds feed-links item-control "
    "item-action quickedit backlinks-container dummy-container goog-te-banner-frame"
)
"""The post's frame, which some themes put inside the body, and the owner's footer in feeds."""
_SHARING = (
    "addthis addtoany sharethis sociable shareaholic sharedaddy sd-sharing jp-post-flair sharebar share-bar "
    "share-this share-post share-box share-icons social-share social-sharing social-buttons social-icons "
    "social-bookmarks fb-like fb-share-button fb-send fb-comments fb_iframe_widget twitter-share-button "
    "twitter-follow-button tweetmeme_button g-plusone g-plus plusone pin-it-button linkedin-share-button "
    "stumbleupon-badge reddit-share whatsapp-share wabtn feedflare"
)
_RELATED = (
    "related-posts relatedposts related-post related_posts relatedpost related-posts-widget jp-relatedposts "
    "yarpp yarpp-related nrelate zemanta-related zemanta-pixie zemanta-articles linkwithin you-may-also-like"
)
_ADVERTS = (
    "adsbygoogle google-auto-placed adsense ad-slot ad-unit ad-container ad-wrapper inline-ad in-article-ad "
    "advertisement ads-inside ads-post adbox OUTBRAIN disqus_thread"
)
NAMES = frozenset(" ".join((_BLOGGER, _SHARING, _RELATED, _ADVERTS)).split())
"""Classes and ids that name furniture."""
_SHARING_BEGINS = (
    "addthis_ addtoany_ a2a_ sharethis- st_sharethis st-custom- shareaholic- ssba- sb- sharing-platform "
    "sharing-button twitter-share gp-share fb-root feedburner heateor_sss post-ratings"
)
_RELATED_BEGINS = "LinkWithin linkwithin_ relpost related-posts- relatedposts- related_posts_ nrelate_ yarpp-"
_ADVERTS_BEGIN = "outbrain taboola zergnet mgid google_ads div-gpt-ad aswift_ amzn_assoc"
PREFIXES = tuple(" ".join((_SHARING_BEGINS, _RELATED_BEGINS, _ADVERTS_BEGIN)).split())
"""... and how such classes and ids begin."""
ICON_LINKS = re.compile(
    r"addthis\.com/bookmark|addtoany\.com/|sharethis\.com/|facebook\.com/sharer|twitter\.com/(?:share\b|intent/tweet)|"
    r"//x\.com/(?:share\b|intent/)|plus\.google\.com/share|reddit\.com/submit|digg\.com/submit|del\.icio\.us/post|"
    r"stumbleupon\.com/submit|pinterest\.com/pin/create|linkedin\.com/shareArticle|technorati\.com/faves|"
    r"blogger\.com/(?:share-post|email-post)\.g|feeds\.feedburner\.com/~|feedproxy\.google\.com/~",
    re.IGNORECASE,
)
"""Share links. One that has words of its own may be part of a sentence, and stays."""

_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
_CAN_SHOW = etree.XPath("boolean(//@onclick | //@onmouseover | //a[starts-with(@href, 'javascript:')])")
_INLINE = frozenset({"a", "abbr", "b", "em", "font", "i", "img", "ins", "small", "span", "strong", "time"})
_LENGTH = etree.XPath("string-length(normalize-space())")
_TOO_LONG = 2000
"""Letters. A widget longer than this, and than the rest of the body, is a tag that was never closed."""


def remove(root: etree._Element) -> None:
    """Take all furniture out of the tree; the text around it stays, and stays apart."""
    etree.strip_elements(root, *_CODE, with_tail=False)
    named, hidden = _found(root)
    found = [*named, *filter(_is_icon, root.iter("a")), *(hidden and _for_no_one(hidden, root))]
    if not found:
        return
    limit = max(_TOO_LONG, _LENGTH(root) / 2)
    for element in found:
        if _LENGTH(element) <= limit:
            _empty(element)
    etree.strip_elements(root, GONE, with_tail=False)


def _found(root: etree._Element) -> tuple[list[etree._Element], list[etree._Element]]:
    """Elements whose class or id names furniture, and elements that are not displayed."""
    named, hidden = [], []
    for element in root.iter():
        if ((names := element.get("class")) and _names_furniture(names)) or (
            (name := element.get("id")) and _names_furniture(name)
        ):
            named.append(element)
        elif (style := element.get("style")) and _hides(style):
            hidden.append(element)
    return named, hidden


@lru_cache(maxsize=4096)
def _names_furniture(names: str) -> bool:
    return any(name in NAMES or name.startswith(PREFIXES) for name in names.split())


def _is_icon(link: etree._Element) -> bool:
    href = link.get("href") or ""
    return bool(not link.text and ICON_LINKS.search(href) and not _LENGTH(link))


@lru_cache(maxsize=4096)
def _hides(style: str) -> bool:
    return bool(_HIDDEN.search(style))


def _for_no_one(hidden: list[etree._Element], root: etree._Element) -> list[etree._Element]:
    """Machine data. A hidden block that a click opens (a spoiler) is the author's."""
    return [element for element in hidden if element.tag in _INLINE] if _CAN_SHOW(root) else hidden


def _empty(element: etree._Element) -> None:
    """Inline furniture vanishes; a block leaves an empty one, so that the texts around it stay apart."""
    if element.tag in _INLINE or (element.getnext() is None and not element.tail):
        element.tag = GONE
    else:
        element.clear(keep_tail=True)
        element.tag = "div"
