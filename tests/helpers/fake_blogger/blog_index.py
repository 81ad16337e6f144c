"""Orders and look-up tables of a blog's posts, each computed once."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import overload

from tests.helpers.sample_blog import SampleBlog, SampleComment, SamplePost

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedComment:
    """A comment with the post that it stands on."""

    post: SamplePost
    comment: SampleComment


class ReorderedPosts(Sequence[SamplePost]):
    """Posts in another order. Only positions are stored, since a huge blog makes its posts on demand."""

    def __init__(self, posts: Sequence[SamplePost], positions: Sequence[int]) -> None:
        self._posts, self._positions = posts, positions

    def __len__(self) -> int:
        return len(self._positions)

    @overload
    def __getitem__(self, index: int) -> SamplePost: ...
    @overload
    def __getitem__(self, index: slice) -> list[SamplePost]: ...
    def __getitem__(self, index: int | slice) -> SamplePost | list[SamplePost]:
        if isinstance(index, slice):
            return [self._posts[position] for position in self._positions[index]]
        return self._posts[self._positions[index]]


class BlogIndex:
    """One state of a blog with its look-up tables."""

    def __init__(self, blog: SampleBlog) -> None:
        self.blog = blog

    @cached_property
    def posts_by_update(self) -> Sequence[SamplePost]:
        """All posts, last saved first."""
        saved = [post.updated for post in self.blog.posts]
        return ReorderedPosts(self.blog.posts, sorted(range(len(saved)), key=saved.__getitem__, reverse=True))

    @cached_property
    def positions_by_path(self) -> dict[str, int]:
        """Path of a permalink → position in the blog's posts."""
        return {post.path: position for position, post in enumerate(self.blog.posts)}

    @cached_property
    def comments(self) -> list[PostedComment]:
        """Every comment of the blog, newest first."""
        comments = [
            PostedComment(post=post, comment=each) for post in self.blog.posts for each in post.comments
        ]
        return sorted(comments, key=lambda posted: posted.comment.published, reverse=True)

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """Labels of the whole blog, most used first."""
        if self.blog.labels is not None:
            return self.blog.labels
        used = Counter(label for post in self.blog.posts for label in post.labels)
        return tuple(label for label, _ in used.most_common())

    @cached_property
    def updated(self) -> datetime:
        """Time of the last saved post or written comment; 1 January 1970 for an empty blog."""
        times = (posted.comment.published for posted in self.comments)
        return self.blog.updated or max((*(post.updated for post in self.blog.posts), *times), default=_EPOCH)

    def find_by_path(self, path: str) -> SamplePost | None:
        """Return the post or static page at a path."""
        position = self.positions_by_path.get(path)
        if position is not None:
            return self.blog.posts[position]
        return next((page for page in self.blog.pages if page.path == path), None)
