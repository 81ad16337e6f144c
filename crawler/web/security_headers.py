"""Security headers and refusals of every response, Datasette's own included."""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""No script at all, no style that is not our file, nothing from elsewhere."""
POLICY_WITH_PICTURES = POLICY.replace("img-src 'self'", "img-src 'self' http: https:")

_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}

_FORBIDDEN = ("/-/", "/_memory", "/_internal")
"""Datasette's pages about itself: versions, settings, threads, the path of the archive."""
_ALLOWED = "/-/static/"


@dataclass(frozen=True, slots=True)
class Access:
    """Conditions under which pages are answered, and where they are."""

    hosts: frozenset[str] | None = LOOPBACK
    """Names under which the server answers; None: any."""
    password: str | None = None
    base: str = ""
    """Path before all addresses, "/archive", behind a proxy that serves other things as well."""


def without_base(app: App, base: str) -> App:
    """Return the app with `base` taken off the paths of requests, whether or not a proxy has done that."""

    async def moved(scope: Scope, receive: Receive, send: Send) -> None:
        is_below = scope["type"] == "http" and f"{scope['path']}/".startswith(f"{base}/")
        await app(_moved(scope, "", len(base)) if is_below else scope, receive, send)

    return moved if base else app


def with_base(app: App, base: str) -> App:
    """Return the app with `base` put before the paths of requests, as Datasette expects it."""

    async def moved(scope: Scope, receive: Receive, send: Send) -> None:
        await app(_moved(scope, base, 0) if scope["type"] == "http" else scope, receive, send)

    return moved if base else app


def _moved(scope: Scope, before: str, cut: int) -> Scope:
    path, raw = scope["path"], scope.get("raw_path") or scope["path"].encode()
    return {**scope, "path": before + (path[cut:] or "/"), "raw_path": before.encode() + (raw[cut:] or b"/")}


def secure(app: App, hosts: Iterable[str] | None) -> App:
    """Return the app with security headers. `hosts` are the host names it answers to; None: any.

    A page elsewhere can make its own name lead to 127.0.0.1, and would then read the archive as its own.
    """
    known = None if hosts is None else frozenset(hosts)

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
        elif known is not None and _host(scope) not in known:
            await refuse(send, 421, b"This archive is not served under that name.\n")
        elif scope["path"].startswith(_FORBIDDEN) and not scope["path"].startswith(_ALLOWED):
            await refuse(send, 404, b"There is no such page.\n")
        else:
            await app(scope, receive, _adding_headers(send))

    return guarded


def _host(scope: Scope) -> str:
    value = header(scope, b"host").decode("latin-1")
    name, colon, port = value.rpartition(":")
    return (name if colon and port.isdigit() else value).lower()


def header(scope: Scope, wanted: bytes) -> bytes:
    """Return the value of a request's header; b"" where it is missing."""
    return next((bytes(value) for name, value in scope["headers"] if name == wanted), b"")


def _adding_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = list(message.get("headers", ()))
            present = {bytes(name).lower().decode("latin-1") for name, _ in headers}
            headers += [(k.encode(), v.encode()) for k, v in _HEADERS.items() if k not in present]
            message = {**message, "headers": headers}
        await send(message)

    return sending


async def refuse(send: Send, status: int, body: bytes, *more: tuple[bytes, bytes]) -> None:
    """Answer with plain text; `more` are further headers."""
    headers = [(b"content-type", b"text/plain; charset=utf-8"), *more]
    await _adding_headers(send)({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
