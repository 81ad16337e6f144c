"""Commands that read work on a disk without a free byte, and where nothing may be written."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.exit_codes import Exit
from pipelines.archive import Archive
from tests.end_to_end.test_damage import WITHOUT_PRIVILEGES
from tests.helpers.processes import ROOT, environment
from tests.helpers.tables import oldest_archive
from tests.helpers.web_site import fetch

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not shutil.which("unshare"), reason="needs Linux")]

FULL_DISK = """\
mount -t tmpfs -o size=$(($(stat -c %s "$1") + 8192)) tmpfs "$2" || exit 99
cp "$1" "$2/archive.db" || exit 98
dd if=/dev/zero of="$2/rest" bs=4096 2>/dev/null && exit 97
shift 2
exec "$@"
"""
NOTHING_FOUND = 1  # as of grep
COMMANDS = {
    ("status",): Exit.OK,
    ("search", "the"): Exit.OK,
    ("search", "the", "--json"): Exit.OK,
    ("trends", "the"): Exit.OK,
    ("similar", "1"): NOTHING_FOUND,  # there is no other post
    ("diff", "1"): Exit.OK,
    ("blogs", "--json"): Exit.OK,
    ("media", "status"): Exit.OK,
    ("reclean", "--dry-run"): Exit.OK,
    ("verify",): Exit.INCOMPLETE,  # no crawl of this archive has ended
    ("backup", "OUT/copy.db"): Exit.OK,
    ("export", "OUT/posts.csv"): Exit.OK,
    ("export", "OUT/posts.epub"): Exit.OK,
    ("export", "OUT/first.csv", "--dedupe"): Exit.OK,
    ("site", "OUT/site"): Exit.OK,
}
RUN_ALL = """\
import json, sys
from tests.end_to_end.test_reading_commands import COMMANDS
from tests.helpers.processes import call

archive, out = sys.argv[1:]
for words in COMMANDS:
    done = call(*(word.replace("OUT", out) for word in words), archive=archive)
    print(json.dumps([words, done.returncode, "rror" in done.stderr, bool(done.stdout.strip())]))
"""
"""In one process: each of its own would import everything again."""


@pytest.fixture(params=["today", "older"])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """An archive of today, and one that a reader would have to bring up to date."""
    path = tmp_path / "given" / "archive.db"
    path.parent.mkdir()
    oldest_archive(path)
    if request.param == "today":
        Archive(path).close()
    return path


@pytest.fixture(params=["full disk", "read-only"])
def place(request: pytest.FixtureRequest, path: Path, tmp_path: Path) -> Iterator[tuple[list[str], Path]]:
    """The beginning of a command line, and where the archive stands for it."""
    if request.param == "full disk":
        small = tmp_path / "small"
        small.mkdir()
        yield ["unshare", "-m", "sh", "-c", FULL_DISK, "sh", str(path), str(small)], small / "archive.db"
        return
    if os.geteuid() == 0 and not shutil.which(WITHOUT_PRIVILEGES[0]):
        pytest.skip("root may write everywhere")
    path.chmod(0o444)
    path.parent.chmod(0o555)
    yield list(WITHOUT_PRIVILEGES if os.geteuid() == 0 else ()), path
    path.parent.chmod(0o755)


def skip_unless_mounted(code: int, said: str) -> None:
    if code in (1, 99) and "ermitted" in said:
        pytest.skip(f"this user may not mount: {said}")


def test_commands_that_read_do_so(place: tuple[list[str], Path], path: Path, tmp_path: Path) -> None:
    prefix, archive = place
    before = path.read_bytes()
    done = subprocess.run(
        [*prefix, sys.executable, "-c", RUN_ALL, str(archive), str(tmp_path)],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    skip_unless_mounted(done.returncode, done.stderr)
    assert done.stderr == ""
    results = [json.loads(line) for line in done.stdout.splitlines()]
    assert results == [[list(words), code, False, code != NOTHING_FOUND] for words, code in COMMANDS.items()]
    assert path.read_bytes() == before


def test_the_page_is_served(place: tuple[list[str], Path]) -> None:
    prefix, archive = place
    process = subprocess.Popen(
        [*prefix, sys.executable, "-m", "crawler.cli", "serve", "--port", "0", "--archive", str(archive)],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        _, said = process.communicate(timeout=30)
        skip_unless_mounted(process.returncode, said)
        pytest.fail(said)
    status, page = fetch(line.split(" at ")[1].split("/ ")[0] + "/?q=the")
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert (status, "The tram stops" in page, errors) == (200, True, "")
