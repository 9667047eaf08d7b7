"""A real web server on loopback whose pages the tests write."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

Answer = Callable[[BaseHTTPRequestHandler], None]


class Site:
    """A site with `pages` by path: bytes, a pair of headers and bytes, or a function that writes the answer."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes | tuple[dict[str, str], bytes] | Answer] = {}
        self.asked: list[str] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                page = site.pages.get(self.path)
                try:
                    if page is None:
                        self.send_error(404)
                    elif callable(page):
                        page(self)
                    else:
                        headers, body = page if isinstance(page, tuple) else ({"Content-Type": "text/html"}, page)
                        self.send_response(int(headers.get("status", "200")))
                        for key, value in headers.items():
                            if key != "status":
                                self.send_header(key, value)
                        self.send_header("Content-Length", str(len(body)))
                        self.end_headers()
                        self.wfile.write(body)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()


@pytest.fixture
def site() -> Iterator[Site]:
    """A fresh site on loopback."""
    site = Site()
    yield site
    site.server.shutdown()
    site.server.server_close()
