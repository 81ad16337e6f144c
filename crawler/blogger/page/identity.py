"""Ids and address of the post in a region."""

import re
from collections import Counter
from urllib.parse import urljoin, urlsplit

from crawler.blogger.html.elements import Element, text_of
from crawler.blogger.ids import is_post_id
from crawler.blogger.page.jsonld import JsonLdArticle
from crawler.blogger.page.links import leads_to_anchor
from crawler.blogger.page.regions import PostRegion
from crawler.blogger.page.scan import PageScan
from crawler.blogger.page.title import link_of_title
from crawler.blogger.urls import ARCHIVE_FILE, PAGE_FILE, permalink

_BODY_ID = re.compile(r"^post-(?:body|snippet)-(\d+)$")
_CONTAINER_ID = re.compile(r"^(?:(?:post|postID|post-body)[-_]?|(?=\d{15}))(\d{9,20})$")
_BLOG_ID = re.compile(
    r"(?:(?:\bblogger\.com/[^\"'<>\s/]*?|\bcomment\.g(?:\?|%3[Ff]))(?:targetB|b)logID=|"
    r"\bblogger\.com/(?:feeds/|comment/(?:frame|fullpage/post|iframe)/))(\d{3,20})\b"
)
"""In addresses of Blogger alone: MySpace numbered its blogs by `blogID` too, and `/feeds/N/` of a blog's own
host names a post."""
_STYLE_ID = re.compile(r"/authorization\.css\?targetBlogID=(\d{3,20})\b")
"""In the address of a style that Blogger adds to every page as it serves it."""
_COMMENT_LINK = re.compile(
    r"(?:[?&](?:postID|po)=|/feeds/|/comment/fullpage/post/\d+/|haloscan\.com/comments/[\w-]+/"
    r"|^javascript:\w+\(['\"]?)(\d{6,20})\b"
)
"""Of Blogger, and of the services that counted comments by a script before it did."""
_POST_FEED = re.compile(r"/feeds/(\d{6,20})/comments/")
WEB_ARCHIVE = re.compile(
    r"^(?:(?:https?:)?//web\.archive\.org)?/web/\d+[a-z_]*/(?=https?://)"
    r"|^https?://archive\.(?:ph|is|today|li|fo|md|vn)/[\w.-]+/(?=https?://)"
    r"|^\.?/(?=https?://)"
)
"""Prefix of an address in a copy by a web archive, which leaves its own host out of links; and what owners
of classic templates put before addresses that Blogger made whole later."""
_ARCHIVE = re.compile(rf"_archive|{ARCHIVE_FILE.removesuffix('$')}")
_POST_PATH = re.compile(rf"/\d{{4}}/\d{{2}}/{PAGE_FILE}$|#\d{{6,20}}$")


def blog_id_of(page: PageScan) -> str:
    """Blogger's number of the blog; "" where nothing on the page tells it."""
    if page.own_id is None:
        stated = _stated_id(page)
        match = None if stated else _only(_BLOG_ID, page.text)
        page.own_id, page.is_id_guessed = (match.group(1), True) if match else (stated, False)
    return page.own_id


def _stated_id(page: PageScan) -> str:
    """The blog's number where Blogger itself states it; "" where at most links to Blogger tell it.

    A theme that was copied from another blog may state that one's: most signs win, of equally many the first.
    """
    styles = (_STYLE_ID.search(link.get("href") or "") for link in page.links)
    style, feed = next(filter(None, styles), None), _BLOG_ID.search(page.head.get("service.post", ""))
    signs = (page.widget_data.get("blogId"), style and style.group(1), page.head.get("blogid"))
    found = Counter(filter(None, (*signs, feed and feed.group(1))))
    return max(found, key=lambda number: found[number], default="")


def post_id_of(page: PageScan, region: PostRegion) -> str:
    """Blogger's number of the post in a region; "" where the page does not state it."""
    for spot in region.context:
        if "postId" in (spot.element.get("itemprop") or ""):
            return spot.element.get("content") or ""
    match = _BODY_ID.match(region.body.get("id") or "")
    if match:
        return match.group(1)
    if region.single and page.widget_data.get("postId", "").isdecimal():
        return page.widget_data["postId"]
    return _by_anchor(region) or _by_links(page, region)


