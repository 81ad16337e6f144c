"""`scrapy crawl blogger` for people who know Scrapy: the same crawl as `blogger-archive crawl`."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.exit_codes import Exit
from pipelines.archive import Archive, sole_writer
from tests.helpers.fake_blogger import FakeBloggerServer, Site
from tests.helpers.processes import FAST, blogger_archive, environment, scrapy
from tests.helpers.sample_blog import sample_blog

pytestmark = pytest.mark.slow
POSTS, PAGES = len(sample_blog().posts), len(sample_blog().pages)


@pytest.fixture
def server() -> Iterator[FakeBloggerServer]:
    with FakeBloggerServer(Site(sample_blog()), port=0) as running:
        yield running


def test_it_crawls_with_the_checks_lock_and_exit_codes_of_the_program(
    server: FakeBloggerServer, archive_path: Path
) -> None:
    arguments = ("crawl", "blogger", "-a", f"blog={server.url}", "-s", f"ARCHIVE_PATH={archive_path}", *FAST)
    done = scrapy(*arguments, "-a", "comments=yes")
    assert (done.returncode, done.stderr) == (Exit.OK, "")
    assert f"{POSTS} of {POSTS} posts, 1 page received" in done.stdout
    with sole_writer(archive_path):
        locked = scrapy(*arguments)
    assert (locked.returncode, locked.stdout, locked.stderr.count("\n")) == (Exit.LOCKED, "", 1)
    wrong = scrapy(*arguments, "--quite")
    assert (wrong.returncode, wrong.stdout) == (Exit.USAGE, "")
    assert wrong.stderr == "error: no such option: --quite; see scrapy crawl -h\n"


@pytest.mark.parametrize("program", ["scrapy", "blogger-archive"])
def test_a_list_of_blogs_may_come_from_a_pipe_and_the_report_may_be_off(
    server: FakeBloggerServer, archive_path: Path, program: str
) -> None:
    options = ("-s", f"ARCHIVE_PATH={archive_path}", "-s", "REPORT_ENABLED=False", *FAST)
    listed = f"# my blogs\n{server.url}\n"
    done = (
        scrapy("crawl", "blogger", "-a", "blogs=/dev/stdin", *options, input=listed)
        if program == "scrapy"
        else blogger_archive("crawl", "--blogs", "-", *options, input=listed)
    )
    assert (done.returncode, done.stdout, done.stderr) == (Exit.OK, "", "")
    with Archive(archive_path, read_only=True) as archive:
        assert len(list(archive.posts())) == POSTS + PAGES


def test_variables_and_config_files_hold_for_it_too(server: FakeBloggerServer, tmp_path: Path) -> None:
    folder = tmp_path / ".config" / "blogger-archive"
    folder.mkdir(parents=True)
    (folder / "blogger-archive.toml").write_text('archive = "~/news.db"\nreport_quiet = true\n')
    env = environment(HOME=str(tmp_path), BLOGGER_ARCHIVE_DOWNLOAD_DELAY="0")
    env.pop("XDG_CONFIG_HOME", None)
    done = scrapy("crawl", "blogger", "-a", f"blog={server.url}", "-s", "AUTOTHROTTLE_ENABLED=0", env=env)
    assert (done.returncode, done.stdout, done.stderr) == (Exit.OK, "", "")
    assert (tmp_path / "news.db").is_file()
