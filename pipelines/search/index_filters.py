# ruff: noqa: S608 - the SQL is put together from constants of this project
"""Filters as conditions on row ids, answered from narrow indexes.

Rows of posts are long, and blog, language and the like stand behind the text in them: asking each row costs
ten times what reading the ids that pass from an index does (measured at 100,000 posts).
"""

from collections.abc import Iterator
from dataclasses import replace

from pipelines.search.filters import Filter, Params, where

_LABEL = "label = :label"


def source(chosen: Filter) -> tuple[str, str, str, Params]:
    """Where to read ids of posts that pass: table, column, condition and its parameters."""
    if len(chosen.labels) == 1:
        condition, params = among(replace(chosen, labels=()), "post")
        return "_labels", "post", f"{_LABEL} AND {condition}", params | {"label": chosen.labels[0]}
    parts = list(_parts(chosen))
    if not parts:
        return "posts", "posts.id", "1", {}
    (index, first), *others = parts
    condition, params = where(first)
    for other_index, other in others:
        other_condition, other_params = _member("posts.id", other_index, other)
        condition, params = f"{condition} AND {other_condition}", params | other_params
    table = f"posts INDEXED BY {index}" if index else "posts"
    return table, "posts.id", condition, params


def among(chosen: Filter, key: str) -> tuple[str, Params]:
    """A condition on a column of row ids, and its parameters."""
    conditions, params = ["1"], Params()
    if len(chosen.labels) == 1:
        conditions.append(f"+{key} IN (SELECT post FROM _labels WHERE {_LABEL})")
        params["label"] = chosen.labels[0]
        chosen = replace(chosen, labels=())
    for index, part in _parts(chosen):
        condition, values = _member(key, index, part)
        conditions.append(condition)
        params |= values
    return " AND ".join(conditions), params


def _parts(chosen: Filter) -> Iterator[tuple[str | None, Filter]]:
    """Pieces of a filter, each with the index that answers it; those that leave fewest posts first."""
    nothing = Filter()
    if chosen.deleted:
        yield "posts_by_deletion", replace(nothing, deleted=True)
    if chosen.blogs:
        yield "posts_by_blog", replace(nothing, blogs=chosen.blogs)
    if chosen.since or chosen.until:
        yield "posts_by_published", replace(nothing, since=chosen.since, until=chosen.until)
    if chosen.language:
        yield "posts_by_language", replace(nothing, language=chosen.language)
    if chosen.author:
        yield "posts_by_author", replace(nothing, author=chosen.author)
    if chosen.has or chosen.labels:
        yield None, replace(nothing, has=chosen.has, labels=chosen.labels)


def _member(key: str, index: str | None, part: Filter) -> tuple[str, Params]:
    condition, params = where(part)
    if index is None:  # each row must be asked; the plus keeps SQLite from starting with them all
        one = (
            f"SELECT 1 FROM posts AS asked WHERE asked.id = {key} AND {condition.replace('posts.', 'asked.')}"
        )
        return f"EXISTS ({one})", params
    # The plus: ids are looked up among those that pass, not the other way round.
    return f"+{key} IN (SELECT posts.id FROM posts INDEXED BY {index} WHERE {condition})", params
