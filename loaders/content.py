"""What a reader of a format gives: plain text and what the format says about it; limits and clean-up that all share."""

from __future__ import annotations

import re
import unicodedata

import charset_normalizer
import msgspec

from tookpart.ontology.errors import InputError

MAX_BYTES = 64 * 1024 * 1024
"""No file may be larger, neither as it lies on disk nor unpacked."""
MAX_CHARACTERS = 4_000_000
"""No text may be longer: some two thousand pages."""

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_LINE_END = re.compile(r"\r\n?|[\u2028\u2029\x85\f\v]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u200b\u2060\ufeff\u00ad]")
_TRAILING = re.compile(r"[ \t]+$", re.MULTILINE)
_EMPTY_LINES = re.compile(r"\n{4,}")
# letters and marks of Western European languages beyond ASCII: a text with these alone is no other code page
_WESTERN = frozenset("áéíóúüñÁÉÍÓÚÜÑ¿¡àâäçèêëîïôöûùÿœæÀÂÄÇÈÊËÎÏÔÖÛÙŒÆãõÃÕß«»–—“”‘’…€°ºª·©®•§\u00a0øåØÅ")
_SIGNATURES = (
    (b"%PDF-", "a PDF file", ".pdf"),
    (b"PK\x03\x04", "a ZIP archive or an Office file", ".zip or .docx"),
    (b"\xd0\xcf\x11\xe0", "an old Office file", ".docx, by saving it anew"),
    (b"{\\rtf", "an RTF file", ".docx, by saving it anew"),
    (b"\x89PNG", "a picture", "text, by character recognition"),
    (b"\xff\xd8\xff", "a picture", "text, by character recognition"),
    (b"GIF8", "a picture", "text, by character recognition"),
    (b"\x1f\x8b", "a gzip archive", "its unpacked form"),
    (b"7z\xbc\xaf", "a 7z archive", "its unpacked form"),
)


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """A text and what its format tells about it; `published` an ISO date, `language` a two-letter code.

    `name` is set where a file holds several texts: the file name under which this one is kept.
    """

    text: str
    title: str | None = None
    published: str | None = None
    language: str | None = None
    url: str | None = None
    publisher: str | None = None
    name: str | None = None


def check_signature(name: str, data: bytes) -> None:
    """Raise `InputError` if the bytes of a text format are another kind of file."""
    for signature, what, remedy in _SIGNATURES:
        if data.startswith(signature):
            raise InputError(f"{name}: this is {what}, whatever its name says; give it as {remedy}")


def decoded(name: str, data: bytes, declared: str | None = None) -> str:
    """The text of bytes in any encoding: by its byte order mark, as UTF-8, as `declared`, or as its letters suggest.

    Raises `InputError` for bytes that are no text.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strictly(name, data, encoding)
    if b"\x00" in data:
        # without a mark, two bytes a letter show by their zeros
        odd, even = data[1:4000:2].count(0), data[:4000:2].count(0)
        size = min(len(data), 4000) // 2
        if odd > 0.6 * size and even < 0.1 * size:
            return _strictly(name, data, "utf-16-le")
        if even > 0.6 * size and odd < 0.1 * size:
            return _strictly(name, data, "utf-16-be")
        raise InputError(f"{name}: not a text, it holds zero bytes; give the document as text, HTML, PDF or DOCX")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if declared:
        try:
            return data.decode(declared)
        except (UnicodeDecodeError, LookupError):
            pass
    western = data.decode("cp1252", errors="replace")
    foreign = [letter for letter in western if letter > "\x7f" and letter not in _WESTERN]
    marked = sum(1 for letter in western if letter > "\x7f")
    if len(foreign) <= 0.1 * marked:
        return western
    guess = charset_normalizer.from_bytes(data[:200_000]).best()
    if guess is None:
        raise InputError(f"{name}: not a text in any encoding that is known; save it as UTF-8")
    return data.decode(guess.encoding, errors="replace")


def _strictly(name: str, data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name}: begins as {encoding.upper()} but breaks at byte {error.start}; save it as UTF-8"
        ) from None


def tidy(name: str, text: str) -> str:
    """The text as documents hold it: composed letters (NFC), one kind of line end, no control characters or soft
    hyphens.

    Raises `InputError` for a text that is empty, too long, or not a text at all.
    """
    if len(text) > MAX_CHARACTERS:
        raise InputError(
            f"{name}: {len(text):,} characters are more than the {MAX_CHARACTERS:,} that a document may have; split it"
        )
    controls = _CONTROL.findall(text)
    if len(controls) > 8 and sum(1 for letter in controls if letter < " ") > 0.02 * len(text):
        raise InputError(f"{name}: not a text, it is full of control characters; give it as text, HTML, PDF or DOCX")
    text = _CONTROL.sub("", unicodedata.normalize("NFC", _LINE_END.sub("\n", text)))
    text = _EMPTY_LINES.sub("\n\n\n", _TRAILING.sub("", text)).strip("\n")
    if not text.strip():
        raise InputError(f"{name}: the document is empty")
    return text
