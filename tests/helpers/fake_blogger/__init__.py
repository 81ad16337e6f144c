"""A fake Blogger: blogs of the demo's kind, with Blogger's own theme, its quirks, and faults on demand.

A crawl reaches it without sockets (`crawl`), or at a loopback server (`FakeBloggerServer`); both serve the
same sites, faults and log.
"""

from tests.helpers.fake_blogger.crawling import Crawled, crawl
from tests.helpers.fake_blogger.fake_site import FakeResponse, Fault, PlatformLimit, ServingOptions, Site
from tests.helpers.fake_blogger.server import FakeBloggerServer
from tests.helpers.fake_blogger.wire import respond

__all__ = [
    "Crawled",
    "FakeBloggerServer",
    "FakeResponse",
    "Fault",
    "PlatformLimit",
    "ServingOptions",
    "Site",
    "crawl",
    "respond",
]
