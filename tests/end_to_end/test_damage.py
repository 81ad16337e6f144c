"""Faults of the machine under real processes: one line, an exit code, and the archive as it was."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from crawler.exit_codes import Exit
from pipelines.archive import Archive
from tests.helpers.fake_blogger import FakeBloggerServer, Site, faults
from tests.helpers.processes import FAST, ROOT, crawl, environment, start_crawl, wait_for
from tests.helpers.sample_blog import sample_blog
from tests.helpers.tables import oldest_archive, sql
from tests.soak.inspect_archive import read_content, read_texts

pytestmark = pytest.mark.slow

PUBLISHED = len(sample_blog().posts)
POSTS = PUBLISHED + len(sample_blog().pages)
OLD = 20  # posts of the archive before anything happens to it


@pytest.fixture
def site() -> Site:
    return Site(sample_blog(), cap=10)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of a blog that has grown since."""
    path = tmp_path_factory.mktemp("made") / "archive.db"
    blog = sample_blog()
    for post in list(blog.posts)[: PUBLISHED - OLD]:
        blog = blog.without_post(post.post_id)
    with FakeBloggerServer(Site(blog), port=0) as server:
        assert crawl(server.url, path).returncode == Exit.OK
    return path


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made, tmp_path / "archive.db"))


def one_line(done: "subprocess.CompletedProcess[str]", *words: str) -> None:
    assert done.returncode == Exit.ARCHIVE, done
    (line,) = done.stderr.splitlines()
    assert all(word in line for word in words), line


def newer(path: Path) -> None:
    values = "('blogger-archive', 'm999_later', '')"
    sql(path, f"INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES {values}")


def overwrite(path: Path, first: int, last: int) -> None:
    data = bytearray(path.read_bytes())
    for page in range(first, last):
        data[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    path.write_bytes(data)


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2 // 4096 * 4096)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (newer, "was made by a newer version of this program (m999_later); update the program"),
        (lambda path: path.write_bytes(b"my diary " * 999), "is not an SQLite database"),
        (lambda path: overwrite(path, 30, 33), "is damaged"),
        (lambda path: overwrite(path, 0, 1), "is not an SQLite database"),
        (cut, "is damaged"),
    ],
    ids=["newer version", "no database", "corrupt pages", "no header", "cut off"],
)
def test_a_file_that_cannot_be_used_is_left_as_it_was_and_nothing_is_fetched(
    server: FakeBloggerServer, site: Site, path: Path, damage: Callable[[Path], Any], said: str
) -> None:
    damage(path)
    before = path.read_bytes()
    one_line(crawl(server.url, path), f"error: {path}: ", said)
    assert (path.read_bytes(), site.log, list(path.parent.iterdir())) == (before, [], [path])


WITHOUT_PRIVILEGES = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search")
"""Root may write everywhere, but for this."""


@pytest.mark.skipif(os.name != "posix", reason="rights are others there")
@pytest.mark.parametrize("read_only", ["file", "folder"])
def test_an_archive_that_may_not_be_written(
    server: FakeBloggerServer, site: Site, path: Path, read_only: str
) -> None:
    prefix = WITHOUT_PRIVILEGES if os.geteuid() == 0 else ()
    if prefix and not shutil.which(prefix[0]):
        pytest.skip("root may write everywhere")
    before = path.read_bytes()
    (path.chmod(0o444) if read_only == "file" else path.parent.chmod(0o555))
    done = run(server.url, path, *prefix, sys.executable, "-m", "scrapy")
    path.parent.chmod(0o755)
    one_line(done, f"error: {path}: ", "check")
    assert (path.read_bytes(), site.log) == (before, [])


