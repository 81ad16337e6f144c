"""Pages that stand where a blog should be, as data: Blogger's and Google's wordings, our own markup."""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.helpers.fake_blogger.fake_site import FakeResponse
from tests.helpers.fake_blogger.theme_pages import render

HTML = "text/html; charset=UTF-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Interstitial:
    """A gate: its page in `theme/`, and the status that it comes with."""

    page: str
    status: int = 200


INTERSTITIALS: Mapping[str, Interstitial] = {
    "adult": Interstitial(page="gate-adult"),
    "private": Interstitial(page="gate-private"),
    "private-403": Interstitial(page="gate-private", status=403),
    "removed": Interstitial(page="gate-removed", status=404),
    "removed-200": Interstitial(page="gate-removed"),
    "not-found": Interstitial(page="gate-not-found", status=404),
    "not-found-200": Interstitial(page="gate-not-found"),
    "consent": Interstitial(page="gate-consent"),
    "captcha": Interstitial(page="gate-captcha"),
    "captcha-429": Interstitial(page="gate-captcha", status=429),
}
"""Gates by name; a name with a number is the same page under another status."""


def interstitial_response(name: str, home: str) -> FakeResponse:
    """The answer of a gate for the blog at `home`; raises KeyError for an unknown name."""
    gate = INTERSTITIALS[name]
    body = render(gate.page, home=home, host=home.partition("://")[2])
    return FakeResponse(status=gate.status, headers={"Content-Type": HTML}, body=body.encode())
