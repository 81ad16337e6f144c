"""Addresses and times of captures in the names of files, as mirroring programs make them. Pure."""

import re
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from pipelines.imports.origin import timestamp

_HOST_FOLDER = re.compile(r"(?:.*[/!])?((?:[a-z0-9-]+\.)+[a-z]{2,})/(.*[^/])$", re.IGNORECASE)
_BELOW = re.compile(
    r"(?:^|[/!])(?:((?:\d{4}/\d{2}|p)/[^/?@]+\.html?|\d{4}_\d{2}_\d{2}_archive\.html?)|index\.html?)"
    r"(?:(?:[?@]|%3F)[^/]*|\.\d{1,3})?$",
    re.IGNORECASE,
)
"""Files of posts, static pages, lists of a month, and of the home page, which has no part of its own."""
_TEXT = re.compile(r"(/(?:\d{4}/\d{2}|p)/[^/]+?)(?:\.html?)?\.te?xt$", re.IGNORECASE)
_TIME = re.compile(r"(?<=[/!])(\d{14})(?:[a-z]{2}_)?/")
"""Folder of one capture, as programs make it that fetch from the Wayback Machine."""


def address_of(
    name: str, *, base: str | None, url_map: Mapping[str, str], noted: str | None = None
) -> str | None:
    """Return the address of a file from its name; None where its name tells none.

    In order: the address that a person gave for the end of the name; that `noted` beside the file; the
    folder of a host, as wget and HTTrack make them ("mirror/quay.blogspot.com/2019/08/tram.html"); the part
    of the name that Blogger makes of date and title or of a month, below `base`, the blog's home page, which
    is `index.html`. A folder that only looks like a host, such as "j.doe", gives way to `base`.
    """
    given = next((url for file, url in url_map.items() if name.endswith(file)), None)
    if given or noted:
        return given or noted
    name = _TEXT.sub(r"\1.html", _TIME.sub("", name))
    host, below = _HOST_FOLDER.match(name), _BELOW.search(name)
    if host and (base is None or _is_host(host[1], base)):
        return f"http://{host[1]}/{host[2]}"
    return urljoin(base.rstrip("/") + "/", below[1] or "") if below and base else None


def _is_host(folder: str, base: str) -> bool:
    return ".blogspot." in folder or folder.lower() == urlsplit(base).hostname


def time_of(name: str) -> datetime | None:
    """Return the time of a capture that a folder of the name states; None where there is none."""
    for found in _TIME.finditer(name):
        try:
            return timestamp(found[1])
        except ValueError:
            continue
    return None
