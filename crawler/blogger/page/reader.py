"""A page's text → `ParsedPage`: the parts put together."""

import re
from collections.abc import Mapping

from crawler.blogger.html.elements import Element, inner_html, text_of
from crawler.blogger.html.parse import parse_page
from crawler.blogger.html.unterminated_markup import close_unterminated
from crawler.blogger.page.authors.author import author_of
from crawler.blogger.page.bodies.cut_body import is_cut, leave_out_invitation
from crawler.blogger.page.bodies.other_posts import leave_out_other_posts
from crawler.blogger.page.bodies.own_post import add_header, own_region, type_of_single
from crawler.blogger.page.bodies.unterminated import may_be_unterminated
from crawler.blogger.page.capture_banners import remove_banners
from crawler.blogger.page.class_names import Role
from crawler.blogger.page.comments.comment_count import count_of
from crawler.blogger.page.comments.comment_list import comments_of
from crawler.blogger.page.identity import absolute, blog_id_of, page_url, post_id_of, url_of
from crawler.blogger.page.jsonld import article_of
from crawler.blogger.page.label_list import labels_of
from crawler.blogger.page.notices import type_of_notice
from crawler.blogger.page.page_record import ParsedPage
from crawler.blogger.page.publication.published import dates_of
from crawler.blogger.page.regions import PostRegion, leave_out_title
from crawler.blogger.page.roles import is_foreign, role_of
from crawler.blogger.page.scan import PageScan, scan
from crawler.blogger.page.templates import page_templates
from crawler.blogger.page.title import blog_title_of, title_of, title_of_head
from crawler.blogger.page_type import LIST_TYPES, POSTLESS_TYPES, PageType, blog_page_type, classify, is_adult
from crawler.blogger.widget_data import read_widget_data
from crawler.items import Comment, Post

_HOME = re.compile(r"^(https?://[^/?#]+).*", re.DOTALL)
_OVERLAY = "injected-iframe"
"""Blogger's content warning, laid over a page that holds its whole text."""
_NO_BODY_NOTE = "the page holds no text of its post"
_ADULT_NOTE = "a content warning stands before this page"


def read(text: str, url: str | None) -> ParsedPage:
    """Read a page of which the bytes are decoded already."""
    page = _read(text, url)
    repaired = close_unterminated(text) if may_be_unterminated(page, text) else text
    return page if repaired is text else _read(repaired, url)


def _read(text: str, url: str | None) -> ParsedPage:
    widget_data = read_widget_data(text)
    page_type = classify(text, url=url, widget_data=widget_data)
    if page_type in POSTLESS_TYPES:
        return ParsedPage(
            page_type=page_type,
            url=url,
            blog_id=widget_data.get("blogId", ""),
            adult=page_type is PageType.GATE_ADULT,
        )
    root = parse_page(text)
    remove_banners(root)
    page = scan(root, text, widget_data, url)
    if page_type is PageType.DYNAMIC_VIEW:
        if not page.with_role(Role.BODY):
            return _assemble(page, page_type, "dynamic-views", _without_body(page), ())
        page_type = PageType.OTHER  # a browser saved what the scripts had made
    if page_type is PageType.OTHER:
        page_type = blog_page_type("", {}, page_url(page)) or PageType.OTHER
    template, regions = page_templates.choose(page, is_list=page_type in LIST_TYPES)
    page_type, regions = _settle(page_type, page, regions)
    if page_type in LIST_TYPES:
        for region in regions:
            region.single = False
    posts, comments = _read_all(page, regions)
    notice = type_of_notice(page, template, regions, posts) if page_type is PageType.POST else None
    if notice:
        return ParsedPage(page_type=notice, url=page_url(page), blog_id=blog_id_of(page))
    if not posts and page_type is PageType.POST:
        page.notes.append(_NO_BODY_NOTE)
        posts = _without_body(page)
    return _assemble(page, page_type, template, posts, comments)


def _read_all(page: PageScan, regions: list[PostRegion]) -> tuple[tuple[Post, ...], tuple[Comment, ...]]:
    read = [_post(page, region) for region in regions]
    return tuple(post for post, _ in read), tuple(comment for _, found in read for comment in found)


def _settle(
    page_type: PageType, page: PageScan, regions: list[PostRegion]
) -> tuple[PageType, list[PostRegion]]:
    """Settle what neither script nor address told, by the posts that were found: a post's page has one."""
    if page_type is PageType.POST and len(regions) > 1:
        own = own_region(page, regions)
        return (page_type, [own]) if own else (PageType.ARCHIVE, regions)
    if page_type is not PageType.OTHER or not regions:
        return page_type, regions
    if len(regions) > 1:
        return PageType.INDEX, regions
    return type_of_single(page, regions[0]), regions


