"""`blogger-archive serve` as a person starts it."""

import signal
import socket
import sqlite3
from contextlib import closing
from pathlib import Path

from crawler.exit_codes import Exit
from pipelines.archive import Archive
from tests.helpers.posts import post
from tests.helpers.processes import call
from tests.helpers.web_site import fetch, save, server


def fail(path: Path, *options: str) -> tuple[int, str]:
    """Exit code and the one line on stderr of a run that cannot begin."""
    done = call("serve", *options, archive=path)
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    return done.returncode, line


def test_it_serves_while_a_crawl_writes_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    path = save(tmp_path / "an archive? 100%.db", post(1, title="First"))
    with server(path) as (address, process):
        with Archive(path) as archive:
            assert "First" in fetch(address)[1]
            archive.save_posts([post(2, title="Second")])
            assert "Second" in fetch(address)[1]
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == Exit.OK
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_a_port_that_is_none(tmp_path: Path) -> None:
    code, line = fail(save(tmp_path / "archive.db"), "--port", "99999")
    assert (code, line) == (Exit.USAGE, "error: --port 99999: give a number from 0 to 65535")


def test_a_public_host_is_warned_of(tmp_path: Path) -> None:
    with server(save(tmp_path / "archive.db"), "--host", "0.0.0.0") as (_, process):
        process.terminate()
        assert process.stderr is not None
        assert process.stderr.read() == ("warning: 0.0.0.0 is open to other machines; there is no password\n")


def test_a_missing_archive(tmp_path: Path) -> None:
    code, line = fail(tmp_path / "none.db")
    assert (code, "none.db: there is no such archive" in line) == (Exit.ARCHIVE, True)


def test_a_file_that_is_no_archive(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE notes (id)")
    code, line = fail(path)
    assert (code, "is an SQLite file, but no archive" in line) == (Exit.ARCHIVE, True)


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, line = fail(save(tmp_path / "archive.db"), "--port", port)
    assert (code, f"127.0.0.1:{port}: Address already in use" in line) == (Exit.USAGE, True)
