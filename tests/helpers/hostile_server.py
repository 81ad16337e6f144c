"""Loopback servers that misbehave: one port a fault, all in one thread that accepts and one a connection.

A behaviour is a function that gets a `Hit` and writes to its socket what it likes. `hit.honest()` is what a
well-behaved blog would have answered, as bytes on the wire; most faults are small damage to it.
"""

import gzip
import json
import selectors
import socket
import ssl
import struct
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import formatdate
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.helpers.fake_blogger import Site, faults, respond
from tests.helpers.fake_blogger.fake_site import FakeResponse
from tests.helpers.fake_requests import blog_of

POSTS = 12  # of every blog here; five to an answer, so that there are pages to repeat


@dataclass
class Hit:
    """One request."""

    socket: socket.socket
    path: str  # with the query
    headers: Mapping[str, str]
    port: int
    site: Site
    seen: Counter[str] = field(default_factory=Counter)

    @property
    def feed(self) -> bool:
        return self.path.startswith("/feeds/") or self.path.endswith((".xml?", "atom.xml", "rss.xml"))

    @property
    def robots(self) -> bool:
        return self.path == "/robots.txt"

    def first(self, times: int = 1) -> bool:
        """Whether this address is asked for the first time, or the first few."""
        return self.seen[self.path] <= times

    def respond(self, **headers: str) -> FakeResponse:
        fields = {"accept-encoding": "", **headers}
        return respond({"*": self.site}, "GET", f"http://127.0.0.1:{self.port}{self.path}", fields)

    def honest(self) -> None:
        self.write(self.respond())

    def write(self, made: FakeResponse) -> None:
        self.reply(made.status, dict(made.headers), made.body)

    def reply(self, status: int, headers: Mapping[str, str], body: bytes = b"") -> None:
        fields = {"Content-Length": str(len(body)), **headers, "Connection": "close"}
        lines = [f"HTTP/1.1 {status} Said", *(f"{k}: {v}" for k, v in fields.items() if v), "", ""]
        self.send("\r\n".join(lines).encode() + body)

    def ok(self, body: bytes, kind: str = "text/html; charset=UTF-8", **more: str) -> None:
        self.reply(200, {"Content-Type": kind} | {k.replace("_", "-"): v for k, v in more.items()}, body)

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def reset(self) -> None:
        """The other side sees "connection reset", not an end."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()


Behaviour = Callable[[Hit], None]


class HostileServer:
    """Serves each behaviour at an address of its own while the `with` block runs.

    >>> with HostileServer({"hang": hang}) as server:
    ...     crawl(server.url("hang"))
    """

    def __init__(self, behaviours: Mapping[str, Behaviour], *, tls: ssl.SSLContext | None = None) -> None:
        self.tls = tls
        self.behaviours = dict(behaviours)
        self.sites = {name: Site(blog_of(POSTS, str(4711 + n)), cap=5) for n, name in enumerate(behaviours)}
        self.seen: dict[str, Counter[str]] = {name: Counter() for name in behaviours}
        self._selector = selectors.DefaultSelector()
        self._listening: dict[str, socket.socket] = {}
        self._over = False
        for name in behaviours:
            listening = socket.create_server(("127.0.0.1", 0), backlog=64)
            self._listening[name] = listening
            self._selector.register(listening, selectors.EVENT_READ, name)

    def port(self, name: str) -> int:
        return int(self._listening[name].getsockname()[1])

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.port(name)}/"

    def hits(self, name: str) -> int:
        return self.seen[name].total()

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over = True
        for listening in self._listening.values():
            listening.close()

    def _accept(self) -> None:
        while not self._over:
            for key, _ in self._selector.select(0.2):
                with suppress(OSError):
                    connection, _ = key.fileobj.accept()  # type: ignore[union-attr]
                    threading.Thread(target=self._serve, args=(connection, key.data), daemon=True).start()

    def _serve(self, connection: socket.socket, name: str) -> None:
        with suppress(OSError), connection:  # the crawler has every right to hang up
            if self.tls:
                connection = self.tls.wrap_socket(connection, server_side=True)
            head = b""
            while b"\r\n\r\n" not in head:
                more = connection.recv(65536)
                if not more:
                    return
                head += more
            first, *lines = head.decode("latin-1").split("\r\n")
            path = first.split(" ")[1]
            fields = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines if line)}
            self.seen[name][path] += 1
            hit = Hit(connection, path, fields, self.port(name), self.sites[name], self.seen[name])
            self.behaviours[name](hit)


# --- How often: once and then honest, or always. robots.txt stays honest unless it is what fails.


def once(fault: Behaviour, times: int = 1) -> Behaviour:
    """The first answers of every feed address are spoilt."""
    return lambda hit: fault(hit) if hit.feed and hit.first(times) else hit.honest()


def always(fault: Behaviour) -> Behaviour:
    return lambda hit: hit.honest() if hit.robots else fault(hit)


def feeds(fault: Behaviour) -> Behaviour:
    """Only feeds are spoilt; pages and sitemap are honest."""
    return lambda hit: fault(hit) if hit.feed else hit.honest()


def only_feeds(fault: Behaviour) -> Behaviour:
    """Of everything else there is nothing."""
    return lambda hit: fault(hit) if hit.feed else hit.honest() if hit.robots else status(404)(hit)


def robots(fault: Behaviour) -> Behaviour:
    return lambda hit: fault(hit) if hit.robots else hit.honest()


# --- Statuses.


def status(code: int, retry_after: str | Callable[[], str] = "") -> Behaviour:
    def behave(hit: Hit) -> None:
        asked = retry_after if isinstance(retry_after, str) else retry_after()
        hit.reply(code, {"Retry-After": asked, "Content-Type": "text/html"}, f"<h1>{code}</h1>".encode())

    return behave


def in_seconds(seconds: float) -> Callable[[], str]:
    """A Retry-After that is a date."""
    return lambda: formatdate(time.time() + seconds, usegmt=True)


# --- Connections.


def reset_in_body(hit: Hit) -> None:
    body = hit.respond().body
    hit.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body[: len(body) // 2])
    time.sleep(0.05)
    hit.reset()


def reset_at_once(hit: Hit) -> None:
    hit.reset()


def hang(hit: Hit) -> None:
    _linger(hit)


def slow_headers(hit: Hit) -> None:
    for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"y" * 3600:
        hit.send(bytes([byte]))
        time.sleep(0.3)


def slow_drip(hit: Hit) -> None:
    """A byte every now and then, for as long as anybody listens."""
    hit.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 3600\r\n\r\n")
    for byte in b" " * 3600:
        hit.send(bytes([byte]))
        time.sleep(0.3)


def _linger(hit: Hit) -> None:
    """Stay connected, say nothing, until the other side goes."""
    while hit.socket.recv(4096):
        pass


def endless_chunks(hit: Hit) -> None:
    hit.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
    chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    while True:
        hit.send(chunk)


def header_bomb(hit: Hit) -> None:
    hit.send(b"HTTP/1.1 200 OK\r\n")
    for number in range(400_000):
        hit.send(b"X-%d: %s\r\n" % (number, b"y" * 100))
    hit.send(b"Content-Length: 0\r\n\r\n")


# --- Bodies that are not what the headers say.


def length_too_long(hit: Hit) -> None:
    made = hit.respond()
    hit.reply(made.status, {**made.headers, "Content-Length": str(len(made.body) + 500)}, made.body)


def length_too_short(hit: Hit) -> None:
    made = hit.respond()
    hit.reply(made.status, {**made.headers, "Content-Length": str(len(made.body) // 2)}, made.body)


def no_length_and_cut(hit: Hit) -> None:
    """Without a length the end of the connection is the end of the body: only the content shows the loss."""
    made = hit.respond()
    hit.reply(made.status, {**made.headers, "Content-Length": ""}, made.body[: len(made.body) // 2])


def chunks_cut(hit: Hit) -> None:
    body = hit.respond().body
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    hit.send(head + b"%x\r\n" % len(body) + body[: len(body) // 2])


def gzipped(spoil: Callable[[bytes], bytes]) -> Behaviour:
    def behave(hit: Hit) -> None:
        hit.ok(spoil(gzip.compress(hit.respond().body)), "application/json", Content_Encoding="gzip")

    return behave


def cut_in_half(data: bytes) -> bytes:
    return data[: len(data) // 2]


def bad_checksum(data: bytes) -> bytes:
    return data[:-8] + bytes(4) + data[-4:]


def says(body: bytes, kind: str = "text/html; charset=UTF-8") -> Behaviour:
    return lambda hit: hit.ok(body, kind)


def changed(change: faults.Change) -> Behaviour:
    """Any of the sample's own faults."""
    return lambda hit: hit.write(change(hit.respond()))


