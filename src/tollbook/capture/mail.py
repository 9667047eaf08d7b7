"""Mail messages (.eml): the subject and the body, from plain text where there is one, else from HTML."""

from __future__ import annotations

import email
import email.errors
import email.header
import email.policy
import email.utils
import re
from collections.abc import Iterator
from email.message import Message

from tollbook.capture.captured import Found
from tollbook.capture.decoding import decode
from tollbook.capture.fragments import fragment_text
from tollbook.messages import refuse

MAX_PARTS = 1000
STUB = 5
"""Plain text that is this many times shorter than its HTML twin only says where to read the message."""


def read_mail(data: bytes, name: str) -> Found:
    """The message's text with its subject as title, its sender as publisher and its date as published.

    The report is known by its archived address, else by its message id, as a `mid:` name. Attachments are passed over.
    Raises `bad-mail` for what is no message, `mail-without-text` for one without a text part.
    """
    try:
        message = email.message_from_bytes(data, policy=email.policy.compat32)
        parts = list(text_parts(message))
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        raise refuse("bad-mail", name=name) from None
    if not message.keys():
        raise refuse("bad-mail", name=name)
    plain = [part_text(part, name) for part in parts if part.get_content_type() == "text/plain"]
    marked = [fragment_text(part_text(part, name)) for part in parts if part.get_content_type() == "text/html"]
    body, twin = ("\n\n".join(text.strip("\r\n") for text in texts if text.strip()) for texts in (plain, marked))
    if len(twin) > STUB * len(body):
        body = twin
    if not body.strip():
        raise refuse("mail-without-text", name=name)
    sender, address = email.utils.parseaddr(field(message, "From"))
    identity = field(message, "Message-ID").strip("<> \t")
    return Found(
        body=body,
        title=field(message, "Subject"),
        publisher=sender or address,
        url=archived(field(message, "Archived-At")),
        identity=f"mid:{identity}" if identity else None,
        published=sent(field(message, "Date")),
        media_type="message/rfc822",
    )


def text_parts(message: Message) -> Iterator[Message]:
    """The parts that hold text and are not attached files."""
    for count, part in enumerate(message.walk()):
        if count >= MAX_PARTS:
            return
        if part.get_content_maintype() == "text" and part.get_content_disposition() != "attachment":
            yield part


def part_text(part: Message, name: str) -> str:
    """The decoded text of one part; what its charset cannot decode is refused as everywhere."""
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes) or not payload:
        return ""
    charset = part.get_param("charset")
    return decode(payload, name, charset if isinstance(charset, str) else None, guess=True)


def field(message: Message, key: str) -> str:
    """A header as people read it, on one line; empty where it is absent."""
    value = message.get(key)
    if value is None:
        return ""
    try:
        text = str(email.header.make_header(email.header.decode_header(value)))
    except (ValueError, LookupError, email.errors.MessageError):
        text = str(value)
    return " ".join(text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8").split())


def archived(value: str) -> str | None:
    """The web address in an Archived-At header (RFC 5064), where the message is kept for good."""
    address = value.strip("<> ")
    return address if re.fullmatch(r"https?://[^\s<>]+", address) else None


def sent(date: str) -> str | None:
    """The day in a Date header, in the sender's own time; None for no date."""
    try:
        return email.utils.parsedate_to_datetime(date).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
