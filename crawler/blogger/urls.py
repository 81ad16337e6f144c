"""Any URL of a blog → the blog's address, its feeds, its canonical permalinks.

Sources: URL shapes, query noise and country domains as found in links of some 600 saved pages; the feed
parameters are those of Google's Blogger feed reference.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from crawler.errors import UsageError

PAGE_SIZE = 150
"""Entries asked for per answer. Blogger has capped answers at 500, 150 and 100; we take what comes."""
LATEST_SIZE = 25
"""Entries of the first answer about what is new: Blogger's own default, and a tenth of the bytes."""

BLOGGER_HOSTS = frozenset({"www.blogger.com", "blogger.com", "www2.blogger.com", "beta.blogger.com"})

NOT_BLOGS = re.compile(
    r"^(?:\d\.bp|photos\d|www|blogger)?\.?blogspot\.com$|\.bp\.blogspot\.com$|^(?:draft\.|accounts\.)|"
    r"^(?:www\.)?google\.com$|(?:^|\.)googleusercontent\.com$|(?:^|\.)blogblog\.com$"
)
"""Hosts of Blogger's own machinery: never a blog."""

COUNTRY_HOST = re.compile(r"^(?:www\.)?([a-z0-9-]+)\.blogspot\.(?:com|(?:com?\.)?[a-z]{2})$")
"""name.blogspot.in, name.blogspot.co.uk …: country copies of name.blogspot.com (2012 to about 2018)."""

NOISE_PARAMS = frozenset(
    {"m", "showcomment", "spref", "zx", "max-results", "view", "action", "widgettype", "widgetid", "dir"}
    | {"toggle", "toggleopen", "hl", "pli", "bpli", "guestauth", "blogspoturl", "fbclid", "gclid"}
)
"""Query keys that change how a page is shown or counted, never which page it is; `utm_*` besides."""

POST_PATH = re.compile(r"^/(?:.*/)?(\d{4})/(\d{2})/[^/]+\.html$")
BLOG_FEED_PATH = re.compile(r"^/feeds/(\d+)(?:/|$)")

FEED_DIALECTS = ("json", "atom", "plain", "rss", "atom.xml", "rss.xml")
"""Ways to ask for the post feed, best first. The last four take no paging: copies and old FTP blogs."""


@dataclass(frozen=True, slots=True, order=True)
class Address:
    """Where a blog answers. Two addresses may be one blog; its identity is the blog id in its feed."""

    scheme: str
    host: str
    """Lower case, with the port where it is not the scheme's own."""
    blog_id: str | None = None
    """Known beforehand only where the address was www.blogger.com/feeds/<id>/…"""

    @property
    def home(self) -> str:
        """The home page; for a blog known by its id alone, the feed folder that Blogger keeps for it."""
        return f"{self.scheme}://{self.host}{self._prefix}/"

    @property
    def _prefix(self) -> str:
        return f"/feeds/{self.blog_id}" if self.blog_id else ""

    def feed(
        self,
        dialect: str = "json",
        *,
        start: int = 1,
        kind: str = "posts",
        older_than: str | None = None,
        size: int = PAGE_SIZE,
    ) -> str:
        """URL of one page of the blog's feed.

        `dialect` is one of FEED_DIALECTS, `kind` is "posts" or "comments", `start` counts entries from 1,
        `older_than` (RFC 3339) leaves out what was published then or later, `size` is how many are wanted.
        `redirect=false` asks for Blogger's own feed where the owner sends readers to another service.
        """
        path = {"atom.xml": "/atom.xml", "rss.xml": "/rss.xml"}.get(dialect)
        if path:
            return f"{self.scheme}://{self.host}{path}"
        base = f"{self.home}{'' if self.blog_id else 'feeds/'}{kind}/default"
        if dialect in {"plain", "rss"}:
            return base + ("?alt=rss" if dialect == "rss" else "")
        query = {"alt": dialect, "redirect": "false", "max-results": size, "start-index": start}
        if older_than:
            query["published-max"] = older_than
        return f"{base}?{urlencode(query)}"

    def latest(self, *, start: int = 1, since: datetime | None = None) -> str:
        """URL of the posts that were saved last, newest first; `since` leaves out what was saved before.

        Without `since` and `start` it is the same URL each time: the one that is asked conditionally.
        Blogger ignores `updated-min` unless the order is that of the last save.
        """
        size = PAGE_SIZE if since else LATEST_SIZE
        query = {"alt": "json", "redirect": "false", "orderby": "updated", "max-results": size}
        if since:
            query |= {
                "start-index": start,
                "updated-min": since.astimezone(UTC).isoformat(timespec="milliseconds"),
            }
        return f"{self.home}{'' if self.blog_id else 'feeds/'}posts/default?{urlencode(query)}"

    def listing(self, *, start: int = 1, older_than: str | None = None) -> str:
        """URL of the ids of posts, with no more of their bodies than summaries; otherwise as `feed`."""
        return self.feed(start=start, older_than=older_than).replace("/default?", "/summary?", 1)

    @property
    def origin(self) -> str:
        """Scheme and host."""
        return f"{self.scheme}://{self.host}"


