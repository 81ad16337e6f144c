"""Addresses of blogs, of their feeds, and the one spelling of a permalink.

Sources: URL shapes, query noise and country domains as found in links of some 600 saved pages; the feed
parameters are those of Google's Blogger feed reference. Blogs published by FTP (until 2010) may live in a
folder of their host, with feeds that are files there.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import takewhile
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from crawler.errors import UsageError

_STATIC_PAGE = re.compile(r"/p/[^/]+\.html")
PAGE_SIZE = 150
"""Entries requested at once. Blogger has capped responses at 500, 150 and 100 entries over the years."""

_BLOGGER_HOSTS = frozenset(
    {"www.blogger.com", "blogger.com", "www2.blogger.com", "beta.blogger.com", "draft.blogger.com"}
)
_NOT_BLOGS = re.compile(
    r"^(?:\d\.bp|photos\d|www|blogger)?\.?blogspot\.com$|\.bp\.blogspot\.com$|^(?:draft\.|accounts\.)|"
    r"^(?:www\.)?google\.com$|(?:^|\.)googleusercontent\.com$|(?:^|\.)blogblog\.com$"
)
"""Hosts of Blogger's own machinery."""
_COPIES = re.compile(
    r"^(?:web\.archive\.org|archive\.(?:org|is|ph|today)|webcache\.googleusercontent\.com)$|\.translate\.goog$"
)
"""Hosts of services that show copies of other people's pages."""
_COPIED = re.compile(
    r"(?:/|cache:(?:[\w-]+:)?)((?:https?:)?//[^\s]+|[\w-]+\.blogspot\.[^\s/]+)", re.IGNORECASE
)

_PLAIN_PERMALINK = re.compile(
    r"https?://(?:[a-z0-9-]+\.blogspot\.com|(?![a-z0-9.-]*blogspot)(?:[a-z0-9-]+\.)+[a-z0-9]+(?::[1-9]\d{3,4})?)"
    r"/(?:\d{4}/\d{2}|p)/[\w-]+\.html",
    re.ASCII,
)
"""Addresses of which there is no other spelling, as nearly all feeds name them."""
_COUNTRY_HOST = re.compile(r"^(?:www\.)?([a-z0-9-]+)\.blogspot\.(?:com|(?:com?\.)?[a-z]{2})$")
"""name.blogspot.in, name.blogspot.co.uk …: country copies of name.blogspot.com (2012 to about 2018)."""

_NOISE_PARAMS = frozenset(
    {"m", "showcomment", "spref", "zx", "max-results", "view", "action", "widgettype", "widgetid", "dir"}
    | {"toggle", "toggleopen", "hl", "pli", "bpli", "guestauth", "blogspoturl", "fbclid", "gclid"}
)
"""Query keys that change how a page is shown or counted, but lead to the same page; `utm_*` besides."""

PAGE_FILE = r"[^/]+\.(?:s?html?|php\d?|aspx?|jsp|cfm)"
"""File name of a page. Blogs published by FTP had the ending that their owner gave to the archive's files."""
ARCHIVE_FILE = rf"/\d{{4}}_\d{{2}}(?:_\d{{2}})?_{PAGE_FILE}$"
"""End of the path of a month's or week's archive: "/2004_05_01_archive.html", "/2004_02_15_notes.php"."""
_MIRRORED = re.compile(
    r"(/(?:\d{4}/\d{2}|p)/[^/?@]+\.(?:s?html?|php\d?|aspx?|jsp|cfm))"
    r"(?=[.?@])(?:\.\d{1,3}(?:\.html?)?)*(?:[?@][^/]*)?$"
)
"""The path of a post's file, and what wget adds to it: a query behind "?" or "@", the number of a copy."""
_NO_REDIRECT = re.compile(r"^/ncr(?=/\d{4}/|/p/|/?$)")
"""Beginning of a path that kept readers from being sent to their country's copy."""
POST_PATH = re.compile(r"^/(?:.*/)?(\d{4})/(\d{2})/[^/]+\.html$")
_BLOG_ID_PATH = re.compile(r"^/(?:feeds|blog/[a-z]+)/(\d+)(?:/|$)")
_BLOG_ID_TEXT = re.compile(r"(?:tag:blogger\.com,1999:)?(?:blog-)?(\d{5,20})")
_FOLDER_END = re.compile(r"(?:19|20)\d\d(?:_.*)?|feeds|search|p|labels|sitemap.*")
"""Names at which the part of a path ends that may be an FTP blog's folder."""
_ARCHIVE_FOLDERS = frozenset({"archive", "archives"})

