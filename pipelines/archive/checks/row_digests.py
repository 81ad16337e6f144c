# ruff: noqa: S608 - the names of tables and columns come from the schema
"""A digest of every row that has none of its own, kept by triggers that only this program's connections have.

What another program, or damage, does to a row fires no such trigger: the row no longer has its digest, or
the digest its row. A cell that is NULL or has its column's default does not count, so that new columns may
come. Of posts, revisions and comments these digests cover what their own ones leave out. Each table has the
number and the sum of its digests: a row that goes together with its digest leaves its share there.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from functools import cache
from hashlib import sha256

from pipelines.archive.schema import TABLES

COVERED: Mapping[str, tuple[str, ...]] = {
    "posts": ("first_seen", "last_changed", "deleted_at", "rules"),
    "revisions": ("post",),
    "comments": ("first_seen",),
    "blogs": (),
    "crawls": (),
    "watchlist": (),
    "other_sources": (),
    "drafts": (),
    "imports": (),
    "_absences": (),
    "_changes": (),
    "_robots": (),
    "_terms": (),
    "_fingerprints": (),
    "_exports": (),
    "_alerts": (),
    "_alert_matches": (),
    "_link_checks": (),
    "_index_answers": (),
    "dictionaries": (),
}
"""Table → columns beside its key; none: all of them."""

_MASK = 2**62 - 1
"""Of a digest, the bits that are summed: SQLite has 64, one of them the sign."""
_STORE = "INSERT INTO _row_digests (name, key, digest)"
_PROBLEMS = """\
SELECT here.key, CASE WHEN kept.key IS NULL THEN 'added' ELSE 'altered' END AS found
FROM (SELECT {key} AS key, {digest} AS digest FROM {table}) AS here
LEFT JOIN _row_digests AS kept ON kept.name = '{table}' AND kept.key = here.key
WHERE kept.digest IS NOT here.digest
UNION ALL
SELECT key, 'removed' FROM _row_digests WHERE name = '{table}' AND key NOT IN (SELECT {key} FROM {table})"""
# The plus: without it the type of the column would be applied to `key`, and its index were of no use.
_TRIGGERS = """\
CREATE TEMP TRIGGER {table}_digest_inserted AFTER INSERT ON main.{table} BEGIN
    DELETE FROM _row_digests WHERE name = '{table}' AND key = {new};
    {store} VALUES ('{table}', {new}, {digest});
END;
CREATE TEMP TRIGGER {table}_digest_updated AFTER UPDATE OF {columns} ON main.{table} BEGIN
    DELETE FROM _row_digests WHERE name = '{table}' AND key IN ({old}, {new});
    {store} VALUES ('{table}', {new}, {digest});
END;
CREATE TEMP TRIGGER {table}_digest_deleted AFTER DELETE ON main.{table} BEGIN
    DELETE FROM _row_digests WHERE name = '{table}' AND key = {old};
END"""

_SUMS = f"""\
CREATE TEMP TRIGGER row_digest_inserted AFTER INSERT ON main._row_digests BEGIN
    INSERT INTO _digest_sums SELECT new.name, 0, 0 WHERE new.name NOT IN (SELECT name FROM _digest_sums);
    UPDATE _digest_sums SET count = count + 1, digest = digest + (new.digest & {_MASK}) & {_MASK}
        WHERE name = new.name;
END;
CREATE TEMP TRIGGER row_digest_deleted AFTER DELETE ON main._row_digests BEGIN
    UPDATE _digest_sums SET count = count - 1, digest = digest - (old.digest & {_MASK}) & {_MASK}
        WHERE name = old.name;
END"""


def add_function(connection: sqlite3.Connection) -> None:
    """Give a connection the SQL function that the digests are made by."""
    connection.create_function("cells_digest", -1, _cells_digest, deterministic=True)


def keep(connection: sqlite3.Connection) -> None:
    """Give a connection that writes the triggers."""
    for table, columns in _tables(connection):
        asked = {"table": table, "columns": ", ".join(columns), "store": _STORE}
        asked |= {"old": _key(table, "old."), "new": _key(table, "new.")}
        connection.executescript(_TRIGGERS.format(**asked, digest=_expression(columns, "new.")))
    if are_kept(connection):
        connection.executescript(_SUMS)


def store_all(connection: sqlite3.Connection) -> None:
    """Make all digests anew from what is there."""
    connection.execute("DELETE FROM _row_digests")
    for table, columns in _tables(connection):
        chosen = f"SELECT '{table}', {_key(table)}, {_expression(columns)} FROM {table}"
        connection.execute(f"{_STORE} {chosen}")
    store_sums(connection)


def store_sums(connection: sqlite3.Connection) -> None:
    """Count the digests anew."""
    connection.execute("DELETE FROM _digest_sums")
    rows = [(name, *sum_) for name, sum_ in _sums(connection).items()]
    connection.executemany("INSERT INTO _digest_sums (name, count, digest) VALUES (?, ?, ?)", rows)


def problems(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield a line for each row that something else has added, altered or removed."""
    for table, columns in _tables(connection):
        asked = {"table": table, "key": _key(table), "digest": _expression(columns)}
        for key, found in connection.execute(_PROBLEMS.format(**asked)):
            yield f"{table} {key}: {found} by another tool, or damaged"
    if are_kept(connection):
        yield from _missing(connection)


