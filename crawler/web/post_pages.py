"""Pages of one post: the present version, an older one, an edit that was kept aside, posts like it."""

import sqlite3
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from crawler.web.body import render_body
from crawler.web.comment_thread import thread_comments
from crawler.web.embed_cards import render_post
from crawler.web.kept_media import kept_media
from crawler.web.queries import ArchiveQueries
from crawler.web.search_params import PAGE_SIZE
from crawler.web.security_headers import POLICY_WITH_PICTURES
from crawler.web.view import TemplatePage, not_found
from pipelines.archive import history
from pipelines.archive.history import PostVersion
from pipelines.archive.media.media_connection import open_media
from pipelines.search import post_view
from pipelines.search.listed_posts import read_listed
from pipelines.search.similar import find_similar
from pipelines.text.word_diff import changed_paragraphs

Context = dict[str, Any]  # variables of a template

_MAX_CHARACTERS = 60_000_000
"""Characters of a post on the page `?whole=1`."""


def changed_fields(old: PostVersion, new: PostVersion) -> list[tuple[str, str, str]]:
    """Return name and both values of title, labels, author and date, where they differ."""
    pairs = ((name, was, new.fields[name]) for name, was in old.fields.items())
    return [pair for pair in pairs if pair[1] != pair[2]]


async def post(queries: ArchiveQueries, request: Any) -> TemplatePage:
    """The page of one post."""
    key = _key(request)
    pictures, whole = bool(request.args.get("images")), bool(request.args.get("whole"))

    def query(connection: sqlite3.Connection) -> Context | None:
        cut = _MAX_CHARACTERS if whole else post_view.CUT
        found = post_view.read_post(connection, *key, cut=cut)
        if found is None:
            return None
        with open_media(queries.path) as media:
            kept = kept_media(media, found, queries.links.media)
        body, shown = render_post(found, pictures=pictures, kept=kept.pictures, files=kept.files)
        comments = list(thread_comments(shown.comments))
        return {"post": shown, "kept": kept, "body": body, "comments": comments}

    headers = {"content-security-policy": POLICY_WITH_PICTURES} if pictures else None
    context = {"pictures": pictures, "whole": whole, "here": queries.links.post(*key)}
    return _page("post.html", context, await queries.run(query), headers)


async def similar(queries: ArchiveQueries, request: Any) -> TemplatePage:
    """Posts like a post: a page of its own, because looking for them takes longer than reading the post."""
    key = _key(request)

    def query(connection: sqlite3.Connection) -> Context | None:
        found = post_view.read_post(connection, *key, cut=0)
        if found is None:
            return None
        ids = [hit.id for hit in find_similar(connection, found.id, limit=PAGE_SIZE).hits]
        return {"post": found, "posts": list(read_listed(connection, ids))}

    return _page("similar.html", {"here": queries.links.post(*key)}, await queries.run(query))


async def revision(queries: ArchiveQueries, request: Any) -> TemplatePage:
    """An older version of a post with the changes made to it, or an edit that was kept aside."""
    key, number = _key(request), int(request.url_vars["number"])
    aside = request.url_vars["kind"] == "aside"

    def query(connection: sqlite3.Connection) -> Context | None:
        found = post_view.read_post(connection, *key, cut=0)
        pair = found and history.version_pair(connection, found.id, number, aside=aside, cut=post_view.CUT)
        return {"post": found, **_comparison(*pair, aside=aside)} if pair else None

    context = {"aside": aside, "here": queries.links.post(*key)}
    return _page("revision.html", context, await queries.run(query))


def _comparison(old: PostVersion, new: PostVersion, *, aside: bool) -> Context:
    shown = new if aside else old
    return {
        "shown": shown,
        "old": old,
        "fields": changed_fields(old, new),
        "paragraphs": changed_paragraphs(old.text, new.text),
        "body": render_body(shown.html, shown.text, pictures=False),
    }


def _page(
    template: str, context: Context, found: Context | None, headers: Mapping[str, str] | None = None
) -> TemplatePage:
    if found is None:
        return not_found("There is no such post or version in this archive.")
    return TemplatePage(template, context | found, headers)


def _key(request: Any) -> tuple[str, str]:
    """Return the ids of blog and post."""
    return unquote(request.url_vars["blog"]), unquote(request.url_vars["post"])
