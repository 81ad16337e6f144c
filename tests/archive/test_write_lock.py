"""One writer at a time, with real processes: who holds the lock, who is turned away, who waits."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from crawler.errors import ArchiveError, ArchiveLockedError
from crawler.exit_codes import Exit
from pipelines.archive import Archive, sole_writer
from pipelines.archive.write_lock import hold, lock_path
from tests.helpers.fake_blogger import FakeBloggerServer, Site, faults
from tests.helpers.processes import ROOT, crawl, environment, start_crawl, wait_for
from tests.helpers.sample_blog import sample_blog

POSTS = len(sample_blog().posts)
HOLD = """\
import sys, time; from pathlib import Path; from pipelines.archive.write_lock import hold
with hold(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archive.db"


@contextmanager
def another_writer(path: Path, seconds: float = 3600) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-c", HOLD, str(path), str(seconds)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.readline()
    yield process
    process.kill()
    process.communicate()


def test_the_second_one_is_told_who_holds_the_lock_since_when(path: Path) -> None:
    with another_writer(path) as other, pytest.raises(ArchiveLockedError) as caught, hold(path):
        pass
    said = (
        rf"{path}: another run \(process {other.pid}, since 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC\) writes to"
    )
    assert re.match(said, str(caught.value))


def test_a_lock_left_behind_by_kill_is_no_obstacle(path: Path) -> None:
    with another_writer(path) as other:
        other.send_signal(signal.SIGKILL)
        other.wait()
        assert str(other.pid) in lock_path(path).read_text()
        with hold(path):
            assert f"process {os.getpid()} since" in lock_path(path).read_text()
    assert not lock_path(path).exists()


def test_who_waits_gets_it(path: Path) -> None:
    with another_writer(path, seconds=0.5), hold(path, wait=600):
        assert f"process {os.getpid()} " in lock_path(path).read_text()


@pytest.mark.slow
def test_many_at_once_never_hold_it_together(path: Path, tmp_path: Path) -> None:
    """The file is removed by each holder: the next must not lock one that is gone."""
    script = """\
import sys; from pathlib import Path; from pipelines.archive import write_lock; hold = write_lock.hold
write_lock.POLL_SECONDS = 0.001
log = open(sys.argv[2], "a")
for _ in range(50):
    with hold(Path(sys.argv[1]), wait=600):
        log.write("in\\n"); log.flush(); log.write("out\\n"); log.flush()
"""
    log = tmp_path / "log"
    command = [sys.executable, "-c", script, str(path), str(log)]
    crowd = [subprocess.Popen(command, cwd=ROOT, env=environment()) for _ in range(4)]
    assert [process.wait(600) for process in crowd] == [0] * 4
    assert log.read_text().split() == ["in", "out"] * 200


def test_two_names_of_one_archive_are_one_lock(path: Path, tmp_path: Path) -> None:
    Archive(path).close()
    (tmp_path / "link.db").symlink_to(path)
    with sole_writer(path), pytest.raises(ArchiveLockedError), sole_writer(tmp_path / "link.db"):
        pass


@pytest.mark.parametrize(
    "folder",
    ["no", pytest.param("/proc", marks=pytest.mark.skipif(sys.platform != "linux", reason="of Linux"))],
)
def test_a_folder_that_is_not_there_or_takes_no_file_is_named(tmp_path: Path, folder: str) -> None:
    with (
        pytest.raises(ArchiveError, match=r"cannot be written .*No such file or directory"),
        sole_writer(tmp_path / folder / "a.db"),
    ):
        pass


def test_nothing_is_left_beside_a_file_that_is_refused(path: Path) -> None:
    path.write_text("my diary " * 1000)
    with pytest.raises(ArchiveError, match="is not an SQLite database"), sole_writer(path):
        pass
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.slow
def test_of_two_crawls_the_second_leaves_at_once_in_one_line(
    server: FakeBloggerServer, site: Site, path: Path
) -> None:
    """While a crawl runs, others read; the second crawl fetches nothing."""
    site.set(cap=10)
    site.fault("start-index=19", faults.slow(3600), times=1)
    first = start_crawl(server.url, path, "-s", "DOWNLOAD_TIMEOUT=3600")
    wait_for(lambda: bool(site.requests("start-index=19")))
    asked = len(site.log)
    second = crawl(server.url, path)
    assert (second.returncode, second.stdout, second.stderr.count("\n")) == (Exit.LOCKED, "", 1)
    assert f"another run (process {first.pid}, since " in second.stderr
    assert (len(site.log), first.poll()) == (asked, None), "nothing was fetched, and the first one goes on"
    with Archive(path, read_only=True) as reader:
        assert reader.counts()["blogs"] == 1
    first.kill()
    first.communicate()


@pytest.mark.slow
def test_a_run_that_was_killed_is_recorded_by_the_next(
    server: FakeBloggerServer, site: Site, path: Path
) -> None:
    site.set(cap=10)
    site.fault("start-index=19", faults.slow(3600), times=1)
    first = start_crawl(server.url, path, "-s", "DOWNLOAD_TIMEOUT=3600")
    wait_for(lambda: bool(site.requests("start-index=19")))
    first.kill()
    first.communicate()
    with Archive(path, read_only=True) as reader:
        assert [run.outcome for run in reader.crawls()] == [None]
    site.faults.clear()
    assert crawl(server.url, path).returncode == Exit.OK
    with Archive(path, read_only=True) as reader:
        killed, complete = reader.crawls()
    assert (killed.outcome, killed.ended is not None) == ("interrupted", True)
    assert (killed.error or "").startswith("killed: ")
    assert (complete.outcome, complete.held, complete.missing) == ("complete", POSTS, 0)


@pytest.mark.slow
def test_with_wait_the_second_crawl_comes_after_the_first(server: FakeBloggerServer, path: Path) -> None:
    with another_writer(path, seconds=1):
        done = crawl(server.url, path, "--wait")
    assert (done.returncode, done.stderr) == (Exit.OK, "")
    with another_writer(path):
        done = crawl(server.url, path, "--wait", "0.5")
    assert done.returncode == Exit.LOCKED
