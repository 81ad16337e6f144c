"""Orders and tables of a site's posts, worked out once and kept until its blog changes."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar, overload

from crawler.sample.fake_site import Site
from crawler.sample.sample_blog import SampleBlog, SampleComment, SamplePost

View = TypeVar("View")


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A comment with the post that it is on."""

    post: SamplePost
    comment: SampleComment


class Reordered(Sequence[SamplePost]):
    """Posts in another order; only their places are kept, since a huge blog makes its posts on demand."""

    def __init__(self, posts: Sequence[SamplePost], places: Sequence[int]) -> None:
        self.posts, self.places = posts, places

    def __len__(self) -> int:
        return len(self.places)

    @overload
    def __getitem__(self, index: int) -> SamplePost: ...
    @overload
    def __getitem__(self, index: slice) -> list[SamplePost]: ...
    def __getitem__(self, index: int | slice) -> SamplePost | list[SamplePost]:
        if isinstance(index, slice):
            return [self.posts[place] for place in self.places[index]]
        return self.posts[self.places[index]]


def posts_by_update(site: Site) -> Sequence[SamplePost]:
    """All posts, the last saved first."""

    def order() -> Reordered:
        saved = [post.updated for post in site.blog.posts]
        return Reordered(site.blog.posts, sorted(range(len(saved)), key=saved.__getitem__, reverse=True))

    return _view(site, "updated", order)


def places_by_path(site: Site) -> dict[str, int]:
    """Where in the blog's posts the one of an address stands."""
    return _view(site, "path", lambda: {post.path: place for place, post in enumerate(site.blog.posts)})


def post_at(site: Site, path: str) -> SamplePost | None:
    """The post or static page of an address."""
    place = places_by_path(site).get(path)
    if place is not None:
        return site.blog.posts[place]
    return next((page for page in site.blog.pages if page.path == path), None)


def post_of(site: Site, post_id: str) -> SamplePost | None:
    """The post of an id."""
    places = _view(site, "id", lambda: {post.post_id: place for place, post in enumerate(site.blog.posts)})
    return site.blog.posts[places[post_id]] if post_id in places else None


def all_remarks(site: Site) -> list[Remark]:
    """Every comment of the blog, newest first."""

    def gather() -> list[Remark]:
        remarks = [
            Remark(post=post, comment=comment) for post in site.blog.posts for comment in post.comments
        ]
        return sorted(remarks, key=lambda remark: remark.comment.published, reverse=True)

    return _view(site, "remarks", gather)


def all_labels(site: Site) -> tuple[str, ...]:
    """Labels of the whole blog, the most used first."""

    def count() -> tuple[str, ...]:
        used = Counter(label for post in site.blog.posts for label in post.labels)
        return tuple(label for label, _ in used.most_common())

    return site.blog.labels if site.blog.labels is not None else _view(site, "labels", count)


def last_change(site: Site) -> datetime:
    """When a post was last saved or a comment last written; 1 January 1970 for an empty blog."""

    def latest(blog: SampleBlog) -> datetime:
        written = [remark.comment.published for remark in all_remarks(site)]
        return max((*(post.updated for post in blog.posts), *written), default=_EPOCH)

    return site.blog.updated or _view(site, "changed", lambda: latest(site.blog))


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _view(site: Site, name: str, make: Callable[[], View]) -> View:
    """What `make` works out of the blog, once until the blog changes."""
    if name not in site.views:
        site.views[name] = make()
    found: View = site.views[name]
    return found
