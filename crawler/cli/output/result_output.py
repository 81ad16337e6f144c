"""Search results for people, or as JSON, JSON Lines or CSV; shared by search and similar."""

import csv
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal, TextIO

import click

from crawler.cli.options.shared_options import options
from crawler.cli.output.stdout import json_text
from crawler.terminal import allows_colour, one_line
from pipelines.search.listed_posts import ListedPost, SearchResult
from pipelines.search.snippets import Fragment

OutputShape = Literal["json", "jsonl", "csv"] | None  # None: text for people

_DAY = len("2013-10-05")
_INDENT = " " * (_DAY + 2)
_BOLD, _DIM, _HIGHLIGHT, _END = "\x1b[1m", "\x1b[2m", "\x1b[1;33m", "\x1b[0m"
_FIELDS = (
    "id", "published", "title", "author", "labels", "url", "blog", "blog_url", "language", "deleted_at",
    "blog_id", "post_id", "snippet", "kind", "source", "published_local",
)  # fmt: skip

_MOST = 10**9  # posts; SQLite's integers end
output_options = options(
    click.option(
        "--limit",
        type=click.IntRange(1, _MOST),
        default=20,
        metavar="N",
        help="At most so many posts; default 20.",
    ),
    click.option("--json", "shape", flag_value="json", help="A JSON array."),
    click.option("--jsonl", "shape", flag_value="jsonl", help="JSON Lines."),
    click.option("--csv", "shape", flag_value="csv", help="CSV with a header."),
)
"""Pass `limit` and `shape`; of several shapes the last counts."""


def print_hits(
    hits: Sequence[ListedPost], shape: OutputShape, out: TextIO | None = None, *, bounded: bool = False
) -> None:
    """Print results to `out`, by default standard output.

    With `bounded`, records of JSON say that others may match as well or better, by a field of that name.
    """
    out = out or sys.stdout
    if shape in ("json", "jsonl"):
        records = [as_record(hit) | ({"bounded": True} if bounded else {}) for hit in hits]
        if shape == "json":
            print(json_text(records, indent=1, out=out), file=out)
        for record in records if shape == "jsonl" else ():
            print(json_text(record, indent=None, out=out), file=out)
    else:
        (_as_csv if shape else _for_people)(hits, out)


def describe_answer(answer: SearchResult) -> str:
    """Return one line on how many posts match and how far the search looked; for standard error."""
    more = "more than " if answer.more else ""
    parts = [f"{len(answer.hits)} of {more}{answer.matches:,} posts"]
    if answer.ranked is not None:
        parts.append(f"ranked among the newest {answer.ranked:,}")
    if answer.looked_at is not None:
        parts.append(f"looked only through the newest {answer.looked_at:,} with these words")
    parts += [f"{start}* stands for its commonest words only" for start in answer.narrowed]
    if answer.shortened:
        parts.append("the query is too long, its end was left out")
    if answer.index:
        parts.append(f"by {one_line(answer.index)}")
    bounded = answer.ranked is not None or answer.looked_at is not None or answer.narrowed
    return "; ".join(parts) + ("; --all looks at everything" if bounded else "")


def _for_people(hits: Sequence[ListedPost], out: TextIO) -> None:
    paint = _painted if allows_colour(out) else _plain
    for number, hit in enumerate(hits):
        if number:
            print(file=out)
        for line in _lines(hit, paint):
            print(_encodable(line, out), file=out)


_Paint = Callable[[str, str], str]


def _painted(text: str, colour: str) -> str:
    return f"{colour}{text}{_END}" if text else ""


def _plain(text: str, colour: str) -> str:
    return f"**{text}**" if colour == _HIGHLIGHT else text


def _lines(hit: ListedPost, paint: _Paint) -> Iterable[str]:
    day = one_line((hit.published_local or hit.published or "")[:_DAY]).ljust(_DAY)
    title = _marked(hit.title, paint, _BOLD).strip() or "(no title)"
    state = hit.status or ("gone from its blog" if hit.deleted_at else "")
    gone = paint(f"  [{state}]", _DIM) if state else ""
    yield f"{day}  {title}{gone}"
    where = one_line(" · ".join(filter(None, (hit.blog, hit.author, ", ".join(hit.labels)))))
    yield _INDENT + paint(where, _DIM)
    if hit.url:
        yield _INDENT + one_line(hit.url)
    if hit.snippet:
        yield _INDENT + _marked(hit.snippet, paint, "").strip()


def _marked(pieces: Iterable[Fragment], paint: _Paint, colour: str) -> str:
    texts = ((one_line(piece.text), _HIGHLIGHT if piece.marked else colour) for piece in pieces)
    return "".join(paint(text, shown) if shown else text for text, shown in texts)


def _encodable(text: str, out: TextIO) -> str:
    """Return the text with question marks for letters that the terminal's encoding lacks."""
    encoding = out.encoding or "utf-8"
    return text.encode(encoding, "replace").decode(encoding)


def as_record(hit: ListedPost) -> dict[str, Any]:
    """Return a hit as JSON data; `**` marks the words found, in the snippet only."""
    plain = {name: getattr(hit, name) for name in _FIELDS}
    plain["title"] = "".join(piece.text for piece in hit.title) or None
    plain["labels"] = list(hit.labels)
    plain["snippet"] = _marked(hit.snippet, _plain, "").strip()
    if hit.status:
        plain["status"] = hit.status
    return plain


def _as_csv(hits: Sequence[ListedPost], out: TextIO) -> None:
    from pipelines.export.csv_file import escape_formula  # noqa: PLC0415 - loads every export format

    writer = csv.writer(out, lineterminator="\n")
    writer.writerow((*_FIELDS, "status") if any(hit.status for hit in hits) else _FIELDS)
    for hit in hits:
        row = as_record(hit) | {"labels": json.dumps(hit.labels, ensure_ascii=False)}
        cells = ("" if value is None else str(escape_formula(value)) for value in row.values())
        writer.writerow([_encodable(cell, out) for cell in cells])
