"""A stream that can be read once, such as a member of a tar file, opened several times at its beginning."""

import io
from typing import IO, Any

KEPT_BYTES = 4 << 20
"""Of the beginning: enough to tell what a member is, also where it is packed."""


class OnceStream:
    """Gives out views of one stream; the last one goes on where the others have only looked."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self._kept = stream, stream.read(KEPT_BYTES)

    def open(self) -> IO[bytes]:
        """Return a view from the beginning. Its `read` raises OSError where that is gone."""
        return io.BufferedReader(_View(self._kept, self._stream))


class _View(io.RawIOBase):
    """Closing it leaves the stream below open: the next member is read from it."""

    def __init__(self, kept: bytes, rest: IO[bytes]) -> None:
        self._kept, self._rest = io.BytesIO(kept), rest
        self._place = len(kept)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._kept.read(len(buffer))
        if not data:
            if self._rest.tell() != self._place:
                raise OSError("it can be read once only; unpack the archive first")
            data = self._rest.read(len(buffer))
            self._place += len(data)
        buffer[: len(data)] = data
        return len(data)