def _post(page: PageScan, region: PostRegion) -> tuple[Post, tuple[Comment, ...]]:
    _add_page_comments(page, region)
    if region.single:
        leave_out_other_posts(region, page_url(page))
        add_header(page, region)
    article = article_of(page, region, page_url(page))
    blog_id, post_id = blog_id_of(page), post_id_of(page, region)
    url = url_of(page, region, article)
    comments = comments_of(region, blog_id, post_id, url)
    title = title_of(page, region, article)
    leave_out_title(region, title)
    dates = dates_of(page, region, article, url)
    author = author_of(page, region, article, title)
    partial = is_cut(page, region, url, title)
    leave_out_invitation(page, region, url)
    post = Post(
        blog_id=blog_id,
        post_id=post_id,
        url=url,
        title=title,
        author=author.name,
        author_url=author.url,
        labels=labels_of(region),
        published_raw=dates.published,
        time_raw=dates.time,
        updated_raw=dates.updated,
        date_note=dates.note,
        body_raw=inner_html(region.body),
        comment_count=count_of(region, len(comments)),
        thumbnail=_thumbnail(page, region),
        location=next(
            (text for e in region.elements_with(Role.LOCATION) for a in e.iter("a") if (text := text_of(a))),
            None,
        ),
        locale=_locale(page),
        source="page",
        source_url=page.url,
        partial=partial,
    )
    return post, comments


def _add_page_comments(page: PageScan, region: PostRegion) -> None:
    """Comments that stand outside a single post's region are still its own (classic pages; themes that put
    them after everything else), but not those of another widget."""
    if region.single and not any(section.get("id") == "comments" for section in region.comments):
        region.comments.extend(
            mark.element
            for mark in page.with_role(Role.COMMENTS)
            if mark.order > region.order and _is_apart(mark.element, region)
        )


def _is_apart(section: Element, region: PostRegion) -> bool:
    around = (section, *section.iterancestors())
    return not role_of(section) & Role.COMMENT_COUNT and not any(
        element in region.comments or element is region.body or is_foreign(element, role_of(element))
        for element in around
    )


def _without_body(page: PageScan) -> tuple[Post, ...]:
    """The post of a page without its text, as Dynamic Views are: what script and head state of it. Only the
    feed has the text."""
    if blog_page_type("", page.widget_data, page_url(page)) is not PageType.POST:
        return ()
    return (
        Post(
            blog_id=blog_id_of(page),
            post_id=page.widget_data.get("postId", ""),
            url=page_url(page),
            title=title_of_head(page),
            thumbnail=page.head.get("og:image"),
            locale=_locale(page),
            source="page",
            source_url=page.url,
            partial=True,
        ),
    )


def _thumbnail(page: PageScan, region: PostRegion) -> str | None:
    for spot in region.context:
        if spot.element.get("itemprop") == "image_url":
            return spot.element.get("content")
    return page.widget_data.get("postImageUrl") or page.head.get("og:image") if region.single else None


def _locale(page: PageScan) -> str | None:
    """The data script's word; `lang` of the page is copied with themes and lies, so it comes last."""
    stated = page.widget_data.get("locale")
    if stated:
        return stated
    root: Mapping[str, str] = page.root.attrib  # type: ignore[assignment]
    return (
        (root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or None) if root else None
    )


def _assemble(
    page: PageScan, page_type: PageType, template: str, posts: tuple[Post, ...], comments: tuple[Comment, ...]
) -> ParsedPage:
    adult = is_adult(page.widget_data) or any(e.get("id") == _OVERLAY for e in page.root.iter("iframe"))
    url = page_url(page)
    home = page.widget_data.get("canonicalHomepageUrl") or page.widget_data.get("homepageUrl")
    return ParsedPage(
        page_type=page_type,
        posts=posts,
        comments=comments,
        blog_id=blog_id_of(page),
        is_id_guessed=page.is_id_guessed,
        blog_title=blog_title_of(page),
        blog_url=absolute(page, home) or (_HOME.sub(r"\1/", url) if url else None),
        locale=_locale(page),
        url=url,
        template=template,
        adult=adult,
        notes=(*page.notes, *((_ADULT_NOTE,) if adult else ())),
    )
