"""`blogger-archive serve` as a person starts it."""

import asyncio
import signal
import socket
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from crawler.exit_codes import Exit
from crawler.web.security_headers import LOOPBACK
from crawler.web.web_server import access_to, listen
from pipelines.archive import Archive
from tests.helpers.exports import save_posts
from tests.helpers.posts import post
from tests.helpers.processes import call
from tests.helpers.web_site import fetch, server


def fail(path: Path, *options: str) -> tuple[int, str]:
    """Exit code and the one line on stderr of a run that cannot begin."""
    done = call("serve", *options, archive=path)
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    return done.returncode, line


def test_it_serves_while_a_crawl_writes_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    path = save_posts(tmp_path / "an archive? 100%.db", post(1, title="First"))
    with server(path) as (address, process):
        with Archive(path) as archive:
            assert "First" in fetch(address)[1]
            archive.save_posts([post(2, title="Second")])
            assert "Second" in fetch(address)[1]
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == Exit.OK
        assert process.stderr is not None
        assert process.stderr.read() == ""
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.slow
def test_it_leaves_no_log_beside_several_archives(tmp_path: Path) -> None:
    paths = [save_posts(tmp_path / name, post(1)) for name in ("a.db", "b.db")]
    with server(paths[0], "--archive", str(paths[1])) as (address, process), ThreadPoolExecutor(4) as readers:
        pages = [f"{address}/{page}" for page in ("a/", "b/search", "a/labels", "search?q=ferry")] * 4
        assert {status for status, _ in readers.map(fetch, pages)} == {200}
        assert (tmp_path / "a.db-wal").exists()
        process.terminate()
        assert process.wait(30) == Exit.OK
    assert sorted(tmp_path.iterdir()) == paths


def test_a_port_that_is_none(tmp_path: Path) -> None:
    code, line = fail(save_posts(tmp_path / "archive.db"), "--port", "99999")
    assert code == Exit.USAGE
    assert line.startswith("error: invalid value for '--port': 99999 is not in the range 0<=x<=65535")


def test_a_public_host_is_warned_of(tmp_path: Path) -> None:
    with server(save_posts(tmp_path / "archive.db"), "--host", "0.0.0.0") as (_, process):
        process.terminate()
        assert process.stderr is not None
        assert process.stderr.read() == ("warning: 0.0.0.0 is open to other machines; there is no password\n")


def test_a_password_and_a_path_are_taken_from_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("quay\nnot this line\n")
    options = ("--host", "0.0.0.0", "--password-file", str(tmp_path / "password"), "--base-path", "blogs/")
    with server(save_posts(tmp_path / "archive.db", post(1, title="First")), *options) as (address, process):
        site = f"http://127.0.0.1:{address.rsplit(':')[-1].split('/')[0]}/blogs/"
        with pytest.raises(HTTPError, match="401"):
            fetch(site)
        given = Request(site, headers={"Authorization": f"Basic {b64encode(b'me:quay').decode()}"})
        with urlopen(given, timeout=30) as answer:
            assert b"First" in answer.read()
        process.terminate()
        assert process.stderr is not None
        assert process.stderr.read() == ""


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--password-file", "none.txt"), "--password-file none.txt: No such file or directory; name a file"),
        (("--password-file", "/dev/null"), "--password-file /dev/null: its first line is empty; write"),
        (("--base-path", "a b"), "--base-path a b: give a path such as /archive"),
        (("--base-path", "/a?b"), "--base-path /a?b: give a path such as /archive"),
        (("--base-path", "//x.example/"), ""),
    ],
)
def test_a_password_or_path_that_cannot_be_used(tmp_path: Path, options: tuple[str, str], says: str) -> None:
    if says:
        code, line = fail(save_posts(tmp_path / "archive.db"), *options)
        assert (code, says in line) == (Exit.USAGE, True), line
    else:
        assert access_to("127.0.0.1", base=options[1]).base == "/x.example"


def test_a_name_of_a_proxy_is_answered_to() -> None:
    assert access_to("127.0.0.1", names=("Blogs.Example",)).hosts == LOOPBACK | {"blogs.example"}
    assert access_to("0.0.0.0").hosts is None


def test_a_missing_archive(tmp_path: Path) -> None:
    code, line = fail(tmp_path / "none.db")
    assert (code, "none.db: there is no such archive" in line) == (Exit.ARCHIVE, True)


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, line = fail(save_posts(tmp_path / "archive.db"), "--port", port)
    assert (code, f"127.0.0.1:{port}: Address already in use" in line) == (Exit.USAGE, True)


def test_small_packets_are_not_held_back() -> None:
    """Else each page of a connection that is kept takes 40 ms more."""
    held: list[int] = []

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = writer.get_extra_info("socket")
        held.append(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    async def ask() -> None:
        with closing(listen("127.0.0.1", 0)) as listener:
            async with await asyncio.start_server(answer, sock=listener):
                reader, writer = await asyncio.open_connection(*listener.getsockname())
                assert await reader.read() == b""
                writer.close()

    asyncio.run(ask())
    assert held[0] != 0
