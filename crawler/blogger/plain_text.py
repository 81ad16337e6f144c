"""Parser of a post's page saved as plain text, as browsers save it.

Such a page reads: the page's own title, where a program took the text out of HTML; the blog's name, perhaps;
a date line; the title; the paragraphs; then what the template adds: "Posted by … at …", share links, labels,
the comments' heading, "Post a Comment", the pager. Only whole lines are taken for the template's, and only
outside of the post.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from crawler.blogger.dates import ParsedDate, date_or_reason
from crawler.blogger.page.authors.byline import author_of_byline, time_after
from crawler.blogger.phrases import comment_count, is_boilerplate, normalise, strip_edges, words
from crawler.items import Post

_LONGEST_DATE = 70
"""Characters of the longest date line, with weekday and time, in any language."""
_TOP_LINES = 8
_LONGEST_HEADER = 100
"""Lines, and characters of each, that a page may have above the date: the blog's name, description, tabs."""
_LONGEST_TITLE = 250
_LONGEST_BYLINE = 200
_PROSE = "The post begins here, whatever its title is like."
"""Put before the lines of a post, it keeps what is stripped at both ends from being stripped at the first."""
_NEAR_TITLE = range(-3, 8)
"""Lines around the title in which its date may stand."""
_FARTHEST_TITLE = 300
_FRONT, _BEHIND = re.compile(r": "), re.compile(r" [-–—~|·»:]{1,2} ")
"""Between the blog's name and the post's in the title of a page: "Blog: Post", "Post - Blog"."""
_DAY = len("2015-04-01")
_SLUG = re.compile(r"/([^/?#]+?)(?:_\d+)?\.html(?:[?#]|$)")
_WORDS = re.compile(r"[a-z0-9]+")
_UNSETTLED = frozenset({"ambiguous order", "ambiguous year"})
"""A numeric date like 4/1/2015 is a date line all the same; the dates pipeline finds the day."""


@dataclass(frozen=True, slots=True)
class _Tail:
    """Facts that the template's lines under a post state."""

    author: str | None = None
    time: str | None = None
    labels: tuple[str, ...] = ()
    comment_count: int | None = None


def read_text_page(text: str, *, url: str | None = None) -> Post:
    """Read one page saved as text; `url` is the address it had, if known, and helps to find the title.

    The post's `body_type` is "text"; `blog_id` and `post_id` are "", for a text does not state them. Without
    a date line `published_raw` is None, and the first line is the title if a paragraph follows it.
    """
    lines = [line.strip() for line in text.lstrip("\ufeff").splitlines()]
    named = _find_named(lines)
    date = _find_date(lines, named)
    start = max(-1 if at is None else at for at in (date, named)) + 1
    end = _end_of_body(lines, start)
    title = _title_above(lines[:start], url) if named is None else lines[named]
    body: Sequence[str] = lines[start:end]
    if title is None:
        title, body = _split_title(body)
    tail = _read_tail(lines[end:])
    return Post(
        blog_id="",
        post_id="",
        url=url,
        title=title,
        author=tail.author,
        labels=tail.labels,
        published_raw=None if date is None else lines[date],
        time_raw=tail.time,
        body_raw="\n".join(body).strip("\n"),
        body_type="text",
        comment_count=tail.comment_count,
        source="page",
        source_url=url,
    )


def _find_named(lines: Sequence[str]) -> int | None:
    """Return the place of the line that the first one repeats beside the blog's name."""
    first, *below = [(at, line) for at, line in enumerate(lines) if line][:_FARTHEST_TITLE] or [(0, "")]
    top = first[1] if len(first[1]) <= 2 * _LONGEST_TITLE else ""  # else many pieces, each as long
    behind = {top[mark.end() :] for mark in _FRONT.finditer(top)}
    front = {top[: mark.start()] for mark in _BEHIND.finditer(top)}
    for pieces in (behind, front):
        found = [(len(line), -at) for at, line in below if line in pieces]
        if found:
            return -max(found)[1]
    return None


def _find_date(lines: Sequence[str], named: int | None) -> int | None:
    """Return the place of the date line among the first, short lines, or at the title.

    One farther down is of the text.
    """
    near = () if named is None else (named + step for step in _NEAR_TITLE)
    at_title = (at for at in near if 0 <= at < len(lines) and _is_date(lines[at]))
    return next(at_title, None) or _find_date_on_top(lines)


def _find_date_on_top(lines: Sequence[str]) -> int | None:
    top = islice(((at, line) for at, line in enumerate(lines) if line), _TOP_LINES)
    short = takewhile(lambda numbered: len(numbered[1]) <= _LONGEST_HEADER, top)
    return next((at for at, line in short if _is_date(line)), None)


def _is_date(line: str) -> bool:
    if not 0 < len(line) <= _LONGEST_DATE or not any(map(str.isdecimal, line)):
        return False
    found = date_or_reason(line)
    return len(found.local) >= _DAY if isinstance(found, ParsedDate) else found in _UNSETTLED


def _end_of_body(lines: Sequence[str], start: int) -> int:
    """Return the place of the template's first line below the text, before the comments or the end."""
    comments = next((at for at in range(start, len(lines)) if _opens_comments(lines[at])), len(lines))
    # Above a heading of comments one phrase proves the template; without one it may be the author's.
    evidence = 1 if comments < len(lines) else 2
    kept = strip_edges([_PROSE, *lines[start:comments]], evidence=evidence)
    return start + len(kept) - 1


def _opens_comments(line: str) -> bool:
    if not line or not is_boilerplate(line):
        return False
    return comment_count(line) is not None or normalise(line).casefold() in words("post_a_comment")


def _title_above(lines: Sequence[str], url: str | None) -> str | None:
    """Return the line above the date that the address was made from: newer themes put the title there."""
    slug = _SLUG.search(url or "")
    words = set(slug[1].casefold().split("-")) if slug else set()
    shares = [(len(words.intersection(_WORDS.findall(line.casefold()))), -len(line), line) for line in lines]
    best = max(shares, default=(0, 0, ""))
    return best[2] if words and best[0] * 2 > len(words) else None


def _split_title(lines: Sequence[str]) -> tuple[str | None, Sequence[str]]:
    """Take the first line for the title if it stands alone and something follows it."""
    filled = [at for at, line in enumerate(lines) if line]
    if len(filled) < 2:
        return None, lines
    first, second = filled[:2]
    if len(lines[first]) > _LONGEST_TITLE:
        return None, lines
    return lines[first], lines[second:]


def _read_tail(lines: Sequence[str]) -> _Tail:
    filled = [line for line in lines if 0 < len(line) <= _LONGEST_BYLINE]
    bylines = [(line, author) for line in filled if (author := author_of_byline(line))]
    line, author = bylines[0] if bylines else ("", None)
    counts = (count for text in filled if (count := comment_count(text)) is not None)
    labels = filter(None, map(_labels, filled))
    return _Tail(author, time_after(line, author), next(labels, ()), next(counts, None))


def _labels(line: str) -> tuple[str, ...]:
    head, colon, rest = line.replace("：", ":").partition(":")
    if not colon or normalise(head).casefold() not in words("labels"):
        return ()
    names = (name.strip() for name in rest.replace("，", ",").replace("、", ",").split(","))
    return tuple(dict.fromkeys(filter(None, names)))
