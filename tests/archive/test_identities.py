"""A blog that is read from its pages and from its feed is one blog in the archive."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crawler.items import Blog, Comment, Crawl, Post
from pipelines.archive import Archive
from pipelines.archive.blogs import ensure_rows
from pipelines.archive.changes.decide import Kind
from pipelines.archive.checks import integrity
from pipelines.archive.posts import store as store_posts
from pipelines.archive.rows import prepare
from tests.helpers.tables import sql

AT = datetime(2015, 4, 2, tzinfo=UTC)

HOME = "http://pier.example.org/"
PATH = "/2005/05/ferry.html"
BY_PAGES, BY_FEED = "host:pier.example.org", "4711"


def crawl(archive: Archive, blog_id: str, *posts: Post) -> list[Kind]:
    """What a run stores of the blog."""
    archive.save_blog(Blog(blog_id=blog_id, url=HOME, title="Pier"))
    archive.save_crawl(Crawl(run=blog_id, address=HOME, blog_id=blog_id, started=AT))
    kinds = archive.save_posts(posts)
    archive.save_comments([Comment(blog_id=blog_id, post_id=post.post_id, comment_id="7") for post in posts])
    return kinds


def post(blog_id: str, post_id: str, path: str = PATH, text: str = "The ferry is late.") -> Post:
    return Post(blog_id=blog_id, post_id=post_id, url=HOME[:-1] + path, text=text, body_raw=text)


def ids(archive: Archive) -> list[tuple[str, str]]:
    return sorted((each.blog_id, each.post_id) for each in archive.posts())


def test_pages_first(archive: Archive) -> None:
    """When its number becomes known, the blog and its posts take it."""
    crawl(archive, BY_PAGES, post(BY_PAGES, f"path:{PATH}"), post(BY_PAGES, "path:/2005/04/buoy.html"))
    crawl(archive, BY_FEED, post(BY_FEED, "99"))
    assert ids(archive) == [(BY_FEED, "99"), (BY_FEED, "path:/2005/04/buoy.html")]
    assert [blog.blog_id for blog in archive.blogs()] == [BY_FEED]
    assert {crawl.blog_id for crawl in archive.crawls()} == {BY_FEED}
    assert [(c.blog_id, c.post_id) for c in archive.comments()] == [(BY_FEED, "99")]
    assert integrity.problems(archive) == []


@pytest.mark.parametrize("order", [1, -1])
def test_a_post_with_its_number_and_one_without_that_come_at_once_are_one(
    archive: Archive, order: int
) -> None:
    archive.import_blog(Blog(blog_id=BY_FEED, url=HOME))
    both = post(BY_FEED, "99"), post(BY_PAGES, f"path:{PATH}", text="The ferry is on time.")
    archive.import_posts([replace(each, source="saved") for each in both[::order]])
    assert ids(archive) == [(BY_FEED, "99")]


DAMAGES = {
    "a post": ("UPDATE posts SET text = 'casino' WHERE url LIKE '%buoy%'", "post path:/2005/04/buoy.html of"),
    "a comment": ("UPDATE comments SET text = 'casino'", "comment 7 of blog 4711: not as"),
    "a comment that is gone": ("DELETE FROM comments", "comments 1: removed"),
    "a revision": ("UPDATE revisions SET text = 'casino'", "revision 1 of post 99 of blog 4711: not as"),
    "a revision that is gone": ("DELETE FROM revisions", "revisions 2: removed"),
}


@pytest.mark.parametrize(("damage", "told"), DAMAGES.values(), ids=DAMAGES)
def test_a_new_name_hides_no_damage(archive: Archive, damage: str, told: str) -> None:
    first = post(BY_PAGES, f"path:{PATH}"), post(BY_PAGES, "path:/2005/04/buoy.html", "/2005/04/buoy.html")
    crawl(archive, BY_PAGES, *first)
    archive.save_posts([replace(each, body_raw="New.", text="New.") for each in first])
    assert integrity.problems(archive) == []
    assert sql(archive.path, damage, "SELECT changes()") != [(0,)]
    archive.save_blog(Blog(blog_id=BY_FEED, url=HOME, title="Pier"))
    archive.save_posts([post(BY_FEED, "99", text="New.")])
    assert ids(archive) == [(BY_FEED, "99"), (BY_FEED, "path:/2005/04/buoy.html")]
    assert told in "\n".join(integrity.problems(archive))


def test_feed_first(archive: Archive) -> None:
    """Pages without ids add what is missing and change nothing."""
    crawl(archive, BY_FEED, post(BY_FEED, "99"))
    placed = (
        post(BY_PAGES, f"path:{PATH}", text="The ferry is late. Ads!"),
        post(BY_PAGES, "path:/2005/04/b.html", "/2005/04/b.html"),
    )
    assert crawl(archive, BY_PAGES, *placed) == [Kind.SAME, Kind.NEW]
    assert ids(archive) == [(BY_FEED, "99"), (BY_FEED, "path:/2005/04/b.html")]
    assert [(blog.blog_id, blog.title) for blog in archive.blogs()] == [(BY_FEED, "Pier")]
    assert {crawl.blog_id for crawl in archive.crawls()} == {BY_FEED}


def test_two_blogs_at_one_host_are_not_guessed_at(archive: Archive) -> None:
    """Where two numbers answered at a host, pages without one stay apart."""
    crawl(archive, BY_FEED, post(BY_FEED, "99"))
    crawl(archive, "815", post("815", "98", "/2006/01/x.html"))
    crawl(archive, BY_PAGES, post(BY_PAGES, f"path:{PATH}"))
    assert (BY_PAGES, f"path:{PATH}") in ids(archive)


def test_a_summary_is_completed_by_its_page(archive: Archive) -> None:
    """A page without an id may well hold what the feed cut."""
    crawl(archive, BY_FEED, replace(post(BY_FEED, "99"), partial=True))
    kinds = crawl(
        archive, BY_PAGES, post(BY_PAGES, f"path:{PATH}", text="The ferry is late. It came at noon.")
    )
    (held,) = archive.posts()
    assert (kinds, held.post_id, held.partial) == ([Kind.REFRESHED], "99", False)


def live(archive: Archive) -> list[str]:
    rows = archive._connection.execute("SELECT post_id FROM posts WHERE deleted_at IS NULL ORDER BY post_id")
    return [row[0] for row in rows]


def test_a_post_that_was_deleted_and_written_again_is_one_live_row_and_one_gone(archive: Archive) -> None:
    crawl(archive, BY_FEED, post(BY_FEED, "99"), post(BY_FEED, "98", "/2005/05/buoy.html"))
    crawl(archive, BY_FEED, post(BY_FEED, "100", text="The ferry is late again."))
    assert (live(archive), archive.counts()["posts"]) == (["100", "98"], 3)
    assert integrity.problems(archive) == []


def test_a_post_that_left_its_address_to_another_lives_on(archive: Archive) -> None:
    crawl(archive, BY_FEED, post(BY_FEED, "99"))
    crawl(archive, BY_FEED, post(BY_FEED, "100"))
    crawl(archive, BY_FEED, post(BY_FEED, "99", "/2005/05/ferry_2.html"))
    assert live(archive) == ["100", "99"]


def test_two_ids_that_a_feed_gives_for_one_address_at_once_both_live(archive: Archive) -> None:
    crawl(archive, BY_FEED, post(BY_FEED, "99"), post(BY_FEED, "100"))
    assert live(archive) == ["100", "99"]


@pytest.mark.parametrize("together", [True, False])
def test_one_id_under_two_addresses_keeps_the_second_as_alias(archive: Archive, together: bool) -> None:
    one, other = post(BY_FEED, "99"), post(BY_FEED, "99", "/2005/05/late-ferry.html")
    for batch in [(one, other)] if together else [(one,), (other,)]:
        crawl(archive, BY_FEED, *batch)
    (held,) = archive.posts()
    assert {held.url, *held.aliases} == {one.url, other.url}


def test_a_page_without_id_matches_no_former_address(archive: Archive) -> None:
    """The address is the canonical one; at a former one may stand something else by now."""
    crawl(archive, BY_FEED, replace(post(BY_FEED, "99"), aliases=(f"{HOME}2005/05/old.html",), partial=True))
    crawl(archive, BY_PAGES, post(BY_PAGES, "path:/2005/05/old.html", "/2005/05/old.html", text="Casino."))
    assert ids(archive) == [(BY_FEED, "99"), (BY_FEED, "path:/2005/05/old.html")]
    assert {each.text for each in archive.posts()} == {"The ferry is late.", "Casino."}


@pytest.mark.parametrize("pages_first", [True, False])
def test_a_blog_whose_feed_names_another_host_is_joined_by_its_posts(
    archive: Archive, *, pages_first: bool
) -> None:
    """Pages of FTP blogs state no id of the blog, but those of their posts."""
    numbers = ("106304051481611088", "106314314705442695", "106314314705442701")
    pages = [post(BY_PAGES, number, f"/2003/09/{number}.html") for number in numbers]
    moved = [
        replace(each, blog_id=BY_FEED, url=f"http://www.example.org/blog/2003/09/{each.post_id}.html")
        for each in pages[:1]
    ]
    feed = Blog(blog_id=BY_FEED, url="http://www.example.org/blog/", title="Pier")
    steps = [
        (Blog(blog_id=BY_PAGES, url=HOME), pages[:2]),
        (feed, moved),
        (Blog(blog_id=BY_PAGES, url=HOME), pages),
    ]
    for blog, posts in steps if pages_first else (steps[1], steps[0], steps[2]):
        archive.save_blog(blog)
        archive.save_posts(posts)
    assert ids(archive) == [(BY_FEED, number) for number in numbers]
    assert [blog.blog_id for blog in archive.blogs()] == [BY_FEED]
    assert integrity.problems(archive) == []


def test_a_number_that_two_blogs_share_by_chance_joins_nothing(archive: Archive) -> None:
    crawl(archive, BY_FEED, post(BY_FEED, "99"), post(BY_FEED, "106304051481611088", "/2005/05/one.html"))
    other = "host:elsewhere.example"
    archive.save_blog(Blog(blog_id=other, url="http://elsewhere.example/"))
    for number, path in (("99", PATH), ("106304051481611088", "/2005/05/other.html")):
        elsewhere = f"http://elsewhere.example{path}"
        archive.save_posts([replace(post(other, number, path), url=elsewhere)])
    assert {blog_id for blog_id, _ in ids(archive)} == {BY_FEED, other}


A_HOST, B_HOST = "host:blog.example.org", "host:www.example.org"
LONG = "The ferry to the island of the lighthouse is late again because of fog, says post {}."


def at_host(host: str, number: int, *, is_numbered: bool) -> Post:
    path = f"/2003/09/{number}.html"
    name = f"10630405148161108{number}" if is_numbered else f"path:{path}"
    text = LONG.format(number)
    url = f"http://{host.removeprefix('host:')}{path}"
    return Post(
        blog_id=host, post_id=name, url=url, title=f"Post {number}", text=text, body_raw=text, source="saved"
    )


def bring(archive: Archive, host: str, *posts: Post) -> None:
    archive.import_blog(Blog(blog_id=host, url=f"http://{host.removeprefix('host:')}/", title=host))
    archive.import_posts(posts)
    archive.save_comments(
        [Comment(blog_id=host, post_id=each.post_id, comment_id=f"c{each.post_id}") for each in posts]
    )


@pytest.mark.parametrize("is_numbered", [True, False])
@pytest.mark.parametrize("hosts", [(A_HOST, B_HOST), (B_HOST, A_HOST)])
def test_two_hosts_that_hold_the_same_posts_are_one_blog(
    archive: Archive, hosts: tuple[str, str], *, is_numbered: bool
) -> None:
    one, other = (
        [at_host(host, number, is_numbered=is_numbered) for number in range(10, 19)] for host in hosts
    )
    bring(archive, hosts[0], *one[:7])
    bring(archive, hosts[1], *other[2:])
    bring(archive, hosts[0], *one)
    assert [blog.blog_id for blog in archive.blogs()] == [A_HOST]
    held = sorted((each.title or "", each.blog_id) for each in archive.posts())
    assert held == [(each.title, A_HOST) for each in one]
    assert {comment.blog_id for comment in archive.comments()} == {A_HOST}
    assert integrity.problems(archive) == []


TWO_HOSTS = Blog(blog_id=BY_FEED, url="http://www.example.org/", aliases=("http://blog.example.org/",))


def hold(archive: Archive, host: str, *versions: Post) -> None:
    """Store as an archive did before blogs without a number were joined."""
    with archive.writing() as context:
        ensure_rows(context, (host,))
        for version in versions:
            store_posts(context, [prepare(version)])
        watched = "INSERT INTO watchlist (address, blog_id, added) VALUES (?, ?, '')"
        context.connection.execute(watched, (host, host))
    said = Comment(blog_id=host, post_id=versions[0].post_id, comment_id="7", text="Agreed.")
    archive.save_comments([said])
    archive.save_crawl(Crawl(run=host, address=host, blog_id=host, started=AT))


def test_what_two_hosts_hold_of_one_post_is_merged_when_their_number_comes(archive: Archive) -> None:
    for host in (A_HOST, B_HOST):
        page = replace(at_host(host, 10, is_numbered=True), source="page", source_url=host)
        once = replace(page, text=f"Once at {host}.", body_raw="Once.")
        hold(archive, host, once, page)
    number = page.post_id
    with archive.writing() as context:
        context.connection.execute("UPDATE posts SET deleted_at = '2020' WHERE blog_id = ?", (B_HOST,))
    assert len(ids(archive)) == 2
    archive.save_blog(TWO_HOSTS)
    assert ids(archive) == [(BY_FEED, number)]
    assert [blog.blog_id for blog in archive.blogs()] == [BY_FEED]
    assert {crawl.blog_id for crawl in archive.crawls()} == {BY_FEED}
    assert [(each.blog_id, each.comment_id) for each in archive.comments()] == [(BY_FEED, "7")]
    with archive.reading() as connection:
        versions = {row[0] for row in connection.execute("SELECT text FROM revisions")}
        marked = connection.execute("SELECT deleted_at FROM posts").fetchall()
        watched = connection.execute("SELECT blog_id FROM watchlist").fetchall()
    assert versions == {f"Once at {host}." for host in (A_HOST, B_HOST)}
    assert [row[0] for row in marked] == ["2020"]
    assert [row[0] for row in watched] == [BY_FEED]
    assert integrity.problems(archive) == []


@pytest.mark.parametrize("table", ["posts", "comments"])
def test_damaged_rows_are_not_merged_away(archive: Archive, table: str) -> None:
    for host in (A_HOST, B_HOST):
        hold(archive, host, replace(at_host(host, 10, is_numbered=True)))
    damage = f"UPDATE {table} SET text = 'casino' WHERE blog_id = '{B_HOST}'"
    assert sql(archive.path, damage, "SELECT changes()") != [(0,)]
    archive.save_blog(TWO_HOSTS)
    assert "not as" in "\n".join(integrity.problems(archive))


def test_two_hosts_with_a_few_like_posts_stay_apart(archive: Archive) -> None:
    """The same paths and titles are everywhere; so is a text or two that somebody has copied."""
    mine = [at_host(A_HOST, number, is_numbered=False) for number in range(10, 19)]
    theirs = [at_host(B_HOST, number, is_numbered=False) for number in range(10, 14)]
    theirs += [replace(each, blog_id=B_HOST, text=LONG.format("another")) for each in mine[4:]]
    bring(archive, A_HOST, *mine)
    bring(archive, B_HOST, *theirs)
    assert [blog.blog_id for blog in archive.blogs()] == [A_HOST, B_HOST]
    assert len(ids(archive)) == 18
