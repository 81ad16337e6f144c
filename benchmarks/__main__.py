"""`python -m benchmarks [NAME ...]`: all benchmarks, or those named. `make bench` runs all."""

import platform
import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date

from benchmarks.dialects import dialects
from benchmarks.duplicates import duplicates
from benchmarks.exporting import exporting
from benchmarks.extraction import extraction
from benchmarks.growth import growth
from benchmarks.road import memory, road
from benchmarks.scripts import scripts
from benchmarks.search import search
from benchmarks.watching import watching
from benchmarks.web import web

BENCHMARKS: Mapping[str, Callable[[], Iterator[str]]] = {
    "dialects": dialects,
    "road": road,
    "memory": memory,
    "growth": growth,
    "extraction": extraction,
    "watching": watching,
    "web": web,
    "scripts": scripts,
    "search": search,
    "duplicates": duplicates,
    "export": exporting,
}


def main(names: list[str]) -> int:
    """Print the tables as their rows are measured; 2 for an unknown name."""
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"no benchmark {unknown[0]!r}; there are {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    print(
        f"{date.today()}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {_machine()}"
    )
    for name in names or BENCHMARKS:
        print()
        for line in BENCHMARKS[name]():
            print(line, flush=True)
    return 0


def _machine() -> str:
    return f"{platform.system()} {platform.machine()}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
