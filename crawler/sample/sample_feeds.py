"""Answers of the demo. No sockets, no clock.

`blog.json` has the feeds of the blog, whole, in the shape of Blogger's JSON, an entry a line; `{home}` stands
for the blog's address. Of a post that has a summary besides, the fake Blogger of the tests sends no more.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

Tree = dict[str, Any]

_MOST = 150  # Blogger sends at most this many entries, whatever `max-results` says
_FEED = re.compile(r"/feeds/(?:\d+/)?(posts|comments|pages)/default")
_ROBOTS = "User-agent: *\nDisallow: /search\nAllow: /\n"


@cache
def sample_feeds() -> Mapping[str, Tree]:
    """The feeds of the blog: posts, comments, pages."""
    feeds: Mapping[str, Tree] = json.loads(Path(__file__).with_name("blog.json").read_text("utf-8"))
    return feeds


def sample_answer(target: str, home: str) -> tuple[str, str] | None:
    """Return type and text for a path with its query; None for one that the demo does not have."""
    parts = urlsplit(target)
    if parts.path == "/robots.txt":
        return "text/plain; charset=UTF-8", _ROBOTS
    found = _FEED.fullmatch(unquote(parts.path))
    if not found:
        return None
    page = _page(sample_feeds()[found[1]], dict(parse_qsl(parts.query)))
    text = json.dumps({"version": "1.0", "encoding": "UTF-8", "feed": page}, ensure_ascii=False)
    return "application/json; charset=UTF-8", text.replace("{home}", home)


def _page(feed: Tree, asked: Mapping[str, str]) -> Tree:
    """Return the part of a feed that was asked for; one without entries has no such key."""
    entries = _matching(feed["entry"], asked)
    start, size = int(asked.get("start-index", 1)), int(asked.get("max-results", 25))
    shown = entries[start - 1 :][: min(size, _MOST)]
    counts = {"totalResults": len(entries), "startIndex": start, "itemsPerPage": size}
    head = {name: value for name, value in feed.items() if name != "entry"}
    head |= {f"openSearch${name}": {"$t": str(number)} for name, number in counts.items()}
    return head | ({"entry": shown} if shown else {})


def _matching(entries: Sequence[Tree], asked: Mapping[str, str]) -> Sequence[Tree]:
    """Return entries within the bounds that were asked for, in the order that was asked for."""
    for name in ("published", "updated"):
        low, high = (asked.get(f"{name}-{end}") for end in ("min", "max"))
        if low:
            entries = [entry for entry in entries if _time(entry, name) >= datetime.fromisoformat(low)]
        if high:
            entries = [entry for entry in entries if _time(entry, name) < datetime.fromisoformat(high)]
    if asked.get("orderby") == "updated":
        return sorted(entries, key=lambda entry: _time(entry, "updated"), reverse=True)
    return entries


def _time(entry: Tree, name: str) -> datetime:
    return datetime.fromisoformat(entry[name]["$t"])