def known_by_id(blog_id: str) -> Address:
    """Where Blogger keeps the feeds of a blog whatever its address is."""
    return Address("https", "www.blogger.com", blog_id)


def pages(dialect: str) -> bool:
    """Whether a feed dialect takes `start-index`."""
    return dialect in {"json", "atom"}


def read_address(text: str) -> Address:
    """Read whatever a person would paste as a blog: a host, a home page, a post, a label page, a feed.

    Raises UsageError, naming the text, where it is no address of a blog.
    """
    cleaned = text.strip().strip("<>\"'").removeprefix("feed:").removeprefix("//")
    scheme = "" if re.match(r"^[a-zA-Z][a-zA-Z0-9+.-]*://", cleaned) else "https://"
    try:
        parts = urlsplit(scheme + cleaned)
        host, port = _host(parts.hostname or ""), parts.port
    except ValueError as error:
        raise UsageError(f"{text!r} is no web address ({error}); {_EXAMPLE}") from None
    _refuse(text, parts.scheme, host)
    feed = BLOG_FEED_PATH.match(parts.path) if host in BLOGGER_HOSTS else None
    if host in BLOGGER_HOSTS and not feed:
        raise UsageError(f"{text!r} is a page of Blogger itself, not a blog; {_EXAMPLE}")
    default = {"http": 80, "https": 443}[parts.scheme]
    return Address(
        parts.scheme, host if port in {None, default} else f"{host}:{port}", feed.group(1) if feed else None
    )


_EXAMPLE = "give an address such as https://example.blogspot.com"


def _refuse(text: str, scheme: str, host: str) -> None:
    if scheme not in {"http", "https"}:
        raise UsageError(f"{text!r}: only http and https addresses can be crawled; {_EXAMPLE}")
    if not re.fullmatch(r"[a-z0-9_-]+(\.[a-z0-9_-]+)+|localhost|\[?[0-9a-f:]+\]?", host):
        raise UsageError(f"{text!r} is no web address; {_EXAMPLE}")
    if NOT_BLOGS.search(host):
        raise UsageError(f"{text!r} is a host of Blogger itself, not a blog; {_EXAMPLE}")


def _host(host: str) -> str:
    """Lower case, punycode, country domains of blogspot mapped to .com, IPv6 in brackets."""
    host = host.lower().rstrip(".")
    if ":" in host:
        return f"[{host}]"
    if not host.isascii():
        host = host.encode("idna").decode("ascii")
    country = COUNTRY_HOST.match(host)
    return f"{country.group(1)}.blogspot.com" if country and country.group(1) != "www" else host


def permalink(url: str) -> str:
    """The one spelling of a post's address: no tracking or view parameters, no fragment, no country domain.

    Anything that cannot be read as a URL is returned as it is.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = _host(parts.hostname or ""), parts.port
    except ValueError:
        return url
    query = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _is_noise(k)]
    netloc = host if port in {None, 80, 443} else f"{host}:{port}"
    path = quote(unquote(parts.path), safe="/:@!$&'()*+,;=~-._")
    return urlunsplit((parts.scheme.lower(), netloc, path or "/", urlencode(query), ""))


def _is_noise(key: str) -> bool:
    return key.lower() in NOISE_PARAMS or key.lower().startswith("utm_")


def on_address(url: str, address: Address) -> str:
    """The same page with the scheme that the blog was reached by, where it is on the blog's own host.

    Feeds name http for blogs that answer to https, and the other way round.
    """
    parts = urlsplit(url)
    return urlunsplit(parts._replace(scheme=address.scheme)) if parts.netloc == address.host else url


def moved_to(address: Address, final_url: str) -> Address:
    """The address under which a blog really answered, after redirects."""
    parts = urlsplit(final_url)
    if parts.hostname in BLOGGER_HOSTS or not parts.hostname:
        return address
    return Address(parts.scheme, parts.netloc.lower())
