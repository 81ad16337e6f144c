"""What is no post is refused."""

import logging
from typing import Any

import pytest
from scrapy.exceptions import DropItem

from crawler.items import Blog, Comment
from pipelines.check import CheckPipeline
from tests.helpers.posts import FULL, post

COMMENT = Comment(blog_id="1", post_id="2", comment_id="3")


def checked(item: Any) -> list[str]:
    """The stats that one item leaves."""
    stats: list[str] = []
    assert CheckPipeline(stats.append).process_item(item) is item
    return stats


@pytest.mark.parametrize("item", [FULL, COMMENT, Blog(blog_id="1", url="https://a.example/")])
def test_a_whole_item_passes(item: Any) -> None:
    assert checked(item) == []


@pytest.mark.parametrize(
    ("item", "line", "stat"),
    [
        (post(post_id=""), f"{FULL.source_url}: a post without post_id; it is left out", "no_post_id"),
        (post(blog_id="", source_url=None), f"{FULL.url}: a post without blog_id", "no_blog_id"),
        (Comment(blog_id="1", post_id="", comment_id="3"), "a comment without post_id", "no_post_id"),
        (Comment(blog_id="1", post_id="2", comment_id=""), "a comment without comment_id", "no_comment_id"),
    ],
)  # fmt: skip
def test_without_its_ids_it_is_dropped_in_one_line(
    item: Any, line: str, stat: str, caplog: pytest.LogCaptureFixture
) -> None:
    stats: list[str] = []
    with pytest.raises(DropItem):
        CheckPipeline(stats.append).process_item(item)
    assert stats == [f"check/dropped/{stat}"]
    assert [(r.levelno, line in r.getMessage()) for r in caplog.records] == [(logging.WARNING, True)]
