"""A post by what a person types: an address that it has or had, Blogger's post id, or its row id."""

import json
import sqlite3

from crawler.blogger.urls import permalink
from crawler.errors import UsageError
from pipelines.archive.connection import path_of

_BY_NUMBER = """\
SELECT id FROM posts WHERE id = :number
UNION SELECT id FROM posts WHERE blog_id IN (SELECT blog_id FROM blogs) AND post_id = :name"""
_BY_URL = "SELECT id FROM posts WHERE url IN (SELECT value FROM json_each(:urls))"
_BY_ALIAS = """\
SELECT DISTINCT posts.id FROM posts, json_each(aliases) AS alias
WHERE alias.value IN (SELECT value FROM json_each(:urls))"""


def require_post(connection: sqlite3.Connection, name: str) -> int:
    """Return the row id of the one post that has `name`. Raise UsageError where none has, or several have.

    Addresses are compared without their scheme and parameters such as `?m=1`.
    """
    number = int(name) if name.isascii() and name.isdecimal() and len(name) < 19 else None
    rest = permalink(name).partition("://")[2]
    urls = [name, f"http://{rest}", f"https://{rest}"]
    asked = {"name": name, "number": number, "urls": json.dumps(urls)}
    # Former addresses are in no index: every post is read for them, and only where nothing else was found.
    for statement in (_BY_NUMBER, *((_BY_URL, _BY_ALIAS) if rest else ())):
        found = [row["id"] for row in connection.execute(statement, asked)]
        if len(found) == 1:
            return int(found[0])
        if found:
            rows = ", ".join(map(str, found))
            raise UsageError(f"{name}: {len(found)} posts are known so; name one by its row: {rows}")
    raise UsageError(
        f"{name}: no such post in {path_of(connection)};"
        " name its address, Blogger's id or its row (try a search)"
    )
