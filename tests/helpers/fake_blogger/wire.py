"""From a request on the wire to the response on the wire: site by host, faults, conditions, compression, log.

The loopback server (`server`) and the download handler without sockets (`crawling`) share it.
"""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from urllib.parse import parse_qsl, urlsplit

from tests.helpers.fake_blogger.fake_site import FakeResponse, LoggedRequest, ServingOptions, Site
from tests.helpers.fake_blogger.faults import status
from tests.helpers.fake_blogger.interstitials import interstitial_response
from tests.helpers.fake_blogger.routes import BLOGGER_HOST, render

Sites = Mapping[str, Site]  # sites by host name; the host "*" stands for any other


def respond(sites: Sites, method: str, url: str, headers: Mapping[str, str]) -> FakeResponse:
    """Return the response to one request and log it. `url` is absolute, header names are lower case."""
    parts = urlsplit(url)
    site = find_site(sites, parts.hostname or "", parts.path)
    if site is None:
        return wire(interstitial_response("not-found", f"{parts.scheme}://{parts.netloc}"), method)
    below = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    limit = site.options.limit
    if limit and not limit.admits():
        made = status(429, retry_after=1)(FakeResponse())
    else:
        gzipped = "gzip" in headers.get("accept-encoding", "")
        made = _make(site, url, below, home_of(sites, site, url), gzipped=gzipped)
        made = conditional(made, headers) if site.options.conditional else made
    site.log.append(LoggedRequest(method=method, url=below, status=made.status, headers=dict(headers)))
    return wire(made, method)


def find_site(sites: Sites, host: str, path: str) -> Site | None:
    """Return the site of a host; at www.blogger.com the blog id in the path names it."""
    if host == BLOGGER_HOST:
        return next((site for site in sites.values() if f"/{site.blog.blog_id}/" in path), None)
    return sites.get(host.lower()) or sites.get("*")


def home_of(sites: Sites, site: Site, url: str) -> str:
    """Return the blog's address in links: the site's own, else the host asked or, at Blogger, the site's."""
    parts = urlsplit(url)
    names = [name for name, one in sites.items() if one is site and name != "*"]
    host = names[0] if parts.hostname == BLOGGER_HOST and names else parts.netloc
    return site.options.home or f"{parts.scheme}://{host}"


def _make(site: Site, url: str, below: str, home: str, *, gzipped: bool) -> FakeResponse:
    """Return the whole response, changed by the first fault that strikes, or a memoised one."""
    fault = next((fault for fault in site.faults if fault.strikes(below)), None)
    key = (home, urlsplit(url).path, *sorted(parse_qsl(urlsplit(url).query)), gzipped)
    if fault is None and key in site.memo:
        return site.memo[key]
    made = _render(site, url, home, replace(site.options, **fault.options) if fault else None)
    made = dress(made, site.index.updated)
    if fault and fault.change:
        made = fault.change(made)
    made = pack(made) if gzipped and made.body else made
    if site.memoise and fault is None:
        site.memo[key] = made
    return made


def _render(site: Site, url: str, home: str, options: ServingOptions | None) -> FakeResponse:
    """Render a page of the blog, which may stand below a folder of its host."""
    parts, folder = urlsplit(url), site.options.folder
    if parts.path != "/robots.txt" and not f"{parts.path}/".startswith(f"{folder}/"):
        return interstitial_response("not-found", home)
    path = parts.path.removeprefix(folder) if folder else parts.path
    return render(site, parts._replace(path=path).geturl(), home + folder, options)


def dress(made: FakeResponse, changed: datetime) -> FakeResponse:
    """Add the headers of Blogger's servers."""
    headers = {"Server": "blogger-renderd", "X-Content-Type-Options": "nosniff", **made.headers}
    if made.status == 200:
        tag = hashlib.sha256(made.body).hexdigest()
        modified = format_datetime(datetime.fromtimestamp(int(changed.timestamp()), tz=UTC), usegmt=True)
        extra = {"ETag": f'W/"{tag}"', "Last-Modified": modified, "Cache-Control": "private, max-age=0"}
        headers = {**extra, **headers}
    return replace(made, headers=headers)


def pack(made: FakeResponse) -> FakeResponse:
    """Compress the body."""
    headers = {**made.headers, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return replace(made, headers=headers, body=gzip.compress(made.body, compresslevel=4, mtime=0))


def conditional(made: FakeResponse, headers: Mapping[str, str]) -> FakeResponse:
    """Return 304 for a known version; If-None-Match takes precedence over If-Modified-Since."""
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


def wire(made: FakeResponse, method: str) -> FakeResponse:
    """Set Content-Length, cut the body short if a fault says so, and drop it for HEAD."""
    if method not in {"GET", "HEAD"}:
        return FakeResponse(status=405, headers={"Allow": "GET, HEAD", "Content-Length": "0"})
    part = made.body[: int(len(made.body) * made.keep)]
    length = len(made.body) if made.claims_all else len(part)
    headers = made.headers if made.status == 304 else {**made.headers, "Content-Length": str(length)}
    return replace(made, headers=headers, body=b"" if method == "HEAD" else part)
