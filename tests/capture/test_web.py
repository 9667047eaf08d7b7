"""Fetching, against real servers on loopback."""

from __future__ import annotations

import gzip
import ipaddress
import shutil
import socket
import ssl
import subprocess
import threading
import time
import zlib
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from tollbook.capture import Captured, capture
from tollbook.capture.addresses import is_public
from tollbook.capture.fetching import fetch
from tollbook.messages import Refusal

STORY = "At least 40 soldiers were killed near Orlyk on Monday, the defence ministry said."
PAGE = f"""<!doctype html><html><head><title>Losses near Orlyk</title></head>
<body><nav><a href="/">Home</a></nav><article><h1>Losses near Orlyk</h1><p>{STORY}</p></article></body>
</html>""".encode()


def one(address: str, **options: Any) -> Captured | Refusal:
    """The only item that a capture of `address` gives."""
    (item,) = capture(address, allow_private=True, **options)
    return item


def refused(address: str, **options: Any) -> str:
    """The code of the refusal of `address`."""
    item = one(address, **options)
    assert isinstance(item, Refusal), item
    assert address.split("#")[0] in str(item)
    assert "\n" not in str(item)
    return item.code


def test_a_page_becomes_a_report(site: Any) -> None:
    """A page gives its article under its title, with the address it was found at and the time it was fetched."""
    site.pages["/story?utm_source=x&id=7"] = PAGE
    item = one(f"{site.address}/story?utm_source=x&id=7#top")
    assert isinstance(item, Captured)
    assert item.report.text == f"Losses near Orlyk\n\n{STORY}"
    assert item.report.url == item.identity == f"{site.address}/story?id=7"
    assert item.report.captured
    assert item.original == PAGE


def test_redirects_are_followed_to_the_end(site: Any) -> None:
    """The report's address is the one that the redirects lead to, and each step is asked for once."""
    site.pages["/a"] = ({"status": "301", "Location": "/b"}, b"")
    site.pages["/b"] = ({"status": "302", "Location": f"{site.address}/c"}, b"")
    site.pages["/c"] = PAGE
    item = one(f"{site.address}/a")
    assert isinstance(item, Captured)
    assert item.report.url == f"{site.address}/c"
    assert [path for path in site.asked if path != "/robots.txt"] == ["/a", "/b", "/c"]


def test_a_circle_of_redirects_ends(site: Any) -> None:
    """A page that redirects to itself is refused after a few steps."""
    site.pages["/a"] = ({"status": "302", "Location": "/a"}, b"")
    assert refused(f"{site.address}/a") == "too-many-redirects"
    assert len(site.asked) < 10


def test_loopback_is_refused_without_leave(site: Any) -> None:
    """Without --allow-private no request at all reaches a server on this machine, however its address is spelt."""
    site.pages["/"] = PAGE
    port = site.server.server_port
    for host in ("127.0.0.1", "localhost", "2130706433", "0x7f.1", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]"):
        (item,) = capture(f"http://{host}:{port}/")
        assert isinstance(item, Refusal)
        assert item.code in ("private-address", "no-such-host", "bad-address"), host
    assert site.asked == []