FEED_DIALECTS = ("json", "atom", "plain", "rss", "atom.xml", "rss.xml")
"""Ways to request the post feed, best first. The last four take no paging: copies and old FTP blogs."""


@dataclass(frozen=True, slots=True, order=True)
class Address:
    """Address of a blog. Two addresses may be one blog; its identity is the blog id in its feed."""

    scheme: str
    host: str
    """Lower case, with the port where it is not the scheme's own."""
    blog_id: str | None = None
    """Known beforehand only where the address was www.blogger.com/feeds/<id>/…"""
    path: str = ""
    """Folder of a blog that was published by FTP below its host, such as "/blog"; "" for all others."""

    @property
    def home(self) -> str:
        """The home page; for a blog known by its id alone, the feed folder that Blogger keeps for it."""
        folder = f"/feeds/{self.blog_id}" if self.blog_id else self.path
        return f"{self.origin}{folder}/"

    def feed(
        self,
        dialect: str = "json",
        *,
        start: int = 1,
        kind: str = "posts",
        older_than: str | None = None,
        size: int = PAGE_SIZE,
    ) -> str:
        """Return the URL of one page of the blog's feed.

        `dialect` is one of FEED_DIALECTS, `kind` is "posts" or "comments", `start` counts entries from 1,
        `older_than` (RFC 3339) leaves out what was published then or later, `size` is how many are wanted.
        `redirect=false` asks for Blogger's own feed where the owner sends readers to another service.
        """
        path = {"atom.xml": "/atom.xml", "rss.xml": "/rss.xml"}.get(dialect)
        if path:
            return f"{self.origin}{self.path}{path}"
        base = f"{self.home}{'' if self.blog_id else 'feeds/'}{kind}/default"
        if dialect in {"plain", "rss"}:
            return base + ("?alt=rss" if dialect == "rss" else "")
        query = {"alt": dialect, "redirect": "false", "max-results": size, "start-index": start}
        if older_than:
            query["published-max"] = older_than
        return f"{base}?{urlencode(query)}"

    def latest(self, *, start: int = 1, since: datetime | None = None) -> str:
        """Return the URL of the posts that were saved last, newest first; `since` leaves out earlier ones.

        Without `since` and `start` it is the same URL each time, for conditional requests.
        Blogger ignores `updated-min` unless the order is that of the last save.
        """
        query = {"alt": "json", "redirect": "false", "orderby": "updated", "max-results": PAGE_SIZE}
        if since:
            query |= {
                "start-index": start,
                "updated-min": since.astimezone(UTC).isoformat(timespec="milliseconds"),
            }
        return f"{self.home}{'' if self.blog_id else 'feeds/'}posts/default?{urlencode(query)}"

    def listing(self, *, start: int = 1, older_than: str | None = None) -> str:
        """Return the URL of the ids of posts, with only summaries of their bodies; otherwise as `feed`."""
        return self.feed(start=start, older_than=older_than).replace("/default?", "/summary?", 1)

    @property
    def origin(self) -> str:
        """Scheme and host."""
        return f"{self.scheme}://{self.host}"


def known_by_id(blog_id: str) -> Address:
    """Return the address under which Blogger keeps a blog's feeds, whatever its own address is."""
    return Address("https", "www.blogger.com", blog_id)


def pages(dialect: str) -> bool:
    """Tell whether a feed dialect takes `start-index`."""
    return dialect in {"json", "atom"}


def read_address(text: str) -> Address:
    """Read an address that a person may paste: of a home page, a post, a label page, a feed; or a blog's id.

    Raises UsageError, naming the text, where it is not the address of a blog.
    """
    cleaned = text.strip().strip("<>\"'").removeprefix("feed:").removeprefix("//")
    if number := _BLOG_ID_TEXT.fullmatch(cleaned):
        return known_by_id(number[1])
    scheme = "" if re.match(r"^[a-zA-Z][a-zA-Z0-9+.-]*://", cleaned) else "https://"
    try:
        parts = urlsplit(scheme + cleaned)
        host, port = _host(parts.hostname or ""), parts.port
    except ValueError as error:
        raise UsageError(f"{text!r} is not a web address ({error}); {_EXAMPLE}") from None
    _refuse(text, parts.scheme, host)
    if host in _BLOGGER_HOSTS:
        return _by_page_of_blogger(text, parts)
    default = {"http": 80, "https": 443}[parts.scheme]
    netloc = host if port in {None, default} else f"{host}:{port}"
    return Address(parts.scheme, netloc, path=_folder(host, parts.path))


