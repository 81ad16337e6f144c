"""Whatever happens to rows, `verify` finds it, and no command ends in a traceback."""

import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.exit_codes import Exit
from pipelines.archive import Archive, outdated_posts
from pipelines.archive.checks.row_digests import COVERED
from pipelines.archive.import_journal import ImportSource
from pipelines.archive.schema import TABLES
from tests.helpers.exports import command
from tests.helpers.posts import post

DUMP = Path(__file__).with_name("development_archive.sql")
BLOG = "5127704038915536284"
COUNTED = ("comments", "posts", "revisions")
SEEDS = [*range(10), 475, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(10, 280))]
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
BROKEN_TERMS = (
    "'北京'", "'北|京'", "'|'", "''", "7", "-1.5e300", "x'00ff'", "x'fe7cff7c'",
    "CAST(x'0061007c00' AS TEXT)", "CAST(x'61ff7c62' AS TEXT)", "NULL",
)  # fmt: skip
"""Cells without the separators that the view of indexed words looks for, and the like."""
ALERT = "INSERT INTO _alerts (name, targets, added, seq, revision) VALUES ('a', '[]', '2026', 0, 0)"
ROWS = {
    "_alerts": (ALERT,),
    "_alert_matches": (
        ALERT,
        "INSERT INTO _alert_matches SELECT 'a', min(id), 0, '-', '2026', NULL FROM posts",
    ),
    "_link_checks": (
        "INSERT INTO _link_checks (url, checked, next_due) VALUES ('http://a/', '2026', '2027')",
    ),
    "_index_answers": ("INSERT INTO _index_answers VALUES ('http://a/', '2026', x'00')",),
    "dictionaries": ("INSERT INTO dictionaries VALUES (1, x'00')",),
}
"""Table of which the archive has no row → statements that write one."""
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
WRITING = (("reclean",), ("blogs", "pause", BLOG), ("blogs", "delete", BLOG, "--yes"))
DONE = {Exit.OK, 1, Exit.USAGE, Exit.INCOMPLETE, Exit.SOME_FAILED, Exit.ALL_FAILED, Exit.ARCHIVE}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with rows in every table."""
    path = tmp_path_factory.mktemp("whole") / "archive.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(DUMP.read_text(encoding="utf-8"))
    with Archive(path) as archive:
        archive.import_posts([post(7, blog_id=BLOG, status="draft")])
        copies = [
            replace(stored, source="page", source_url="copy.html", text="x") for stored in archive.posts()
        ]
        archive.import_posts(copies[:3])
        archive.save_import(ImportSource("backup.xml", "1 2"), 5, ended=True)
        with archive.writing() as context:
            outdated_posts.open_report(context, None)
    assert command("verify", path) == Exit.INCOMPLETE, "no damage"
    return path


@pytest.fixture
def path(archive_path: Path, whole: Path) -> Path:
    shutil.copy(whole, archive_path)
    return archive_path


@pytest.fixture
def other(path: Path) -> Iterator[sqlite3.Connection]:
    """Another program, which looks after no constraint."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        yield connection


def do_damage(chance: random.Random, other: sqlite3.Connection) -> str | None:
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


@pytest.mark.parametrize("seed", SEEDS)
def test_damage_of_any_row_is_found_and_stops_no_command(
    seed: int, path: Path, other: sqlite3.Connection, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    chance = random.Random(seed)
    table = next(filter(None, (do_damage(chance, other) for _ in range(100))))
    assert command("verify", path) == Exit.ARCHIVE, table
    for name, *words in (chance.choice(READING), chance.choice((*WRITING, ("backup", tmp_path / "copy.db")))):
        assert command(name, path, *words) in DONE
    assert "Traceback" not in capsys.readouterr().err


def test_broken_terms_of_posts_end_and_are_named(
    path: Path, other: sqlite3.Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    posts = [id_ for (id_,) in other.execute("SELECT id FROM posts LIMIT ?", (len(BROKEN_TERMS),))]
    other.executescript("""
        DROP TABLE _terms;
        CREATE TABLE _terms (post INTEGER PRIMARY KEY, words, characters, clusters);
    """)
    for post_, cell in zip(posts, BROKEN_TERMS, strict=True):
        other.execute(f"INSERT INTO _terms VALUES (?, 'x', {cell}, {cell})", (post_,))
    other.set_progress_handler(lambda: 1, 1_000_000)  # of SQLite's steps, after which it gives up
    assert len(other.execute("SELECT terms FROM posts_index").fetchall()) == 16
    assert command("verify", path) == Exit.ARCHIVE
    told = capsys.readouterr().out
    assert [post_ for post_ in posts if f"_terms {post_}: " not in told] == []


@pytest.mark.parametrize("table", COUNTED)
def test_a_row_that_is_gone_is_found(
    table: str, path: Path, other: sqlite3.Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    other.execute(f"DELETE FROM {table} WHERE id = (SELECT max(id) FROM {table})")
    assert command("verify", path) == Exit.ARCHIVE
    assert f"{table} were stored, and" in capsys.readouterr().out


def test_a_post_that_its_blog_has_deleted_cannot_vanish(
    path: Path, other: sqlite3.Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    other.execute("PRAGMA foreign_keys = ON")
    other.execute("DELETE FROM posts WHERE deleted_at IS NOT NULL")
    assert command("verify", path) == Exit.ARCHIVE
    assert "16 posts were stored, and 15 are there" in capsys.readouterr().out


def test_a_schema_that_is_not_text_is_one_line(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = path.read_bytes()
    path.write_bytes(data.replace(b"CREATE TABLE posts (", b"CREATE TABLE p\xffsts ("))
    for name in ("verify", "status"):
        assert command(name, path) == Exit.ARCHIVE
        assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("table", COVERED)
def test_a_row_that_is_gone_with_its_digest_is_found(
    table: str, path: Path, other: sqlite3.Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    with Archive(path) as archive, archive.writing() as context:
        for statement in ROWS.get(table, ()):
            context.connection.execute(statement)
    (key,) = other.execute("SELECT key FROM _row_digests WHERE name = ? LIMIT 1", (table,)).fetchone()
    other.execute("DELETE FROM _row_digests WHERE name = ? AND key = ?", (table, key))
    keys = [row[0] for row in other.execute(f"SELECT name FROM pragma_table_info('{table}') WHERE pk")]
    joined = " || ' ' || ".join(keys)
    assert other.execute(f"DELETE FROM {table} WHERE {joined} = ?", (key,)).rowcount
    assert command("verify", path) == Exit.ARCHIVE
    assert f"{table}: " in capsys.readouterr().out
