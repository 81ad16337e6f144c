"""A blog to which things happen at random, as they do to blogs in years. The seed decides everything."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from random import Random
from typing import Any
from urllib.parse import urlsplit

from tests.helpers.fake_blogger import Site
from tests.helpers.sample_blog import SampleComment, SamplePost
from tests.helpers.spider_harness import blog_of, make

SIZES = ((60, 7), (60, 25), (60, 150), (200, 150), (330, 150))
"""Posts of a blog, and entries that its server gives at once."""
_WORDS = " ".join(f"word{number}" for number in range(60))


class SimulatedBlog:
    """One site, its clock, and what its owner and readers do. A body has its time of writing in it.

    `unusual`: events of `UNUSUAL` happen as well. `size` is one like those of `SIZES`.
    """

    def __init__(
        self,
        random: Random,
        *,
        size: tuple[int, int] | None = None,
        blog_id: str = "4711",
        unusual: bool = False,
    ) -> None:
        self.random = random
        self._events = EVENTS + (UNUSUAL if unusual else ())
        chosen = random.choice(SIZES)
        self.size, cap = size or chosen
        self.site = Site(blog_of(self.size, blog_id=blog_id), cap=cap)
        self.closed = ""  # path that robots.txt closes, with all below it
        self.now = datetime(2026, 3, 1, 12, tzinfo=UTC)
        self._number = max(1000, self.size)
        self._bin: list[SamplePost] = []
        self._zone = UTC
        self.domain: str | None = None
        for _ in range(80):
            self.comment()

    @property
    def posts(self) -> Mapping[str, SamplePost]:
        """Posts as they are served now, by id."""
        return {post.post_id: post for post in self.site.blog.posts}

    def happen(self) -> None:
        """Let one thing happen, some minutes or a moment after the last one."""
        self.now += timedelta(seconds=self.random.choice((0.2, 300, 5000)))
        event = self.random.choice(self._events)
        (event if self.posts else SimulatedBlog.refill)(self)

    def add(self, published: datetime | None = None, updated: datetime | None = None) -> None:
        """Publish a post, now or as of an earlier time."""
        post = make(self._next(), (published or self.now).astimezone(self._zone), updated=updated or self.now)
        self.site.blog = self.site.blog.with_post(replace(post, body=self._body()))

    def backdate(self) -> None:
        """Publish a post with an old date."""
        self.add(self._long_ago())

    def schedule(self) -> None:
        """Publish a post that was saved long before: it has an old save."""
        old = self._long_ago()
        self.add(old, old)

    def edit(self) -> None:
        """Save other words."""
        self._save(self._some(), body=self._body())

    def label(self) -> None:
        """Save other labels and the same words."""
        self._save(self._some(), labels=(f"label {self._next()}",))

    def rename(self) -> None:
        """Save a post under another address."""
        self._save(self._some(), path=f"/2026/01/other-address-{self._next()}.html")

    def republish(self) -> None:
        """Save an old post with today's date: it moves to the top."""
        self._save(self._some(), published=self.now.astimezone(self._zone), body=self._body())

    def shrink(self) -> None:
        """Save hardly anything of a post."""
        self._save(self._some(), body=f"<p>{self._stamp()}</p>")

    def bulk(self) -> None:
        """Save many posts in one second."""
        for post in self.random.sample(list(self.posts.values()), self.random.randrange(2, 30)):
            self._save(post, body=self._body())

    def touch(self) -> None:
        """Save other words of a post that was saved lately, without a new time of the save."""
        recent = sorted(self.posts.values(), key=lambda post: post.updated)[-10:]
        post = self.random.choice(recent)
        back = timedelta(seconds=self.random.choice((0, 0, 3600)))
        self._save(post, body=self._body(), updated=post.updated - back)

    def delete(self) -> None:
        """Delete a post."""
        self._remove(1)

    def purge(self) -> None:
        """Delete ten posts at once."""
        self._remove(10)

    def swap(self) -> None:
        """Delete a post while another one appears, so that the count stays."""
        self._remove(1)
        self.random.choice((self.backdate, self.schedule))()

    def restore(self) -> None:
        """Bring a deleted post back as it was, or as saved now."""
        if self._bin:
            post = self._bin.pop(self.random.randrange(len(self._bin)))
            self.site.blog = self.site.blog.with_post(post)
            if self.random.random() < 0.5:
                self._save(post, published=self.now.astimezone(self._zone))

    def comment(self) -> None:
        """Write a comment; half of them are approved late, below newer ones."""
        post = self._some()
        age = timedelta(days=self.random.choice((0, self.random.randrange(1, 400))))
        number = str(self._next())
        comment = SampleComment(comment_id=number, published=self.now - age, body=f"Comment {number} ends.")
        self._change(post, comments=(*post.comments, comment))

    def uncomment(self) -> None:
        """Delete a comment."""
        if spoken := [post for post in self.posts.values() if post.comments]:
            post = self.random.choice(spoken)
            self._change(post, comments=post.comments[1:])

    def swap_comments(self) -> None:
        """Delete a comment while another one is approved, so that the count stays."""
        if any(post.comments for post in self.posts.values()):
            self.uncomment()
            self.comment()

    def move(self) -> None:
        """Let a custom domain come, to which Blogger's own address leads from then on, or go."""
        self.domain = None if self.domain else f"www.ledger-{self._next()}-{self.site.blog.blog_id}.example"
        self.site.set(moved_to=f"http://{self.domain}/" if self.domain else None)

    def empty(self) -> None:
        """Take all posts away; `refill` is what happens next."""
        self._bin, self.site.blog = list(self.posts.values()), replace(self.site.blog, posts=())

    def refill(self) -> None:
        """Bring the posts of an emptied blog back as they were."""
        self.site.blog = self.site.blog.with_post(*self._bin)
        self._bin = []

    def change_feed(self) -> None:
        """Set the feeds to short or off, or back; the theme of a blog without feeds may have no pager."""
        feed = self.random.choice(("short", "none")) if self.site.options.feed == "full" else "full"
        self.site.set(feed=feed, pager=self.random.random() < 0.5)

    def close(self) -> None:
        """Close a part of the blog or all of it by robots.txt, or open it again."""
        # Not the sitemap alone: the archive gadget of the fake counts its newest posts only, Blogger's all.
        parts = ("/feeds/posts", "/feeds/comments", "/feeds/", "/search", "/feeds/", "/")
        self.closed = "" if self.closed else self.random.choice(parts)

    @property
    def is_hindered(self) -> bool:
        """Tell whether the owner's settings keep something from a crawl, which has to say so each time."""
        return bool(self.closed) or self.site.options.feed != "full" or not self.posts

    def closes(self, url: str) -> bool:
        """Tell whether robots.txt closes an address."""
        return bool(self.closed) and urlsplit(url).path.startswith(self.closed)

    def resolves(self, host: str) -> bool:
        """Tell whether a host name leads anywhere: one of a domain that has gone does not."""
        return host.endswith((".blogspot.com", ".blogger.com")) or host == self.domain

    def change_zone(self) -> None:
        """Set the blog's clock to another time zone: every date is written otherwise, none is another."""
        self._zone = timezone(timedelta(hours=self.random.randrange(-11, 13)))
        moved = [self._in_zone(post) for post in self.posts.values()]
        self.site.blog = replace(self.site.blog, posts=tuple(moved))

    def _in_zone(self, post: SamplePost) -> SamplePost:
        zone = self._zone
        return replace(post, published=post.published.astimezone(zone), updated=post.updated.astimezone(zone))

    def _save(self, post: SamplePost, **changes: Any) -> None:
        self._change(post, **{"updated": self.now.astimezone(self._zone), **changes})

    def _change(self, post: SamplePost, **changes: Any) -> None:
        changed = replace(post, **changes)
        self.site.blog = self.site.blog.without_post(post.post_id).with_post(changed)

    def _remove(self, number: int) -> None:
        if len(self.posts) > self.size * 2 // 3 + number:
            for post in self.random.sample(list(self.posts.values()), number):
                self._bin.append(post)
                self.site.blog = self.site.blog.without_post(post.post_id)

    def _some(self) -> SamplePost:
        return self.random.choice(list(self.posts.values()))

    def _long_ago(self) -> datetime:
        old = datetime(2012, 1, 1, tzinfo=UTC) + timedelta(minutes=self.random.randrange(4_000_000))
        return old.astimezone(self._zone)

    def _next(self) -> int:
        self._number += 1
        return self._number

    def _stamp(self) -> str:
        return f"Text {self._next()} ends."

    def _body(self) -> str:
        """Write words, of which a summary shows the new ones in every other post."""
        stamp = self._stamp()
        return f"<p>{stamp} {_WORDS}</p>" if self._number % 2 else f"<p>{_WORDS} {stamp}</p>"


EVENTS: tuple[Callable[[SimulatedBlog], None], ...] = (
    SimulatedBlog.add, SimulatedBlog.backdate, SimulatedBlog.schedule, SimulatedBlog.edit,
    SimulatedBlog.label, SimulatedBlog.rename, SimulatedBlog.republish, SimulatedBlog.shrink,
    SimulatedBlog.bulk, SimulatedBlog.touch, SimulatedBlog.delete, SimulatedBlog.purge,
    SimulatedBlog.swap, SimulatedBlog.restore, SimulatedBlog.comment, SimulatedBlog.comment,
    SimulatedBlog.uncomment, SimulatedBlog.change_zone, SimulatedBlog.swap_comments, SimulatedBlog.move,
)  # fmt: skip
UNUSUAL = (SimulatedBlog.empty, SimulatedBlog.change_feed, SimulatedBlog.close)
"""Events of the owner's settings, which hinder crawls."""
