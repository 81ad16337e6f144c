"""Signs that a page or a body of it holds markup that never ends and swallows the text behind it."""

import re

from crawler.blogger.page.page_record import ParsedPage
from crawler.blogger.page_type import LIST_TYPES, POSTLESS_TYPES, PageType

_TAG_IN_VALUE = re.compile(r"""="[^"<>]*&gt;[^"<>]*&lt;/?[a-zA-Z]""")
_UNSEEN_AT_END = re.compile(
    r"</(script|style|iframe|textarea|xmp|noscript|template|svg|title|plaintext)>(?:\s*</\w+>)*\s*$"
)
"""In a body as it was parsed: a tag inside an attribute; something unseen in its last _END letters."""
_END = 300
_END_TAG = re.compile(r"(?:<|&lt;)/[a-zA-Z]")


def may_be_unterminated(page: ParsedPage, text: str) -> bool:
    """Tell whether a page that was read from this text may hold more than was found."""
    if page.page_type in POSTLESS_TYPES or page.page_type is PageType.DYNAMIC_VIEW:
        return False
    # on a list a post can be missing without a sign
    if (
        page.page_type in LIST_TYPES
        or not any(post.body_raw for post in page.posts)
        or any(_is_cut(post.body_raw) for post in page.posts)
    ):
        return True
    return any(text[text.rfind(quote) - 1 : text.rfind(quote)] == "=" for quote in "\"'")


def _is_cut(body: str) -> bool:
    return (
        body.count("<!--") != body.count("-->")
        or _ends_swallowing(body)
        or ("&lt;" in body and _TAG_IN_VALUE.search(body) is not None)
    )


def _ends_swallowing(body: str) -> bool:
    """Tell whether something unseen at the end holds an end tag: that of the body, at the least, if it never
    ended itself."""
    end = _UNSEEN_AT_END.search(body, max(len(body) - _END, 0))
    if end is None:
        return False
    last = body[: end.start()].rpartition(f"</{end[1]}>")[2]
    return _END_TAG.search(last, last.find(f"<{end[1]}")) is not None
