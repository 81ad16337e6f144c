"""Embeds where they stood in a post, as cards that link to them: nothing of theirs is loaded.

Stored HTML has a line break in their place. Where the body as received is at hand, it is cleaned once more
with a mark for each.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from html import unescape

from markupsafe import Markup

from crawler.web.body import Kept, RenderedBody, render_body
from crawler.web.template_filters import host_of
from crawler.worker import SMALL, WorkLimitError, shared_worker
from pipelines.cleaning.body_cleaning import html_with_embeds
from pipelines.cleaning.embeds import MARK
from pipelines.search.post_view import PostView

_MARKED = re.compile(rf'<a(?=[^<>]* title="{MARK}")[^<>]* href="([^"<>]*)"[^<>]*></a>')
# Exact: the sanitiser writes attributes in double quotes and escapes quotes and angle brackets in them.

SECONDS = 3.0
"""Deadline for cleaning a long body for a page, in another process; honest markup of 3 MB takes 2 s."""


def render_post(
    post: PostView,
    *,
    pictures: bool = False,
    kept: Kept | None = None,
    files: Mapping[str, str] | None = None,
) -> tuple[RenderedBody, PostView]:
    """Return the body of a post with its embeds in place, and the post with those that have found none.

    `files`: address of an embed that is kept → address of its file in the page.
    """
    html = _marked_html(post) or post.version.html
    body = render_body(html, post.version.text, pictures=pictures, kept=kept)
    placed: set[str] = set()

    def card(found: re.Match[str]) -> str:
        address = unescape(found[1])
        if address in placed or address not in post.embeds:
            return ""
        placed.add(address)
        return _card(address, (files or {}).get(address))

    shown = Markup(_MARKED.sub(card, body.html))  # noqa: S704 (sanitised)
    left = tuple(each for each in post.embeds if each not in placed)
    return replace(body, html=shown), replace(post, embeds=left)


def _marked_html(post: PostView) -> str:
    """Return what is shown of the body, with marks; "" where that is too slow or other rules have made it."""
    marked, shown = _cleaned(post), post.version.html
    plain = _MARKED.sub("", marked)
    if plain.strip() == shown:
        return marked
    blanks = len(plain) - len(plain.lstrip())
    is_beginning = post.version.cut and plain.startswith(shown, blanks)
    return _first(marked, blanks + len(shown)) if is_beginning else ""


def _cleaned(post: PostView) -> str:
    if len(post.raw) <= SMALL:
        return html_with_embeds(post.raw, post.url) if post.raw else ""
    try:
        return shared_worker(SECONDS).run_now(post.blog_id, html_with_embeds, post.raw, post.url)
    except WorkLimitError:
        return ""


def _first(marked: str, characters: int) -> str:
    """Return the beginning of the HTML up to so many characters, marks not counted."""
    for mark in _MARKED.finditer(marked):
        if mark.start() >= characters:
            break
        characters += len(mark[0])
    return marked[:characters]


def _card(address: str, file: str | None) -> Markup:
    here = Markup(' <a href="{}">kept here</a>').format(file) if file else ""
    return Markup(
        '<span class="card"><a href="{}" rel="noopener noreferrer nofollow"><bdi>{}</bdi> ↗</a>'
        ' <span class="soft wrap">{}</span>{}</span>'
    ).format(address, host_of(address), address[:200], here)
