"""The files of the search: scripts that hold parts of the index, for pages that may not fetch.

find/index.js    rules of dividing a query, and the first word of each part
find/w0.js …     words, each with its posts: steps between their numbers in base 36, and a sign for the grade
find/a.js        names of authors, each with its posts
find/p0.js …     posts, so many in one file: path, title, date, blog, direction, labels, text
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
from pipelines.archive.values import json_list
from pipelines.search.site_words import LITTLE, GradedPost, SearchedPost, authors, searched_posts, words
from pipelines.text.search_terms import browser_rules

PART = 64_000
"""Characters of a part of the index, at least, where there are so many words."""
BATCH = 16
"""Posts in one file."""
GRADES = ",;:.!"
"""Sign of each grade of `pipelines.search.site_words`; it also ends a number."""
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_INDEX = f"{SEARCH_FOLDER}/index.js"
_SCRIPT = Path(__file__).parent / "static" / "search.js"


def put_search(
    connection: sqlite3.Connection, blogs: dict[str, str], output: SiteOutput, digest: str
) -> None:
    """Write the files of the search, if there are others by their digest.

    `blogs`: titles by id; empty where they need not be shown.
    """
    if output.keep_folder(_INDEX, digest):
        return
    put = partial(output.put, digest=digest)
    posts = 0
    rows = (_row(post, blogs) for post in searched_posts(connection))
    for number, batch in enumerate(iter(lambda: list(islice(rows, BATCH)), [])):
        posts += len(batch)
        _part(put, f"p{number}", batch)
    written_by = ((name, [GradedPost(each, LITTLE) for each in posts]) for name, posts in authors(connection))
    _part(put, "a", [(name, _steps(found)) for name, found in written_by])
    firsts = []
    for number, (first, part) in enumerate(_parts(words(connection))):
        firsts.append(first)
        _part(put, f"w{number}", part)
    rules = {"posts": posts, "batch": BATCH, "grades": GRADES, **browser_rules(), "firsts": firsts}
    put(f"{SEARCH_FOLDER}/search.js", _SCRIPT.read_bytes())
    put(_INDEX, f"archiveIndex={_js(rules)};\n".encode())


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


def _parts(found: Iterable[tuple[str, list[GradedPost]]]) -> Iterator[tuple[str, str]]:
    """Yield the first word of each part, and its lines."""
    lines: list[str] = []
    size = 0
    for word, posts in found:
        lines.append(f"{word} {_steps(posts)}")
        size += len(lines[-1])
        if size > PART:
            yield lines[0].partition(" ")[0], "\n".join(lines)
            lines, size = [], 0
    if lines:
        yield lines[0].partition(" ")[0], "\n".join(lines)


def _steps(posts: list[GradedPost]) -> str:
    """Return ascending numbers as the steps from one to the next."""
    before = [0, *(post.number for post in posts)]
    return "".join(
        base36(number - last) + GRADES[grade] for last, (number, grade) in zip(before, posts, strict=False)
    )


def _part(put: Callable[[str, bytes], None], name: str, value: Any) -> None:
    put(f"{SEARCH_FOLDER}/{name}.js", f'archiveParts["{name}="]={_js(value)};\n'.encode())


def _js(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace").decode()
