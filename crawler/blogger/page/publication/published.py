"""The dates of a post, from the best of several witnesses that must agree.

Claims of publication, by trust: the post's own markup above the body · JSON-LD · `article:published_time` ·
markup below the body, where lists of other posts may stand · a date in markup without a name. One that the
page also calls the time of a change is believed only where no other is left. Of claims that contradict each
other, the one in the month of the permalink is believed, and a note says so; the month alone is not the date
of the post: 1.7 % of permalinks have another one. Of claims that agree, the most exact is taken: one with the
time of day, and with the blog's own zone, which themes replace by "Z". Without any in the permalink's month,
the date that the page writes for people.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from crawler.blogger.dates import read_date
from crawler.blogger.dates.rfc_formats import read_machine_date
from crawler.blogger.page.jsonld import JsonLdArticle
from crawler.blogger.page.publication.date_claims import MACHINE, DateClaim, Meaning, claims_of
from crawler.blogger.page.publication.dates_in_lines import WrittenDate
from crawler.blogger.page.publication.written_dates import written_date
from crawler.blogger.page.regions import PostRegion
from crawler.blogger.page.scan import PageScan

_PERMALINK_MONTH = re.compile(r"/((?:19|20)\d\d)/(0[1-9]|1[0-2])/[^/]+$")
_OFFSET = re.compile(r"T.*[+-](?!00:?00$)\d\d:?\d\d$")
"""The zone of a blog, which UTC seldom is."""
_DAY = len("2015-04-01")
_MINUTE = len("2015-04-01T10:15")
_PUBLISHED_META = ("article:published_time", "og:article:published_time", "datepublished", "dcterms.created")
_UPDATED_META = ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified")


@dataclass(frozen=True, slots=True)
class PostDates:
    """Raw texts, as `Post` keeps them, and a note where the page contradicts itself."""

    published: str | None = None
    time: str | None = None
    updated: str | None = None
    note: str | None = None


def dates_of(page: PageScan, region: PostRegion, article: JsonLdArticle | None, url: str | None) -> PostDates:
    """Return the dates of the post in a region, whose permalink is `url`; None for what the page lacks."""
    claims = claims_of(region)
    changes = list(_updates(page, region, article, claims))
    updated = next(iter(changes), None)
    match = _PERMALINK_MONTH.search(url or "")
    month = f"{match[1]}-{match[2]}" if match else None
    sure = list(_published(page, region, article, claims))
    unsure = [raw for raw in _unnamed(claims) if updated is None or not _is_same_time(raw, updated)]
    chosen = _choose([*sure, *unsure], changes, month)
    known = {*sure, *(claim.raw for claim in claims if claim.above)}
    if chosen and chosen.startswith(month or ""):
        return _with_time(PostDates(chosen, None, updated, _disagreement(chosen, sure)), page, region)
    written = written_date(page, region, month)
    if chosen in known and not _is_in(written, month, page):
        return PostDates(chosen, None, updated, _disagreement(chosen, sure))
    return _written(written, claims, updated, month)


def _with_time(dates: PostDates, page: PageScan, region: PostRegion) -> PostDates:
    """Take the written date where machines are told the same day alone, and it has the time."""
    if dates.published is None or len(dates.published) > _DAY:
        return dates
    written = written_date(page, region)
    locale = page.widget_data.get("locale")
    stated = read_date(written.date, time=written.time, locale=locale) if written.date else None
    if stated is None or not stated.local.startswith(f"{dates.published}T"):
        return dates
    return replace(dates, published=written.date, time=written.time)


def _updates(
    page: PageScan, region: PostRegion, article: JsonLdArticle | None, claims: Sequence[DateClaim]
) -> Iterator[str]:
    yield from (claim.raw for claim in claims if claim.meaning is Meaning.UPDATED)
    if article and article.updated:
        yield article.updated
    if region.single:
        yield from _of_head(page, _UPDATED_META)
    named = any(claim.meaning is Meaning.PUBLISHED for claim in claims)
    yield from (claim.raw for claim in claims if named and claim.meaning is Meaning.HATOM)


def _published(
    page: PageScan, region: PostRegion, article: JsonLdArticle | None, claims: Sequence[DateClaim]
) -> Iterator[str]:
    named = [claim for claim in claims if claim.meaning is Meaning.PUBLISHED]
    yield from (claim.raw for claim in named if claim.above)
    if article and MACHINE.match(article.published):
        yield article.published
    if region.single:
        yield from filter(MACHINE.match, _of_head(page, _PUBLISHED_META))
    yield from (claim.raw for claim in named if not claim.above)


def _unnamed(claims: Sequence[DateClaim]) -> Iterator[str]:
    unnamed = [claim for claim in claims if claim.meaning is Meaning.UNNAMED]
    yield from (claim.raw for claim in unnamed if claim.above)
    yield from (claim.raw for claim in unnamed if not claim.above)


def _of_head(page: PageScan, keys: Sequence[str]) -> Iterator[str]:
    yield from (value.strip() for key in keys if (value := page.head.get(key)))


def _choose(candidates: Sequence[str], changes: Sequence[str], month: str | None) -> str | None:
    """The first in the permalink's month that is no time of a change, else the first; then the most exact of
    those that agree with it."""
    fitting = [raw for raw in candidates if raw.startswith(month or "")]
    unchanged = (raw for raw in fitting if not any(_is_same_time(raw, change) for change in changes))
    chosen = next(unchanged, None) or next(iter(fitting or candidates), None)
    if chosen is None:
        return None
    return max((chosen, *(raw for raw in candidates if _agrees(raw, chosen))), key=_exactness)


def _exactness(raw: str) -> int:
    """0 for a day, 1 for a time without a zone or in UTC, 2 for one in the zone of a blog."""
    if len(raw) < _MINUTE:
        return 0
    return 2 if _OFFSET.search(raw) else 1


def _agrees(raw: str, chosen: str) -> bool:
    """Tell whether two claims may be of one time; a day agrees with each time in it."""
    return raw[:_DAY] == chosen[:_DAY] if len(chosen) < _MINUTE else _is_same_time(raw, chosen)


def _is_same_time(raw: str, other: str) -> bool:
    """Tell whether two claims state one minute: on the same clock, or in two zones."""
    if raw[:_MINUTE] == other[:_MINUTE]:
        return True
    one, two = read_machine_date(raw), read_machine_date(other)
    return bool(one and two and one.at and one.at == two.at)


def _is_same_day(raw: str, other: str) -> bool:
    return raw[:_DAY] == other[:_DAY] or _is_same_time(raw, other)


def _disagreement(chosen: str | None, sure: Sequence[str]) -> str | None:
    other = next((raw for raw in sure if chosen and not _is_same_day(raw, chosen)), None)
    return f"the page also states {other}" if other else None


def _is_in(written: WrittenDate, month: str | None, page: PageScan) -> bool:
    stated = read_date(written.date, locale=page.widget_data.get("locale")) if written.date else None
    return bool(stated and month and stated.local.startswith(month))


def _written(
    written: WrittenDate, claims: Sequence[DateClaim], updated: str | None, month: str | None
) -> PostDates:
    """The written date; the time of an element that only hAtom calls updated where nothing contradicts it."""
    hatom = next((claim.raw for claim in claims if claim.meaning is Meaning.HATOM), None)
    if hatom and not updated and month and hatom.startswith(month):
        return PostDates(hatom)
    return PostDates(written.date, written.time, updated or hatom)
