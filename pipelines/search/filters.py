"""Which posts a search, an export or a list is about."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from crawler.errors import UsageError

Params = dict[str, str | int]

HAS: dict[str, str] = {
    "image": "posts.images <> '[]'",
    "link": "posts.links <> '[]'",
    "embed": "posts.embeds <> '[]'",
    "label": "posts.labels <> '[]'",
    "title": "ifnull(posts.title, '') <> ''",
    "text": "posts.text <> ''",
    "comment": "posts.comment_count > 0",
    "revision": "EXISTS (SELECT 1 FROM revisions WHERE revisions.post = posts.id)",
}
"""What a post may have → condition."""

_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_HOST = re.compile(r"^(?:https?://)?([^/?#]+)/?$")

# A blog is known by its id, its title, or a host that it has or had.
_BLOG = """\
posts.blog_id IN (SELECT blogs.blog_id FROM blogs LEFT JOIN json_each(blogs.aliases) AS alias
WHERE blogs.blog_id = :{0} OR blogs.title = :{0} COLLATE NOCASE
   OR blogs.url LIKE '%://' || :{0}_host || '/%' OR alias.value LIKE '%://' || :{0}_host || '/%')"""
_LABEL = "EXISTS (SELECT 1 FROM json_each(posts.labels) WHERE value = :{0} COLLATE NOCASE)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Conditions that must all hold; of several blogs or labels, one. Empty: every post."""

    blogs: tuple[str, ...] = ()
    """Ids, titles or addresses."""
    labels: tuple[str, ...] = ()
    author: str | None = None
    """Part of the author's name."""
    language: str | None = None
    since: str | None = None
    """First day, month or year of publication: "2013-10-05", "2013-10", "2013"."""
    until: str | None = None
    """Last one, included."""
    has: tuple[str, ...] = ()
    """Keys of HAS."""
    deleted: bool = False
    """Only posts that are gone from their blog."""

    def __post_init__(self) -> None:
        """Raise UsageError for what cannot be a filter."""
        for name in self.has:
            if name not in HAS:
                raise UsageError(f"--has {name}: say one of {', '.join(HAS)}")
        for option, value in (("since", self.since), ("until", self.until)):
            if value is not None:
                _first_day(option, value)


def where(chosen: Filter) -> tuple[str, Params]:
    """An SQL condition on `posts`, and its named parameters."""
    params: Params = {}
    conditions = [*_any(_BLOG, "blog", chosen.blogs, params), *_any(_LABEL, "label", chosen.labels, params)]
    conditions += list(_plain(chosen, params))
    conditions += [HAS[name] for name in chosen.has]
    if chosen.deleted:
        conditions.append("posts.deleted_at IS NOT NULL")
    return " AND ".join(f"({condition})" for condition in conditions) or "1", params


def day_range(chosen: Filter) -> tuple[str, str] | None:
    """Values of `published` from the first to before the last that --since and --until let through."""
    if not chosen.since and not chosen.until:
        return None
    return chosen.since or "", _after("until", chosen.until) if chosen.until else "~"


def _any(condition: str, name: str, values: tuple[str, ...], params: Params) -> Iterator[str]:
    if values:
        for number, value in enumerate(values):
            params[f"{name}{number}"] = value
            if name == "blog":
                params[f"{name}{number}_host"] = _host(value)
        yield " OR ".join(condition.format(f"{name}{number}") for number in range(len(values)))


def _host(value: str) -> str:
    """The host of an address, for LIKE; what is none matches nothing."""
    match = _HOST.match(value.lower())
    return match.group(1).replace("%", "").replace("_", "") if match and "." in match.group(1) else "-"


def _plain(chosen: Filter, params: Params) -> Iterator[str]:
    if chosen.author:
        params["author"] = chosen.author.lower()
        yield "instr(lower(posts.author), :author)"
    if chosen.language:
        params["language"] = chosen.language
        yield "posts.language = :language COLLATE NOCASE"
    if chosen.since:
        params["since"] = chosen.since
        yield "posts.published >= :since"
    if chosen.until:
        params["until"] = _after("until", chosen.until)
        yield "posts.published < :until"


def _first_day(option: str, value: str) -> date:
    match = _DAY.fullmatch(value)
    try:
        if match:
            return date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        pass
    raise UsageError(f"--{option} {value}: give a day, month or year, such as 2013-10-05, 2013-10 or 2013")


def _after(option: str, value: str) -> str:
    """The first day after a day, month or year; as text it is greater than all times within."""
    first = _first_day(option, value)
    if len(value) == len("2013-10-05"):
        return (first + timedelta(days=1)).isoformat()
    wide = first + timedelta(days=32 if len(value) == len("2013-10") else 366)
    return wide.isoformat()[: len(value)]
