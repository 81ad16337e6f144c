"""Images, links and embeds of a body: listed, and their addresses in the tree made absolute."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from crawler.items import Image, Link
from pipelines.cleaning import embeds, images
from pipelines.cleaning.addresses import absolute, is_image
from pipelines.cleaning.tree_edits import strip_dropped


@dataclass(frozen=True, slots=True)
class Media:
    """Images, links and embeds of a body, each in its order."""

    images: tuple[Image, ...]
    links: tuple[Link, ...]
    embeds: tuple[str, ...]


def collect(
    root: etree._Element, base: str | None, attributed: Iterable[etree._Element], *, mark_embeds: bool = False
) -> Media:
    """List images, links and embeds; `base` is the address that relative ones start from.

    Left in the tree: images with an absolute `src` (tracking pixels go), links with an absolute `href` (one
    that leads nowhere loses its tag). A frame or player leaves a line break.
    """
    found_embeds = tuple(dict.fromkeys(embeds.collect(root, base, attributed, mark=mark_embeds)))
    found_images = tuple(images.collect(root, base))
    found_links = tuple(_links(root, base))
    strip_dropped(root)
    return Media(found_images, found_links, found_embeds)


def _links(root: etree._Element, base: str | None) -> Iterator[Link]:
    for link in list(root.iter("a", "area")):
        href = link.get("href")
        url = absolute(href, base) if href else None
        if url is None:
            link.tag = "span"
            continue
        if url != href:
            link.set("href", url)
        text = _text(link)
        if text or not (is_image(url) and link.find(".//img") is not None):
            yield Link(url=url, text=text)


def _text(link: etree._Element) -> str:
    """Words of a link; of one that was never closed and holds other links, those before its first element."""
    is_whole = len(link) and link.find(".//a") is None
    return " ".join(("".join(link.itertext()) if is_whole else link.text or "").split())
