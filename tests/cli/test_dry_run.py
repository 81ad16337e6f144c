"""`crawl --dry-run` says what a crawl would ask, and asks nothing."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawler.exit_codes import Exit
from crawler.items import Blog, Crawl, CrawlState
from pipelines.archive import Archive, watchlist
from tests.helpers.processes import call

NEVER = "every post, 150 a request: it was never read to its end"
END = "nothing was asked"


def plan(archive_path: Path, *options: str) -> list[str]:
    done = call("crawl", "--dry-run", *options, archive=archive_path)
    assert (done.returncode, done.stderr) == (Exit.OK, "")
    return done.stdout.splitlines()


def test_a_new_blog_is_read_whole_and_no_archive_is_made(archive_path: Path) -> None:
    first, request, last = plan(archive_path, "a.example")
    assert (first, last) == (f"https://a.example/: {NEVER}", f"1 blog would be crawled; {END}")
    assert request.startswith("  GET https://a.example/feeds/posts/default?")
    assert not archive_path.exists()


def test_only_due_blogs_are_named_and_known_ones_are_asked_conditionally(
    archive: Archive, archive_path: Path
) -> None:
    home = "https://a.example/"
    at = datetime.now(UTC) - timedelta(days=20)
    feed = f"{home}feeds/posts/default?alt=json&redirect=false&orderby=updated&max-results=150"
    state = CrawlState(feed_url=feed, etag='"1"', cursor=at, newest=at, pace=1.0, walked=at, swept=at)
    archive.save_blog(Blog(blog_id="1", url=home, title="A"))
    with archive.writing() as context:
        watchlist.follow(context, home)
        watchlist.follow(context, "https://b.example/")
    archive.save_crawl(
        Crawl(
            run="r",
            address=home,
            blog_id="1",
            started=at,
            ended=at,
            outcome="complete",
            follow=home,
            state=state,
        )
    )
    with archive.writing() as context:
        watchlist.pause(context, 2)
    assert plan(archive_path) == [
        f"{home}: what was saved since {at:%Y-%m-%d %H:%M} UTC",
        f"  GET {feed} (conditional: nothing comes where nothing is new)",
        f"1 blog would be crawled; {END}",
    ]
    old = plan(archive_path, "-s", "BLOGGER_FULL_DAYS=10")[0]
    assert old == f"{home}: what is new, then every post: it was last read in full on {at:%Y-%m-%d}"
    assert plan(archive_path, home, "--full")[0] == f"{home}: every post, 150 a request"
    assert plan(archive_path, home, "--via", "pages")[0] == f"{home}: every post, by its pages"


def test_what_a_crawl_refuses_is_refused(archive_path: Path) -> None:
    assert call("crawl", "--dry-run", "ftp://x", archive=archive_path).returncode == Exit.USAGE
    assert call("crawl", "--dry-run", archive=archive_path).returncode == Exit.ARCHIVE
