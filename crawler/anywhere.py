"""Lets `/any/path/.venv/bin/scrapy` find this project from every working directory, as under cron.

Scrapy looks for `scrapy.cfg` in the working directory and above it. `make` runs this module as a program; it
writes a .pth file into the environment, by which every Python there imports the module when it starts.
"""

import os
import sysconfig
from pathlib import Path

HOME = Path(__file__).resolve().parents[1]
SETTINGS = "SCRAPY_SETTINGS_MODULE"


def find() -> None:
    """Name this project's settings, unless the working directory belongs to a project."""
    try:
        here = Path.cwd()
    except OSError:  # it has been deleted; nothing relative would work there
        os.chdir(HOME)
        here = HOME
    if not any((folder / "scrapy.cfg").is_file() for folder in (here, *here.parents)):
        os.environ.setdefault(SETTINGS, "crawler.settings")


def install() -> Path:
    """Write the .pth file; gives its path."""
    path = Path(sysconfig.get_path("purelib")) / "blogger-archive.pth"
    path.write_text(f"{HOME}\nimport crawler.anywhere\n", encoding="utf-8")
    return path


if __name__ == "__main__":
    install()
else:
    find()
