"""Simulated years of one blog: python -m tests.soak.visits [--seeds 10] [--visits 100]

Edits, additions, deletions, undeletions, backdating, bulk edits, clock skew and kills; in process, without
a network. Prints each seed, and fails where a crawl said "complete" while a live post was missing or stale.
"""

import argparse

from tests.helpers.simulated_visits import SimulatedVisits


def main() -> int:
    """Run every seed and return how many had a false "complete"."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--visits", type=int, default=100)
    asked = parser.parse_args()
    bad = 0
    for seed in range(asked.seeds):
        figures = SimulatedVisits(seed).run(asked.visits)
        bad += bool(figures.false_complete)
        print(
            f"seed {seed}: {figures.visits} visits, {figures.complete} complete, {figures.killed} killed, "
            f"{len(figures.false_complete)} complete though something was lacking"
        )
    return bad


if __name__ == "__main__":
    raise SystemExit(main())