class Internet:
    """A name system and a network: a name leads to its addresses in turn, and the one public host is `site`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, site: Any, names: dict[str, list[list[str]]]) -> None:
        self.reached: list[str] = []
        answers = {name: iter(turns) for name, turns in names.items()}
        connect, ask = socket.create_connection, socket.getaddrinfo

        def getaddrinfo(host: str, port: int, *rest: Any, **options: Any) -> list[Any]:
            if host not in answers:
                return ask(host, port, *rest, **options)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (at, port)) for at in next(answers[host])]

        def create_connection(address: tuple[str, int], *rest: Any, **options: Any) -> socket.socket:
            self.reached.append(address[0])
            public = address[0] == PUBLIC
            return connect(("127.0.0.1", site.server.server_port) if public else address, *rest, **options)

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        monkeypatch.setattr(socket, "create_connection", create_connection)


CLOSED = """
127.0.0.1 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.100.100.200 0.0.0.0 224.0.0.1 240.0.0.1 255.255.255.255
192.0.2.1 198.18.0.1 ::1 :: fe80::1 fec0::1 fc00::1 fd00:ec2::254 ff02::1 ::ffff:10.0.0.1 ::ffff:169.254.169.254
64:ff9b::a00:1 2002:a00:1:: 2001:0:4136:e378:8000:63bf:3fff:fdd2 ::10.0.0.1 2001:db8::1
"""
PUBLIC = "93.184.216.34"


@pytest.mark.parametrize("target", ["http://127.0.0.1:{port}/secret", "http://inside.example/secret", "//[::1]/secret"])
def test_a_redirect_to_a_private_address_is_refused(site: Any, monkeypatch: pytest.MonkeyPatch, target: str) -> None:
    """A public site cannot send the fetch on to a private one, by number or by name."""
    internet = Internet(monkeypatch, site, {"paper.example": [[PUBLIC]] * 9, "inside.example": [["10.0.0.7"]] * 9})
    site.pages["/a"] = ({"status": "302", "Location": target.format(port=site.server.server_port)}, b"")
    site.pages["/secret"] = PAGE
    (item,) = capture("http://paper.example/a")
    assert isinstance(item, Refusal)
    assert item.code == "private-address"
    assert site.asked == ["/robots.txt", "/a"]
    assert set(internet.reached) == {PUBLIC}


def test_a_name_that_resolves_anew_reaches_nothing_private(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name is judged each time it is resolved, and the connection goes to the very address that was judged."""
    internet = Internet(monkeypatch, site, {"rebind.example": [[PUBLIC], ["127.0.0.1"], [PUBLIC]]})
    site.pages["/"] = PAGE
    with pytest.raises(Refusal) as refusal:
        fetch("http://rebind.example/", 1000)
    assert refusal.value.code == "private-address"
    assert set(internet.reached) == {PUBLIC}


