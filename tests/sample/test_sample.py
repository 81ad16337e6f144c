"""The sample blog and generated ones: what they hold, and how tests edit them."""

import unicodedata

import pytest

from benchmarks.generate_blog import generate_blog, warm
from tests.helpers.fake_blogger import Site
from tests.helpers.fake_requests import FEED, HOME, blog_of, get
from tests.helpers.sample_blog import sample_blog


def test_the_sample_has_posts_in_many_scripts() -> None:
    letters = "".join(post.title + post.body for post in sample_blog().posts)
    scripts = {unicodedata.name(letter, "").split()[0] for letter in set(letters) if letter.isalpha()}
    wanted = {"LATIN", "DEVANAGARI", "ARABIC", "HIRAGANA", "HANGUL", "THAI", "CYRILLIC", "GREEK", "CJK"}
    assert len(sample_blog().posts) >= 44
    assert wanted <= scripts


def test_an_edited_blog_leaves_the_old_one_alone() -> None:
    old = blog_of(3)
    new = old.edited(old.posts[1].post_id, title="New").without_post(old.posts[0].post_id)
    assert [post.title for post in new.posts] == ["New", "Post 0"]
    assert [post.title for post in old.posts] == ["Post 2", "Post 1", "Post 0"]


@pytest.mark.slow
def test_a_generated_blog_is_the_same_every_time() -> None:
    first, again = generate_blog(20_000, seed=3), generate_blog(20_000, seed=3)
    assert first.posts[12_345] == again.posts[12_345]
    assert first.posts[0] != generate_blog(20_000, seed=4).posts[0]


def test_a_generated_blog_is_newest_first_with_ids_of_its_own() -> None:
    posts = generate_blog(300).posts[:]
    assert [p.published for p in posts] == sorted((p.published for p in posts), reverse=True)
    assert len({p.post_id for p in posts}) == len({p.path for p in posts}) == 300
    assert (posts[0].published - posts[-1].published).days > 3600


def test_warm_pages_are_answered_from_memory() -> None:
    site = Site(generate_blog(160), memoise=True)
    warm(site, HOME)
    ready = dict(site.memo)
    get(site, f"{FEED}?start-index=151&alt=json&redirect=false&max-results=150", accept_encoding="gzip")
    assert (len(ready), site.memo) == (2, ready)
