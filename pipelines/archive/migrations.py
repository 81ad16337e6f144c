"""The archive's migrations, which `sqlite-utils migrate FILE` finds in this file too.

There is one: it makes today's schema, in a new file or of an older one, and is run again whenever
`schema.MIGRATIONS` has got another name. The oldest is that of the last development version, whose own
migrations ended with `m008_browsing`.
"""

from collections.abc import Iterator

from sqlite_utils import Database, Migrations

from pipelines.archive import schema
from pipelines.archive.checks import row_digests
from pipelines.archive.checks.digests import digest_all

migrations = Migrations(schema.MIGRATION_SET)

_OLD_NAMES = {
    "absences": "_absences",
    "robots": "_robots",
    "post_terms": "_terms",
    "fingerprints": "_fingerprints",
    "post_labels": "_labels",
    "post_changes": "_changes",
    "exports": "_exports",
}
"""Tables that have got another name."""
_OLD_KEYS = {"sources": "id", "_terms": "id", "_fingerprints": "id"}
"""Tables whose column `post` had another name."""
_OURS = """\
SELECT type, name, sql FROM sqlite_master
WHERE type IN ('trigger', 'index') AND sql IS NOT NULL AND tbl_name IN ({})"""
_OLD_OBJECTS = frozenset((
    "posts_added", "posts_edited", "posts_deleted", "terms_added", "terms_edited", "terms_deleted",
    "change_of_added", "change_of_edited", "change_of_deleted", "fingerprint_updated", "fingerprint_deleted",
    "labels_added", "labels_edited", "labels_deleted", "revisions_in_doubt",
))  # fmt: skip
"""Triggers and indexes that are there no more."""
_NO_RECLEANS = (
    "DROP TABLE _recleans",
    "DELETE FROM _row_digests WHERE name = '_recleans'",
    "DELETE FROM _digest_sums WHERE name = '_recleans'",
)


@migrations(name=schema.CURRENT)
def make_schema(db: Database) -> None:
    """Make what is not there, or differs; keep every row, and what other tools have added."""
    row_digests.add_function(db.conn)
    known = db.table_names()
    if "post_terms" in known:
        _rebuild(db)
    _make(db)
    if "_recleans" in known:  # what each run of `reclean` did, which nothing read
        for statement in _NO_RECLEANS:
            db.execute(statement)
    if "_row_digests" not in known:
        row_digests.store_all(db.conn)
    elif "_digest_sums" not in known:
        row_digests.store_sums(db.conn)
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


def _rebuild(db: Database) -> None:
    """Make all tables anew from those of the last development version. Foreign keys must be off."""
    db.execute("PRAGMA legacy_alter_table = ON")  # else renaming a table changes what others refer to
    others = list(_take_off(db))
    for statement in schema.TABLES:
        _replace_table(db, statement)
    _make(db)
    here = {row[0] for row in db.execute("SELECT name FROM sqlite_master")}
    for name, statement in others:
        if name not in here:
            db.execute(statement)
    digest_all(db.conn)
    db.execute("PRAGMA legacy_alter_table = OFF")


def _take_off(db: Database) -> Iterator[tuple[str, str]]:
    """Drop the view, and triggers and indexes of our tables; yield name and SQL of those of other tools."""
    tables = [_name_of(statement) for statement in schema.TABLES]
    names = ", ".join(f"'{name}'" for name in (*tables, *_OLD_NAMES))
    for kind, name, sql in db.execute(_OURS.format(names)).fetchall():
        db.execute(f'DROP {kind} "{name}"')
        if name not in _OLD_OBJECTS:
            yield name, sql
    db.execute("DROP VIEW IF EXISTS posts_index")


def _replace_table(db: Database, statement: str) -> None:
    """Make a table and fill it from the one of that name, or of its old name."""
    name = _name_of(statement)
    old = next((before for before, now in _OLD_NAMES.items() if now == name), name)
    if old not in db.table_names():
        db.execute(statement)
        return
    db.execute(f"ALTER TABLE {old} RENAME TO _replaced")
    db.execute(statement)
    sources = {_OLD_KEYS[name]: "post"} if name in _OLD_KEYS else {}
    columns = {column.name: column.type for column in db.table("_replaced").columns}
    made = {column.name for column in db.table(name).columns}
    for column, type_ in columns.items():
        if sources.get(column, column) not in made:  # another tool's
            db.execute(f'ALTER TABLE {name} ADD COLUMN "{column}" {type_}')
    into = ", ".join(f'"{sources.get(column, column)}"' for column in columns)
    out = ", ".join(f'"{column}"' for column in columns)
    db.execute(f"INSERT INTO {name} ({into}) SELECT {out} FROM _replaced")  # noqa: S608 - names of columns
    db.execute("DROP TABLE _replaced")


def _name_of(statement: str) -> str:
    return statement.replace("VIRTUAL ", "").split()[2]
