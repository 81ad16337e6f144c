"""Comments in threads. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from pipelines.search.post_view import CommentView

MAX_DEPTH = 4
"""Answers further down are not set in any more: a telephone has no room."""


def thread_comments(comments: Sequence[CommentView]) -> Iterator[tuple[int, CommentView]]:
    """Yield each comment once with its depth, replies below their parents, otherwise in the order given.

    A comment whose parent is missing stands at the top; so does one of a cycle.
    """
    known = {comment.comment_id for comment in comments}
    answers: dict[str | None, list[CommentView]] = defaultdict(list)
    for comment in comments:
        answers[comment.parent_id if comment.parent_id in known else None].append(comment)
    seen: set[str] = set()
    for root in (*answers[None], *comments):  # all comments again: circles have no top
        stack = [(0, root)]
        while stack:
            depth, comment = stack.pop()
            if comment.comment_id in seen:
                continue
            seen.add(comment.comment_id)
            yield min(depth, MAX_DEPTH), comment
            stack += [(depth + 1, answer) for answer in reversed(answers[comment.comment_id])]
