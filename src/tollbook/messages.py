"""Every refusal and warning a user can meet, in one place, each with a code.

A message names the file or setting it is about and says what to do. Rooms raise `refuse("code", name=...)`; the
command line prints the text and ends with status 1.
"""

from __future__ import annotations

MESSAGES: dict[str, str] = {
    # capture
    "missing-file": "{name}: no such file or folder. Check the path.",
    "unreadable-file": "{name}: cannot be read ({reason}). Check its permissions.",
    "empty-report": "{name}: empty, there is no text in it. Give a report with text.",
    "too-large": "{name}: larger than {limit}. Split it, or allow more with --max-size.",
    "no-reports": "{name}: no reports in this folder. Put .txt, .html, .pdf, .eml, .jsonl or feed files there.",
    "not-text": "{name}: not text but binary data. Give it the suffix of its kind (.pdf, .html, .eml) or save it as text.",
    "wrong-charset": "{name}: says it is {charset} but is not (at byte {place}). Save it as UTF-8.",
    "unknown-charset": "{name}: not UTF-8; it looks like {charset}. Convert it: iconv -f {charset} -t UTF-8",
    "bad-line": "{name}, line {line}: {reason}. Correct or remove the line.",
    "line-too-large": "{name}, line {line}: larger than {limit}. Split it, or allow more with --max-size.",
    # ledger
    "table-bad-rows": "{name}: nothing imported, these lines make no sense: {listed}. Correct them and import again.",
    "table-column-twice": "{name}: nothing imported, the column '{column}' is there twice. Rename one.",
    "table-empty": "{name}: the file is empty. Give a CSV with a header line and one claim a row.",
    "table-encoding": "{name}: the text's encoding is not recognised. Save the file as UTF-8.",
    "table-not-a-file": "{name}: not a file. Give a CSV file.",
    "table-too-large": "{name}: more than {limit}. Split the file.",
    "table-without-measure": "{name}: not a table of claims, it has no column 'measure'. "
    "See `tollbook import --help` for the columns.",
    "table-without-rows": "{name}: the table has a header but no claims. Write one claim a row under it.",
    "unreadable-file": "{name}: cannot be read ({reason}). Check its permissions.",
    # reading
    # tracing
    # estimating
    # desk
    # command line
    "needs-extra": "{name} needs the extra '{extra}'. Install it with: pip install 'tollbook[{extra}]'",
}


class Refusal(Exception):
    """Input that is refused, with a one-line reason a user can act on.

    `code` is a key of MESSAGES; `str(refusal)` is the finished line.
    """

    def __init__(self, code: str, **details: object) -> None:
        self.code = code
        self.details = details
        super().__init__(one_line(MESSAGES[code].format(**details)))


def one_line(text: str) -> str:
    """`text` with line breaks and control characters made visible, so that a hostile name stays on one line."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def refuse(code: str, **details: object) -> Refusal:
    """The refusal for `code`, to be raised: `raise refuse("missing-file", name=path)`."""
    return Refusal(code, **details)


def warning(code: str, **details: object) -> str:
    """The text of a warning that does not stop the work."""
    return one_line(MESSAGES[code].format(**details))
