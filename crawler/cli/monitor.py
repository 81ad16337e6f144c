"""Report the end of a run to a monitoring service, as healthchecks.io expects it."""

import urllib.request
from urllib.parse import urlsplit

from crawler.errors import UsageError
from crawler.exit_codes import Exit

_TIMEOUT = 10.0  # seconds
_LONGEST = 10_000  # bytes of a body, the most that healthchecks.io keeps


def ping(url: str, code: Exit, messages: str) -> None:
    """POST the messages to `url`, or to `url`/fail where the run did not end well.

    Certificates are verified; the proxies of the environment are used. Raises OSError or UsageError.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise UsageError("not a web address")
    path = parts.path.rstrip("/") + ("" if code is Exit.OK else "/fail")
    body = f"exit code {code.value} ({code.name.lower()})\n{messages}".encode()[:_LONGEST]
    request = urllib.request.Request(  # noqa: S310 (the scheme was checked)
        parts._replace(path=path).geturl(), data=body, headers={"Content-Type": "text/plain; charset=utf-8"}
    )
    with urllib.request.urlopen(request, timeout=_TIMEOUT):  # noqa: S310
        pass
