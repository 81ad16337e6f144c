# ruff: noqa: S608 - names of tables of our own
"""Columns of a table as the file's own schema describes them, with the comments beside them."""

import re
import sqlite3

_DEFINITION = r"[^\n,(/]*(?:\((?:[^()]|\([^()]*\))*\)[^\n,(/]*)*"


def columns(connection: sqlite3.Connection, table: str) -> dict[str, tuple[str, str]]:
    """Return SQL type and comment by column; the comment is "" where there is none."""
    sql = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()[0]
    rows = connection.execute(f"SELECT name, type FROM pragma_table_info('{table}')")
    return {row["name"]: (row["type"], _comment(sql, re.escape(row["name"]))) for row in rows}


def _comment(sql: str, column: str) -> str:
    """Return the comment of a column: behind it, or at the end of the line that it begins."""
    own = re.search(rf"\b{column}\s+(?:TEXT|INTEGER|REAL|BLOB)\b{_DEFINITION}/\*(.*?)\*/", sql)
    line = re.search(rf"^\s*{column}\s+(?:TEXT|INTEGER|REAL|BLOB)\b[^\n]*?--([^\n]*)", sql, re.MULTILINE)
    found = own or line
    return found[1].strip() if found else ""
