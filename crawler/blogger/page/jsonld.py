"""JSON-LD about a post (`BlogPosting` and the like): dates, headline, author, address.

Themes write it by hand, so it is often not quite JSON: comments, a comma too many, line breaks and quotation
marks inside strings, several blocks, `@graph`. What `json` cannot read is read value by value.

Authors paste JSON-LD too (recipes, products, an `Article` of their own). Outside the body only types of posts
count; inside it, where a stray end tag may have put the template's, only one that names this post's address.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from crawler.blogger.html.elements import Element, is_within
from crawler.blogger.page.links import POST_PATH
from crawler.blogger.page.regions import PostRegion
from crawler.blogger.page.scan import PageScan

_TYPES = frozenset(
    {
        "BlogPosting",
        "NewsArticle",
        "Article",
        "SocialMediaPosting",
        "ReportageNewsArticle",
        "TechArticle",
        "Report",
        "AnalysisNewsArticle",
        "OpinionNewsArticle",
        "ScholarlyArticle",
        "LiveBlogPosting",
        "WebPage",
        "ItemPage",
    }
)
_LOOSE_TYPES = frozenset({"WebPage", "ItemPage"})
"""Types that describe any page: they count only with a date of publication."""
_NESTED = ("@graph", "mainEntity", "mainEntityOfPage", "blogPost", "hasPart")
_DEEPEST = 4
_STRING = r'"((?:[^"\\\n]|\\.)*)"'
_TYPE = re.compile(rf'"@type"\s*:\s*\[?\s*{_STRING}')
_VALUE = r'"{}"\s*:\s*"((?:[^"\\\n]|\\.)*)"'
_AUTHOR = re.compile(
    rf'"author"\s*:\s*(?:{_STRING}|\[?\s*\{{(?:[^{{}}]|\{{[^{{}}]*\}})*?"name"\s*:\s*{_STRING})', re.DOTALL
)
_PAGE = re.compile(rf'"(?:mainEntityOfPage|url)"\s*:\s*(?:{_STRING}|\{{[^{{}}]*?"@id"\s*:\s*{_STRING})')
_CDATA = re.compile(
    r"^\s*(?://|/\*)?\s*<!(?:\[CDATA\[|--)(?:\s*\*/)?|(?://|/\*)?\s*(?:\]\]|--)>(?:\s*\*/)?\s*$"
)
_CDATA_SIGNS = ("<!", "]]>", "-->")
_HOST = re.compile(r"^(?:https?:)?//[^/]*", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"<data:|data:post|\{\{|\$\{|^\s*<")
"""Template code that the theme's maker forgot to make the server fill in."""


@dataclass(frozen=True, slots=True)
class JsonLdArticle:
    """Statements of JSON-LD about one post; "" for what it does not state."""

    published: str = ""
    updated: str = ""
    headline: str = ""
    url: str = ""
    author: str = ""


def article_of(page: PageScan, region: PostRegion, own_url: str | None) -> JsonLdArticle | None:
    """Return the template's JSON-LD about a region's post; on a post's own page also from elsewhere.

    `own_url` is the address of the page. An article that names the address of another post is not used.
    """
    beside = [script for script in region.scripts if _is_jsonld(script)]
    if not region.single:
        return next((article for script in beside if (article := _read(script))), None)
    others = [script for script in page.scripts if _is_jsonld(script) and script not in beside]
    read = [(script, article) for script in (*beside, *others) if (article := _read(script))]
    own = _path(own_url)
    named = [article for _, article in read if own and _path(article.url) == own]
    free = [
        article
        for script, article in read
        if not (own and POST_PATH.search(_path(article.url))) and not is_within(script, region.body)
    ]
    return next(iter((*named, *free)), None)


def _path(url: str | None) -> str:
    return _HOST.sub("", url or "").partition("?")[0].partition("#")[0].rstrip("/")


def _is_jsonld(element: Element) -> bool:
    return "ld+json" in (element.get("type") or "")


def _read(script: Element) -> JsonLdArticle | None:
    return read_article(script.text or "")


def read_article(source: str) -> JsonLdArticle | None:
    """Read the article that a script describes; None where it describes something else."""
    if any(sign in source for sign in _CDATA_SIGNS):
        source = _CDATA.sub("", source)
    if "&quot;" in source and '"' not in source:  # escaped for the theme's XML, and never unescaped
        source = unescape(source)
    try:
        return _of_data(json.loads(source, strict=False))
    except (ValueError, RecursionError):
        return _by_value(source)


def _of_data(data: object) -> JsonLdArticle | None:
    articles = [_article(thing) for thing in _things(data, _DEEPEST) if _is_article(thing)]
    return max(articles, key=lambda article: bool(article.published), default=None)


def _is_article(thing: dict[str, object]) -> bool:
    kind = thing.get("@type")
    types = {kind} if isinstance(kind, str) else set(map(str, kind)) if isinstance(kind, list) else set()
    return bool(types & _TYPES) and (not types <= _LOOSE_TYPES or bool(thing.get("datePublished")))


def _things(data: object, depth: int) -> Iterator[dict[str, object]]:
    if isinstance(data, list):
        for item in data:
            yield from _things(item, depth)
    elif isinstance(data, dict) and depth:
        yield data
        for key in _NESTED:
            yield from _things(data.get(key), depth - 1)


def _article(thing: dict[str, object]) -> JsonLdArticle:
    return JsonLdArticle(
        published=_text(thing.get("datePublished")) or _text(thing.get("dateCreated")),
        updated=_text(thing.get("dateModified")),
        headline=_headline(_text(thing.get("headline"))),
        url=_address(thing.get("mainEntityOfPage") or thing.get("url")),
        author=unescape(_name(thing.get("author"))),
    )


def _by_value(source: str) -> JsonLdArticle | None:
    """Read the values one by one where the whole is not JSON in any way: an unescaped quotation mark in the
    headline is enough for that."""
    types = {found.group(1) for found in _TYPE.finditer(source)}
    published = _find("datePublished", source)
    if not types & _TYPES or (types & _TYPES <= _LOOSE_TYPES and not published):
        return None
    author, page = _AUTHOR.search(source), _PAGE.search(source)
    return JsonLdArticle(
        published=published,
        updated=_find("dateModified", source),
        headline=_headline(_find("headline", source)),
        url=_text((page.group(1) or page.group(2)) if page else None),
        author=unescape(_text((author.group(1) or author.group(2)) if author else None)),
    )


def _find(key: str, source: str) -> str:
    found = re.search(_VALUE.format(key), source)
    return _text(found.group(1)) if found else ""


def _headline(text: str) -> str:
    """A title; not the address of a post, which some themes state in its place."""
    return "" if text.startswith("http") and POST_PATH.search(_path(text)) else unescape(text)


def _name(value: object) -> str:
    if isinstance(value, list):
        return next((name for item in value if (name := _name(item))), "")
    return _text(value.get("name") if isinstance(value, dict) else value)


def _text(value: object) -> str:
    text = " ".join(value.split()) if isinstance(value, str) else ""
    return "" if _PLACEHOLDER.search(text) else text


def _address(value: object) -> str:
    return _text((value.get("@id") or value.get("url")) if isinstance(value, dict) else value)
