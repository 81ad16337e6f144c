"""Whatever happens to rows, `verify` finds it, and no command ends in a traceback."""

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from crawler.exit_codes import Exit
from pipelines.archive import Archive
from pipelines.archive.digests import COMMENT_COLUMNS, REVISION_COLUMNS
from pipelines.archive.posts import POST_COLUMNS
from tests.helpers.exports import command

DUMP = Path(__file__).with_name("development_archive.sql")
COLUMNS = {"posts": POST_COLUMNS, "revisions": REVISION_COLUMNS, "comments": COMMENT_COLUMNS}
SEEDS = range(40)
DAMAGES: dict[str, Callable[[str | int | None], object]] = {
    "other text": lambda old: f"{old or ''}x",
    "one bit": lambda old: chr(ord(str(old or "a")[0]) ^ 1) + str(old or "a")[1:],
    "bytes": lambda _: b"\x00\xff\xfe",
    "not JSON": lambda _: '{"a": [',
    "a JSON number": lambda old: "7" if old != 7 else "8",
    "not UTF-8": lambda _: None,
}
READING = (
    ("search", "the"),
    ("search", "北京", "--json"),
    ("status",),
    ("trends", "the"),
    ("duplicates",),
    ("blogs", "--json"),
    ("reclean", "--dry-run"),
)
DONE = {Exit.OK, 1, Exit.USAGE, Exit.SOME_FAILED, Exit.ALL_FAILED, Exit.ARCHIVE}


@pytest.fixture
def path(archive_path: Path) -> Path:
    with closing(sqlite3.connect(archive_path)) as connection:
        connection.executescript(DUMP.read_text(encoding="utf-8"))
    Archive(archive_path).close()
    return archive_path


@pytest.fixture
def other(path: Path) -> Iterator[sqlite3.Connection]:
    """Another program, which looks after no constraint."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        yield connection


def one_row(chance: random.Random, other: sqlite3.Connection, table: str) -> int:
    return int(chance.choice(other.execute(f"SELECT id FROM {table}").fetchall())[0])


def change_a_cell(chance: random.Random, other: sqlite3.Connection) -> bool:
    """Damage one cell; False where the triggers do not let it be written."""
    table = chance.choice(sorted(COLUMNS))
    row, column = one_row(chance, other, table), chance.choice(COLUMNS[table])
    own = {name for _, name, *_ in other.execute(f"PRAGMA table_info({table})")}
    target, key = (table, "id") if column in own else ("sources", "post")
    old = other.execute(f"SELECT {column} FROM {target} WHERE {key} = ?", (row,)).fetchone()[0]
    damage = chance.choice(sorted(DAMAGES))
    value = "CAST(x'61ff62' AS TEXT)" if damage == "not UTF-8" else "?"
    values = () if damage == "not UTF-8" else (DAMAGES[damage](old),)
    try:
        other.execute(f"UPDATE {target} SET {column} = {value} WHERE {key} = ?", (*values, row))
    except sqlite3.Error:
        return False
    return True


@pytest.mark.parametrize("seed", SEEDS)
def test_a_damaged_cell_is_found_and_stops_no_command(
    seed: int, path: Path, other: sqlite3.Connection
) -> None:
    chance = random.Random(seed)
    while not change_a_cell(chance, other):
        pass
    assert command("verify", path) == Exit.ARCHIVE
    assert command(*(words := chance.choice(READING))[:1], path, *words[1:]) in DONE


@pytest.mark.parametrize("table", sorted(COLUMNS))
def test_a_row_that_is_gone_is_found(
    table: str, path: Path, other: sqlite3.Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    other.execute(f"DELETE FROM {table} WHERE id = ?", (one_row(random.Random(1), other, table),))
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
