"""Names in lines that also say the day, in words of the owner's or in none: "Told by Ann on 3 May 2021",
"Ann | 3 May 2021 | 2 comments".
"""

import re
from collections.abc import Iterator, Sequence

from crawler.blogger.html.elements import Element
from crawler.blogger.page.authors.byline import SENTENCE_END, author_of_short_byline, is_opening
from crawler.blogger.page.authors.byline_words import PREPOSITIONS
from crawler.blogger.page.authors.person_names import NUMBER, begins_small, proper_name, without_words_after
from crawler.blogger.page.class_names import HEADINGS, Role
from crawler.blogger.page.links import is_tag, leads_to_comments, leads_to_label
from crawler.blogger.page.publication.date_words import says_published, says_updated
from crawler.blogger.page.publication.dates_in_lines import COLON, EDGES, YEAR, day_within
from crawler.blogger.page.roles import role_of

_PARTING = re.compile(
    r"(?:^| )[|/–—-](?: |$)| ?[|｜·•»] ?|[\u2600-\u27bf\U0001f300-\U0001faff]\ufe0f?"
    rf"|{SENTENCE_END}",
)
"""Signs between the parts of a line, pictures, and the end of a sentence before "Author:"."""
LONGEST_DATED = 160
"""Characters of the longest such line."""
_OTHER_FACTS = Role.CHIP | Role.LOCATION | Role.LABELS
_INLINE = frozenset({"a", "span"})
_VERB = 3
"""Words before "by": "This was told by Ann"."""
_NICKNAME = re.compile(r"admin|[\w.]*[A-Za-z][\w.]*[\d_][\w.]*")
"""A name of small letters that is no word of a sentence: "ann_99"."""
_GENITIVES = frozenset({"de", "di", "od"})
"""Words that part a name more often than they follow a verb: "Puerto de Vigo"."""


def name_beside_day(element: Element, locale: str | None, text: str) -> str | None:
    """Return the name in a line that also says the day; `text` is the whole line. A name without "by" has to
    be all that is left."""
    days = len(_machine_days(element)) if text else 0
    if not days and not YEAR.search(text):
        return None
    left: list[Sequence[str]] = []
    for part in _parts(element):
        tokens = part.split()
        day = day_within(tokens, locale) if YEAR.search(part) else None
        days += day is not None
        left += (
            [tokens]
            if day is None
            else [side for side in (tokens[: day[0]], tokens[day[1] :]) if _is_apart(side)]
        )
    if not days:
        return None
    spoken = next(filter(None, map(_spoken, left)), None)
    bare = [name for tokens in left if (name := _bare(tokens))]
    return spoken or (bare[0] if len(bare) == 1 and _is_proper(bare[0]) else None)


def _parts(element: Element) -> Iterator[str]:
    """The parts of a line, without headings, labels, places and what links to comments say."""
    apart = element.iter(*HEADINGS, "a", "span", "script", "style")
    skipped = {e for e in apart if e.tag not in _INLINE or _says_else(e)} | _machine_days(element)
    for node in element.iter():
        around = {node, *node.iterancestors()}
        texts = (
            "" if around & skipped or not isinstance(node.tag, str) else node.text,
            node.tail if node is not element and not (around - {node}) & skipped else "",
        )
        yield from (part for text in texts if text for part in _PARTING.split(_folded(text)) if part.strip())


def _folded(text: str) -> str:
    """A text with single spaces, also behind a colon before a day; a wide one parts a line in Japanese."""
    return " ".join(COLON.sub(r"\1\2 ", text.replace("\u3000", " | ")).split())


def _machine_days(element: Element) -> set[Element]:
    """Elements that tell machines the day, in whatever words they tell it to people."""
    return {e for e in element.iter("time", "abbr") if YEAR.match(e.get("datetime") or e.get("title") or "")}


def _says_else(part: Element) -> bool:
    told = role_of(part) & _OTHER_FACTS
    return bool(told) or is_tag(part) or leads_to_label(part) or leads_to_comments(part)


def _spoken(tokens: Sequence[str]) -> str | None:
    """The name behind "by", at most a few words from the beginning."""
    for at, token in enumerate(tokens[: _VERB + 1]):
        word = token.casefold().rstrip(":")
        if word in PREPOSITIONS and not (at and word in _GENITIVES):
            return proper_name(tokens[at + 1 :])
    return author_of_short_byline(" ".join(tokens).strip(EDGES))


def _is_apart(tokens: Sequence[str]) -> bool:
    """Tell whether words beside a day are more than one before it: "Posted 3 May 2021"."""
    said = " ".join(tokens)
    return len(tokens) > 1 or said.endswith((",", ";")) or author_of_short_byline(said) is not None


def _bare(tokens: Sequence[str]) -> str | None:
    """The rest of a part that may be a name: no number, no words between name and day."""
    text = " ".join(without_words_after(tokens)).strip(EDGES + ",;:()")
    if (
        not text
        or (begins_small(text) and text.islower() and not _NICKNAME.fullmatch(text))
        or NUMBER.search(text)
        or is_opening(text)
        or says_published(text)
        or says_updated(text)
        or not any(map(str.isalpha, text))
    ):
        return None
    return text


def _is_proper(text: str) -> bool:
    return _NICKNAME.fullmatch(text) is not None or proper_name(text.split()) == text
