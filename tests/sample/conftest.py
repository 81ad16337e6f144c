"""Fixtures of the tests of the demo and of the fake Blogger."""

import pytest

from crawler.sample import sample_blog
from tests.helpers.fake_blogger import Site


@pytest.fixture
def site() -> Site:
    """The bundled blog, as the fake Blogger serves it."""
    return Site(sample_blog())
