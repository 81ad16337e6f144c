"""Tells a monitoring service that a run has ended, and how, in the way of healthchecks.io."""

import urllib.request
from urllib.parse import urlsplit

from crawler.errors import UsageError
from crawler.exit_codes import Exit

TIMEOUT = 10.0
"""Seconds."""
LONGEST = 10_000
"""Bytes of a body, the most that healthchecks.io keeps."""


def ping(url: str, code: Exit, said: str) -> None:
    """POST `said` to `url`, or to `url`/fail where the run did not end well. Raises OSError or UsageError.

    Certificates are verified; the proxies of the environment are used.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise UsageError("it is no web address")
    path = parts.path.rstrip("/") + ("" if code is Exit.OK else "/fail")
    body = f"exit code {code.value} ({code.name.lower()})\n{said}".encode()[:LONGEST]
    request = urllib.request.Request(  # noqa: S310 (the scheme was checked)
        parts._replace(path=path).geturl(), data=body, headers={"Content-Type": "text/plain; charset=utf-8"}
    )
    with urllib.request.urlopen(request, timeout=TIMEOUT):  # noqa: S310
        pass
