"""Read the answers of indexes of captures (CDX), of the Wayback Machine, pywb and Common Crawl. Pure."""

import json
from collections.abc import Mapping

from pipelines.imports.capture_choice import Snapshot


def resumable_captures(body: bytes) -> tuple[list[Snapshot], str | None]:
    """Captures of an answer, and the key by which the next is asked for: behind an empty line."""
    names, *lines = json.loads(body or b"[]") or [[]]
    key = str(lines[-1][0]) if len(lines) > 1 and lines[-2] == [] else None
    rows = (dict(zip(names, line, strict=True)) for line in (lines if key is None else lines[:-2]))
    return [
        Snapshot(
            row["original"],
            row["timestamp"],
            row["mimetype"],
            length=int(length) if (length := row.get("length", "")).isdigit() else 0,
            digest=row.get("digest", ""),
        )
        for row in rows
    ], key


def crawl_indexes(body: bytes) -> list[str]:
    """Addresses of the indexes, one for each crawl, the newest first."""
    return [str(crawl["cdx-api"]) for crawl in json.loads(body or b"[]")]


def page_count(body: bytes) -> int:
    """Pages that an index says it has for a query."""
    line = json.loads(body.splitlines()[0]) if body else {"pages": 0}
    return 1 if "timestamp" in line else int(line["pages"])  # pywb answers with all captures


def captures_of_lines(body: bytes) -> list[Snapshot]:
    """Captures of an answer with one in each line, as JSON."""
    return [_of_line(json.loads(line)) for line in body.splitlines()]


def _of_line(line: Mapping[str, str]) -> Snapshot:
    return Snapshot(
        line["url"],
        line["timestamp"],
        line.get("mime", ""),
        line["filename"],
        int(line["offset"]),
        int(line["length"]),
        line.get("digest", ""),
    )
