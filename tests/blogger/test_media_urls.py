"""One picture is one picture, under whatever size, crop, host and scheme its address names it."""

import re

import pytest

from crawler.blogger.media_urls import is_media_file, is_placeholder, media_addresses, media_key
from tests.helpers.corpus import ROOT, needs_corpus

_CLASSIC = "-aBcDeFgHiJ/TkLmNoPqRsT/AAAAAAAAAbc/uVwXyZ01234"
_OLD = "_aBcDeFgHiJ/RkLmNoPqRsT/AAAAAAAAAbc/uVwXyZ01234"
_TOKEN = "AVvXsEi0aBcDeFgHiJkLmNoPqRsT_uVwXyZ-0123456789"

SAME = {
    "hosts and sizes": (
        f"http://1.bp.blogspot.com/{_CLASSIC}/s320/cat.jpg",
        f"https://4.bp.blogspot.com/{_CLASSIC}/s1600/cat.jpg",
        f"https://bp.blogspot.com/{_CLASSIC}/s72-c/cat.jpg",
        f"https://3.bp.blogspot.com/{_CLASSIC}/s1600-h/cat.jpg",
        f"https://lh3.googleusercontent.com/{_CLASSIC}/w640-h480/cat.jpg",
        f"https://lh6.googleusercontent.com/{_CLASSIC}/w1200-h630-p-k-no-nu/cat.jpg",
        f"https://lh5.ggpht.com/{_CLASSIC}/s640-rw/cat.jpg",
        f"http://2.bp.blogspot.com/{_CLASSIC}/d/cat.jpg",
        f"http://2.bp.blogspot.com/{_CLASSIC}/cat.jpg?imgmax=800",
        f"http://2.bp.blogspot.com/{_CLASSIC}/s0/",
        f"http://2.bp.blogspot.com/{_CLASSIC}/",
    ),
    "hosts of 2007": (
        f"http://bp0.blogger.com/{_OLD}/s320/dog.JPG",
        f"http://bp3.blogger.com/{_OLD}/S1600-R/dog.JPG",
        f"http://bp1.blogger.com/{_OLD}/s1600-h/dog.JPG",
        f"http://4.bp.blogspot.com/{_OLD}/S220/dog.JPG",
    ),
    "size behind an equals sign": (
        f"https://blogger.googleusercontent.com/img/a/{_TOKEN}",
        f"https://blogger.googleusercontent.com/img/a/{_TOKEN}=s320",
        f"https://blogger.googleusercontent.com/img/a/{_TOKEN}=s72-w640-h426-c",
        f"https://blogger.googleusercontent.com/img/a/{_TOKEN}=w1200-h630-p-k-no-nu",
        f"https://lh3.googleusercontent.com/img/a/{_TOKEN}=s0-d-e1-ft",
        f"https://blogger.googleusercontent.com/img/a/{_TOKEN}=s1600-rw",
        f"https://blogger.googleusercontent.com/img/a/{_TOKEN}=s320-fcrop64=1,00000000ffffffff",
        f"https://blogger.googleusercontent.com/img/a/{_TOKEN}=w400-h300-n-rw-ya0.5-pi-10-fo100",
    ),
    "size before a name": (
        f"https://blogger.googleusercontent.com/img/b/R29vZ2xl/{_TOKEN}/s320/x.jpg",
        f"https://blogger.googleusercontent.com/img/b/R29vZ2xl/{_TOKEN}/s16000/x.jpg",
        f"https://blogger.googleusercontent.com/img/b/R29vZ2xl/{_TOKEN}/w640-h362/x.jpg",
        f"https://blogger.googleusercontent.com/img/b/R29vZ2xl/{_TOKEN}/s72-c/",
        f"https://blogger.googleusercontent.com/img/b/R29vZ2xl/{_TOKEN}",
        f"https://blogger.googleusercontent.com/img/b/R29vZ2xl/{_TOKEN}/",
        f"https://blogger.googleusercontent.com/img/b/R29vZ2xl/{_TOKEN}=w640-h480-p-k-no-nu",
    ),
    "2006": (
        "http://photos1.blogger.com/blogger/1234/567/320/form.jpg",
        "http://photos1.blogger.com/blogger/1234/567/1600/form.gif",
    ),
    "2006, a number for each size": (
        "http://photos1.blogger.com/x/blogger2/1234/567/320/4335/form.png",
        "https://photos1.blogger.com/x/blogger2/1234/567/1600/757330/form.png",
    ),
    "elsewhere": ("http://Pictures.example:80/a%20b.jpg#top", "https://pictures.example:443/a b.jpg"),
}


