"""The newest posts that match a query and a filter, without reading more of the archive than is needed."""

import re
import sqlite3
from dataclasses import dataclass

from pipelines.search.filters import Filter, Params, where
from pipelines.search.query import Query, expression, quoted
from pipelines.search.query_expansion import Expander
from pipelines.search.rowid_range import Window, window

LOOKED_AT = 20_000
"""Matches whose posts are looked at for a filter that no index answers, the newest."""
COUNTED = 50_000
"""Matches that are counted; of more it is said that they are more."""
_COUNTED_SLOWLY = 3_000
"""The same where each costs more: words side by side, posts of one blog, a beginning of many words."""
_ALL = -1

_WITH_WORDS = """\
SELECT posts_fts.rowid AS id FROM posts_fts
WHERE posts_fts MATCH :match AND posts_fts.rowid BETWEEN :first AND :last {within}
ORDER BY posts_fts.rowid {direction} LIMIT :enough"""
_WITHOUT_WORDS = """\
SELECT posts.id FROM posts WHERE posts.id BETWEEN :first AND :last {within}
ORDER BY posts.id {direction} LIMIT :enough"""
_COUNT = "SELECT count(*) FROM ({found})"
_PASSING = """\
WITH found AS MATERIALIZED ({found})
SELECT found.id FROM found CROSS JOIN posts USING (id) WHERE {condition} LIMIT :most"""


@dataclass(frozen=True, slots=True)
class Found:
    """Ids that match, the newest first, and how far was looked."""

    ids: list[int]
    matches: int
    more: bool = False
    looked_at: int | None = None

    @property
    def complete(self) -> bool:
        """Whether there are no others."""
        return not self.more and self.matches == len(self.ids)


class Matches:
    """The posts that match."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        query: Query,
        chosen: Filter,
        expander: Expander,
        *,
        bounded: bool = True,
    ) -> None:
        self._connection, self._chosen, self._bounded = connection, chosen, bounded
        self._window: Window = window(connection, chosen)
        self._words = bool(query.groups)
        self._condition, params = where(chosen)
        for number, author in enumerate(query.authors):
            self._condition += f" AND instr(lower(posts.author), :typed{number})"
            params[f"typed{number}"] = author.lower()
        self._params: Params = {"first": self._window.first, "last": self._window.last}
        self._params |= self._window.params | params
        self._answered = chosen == Filter(blogs=chosen.blogs) and not query.authors  # by the window
        if self._words:
            match = expression(query, expander.expansions(query) if bounded else None)
            self._params["match"] = _with_labels(match, chosen)
        slow = self._window.within or expander.narrowed or any(len(word.tokens) > 1 for word in query.words)
        self._countable = _COUNTED_SLOWLY if slow else COUNTED

    def newest(self, most: int, *, oldest_first: bool = False) -> Found:
        """Up to `most` of them, the newest, or the oldest."""
        most = most if self._bounded else _ALL
        found = self._found("ASC" if oldest_first else "DESC")
        if self._answered:
            return self._plain(found, most)
        return self._passing(found, most)

    def _found(self, direction: str) -> str:
        row, sql = ("posts_fts.rowid", _WITH_WORDS) if self._words else ("posts.id", _WITHOUT_WORDS)
        return sql.format(within=self._window.within.format(row=row), direction=direction)

    def _plain(self, found: str, most: int) -> Found:
        if not self._bounded:
            ids = self._ids(found, {"enough": _ALL})
            return Found(ids, len(ids))
        countable = max(self._countable, most)
        ids = self._ids(found, {"enough": countable + 1})
        return Found(ids[:most], min(len(ids), countable), more=len(ids) > countable)

    def _passing(self, found: str, most: int) -> Found:
        enough = max(LOOKED_AT, most) if self._bounded else _ALL
        sql = _PASSING.format(found=found, condition=self._condition)
        ids = self._ids(sql, {"enough": enough, "most": most})
        if len(ids) == most:
            return Found(ids, most, more=True)
        ended = not self._bounded or self._ids(_COUNT.format(found=found), {"enough": enough})[0] < enough
        return Found(ids, len(ids), more=not ended, looked_at=None if ended else enough)

    def _ids(self, sql: str, params: Params) -> list[int]:
        return [row[0] for row in self._connection.execute(sql, self._params | params)]


def _with_labels(match: str, chosen: Filter) -> str:
    """The index knows labels too; that a label is not part of another is looked up in the post."""
    labels = [quoted(label) for label in chosen.labels if re.search(r"[^\W_]", label)]
    if not labels or len(labels) < len(chosen.labels):
        return match
    return f"({match}) AND {{labels}} : ({' OR '.join(labels)})"
