"""Other programs at the archive while a crawl writes: one that locks it, and backups one after the other."""

import sqlite3
import tempfile
import time
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path

from pipelines.archive.backup import back_up
from tests.soak.inspect_archive import count_posts, read_content, read_texts
from tests.soak.kills import CrawlTarget

LOCKED = 30.0  # seconds for which another program keeps the write lock
PAUSE = 0.3  # seconds between backups


def concurrent_access(posts: int, seed: int) -> Iterator[str]:
    """Lines of a table; raises SystemExit where a promise is broken."""
    yield f"Others at the archive of a crawl of {posts:,} posts (seed {seed})"
    with tempfile.TemporaryDirectory() as folder, CrawlTarget(Path(folder), posts, seed=seed) as target:
        bad = yield from _lock(target)
        bad += yield from _backups(target, Path(folder))
    if bad:
        raise SystemExit("a promise was broken")


def _lock(target: CrawlTarget) -> Generator[str, None, int]:
    target.clear()
    process = target.start()
    while count_posts(target.archive) == 0 and process.poll() is None:
        time.sleep(0.01)
    with closing(sqlite3.connect(target.archive, timeout=60, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        before = count_posts(target.archive)
        time.sleep(LOCKED)
        waited = count_posts(target.archive) == before
        other.execute("ROLLBACK")
    process.communicate()
    seen = target.read_content()
    yield (
        f"  write lock of {LOCKED:g} s from post {before:,} on: exit {process.returncode}, "
        f"{len(seen.texts):,} posts, doubled {seen.doubled}, unsound {len(seen.problems)}"
    )
    return int(
        process.returncode != 0 or len(seen.texts) != target.posts or not waited or bool(seen.problems)
    )


def _backups(target: CrawlTarget, folder: Path) -> Generator[str, None, int]:
    target.clear()
    process, copies, lost, unsound = target.start(), 0, 0, 0
    while process.poll() is None:
        before = read_texts(target.archive)
        if before:
            back_up(target.archive, folder / "copy.db", replace=True)
            seen = read_content(folder / "copy.db")
            copies, lost, unsound = copies + 1, lost + seen.lost(before), unsound + bool(seen.problems)
        time.sleep(PAUSE)
    process.communicate()
    yield (
        f"  {copies} backups meanwhile, crawl exit {process.returncode}: "
        f"posts stored before and not in the copy {lost}, unsound {unsound}"
    )
    return int(process.returncode != 0 or not copies) + lost + unsound
