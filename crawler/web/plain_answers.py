"""Answers that are no pages: `/healthz`, for a monitor, and `/media/<SHA-256>`, a kept file."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from datasette.utils.asgi import Response  # type: ignore[import-untyped]

from crawler.errors import ArchiveError
from pipelines.archive.connection import connect_to_read
from pipelines.archive.media.media_connection import open_media
from pipelines.archive.media.media_queries import read_file
from pipelines.search.browse import newest_ids
from pipelines.search.filters import Filter

_MEDIA_HEADERS = {
    "content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "cache-control": "private, max-age=31536000, immutable",
}
"""The type of a file is that of its content when it was stored; no browser may find another in it."""
_KINDS = ("image/", "audio/", "video/")


async def health(datasette: Any) -> Response:
    """Answer 200 where a new connection reads it; 503 otherwise, without names of files."""
    try:
        await asyncio.to_thread(_read_newest, datasette.queries.path)
    except (ArchiveError, sqlite3.Error, OSError):
        return Response.text("the archive cannot be read\n", status=503)
    return Response.text("ok\n")


def _read_newest(path: Path) -> None:
    with closing(connect_to_read(path)) as connection:
        newest_ids(connection, Filter(), limit=1)


async def media_file(request: Any, datasette: Any) -> Response:
    """Answer with the file; 404 where it is not held."""
    found = await asyncio.to_thread(_read_media, datasette.queries.path, request.url_vars["sha256"])
    if found is None:
        return Response.text("There is no such file in this archive.\n", status=404)
    type_, content = found
    return Response(content, 200, dict(_MEDIA_HEADERS), content_type=type_)


def _read_media(archive: Path, digest: str) -> tuple[str, bytes] | None:
    with open_media(archive) as media:
        found = read_file(media, digest) if media else None
    is_media = found and found[0].startswith(_KINDS) and "svg" not in found[0]
    return found if is_media else None
