"""Bytes become text: byte order mark, UTF-8, a declared charset, and a guess only where guessing is allowed."""

from __future__ import annotations

import codecs
import re

from tollbook.messages import refuse

MARKS = [
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
]
CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
CONTROL_SHARE = 0.02
"""Text may hold a stray form feed or escape; more than this share of control characters is no text."""
SAMPLE = 64_000
BROWSERS_READ = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
}
"""What pages mean by these names, as the WHATWG Encoding Standard has it."""

NO_CHARSETS = {"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"}
"""Python codecs that no document may ask for: they are no charsets, or (UTF-7) hide markup."""

SEVERAL_BYTES = ("cp949", "cp932", "gb18030", "big5")
"""Charsets in which other text is seldom valid at all, so that validity is proof enough."""
COMMON = (
    "cp1252",
    "cp1251",
    "koi8_u",
    "cp1256",
    "cp1250",
    "iso8859_5",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp866",
) + SEVERAL_BYTES
"""The legacy charsets that a guess may end at, the commoner ones first."""
MESS_OF_NO_TEXT = 0.2
MESS_OF_TEXT = 0.04
LANGUAGE = 0.25
"""charset-normalizer's measures of mess and of likeness to a language, as measured in docs/decisions/0102."""


def decode(data: bytes, name: str, declared: str | None = None, guess: bool = False) -> str:
    """The text of `data`, nothing lost and nothing replaced.

    A byte order mark decides; then UTF-8 where the bytes are valid UTF-8; then `declared`; then, with `guess`, what
    the bytes look like. Raises `not-text` for binary data, `wrong-charset` where the declared charset does not fit,
    `unknown-charset` where there is none and guessing is not allowed or too unsure.
    """
    text = marked(data, name)
    if text is None:
        text = plain(data)
    if text is None:
        text = legacy(data, name, declared, guess)
    if is_binary(text):
        raise refuse("not-text", name=name)
    return text


def marked(data: bytes, name: str) -> str | None:
    """`data` decoded as its byte order mark says, without the mark; None where there is no mark."""
    for mark, charset in MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(charset)
            except UnicodeDecodeError as error:
                raise refuse("wrong-charset", name=name, charset=charset, place=error.start) from None
    return None


def plain(data: bytes) -> str | None:
    """`data` as UTF-8, or None where it is something else."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def legacy(data: bytes, name: str, declared: str | None, guess: bool) -> str:
    """`data`, which is no UTF-8, in its declared charset or, with `guess`, the one it looks like."""
    if b"\x00" in data[:SAMPLE]:
        raise refuse("not-text", name=name)
    if declared and (charset := known_charset(declared)):
        try:
            return data.decode(charset)
        except UnicodeError as error:
            place = getattr(error, "start", 0)
            raise refuse("wrong-charset", name=name, charset=declared, place=place) from None
    looks_like = likely_charset(data)
    if looks_like is None:
        raise refuse("not-text", name=name)
    charset, sure = looks_like
    if not (guess and sure):
        raise refuse("unknown-charset", name=name, charset=charset)
    return data.decode(charset)


def known_charset(declared: str) -> str | None:
    """The codec for a declared charset, as browsers take its name; None for what is no charset of documents."""
    name = declared.strip().lower()
    try:
        codec = codecs.lookup(BROWSERS_READ.get(name, name))
    except (LookupError, ValueError):
        return None
    return codec.name if codec._is_text_encoding and codec.name not in NO_CHARSETS else None


def likely_charset(data: bytes) -> tuple[str, bool] | None:
    """The charset that `data` looks like, and whether that is sure enough to read it so; None for no text.

    Of charsets that fit about equally well the one that more pages use is taken.
    """
    import charset_normalizer

    matches = list(charset_normalizer.from_bytes(data[:SAMPLE], cp_isolation=[*COMMON], threshold=MESS_OF_NO_TEXT))
    if not matches:
        return None
    best = matches[0]
    equal = [m for m in matches if m.chaos <= best.chaos + 0.02 and m.coherence >= best.coherence - 0.1]
    fitting = {name: m for m in reversed(equal) for name in (m.encoding, *m.could_be_from_charset)}
    charset = next((name for name in COMMON if name in fitting), best.encoding)
    try:
        text = data.decode(charset)
    except UnicodeDecodeError:
        return None
    match = fitting[charset]
    if charset in SEVERAL_BYTES:
        sure = match.chaos <= 2 * MESS_OF_TEXT
    else:
        sure = match.chaos <= MESS_OF_TEXT and match.coherence >= LANGUAGE
    return None if is_binary(text) else (charset, sure)


def is_binary(text: str) -> bool:
    """Whether decoded `text` holds what no text holds: NUL, or many control characters."""
    return "\x00" in text or len(CONTROLS.findall(text, 0, SAMPLE)) > CONTROL_SHARE * min(len(text), SAMPLE)
