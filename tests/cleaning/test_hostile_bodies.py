"""What a fuzzer found, in small: bodies that made the cleaning fail or take for ever."""

import pytest

from pipelines.cleaning import clean_body

BASE = "http://pier.example.org/2005/05/ferry.html"


@pytest.mark.parametrize(
    ("href", "base", "url"),
    [
        ("a\x18b.html", None, "ab.html"),
        ("a.html", "http://pier.example.org/\x07x/", "http://pier.example.org/x/a.html"),
        ("http://pier.example.org/a\x1f.html", BASE, "http://pier.example.org/a.html"),
    ],
)
def test_control_characters_in_addresses(href: str, base: str | None, url: str) -> None:
    """lxml reads them and refuses to write them."""
    assert [link.url for link in clean_body(f"<a href='{href}'>x</a>", base_url=base).links] == [url]


@pytest.mark.parametrize("tag", ["<o:p>", "<o:p><b>", "</b><o:p>", '<p a"=1 <b>'])
def test_names_that_lxml_cannot_write_in_deep_markup(tag: str) -> None:
    """Elements unfolded at a depth may have them; no text is lost."""
    assert clean_body(tag * 3000 + "found").text.endswith("found")


@pytest.mark.parametrize("letters", ["·", "\xa0x", "&amp; ", "&middot;x&amp; \xa0"])
def test_letters_that_the_sanitiser_is_slow_at(letters: str) -> None:
    """They are parted for it, and nothing of that remains."""
    clean = clean_body("<p>" + letters * 3000 + "</p>")
    assert "<wbr" not in clean.html
    assert clean_body(clean.html).text == clean.text
