"""One post in the manner of many themes, from classic FTP templates to those of today.

`themes/NAME.html` is the page, `themes/expected.json` what has to be read from it.
"""

import json
from pathlib import Path

import pytest

from crawler.cli.extract import PageSource, records
from pipelines.item_cleaner import ItemCleaner

THEMES = Path(__file__).parent / "themes"
EXPECTED: dict[str, dict[str, object]] = json.loads((THEMES / "expected.json").read_text(encoding="utf-8"))


def read(name: str) -> dict[str, object]:
    """The only record of a page, cleaned."""
    (record,) = records(PageSource(name, (THEMES / f"{name}.html").read_bytes()), ItemCleaner())
    day = str(EXPECTED[name].get("published_local", ""))
    local = str(record["published_local"] or "")
    return record | {
        "labels": list(record["labels"]),
        "text": " ".join(record["text"].split()),
        "page_type": record["kind"],
        "published_local": local[: len(day)],
    }


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_every_theme_gives_the_same_post(name: str) -> None:
    found = read(name)
    assert {key: found[key] for key in EXPECTED[name]} == EXPECTED[name]


def test_every_page_is_expected_to_say_something() -> None:
    assert {path.stem for path in THEMES.glob("*.html")} == set(EXPECTED)
