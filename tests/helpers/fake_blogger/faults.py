"""Faults of a response, each as a function that makes a change for `Site.fault`.

>>> site.fault("feeds/posts", status(503, retry_after=2), times=2)
>>> site.fault("feeds/posts", nul_tail(100_000), times=None)
"""

import json
from collections.abc import Callable
from dataclasses import replace

from tests.helpers.fake_blogger.fake_site import FakeResponse
from tests.helpers.fake_blogger.interstitials import HTML, interstitial_response

Change = Callable[[FakeResponse], FakeResponse]


def status(code: int, *, retry_after: int | str | None = None, body: str = "") -> Change:
    """Another status; `retry_after` in seconds or as an HTTP date."""
    headers = {"Content-Type": HTML} | ({} if retry_after is None else {"Retry-After": str(retry_after)})
    return lambda _: FakeResponse(
        status=code, headers=headers, body=(body or f"<h1>Error {code}</h1>").encode()
    )


def redirect(url: str, code: int = 302) -> Change:
    """Sent elsewhere; to an address that the same fault matches it is a loop."""
    return lambda _: FakeResponse(status=code, headers={"Location": url, "Content-Type": HTML})


def gate(name: str, home: str = "http://blog.example") -> Change:
    """One of the pages of `tests.helpers.fake_blogger.interstitials.INTERSTITIALS`."""
    return lambda _: interstitial_response(name, home)


def html(
    body: str = "<html><head><title>Oops</title></head><body><p>Try again later.</p></body></html>",
) -> Change:
    """A page with status 200 where something else should be."""
    return lambda _: FakeResponse(headers={"Content-Type": HTML}, body=body.encode())


def content(body: bytes, content_type: str = "application/atom+xml; charset=UTF-8") -> Change:
    """These bytes instead."""
    return lambda _: FakeResponse(headers={"Content-Type": content_type}, body=body)


def cut(keep: float = 0.5, *, honest: bool = False) -> Change:
    """Only this part of the body, which when compressed is a broken gzip stream.

    `honest`: Content-Length is that of the part; otherwise the connection breaks before its time.
    """
    return lambda answer: replace(answer, keep=keep, claims_all=not honest)


def nul_tail(count: int) -> Change:
    """Zero bytes after the end, as saved copies of feeds have."""
    return lambda answer: replace(answer, body=answer.body + bytes(count))


def without_keys(*keys: str) -> Change:
    """A JSON feed whose entries lack these keys."""

    def change(answer: FakeResponse) -> FakeResponse:
        tree = json.loads(answer.body)
        for entry in tree["feed"].get("entry", []):
            for key in keys:
                entry.pop(key, None)
        return replace(answer, body=json.dumps(tree).encode())

    return change


def without_total() -> Change:
    """A JSON feed that does not say how many entries it has."""
    return _without("openSearch$totalResults")


def without_entries() -> Change:
    """A JSON feed that has none, whatever it counts."""
    return _without("entry")


def _without(key: str) -> Change:
    def change(answer: FakeResponse) -> FakeResponse:
        tree = json.loads(answer.body)
        tree["feed"].pop(key, None)
        return replace(answer, body=json.dumps(tree).encode())

    return change


def reset() -> Change:
    """The connection breaks before any answer."""
    return lambda answer: replace(answer, reset=True)


def slow(seconds: float) -> Change:
    """The answer comes late."""
    return lambda answer: replace(answer, delay=seconds)


def header(name: str, value: str | None) -> Change:
    """Another value of a header; None takes it away."""

    def change(answer: FakeResponse) -> FakeResponse:
        rest = {key: old for key, old in answer.headers.items() if key.lower() != name.lower()}
        return replace(answer, headers=rest if value is None else {**rest, name: value})

    return change
