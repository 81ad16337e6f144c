"""The pictures of docs/img, of the sample blog: `python -m tests.helpers.screenshots [NAME...]`.

Fonts for Chinese, Japanese, Korean, Thai and Hindi (fonts-noto-core, fonts-noto-cjk) have to be installed.
"""

import sys
from collections.abc import Collection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import sync_playwright

from tests.helpers.browser import CHROMIUM
from tests.helpers.processes import ROOT, blogger_archive
from tests.helpers.web_site import server

PICTURES: dict[str, tuple[str, dict[str, Any]]] = {
    "first-page": ("/", {"viewport": {"width": 1280, "height": 740}}),
    "search": ("/search?q=harbour", {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"}),
    "post": ("/search?language=ar", {"viewport": {"width": 390, "height": 760}}),
    "site": ("/search.html?q=harbour+OR+ferry", {"viewport": {"width": 1280, "height": 740}}),
}
"""File → page and what the browser is told. Of the list for `post`, the first post is opened.
`site` shows a page of the offline site."""


def take(folder: Path, names: Collection[str]) -> None:
    """Write the pictures of these names into a folder."""
    with TemporaryDirectory() as place, sync_playwright() as playwright:
        archive = Path(place) / "archive.db"
        blogger_archive("sample", archive=archive).check_returncode()
        site = Path(place) / "site"
        blogger_archive("site", site, archive=archive).check_returncode()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        with server(archive) as (address, _):
            for name in names:
                path, told = PICTURES[name]
                page = browser.new_page(**told)
                page.goto((site.as_uri() if name == "site" else address) + path)
                if name == "site":
                    page.locator(".entry").first.wait_for()
                if name == "post":
                    page.locator(".entry h2 a").first.click()
                page.screenshot(path=folder / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    take(ROOT / "docs" / "img", sys.argv[1:] or [*PICTURES])
