"""What a visit leaves: how it ended, when the blog is due again, what the next visit builds on. Pure."""

from dataclasses import replace
from datetime import datetime

from crawler.blogger.frontier.incremental import obeys_order
from crawler.blogger.frontier.schedule import Limits, next_due, pace_of
from crawler.items import Crawl, CrawlState
from crawler.spiders.visit import Visit

PAGES_PACE = 2 * 86_400.0
"""The way through pages costs a request a post: a blog is asked so once a day at most, whatever its pace."""


def settle(crawl: Crawl, visit: Visit, now: datetime, limits: Limits) -> Crawl:
    """The record of a visit that ended `now`, with all that the archive is to remember."""
    complete, last, known = crawl.outcome == "complete", visit.re.last, visit.re.known
    failures = 0 if complete else 1 + (last.failures if last else 0)
    proved = complete and not visit.posts.resumed
    memo = memo_of(visit, now) if proved else visit.re.memo
    due = next_due(visit.started, newest=memo.newest, pace=memo.pace, failures=failures, limits=limits)
    return replace(
        crawl,
        ended=now,
        blog_id=crawl.blog_id or (known.blog_id if known else None),
        failures=failures,
        failing_since=None if complete else (last.failing_since if last else None) or now,
        next_due=due,
        follow=follow_at(visit),
        state=memo if memo != visit.re.memo else None,
        deletions=visit.re.census if complete else None,
    )


def memo_of(visit: Visit, now: datetime) -> CrawlState:
    """What to remember of a visit that ended well."""
    old = visit.re.memo
    swept = visit.started if visit.re.census else old.swept
    if visit.by_pages:
        newest = visit.re.saves.newest(now)
        return CrawlState(newest=newest, pace=PAGES_PACE, walked=visit.started, swept=swept)
    if visit.re.walked:
        memo = _of_all_posts(visit, now)
    elif visit.re.unchanged:
        return replace(old, swept=swept)
    else:
        memo = _of_the_latest(visit, now)
    return replace(memo, pace=pace_of(visit.re.latest.published) or old.pace, swept=swept)


def _of_all_posts(visit: Visit, now: datetime) -> CrawlState:
    """Where the order of the first answer is not borne out by all the posts, there is no cursor."""
    saves = visit.re.saves
    trusted = obeys_order(visit.re.latest, saves, visit.started)
    cursor = saves.cursor(now) if trusted else None
    return replace(visit.re.fresh, cursor=cursor, newest=saves.newest(now), walked=visit.started)


def _of_the_latest(visit: Visit, now: datetime) -> CrawlState:
    way, old = visit.re.latest, visit.re.memo
    cursors = [at for at in (way.cursor, way.saves.cursor(now)) if at]
    newest = [at for at in (old.newest, way.saves.newest(now)) if at and at <= now]
    return replace(
        visit.re.fresh,
        cursor=max(cursors, default=None),
        newest=max(newest, default=None),
        walked=old.walked,
    )


def follow_at(visit: Visit) -> str | None:
    """The address for the watch list; None where that is as it should be."""
    known, followed = visit.re.known, visit.re.followed
    if not (followed or visit.re.follow):
        return None
    if visit.blog_id is None:
        return visit.re.home if followed else None
    home = visit.re.home or visit.address.home
    kept = followed and known is not None and known.blog_id is not None and known.address == home
    return None if kept else home
