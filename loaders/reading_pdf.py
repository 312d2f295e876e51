"""Reading PDF files: columns in their order, tables as rows, without running headers, page numbers and hyphenation."""

from __future__ import annotations

import io
import logging
import re
import statistics
import struct
import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfparser import PDFSyntaxError
from pdfminer.psparser import PSException
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from tookpart.loaders.content import MAX_BYTES, MAX_CHARACTERS, Content
from tookpart.ontology.errors import InputError

MAX_PAGES = 400

# it warns of every oddity in a file; what matters becomes an error here
logging.getLogger("pdfminer").setLevel(logging.ERROR)

_BROKEN = (
    PdfminerException,
    MalformedPDFException,
    PSException,
    PDFSyntaxError,
    zlib.error,
    struct.error,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    AssertionError,
    OverflowError,
    RecursionError,
    NotImplementedError,
)
_STREAM = re.compile(rb"stream\r?\n")
_REFERENCE = re.compile(rb"(?<!\d)(\d{1,8})\s+\d{1,5}\s+obj\s+(\d{1,8})\s+\d{1,5}\s+R\b")
_LONGEST_CHAIN, _MOST_LOOKUPS = 50, 2_000_000
_DIGITS = re.compile(r"\d+")
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u2010\u00ad]$")
# prefixes that keep their hyphen at the end of a line as well
_KEPT = re.compile(
    r"(?:^|\s)(?:inter|intra|extra|co|vice|sub|non|pre|post|pro|bi|multi|trans|re|anti|semi|ex)[-\u2010]$", re.I
)
_BULLET = re.compile(r"[•●▪■◦‣·–-]\s|\(?\d{1,2}[.)]\s|\(?[a-z]\)\s")
_PAGE_NUMBER = re.compile(
    r"(?:(?:page|página|pág\.|p\.)\s*)?[-–]?\s*\d{1,3}\s*[-–]?(?:\s*(?:/|of|de|sur)\s*\d{1,3})?", re.I
)
# a gap this many times the usual distance of two lines begins a paragraph
_PARAGRAPH_GAP = 1.35
# points by which the size of two lines of one paragraph may differ, and the part of a column that a line fills at least
_SIZE_STEP, _SHORT_LINE = 0.6, 0.7
_STOP = re.compile(r"[.:;!?][\"”»)]*$")


class _Line(NamedTuple):
    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float


def read_pdf(name: str, data: bytes) -> tuple[Content, ...]:
    """The text of a PDF file, page by page, with the title that its fields give.

    Raises `InputError` for an encrypted, broken, scanned (pictures of pages without text) or overlong file.
    """
    if b"%PDF-" not in data[:1024]:
        raise InputError(f"{name}: not a PDF file, whatever its name says; give it with the suffix of its real format")
    _check_streams(name, data)
    _check_references(name, data)
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            return (_content(name, document),)
    except InputError:
        raise
    except _BROKEN as error:
        cause: BaseException | None = error
        while cause is not None:
            if isinstance(cause, (PDFPasswordIncorrect, PDFEncryptionError)) or any(
                isinstance(each, (PDFPasswordIncorrect, PDFEncryptionError)) for each in cause.args
            ):
                raise InputError(f"{name}: the PDF file is encrypted; save a copy without a password") from None
            cause = cause.__cause__ or cause.__context__
        what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        raise InputError(f"{name}: the PDF file is broken or cut off ({what}); get it anew") from None


def _check_streams(name: str, data: bytes) -> None:
    """A few bytes may unpack to gigabytes; no single stream may unpack to more than a file may have."""
    for match in _STREAM.finditer(data):
        if data[match.end() : match.end() + 1] != b"\x78":
            continue
        unpacker = zlib.decompressobj()
        try:
            unpacked = len(unpacker.decompress(data[match.end() :], MAX_BYTES))
        except zlib.error:
            continue
        if unpacked >= MAX_BYTES:
            raise InputError(f"{name}: a stream in the PDF file unpacks to more than {MAX_BYTES // 2**20} MB; not read")


def _check_references(name: str, data: bytes) -> None:
    """An object that is only a reference back to itself would be followed without end."""
    leads = {int(match[1]): int(match[2]) for match in _REFERENCE.finditer(data)}
    for start in leads:
        at = start
        for _ in range(_LONGEST_CHAIN):
            if at not in leads:
                break
            at = leads[at]
        else:
            raise InputError(f"{name}: the PDF file is broken, object {start} refers back to itself; get it anew")


