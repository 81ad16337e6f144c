"""The step that cleans bodies."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from crawler.items import Blog, Comment, Image, Link, Post
from crawler.worker import SMALL, SMALL_ANSWER
from pipelines import boilerplate
from pipelines.boilerplate import clean_items, clean_while_reading
from pipelines.cleaning.body_cleaning import CleanBody, clean_body
from pipelines.item_cleaner import clean_alone
from tests.helpers.spider_harness import DAY, START, SpiderHarness, blog_of, make

POST = Post(
    blog_id="77",
    post_id="9001",
    url="http://news.example/2015/04/harbour.html",
    title="Harbour",
    body_raw="<p>Ships <a href='/fleet'>came</a>.</p><img src='p.jpg'>"
    "<iframe src='http://radio.example/'></iframe><div class='blogger-post-footer'>Footer</div>",
)


def test_a_post_gets_everything_that_is_in_its_body() -> None:
    assert clean_alone(POST) == replace(
        POST,
        html='<p>Ships <a href="http://news.example/fleet" rel="noopener noreferrer nofollow">came</a>.</p>'
        '<img src="http://news.example/2015/04/p.jpg"><br>',
        text="Ships came.",
        images=(Image(url="http://news.example/2015/04/p.jpg"),),
        links=(Link(url="http://news.example/fleet", text="came"),),
        embeds=("http://radio.example/",),
        word_count=2,
    )


def test_a_body_of_plain_text_is_taken_for_that() -> None:
    post = clean_alone(replace(POST, body_type="text", body_raw="a <b>\n\nc"))
    assert (post.text, post.html) == ("a <b>\n\nc", "<p>a &lt;b&gt;</p><p>c</p>")


def test_a_comment_gets_html_and_text() -> None:
    comment = Comment(
        blog_id="77", post_id="9001", comment_id="1", body_raw="Well<BR/>said<script>x</script>"
    )
    cleaned = clean_alone(comment)
    assert cleaned == replace(comment, html="Well<br>said", text="Well\nsaid")


def test_other_items_pass() -> None:
    blog = Blog(blog_id="77", url="http://news.example/")
    assert clean_alone(blog) is blog


def test_titles_names_and_labels_become_plain_lines() -> None:
    post = clean_alone(
        replace(
            POST,
            title="\u200bHar\ufeffbour\x07\u202e news\u00a0",
            author="\u200f\u200b",
            labels=("News", "\ufeffNews", " ", "\u200bCity  Hall"),
            location="Port\nAlder",
            related=(Link(url="http://source.example/"),),
        )
    )
    assert (post.title, post.author, post.labels) == ("Harbour news", None, ("News", "City Hall"))
    assert (post.location, post.related) == ("Port Alder", (Link(url="http://source.example/"),))


@pytest.mark.slow
def test_posts_of_a_large_answer_are_cleaned_where_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prose = "<p>Ships came.</p>"
    bodies = [prose * (SMALL_ANSWER // 20 // len(prose))] * 30 + ["<p>", "x" * (SMALL + 1)]
    made = [make(n, START - n * DAY, body=body) for n, body in enumerate(bodies)]
    harness = SpiderHarness(tmp_path / "archive.db", monkeypatch)
    harness.serve(replace(blog_of(0), posts=tuple(made)))
    here: list[str] = []
    cleaning = boilerplate._cleaning

    def noted(item: Post | Comment) -> "partial[CleanBody]":
        here.append(item.body_raw)
        return cleaning(item)

    monkeypatch.setattr(boilerplate, "_cleaning", noted)
    posts = [item for item in harness.crawl().items if isinstance(item, Post)]
    assert here == bodies[30:]
    assert [post.body_raw for post in posts] == bodies
    assert [post.html for post in posts] == [clean_body(body).html for body in bodies]


def test_what_would_take_too_long_ahead_is_left_to_the_pipeline(monkeypatch: pytest.MonkeyPatch) -> None:
    large = replace(POST, body_raw="x" * (SMALL + 1))
    assert clean_while_reading((POST, large)) == (clean_alone(POST), large)
    monkeypatch.setattr(boilerplate, "CLEANING_SECONDS", -1)
    assert clean_while_reading((POST,)) == (POST,)


@pytest.mark.parametrize("clean", [clean_while_reading, clean_items])
def test_languages_come_after_all_bodies(
    monkeypatch: pytest.MonkeyPatch, clean: Callable[[tuple[Post, ...]], Sequence[Post]]
) -> None:
    done: list[str] = []

    def note_body(*_args: object, **_named: object) -> CleanBody:
        done.append("body")
        return CleanBody(text="Ships came.")

    monkeypatch.setattr(boilerplate, "clean_body", note_body)
    monkeypatch.setattr(boilerplate, "detect_language", lambda _text: done.append("language"))
    clean((POST, POST))
    assert done == ["body", "body", "language", "language"]
