"""The fake Blogger's feeds: paging, order, bounds, formats, comments."""

import pytest

from tests.helpers.fake_blogger import Site
from tests.helpers.fake_requests import ATOM, FEED, HOME, atom, blog_of, feed, get, ids


@pytest.mark.parametrize(
    ("asked", "cap", "received"), [(None, 150, 25), (500, None, 150), (9, 150, 9), (150, 29, 29)]
)
def test_default_and_cap(asked: int | None, cap: int | None, received: int) -> None:
    site = Site(blog_of(160), cap=cap) if cap else Site(blog_of(160))
    tree = feed(site, f"&max-results={asked}" if asked else "")
    assert len(tree["entry"]) == received
    assert tree["openSearch$itemsPerPage"]["$t"] == str(asked or 25)


@pytest.mark.parametrize("cap", [150, 40, 7])
def test_pages_by_entries_received_hold_every_post_once(cap: int) -> None:
    site, seen = Site(blog_of(160), cap=cap), list[str]()
    while more := ids(feed(site, f"&max-results=150&start-index={len(seen) + 1}")):
        seen += more
    assert seen == [post.post_id for post in site.blog.posts]


def test_atom_and_json_say_the_same_of_every_post(site: Site) -> None:
    entries = atom(site, FEED + "?max-results=100").findall("a:entry", ATOM)
    names = ("published", "updated", "title")
    from_atom = [[entry.findtext(f"a:{name}", "", ATOM) for name in names] for entry in entries]
    from_json = [[entry[name]["$t"] for name in names] for entry in feed(site, "&max-results=100")["entry"]]
    assert from_atom == from_json


@pytest.mark.parametrize("query", ["&max-results=0", "&start-index=9999"])
def test_without_entries_the_key_is_missing(site: Site, query: str) -> None:
    tree = feed(site, query)
    assert "entry" not in tree
    assert int(tree["openSearch$totalResults"]["$t"]) == len(site.blog.posts)
    assert tree["category"]


@pytest.mark.parametrize(
    "query", ["start-index=0", "max-results=x", "max-results=-1", "published-min=yesterday"]
)
def test_bad_parameters_are_refused(site: Site, query: str) -> None:
    assert get(site, f"{FEED}?{query}").status == 400


def test_next_points_to_blogger_and_ends(site: Site) -> None:
    links = {link["rel"]: link["href"] for link in feed(site)["link"]}
    last = {link["rel"] for link in feed(site, "&start-index=51")["link"]}
    assert links["next"].startswith(
        f"https://www.blogger.com/feeds/{site.blog.blog_id}{FEED.removeprefix('/feeds')}?"
    )
    assert "next" not in last


def test_order_and_bounds_by_update(site: Site) -> None:
    newest = max(site.blog.posts, key=lambda post: post.updated)
    since = newest.updated.isoformat().replace("+", "%2B")
    assert ids(feed(site, f"&orderby=updated&updated-min={since}")) == [newest.post_id]
    assert len(ids(feed(site, f"&updated-min={since}"))) == 25, "ignored without orderby=updated"


def test_bounds_by_publication_take_the_first_and_leave_the_last(site: Site) -> None:
    posts = site.blog.posts
    low, high = (posts[place].published.isoformat() for place in (5, 2))
    assert ids(feed(site, f"&published-min={low}&published-max={high}")) == [p.post_id for p in posts[3:6]]


def test_blogger_has_the_feed_under_the_blogs_id(site: Site) -> None:
    tree = feed(site, path=f"https://www.blogger.com/feeds/{site.blog.blog_id}/posts/default")
    home = next(link["href"] for link in tree["link"] if link["rel"] == "alternate")
    assert (len(tree["entry"]), home) == (25, f"{HOME}/")
    assert get(site, "https://www.blogger.com/feeds/99/posts/default").status == 404


def test_a_reply_names_its_post_and_its_parent(site: Site) -> None:
    post = next(post for post in site.blog.posts if any(comment.parent_id for comment in post.comments))
    reply = next(comment for comment in post.comments if comment.parent_id)
    entries = feed(site, path=f"/feeds/{post.post_id}/comments/default")["entry"]
    entry = next(entry for entry in entries if entry["id"]["$t"].endswith(reply.comment_id))
    assert entry["thr$in-reply-to"]["ref"].endswith(f".post-{post.post_id}")
    assert next(link["href"] for link in entry["link"] if link["rel"] == "related").endswith(
        f"/{reply.parent_id}"
    )
