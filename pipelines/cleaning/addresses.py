"""Addresses in a post's body: absolute URLs, images, tracking pixels."""

import re
from urllib.parse import urljoin

_WEB = ("http://", "https://")
_ABSOLUTE = re.compile(r"https?://", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_BREAKS = str.maketrans("", "", "".join(map(chr, range(32))) + "\ufffe\uffff")
"""Browsers take line breaks out of addresses; lxml takes no other control characters."""

_IMAGE_PATH = re.compile(
    r"(?:https?:)?(?://[^/?#]*)?(?:[^?#]*/)?(?![^/?#]*(?::|%3A))[^/?#]+\.(?:jpe?g|png|gif|webp|avif|bmp|tiff?|svg)(?:[?#]|$)",
    re.IGNORECASE,
)
"""The path ends in the name of an image file. A colon in it is that of a wiki's page about the file."""
_IMAGE_HOST = re.compile(
    r"https?://(?:[1-4]\.bp\.blogspot\.com|bp[0-3]\.blogger\.com|photos1\.blogger\.com|"
    r"(?:lh\d|blogger)\.(?:googleusercontent|ggpht)\.com)/",
    re.IGNORECASE,
)
"""Hosts of Blogger's images: since 2008, 2006-08, 2005-06, and since 2021."""
_VIEWER = re.compile(r"/s(\d+)-h/")
"""A size segment that ends in -h is a page around the picture; without it, the picture."""

_COUNTER = "googleusercontent.com/tracker/"
"""Blogger's own, at the end of a feed's bodies."""
_TRACKERS = (
    *("feeds.feedburner.com/~", "feedproxy.google.com/~", "feeds.wordpress.com/", "stats.wordpress.com/"),
    *("google-analytics.com/", "doubleclick.net/", "googlesyndication.com/"),
    *("assoc-amazon.", "amazon-adsystem.com/", "statcounter.com/", "histats.com/", "quantserve.com/"),
    *("scorecardresearch.com/", "extreme-dm.com/", "sitemeter.com/", "zemanta.com/pixy"),
    *("pixel.wp.com/", "pixel.facebook.com/", "facebook.com/tr?", "blogblog.com/img/", "blogger.com/img/"),
    *("linkwithin.com/pixel",),
    *("addthis.com/", "addtoany.com/", "sharethis.com/", "twitter.com/images/goodies", "netvibes.com/img/"),
)
"""Pictures that count readers, or belong to buttons of Blogger and of share services."""


def absolute(address: str, base: str | None) -> str | None:
    """Return `address` as http, https or mailto URL; None for another scheme, a mere fragment, or nonsense.

    Without `base` a relative address comes back as it is.
    """
    if address.startswith(_WEB) and address.isprintable() and address[-1] != " ":
        return address
    url = address.strip().translate(_BREAKS)
    if _ABSOLUTE.match(url) or url[:7].lower() == "mailto:":
        return url
    if url.startswith("//"):
        return "https:" + url
    if not url or url.startswith("#") or _SCHEME.match(url):
        return None
    return _joined(base, url) if base else url


def _joined(base: str, url: str) -> str | None:
    try:
        return urljoin(base.translate(_BREAKS), url)
    except ValueError:  # urllib refuses "http://[" and the like
        return None


def is_image(url: str) -> bool:
    """Tell whether the URL is that of an image file, as far as the URL tells."""
    return bool(_IMAGE_PATH.match(url) or _IMAGE_HOST.match(url))


def full_image(url: str) -> str:
    """Return the address of the image itself, where the URL is of Blogger's page around it."""
    return _VIEWER.sub(r"/s\1/", url)


def is_tracker(url: str) -> bool:
    """Tell whether an image URL is one that counts readers or decorates a button."""
    if _IMAGE_HOST.match(url):
        return _COUNTER in url
    return any(tracker in url for tracker in _TRACKERS)
