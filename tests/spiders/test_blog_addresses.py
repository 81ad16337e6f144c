"""Addresses of blogs that are not a host of their own: below a path, and by id."""

from typing import Any

import pytest

from tests.helpers.fake_blogger import Site, faults
from tests.helpers.world import World, blog_of

FTP_HOST = "www.ledger.example"


def below(world: World, **options: Any) -> Site:
    return world.serve(blog_of(40), FTP_HOST, folder="/blog", **options)


@pytest.mark.parametrize("options", [{}, {"feed": "none"}, {"feed": "short"}])
def test_a_blog_below_a_path_is_read_whole(world: World, options: dict[str, str]) -> None:
    site = below(world, **options)
    crawl = world.visit(f"https://{FTP_HOST}/blog/")
    assert (crawl.outcome, len(world.ids())) == ("complete", 40)
    assert all(call.url.startswith("/blog/") for call in site.log if call.url != "/robots.txt")
    assert world.rows("SELECT address FROM watchlist") == [(f"https://{FTP_HOST}/blog/",)]
    assert world.visit(None, all="yes").outcome == "complete"


def test_a_post_of_a_blog_below_a_path_names_the_blog(world: World) -> None:
    below(world)
    assert world.visit(f"https://{FTP_HOST}/blog/2015/01/post-3.html").outcome == "complete"


def test_two_blogs_below_two_paths_of_one_host_are_two(world: World) -> None:
    below(world)
    assert world.visit(f"https://{FTP_HOST}/notes/").outcome == "failed"


@pytest.mark.parametrize("address", ["47110815", "https://www.blogger.com/feeds/47110815/posts/default"])
def test_a_blog_by_its_id(world: World, address: str) -> None:
    world.serve(blog_of(40, blog_id="47110815"))
    assert (world.visit(address).outcome, len(world.ids())) == ("complete", 40)


def test_links_to_the_old_host_of_an_ftp_blog_are_asked_for_below_its_path(world: World) -> None:
    site = below(world, feed="none", home="http://old.example")
    site.fault("sitemap", faults.status(404), times=None)
    assert world.visit(f"https://{FTP_HOST}/blog/").outcome == "complete"
    assert len(world.ids()) == 40
