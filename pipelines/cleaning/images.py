"""Images of a body: the address, the words and the caption of each."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

from lxml import etree

from crawler.items import Image
from pipelines.cleaning.addresses import absolute, full_image, is_image, is_tracker
from pipelines.cleaning.tree_edits import DROPPED_TAG, classes_of, letter_count, replace_by_text

_TAGS = ("img", "amp-img", "amp-anim")
"""AMP themes write the pictures of their own parts in AMP's tags, and so do scripts that convert posts."""
_LAZY = (
    "data-src data-lazy-src data-original data-lazy data-orig-src data-actualsrc data-echo data-cfsrc "
    "data-ezsrc data-lazyload data-hi-res-src data-full-src data-url lazy-src"
)
"""Scripts that load pictures late keep the address in one of these; `src` then holds a placeholder."""
_SOURCES = (*_LAZY.split(), "src")
_SET_ATTRIBUTES = ("data-srcset", "data-lazy-srcset", "srcset")
_DESCRIPTOR = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)[wxh],?")
"""Width or density behind an address in a `srcset`."""
_BETWEEN_ADDRESSES = re.compile(r"\s+|,(?=https?:|//)|(?<=\d[wxh]),")
_LONGEST_WARNING = 150
"""Letters that ask for scripts."""
_DOT_SIZES = frozenset({"0", "1", "0px", "1px"})
_CAPTION_HOLDER = re.compile(r"\b(?:tr-caption-container|wp-caption)\b")
_MAX_HOLDER_NODES = 200
"""Elements of a table or figure among which its caption is looked for."""
_NEAR = 8
"""Levels above a picture at which its link or caption may be (in Blogger's caption table, 5)."""
_EMOJI_CLASSES = frozenset({"emoji", "emoticon", "wp-smiley", "smiley", "goomoji", "emote"})
_MAX_EMOJI = 12
"""Characters: an emoji with its modifiers and joiners."""
_SYMBOLS = frozenset({"So", "Sk", "Mn", "Me", "Cn", "Cf"})
"""Categories of Unicode."""


def show_unscripted(root: etree._Element) -> None:
    """Take the pictures out of `noscript`, where the one before them is a script's placeholder or none is.

    All that is in it, where a script writes the whole body.

    Call it before `noscript` elements are removed.
    """
    said = sum(map(letter_count, root.iter("noscript")))
    if said > _LONGEST_WARNING and said == letter_count(root):
        etree.strip_tags(root, "noscript")
    for noscript in list(root.iter("noscript")):
        images = list(noscript.iter(*_TAGS, "iframe"))
        before, behind = noscript.getprevious(), noscript.getnext()
        shown = set() if behind is None else {_given_source(behind)}
        if shown.issuperset(map(_given_source, images)):
            continue
        if before is not None and before.tag in _TAGS and not (before.tail or "").strip():
            if not _is_placeholder(before):
                continue
            before.tag = DROPPED_TAG
        for image in images:
            image.tail = None
            noscript.addprevious(image)


def collect(root: etree._Element, base: str | None) -> Iterator[Image]:
    """Yield the images, left in the tree with an absolute `src`; emoji become text, tracking pixels go."""
    captions: dict[etree._Element, str | None] = {}
    for img in list(root.iter(*_TAGS)):
        img.tag = "img"
        emoji = _emoji(img)
        source = None if emoji else _source(img, base)
        if emoji:
            replace_by_text(img, emoji)
            continue
        if source is None or is_tracker(source) or _is_dot(img):
            img.tag = DROPPED_TAG
            continue
        img.set("src", source)
        link, holder = _around(img)
        if holder is not None and holder not in captions:
            captions[holder] = _caption(holder)
        yield Image(
            url=full_image(_linked(link, base) or source),
            alt=_words(img.get("alt")),
            caption=None if holder is None else captions[holder],
        )


def _emoji(img: etree._Element) -> str | None:
    """Return the characters that a picture of an emoji or a smiley stands for."""
    alt = (img.get("data-emoji") or img.get("alt") or "").strip()
    if not alt or len(alt) > _MAX_EMOJI or " " in alt:
        return None
    if all(map(_is_symbol, alt)) and not alt.isascii():
        return alt
    return alt if not _EMOJI_CLASSES.isdisjoint(classes_of(img)) and not alt.isalnum() else None


def _is_symbol(character: str) -> bool:
    """Tell whether a character can be a part of an emoji: flags, keycaps and joiners included."""
    return character in "0123456789#*\u200d" or unicodedata.category(character) in _SYMBOLS


def _source(img: etree._Element, base: str | None) -> str | None:
    return next(filter(None, (absolute(address, base) for address in _given_sources(img))), None)


def _given_source(img: etree._Element) -> str | None:
    return next(_given_sources(img), None)


def _given_sources(img: etree._Element) -> Iterator[str]:
    """Yield the addresses that an image names, the best first."""
    yield from filter(None, map(img.get, _SOURCES))
    parent = img.getparent()
    around = parent.iterchildren("source") if parent is not None and parent.tag == "picture" else ()
    for element in (img, *around):
        for name in _SET_ATTRIBUTES:
            if given := element.get(name):
                yield from _largest_first(given)


def _largest_first(srcset: str) -> Iterator[str]:
    sizes: dict[str, float] = {}
    url = ""
    for token in _BETWEEN_ADDRESSES.split(srcset.strip()):
        descriptor = _DESCRIPTOR.fullmatch(token)
        if descriptor:
            sizes[url] = float(descriptor[1])
        elif token.strip(","):
            url = token.strip(",")
            sizes[url] = 0
    return iter(sorted(filter(None, sizes), key=lambda each: -sizes[each]))


def _is_placeholder(img: etree._Element) -> bool:
    source = _given_source(img)
    return source is None or absolute(source, None) is None or _is_dot(img)


def _is_dot(img: etree._Element) -> bool:
    return img.get("width") in _DOT_SIZES or img.get("height") in _DOT_SIZES


def _around(img: etree._Element) -> tuple[etree._Element | None, etree._Element | None]:
    """Return the link around an image, and the table or figure that gives it a caption."""
    link = None
    for element in islice(img.iterancestors(), _NEAR):
        if element.tag == "a" and link is None:
            link = element
        elif element.tag == "figure" or _CAPTION_HOLDER.search(element.get("class") or ""):
            return link, element
    return link, None


def _caption(holder: etree._Element) -> str | None:
    near = filter(_is_caption, islice(holder.iter(etree.Element), _MAX_HOLDER_NODES))
    return next(filter(None, (_words("".join(found.itertext())) for found in near)), None)


def _is_caption(element: etree._Element) -> bool:
    classes = element.get("class") or ""
    return element.tag == "figcaption" or classes == "tr-caption" or "wp-caption-" in classes


def _linked(link: etree._Element | None, base: str | None) -> str | None:
    url = absolute(link.get("href") or "", base) if link is not None else None
    return url if url and is_image(url) else None


def _words(text: str | None) -> str | None:
    return " ".join(text.split()) or None if text else None
