"""A body -> an lxml tree that holds all of its text, whatever is wrong with the markup."""

from lxml import etree

from crawler.blogger.html.body_repair import close_quotes, has_open_quote, repair
from crawler.blogger.html.characters import encode

_PARSER = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
_TEXT = etree.XPath("string()", smart_strings=False)

_DEPTH_KEPT = 200
"""No page needs more. libxml2 stops reading at 2,048, without a word, and HTML5's rules get slow before."""
_IS_TOO_DEEP = etree.XPath(f"boolean({'/*' * (_DEPTH_KEPT + 50)})")
_INVISIBLE = frozenset({"script", "style", "template", "title", "xml", "noscript"})
_LEAVES = frozenset({"br", "hr", "img"})
_BREAKING = frozenset({"blockquote", "div", "li", "p", "pre", "table", "td", "tr"})


def parse(body: str) -> etree._Element:
    """The root of the body's tree; comments and processing instructions are not in it."""
    raw = b"<body>" + repair(encode(body))
    root = _read(raw)
    return _longer(root, raw) if has_open_quote(raw) else root


def _read(raw: bytes) -> etree._Element:
    root = etree.fromstring(raw, _PARSER)
    return _flat(raw) if raw.count(b"<") > _DEPTH_KEPT and _IS_TOO_DEEP(root) else root


def _flat(raw: bytes) -> etree._Element:
    builder = _Flat(insert_comments=False, insert_pis=False)
    builder._open = []
    etree.fromstring(raw, etree.HTMLParser(encoding="utf-8", huge_tree=True, target=builder))
    return builder.root


def _longer(root: etree._Element, raw: bytes) -> etree._Element:
    """`root`, or the tree with its quotes closed where an open quote has hidden text in an attribute."""
    closed = close_quotes(raw)
    if closed == raw:
        return root
    other = _read(closed)
    return other if len(_TEXT(other)) > len(_TEXT(root)) else root


class _Flat(etree.TreeBuilder):
    """Builds a tree from parser events, which know no depth limit, and unfolds what is nested too deep.

    Below `_DEPTH_KEPT` elements lose their tags, not their text; a block becomes a line break.
    """

    root: etree._Element
    _open: list[str]
    """Elements built and not ended."""
    _depth = 0
    _hidden = 0
    _at_break = False

    def start(self, tag: str, attributes: dict[str, str], /) -> None:
        self._depth += 1
        if self._depth <= _DEPTH_KEPT:
            self._open.append(self._begin(tag, attributes))
        elif tag in _INVISIBLE:
            self._hidden += 1
        elif tag in _LEAVES:
            self._leaf(tag, attributes)
        elif tag in _BREAKING and not self._at_break:
            self._leaf("br", {})
            self._at_break = True

    def _begin(self, tag: str, attributes: dict[str, str]) -> str:
        """Build an element and give its name: one that lxml reads but does not write (`o:p`) is changed."""
        try:
            super().start(tag, attributes)
        except ValueError:
            tag = "span"
            super().start(tag, {})
        return tag

    def _leaf(self, tag: str, attributes: dict[str, str]) -> None:
        super().end(self._begin(tag, attributes))

    def end(self, tag: str, /) -> None:
        if self._depth <= _DEPTH_KEPT:
            super().end(self._open.pop())
        elif tag in _INVISIBLE:
            self._hidden -= 1
        self._depth -= 1

    def data(self, text: str, /) -> None:
        if not self._hidden:
            super().data(text)
            self._at_break = False

    def close(self) -> etree._Element:
        while self._open:
            super().end(self._open.pop())
        self.root = super().close()
        return self.root
