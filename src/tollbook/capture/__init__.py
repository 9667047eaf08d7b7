"""Reports from outside become Report records: text, HTML, PDF, mail, feeds, JSON Lines, folders, web pages.

`capture(source)` takes what a user may name (a file, a folder, a web address, "-" for standard input) and yields a
`Captured` for each report and a `Refusal` for each input that cannot be read, in the order of the input.
"""

from __future__ import annotations

from tollbook.capture.captured import MAX_SIZE, Captured
from tollbook.capture.dispatch import capture

__all__ = ["MAX_SIZE", "Captured", "capture"]
