"""Merge two copies of a post, every field from the copy that is trusted more: see `trust`. Pure.

Of a field that is from another copy than the body, that copy is noted in `Post.filled`. A third copy is then
compared with the one that states the field: the result does not depend on the order in which copies come.
"""

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from crawler.items import Post
from pipelines.archive.changes import trust
from pipelines.archive.changes.edit_checks import is_sound
from pipelines.archive.changes.trust import TRUST, is_rendered, is_visited
from pipelines.archive.values import json_object, utc

_PAGE_PRECISION = timedelta(minutes=1)
"""A page states the minute or second of a time that the feed states in milliseconds: that is no edit."""

_Group = tuple[str, ...]  # fields that are taken together; the first one names them
_SINGLE = dict.fromkeys((*trust.NAMED.names, *trust.FACTS.names, "url"))
_GROUPS: tuple[_Group, ...] = (
    trust.DATE.names,
    trust.SAVE.names,
    *((name,) for name in _SINGLE if name not in trust.SAVE.names),
)


class FieldSource(NamedTuple):
    """The copy that states a field."""

    source: str
    is_sound: bool  # its body is no notice, gate or the like: see `edit_checks`
    captured: str
    updated: str
    is_whole: bool = True  # it is no summary. Counts for the time of the save only

    @property
    def is_visited(self) -> bool:
        """It was fetched from the blog."""
        return TRUST[self.source].is_visited

    @property
    def standing(self) -> tuple[Any, ...]:
        """The greater, the more it is trusted."""
        rank = -TRUST[self.source].rank
        return self.is_sound, rank, self.captured, self.updated, self.source == "feed", self.source


def merge_fields(earlier: Post, later: Post, *, visit: Post | None = None) -> Post:
    """Return `later`, whose body counts more, with what `earlier` says better.

    `visit` is that of the two which was fetched just now: it counts more than what an earlier visit saw.
    """
    old, new = _Copy(earlier, earlier is visit), _Copy(later, later is visit)
    body = old if _keeps_body(earlier, later) else new
    merge = _Merge(old, new, body)
    values = {name: getattr(body.post, name) for name in trust.BODY.names}
    filled: dict[str, FieldSource] = {}
    for group in _GROUPS:
        chosen = merge.choose(group)
        values |= {name: getattr(chosen.post, name) for name in group}
        if merge.is_foreign(chosen, group[0]):
            filled[group[0]] = chosen.source_of(group[0])
    values["filled"] = _cell(filled) if filled else None
    values["kind"] = "page" if "page" in {earlier.kind, later.kind} else "post"  # a template may not tell
    addresses = dict.fromkeys((*earlier.aliases, earlier.url, later.url, *later.aliases))
    values["aliases"] = tuple(each for each in addresses if each and each != values["url"])
    return replace(later, **values)


def own_save(post: Post) -> datetime | None:
    """Return the time of the save that the copy itself states which gave the body."""
    return None if "updated" in _sources(post.filled) else post.updated


def same_words(one: str, other: str) -> bool:
    """Compare two texts but for their white space."""
    return one.split() == other.split()


def near(one: datetime, other: datetime) -> bool:
    """Return whether two times may be one that a page states less exactly."""
    return abs(one - other) < _PAGE_PRECISION


@dataclass(frozen=True)
class _Copy:
    post: Post
    is_new_visit: bool

    @cached_property
    def filled(self) -> dict[str, FieldSource]:
        return _sources(self.post.filled)

    @cached_property
    def own(self) -> FieldSource:
        post, updated = self.post, own_save(self.post)
        captured, saved = (utc(at) if at else "" for at in (post.captured, updated))
        return FieldSource(post.source, is_sound(post), captured, saved, not post.partial)

    def kind_of(self, field: str) -> str:
        return self.filled[field].source if field in self.filled else self.post.source

    def source_of(self, field: str) -> FieldSource:
        return self.filled.get(field) or self.own_of(field)  # the default of get() would always be made

    def own_of(self, field: str) -> FieldSource:
        return self.own if field == "updated" else self.own._replace(is_whole=True)

    def states(self, field: str) -> bool:
        if field == "published":
            return True
        if field in trust.NAMED.names and TRUST[self.kind_of(field)].is_saved:
            return True  # a template may show none of these; a feed's silence is the author's
        return getattr(self.post, field) not in (None, "", ())

    def value(self, group: _Group) -> tuple[Any, ...]:
        return tuple(getattr(self.post, name) for name in group)

    def order(self, group: _Group) -> tuple[Any, ...]:
        """Return the greater key the more this copy is trusted; the last part tells two alike apart."""
        field, source = group[0], self.source_of(group[0])
        first: tuple[Any, ...] = ()
        exact: tuple[Any, ...] = ()
        if field == "published":  # an instant before a day, a day before a month
            at, local = self.post.published, self.post.published_local or ""
            first = at is not None, 0 if at else len(local)
            exact = not local.endswith(("Z", "+00:00")), at.microsecond if at else 0  # RSS tells less
        elif field == "comment_count":  # the blog's own is of today
            first = (source.is_visited,)
        elif field == "updated":  # as the body is chosen: what tells the best body's save tells this
            first = source.is_sound, source.is_whole
        values = (value if isinstance(value, int) else str(value or "") for value in self.value(group))
        return (*first, source.standing, *exact, *values)


