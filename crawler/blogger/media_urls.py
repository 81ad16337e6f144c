"""Identity of a picture or media file by its address, and the addresses under which to ask for it.

Google serves one picture in any size and crop under many addresses. The table below knows which parts of an
address are the picture; everything else of it is size, and `s0` is the size that was uploaded. Pure.
"""

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

_SIZE = r"(?:[swh]\d{1,5}|d)(?:-[a-z]{1,5}-?\d*(?:\.\d+)?(?:=[\w,.]+)?)*"
"""Such as "s320", "s72-w640-h360-c", "w1200-h630-p-k-no-nu", "s0-d-e1-ft", "s64-fcrop64=1,0ff"; "s1600-h" is
the page around a picture."""
_GOOGLE = r"(?:\d\.bp|bp)\.blogspot\.com|bp\d\.blogger\.com|lh\d\.(?:ggpht|google|googleusercontent)\.com"


@dataclass(frozen=True, slots=True)
class _Shape:
    """Addresses of one kind: host and path; the group `picture` of the path tells one from the other."""

    hosts: re.Pattern[str]
    path: re.Pattern[str]
    original: str | None
    """Path of the uploaded file, made of the groups; None where it cannot be derived from that of a size."""


def _shape(hosts: str, path: str, original: str | None) -> _Shape:
    return _Shape(re.compile(hosts, re.IGNORECASE), re.compile(path, re.IGNORECASE), original)


_SHAPES = (
    # 1.bp.blogspot.com/-hash/id/AAAA/hash/s320/name.jpg; a picture has the same path on each of these hosts.
    _shape(
        _GOOGLE,
        rf"/(?P<picture>[-_][^/]+/[^/]+/[^/]+/[^/]+)(?:/(?!{_SIZE}/?$)(?P<bare>[^/]*)|/(?:{_SIZE})(?:/(?P<name>[^/]*))?)",
        "/{picture}/s0/{bare}{name}",
    ),
    _shape(
        rf"{_GOOGLE}|blogger\.googleusercontent\.com",
        rf"/(?P<picture>img/b/[^/]+/[^/=]+)(?:={_SIZE}|/(?:{_SIZE})(?:/(?P<name>[^/]*))?|/)?",
        "/{picture}/s0/{name}",
    ),
    _shape(
        rf"{_GOOGLE}|blogger\.googleusercontent\.com",
        rf"/(?P<picture>[^=]{{20,}}?)(?:={_SIZE})?",
        "/{picture}=s0",
    ),
    # Of 2005 and 2006: the largest is 1600, and may be of another type. Where a number follows the size, it
    # differs from size to size.
    _shape(
        r"photos\d\.blogger\.com",
        r"/(?P<picture>x/blogger\d?/\d+/\d+)/\d+/\d+/(?P<name>[^/]+?)(?:\.\w{2,4})?",
        None,
    ),
    _shape(
        r"photos\d\.blogger\.com",
        r"/(?P<picture>(?:blogger\d?|img|hello|pbh)/\d+/\d+)/(?:s?\d+)/(?P<name>[^/]+?)(?P<bare>\.\w{2,4})?",
        "/{picture}/1600/{name}{bare}",
    ),
)
_NAMED = "photos"
"""Beginning of hosts on which the file's name is a part of what tells pictures apart."""
_VIEWER = re.compile(r"/([sS]\d+)-h/")
_SECURE = re.compile(rf"(?:{_GOOGLE}|blogger\.googleusercontent\.com)", re.IGNORECASE)
"""Hosts that were linked by http in their time and serve the same by https."""

