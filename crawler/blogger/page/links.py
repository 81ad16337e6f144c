"""Kinds of links, by address and `rel`."""

import re
from urllib.parse import urljoin

from crawler.blogger.html.elements import Element
from crawler.blogger.urls import PAGE_FILE

_PROFILE = re.compile(
    r"//(?:www\.|draft\.)?blogger\.com/profile/\d|//plus\.google\.com/(?:u/\d/)?(?:\d{5}|\+\w)"
)


_COMMENT_PAGES = (
    "#comment",
    "comment.g?",
    "/comment/fullpage/",
    "/comment/frame/",
    "#disqus",
    "isPopup=true",
    "HaloScan(",
    "haloscan.com/comments/",
)
"""Parts of addresses at which comments are read or written."""
_POST = re.compile(rf"(?:^|/)\d{{4}}/\d{{2}}/{PAGE_FILE}(?:[?#]|$)")
POST_PATH = re.compile(rf"/\d{{4}}/\d{{2}}/{PAGE_FILE}$")
"""The part of a post's path that stays when a blog moves."""
_ANCHOR = re.compile(r"(?:^|_archive\.html?)#(\d{6,20})$")
_HOST = re.compile(r"^(?:[a-z]+:)?//[^/]*", re.IGNORECASE)
_HOME_PATHS = frozenset({"", "index.html", "index.htm", "search"})


def leads_to_label(link: Element) -> bool:
    """Tell whether a link leads to a label's page: `/search/label/News`, on FTP blogs `labels/News.html`."""
    href = link.get("href")
    if not href or "label" not in href:
        return False
    path = "/" + href.partition("?")[0]
    return "/search/label/" in path or "/labels/" in path


def leads_to_anchor(link: Element) -> re.Match[str] | None:
    """Match the number of the post that a link to its archive names: "2003_05_01_archive.html#105309461"."""
    return _ANCHOR.search(link.get("href") or "")


def leads_to_comments(link: Element) -> bool:
    """Tell whether a link leads to where comments are read or written."""
    return any(part in (link.get("href") or "") for part in _COMMENT_PAGES)


def leads_to_post(link: Element, page_url: str) -> bool:
    """Tell whether a link on a page leads to the page of a post: `/2019/07/pump.html`."""
    try:
        return bool(_POST.search(urljoin(page_url, link.get("href") or "")))
    except ValueError:
        return False


def leads_home(link: Element) -> bool:
    """Tell whether a link leads to a blog's first page, as breadcrumbs begin."""
    address = (link.get("href") or "").partition("?")[0].partition("#")[0]
    return bool(address) and _HOST.sub("", address, count=1).strip("./") in _HOME_PATHS


def is_tag(link: Element) -> bool:
    """Tell whether a link says that it leads to a label."""
    return "tag" in (link.get("rel") or "").lower().split()


def leads_to_profile(link: Element) -> bool:
    """Tell whether a link leads to a person's page at Blogger or Google+."""
    return bool(_PROFILE.search(link.get("href") or ""))
