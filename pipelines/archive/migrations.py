"""The archive's migrations, which `sqlite-utils migrate FILE` finds in this file too.

The first makes today's schema, in a new file or from an archive of the last development version, whose own
migrations ended with `m008_browsing`. A change is a new function, which brings a released schema to
today's and does nothing where `m009_baseline` has just made that.
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


@migrations()
def m009_baseline(db: Database) -> None:
    """Make the schema; keep every row, and what other tools have added."""
    if "posts" in db.table_names():
        _rebuild(db)
    else:
        for statement in schema.STATEMENTS:
            db.execute(statement)
    db.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")


@migrations()
def m010_pages_drafts_sources(db: Database) -> None:
    """Add static pages, drafts, and further sources of a post."""
    _add_column(db, "posts", "kind TEXT NOT NULL DEFAULT 'post' CHECK (kind IN ('post', 'page'))")
    _make(
        db,
        *("other_sources", "drafts", "origins", "posts_static", "posts_published", "posts_renumbered"),
        *("posts_updated", "posts_deleted_after"),
    )


@migrations()
def m012_alerts(db: Database) -> None:
    """Add alerts and what they have found."""
    _make(db, "_alerts", "_alert_matches", "alert_matches_by_post")


@migrations()
def m013_packed_bodies(db: Database) -> None:
    """Add the dictionaries of packed bodies."""
    _make(db, "dictionaries")


@migrations()
def m017_link_checks(db: Database) -> None:
    """Add what checks of links found."""
    _make(db, "_link_checks")


@migrations()
def m011_row_digests(db: Database) -> None:
    """Add digests of the rows that have none of their own."""
    _make(db, "_row_digests", "_digest_sums")
    row_digests.add_function(db.conn)
    row_digests.store_all(db.conn)


@migrations()
def m014_comment_gap(db: Database) -> None:
    """Add the number of comments that a blog counts beyond those held."""
    _add_column(db, "watchlist", "comment_gap INTEGER")


@migrations()
def m018_terms_without_separators(db: Database) -> None:
    """Let the view of indexed words end at a damaged cell; whole cells give the same words as before."""
    _make(db, "posts_index")


@migrations()
def m019_index_answers(db: Database) -> None:
    """Add the answers of the indexes of web archives."""
    _make(db, "_index_answers")


@migrations()
def m022_filled_fields(db: Database) -> None:
    """Add the sources of fields that are from another copy than the body."""
    _add_column(db, "sources", "filled TEXT")


@migrations()
def m020_digest_sums(db: Database) -> None:
    """Add the number and the sum of the digests of rows, by table."""
    _make(db, "_digest_sums")
    row_digests.store_sums(db.conn)


@migrations()
def m023_unread_addresses(db: Database) -> None:
    """Add the posts that a sitemap names and that did not come."""
    _add_column(db, "crawls", "unread TEXT")


@migrations()
def m025_facets(db: Database) -> None:
    """Add indexes of what the numbers beside a list are counted of: rows are long."""
    _make(db, "posts_facets", "sources_by_post")


def _add_column(db: Database, table: str, column: str) -> None:
    if column.partition(" ")[0] not in {each.name for each in db.table(table).columns}:
        db.execute(f"ALTER TABLE {table} ADD COLUMN {column}")


def _make(db: Database, *names: str) -> None:
    """Make these objects as the schema has them: missing ones, and triggers and views that differ."""
    here = {row[1]: row for row in db.execute("SELECT type, name, sql FROM sqlite_master").fetchall()}
    for statement in schema.STATEMENTS:
        name = _name_of(statement)
        if name not in names or (name in here and _is_same(here[name], statement)):
            continue
        if name in here:
            db.execute(f"DROP {here[name][0]} {name}")
        db.execute(statement)


def _is_same(found: tuple[str, str, str], statement: str) -> bool:
    kind, _, sql = found
    return kind in {"table", "index"} or schema.normalised(sql) == schema.normalised(statement)


def _rebuild(db: Database) -> None:
    """Make all tables anew from the old ones, within the open transaction. Foreign keys must be off."""
    db.execute("PRAGMA legacy_alter_table = ON")  # else renaming a table changes what others refer to
    others = list(_take_off(db))
    for statement in schema.TABLES:
        _replace_table(db, statement)
    for statement in (schema.ORIGINS, schema.POSTS_INDEX, *schema.TRIGGERS, *schema.INDEXES):
        db.execute(statement)
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
    return statement.split()[2]
