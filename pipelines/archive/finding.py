# ruff: noqa: S608 - the SQL is put together from constants of this project
"""Full-text search as the web page needs it: ids and passages, a page at a time, at a bounded cost."""

import json
import re
import sqlite3
from dataclasses import dataclass

from pipelines.archive.filters import Filter, Params
from pipelines.archive.narrow import among

CANDIDATES = 2000
"""Only so many matches, the newest, are ranked: ranking costs 2.5 microseconds for each."""

START, END = "\x01", "\x02"
"""Around a word that was found, in passages; control characters are in no clean text."""

_HUGE = 300_000
"""Characters from which on a text is too long to look for a passage in."""

_TOKEN = re.compile(r'"([^"]*)"?|([^\s"]+)')

_MATCHES = """\
SELECT rowid FROM posts_fts WHERE posts_fts MATCH :query AND {0}
ORDER BY rowid DESC LIMIT :candidates"""
_RANKED = """\
SELECT rowid FROM posts_fts WHERE posts_fts MATCH :query AND rowid >= :oldest AND {0}
ORDER BY rank, rowid DESC LIMIT :limit OFFSET :offset"""
_PASSAGES = f"""\
SELECT rowid, snippet(posts_fts, 2, '{START}', '{END}', '…', 40) FROM posts_fts
WHERE posts_fts MATCH :query AND rowid IN (SELECT value FROM json_each(:ids))
  AND rowid NOT IN (SELECT id FROM posts WHERE id IN (SELECT value FROM json_each(:ids))
                    AND length(text) > {_HUGE})"""


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what was found."""

    ids: tuple[int, ...]
    passages: dict[int, str]
    """Row id → passage with the words that were found between `START` and `END`."""
    total: int
    bounded: bool
    """There are more than `total`, which is then `CANDIDATES`: only the newest were ranked."""


def expression(text: str) -> str:
    """What was typed as an FTS5 expression that is never a syntax error: all words; "phrases"; pre*."""
    return " ".join(filter(None, (_quoted(*match.groups()) for match in _TOKEN.finditer(text))))


def find(  # noqa: PLR0913 - each says one thing
    connection: sqlite3.Connection,
    text: str,
    chosen: Filter,
    *,
    sort: str = "rank",
    limit: int,
    offset: int = 0,
) -> Found:
    """Posts that hold what was typed and pass the filter; `sort` is "rank" or "date"."""
    query = expression(text)
    if not query:
        return Found((), {}, 0, bounded=False)
    condition, params = among(chosen, "posts_fts.rowid")
    params |= {"query": query, "candidates": CANDIDATES + 1}
    matches = _ids(connection, _MATCHES.format(condition), params)
    candidates = matches[:CANDIDATES]
    if sort == "rank" and candidates:
        params |= {"oldest": candidates[-1], "limit": limit, "offset": offset}
        ids = _ids(connection, _RANKED.format(condition), params)
    else:
        ids = candidates[offset : offset + limit]
    bounded = len(matches) > CANDIDATES
    return Found(tuple(ids), _passages(connection, query, ids), len(candidates), bounded)


def _quoted(phrase: str | None, word: str | None) -> str:
    plain = (phrase or word or "").replace("\0", " ")
    if not any(letter.isalnum() for letter in plain):
        return ""
    star = "*" if word and word.endswith("*") else ""
    return f'"{plain}"{star}'


def _ids(connection: sqlite3.Connection, sql: str, params: Params) -> list[int]:
    return [row[0] for row in connection.execute(sql, params)]


def _passages(connection: sqlite3.Connection, query: str, ids: list[int]) -> dict[int, str]:
    rows = connection.execute(_PASSAGES, {"query": query, "ids": json.dumps(ids)})
    return {row[0]: row[1] for row in rows}
