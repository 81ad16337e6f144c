"""`/healthz`: whether the archive opens and can be read, for a monitor."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from datasette.utils.asgi import Response  # type: ignore[import-untyped]

from crawler.errors import ArchiveError
from pipelines.archive.connection import connect_to_read
from pipelines.search.browse import newest_ids
from pipelines.search.filters import Filter


async def health(datasette: Any) -> Response:
    """Answer 200 where a new connection reads it; 503 otherwise, without names of files."""
    try:
        await asyncio.to_thread(_read, datasette.queries.path)
    except (ArchiveError, sqlite3.Error, OSError):
        return Response.text("the archive cannot be read\n", status=503)
    return Response.text("ok\n")


def _read(path: Path) -> None:
    with closing(connect_to_read(path)) as connection:
        newest_ids(connection, Filter(), limit=1)
