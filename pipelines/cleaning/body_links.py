"""Links of a body: the address and the words of each."""

from collections.abc import Iterator

from lxml import etree

from crawler.items import Link
from pipelines.cleaning.addresses import absolute, is_image


def collect(root: etree._Element, base: str | None) -> Iterator[Link]:
    """Yield the links, left in the tree with an absolute `href`; one that leads nowhere loses its tag."""
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
