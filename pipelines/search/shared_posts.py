"""Posts that several archives hold, by the ids of blog and post."""

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

_BLOGS = "SELECT blog_id FROM blogs"
_KEYS = """\
SELECT posts.id, blog_id, post_id FROM json_each(?) AS wanted JOIN posts ON posts.id = wanted.value
WHERE blog_id IN (SELECT value FROM json_each(?))"""

Place = tuple[int, int]
"""Number of an archive, and row id of a post there."""


def posts_by_archive(places: Iterable[Place]) -> dict[int, list[int]]:
    """Return the row ids by their archives."""
    found: dict[int, list[int]] = {}
    for archive, post in places:
        found.setdefault(archive, []).append(post)
    return found


def copies_of(
    archives: Mapping[int, sqlite3.Connection], places: Sequence[Place]
) -> Mapping[Place, Sequence[Place]]:
    """Return the further places of posts, by the first of each; empty for those that have none."""
    if len(archives) == 1:
        return {}
    blogs = Counter(row[0] for connection in archives.values() for row in connection.execute(_BLOGS))
    shared = [blog for blog, holders in blogs.items() if holders > 1]
    copies: dict[Place, list[Place]] = defaultdict(list)
    if not shared:
        return copies
    keys: dict[Place, tuple[str, str]] = {}
    for number, connection in archives.items():
        ids = json.dumps([post for archive, post in places if archive == number])
        for id_, *key in connection.execute(_KEYS, (ids, json.dumps(shared))):
            keys[number, id_] = (key[0], key[1])
    firsts: dict[tuple[str, str], Place] = {}
    for place in places:
        if place in keys and (first := firsts.setdefault(keys[place], place)) != place:
            copies[first].append(place)
    return copies
