"""Grade a capture of an address: the page asked for, some other, or none of the blog. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from urllib.parse import urlsplit

from crawler.items import Post
from pipelines.imports.copies import Nothing
from pipelines.imports.warc import Capture


class CaptureGrade(IntEnum):
    """From the worst to the best."""

    NOTHING = 0
    """Parked domain, gate, error page: nothing of the blog."""
    OTHER = 1
    """Posts, but not the one at this address, which led elsewhere."""
    CUT = 2
    """The post, on a page whose end is missing."""
    GOOD = 3


@dataclass(frozen=True, slots=True)
class NoCapture:
    """A post or static page of which none of the captures tried is a page of the blog."""

    url: str
    captures: int
    """That the index has, of different content."""


def grade(found: Sequence[object], capture: Capture, path: str | None) -> CaptureGrade:
    """Grade what was read of a capture; `path` is that of the permalink asked for, None for others."""
    if any(isinstance(each, Nothing) for each in found):
        return CaptureGrade.NOTHING
    if path is None:
        return CaptureGrade.GOOD
    if not any(isinstance(each, Post) and urlsplit(each.url or "").path == path for each in found):
        return CaptureGrade.OTHER
    return CaptureGrade.CUT if capture.is_cut or b"</html" not in capture.body.lower() else CaptureGrade.GOOD
