"""Decide on an imported copy of a post: better than the stored one, a version of it, or the same. Pure.

A crawl sees a post as it is now; an import brings it as it was at some time. All copies of a post stand in
one order, so that the best of them is the post, whichever came first; the others fill what it lacks, and
where their words differ they are versions.
"""

from dataclasses import replace
from datetime import UTC, datetime

from crawler.items import Post
from pipelines.archive.changes import Decision, Kind, keep_stored, replace_stored
from pipelines.archive.edit_checks import is_sound
from pipelines.archive.field_merge import own_save
from pipelines.archive.trust import TRUST

_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_Key = tuple[bool, bool, int, datetime, datetime, bool, int, str, str, str]


def decide_import(stored: Post, copy: Post) -> Decision:
    """Compare and merge. Posts are taken as equal in identity; the caller has looked that up."""
    if _worth(copy) <= _worth(stored):
        return keep_stored(stored, copy)
    decision = replace_stored(stored, copy)
    # A worse copy is as sound as this one: another import in between is no accident of the blog's.
    return replace(decision, kind=Kind.CHANGED) if decision.kind is Kind.SUSPECT else decision


def _worth(post: Post) -> _Key:
    """Return a key that sorts copies, the best last; two that differ are never equal.

    Of copies of one rank the time of capture or of the save counts, then the feed before an export.
    """
    times = post.captured or _LONG_AGO, own_save(post) or _LONG_AGO
    words = len(post.text), post.text, post.body_raw
    rank = TRUST[post.source].rank
    return (
        is_sound(post),
        not post.partial,
        -rank,
        *times,
        post.source == "feed",
        *words,
        post.source_url or "",
    )
