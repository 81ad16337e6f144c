"""The card of a data set: its contents, fields and provenance. Pure.

Nothing in it depends on the clock, so the same archive gives the same card.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from crawler.items import Blog
from crawler.terminal import count
from pipelines.export.dataset_statistics import DatasetStatistics
from pipelines.export.fields import FieldType, RecordField

_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedFile:
    """One file of a data set."""

    name: str
    part: str | None = None
    records: int
    bytes: int | None  # None for a folder
    sha256: str


def build_card(  # noqa: PLR0913 - each says one thing
    statistics: DatasetStatistics,
    *,
    title: str,
    files: Sequence[ExportedFile],
    fields: Sequence[RecordField],
    blogs: Mapping[str, Blog],
    provenance: Mapping[str, Any],
    left_out: int | None = None,
) -> dict[str, Any]:
    """Return the card as plain data. `provenance` has versions, options and crawls; documents have no fields.

    `left_out` is the number of copies that were left out; None where they were not looked for.
    """
    return {
        "title": title,
        "files": [_file(file) for file in files],
        "posts": statistics.posts,
        "pages": statistics.pages,
        **{name: statistics.nested[name] for name in ("comments", "revisions") if name in statistics.filled},
        **{f"{name}s": _by_count(counts) for name, counts in statistics.values.items()},
        "languages": _by_count(statistics.languages),
        "years": dict(sorted(statistics.years.items())),
        "words": statistics.word_quantiles(),
        "duplicates": {"same_text": statistics.repeated_texts(), "left_out": left_out},
        "fields": [_field(field, statistics) for field in fields],
        "blogs": [_blog(blogs[id_], posts) for id_, posts in _by_count(statistics.blogs).items()],
        "made": dict(provenance),
    }


def _file(file: ExportedFile) -> dict[str, Any]:
    return {name: value for name, value in asdict(file).items() if value is not None}


def _field(field: RecordField, statistics: DatasetStatistics) -> dict[str, Any]:
    filled = round(statistics.filled[field.name] / statistics.records, 4) if statistics.records else 0
    return {"name": field.name, "type": field.type, "meaning": field.description, "filled": filled}


def _blog(blog: Blog, posts: int) -> dict[str, Any]:
    return {"blog_id": blog.blog_id, "title": blog.title, "url": blog.url, "posts": posts}


def _by_count(counted: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counted.items(), key=lambda each: (-each[1], each[0])))


def card_to_markdown(data: Mapping[str, Any]) -> str:
    """Format a card as Markdown, with the front matter that Hugging Face reads."""
    return "\n".join((*_front(data), *_facts(data), *_fields(data), *_blogs(data), *_made(data), ""))


def _front(data: Mapping[str, Any]) -> list[str]:
    size = next((name for most, name in _SIZES if data["posts"] + data["pages"] < most), "1M<n<10M")
    languages = [f"- {code}" for code in data["languages"] if code != "unknown"]
    spoken = ["language:", *languages] if languages else []
    return ["---", *spoken, "size_categories:", f"- {size}", "---", ""]


def _facts(data: Mapping[str, Any]) -> list[str]:
    words = data["words"]
    lengths = _counted({name: number for name, number in words.items() if name != "total"})
    names = ("posts", *(("pages",) if data["pages"] else ()), "comments", "revisions")
    counts = [count(data[name], name.removesuffix("s")) for name in names if name in data]
    files = (
        f"| {_cell(file['name'])} | {file['records']:,} | `{file['sha256']}` |" for file in data["files"]
    )
    same, left_out = data["duplicates"]["same_text"], data["duplicates"]["left_out"]
    return [
        f"# {_cell(data['title'])}", "",
        f"{', '.join(counts)}; blogs: {len(data['blogs']):,}; words: {words['total']:,}.", "",
        "| file | records | SHA-256 |", "|---|---:|---|",
        *files, "",
        *(f"- {name}: {_counted(data[name])}" for name in ("kinds", "sources") if name in data),
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
        f"| `{field['name']}` | {_type(field['type'])} | {field['filled']:.0%} | {_cell(field['meaning'])} |"
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


def _type(field_type: FieldType) -> str:
    if isinstance(field_type, list):
        return f"list of {_type(field_type[0])}"
    return f"{{{', '.join(field_type)}}}" if isinstance(field_type, dict) else str(field_type)


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {number:,}" for name, number in counts.items()) or "none"


def _cell(text: str) -> str:
    """Escape text for one cell of a table."""
    plain = " ".join(text.split()).replace("\\", "\\\\").replace("|", "\\|")
    return plain.replace("<", "&lt;").replace("`", "'")