def _with_limit(look_up: Callable[[int], object]) -> Callable[[int], object]:
    """A look-up of objects that ends: references that run in circles ask for ever."""
    left = _MOST_LOOKUPS

    def limited(number: int) -> object:
        nonlocal left
        left -= 1
        if left < 0:
            raise PDFSyntaxError("its objects refer to each other without end")
        return look_up(number)

    return limited


def _content(name: str, document: Any) -> Content:
    document.doc.getobj = _with_limit(document.doc.getobj)
    if len(document.pages) > MAX_PAGES:
        raise InputError(
            f"{name}: {len(document.pages)} pages are more than the {MAX_PAGES} that one document may have"
        )
    pages: list[list[_Line | str]] = []
    pictures = 0
    characters = 0
    for page in document.pages:
        pages.append(_page(page))
        pictures += len(page.images)
        characters += sum(len(part if isinstance(part, str) else part.text) for part in pages[-1])
        if characters > MAX_CHARACTERS:
            raise InputError(f"{name}: more than the {MAX_CHARACTERS:,} characters that a document may have; split it")
        page.close()
    if characters < 20 * len(pages) and pictures:
        raise InputError(f"{name}: a scanned PDF file, pictures of pages without text; run character recognition on it")
    if not characters:
        raise InputError(f"{name}: the PDF file holds no text")
    _drop_running(pages, document.pages)
    text = "\n\n".join(filled for page in pages if (filled := _paragraphs(page)))
    fields = document.metadata or {}
    title = fields.get("Title")
    title = title.strip() if isinstance(title, str) else ""
    # many programs leave the file's name or nothing of use there: the text has to hold the title
    known = len(title) > 8 and "".join(title.split()).lower() in "".join(text[:3000].split()).lower()
    return Content(text=text, title=title if known else None)


def _page(page: Any) -> list[_Line | str]:
    """The lines of a page in reading order; a table's rows are strings."""
    tables = [table for table in page.find_tables() if len(table.rows) > 1 and len(table.rows[0].cells) > 1]
    boxes = [table.bbox for table in tables]
    words = [
        word
        for word in page.extract_words(use_text_flow=False, keep_blank_chars=False, extra_attrs=["size"])
        if not any(_inside(word, box) for box in boxes)
    ]
    parts: list[tuple[float, list[_Line | str]]] = [(line.top, [line]) for line in _ordered(words, page.width)]
    order: list[_Line | str] = []
    waiting = sorted(((table.bbox[1], _rows(table)) for table in tables), key=lambda each: each[0])
    for top, lines in parts:
        while waiting and waiting[0][0] <= top:
            order += waiting.pop(0)[1]
        order += lines
    for _, rows in waiting:
        order += rows
    return order


def _inside(word: dict[str, Any], box: Sequence[float]) -> bool:
    middle = (word["top"] + word["bottom"]) / 2
    return bool(box[0] - 1 <= word["x0"] <= box[2] + 1 and box[1] - 1 <= middle <= box[3] + 1)


def _rows(table: Any) -> list[_Line | str]:
    rows: list[_Line | str] = []
    for row in table.extract():
        cells = [" ".join((cell or "").split()) for cell in row]
        if any(cells):
            rows.append(" | ".join(cells))
    return rows


def _ordered(words: list[dict[str, Any]], width: float) -> list[_Line]:
    """Lines in reading order: where a gutter divides the page, the left column before the right one."""
    lines = _lines(words)
    gutter = _gutter(words, width)
    if gutter is None:
        return lines
    ordered: list[_Line] = []
    left: list[dict[str, Any]] = []
    right: list[dict[str, Any]] = []

    def flush() -> None:
        ordered.extend(_lines(left) + _lines(right))
        left.clear()
        right.clear()

    for row in _word_rows(words):
        if any(word["x0"] < gutter < word["x1"] for word in row) or _bridges(row, gutter):
            flush()
            ordered.extend(_lines(row))
        else:
            left.extend(word for word in row if word["x1"] <= gutter)
            right.extend(word for word in row if word["x0"] >= gutter)
    flush()
    return ordered


def _bridges(row: list[dict[str, Any]], gutter: float) -> bool:
    """Whether a row of words runs over the gutter with no more than a space there."""
    before = [word["x1"] for word in row if word["x1"] <= gutter]
    after = [word["x0"] for word in row if word["x0"] >= gutter]
    return bool(before and after) and min(after) - max(before) < 0.6 * (row[0]["bottom"] - row[0]["top"])


