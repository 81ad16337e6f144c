"""The entry point of `blogger-archive`."""

import traceback
from collections.abc import Sequence

from crawler.exit_codes import Exit


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line, by default that of the process, and return its exit code."""
    try:
        from crawler.cli.program import run  # noqa: PLC0415 - Ctrl-C during the imports ends quietly too

        return run(arguments)
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except Exception:
        traceback.print_exc()
        return Exit.BUG
