"""Pictures of bodies that are held in the media file."""

import sqlite3

from pipelines.archive.media_queries import HeldFile, find_file
from pipelines.cleaning.picture_sources import PictureSource, picture_sources


def find_pictures(connection: sqlite3.Connection | None, *bodies: str) -> dict[PictureSource, HeldFile]:
    """Return the pictures of bodies that are held, in the largest version; none without a media file."""
    if connection is None:
        return {}
    found: dict[PictureSource, HeldFile] = {}
    for source in {source for body in bodies for source in picture_sources(body)}:
        file = (find_file(connection, source.link) if source.link else None) or find_file(
            connection, source.src
        )
        if file and file.type.startswith("image/"):
            found[source] = file
    return found
