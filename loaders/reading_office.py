"""Reading Word files: paragraphs, lists and tables in their order."""

from __future__ import annotations

import io
from typing import Any

import docx
from docx.opc.exceptions import OpcError
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml import etree

from tookpart.loaders.archives import BROKEN, check_archive
from tookpart.loaders.content import Content
from tookpart.ontology.errors import InputError

_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_BROKEN = (*BROKEN, OpcError, etree.XMLSyntaxError)


def read_docx(name: str, data: bytes) -> tuple[Content, ...]:
    """The text of a Word file, with the title among its properties; headers, footers and comments are left out.

    Raises `InputError` for an encrypted, old (.doc) or broken file.
    """
    if data.startswith(_OLD_OFFICE):
        raise InputError(f"{name}: encrypted, or in the old Word format; save it as .docx without a password")
    if not data.startswith(b"PK"):
        raise InputError(f"{name}: not a Word file, whatever its name says; give it with the suffix of its real format")
    check_archive(name, data)
    try:
        document = docx.Document(io.BytesIO(data))
        lines = [line for part in document.iter_inner_content() for line in _lines(part)]
        title = (document.core_properties.title or "").strip()
    except _BROKEN as error:
        raise InputError(f"{name}: not a Word file that can be read ({error}); save it anew as .docx") from None
    text = "\n".join(lines)
    if not text.strip():
        raise InputError(f"{name}: the Word file holds no text")
    return (Content(text=text, title=title if title and title.lower() in text.lower() else None),)


def _lines(part: Paragraph | Table) -> list[str]:
    if isinstance(part, Table):
        return ["", *_rows(part), ""]
    words = part.text.strip()
    if not words:
        return [""]
    style = (part.style.name or "") if part.style is not None else ""
    if style.startswith("List") or _is_numbered(part):
        return [f"• {words}"]
    return ["", words, ""] if style.startswith(("Heading", "Title")) else ["", words]


def _is_numbered(paragraph: Paragraph) -> bool:
    properties: Any = paragraph._p.pPr
    return properties is not None and properties.numPr is not None


def _rows(table: Table) -> list[str]:
    rows = []
    for row in table.rows:
        cells: list[str] = []
        previous = None
        for cell in row.cells:
            # a merged cell comes once for each of its columns
            if cell._tc is not previous:
                cells.append(" ".join(cell.text.split()))
            previous = cell._tc
        if any(cells):
            rows.append(" | ".join(cells) if len(cells) > 1 else cells[0])
    return rows
