"""Rules that tell accidents from edits that an author would make. Pure.

Templates break, owners press the wrong button, and an answer may be a notice in the post's place. A wrong
suspicion costs little: the edit is kept aside, and the next run that sees it again makes it current.
"""

from crawler.blogger.page_type import GATE_TYPES, PageType, classify
from crawler.items import Post
from pipelines.archive.changes.trust import is_better

SHARE = 0.25  # part of a text that must be left, …
LONG = 200  # … where it had this many characters; shorter ones are often rewritten
NOTICE = 600  # characters that a notice of removal has at most; in a longer text its words are quoted

NOTICES = (
    "post has been removed",
    "post has been deleted",
    "post was removed",
    "post was deleted",
    "post is under review",
    "post is no longer available",
    "post is not available",
    "page has been removed",
    "content has been removed",
    "content is no longer available",
    "content is not available",
    "article has been removed",
    "article is no longer available",
    "removed at the request of",
    "blog is under review",
    "blog has been removed",
    "account has been suspended",
)
"""Casefolded. Blogger's own and those of owners, who take a text back and leave its place."""


def suspect_reason(stored: Post, arriving: Post) -> str | None:
    """Return in a few words why `arriving` is probably not an edit by the author; None: it may well be one.

    >>> old = Post(blog_id="1", post_id="2", text="Ferries run again.")
    >>> suspect_reason(old, Post(blog_id="1", post_id="2"))
    'emptied'
    """
    if arriving.text == stored.text and arriving.body_raw == stored.body_raw:
        return None
    return next((reason for rule in RULES if (reason := rule(stored, arriving))), None)


def is_sound(post: Post) -> bool:
    """Return whether a post, looked at alone, is no gate, no notice in its place and not empty."""
    is_filled = bool(post.text or _media(post)) and not _is_title(post)
    return is_filled and not _is_notice(post) and _gate(post) is None


def _emptied(stored: Post, arriving: Post) -> str | None:
    lost = bool(stored.text) or bool(_media(stored) and not _media(arriving))
    return "emptied" if lost and not arriving.text else None


def _media(post: Post) -> int:
    return len(post.images) + len(post.embeds)


def _gated(stored: Post, arriving: Post) -> str | None:
    kind = _gate(arriving)
    return f"a page of the kind {kind}" if kind and kind != _gate(stored) else None


def _gate(post: Post) -> PageType | None:
    kind = classify(post.body_raw)
    return kind if kind in GATE_TYPES - {PageType.EMPTY} else None


def _taken_back(stored: Post, arriving: Post) -> str | None:
    return "a notice of removal" if _is_notice(arriving) and not _is_notice(stored) else None


def _is_notice(post: Post) -> bool:
    text = post.text.casefold()
    return len(text) <= NOTICE and any(notice in text for notice in NOTICES)


def _title_only(stored: Post, arriving: Post) -> str | None:
    return "only the title is left" if _is_title(arriving) and not _is_title(stored) else None


def _is_title(post: Post) -> bool:
    return bool(post.text) and post.text.split() == (post.title or "").split()


def _cut(stored: Post, arriving: Post) -> str | None:
    if is_better(arriving, stored):
        return None  # a template shows more than the author wrote
    was, is_ = len(stored.text), len(arriving.text)
    return f"cut to {is_:,} of {was:,} characters" if was >= LONG and is_ < SHARE * was else None


RULES = (_emptied, _gated, _taken_back, _title_only, _cut)  # in this order: the first that holds is told