@pytest.mark.parametrize("addresses", SAME.values(), ids=SAME)
def test_one_picture_has_one_key(addresses: tuple[str, ...]) -> None:
    assert len({media_key(address) for address in addresses}) == 1


def test_other_pictures_have_other_keys() -> None:
    others = (
        "http://photos1.blogger.com/blogger/1234/567/320/other.jpg",
        f"http://1.bp.blogspot.com/{_CLASSIC}x/s320/cat.jpg",
        "http://pictures.example/show?id=1",
        "http://pictures.example/show?id=2",
        "http://pictures.example:8080/show?id=2",
    )
    firsts = [media_key(addresses[0]) for addresses in SAME.values()]
    found = [*firsts, *map(media_key, others)]
    assert None not in found
    assert len(set(found)) == len(found)


def test_the_uploaded_size_is_asked_for_first_and_the_page_around_a_picture_never() -> None:
    assert media_addresses(f"http://3.bp.blogspot.com/{_CLASSIC}/s1600-h/cat.jpg") == (
        f"https://3.bp.blogspot.com/{_CLASSIC}/s0/cat.jpg",
        f"https://3.bp.blogspot.com/{_CLASSIC}/s1600/cat.jpg",
    )
    suffix = f"https://blogger.googleusercontent.com/img/a/{_TOKEN}"
    assert media_addresses(f"{suffix}=w640-h360") == (f"{suffix}=s0", f"{suffix}=w640-h360")
    block = f"https://blogger.googleusercontent.com/img/b/R29vZ2xl/{_TOKEN}"
    assert media_addresses(f"{block}/s320/x.jpg") == (f"{block}/s0/x.jpg", f"{block}/s320/x.jpg")
    assert media_addresses(f"{block}/s0/x.jpg") == (f"{block}/s0/x.jpg",)


def test_where_no_other_size_can_be_derived_the_named_one_is_asked_for() -> None:
    for address in (SAME["2006, a number for each size"][0], "http://pictures.example/a.jpg?w=300"):
        assert media_addresses(address) == (address,)
    assert media_addresses("http://photos1.blogger.com/blogger/12/34/320/a.jpg")[0].endswith("/1600/a.jpg")


@pytest.mark.parametrize(
    "address",
    [
        "https://i.ytimg.com/vi/abc/hqdefault.jpg",
        "http://img.youtube.com/vi/abc/0.jpg",
        "https://i.vimeocdn.com/video/1.jpg",
        "data:image/gif;base64,R0lGOD",
        "ftp://pictures.example/a.jpg",
        "/relative.jpg",
        "http://[broken/a.jpg",
        "http://pictures.example:port/a.jpg",
        "",
    ],
)
def test_thumbnails_of_films_and_what_is_no_web_address_have_no_key(address: str) -> None:
    assert media_key(address) is None


def test_hosts_that_redirect_to_a_picture_of_their_own_are_known() -> None:
    assert is_placeholder("https://i.imgur.com/removed.png")
    assert is_placeholder("https://s.yimg.com/pw/images/en-us/photo_unavailable_l.png?x")
    assert not is_placeholder(f"https://3.bp.blogspot.com/{_CLASSIC}/s0/hotlink.jpg.jpg")
    assert not is_placeholder("https://i.imgur.com/removal.png")


def test_plain_audio_and_video_files_are_told_from_players() -> None:
    assert is_media_file("https://audio.example/Episode%201.MP3?dl=1")
    assert not is_media_file("https://www.youtube.com/embed/abc.def")
    assert not is_media_file("https://www.blogger.com/video.g?token=x.mp4")


_REAL = re.compile(r"https?://\d\.bp\.blogspot\.com/[^\"'<> )&\\\\]+/[^\"'<> )&\\\\]+\.jpg")


@needs_corpus
def test_real_addresses_fold_to_pictures() -> None:
    pages = sorted((ROOT / "feeds").rglob("*"))
    text = "".join(page.read_text(encoding="utf-8", errors="replace") for page in pages if page.is_file())
    addresses = set(_REAL.findall(text))
    keys = {media_key(address) or "" for address in addresses}
    assert len(addresses) > 50
    assert len(keys) < 0.7 * len(addresses)
    assert all(key.startswith("google:") for key in keys)
