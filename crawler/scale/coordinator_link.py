"""A worker's way to the coordinator: questions, items and turns, each one call."""

import asyncio
import logging
from typing import Any

from distributed.core import rpc
from distributed.security import Security

from crawler.errors import BlogArchiveError
from crawler.scale.dask_setup import OPERATION
from crawler.scale.wire_format import pack, unpack

_HELLO_SECONDS = 20.0  # time for the first answer: what listens there may be something else, and say nothing


class LinkError(BlogArchiveError):
    """The coordinator is gone, or wants nothing more of this worker."""


class CoordinatorLink:
    """Calls of one worker. The first that fails sets `broken`: the worker is of no use any more."""

    def __init__(self, address: str, token: str) -> None:
        self.address, self.token = address, token
        self.broken: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        """Why; "" where the run has ended."""
        self._rpc: Any = rpc(address, connection_args=Security().get_connection_args("worker"))

    async def call(self, name: str, *arguments: Any) -> Any:
        """Return what the coordinator answers. Raises LinkError."""
        if self.broken.done():
            raise LinkError(self.broken.result())
        try:
            data = await getattr(self._rpc, OPERATION)(call=name, token=self.token, data=pack(arguments))
        except OSError as error:
            raise self._break(f"{self.address}: the coordinator does not answer ({error})") from error
        if not isinstance(data, bytes):
            raise self._break(f"{self.address}: is no coordinator of blogger-archive; check the address")
        answer = unpack(data)
        if "ended" in answer:
            raise self._break("")
        if "refused" in answer:
            raise self._break(f"{self.address}: {answer['refused']}")
        return answer["answer"]

    async def hello(self, *arguments: Any) -> Any:
        """Return what the coordinator offers. Raises LinkError, also where something else answers."""
        try:
            return await asyncio.wait_for(self.call("hello", *arguments), _HELLO_SECONDS)
        except TimeoutError:
            raise LinkError(f"{self.address}: no coordinator of blogger-archive answers there") from None

    def _break(self, reason: str) -> LinkError:
        if not self.broken.done():
            self.broken.set_result(reason)
            logging.disable()  # whatever fails from now on fails for this reason
        return LinkError(reason)


_links: list[CoordinatorLink] = []


def connect(address: str, token: str) -> CoordinatorLink:
    """Make the link of this process: a worker has one coordinator."""
    _links[:] = [CoordinatorLink(address, token)]
    return _links[0]


def link() -> CoordinatorLink:
    """Return the link of this process."""
    return _links[0]
