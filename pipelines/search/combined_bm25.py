"""BM25 of posts in several archives as if they were one.

SQLite weighs a word by how rare it is in its own file, and a post by the average length there. Its formula is
known (`fts5_aux.c`), so the weighed occurrences of a phrase follow from a score and the post's length, and
the score from them with the numbers of all files together. Of an expression of several phrases each is asked
for by itself; where one alternative is only partly there SQLite counts it or not, here it counts.
"""

import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log

from pipelines.search.ranking import read_strengths

_K1, _B, _LEAST = 1.2, 0.75, 1e-6
_PARTS = re.compile(r"(?P<columns>\{[^}]*\} : )|(?P<phrase>\"(?:[^\"]|\"\")*\"\*?)")
_AVERAGES = "SELECT block FROM posts_fts_data WHERE id = 1"
_SIZES = "SELECT id, sz FROM posts_fts_docsize WHERE id IN (SELECT value FROM json_each(?))"
_HELD = "SELECT count(*) FROM posts_fts WHERE posts_fts MATCH ?"


@dataclass(frozen=True, slots=True)
class IndexTotals:
    """Rows of an index, and tokens of all of them."""

    rows: int
    tokens: int

    def rarity(self, held: int) -> float:
        """Return the weight of a phrase that so many rows hold."""
        return max(log((self.rows - held + 0.5) / (held + 0.5)), _LEAST)

    def saturation(self, size: int) -> float:
        """Return the occurrences that count half of the most, in a row of so many tokens."""
        return _K1 * (1 - _B + _B * size * self.rows / max(self.tokens, 1))


def weigh_together(
    connections: Sequence[sqlite3.Connection], match: str, own: Mapping[int, Mapping[int, float]]
) -> Mapping[int, Mapping[int, float]]:
    """Return scores of posts by number of archive and id: `own` ones by an expression, as of one archive."""
    sizes = {number: _row_sizes(connections[number], list(found)) for number, found in own.items()}
    totals = [index_totals(connection) for connection in connections]
    together = IndexTotals(sum(each.rows for each in totals), sum(each.tokens for each in totals))
    scores: dict[int, dict[int, float]] = {number: defaultdict(float) for number in own}
    for phrase in _phrases_of(match):
        held = [int(connection.execute(_HELD, (phrase,)).fetchone()[0]) for connection in connections]
        everywhere = together, sum(held)
        for number, found in own.items():
            by_phrase = read_strengths(connections[number], phrase, list(found)) if found else {}
            here = totals[number], held[number]
            for id_, score in _rescored(by_phrase, sizes[number], here, everywhere):
                scores[number][id_] += score
    return scores


def index_totals(connection: sqlite3.Connection) -> IndexTotals:
    """Read how many rows and tokens the index of an archive has."""
    row = connection.execute(_AVERAGES).fetchone()
    rows, *tokens = (row and _numbers(row[0])) or [0]
    return IndexTotals(rows, sum(tokens))


def _row_sizes(connection: sqlite3.Connection, ids: Sequence[int]) -> dict[int, int]:
    """Return the numbers of tokens of posts."""
    rows = connection.execute(_SIZES, (json.dumps(list(ids)),))
    return {row[0]: sum(_numbers(row[1])) for row in rows}


def _phrases_of(match: str) -> list[str]:
    """Return the phrases of an expression of FTS5's language, each with its columns."""
    found, columns = [], ""
    for part in _PARTS.finditer(match):
        columns = part["columns"] or columns
        if part["phrase"]:
            found.append(columns + part["phrase"])
            columns = ""
    return found


def _rescored(
    scores: Mapping[int, float],
    sizes: Mapping[int, int],
    own: tuple[IndexTotals, int],
    all_: tuple[IndexTotals, int],
) -> Iterator[tuple[int, float]]:
    """Yield scores of one phrase with the totals, and the number of rows that hold it, of all files."""
    here, there = own[0].rarity(own[1]), all_[0].rarity(all_[1])
    for id_, score in scores.items():
        share, size = score / here, sizes.get(id_, 0)
        occurrences = own[0].saturation(size) * share / max(_K1 + 1 - share, 1e-9)
        made = there * occurrences * (_K1 + 1) / (occurrences + all_[0].saturation(size))
        yield id_, float(f"{made:.9g}")  # what is equal stays so


def _numbers(blob: bytes) -> list[int]:
    """Read SQLite's varints below 2^56: seven bits a byte, the high bit tells that more follow."""
    found, value = [], 0
    for byte in blob:
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            found.append(value)
            value = 0
    return found
