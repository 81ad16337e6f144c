"""What both doors to a sample site share: which site a host means, faults, conditions, compression, the log.

The doors are the loopback server (`server`) and the tests' download handler, which needs no sockets.
"""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from urllib.parse import parse_qsl, urlsplit

from crawler.sample.fake_site import Answer, Call, Site
from crawler.sample.indexes import last_change
from crawler.sample.interstitials import gate_answer
from crawler.sample.routes import BLOGGER_HOST, respond

Sites = Mapping[str, Site]
"""Sites by host name; the host "*" stands for any other."""


def answer(sites: Sites, method: str, url: str, headers: Mapping[str, str]) -> Answer:
    """What one request gets on the wire; logs it. `url` is absolute, header names are lower case."""
    parts = urlsplit(url)
    site = find_site(sites, parts.hostname or "", parts.path)
    if site is None:
        return wire(gate_answer("not-found", f"{parts.scheme}://{parts.netloc}"), method)
    below = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    made = _make(
        site, url, below, home_of(sites, site, url), gzipped="gzip" in headers.get("accept-encoding", "")
    )
    made = conditional(made, headers) if site.dialect.conditional else made
    site.log.append(Call(method=method, url=below, status=made.status, headers=dict(headers)))
    return wire(made, method)


def find_site(sites: Sites, host: str, path: str) -> Site | None:
    """The site that a host means; at www.blogger.com the blog id in the path says which."""
    if host == BLOGGER_HOST:
        return next((site for site in sites.values() if f"/{site.blog.blog_id}/" in path), None)
    return sites.get(host.lower()) or sites.get("*")


def home_of(sites: Sites, site: Site, url: str) -> str:
    """The blog's address in links: what the site says, else the host that was asked or, at Blogger, meant."""
    parts = urlsplit(url)
    names = [name for name, one in sites.items() if one is site and name != "*"]
    host = names[0] if parts.hostname == BLOGGER_HOST and names else parts.netloc
    return site.dialect.home or f"{parts.scheme}://{host}"


def _make(site: Site, url: str, below: str, home: str, *, gzipped: bool) -> Answer:
    """The whole answer, changed by the first fault that strikes, or remembered."""
    fault = next((fault for fault in site.faults if fault.strikes(below)), None)
    key = (home, urlsplit(url).path, *sorted(parse_qsl(urlsplit(url).query)), gzipped)
    if fault is None and key in site.memo:
        return site.memo[key]
    made = respond(site, url, home, replace(site.dialect, **fault.dialect) if fault else None)
    made = dress(made, last_change(site))
    if fault and fault.change:
        made = fault.change(made)
    made = pack(made) if gzipped and made.body else made
    if site.memoise and fault is None:
        site.memo[key] = made
    return made


def dress(made: Answer, changed: datetime) -> Answer:
    """The headers that Blogger's servers add."""
    headers = {"Server": "blogger-renderd", "X-Content-Type-Options": "nosniff", **made.headers}
    if made.status == 200:
        tag = hashlib.sha256(made.body).hexdigest()
        modified = format_datetime(datetime.fromtimestamp(int(changed.timestamp()), tz=UTC), usegmt=True)
        extra = {"ETag": f'W/"{tag}"', "Last-Modified": modified, "Cache-Control": "private, max-age=0"}
        headers = {**extra, **headers}
    return replace(made, headers=headers)


def pack(made: Answer) -> Answer:
    """The answer with its body compressed."""
    headers = {**made.headers, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return replace(made, headers=headers, body=gzip.compress(made.body, compresslevel=4, mtime=0))


def conditional(made: Answer, headers: Mapping[str, str]) -> Answer:
    """304 without a body for one who has this version; If-None-Match goes before If-Modified-Since."""
    if made.status != 200:
        return made
    if "if-none-match" in headers:
        known = made.headers.get("ETag") in [tag.strip() for tag in headers["if-none-match"].split(",")]
    else:
        known = _unchanged(made.headers.get("Last-Modified"), headers.get("if-modified-since"))
    kept = {key: value for key, value in made.headers.items() if not key.startswith("Content-")}
    return replace(made, status=304, headers=kept, body=b"") if known else made


def _unchanged(modified: str | None, since: str | None) -> bool:
    if not modified or not since:
        return False
    try:
        return parsedate_to_datetime(modified) <= parsedate_to_datetime(since)
    except ValueError:
        return False  # not a date: Blogger then sends everything


def wire(made: Answer, method: str) -> Answer:
    """The answer with its Content-Length, cut short if a fault says so, without a body for HEAD."""
    if method not in {"GET", "HEAD"}:
        return Answer(status=405, headers={"Allow": "GET, HEAD", "Content-Length": "0"})
    part = made.body[: int(len(made.body) * made.keep)]
    length = len(made.body) if made.claims_all else len(part)
    headers = made.headers if made.status == 304 else {**made.headers, "Content-Length": str(length)}
    return replace(made, headers=headers, body=b"" if method == "HEAD" else part)
