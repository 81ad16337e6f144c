"""Blogger's interface strings in its languages: `phrases.json` made into lookup tables.

The file holds language -> key -> wordings. Slots in a wording: {n} a number in any digits; {name}, {label},
{time} a short text.
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

# Key -> the part of a page it belongs to. An ordinary word is boilerplate only beside its own kind.
GROUP_OF: dict[str, str] = {
    key: group
    for group, keys in {
        "pager": "newer_post newer_posts older_post older_posts home more_posts_v2 subscribe_to"
        " post_comments_atom posts_atom view_web view_mobile powered_by theme popular_posts blog_archive"
        " about_me view_profile followers"
        " search_blog status_label status_label_v2 status_archive_v2 status_no_posts status_404"
        " show_all_posts",
        "share": "email_this email_this_icon blogthis share_twitter share_x share_facebook share_pinterest"
        " share_buzz share_other share get_link platform email",
        "comments": "no_comments one_comment n_comments post_a_comment comments_heading_v2 reply"
        " replies delete load_more links_to_this_post create_link comments_moderated",
        "byline": "posted_by at labels location reactions edit_post edit_widget read_more report_abuse",
    }.items()
    for key in keys.split()
}
# Keys whose wordings are ordinary prose, however many words they have.
_ORDINARY_KEYS = """
    home at edit_widget email delete reply replies comments_heading_v2 followers platform share location theme
"""
_ORDINARY = frozenset(_ORDINARY_KEYS.split())
# Keys whose wordings nobody writes by chance, even where they are one word.
_PECULIAR = frozenset({"blogthis", "post_comments_atom", "posts_atom"})

SLOT_HEAD = 3
"""Characters by which phrases with a slot are indexed."""

_SPACES = re.compile(r"[\s\u200b\u2028\u2029\u0085]+")
_INVISIBLE = re.compile("[\u00ad\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00]")
_JOINERS = re.compile("[\u200c\u200d]")
_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"\d{1,3}(?:[.,'’ ]\d{3})+|\d+")
_EDGE = " :：.。…!！»›>→←‹«<|·•*-–—"
_SLOT = re.compile(r"\{(?:name|label|time)\}")
_SPACED_SCRIPT = re.compile("[\u3040-\u30ff\u4e00-\u9fff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")


@dataclass(frozen=True, slots=True)
class Phrase:
    """The meaning of a phrase."""

    key: str
    strong: bool
    """False for ordinary words ("Home"), which are boilerplate only in company."""

    @property
    def group(self) -> str:
        """Part of the page it belongs to."""
        return GROUP_OF[self.key]


@dataclass(frozen=True, slots=True)
class SlottedPhrase:
    """A phrase with a free text in it, and the words before and after that text."""

    before: str
    after: str
    phrase: Phrase


def normalise(text: str) -> str:
    """Compose to NFC, make every run of spaces (also no-break, narrow, zero-width ones) one space, and strip.

    Direction marks, soft hyphens and NUL go; joiners stay, for Persian and Indic words need them.
    """
    if text.isascii() and "\0" not in text:
        return " ".join(text.split())
    return _SPACES.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", text))).strip()


def key_of(text: str) -> str:
    """Fold a line or wording for lookup: case, numbers as {n}, spaces before a colon, its ends."""
    folded = normalise(text).casefold()
    if not folded.isascii():
        folded = _JOINERS.sub("", folded.replace("：", ":").replace("！", "!").replace("’", "'"))
    if _DIGIT.search(folded):
        folded = _NUMBER.sub("{n}", folded)
    return folded.replace(" :", ":").strip(_EDGE)


def numbers_in(text: str) -> list[int]:
    """Give the whole numbers of a text, in any digits, thousands separated or not."""
    return [int("".join(char for char in match if char.isdecimal())) for match in _NUMBER.findall(text)]


@cache
def load_phrases() -> dict[str, dict[str, list[str]]]:
    """Give language -> key -> wordings as written."""
    file = Path(__file__).with_name("phrases.json")
    return json.loads(file.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def _entries() -> Iterator[tuple[str, str]]:
    for keys in load_phrases().values():
        for key, wordings in keys.items():
            yield from ((key, wording) for wording in wordings)


@cache
def phrases_by_text() -> dict[str, Phrase]:
    """Give every phrase without a free slot, folded by `key_of`; a strong meaning wins over a weak one."""
    found: dict[str, Phrase] = {}
    for key, wording in _entries():
        if not _SLOT.search(wording):
            phrase, text = Phrase(key, _is_strong(key, wording)), key_of(wording)
            if text not in found or phrase.strong > found[text].strong:
                found[text] = phrase
    found.pop("", None)
    return found


@cache
def slotted_phrases() -> dict[str, tuple[SlottedPhrase, ...]]:
    """Give every phrase with a free slot, by its first SLOT_HEAD characters ("" where the slot is early)."""
    found: dict[str, tuple[SlottedPhrase, ...]] = {}
    for key, wording in _entries():
        if _SLOT.search(wording):
            before, after = (part.strip() for part in _SLOT.split(key_of(wording), maxsplit=1))
            start = before[:SLOT_HEAD] if len(before) >= SLOT_HEAD else ""
            found[start] = (*found.get(start, ()), SlottedPhrase(before, after, Phrase(key, strong=True)))
    return found


@cache
def wordings_of(key: str) -> frozenset[str]:
    """Give every language's wordings of one key, folded by `key_of`."""
    return frozenset(key_of(wording) for other, wording in _entries() if other == key) - {""}


@cache
def first_words(key: str) -> frozenset[str]:
    """Give the first words of the wordings of one key, folded by `key_of`."""
    return frozenset(key_of(wording.split()[0]) for wording in wordings_of(key))


def _is_strong(key: str, wording: str) -> bool:
    if key in _ORDINARY or key == "posted_by":
        return False
    return key in _PECULIAR or " " in wording.strip() or bool(_SPACED_SCRIPT.search(wording))
