"""`python -m crawler.sample [--port N]` serves the sample blog on loopback until Ctrl-C."""

import argparse
import sys
import threading
from contextlib import suppress

from crawler.sample import PORT, SampleServer, Site, sample_blog


def main(arguments: list[str] | None = None) -> int:
    """Parse the options, serve, print the address; 0 when stopped by Ctrl-C."""
    parser = argparse.ArgumentParser(
        prog="python -m crawler.sample", description="Serve the sample blog on loopback."
    )
    parser.add_argument(
        "--port", type=int, default=PORT, help="default %(default)s; a free one if that is taken"
    )
    port = parser.parse_args(arguments).port
    with SampleServer(Site(sample_blog()), port=port) as server, suppress(KeyboardInterrupt):
        print(f"{server.url}/  (Ctrl-C ends)", flush=True)
        threading.Event().wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
