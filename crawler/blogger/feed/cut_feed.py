"""The whole entries of a feed that was cut, such as by a download that broke off. Pure.

Only for copies of which no better one is to be had: a crawl asks again.
"""

import json
import re
from collections.abc import Callable

_ENTRY_END = re.compile(rb"</(?:[\w.-]+:)?(?:item|entry)\s*>")
_ROOT = re.compile(rb"<([\w.-]+:)?(feed|rss)\b")
_ENTRIES = re.compile(rb'"entry"\s*:\s*\[\s*')
_BETWEEN = re.compile(r"\s*,?\s*")


def whole_part(body: bytes, is_feed: Callable[[bytes], bool]) -> bytes | None:
    """Return the longest feed that `body`, in UTF-8, begins with; None where there is none with an entry.

    `is_feed` tells whether bytes can be read as a feed.
    """
    if entries := _ENTRIES.search(body):
        return _json_part(body, entries.end())
    root = _ROOT.search(body)
    if not root:
        return None
    closing = b"</channel></rss>" if root[2] == b"rss" else b"</%s%s>" % (root[1] or b"", root[2])
    ends = [end.end() for end in _ENTRY_END.finditer(body)]
    least, most = 0, len(ends)
    while least < most:  # what follows the first damage cannot be read either
        middle = (least + most + 1) // 2
        if is_feed(body[: ends[middle - 1]] + closing):
            least = middle
        else:
            most = middle - 1
    return body[: ends[least - 1]] + closing if least else None


def _json_part(body: bytes, start: int) -> bytes | None:
    text = body[start:].decode("utf-8", errors="replace")
    decoder, end, place = json.JSONDecoder(strict=False), 0, 0
    while text.startswith("{", place):
        try:
            _, end = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            break
        between = _BETWEEN.match(text, end)
        place = between.end() if between else end
    return body[:start] + text[:end].encode() + b"]}}" if end else None
