"""Atom and RSS, which only older clients ask for: the trees of feeds as XML, as Blogger sends them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime

from crawler.blogger.html.characters import strip_xml_illegal
from crawler.sample.sample_posts import LABEL_SCHEME, Tree, escaped

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


def to_rss(root: str, tree: Tree) -> bytes:
    """Serialise to RSS 2.0, which has no `next` link and gives publication times in UTC."""
    entries = tree.get("entry", []) if root == "feed" else [tree]
    spaces = {key: value for key, value in tree.items() if key.startswith("xmlns$")}
    channel = _channel(tree) if root == "feed" else {}
    channel["item"] = [_item(entry) for entry in entries]
    atom = {"xmlns$atom": "http://www.w3.org/2005/Atom"}
    text = "".join(element("rss", {**atom, **spaces, "version": "2.0", "channel": channel}))
    return ("<?xml version='1.0' encoding='UTF-8'?>" + text).encode()


def _channel(feed: Tree) -> Tree:
    author = feed["author"][0]["name"]["$t"]
    return {
        "atom$id": feed["id"],
        "lastBuildDate": {"$t": _rfc822(feed["updated"]["$t"])},
        "category": [{"$t": label["term"]} for label in feed.get("category", [])],
        "title": {"$t": feed["title"]["$t"]},
        "description": {"$t": feed.get("subtitle", {}).get("$t", "")},
        "link": {"$t": _link(feed, "alternate")},
        "managingEditor": {"$t": f"noreply@blogger.com ({author})"},
        "generator": {"$t": "Blogger"},
        **{key: value for key, value in feed.items() if key.startswith("openSearch$")},
    }


def _item(entry: Tree) -> Tree:
    body = entry.get("content") or entry["summary"]
    labels = [{"domain": LABEL_SCHEME, "$t": label["term"]} for label in entry.get("category", [])]
    kept = ("media$thumbnail", "georss$featurename", "georss$point", "thr$total")
    return {
        "guid": {"isPermaLink": "false", **entry["id"]},
        "pubDate": {"$t": _rfc822(entry["published"]["$t"])},
        "atom$updated": entry["updated"],
        "category": labels,
        "title": {"$t": entry["title"]["$t"]},
        "description": {"$t": body["$t"]},
        "link": {"$t": _link(entry, "alternate")},
        "author": {"$t": f"noreply@blogger.com ({entry['author'][0]['name']['$t']})"},
        **{key: entry[key] for key in kept if key in entry},
    }


def _link(tree: Tree, rel: str) -> str:
    return next((str(link["href"]) for link in tree["link"] if link["rel"] == rel), "")


def _rfc822(text: str) -> str:
    return format_datetime(datetime.fromisoformat(text).astimezone(UTC))
