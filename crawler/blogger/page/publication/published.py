"""The dates of a post, from the best of several witnesses that must agree.

Claims of publication, by trust: the post's own markup above the body · JSON-LD · `article:published_time` · a
date in markup without a name · markup below the body, where lists of other posts may stand. The time of a
change is never one of them. Of claims that contradict each other, the one in the month of the permalink is
believed, and a note says so; the month alone is not the date of the post: 1.7 % of permalinks have another
one. Of claims that agree, the most exact is taken. Without any, the date that the page writes for people.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from crawler.blogger.dates import read_date
from crawler.blogger.page.jsonld import JsonLdArticle
from crawler.blogger.page.publication.date_claims import DateClaim, Meaning, claims_of
from crawler.blogger.page.publication.dates_in_lines import WrittenDate
from crawler.blogger.page.publication.written_dates import written_date
from crawler.blogger.page.regions import PostRegion
from crawler.blogger.page.scan import PageScan

_PERMALINK_MONTH = re.compile(r"/((?:19|20)\d\d)/(0[1-9]|1[0-2])/[^/]+$")
_MACHINE = re.compile(r"^\s*\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}|\s*$)")
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
    updated = next(_updates(page, region, article, claims), None)
    match = _PERMALINK_MONTH.search(url or "")
    month = f"{match[1]}-{match[2]}" if match else None
    sure = list(_published(page, region, article, claims))
    unsure = [raw for raw in _unnamed(claims) if not _is_same_time(raw, updated)]
    chosen = _choose([*sure, *unsure], month)
    if chosen and (chosen in sure or month is None or chosen.startswith(month)):
        return _with_time(PostDates(chosen, None, updated, _disagreement(chosen, sure)), page, region)
    written = written_date(page, region)
    above = [claim.raw for claim in claims if claim.above]
    if _is_in(written, month, page) or not chosen or chosen not in above:
        return _written(written, claims, updated, month)
    return PostDates(chosen, None, updated, _disagreement(chosen, sure))


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
    if article and _MACHINE.match(article.published):
        yield article.published
    if region.single:
        yield from filter(_MACHINE.match, _of_head(page, _PUBLISHED_META))
    yield from (claim.raw for claim in named if not claim.above)


def _unnamed(claims: Sequence[DateClaim]) -> Iterator[str]:
    unnamed = [claim for claim in claims if claim.meaning is Meaning.UNNAMED]
    yield from (claim.raw for claim in unnamed if claim.above)
    yield from (claim.raw for claim in unnamed if not claim.above)


def _of_head(page: PageScan, keys: Sequence[str]) -> Iterator[str]:
    yield from (value.strip() for key in keys if (value := page.head.get(key)))


def _choose(candidates: Sequence[str], month: str | None) -> str | None:
    """The first in the permalink's month, else the first; then the most exact that states the same day."""
    fitting = (raw for raw in candidates if month and raw.startswith(month))
    chosen = next(fitting, None) or next(iter(candidates), None)
    if chosen is None or len(chosen) >= _MINUTE:
        return chosen
    exact = (raw for raw in candidates if len(raw) >= _MINUTE and raw[:_DAY] == chosen[:_DAY])
    return next(exact, chosen)


def _is_same_time(raw: str, other: str | None) -> bool:
    return other is not None and raw[:_MINUTE] == other[:_MINUTE]


def _disagreement(chosen: str, sure: Sequence[str]) -> str | None:
    other = next((raw for raw in sure if raw[:_DAY] != chosen[:_DAY]), None)
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
