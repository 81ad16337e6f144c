"""Pages of many posts: the home page, lists, searches, feeds, and counts."""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any
from urllib.parse import unquote

from crawler.web import chart
from crawler.web.atom_feed import ENTRIES, Feed, FeedEntry, build_entry
from crawler.web.queries import ArchiveQueries
from crawler.web.search_params import PAGE_SIZE, SearchParams, parse_params
from crawler.web.template_filters import language_name
from crawler.web.view import TemplatePage, View, not_found
from pipelines.archive.blog_states import suspect_edits
from pipelines.archive.blogs import crawls_of
from pipelines.archive.completeness import proofs
from pipelines.search import post_view
from pipelines.search.browse import LABELS, ArchiveCounts, newest_ids
from pipelines.search.facets import MOST, Facets, FacetTable, add_facets
from pipelines.search.known_names import UnknownNameError
from pipelines.search.listed_posts import ListedPost, SearchResult, read_listed
from pipelines.search.matching import MAX_COUNTED
from pipelines.search.search import MAX_RANKED, search
from pipelines.term_index.opened_index import index_beside
from pipelines.text.case_folding import fold_case

_HOME_POSTS, _HOME_BLOGS, _HOME_LABELS, _HOME_PAGES = 8, 12, 40, 12
_CRAWLS = 50

_MAX_COUNTED_BY_ROW = 1000
"""Posts of a filter that no index answers are counted up to this number; of others up to MAX_COUNTED."""


async def home(queries: ArchiveQueries, request: Any) -> TemplatePage:  # noqa: ARG001
    """The home page: the newest posts, and counts."""
    counts = await queries.overview()
    context = {
        "posts": await queries.run(partial(_newest, SearchParams(), _HOME_POSTS)),
        "chart": chart.build_chart(counts.months),
        "states": (await queries.states())[:_HOME_BLOGS],
        "labels": counts.labels[:_HOME_LABELS],
        "pages": await queries.run(partial(_newest, SearchParams(kind="page"), _HOME_PAGES)),
    }
    return TemplatePage("home.html", context)


def _newest(params: SearchParams, most: int, connection: sqlite3.Connection) -> list[ListedPost]:
    return list(read_listed(connection, newest_ids(connection, params.filter, limit=most)))


async def blogs(queries: ArchiveQueries, request: Any) -> TemplatePage:  # noqa: ARG001
    """Every blog with its state."""
    return TemplatePage("blogs.html", {"states": await queries.states()})


async def blog(queries: ArchiveQueries, request: Any) -> TemplatePage:
    """One blog: its state, its posts by month, and the story of its crawls."""
    blog_id = unquote(request.url_vars["blog"])
    states = await queries.states()
    state = next((state for state in states if state.blog_id == blog_id), None)
    if state is None:
        return not_found("There is no such blog in this archive.")
    months = await queries.months_of(blog_id)
    found = await queries.run(lambda connection: proofs(connection, blog_id))
    proof = next((each for each in found if each.blog_id == blog_id), None)
    context = {
        "gaps": [month for month in proof.months if month.ours < month.theirs] if proof else [],
        "state": state,
        "aside": await queries.run(lambda connection: suspect_edits(connection, blog_id)),
        "crawls": await queries.run(lambda connection: crawls_of(connection, blog_id, limit=_CRAWLS)),
        "chart": chart.build_chart(months),
    }
    return TemplatePage("blog.html", context)


async def search_page(queries: ArchiveQueries, request: Any) -> TemplatePage:
    """Posts that match a query, or the posts of a blog, label, language or month."""
    params = parse_params(request.args, queries.access.base)
    counts = await queries.overview()
    try:
        context = await (
            _search_results(queries, params) if params.q else _list_results(queries, params, counts)
        )
    except UnknownNameError as error:
        context = {"posts": [], "total": 0, "unknown": str(error)}
    blog = next((blog for blog in counts.blogs if blog.blog_id == params.blog), None)
    months = await queries.months_of(params.blog) if blog and not params.q else ()
    titles = {each.blog_id: each.title for each in counts.blogs if each.title}
    context |= {"blog_titles": titles, "params": params, "blog": blog, "chart": chart.build_chart(months)}
    return TemplatePage("search.html", context)


async def _search_results(queries: ArchiveQueries, params: SearchParams) -> dict[str, Any]:
    facets = await queries.facets()

    def query(connection: sqlite3.Connection) -> dict[str, Any]:
        index = index_beside(queries.path, connection)
        find = index.search if index else partial(search, connection)
        offset = params.page * PAGE_SIZE
        result = find(params.q, params.filter, sort=params.sort or "best", limit=PAGE_SIZE, offset=offset)
        return result_context(params, result, [facets])

    return await queries.run(query)


def result_context(
    params: SearchParams, result: SearchResult, tables: Sequence[FacetTable]
) -> dict[str, Any]:
    """Return the variables of a page of results, of one archive or several, with the table of each."""
    counted = [ids[:MOST] for ids in result.counted or [result.ids]]
    more = min(result.matches, result.ranked or MAX_RANKED) > (params.page + 1) * PAGE_SIZE
    return {
        "posts": result.hits,
        "answer": result,
        "facets": add_facets(table.count(ids) for table, ids in zip(tables, counted, strict=False)),
        "faceted": sum(map(len, counted)),
        "total": result.matches,
        "previous": params.changed(page=params.page - 1).url if params.page else None,
        "following": params.changed(page=params.page + 1).url if more else None,
    }


