"""Runs under cron: exit codes, silence, one line a problem, signals, odd streams and surroundings."""

import json
import random
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import venv
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from crawler.cli.crawling.crawl_process import ping
from crawler.errors import UsageError
from crawler.exit_codes import Exit
from pipelines.archive import sole_writer
from tests.helpers import hostile_server as h
from tests.helpers.fake_blogger import Site
from tests.helpers.fake_requests import blog_of
from tests.helpers.hostile_server import POSTS, HostileServer, always
from tests.helpers.processes import ROOT, environment, scrapy, wait_for

pytestmark = pytest.mark.slow

FAST = (
    "AUTOTHROTTLE_ENABLED=0",
    "DOWNLOAD_DELAY=0",
    "BLOGGER_MAX_WAIT=0.1",
    "RETRY_TIMES=1",
    "CONCURRENT_REQUESTS_PER_DOMAIN=8",  # Scrapy takes all ports of a host for one
)


def command(archive: Path, *arguments: str, **settings: object) -> list[str]:
    chosen = [*FAST, *(f"{name}={value}" for name, value in settings.items())]
    options = [part for setting in chosen for part in ("-s", setting)]
    return [sys.executable, "-m", "crawler.cli", "crawl", "--archive", str(archive), *arguments, *options]


def run(line: list[str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        line, cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=100, check=False
    )


def started(line: list[str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        line, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def stored(archive: Path) -> int:
    with sqlite3.connect(archive) as db:
        assert db.execute("pragma integrity_check").fetchone() == ("ok",)
        return int(db.execute("select count(*) from posts").fetchone()[0])


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "news.db"


class Monitor(HTTPServer):
    """A service that is pinged."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Pinged)
        self.pings: list[tuple[str, str]] = []
        self.url = f"http://127.0.0.1:{self.server_port}/uuid"


class _Pinged(BaseHTTPRequestHandler):
    server: Monitor

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.pings.append((self.path, body.decode()))
        self.send_response_only(200)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Nothing."""


@pytest.fixture
def monitor() -> Iterator[Monitor]:
    with Monitor() as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


def test_quiet_says_nothing_when_all_is_well_but_to_the_monitor(archive: Path, monitor: Monitor) -> None:
    with HostileServer({"honest": h.Hit.honest}) as server:
        done = run(command(archive, "--quiet", server.url("honest"), BLOGGER_PING_URL=monitor.url))
    assert (done.returncode, done.stdout, done.stderr) == (Exit.OK, "", "")
    ((path, body),) = monitor.pings
    assert path == "/uuid"
    assert body.startswith("exit code 0 (ok)\nQuay & Co: 12 of 12 posts received")


def test_quiet_says_one_line_a_problem_and_the_monitor_hears_it(archive: Path, monitor: Monitor) -> None:
    faults = {"honest": h.Hit.honest, "closed": always(h.status(403)), "lies": h.total(99)}
    with HostileServer(faults) as server:
        blogs = [server.url(name) for name in faults]
        done = run(command(archive, "--quiet", *blogs, BLOGGER_PING_URL=f"{monitor.url}?a=b"))
    assert (done.returncode, done.stdout) == (Exit.SOME_FAILED, "")
    failed, incomplete = sorted(done.stderr.splitlines(), key=lambda line: "INCOMPLETE" in line)
    assert "FAILED: " in failed
    assert "HTTP 403" in failed
    assert incomplete.startswith("Quay & Co (http://127.0.0.1:")
    assert "INCOMPLETE: " in incomplete
    assert "received 12 of the 99 posts" in incomplete
    ((path, body),) = monitor.pings
    assert path == "/uuid/fail?a=b"
    assert body.splitlines()[0] == "exit code 4 (some_failed)"
    assert set(body.splitlines()[1:]) == {failed, incomplete}


def test_a_large_blog_says_how_long_it_takes_and_takes_so_long(archive: Path) -> None:
    def slowly(hit: h.Hit) -> None:
        time.sleep(1)
        hit.honest()

    with HostileServer({"large": slowly}) as server:
        server.sites["large"] = Site(blog_of(60), cap=5)
        said = run(command(archive, server.url("large"))).stdout.splitlines()[1:3]
    (estimate,) = re.findall(r"Quay & Co: 60 posts, about (\d+) requests, (\d+) seconds", said[0])
    (done,) = re.findall(r"60 of 60 posts received: .*; (\d+) requests, ([\d.]+) s", said[1])
    (requests, seconds), (sent, taken) = map(float, estimate), map(float, done)
    assert requests == pytest.approx(sent, rel=0.3)
    assert taken / 2 <= seconds <= taken * 1.3, "a busy machine takes longer than the pace tells"


def test_json_lines_tell_level_blog_and_figures(archive: Path) -> None:
    faults = {"honest": h.Hit.honest, "closed": always(h.status(403)), "lies": h.total(99)}
    with HostileServer(faults) as server:
        blogs = {name: server.url(name) for name in faults}
        done = run([*command(archive, *blogs.values()), "--log-format", "json", "-L", "INFO"])
        quiet = run([*command(archive, *blogs.values()), "--log-format", "json", "--quiet"])
    wrong, said = ([json.loads(line) for line in text.splitlines()] for text in (done.stderr, done.stdout))
    assert all({"time", "level", "logger", "message"} <= set(line) for line in [*wrong, *said])
    honest = [line for line in said if line.get("blog") == blogs["honest"]]
    assert [(line["level"], line["outcome"], line["received"]) for line in honest] == [
        ("INFO", "complete", 12)
    ]
    found = {line["blog"]: line["outcome"] for line in wrong if "outcome" in line}
    assert found == {blogs["closed"]: "failed", blogs["lies"]: "incomplete"}
    (note,) = [line for line in wrong if "the feed ends early" in line["message"]]
    assert (note["logger"], note["blog"], blogs["lies"] in note["url"]) == ("blogger", blogs["lies"], True)
    assert quiet.stdout == ""
    assert {json.loads(line)["level"] for line in quiet.stderr.splitlines()} == {"WARNING"}


def test_a_locked_archive_is_one_line_a_code_and_a_ping(archive: Path, monitor: Monitor) -> None:
    with sole_writer(archive):
        done = run(command(archive, "--quiet", "a.example", BLOGGER_PING_URL=monitor.url))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (Exit.LOCKED, "", 1)
    assert [(path, body.splitlines()[0]) for path, body in monitor.pings] == [
        ("/uuid/fail", "exit code 6 (locked)")
    ]


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/x", "file:///etc/passwd", "nonsense", "http://"])
def test_only_the_web_is_pinged(url: str) -> None:
    with pytest.raises(UsageError):
        ping(url, Exit.OK, "")


def test_a_ping_that_fails_is_a_warning_and_changes_no_code(archive: Path) -> None:
    done = run(command(archive, "--quiet", BLOGGER_PING_URL="http://127.0.0.1:9/x"))
    assert (done.returncode, done.stdout) == (Exit.USAGE, "")
    error, warning = done.stderr.splitlines()
    assert error.startswith("error: no blog")
    assert warning.startswith("warning: BLOGGER_PING_URL could not be called: ")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["-O", "/proc/nowhere/posts.jsonl"], "error: /proc/nowhere/posts.jsonl: cannot be written: "),
        (["-s", "BLOGGER_MAX_SECONDS=long"], "error: BLOGGER_MAX_SECONDS=long: say a number"),
    ],
)
def test_what_would_fail_later_is_refused_at_once(archive: Path, options: list[str], said: str) -> None:
    done = run(command(archive, "a.example", *options))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (Exit.USAGE, "", 1)
    assert done.stderr.startswith(said)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_an_export_that_fails_is_one_line_and_no_success(archive: Path) -> None:
    with HostileServer({"honest": h.Hit.honest}) as server:
        done = run(command(archive, "--quiet", server.url("honest"), "-O", "/dev/full:jsonl"))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (Exit.INCOMPLETE, "", 1)
    assert done.stderr.startswith("error: export: No space left on device; the archive has all posts")
    assert stored(archive) == POSTS