# --- Redirects.


def redirect(target: str | Callable[[Hit], str]) -> Behaviour:
    def behave(hit: Hit) -> None:
        hit.reply(302, {"Location": target if isinstance(target, str) else target(hit)})

    return behave


def in_a_circle(hit: Hit) -> str:
    return f"/feeds/a?{hit.seen.total()}"


# --- Feeds that lie. Each gets the honest JSON and changes it.


def lie(change: Callable[[dict[str, Any], Hit], None]) -> Behaviour:
    def behave(hit: Hit) -> None:
        made = hit.respond()
        if made.status != 200 or b'"feed"' not in made.body:
            hit.write(made)
            return
        tree = json.loads(made.body)
        change(tree["feed"], hit)
        hit.ok(json.dumps(tree).encode(), "application/json; charset=UTF-8")

    return feeds(behave)


def total(count: int) -> Behaviour:
    """Lie about the number of posts; that of static pages is true."""

    def change(feed: dict[str, Any], hit: Hit) -> None:
        if "/feeds/pages" not in hit.path:
            feed["openSearch$totalResults"] = {"$t": str(count)}

    return lie(change)


def first_page_for_ever(hit: Hit) -> None:
    """Whatever is asked for: the same five entries."""
    if hit.feed:
        hit.path = "/feeds/posts/default?alt=json&max-results=5" if "alt=json" in hit.path else "/nothing"
    hit.honest()


