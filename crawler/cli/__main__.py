"""Run `blogger-archive` as `python -m crawler.cli`."""

import sys

from crawler.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
