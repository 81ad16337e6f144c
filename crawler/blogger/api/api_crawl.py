"""The requests of a crawl through the Blogger API v3: the blog, its posts and pages, comments. No I/O.

Posts of which the list takes several answers are listed once more, without bodies: where that list has a post
which did not come, or another time of a save, all are asked for again.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlencode

from crawler.blogger.api.resources import ApiPage, read_blog, read_comments, read_posts
from crawler.items import Blog, Comment, Post

PER_PAGE = 100
"""Items of one answer that are asked for."""
ROUNDS = 3
"""Times that all posts are asked for before a blog that does not hold still is left."""

_Read = Callable[[bytes, str], ApiPage]
Items = Sequence[Blog | Post | Comment]


@dataclass(slots=True)
class _List:
    """A list that is read page by page."""

    path: str
    read: _Read
    is_check: bool = False
    """Only ids and times are wanted."""
    token: str = ""
    seen: set[str] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)
    """Of the items that came."""


class ApiCrawl:
    """Says what to ask next; takes each answer and gives its items.

    While `next` gives an address, pass the answer to `handle`.
    """

    def __init__(self, base: str, home: str, *, comments: bool) -> None:
        """Take the API's address, the blog's, and whether comments are wanted."""
        self._base, self._home, self._comments = base.rstrip("/"), home, comments
        self._lists: deque[_List] = deque()
        self.blog: Blog | None = None
        self.expected: int | None = None
        """Posts that the blog says it has."""
        self.changes = 0
        """Times that the second list of posts differed from the first."""
        self._saved: dict[str, str | None] = {}
        """Post id → time of the last save, of the posts that came."""
        self._listed: dict[str, str | None] = {}
        """The same by the second list."""
        self._counted: dict[str, int] = {}
        """Id of a post or page → its number of comments when they were asked for."""

    @property
    def post_ids(self) -> set[str]:
        """Ids of the posts that came."""
        return set(self._saved)

    @property
    def keeps_changing(self) -> bool:
        """Tell whether the blog changed each time while it was read."""
        return self.changes >= ROUNDS

    def next(self) -> str | None:
        """Return the address to ask, which never holds a key; None when all was asked."""
        if self.blog is None:
            return f"{self._base}/blogs/byurl?{urlencode({'url': self._home})}"
        if not self._lists:
            return None
        first = self._lists[0]
        query = {"maxResults": PER_PAGE, "fetchBodies": "false" if first.is_check else "true"}
        paging = {"pageToken": first.token} if first.token else {}
        return f"{self._base}/blogs/{self.blog.blog_id}/{first.path}?{urlencode(query | paging)}"

    def handle(self, body: bytes, url: str) -> Items:
        """Return the items of the answer to the last `next`. Raise FeedError where it is none."""
        if self.blog is None:
            self.blog, self.expected = read_blog(body, url)
            self._lists += [self._list("posts"), self._list("pages")]
            return [self.blog]
        first = self._lists[0]
        page = first.read(body, url)
        first.seen.add(first.token)
        first.token = page.next_token
        posts = [item for item in page.items if isinstance(item, Post)]
        new = {
            item.comment_id if isinstance(item, Comment) else item.post_id for item in page.items
        } - first.ids
        first.ids |= new
        if first.is_check:
            self._listed.update((post.post_id, post.updated_raw) for post in posts)
        else:
            self._note(posts)
        if not new or not first.token or first.token in first.seen:
            self._end(self._lists.popleft())
        return () if first.is_check else page.items

    def post_address(self, post_id: str) -> str:
        """Return the address at which the API has a post, or says that there is none."""
        assert self.blog is not None
        return f"{self._base}/blogs/{self.blog.blog_id}/posts/{post_id}"

    def _list(self, path: str, *, is_check: bool = False) -> _List:
        assert self.blog is not None
        kind = "page" if path == "pages" else "post"
        return _List(path, partial(read_posts, blog_id=self.blog.blog_id, kind=kind), is_check)

    def _end(self, ended: _List) -> None:
        """Ask what else a list that was read to its end calls for."""
        if ended.is_check:
            changed = bool(self._listed.items() - self._saved.items())
            self.changes += changed
            self._lists += [self._list("posts")] if changed and not self.keeps_changing else []
        elif ended.path == "posts" and len(ended.seen) > 1:
            self._listed = {}
            self._lists.append(self._list("posts", is_check=True))

    def _note(self, posts: Sequence[Post]) -> None:
        for post in posts:
            if post.kind == "post":
                self._saved[post.post_id] = post.updated_raw
            count = post.comment_count or 0
            if self._comments and count and self._counted.get(post.post_id) != count:
                self._counted[post.post_id] = count
                read = partial(read_comments, blog_id=post.blog_id, post_id=post.post_id)
                self._lists.append(_List(f"{post.kind}s/{post.post_id}/comments", read))
