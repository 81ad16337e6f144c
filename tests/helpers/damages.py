"""An archive with rows in every table, and random damages to its rows, as another program may do them."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from random import Random

from crawler.exit_codes import Exit
from pipelines.archive import Archive
from pipelines.archive.import_journal import ImportSource
from pipelines.archive.schema import TABLES
from tests.helpers.posts import post

DUMP = Path(__file__).parents[1] / "archive" / "development_archive.sql"
BLOG = "5127704038915536284"
DAMAGES = {
    "other text": "ifnull({0}, '') || 'x'",
    "bytes": "x'00fffe'",
    "zeroed": "zeroblob(6)",
    "zeroed text": "CAST(zeroblob(6) AS TEXT)",
    "not UTF-8": "CAST(x'61ff62' AS TEXT)",
    "not JSON": """'{{"a": ['""",
    "JSON of another kind": "'[{{\"a\": 1}}, 3, null]'",
    "a number": "9223372036854775807",
    "a fraction": "-1.5e300",
    "nothing": "NULL",
}
"""What becomes of a cell, as SQL with the name of its column."""
READING = (
    ("search", "the"),
    ("search", "北京", "--json"),
    ("status",),
    ("trends", "the"),
    ("duplicates",),
    ("similar", "5129126190806594682"),
    ("diff", "7394561020867403562"),
    ("blogs", "--json"),
    ("reclean", "--dry-run"),
    ("verify", "--missing"),
)
"""Commands that only read."""
DONE = {Exit.OK, 1, Exit.USAGE, Exit.INCOMPLETE, Exit.SOME_FAILED, Exit.ALL_FAILED, Exit.ARCHIVE}
"""Exit codes of a command that told what it found."""


def make_archive(path: Path) -> None:
    """Write an archive with rows in every table."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(DUMP.read_text(encoding="utf-8"))
    with Archive(path) as archive:
        archive.import_posts([post(7, blog_id=BLOG, status="draft")])
        copies = [
            replace(stored, source="page", source_url="copy.html", text="x") for stored in archive.posts()
        ]
        archive.import_posts(copies[:3])
        archive.save_import(ImportSource("backup.xml", "1 2"), 5, ended=True)


def damage_a_row(chance: Random, other: sqlite3.Connection) -> str:
    """Do one random damage; return the table."""
    return next(filter(None, (_do_damage(chance, other) for _ in range(100))))


def _do_damage(chance: Random, other: sqlite3.Connection) -> str | None:
    """Change a cell of any table, or remove a row; return the table, None where nothing has changed."""
    names = [statement.split()[2] for statement in TABLES]
    table = chance.choice([name for name in names if other.execute(f"SELECT 1 FROM {name}").fetchone()])
    columns = other.execute(f"SELECT name, pk FROM pragma_table_info('{table}')").fetchall()
    keys = [name for name, pk in columns if pk]
    row = chance.choice(other.execute(f"SELECT {', '.join(keys)} FROM {table}").fetchall())
    where, column = " AND ".join(f"{key} = ?" for key in keys), chance.choice(columns)[0]
    value = DAMAGES[chance.choice(sorted(DAMAGES))].format(column)
    try:
        if chance.random() < 0.2:
            other.execute(f"DELETE FROM {table} WHERE {where}", row)
        elif not other.execute(
            f"UPDATE {table} SET {column} = {value} WHERE {where} AND {column} IS NOT {value}", row
        ).rowcount:
            return None
    except sqlite3.Error:  # a constraint, or a trigger that cannot read it
        return None
    return table
