"""The files of the search: scripts that hold parts of the index, for pages that may not fetch.

find/index.js    rules of dividing a query, and the number of the first post of each segment
find/0/w0.js …   words of a segment, each with its posts: steps between their numbers in base 36, and a sign
                 for the grade
find/0/a.js      names of authors, each with its posts
find/0/p0.js …   posts, so many in one file: path, title, date, blog, direction, labels, text
find/0/index.js  the first word of each part

A segment is a range of posts, so that a new one changes the files of the last segment alone.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path
from typing import Any

from crawler.site.site_links import SEARCH_FOLDER
from crawler.site.site_output import SiteOutput
from crawler.web.template_filters import direction, format_time
from pipelines.archive.public_names import public_author
from pipelines.archive.values import json_list
from pipelines.search.site_words import LITTLE, GradedPost, SearchedPost, authors, searched_posts, words
from pipelines.text.search_terms import browser_rules

PART = 64_000
"""Characters of a part of the index, at least, where there are so many words."""
BATCH = 16
"""Posts in one file."""
SEGMENT = 1024
"""Least posts of a segment, but for the last."""
GRADES = ",;:.!"
"""Sign of each grade of `pipelines.search.site_words`; it also ends a number."""
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_LAST = "index"
"""Name of the file of a segment that is written after its others."""
_SCRIPT = Path(__file__).parent / "static" / "search.js"


def put_search(
    connection: sqlite3.Connection,
    blogs: dict[str, str],
    output: SiteOutput,
    posts: int,
    digest: Callable[[range], str],
) -> None:
    """Write the files of the search; of a segment, if there are others by the digest of its posts.

    `blogs`: titles by id; empty where they need not be shown.
    """
    found = list(segments(posts))
    for each in found:
        made_of = digest(each)
        if not output.keep_folder(f"{SEARCH_FOLDER}/{each.start}/{_LAST}.js", made_of):
            _put_segment(connection, blogs, each, partial(output.put, digest=made_of))
    rules = {"posts": posts, "batch": BATCH, "grades": GRADES, **browser_rules()}
    output.put(f"{SEARCH_FOLDER}/search.js", _SCRIPT.read_bytes())
    index = _js(rules | {"segments": [each.start for each in found]})
    output.put(f"{SEARCH_FOLDER}/index.js", f"archiveIndex={index};\n".encode())


def segments(posts: int) -> Iterator[range]:
    """Divide so many posts into ranges: powers of two, the longest first, so that a search reads few."""
    start = 0
    while start < posts:
        size = max(1 << (posts - start).bit_length() - 1, SEGMENT)
        yield range(start, min(start + size, posts))
        start += size


def _put_segment(
    connection: sqlite3.Connection, blogs: dict[str, str], posts: range, put: Callable[[str, bytes], None]
) -> None:
    def part(name: str, value: Any) -> None:
        path = f"{posts.start}/{name}"
        put(f"{SEARCH_FOLDER}/{path}.js", f'archiveParts["{path}="]={_js(value)};\n'.encode())

    rows = (_row(post, blogs) for post in searched_posts(connection, posts))
    for number, batch in enumerate(iter(lambda: list(islice(rows, BATCH)), [])):
        part(f"p{number}", batch)
    written_by = (
        (name, [GradedPost(each, LITTLE) for each in found]) for name, found in authors(connection, posts)
    )
    part("a", [(public_author(name), _steps(found, posts.start)) for name, found in written_by])
    firsts = []
    for number, (first, lines) in enumerate(_parts(words(connection, posts), posts.start)):
        firsts.append(first)
        part(f"w{number}", lines)
    part(_LAST, firsts)


@lru_cache(1 << 16)
def base36(number: int) -> str:
    """Return a number in base 36."""
    rest, digit = divmod(number, 36)
    return (base36(rest) if rest else "") + _DIGITS[digit]


def _row(post: SearchedPost, blogs: dict[str, str]) -> list[str]:
    return [
        post.path,
        post.title or "",
        format_time(post.published_local).text,
        blogs.get(post.blog_id, ""),
        direction(post.language),
        "\n".join(str(label) for label in json_list(post.labels)),
        post.text,
    ]


def _parts(found: Iterable[tuple[str, list[GradedPost]]], start: int) -> Iterator[tuple[str, str]]:
    """Yield the first word of each part, and its lines."""
    lines: list[str] = []
    size = 0
    for word, posts in found:
        lines.append(f"{word} {_steps(posts, start)}")
        size += len(lines[-1])
        if size > PART:
            yield lines[0].partition(" ")[0], "\n".join(lines)
            lines, size = [], 0
    if lines:
        yield lines[0].partition(" ")[0], "\n".join(lines)


def _steps(posts: list[GradedPost], start: int) -> str:
    """Return ascending numbers as the steps from one to the next, the first from `start`."""
    before = [start, *(post.number for post in posts)]
    return "".join(
        base36(number - last) + GRADES[grade] for last, (number, grade) in zip(before, posts, strict=False)
    )


def _js(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace").decode()
