"""Versions of the rules that make the derived fields of a post.

Raise a version when its rule gives another result for posts that are stored: `blogger-archive reclean` then
runs today's rules over them.
"""

from pipelines.text import fingerprints, search_terms

VERSIONS = {
    "text": 1,
    "terms": search_terms.TERMS_VERSION,
    "language": 1,
    "fingerprint": fingerprints.VERSION,
    "dates": 1,
}
"""Rule → its version. "text" is everything that pipelines.boilerplate fills."""

CURRENT_RULES = " ".join(f"{name}={version}" for name, version in VERSIONS.items())
"""The versions as each row of `posts` holds them."""
