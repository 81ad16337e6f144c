"""The name of a file tells its address, and when it was captured."""

from datetime import UTC, datetime

import pytest

from pipelines.imports.mirror_names import address_of, time_of

SERRA = "http://serra.blogspot.com/"
POST = f"{SERRA}2014/11/a.html"


@pytest.mark.parametrize(
    ("name", "base", "address"),
    [
        ("mirror/serra.blogspot.com/2014/11/a.html", None, POST),
        ("old.site/serra.blogspot.com/2014/11/a.html", None, POST),
        ("x.zip!serra.blogspot.com/2014/11/a.html", "http://porto.blogspot.com/", POST),
        ("mirror/serra.example/blog/index.html", None, "http://serra.example/blog/index.html"),
        ("home/j.doe/2014/11/a.html", SERRA, POST),
        ("mirror/2014/11/a.html?m=1", SERRA, POST),
        ("mirror/2014/11/a.html@m=1.html", SERRA, POST),
        ("mirror/2014/11/a.html%3Fm=1", SERRA, POST),
        ("mirror/2014/11/a.html.1", SERRA, POST),
        ("mirror/2014/11/a.txt", SERRA, POST),
        ("serra.blogspot.com/2014/11/a.html.txt", None, POST),
        ("p/about.html", SERRA, f"{SERRA}p/about.html"),
        ("mirror/2014_11_01_archive.html", SERRA, f"{SERRA}2014_11_01_archive.html"),
        ("mirror/index.html?m=1", SERRA, SERRA),
        ("mirror/2014/11/a.html", None, None),
        ("mirror/other.html", SERRA, None),
        ("20150102030405/serra.blogspot.com/2014/11/a.html", None, POST),
        ("serra.blogspot.com/20150102030405id_/2014/11/a.html", None, POST),
        ("web.archive.org/web/20150102030405if_/http:/serra.blogspot.com/2014/11/a.html", None, POST),
    ],
)
def test_addresses(name: str, base: str | None, address: str | None) -> None:
    assert address_of(name, base=base, url_map={}) == address


@pytest.mark.parametrize(
    ("name", "time"),
    [
        ("x/20150102030405/serra.example/a.html", datetime(2015, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("x/20159902030405/20150102030405im_/a.html", datetime(2015, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("x/2015/01/a.html", None),
    ],
)
def test_times(name: str, time: datetime | None) -> None:
    assert time_of(name) == time
