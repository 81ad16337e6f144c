"""What Blogger writes about every page into its script `_WidgetManager._SetDataContext([…])`.

It is JavaScript, not JSON: single quotes, escapes such as `\\x3d` and `\\u0026` (older pages: octal
`\\75`), letters outside ASCII either plain or as numeric character references. It is the cheapest and
surest word on what a page is: the kind of page, the ids of blog and post, the post's title, the blog's
interface language.
"""

import html
import re
from collections.abc import Mapping
from types import MappingProxyType

START = "_SetDataContext("
ENDS = ("'name': 'widgets'", "_RegisterWidget(")
"""What follows is each gadget's own settings: long, and nothing of the page."""
LIMIT = 60_000

KEYS = (
    "blogId|postId|title|url|canonicalUrl|canonicalHomepageUrl|homepageUrl|pageType|pageName|locale|adultContent|"
    "isPrivateBlog|searchLabel|searchQuery|isError|isSearch|isLabelSearch|postImageUrl|blitzPostInterstitial|name"
)
"""The facts that are read, as alternatives of a pattern."""
# The first value of each key wins: Blogger puts the "blog" object first. A quotation mark inside a string is
# always written as an escape, so a key cannot be met inside one.
PAIR = re.compile(
    rf"'({KEYS})'\s*+:\s*+(?:'([^'\\]*+(?:\\.[^'\\]*+)*+)'|(true|false|\d++))",
    re.DOTALL,
)
ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|([0-7]{1,3})|(.))", re.DOTALL)
REFERENCE = re.compile(r"&#(?:\d{1,7}|[xX][0-9a-fA-F]{1,6});")
LETTERS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v"}


def read_blob(text: str) -> Mapping[str, str]:
    """The facts that a page's data script states, by Blogger's own names; empty where there is no script."""
    start = text.rfind(START)  # it is the last script of a page; a text that quotes it stands before
    if start < 0:
        return MappingProxyType({})
    ends = (text.find(sign, start, start + LIMIT) for sign in ENDS)
    facts: dict[str, str] = {}
    for key, string, bare in PAIR.findall(text, start, next((end for end in ends if end > 0), start + LIMIT)):
        if key not in facts:
            facts[key] = unescape(string) if string else bare
    return MappingProxyType(facts)


def unescape(string: str) -> str:
    """Undo JavaScript's string escapes and numeric character references."""
    if "\\" in string:
        string = _joined(ESCAPE.sub(_char, string))
    return REFERENCE.sub(lambda found: html.unescape(found.group()), string) if "&#" in string else string


def _joined(string: str) -> str:
    """JavaScript writes letters above U+FFFF as two halves; a half without its other half is no letter."""
    if not any("\ud800" <= char <= "\udfff" for char in string):
        return string
    return string.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _char(found: re.Match[str]) -> str:
    two, four, octal, letter = found.groups()
    if letter:
        return LETTERS.get(letter, letter)
    return chr(int(octal, 8) if octal else int(two or four, 16))
