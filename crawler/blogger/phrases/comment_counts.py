"""Headings and links that count comments: "No comments:", "2 comentarios:", "Kommentare: 3"."""

from functools import cache

from crawler.blogger.phrases.phrase_sequences import LineMatch
from crawler.blogger.phrases.phrase_table import key_of, normalise, numbers_in, phrases_by_text, wordings_of

_LONGEST = 200  # characters
_WORDS_OF_A_HEADING = 4
_COUNTED = ("n_comments", "one_comment", "comments_heading_v2")
_AROUND = " ()[]:-–"
_COMMENTS = LineMatch(strong=True, groups=frozenset({"comments"}), keys=frozenset({"n_comments"}))


def comment_count(text: str) -> int | None:
    """Read a comments heading or link: "No comments:" -> 0, "2 comentarios:" -> 2; else None.

    A number before one to four unknown words and a colon counts, for themes put words of their own there.
    """
    if len(text) > _LONGEST:
        return None
    line = normalise(text)
    key = key_of(line)
    numbers = numbers_in(line)
    phrase = phrases_by_text().get(key)
    if phrase and phrase.group == "comments":
        return numbers[0] if numbers else {"no_comments": 0, "one_comment": 1}.get(phrase.key)
    if len(numbers) == 1 and (_is_counted(key) or _is_heading(line, key)):
        return numbers[0]
    return None


def is_comments_heading(text: str) -> bool:
    """Tell whether a text is a heading over comments, with their number or without: "Comments"."""
    return comment_count(text) is not None or key_of(text) in wordings_of("comments_heading_v2")


def counted_comments(text: str, key: str) -> LineMatch | None:
    """Recognise a number beside a word for comments, in any order: "Kommentare (3)"."""
    return _COMMENTS if "{n}" in key and _is_counted(key) and len(numbers_in(text)) == 1 else None


def _is_counted(key: str) -> bool:
    return key.replace("{n}", "").strip(_AROUND) in _comment_words()


@cache
def _comment_words() -> frozenset[str]:
    found = {word.replace("{n}", "").strip(_AROUND) for key in _COUNTED for word in wordings_of(key)}
    return frozenset(found - {""})


def _is_heading(text: str, key: str) -> bool:
    return (
        key.startswith("{n} ") and text.endswith((":", "：")) and 1 <= key.count(" ") <= _WORDS_OF_A_HEADING
    )
