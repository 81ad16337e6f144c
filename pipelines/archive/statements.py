# ruff: noqa: S608 - that is what it is for
"""SQL made from column names of our own, never from anything that came from outside."""

from collections.abc import Collection, Iterable


def insert(table: str, columns: Iterable[str]) -> str:
    """Return an INSERT with one named parameter for each column."""
    columns = tuple(columns)
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(f':{name}' for name in columns)})"


def insert_many(table: str, columns: Iterable[str], rows: int) -> str:
    """Return an INSERT of up to so many rows, whose values are given one after the other, then NULLs.

    The first column of a row is not NULL.
    """
    columns = tuple(columns)
    values = ", ".join([f"({', '.join('?' * len(columns))})"] * rows)
    given = f"SELECT * FROM (VALUES {values}) WHERE column1 IS NOT NULL"
    return f"INSERT INTO {table} ({', '.join(columns)}) {given}"


def upsert(table: str, columns: Iterable[str], *, key: Collection[str], once: Collection[str] = ()) -> str:
    """Return an INSERT that updates all columns but the key and `once` where a row has that key."""
    columns = tuple(columns)
    updated = (name for name in columns if name not in key and name not in once)
    updates = ", ".join(f"{name} = excluded.{name}" for name in updated)
    return f"{insert(table, columns)} ON CONFLICT ({', '.join(key)}) DO UPDATE SET {updates}"


def update(table: str, columns: Iterable[str]) -> str:
    """Return an UPDATE of one row by its `:id`."""
    return f"UPDATE {table} SET {', '.join(f'{name} = :{name}' for name in columns)} WHERE id = :id"
