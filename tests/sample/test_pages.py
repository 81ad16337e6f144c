"""The fake Blogger's pages: posts, lists, gates."""

import pytest
from lxml import html

from tests.helpers.fake_blogger import Site
from tests.helpers.fake_blogger.interstitials import INTERSTITIALS
from tests.helpers.fake_requests import FEED, HOME, blog_of, get, page


def test_a_post_page_holds_the_whole_post(site: Site) -> None:
    for post in site.blog.posts:
        shown = page(site, post.path)
        body = shown.get_element_by_id(f"post-body-{post.post_id}")
        wanted = html.fromstring(f"<div>{post.body}</div>").text_content().split()
        assert body.text_content().split() == wanted, post.path
        assert [e.text_content().strip() for e in shown.cssselect("#Blog1 h3.post-title")] == [
            post.title
        ] * bool(post.title)


def test_a_post_page_states_date_author_labels_and_comments(site: Site) -> None:
    post = next(post for post in site.blog.posts if len(post.comments) == 3 and len(post.labels) > 1)
    shown = page(site, post.path)
    assert shown.cssselect("abbr.published")[0].get("title") == post.published.isoformat(timespec="seconds")
    assert [e.text for e in shown.cssselect(".post-labels a[rel=tag]")] == list(post.labels)
    assert [e.get("id") for e in shown.cssselect("li.comment")] == [f"c{c.comment_id}" for c in post.comments]


@pytest.mark.parametrize(
    ("path", "count"),
    [("/", 7), ("/2012/11/", 2), ("/2012_11_01_archive.html", 2), ("/search/label/Museum", 1)],
)
def test_lists_of_posts(site: Site, path: str, count: int) -> None:
    assert len(page(site, path).cssselect("#Blog1 div.post")) == count


def test_the_pager_leads_through_the_whole_blog(site: Site) -> None:
    path, seen = "/", []
    while path:
        shown = page(site, path)
        seen += [e.get("content") for e in shown.cssselect("meta[itemprop=postId]")]
        path = next(
            (e.get("href").removeprefix(HOME) for e in shown.cssselect("a.blog-pager-older-link")), ""
        )
    assert seen == [post.post_id for post in site.blog.posts]


def test_a_list_stops_at_the_jump_break(site: Site) -> None:
    post = next(post for post in site.blog.posts if "name='more'" in post.body)
    shown = page(site, f"/{post.path[1:8]}/")
    assert shown.cssselect(".jump-link a")[0].get("href") == f"{HOME}{post.path}#more"
    assert "the pencil" not in shown.get_element_by_id(f"post-body-{post.post_id}").text_content()


def test_a_missing_page_is_the_blogs_own(site: Site) -> None:
    made = get(site, "/2001/01/none.html")
    assert (made.status, b"'pageType': 'error_page'" in made.body) == (404, True)


@pytest.mark.parametrize(("name", "status"), [(name, gate.status) for name, gate in INTERSTITIALS.items()])
def test_gates_stand_before_everything_but_robots(name: str, status: int) -> None:
    site = Site(blog_of(2), gate=name)
    assert [get(site, path).status for path in ("/", FEED, "/robots.txt")] == [status, status, 200]
