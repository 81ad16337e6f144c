"""A post as Markdown with YAML front matter, as Hugo and Jekyll read it. Pure."""

import json
import re
from collections.abc import Mapping
from typing import Any

from pipelines.cleaning.picture_sources import PictureSource, replace_sources
from pipelines.export.file_names import post_slug
from pipelines.export.markdown_converter import to_markdown
from pipelines.export.web_links import media_links, web_url
from pipelines.search.export_rows import Record

_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""JSON allows these inside quotes, YAML does not."""
_CLOCK = len("2013-10-05T10:00")


def markdown_document(record: Record, blog: str, pictures: Mapping[PictureSource, str]) -> str:
    """Return the whole file: front matter, body, and links to what the body does not show.

    `pictures` are those that have a file, with its path.
    """
    matter = {name: value for name, value in _matter(record, blog).items() if value not in (None, [], "")}
    lines = "".join(f"{name}: {_yaml(value)}\n" for name, value in matter.items())
    links = "\n".join(f"- {link.label}: <{link.url}>" for link in media_links(record))
    shown = to_markdown(replace_sources(record["html"], pictures.get), pictures.values())
    body = "\n\n".join(filter(None, (shown, links)))
    return f"---\n{lines}---\n\n{body}\n"


def _matter(record: Record, blog: str) -> dict[str, Any]:
    return {
        "title": record["title"] or "",
        "date": _moment(record),
        "lastmod": record["updated"],
        "slug": post_slug(record),
        "tags": record["labels"],
        "author": record["author"],
        "lang": record["language"],
        "blog": blog,
        "canonical_url": web_url(record["url"]),
        "blog_id": record["blog_id"],
        "post_id": record["post_id"],
        "partial": True if record["partial"] else None,
        "deleted_at": record["deleted_at"],
        "draft": True if record.get("status") else None,
        "status": record.get("status"),
        "render_with_liquid": False,
    }


def _moment(record: Record) -> str | None:
    """Return the time on the blog's clock; both programs need a day, so "2013-10" becomes its first."""
    local = record["published_local"] or record["published"] or ""
    if len(local) >= _CLOCK or not local:
        return local or None
    return str(local + "0000-01-01"[len(local) :])


def _yaml(value: Any) -> str:
    """Format a value as JSON, which is YAML except for some characters."""
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))
