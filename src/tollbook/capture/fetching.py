"""Fetching one address politely and safely: limits on time, size and redirects, robots.txt, public networks only."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from email.message import Message
from typing import NoReturn
from urllib.parse import quote, urljoin, urlsplit

import httpcore
import msgspec

from tollbook.capture import robots
from tollbook.capture.addresses import Guarded
from tollbook.capture.files import size_text
from tollbook.messages import Refusal, refuse

AGENT = f"{robots.AGENT}/0.1 (reads reports of losses for the record)"
MAX_REDIRECTS = 5
REDIRECTS = {301, 302, 303, 307, 308}
TIMEOUTS = {"connect": 10.0, "read": 20.0, "write": 20.0, "pool": 10.0}
"""Seconds for one step."""
TOTAL = 60.0
"""Seconds for the whole fetch, redirects and robots.txt included."""


class Fetched(msgspec.Struct, frozen=True):
    """What an address gave. `address` is where it was found in the end; `media_type` is in lower case or empty."""

    data: bytes
    address: str
    media_type: str
    charset: str | None


class Target(msgspec.Struct, frozen=True):
    """An address in the form in which it is requested: all ASCII, no fragment."""

    scheme: str
    host: str
    port: int | None
    path: str

    @property
    def site(self) -> str:
        """Scheme, host and port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port is None else f":{self.port}")


def fetch(address: str, max_size: int, allow_private: bool = False, seconds: float = TOTAL) -> Fetched:
    """The document at `address` after redirects.

    Raises a Refusal that names `address` for whatever goes wrong: see the messages from `bad-address` on.
    """
    guard = Guarded(address, seconds, allow_private)
    with httpcore.ConnectionPool(network_backend=guard, max_connections=4) as pool:
        session = Session(pool, address, max_size, seconds)
        return session.document(address)


