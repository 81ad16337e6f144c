"""`make soak`: a hundred kills, an hour of random faults and one of workers, with seeds that repeat them.

python -m tests.soak [--kills 100] [--signals 10] [--minutes 60] [--seed N] [--posts 2000]
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

from tests.soak.concurrent_access import concurrent_access
from tests.soak.kills import CrawlEnd, CrawlTarget
from tests.soak.random_faults import CampaignResult, FaultRound
from tests.soak.workers import campaign as workers


@dataclass(slots=True)
class KillCounts:
    """The results of many crawls that were ended."""

    ends: list[CrawlEnd] = field(default_factory=list)
    incomplete: int = 0  # next runs that did not end with exit 0 and every post
    refetched: int = 0  # posts that next runs were sent although they were committed
    left: int = 0  # posts that were there after the ends

    @property
    def bad(self) -> int:
        """Number of broken promises."""
        return self.incomplete + sum(end.lost + end.doubled + len(end.problems) for end in self.ends)


def _end_crawls(
    target: CrawlTarget, random: Random, number: int, count: int
) -> Generator[str, None, KillCounts]:
    """End `count` crawls by a signal and complete each by the next run. Yield a line for every tenth."""
    killed = KillCounts()
    for done in range(count):
        if done and done % 10 == 0:
            yield f"  {done} of {count}: {killed.bad} promises broken"
        target.clear()
        end = target.end_at_random(random, number)
        killed.ends.append(end)
        code, _ = target.crawl()
        seen = target.read_content()
        killed.incomplete += code != 0 or len(seen.texts) != target.posts or bool(seen.problems)
        killed.left += end.left
        killed.refetched += max(0, target.sent() - (target.posts - end.left))
    return killed


def kills(posts: int, count: int, signals: int, seed: int) -> Iterator[str]:
    """Lines of a table; raises SystemExit where a promise is broken."""
    yield f"A crawl of {posts:,} posts, ended at random moments (seed {seed})"
    bad = 0
    with tempfile.TemporaryDirectory() as folder, CrawlTarget(Path(folder), posts, seed=seed) as target:
        for number, times in ((signal.SIGKILL, count), (signal.SIGTERM, signals), (signal.SIGINT, signals)):
            killed = yield from _end_crawls(target, Random(seed + number), number, times)
            yield from _rows(signal.Signals(number).name, killed, posts)
            bad += killed.bad
    if bad:
        raise SystemExit("a promise was broken")


def _rows(name: str, killed: KillCounts, posts: int) -> Iterator[str]:
    ends = killed.ends
    if not ends:
        return
    codes = sorted({end.exit for end in ends})
    yield (
        f"  {name:8} {len(ends):4} runs, exit {', '.join(map(str, codes))}; committed before "
        f"{sum(b.committed for b in ends):,}, lost {sum(b.lost for b in ends)}, doubled "
        f"{sum(b.doubled for b in ends)}, unsound {sum(bool(b.problems) for b in ends)}; "
        f"ended within {max(b.seconds for b in ends):.1f} s"
    )
    needed = len(ends) * posts - killed.left
    yield (
        f"  {'':8} next runs complete {len(ends) - killed.incomplete} of {len(ends)}; posts still to fetch "
        f"{needed:,}, sent again {killed.refetched:,}"
    )


def random_faults(minutes: float, seed: int) -> Iterator[str]:
    """Lines of a table; raises SystemExit where a promise is broken."""
    yield f"Random faults for {minutes:g} minutes (seeds from {seed})"
    tally, ends, told = CampaignResult(), time.monotonic() + 60 * minutes, 0
    while time.monotonic() < ends:
        with tempfile.TemporaryDirectory() as folder:
            FaultRound(Path(folder), seed + tally.rounds, tally).run()
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
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--signals", type=int, default=10, help="crawls for each of SIGTERM and SIGINT")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--posts", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args(arguments)
    broken = 0
    for table in (
        kills(options.posts, options.kills, options.signals, options.seed),
        concurrent_access(options.posts, options.seed),
        random_faults(options.minutes, options.seed),
        workers(options.minutes, options.seed),
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
