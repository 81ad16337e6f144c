"""Search for boilerplate at the ends of a text."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from crawler.blogger.phrases.bylines import byline, labels_line, location_line, slotted_line, time_line
from crawler.blogger.phrases.comment_counts import counted_comments
from crawler.blogger.phrases.phrase_sequences import LineMatch, match_phrases
from crawler.blogger.phrases.phrase_table import key_of, normalise

_LONGEST = 200  # characters; nothing that a template writes is longer
_MAX_EDGE_LINES = 60  # a template has fewer; a byline costs milliseconds
_COUNTS = frozenset({"no_comments", "one_comment", "n_comments"})
_FULL_STOPS = (".", "!", "?", "。", "！", "؟", "।")
"""No template ends a heading so; "No comments." is somebody's answer."""


@lru_cache(maxsize=2048)  # a template writes the same lines around every post
def recognise_line(line: str) -> LineMatch | None:
    """Recognise a whole line that a template writes; None for an author's words."""
    if len(line) > _LONGEST:
        return None
    text = normalise(line)
    match = _match(text, key_of(text))
    if match and match.keys <= _COUNTS and text.endswith(_FULL_STOPS):
        return replace(match, strong=False)
    return match


def _match(text: str, key: str) -> LineMatch | None:
    return (
        match_phrases(key)
        or slotted_line(key)
        or counted_comments(text, key)
        or labels_line(text)
        or location_line(text)
        or byline(text)
        or time_line(text)
    )


def count_edge(lines: Sequence[str], evidence: int) -> int:
    """Count the lines to drop at the top; none with fewer than `evidence` different phrases among them."""
    dropped = at = 0
    groups: frozenset[str] = frozenset()
    keys: set[str] = set()
    while at < min(len(lines), _MAX_EDGE_LINES):
        if not lines[at] or lines[at].isspace():
            at += 1
            continue
        match = recognise_line(lines[at])
        if match and (match.strong or match.groups & groups):
            at += 1
            dropped, groups = at, match.groups
            keys |= match.keys
        elif match:
            at += 1
        else:
            break
    return dropped if len(keys) >= evidence else 0
