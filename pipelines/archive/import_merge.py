"""Decide on an imported copy of a post: newer than the stored one, an older version of it, or the same. Pure.

A crawl sees a post as it is now; an import brings it as it was at some time. A copy replaces the stored post
only where it comes from a better source or states a later save; else it fills what the stored one lacks, and
where its words differ it is an earlier version.
"""

from datetime import UTC, datetime

from crawler.items import Post
from pipelines.archive.changes import Decision, Kind, decide, fill_gaps, same_words

RANKS = {"feed": 0, "page": 1, "export": 0, "saved": 2, "capture": 2, "text": 3}
"""Source of a body to its rank, the best first. Feeds and backups hold what the author saved; pages what a
template made of it; text has lost links and pictures."""
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def decide_import(stored: Post, copy: Post) -> Decision:
    """Compare and merge. Posts are taken as equal in identity; the caller has looked that up."""
    if _is_newer(stored, copy):
        return decide(stored, copy)
    filled = fill_gaps(stored, copy)
    kind = Kind.SAME if filled == stored else Kind.REFRESHED
    is_version = copy.text and not copy.partial and not same_words(stored.text, copy.text)
    return Decision(kind, filled, earlier=copy if is_version else None)


def _is_newer(stored: Post, copy: Post) -> bool:
    if stored.partial != copy.partial:
        return stored.partial
    stored_rank, rank = RANKS[stored.source], RANKS[copy.source]
    if stored_rank != rank:
        return rank < stored_rank
    if stored.captured and copy.captured and stored.captured != copy.captured:
        return copy.captured > stored.captured
    return _age(copy) > _age(stored)


def _age(post: Post) -> tuple[datetime, bool, int, str, str, str]:
    """Return a key that sorts versions by the time of the save, equal times always alike: a feed last."""
    address = post.source_url or ""
    words = len(post.text), post.text, post.body_raw
    return post.updated or _LONG_AGO, post.source == "feed", *words, address
