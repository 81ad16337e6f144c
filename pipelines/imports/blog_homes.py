"""Home pages of blogs whose files do not name them, as Takeout's do not."""

from collections.abc import Mapping
from urllib.parse import urlsplit


class BlogHomes:
    """The home page that a person gave, which is of one blog only, and those that the archive knows."""

    def __init__(self, base: str | None = None, known: Mapping[str, str] | None = None) -> None:
        self._base, self._known = base or "", known or {}
        hosts = {urlsplit(url).netloc: blog_id for blog_id, url in self._known.items()}
        self._owner = hosts.get(urlsplit(self._base).netloc) if base else None
        """Blog of the page that was given: the one that is known there, else the first that asks."""

    def of(self, blog_id: str) -> str:
        """Return the home page of a blog; "" where nobody told it."""
        if self._base and not self._owner:
            self._owner = blog_id
        return self._base if self._owner == blog_id else self._known.get(blog_id, "")

    @property
    def advice(self) -> str:
        """The words for a blog without a home page."""
        if self._owner:
            return f"--base was taken for blog {self._owner}: import the folder of each with its own"
        return "give --base https://… to add them"
