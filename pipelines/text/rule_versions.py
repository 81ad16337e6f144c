"""Versions of the rules that make the derived fields of a post.

Raise a version when its rule gives another result for posts that are stored: `blogger-archive reclean` then
runs today's rules over them.
"""

from crawler.blogger.response_checks import MAX_POST_TAGS
from crawler.items import Post
from pipelines.text import search_terms

VERSIONS = {
    "text": 8,
    "terms": search_terms.TERMS_VERSION,
    "language": 1,
    "dates": 6,
}
"""Rule → its version. "text" is everything that pipelines.boilerplate fills."""

CURRENT_RULES = " ".join(f"{name}={version}" for name, version in VERSIONS.items())
"""The versions as each row of `posts` holds them."""


def rules_of(post: Post) -> str | None:
    """Return the versions that made a post's fields; None where cleaning its body took too long.

    Such a body has words but no HTML, though it has no more tags than are made a tree of.
    """
    is_bare = bool(post.text) and not post.html and post.body_raw.count("<") <= MAX_POST_TAGS
    return None if is_bare else CURRENT_RULES
