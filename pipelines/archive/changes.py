"""Comparison of an incoming post with the stored one: new, changed, refreshed or the same. Pure.

What a source does not say never erases what another one said. Of the body, the better source wins: a complete
text over a summary, the feed over a page that shows the same words. An edit that leaves hardly anything of
a text is kept aside until another run sees it too.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from crawler.items import Post
from pipelines.archive import trust
from pipelines.archive.edit_checks import suspect_reason
from pipelines.archive.trust import is_better, is_rendered, is_visited


class Kind(Enum):
    """The action to take for an incoming post."""

    NEW = "new"
    CHANGED = "changed"
    """Its author changed title, text, author, labels or date: the old version is kept as a revision."""
    REFRESHED = "refreshed"
    """Only facts around it differ (comment count, thumbnail, an alias …): written, but no news."""
    SUSPECT = "suspect"
    """An edit that empties or mutilates the post: kept aside as a flagged revision; the post stays."""
    SAME = "same"
    """Nothing is written at all."""

    @property
    def word(self) -> str:
        """The word in messages: "new", "changed", "suspect" or "unchanged"."""
        return self.value if self in (Kind.NEW, Kind.CHANGED, Kind.SUSPECT) else "unchanged"


@dataclass(frozen=True, slots=True)
class Decision:
    """`post` is what the archive is to hold afterwards; of a suspect edit, what it would have held."""

    kind: Kind
    post: Post
    reason: str = ""
    """Why the edit is suspect."""
    earlier: Post | None = None
    """A copy that does not win and is to be kept as a version."""


_PAGE_PRECISION = timedelta(minutes=1)
"""A page states the minute or second of a time that the feed states in milliseconds: that is no edit."""


def decide(stored: Post | None, arriving: Post) -> Decision:
    """Compare and merge. Posts are taken as equal in identity; the caller has looked that up."""
    if stored is None:
        return Decision(Kind.NEW, arriving)
    if stored.partial <= arriving.partial and is_better(stored, arriving) and not is_visited(stored):
        return keep_stored(stored, arriving)
    merged = merge_fields(stored, arriving)
    if merged == stored:
        return Decision(Kind.SAME, stored)
    if reason := suspect_reason(stored, merged):
        return Decision(Kind.SUSPECT, merged, reason)
    return Decision(Kind.CHANGED if is_version(stored, merged) else Kind.REFRESHED, merged)


def keep_stored(stored: Post, copy: Post) -> Decision:
    """Fill what the stored post lacks from a copy that counts less; with other words that is a version."""
    filled = merge_fields(copy, stored)
    if is_visited(copy) and copy.comment_count is not None:
        filled = replace(filled, comment_count=copy.comment_count)
    kind = Kind.SAME if filled == stored else Kind.REFRESHED
    return Decision(kind, filled, earlier=copy if is_version(copy, filled) else None)


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


def merge_fields(stored: Post, arriving: Post) -> Post:
    """Return the later post, `arriving`, with what the earlier one says better: see `trust`."""
    kept = [name for name in trust.FACTS.names if getattr(arriving, name) is None]
    if _keeps_body(stored, arriving):
        kept += trust.BODY.names
        # The text is still that of the last save that came whole: a later visit asks for this one again.
        kept += trust.SAVE.names if arriving.partial else ()
    if _keeps_date(stored, arriving):
        kept += trust.DATE.names
    if is_rendered(arriving):  # a template may show none of these; a feed's silence is the author's
        kept += [name for name in trust.NAMED.names if not getattr(arriving, name)]
        if set(arriving.labels) == set(stored.labels):
            kept.append("labels")
    values: dict[str, Any] = {name: getattr(stored, name) for name in kept}
    kind = "page" if "page" in {stored.kind, arriving.kind} else "post"  # a template may not tell
    return replace(arriving, **values, **_addresses(stored, arriving), kind=kind)


def _addresses(stored: Post, arriving: Post) -> dict[str, Any]:
    """Return the address, the feed's before a page's, and all others as aliases."""
    url = arriving.url if arriving.url and not is_rendered(arriving) else stored.url or arriving.url
    seen = dict.fromkeys((*stored.aliases, stored.url, arriving.url, *arriving.aliases))
    return {"url": url, "aliases": tuple(alias for alias in seen if alias and alias != url)}


def _keeps_body(stored: Post, arriving: Post) -> bool:
    if arriving.partial or stored.partial:
        return arriving.partial and not stored.partial
    if is_rendered(arriving) and not is_rendered(stored):
        return not arriving.text or same_words(stored.text, arriving.text)
    return False


def _keeps_date(stored: Post, arriving: Post) -> bool:
    if stored.published is not None and arriving.published is not None:
        return is_rendered(arriving) and _near(stored.published, arriving.published)
    if stored.published is not None or arriving.published is not None:
        return arriving.published is None
    return (stored.published_local or "").startswith(arriving.published_local or "")


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
    return not _near(stored.published, merged.published)


def _rewritten(stored: Post, merged: Post) -> bool:
    if stored.partial and not merged.partial:
        return False  # the rest of a text of which only the beginning was had
    if stored.source != merged.source:
        return not same_words(stored.text, merged.text)
    return stored.body_raw != merged.body_raw


def _near(one: datetime, other: datetime) -> bool:
    return abs(one - other) < _PAGE_PRECISION


def same_words(one: str, other: str) -> bool:
    """Compare two texts but for their white space."""
    return one.split() == other.split()
