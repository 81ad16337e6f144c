"""JSON-LD that a template writes about a post (`BlogPosting`): machine dates, headline, address.

Authors paste JSON-LD too (recipes, products, their own `JsonLdArticle`), so only scripts outside the body and
only types of posts count.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from crawler.blogger.html.elements import Element, is_within
from crawler.blogger.page.regions import PostRegion
from crawler.blogger.page.scan import PageScan

_TYPES = frozenset({"BlogPosting", "NewsArticle", "Article", "SocialMediaPosting", "ReportageNewsArticle"})


@dataclass(frozen=True, slots=True)
class JsonLdArticle:
    """What JSON-LD says of one post; "" where it says nothing."""

    published: str
    updated: str
    headline: str
    url: str


def article_of(page: PageScan, region: PostRegion) -> JsonLdArticle | None:
    """The template's JSON-LD about a region's post; on a post's own page also from elsewhere on the page."""
    for script in filter(_is_jsonld, region.scripts):
        article = _read(script)
        if article:
            return article
    if not region.single:
        return None
    scripts = filter(_is_jsonld, page.metadata_elements)
    return next((found for s in scripts if not is_within(s, region.body) and (found := _read(s))), None)


def _is_jsonld(element: Element) -> bool:
    return "ld+json" in (element.get("type") or "") and element.tag == "script"


def _read(script: Element) -> JsonLdArticle | None:
    try:
        data = json.loads(script.text or "", strict=False)
    except (ValueError, RecursionError):
        return None
    for thing in _things(data):
        kind = thing.get("@type")
        if (
            kind in _TYPES
            if isinstance(kind, str)
            else isinstance(kind, list) and not _TYPES.isdisjoint(map(str, kind))
        ):
            return JsonLdArticle(
                _text(thing.get("datePublished")),
                _text(thing.get("dateModified")),
                unescape(_text(thing.get("headline"))),
                _address(thing.get("mainEntityOfPage") or thing.get("url")),
            )
    return None


def _things(data: object) -> Iterator[dict[str, object]]:
    if isinstance(data, dict):
        yield data
        data = data.get("@graph")
    if isinstance(data, list):
        yield from (item for item in data if isinstance(item, dict))


def _text(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _address(value: object) -> str:
    return _text(value.get("@id") if isinstance(value, dict) else value)
