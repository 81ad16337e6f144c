# ruff: noqa: S608 - names of tables of our own
"""The archive's migrations, which `sqlite-utils migrate FILE` finds in this file too.

There is one: it makes today's schema, in a new file or of an older one, and is run again whenever
`schema.CURRENT` is another name.
"""

from sqlite_utils import Database, Migrations

from pipelines.archive import schema
from pipelines.archive.checks import row_digests

migrations = Migrations(schema.MIGRATION_SET)

_NOT_NEEDED = ("_recleans", "_tallies")
"""Tables that nothing reads any more."""
# Of rows that had gone before there were digests only the tallies tell.
_STORED = "SELECT kind, sum(count) FROM _tallies GROUP BY kind"
_COUNT = "INSERT INTO _digest_sums VALUES (?, ?, 0) ON CONFLICT (name) DO UPDATE SET count = excluded.count"


@migrations(name=schema.CURRENT)
def make_schema(db: Database) -> None:
    """Make what is not there, or differs; keep every row, and what other tools have added."""
    row_digests.add_function(db.conn)
    known = db.table_names()
    _make(db)
    stored = db.execute(_STORED).fetchall() if "_tallies" in known and "_digest_sums" not in known else []
    for table in _NOT_NEEDED:
        db.execute(f"DROP TABLE IF EXISTS {table}")
        for digests in ("_row_digests", "_digest_sums"):
            db.execute(f"DELETE FROM {digests} WHERE name = ?", (table,))
    if "_row_digests" not in known:
        row_digests.store_all(db.conn)
    elif "_digest_sums" not in known:
        row_digests.store_sums(db.conn)
    db.conn.executemany(_COUNT, stored)
    db.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")


def _make(db: Database) -> None:
    """Make objects and columns that are missing, and triggers, views and indexes that differ."""
    here = {row[1]: row for row in db.execute("SELECT type, name, sql FROM sqlite_master").fetchall()}
    for statement in schema.STATEMENTS:
        name = _name_of(statement)
        kind, _, sql = here.get(name, ("", "", ""))
        if kind == "table":
            _add_columns(db, name, statement)
        elif schema.normalised(sql) != schema.normalised(statement):
            if kind:
                db.execute(f"DROP {kind} {name}")
            db.execute(statement)


def _add_columns(db: Database, table: str, statement: str) -> None:
    known = {column.name for column in db.table(table).columns}
    for line in statement.splitlines()[1:]:
        name = line.split()[0]
        if name.isidentifier() and name.islower() and name not in known:
            definition = line.partition("--")[0].strip(" ,")
            db.execute(f"ALTER TABLE {table} ADD COLUMN {definition}")


def _name_of(statement: str) -> str:
    return statement.replace("VIRTUAL ", "").split()[2]
