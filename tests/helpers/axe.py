"""axe-core, which finds faults of accessibility; `python -m tests.helpers.axe` fetches it, once."""

import subprocess
import sys
import tarfile
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Page

VERSION, DIGEST = "4.10.3", "880970c081707360e64f34cea25ff91892f5bc95675b0776925b9709dd8a68bb"
SCRIPT = Path(sys.prefix) / "share" / "axe-core" / "axe.min.js"


def fetch() -> None:
    """Fetch it with npm into the virtual environment."""
    with TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", "--silent", f"axe-core@{VERSION}"], cwd=folder, check=True, timeout=60)
        (packed,) = Path(folder).glob("*.tgz")
        with tarfile.open(packed) as archive:
            member = archive.extractfile("package/axe.min.js")
            assert member is not None
            content = member.read()
    if sha256(content).hexdigest() != DIGEST:
        raise SystemExit(f"axe-core {VERSION} is not the file that was expected; look at it, then set DIGEST")
    SCRIPT.parent.mkdir(parents=True, exist_ok=True)
    SCRIPT.write_bytes(content)


def findings(page: Page) -> list[str]:
    """Return what axe finds on the page: rule, element and reason."""
    page.evaluate(SCRIPT.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate("axe.run()")
    return [
        f"{each['id']}: {node['html'][:200]}: {node['failureSummary']}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


if __name__ == "__main__":
    fetch()
