"""The data that Blogger writes about every page into its script `_WidgetManager._SetDataContext([…])`.

It is JavaScript, not JSON: single quotes, escapes such as `\\x3d` and `\\u0026` (older pages: octal
`\\75`), letters outside ASCII either plain or as numeric character references. It is the cheapest and
surest word on what a page is: the kind of page, the ids of blog and post, the post's title, the blog's
interface language.
"""

import html
import re
from collections.abc import Mapping
from types import MappingProxyType

_START = "_SetDataContext("
_ENDS = ("'name': 'widgets'", "_RegisterWidget(")
"""Start of the settings of each widget, which are long and say nothing of the page."""
_LIMIT = 60_000

_KEYS = (
    "blogId|postId|title|url|canonicalUrl|canonicalHomepageUrl|homepageUrl|pageType|pageName|locale|adultContent|"
    "isPrivateBlog|searchLabel|searchQuery|isError|isSearch|isLabelSearch|postImageUrl|blitzPostInterstitial|name"
)
"""The widget_data that are read, as alternatives of a pattern."""
# The first value of each key wins: Blogger puts the "blog" object first. A quotation mark inside a string is
# always written as an escape, so a key cannot be met inside one.
_PAIR = re.compile(
    rf"'({_KEYS})'\s*+:\s*+(?:'([^'\\]*+(?:\\.[^'\\]*+)*+)'|(true|false|\d++))",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|([0-7]{1,3})|(.))", re.DOTALL)
_REFERENCE = re.compile(r"&#(?:\d{1,7}|[xX][0-9a-fA-F]{1,6});")
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v"}


def read_widget_data(text: str) -> Mapping[str, str]:
    """Return the values of a page's data script by Blogger's own names; empty without a script."""
    start = text.rfind(_START)  # it is the last script of a page; a text that quotes it stands before
    if start < 0:
        return MappingProxyType({})
    ends = (text.find(sign, start, start + _LIMIT) for sign in _ENDS)
    widget_data: dict[str, str] = {}
    for key, string, bare in _PAIR.findall(
        text, start, next((end for end in ends if end > 0), start + _LIMIT)
    ):
        if key not in widget_data:
            widget_data[key] = _unescape(string) if string else bare
    return MappingProxyType(widget_data)


def _unescape(string: str) -> str:
    """Undo JavaScript's string escapes and numeric character references."""
    if "\\" in string:
        string = _joined(_ESCAPE.sub(_char, string))
    return _REFERENCE.sub(lambda found: html.unescape(found.group()), string) if "&#" in string else string


def _joined(string: str) -> str:
    """JavaScript writes letters above U+FFFF as two halves; a lone half becomes U+FFFD."""
    if not any("\ud800" <= char <= "\udfff" for char in string):
        return string
    return string.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _char(found: re.Match[str]) -> str:
    two, four, octal, letter = found.groups()
    if letter:
        return _LETTERS.get(letter, letter)
    return chr(int(octal, 8) if octal else int(two or four, 16))
