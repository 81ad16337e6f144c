"""The list of posts by label: whether it says what the posts say, and how to make it do so.

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
_LIST = """\
INSERT INTO _labels (label, post)
SELECT value, posts.id FROM posts, json_each(posts.labels)
WHERE value <> '' GROUP BY posts.id, value COLLATE NOCASE"""


def problems(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield a line if labels and posts disagree. A missing list is found by the schema's check."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = '_labels'").fetchone():
        return
    wrong = connection.execute(_COUNT).fetchone()[0]
    if wrong:
        hint = "repair it with: blogger-archive verify --repair"
        yield f"labels: the list of posts by label is wrong in {wrong:,} places; {hint}"


def repair_labels(connection: sqlite3.Connection) -> Iterator[str]:
    """Make the list anew where it is wrong; one line if it was. Run it within a transaction."""
    if any(problems(connection)):
        connection.execute("DELETE FROM _labels")
        connection.execute(_LIST)
        yield "made the list of posts by label anew"
