"""Pages of many posts: the first page, lists, searches, feeds, and what can be counted."""

import sqlite3
from typing import Any

from crawler.web import chart, params
from crawler.web.atom_feed import ENTRIES, EPOCH, Entry, entry
from crawler.web.params import PAGE, Ask
from crawler.web.queries import Desk
from crawler.web.view import Page, View
from pipelines.search import browse, post_view
from pipelines.search.browse import ArchiveCounts, PostSummary
from pipelines.search.results import SearchResult
from pipelines.search.search import RANKED, search

HOME_POSTS, HOME_BLOGS, HOME_LABELS = 8, 12, 40

COUNTED = 1000
"""Where no count is kept, posts are counted up to this."""


async def home(desk: Desk, request: Any) -> Page:  # noqa: ARG001
    """What there is."""
    overview = await desk.overview()
    posts = await desk.ask(
        lambda c: browse.read_summaries(c, browse.newest_ids(c, Ask().filter, limit=HOME_POSTS))
    )
    shown = {
        "posts": posts,
        "chart": chart.chart(overview.months),
        "blogs": overview.blogs[:HOME_BLOGS],
        "labels": overview.labels[:HOME_LABELS],
    }
    return Page("home.html", shown)


def _newest_posts(connection: sqlite3.Connection) -> list[PostSummary]:
    return browse.read_summaries(connection, browse.newest_ids(connection, Ask().filter, limit=HOME_POSTS))


async def seek(desk: Desk, request: Any) -> Page:
    """Posts that match, or the posts of a blog, label, language or month."""
    ask = params.read(_args(request))
    overview = await desk.overview()
    shown = await (_found if ask.q else _listed)(desk, ask, overview)
    one = next((blog for blog in overview.blogs if blog.blog_id == ask.blog), None)
    months = await desk.months_of(ask.blog) if one and not ask.q else ()
    return Page("search.html", {"ask": ask, "blog": one, "chart": chart.chart(months), **shown})


async def _found(desk: Desk, ask: Ask, overview: ArchiveCounts) -> dict[str, Any]:  # noqa: ARG001
    def question(connection: sqlite3.Connection) -> tuple[SearchResult, list[PostSummary]]:
        answer = search(
            connection, ask.q, ask.filter, sort=ask.sort or "best", limit=PAGE, offset=ask.page * PAGE
        )
        return answer, browse.read_summaries(connection, [hit.id for hit in answer.hits])

    answer, posts = await desk.ask(question)
    more = min(answer.matches, answer.ranked or RANKED) > (ask.page + 1) * PAGE
    return {
        "posts": posts,
        "hits": {hit.id: hit for hit in answer.hits},
        "answer": answer,
        "total": answer.matches,
        "newer": ask.but(page=ask.page - 1).url if ask.page else None,
        "older": ask.but(page=ask.page + 1).url if more else None,
    }


async def _listed(desk: Desk, ask: Ask, overview: ArchiveCounts) -> dict[str, Any]:
    kept = _kept_count(ask, overview)
    first = not (ask.before or ask.after)
    enough = PAGE + 1 if kept is not None or not first else COUNTED + 1

    def question(connection: sqlite3.Connection) -> tuple[list[PostSummary], int]:
        before, after = ask.before or None, ask.after or None
        ids = browse.newest_ids(connection, ask.filter, limit=enough, before=before, after=after)
        return browse.read_summaries(connection, ids[-PAGE:] if ask.after else ids[:PAGE]), len(ids)

    posts, found = await desk.ask(question)
    more = found > PAGE
    return {
        "posts": posts,
        "total": found if kept is None and first else kept,
        "uncounted": kept is None and found > COUNTED,
        "newer": ask.but(after=posts[0].id).url if posts and (more if ask.after else not first) else None,
        "older": ask.but(before=posts[-1].id).url if posts and (more or ask.after) else None,
    }


def _kept_count(ask: Ask, overview: ArchiveCounts) -> int | None:
    """How many posts pass, where the counts tell."""
    if not ask.chosen:
        return overview.posts
    match ask.chosen:
        case {"blog": blog, **others} if not others:
            return next((each.posts for each in overview.blogs if each.blog_id == blog), None)
        case {"label": label, **others} if not others:
            return next((n for name, n in overview.labels if name.lower() == label.lower()), None)
        case {"language": language, **others} if not others:
            return dict(overview.languages).get(language)
        case {"since": since, "until": until, **others} if not others and since == until:
            return dict(overview.months).get(since)
    return None


async def feed(desk: Desk, request: Any) -> Page:
    """A list or search as Atom, newest first."""
    ask = params.read(_args(request))

    def question(connection: sqlite3.Connection) -> list[Entry]:
        if ask.q:
            found = search(connection, ask.q, ask.filter, sort="date", limit=ENTRIES)
            ids = [hit.id for hit in found.hits]
        else:
            ids = browse.newest_ids(connection, ask.filter, limit=ENTRIES)
        keys = ((each.blog_id, each.post_id) for each in browse.read_summaries(connection, ids))
        readings = (post_view.read_post(connection, *key, cut=post_view.CUT // 4) for key in keys)
        return [entry(each) for each in readings if each]

    entries = await desk.ask(question)
    root = f"{request.scheme}://{request.host}"
    updated = max((each.updated for each in entries), default=EPOCH)
    shown = {"ask": ask, "entries": entries, "root": root, "updated": updated}
    return Page("feed.xml", shown, kind="application/atom+xml; charset=utf-8")


def counts(template: str) -> View:
    """A page that shows nothing but counts."""

    async def view(desk: Desk, request: Any) -> Page:  # noqa: ARG001
        months = (await desk.overview()).months
        most = max((posts for _, posts in months), default=0)
        return Page(template, {"years": chart.calendar(months), "most": most, "chart": chart.chart(months)})

    return view


def _args(request: Any) -> dict[str, str]:
    return {name: request.args[name] for name in request.args}
