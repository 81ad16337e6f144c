"""How found posts are printed: for people, or as JSON, JSON lines or CSV. Shared by search and similar."""

import argparse
import csv
import json
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TextIO

from crawler.errors import UsageError
from pipelines.export.csv_file import escape_formula
from pipelines.search.results import Hit, SearchResult
from pipelines.search.snippets import Fragment

_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufff9-\ufffb]+"
)
"""What could move a terminal's cursor or turn its text around."""
_BLANKS = re.compile(r"\s+")
_DAY = len("2013-10-05")
_INDENT = " " * (_DAY + 2)

_MOST = 10**9
"""Posts; SQLite cannot count without end."""

BOLD, DIM, COLOUR, END = "\x1b[1m", "\x1b[2m", "\x1b[1;33m", "\x1b[0m"
FIELDS = (
    "id", "published", "title", "author", "labels", "url", "blog", "blog_url", "language", "deleted_at",
    "blog_id", "post_id", "snippet",
)  # fmt: skip


def add_output_options(parser: argparse.ArgumentParser) -> None:
    """Add --limit, --json, --jsonl and --csv."""
    group = parser.add_argument_group("What is printed")
    group.add_argument("--limit", type=int, default=20, metavar="N", help="at most so many posts (20)")
    shape = group.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_const", const="json", dest="shape", help="a JSON array")
    shape.add_argument("--jsonl", action="store_const", const="jsonl", dest="shape", help="JSON lines")
    shape.add_argument("--csv", action="store_const", const="csv", dest="shape", help="CSV with a header")


def read_limit(opts: argparse.Namespace) -> int:
    """The limit that was typed. Raises UsageError."""
    limit = int(opts.limit)
    if limit < 1:
        raise UsageError(f"--limit {limit}: give a number from 1")
    return min(limit, _MOST)


def print_hits(hits: Sequence[Hit], shape: str | None, out: TextIO | None = None) -> None:
    """Print them to `out`, by default standard output."""
    _PRINTERS[shape](hits, out or sys.stdout)


def remarks(answer: SearchResult) -> str:
    """One line on how many posts match, and how far was looked; for standard error."""
    more = "more than " if answer.more else ""
    parts = [f"{len(answer.hits)} of {more}{_number(answer.matches)} posts"]
    if answer.ranked is not None:
        parts.append(f"ranked among the newest {_number(answer.ranked)}")
    if answer.looked_at is not None:
        parts.append(f"looked only through the newest {_number(answer.looked_at)} with these words")
    parts += [f"{start}* stands for its commonest words only" for start in answer.narrowed]
    if answer.shortened:
        parts.append("the query is too long, its end was left out")
    bounded = answer.ranked is not None or answer.looked_at is not None or answer.narrowed
    return "; ".join(parts) + ("; --all looks at everything" if bounded else "")


def clean(text: str) -> str:
    """The text on one line, without what could disturb a terminal."""
    return _BLANKS.sub(" ", _UNPRINTABLE.sub(" ", text))


def _for_people(hits: Sequence[Hit], out: TextIO) -> None:
    paint = _painted if out.isatty() else _plain
    for number, hit in enumerate(hits):
        if number:
            print(file=out)
        for line in _lines(hit, paint):
            print(_speakable(line, out), file=out)


Paint = Callable[[str, str], str]


def _painted(text: str, colour: str) -> str:
    return f"{colour}{text}{END}" if text else ""


def _plain(text: str, colour: str) -> str:
    return f"**{text}**" if colour == COLOUR else text


def _lines(hit: Hit, paint: Paint) -> Iterable[str]:
    day = clean((hit.published or "")[:_DAY]).ljust(_DAY)
    title = _marked(hit.title, paint, BOLD).strip() or "(no title)"
    gone = paint("  [gone from its blog]", DIM) if hit.deleted_at else ""
    yield f"{day}  {title}{gone}"
    where = clean(" · ".join(filter(None, (hit.blog, hit.author, ", ".join(hit.labels)))))
    yield _INDENT + paint(where, DIM)
    if hit.url:
        yield _INDENT + clean(hit.url)
    if hit.snippet:
        yield _INDENT + _marked(hit.snippet, paint, "").strip()


def _marked(pieces: Iterable[Fragment], paint: Paint, colour: str) -> str:
    return "".join(
        paint(clean(piece.text), COLOUR) if piece.marked else _in(clean(piece.text), paint, colour)
        for piece in pieces
    )


def _in(text: str, paint: Paint, colour: str) -> str:
    return paint(text, colour) if colour else text


def _speakable(text: str, out: TextIO) -> str:
    """With letters that the terminal's encoding lacks as question marks."""
    encoding = out.encoding or "utf-8"
    return text.encode(encoding, "replace").decode(encoding)


def record(hit: Hit) -> dict[str, Any]:
    """A hit as plain data; in title and snippet ** marks what was found in the latter only."""
    plain = {name: getattr(hit, name) for name in FIELDS}
    plain["title"] = "".join(piece.text for piece in hit.title) or None
    plain["labels"] = list(hit.labels)
    plain["snippet"] = _marked(hit.snippet, _plain, "").strip()
    return plain


def _as_json(hits: Sequence[Hit], out: TextIO) -> None:
    print(json.dumps([record(hit) for hit in hits], ensure_ascii=not _speaks_utf8(out), indent=1), file=out)


def _as_jsonl(hits: Sequence[Hit], out: TextIO) -> None:
    for hit in hits:
        print(json.dumps(record(hit), ensure_ascii=not _speaks_utf8(out)), file=out)


def _as_csv(hits: Sequence[Hit], out: TextIO) -> None:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(FIELDS)
    for hit in hits:
        row = record(hit) | {"labels": ", ".join(hit.labels)}
        cells = ("" if value is None else str(escape_formula(value)) for value in row.values())
        writer.writerow([_speakable(cell, out) for cell in cells])


def _speaks_utf8(out: TextIO) -> bool:
    return (out.encoding or "").lower().replace("-", "") == "utf8"


def _number(number: int) -> str:
    return f"{number:,}"


_PRINTERS = {None: _for_people, "json": _as_json, "jsonl": _as_jsonl, "csv": _as_csv}