def run(url: str, path: Path, *command: object) -> "subprocess.CompletedProcess[str]":
    """A crawl by another command than usual."""
    arguments = ("crawl", "blogger", "-a", f"blog={url}", "-s", f"ARCHIVE_PATH={path}", *FAST)
    return subprocess.run(
        [str(word) for word in (*command, *arguments)],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


# --- A disk that is full

LIMITED = """\
import resource, runpy, sys
limit = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
sys.argv[0] = "scrapy"
runpy.run_module("scrapy", run_name="__main__")
"""


@pytest.mark.skipif(os.name != "posix", reason="there are no such limits")
def test_a_file_that_may_not_grow(server: FakeBloggerServer, path: Path) -> None:
    before = read_texts(path)
    done = run(server.url, path, sys.executable, "-c", LIMITED, path.stat().st_size + 20_000)
    one_line(done, f"ERROR: {path}: the disk ")
    assert "the same command fetches the rest" in done.stdout
    complete_afterwards(server, path, before)


IN_A_SMALL_TMPFS = """\
mount -t tmpfs -o size=$1 tmpfs "$2" || exit 99
shift; folder="$1"; out="$2"; shift 2
cp "$out/archive.db" "$folder/archive.db"
"$@"; code=$?
cp "$folder"/archive.db* "$out/"
exit $code
"""


@pytest.mark.skipif(not shutil.which("unshare"), reason="needs Linux")
@pytest.mark.parametrize("spare", [8_192, 300_000])
def test_a_full_disk(server: FakeBloggerServer, path: Path, tmp_path: Path, spare: int) -> None:
    """A real one, of memory: full before the first write, and in the middle of the crawl."""
    before, small = read_texts(path), tmp_path / "small"
    small.mkdir()
    size = (path.stat().st_size + spare) // 4096 * 4096
    shell = ("unshare", "-m", "sh", "-c", IN_A_SMALL_TMPFS, "sh", size, small, path.parent)
    done = run(server.url, small / "archive.db", *shell, sys.executable, "-m", "scrapy")
    if done.returncode in (1, 99):
        pytest.skip(f"this user may not mount: {done.stderr.splitlines()[-1:]}")
    one_line(done, "archive.db: ", "disk")
    complete_afterwards(server, path, before)


def complete_afterwards(server: FakeBloggerServer, path: Path, before: Any) -> None:
    """Nothing is lost, and the next run, with room, completes the archive."""
    seen = read_content(path)
    assert (seen.lost(before), seen.doubled, seen.problems) == (0, 0, ())
    assert len(seen.texts) < POSTS
    assert crawl(server.url, path).returncode == Exit.OK
    assert len(read_content(path).texts) == POSTS


# --- A migration that is killed

MIGRATE_AND_DIE = """\
import os, shutil, signal, sqlite3, sys
from contextlib import closing
from pathlib import Path
from sqlite_utils import Database
from pipelines.archive import connection
from pipelines.archive.migrations import migrations

old, work = Path(sys.argv[1]), Path(sys.argv[2])
real, die_at, seen = sqlite3.connect, 0, 0

def step(*_):
    global seen
    seen += 1
    if seen == die_at:
        os.kill(os.getpid(), signal.SIGKILL)

def connect(*args, **kwargs):
    made = real(*args, **kwargs)
    made.set_trace_callback(step)
    made.set_progress_handler(step, 2000)
    return made

def schema(path):
    with closing(real(path)) as other:
        assert other.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return tuple(sorted(map(str, other.execute("SELECT name, sql FROM sqlite_master"))))

connection.sqlite3.connect = connect
shutil.copy(old, work)
connection.connect(work).close()
before, after = schema(old), schema(work)
assert before != after
steps = seen
for die_at in range(1, steps + 1):
    for file in work.parent.glob(work.name + "*"):
        file.unlink()
    shutil.copy(old, work)
    child = os.fork()
    if not child:
        seen = 0
        connection.connect(work).close()
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    found = schema(work)
    if not status:  # past its last step: what the parent has learnt once costs a child none
        assert found == after
        break
    print(status, "old" if found == before else "new" if found == after else "between")
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="children are made otherwise there")
def test_a_migration_that_is_killed_leaves_the_old_schema_or_the_new(tmp_path: Path) -> None:
    """Killed in every statement and between many steps of SQLite's machine."""
    old = tmp_path / "old.db"
    oldest_archive(old)
    command = [sys.executable, "-c", MIGRATE_AND_DIE, str(old), str(tmp_path / "work.db")]
    done = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    outcomes = [line.split() for line in done.stdout.splitlines()]
    assert len(outcomes) > 20
    assert {status for status, _ in outcomes} == {"9"}
    assert {schema for _, schema in outcomes} == {"old", "new"}


# --- Others at the same file


IMPATIENT = """\
import runpy, sys
from pipelines.archive import connection
connection.LOCK_SECONDS = 1
sys.argv[0] = "scrapy"
runpy.run_module("scrapy", run_name="__main__")
"""


def test_a_lock_that_another_program_keeps_ends_a_crawl_and_loses_nothing(
    server: FakeBloggerServer, site: Site, path: Path
) -> None:
    """The program waits a minute; here a second."""
    before = read_texts(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        site.fault("start-index=10", faults.slow(3), times=1)
        with ThreadPoolExecutor(1) as thread:
            running = thread.submit(run, server.url, path, sys.executable, "-c", IMPATIENT)
            wait_for(lambda: bool(site.requests("start-index=10")))
            other.execute("BEGIN IMMEDIATE")
            done = running.result(timeout=100)
        other.execute("ROLLBACK")
    assert (done.returncode, done.stderr.count("\n")) == (Exit.LOCKED, 1), done
    assert "locked by another program" in done.stderr
    complete_afterwards(server, path, before)


READERS = (
    ("sqlite_utils", "rows", "{}", "posts", "--limit", "1"),
    ("sqlite_utils", "search", "{}", "posts", "the"),
    ("datasette", "{}", "--get", "/archive/posts.json?_size=1"),
)


def test_others_read_while_a_crawl_runs(server: FakeBloggerServer, site: Site, path: Path) -> None:
    site.fault("start-index=28", faults.slow(3600), times=1)
    process = start_crawl(server.url, path, "-s", "DOWNLOAD_TIMEOUT=3600")
    wait_for(lambda: bool(site.requests("start-index=28")))
    with closing(sqlite3.connect(path, timeout=0)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM posts").fetchone()
        for words in READERS:
            command = [sys.executable, "-W", "ignore", "-m", *(word.format(path) for word in words)]
            done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
            assert (done.returncode, len(done.stdout) > 50) == (0, True), done.stderr
    with Archive(path, read_only=True) as archive:
        assert archive.counts()["posts"] >= OLD
    process.kill()
    process.communicate()
