"""The small parts of what protects a crawl: addresses, limits, sizes. The whole is in test_hostile.py."""

import gzip
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request
from scrapy.exceptions import CannotResolveHostError
from twisted.internet.address import IPv4Address

from crawler.blogger.frontier.costs import CrawlCosts
from crawler.blogger.response_checks import has_too_many_tags, is_truncated
from crawler.downloadermiddlewares.limits import LimitsMiddleware
from crawler.downloadermiddlewares.private_network import (
    PrivateNetworkMiddleware,
    _FilteringResolver,
    is_public,
    place,
)
from crawler.downloadermiddlewares.transfer_stats import unpacked_size
from crawler.errors import LimitError, RefusedError
from crawler.terminal import escape_controls
from pipelines.cleaning.body_cleaning import clean_body
from pipelines.cleaning.chunking import CHUNK_SIZE, MAX_WHOLE, split_body


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("142.250.1.1", True),
        ("2a00:1450:4001:800::2001", True),
        ("127.0.0.1", False),
        ("0.0.0.0", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00:ec2::254", False),
        ("::ffff:127.0.0.1", False),
        ("2002:7f00:1::", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::8efa:101", True),
        ("64:ff9b:1::7f00:1", False),
        ("::127.0.0.1", False),
        ("::ffff:0:127.0.0.1", False),
        ("fec0::1", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize(
    ("url", "where"),
    [
        ("http://a.example/x", ("a.example", 80)),
        ("https://A.example", ("a.example", 443)),
        ("http://[::1]:8/", ("::1", 8)),
    ],
)
def test_the_place_of_a_url(url: str, where: tuple[str, int]) -> None:
    assert place(url) == where


def test_only_the_port_that_was_given_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("http_proxy", raising=False)
    middleware = PrivateNetworkMiddleware(with_reactor=False)
    visit = CrawlCosts("http://127.0.0.1:8765/")
    middleware.scheduled(Request("http://127.0.0.1:8765/robots.txt", meta={"crawl_costs": visit}))
    middleware.process_request(Request("http://127.0.0.1:8765/feeds/posts/default"))
    middleware.process_request(
        Request("http://name.example/")
    )  # its addresses are filtered when it is resolved
    for url in ("http://127.0.0.1/", "http://127.0.0.1:22/", "http://10.0.0.1:8765/"):
        with pytest.raises(RefusedError, match="private network"):
            middleware.process_request(Request(url))


def test_the_address_of_a_refusal_can_be_typed_as_it_is_printed() -> None:
    with pytest.raises(RefusedError, match=r"crawl http://\[::1\]:8765$"):
        PrivateNetworkMiddleware(with_reactor=False).process_request(Request("http://[::1]:8765/"))


class Answers:
    """A resolver, and the receiver of what it found."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers, self.admitted = list(answers), list[str]()

    def resolveHostName(self, receiver: Any, *_: object) -> None:  # noqa: N802
        receiver.resolutionBegan(None)
        for address in self.answers.pop(0):
            receiver.addressResolved(IPv4Address("TCP", address, 80))
        receiver.resolutionComplete()

    def resolutionBegan(self, _: object) -> None:  # noqa: N802
        self.admitted = []

    def addressResolved(self, address: IPv4Address) -> None:  # noqa: N802
        self.admitted.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802
        pass


@pytest.mark.parametrize(
    ("first", "later", "admitted"),
    [
        (["142.250.1.1"], ["127.0.0.1"], []),
        (["142.250.1.1"], ["142.250.1.2", "10.0.0.1"], ["142.250.1.2"]),
        (["10.0.0.1"], ["10.0.0.1", "127.0.0.1"], ["10.0.0.1"]),
        ([], ["10.0.0.1"], ["10.0.0.1"]),
    ],
)
def test_a_name_that_was_given_stays_where_it_was(
    first: list[str], later: list[str], admitted: list[str]
) -> None:
    middleware = PrivateNetworkMiddleware(with_reactor=False)
    middleware.scheduled(Request("http://a.example/", meta={"crawl_costs": CrawlCosts("http://a.example/")}))
    answers = Answers(first, later)
    resolver = _FilteringResolver(answers, middleware._admits, middleware._resolved)
    for expected in (first, admitted):
        resolver.resolveHostName(answers, "A.example", 80)
        assert answers.admitted == expected


def test_a_name_that_nobody_knows_is_no_matter_of_the_guards() -> None:
    middleware = PrivateNetworkMiddleware(with_reactor=False)
    middleware.process_exception(Request("http://nosuch.example/"), CannotResolveHostError("no"))


def test_limits_of_one_blog() -> None:
    costs = CrawlCosts("http://a.example/")
    limits = LimitsMiddleware(max_requests=2, max_seconds=3600)
    request = Request("http://a.example/", meta={"crawl_costs": costs})
    limits.process_request(request)
    assert costs.since is not None
    costs.requests = 2
    with pytest.raises(LimitError, match="BLOGGER_MAX_REQUESTS=2"):
        limits.process_request(request)
    costs.requests, costs.since = 0, costs.since - 3601
    with pytest.raises(LimitError, match="BLOGGER_MAX_SECONDS=3600"):
        limits.process_request(request)
    LimitsMiddleware(max_requests=0, max_seconds=0).process_request(request)


def test_what_a_compressed_body_holds() -> None:
    body = gzip.compress(b"x" * 5_000_000)
    assert unpacked_size(body) == 5_000_000
    assert (unpacked_size(body, 1_000_000) or 0) > 1_000_000, "counting ends beyond the limit"
    assert unpacked_size(b"") == 0
    assert unpacked_size(body[:-1]) is None
    assert unpacked_size(body[:-8] + bytes(8)) is None
    assert unpacked_size(b"no gzip") is None


@pytest.mark.parametrize(
    ("body", "cut"),
    [
        (b"<!DOCTYPE html><HTML><body>x</body></HTML>\n<!-- 3 ms -->", False),
        (b"<!DOCTYPE html><html><body>x", True),
        (b"<?xml version='1.0'?><urlset><url></url></urlset>", False),
        (b"<?xml version='1.0'?><urlset><url><loc>http://", True),
        (b"plain text", False),
        (b"", False),
    ],
)
def test_markup_that_breaks_off(body: bytes, cut: bool) -> None:
    assert is_truncated(body) is cut


def test_markup_inside_json_is_text() -> None:
    assert not has_too_many_tags(b'{"body": "' + b"<p>" * 200 + b'"}', 100)
    assert has_too_many_tags(b'{"body": [' + b"[]," * 200 + b"[]]}", 100)
    assert has_too_many_tags(b"<p>" * 200, 100)


@given(st.lists(st.sampled_from(["<p>", "<a href='x y'>", "word ", "x" * 300_000, "<!--", ">"]), max_size=30))
def test_a_long_body_is_cut_into_pieces_without_loss(parts: list[str]) -> None:
    body = "".join(parts)
    pieces = list(split_body(body))
    assert "".join(pieces) == body
    assert all(pieces[:-1]), "no empty piece, so it ends"


@pytest.mark.slow
def test_a_body_of_megabytes_keeps_every_word_and_no_markup() -> None:
    body = "".join(f"<p>Word{n} <b>bold</b> &amp; <a href='/{n}'>link{n}</a></p>" for n in range(30_000))
    assert len(body) > MAX_WHOLE > CHUNK_SIZE
    clean = clean_body(body, base_url="http://a.example/")
    assert clean.text.count("Word") == 30_000
    assert "link29999" in clean.text
    assert "<" not in clean.text
    assert clean.word_count == 30_000 * 3, "a lone & is no word"
    assert clean.links[0].url == "http://a.example/0"


def test_a_body_of_too_many_tags_becomes_text() -> None:
    clean = clean_body("<b>" * 250_001 + "KEPT &amp; safe <script>")
    assert (clean.text, clean.html) == ("KEPT & safe", "")


def test_text_on_a_terminal_can_do_nothing() -> None:
    assert (
        escape_controls("a\x1b]0;owned\x07b\x9b31m\u202ec\r\x00") == r"a\x1b]0;owned\x07b\x9b31m\u202ec\r\x00"
    )
    assert escape_controls("Ünïcode 漢字\tand\nlines") == "Ünïcode 漢字\tand\nlines"