def test_one_private_address_among_public_ones_is_enough(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name with a public and a private address is refused whole."""
    internet = Internet(monkeypatch, site, {"both.example": [[PUBLIC, "10.0.0.7"]]})
    with pytest.raises(Refusal) as refusal:
        fetch("http://both.example/", 1000)
    assert refusal.value.code == "private-address"
    assert internet.reached == []


@pytest.mark.parametrize("address", CLOSED.split())
def test_private_and_reserved_addresses_are_no_public_ones(address: str) -> None:
    """Loopback, private, link-local, metadata, multicast and reserved addresses, and IPv6 forms that wrap IPv4 ones."""
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1::1", "::ffff:8.8.8.8"])
def test_addresses_of_the_open_internet_are_public(address: str) -> None:
    """Ordinary addresses may be fetched from."""
    assert is_public(ipaddress.ip_address(address))


def test_a_server_that_drips_is_cut_off(site: Any) -> None:
    """A server that sends a byte now and then cannot hold the fetch longer than its whole time."""

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/plain")
        handler.end_headers()
        for _ in range(200):
            handler.wfile.write(b"x")
            time.sleep(0.05)

    site.pages["/"] = drip
    began = time.monotonic()
    with pytest.raises(Refusal) as refusal:
        fetch(f"{site.address}/", 1000, allow_private=True, seconds=0.5)
    assert refusal.value.code in ("too-slow", "no-answer")
    assert time.monotonic() - began < 5


def test_a_server_that_is_silent_is_cut_off(site: Any) -> None:
    """A server that accepts and says nothing is given up on."""
    site.pages["/"] = lambda handler: time.sleep(3)
    with pytest.raises(Refusal) as refusal:
        fetch(f"{site.address}/", 1000, allow_private=True, seconds=0.5)
    assert refusal.value.code in ("too-slow", "no-answer")


def test_an_announced_giant_is_not_read(site: Any) -> None:
    """A document that says it has 200 MB is refused before its body is read."""
    sent = []

    def giant(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/plain")
        handler.send_header("Content-Length", str(200_000_000))
        handler.end_headers()
        for _ in range(200):
            sent.append(handler.wfile.write(b"x" * 1_000_000))

    site.pages["/"] = giant
    assert refused(f"{site.address}/") == "too-large"
    assert len(sent) < 50


def test_an_unannounced_giant_is_not_read(site: Any) -> None:
    """A document without a length is refused once it exceeds the limit."""

    def giant(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/plain")
        handler.end_headers()
        for _ in range(200):
            handler.wfile.write(b"x" * 1_000_000)

    site.pages["/"] = giant
    assert refused(f"{site.address}/", max_size=3_000_000) == "too-large"


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_decompression_bomb_is_refused(site: Any, encoding: str) -> None:
    """A small answer that unpacks to gigabytes is refused at the limit, in the memory of about that limit."""
    packer = zlib.compressobj(9, wbits=31 if encoding == "gzip" else 15)
    bomb = b"".join(packer.compress(bytes(10_000_000)) for _ in range(50)) + packer.flush()
    assert len(bomb) < 1_000_000
    site.pages["/"] = ({"Content-Type": "text/plain", "Content-Encoding": encoding}, bomb)
    assert refused(f"{site.address}/") == "too-large"


def test_compressed_pages_are_read(site: Any) -> None:
    """A gzip answer gives the page; one that is cut or broken is refused."""
    packed = gzip.compress(PAGE)
    site.pages["/good"] = ({"Content-Type": "text/html", "Content-Encoding": "gzip"}, packed)
    site.pages["/two"] = (
        {"Content-Type": "text/html", "Content-Encoding": "gzip"},
        gzip.compress(PAGE[:50]) + gzip.compress(PAGE[50:]),
    )
    site.pages["/cut"] = ({"Content-Type": "text/html", "Content-Encoding": "gzip"}, packed[:-20])
    site.pages["/broken"] = ({"Content-Type": "text/html", "Content-Encoding": "gzip"}, b"no gzip")
    for path in ("/good", "/two"):
        item = one(site.address + path)
        assert isinstance(item, Captured)
        assert STORY in item.report.text
    assert refused(f"{site.address}/cut") == "bad-response"
    assert refused(f"{site.address}/broken") == "bad-response"


def test_robots_are_respected(site: Any) -> None:
    """What robots.txt forbids is not asked for; the rest is, and our own group outweighs that for all."""
    site.pages["/robots.txt"] = (
        {"Content-Type": "text/plain"},
        b"User-agent: *\nDisallow: /\n\nUser-agent: Tollbook\nDisallow: /private/\nAllow: /private/open\n",
    )
    site.pages["/private/page"] = site.pages["/private/open"] = site.pages["/page"] = PAGE
    assert refused(f"{site.address}/private/page") == "robots-disallow"
    assert isinstance(one(f"{site.address}/private/open"), Captured)
    assert isinstance(one(f"{site.address}/page"), Captured)
    assert "/private/page" not in site.asked


def test_a_redirect_into_a_forbidden_part_is_not_followed(site: Any) -> None:
    """robots.txt holds for the steps of a redirect too."""
    site.pages["/robots.txt"] = ({"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /private\n")
    site.pages["/a"] = ({"status": "302", "Location": "/private"}, b"")
    assert refused(f"{site.address}/a") == "robots-disallow"


def test_robots_that_cannot_be_had_allow_nothing(site: Any) -> None:
    """A server error for robots.txt refuses; its absence does not."""
    site.pages["/"] = PAGE
    site.pages["/robots.txt"] = ({"status": "503"}, b"")
    assert refused(f"{site.address}/") == "robots-unknown"


def test_other_kinds_of_content_are_refused(site: Any) -> None:
    """A video is no report; neither is a page that the server answers with an error."""
    site.pages["/video"] = ({"Content-Type": "video/mp4"}, b"\x00\x00\x00\x18ftyp")
    site.pages["/data"] = ({"Content-Type": "application/octet-stream"}, b"\x00\x01\x02")
    site.pages["/gone"] = ({"status": "410", "Content-Type": "text/html"}, PAGE)
    site.pages["/empty"] = b""
    assert refused(f"{site.address}/video") == "wrong-type"
    assert refused(f"{site.address}/data") == "wrong-type"
    assert refused(f"{site.address}/gone") == "bad-status"
    assert refused(f"{site.address}/missing") == "bad-status"
    assert refused(f"{site.address}/empty") == "empty-report"


@pytest.mark.parametrize("where", ["header", "meta", "nowhere"])
def test_legacy_charsets_of_pages(site: Any, where: str) -> None:
    """A page in windows-1251 reads the same whether its header, its meta element or only its letters say so."""
    story = "Міністерство оборони повідомило, що щонайменше 40 військових загинули біля села в понеділок уранці. " * 3
    meta = '<meta charset="windows-1251">' if where == "meta" else ""
    page = (
        f"<html><head>{meta}<title>Втрати біля села</title></head><body><article><p>{story}</p></article></body></html>"
    )
    header = "text/html; charset=windows-1251" if where == "header" else "text/html"
    site.pages["/"] = ({"Content-Type": header}, page.encode("cp1251"))
    item = one(f"{site.address}/")
    assert isinstance(item, Captured)
    assert "щонайменше 40 військових загинули" in item.report.text


def test_a_page_speaks_only_for_its_own_site(site: Any) -> None:
    """A canonical address on another site is passed over, so that no page poses as another's new version."""
    head = '<link rel="canonical" href="https://paper.example/story">'
    site.pages["/x"] = PAGE.replace(b"<title>", head.encode() + b"<title>")
    site.pages["/y"] = PAGE.replace(b"<title>", b'<link rel="canonical" href="/story"><title>')
    other, own = one(f"{site.address}/x"), one(f"{site.address}/y")
    assert isinstance(other, Captured)
    assert isinstance(own, Captured)
    assert other.report.url == f"{site.address}/x"
    assert own.report.url == f"{site.address}/story"


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("ftp://example.org/a", "bad-address"),
        ("file:///etc/passwd", "bad-address"),
        ("http://user:secret@example.org/", "bad-address"),
        ("http://", "bad-address"),
        ("http://exa mple.org/", "bad-address"),
        ("http://example.org:99999/", "bad-address"),
        ("http://nosuchhost.invalid/", "no-such-host"),
        ("http://127.0.0.1:9/", "no-answer"),
    ],
)
def test_addresses_that_lead_nowhere(address: str, code: str) -> None:
    """Each is refused in one line that names it."""
    assert refused(address) == code


