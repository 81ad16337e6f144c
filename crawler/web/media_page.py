"""`/media/<SHA-256>`: a picture, sound or film that is kept beside the archive."""

import asyncio
from pathlib import Path
from typing import Any

from datasette.utils.asgi import Response  # type: ignore[import-untyped]

from pipelines.archive.media.media_connection import open_media
from pipelines.archive.media.media_queries import read_file

_HEADERS = {
    "content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "cache-control": "private, max-age=31536000, immutable",
}
"""The type of a file is that of its content when it was stored; no browser may find another in it."""
_KINDS = ("image/", "audio/", "video/")


async def media_file(request: Any, datasette: Any) -> Response:
    """Answer with the file; 404 where it is not held."""
    found = await asyncio.to_thread(_read, datasette.queries.path, request.url_vars["sha256"])
    if found is None:
        return Response.text("There is no such file in this archive.\n", status=404)
    type_, content = found
    return Response(content, 200, dict(_HEADERS), content_type=type_)


def _read(archive: Path, digest: str) -> tuple[str, bytes] | None:
    with open_media(archive) as media:
        found = read_file(media, digest) if media else None
    is_media = found and found[0].startswith(_KINDS) and "svg" not in found[0]
    return found if is_media else None
