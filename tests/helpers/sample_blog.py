"""A blog as plain data that tests edit, and the demo's blog in that form.

Everything is frozen; an edit gives a new blog, so a test can keep the old one beside it.
"""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from crawler.sample.sample_feeds import Tree, sample_feeds

STOP_WORDS = frozenset(
    ["a", "an", "and", "are", "at", "for", "in", "is", "of", "on", "or", "that", "the", "to", "with"]
)
"""Words that Blogger leaves out of an address."""

SLUG_LENGTH = 39  # letters that Blogger keeps of a title's slug; it cuts between words


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleComment:
    """One comment; `body` is HTML."""

    comment_id: str
    published: datetime
    body: str
    author: str = "Anonymous"
    author_url: str | None = None  # None for an anonymous author, who has no profile
    parent_id: str | None = None  # the comment this one answers


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplePost:
    """One post; `path` is its permalink below the blog's home; in the HTML `body`, `{home}` is that home."""

    post_id: str
    path: str
    published: datetime
    updated: datetime
    title: str = ""
    body: str = ""
    labels: tuple[str, ...] = ()
    author: str = "Ines Okafor"
    author_url: str | None = "https://www.blogger.com/profile/08172635445362718099"
    comments: tuple[SampleComment, ...] = ()
    comments_open: bool = True  # with comments off the feed has neither reply links nor a count
    thumbnail: str | None = None
    location: tuple[str, str] | None = None  # name of a place and "latitude longitude"
    related: str | None = None
    """The post's own "Link" field, which takes the permalink's place around the title."""
    summary_only: bool = False  # the feed gives a summary of this post and no body


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleBlog:
    """A blog. `posts` is newest first; any sequence will do, so a huge blog can make its posts on demand."""

    blog_id: str
    title: str
    subtitle: str = ""
    posts: Sequence[SamplePost] = ()
    pages: tuple[SamplePost, ...] = ()  # static pages, at /p/….html
    author: str = "Ines Okafor"
    author_url: str = "https://www.blogger.com/profile/08172635445362718099"
    locale: str = "en"  # language of the interface around the posts
    updated: datetime | None = None  # None: when the newest post or comment was saved
    labels: tuple[str, ...] | None = None  # None: every label of every post, the most used first

    def with_post(self, *posts: SamplePost) -> "SampleBlog":
        """The blog with these posts added, each in its place by date."""
        ordered = sorted((*self.posts, *posts), key=lambda post: post.published, reverse=True)
        return replace(self, posts=tuple(ordered))

    def without_post(self, post_id: str) -> "SampleBlog":
        """The blog after a post was deleted; raises KeyError if it has none of that id."""
        self.post(post_id)
        return replace(self, posts=tuple(post for post in self.posts if post.post_id != post_id))

    def edited(self, post_id: str, **changes: Any) -> "SampleBlog":
        """The blog after a post was saved again: a day after all else, unless `updated` is given."""
        times = [post.updated for post in self.posts]
        times += [comment.published for post in self.posts for comment in post.comments]
        new = replace(self.post(post_id), **{"updated": max(times) + timedelta(days=1), **changes})
        return self.without_post(post_id).with_post(new)

    def post(self, post_id: str) -> SamplePost:
        """The post of that id; raises KeyError."""
        for post in self.posts:
            if post.post_id == post_id:
                return post
        raise KeyError(post_id)


def make_slug(title: str) -> str:
    """Make the slug of a title as Blogger does; `blog-post` where it finds no Latin letter or digit."""
    plain = unicodedata.normalize("NFKD", title.lower()).replace("'", "").encode("ascii", "ignore").decode()
    words = [word for word in re.findall(r"[a-z0-9]+", plain) if word not in STOP_WORDS]
    slug = ""
    for word in words:
        if slug and len(slug) + 1 + len(word) > SLUG_LENGTH:
            break
        slug = f"{slug}-{word}" if slug else word
    return slug or "blog-post"


