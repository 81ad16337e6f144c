"""Trees that are nested too deep, built flatter. Elements lose their tags, not their text."""

import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from crawler.blogger.html.tag_names import (
    INVISIBLE_TAGS,
    LINE_BREAKING_TAGS,
    MAX_DEPTH,
    MAX_NAMED_DEPTH,
    PLAIN_TAGS,
    VOID_TAGS,
)

_TAG = re.compile(rb"<(/?)([a-zA-Z][^\s/<>]*+)[^<>]*+>?")


def parse_flat(raw: bytes, *, keep_named: bool) -> etree._Element:
    """Parse UTF-8 markup into a tree of at most MAX_DEPTH levels; below them a block becomes a line break.

    With `keep_named`, elements with a class or id, and a few others, are kept up to MAX_NAMED_DEPTH.
    """
    builder = _FlatBuilder(insert_comments=False, insert_pis=False)
    builder.keep_named = keep_named
    builder.tags, builder.kept = [], []
    raw = b"".join(_without_lone_ends(raw))
    etree.fromstring(raw, etree.HTMLParser(encoding="utf-8", huge_tree=True, target=builder))
    return builder.root


def _without_lone_ends(raw: bytes) -> Iterator[bytes]:
    """Leave out end tags of elements that are not open: libxml2 compares each with all that are."""
    still_open: list[bytes] = []
    counts: Counter[bytes] = Counter()
    done = 0
    for tag in _TAG.finditer(raw):
        name = tag[2].lower()
        if not tag[1]:
            still_open.append(name)
            counts[name] += 1
        elif counts[name]:
            while (ended := still_open.pop()) != name:
                counts[ended] -= 1
            counts[name] -= 1
        else:
            yield raw[done : tag.start()]
            done = tag.end()
    yield raw[done:]


class _FlatBuilder(etree.TreeBuilder):
    """Builds a tree from the parser's events, which know no limit of depth.

    libxml2 fixes the constructor's arguments: attributes are set by `parse_flat`.
    """

    root: etree._Element
    keep_named: bool
    tags: list[str | None]
    """Of each open element the name that it was built with; None for one that was left out."""
    kept: list[str]
    """Names of the open elements that were built."""
    _hidden = 0
    _at_break = False

    def start(self, tag: str, attributes: dict[str, str], /) -> None:
        built = self._begin(tag, attributes) if self._is_kept(tag, attributes) else None
        self.tags.append(built)
        if built is not None:
            self.kept.append(built)
        elif tag in INVISIBLE_TAGS:
            self._hidden += 1
        elif tag in VOID_TAGS:
            super().end(self._begin(tag, attributes))
        elif tag in LINE_BREAKING_TAGS and not self._at_break:
            super().end(self._begin("br", {}))
            self._at_break = True

    def _is_kept(self, tag: str, attributes: dict[str, str]) -> bool:
        if len(self.kept) < MAX_DEPTH:
            return True
        if not self.keep_named or len(self.kept) >= MAX_NAMED_DEPTH:
            return False
        return tag in PLAIN_TAGS or tag in INVISIBLE_TAGS or "class" in attributes or "id" in attributes

    def _begin(self, tag: str, attributes: dict[str, str]) -> str:
        """Build an element and return its name: one that lxml reads but does not write (`o:p`) is changed."""
        try:
            super().start(tag, attributes)
        except ValueError:
            tag = "span"
            super().start(tag, {})
        return tag

    def end(self, tag: str, /) -> None:
        if self.tags.pop() is not None:
            super().end(self.kept.pop())
        elif tag in INVISIBLE_TAGS:
            self._hidden -= 1

    def data(self, text: str, /) -> None:
        if not self._hidden:
            super().data(text)
            self._at_break = False

    def comment(self, _text: str, /) -> None:
        """Leave a comment out: lxml refuses to build one that ends in a hyphen."""

    def close(self) -> etree._Element:
        while self.kept:
            super().end(self.kept.pop())
        self.root = super().close()
        return self.root
