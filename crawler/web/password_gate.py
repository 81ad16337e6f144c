"""One password for all visitors, by HTTP's Basic authentication."""

import base64
import binascii
import hmac
import time
from collections import OrderedDict
from hashlib import sha256
from pathlib import Path

from crawler.errors import UsageError
from crawler.web.security_headers import App, Receive, Scope, Send, header, refuse

OPEN = "/healthz"
"""Answers without a password."""
ATTEMPTS, WINDOW = 10, 60.0
"""Wrong passwords that one address may send, and the seconds after which it may try anew."""
_MOST_ADDRESSES = 10_000
_CHALLENGE = (b"www-authenticate", b'Basic realm="archive", charset="UTF-8"')


def read_password(path: Path) -> str:
    """Return the first line of a file. Raises UsageError for a file that is empty or cannot be read."""
    try:
        first, *_ = [*path.read_text(encoding="utf-8").splitlines(), ""]
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "is not UTF-8"
        raise UsageError(f"--password-file {path}: {reason}; name a file with the password") from error
    if not first.strip():
        raise UsageError(f"--password-file {path}: its first line is empty; write the password there")
    return first


class PasswordGate:
    """Lets requests through to `app` that bring the password; the name given with it does not matter."""

    def __init__(self, app: App, password: str) -> None:
        self._app, self._digest = app, _digest(password)
        self._failures: OrderedDict[str, tuple[int, float]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        client = (scope.get("client") or ("", 0))[0]
        given = _password(scope)
        if scope["path"] == OPEN:
            await self._app(scope, receive, send)
        elif self._is_blocked(client):
            wait = (b"retry-after", str(int(WINDOW)).encode())
            await refuse(send, 429, b"Too many wrong passwords; wait a minute.\n", wait)
        elif given is not None and hmac.compare_digest(_digest(given), self._digest):
            self._failures.pop(client, None)
            await self._app(scope, receive, send)
        else:
            if given is not None:
                self._count(client)
            await refuse(send, 401, b"A password is needed.\n", _CHALLENGE)

    def _is_blocked(self, client: str) -> bool:
        failures, since = self._failures.get(client, (0, 0.0))
        if failures and time.monotonic() - since > WINDOW:
            del self._failures[client]
            return False
        return failures >= ATTEMPTS

    def _count(self, client: str) -> None:
        failures, since = self._failures.get(client, (0, time.monotonic()))
        self._failures[client] = failures + 1, since
        if len(self._failures) > _MOST_ADDRESSES:
            self._failures.popitem(last=False)


def _password(scope: Scope) -> str | None:
    scheme, _, credentials = header(scope, b"authorization").partition(b" ")
    if scheme.lower() != b"basic":
        return None
    try:
        return base64.b64decode(credentials.strip(), validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _digest(password: str) -> bytes:
    """A digest, so that comparing takes as long for a password of any length."""
    return sha256(password.encode("utf-8", "surrogatepass")).digest()
