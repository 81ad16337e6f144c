"""Kept pictures in a document: each goes into it once."""

import sqlite3
from collections.abc import Callable, Collection

from pipelines.archive.media.media_queries import read_file
from pipelines.archive.media.media_wanted import find_pictures
from pipelines.cleaning.picture_sources import PictureSource

Put = Callable[[str, str, bytes], object]
"""Stores a file: its path in the document, its media type, its content."""


class DocumentPictures:
    """Puts the pictures of posts into a document as they come."""

    def __init__(
        self, media: sqlite3.Connection | None, put: Put, types: Collection[str] | None = None
    ) -> None:
        """`media` is the media file; None: there are no pictures. `types` are those put in; None: all."""
        self._media, self._put, self._types = media, put, types
        self._done: set[str] = set()

    def place(self, html: str, folder: str = "") -> dict[PictureSource, str]:
        """Put the kept pictures of a body below `folder`; return their paths, seen from there."""
        placed: dict[PictureSource, str] = {}
        for source, file in find_pictures(self._media, html).items():
            if self._media and file.path and (self._types is None or file.type in self._types):
                placed[source] = file.path
                self._copy(self._media, folder + file.path, file.sha256)
        return placed

    def _copy(self, media: sqlite3.Connection, name: str, digest: str) -> None:
        found = None if name in self._done else read_file(media, digest)
        if found:
            self._done.add(name)
            self._put(name, *found)
