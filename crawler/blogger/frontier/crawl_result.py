"""The record of a crawl, and what the next one builds on."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from crawler.blogger.frontier.crawl_options import CrawlOptions
from crawler.blogger.frontier.incremental import obeys_order
from crawler.blogger.frontier.month_counts import count_months
from crawler.blogger.frontier.schedule import median_pace, next_due
from crawler.blogger.frontier.sources import CrawlSources
from crawler.items import Crawl, CrawlState, DeletionReport

PAGES_PACE = 2 * 86_400.0
"""Seconds. Reading pages costs a request a post: a blog is asked so once a day at most, whatever its pace."""

MOST_UNREAD = 10_000
"""Addresses of posts that did not come, which a record names."""


def make_record(sources: CrawlSources, run: str, started: datetime, ended: datetime | None = None) -> Crawl:
    """Return the record of a crawl as it stands; `ended` is None while it runs."""
    last = sources.target.last
    months_by, months = count_months(sources.pages.crawl) if ended else (None, None)
    comments = sources.comments
    return Crawl(
        run=run,
        address=sources.target.asked,
        blog_id=sources.target.blog_id,
        started=started,
        ended=ended,
        outcome=sources.outcome if ended else None,
        expected=sources.expected,
        received=len(sources.received),
        partial=sources.completion.partial + sources.pages.partial,
        comments_expected=comments.pager.total,
        comments_received=len(comments.ids),
        error=_describe_shortfalls(sources) if ended else None,
        kind=sources.kind,
        failures=sources.target.failures,
        failing_since=last.failing_since if last else None,
        months=months,
        months_by=months_by,
        unread=tuple(sources.pages.crawl.unread[:MOST_UNREAD]) if ended else (),
    )


def _describe_shortfalls(sources: CrawlSources) -> str | None:
    """Return what is lacking in one line, without the blog's address, which the record has."""
    prefix = f"{sources.target.asked}: "
    return "; ".join(reason.removeprefix(prefix) for reason in sources.shortfalls()) or None


def schedule_next(
    record: Crawl, sources: CrawlSources, options: CrawlOptions, deletions: DeletionReport | None
) -> Crawl:
    """Return the record of a crawl that ended, with all that the archive is to keep for the next one."""
    now = record.ended or record.started
    complete, last = record.outcome == "complete", sources.target.last
    failures = 0 if complete else 1 + sources.target.failures
    proved = complete and (sources.verification.has_listed or not sources.feed.pager.resumed)
    old = sources.target.state
    state = make_state(sources, record.started, now, checked=deletions is not None) if proved else old
    known = sources.target.known
    return replace(
        record,
        blog_id=record.blog_id or (known.blog_id if known else None),
        failures=failures,
        failing_since=None if complete else (last.failing_since if last else None) or now,
        next_due=next_due(
            record.started, newest=state.newest, pace=state.pace, failures=failures, limits=options.revisit
        ),
        follow=follow_address(sources, follow=options.follow),
        state=state if state != old else None,
        deletions=deletions if complete else None,
    )


def make_state(sources: CrawlSources, started: datetime, now: datetime, *, checked: bool) -> CrawlState:
    """Return what to keep of a complete crawl; `checked`: it looked for deleted posts."""
    old = sources.target.state
    swept = started if checked else old.swept
    if sources.pages.asked:
        came = (sources.pages.update_times.newest(now), sources.feed.update_times.newest(now))
        kept = bool(sources.pages.crawl.held)
        newest = _newest((*came, _past(old.newest, now) if kept else None))
        walked = old.walked if kept else started
        return CrawlState(newest=newest, pace=PAGES_PACE, walked=walked, swept=swept)
    if sources.feed.asked:
        state = _state_of_all(sources, started, now)
    elif sources.updated.unchanged:
        return replace(old, swept=swept)
    else:
        state = _state_of_updates(sources, now)
    pace = median_pace(sources.updated.pager.published) or old.pace
    return replace(state, pace=pace, swept=swept)


def _state_of_all(sources: CrawlSources, started: datetime, now: datetime) -> CrawlState:
    """Return no cursor where the order of the first answer is not borne out by all the posts."""
    times = sources.feed.update_times
    trusted = obeys_order(sources.updated.pager, times, started)
    cursor = times.cursor(now) if trusted else None
    read = started
    if sources.completion.kept:  # pages that were read before
        last, old = sources.target.last, sources.target.state
        read = last.started if last and sources.updated.all_wanted else old.walked or started
    return replace(sources.updated.validators, cursor=cursor, newest=times.newest(now), walked=read)


def _state_of_updates(sources: CrawlSources, now: datetime) -> CrawlState:
    pager, old = sources.updated.pager, sources.target.state
    return replace(
        sources.updated.validators,
        cursor=_newest((pager.cursor, pager.update_times.cursor(now))),
        newest=_newest((_past(old.newest, now), pager.update_times.newest(now))),
        walked=old.walked,
    )


def _newest(times: Sequence[datetime | None]) -> datetime | None:
    return max((at for at in times if at), default=None)


def _past(at: datetime | None, now: datetime) -> datetime | None:
    return at if at and at <= now else None


def follow_address(sources: CrawlSources, *, follow: bool) -> str | None:
    """Return the address for the watch list; None where that is as it should be."""
    target, known = sources.target, sources.target.known
    followed = target.is_followed
    if not (followed or follow):
        return None
    if target.blog_id is None:
        return target.watch_address if followed else None
    home = target.watch_address or target.address.home
    kept = followed and known is not None and known.blog_id is not None and known.address == home
    return None if kept else home
