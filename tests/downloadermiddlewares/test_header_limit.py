"""The limit for headers, with this version of Scrapy and with one that has no place for it."""

from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.core.downloader.handlers import http11

from crawler.downloadermiddlewares.header_limit import limit_headers


def handler() -> Any:
    return SimpleNamespace(_pool=SimpleNamespace(_factory=http11._LenientHTTP11ClientFactory))


def test_this_version_of_scrapy_can_be_limited() -> None:
    made = handler()
    assert limit_headers(made)
    protocol = made._pool._factory(lambda: None, "").buildProtocol(None)
    assert isinstance(protocol, http11._LenientHTTP11ClientProtocol)


@pytest.mark.parametrize("name", ["_LenientHTTPClientParser", "_LenientHTTP11ClientProtocol"])
def test_a_version_without_the_private_part_goes_on_without_the_limit(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    monkeypatch.delattr(http11, name)
    made = handler()
    assert not limit_headers(made)
    assert made._pool._factory is http11._LenientHTTP11ClientFactory
    assert "headers of answers are not limited" in caplog.text


def test_a_pool_that_makes_its_protocols_in_another_way_is_left_alone() -> None:
    made: Any = SimpleNamespace(_pool=SimpleNamespace())
    assert not limit_headers(made)