def test_an_unknown_spider_is_one_line() -> None:
    done = scrapy("crawl", "blogspot")
    assert (done.returncode, done.stdout) == (Exit.USAGE, "")
    assert done.stderr == "error: name one spider: scrapy crawl blogger | media\n"


@pytest.mark.parametrize(
    ("signals", "code"),
    [
        ([signal.SIGTERM], Exit.TERMINATED),
        ([signal.SIGINT] * 2, Exit.INTERRUPTED),
        ([signal.SIGHUP] * 2, Exit.HUNG_UP),
        ([signal.SIGTERM, signal.SIGHUP], Exit.TERMINATED),
    ],
)
def test_a_signal_ends_a_run_that_waits_for_a_hung_server(
    archive: Path, signals: list[signal.Signals], code: Exit
) -> None:
    """Two blogs hang, one in its feed, one in robots.txt. What came before is kept."""
    hanging = lambda hit: h.hang(hit) if "start-index=5" in hit.path else hit.honest()  # noqa: E731
    with HostileServer({"feed": hanging, "robots": h.robots(h.hang)}) as server:
        blogs = [server.url("feed"), server.url("robots")]
        process = started(command(archive, "--quiet", *blogs))
        wait_for(lambda: server.hits("robots") >= 1 and server.hits("feed") >= 3, 60)
        began = time.monotonic()
        for signum in signals:
            process.send_signal(signum)
            time.sleep(0.3)
        _, said = process.communicate(timeout=60)
    assert process.returncode == code
    assert time.monotonic() - began < 20, (
        "the server would be waited for for a minute; quiet machines need 5 s"
    )
    assert "Traceback" not in said
    if signals != [signal.SIGINT] * 2:
        assert stored(archive) == 5
        assert (
            said == "Stopped early. What had been fetched is stored; the same command completes it. "
            "New or changed: 5 posts.\n"
        )
        with sqlite3.connect(archive) as db:
            assert db.execute("select outcome from crawls").fetchall() == [("interrupted",)]


