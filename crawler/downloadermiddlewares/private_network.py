"""No request reaches a private network: not by address, not by name, not by redirect.

An archive runs unwatched beside routers, metadata services and databases, and any blog may redirect to them.
The addresses behind a name are looked at where the connection is made, so that a name cannot show one address
to a check and another to the connection. Exempt are the addresses that a person gave as blogs, to the port,
and the proxy; a blog's name only for the addresses that it had when it was first looked up.
"""

import ipaddress
from collections.abc import Callable
from typing import Any, Self
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, IgnoreRequest
from twisted.internet.interfaces import IHostnameResolver, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]

from crawler.blogger.frontier.costs import CrawlCosts
from crawler.errors import RefusedError

Place = tuple[str, int]  # host, without brackets, and port
IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
NAT64 = ipaddress.ip_network("64:ff9b::/96")
UNICAST = ipaddress.ip_network("2000::/3")
"""Of IPv6, all that is public but NAT64; the standard library takes site-local and translated ones for it."""


class PrivateAddressError(RefusedError, IgnoreRequest):
    """The address is of a private network, and no blog was given there."""


class PrivateNetworkMiddleware:
    """Refuses private addresses in URLs, and filters what the reactor's resolver finds."""

    def __init__(self, crawler: Crawler | None = None, *, with_reactor: bool = True) -> None:
        self._crawler = crawler
        self._with_reactor = with_reactor
        self._proxies = _proxies()
        self._given: set[Place] = set()  # places of the blogs as people gave them
        self._first: dict[Place, frozenset[str]] = {}  # addresses of the first answer for a name
        self._refused: set[Place] = set()  # names that turned out to be private

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        middleware = cls(crawler, with_reactor=crawler.settings.getbool("TWISTED_REACTOR_ENABLED"))
        crawler.signals.connect(middleware.spider_opened, signals.spider_opened)
        crawler.signals.connect(middleware.scheduled, signals.request_scheduled)
        return middleware

    def spider_opened(self) -> None:
        if self._with_reactor:
            from twisted.internet import reactor  # noqa: PLC0415 - importing it earlier installs the wrong one

            patched: Any = reactor
            patched.installNameResolver(
                _FilteringResolver(patched.nameResolver, self._admits, self._resolved)
            )

    def scheduled(self, request: Request) -> None:
        """Note for which blog a request is made, before robots.txt of its host is asked for."""
        costs: CrawlCosts | None = request.meta.get("crawl_costs")
        if costs is not None:
            self._given.add(place(costs.address))

    def process_request(self, request: Request) -> None:
        host, port = place(request.url)
        if _is_literal(host) and not self._admits(host, port, host):
            raise PrivateAddressError(_describe(host, port))

    def process_exception(self, request: Request, exception: Exception) -> None:
        """A name without a single admitted address looks unknown to Twisted."""
        if isinstance(exception, CannotResolveHostError) and place(request.url) in self._refused:
            raise PrivateAddressError(_describe(*place(request.url))) from exception

    def _note_address(self, host: str, address: str) -> None:
        """Tell the downloader to which address a name resolved: blogs behind one platform share a pace."""
        engine = self._crawler.engine if self._crawler else None
        addresses: dict[str, str] | None = getattr(engine.downloader, "addresses", None) if engine else None
        if addresses is not None:
            addresses.setdefault(host, address)

    def _admits(self, host: str, port: int, address: str) -> bool:
        """Tell whether `address`, which `host` stands for, may be connected to."""
        where = (host, port)
        exempt = where in self._given and address in self._first.get(where, {address})
        if exempt or where in self._proxies or is_public(address):
            self._note_address(host, address)
            return True
        self._refused.add(where)
        return False

    def _resolved(self, host: str, port: int, addresses: frozenset[str]) -> None:
        if addresses:
            self._first.setdefault((host, port), addresses)


def is_public(address: str) -> bool:
    """Tell whether an IP address is public, also by the address it wraps (6to4, NAT64, mapped)."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    is_routed = ip.version == 4 or ip in UNICAST or ip in NAT64
    return is_routed and all(one.is_global and not one.is_multicast for one in (ip, *_wrapped(ip)))


def place(url: str) -> Place:
    """Return the host and port of a URL."""
    parts = urlsplit(url)
    return (parts.hostname or "").lower(), parts.port or (443 if parts.scheme == "https" else 80)


def _wrapped(ip: IPAddress) -> tuple[IPAddress, ...]:
    if isinstance(ip, ipaddress.IPv4Address):
        return ()
    nat64 = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in NAT64 else None
    return tuple(inner for inner in (ip.ipv4_mapped, ip.sixtofour, nat64) if inner)


def _is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def _proxies() -> set[Place]:
    return {place(url if "://" in url else f"http://{url}") for url in getproxies().values()}


def _describe(host: str, port: int) -> str:
    where = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return (
        f"{where} is in a private network, where no blog was given; "
        f"if a blog is there, name it: blogger-archive crawl http://{where}"
    )


Admits = Callable[[str, int, str], bool]
Resolved = Callable[[str, int, frozenset[str]], None]


@implementer(IHostnameResolver)
class _FilteringResolver:
    """A resolver that keeps back addresses. Twisted's interfaces are not typed in a way that helps here."""

    def __init__(self, resolver: Any, admits: Admits, resolved: Resolved) -> None:
        self.resolver, self.admits, self.resolved = resolver, admits, resolved

    def resolveHostName(  # noqa: N802
        self,
        receiver: Any,
        name: str,
        portNumber: int = 0,  # noqa: N803 (passed by name)
        *more: Any,
        **named: Any,
    ) -> Any:
        host = name.lower().strip("[]")
        filtered = _FilteringReceiver(
            receiver,
            lambda address: self.admits(host, portNumber, address),
            lambda addresses: self.resolved(host, portNumber, addresses),
        )
        return self.resolver.resolveHostName(filtered, name, portNumber, *more, **named)


@implementer(IResolutionReceiver)
class _FilteringReceiver:
    """Passes on the addresses that may be connected to."""

    def __init__(
        self, receiver: Any, admits: Callable[[str], bool], resolved: Callable[[frozenset[str]], None]
    ) -> None:
        self.receiver, self.admits, self.resolved = receiver, admits, resolved
        self.addresses: set[str] = set()

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802
        self.receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self.addresses.add(address.host)
        if self.admits(address.host):
            self.receiver.addressResolved(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        self.resolved(frozenset(self.addresses))
        self.receiver.resolutionComplete()
