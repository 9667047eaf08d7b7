"""Which network addresses may be fetched from, and connections that can reach no other.

A name is resolved once, every address it resolves to is judged, and the connection goes to the very address that was
judged: a name that resolves differently a moment later (DNS rebinding) changes nothing.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from collections.abc import Iterable
from typing import Any

import httpcore

from tollbook.messages import refuse

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

EMBEDDING = [
    ipaddress.ip_network("64:ff9b::/96"),  # NAT64, RFC 6052
    ipaddress.ip_network("64:ff9b:1::/48"),  # local NAT64, RFC 8215
    ipaddress.ip_network("2001::/32"),  # Teredo
    ipaddress.ip_network("2002::/16"),  # 6to4
    ipaddress.ip_network("::/96"),  # IPv4-compatible
]
"""IPv6 networks that carry traffic on to an IPv4 address of the sender's choice."""


def is_public(address: Address) -> bool:
    """Whether `address` is one of the open internet: not private, loopback, link-local, multicast or reserved.

    The addresses at which clouds answer their own machines (169.254.169.254, fd00:ec2::254, 100.100.100.200) are among
    the link-local, private and shared ones.
    """
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if any(address in network for network in EMBEDDING) or address.is_site_local:
            return False
    return address.is_global and not (
        address.is_private
        or address.is_loopback
        or address.is_link_local
        or address.is_multicast
        or address.is_reserved
        or address.is_unspecified
    )


def resolve(host: str, port: int, name: str, timeout: float) -> list[Address]:
    """Every address of `host`, in the system's order; raises `no-such-host` or `no-answer` after `timeout` seconds."""
    found: list[Address] = []
    failure: list[Exception] = []

    def ask() -> None:
        try:
            for *_, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
                found.append(ipaddress.ip_address(str(place[0]).partition("%")[0]))
        except (OSError, ValueError) as error:
            failure.append(error)

    # getaddrinfo takes no timeout of its own; a daemon thread that is still asking holds nothing up
    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(timeout)
    if asking.is_alive():
        raise refuse("no-answer", name=name)
    if failure or not found:
        raise refuse("no-such-host", name=name, host=host)
    return list(dict.fromkeys(found))


class Guarded(httpcore.NetworkBackend):
    """Connects to public addresses only (to any with `allow_private`), all of it within `seconds` from now.

    `name` is what refusals call the fetch. Raises `private-address` where any address of the host is not public.
    """

    def __init__(self, name: str, seconds: float, allow_private: bool) -> None:
        self.name = name
        self.seconds = seconds
        self.until = time.monotonic() + seconds
        self.allow_private = allow_private
        self.backend = httpcore.SyncBackend()

    def left(self, timeout: float | None = None) -> float:
        """The seconds that an operation may take; raises `too-slow` when the time is up."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise refuse("too-slow", name=self.name, seconds=f"{self.seconds:g}")
        return left if timeout is None else min(left, timeout)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = resolve(host, port, self.name, self.left(timeout))
        if not self.allow_private and not all(map(is_public, addresses)):
            raise refuse("private-address", name=self.name, host=host)
        failure: Exception | None = None
        for address in addresses[:4]:
            try:
                stream = self.backend.connect_tcp(str(address), port, self.left(timeout), local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
                continue
            return Timed(stream, self)
        raise failure or httpcore.ConnectError("no address")

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        raise httpcore.ConnectError("no local sockets")

    def sleep(self, seconds: float) -> None:
        time.sleep(self.left(seconds))


class Timed(httpcore.NetworkStream):
    """A connection on which no single step outlasts the whole fetch's time, however slowly bytes drip in."""

    def __init__(self, stream: httpcore.NetworkStream, guard: Guarded) -> None:
        self.stream = stream
        self.guard = guard

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.stream.read(max_bytes, self.guard.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.stream.write(buffer, self.guard.left(timeout))

    def close(self) -> None:
        self.stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return Timed(self.stream.start_tls(ssl_context, server_hostname, self.guard.left(timeout)), self.guard)

    def get_extra_info(self, info: str) -> Any:
        return self.stream.get_extra_info(info)
