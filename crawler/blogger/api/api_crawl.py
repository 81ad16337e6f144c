"""The requests of a crawl through the Blogger API v3: the blog, its posts and pages, comments. No I/O."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlencode

from crawler.blogger.api.resources import ApiBlog, ApiPage, read_blog, read_comments, read_posts
from crawler.items import Blog, Comment, Post

PER_PAGE = 100
"""Items of one answer that are asked for."""

_Read = Callable[[bytes, str], ApiPage]
Items = Sequence[Blog | Post | Comment]


@dataclass(slots=True)
class _List:
    """A list that is read page by page."""

    path: str
    read: _Read
    token: str = ""
    seen: set[str] = field(default_factory=set)


class ApiCrawl:
    """Says what to ask next; takes each answer and gives its items.

    While `next` gives an address, pass the answer to `handle`.
    """

    def __init__(self, base: str, home: str, *, comments: bool) -> None:
        """Take the API's address, the blog's, and whether comments are wanted."""
        self._base, self._home, self._comments = base.rstrip("/"), home, comments
        self._lists: deque[_List] = deque()
        self.found: ApiBlog | None = None
        self.post_ids: set[str] = set()

    def next(self) -> str | None:
        """Return the address to ask, which never holds a key; None when all was asked."""
        if self.found is None:
            return f"{self._base}/blogs/byurl?{urlencode({'url': self._home})}"
        if not self._lists:
            return None
        first = self._lists[0]
        query = {"maxResults": PER_PAGE, "fetchBodies": "true"}
        paging = {"pageToken": first.token} if first.token else {}
        return f"{self._base}/blogs/{self.found.blog.blog_id}/{first.path}?{urlencode(query | paging)}"

    def handle(self, body: bytes, url: str) -> Items:
        """Return the items of the answer to the last `next`. Raise FeedError where it is none."""
        if self.found is None:
            self.found = read_blog(body, url)
            blog_id = self.found.blog.blog_id
            posts, pages = (partial(read_posts, blog_id=blog_id, kind=kind) for kind in ("post", "page"))
            self._lists += [_List("posts", posts), _List("pages", pages)]
            return [self.found.blog]
        first = self._lists[0]
        page = first.read(body, url)
        first.seen.add(first.token)
        first.token = page.next_token
        if not first.token or first.token in first.seen:
            self._lists.popleft()
        for item in page.items:
            if isinstance(item, Post):
                self._note(item)
        return page.items

    def post_address(self, post_id: str) -> str:
        """Return the address at which the API has a post, or says that there is none."""
        assert self.found is not None
        return f"{self._base}/blogs/{self.found.blog.blog_id}/posts/{post_id}"

    def _note(self, post: Post) -> None:
        if post.kind == "post":
            self.post_ids.add(post.post_id)
        if self._comments and post.comment_count:
            read = partial(read_comments, blog_id=post.blog_id, post_id=post.post_id)
            self._lists.append(_List(f"{post.kind}s/{post.post_id}/comments", read))
