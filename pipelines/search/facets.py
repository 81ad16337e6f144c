# ruff: noqa: S608 - the SQL is put together from constants of this project
"""Numbers of posts by blog, label, author, language, year, origin and media: ways to narrow a list down.

Of the posts of a list, not of the archive: a row costs ten to thirty microseconds, so a list gives some
thousand of its posts to be counted, and says of how many the numbers are.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence

from pipelines.archive.values import json_list
from pipelines.search.conditions import MONTH
from pipelines.text.case_folding import fold_case

Facets = Mapping[str, Sequence[tuple[str, int]]]
"""Name of a facet → its values and their posts, the most first; years, the last first."""

_MEDIA = ("image", "embed")
"""Keys of `filters.HAS`."""
_ROWS = f"""\
SELECT blog_id AS blog, author, language, substr({MONTH}, 1, 4) AS year, source AS origin, labels,
       images <> '[]' AS image, embeds <> '[]' AS embed
FROM json_each(?) AS wanted JOIN posts ON posts.id = wanted.value LEFT JOIN sources ON post = posts.id"""
_PLAIN = ("blog", "author", "language", "year", "origin")


def count_facets(connection: sqlite3.Connection, ids: Sequence[int]) -> Facets:
    """Count the posts with these row ids."""
    counted: dict[str, Counter[str]] = {name: Counter() for name in (*_PLAIN, "label", "has")}
    names: dict[str, str] = {}
    for row in connection.execute(_ROWS, (json.dumps(list(ids)),)):
        for name in _PLAIN:
            if row[name]:
                counted[name][row[name]] += 1
        counted["has"].update(name for name in _MEDIA if row[name])
        labels = {fold_case(str(label)): str(label) for label in json_list(row["labels"])}
        counted["label"].update(names.setdefault(folded, label) for folded, label in labels.items())
    facets = {name: counts.most_common() for name, counts in counted.items()}
    return facets | {"year": sorted(counted["year"].items(), reverse=True)}
