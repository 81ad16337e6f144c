"""`make soak`: a hundred kills and an hour of random faults, with their seeds, so that both can be repeated.

python -m benchmarks.soak [--kills 100] [--signals 10] [--minutes 60] [--seed N] [--posts 2000]
"""

import argparse
import signal
import sys
import tempfile
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from benchmarks.kills import Blow, Target
from benchmarks.neighbours import neighbours
from benchmarks.troubles import Round, Tally


@dataclass(slots=True)
class Killed:
    """A hundred blows, summed up."""

    blows: list[Blow] = field(default_factory=list)
    incomplete: int = 0
    """Next runs that did not end with exit 0 and every post."""
    refetched: int = 0
    """Posts that next runs were sent although they were committed."""
    left: int = 0
    """Posts that were there after the blows."""

    @property
    def bad(self) -> int:
        """Everything that must not happen."""
        return self.incomplete + sum(blow.lost + blow.doubled + len(blow.problems) for blow in self.blows)


def strike(target: Target, random: Random, number: int, count: int) -> Generator[str, None, Killed]:
    """So many crawls ended by one signal, each completed by the next run. A line for every tenth."""
    killed = Killed()
    for done in range(count):
        if done and done % 10 == 0:
            yield f"  {done} of {count}: {killed.bad} promises broken"
        target.clear()
        blow = target.strike(random, number)
        killed.blows.append(blow)
        code, _ = target.crawl()
        seen = target.look()
        killed.incomplete += code != 0 or len(seen.texts) != target.posts or bool(seen.problems)
        killed.left += blow.left
        killed.refetched += max(0, target.sent() - (target.posts - blow.left))
    return killed


def kills(posts: int, count: int, signals: int, seed: int) -> Iterator[str]:
    """Lines of a table; raises SystemExit where a promise is broken."""
    yield f"A crawl of {posts:,} posts, ended at random moments (seed {seed})"
    bad = 0
    with tempfile.TemporaryDirectory() as folder, Target(Path(folder), posts, seed=seed) as target:
        for number, times in ((signal.SIGKILL, count), (signal.SIGTERM, signals), (signal.SIGINT, signals)):
            killed = yield from strike(target, Random(seed + number), number, times)
            yield from _rows(signal.Signals(number).name, killed, posts)
            bad += killed.bad
    if bad:
        raise SystemExit("a promise was broken")


def _rows(name: str, killed: Killed, posts: int) -> Iterator[str]:
    blows = killed.blows
    if not blows:
        return
    codes = sorted({blow.exit for blow in blows})
    yield (
        f"  {name:8} {len(blows):4} runs, exit {', '.join(map(str, codes))}; committed before "
        f"{sum(b.committed for b in blows):,}, lost {sum(b.lost for b in blows)}, doubled "
        f"{sum(b.doubled for b in blows)}, unsound {sum(bool(b.problems) for b in blows)}; "
        f"ended within {max(b.seconds for b in blows):.1f} s"
    )
    needed = len(blows) * posts - killed.left
    yield (
        f"  {'':8} next runs complete {len(blows) - killed.incomplete} of {len(blows)}; posts still to fetch "
        f"{needed:,}, sent again {killed.refetched:,}"
    )


def troubles(minutes: float, seed: int) -> Iterator[str]:
    """Lines of a table; raises SystemExit where a promise is broken."""
    yield f"Random faults for {minutes:g} minutes (seeds from {seed})"
    tally, ends, told = Tally(), time.monotonic() + 60 * minutes, 0
    while time.monotonic() < ends:
        with tempfile.TemporaryDirectory() as folder:
            Round(Path(folder), seed + tally.rounds, tally).run()
        yield from (f"  {story}" for story in tally.stories[told:])
        told = len(tally.stories)
    yield (
        f"  {tally.rounds} rounds, {tally.crawls} crawls, {tally.faults} faults, {tally.kills} signals, "
        f"{tally.locks} foreign locks: lost {tally.lost}, doubled {tally.doubled}, unsound {tally.unsound}, "
        f"false exit 0 {tally.false_zeros}, tracebacks {tally.tracebacks}, hung {tally.hung}, "
        f"not complete afterwards {tally.unfinished}"
    )
    if tally.bad:
        raise SystemExit("a promise was broken")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables as they are measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--signals", type=int, default=10, help="crawls for each of SIGTERM and SIGINT")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--posts", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args(arguments)
    broken = 0
    for table in (
        kills(options.posts, options.kills, options.signals, options.seed),
        neighbours(options.posts, options.seed),
        troubles(options.minutes, options.seed),
    ):
        try:
            for line in table:
                print(line, flush=True)
        except SystemExit as end:
            print(f"  {end}", flush=True)
            broken = 1
    return broken


if __name__ == "__main__":
    sys.exit(main())
