"""The page's own post among several, and the type of a page with a single post."""

from collections.abc import Container

from crawler.blogger.dates import read_date
from crawler.blogger.html.elements import Element, short_text
from crawler.blogger.page.class_names import HEADINGS, Role
from crawler.blogger.page.identity import page_url, path_of, url_of
from crawler.blogger.page.regions import LONGEST_TEXT, PostRegion, context_above
from crawler.blogger.page.scan import PageScan
from crawler.blogger.page.title import heading_of, title_of_head
from crawler.blogger.page_type import PageType

_MONTH = len("2009-09")
_LONGEST_HEADER = 500
"""Characters of a box with title, subtitle and byline."""


def own_region(page: PageScan, regions: list[PostRegion]) -> PostRegion | None:
    """Return the region of the page's own post: the one with the id, the title or the address of the page.

    None where no single one has. Themes show other posts below it, under the same names.
    """
    post_id = page.widget_data.get("postId")
    by_id = [region for region in regions if post_id and region.body.get("id") == f"post-body-{post_id}"]
    if len(by_id) == 1:
        return _single(by_id[0])
    title, path = title_of_head(page), path_of(page_url(page) or "")
    by_title = [region for region in regions if title and _has_heading(region, title)]
    if len(by_title) == 1:
        return _single(by_title[0])
    by_path = [region for region in regions if path and path_of(url_of(page, region, None) or "") == path]
    return _single(by_path[0]) if len(by_path) == 1 else None


def _has_heading(region: PostRegion, title: str) -> bool:
    headings = (spot for spot in region.context if spot.before and spot.element.tag in HEADINGS)
    return heading_of(region) == title or any(spot.text(LONGEST_TEXT) == title for spot in headings)


def _single(region: PostRegion) -> PostRegion:
    region.single = True
    return region


def add_header(page: PageScan, region: PostRegion) -> None:
    """Add the box with the page's title where that stands outside of the posts' widget, over a picture, and
    the post has no heading above its text."""
    if any(spot.before and spot.element.tag in HEADINGS for spot in region.context):
        return
    title = title_of_head(page)
    path = {region.root, *region.root.iterancestors()}
    for heading in page.root.iter("h1", "h2") if title else ():
        if short_text(heading, LONGEST_TEXT) == title:
            region.context[:0] = context_above(_box(heading, path))
            return


def _box(heading: Element, path: Container[Element]) -> Element:
    """The largest short element around a heading that does not hold the post."""
    box = heading
    for ancestor in heading.iterancestors():
        if ancestor in path or not short_text(ancestor, _LONGEST_HEADER):
            break
        box = ancestor
    return box


def type_of_single(page: PageScan, region: PostRegion) -> PageType:
    """Return the type of a page with one post and an address that says nothing.

    Month archives and label pages may hold one post, and show it as every list does.
    """
    if region.status_message is not None:
        return PageType.INDEX
    if any(True for _ in region.elements_with(Role.JUMP_LINK)):
        return PageType.INDEX
    rest = page.title.rpartition(": ")[2]
    stated = read_date(rest) if rest and rest != heading_of(region) else None
    return PageType.ARCHIVE if stated and len(stated.local) == _MONTH else PageType.POST