@dataclass(frozen=True, slots=True)
class _Merge:
    earlier: _Copy
    later: _Copy
    body: _Copy  # that of the two whose body is taken

    def choose(self, group: _Group) -> _Copy:
        """Return the copy that a group of fields is taken from."""
        field = group[0]
        stating = [copy for copy in (self.earlier, self.later) if copy.states(field)]
        if len(stating) < 2:
            return stating[0] if stating else self.body
        if self._are_visits(field):
            is_same = self.earlier.value(group) == self.later.value(group)
            return self.body if is_same else self._of_visits(field)
        if field == "updated" and field not in self.body.filled:
            return self.body
        return max(self.earlier, self.later, key=lambda copy: copy.order(group))

    def is_foreign(self, chosen: _Copy, field: str) -> bool:
        """Return whether a field is from another source than the body is; two visits of a feed are one."""
        if chosen is self.body:
            return field in chosen.filled
        kind = chosen.kind_of(field)
        is_visit_too = kind == self.body.post.source and TRUST[kind].is_visited
        return not is_visit_too and chosen.source_of(field) != self.body.own_of(field)

    def _are_visits(self, field: str) -> bool:
        copies = self.earlier, self.later
        is_new = any(copy.is_new_visit for copy in copies)
        return is_new and all(TRUST[copy.kind_of(field)].is_visited for copy in copies)

    def _of_visits(self, field: str) -> _Copy:
        """Return the newer visit, or the older one where the newer only says the same less exactly."""
        older, newer = sorted((self.earlier, self.later), key=lambda copy: copy.is_new_visit)
        is_shown = not TRUST[newer.kind_of(field)].is_saved
        kept = {
            "published": _keeps_date(older.post, newer.post, is_shown),
            # Else the text of that save is never asked for.
            "updated": newer.post.partial and self.body is older,
            "labels": is_shown and set(older.post.labels) == set(newer.post.labels),
            # Else a feed or a sitemap, which state the save, gave the address.
            "url": is_shown and TRUST[older.kind_of(field)].is_saved and newer.post.updated is None,
        }
        return older if kept.get(field) else newer


def _keeps_body(earlier: Post, later: Post) -> bool:
    are_visits = is_visited(earlier) and is_visited(later)  # whose edits a second look settles
    if not are_visits and is_sound(earlier) is not is_sound(later):
        return is_sound(earlier)
    if later.partial or earlier.partial:
        return later.partial and not earlier.partial
    if is_rendered(later) and not is_rendered(earlier):
        return not later.text or same_words(earlier.text, later.text)
    return False


def _keeps_date(older: Post, newer: Post, is_shown: bool) -> bool:
    if older.published is not None and newer.published is not None:
        return is_shown and near(older.published, newer.published)
    if older.published is not None or newer.published is not None:
        return newer.published is None
    return (older.published_local or "").startswith(newer.published_local or "")


def _cell(filled: dict[str, FieldSource]) -> str:
    facts = {name: list(source)[: -1 if source.is_whole else None] for name, source in filled.items()}
    return json.dumps(facts, separators=(",", ":"))


def _sources(cell: str | None) -> dict[str, FieldSource]:
    """Read `Post.filled`; of a damaged one, what can be read."""
    given = json_object(cell) if cell else {}
    return {name: FieldSource(*facts) for name, facts in given.items() if _is_whole(facts)}


def _is_whole(facts: Any) -> bool:
    types = [type(fact) for fact in facts] if isinstance(facts, list) else []
    return types in ([str, bool, str, str], [str, bool, str, str, bool]) and facts[0] in TRUST
