"""Partitions of a data set, such as train and test, with no blog in two of them. Pure."""

import re
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from crawler.errors import UsageError

_PART = re.compile(r"([A-Za-z0-9_]+)=(\d*\.?\d+)")


def parse_split(text: str) -> dict[str, float]:
    """Parse "train=0.9,test=0.1" to name → upper end of its range in 0 … 1. Raises UsageError."""
    parts = [_PART.fullmatch(part.strip()) for part in text.split(",")]
    if not all(parts) or len({part[1] for part in parts if part}) != len(parts):
        raise UsageError(f"--split {text}: write it like train=0.9,test=0.1")
    ends, end = {}, 0.0
    for part in parts:
        assert part is not None
        end += float(part[2])
        ends[part[1]] = end
    if abs(end - 1) > 1e-6:
        raise UsageError(f"--split {text}: the shares make {end:g}, not 1")
    return ends


def partition_of(blog_id: str, ends: Mapping[str, float]) -> str:
    """Return the partition of all posts of a blog; it depends on the blog's id alone."""
    place = int.from_bytes(sha256(blog_id.encode()).digest()[:8]) / 2**64
    return next((name for name, end in ends.items() if place < end), list(ends)[-1])


def partition_path(path: Path, ending: str, part: str) -> Path:
    """Return the path of a partition: posts.jsonl.gz → posts.train.jsonl.gz."""
    stem = path.name[: -len(ending)] if path.name.lower().endswith(ending) else path.name
    return path.with_name(f"{stem}.{part}{path.name[len(stem) :]}")
