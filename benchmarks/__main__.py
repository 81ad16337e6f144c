"""`python -m benchmarks [NAME ...]`: all benchmarks, or those named. `make bench` runs all."""

import platform
import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date

from benchmarks.duplicates import duplicates
from benchmarks.end_to_end import end_to_end, memory
from benchmarks.export_speed import exporting
from benchmarks.extraction import extraction
from benchmarks.feed_dialects import dialects
from benchmarks.growth import growth
from benchmarks.script_recall import scripts
from benchmarks.search import search
from benchmarks.unchanged_blogs import watching
from benchmarks.web import web

BENCHMARKS: Mapping[str, Callable[[], Iterator[str]]] = {
    "feed_dialects": dialects,
    "end_to_end": end_to_end,
    "memory": memory,
    "growth": growth,
    "extraction": extraction,
    "unchanged_blogs": watching,
    "web": web,
    "script_recall": scripts,
    "search": search,
    "duplicates": duplicates,
    "export_speed": exporting,
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
