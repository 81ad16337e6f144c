"""What each blog of the collection taught: names and rules that its pages alone need, and its score without.

Needs the collection of real pages, as `benchmarks.extraction` does. Each name of the tables and each rule is
left out in turn; where only pages of one blog get worse, that blog is its only witness.
"""

import gzip
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from benchmarks.extraction import CORPUS, Row, load_scorer
from crawler.blogger.page import (
    author,
    classic,
    comment_count,
    google_blogs,
    published,
    regions,
    roles,
    title,
    unbalanced,
    unmarked,
)
from crawler.commands.extract import Cleaner, Source, records
from pipelines.cleaning import boilerplate_elements

FIELDS = ("title", "instant", "author", "comments")
TABLES: Mapping[str, tuple[dict[str, int], Callable[..., int]]] = {
    "class": (roles.BY_CLASS, roles.by_class),
    "id": (roles.BY_ID, roles.by_id),
    "stem": (roles.BY_STEM, roles.by_class),
    "word": (roles.BY_WORD, roles.by_class),
}


def nothing(*_: object, **__: object) -> None:
    """What a rule says that finds nothing."""


def empty(*_: object, **__: object) -> Iterator[Any]:
    """What a rule gives that finds none."""
    return iter(())


RULES: Mapping[str, tuple[Any, str, Callable[..., Any]]] = {
    f"{module.__name__.rpartition('.')[2]}.{name}": (module, name, instead)
    for module, names, instead in (
        (author, "_by_microdata _by_name _by_link _by_class _by_profile _by_words _after_label", nothing),
        (unmarked, "_title_headings _marked", empty),
        (classic, "_beside", empty),
        (classic, "recognises", nothing),
        (google_blogs, "recognises", nothing),
        (comment_count, "_of_data _of_heading _of_link _of_words", nothing),
        (regions, "_is_hidden", nothing),
        (unbalanced, "_before_mark _before_end", nothing),
        (title, "_above _plain _piece _lone _of_head", nothing),
        (published, "_texts_above _short_texts _scripted _within", empty),
    )
    for name in names.split()
    if callable(getattr(module, name))
}


def left_out() -> Iterator[str]:
    """Lines of a table: a row for each blog that is the only witness of something."""
    if not CORPUS.is_dir():
        yield f"left_out: no collection of pages at {CORPUS}; set BLOGGER_CORPUS"
        return
    pages = _Pages()
    sole: dict[str, list[str]] = defaultdict(list)
    for name in _known():
        with _without([name]):
            blogs = {_blog(file) for file in pages.worse(name)}
        if len(blogs) == 1:
            sole[blogs.pop()].append(name)
    yield "left_out: names and rules that pages of one blog alone need, and its pages without all of them"
    for blog, names in sorted(sole.items()):
        with _without(names):
            score = pages.score(blog)
        whole = f"{score['exact_pages']}/{score['pages']}"
        yield f"  {blog:24} F1 {score['f']:.3f}, whole {whole}: {', '.join(names)}"


class _Pages:
    """The collection's pages and what is known of them."""

    def __init__(self) -> None:
        self.scorer = load_scorer()
        lines = (CORPUS / "gold.jsonl").read_text(encoding="utf-8").splitlines()
        self.gold: list[Row] = [json.loads(line) for line in lines]
        self.bodies = {
            r["file"]: gzip.decompress((CORPUS / "pages" / r["file"]).read_bytes()) for r in self.gold
        }
        self.folded = {file: body.translate(None, b"-_").lower() for file, body in self.bodies.items()}

    def worse(self, entry: str) -> list[str]:
        """Pages that are not wholly right without an entry; those that do not hold a name are not read."""
        kind, name = entry.split(" ", 1)
        sign = b"" if kind == "rule" else name.translate(roles.FOLD).lower().encode()
        held = [gold for gold in self.gold if sign in self.folded[gold["file"]]]
        return [gold["file"] for gold in held if self._score([gold])["exact_pages"] == 0]

    def score(self, blog: str) -> Row:
        """The scorer's figures for the pages of a blog."""
        return self._score([gold for gold in self.gold if _blog(gold["file"]) == blog])

    def _score(self, gold: list[Row]) -> Row:
        rows = [next(records(Source(r["file"], self.bodies[r["file"]]), Cleaner())) for r in gold]
        found: Row = self.scorer.score(gold, rows, verbose=False)
        return found


def _known() -> Iterator[str]:
    for table, (names, _) in TABLES.items():
        yield from (f"{table} {name}" for name in names)
    yield from (f"furniture {name}" for name in boilerplate_elements.NAMES)
    yield from (f"rule {name}" for name in RULES)


@contextmanager
def _without(names: list[str]) -> Iterator[None]:
    """The reader without some names and rules."""
    with ExitStack() as stack:
        for kind, name in (entry.split(" ", 1) for entry in names):
            if kind == "rule":
                module, attribute, instead = RULES[name]
                stack.enter_context(patch.object(module, attribute, instead))
            elif kind == "furniture":
                stack.enter_context(
                    patch.object(boilerplate_elements, "NAMES", boilerplate_elements.NAMES - {name})
                )
            else:
                kept = {known: role for known, role in TABLES[kind][0].items() if known != name}
                stack.enter_context(patch.dict(TABLES[kind][0], kept, clear=True))
        _forget()
        yield
    _forget()


def _forget() -> None:
    for cache in (roles.by_class, roles.by_id, boilerplate_elements._names_furniture):
        cache.cache_clear()


def _blog(file: str) -> str:
    return re.split(r"[_/]", re.sub(r"^\d+-_?", "", file))[0].removeprefix("www.").partition(".")[0]
