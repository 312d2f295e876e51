"""Reading e-mail messages: the subject, the day and the words of the message itself."""

from __future__ import annotations

import email
import email.policy
import re
from email.message import EmailMessage

from tookpart.loaders.content import Content, check_signature, decoded
from tookpart.loaders.reading_html import fragment
from tookpart.ontology.errors import InputError

_HEADER = re.compile(rb"\A(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*)+", re.MULTILINE)
_QUOTED = re.compile(r"(?m)^(?:> ?)+")
_SIGNATURE = re.compile(r"\n-- ?\n.*\Z", re.DOTALL)
_WORD = re.compile(r"[^\W\d_]{2,}")


def read_eml(name: str, data: bytes) -> tuple[Content, ...]:
    """The text of an e-mail message (.eml): its plain text, or else its HTML; attachments and the signature are left
    out.

    Raises `InputError` for bytes that are no message or a message without words.
    """
    check_signature(name, data)
    if not _HEADER.match(data.replace(b"\r\n", b"\n")):
        raise InputError(f"{name}: not an e-mail message, it begins without headers such as From: and Subject:")
    message = email.message_from_bytes(data, policy=email.policy.default)
    text = _body(name, message)
    subject = _header(message, "Subject")
    if not _WORD.search(text):
        raise InputError(f"{name}: the message holds no text; give its attachments as files of their own")
    sent = getattr(message.get("Date"), "datetime", None)
    whole = f"{subject}\n\n{text}" if subject and subject.lower() not in text[:300].lower() else text
    return (Content(text=whole, title=subject or None, published=sent.date().isoformat() if sent else None),)


def _header(message: EmailMessage, key: str) -> str:
    return " ".join(str(message.get(key) or "").split())


def _body(name: str, message: EmailMessage) -> str:
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    text = decoded(name, content, part.get_content_charset())
    if part.get_content_type() == "text/html":
        return fragment(text)
    return _SIGNATURE.sub("", _QUOTED.sub("", text.replace("\r\n", "\n")))
