"""Rules by which a post counts as deleted from its blog. Pure.

They are slow, for an outage, a privacy switch or a moved domain look the same. A post counts as gone when two
signals agree, no list of the blog names it and its own page is not there, in two crawls at least a day apart.
Where many vanish at once, nothing is decided at all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.archive_reader import IdComparison, UnlistedPost
from crawler.blogger.frontier.schedule import is_recent
from crawler.items import DeletionReport

APART = timedelta(hours=20)
"""Time between the two crawls: "a day" of a cron job, which may begin some hours earlier the next day."""
MAX_PAGES = 50
"""Pages of unlisted posts that one crawl looks at; the others wait for the next one."""
GONE = frozenset({404, 410})
"""Status of a page that is not there."""
THERE = 200


@dataclass(frozen=True, slots=True)
class DeletionLimits:
    """Number and share of posts that may vanish at once before a person has to look."""

    posts: int = 10
    share: float = 0.1

    def too_many(self, unlisted: int, held: int) -> bool:
        """Tell whether these are more than that many *and* more than that share, or all there are."""
        return unlisted > max(self.posts, self.share * held) or (0 < unlisted == held)


def describe_suspicion(comparison: IdComparison, limits: DeletionLimits) -> str | None:
    """Return why a comparison decides nothing, in one line; None where it may."""
    unlisted, held = len(comparison.unlisted), comparison.held
    if not limits.too_many(unlisted, held):
        return None
    return (
        f"{unlisted} of the {held} posts held are not listed any more; so many at once are not marked as "
        f"gone; look at the blog, and if it is true, crawl it again with -s BLOGGER_MAX_GONE={unlisted}"
    )


def select_for_check(comparison: IdComparison, now: datetime) -> Sequence[UnlistedPost]:
    """Select unlisted posts whose own pages are to be asked for: those noticed before come first.

    Of one that was noticed less than a day ago, or by a clock that was ahead, nothing that its page says
    would decide.
    """
    decidable = [post for post in comparison.unlisted if post.url and not _was_just_noticed(post, now)]
    return sorted(decidable, key=lambda post: post.noticed is None)[:MAX_PAGES]


def _was_just_noticed(post: UnlistedPost, now: datetime) -> bool:
    return post.noticed is not None and is_recent(now, post.noticed, APART)


def confirm_deletions(comparison: IdComparison, statuses: Mapping[str, int], now: datetime) -> DeletionReport:
    """Return which posts are gone, by the status (404, 200 …) of their pages by post id."""
    gone = [post for post in comparison.unlisted if statuses.get(post.post_id) in GONE]
    confirmed = [a.post_id for a in gone if a.noticed is not None and now - a.noticed >= APART]
    there = {post_id for post_id, status in statuses.items() if status == THERE}
    return DeletionReport(
        noticed=tuple(a.post_id for a in gone if a.post_id not in confirmed),
        confirmed=tuple(confirmed),
        doubtful=tuple(a.post_id for a in comparison.unlisted if a.post_id not in there),
    )
