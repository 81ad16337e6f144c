"""Removal of what Microsoft Word leaves in a body as text: conditional comments and document settings.

The comments themselves are no text; but Blogger's summaries, and bodies that were escaped twice, show them.
"""

import re

_CONDITION = re.compile(
    r"(?:&lt;!(?:--)?)?\[if !support\w{1,40}\](?:(?:--)?&gt;)?|"
    r"&lt;!(?:--)?\[if (?:[gl]te? )?!?(?:mso|vml|ppt)[ \d]{0,4}\](?:--)?&gt;"
)
"""`<!--[if !supportLists]-->`, `<!--[if gte mso 9]>`, escaped. Other conditions may be a post's subject."""
_END = re.compile(r"&lt;!(?:--)?\[endif\](?:--)?&gt;")
_HIDDEN = "[if gte mso "
_SETTINGS = re.compile(
    r"\bNormal\s+0\s+(?:\d+\s+){0,2}(?:(?:false|true)\s+){2}(?:false|true)\b"
    r"(?:\s+(?:[A-Z]{2}(?:-[A-Z]{2})?|X-NONE|MicrosoftInternetExplorer4)\b){0,4}"
)
_STYLES = re.compile(r"/\* Style Definitions \*/\s{0,9}table\.MsoNormalTable\s{0,9}\{[^{}]*\}")


def drop_word_leftovers(html: str) -> str:
    """Take Word's leftovers out of sanitised HTML; each becomes a space."""
    if "[" in html and "[if " in html:
        html = _drop_comments(html)
    if "Normal" in html:
        html = _SETTINGS.sub(" ", html)
    return _STYLES.sub(" ", html) if "/* Style Definitions */" in html else html


def _drop_comments(html: str) -> str:
    pieces: list[str] = []
    done, last_end = 0, max((found.start() for found in _END.finditer(html)), default=-1)
    for found in _CONDITION.finditer(html):
        if found.start() < done:
            continue
        has_end = _HIDDEN in found.group() and last_end >= found.end()
        end = _END.search(html, found.end()) if has_end else None
        pieces += html[done : found.start()], " "
        done = end.end() if end else found.end()
    return _END.sub(" ", "".join(pieces) + html[done:]) if pieces else html
