"""Lines with free text in them: bylines, time stamps, labels, status messages."""

import re

from crawler.blogger.dates import is_time
from crawler.blogger.phrases.phrase_sequences import LineMatch, match_phrases
from crawler.blogger.phrases.phrase_table import SLOT_HEAD, first_words, key_of, slotted_phrases, wordings_of

_BYLINE = LineMatch(strong=True, groups=frozenset({"byline"}), keys=frozenset({"posted_by"}))
_LABELS = LineMatch(strong=True, groups=frozenset({"byline"}), keys=frozenset({"labels"}))
_WEAK_BYLINE = LineMatch(strong=False, groups=frozenset({"byline"}))
_WORDS_OF_A_NAME = 6
_WORDS_OF_A_BARE_NAME = 4
_WORDS_OF_A_PHRASE = 5  # the longest "posted by" and "at"
_LONGEST_FREE_TEXT = 60
_LEADING = " -–—|·•¶#@/*:،,"
_SENTENCE_END = (".", "!", "?", "。", "！", "？", "؟", "।", "…", ",", ";")
_COLON = re.compile(r"[:：](?=[^\s\d])")


def slotted_line(key: str) -> LineMatch | None:
    """Recognise "Showing posts with label x. Show all posts" and its like, folded by `key_of`."""
    for found in (*slotted_phrases().get(key[:SLOT_HEAD], ()), *slotted_phrases().get("", ())):
        if key.startswith(found.before) and key.endswith(found.after):
            middle = len(key) - len(found.before) - len(found.after)
            if 0 < middle <= _LONGEST_FREE_TEXT:
                return LineMatch(True, frozenset({found.phrase.group}), frozenset({found.phrase.key}))
    return None


def labels_line(text: str) -> LineMatch | None:
    """Recognise "Labels: politics, economy"."""
    head, colon, tail = text.replace("：", ":").partition(":")
    if not colon or len(head) > _LONGEST_FREE_TEXT or text.endswith(_SENTENCE_END):
        return None
    if key_of(head) not in wordings_of("labels"):
        return None
    short = all(0 < len(label.strip()) <= _LONGEST_FREE_TEXT for label in re.split("[,،、]", tail))
    return _LABELS if short else None


def location_line(text: str) -> LineMatch | None:
    """Recognise "Location: Madrid, Spain"; an author may have written it, of an event."""
    head, colon, tail = text.replace("：", ":").partition(":")
    if not colon or len(text) > _LONGEST_FREE_TEXT or not tail.strip():
        return None
    return _WEAK_BYLINE if key_of(head) in wordings_of("location") else None


def time_line(text: str) -> LineMatch | None:
    """Recognise a time or date alone, perhaps after "on" or "at"; an author may have written it."""
    if len(text) > _LONGEST_FREE_TEXT or not any(char.isdecimal() for char in text):
        return None
    tokens = text.strip(_LEADING).split()
    return _WEAK_BYLINE if any(_is_when(tokens, at) for at in (0, 1)) else None


def byline(text: str) -> LineMatch | None:
    """Recognise "Posted by X at 10:15 AM", perhaps with comments or share links after it, or "Posted by X".

    Without a time the name has to look like one, for "Posted by the door was a sign" is prose; and where
    "posted by" is one word ("Autor:"), such a line is only perhaps a template's.
    """
    tokens = _COLON.sub(": ", text).strip(_LEADING).split()
    length = _prefix(tokens, "posted_by")
    if not length:
        return None
    rest = tokens[length:]
    if _is_timed(rest):
        return _BYLINE
    if _is_name(rest):
        return _BYLINE if length > 1 else _WEAK_BYLINE
    return None


def _prefix(tokens: list[str], key: str) -> int:
    """Count the words at the start that are a wording of a key; the most that fit, 0 for none."""
    if not tokens or key_of(tokens[0]) not in first_words(key):
        return 0
    known = wordings_of(key)
    lengths = range(min(_WORDS_OF_A_PHRASE, len(tokens)), 0, -1)
    return next((length for length in lengths if key_of(" ".join(tokens[:length])) in known), 0)


def _is_timed(tokens: list[str]) -> bool:
    """Tell whether a name, perhaps "at", a time, and perhaps other phrases follow one another."""
    for end in range(len(tokens), 0, -1):
        if end < len(tokens) and not _is_tail(tokens[end:]):
            continue
        if any(_is_when(tokens[:end], at) for at in range(min(_WORDS_OF_A_NAME, end - 1) + 1)):
            return True
    return False


def _is_when(tokens: list[str], at: int) -> bool:
    """Tell whether the words from a place on are a time or date, perhaps after "at"."""
    rest = tokens[at:]
    lengths = {0, _prefix(rest, "at")}
    return any(is_time(" ".join(rest[length:]).strip(_LEADING)) for length in lengths if rest[length:])


def _is_tail(tokens: list[str]) -> bool:
    match = match_phrases(key_of(" ".join(tokens)))
    if match and match.strong:
        return True
    splits = range(len(tokens))
    return any(
        labels_line(" ".join(tokens[at:])) and (at == 0 or match_phrases(key_of(" ".join(tokens[:at]))))
        for at in splits
    )


def _is_name(tokens: list[str]) -> bool:
    if not 1 <= len(tokens) <= _WORDS_OF_A_BARE_NAME or tokens[-1].endswith(_SENTENCE_END):
        return False
    return len(tokens) == 1 or (
        _is_capital(tokens[0]) and all(_is_capital(token) or len(token) <= 3 for token in tokens)
    )


def _is_capital(token: str) -> bool:
    """Tell whether a word starts like a name; in scripts without capitals every word does."""
    return not token[0].islower()