_FOREIGN = re.compile(
    r"(?:i\d?|img)\.(?:ytimg|youtube)\.com/(?:vi|an_webp|sb)|(?:img|www|m)\.youtube\.com/vi|i\.vimeocdn\.com/video",
    re.IGNORECASE,
)
"""Thumbnails of embedded films: they belong to the film, not to the blog."""
_PLACEHOLDERS = re.compile(
    r"flickr\.com/.*photo_unavailable|yimg\.com/.*photo_unavailable|imgur\.com/removed\.|photobucket\.com/.*bwe|"
    r"tinypic\.com/(?:images/)?404|imageshack\.\w+/.*(?:404|img_not_found)|/(?:hotlink|no[-_]?hotlink|leech)\w*\.\w{3,4}$|"
    r"/(?:image|photo|picture)[-_]?(?:not[-_]?(?:found|available)|unavailable|removed)\w*\.\w{3,4}$",
    re.IGNORECASE,
)
"""Pictures that hosts redirect to in place of one that they no longer have, or do not show."""
_FILES = re.compile(
    r"\.(?:mp3|m4a|m4v|mp4|ogg|oga|ogv|opus|flac|wav|webm|mov|avi|wmv|wma|3gp|aac)$", re.IGNORECASE
)
_WEB = frozenset({"http", "https"})
_PORTS = {"http": ":80", "https": ":443"}


def media_key(url: str) -> str | None:
    """Return what all addresses of one picture or file have in common.

    None for what is no web address, and for the thumbnails of other services' films.
    """
    parts = _split(url)
    if parts is None or _FOREIGN.match(f"{parts.hostname}{parts.path}"):
        return None
    shape, found = _match(parts)
    if shape is None or found is None:
        query = f"?{parts.query}" if parts.query else ""
        return f"{_host(parts)}{unquote(parts.path) or '/'}{query}"
    if (parts.hostname or "").startswith(_NAMED):
        return f"blogger:{found['picture']}/{unquote(found['name'])}"
    return f"google:{found['picture']}"


def media_addresses(url: str) -> tuple[str, ...]:
    """Return the addresses to ask in turn until one has the file: of the upload, then as it was named."""
    parts = _split(url)
    if parts is None:
        return ()
    named = _VIEWER.sub(r"/\1/", url.partition("#")[0])
    shape, found = _match(parts)
    if _SECURE.fullmatch(parts.hostname or ""):
        named = re.sub("^http:", "https:", named, flags=re.IGNORECASE)
    if shape is None or found is None or shape.original is None:
        return (named,)
    groups = {"bare": "", "name": ""} | {name: text or "" for name, text in found.groupdict().items()}
    secure = "https" if _SECURE.fullmatch(parts.hostname or "") else parts.scheme
    original = f"{secure}://{parts.netloc}{shape.original.format(**groups)}"
    return tuple(dict.fromkeys((original, named)))


def capture_pattern(url: str) -> str:
    """Return the address, without its scheme, under which a web archive lists all sizes of a picture.

    An asterisk at its end stands for whatever follows.
    """
    parts = _split(url)
    shape, found = _match(parts) if parts else (None, None)
    if parts is None or found is None or (shape and shape.original is None):
        return url.partition("://")[2]
    return f"{parts.netloc}/{found['picture']}*"


def is_media_file(url: str) -> bool:
    """Tell whether an address is that of a plain audio or video file, as far as the address tells."""
    parts = _split(url)
    return parts is not None and bool(_FILES.search(parts.path))


def is_placeholder(url: str) -> bool:
    """Tell whether a host that redirected there says that it does not have, or does not show, the picture."""
    return bool(_PLACEHOLDERS.search(url.partition("?")[0]))


def _match(parts: SplitResult) -> tuple[_Shape | None, re.Match[str] | None]:
    for shape in _SHAPES:
        if shape.hosts.fullmatch(parts.hostname or "") and (found := shape.path.fullmatch(parts.path)):
            return shape, found
    return None, None


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url.strip())
        parts.port  # noqa: B018 - raises ValueError for a port that is no number
    except ValueError:
        return None
    return parts if parts.scheme.lower() in _WEB and parts.hostname else None


def _host(parts: SplitResult) -> str:
    return parts.netloc.rpartition("@")[2].lower().removesuffix(_PORTS[parts.scheme.lower()])
