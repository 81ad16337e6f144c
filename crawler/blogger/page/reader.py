"""A page's text → `Page`: the parts put together."""

import re
from collections.abc import Mapping

from crawler.blogger.html.page_tree import Element, inner_html, parse, text_of
from crawler.blogger.page import templates
from crawler.blogger.page.author import author_of
from crawler.blogger.page.class_names import Role
from crawler.blogger.page.comment_count import count_of
from crawler.blogger.page.comment_list import comments_of
from crawler.blogger.page.identity import absolute, blog_id_of, page_url, post_id_of, url_of
from crawler.blogger.page.jsonld import article_of
from crawler.blogger.page.label_list import labels_of
from crawler.blogger.page.page_record import Page
from crawler.blogger.page.published import when_of
from crawler.blogger.page.regions import Region
from crawler.blogger.page.roles import is_foreign, role_of
from crawler.blogger.page.scan import Survey, survey
from crawler.blogger.page.title import blog_title_of, title_of, title_of_head
from crawler.blogger.page.unterminated import is_suspect, mend
from crawler.blogger.page_type import GATES, Kind, is_adult, page_kind, recognise
from crawler.blogger.widget_data import read_blob
from crawler.items import Comment, Post

HOME = re.compile(r"^(https?://[^/?#]+).*", re.DOTALL)
WITHOUT_POSTS = GATES | {Kind.ERROR, Kind.FEED, Kind.SITEMAP}
LISTS = frozenset({Kind.INDEX, Kind.LABEL, Kind.SEARCH, Kind.ARCHIVE})
ELLIPSES = ("...", "…")
OVERLAY = "injected-iframe"
"""Blogger's content warning, laid over a page that holds its whole text."""
ADULT_NOTE = "a content warning stands before this page"


def read(text: str, url: str | None, source: bytes | None = None) -> Page:
    """Read a page of which the bytes are decoded already; `source` is the text in UTF-8, if at hand."""
    page = _read(text, url, source)
    mended = mend(text) if is_suspect(page, text) else text
    return page if mended is text else _read(mended, url, None)


def _read(text: str, url: str | None, source: bytes | None) -> Page:
    facts = read_blob(text)
    kind = recognise(text, url=url, facts=facts)
    if kind in WITHOUT_POSTS:
        return Page(kind=kind, url=url, blog_id=facts.get("blogId", ""), adult=kind is Kind.GATE_ADULT)
    page = survey(parse(text, source), text, facts, url)
    if kind is Kind.DYNAMIC_VIEW:
        return _assemble(page, kind, "dynamic-views", _without_body(page), ())
    dialect, regions = templates.choose(page, is_list=kind in LISTS)
    if kind in LISTS:
        for region in regions:
            region.single = False
    kind = _refine(kind, page, regions)
    posts, comments = _read_all(page, regions)
    return _assemble(page, kind, dialect, posts, comments)


def _read_all(page: Survey, regions: list[Region]) -> tuple[tuple[Post, ...], tuple[Comment, ...]]:
    read = [_post(page, region) for region in regions]
    return tuple(post for post, _ in read), tuple(comment for _, found in read for comment in found)


def _refine(kind: Kind, page: Survey, regions: list[Region]) -> Kind:
    """Settle what neither script nor address told: by the posts that were found."""
    if kind is Kind.POST and len(regions) > 1:
        return Kind.ARCHIVE
    if kind is not Kind.OTHER:
        return kind
    told = page_kind("", {}, page_url(page))
    if told:
        return _refine(told, page, regions)
    if not regions:
        return Kind.OTHER
    return Kind.POST if len(regions) == 1 else Kind.INDEX


def _post(page: Survey, region: Region) -> tuple[Post, tuple[Comment, ...]]:
    _add_page_comments(page, region)
    article = article_of(page, region)
    blog_id, post_id = blog_id_of(page), post_id_of(page, region)
    comments = comments_of(region, blog_id, post_id)
    when = when_of(page, region, article)
    author = author_of(region)
    post = Post(
        blog_id=blog_id,
        post_id=post_id,
        url=url_of(page, region, article),
        title=title_of(page, region, article),
        author=author.name,
        author_url=author.url,
        labels=labels_of(region),
        published_raw=when.published,
        time_raw=when.time,
        updated_raw=when.updated,
        body_raw=inner_html(region.body),
        comment_count=count_of(region, len(comments)),
        thumbnail=_thumbnail(page, region),
        location=next(
            (text for e in region.having(Role.LOCATION) for a in e.iter("a") if (text := text_of(a))), None
        ),
        locale=_locale(page),
        source="page",
        source_url=page.url,
        partial=not region.single and _is_cut(region),
    )
    return post, comments


def _is_cut(region: Region) -> bool:
    """Whether a list shows only the beginning: a "read more" link, a body that is called an excerpt, or one
    of words without any markup that breaks off."""
    if role_of(region.body) & Role.JUMP or any(True for _ in region.having(Role.JUMP)):
        return True
    return len(region.body) == 0 and (region.body.text or "").rstrip().endswith(ELLIPSES)


def _add_page_comments(page: Survey, region: Region) -> None:
    """Comments that stand outside a single post's region are still its own (classic pages; themes that put
    them after everything else), but not those of another gadget."""
    if region.single and not any(section.get("id") == "comments" for section in region.comments):
        region.comments.extend(
            mark.element
            for mark in page.marked(Role.COMMENTS)
            if mark.order > region.order and _is_apart(mark.element, region)
        )


def _is_apart(section: Element, region: Region) -> bool:
    around = (section, *section.iterancestors())
    return not role_of(section) & Role.COUNT and not any(
        element in region.comments or element is region.body or is_foreign(element, role_of(element))
        for element in around
    )


def _without_body(page: Survey) -> tuple[Post, ...]:
    """Dynamic Views: the script states id, title and address of the post; its text is only in the feed."""
    if page_kind("", page.facts, page_url(page)) is not Kind.POST:
        return ()
    return (
        Post(
            blog_id=blog_id_of(page),
            post_id=page.facts.get("postId", ""),
            url=page_url(page),
            title=title_of_head(page),
            thumbnail=page.head.get("og:image"),
            locale=_locale(page),
            source="page",
            source_url=page.url,
            partial=True,
        ),
    )


def _thumbnail(page: Survey, region: Region) -> str | None:
    for spot in region.spots:
        if spot.element.get("itemprop") == "image_url":
            return spot.element.get("content")
    return page.facts.get("postImageUrl") or page.head.get("og:image") if region.single else None


def _locale(page: Survey) -> str | None:
    """The data script's word; `lang` of the page is copied with themes and lies, so it comes last."""
    stated = page.facts.get("locale")
    if stated:
        return stated
    root: Mapping[str, str] = page.root.attrib  # type: ignore[assignment]
    return (
        (root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or None) if root else None
    )


def _assemble(
    page: Survey, kind: Kind, dialect: str, posts: tuple[Post, ...], comments: tuple[Comment, ...]
) -> Page:
    adult = is_adult(page.facts) or any(element.get("id") == OVERLAY for element in page.strewn)
    url = page_url(page)
    home = page.facts.get("canonicalHomepageUrl") or page.facts.get("homepageUrl")
    return Page(
        kind=kind,
        posts=posts,
        comments=comments,
        blog_id=blog_id_of(page),
        blog_title=blog_title_of(page),
        blog_url=absolute(page, home) or (HOME.sub(r"\1/", url) if url else None),
        locale=_locale(page),
        url=url,
        dialect=dialect,
        adult=adult,
        notes=(*page.notes, *((ADULT_NOTE,) if adult else ())),
    )