def url_of(page: PageScan, region: PostRegion, article: JsonLdArticle | None) -> str | None:
    """The post's permalink in its one spelling; None where the page gives only relative addresses."""
    if region.single:
        own = page_url(page)
        if own and _POST_PATH.search(path_of(own)):
            return own
    candidates = (*_permanent_links(page, region), article.url if article else "", _title_address(region))
    found = [url for candidate in candidates if (url := absolute(page, candidate))]
    best = next((url for url in found if _POST_PATH.search(url)), None)
    return best or (page_url(page) if region.single else _only_permalink(page, region))


def _only_permalink(page: PageScan, region: PostRegion) -> str | None:
    """The address of a list's post to which all links around its body lead that lead to a post at all."""
    hrefs = (spot.element.get("href") for spot in region.context if spot.element.tag == "a")
    found = {url for href in hrefs if (url := absolute(page, href)) and _POST_PATH.search(url)}
    return found.pop() if len(found) == 1 else None


def page_url(page: PageScan) -> str | None:
    """Canonical address of the page, else the one it was fetched from."""
    if page.own_url is None:
        page.own_url = _page_url(page) or ""
    return page.own_url or None


def _page_url(page: PageScan) -> str | None:
    stated = (page.widget_data.get("canonicalUrl"), page.head.get("canonical"), page.head.get("og:url"))
    own = (url for candidate in stated if candidate and (url := absolute(page, candidate)))
    given = absolute(page, page.url) or permalink(page.url) if page.url else None
    return next(own, None) or given


def path_of(url: str) -> str:
    """The path of an address; "" where it cannot be read as one."""
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def absolute(page: PageScan, address: str | None) -> str | None:
    """An address in its one spelling, without a web archive's prefix; None where it stays relative."""
    if not address or address.startswith(("#", "javascript:", "data:")):
        return None
    try:
        whole = urljoin(page.url or "", WEB_ARCHIVE.sub("", address.strip()))
    except ValueError:
        return None
    whole = WEB_ARCHIVE.sub("", whole)
    if not whole.startswith(("http://", "https://")):
        return None
    anchor = re.search(r"#\d{6,20}$", whole)
    return permalink(whole) + (anchor.group() if anchor and _ARCHIVE.search(whole) else "")


def _permanent_links(page: PageScan, region: PostRegion) -> list[str]:
    found: list[str] = []
    own = page_url(page) or ""
    anchor = f"#{_by_anchor(region)}"
    for spot in region.context:
        element, href = spot.element, spot.element.get("href") or ""
        if element.tag == "meta" and "url" in (element.get("itemprop") or "").split():
            found.append(element.get("content") or "")
        elif element.tag == "a" and _is_permanent(element):
            found.append(href)
        elif element.tag == "a" and len(anchor) > 1 and href.endswith(anchor):
            found.append(urljoin(own, WEB_ARCHIVE.sub("", href)) if _ARCHIVE.search(own) else href)
    return [address for address in found if "/profile/" not in address]


def _is_permanent(link: Element) -> bool:
    """Tell whether a link is called permanent, or shows its address, as reader views do."""
    name = f"{link.get('class') or ''} {link.get('rel') or ''} {link.get('title') or ''}"
    address, shown = (text.rpartition("://")[2] for text in (link.get("href") or "", text_of(link)))
    is_shown = "." in shown and address.startswith(shown)
    return is_shown or "timestamp-link" in name or "bookmark" in name or "permanent link" in name


def _title_address(region: PostRegion) -> str | None:
    link = link_of_title(region)
    return None if link is None else link.get("href")


def _by_anchor(region: PostRegion) -> str:
    ids = (spot.element.get("id") or "" for spot in region.context)
    for name in (*ids, *(region.body.get("class") or "").split()):
        match = _CONTAINER_ID.match(name)
        if match:
            return match.group(1)
    names = (spot.element.get("name") or "" for spot in region.context if spot.element.tag == "a")
    inside = (anchor.get("name") or "" for anchor in region.body.iter("a"))
    return next((name for name in (*names, *inside) if is_post_id(name)), "")


def _by_links(page: PageScan, region: PostRegion) -> str:
    if region.single:
        match = _POST_FEED.search(page.head.get("comments-feed", ""))
        if match:
            return match.group(1)
    links = (spot.element for spot in region.context if spot.element.tag == "a")
    in_comments = (link for section in region.comments for link in section.iter("a"))
    for link in (*links, *in_comments):
        match = _COMMENT_LINK.search(link.get("href") or "") or leads_to_anchor(link)
        if match:
            return match.group(1)
    return ""


def _only(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The match, if every match on the page names the same number."""
    matches = list(pattern.finditer(text))
    return matches[0] if len({match.group(1) for match in matches}) == 1 else None