class Session:
    """The requests that one fetch takes; `name` is what refusals call it."""

    def __init__(self, pool: httpcore.ConnectionPool, name: str, max_size: int, seconds: float) -> None:
        self.pool = pool
        self.name = name
        self.max_size = max_size
        self.seconds = seconds
        self.rules: dict[str, robots.Rules] = {}

    def document(self, address: str) -> Fetched:
        """What is found at `address`, each step towards it allowed by its site's robots.txt."""
        return self.follow(address, self.max_size, polite=True)

    def follow(self, address: str, max_size: int, polite: bool) -> Fetched:
        """What is found at `address` after at most MAX_REDIRECTS redirects."""
        for _ in range(MAX_REDIRECTS + 1):
            target = parsed(address, self.name)
            if polite and not self.robots(target.site).allow(target.path):
                raise refuse("robots-disallow", name=self.name)
            answer = self.get(target, max_size)
            if isinstance(answer, Fetched):
                return answer
            try:
                address = urljoin(target.site + target.path, answer)
            except ValueError:
                raise refuse("bad-response", name=self.name, reason="it redirects to no address") from None
        raise refuse("too-many-redirects", name=self.name, limit=MAX_REDIRECTS)

    def robots(self, site: str) -> robots.Rules:
        """The rules of a site: none where it has no robots.txt; raises `robots-unknown` where it cannot be had."""
        if site not in self.rules:
            try:
                found = self.follow(f"{site}/robots.txt", robots.MAX_SIZE, polite=False)
                text = found.data.decode("utf-8", "replace")
            except Refusal as refusal:
                status = refusal.details.get("status")
                if refusal.code == "bad-status" and isinstance(status, int) and status < 500:
                    text = ""
                elif refusal.code in ("bad-status", "bad-response", "too-large", "too-many-redirects"):
                    raise refuse("robots-unknown", name=self.name) from None
                else:
                    raise
            self.rules[site] = robots.Rules(text)
        return self.rules[site]

    def get(self, target: Target, max_size: int) -> Fetched | str:
        """One request: the document, or the address that it redirects to."""
        headers: dict[bytes | str, bytes | str] = {
            "User-Agent": AGENT,
            "Accept": "text/html,application/xhtml+xml,text/plain,application/pdf,application/xml;q=0.9,*/*;q=0.5",
            "Accept-Encoding": "gzip, deflate",
            "Connection": "close",
        }
        url = httpcore.URL(
            scheme=target.scheme.encode(), host=target.host.encode(), port=target.port, target=target.path.encode()
        )
        try:
            with self.pool.stream("GET", url, headers=headers, extensions={"timeout": TIMEOUTS}) as response:
                return self.answer(response, target, max_size)
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as error:
            self.failed(error)
        except (OSError, ValueError) as error:
            raise refuse("bad-response", name=self.name, reason=type(error).__name__) from None

    def failed(self, error: Exception) -> NoReturn:
        """Raise what a failed request means to a person."""
        reason = str(error) or type(error).__name__
        if "CERTIFICATE" in reason.upper():
            told = reason.rpartition("] ")[2].partition(" (_ssl")[0]
            raise refuse("bad-certificate", name=self.name, reason=told) from None
        if isinstance(error, httpcore.ProtocolError):
            raise refuse("bad-response", name=self.name, reason=reason) from None
        raise refuse("no-answer", name=self.name) from None

    def answer(self, response: httpcore.Response, target: Target, max_size: int) -> Fetched | str:
        """What a response holds: a redirect's address or a document within `max_size`."""
        headers = {key.decode("latin-1").lower(): value.decode("latin-1") for key, value in response.headers}
        if response.status in REDIRECTS and headers.get("location"):
            return headers["location"].encode("latin-1").decode("utf-8", "replace").strip()
        if response.status != 200:
            raise refuse("bad-status", name=self.name, status=response.status)
        if headers.get("content-length", "").isdigit() and int(headers["content-length"]) > max_size:
            raise self.too_large(max_size)
        data = bytearray()
        for piece in self.unpacked(response.iter_stream(), headers.get("content-encoding", ""), max_size):
            data += piece
            if len(data) > max_size:
                raise self.too_large(max_size)
        media_type, charset = content_type(headers.get("content-type", ""))
        return Fetched(bytes(data), target.site + target.path, media_type, charset)

    def too_large(self, max_size: int) -> Refusal:
        """The refusal of a document that is larger than `max_size`."""
        return refuse("too-large", name=self.name, limit=size_text(max_size))

    def unpacked(self, pieces: Iterator[bytes], encoding: str, max_size: int) -> Iterator[bytes]:
        """The body without its content encoding, in pieces of at most `max_size` + 1 bytes, however small it came."""
        encoding = encoding.strip().lower()
        if encoding in ("", "identity"):
            yield from pieces
            return
        if encoding not in ("gzip", "x-gzip", "deflate"):
            raise refuse("bad-response", name=self.name, reason=f"content encoding {encoding}")
        either = zlib.MAX_WBITS | 32
        unpacking = zlib.decompressobj(either)
        try:
            for piece in pieces:
                while piece:
                    if unpacking.eof:
                        unpacking = zlib.decompressobj(either)
                    yield unpacking.decompress(piece, max_size + 1)
                    piece = unpacking.unconsumed_tail or unpacking.unused_data
        except zlib.error:
            raise refuse("bad-response", name=self.name, reason=f"broken {encoding}") from None
        if not unpacking.eof:
            raise refuse("bad-response", name=self.name, reason=f"cut {encoding}")


def parsed(address: str, name: str) -> Target:
    """`address` in its parts; raises `bad-address` for what is no plain http(s) address."""
    if any(character <= " " or character == "\x7f" or character == "\\" for character in address):
        raise refuse("bad-address", name=name, reason="it has spaces or control characters")
    try:
        split = urlsplit(address)
        port = split.port
        host = (split.hostname or "").rstrip(".")
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        raise refuse("bad-address", name=name, reason="its host or port makes no sense") from None
    if split.scheme not in ("http", "https"):
        raise refuse("bad-address", name=name, reason=f"{split.scheme or 'nothing'} is not http or https")
    if not host or "%" in host:
        raise refuse("bad-address", name=name, reason="it names no host")
    if "@" in split.netloc:
        raise refuse("bad-address", name=name, reason="it holds a user name")
    path = quote(split.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(split.query, safe="/?%:@!$&'()*+,;=~-._[]")
    return Target(split.scheme, host, port, f"{path}?{query}" if query else path)


def content_type(header: str) -> tuple[str, str | None]:
    """The media type (lower case, empty when absent) and charset of a Content-Type header."""
    message = Message()
    message["Content-Type"] = " ".join(header.split())
    charset = message.get_param("charset")
    return message.get_content_type() if "/" in header else "", charset if isinstance(charset, str) else None
