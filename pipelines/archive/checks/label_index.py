"""The list of posts by label: whether it says what the posts say, and how it is made.

Triggers keep it in step; a tool that drops them, as `sqlite-utils transform` does, leaves it behind.
"""

import sqlite3
from collections.abc import Iterator

_LISTED = "SELECT 1 FROM _labels WHERE _labels.label = given.value AND _labels.post = posts.id"
_GIVEN = "SELECT 1 FROM posts, json_each(posts.labels) AS given WHERE posts.id = post AND label = given.value"
_COUNT = f"""\
SELECT (SELECT count(*) FROM posts, json_each(posts.labels) AS given
        WHERE given.value <> '' AND NOT EXISTS ({_LISTED}))
     + (SELECT count(*) FROM _labels WHERE NOT EXISTS ({_GIVEN}))"""  # noqa: S608 - constants
FILL = """\
INSERT INTO _labels (label, post)
SELECT value, posts.id FROM posts, json_each(posts.labels)
WHERE value <> '' GROUP BY posts.id, value COLLATE NOCASE"""
"""Makes the list, in an empty table."""


def problems(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield a line if labels and posts disagree."""
    wrong = connection.execute(_COUNT).fetchone()[0]
    if wrong:
        hint = "repair it with: blogger-archive verify --repair"
        yield f"labels: the list of posts by label is wrong in {wrong:,} places; {hint}"