def _by_page_of_blogger(text: str, parts: SplitResult) -> Address:
    """Read the blog's id out of an address of its feeds or of Blogger's dashboard."""
    match = _BLOG_ID_PATH.match(parts.path)
    number = match[1] if match else dict(parse_qsl(parts.query)).get("blogID", "")
    if not number.isdecimal():
        raise UsageError(f"{text!r} is a page of Blogger itself, not a blog; {_EXAMPLE}")
    return known_by_id(number)


def _folder(host: str, path: str) -> str:
    """Return the folder below a host in which an FTP blog may live: "/blog" of "/blog/2003/09/title.html"."""
    if host.endswith(".blogspot.com"):
        return ""
    parts = [part for part in path.split("/") if part.strip(".")]
    folders = [quote(unquote(part), safe="!$&'()*+,;=:@~-._") for part in parts]
    if folders and "." in folders[-1] and not path.endswith("/"):  # a file
        folders.pop()
    kept = list(takewhile(lambda part: not _FOLDER_END.fullmatch(part), folders))
    while kept and kept[-1] in _ARCHIVE_FOLDERS:
        kept.pop()
    return "".join(f"/{part}" for part in kept)


_EXAMPLE = "give an address such as https://example.blogspot.com"


def _refuse(text: str, scheme: str, host: str) -> None:
    if scheme not in {"http", "https"}:
        raise UsageError(f"{text!r}: only http and https addresses can be crawled; {_EXAMPLE}")
    if not re.fullmatch(r"[a-z0-9_-]+(\.[a-z0-9_-]+)+|localhost|\[?[0-9a-f:]+\]?", host):
        raise UsageError(f"{text!r} is not a web address; {_EXAMPLE}")
    if _COPIES.search(host):
        original = _COPIED.search(text.partition(host)[2])
        hint = f"give the blog's own address, perhaps {original[1]}" if original else _EXAMPLE
        raise UsageError(f"{text!r} is a copy that another service keeps; {hint}")
    if _NOT_BLOGS.search(host) and host not in _BLOGGER_HOSTS:
        raise UsageError(f"{text!r} is a host of Blogger itself, not a blog; {_EXAMPLE}")


def _host(host: str) -> str:
    """Normalise a host: lower case, punycode, blogspot's country domains as .com, IPv6 in brackets."""
    host = host.lower().rstrip(".")
    if ":" in host:
        return f"[{host}]"
    if not host.isascii():
        host = host.encode("idna").decode("ascii")
    country = _COUNTRY_HOST.match(host)
    return f"{country.group(1)}.blogspot.com" if country and country.group(1) != "www" else host


def is_country_copy(host: str) -> bool:
    """Tell whether a host is a country copy of a blog at blogspot.com."""
    return _COUNTRY_HOST.match(host) is not None and not host.endswith(".blogspot.com")


def is_static_page(url: str | None) -> bool:
    """Tell whether an address is a static page's ("/p/about.html")."""
    return bool(url) and _STATIC_PAGE.fullmatch(urlsplit(url or "").path) is not None


def permalink(url: str) -> str:
    """Return the one spelling of a post's address: without tracking and view parameters, fragment, country.

    Anything that cannot be read as a URL is returned as it is.
    """
    if _PLAIN_PERMALINK.fullmatch(url):
        return url
    try:
        parts = urlsplit(url.strip())
        host, port = _host(parts.hostname or ""), parts.port
    except ValueError:
        return url
    query = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _is_noise(k)]
    netloc = host if port in {None, 80, 443} else f"{host}:{port}"
    path = quote(as_served(_NO_REDIRECT.sub("", parts.path)), safe="/:@!$&'()*+,;=~-._")
    return urlunsplit((parts.scheme.lower(), netloc, path or "/", urlencode(query), ""))


def as_served(path: str) -> str:
    """Return a path, unquoted, without what a mirroring program adds to the names of files."""
    return _MIRRORED.sub(r"\1", unquote(path))


def _is_noise(key: str) -> bool:
    return key.lower() in _NOISE_PARAMS or key.lower().startswith("utm_")


def on_address(url: str, address: Address) -> str:
    """Return the same page's URL with the scheme that the blog was reached by, if it is on the blog's host.

    Feeds name http for blogs that answer to https, and the other way round.
    """
    parts = urlsplit(url)
    return urlunsplit(parts._replace(scheme=address.scheme)) if parts.netloc == address.host else url


def moved_to(address: Address, final_url: str) -> Address:
    """Return the address under which a blog really answered, after redirects."""
    parts = urlsplit(final_url)
    if parts.hostname in _BLOGGER_HOSTS or not parts.hostname:
        return address
    return Address(parts.scheme, parts.netloc.lower(), path=_folder(parts.hostname, parts.path))
