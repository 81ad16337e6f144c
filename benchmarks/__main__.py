"""`python -m benchmarks [NAME ...]`: those benchmarks, or all; `make bench` runs all, and CI `smoke`."""

import platform
import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date

from benchmarks.duplicates import duplicates
from benchmarks.end_to_end import end_to_end, memory
from benchmarks.exports import exports
from benchmarks.extraction import extraction
from benchmarks.growth import growth
from benchmarks.import_jobs import importing
from benchmarks.imports import imports, imports_large
from benchmarks.index_forms import index_forms
from benchmarks.ratios import ratios, smoke
from benchmarks.script_recall import scripts
from benchmarks.search import search
from benchmarks.unchanged_blogs import watching, watching_many
from benchmarks.web import web
from benchmarks.workers import scale, scale_unchanged

BENCHMARKS: Mapping[str, Callable[[], Iterator[str]]] = {
    "ratios": ratios,
    "end_to_end": end_to_end,
    "memory": memory,
    "growth": growth,
    "extraction": extraction,
    "import_jobs": importing,
    "imports": imports,
    "unchanged_blogs": watching,
    "web": web,
    "script_recall": scripts,
    "index_forms": index_forms,
    "search": search,
    "duplicates": duplicates,
    "scale": scale,
    "scale_unchanged": scale_unchanged,
}

NAMED_ONLY: Mapping[str, Callable[[], Iterator[str]]] = {
    "smoke": smoke,
    "exports": exports,
    "imports_large": imports_large,
    "unchanged_many": watching_many,
}
"""Not among all: `smoke` measures what `ratios` does, and judges it; the others take many minutes."""


def main(names: list[str]) -> int:
    """Print the tables as their rows are measured; 2 for an unknown name."""
    known = {**BENCHMARKS, **NAMED_ONLY}
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"no benchmark {unknown[0]!r}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    print(
        f"{date.today()}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {_machine()}"
    )
    for name in names or BENCHMARKS:
        print()
        for line in known[name]():
            print(line, flush=True)
    return 0


def _machine() -> str:
    return f"{platform.system()} {platform.machine()}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
