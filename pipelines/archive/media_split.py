# ruff: noqa: S608 - the SQL is put together from constants of this module
"""Copy the pictures and media files of some blogs to another media file."""

import json
import sqlite3
from collections.abc import Sequence

from pipelines.archive.connection import transaction
from pipelines.archive.media_store import MediaStore

_USED = "SELECT media FROM uses WHERE blog_id IN (SELECT value FROM json_each(:blogs))"
_COPIED = {
    "files": f"""\
id IN (SELECT file FROM media WHERE id IN ({_USED}))
OR id IN (SELECT file FROM former_files WHERE media IN ({_USED}))""",
    "media": f"id IN ({_USED})",
    "former_files": f"media IN ({_USED})",
    "uses": "blog_id IN (SELECT value FROM json_each(:blogs))",
}
"""Table → the rows of some blogs, in an order in which no foreign key is without its row."""


def copy_media(source: sqlite3.Connection, store: MediaStore, blogs: Sequence[str]) -> int:
    """Copy to an empty media file; return the number of pictures and files that the blogs name."""
    asked = {"blogs": json.dumps(list(blogs))}
    counts = {}
    with transaction(store.connection, store.path):
        for table, where in _COPIED.items():
            found = source.execute(f"SELECT * FROM {table} WHERE {where}", asked)
            marks = ", ".join("?" for _ in found.description)
            counts[table] = store.connection.executemany(
                f"INSERT INTO {table} VALUES ({marks})", found
            ).rowcount
    return counts["media"]
