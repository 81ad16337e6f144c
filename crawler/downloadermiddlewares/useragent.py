"""Says who we are, and whom to write to."""

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler


class UserAgentMiddleware:
    """Sets an honest User-Agent: program, version, and the setting BLOGGER_CONTACT where it is filled.

    A USER_AGENT setting of your own replaces it. "gzip" in it is what Google's servers look for.
    """

    def __init__(self, user_agent: str) -> None:
        self.user_agent = user_agent

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        settings = crawler.settings
        own = settings.get("USER_AGENT") if settings.getpriority("USER_AGENT") else None
        contact = settings.get("BLOGGER_CONTACT")
        said = f"+{contact}; gzip" if contact else "archiving crawler; gzip"
        return cls(own or f"{settings['BOT_NAME']}/{settings['VERSION']} ({said})")

    def process_request(self, request: Request) -> None:
        request.headers.setdefault(b"User-Agent", self.user_agent)
