"""A stream that can be read once, such as a member of a tar file, opened several times at its beginning."""

from typing import IO, cast

KEPT_BYTES = 4 << 20
"""Of the beginning: enough to tell what a member is, also where it is packed."""


class OnceStream:
    """Gives out views of one stream; the last one goes on where the others have only looked."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._kept, self._consumed = bytearray(), 0

    def open(self) -> IO[bytes]:
        """Return a view from the beginning. Its `read` raises OSError where that is gone."""
        return cast("IO[bytes]", _View(self))

    def read_at(self, place: int, size: int) -> bytes:
        """Return some bytes from a place, none at the end."""
        if place < len(self._kept):
            return bytes(self._kept[place : place + size])
        if place != self._consumed:
            raise OSError("it can be read once only; unpack the archive first")
        data = self._stream.read(size)
        self._consumed += len(data)
        if self._consumed <= KEPT_BYTES:
            self._kept += data
        return data


class _View:
    """The part of a binary file that readers need."""

    def __init__(self, once: OnceStream) -> None:
        self._once, self._place = once, 0

    def read(self, size: int = -1) -> bytes:
        parts: list[bytes] = []
        left = size
        while left and (part := self._once.read_at(self._place, left if size >= 0 else 1 << 20)):
            self._place += len(part)
            left -= len(part) if size >= 0 else 0
            parts.append(part)
        return b"".join(parts)

    def tell(self) -> int:
        return self._place

    def seekable(self) -> bool:
        return False

    def close(self) -> None:
        """Leave the stream below open: the next member is read from it."""
