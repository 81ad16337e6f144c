"""The archive of the sample blog, made once for all tests of a module, and the program's own command line."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
FAST = ("-s", "AUTOTHROTTLE_ENABLED=0", "-s", "DOWNLOAD_DELAY=0")


def scrapy(
    *args: object, archive: Path | None = None, **options: object
) -> "subprocess.CompletedProcess[str]":
    """Run `scrapy` as a person would; output is text unless `text=False`."""
    setting = ["-s", f"ARCHIVE_PATH={archive}"] if archive else []
    command = [sys.executable, "-m", "scrapy", *map(str, args), *setting]
    env = {k: v for k, v in os.environ.items() if "proxy" not in k.lower()}
    how: dict[str, object] = {"cwd": ROOT, "env": env, "capture_output": True, "text": True, "timeout": 100}
    return subprocess.run(command, check=False, **(how | options))  # type: ignore[call-overload, no-any-return]
