"""Simulated years of one blog: python -m tests.soak.visits [--seeds 10] [--visits 100] [--unusual]

Edits, additions, deletions, undeletions, backdating, scheduling, republishing, new addresses and labels, bulk
and shrinking edits, comments, zone changes, clock skew and kills; in process, without a network, into a real
archive. Prints each seed, and fails where a crawl said "complete" while something was missing or stale, where
something was lacking after two crawls, or where a mark of deletion is wrong or lacking.
"""

import argparse
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.helpers.simulated_visits import SimulatedVisits


def main() -> int:
    """Run every seed and return how many found something."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--visits", type=int, default=100)
    parser.add_argument("--unusual", action="store_true", help="the owner's settings change as well")
    parser.add_argument("--size", type=int, nargs=2, help="posts of the blog, and entries of an answer")
    asked = parser.parse_args()
    size = tuple(asked.size) if asked.size else None
    bad, visits, hidden = 0, 0, 0
    requests, concealed = Counter[str](), Counter[str]()
    for seed in range(asked.first, asked.first + asked.seeds):
        with TemporaryDirectory() as folder:
            simulation = SimulatedVisits(seed, Path(folder), size=size, unusual=asked.unusual)
            figures = simulation.run(asked.visits)
        bad += bool(figures.false_complete or figures.late or figures.marks)
        visits, requests = visits + figures.visits, requests + figures.requests
        hidden, concealed = hidden + figures.hidden, concealed + figures.concealed
        print(
            f"seed {seed}: {figures.visits} visits, {figures.complete} complete, {figures.killed} killed, "
            f"{figures.hidden} that nothing told of what was lacking ({_listed(figures.concealed)}), "
            f"{figures.aside} with edits kept aside, "
            f"{figures.requests.total() / figures.visits:.1f} requests a visit; "
            f"{len(figures.false_complete)} complete though something was lacking, "
            f"{len(figures.late)} after which something was lacking for the second time, "
            f"{len(figures.marks)} marks of deletion that are wrong or lacking",
            *figures.false_complete,
            *figures.late,
            *figures.marks,
            *(f"{count} times: {reason}" for reason, count in figures.shortfalls.items()),
            sep="\n    ",
            flush=True,
        )
    print(f"{visits} visits, {requests.total() / visits:.1f} requests a visit, {bad} seeds with a fault")
    print(f"{hidden} visits that nothing told of what was lacking: {_listed(concealed)}")
    print(", ".join(f"{purpose} {count / visits:.2f}" for purpose, count in requests.most_common()))
    return bad


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{count} by {reason}" for reason, count in counts.most_common())


if __name__ == "__main__":
    raise SystemExit(main())
