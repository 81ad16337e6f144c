"""The whole road as a person takes it: real processes, the default reactor, a server, sqlite-utils."""

import json
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from crawler.exit_codes import Exit
from tests.helpers.fake_blogger import FakeBloggerServer, Site, faults
from tests.helpers.processes import FAST, blogger_archive, call, crawl, start_crawl, wait_for
from tests.helpers.sample_blog import sample_blog

POSTS, PAGES = len(sample_blog().posts), len(sample_blog().pages)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "news.db"


def sqlite_utils(*args: object) -> Any:
    command = [sys.executable, "-m", "sqlite_utils", *map(str, args)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return json.loads(done.stdout)


def test_a_blog_to_a_searchable_archive_and_again(server: FakeBloggerServer, archive: Path) -> None:
    first = crawl(server.url, archive, "--comments")
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout.startswith(f"crawling {server.url}/ into {archive}\n")
    assert f"{POSTS} of {POSTS} posts, 1 page received: {POSTS} new, 0 changed, 0 unchanged" in first.stdout

    found = sqlite_utils("search", archive, "posts", "jack ma", "-c", "published", "-c", "title")
    assert {"Small traders ask what Jack Ma would do", "Ten years of the Business Forum"} <= {
        row["title"] for row in found
    }
    assert sqlite_utils("query", archive, "select count(*) as n from comments")[0]["n"] == 36

    second = crawl(server.url, archive)
    assert second.returncode == 0
    assert f"{server.url}/: unchanged; 1 request\n" in second.stdout


@pytest.mark.slow
def test_an_edit_becomes_a_revision_and_the_index_follows(
    server: FakeBloggerServer, site: Site, archive: Path
) -> None:
    crawl(server.url, archive)
    edited = next(p for p in site.blog.posts if p.title == "Storm takes the bathing huts")
    site.blog = site.blog.edited(edited.post_id, body=f"<p>A zeppelin took them.</p>{edited.body}")
    again = crawl(server.url, archive)
    assert "0 new, 1 changed" in again.stdout
    assert [row["title"] for row in sqlite_utils("search", archive, "posts", "zeppelin")] == [edited.title]
    (old,) = sqlite_utils("rows", archive, "revisions")
    assert "zeppelin" not in old["text"]


@pytest.mark.slow
def test_what_a_post_looks_like_in_the_archive(server: FakeBloggerServer, archive: Path) -> None:
    crawl(server.url, archive)
    (row,) = sqlite_utils(
        "rows", archive, "posts", "--where", "published_local = '2015-04-01T23:30:00-07:00'"
    )
    assert (row["published"], row["language"], row["date_note"]) == ("2015-04-02T06:30:00+00:00", "en", None)
    assert row["partial"] == 0
    assert "No comments:" in row["text"], "the author quotes the words inside a sentence"
    assert not row["text"].rstrip().endswith("No comments:")


@pytest.mark.slow
def test_summary_posts_are_whole_in_the_archive(server: FakeBloggerServer, archive: Path) -> None:
    crawl(server.url, archive)
    rows = sqlite_utils(
        "query", archive, "select source, text from posts join sources on sources.post = posts.id"
    )
    from_pages = [row["text"] for row in rows if row["source"] == "page"]
    assert len(from_pages) == 2
    assert all("Post a Comment" not in text and "Labels:" not in text for text in from_pages)


@pytest.mark.slow
def test_posts_can_be_exported_by_scrapy_as_well(
    server: FakeBloggerServer, archive: Path, tmp_path: Path
) -> None:
    exported = tmp_path / "posts.jsonl"
    crawl(server.url, archive, "-O", exported)
    lines = [json.loads(line) for line in exported.read_text(encoding="utf-8").splitlines()]
    assert len(lines) == POSTS + PAGES
    assert all("post_id" in line for line in lines)


@pytest.mark.slow
def test_a_shortfall_is_a_warning_with_numbers_and_an_exit_code(
    server: FakeBloggerServer, site: Site, archive: Path
) -> None:
    site.set(total=POSTS + 11)
    done = crawl(server.url, archive)
    assert done.returncode == Exit.INCOMPLETE
    assert f"received {POSTS} of the {POSTS + 11} posts the blog says it has" in done.stdout
    (run,) = sqlite_utils("rows", archive, "crawls")
    assert (run["outcome"], run["expected"], run["received"]) == ("incomplete", POSTS + 11, POSTS)


@pytest.mark.slow
def test_a_dead_server_is_one_line_and_a_code(archive: Path) -> None:
    with FakeBloggerServer(Site(sample_blog()), port=0) as server:
        url = server.url
    done = crawl(url, archive)
    assert done.returncode == Exit.ALL_FAILED
    assert "refuses connections" in done.stdout
    assert (done.stderr.count("\n"), "Traceback" in done.stderr) == (1, False)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nonsense"], "error: 'nonsense' is not a web address"),
        (["https://www.blogger.com/profile/1"], "a page of Blogger itself"),
        ([], "error: no blog was named"),
        (["--blogs", "no-such-file.txt"], "error: no-such-file.txt: cannot read the list of blogs"),
        (["a.example", "--via", "train"], "error: invalid value for '--via'"),
        (["a.example", "--archive", "/no/such/folder/a.db"], "error: /no/such/folder/a.db"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_line(tmp_path: Path, arguments: list[str], said: str) -> None:
    archive = () if "--archive" in arguments else ("--archive", tmp_path / "a.db")
    done = call("crawl", *archive, *arguments)
    assert done.returncode == (Exit.ARCHIVE if "--archive" in arguments else Exit.USAGE)
    assert said in done.stderr
    assert (done.stderr.count("\n"), done.stdout) == (1, "")


@pytest.mark.slow
def test_ctrl_c_keeps_what_was_fetched_and_the_next_run_completes_it(
    server: FakeBloggerServer, site: Site, archive: Path
) -> None:
    site.set(cap=10)
    site.fault("start-index=37", faults.slow(20), times=1)
    process = start_crawl(server.url, archive)
    wait_for(lambda: bool(site.requests("start-index=37")), 30)
    process.send_signal(signal.SIGINT)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)  # the second one does not wait for the hanging answer
    process.communicate(timeout=60)
    assert process.returncode != 0
    site.faults.clear()
    assert f"{POSTS} of {POSTS}" in crawl(server.url, archive).stdout
    assert sqlite_utils("query", archive, "select count(*) as n from posts") == [{"n": POSTS + PAGES}]


@pytest.mark.slow
def test_the_sample_command_needs_no_address(tmp_path: Path) -> None:
    done = blogger_archive("sample", archive=tmp_path / "a.db")
    assert done.returncode == 0
    assert f"{POSTS} new" in done.stdout
    commands = [line.strip() for line in done.stdout.partition("Next:\n")[2].splitlines()]
    words = [shlex.split(command) for command in commands]
    assert [(Path(first).name, second) for first, second, *_ in words] == [
        ("blogger-archive", "search"),
        ("blogger-archive", "serve"),
        ("blogger-archive", "export"),
        ("blogger-archive", "crawl"),
    ]
    assert "of 1 post" in call(*words[0][1:]).stderr


@pytest.mark.slow
def test_a_run_without_names_crawls_what_is_followed_and_due(
    server: FakeBloggerServer, archive: Path
) -> None:
    def run(*more: object) -> "subprocess.CompletedProcess[str]":
        return blogger_archive("crawl", *FAST, *more, archive=archive)

    crawl(server.url, archive)
    quiet = run()
    assert (quiet.returncode, quiet.stderr) == (0, "")
    assert "No blog is due" in quiet.stdout
    asked = run("--all")
    assert (asked.returncode, asked.stderr) == (0, "")
    assert "1 blog unchanged; 1 request" in asked.stdout
    listed = call("blogs", "--json", archive=archive)
    (blog,) = json.loads(listed.stdout)
    assert (blog["address"], blog["posts"], blog["outcome"]) == (f"{server.url}/", POSTS, "complete")
    assert [row["kind"] for row in sqlite_utils("rows", archive, "crawls")] == ["full", "unchanged"]
