"""Pages that stand where a blog should be, as data: Blogger's and Google's wordings, our own markup."""

from collections.abc import Mapping
from dataclasses import dataclass

from crawler.sample.fake_site import Answer
from crawler.sample.templates import fill

HTML = "text/html; charset=UTF-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """A gate: its page in `theme/`, if it has one, and the status that it comes with."""

    status: int = 200
    page: str | None = None
    location: str | None = None
    """Where it sends one; `{home}` is the blog's address."""


GATES: Mapping[str, Gate] = {
    "adult": Gate(page="gate-adult"),
    "adult-redirect": Gate(
        status=302, location="https://www.blogger.com/blogin.g?blogspotURL={home}/&type=blog"
    ),
    "private": Gate(page="gate-private"),
    "private-403": Gate(page="gate-private", status=403),
    "removed": Gate(page="gate-removed", status=404),
    "removed-200": Gate(page="gate-removed"),
    "not-found": Gate(page="gate-not-found", status=404),
    "not-found-200": Gate(page="gate-not-found"),
    "consent": Gate(page="gate-consent"),
    "captcha": Gate(page="gate-captcha"),
    "captcha-429": Gate(page="gate-captcha", status=429),
}
"""Gates by name; a name with a number is the same page under another status. Not here: "adult-overlay", which
`Dialect.gate` also takes and which is laid over the blog's own pages."""


def gate_answer(name: str, home: str) -> Answer:
    """The answer of a gate for the blog at `home`; raises KeyError for an unknown name."""
    gate = GATES[name]
    headers = {"Content-Type": HTML}
    if gate.location:
        headers["Location"] = gate.location.replace("{home}", home)
    body = fill(gate.page, home=home, host=home.partition("://")[2]) if gate.page else ""
    return Answer(status=gate.status, headers=headers, body=body.encode())
