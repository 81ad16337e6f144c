"""A request → what a page shows."""

import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from datasette.utils.asgi import Response  # type: ignore[import-untyped]

from crawler.errors import UsageError
from crawler.web import asking, chart, difference, words
from crawler.web.asking import PAGE, Ask
from crawler.web.body import Body, show, show_comment
from crawler.web.desk import Desk, TooSlowError
from crawler.web.feed import ENTRIES, EPOCH, Entry, entry, without_controls
from crawler.web.guard import POLICY_WITH_PICTURES
from crawler.web.thread import threaded
from pipelines.archive import browsing, finding, reading
from pipelines.archive.browsing import Listed, Overview

STATIC = Path(__file__).parent / "static"
HOME_POSTS, HOME_BLOGS, HOME_LABELS = 8, 12, 40

WHOLE = 60_000_000
"""Characters of a post that are shown when all of it is asked for."""

COUNTED = 1000
"""Where no count is kept, posts are counted up to this."""

WORDS: dict[str, Any] = {
    "when": words.when,
    "month_name": words.month_name,
    "language_name": words.language_name,
    "direction": words.direction,
    "web_address": words.web_address,
    "host": words.host,
    "number": words.number,
    "marked": lambda text: words.marked(text, finding.START, finding.END),
    "post_url": asking.post_url,
    "Ask": Ask,
    "heat": chart.heat,
    "comment_body": show_comment,
    "style": "/static/archive.css?" + sha256((STATIC / "archive.css").read_bytes()).hexdigest()[:8],
}
"""What templates may call."""


@dataclass(frozen=True, slots=True)
class Page:
    """A template and what it shows; `headers` are more than the usual ones."""

    template: str
    shown: Mapping[str, Any]
    headers: Mapping[str, str] | None = None
    status: int = 200
    kind: str = "text/html; charset=utf-8"


View = Callable[[Desk, Any], Awaitable[Page]]


async def home(desk: Desk, request: Any) -> Page:  # noqa: ARG001
    """What there is."""
    overview = await desk.overview()
    posts = await desk.ask(lambda c: browsing.show(c, browsing.newest(c, Ask().filter, limit=HOME_POSTS)))
    shown = {
        "posts": posts,
        "chart": chart.chart(overview.months),
        "blogs": overview.blogs[:HOME_BLOGS],
        "labels": overview.labels[:HOME_LABELS],
    }
    return Page("home.html", shown)


async def search(desk: Desk, request: Any) -> Page:
    """Posts that match, or the posts of a blog, label, language or month."""
    ask = asking.read(_args(request))
    overview = await desk.overview()
    shown = await (_found if ask.q else _listed)(desk, ask, overview)
    one = next((blog for blog in overview.blogs if blog.blog_id == ask.blog), None)
    months = await desk.months_of(ask.blog) if one and not ask.q else ()
    return Page("search.html", {"ask": ask, "blog": one, "chart": chart.chart(months), **shown})


async def _found(desk: Desk, ask: Ask, overview: Overview) -> dict[str, Any]:  # noqa: ARG001
    def question(connection: sqlite3.Connection) -> tuple[finding.Found, list[Listed]]:
        found = finding.find(
            connection, ask.q, ask.filter, sort=ask.sort or "rank", limit=PAGE, offset=ask.page * PAGE
        )
        return found, browsing.show(connection, found.ids, found.passages)

    found, posts = await desk.ask(question)
    more = found.total > (ask.page + 1) * PAGE
    return {
        "posts": posts,
        "total": found.total,
        "bounded": found.bounded,
        "newer": ask.but(page=ask.page - 1).url if ask.page else None,
        "older": ask.but(page=ask.page + 1).url if more else None,
    }


async def _listed(desk: Desk, ask: Ask, overview: Overview) -> dict[str, Any]:
    kept = _kept_count(ask, overview)
    first = not (ask.before or ask.after)
    enough = PAGE + 1 if kept is not None or not first else COUNTED + 1

    def question(connection: sqlite3.Connection) -> tuple[list[Listed], int]:
        before, after = ask.before or None, ask.after or None
        ids = browsing.newest(connection, ask.filter, limit=enough, before=before, after=after)
        return browsing.show(connection, ids[-PAGE:] if ask.after else ids[:PAGE]), len(ids)

    posts, found = await desk.ask(question)
    more = found > PAGE
    return {
        "posts": posts,
        "total": found if kept is None and first else kept,
        "uncounted": kept is None and found > COUNTED,
        "newer": ask.but(after=posts[0].id).url if posts and (more if ask.after else not first) else None,
        "older": ask.but(before=posts[-1].id).url if posts and (more or ask.after) else None,
    }


