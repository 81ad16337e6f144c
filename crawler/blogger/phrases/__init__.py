"""Lines that Blogger's templates and widgets put around a post, recognised in every language.

Only whole lines are ever recognised, so that an author may quote any of these phrases in a sentence.
"""

from collections.abc import Sequence

from crawler.blogger.phrases.comment_counts import comment_count, is_comments_heading
from crawler.blogger.phrases.edges import count_edge, recognise_line
from crawler.blogger.phrases.phrase_table import GROUP_OF, key_of, normalise, wordings_of

__all__ = [
    "comment_count",
    "is_boilerplate",
    "is_comments_heading",
    "key_of",
    "normalise",
    "says_read_more",
    "strip_edges",
    "words",
]


def is_boilerplate(line: str) -> bool:
    """Tell whether the whole line is something that a template or widget puts around a post, by itself.

    One ordinary word ("Home", "Comments") is not: `strip_edges` removes it in the company of such lines.
    """
    match = recognise_line(line)
    return match is not None and match.strong


def says_read_more(text: str) -> bool:
    """Tell whether a link's text invites to read the rest of a post."""
    return key_of(text) in words("read_more")


def strip_edges(lines: Sequence[str], *, evidence: int = 1) -> list[str]:
    """Drop the boilerplate lines at both ends, with the blank lines among them; nothing inside is touched.

    An ordinary word goes only outside of a line that is boilerplate for sure, or next to one of its own part
    of the page: "Home" under "Older Post", but not an author's last word "Home". `evidence` is the number of
    different phrases that an end must hold before anything is dropped there.
    """
    end = len(lines) - count_edge(lines[::-1], evidence)
    start = count_edge(lines[:end], evidence)
    return list(lines[start:end])


def words(key: str) -> frozenset[str]:
    """Give every language's wordings of one key, normalised and casefolded, without punctuation at the end.

    Raises KeyError for a key that no language has.
    """
    if key not in GROUP_OF:
        raise KeyError(key)
    return wordings_of(key)