def never_the_same(hit: Hit) -> None:
    """Every page is full of posts with new ids, for ever."""

    def change(feed: dict[str, Any], hit: Hit) -> None:
        for number, entry in enumerate(feed.get("entry", [])):
            stem = entry["id"]["$t"].rpartition("-")[0]
            entry["id"]["$t"] = f"{stem}-{hit.seen.total() * 1000 + number}"

    if "start-index" in hit.path:
        hit.path = "/feeds/posts/default?alt=json&max-results=5"
    lie(change)(hit)


def reused_id(feed: dict[str, Any], hit: Hit) -> None:
    """The second entry of every page has the first one's id."""
    entries: list[dict[str, Any]] = [*feed.get("entry", []), {}, {}]
    first, second, *_ = entries
    if second:
        second["id"] = first["id"]


def two_addresses(feed: dict[str, Any], hit: Hit) -> None:
    """Every post comes twice, the second time with another address."""
    twins = json.loads(json.dumps(feed.get("entry", [])))
    for entry in twins:
        for link in entry["link"]:
            link["href"] = link["href"].replace(".html", "_2.html")
    feed["entry"] = [*feed.get("entry", []), *twins]


def published(text: str) -> Behaviour:
    def change(feed: dict[str, Any], hit: Hit) -> None:
        for entry in feed.get("entry", [])[:1]:
            entry["published"] = entry["updated"] = {"$t": text}

    return lie(change)


def title(text: str) -> Behaviour:
    def change(feed: dict[str, Any], hit: Hit) -> None:
        for entry in feed.get("entry", []):
            entry["title"]["$t"] = text

    return lie(change)


def body(text: str) -> Behaviour:
    """The newest post's text."""

    def change(feed: dict[str, Any], hit: Hit) -> None:
        for entry in feed.get("entry", []):
            if entry["title"]["$t"] == f"Post {POSTS - 1}":
                entry["content"]["$t"] = text

    return lie(change)


def everywhere(text: str) -> Behaviour:
    """The newest post's text, in the feed and on its page."""
    in_feeds = body(text)

    def behave(hit: Hit) -> None:
        if hit.feed:
            in_feeds(hit)
        else:
            made = hit.respond()
            long = made.body.replace(f"<p>Text {POSTS - 1}</p>".encode(), text.encode())
            hit.reply(made.status, {**made.headers, "Content-Length": str(len(long))}, long)

    return behave


def other_blog(hit: Hit) -> None:
    """From the second answer on, in whatever dialect, the feed of posts is another blog's."""
    if (
        "/feeds/posts/" in hit.path and hit.seen.total() > 3
    ):  # robots.txt, what was saved last, the first page
        foreign(hit)
    else:
        hit.honest()


def foreign(hit: Hit) -> None:
    """Answer as a blog of another number does."""
    made = hit.respond()
    theirs = made.body.replace(f"blog-{hit.site.blog.blog_id}".encode(), b"blog-6660")
    hit.reply(made.status, {**made.headers, "Content-Length": str(len(theirs))}, theirs)


def empty(feed: dict[str, Any], hit: Hit) -> None:
    feed["entry"] = []


def raw_bytes(hit: Hit) -> None:
    """Bytes that are no UTF-8, inside the titles."""
    made = hit.respond()
    hit.ok(made.body.replace(b"Post 1", b"Po\xff\xfest \xe9 1"), "application/json; charset=UTF-8")


# --- Bombs.

LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">'
    + b"".join(
        b'<!ENTITY lol%d "%s">' % (n + 1, b"&lol%s;" % (str(n).encode() if n else b"") * 10) for n in range(9)
    )
    + b"]><feed xmlns='http://www.w3.org/2005/Atom'><id>tag:blogger.com,1999:blog-1</id><title>&lol9;</title></feed>"
)
OUTSIDE = (
    b'<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    b"<feed xmlns='http://www.w3.org/2005/Atom'><id>tag:blogger.com,1999:blog-1</id><title>&x;</title></feed>"
)


def gzip_bomb(megabytes: int) -> Behaviour:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    squeezed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(megabytes)) + packer.flush()
    return lambda hit: hit.ok(squeezed, "application/json", Content_Encoding="gzip")


# --- Certificates.


def self_signed(folder: Path) -> ssl.SSLContext:
    """A certificate for 127.0.0.1 that no authority has signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(1)
    )
    address = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    signed = made.add_extension(address, critical=False).sign(key, hashes.SHA256())
    (folder / "tls.pem").write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        + signed.public_bytes(Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "tls.pem")
    return context