def make_id(*parts: str) -> str:
    """An id as Blogger's are, 19 digits, the same for the same parts."""
    digest = hashlib.sha256("\0".join(parts).encode()).digest()
    return str(10**18 + int.from_bytes(digest[:8], "big") % (8 * 10**18))


def make_post(title: str, published: str | datetime, body: str = "", **rest: Any) -> SamplePost:
    """A post from what a test cares about; id, address and `updated` follow from title and date.

    >>> make_post("New pier opens", "2015-04-01T23:30:00.000-07:00").path
    '/2015/04/new-pier-opens.html'
    """
    at = datetime.fromisoformat(published) if isinstance(published, str) else published
    path = rest.pop("path", None) or f"/{at:%Y/%m}/{make_slug(title)}.html"
    post_id = rest.pop("post_id", None) or make_id(path, at.isoformat())
    fields = {"updated": at + timedelta(minutes=3, milliseconds=421), **rest}
    return SamplePost(post_id=post_id, path=path, published=at, title=title, body=body, **fields)


def make_comment(body: str, published: str | datetime, **rest: Any) -> SampleComment:
    """A comment from what a test cares about; its id follows from text and date."""
    at = datetime.fromisoformat(published) if isinstance(published, str) else published
    comment_id = rest.pop("comment_id", None) or make_id("comment", body, at.isoformat())
    return SampleComment(comment_id=comment_id, published=at, body=body, **rest)


@cache
def sample_blog() -> SampleBlog:
    """The blog of the demo: news of a harbour town that does not exist, in the languages spoken there."""
    feeds = sample_feeds()
    head, written = feeds["posts"], [*map(_comment, reversed(feeds["comments"]["entry"]))]
    return SampleBlog(
        blog_id=_number(head["id"]),
        title=head["title"]["$t"],
        subtitle=head["subtitle"]["$t"],
        posts=tuple(_post(entry, written) for entry in head["entry"]),
        pages=tuple(_post(entry, written) for entry in feeds["pages"]["entry"]),
    )


def _post(entry: Tree, written: Sequence[tuple[str, SampleComment]]) -> SamplePost:
    links, post_id = {link["rel"]: link["href"] for link in entry["link"]}, _number(entry["id"])
    place = [entry[f"georss${name}"]["$t"] for name in ("featurename", "point") if f"georss${name}" in entry]
    return SamplePost(
        post_id=post_id,
        path=links["alternate"].removeprefix("{home}"),
        published=_time(entry["published"]),
        updated=_time(entry["updated"]),
        title=entry["title"]["$t"],
        body=entry["content"]["$t"],
        labels=tuple(label["term"] for label in entry.get("category", ())),
        **_author(entry),
        comments=tuple(comment for answered, comment in written if answered == post_id),
        comments_open="thr$total" in entry,
        thumbnail=entry.get("media$thumbnail", {}).get("url"),
        location=(place[0], place[1]) if place else None,
        related=links.get("related"),
        summary_only="summary" in entry,
    )


def _comment(entry: Tree) -> tuple[str, SampleComment]:
    """Return the id of the post, and a comment on it."""
    links = {link["rel"]: link["href"] for link in entry["link"]}
    comment = SampleComment(
        comment_id=_number(entry["id"]),
        published=_time(entry["published"]),
        body=entry["content"]["$t"],
        **_author(entry),
        parent_id=urlsplit(links["related"]).path.rpartition("/")[2] if "related" in links else None,
    )
    return entry["thr$in-reply-to"]["ref"].rpartition("-")[2], comment


def _number(id_: Tree) -> str:
    return str(id_["$t"].rpartition("-")[2])


def _time(element: Tree) -> datetime:
    return datetime.fromisoformat(element["$t"])


def _author(entry: Tree) -> dict[str, Any]:
    (author,) = entry["author"]
    return {"author": author["name"]["$t"], "author_url": author.get("uri", {}).get("$t")}
