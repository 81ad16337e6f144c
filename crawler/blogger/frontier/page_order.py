"""The order in which a blog's pages are asked for where its feed does not give the posts.

The order is that of cost: the sitemap (150 addresses an answer), the home page, archive pages, older pages
of the index, lists that count the comments of posts held as they are, and then the own pages of
the posts that no list held whole. Pages of lists often hold whole posts, which need no request of their
own. No list is asked for under two spellings, and no archive page of which all posts are known. Where
neither sitemap nor numbers nor the end of a list prove that all were found, the oldest post's page is asked
for, for each post links to the next older one; then the lists of labels; then the pages of all posts that
lists held whole, for their links to newer and older ones.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from crawler.blogger.frontier.archive_pages import ArchivePeriod
from crawler.blogger.frontier.exchange import PageRequest, Purpose
from crawler.blogger.frontier.linked_pages import list_key
from crawler.blogger.frontier.page_crawl import PageCrawl
from crawler.blogger.frontier.seen import key_of

_KEYS: Mapping[Purpose, Callable[[str], str]] = {
    Purpose.SITEMAP: str,
    Purpose.LIST: list_key,
    Purpose.POST: key_of,
}
"""Purpose → the key by which two addresses that are asked for so are the same."""
PATIENCE = 50
"""Pages of posts in a row that may name no new post before such pages are asked for no more."""


@dataclass(frozen=True, slots=True)
class PageOrder:
    """Decides which page is asked for next."""

    state: PageCrawl

    def next(self) -> PageRequest | None:
        """Return the next request; None at the end."""
        steps: tuple[Callable[[], PageRequest | None], ...] = (
            self._next_sitemap,
            self._next_home,
            self._next_archive,
            self._next_index,
            self._any_archive,
            self._next_post,
            self._oldest_post,
            self._next_label,
            self._next_neighbour,
        )
        return None if self.state.stopped else next((request for step in steps if (request := step())), None)

    def _ask(self, url: str, purpose: Purpose) -> PageRequest | None:
        key = _KEYS[purpose](url)
        if key in self.state.asked:
            return None
        self.state.asked.add(key)
        return PageRequest(url, purpose)

    def _next_sitemap(self) -> PageRequest | None:
        while url := self.state.sitemap.next(self.state.home):
            if request := self._ask(url, Purpose.SITEMAP):
                return request
        return None

    def _next_home(self) -> PageRequest | None:
        # Not by its address, which a redirect changes.
        asked, self.state.home_asked = self.state.home_asked, True
        return None if asked else self._ask(self.state.home, Purpose.LIST)

    def _next_archive(self) -> PageRequest | None:
        uncounted, unread = self.state.uncounted_periods(), self.state.archives.unread()
        wanted = (
            period
            for period in unread
            if uncounted[f"/{period.year}/{period.month}"] > 1 or self._wants(period)
        )
        return self._ask_archive(next(wanted, None))

    def _wants(self, period: ArchivePeriod) -> bool:
        state, archives = self.state, self.state.archives
        count, found_all = archives.count(period), state.found_all
        if not count:
            return not (state.sitemap.is_whole or found_all or archives.covered(period))
        if state.count_unknown(period) > 0 and not found_all:
            return True
        hidden = count - state.posts.held_in[period.wider]
        return state.lists_hold_whole and not state.sitemap.is_whole and hidden > 1

    def _any_archive(self) -> PageRequest | None:
        """Posts are missing that no count explains: addresses may lie in another month than the date."""
        state = self.state
        short = not state.sitemap.is_whole and state.expected is not None and not state.found_all
        return self._ask_archive(next(state.archives.unread(), None) if short else None)

    def _ask_archive(self, period: ArchivePeriod | None) -> PageRequest | None:
        if period is None:
            return None
        self.state.archives.asked.add(period)
        return self._ask(self.state.archives.urls[period], Purpose.LIST)

    def _next_index(self) -> PageRequest | None:
        return self._next_of(self.state.linked.older, Purpose.LIST, lambda: not self.state.found_all)

    def _next_post(self) -> PageRequest | None:
        if self.state.counting:
            self.state.read_uncounted()
        url = next(iter(self.state.posts.pending.values()), None)
        return self._ask(url, Purpose.POST) if url else None

    def _oldest_post(self) -> PageRequest | None:
        return self._next_of(self.state.linked.ends, Purpose.POST, lambda: not self.state.found_all)

    def _next_label(self) -> PageRequest | None:
        return self._next_of(self.state.linked.labels, Purpose.LIST, lambda: not self.state.is_proved)

    def _next_neighbour(self) -> PageRequest | None:
        """Ask for the page of a post that a list held whole: it links to a newer and an older post."""
        if self.state.linked.fruitless >= PATIENCE:
            return None
        request = self._next_of(self.state.linked.unvisited, Purpose.POST, lambda: not self.state.is_proved)
        self.state.linked.fruitless += request is not None
        return request

    def _next_of(
        self, addresses: dict[str, str], purpose: Purpose, wanted: Callable[[], bool]
    ) -> PageRequest | None:
        """Take addresses until one was not asked for yet, as long as they are wanted."""
        while addresses and wanted():
            if request := self._ask(addresses.pop(next(iter(addresses))), purpose):
                return request
        return None