def test_an_answer_that_is_no_http(site: Any) -> None:
    """A server that speaks something else is refused."""
    listener = socket.create_server(("127.0.0.1", 0))

    def speak() -> None:
        connection, _ = listener.accept()
        connection.recv(1000)
        connection.sendall(b"220 mail.example ESMTP\r\n" * 10)
        connection.close()

    threading.Thread(target=speak, daemon=True).start()
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    assert refused(address) in ("bad-response", "robots-unknown")
    listener.close()


def test_a_redirect_to_nonsense(site: Any) -> None:
    """A redirect to what is no address is refused."""
    site.pages["/a"] = ({"status": "302", "Location": "http://[half"}, b"")
    site.pages["/b"] = ({"status": "302", "Location": "ftp://paper.example/"}, b"")
    assert refused(f"{site.address}/a") == "bad-response"
    assert refused(f"{site.address}/b") == "bad-address"


def test_a_certificate_of_its_own_making_is_refused(site: Any, tmp_path: Path) -> None:
    """A server whose certificate nobody vouches for is refused, with that reason."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("needs openssl to make a certificate")
    made = tmp_path / "made.pem"
    subject = ["-subj", "/CN=127.0.0.1", "-keyout", str(made), "-out", str(tmp_path / "certificate.pem")]
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", *subject], check=True, capture_output=True
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "certificate.pem", made)
    site.server.socket = context.wrap_socket(site.server.socket, server_side=True)
    site.server.handle_error = lambda *_: None
    site.pages["/"] = PAGE
    address = site.address.replace("http:", "https:") + "/"
    item = one(address)
    assert isinstance(item, Refusal)
    assert item.code == "bad-certificate"
    assert "self-signed" in str(item) or "self signed" in str(item)
    assert site.asked == []
