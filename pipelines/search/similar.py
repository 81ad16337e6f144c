# ruff: noqa: S608 - the SQL is put together from constants of this project
"""More like this: posts that share the words by which a post differs from all others."""

import sqlite3
from collections import Counter
from math import log

from pipelines.archive.schema import STATIC_PAGES
from pipelines.search.combined_bm25 import index_totals
from pipelines.search.conditions import conditions
from pipelines.search.filters import Filter, Params
from pipelines.search.listed_posts import SearchResult, read_listed
from pipelines.search.query import Query, Word, quoted
from pipelines.search.tokenizer import words_of
from pipelines.text.search_terms import is_south_east, runs_on

_READ = 50_000
"""Characters of a long post that are read."""
_WORDS = 150
_DISTINCTIVE = 20
"""Words that are looked for."""
_RARE = 20_000
"""Posts; a word in more is not distinctive, nor counted further."""
_WEIGHED = 40_000
"""Matches that are weighed at most, which takes about 0.2 s."""
_TITLE = 3
"""A word of the title counts as so many of the text."""
_PAIR = 2
_SYLLABLES = 4, 6
"""Letters of the terms that stand for words in scripts without blanks, Chinese and its neighbours, Thai and
its; longer ones would say the same once more."""

_POST = "SELECT posts.id, posts.title, posts.text, terms FROM posts JOIN posts_index USING (id) WHERE id = ?"
_POSTS_WITH = "SELECT count(*) FROM (SELECT 1 FROM posts_fts WHERE posts_fts MATCH ? LIMIT ?)"
_LIKE = f"""\
SELECT posts_fts.rowid FROM posts_fts CROSS JOIN posts ON posts.id = posts_fts.rowid
WHERE posts_fts MATCH :match AND posts_fts.rowid <> :id AND {{condition}}
  AND posts_fts.rowid NOT IN {STATIC_PAGES}
ORDER BY posts_fts.rank LIMIT :limit"""


def find_similar(
    connection: sqlite3.Connection, id_: int, chosen: Filter | None = None, *, limit: int = 20
) -> SearchResult:
    """Return the posts most like the one with that row id."""
    post = connection.execute(_POST, (id_,)).fetchone()
    words = _distinctive(connection, post)
    ids = _like(connection, words, id_, chosen or Filter(), limit) if words else []
    query = Query(groups=(tuple(Word(word, (word,)) for word in words),))
    found = tuple(read_listed(connection, ids, query))
    return SearchResult(hits=found, matches=len(found))


def _distinctive(connection: sqlite3.Connection, post: sqlite3.Row) -> list[str]:
    """Its words by tf-idf, the best first; only such as other posts have, and together not too many."""
    total = index_totals(connection).rows
    weights: dict[str, float] = {}
    posts: dict[str, int] = {}
    for word, often in _counted(post).most_common(_WORDS):
        having = connection.execute(_POSTS_WITH, (quoted(word), _RARE)).fetchone()[0]
        if 1 < having < min(_RARE, total / 5 + 2):
            posts[word] = having
            weights[word] = (1 + log(often)) * log(1 + total / having)
    chosen: list[str] = []
    left = _WEIGHED
    for word in sorted(weights, key=lambda word: -weights[word]):
        if len(chosen) < _DISTINCTIVE and posts[word] <= left:
            left -= posts[word]
            chosen.append(word)
    return chosen


def _counted(post: sqlite3.Row) -> Counter[str]:
    """Words of the index → their number in the post, those of the title counted more."""
    title, text = post["title"] or "", post["text"][:_READ]
    words = words_of(f"{(title + chr(10)) * _TITLE}{text}")
    counted = Counter({word: often for word, often in words.items() if _is_telling(word)})
    for term in set((post["terms"] or "").split(" ")):
        if runs_on(term) and (len(term) in _SYLLABLES if is_south_east(term) else len(term) == _PAIR):
            counted[term] = text.count(term) + _TITLE * title.count(term)
    return counted


def _is_telling(word: str) -> bool:
    """Return whether a word may tell what a post is about: Latin ones of two letters hardly do."""
    return len(word) > (2 if word.isascii() else 1) and not runs_on(word)


def _like(
    connection: sqlite3.Connection, words: list[str], id_: int, chosen: Filter, limit: int
) -> list[int]:
    compiled = conditions(connection, chosen)
    asked: Params = {"match": " OR ".join(map(quoted, words)), "id": id_, "limit": limit}
    passing = " AND ".join((compiled.on_ids("posts_fts.rowid"), *compiled.row_conditions))
    sql = _LIKE.format(condition=passing)
    return [row[0] for row in connection.execute(sql, compiled.params | asked)]