def _missing(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield a line for each table of which other digests are there than were stored."""
    stored = {name: (count, sum_) for name, count, sum_ in connection.execute("SELECT * FROM _digest_sums")}
    actual = _sums(connection)
    for table in sorted(stored.keys() | actual.keys()):
        was, is_ = (sums.get(table, (0, 0)) for sums in (stored, actual))
        if was[0] != is_[0]:
            yield f"{table}: {was[0]:,} rows were stored, and {is_[0]:,} are there"
        elif was != is_:
            yield f"{table}: other rows are there than were stored"


def _sums(connection: sqlite3.Connection) -> dict[str, tuple[int, int]]:
    """Return the number of digests of each table, and their sum."""
    halves = "count(*), sum(digest & 0x7fffffff), sum((digest >> 31) & 0x7fffffff)"  # a whole sum overflows
    rows = connection.execute(f"SELECT name, {halves} FROM _row_digests GROUP BY name")
    return {name: (count, (low + (high << 31)) & _MASK) for name, count, low, high in rows}


def _tables(connection: sqlite3.Connection) -> Iterator[tuple[str, dict[str, str | None]]]:
    """Yield each table that is there with the defaults of the columns that count, its key first."""
    for table, chosen in COVERED.items() if are_kept(connection) else ():
        here = {row[0] for row in connection.execute(f"SELECT name FROM pragma_table_info('{table}')")}
        keys, made = _schema()[table]
        columns = {name: made[name] for name in chosen or made if name in here}
        if here:
            yield table, dict.fromkeys(keys) | columns


def are_kept(connection: sqlite3.Connection) -> bool:
    """Return whether the tables of digests are there."""
    asked = "SELECT count(*) FROM main.sqlite_master WHERE name IN ('_row_digests', '_digest_sums')"
    return bool(connection.execute(asked).fetchone()[0] == 2)


def _key(table: str, row: str = "") -> str:
    """Return the SQL of the key of a row."""
    return "+" + " || ' ' || ".join(row + name for name in _schema()[table][0])


@cache
def _schema() -> Mapping[str, tuple[tuple[str, ...], Mapping[str, str | None]]]:
    """Return the key of each table, and its columns with their defaults, as the schema makes them."""
    asked = "SELECT name, dflt_value, pk FROM pragma_table_info(?)"
    with closing(sqlite3.connect(":memory:")) as fresh:
        for statement in TABLES:
            fresh.execute(statement)
        found = {table: fresh.execute(asked, (table,)).fetchall() for table in COVERED}
    return {
        table: (tuple(row[0] for row in rows if row[2]), {row[0]: row[1] for row in rows})
        for table, rows in found.items()
    }


def _expression(columns: Mapping[str, str | None], row: str = "") -> str:
    """Return the SQL of a row's digest."""
    cells = (
        f"'{name}', nullif({_bytes(row + name)}, {_bytes(default) if default else 'NULL'})"
        for name, default in columns.items()
    )
    return f"cells_digest({', '.join(cells)})"


def _bytes(sql: str) -> str:
    """Return SQL of a cell in which text is a BLOB: damaged text is not UTF-8, and cannot be passed on."""
    return f"CASE typeof({sql}) WHEN 'text' THEN CAST({sql} AS BLOB) ELSE {sql} END"


def _cells_digest(*cells: str | bytes | float | None) -> int:
    """Return the first 64 bits of the digest of names and values."""
    digest = sha256()
    for name, value in zip(cells[::2], cells[1::2], strict=True):
        if value is not None:
            written = value if isinstance(value, bytes) else str(value).encode()
            digest.update(b"%b=%d:%b" % (str(name).encode(), len(written), written))
    return int.from_bytes(digest.digest()[:8], signed=True)
