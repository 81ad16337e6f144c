"""When a post was published: the page's own words, the surest first.

Trust: machine dates of the post's own markup (`abbr.published[title]`, `time[datetime]`,
`itemprop=datePublished`) · JSON-LD `BlogPosting` outside the body · `article:published_time` · the date
header above the post with the time beside it · a date in the post's own timestamp · any short text around
the post that is a date · a date in a script that paints it. The month in the address is no date of the post:
1.7 % of them are wrong.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice

from crawler.blogger.dates import date_or_reason, read_date
from crawler.blogger.html.elements import Element, short_text, text_of
from crawler.blogger.page.byline import author_of_byline, time_after
from crawler.blogger.page.class_names import Role
from crawler.blogger.page.jsonld import JsonLdArticle
from crawler.blogger.page.regions import PostRegion
from crawler.blogger.page.scan import PageScan

_MACHINE = re.compile(r"^\s*\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}|\s*$)")
_TIME = re.compile(r"\d{1,2}\s?[:.h]\s?\d{2}")
_TIME_ALONE = re.compile(r"\s*\d{1,2}[:.]\d\d(?:[:.]\d\d)?\s*(?:[AaPp]\.?[Mm]\.?)?\s*")
"""A link that says nothing but a time leads to the post."""
_NUMERIC = re.compile(r"\d{1,4}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{1,4}|^\d{8}$")
_YEAR = re.compile(r"\d{4}")
_LONGEST = 70
"""Characters of the longest date with weekday and time, in any language."""
_LONGEST_LINE = 120
_MOST_HEADERS = 50
"""Posts of one day, at the most."""
_MOST_TOKENS = 16
_AMBIGUOUS = "ambiguous order"
_NO_YEAR = "no year"
_TIME_TAGS = frozenset({"time", "abbr"})
_QUOTED = re.compile(r"""(?P<quote>["'])(?P<text>[^"'<>\n]{6,70})(?P=quote)""")
_LONGEST_SCRIPT = 2000
_LEVELS = 3
_NEIGHBOURS = 4
_EDGES = " \t-–—|~:*•·»«,"


@dataclass(frozen=True, slots=True)
class PostDates:
    """Raw texts, as `Post` keeps them."""

    published: str | None = None
    time: str | None = None
    updated: str | None = None


def dates_of(page: PageScan, region: PostRegion, article: JsonLdArticle | None) -> PostDates:
    """Dates of the post in a region; all None where the page states none."""
    published, updated = _machine(region)
    if article:
        published, updated = published or article.published, updated or article.updated
    if not published and region.single:
        published = page.head.get("article:published_time") or page.head.get("datepublished") or ""
        updated = updated or page.head.get("article:modified_time") or ""
    if published:
        return PostDates(published, None, updated or None)
    return _worded(page, region, updated or None)


def _machine(region: PostRegion) -> tuple[str, str]:
    """Machine dates of publication and change. Above the body before below it, where lists of other posts may
    stand; there and here, an element that says "published" before one that does not."""
    found: dict[str, str] = {}
    for spot in region.context:
        props = spot.element.get("itemprop") or ""
        if not spot.role & Role.TIMESTAMP and spot.element.tag not in _TIME_TAGS and "date" not in props:
            continue
        value = _machine_value(spot.element)
        if value:
            kind = _kind_of_date(f"{props} {spot.element.get('class') or ''}".lower())
            found.setdefault(kind, value)
            if spot.before:
                found.setdefault(f"{kind} above", value)
    order = ("published above", "unnamed above", "published", "unnamed")
    return next((found[kind] for kind in order if kind in found), ""), found.get("updated", "")


def _kind_of_date(name: str) -> str:
    if "published" in name:
        return "published"
    return "updated" if "modified" in name or "updated" in name else "unnamed"


def _machine_value(element: Element) -> str:
    for key in ("datetime", "title", "content"):
        value = element.get(key)
        if value and _MACHINE.match(value):
            return value.strip()
    return ""


def _worded(page: PageScan, region: PostRegion, updated: str | None) -> PostDates:
    locale = page.widget_data.get("locale")
    stamps = _narrowest([text for element in _stamps(region) for text in _readings(element)])
    header = _header(page, region)
    if header and read_date(header, locale=locale):
        return PostDates(header, next(filter(_is_time, stamps), None) or _time_of_byline(region), updated)
    days = (text for text in stamps if not _is_time(text))
    others = (*_short_texts(region), *_texts_above(page, region), *_scripted(region))
    found = next((t for t in days if _NUMERIC.search(t) or _is_date(t, locale)), None)
    found = found or next((t for t in others if _is_date(t, locale)), None)
    found = found or next(_within(page, region, locale), None)
    if found:
        return PostDates(found, _time_beside(found, stamps) or _time_of_byline(region), updated)
    header = header or next((t for t in stamps if date_or_reason(t, locale=locale) == _NO_YEAR), None)
    return PostDates(header, next(filter(_is_time, stamps), None), updated)


def _readings(element: Element) -> Iterator[str]:
    """An element's text, and the text with spaces between its parts: themes frame day, month and year."""
    text = short_text(element, _LONGEST)
    if text:
        yield from dict.fromkeys((" ".join(" ".join(element.itertext()).split()), text))


def _time_of_byline(region: PostRegion) -> str | None:
    """The time in a line that begins "posted by"."""
    lines = (spot.text(_LONGEST_LINE) for spot in region.context if not spot.hidden)
    bylines = ((line, author) for line in lines if (author := author_of_byline(line)))
    return next(
        (time for line, author in bylines if (time := time_after(line, author)) and _is_time(time)), None
    )


def _within(page: PageScan, region: PostRegion, locale: str | None) -> Iterator[str]:
    """Dates in lines above the body that say more: "Posted by Ana on 3 May 2021", "3 May 2021 | News"."""
    around = set(region.body.iterancestors())
    above = (s for s in region.context if s.before and not s.hidden and s.element not in around)
    lines = chain((spot.text(_LONGEST_LINE) for spot in above), _texts_above(page, region))
    for line in dict.fromkeys(line for line in lines if _YEAR.search(line)):
        tokens = line.split()[:_MOST_TOKENS]
        for length in range(len(tokens), 0, -1):
            for start in range(len(tokens) - length + 1):
                part = " ".join(tokens[start : start + length]).strip(_EDGES)
                if _YEAR.search(part) and _is_date(part, locale):
                    yield part


def _scripted(region: PostRegion) -> Iterator[str]:
    """Dates in the template's small scripts beside the body, which paint them as leaves of a calendar."""
    for script in region.scripts:
        source = script.text or ""
        if len(source) <= _LONGEST_SCRIPT:
            yield from (match["text"] for match in _QUOTED.finditer(source))


def _stamps(region: PostRegion) -> Iterator[Element]:
    """Elements that are called timestamps, and the post's permanent link: its text is the time."""
    for spot in region.context:
        if spot.hidden:
            continue
        link = spot.element.tag == "a" and f"{spot.element.get('rel')} {spot.element.get('title')}".lower()
        permanent = link and ("bookmark" in link or "permanent link" in link)
        alone = link and _TIME_ALONE.fullmatch(spot.text(_LONGEST))
        if spot.role & Role.TIMESTAMP or permanent or alone:
            yield spot.element


def _header(page: PageScan, region: PostRegion) -> str | None:
    """The nearest date header above the body. On lists it stands once for all posts of a day: templates leave
    it out above the others, or leave it empty."""
    above = (mark.element for mark in page.before(Role.DATE_HEADER, region.order))
    for element in islice(chain(above, region.elements_with(Role.DATE_HEADER)), _MOST_HEADERS):
        text = _without_title(element)
        if text:
            return text if read_date(text) else next(filter(read_date, _readings(element)), text)
    return None


def _without_title(element: Element) -> str | None:
    """Text of a date header; classic templates put the post's title into it."""
    parts = [element.text or ""]
    for child in element:
        is_title = "title" in (child.get("class") or "").lower() if isinstance(child.tag, str) else True
        parts.append(("" if is_title else text_of(child)) + " " + (child.tail or ""))
    return " ".join("".join(parts).split()).strip(_EDGES) or None


def _is_time(text: str) -> bool:
    return bool(_TIME.search(text)) and not _YEAR.search(text) and not _NUMERIC.search(text)


def _is_date(text: str, locale: str | None) -> bool:
    """Tell whether a text states a day. A numeric one of unsure order counts: the raw text is kept."""
    stated = date_or_reason(text, locale=locale)
    return stated == _AMBIGUOUS if isinstance(stated, str) else len(stated.local) >= len("2006-01-31")


def _narrowest(texts: list[str]) -> list[str]:
    """Shorter texts first: the outer elements add words such as "Posted on"."""
    return sorted(texts, key=lambda text: len(text.replace(" ", "")))


def _short_texts(region: PostRegion) -> Iterator[str]:
    """Texts of innermost elements around the post."""
    for spot in region.context:
        if not spot.hidden and not any(
            isinstance(child.tag, str) and child.tag != "i" for child in spot.element
        ):
            text = spot.text(_LONGEST)
            if len(text) > 5 and any(char.isdigit() for char in text):
                yield text


def _texts_above(page: PageScan, region: PostRegion) -> Iterator[str]:
    """Classic pages: what stands right above a post, as date headers there need not have a name."""
    if page.blog_widgets:
        return
    level: Element | None = region.root
    for _ in range(_LEVELS):
        if level is None:
            return
        for sibling in islice(level.itersiblings("*", preceding=True), _NEIGHBOURS):
            text = short_text(sibling, _LONGEST)
            if len(text) > 5:
                yield text.strip(_EDGES)
        level = level.getparent()


def _time_beside(text: str, stamps: list[str]) -> str | None:
    if _TIME.search(_NUMERIC.sub("", text)):
        return None
    return next((stamp for stamp in stamps if stamp != text and _is_time(stamp)), None)
