"""The spider: which blogs are visited, those named or those of the watch list that are due."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

from scrapy import Request

from crawler.blogger.urls import Address, read_address
from crawler.spiders.arguments import ARGUMENTS, read_arguments
from crawler.spiders.base import Outputs
from crawler.spiders.revisit import RevisitSpider
from crawler.spiders.visit import Revisit, Visit

AT_A_TIME = 100
"""Blogs that are read from the watch list at once."""
PATIENCE = 10.0
"""Seconds."""


class BloggerSpider(RevisitSpider):
    """Crawls blogs through their feeds, or through their pages: those named, else those followed and due.

    Arguments (`-a name=value`): `blog` one or more addresses, comma-separated; `blogs` a file with a list
    of them; `follow` "no" to leave blogs named so off the watch list; `all` "yes" for every blog followed,
    due or not; `full` "yes" to ask for all posts, whatever is new; `comments` "yes" to fetch the comments
    too; `via` "pages" to leave the feeds alone. Where a feed is off or ends early, pages are read anyway.
    Raises UsageError where arguments cannot be used.
    """

    name = "blogger"

    def __init__(self, **kwargs: Any) -> None:
        arguments = {name: kwargs.pop(name) for name in ARGUMENTS if name in kwargs}
        super().__init__(**kwargs)
        self.asked_for = read_arguments(arguments)
        self.with_comments = self.asked_for.comments
        self._open: set[Visit] = set()
        self._room = asyncio.Event()

    @property
    def addresses(self) -> tuple[Address, ...]:
        """Of the blogs that were named, or else of those followed that are visited just now."""
        return self.asked_for.addresses or tuple(read_address(visit.asked) for visit in self._open)

    async def start(self) -> Outputs:
        self._room.set()
        visits = self._named() if self.asked_for.addresses else self._followed()
        async for visit in visits:
            self._open.add(visit)
            for request in self._first_requests(visit):
                yield request
            await self._make_room()

    async def _make_room(self) -> None:
        """Wait while enough blogs are visited: else all of a long list would stand in memory at once.

        A visit whose request got lost on the way ends without a word; nobody waits for it.
        """
        assert self.crawler.engine
        while len(self._open) >= self.crawler.settings.getint("BLOGGER_BLOGS_AT_ONCE"):
            self._room.clear()
            try:
                await asyncio.wait_for(self._room.wait(), PATIENCE)
            except TimeoutError:
                if not self.crawler.engine.downloader.active:
                    return

    async def _named(self) -> AsyncIterator[Visit]:
        """The blogs that were asked for by name, due or not."""
        for address in self.asked_for.addresses:
            known = await self.memory.recall(address.home)
            revisit = Revisit(known=known, follow=self.asked_for.follow)
            yield Visit(run=self.run_id, asked=address.home, address=address, re=revisit)

    async def _followed(self) -> AsyncIterator[Visit]:
        """The blogs of the watch list that are due."""
        number, now, every = 0, self.now(), self.asked_for.all
        soon = (now, now + self.limits.ceiling)  # what is due later still was noted by a clock that was wrong
        while found := await self.memory.due(soon, after=number, limit=AT_A_TIME, every=every):
            for known in found:
                address, revisit = read_address(known.address), Revisit(known=known, follow=True)
                yield Visit(run=self.run_id, asked=known.address, address=address, re=revisit)
            number = found[-1].id or 0
        if not number:
            self._count("watch/none_due")

    def _first_requests(self, visit: Visit) -> Iterator[Request]:
        if self.asked_for.via == "pages":
            yield from self._start_pages(visit)
        elif self.memory.keeps and (visit.re.follow or visit.re.followed):
            yield self._begin(visit, full=self.asked_for.full)
        else:
            yield self._walk(visit)

    def closed(self, reason: str) -> None:
        """Blogs that are visited even now have no end on record: their requests got lost on the way."""
        for visit in self._open if reason == "finished" else ():
            self.logger.error("%s: the visit did not end; crawl it again", visit.asked)
            self._count("crawl/interrupted")

    def _ended(self, visit: Visit) -> None:
        super()._ended(visit)
        self._open.discard(visit)
        self._room.set()
