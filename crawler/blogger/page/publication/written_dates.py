"""Dates that a page writes for people: the date header above the post, the timestamp beside it, the byline,
any short text around the post that is a date, a date in a script that paints it. Never one that is announced
as that of an update.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from crawler.blogger.dates import is_time, read_date
from crawler.blogger.html.elements import Element, is_within, short_text, text_of
from crawler.blogger.page.authors.byline import (
    author_of_byline,
    author_of_later_byline,
    author_of_timed_byline,
    author_of_unknown_byline,
    begins_in_own_words,
    starts_byline,
    time_after,
)
from crawler.blogger.page.class_names import Role
from crawler.blogger.page.publication.date_claims import Meaning, meaning_of, text_before
from crawler.blogger.page.publication.date_words import announced, says_published, says_updated
from crawler.blogger.page.publication.dates_in_lines import (
    CLOCK,
    EDGES,
    TIME,
    TIME_ALONE,
    YEAR,
    WrittenDate,
    dates_within,
    day_without_year,
    may_be_in,
    states_day,
)
from crawler.blogger.page.regions import ContextElement, PostRegion
from crawler.blogger.page.scan import PageScan

_NUMERIC = re.compile(r"\d{1,4}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{1,4}|^\d{8}$")
_LONGEST = 70
"""Characters of the longest date with weekday and time, in any language."""
_LONGEST_LINE = 120
_MOST_HEADERS = 50
"""Posts of one day, at the most."""
_QUOTED = re.compile(r"""(?P<quote>["'])(?P<text>[^"'<>\n]{6,70})(?P=quote)""")
_LONGEST_SCRIPT = 2000
_LEVELS = 3
_NEIGHBOURS = 4
_ANNOUNCEMENT = 30
"""Characters at the beginning of a line in which it is said what date follows."""
_TIME_TAGS = frozenset({"time", "abbr"})
_FOR_MACHINES = re.compile(r"\s*\d{4}-\d")
"""Dates that `date_claims` reads."""
_DATE_ATTRIBUTES = ("datetime", "title", "content", "data-date", "data-timestamp")
_ICON_TAGS = frozenset({"i", "svg", "img"})
_BELOW = Role.FOOTER | Role.TIMESTAMP | Role.AUTHOR
"""Roles of lines below the body that may state the date."""


def written_date(page: PageScan, region: PostRegion, month: str | None = None) -> WrittenDate:
    """Return the date that the page writes for the post in a region; `month` is the permalink's."""
    locale = page.widget_data.get("locale")
    visible = _visible(region)
    stamps = _narrowest([text for context in _stamps(visible) for text in _readings(context.element)])
    time = next(filter(_is_time, stamps), None)
    header = _header(page, region)
    if header and read_date(header, locale=locale):
        return WrittenDate(header, time or _time_of_byline(visible))
    days = (text for text in stamps if not _is_time(text))
    others = (*_short_texts(visible), *_texts_above(page, region), *_scripted(region.scripts))
    found = next((t for t in (*days, *others) if states_day(t, locale)), None)
    lines = list(_lines(page, region, visible))
    dates = dates_within(filter(YEAR.search, lines), locale)
    found = found or next((text for text in dates if may_be_in(text, month)), None)
    if found:
        alone = (text for text in others if _is_time(text) and is_time(text, locale=locale))
        time, numbers = (
            _time_beside(found, (*stamps, *alone)) or _time_of_byline(visible),
            _NUMERIC.search(found),
        )
        return WrittenDate(found, None if numbers and time and time in numbers[0] else time)
    return day_without_year([*filter(None, [header]), *stamps, *lines], locale, time, header)


def _visible(region: PostRegion) -> list[ContextElement]:
    """The visible elements around the post, without those announced as the time of a change."""
    return [context for context in region.context if not context.hidden and not _is_update(context)]


def _is_update(context: ContextElement) -> bool:
    if context.role & Role.TIMESTAMP or context.element.tag in _TIME_TAGS:
        return meaning_of(context) is Meaning.UPDATED
    if says_updated(text_before(context.element)):
        return True
    text = context.text(_LONGEST_LINE)
    return says_updated(text[:_ANNOUNCEMENT]) and not says_published(text)


def _readings(element: Element) -> Iterator[str]:
    """An element's text, and the text with spaces between its parts: themes frame day, month and year. Where
    a script writes "3 days ago", the date stands in an attribute."""
    text = short_text(element, _LONGEST)
    if text:
        yield from dict.fromkeys((" ".join(" ".join(element.itertext()).split()), text))
    values = (element.get(key, "")[:_LONGEST] for key in _DATE_ATTRIBUTES)
    dates = (value for value in values if (YEAR.search(value) or TIME.search(value)))
    yield from (value for value in dates if not _FOR_MACHINES.match(value))


def _time_of_byline(visible: list[ContextElement]) -> str | None:
    """The time in a line that begins "posted by"."""
    for context in visible:
        line = context.line(_LONGEST_LINE) if TIME.search(context.text(_LONGEST_LINE)) else ""
        author = author_of_byline(line) or author_of_unknown_byline(line) if line else None
        time = time_after(line, author) if author else None
        if time and _is_time(time):
            return time
        clock = CLOCK.search(line) if author or author_of_timed_byline(line) else None
        if clock:
            return clock.group()
    return None


def _lines(page: PageScan, region: PostRegion, visible: list[ContextElement]) -> Iterator[str]:
    """Lines that may say more than the date: those above the body, and the byline below it."""
    around = set(region.body.iterancestors())
    own = (context for context in visible if context.element not in around)
    above = (c.text(_LONGEST_LINE) for c in own if c.before)
    below = (c.text(_LONGEST_LINE) for c in visible if not c.before and _may_be_byline(c))
    yield from filter(None, dict.fromkeys(chain(above, _texts_above(page, region), below)))


def _may_be_byline(context: ContextElement) -> bool:
    text = context.text(_LONGEST_LINE)
    if not text:
        return False
    if context.role & _BELOW or starts_byline(text) or begins_in_own_words(text) or announced(text):
        return True
    line = context.line(_LONGEST_LINE)
    return (author_of_unknown_byline(line) or author_of_later_byline(line)) is not None


def _scripted(scripts: Iterable[Element]) -> Iterator[str]:
    """Dates in the template's small scripts, which paint them as leaves of a calendar."""
    for script in scripts:
        source = script.text or ""
        if len(source) <= _LONGEST_SCRIPT and "json" not in (script.get("type") or ""):
            yield from (match["text"] for match in _QUOTED.finditer(source))


def _stamps(visible: list[ContextElement]) -> Iterator[ContextElement]:
    """Elements that are called timestamps, and the post's permanent link: its text is the time."""
    for context in visible:
        element = context.element
        link = element.tag == "a" and f"{element.get('rel')} {element.get('title')}".lower()
        permanent = link and ("bookmark" in link or "permanent link" in link)
        alone = link and TIME_ALONE.fullmatch(context.text(_LONGEST))
        stated = context.holds_body and element.get("data-date")
        if context.role & Role.TIMESTAMP or element.tag in _TIME_TAGS or permanent or alone or stated:
            yield context


def _header(page: PageScan, region: PostRegion) -> str | None:
    """The nearest date header above the body. On lists it stands once for all posts of a day: templates leave
    it out above the others, or leave it empty."""
    for element in islice(_headers(page, region), _MOST_HEADERS):
        text = _without_title(element) or next(filter(read_date, _scripted(element.iter("script"))), None)
        if text and not says_updated(text[:_ANNOUNCEMENT]):
            return text if read_date(text) else next(filter(read_date, _readings(element)), text)
    return None


def _headers(page: PageScan, region: PostRegion) -> Iterator[Element]:
    """Date headers, the nearest above the body first; of a list's post those in the post itself before
    those above it, which are of the posts before: some templates put them below the body."""
    above = (mark.element for mark in page.before(Role.DATE_HEADER, region.order))
    nearest = next(above, None)
    if nearest is not None and (region.single or is_within(nearest, region.root)):
        yield nearest
        nearest = None
    elif not region.single:
        yield from page.inside(Role.DATE_HEADER, region.root, region.order)
    yield from () if nearest is None else (nearest,)
    yield from above
    yield from region.elements_with(Role.DATE_HEADER)


def _without_title(element: Element) -> str | None:
    """Text of a date header; classic templates put the post's title into it."""
    parts = [element.text or ""]
    for child in element:
        is_seen = isinstance(child.tag, str) and child.tag != "script"
        is_title = not is_seen or "title" in (child.get("class") or "").lower()
        parts.append(("" if is_title else text_of(child)) + " " + (child.tail or ""))
    return " ".join("".join(parts).split()).strip(EDGES) or None


def _is_time(text: str) -> bool:
    return bool(TIME.search(text)) and not YEAR.search(text) and not _NUMERIC.search(text)


def _narrowest(texts: list[str]) -> list[str]:
    """Shorter texts first: the outer elements add words such as "Posted on"."""
    return sorted(texts, key=lambda text: len(text.replace(" ", "")))


def _short_texts(visible: list[ContextElement]) -> Iterator[str]:
    """Texts of innermost elements around the post: above it from the nearest on, then below it."""
    above = [context for context in visible if context.before]
    for context in (*reversed(above), *(context for context in visible if not context.before)):
        if not any(isinstance(child.tag, str) and child.tag not in _ICON_TAGS for child in context.element):
            text = context.text(_LONGEST)
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
                yield text.strip(EDGES)
        level = level.getparent()


def _time_beside(text: str, stamps: Iterable[str]) -> str | None:
    if TIME.search(_NUMERIC.sub("", text)):
        return None
    return next((stamp for stamp in stamps if stamp != text and _is_time(stamp)), None)
