"""The line "posted by X at 10:15 AM" in words of every interface language: who wrote it, and where it
begins."""

import re
from functools import cache

from crawler.blogger.phrases import normalise, words

LEADING = " \u00b6:|\u2022\u00b7*#-\u2013\u2014@,;~/"
"""What stands before a byline in old templates: a pilcrow, dots, dashes."""
SHORT = frozenset(
    {
        "by",
        "par",
        "von",
        "por",
        "da",
        "di",
        "de",
        "od",
        "от",
        "oleh",
        "av",
        "af",
        "door",
        "przez",
        "autor",
        "author",
    }
    | {
        "escrito por",
        "written by",
        "added by",
        "author:",
        "автор",
        "by:",
        "posted by",
        "yazar",
        "penulis",
        "bởi",
    }
)
"""Words before an author's name that templates use besides Blogger's own."""


@cache
def _opening() -> re.Pattern[str]:
    return re.compile(rf"^(?:{_either(words('posted_by'))})\s*:?\s*", re.IGNORECASE)


@cache
def _byline() -> re.Pattern[str]:
    at = _either(words("at"))
    return re.compile(
        rf"^(.{{1,80}}?)(?:\s+(?:{at}|on|@)\s+|\s*[|\u2014,\u2022\u00b7]\s*|\s+-\s+|\s+\d{{1,2}}[:.]\d\d"
        r"|\s+\w{1,7}\s+(?=\d{1,4}[\s./-]|[\w-]+,\s*\d)|\s*$)",
        re.IGNORECASE,
    )


def _either(phrases: frozenset[str]) -> str:
    return "|".join(re.escape(phrase) for phrase in sorted(phrases, key=len, reverse=True))


def starts_byline(text: str) -> bool:
    """Whether a text begins as Blogger's byline does, in any language."""
    return bool(_opening().match(normalise(text).lstrip(LEADING)))


def author_of_byline(text: str) -> str | None:
    """The name in "posted by X at …"; None where the text is no byline."""
    text = normalise(text).lstrip(LEADING)
    opening = _opening().match(text)
    name = _byline().match(text[opening.end() :]) if opening else None
    return name.group(1).strip(" :,") or None if name else None


def without_opening(text: str) -> str:
    """A name without the words before it: "Posted by X" → "X"."""
    text = normalise(text).lstrip(LEADING)
    rest = _opening().sub("", text, count=1)
    first, _, after = rest.partition(" ")
    return after.strip() if first.casefold().rstrip(":") in SHORT and after else rest.strip()


def is_opening(text: str) -> bool:
    """Whether a text is nothing but the words after which an author's name follows."""
    text = normalise(text).strip(LEADING).casefold()
    return text in SHORT or text in words("posted_by") or f"{text}:" in words("posted_by")
