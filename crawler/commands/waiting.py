"""The option of commands that write to the archive: what to do while another one does."""

import argparse
import math


def add_wait_option(parser: argparse.ArgumentParser) -> None:
    """Add --wait; `opts.wait` is in seconds."""
    parser.add_argument(
        "--wait",
        metavar="SECONDS",
        type=float,
        nargs="?",
        default=0.0,
        const=math.inf,
        help="wait for another run that writes to the archive, for so long or until it ends",
    )
