"""Links of a blog's pages (posts, archive pages, the next page), and sitemaps.

For crawls without a feed. Each post comes once, under its canonical address, though pages link it with
`showComment`, `m=1`, archive toggles and country domains; addresses that scripts were to put together are
left out.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from lxml import etree

from crawler.blogger.encoding import decode
from crawler.blogger.html.elements import Element, text_of
from crawler.blogger.html.parse import parse_page
from crawler.blogger.html.unterminated_markup import close_unterminated
from crawler.blogger.page.identity import WEB_ARCHIVE, path_of
from crawler.blogger.urls import POST_PATH, is_static_page, permalink
from crawler.blogger.widget_data import read_widget_data

ARCHIVE_PATH = re.compile(r"^/(?:.*/)?(?:\d{4}/(?:\d{2}/)?|\d{4}_\d{2}_\d{2}_archive\.html?)$")
LABEL_PATH = re.compile(r"/search/label/[^/]+$|/labels/[^/]+\.html?$")
JUNK = re.compile(r"""[\\'"<>{}\s]|\+\s|javascript:|data:|%22|%27\s*\+|%5Cx""", re.IGNORECASE)
"""What no address of a post holds: leftovers of scripts (`\\x3d`, `' + url + '`) and of markup in
attributes."""
COUNT = re.compile(r"^\W*(\d+)\W*$")
FLATTENED = re.compile(
    r"(?:(?<=\.html)|(?<=/search))%3F(?=[\w-]+=)([^?#]*?)(?:\.html)?(?=#|$)", re.IGNORECASE
)
"""A question mark that a mirroring tool made part of the file's name, and the ending that it put behind."""
FOLDER = re.compile(r"(?<=/)index\.html(?=[?#]|$)|(?<=/)\d{4}/\d{2}/(?=\d{4}_\d{2}_\d{2}_archive\.html)")
"""What such a tool calls the page of a folder; a post's folder before the name of an archive page, which old
templates link as if they stood beside it."""
TAIL = re.compile(r"/\d{4}/\d{2}/[^/]+\.html$")
OWN = ("canonicalUrl", "canonicalHomepageUrl", "homepageUrl", "url")
"""Facts of the data script that name a host of the blog itself."""


@dataclass(frozen=True, slots=True)
class PageLinks:
    """Links of a page to the blog itself, in the order of the page."""

    permalinks: tuple[str, ...] = ()
    """Posts of this blog, canonical, each once."""
    archives: tuple[str, ...] = ()
    """Archive pages of a month, a week or a year."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """Archive page → number of posts, where the archive gadget states it."""
    older: str | None = None
    """The next page of the list. Blogger puts it under `/search`, which its robots.txt closes."""
    labels: tuple[str, ...] = ()
    """Lists of the posts of one label."""


@dataclass(frozen=True, slots=True)
class Sitemap:
    """One sitemap file."""

    permalinks: tuple[str, ...] = ()
    """Posts, canonical, each once."""
    static_pages: tuple[str, ...] = ()
    """As `permalinks`."""
    sitemaps: tuple[str, ...] = ()
    """Further sitemap files that it names, as they are named."""
    saves: Mapping[str, str] = field(default_factory=dict, compare=False)
    """Post, as in `permalinks` → when it was last saved, as written."""
    is_bloggers: bool = True
    """Tell whether Blogger made it, so that no post is left out. Files that owners put there name other
    pages too, and priorities.
    """


def read_links(body: bytes, *, url: str, charset: str | None = None) -> PageLinks:
    """Read the links of any page of a blog. `url` is the address it was fetched from. Never raises."""
    text = decode(body, charset)
    root = parse_page(close_unterminated(text))
    facts = read_widget_data(text)
    hosts = {_host(place) for place in (url, *(facts.get(key, "") for key in OWN))} - {""}
    links = [
        (link, address) for link in root.iter("a") if (address := _address(link.get("href"), url, hosts))
    ]
    moved = (found for link in root.iter("a") if (found := _moved(link, url, hosts)))
    posts = dict.fromkeys(permalink(a) for a in (*(a for _, a in links), *moved) if _leads_to_post(a))
    archives = [(link, permalink(address)) for link, address in links if ARCHIVE_PATH.match(path_of(address))]
    return PageLinks(
        tuple(posts),
        tuple(dict.fromkeys(address for _, address in archives)),
        _counts(archives),
        _older(links),
        tuple(dict.fromkeys(permalink(a) for _, a in links if LABEL_PATH.search(path_of(a)))),
    )


def read_sitemap(body: bytes) -> Sitemap:
    """Read a sitemap or a sitemap index; an answer that is neither gives an empty one. Never raises."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(body.strip(b"\x00 \t\r\n"), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        return Sitemap()
    saved = dict(_locations(root, "url"))
    found = list(saved)
    posts = dict.fromkeys(permalink(address) for address in found if _leads_to_post(address))
    foreign = next(root.iter("{*}priority", "{*}changefreq"), None) is not None or not all(
        map(_leads_to_post, found)
    )
    return Sitemap(
        permalinks=tuple(posts),
        static_pages=tuple(dict.fromkeys(permalink(a) for a in found if is_static_page(a))),
        sitemaps=tuple(dict(_locations(root, "sitemap"))),
        saves={permalink(address): at for address, at in saved.items() if at},
        is_bloggers=not foreign,
    )


def _locations(root: Element, kind: str) -> Iterator[tuple[str, str]]:
    """Yield each address, and the time of its last change."""
    for element in root.iter(f"{{*}}{kind}"):
        address = (element.findtext("{*}loc") or "").strip()
        if address:
            yield address, (element.findtext("{*}lastmod") or "").strip()


def _address(href: str | None, url: str, hosts: Iterable[str]) -> str | None:
    """A link's absolute address if it leads to the blog itself."""
    if not href or href.startswith("#") or JUNK.search(href.strip()):
        return None
    try:
        address = FLATTENED.sub(r"?\1", WEB_ARCHIVE.sub("", urljoin(url, href.strip())))
        address = FOLDER.sub("", address)
        host = _host(address)
    except ValueError:
        return None
    return address if host in hosts else None


def _host(address: str) -> str:
    """Host without `www.` and country domain: the same blog."""
    try:
        return (urlsplit(permalink(address)).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _leads_to_post(address: str) -> bool:
    path = path_of(address)
    return bool(POST_PATH.match(path)) and not path.endswith(("_archive.html", "/index.html"))


def _moved(link: Element, url: str, hosts: Iterable[str]) -> str | None:
    """Return the present address of a permalink of a blog that moved.

    Blogs that were published by FTP keep their old host and folder in every permanent link; the end of the
    path is the same on the new host.
    """
    if "permanent link" not in (link.get("title") or "").lower() or _address(link.get("href"), url, hosts):
        return None
    tail = TAIL.search((link.get("href") or "").partition("?")[0].partition("#")[0])
    return urljoin(url, tail.group()) if tail and path_of(url) else None


def _counts(archives: list[tuple[Element, str]]) -> dict[str, int]:
    """Numbers beside links of the archive gadget: "(12)" in the text after the link or in its neighbour."""
    found: dict[str, int] = {}
    for link, address in archives:
        neighbour = next(link.itersiblings(), None)
        inside = next((e for e in link.iter("span") if "post-count" in (e.get("class") or "")), None)
        texts = (
            link.tail,
            *(text_of(e) for e in (neighbour, inside) if e is not None and isinstance(e.tag, str)),
        )
        number = next((match.group(1) for text in texts if (match := COUNT.match(text or ""))), None)
        if number:
            found.setdefault(address, int(number))
    return found


def _older(links: list[tuple[Element, str]]) -> str | None:
    """The link to older posts, by the name that Blogger gives it in all templates."""
    named = ((address, f"{link.get('class') or ''} {link.get('id') or ''}") for link, address in links)
    return next((address for address, name in named if "blog-pager-older-link" in name), None)
