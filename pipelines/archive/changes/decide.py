"""Comparison of an incoming post with the stored one: new, changed, refreshed or the same. Pure.

What a source does not say never erases what another one said. Of the body, the better source wins: a complete
text over a summary, the feed over a page that shows the same words. An edit that leaves hardly anything of
a text is kept aside until another run sees it too.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum

from crawler.items import Post
from pipelines.archive.changes.edit_checks import is_sound, suspect_reason
from pipelines.archive.changes.field_merge import merge_fields, near, own_save, same_words
from pipelines.archive.changes.trust import TRUST, is_better, is_rendered, is_visited


class Kind(Enum):
    """The action to take for an incoming post."""

    NEW = "new"
    CHANGED = "changed"
    """Its author changed title, text, author, labels or date: the old version is kept as a revision."""
    REFRESHED = "refreshed"
    """Only facts around it differ (comment count, thumbnail, an alias …): written, but no news."""
    SUSPECT = "suspect"
    """An edit that empties or mutilates the post: kept aside as a flagged revision; the post stays."""
    SAME = "same"  # nothing is written at all

    @property
    def word(self) -> str:
        """The word in messages: "new", "changed", "suspect" or "unchanged"."""
        return self.value if self in (Kind.NEW, Kind.CHANGED, Kind.SUSPECT) else "unchanged"


@dataclass(frozen=True, slots=True)
class Decision:
    """`post` is what the archive is to hold afterwards; of a suspect edit, what it would have held."""

    kind: Kind
    post: Post
    reason: str = ""  # why the edit is suspect
    earlier: Post | None = None  # a copy that does not win and is to be kept as a version


def decide(stored: Post | None, arriving: Post) -> Decision:
    """Compare and merge. Posts are taken as equal in identity; the caller has looked that up."""
    if stored is None:
        return Decision(Kind.NEW, arriving)
    if not is_visited(stored) and _outlasts(stored, arriving):
        return keep_stored(stored, arriving, visit=arriving)
    return replace_stored(stored, arriving, visit=arriving)


def _outlasts(copy: Post, arriving: Post) -> bool:
    """Return whether a copy counts more than what a crawl fetches; of two of one rank, as in an import."""
    if is_sound(copy) is not is_sound(arriving):
        return is_sound(copy)
    if is_better(copy, arriving):
        return copy.partial <= arriving.partial
    return not is_better(arriving, copy) and _precedence(copy) > _precedence(arriving)


def replace_stored(stored: Post, arriving: Post, *, visit: Post | None = None) -> Decision:
    """Let the post that arrives count, with what the stored one says better."""
    merged = merge_fields(stored, arriving, visit=visit)
    if merged == stored:
        return Decision(Kind.SAME, stored)
    if reason := suspect_reason(stored, merged):
        return Decision(Kind.SUSPECT, merged, reason)
    return Decision(Kind.CHANGED if is_version(stored, merged) else Kind.REFRESHED, merged)


def keep_stored(stored: Post, copy: Post, *, visit: Post | None = None) -> Decision:
    """Take from a copy that counts less what it says better; with other words that is a version."""
    merged = merge_fields(copy, stored, visit=visit)
    kind = Kind.SAME if merged == stored else Kind.REFRESHED
    return Decision(kind, merged, earlier=copy if is_version(copy, merged) else None)


def is_version(older: Post, newer: Post) -> bool:
    """Return whether a state of a post is to be kept beside a newer one.

    Of two visits anything that the author changed counts. Copies tell the same post in many ways, each as far
    as it can: of them only other words, in title or text, are another version.
    """
    if is_visited(older) and is_visited(newer):
        return _edited(older, newer)
    if older.partial or not older.text:
        return False
    retitled = bool(older.title and newer.title) and not same_words(older.title or "", newer.title or "")
    return retitled or not same_words(older.text, newer.text)


def _edited(stored: Post, merged: Post) -> bool:
    return _renamed(stored, merged) or _moved(stored, merged) or _rewritten(stored, merged)


def _renamed(stored: Post, merged: Post) -> bool:
    named = (
        (stored.title, merged.title),
        (stored.author, merged.author),
        (set(stored.labels), set(merged.labels)),
    )
    learned = is_rendered(stored)  # what a page left open and the feed now tells is no edit
    return any((old or None) != (new or None) and (old or not learned) for old, new in named)


def _moved(stored: Post, merged: Post) -> bool:
    if stored.published is None or merged.published is None:
        old, new = stored.published_local or "", merged.published_local or ""
        return not new.startswith(old)
    return not near(stored.published, merged.published)


def _rewritten(stored: Post, merged: Post) -> bool:
    if stored.partial and not merged.partial:
        return False  # the rest of a text of which only the beginning was had
    if stored.source != merged.source:
        return not same_words(stored.text, merged.text)
    return stored.body_raw != merged.body_raw


_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_TODAY = datetime.max.replace(tzinfo=UTC)
"""Save of a feed that states none: it was fetched from the blog, and so tells its latest state."""
_Key = tuple[bool, bool, int, datetime, datetime, bool, int, str, str, str]


def decide_import(stored: Post, copy: Post) -> Decision:
    """Compare and merge. Posts are taken as equal in identity; the caller has looked that up."""
    if _precedence(copy) <= _precedence(stored):
        return keep_stored(stored, copy)
    decision = replace_stored(stored, copy)
    # A worse copy is as sound as this one: another import in between is no accident of the blog's.
    return replace(decision, kind=Kind.CHANGED) if decision.kind is Kind.SUSPECT else decision


def _precedence(post: Post) -> _Key:
    """Return a key that sorts copies, the best last; two that differ are never equal.

    Of copies of one rank the time of capture or of the save counts, then the feed before an export.
    """
    undated = _TODAY if post.source == "feed" else _LONG_AGO
    times = post.captured or _LONG_AGO, own_save(post) or undated
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
