"""Tables of docs/settings.md and docs/schema.md, from the code: `python -m tests.helpers.reference_tables`.

Each stands between two comments of its page; what is written by hand stands around them.
"""

import ast
import io
import re
import sqlite3
import tokenize
from collections.abc import Iterable, Iterator
from pathlib import Path

from crawler import settings
from crawler.cli.options.configuration import OWN_PREFIXES
from pipelines.archive import schema
from pipelines.archive.media import media_connection
from pipelines.archive.schema_comments import columns

DOCS = Path(__file__).parents[2] / "docs"
_BEGIN = "<!-- begin: made by `python -m tests.helpers.reference_tables` -->\n"
_END = "<!-- end -->\n"


def settings_tables() -> str:
    """Return a table of this project's own settings, and one of Scrapy's that have another default here."""
    rows = list(_settings(Path(settings.__file__).read_text(encoding="utf-8")))
    own = [row for row in rows if row[0].strip("`").startswith(OWN_PREFIXES)]
    others = [row for row in rows if row not in own]
    head = ("setting", "default", "meaning")
    return (
        f"{_table(head, own)}\n## Settings of Scrapy with another default here\n\n"
        f"Those that name classes stand in `crawler/settings.py`.\n\n{_table(head, others)}"
    )


def schema_tables() -> str:
    """Return a section with the columns of each table and view, and a list of the program's own tables."""
    archive = _made(schema.STATEMENTS)
    sections = [_section(archive, name) for name in _tables(archive)]
    own = [(f"`{name}`", _purpose(archive, name)) for name in schema.INTERNAL_TABLES]
    media = _made(media_connection.STATEMENTS)
    return "\n".join(
        (
            *sections,
            f"### Tables of the program's own\n\n{_table(('table', 'holds'), own)}",
            "## The media file\n\n`archive.media.db` beside `archive.db`: see [keeping.md](keeping.md).\n",
            *(_section(media, name) for name in _tables(media)),
        )
    )


PAGES = {"settings.md": settings_tables, "schema.md": schema_tables}


def page(name: str) -> str:
    """Return a page of docs/ with its tables made anew."""
    head, begin, rest = (DOCS / name).read_text(encoding="utf-8").partition(_BEGIN)
    return f"{head}{begin}\n{PAGES[name]()}\n{_END}{rest.partition(_END)[2]}"


def _settings(source: str) -> Iterator[tuple[str, str, str]]:
    """Yield name, default and comment of each setting that is one plain value."""
    comments = {
        token.start[0]: token.string.removeprefix("# ")
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT
    }
    for node in ast.parse(source).body:
        if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Name):
            continue
        value = node.value.orelse if isinstance(node.value, ast.IfExp) else node.value
        if isinstance(value, ast.Constant | ast.BinOp) and node.lineno in comments:
            default = ast.unparse(value).replace("'", '"')
            yield f"`{node.targets[0].id}`", f"`{default}`", comments[node.lineno]


def _made(statements: tuple[str, ...]) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    for statement in statements:
        connection.execute(statement)
    return connection


def _tables(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY rowid")
    names = [row["name"] for row in rows]
    return [name for name in names if not name.startswith(("_", "sqlite", "posts_"))]


def _purpose(connection: sqlite3.Connection, table: str) -> str:
    """Return the comment in the first line of a table."""
    found = re.match(r".*--\s*(.*)", _sql(connection, table))
    assert found, f"{table}: say in the first line of its statement what it holds"
    return str(found[1])


def _section(connection: sqlite3.Connection, table: str) -> str:
    sql, purpose = _sql(connection, table), _purpose(connection, table)
    rows = [
        (f"`{name}`", kind, said or _values(sql, name))
        for name, (kind, said) in columns(connection, table).items()
    ]
    head = ("column", "type", "meaning")
    return f"### {table}\n\n{purpose[0].upper()}{purpose[1:]}.\n\n{_table(head, rows)}"


def _values(sql: str, column: str) -> str:
    """Return the values that a column may have, or the column that has them."""
    listed = re.search(rf"CHECK \({column} IN \((.*?)\)\)", sql)
    referred = re.search(rf"^ +{column} [^,\n]* REFERENCES (\w+) \((\w+)\)", sql, re.MULTILINE)
    return listed[1].replace("'", "`") if listed else "`{}.{}`".format(*referred.groups()) if referred else ""


def _sql(connection: sqlite3.Connection, name: str) -> str:
    return str(connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()[0])


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = (head, tuple("---" for _ in head), *rows)
    return "".join(f"| {' | '.join(cell.replace('|', '&#124;') for cell in line)} |\n" for line in lines)


if __name__ == "__main__":
    for name in PAGES:
        (DOCS / name).write_text(page(name), encoding="utf-8")
