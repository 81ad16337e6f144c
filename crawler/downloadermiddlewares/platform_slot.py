"""The download slot that all blogs behind Google's servers share.

Google limits by the asker's address, over all hosts: paces of single hosts add up until most answers are "429
Too Many Requests". Blogs on custom domains are told by the addresses to which their names resolve.
"""

import ipaddress
import re
from functools import lru_cache

PLATFORM = "blogger"  # name of the slot
CONCURRENCY = 4  # requests on their way at once: one hung answer does not hold up every blog
_HOSTS = re.compile(r"(?:^|\.)(?:blogspot\.[a-z]{2,3}(?:\.[a-z]{2})?|blogger\.com)$")
_NETWORKS = tuple(
    map(
        ipaddress.ip_network,
        (
            *("64.233.160.0/19", "66.102.0.0/20", "66.249.64.0/19", "72.14.192.0/18", "74.125.0.0/16"),
            *("108.177.0.0/17", "142.250.0.0/15", "172.217.0.0/16", "172.253.0.0/16", "173.194.0.0/16"),
            *("192.178.0.0/15", "209.85.128.0/17", "216.58.192.0/19", "216.239.32.0/19"),
            *("2001:4860::/32", "2404:6800::/32", "2607:f8b0::/32", "2800:3f0::/32", "2a00:1450::/32"),
        ),
    )
)
"""Networks of Google's front ends, from its own list (gstatic.com/ipranges/goog.json), clouds left out."""


@lru_cache(maxsize=1024)
def is_on_platform(host: str, address: str | None) -> bool:
    """Tell whether a host is Blogger's own, or a custom domain that resolved to an address of Google's."""
    if _HOSTS.search(host.lower()):
        return True
    try:
        ip = ipaddress.ip_address(address or "")
    except ValueError:
        return False
    return any(ip in network for network in _NETWORKS if network.version == ip.version)
