# ruff: noqa: S608 - the names of tables and columns come from the schemas of both files
"""Copying the rows of one table from the attached `old` file, past pages that cannot be read.

The keys of rows come from the table, read from both ends, and from its indexes, which lie on other pages. Of
a row that cannot be read as a whole, or that breaks a rule of the schema, each cell is tried, and those of
which an index has a copy.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pipelines.archive.checks.integrity import OURS
from pipelines.archive.schema import parts

_Key = tuple[Any, ...]
_Cells = dict[str, Any]
_REFERRED = {"blogs", "posts"}
"""Tables that others refer to: a row is worth keeping even if only indexes tell of it."""
_WORD = re.compile(r"\w+")
_CHOICE = re.compile("'([^']*)'")


def added_columns(connection: sqlite3.Connection, name: str, sql: str) -> Iterator[tuple[str, str]]:
    """Yield the columns of other tools that a new, empty table lacks, with the statements that add them."""
    made = {row[1] for row in _info(connection, "main", name)}
    for _, column, type_, _, default, _, hidden in _info(connection, "old", name):
        says = f'"{column}" {type_}' if default is None else f'"{column}" {type_} DEFAULT ({default})'
        if hidden:  # its rule stands in the definition alone
            rules = (part.removeprefix(column) for part in parts(sql) if part.startswith(f"{column} "))
            says = f'"{column}"{next(rules, ", which cannot be found")}'
        if column not in made:
            yield column, f'ALTER TABLE main."{name}" ADD COLUMN {says}'


def copy_table(connection: sqlite3.Connection, name: str) -> Iterator[str]:
    """Copy the rows that can be read; yield a line if some could not, or not wholly."""
    connection.execute(f'DELETE FROM main."{name}"')  # what a module of SQLite has put into a new one
    found = [row for row in _info(connection, "old", name) if not row[6]]
    has_rowid = not connection.execute(f'PRAGMA old.table_list("{name}")').fetchone()[4]
    keys = ("rowid",) if has_rowid else tuple(f'"{row[1]}"' for row in found if row[5])
    table = _Table(connection, name, keys, tuple(f'"{row[1]}"' for row in found))
    is_whole = False
    with _readable():
        connection.execute(f'{table.copying} FROM old."{name}" NOT INDEXED')
        is_whole = True
    torn = {key: table.readable_cells(key) for key in table.lacking() if not table.copy_row(key)}
    known = {key: cells for key, cells in torn.items() if cells or name in _REFERRED}
    for key, cells in table.cells_of_indexes(known):
        known[key] = known[key] | cells
    astray = dict(table.astray()) if name in OURS else {}
    kept = sum(table.store(dict(zip(keys, key, strict=True)) | known[key]) for key in known)
    if torn or astray:
        yield f"{name}: {len(torn) - kept:,} rows are lost, and cells of {kept + len(astray):,}"
    elif not is_whole:
        yield f"{name}: rows may be lost, of which nothing else tells"


@dataclass(frozen=True, slots=True)
class _Table:
    """A table of both files."""

    connection: sqlite3.Connection
    name: str
    keys: tuple[str, ...]
    columns: tuple[str, ...]

    @property
    def copying(self) -> str:
        """The beginning of a statement that copies rows."""
        names = ", ".join(dict.fromkeys((*self.keys, *self.columns)))
        return f'INSERT OR IGNORE INTO main."{self.name}" ({names}) SELECT {names}'

    @property
    def _of_row(self) -> str:
        asked = f"({', '.join(self.keys)}) = ({', '.join('?' * len(self.keys))})"
        return f'FROM old."{self.name}" WHERE {asked}'

    def lacking(self) -> set[_Key]:
        """Return the keys of rows that the old file names and the new one lacks."""
        keys = ", ".join(self.keys)
        backwards = ", ".join(f"{key} DESC" for key in self.keys)
        indexes = ((f'INDEXED BY "{name}"', "NULL") for name in _indexes(self.connection, "old", self.name))
        same = " AND ".join(f"ours.{key} = theirs.{key}" for key in self.keys)
        lacks = f'NOT EXISTS (SELECT 1 FROM main."{self.name}" AS ours WHERE {same})'  # few, of however many
        named: set[_Key] = set()
        for way, order in (("NOT INDEXED", keys), ("NOT INDEXED", backwards), *indexes):
            asked = f'SELECT {keys} FROM old."{self.name}" AS theirs {way} WHERE {lacks} ORDER BY {order}'
            with _readable():
                named.update(self.connection.execute(asked))
        return named

    def copy_row(self, key: _Key) -> bool:
        """Copy one row; return whether it was whole."""
        with _readable():
            return self.connection.execute(f"{self.copying} {self._of_row}", key).rowcount > 0
        return False

    def readable_cells(self, key: _Key) -> _Cells:
        """Return what can be read of a row."""
        cells = {}
        for column in self.columns:
            with _readable():
                for (value,) in self.connection.execute(f"SELECT {column} {self._of_row}", key):
                    cells[column] = value
        return cells

    def cells_of_indexes(self, wanted: Iterable[_Key]) -> Iterator[tuple[_Key, _Cells]]:
        """Yield key and cells of these rows as each index has them."""
        keys = frozenset(wanted)
        for index, columns in _indexes(self.connection, "old", self.name).items() if keys else ():
            asked = f'SELECT {", ".join((*self.keys, *columns))} FROM old."{self.name}" INDEXED BY "{index}"'
            with _readable():
                for row in self.connection.execute(asked):
                    if (key := row[: len(self.keys)]) in keys:
                        yield key, dict(zip(columns, row[len(self.keys) :], strict=True))

    def astray(self) -> Iterator[tuple[_Key, _Cells]]:
        """Give rows that name a row which there is not the names that an index has of them; yield these."""
        rows = self.connection.execute(f'PRAGMA main.foreign_key_check("{self.name}")').fetchall()
        for key, cells in self.cells_of_indexes((row[1],) for row in rows if row[1] is not None):
            changes = ", ".join(f"{name} = ?" for name in cells)
            differs = " OR ".join(f"{name} IS NOT ?" for name in cells)
            statement = f'UPDATE OR IGNORE main."{self.name}" SET {changes} WHERE rowid = ? AND ({differs})'
            if self.connection.execute(statement, (*cells.values(), *key, *cells.values())).rowcount:
                yield key, cells

    def store(self, cells: _Cells) -> bool:
        """Write what is known of a row, with a default where a cell breaks a rule; tell whether it can be."""
        defaults = {f'"{row[1]}"': row[4] for row in _info(self.connection, "main", self.name)}
        unique = {name for names in _indexes(self.connection, "main", self.name).values() for name in names}
        for _ in range(2 * len(defaults)):
            names, values = ", ".join(cells), ", ".join("?" * len(cells))
            try:
                self.connection.execute(
                    f'INSERT INTO main."{self.name}" ({names}) VALUES ({values})', (*cells.values(),)
                )
            except sqlite3.IntegrityError as exc:
                said = str(exc).partition(": ")[2]
                wrong = next((f'"{word}"' for word in _WORD.findall(said) if f'"{word}"' in defaults), "")
                if not wrong or wrong in unique:
                    return False
                if defaults[wrong] is None or cells.pop(wrong, None) is None:
                    choice = _CHOICE.search(said)
                    cells[wrong] = choice[1] if choice else "{}" if "json" in said else ""
            else:
                return True
        return False


@contextmanager
def _readable() -> Iterator[None]:
    """End a reading where the file is damaged, or an index orders by rules that only another tool has."""
    try:
        yield
    except sqlite3.DatabaseError as exc:
        if exc.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CORRUPT and "no query solution" not in str(exc):
            raise


def _info(connection: sqlite3.Connection, schema: str, table: str) -> list[_Key]:
    return connection.execute(f'PRAGMA {schema}.table_xinfo("{table}")').fetchall()


def _indexes(connection: sqlite3.Connection, schema: str, table: str) -> dict[str, tuple[str, ...]]:
    """Return the indexes of all rows of a table, and the columns of each."""
    listed = connection.execute(f'PRAGMA {schema}.index_list("{table}")').fetchall()
    columns = {
        name: connection.execute(f'PRAGMA {schema}.index_info("{name}")').fetchall()
        for _, name, _, _, is_partial in listed
        if not is_partial
    }
    return {name: tuple(f'"{row[2]}"' for row in rows if row[2]) for name, rows in columns.items()}
