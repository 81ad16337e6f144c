"""Where the collection of real pages and feeds lies, if it is here. It is no part of this project."""

import os
from pathlib import Path

import pytest

ROOT = Path(os.environ.get("BLOGGER_CORPUS") or Path(__file__).parents[2] / "../shared/corpus").resolve()

needs_corpus = pytest.mark.skipif(not ROOT.is_dir(), reason="the corpus of real pages is not here")
