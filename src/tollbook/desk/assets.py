"""Style sheets and scripts, read once and served under addresses that change with their content."""

from __future__ import annotations

import gzip
import hashlib
from importlib.resources import files
from importlib.resources.abc import Traversable

from litestar import Response

STATIC = files("tollbook.desk") / "static"


def _texts(folder: str, suffix: str) -> dict[str, str]:
    found = (item for item in (STATIC / folder).iterdir() if item.name.endswith(suffix))
    return {item.name: _read(item) for item in sorted(found, key=lambda item: item.name)}


def _read(item: Traversable) -> str:
    return item.read_text(encoding="utf-8")


class Assets:
    """All static files by name: one style sheet, the desk's scripts, and vendored htmx."""

    def __init__(self) -> None:
        self.files: dict[str, tuple[str, bytes]] = {
            "desk.css": ("text/css; charset=utf-8", "\n".join(_texts("css", ".css").values()).encode()),
            "icon.svg": ("image/svg+xml", _read(STATIC / "icon.svg").encode()),
        }
        for folder in ("js", "vendor"):
            for name, text in _texts(folder, ".js").items():
                self.files[name] = ("text/javascript; charset=utf-8", text.encode())
        self.packed = {name: gzip.compress(content, 9, mtime=0) for name, (_, content) in self.files.items()}
        """The same, compressed, for browsers that take it so."""
        self.digest = hashlib.sha256(b"\x1f".join(content for _, content in self.files.values())).hexdigest()[:12]

    def text(self, folder: str, name: str) -> str:
        """The text of one static file, for what is served on its own."""
        return _read(STATIC / folder / name)

    def alone(self, drawing: str) -> Response[str]:
        """A drawing as a file of its own, with its colours inside."""
        tokens = self.text("css", "01-tokens.css").split("@media")[0]
        rules = self.text("css", "08-charts.css") + self.text("css", "07-trace.css")
        whole = drawing.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
        whole = whole.replace(">", f"><style>{tokens}\n{rules}</style>", 1)
        headers = {"content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox"}
        return Response(whole, media_type="image/svg+xml", headers=headers)

    def address(self, name: str) -> str:
        """Where the file is served; a KeyError for one that is not there."""
        self.files[name]
        return f"/static/{self.digest}/{name}"
