"""Look for media that their hosts have forgotten in the Wayback Machine."""

import sys
from collections.abc import Sequence

from tqdm import tqdm

from crawler.cli.figures import count
from crawler.cli.stdout import print_error
from crawler.exit_codes import Exit
from crawler.media_reader import WantedMedia
from pipelines.archive.media_store import MediaStore
from pipelines.imports.cdx import WaybackMachine
from pipelines.imports.fetcher import FetchError
from pipelines.imports.media_captures import find_capture

MOST_FAILURES = 3  # files in a row of which the Wayback Machine gives no answer, after which the run ends


def fetch_captures(machine: WaybackMachine, store: MediaStore, lost: Sequence[WantedMedia]) -> Exit:
    """Store what is found, each as it comes; print the result; return the exit code."""
    came, failures, errors = 0, 0, 0
    for wanted in tqdm(lost, unit=" files", file=sys.stderr, leave=False, delay=1, disable=None):
        try:
            answer = find_capture(machine, wanted)
        except FetchError as error:
            print_error(f"warning: {error}")
            failures, errors = failures + 1, errors + 1
            if failures == MOST_FAILURES:
                break
            continue
        failures = 0
        if answer:
            store.save(answer)
            came += 1
    print(f"{count(len(lost), 'lost media file')} looked for in the Wayback Machine: {came:,} came")
    return Exit.INCOMPLETE if errors else Exit.OK
