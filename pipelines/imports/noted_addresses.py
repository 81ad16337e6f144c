"""Addresses of saved pages that a file beside them states: Firefox's .maff, ArchiveBox. Pure."""

import json
import re
from collections.abc import Callable
from html import unescape

_ADDRESS, _FILE = (
    re.compile(rb"<(?:\w+:)?%b\s[^<>]*?resource\s*=\s*[\"']([^\"'<>]+)" % name, re.IGNORECASE)
    for name in (b"originalurl", b"indexfilename")
)
_TIMESTAMP = re.compile(r"[\d.]+")
_WEB = ("http://", "https://")
_MOST = 1 << 20  # bytes of a note that is read
_BELOW = frozenset({"readability", "mercury"})
"""Folders in which ArchiveBox keeps the words of a page alone."""


def noted_address(name: str, read: Callable[[str, int], bytes]) -> str | None:
    """Return the address of the page at this path that a note beside it states; None where there is none.

    `read` gives so many bytes of the file at a path, none where it is not there.
    """
    folder, _, file = name.rpartition("/")
    if not file.lower().endswith((".html", ".htm", ".xhtml")):
        return None
    return _by_rdf(file, read(f"{folder}/index.rdf", _MOST)) or _by_json(folder, read)


def _by_rdf(file: str, note: bytes) -> str | None:
    """The note of a .maff names the one file that is the page; its frames have other addresses."""
    found = [name.search(note) for name in (_ADDRESS, _FILE)]
    address, page = (unescape(part[1].decode("utf-8", "replace")) if part else "" for part in found)
    return address if address.startswith(_WEB) and page in {file, ""} else None


def _by_json(folder: str, read: Callable[[str, int], bytes]) -> str | None:
    """ArchiveBox calls the folder of a page by the time that its note states."""
    above, _, last = folder.rpartition("/")
    folder = above if last in _BELOW else folder
    if not _TIMESTAMP.fullmatch(folder.rpartition("/")[2]):
        return None
    try:
        note = json.loads(read(f"{folder}/index.json", _MOST))
        is_its_own = str(note["timestamp"]) == folder.rpartition("/")[2]
        address = str(note["url"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return address if is_its_own and address.startswith(_WEB) else None