def _gutter(words: list[dict[str, Any]], width: float) -> float | None:
    """The place of an empty strip in the middle of the page that parts two columns of text, None if there is none."""
    rows = _word_rows(words)
    if len(rows) < 6:
        return None
    best: tuple[int, float] | None = None
    for step in range(35, 66):
        place = width * step / 100
        free = [
            row
            for row in rows
            if not any(word["x0"] - 2 < place < word["x1"] + 2 for word in row) and not _bridges(row, place)
        ]
        both = sum(1 for row in free if row[0]["x0"] < place < row[-1]["x1"])
        if len(free) >= 0.7 * len(rows) and both >= 0.4 * len(rows) and (best is None or both > best[0]):
            best = (both, place)
    return best[1] if best else None


def _word_rows(words: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    rows: list[list[dict[str, Any]]] = []
    for word in sorted(words, key=lambda each: (each["top"], each["x0"])):
        middle = (word["top"] + word["bottom"]) / 2
        if rows and rows[-1][0]["top"] <= middle <= rows[-1][0]["bottom"]:
            rows[-1].append(word)
        else:
            rows.append([word])
    for row in rows:
        row.sort(key=lambda each: each["x0"])
    return rows


def _lines(words: list[dict[str, Any]]) -> list[_Line]:
    return [
        _Line(
            " ".join(word["text"] for word in row),
            row[0]["x0"],
            max(word["x1"] for word in row),
            min(word["top"] for word in row),
            max(word["bottom"] for word in row),
            round(max(word["size"] for word in row), 1),
        )
        for row in _word_rows(words)
    ]


def _drop_running(pages: list[list[_Line | str]], sources: Sequence[Any]) -> None:
    """Take out the lines at the top and bottom that come back page after page, and page numbers."""
    edges: Counter[str] = Counter()
    for page, source in zip(pages, sources, strict=True):
        edges.update({key for line in page if (key := _edge(line, float(source.height)))})
    often = max(2, (len(pages) + 1) // 2)
    for page, source in zip(pages, sources, strict=True):
        height = float(source.height)
        page[:] = [
            line
            for line in page
            if not (
                (key := _edge(line, height))
                and (
                    (len(pages) > 1 and edges[key] >= often)
                    or (isinstance(line, _Line) and _PAGE_NUMBER.fullmatch(line.text))
                )
            )
        ]


def _edge(line: _Line | str, height: float) -> str:
    if isinstance(line, str) or 0.1 * height < line.top < 0.88 * height:
        return ""
    return _DIGITS.sub("#", line.text.lower())


def _paragraphs(page: list[_Line | str]) -> str:
    """The text of a page: a paragraph's lines joined, an empty line between paragraphs."""
    lines = [line for line in page if isinstance(line, _Line)]
    gaps = [below.top - line.top for line, below in pairwise(lines) if below.top > line.top]
    usual = statistics.median(gaps) if gaps else 0.0
    text = ""
    previous: _Line | str | None = None
    for line in page:
        if isinstance(line, str):
            text += ("\n" if isinstance(previous, str) else "\n\n") + line
        elif isinstance(previous, _Line):
            column = [each for each in lines if abs(each.left - previous.left) < 60 and each.size == previous.size]
            text = _joined(text, previous, line, usual, max(each.right for each in column))
        else:
            text += f"\n\n{line.text}"
        previous = line
    return text.strip()


def _joined(text: str, previous: _Line, line: _Line, usual: float, right: float) -> str:
    gap = line.top - previous.top
    if gap < 0 and not _STOP.search(previous.text) and not _ends_on_purpose(previous, line, right):
        # the next column goes on with the sentence
        return _on(text, line.text)
    if gap < 0 or gap > _PARAGRAPH_GAP * usual or abs(line.size - previous.size) > _SIZE_STEP:
        return f"{text}\n\n{line.text}"
    if _BULLET.match(line.text) or _ends_on_purpose(previous, line, right):
        return f"{text}\n{line.text}"
    return _on(text, line.text)


def _ends_on_purpose(previous: _Line, line: _Line, right: float) -> bool:
    """Whether a line was ended before its column was: the first word of the next one would have fitted in."""
    column = right - previous.left
    if previous.right < previous.left + _SHORT_LINE * column:
        return True
    letter = (line.right - line.left) / max(len(line.text), 1)
    fits = previous.right + letter * (len(line.text.split(None, 1)[0]) + 2) < right - 0.05 * column
    return fits and _STOP.search(previous.text) is not None


def _on(text: str, more: str) -> str:
    if _HYPHEN.search(text) and more[:1].islower():
        return (text if _KEPT.search(text) else text[:-1]) + more
    return f"{text} {more}"
