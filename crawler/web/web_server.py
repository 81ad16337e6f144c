"""The web server of the pages."""

import re
import signal
import socket
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import FrameType

import uvicorn

from crawler.errors import UsageError
from crawler.web.application import ArchiveSite
from crawler.web.password_gate import read_password
from crawler.web.security_headers import LOOPBACK, Access
from crawler.web.several_sites import SeveralSites

_BASE = re.compile(r"(/[A-Za-z0-9._~-]+)*/?")
GRACE_SECONDS = 2
"""Time for open connections to finish after the first signal."""


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; port 0 picks a free one. Raises UsageError."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        with ExitStack() as on_error:
            # asyncio sends small packets at once only where the protocol is named; else 40 ms go by each time
            tcp = socket.socket(found[0][0], socket.SOCK_STREAM, socket.IPPROTO_TCP)
            listener = on_error.enter_context(tcp)
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(found[0][4])
            listener.listen(128)
            on_error.pop_all()
    except OSError as error:
        raise UsageError(
            f"{host}:{port}: {error.strerror or error}; name another with --host or --port"
        ) from error
    return listener


def address(listener: socket.socket, host: str) -> str:
    """Return the URL for a browser."""
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}:{listener.getsockname()[1]}/"


def is_public(host: str) -> bool:
    """Return True if other machines can reach the host."""
    return host not in LOOPBACK and host != "::1" and not host.startswith("127.")


def access_to(
    host: str, *, names: Iterable[str] = (), password_file: str | None = None, base: str = ""
) -> Access:
    """Return who may ask. `names` are further names of the server. Raises UsageError."""
    if base and not _BASE.fullmatch(f"/{base.strip('/')}"):
        raise UsageError(f"--base-path {base}: give a path such as /archive, of letters, digits, - _ . ~")
    return Access(
        hosts=None if is_public(host) else LOOPBACK | {host, *map(str.lower, names)},
        password=None if password_file is None else read_password(Path(password_file)),
        base=f"/{base.strip('/')}" if base.strip("/") else "",
    )


def run(paths: Sequence[Path], listener: socket.socket, access: Access, *, allow_sql: bool) -> None:
    """Serve until SIGINT or SIGTERM."""
    site = (
        ArchiveSite(paths[0], allow_sql=allow_sql, access=access)
        if len(paths) == 1
        else SeveralSites(paths, allow_sql=allow_sql, access=access)
    )
    config = uvicorn.Config(
        site.app(),
        log_config=None,
        access_log=False,
        server_header=False,
        ws="none",
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    server = uvicorn.Server(config)

    def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 (signature of a signal handler)
        server.should_exit = True

    # uvicorn installs its own handlers some time after the start, and raises the signal again at its end
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    server.run(sockets=[listener])
    site.close()
