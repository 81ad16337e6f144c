"""Is a post gone from its blog? Decided slowly: an outage, a privacy switch or a moved domain look the same.

A post counts as gone when two signals agree, no list of the blog names it and its own page is not there, in
two crawls at least a day apart. Where many vanish at once, nothing is decided at all. Pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.archive_reader import IdComparison, UnlistedPost
from crawler.items import DeletionReport

APART = timedelta(hours=20)
"""Time between the two crawls: "a day" of a cron job, which may begin some hours earlier the next day."""
MAX_PAGES = 50
"""Pages of absent posts that one crawl looks at; the others wait for the next one."""
GONE = frozenset({404, 410})
"""Status of a page that is not there."""
THERE = 200


@dataclass(frozen=True, slots=True)
class Caution:
    """How many posts may vanish at once before that is a question and no answer."""

    posts: int = 10
    share: float = 0.1

    def too_many(self, absent: int, held: int) -> bool:
        """More than that many *and* more than that share, or all there are."""
        return absent > max(self.posts, self.share * held) or (0 < absent == held)


def doubt(comparison: IdComparison, caution: Caution) -> str | None:
    """Why a comparison decides nothing, in words; None where it may."""
    absent, held = len(comparison.absent), comparison.held
    if not caution.too_many(absent, held):
        return None
    return (
        f"{absent} of the {held} posts held are not listed any more; so many at once are not marked as gone; "
        f"look at the blog, and if it is true, crawl it again with -s BLOGGER_MAX_GONE={absent}"
    )


def to_check(comparison: IdComparison) -> Sequence[UnlistedPost]:
    """UnlistedPost posts whose own pages are to be asked for: those noticed before come first."""
    ordered = sorted(comparison.absent, key=lambda absent: absent.noticed is None)
    return [absent for absent in ordered if absent.url][:MAX_PAGES]


def judge(comparison: IdComparison, statuses: Mapping[str, int], now: datetime) -> DeletionReport:
    """What is gone, of posts whose pages answered with these statuses (by post id)."""
    gone = [absent for absent in comparison.absent if statuses.get(absent.post_id) in GONE]
    confirmed = [a.post_id for a in gone if a.noticed is not None and now - a.noticed >= APART]
    there = {post_id for post_id, status in statuses.items() if status == THERE}
    return DeletionReport(
        noticed=tuple(a.post_id for a in gone if a.post_id not in confirmed),
        confirmed=tuple(confirmed),
        doubtful=tuple(a.post_id for a in comparison.absent if a.post_id not in there),
    )
