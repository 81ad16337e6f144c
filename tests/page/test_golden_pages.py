"""Golden pages: one folder a case, with the page, what it is about, and what must be read from it.

`python -m tests.page.test_golden_pages` writes `expected.json` anew; review the difference.
"""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from crawler.blogger.page import ParsedPage, read_page

PAGES = Path(__file__).parent / "golden"
CASES = sorted(path.name for path in PAGES.iterdir() if path.is_dir())


def read_case(name: str) -> ParsedPage:
    """The page of a case as the reader reads it."""
    meta = json.loads((PAGES / name / "meta.json").read_text())
    return read_page((PAGES / name / "body.html").read_bytes(), url=meta["url"], charset=meta["charset"])


def facts(page: ParsedPage) -> dict[str, object]:
    """A page as plain data: what is empty is left out."""

    def filled(data: dict[str, object]) -> dict[str, object]:
        defaults = {"kind": "post", "status": "published"}
        empty: tuple[object, ...] = (None, "", (), [], 0, False)
        return {
            key: value for key, value in data.items() if value not in empty and value != defaults.get(key)
        }

    read = filled(asdict(page))
    read["posts"] = [
        filled(asdict(post))
        | {"comment_count": post.comment_count, "body_raw": " ".join(post.body_raw.split())}
        for post in page.posts
    ]
    read["comments"] = [filled(asdict(comment)) for comment in page.comments]
    tree: dict[str, object] = json.loads(json.dumps(read))
    return tree


@pytest.mark.parametrize("name", CASES)
def test_golden_page(name: str) -> None:
    """Everything that a page says, as it was reviewed by eye."""
    assert facts(read_case(name)) == json.loads((PAGES / name / "expected.json").read_text())


def update() -> None:
    """Write what the reader reads now."""
    for name in CASES:
        text = json.dumps(facts(read_case(name)), ensure_ascii=False, indent=1)
        (PAGES / name / "expected.json").write_text(text + "\n")


if __name__ == "__main__":
    update()
