"""Search for boilerplate at the ends of a text, also where one line of the page became several."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache

from crawler.blogger.phrases.bylines import byline, labels_line, location_line, slotted_line, time_line
from crawler.blogger.phrases.comment_counts import counted_comments
from crawler.blogger.phrases.phrase_sequences import LineMatch, match_phrases
from crawler.blogger.phrases.phrase_table import key_of, normalise, wordings_of

_LONGEST = 200  # characters; nothing that a template writes is longer
_LONGEST_OPENER = 40
_LINES_OF_A_BYLINE = 8
_MAX_EDGE_LINES = 60  # a template has fewer; a byline costs milliseconds
_LINES_OF_LABELS = 20
_BYLINE = frozenset({"byline"})
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


def head(lines: Sequence[str], evidence: int) -> int:
    """Count the lines to drop at the top; none with fewer than `evidence` different phrases among them."""
    return _edge(lines, _run_down, evidence)


def tail(lines: Sequence[str], evidence: int) -> int:
    """Count the lines to drop at the bottom; none with fewer than `evidence` different phrases among them."""
    return _edge(lines[::-1], _run_up, evidence)


def _edge(lines: Sequence[str], run: Callable[[Sequence[str], int, bool], int], evidence: int) -> int:
    """Count the lines to drop, going inwards from the outer end."""
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
        elif length := run(lines, at, dropped > 0):
            at += length
            dropped, groups = at, _BYLINE
            keys.add("posted_by")
        elif match:
            at += 1
        else:
            break
    return dropped if len(keys) >= evidence else 0


def _run_up(lines: Sequence[str], at: int, closed: bool) -> int:
    """Count the lines of a byline or label list, seen from its last line, that ends where `at` stands.

    Turned into text, "Posted by", the name, "at" and the time often stand on lines of their own. A list of
    labels goes only where boilerplate follows, for nothing else tells it from an author's list.
    """
    window: list[str] = []
    for offset, line in enumerate(lines[at : at + _LINES_OF_LABELS]):
        if len(line) > _LONGEST_OPENER:
            break
        text = normalise(line)
        window.insert(0, text)
        opens = _opens(text)
        if opens == "posted_by" and len(window) <= _LINES_OF_A_BYLINE and _is_byline(window, closed):
            return offset + 1
        if opens == "labels" and closed and _is_label_list(window):
            return offset + 1
    return 0


def _run_down(lines: Sequence[str], at: int, closed: bool) -> int:
    """Count the lines of a byline that starts where `at` stands; the most that fit."""
    if len(lines[at]) > _LONGEST_OPENER or _opens(normalise(lines[at])) != "posted_by":
        return 0
    window = [normalise(line) for line in lines[at : at + _LINES_OF_A_BYLINE]]
    return next((end for end in range(len(window), 1, -1) if _is_byline(window[:end], closed)), 0)


def _opens(text: str) -> str | None:
    key = key_of(text)
    return next((opener for opener in ("posted_by", "labels") if key in wordings_of(opener)), None)


def _is_byline(window: list[str], closed: bool) -> bool:
    joined = " ".join(filter(None, window))
    match = byline(joined) if len(joined) <= _LONGEST else None
    return match is not None and (match.strong and (closed or any(map(str.isdecimal, joined))))


def _is_label_list(window: list[str]) -> bool:
    labels = [text.strip(" ,،、") for text in window[1:]]
    labels = [label for label in labels if label]
    joined = labels_line("labels: " + ", ".join(labels))
    return not labels or (joined is not None and not any(label.endswith(":") for label in labels))
