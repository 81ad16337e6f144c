"""Serialise feed trees (see `post_feed`) to the bytes that Blogger sends, as JSON or Atom."""

import json
from collections.abc import Iterator, Mapping

from crawler.blogger.html.characters import strip_xml_illegal
from crawler.sample.sample_posts import Tree

_JSON_ESCAPES = {"<": "\\u003C", ">": "\\u003E", "&": "\\u0026", "/": "\\/", "'": "\\u0027"}
_XML_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "'": "&#39;", '"': "&quot;", "\r": "&#13;"}
"""Applied in this order, the ampersand first."""
_ATOM_HEAD = (
    "<?xml version='1.0' encoding='UTF-8'?>"
    '<?xml-stylesheet href="http://www.blogger.com/styles/atom.css" type="text/css"?>'
)


def to_json(root: str, tree: Tree) -> bytes:
    """Serialise to JSON as Blogger does: slashes and markup characters escaped, all other text literal."""
    text = json.dumps(
        {"version": "1.0", "encoding": "UTF-8", root: tree}, ensure_ascii=False, separators=(",", ":")
    )
    return _escaped(text, _JSON_ESCAPES).encode()


def to_atom(root: str, tree: Tree) -> bytes:
    """Serialise to Atom on one line, as Blogger does."""
    return (_ATOM_HEAD + "".join(element(root, tree))).encode()


def element(name: str, tree: Tree) -> Iterator[str]:
    """Yield the pieces of an XML element."""
    name = name.replace("$", ":")
    attributes = "".join(
        f" {key.replace('$', ':')}='{_xml(value)}'"
        for key, value in tree.items()
        if key != "$t" and isinstance(value, str)
    )
    children = [(key, value) for key, value in tree.items() if not isinstance(value, str)]
    text = tree.get("$t")
    if text is None and not children:
        yield f"<{name}{attributes}/>"
        return
    yield f"<{name}{attributes}>"
    yield _xml(text or "")
    for key, value in children:
        for child in value if isinstance(value, list) else [value]:
            yield from element(key, child)
    yield f"</{name}>"


def _xml(text: str) -> str:
    return _escaped(strip_xml_illegal(text), _XML_ESCAPES)


def _escaped(text: str, escapes: Mapping[str, str]) -> str:
    """Replace each of these characters; `str.translate` takes ten times as long."""
    for letter, escape in escapes.items():
        text = text.replace(letter, escape)
    return text
