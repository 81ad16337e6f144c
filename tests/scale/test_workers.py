"""Runs on workers: real coordinator, workers and blogs on loopback."""

import json
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from random import Random

import psutil
import pytest

from crawler.exit_codes import Exit
from tests.helpers.processes import FAST, ROOT, blogger_archive, environment, running
from tests.helpers.worker_runs import (
    POSTS,
    addresses_of,
    kill_one,
    read,
    served,
    wait_until,
    workers_of,
)
from tests.soak.inspect_archive import count_posts

pytestmark = pytest.mark.timeout(400)

SEED = 20261129
WINDOW = 6
"""Seconds in which requests are counted."""
OTHER_VERSION = """\
import crawler
crawler.__version__ = "0.0.1"
from crawler.cli.main import main
raise SystemExit(main())
"""


def test_a_worker_crawls_what_it_is_given(tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    with served(3) as (sites, url):
        done = blogger_archive("crawl", *addresses_of(sites, url), "--workers", 1, *FAST, archive=archive)
    assert (done.returncode, done.stderr) == (Exit.OK, "")
    assert "3 of 3 blogs complete: 36 new, 0 changed, 0 unchanged" in done.stdout


@pytest.mark.slow
def test_workers_crawl_as_one_process_does(tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    with served(12) as (sites, url):
        blogs = addresses_of(sites, url)
        done = blogger_archive("crawl", *blogs, "--workers", 2, *FAST, archive=archive)
        assert (done.returncode, done.stderr) == (Exit.OK, "")
        assert "12 of 12 blogs complete: 144 new, 0 changed, 0 unchanged" in done.stdout
        for site in sites.values():
            site.log.clear()
        again = blogger_archive("crawl", "--all", "--workers", 1, *FAST, archive=archive)
        assert again.returncode == Exit.OK, again.stderr
        assert "12 blogs unchanged; 1 request each" in again.stdout
        assert [len(site.log) for site in sites.values()] == [1] * 12
    assert blogger_archive("verify", archive=archive).returncode == Exit.OK


def crawl_with_kills(archive: Path, blogs: list[str], kills: int, workers: int) -> tuple[int, int]:
    """Crawl and kill a worker each time so many blogs are done; return the exit code and the kills."""
    listed, random, done = archive.with_suffix(".txt"), Random(SEED), 0
    port = int(blogs[0].rpartition(":")[2])
    listed.write_text("\n".join(blogs), encoding="utf-8")
    command = ("crawl", "--blogs", listed, "--workers", workers, *FAST, "--archive", archive)
    (temporary := archive.with_suffix(".temporary")).mkdir()
    with running(*command, TMPDIR=str(temporary)) as run:
        for number in range(kills):
            due = number * len(blogs) * POSTS * 3 // (4 * kills)  # all before the last blogs
            wait_until(lambda: count_posts(archive) >= due, run)  # noqa: B023
            if not wait_until(lambda: kill_one(run, port, random), run):
                break
            done += 1
        said = run.communicate(timeout=200)
    assert run.returncode in (Exit.OK, Exit.INCOMPLETE), said[1][-3000:]
    assert "begun anew, because a worker had died or hung" in said[0]
    assert list(temporary.glob("blogger-archive-*")) == []  # nothing of those that were killed
    return run.returncode, done


@pytest.mark.slow
@pytest.mark.parametrize(("count", "workers", "least"), [(40, 2, 2), (200, 3, 20)], ids=["short", "long"])
def test_kill_nine_of_workers_loses_and_doubles_nothing(
    tmp_path: Path, count: int, workers: int, least: int
) -> None:
    archive = tmp_path / "archive.db"
    with served(count, late=0.3) as (sites, url):
        code, kills = crawl_with_kills(archive, addresses_of(sites, url), least, workers)
        assert kills >= least
        assert (code == Exit.OK) is (set(read(archive)[2]) == {"complete"})
        if code != Exit.OK:  # tasks that lost worker after worker are due at once
            again = blogger_archive("crawl", "--workers", workers, *FAST, archive=archive)
            assert again.returncode == Exit.OK, again.stderr
    posts, distinct, _ = read(archive)
    assert (posts, distinct) == (count * POSTS, count * POSTS)
    assert blogger_archive("verify", archive=archive).returncode == Exit.OK


@pytest.mark.slow
def test_kill_nine_of_the_coordinator_is_mended_by_the_next_run(tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    with served(40, late=0.3) as (sites, url):
        command = ("crawl", *addresses_of(sites, url), "--workers", 2, *FAST)
        with running(*command, "--archive", archive) as run:
            assert wait_until(lambda: count_posts(archive) >= 10 * POSTS, run)
            workers = psutil.Process(run.pid).children()
        gone, alive = psutil.wait_procs(workers, timeout=30)
        assert (len(gone), alive) == (2, [])
        assert blogger_archive(*command, archive=archive).returncode == Exit.OK
    assert read(archive)[:2] == (40 * POSTS, 40 * POSTS)


@pytest.mark.slow
def test_an_interrupt_ends_coordinator_and_workers_without_a_word_too_much(tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    with served(60) as (sites, url):
        manners = ("-s", "AUTOTHROTTLE_ENABLED=0", "-s", "DOWNLOAD_DELAY=0.3")
        command = ("crawl", *addresses_of(sites, url), "--workers", 2, *manners, "--archive", archive)
        with running(*command) as run:
            assert wait_until(lambda: count_posts(archive) >= 20, run)
            workers = psutil.Process(run.pid).children()
            run.send_signal(signal.SIGINT)
            out, err = run.communicate(timeout=30)
        assert psutil.wait_procs(workers, timeout=30)[1] == []
    assert (run.returncode, err) == (Exit.INTERRUPTED, ""), err
    assert "Stopped early" in out
    assert set(read(archive)[2]) <= {"interrupted", "complete"}


@pytest.mark.slow
def test_a_limit_of_the_run_counts_the_requests_of_all_workers(tmp_path: Path) -> None:
    with served(40) as (sites, url):
        limit = ("-s", "CLOSESPIDER_PAGECOUNT=60")
        blogs = addresses_of(sites, url)
        done = blogger_archive(
            "crawl", *blogs, "--workers", 2, *FAST, *limit, archive=tmp_path / "archive.db"
        )
        assert (done.returncode, done.stderr) == (Exit.INCOMPLETE, "")
        assert "CLOSESPIDER_PAGECOUNT" in done.stdout
        assert 60 <= sum(len(site.log) for site in sites.values()) < 40 * 7


@pytest.mark.slow
def test_a_stopped_worker_counts_as_dead_after_the_time_out(tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    with served(40, late=0.3) as (sites, url):
        blogs = addresses_of(sites, url)
        command = ("crawl", *blogs, "--workers", 2, *FAST, "-s", "BLOGGER_WORKER_TIMEOUT=5")
        with running(*command, "--archive", archive) as run:
            assert wait_until(lambda: count_posts(archive) >= 5 * POSTS and workers_of(run), run)
            workers_of(run)[0].suspend()
            said = run.communicate(timeout=100)
    assert run.returncode == Exit.OK, said
    assert read(archive)[:2] == (40 * POSTS, 40 * POSTS)


@pytest.mark.slow
def test_a_worker_of_another_version_is_refused_in_one_line(tmp_path: Path) -> None:
    place = "127.0.0.1:18786"
    with served(1) as (sites, url):
        scheduler = ("--scheduler", f"listen:{place}", "--archive", tmp_path / "archive.db")
        with running("crawl", *addresses_of(sites, url), *FAST, *scheduler) as run:
            wait_for_port(place)
            command = [sys.executable, "-c", OTHER_VERSION, "worker", f"tcp://{place}"]
            old = subprocess.run(
                command, cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=60, check=False
            )
            worker = blogger_archive("worker", f"tcp://{place}")
            said = run.communicate(timeout=60)
    assert old.returncode == Exit.USAGE
    assert old.stderr.count("\n") == 1
    assert "this worker 0.0.1" in old.stderr
    assert "install the same on both" in old.stderr
    assert (run.returncode, worker.returncode, worker.stderr) == (Exit.OK, Exit.OK, ""), said


@pytest.mark.slow
@pytest.mark.parametrize(("names", "rates"), [(["", ""], 1), (["a", "b"], 2)], ids=["one", "two"])
def test_workers_of_one_address_share_one_rate(tmp_path: Path, names: list[str], rates: int) -> None:
    """At the busiest: a worker that starts late, or ends early, makes the mean of a run say nothing.

    Two need more blogs than the first, which may be alone for some time, takes at once.
    """
    rate, place = 5, f"127.0.0.1:{18790 + rates}"
    manners = ("-s", "AUTOTHROTTLE_ENABLED=0", "-s", "DOWNLOAD_DELAY=0.01", "-s", f"BLOGGER_RATE={rate}")
    with served(18 * rates, host="b{}-{}.blogspot.com") as (sites, url), ExitStack() as held:
        crawl = ("crawl", *(f"http://{host}" for host in sites), *manners)
        scheduler = ("--scheduler", f"listen:{place}", "--archive", tmp_path / "archive.db")
        run = held.enter_context(running(*crawl, *scheduler, http_proxy=url))
        wait_for_port(place)
        for name in names:
            held.enter_context(running("worker", f"tcp://{place}", "--address", name, http_proxy=url))
        said = run.communicate(timeout=200)
    assert run.returncode == Exit.OK, said
    times = [request.at for site in sites.values() for request in site.log]
    busiest = max(sum(start <= at < start + WINDOW for at in times) for start in times)
    assert rate * WINDOW * (rates - 0.5) < busiest <= (WINDOW + 1) * rate * rates


@pytest.mark.slow
def test_a_run_over_tls_lets_in_who_has_a_certificate(tmp_path: Path) -> None:
    key, place = tmp_path / "main.key", "127.0.0.1:18796"
    request = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=main"]
    subprocess.run([*request, "-keyout", key, "-out", tmp_path / "ca.pem"], check=True, capture_output=True)
    pair = {"cert": str(tmp_path / "ca.pem"), "key": str(key)}
    tls = {"ca-file": pair["cert"], **dict.fromkeys(("scheduler", "client", "worker"), pair)}
    configuration = {"distributed": {"comm": {"require-encryption": True, "tls": tls}}}
    (tmp_path / "dask.yaml").write_text(json.dumps(configuration), encoding="utf-8")
    with served(1) as (sites, url):
        scheduler = ("--scheduler", f"listen:tls://{place}", "--archive", tmp_path / "archive.db")
        trusted = environment(DASK_CONFIG=str(tmp_path))
        with running("crawl", *addresses_of(sites, url), *FAST, *scheduler, DASK_CONFIG=str(tmp_path)) as run:
            wait_for_port(place)
            stranger = blogger_archive("worker", f"tcp://{place}")
            worker = blogger_archive("worker", f"tls://{place}", env=trusted)
            said = run.communicate(timeout=60)
    assert (stranger.returncode, stranger.stderr.count("\n")) == (Exit.USAGE, 1), stranger
    assert (run.returncode, worker.returncode, worker.stderr) == (Exit.OK, Exit.OK, ""), said


def wait_for_port(place: str) -> None:
    """Wait until something listens there."""
    host, _, port = place.partition(":")
    for _ in range(300):
        with suppress(OSError), socket.create_connection((host, int(port))):
            return
        time.sleep(0.1)
