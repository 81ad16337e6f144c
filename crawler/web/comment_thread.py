"""Comments in the order of a conversation. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from pipelines.search.post_view import CommentView

DEEPEST = 4
"""Answers further down are not set in any more: a telephone has no room."""


def threaded(comments: Sequence[CommentView]) -> Iterator[tuple[int, CommentView]]:
    """Each comment once with its depth, answers below what they answer; otherwise in the order given.

    One whose parent is not here stands at the top; so does one of a circle.
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
            yield min(depth, DEEPEST), comment
            stack += [(depth + 1, answer) for answer in reversed(answers[comment.comment_id])]
