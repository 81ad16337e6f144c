"""The coordinator's end of the calls of workers: who may call, and what is answered."""

from collections.abc import Awaitable, Callable, Mapping
from importlib import metadata
from typing import Any

from crawler import __version__
from crawler.scale.wire_format import pack, unpack

VERSION = f"{__version__} (distributed {metadata.version('distributed')})"
_REVOKED = "this worker counted as dead, and others do its work"


class RefusedCallError(Exception):
    """A call that is not answered; the message says why."""


class RunEndedError(Exception):
    """The run takes nothing more."""


class CallServer:
    """Answers the calls of workers of this version, each by the function of its name."""

    def __init__(self, offer: Mapping[str, Any], calls: Mapping[str, Callable[..., Awaitable[Any]]]) -> None:
        """`offer` is what a worker needs to know of the run; functions get the worker's token first."""
        self.offer, self._calls = offer, calls
        self.ended = False
        self.addresses: dict[str, str] = {}  # token of a worker → the outgoing address that it has named
        self._processes: dict[str, str] = {}
        self.on_death: Callable[[str], None] | None = None
        """Called with the process name of a worker that counts as dead."""

    async def answer(self, *, call: str, token: str, data: bytes) -> bytes:
        """Answer one call. Dask awaits this."""
        try:
            if self.ended:
                raise RunEndedError
            arguments = unpack(data)
            if call == "hello":
                return pack({"answer": self._hello(token, *arguments)})
            if token not in self.addresses:
                raise RefusedCallError(_REVOKED)
            return pack({"answer": await self._calls[call](token, *arguments)})
        except RunEndedError:
            return pack({"ended": True})
        except RefusedCallError as error:
            return pack({"refused": str(error)})

    def revoke(self, token: str) -> None:
        """Answer nothing more to a worker: it counts as dead."""
        if self.addresses.pop(token, None) is not None and self.on_death and not self.ended:
            self.on_death(self._processes.pop(token))

    def _hello(self, token: str, version: str, address: str, process: str) -> Mapping[str, Any]:
        if version != VERSION:
            raise RefusedCallError(f"runs version {VERSION}, this worker {version}; install the same on both")
        self.addresses[token], self._processes[token] = address, process
        return self.offer
