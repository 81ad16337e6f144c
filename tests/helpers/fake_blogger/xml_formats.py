"""Atom, which only older clients ask for: the trees of feeds as XML, as Blogger sends them."""

from collections.abc import Iterator

from crawler.blogger.html.characters import strip_xml_illegal
from crawler.sample.sample_feeds import Tree
from tests.helpers.fake_blogger.post_feeds import escaped

_XML_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "'": "&#39;", '"': "&quot;", "\r": "&#13;"}
"""Applied in this order, the ampersand first."""
_ATOM_HEAD = (
    "<?xml version='1.0' encoding='UTF-8'?>"
    '<?xml-stylesheet href="http://www.blogger.com/styles/atom.css" type="text/css"?>'
)


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
    return escaped(strip_xml_illegal(text), _XML_ESCAPES)