async def _list_results(
    queries: ArchiveQueries, params: SearchParams, counts: ArchiveCounts
) -> dict[str, Any]:
    known = _known_count(params, counts)
    first, oldest = params.is_first, params.sort == "oldest"
    most = _MAX_COUNTED_BY_ROW if params.has or params.origin else MAX_COUNTED
    counting = MOST if known is not None else most + 1
    limit = counting if first and params.active_filters else PAGE_SIZE + 1
    facets = await queries.facets()

    def query(connection: sqlite3.Connection) -> tuple[list[ListedPost], int, Facets]:
        before, after = params.before or None, params.after or None
        ids = newest_ids(connection, params.filter, limit=limit, before=before, after=after, oldest=oldest)
        shown = ids[-PAGE_SIZE:] if params.ascends else ids[:PAGE_SIZE]
        counted = facets.count(ids[:MOST]) if params.active_filters else facets.count_all()
        return list(read_listed(connection, shown)), len(ids), counted

    posts, found, counted = await queries.run(query)
    return {
        **_turning(params, posts, more=found > PAGE_SIZE),
        "posts": posts[::-1] if oldest else posts,
        "facets": counted if first else {},
        "faceted": min(found, MOST) if params.active_filters else known,
        "total": found if known is None and first else known,
        "uncounted": known is None and found > most,
    }


def _turning(params: SearchParams, posts: Sequence[ListedPost], *, more: bool) -> dict[str, str | None]:
    """Return the addresses of the pages beside one; `posts` are the newest first."""
    oldest = params.sort == "oldest"
    has_newer, has_older = (more, not params.is_first) if params.ascends else (not params.is_first, more)
    newer = params.changed(after=posts[0].id).url if posts and has_newer else None
    older = params.changed(before=posts[-1].id).url if posts and has_older else None
    return {"previous": older if oldest else newer, "following": newer if oldest else older}


def _known_count(params: SearchParams, counts: ArchiveCounts) -> int | None:
    """Return the number of posts that pass, where a cached count has it."""
    if not params.active_filters:
        return counts.posts
    match params.active_filters:
        case {"blog": blog, **others} if not others:
            return next((each.posts for each in counts.blogs if each.blog_id == blog), None)
        case {"label": label, **others} if not others:
            return next((n for name, n in counts.labels if fold_case(name) == fold_case(label)), None)
        case {"language": language, **others} if not others:
            return dict(counts.languages).get(language)
        case {"since": since, "until": until, **others} if not others and since == until:
            return dict(counts.months).get(since)
    return None


async def atom_feed(queries: ArchiveQueries, request: Any) -> TemplatePage:
    """A list or search as Atom, newest first."""
    params = parse_params(request.args, queries.access.base)
    root = f"{request.scheme}://{request.host}"
    entries: list[FeedEntry] = []

    def query(connection: sqlite3.Connection) -> list[FeedEntry]:
        if params.q:
            listed = search(connection, params.q, params.filter, sort="date", limit=ENTRIES).hits
        else:
            listed = tuple(_newest(params, ENTRIES, connection))
        keys = ((each.blog_id, each.post_id) for each in listed)
        posts = (post_view.read_post(connection, *key, cut=post_view.CUT // 4) for key in keys)
        post_at = queries.links.post
        return [build_entry(each, root + post_at(each.blog_id, each.post_id)) for each in posts if each]

    with suppress(UnknownNameError):
        entries = await queries.run(query)
    feed = Feed(
        id=root + params.feed_url,
        url=root + params.feed_url,
        page=root + params.url,
        title=params.q or params.label or "New posts",
        entries=tuple(entries),
    )
    return TemplatePage("feed.xml", {"feed": feed}, content_type="application/atom+xml; charset=utf-8")


_HINTS = {
    "labels": "The 1,000 most used; a search by label finds the others",
    "authors": "The 1,000 with most posts; a search by author finds the others",
    "languages": "As detected; posts too short to tell are in none",
}


def counts_page(name: str) -> View:
    """Return the view of all labels, authors or languages and their numbers of posts."""

    async def page(queries: ArchiveQueries, request: Any) -> TemplatePage:  # noqa: ARG001
        found: Sequence[tuple[str, int]] = getattr(await queries.overview(), name)
        link = getattr(queries.links, name.removesuffix("s"))
        shown: Callable[[str], str] = language_name if name == "languages" else str
        context = {
            "heading": name.capitalize(),
            "hint": _HINTS[name] if name == "languages" or len(found) == LABELS else "",
            "counts": [(link(each), shown(each), posts) for each, posts in found],
        }
        return TemplatePage("counts.html", context)

    return page


async def months(queries: ArchiveQueries, request: Any) -> TemplatePage:  # noqa: ARG001
    """The months and their numbers of posts."""
    return TemplatePage("months.html", chart.calendar_context((await queries.overview()).months))
