"""Which page completes a summary next, and when a server has refused often enough."""

from crawler.blogger.frontier.summaries import REFUSALS, Summaries
from crawler.items import Post


def queue_of(size: int) -> Summaries:
    queue = Summaries()
    queue.add(Post(blog_id="1", post_id=str(number), partial=True) for number in range(size))
    return queue


def asked(queue: Summaries, *refused: bool) -> list[str]:
    """Posts asked for, as their pages are refused or not."""
    found = []
    for answer in refused:
        post = queue.next()
        if post:
            found.append(post.post_id)
            queue.answered(refused=answer)
    return found


def test_one_page_is_on_its_way_at_a_time() -> None:
    queue = queue_of(3)
    assert (queue.next(), queue.next()) == (Post(blog_id="1", post_id="0", partial=True), None)
    queue.answered(refused=False)
    assert queue.next() is not None


def test_refusals_in_a_row_make_an_end() -> None:
    queue = queue_of(9)
    assert len(asked(queue, *[True] * 9)) == REFUSALS
    assert [post.post_id for post in queue.left()] == ["5", "6", "7", "8"]
    assert queue.left() == []


def test_refusals_between_answers_do_not() -> None:
    queue = queue_of(12)
    assert len(asked(queue, *[True, True, True, True, False] * 2, True, True)) == 12
    assert queue.left() == []


def test_the_end_is_said_once() -> None:
    queue = queue_of(9)
    said = []
    for _ in range(REFUSALS):
        queue.next()
        said.append(queue.answered(refused=True))
    assert said == [False] * (REFUSALS - 1) + [True]
