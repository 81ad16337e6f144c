"""A site for tests: an archive, its pages without a network, and posts that mean harm."""

import asyncio
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import lxml.html
from lxml.html import HtmlElement

from crawler.items import Post
from crawler.web.application import NAME, ArchiveSite
from tests.helpers.posts import post
from tests.helpers.processes import running

HOSTILE = (
    "<script>window.harm = 1; alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src='https://spy.example/pixel.gif'>",
    "<a href='javascript:alert(1)'>click</a>",
    "<a href='JaVa&#9;ScRiPt:alert(1)'>click</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>click</a>",
    "<img src='data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9ImFsZXJ0KDEpIi8+'>",
    "<div style='position:fixed;inset:0;background:red;z-index:9999'>covered</div>",
    "<style>body { display: none } @import url(https://spy.example/x.css)</style>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<iframe src='https://spy.example/'></iframe><object data='https://spy.example/'></object>",
    "<form action='https://spy.example/'><button autofocus onfocus=alert(1)>x</button></form>",
    "<base href='https://spy.example/'><meta http-equiv=refresh content='0;url=https://spy.example/'>",
    "<link rel=stylesheet href='https://spy.example/x.css'><video src='https://spy.example/v'></video>",
    "<p title='&quot;><img src=x onerror=alert(1)>'>title</p><!-- --!><img src=x onerror=alert(1)> -->",
    "</div></main></body><h1 id=content onclick=alert(1)>outside",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
)
"""Bodies as no sanitiser has seen them: a row may have been written by another program."""

NASTY_TEXT = "\u202e\"'><script>alert(1)</script><img src=x onerror=alert(1)>/../&amp;%2F?#"
"""For titles, labels and authors: markup, quotes, slashes, an override of the direction."""


def hostile_posts() -> list[Post]:
    """One post for each of `HOSTILE`; every other field means harm too."""
    return [
        post(
            9000 + number,
            title=f"{NASTY_TEXT} {number}",
            author=NASTY_TEXT,
            author_url="javascript:alert(1)",
            labels=(NASTY_TEXT, "a/b", 'say "x"'),
            location=NASTY_TEXT,
            url="javascript:alert(1)",
            embeds=("javascript:alert(1)", "https://video.example/<script>"),
            html=f"<p>before</p>{body}<p>after</p>",
            text=f"hostile {body}",
            body_raw=body,
        )
        for number, body in enumerate(HOSTILE)
    ]


class Client:
    """Asks a site as a browser does, without a network."""

    def __init__(self, path: Path, **options: Any) -> None:
        self.site = ArchiveSite(path, **options)

    def get(self, url: str | None, **options: Any) -> Any:
        """The answer, an httpx.Response. None: a link without an address."""
        assert url is not None
        return asyncio.run(self.site.client.get(url, **options))

    def page(self, url: str | None) -> HtmlElement:
        """The page at that address, parsed. It must be there."""
        answer = self.get(url)
        assert answer.status_code == 200, answer.text
        return lxml.html.document_fromstring(answer.text)

    def close(self) -> None:
        """Let go of the file."""
        self.site.executor.shutdown()
        self.site.get_database(NAME).close()
        self.site.get_database("_internal").close()


@contextmanager
def client(path: Path, **options: Any) -> Iterator[Client]:
    """A client of the archive at `path`."""
    asking = Client(path, **options)
    try:
        yield asking
    finally:
        asking.close()


def words(element: HtmlElement) -> str:
    """The text of a page or of a part of it, blanks as one."""
    return " ".join(element.text_content().split())


def texts(page: HtmlElement, selector: str) -> list[str]:
    """The texts of all elements that a CSS class or tag names."""
    return [words(element) for element in page.cssselect(selector)]


@contextmanager
def server(path: Path, *options: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """`blogger-archive serve` in a process of its own, on a free port; gives its address."""
    with running("serve", "--port", "0", *options, archive=path) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        line = process.stdout.readline()
        assert " at http" in line, line + process.stderr.read()
        yield line.split(" at ")[1].split("/ ")[0], process


def fetch(url: str) -> tuple[int, str]:
    """Status and body over a real connection."""
    with urlopen(Request(url), timeout=30) as answer:
        return answer.status, answer.read().decode()
