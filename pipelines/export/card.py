"""The card of a data set: what it holds, what its fields mean, and how it was made. Pure.

Nothing in it depends on the clock, so the same archive gives the same card.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crawler.items import Blog
from pipelines.export.fields import Field, Kind
from pipelines.export.statistics import Tally

SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file of a data set."""

    name: str
    posts: int
    bytes: int | None
    """None for a folder."""
    sha256: str
    part: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a data set is made of."""

    title: str
    fields: Sequence[Field]
    """Empty for documents, which have none."""
    blogs: Mapping[str, Blog]
    """By id."""
    made: Mapping[str, Any]
    """How it was made: versions, options, crawls."""
    left_out: int | None = None
    """Copies that are not in it; None where they were not looked for."""


def card(content: Content, files: Sequence[File], tally: Tally) -> dict[str, Any]:
    """The card as plain data."""
    blogs = _by_count(tally.blogs).items()
    return {
        "title": content.title,
        "files": [_file(file) for file in files],
        "posts": tally.posts,
        **{name: tally.nested[name] for name in ("comments", "revisions") if name in tally.filled},
        "languages": _by_count(tally.languages),
        "years": dict(sorted(tally.years.items())),
        "words": tally.lengths(),
        "duplicates": {"same_text": tally.same_texts(), "left_out": content.left_out},
        "fields": [_field(field, tally) for field in content.fields],
        "blogs": [_blog(content.blogs[id_], posts) for id_, posts in blogs],
        "made": dict(content.made),
    }


def _file(file: File) -> dict[str, Any]:
    plain = {name: getattr(file, name) for name in ("name", "part", "posts", "bytes", "sha256")}
    return {name: value for name, value in plain.items() if value is not None}


def _field(field: Field, tally: Tally) -> dict[str, Any]:
    filled = round(tally.filled[field.name] / tally.posts, 4) if tally.posts else 0
    return {"name": field.name, "type": field.kind, "meaning": field.meaning, "filled": filled}


def _blog(blog: Blog, posts: int) -> dict[str, Any]:
    return {"blog_id": blog.blog_id, "title": blog.title, "url": blog.url, "posts": posts}


def _by_count(counted: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counted.items(), key=lambda each: (-each[1], each[0])))


def as_markdown(data: Mapping[str, Any]) -> str:
    """The card for people, with the front matter that Hugging Face reads."""
    return "\n".join((*_front(data), *_facts(data), *_fields(data), *_blogs(data), *_made(data), ""))


def _front(data: Mapping[str, Any]) -> list[str]:
    size = next((name for most, name in SIZES if data["posts"] < most), "1M<n<10M")
    languages = [f"- {code}" for code in data["languages"] if code != "unknown"]
    spoken = ["language:", *languages] if languages else []
    return ["---", *spoken, "size_categories:", f"- {size}", "---", ""]


def _facts(data: Mapping[str, Any]) -> list[str]:
    words = data["words"]
    lengths = _counted({name: number for name, number in words.items() if name != "total"})
    counts = [f"{data[name]:,} {name}" for name in ("posts", "comments", "revisions") if name in data]
    files = (f"| {_cell(file['name'])} | {file['posts']:,} | `{file['sha256']}` |" for file in data["files"])
    same, left_out = data["duplicates"]["same_text"], data["duplicates"]["left_out"]
    return [
        f"# {_cell(data['title'])}", "",
        f"{', '.join(counts)}; blogs: {len(data['blogs']):,}; words: {words['total']:,}.", "",
        "| file | posts | SHA-256 |", "|---|---:|---|",
        *files, "",
        f"- languages: {_counted(data['languages'])}",
        f"- years: {_counted(data['years'])}",
        f"- words of a post: {lengths}",
        f"- posts with the text of another one before them, word for word: {same:,}",
        *([] if left_out is None else [f"- copies of earlier posts that were left out: {left_out:,}"]), "",
    ]  # fmt: skip


def _fields(data: Mapping[str, Any]) -> list[str]:
    if not data["fields"]:
        return []
    rows = (
        f"| `{field['name']}` | {_kind(field['type'])} | {field['filled']:.0%} | {_cell(field['meaning'])} |"
        for field in data["fields"]
    )
    return ["## Fields", "", "| name | type | filled | meaning |", "|---|---|---:|---|", *rows, ""]


def _blogs(data: Mapping[str, Any]) -> list[str]:
    rows = (
        f"| {_cell(blog['title'] or blog['blog_id'])} | {_cell(blog['url'] or '')} | {blog['posts']:,} |"
        for blog in data["blogs"]
    )
    return ["## Blogs", "", "| blog | address | posts |", "|---|---|---:|", *rows, ""]


def _made(data: Mapping[str, Any]) -> list[str]:
    rows = (f"- {name}: {_listed(value)}" for name, value in data["made"].items())
    return ["## How it was made", "", *rows]


def _listed(value: Any) -> str:
    if isinstance(value, list):
        shown = ", ".join(map(str, value[:5]))
        return f"{len(value):,}: {shown}{' …' if len(value) > 5 else ''}"
    return _cell(str(value))


def _kind(kind: Kind) -> str:
    if isinstance(kind, list):
        return f"list of {_kind(kind[0])}"
    return f"{{{', '.join(kind)}}}" if isinstance(kind, dict) else str(kind)


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {number:,}" for name, number in counts.items()) or "none"


def _cell(text: str) -> str:
    """One cell of a table, whatever strangers wrote."""
    plain = " ".join(text.split()).replace("\\", "\\\\").replace("|", "\\|")
    return plain.replace("<", "&lt;").replace("`", "'")
