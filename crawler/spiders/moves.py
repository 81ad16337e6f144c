"""Blogs that move, and strangers under their old names: told apart by the blog id that every feed states."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from scrapy import Request
from scrapy.http import Response

from crawler.blogger.frontier.incremental import Latest
from crawler.blogger.urls import known_by_id, moved_to, read_address
from crawler.errors import UsageError
from crawler.items import Blog
from crawler.spiders.base import stranger
from crawler.spiders.pages import PageSpider
from crawler.spiders.visit import Visit


class MovingSpider(PageSpider):
    """Follows a blog to where it lives now, and lets in no other."""

    def _latest_request(self, visit: Visit) -> Request:
        raise NotImplementedError

    def _goes_all_the_way(self, visit: Visit) -> bool:
        return visit.re.full or visit.re.latest.cursor is None

    def _meet(self, blog: Blog, response: Response, visit: Visit) -> Iterator[Any]:
        """The first answer names the blog: the one that is expected, another one, or one never seen."""
        if self._is_stranger(blog, visit):
            yield from self._stranger(blog, visit)
            return
        visit.address = moved_to(visit.address, response.url)
        if visit.re.setback:
            visit.re.home = _new_home(blog, visit)
        addresses = (visit.asked, visit.re.home or visit.address.home)
        yield replace(blog, aliases=tuple(dict.fromkeys(addresses)))
        if self._known_as(blog.blog_id, visit) and not self._goes_all_the_way(visit):
            yield visit.crawl()

    def _stranger(self, blog: Blog, visit: Visit) -> Iterator[Request]:
        """Another blog under the old name: nothing of it is taken; the old one is looked for by its id."""
        reason = stranger(blog, visit)
        if visit.re.setback or not self._may_ask_by_id(visit):
            self._give_up(visit, visit.re.setback or reason)
            return
        self.logger.warning(reason)
        yield self._ask_by_id(visit, reason)
        visit.re.home = visit.address.home

    def _may_ask_by_id(self, visit: Visit) -> bool:
        known = visit.re.known
        return bool(known and (known.blog_id or "").isdecimal() and not visit.address.blog_id)

    def _ask_by_id(self, visit: Visit, reason: str) -> Request:
        """Blogger keeps a blog's feed under its id, whatever became of its name."""
        assert visit.re.known
        assert visit.re.known.blog_id
        visit.re.setback = reason
        visit.address = known_by_id(visit.re.known.blog_id)
        visit.re.latest = Latest(visit.re.latest.cursor)
        return self._latest_request(visit)


def _new_home(blog: Blog, visit: Visit) -> str:
    """Where a blog lives that was found by its id; the folder of its feeds where its name leads nowhere."""
    asked = read_address(visit.asked)
    try:
        stated = replace(read_address(blog.url), scheme=asked.scheme)
    except UsageError:
        return visit.address.home
    return visit.address.home if stated.host == asked.host else stated.home
