"""Random damages of rows: python -m tests.soak.damages [--first 1000] [--seeds 150]

Each seed changes a cell or removes a row of an archive, as another program may. `verify` has to find it, each
reading command has to end with a line, and a repair without a network follows. Prints seed and table of each
damage that was missed or that ended a command in a traceback, and of each archive that does not hold after
the repair, which is no fault: what cannot be made again is told.
"""

import argparse
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from crawler.errors import ArchiveError
from crawler.exit_codes import Exit
from pipelines.verify import repair_archive, verify
from tests.helpers.damages import DONE, READING, damage_a_row, make_archive
from tests.helpers.processes import call


def _damage(seed: int, path: Path) -> str:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA ignore_check_constraints = ON")
        return damage_a_row(Random(seed), other)


def _faults(path: Path) -> list[str]:
    """Return what is wrong with how the commands take the damage."""
    found = [] if call("verify", archive=path).returncode == Exit.ARCHIVE else ["missed"]
    for name, *words in READING:
        done = call(name, *words, archive=path)
        if done.returncode not in DONE or "Traceback" in done.stderr:
            found.append(f"{name}: exit {done.returncode}")
    return found


def _holds_after_repair(path: Path) -> bool:
    with suppress(ArchiveError):
        list(repair_archive(str(path), verify(str(path)), wait=0))
    return call("verify", archive=path).returncode != Exit.ARCHIVE


def main() -> int:
    """Run every seed and return how many found a fault."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=int, default=1000)
    parser.add_argument("--seeds", type=int, default=150)
    asked = parser.parse_args()
    bad = held = 0
    with TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.db"
        make_archive(whole)
        for seed in range(asked.first, asked.first + asked.seeds):
            path = Path(folder) / str(seed) / "archive.db"
            path.parent.mkdir()
            shutil.copy(whole, path)
            table = _damage(seed, path)
            faults, holds = _faults(path), _holds_after_repair(path)
            bad, held = bad + bool(faults), held + holds
            told = [*faults, *([] if holds else ["does not hold after the repair"])]
            if told:
                print(f"seed {seed}, {table}: {'; '.join(told)}", flush=True)
            shutil.rmtree(path.parent)
    print(f"{asked.seeds} damages, {bad} with a fault; {held} archives hold after the repair")
    return bad


if __name__ == "__main__":
    raise SystemExit(main())
