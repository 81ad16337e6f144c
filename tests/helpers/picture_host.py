"""A loopback server of pictures, good and bad, and archives whose posts show them."""

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from crawler.items import Crawl, Image
from crawler.sample.loopback_server import LoopbackServer, QuietRequestHandler
from pipelines.archive import Archive
from tests.helpers.posts import post

BLOG = "1234"


@dataclass(frozen=True)
class Served:
    """The answer to one path."""

    body: bytes = b""
    status: int = 200
    type: str = "image/png"
    headers: Mapping[str, str] = field(default_factory=dict)
    drip: float = 0.0  # seconds between two bytes


@dataclass
class PictureHost:
    """The server, which a test fills and asks what it was asked."""

    url: str
    paths: dict[str, Served] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    robots: str = ""
    delay: float = 0.0  # seconds before every answer

    def put(self, path: str, served: Served | bytes) -> str:
        """Serve something; return its address."""
        self.paths[path] = Served(served) if isinstance(served, bytes) else served
        return self.url + path

    def answer(self, path: str, etag: str | None) -> Served:
        self.asked[path] += 1
        time.sleep(self.delay)
        if path == "/robots.txt":
            return Served(self.robots.encode(), type="text/plain")
        missing = Served(b"<html>no</html>", 404, "text/html")
        found = self.paths.get(path) or self.paths.get(path.partition("?")[0], missing)
        return Served(status=304) if etag and etag == found.headers.get("ETag") else found


@contextmanager
def picture_host() -> Iterator[PictureHost]:
    """Serve on a free port."""

    class Handler(QuietRequestHandler):
        def do_GET(self) -> None:  # noqa: N802 (of the base class)
            served = host.answer(self.path, self.headers.get("If-None-Match"))
            with suppress(ConnectionError):
                self.send_response_only(served.status)
                for name, value in {"Content-Type": served.type, **served.headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(served.body)))
                self.end_headers()
                self._write(served)

        def _write(self, served: Served) -> None:
            if not served.drip:
                self.wfile.write(served.body)
                return
            for byte in served.body:
                self.wfile.write(bytes([byte]))
                time.sleep(served.drip)

    with LoopbackServer(Handler, port=0) as server:
        host = PictureHost(server.url)
        yield host


def save_posts_with(path: Path, urls: Sequence[str], *, home: str, blog_id: str = BLOG) -> Path:
    """Make an archive of one post that shows these pictures, of a blog that was crawled at `home`."""
    html = "".join(f'<p><img src="{url}"></p>' for url in urls)
    images = tuple(Image(url=url) for url in urls)
    with Archive(path) as archive:
        archive.save_posts([post(1, blog_id=blog_id, html=html, images=images)])
        now = datetime.now(UTC)
        archive.save_crawl(
            Crawl(run="r", address=home, blog_id=blog_id, started=now, ended=now, outcome="complete")
        )
    return path
