"""Items, and questions with their answers, as bytes. Who can reach the port is trusted: Dask is made so."""

import pickle
import zlib
from typing import Any


def pack(value: Any) -> bytes:
    """Return a value of any type that can be pickled as bytes."""
    return zlib.compress(pickle.dumps(value), 1)


def unpack(data: bytes) -> Any:
    """Return the value that was packed."""
    return pickle.loads(zlib.decompress(data))  # noqa: S301 - of the coordinator, or of a worker of the same version
