"""Redirects from old permalinks to the site's pages, as web servers read them."""

import csv
from collections.abc import Callable, Iterable, Iterator
from io import StringIO
from urllib.parse import unquote, urlsplit

Moves = Iterable[tuple[str, str]]
"""Old URL → new one."""
REDIRECT_FILES = {"csv": "redirects.csv", "nginx": "redirects.nginx", "netlify": "_redirects"}
"""Word of the command line → file in the site."""
_LONGEST_KEY = 1000
"""Bytes, with `map_hash_bucket_size 1024`, as docs/site.md has it; a longer one keeps nginx from starting."""


def redirect_file(kind: str, moves: Moves, *, many_hosts: bool) -> bytes:
    """Return the file; with `many_hosts` the host counts, not the path alone."""
    return "".join(_WRITERS[kind](_told_apart(moves, many_hosts))).encode()


def _told_apart(moves: Moves, many_hosts: bool) -> Iterator[tuple[str, str, str]]:
    """Yield old URL, what a server compares of it, and new URL; each once, as servers refuse a second one."""
    seen: set[int] = set()
    for old, new in moves:
        try:
            parts = urlsplit(old)
        except ValueError:
            continue
        asked = f"{parts.hostname if many_hosts else ''}{parts.path}"
        if parts.hostname and not parts.query and hash(asked) not in seen and parts.path != f"/{new}":
            seen.add(hash(asked))
            yield old, asked, new


def _csv(moves: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(("old", "new"))
    writer.writerows((old, new) for old, _, new in moves)
    yield text.getvalue()


def _nginx(moves: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    """Lines of a `map`, which compares what is decoded."""
    for _, asked, new in moves:
        plain = unquote(asked)
        if plain.isprintable() and not set(plain) & set('"\\') and len(plain.encode()) <= _LONGEST_KEY:
            yield f'"{plain}" "{_absolute(new)}";\n'


def _netlify(moves: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    for _, asked, new in moves:
        if asked.isprintable() and " " not in asked:
            yield f"{asked if asked.startswith('/') else f'https://{asked}'} {_absolute(new)} 301\n"


def _absolute(new: str) -> str:
    return new if new.startswith(("http://", "https://")) else f"/{new}"


_WRITERS: dict[str, Callable[[Iterable[tuple[str, str, str]]], Iterator[str]]] = {
    "csv": _csv,
    "nginx": _nginx,
    "netlify": _netlify,
}
