"""Whatever happens to rows, `verify` finds it, and no command ends in a traceback."""

import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from crawler.exit_codes import Exit
from pipelines.archive import Archive
from pipelines.archive.checks.row_digests import COVERED
from tests.helpers.damages import BLOG, DONE, READING, damage_a_row, make_archive
from tests.helpers.exports import command

SEEDS = [*range(10), 475, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(10, 280))]
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
WRITING = (("reclean",), ("blogs", "pause", BLOG), ("blogs", "delete", BLOG, "--yes"))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with rows in every table."""
    path = tmp_path_factory.mktemp("whole") / "archive.db"
    make_archive(path)
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


@pytest.mark.parametrize("seed", SEEDS)
def test_damage_of_any_row_is_found_and_stops_no_command(
    seed: int, path: Path, other: sqlite3.Connection, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    chance = random.Random(seed)
    table = damage_a_row(chance, other)
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
    assert len(other.execute("SELECT terms FROM posts_index").fetchall()) > len(posts)
    assert command("verify", path) == Exit.ARCHIVE
    told = capsys.readouterr().out
    assert [post_ for post_ in posts if f"_terms {post_}: " not in told] == []


def test_a_schema_that_is_not_text_is_one_line(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = path.read_bytes()
    path.write_bytes(data.replace(b"CREATE TABLE posts (", b"CREATE TABLE p\xffsts ("))
    for name in ("verify", "status"):
        assert command(name, path) == Exit.ARCHIVE
        assert capsys.readouterr().err.count("\n") == 1


def test_a_list_that_is_nested_without_end_is_named(
    path: Path, other: sqlite3.Connection, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    other.execute("UPDATE posts SET links = ? WHERE id = (SELECT max(id) FROM posts)", ("[" * 200_000,))
    for words in (("verify",), ("export", tmp_path / "x.jsonl"), ("reclean",)):
        assert command(words[0], path, *words[1:]) == Exit.ARCHIVE
    assert "Traceback" not in capsys.readouterr().err


def test_a_header_of_another_format_is_one_line(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = bytearray(path.read_bytes())
    data[44:48] = (9).to_bytes(4, "big")
    path.write_bytes(data)
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