def _kept_count(ask: Ask, overview: Overview) -> int | None:
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


async def post(desk: Desk, request: Any) -> Page:
    """One post, to be read."""
    blog_id, post_id = _names(request)
    pictures, whole = bool(request.args.get("images")), bool(request.args.get("whole"))

    def question(connection: sqlite3.Connection) -> tuple[reading.Reading, Body] | None:
        found = reading.read_post(connection, blog_id, post_id, cut=WHOLE if whole else reading.CUT)
        if found is None:
            return None
        return found, show(found.version.html, found.version.text, pictures=pictures)

    answer = await desk.ask(question)
    if answer is None:
        return missing("There is no such post in this archive.")
    found, body = answer
    shown = {
        "post": found,
        "body": body,
        "pictures": pictures,
        "whole": whole,
        "comments": list(threaded(found.comments)),
        "here": asking.post_url(blog_id, post_id),
    }
    return Page("post.html", shown, {"content-security-policy": POLICY_WITH_PICTURES} if pictures else None)


async def revision(desk: Desk, request: Any) -> Page:
    """An older version of a post and what was changed in it; or an edit that was kept aside."""
    blog_id, post_id = _names(request)
    number, aside = int(request.url_vars["number"]), request.url_vars["kind"] == "aside"

    def question(connection: sqlite3.Connection) -> dict[str, Any] | None:
        found = reading.read_post(connection, blog_id, post_id, cut=0)
        replaced = reading.read_replaced(connection, found.id, number, aside=aside) if found else None
        if found is None or replaced is None:
            return None
        old, new = replaced.old, replaced.new
        return {
            "post": found,
            "replaced": replaced,
            "fields": difference.fields(old, new),
            "paragraphs": difference.paragraphs(old.text, new.text),
            "body": show(*((new.html, new.text) if aside else (old.html, old.text)), pictures=False),
            "here": asking.post_url(blog_id, post_id),
        }

    shown = await desk.ask(question)
    return Page("revision.html", shown) if shown else missing("There is no such version of this post.")


async def feed(desk: Desk, request: Any) -> Page:
    """A list or search as Atom, newest first."""
    ask = asking.read(_args(request))

    def question(connection: sqlite3.Connection) -> list[Entry]:
        if ask.q:
            ids = list(finding.find(connection, ask.q, ask.filter, sort="date", limit=ENTRIES).ids)
        else:
            ids = browsing.newest(connection, ask.filter, limit=ENTRIES)
        keys = ((each.blog_id, each.post_id) for each in browsing.show(connection, ids))
        found = (reading.read_post(connection, *key, cut=reading.CUT // 4) for key in keys)
        return [entry(each) for each in found if each]

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


def missing(message: str) -> Page:
    """404."""
    return Page("trouble.html", {"message": message, "heading": "Not found"}, status=404)


def _trouble(error: Exception) -> Page:
    if isinstance(error, TooSlowError):
        message = "That takes longer than a page may. Narrow it down: fewer filters, or a word to search for."
        return Page("trouble.html", {"message": message, "heading": "Too slow"}, status=503)
    message = str(error).removeprefix("--")
    return Page("trouble.html", {"message": message, "heading": "That cannot be asked"}, status=400)


def _answering(view: View) -> Callable[..., Awaitable[Response]]:
    async def answer(request: Any, datasette: Any) -> Response:
        desk: Desk = datasette.desk
        try:
            page = await view(desk, request)
        except (TooSlowError, UsageError) as error:
            page = _trouble(error)
        html = await datasette.render_template(page.template, dict(page.shown), request=request)
        if page.template.endswith(".xml"):
            html = without_controls(html)
        return Response(html, page.status, dict(page.headers or {}), content_type=page.kind)

    return answer


def _args(request: Any) -> dict[str, str]:
    return {name: request.args[name] for name in request.args}


def _names(request: Any) -> tuple[str, str]:
    return unquote(request.url_vars["blog"]), unquote(request.url_vars["post"])


_POST = r"/post/(?P<blog>[^/]+)/(?P<post>[^/]+)"
ROUTES = [
    (pattern, _answering(view))
    for pattern, view in {
        r"/$": home,
        r"/search$": search,
        r"/search\.atom$": feed,
        rf"{_POST}$": post,
        rf"{_POST}/(?P<kind>revision|aside)/(?P<number>\d{{1,6}})$": revision,
        r"/blogs$": counts("blogs.html"),
        r"/labels$": counts("labels.html"),
        r"/languages$": counts("languages.html"),
        r"/months$": counts("months.html"),
    }.items()
]
