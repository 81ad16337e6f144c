"""Protocol of the questions that a fetch of media asks, and what it finds out. Standard library only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedMedia:
    """A picture or media file of a blog."""

    id: int
    url: str  # as the blog names it
    fallback: str | None = None  # address of a smaller version, for where that one fails
    blog: str = ""  # the blog's address as a person gave it; "" where nobody did
    etag: str | None = None
    last_modified: str | None = None  # validators of the file that is held, if one is


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaAnswer:
    """Result of a request for one of them."""

    id: int
    state: str
    """"held", "gone" (its host says so), "refused" (no media file, too large, forbidden) or "failed"."""
    url: str  # address that answered last
    status: int | None = None  # HTTP status; None where there was no answer
    reason: str | None = None  # one line: why there is no file
    body: bytes | None = None  # the file; None where none came, or the one that is held is still the same
    type: str = ""
    width: int | None = None
    height: int | None = None
    etag: str | None = None
    last_modified: str | None = None


class MediaReader(Protocol):
    """Tells what is to be fetched."""

    def due(self, after: int, limit: int) -> Sequence[WantedMedia]:
        """Return what is due now, by number, from `after` on."""

    def held_bytes(self) -> int:
        """Return the size of all files that are held."""
