"""An archive with rows in every table, and random damages to its rows, as another program may do them."""

import sqlite3
from dataclasses import replace
from pathlib import Path
from random import Random

from crawler.exit_codes import Exit
from crawler.items import DeletionReport
from pipelines.archive import Archive, deletion_marks
from pipelines.archive.import_journal import ImportSource
from pipelines.archive.schema import TABLES
from pipelines.search.export_rows import save_export
from pipelines.search.missing_fingerprints import fill_fingerprints
from tests.helpers.fake_blogger import Site, crawl
from tests.helpers.posts import post
from tests.helpers.sample_blog import sample_blog

HOME = "https://quay.blogspot.com"
POSTS = 21
EDITED, EMPTIED, DELETED = "7394561020867403562", "1788009668034940845", "1924632765692791787"
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
    ("search", "中秋", "--json"),
    ("status",),
    ("trends", "the"),
    ("duplicates",),
    ("similar", EMPTIED),
    ("diff", EDITED),
    ("blogs", "--json"),
    ("reclean", "--dry-run"),
    ("verify", "--missing"),
)
"""Commands that only read."""
DONE = {Exit.OK, 1, Exit.USAGE, Exit.INCOMPLETE, Exit.SOME_FAILED, Exit.ALL_FAILED, Exit.ARCHIVE}
"""Exit codes of a command that told what it found."""


def make_archive(path: Path) -> None:
    """Write an archive with rows in every table: crawls of a blog that is edited meanwhile, and an import."""
    blog = sample_blog()
    site = Site(replace(blog, posts=blog.posts[-POSTS:]))
    settings = {"ARCHIVE_PATH": str(path), "REPORT_ENABLED": False}
    crawl(site, settings=settings, blog=HOME, comments="yes")
    site.blog = site.blog.edited(EDITED, body="<p>Other words.</p>")
    crawl(site, settings=settings, blog=HOME)
    site.blog = site.blog.edited(EMPTIED, body="")
    crawl(site, settings=settings, blog=HOME, full="yes")
    with Archive(path) as archive:
        archive.import_posts([post(7, blog_id=BLOG, status="draft")])
        copies = [
            replace(stored, source="page", source_url="copy.html", text="x") for stored in archive.posts()
        ]
        archive.import_posts(copies[:3])
        archive.save_import(ImportSource("backup.xml", "1 2"), 5, ended=True)
        with archive.writing() as context:
            save_export(context, "posts.jsonl", 3, 3)
            *_, last = archive.crawls()
            gone = DeletionReport(confirmed=(DELETED,), noticed=(EDITED,))
            deletion_marks.note(context.connection, last, gone)
        fill_fingerprints(archive, lambda _: None)


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
