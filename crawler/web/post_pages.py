"""Pages of one post: as it is, as it was, and an edit that was kept aside."""

import sqlite3
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from crawler.web import params
from crawler.web.body import Body, show
from crawler.web.comment_thread import threaded
from crawler.web.queries import Desk
from crawler.web.security_headers import POLICY_WITH_PICTURES
from crawler.web.view import Page, missing
from pipelines.search import post_view
from pipelines.search.post_view import PostVersion
from pipelines.text.word_diff import changed_paragraphs

WHOLE = 60_000_000
"""Characters of a post that are shown when all of it is asked for."""


@dataclass(frozen=True, slots=True)
class ChangedField:
    """A field other than the text that differs between two versions."""

    name: str
    old: str
    new: str


def changed_fields(old: PostVersion, new: PostVersion) -> list[ChangedField]:
    """Return title, author, date and labels, where they differ."""
    pairs = (
        ("Title", old.title or "", new.title or ""),
        ("Author", old.author or "", new.author or ""),
        ("Date", old.published_local or "", new.published_local or ""),
        ("Labels", ", ".join(old.labels), ", ".join(new.labels)),
    )
    return [ChangedField(*pair) for pair in pairs if pair[1] != pair[2]]


async def post(desk: Desk, request: Any) -> Page:
    """One post, to be read."""
    blog_id, post_id = _names(request)
    pictures, whole = bool(request.args.get("images")), bool(request.args.get("whole"))

    def question(connection: sqlite3.Connection) -> tuple[post_view.PostView, Body] | None:
        found = post_view.read_post(connection, blog_id, post_id, cut=WHOLE if whole else post_view.CUT)
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
        "here": params.post_url(blog_id, post_id),
    }
    return Page("post.html", shown, {"content-security-policy": POLICY_WITH_PICTURES} if pictures else None)


async def revision(desk: Desk, request: Any) -> Page:
    """An older version of a post and what was changed in it; or an edit that was kept aside."""
    blog_id, post_id = _names(request)
    number, aside = int(request.url_vars["number"]), request.url_vars["kind"] == "aside"

    def question(connection: sqlite3.Connection) -> dict[str, Any] | None:
        found = post_view.read_post(connection, blog_id, post_id, cut=0)
        replaced = post_view.read_revision(connection, found.id, number, aside=aside) if found else None
        if found is None or replaced is None:
            return None
        old, new = replaced.old, replaced.new
        return {
            "post": found,
            "replaced": replaced,
            "fields": changed_fields(old, new),
            "paragraphs": changed_paragraphs(old.text, new.text),
            "body": show(*((new.html, new.text) if aside else (old.html, old.text)), pictures=False),
            "here": params.post_url(blog_id, post_id),
        }

    shown = await desk.ask(question)
    return Page("revision.html", shown) if shown else missing("There is no such version of this post.")


def _names(request: Any) -> tuple[str, str]:
    return unquote(request.url_vars["blog"]), unquote(request.url_vars["post"])
