"""Pages of one post: the present version, an older one, an edit that was kept aside, posts like it."""

import sqlite3
from typing import Any
from urllib.parse import unquote

from crawler.web.body import RenderedBody, render_body
from crawler.web.comment_thread import thread_comments
from crawler.web.embed_cards import render_post
from crawler.web.kept_media import KeptMedia, kept_media
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

_MAX_CHARACTERS = 60_000_000
"""Characters of a post on the page `?whole=1`."""


def changed_fields(old: PostVersion, new: PostVersion) -> list[tuple[str, str, str]]:
    """Return name and both values of title, labels, author and date, where they differ."""
    pairs = ((name, was, new.fields[name]) for name, was in old.fields.items())
    return [pair for pair in pairs if pair[1] != pair[2]]


async def post(queries: ArchiveQueries, request: Any) -> TemplatePage:
    """The page of one post."""
    blog_id, post_id = _names(request)
    pictures, whole = bool(request.args.get("images")), bool(request.args.get("whole"))

    def query(connection: sqlite3.Connection) -> tuple[post_view.PostView, RenderedBody, KeptMedia] | None:
        found = post_view.read_post(
            connection, blog_id, post_id, cut=_MAX_CHARACTERS if whole else post_view.CUT
        )
        if found is None:
            return None
        with open_media(queries.path) as media:
            kept = kept_media(media, found, queries.links.media)
        body, rest = render_post(found, pictures=pictures, kept=kept.pictures, files=kept.files)
        return rest, body, kept

    found = await queries.run(query)
    if found is None:
        return not_found("There is no such post in this archive.")
    post_shown, body, kept = found
    context = {
        "post": post_shown,
        "kept": kept,
        "body": body,
        "pictures": pictures,
        "whole": whole,
        "comments": list(thread_comments(post_shown.comments)),
        "here": queries.links.post(blog_id, post_id),
    }
    headers = {"content-security-policy": POLICY_WITH_PICTURES} if pictures else None
    return TemplatePage("post.html", context, headers)


async def similar(queries: ArchiveQueries, request: Any) -> TemplatePage:
    """Posts like a post: a page of its own, because looking for them takes longer than reading the post."""
    blog_id, post_id = _names(request)

    def query(connection: sqlite3.Connection) -> dict[str, Any] | None:
        found = post_view.read_post(connection, blog_id, post_id, cut=0)
        if found is None:
            return None
        ids = [hit.id for hit in find_similar(connection, found.id, limit=PAGE_SIZE).hits]
        return {"post": found, "posts": list(read_listed(connection, ids))}

    context = await queries.run(query)
    if context is None:
        return not_found("There is no such post in this archive.")
    return TemplatePage("similar.html", {**context, "here": queries.links.post(blog_id, post_id)})


async def revision(queries: ArchiveQueries, request: Any) -> TemplatePage:
    """An older version of a post with the changes made to it, or an edit that was kept aside."""
    blog_id, post_id = _names(request)
    number, aside = int(request.url_vars["number"]), request.url_vars["kind"] == "aside"

    def query(connection: sqlite3.Connection) -> dict[str, Any] | None:
        found = post_view.read_post(connection, blog_id, post_id, cut=0)
        pair = found and history.version_pair(connection, found.id, number, aside=aside, cut=post_view.CUT)
        if not pair:
            return None
        old, new = pair
        shown = new if aside else old
        return {
            "post": found,
            "shown": shown,
            "aside": aside,
            "old": old,
            "fields": changed_fields(old, new),
            "paragraphs": changed_paragraphs(old.text, new.text),
            "body": render_body(shown.html, shown.text, pictures=False),
            "here": queries.links.post(blog_id, post_id),
        }

    context = await queries.run(query)
    if context is None:
        return not_found("There is no such version of this post.")
    return TemplatePage("revision.html", context)


def _names(request: Any) -> tuple[str, str]:
    return unquote(request.url_vars["blog"]), unquote(request.url_vars["post"])
