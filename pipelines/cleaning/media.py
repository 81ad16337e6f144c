"""Images, links and embeds of a body: listed, and their addresses in the tree made absolute."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from crawler.items import Image, Link
from pipelines.cleaning.addresses import absolute, is_picture, is_tracker, picture
from pipelines.cleaning.boilerplate_elements import GONE

_IMAGES = ("img", "amp-img")
"""AMP themes write the pictures of their own parts in AMP's tags, and so do scripts that convert posts."""
_SOURCES = ("data-src", "data-lazy-src", "data-original", "data-lazy", "src")
"""Scripts that load pictures late keep the address in one of the first; `src` then holds a placeholder."""
_DOTS = frozenset({"0", "1", "0px", "1px"})
_HOLDER = re.compile(r"\b(?:tr-caption-container|wp-caption)\b")
_CAPTION = etree.XPath(".//*[self::figcaption or @class='tr-caption' or contains(@class, 'wp-caption-')]")
_NEAR = 8
"""How many elements above a picture its link or caption may be (in Blogger's caption table, 5)."""

_EMBEDS = {
    "iframe": ("src", "data-src", "data-lazy-src"),
    "embed": ("src",),
    "object": ("data",),
    "param": ("value",),
    "video": ("src",),
    "audio": ("src",),
    "source": ("src",),
}
_EMBED_PARAMS = frozenset({"movie", "src"})
_WIDGET = re.compile(
    r"facebook\.com/(?:v[\d.]+/)?plugins/(?:like|share|follow|comments|fan|page|activity|send)|facebook\.com/widgets/|"
    r"platform\.twitter\.com/widgets/(?:tweet_button|follow_button)|(?:apis|plusone)\.google\.com/|tweetmeme\.com/|"
    r"googleads|googlesyndication\.com|doubleclick\.net|amazon-adsystem\.com|rcm\w*\.amazon|assoc-amazon|"
    r"blogger\.com/blog-post-reactions|digg\.com/tools|linkwithin\.com|disqus\.com",
    re.IGNORECASE,
)
"""Frames of share buttons, reactions and adverts: no embeds of the author's."""
_SECURE = re.compile(
    r"http://(?=[^/]*\b(?:youtube|youtube-nocookie|youtu|vimeo|dailymotion|blogger|google|googlevideo|facebook|"
    r"soundcloud|spotify|slideshare|scribd|archive|ted|instagram|twitter)\.(?:com|be|org|net)(?:[/:]|$))",
    re.IGNORECASE,
)
"""Hosts that were linked by http in their time and serve the same by https."""


@dataclass(frozen=True, slots=True)
class Media:
    """What a body shows and points to, each in the order of the body."""

    images: tuple[Image, ...]
    links: tuple[Link, ...]
    embeds: tuple[str, ...]


def collect(root: etree._Element, base: str | None) -> Media:
    """List images, links and embeds; `base` is the address that relative ones start from.

    Left in the tree: images with an absolute `src` (tracking pixels go), links with an absolute `href` (one
    that leads nowhere loses its tag). A frame or player leaves a line break.
    """
    embeds = tuple(dict.fromkeys(_embeds(root, base)))
    images = tuple(_images(root, base))
    links = tuple(_links(root, base))
    etree.strip_elements(root, GONE, with_tail=False)
    return Media(images, links, embeds)


def _images(root: etree._Element, base: str | None) -> Iterator[Image]:
    captions: dict[etree._Element, str | None] = {}
    for img in list(root.iter(*_IMAGES)):
        img.tag = "img"
        source = _source(img, base)
        if source is None or is_tracker(source) or _is_dot(img):
            img.tag = GONE
            continue
        img.set("src", source)
        link, holder = _around(img)
        if holder is not None and holder not in captions:
            captions[holder] = _caption(holder)
        yield Image(
            url=picture(_largest(link, base) or source),
            alt=_words(img.get("alt")),
            caption=None if holder is None else captions[holder],
        )


def _source(img: etree._Element, base: str | None) -> str | None:
    given = (img.get(name) for name in _SOURCES)
    return next(filter(None, (absolute(address, base) for address in given if address)), None)


def _is_dot(img: etree._Element) -> bool:
    return img.get("width") in _DOTS or img.get("height") in _DOTS


def _around(img: etree._Element) -> tuple[etree._Element | None, etree._Element | None]:
    """The link around an image, and the table or figure that gives it a caption."""
    link = None
    for element in islice(img.iterancestors(), _NEAR):
        if element.tag == "a" and link is None:
            link = element
        elif element.tag == "figure" or _HOLDER.search(element.get("class") or ""):
            return link, element
    return link, None


def _caption(holder: etree._Element) -> str | None:
    return next(filter(None, (_words("".join(found.itertext())) for found in _CAPTION(holder))), None)


def _largest(link: etree._Element | None, base: str | None) -> str | None:
    url = absolute(link.get("href") or "", base) if link is not None else None
    return url if url and is_picture(url) else None


def _words(text: str | None) -> str | None:
    return " ".join(text.split()) or None if text else None


def _links(root: etree._Element, base: str | None) -> Iterator[Link]:
    for link in list(root.iter("a", "area")):
        href = link.get("href")
        url = absolute(href, base) if href else None
        if url is None:
            link.tag = "span"
            continue
        if url != href:
            link.set("href", url)
        text = _words(_text(link))
        if text or not (is_picture(url) and link.find(".//img") is not None):
            yield Link(url=url, text=text or "")


def _text(link: etree._Element) -> str | None:
    """Words of a link; of one that was never closed and holds other links, those before its first element."""
    if not len(link):
        return link.text
    return "".join(link.itertext()) if link.find(".//a") is None else link.text


def _embeds(root: etree._Element, base: str | None) -> Iterator[str]:
    for element in list(root.iter(*_EMBEDS)):
        url = _embedded(element, base)
        if url and not _WIDGET.search(url):
            yield _SECURE.sub("https://", url)
        if element.tag == "object":
            element.tag = "span"
        elif element.tag != "param":
            element.clear(keep_tail=True)
            element.tag = "br"


def _embedded(element: etree._Element, base: str | None) -> str | None:
    if element.tag == "param" and (element.get("name") or "").lower() not in _EMBED_PARAMS:
        return None
    given = filter(None, map(element.get, _EMBEDS[str(element.tag)]))
    return next((absolute(address, base) for address in given), None)
