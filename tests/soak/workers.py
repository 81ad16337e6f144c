"""Runs on workers that are killed and stopped at random: nothing lost, nothing doubled, complete in the end.

python -m tests.soak.workers [--minutes 60] [--seed N]

Each round crawls some blogs into a new archive with one to three workers, kills workers, stops some for
a while, and in one round of four kills the coordinator; then the same command is run in peace.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random

import psutil

from crawler.exit_codes import Exit
from tests.helpers.processes import FAST, blogger_archive, running
from tests.helpers.worker_runs import (
    POSTS,
    addresses_of,
    asking,
    kill_one,
    read,
    served,
    wait_until,
    workers_of,
)
from tests.soak.inspect_archive import count_posts


@dataclass(slots=True)
class WorkerRounds:
    """What was done in all rounds, and the promises that were broken."""

    rounds: int = 0
    blogs: int = 0
    kills: int = 0
    stops: int = 0
    coordinators: int = 0
    bad: int = 0


class WorkerRound:
    """One archive, its blogs and what is done to the run."""

    def __init__(self, folder: Path, seed: int, tally: WorkerRounds) -> None:
        self.random, self.tally = Random(seed), tally
        self.archive, self.listed = folder / "archive.db", folder / "blogs.txt"
        self.count, self.workers = self.random.randint(10, 60), self.random.randint(1, 3)

    def run(self) -> Iterator[str]:
        """Crawl with disturbances, then in peace; yield a line for each broken promise."""
        with served(self.count) as (sites, url):
            blogs = addresses_of(sites, url)
            self.listed.write_text("\n".join(blogs), encoding="utf-8")
            yield from self._disturbed(int(url.rpartition(":")[2]))
            if self.archive.exists():
                yield from self._check(finished=False)
            done = blogger_archive(*self._command(), archive=self.archive)
            if done.returncode != Exit.OK:
                yield f"the run in peace ended with exit {done.returncode}: {done.stderr[-300:]}"
        yield from self._check(finished=True)
        self.tally.rounds += 1
        self.tally.blogs += self.count

    def _command(self) -> tuple[object, ...]:
        return ("crawl", "--blogs", self.listed, "--workers", self.workers, *FAST)

    def _disturbed(self, port: int) -> Iterator[str]:
        ends = self.random.randrange(4) == 0
        with running(*self._command(), "--archive", self.archive) as run:
            for _ in range(self.random.randint(1, 8)):
                due = self.random.randint(0, self.count * POSTS)
                wait_until(lambda: self.archive.exists() and count_posts(self.archive) >= due, run, 20)  # noqa: B023
                self._disturb(run, port)
            if ends and run.poll() is None:
                run.kill()
                self.tally.coordinators += 1
            said = run.communicate(timeout=400)[1]
        if run.returncode not in {Exit.OK, Exit.INCOMPLETE, -9}:
            yield f"the disturbed run ended with exit {run.returncode}: {said[-300:]}"
        if "Traceback" in said:
            yield f"a traceback: {said[-600:]}"

    def _disturb(self, run: "subprocess.Popen[str]", port: int) -> None:
        if self.random.randrange(3):
            self.tally.kills += wait_until(lambda: kill_one(run, port, self.random), run, 20)
            return
        for worker in asking(run, port)[:1] or workers_of(run)[:1]:
            with suppress(psutil.NoSuchProcess):
                worker.suspend()
                time.sleep(self.random.random() * 3)
                worker.resume()
                self.tally.stops += 1

    def _check(self, *, finished: bool) -> Iterator[str]:
        posts, distinct, outcomes = read(self.archive)
        if posts != distinct:
            yield f"{posts - distinct} posts doubled"
        if finished and distinct != self.count * POSTS:
            yield f"{self.count * POSTS - distinct} posts lost"
        complete = outcomes.count("complete") * POSTS
        if not finished and distinct < complete:
            yield f"called complete with {complete - distinct} posts missing"
        done = blogger_archive("verify", archive=self.archive)
        if finished and done.returncode != Exit.OK:
            yield f"verify ended with exit {done.returncode}: {done.stdout[-300:]}"


def campaign(minutes: float, seed: int) -> Iterator[str]:
    """Yield a line for each broken promise, then the sum; raise SystemExit where there was one."""
    tally, ends = WorkerRounds(), time.monotonic() + 60 * minutes
    while time.monotonic() < ends:
        number = seed + tally.rounds
        with tempfile.TemporaryDirectory() as folder:
            for broken in WorkerRound(Path(folder), number, tally).run():
                tally.bad += 1
                yield f"  seed {number}: {broken}"
    yield (
        f"Workers, seeds {seed} to {seed + tally.rounds - 1}: {tally.blogs} blogs, "
        f"{tally.kills} workers killed, {tally.stops} stopped for a while, "
        f"{tally.coordinators} coordinators killed: {tally.bad} promises broken"
    )
    if tally.bad:
        raise SystemExit("a promise was broken")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the lines as they come."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak.workers", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args(arguments)
    for line in campaign(options.minutes, options.seed):
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