@pytest.mark.parametrize(
    ("stuck", "signum"),
    [("StuckInRegex", signal.SIGTERM), ("StuckInLxml", signal.SIGINT), ("StuckInPython", signal.SIGHUP)],
)
def test_a_signal_ends_a_run_that_is_stuck_and_keeps_what_came(
    archive: Path, stuck: str, signum: signal.Signals
) -> None:
    """The eighth of twelve posts holds the main thread up, in three kinds of code."""
    pipelines = {
        "pipelines.boilerplate.BoilerplatePipeline": 100,
        f"tests.helpers.stuck_pipeline.{stuck}": 300,
        "pipelines.store.StorePipeline": 900,
    }
    with HostileServer({"honest": h.Hit.honest}) as server:
        line = command(archive, "--quiet", server.url("honest"), ITEM_PIPELINES=json.dumps(pipelines))
        process = started(line)
        wait_for(lambda: server.hits("honest") >= 4, 60)
        time.sleep(1)
        began = time.monotonic()
        process.send_signal(signum)
        _, said = process.communicate(timeout=60)
    assert time.monotonic() - began < 10
    assert (process.returncode, said) == (
        128 + signum,
        "Stopped by force after 8 s; the same command completes it.\n",
    )
    assert stored(archive) == 7


def test_a_signal_ends_a_run_that_indexes_megabytes_of_thai(archive: Path) -> None:
    """Their terms take minutes of a busy machine; nothing interrupts SQLite, so a transaction has few."""
    body = "".join(random.Random(5).choices(["การ", "เป็น", "ความ", "ที่", "และ", "น้ำ", "ผู้", "ไม่"], k=50_000))

    def change(feed: dict[str, Any], _: h.Hit) -> None:
        for entry in feed.get("entry", []):
            entry["content"]["$t"] = body

    with HostileServer({"thai": h.lie(change), "other": h.Hit.honest}) as server:
        line = command(archive, "--quiet", server.url("thai"), server.url("other"))
        process = started(line)
        wait_for(lambda: server.hits("thai") >= 4 and server.hits("other") >= 4, 60)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=60)
    assert time.monotonic() - began < 10
    assert process.returncode == Exit.TERMINATED
    assert len(said.splitlines()) == 1
    assert stored(archive) < 2 * POSTS  # it was in the middle, and the file is sound


def test_a_reader_that_leaves_ends_nothing(archive: Path) -> None:
    """`blogger-archive crawl … | head -1`"""
    with HostileServer({"honest": h.Hit.honest}) as server:
        process = started(command(archive, server.url("honest"), "-O", "-:jsonl"))
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        said = process.stderr.read()
        process.stderr.close()
        assert process.wait(60) == Exit.OK
    assert "Traceback" not in said
    assert stored(archive) == POSTS


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `blogger-archive` of an environment as `make` sets it up, with the packages of this one."""
    folder = tmp_path_factory.mktemp("env")
    venv.create(folder, with_pip=False, symlinks=True)
    (site,) = folder.glob("lib/python*/site-packages")
    packages = [str(ROOT), *(path for path in sys.path if path.endswith("site-packages"))]
    (site / "packages.pth").write_text("\n".join(packages), encoding="utf-8")
    program = folder / "bin" / "blogger-archive"
    program.write_text(
        f"#!{folder / 'bin' / 'python'}\nimport sys\nfrom crawler.cli.main import main\nsys.exit(main())\n"
    )
    program.chmod(0o755)
    return program


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize(
    ("redirects", "variables"),
    [("<&- >/dev/full", {"PYTHONIOENCODING": "ascii", "LANG": "C"}), ("<&- >&- 2>&-", {})],
)
def test_crons_bare_environment_is_enough(
    program: Path, archive: Path, redirects: str, variables: dict[str, str]
) -> None:
    """No HOME, no LANG, a short PATH, another working directory, streams that are closed or full."""
    line = f'umask 077; exec "$0" sample --archive "$1" {redirects}'
    done = subprocess.run(
        ["/bin/sh", "-c", line, program, archive],
        cwd="/",
        env={"PATH": "/usr/bin:/bin", **variables},
        stderr=subprocess.PIPE,
        timeout=100,
        check=False,
    )
    assert (done.returncode, done.stderr) == (Exit.OK, b"")
    assert stored(archive) == 60, "and a static page"
    assert archive.stat().st_mode & 0o077 == 0
