"""File names made from titles and URLs: only a-z, 0-9 and hyphens, so that no path can escape."""

import re
import unicodedata
from urllib.parse import unquote, urlsplit

from pipelines.search.export_rows import Record

_MAX_LENGTH = 60
RESERVED_NAME = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)")
"""Names of devices on Windows, whatever their ending."""
_PERMALINK = re.compile(r"/([^/]+?)(?:\.html?)?/?$")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def slug(text: str) -> str:
    """Return text as a slug; "" where no letter or digit is Latin."""
    plain = unicodedata.normalize("NFKD", text[:500]).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:_MAX_LENGTH].strip("-")


def folder_name(address: str, blog_id: str) -> str:
    """Return the name of a blog's folder: its host, else its id."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        host = ""
    name = slug(host) or slug(blog_id) or "blog"
    return f"{name}-blog" if RESERVED_NAME.fullmatch(name) else name


def post_slug(record: Record) -> str:
    """Return the last part of a post's URL, else its title, as a slug; may be ""."""
    path = _PERMALINK.search((record["url"] or "").partition("?")[0].partition("#")[0])
    return slug(unquote(path[1])) if path else slug(record["title"] or "")


def post_name(record: Record) -> str:
    """Return the name of a post's file without its ending: date, slug and id, unique within its blog."""
    day = _DAY.match(record["published_local"] or "") or _DAY.match(record["published"] or "")
    parts = (day[0] if day else "undated", post_slug(record), slug(record["post_id"])[-_MAX_LENGTH:])
    return "-".join(filter(None, parts))
