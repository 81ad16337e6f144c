"""Pages at the address of a post that hold none: errors, notices, shops of domains, a blog's own "not here".

Those of others are without number and in any language, so they are told by what they lack.
"""

from crawler.blogger.html.elements import lines_of, text_of
from crawler.blogger.page.authors.byline import is_meta_line
from crawler.blogger.page.regions import PostRegion
from crawler.blogger.page.scan import PageScan
from crawler.blogger.page_type import PageType
from crawler.items import Post

_LONGEST_NOTICE = 1000
"""Characters of a notice; a longer text at a post's address is taken for the post."""
_OF_A_BLOG = ("generator", "service.post", "canonical", "article:published_time")
"""Entries of the head that pages of blogs have, and that copies of them keep."""
_FEEDS = ("application/atom+xml", "application/rss+xml")
_STATUS = "status-msg-body"
"""Class of the line in which a blog says what it has in the place of posts."""


def type_of_notice(
    page: PageScan, template: str, regions: list[PostRegion], posts: tuple[Post, ...]
) -> PageType | None:
    """Return the type of a page that is no post's though its address is; None for a post's page."""
    if not posts and _STATUS in page.text:
        return PageType.ERROR
    has_widgets = page.has_widgets or page.blog_widgets
    if page.widget_data or has_widgets or _is_of_a_blog(page) or any(map(_has_facts, posts)):
        return None
    is_short = all(map(_is_short, regions)) and template in {"", "unmarked"}
    return PageType.OTHER if is_short else None


def _is_of_a_blog(page: PageScan) -> bool:
    named = any(page.head.get(key) for key in _OF_A_BLOG) or page.head.get("og:type") == "article"
    return named or any(feed in page.text for feed in _FEEDS)


def _is_short(region: PostRegion) -> bool:
    """Tell whether a text is short and no line of it says who wrote it, or when."""
    return len(text_of(region.body)) < _LONGEST_NOTICE and not any(map(is_meta_line, lines_of(region.body)))


def _has_facts(post: Post) -> bool:
    return bool(post.published_raw or post.author or post.labels or post.comment_count is not None)
