"""From a file to documents: which reader reads what, and what every document has whatever its format."""

from __future__ import annotations

import difflib
import hashlib
import importlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple, cast

from tookpart.loaders.archives import members
from tookpart.loaders.content import MAX_BYTES, Content, tidy
from tookpart.loaders.datelines import dateline
from tookpart.loaders.document import Block, Document
from tookpart.loaders.language import SUPPORTED, detect
from tookpart.loaders.structure import blocks
from tookpart.ontology.errors import InputError, MissingError

Reader = Callable[[str, bytes], tuple[Content, ...]]

READERS = {
    ".txt": "reading_text:read_text",
    ".text": "reading_text:read_text",
    ".md": "reading_text:read_markdown",
    ".markdown": "reading_text:read_markdown",
    ".html": "reading_html:read_html",
    ".htm": "reading_html:read_html",
    ".xhtml": "reading_html:read_html",
    ".pdf": "reading_pdf:read_pdf",
    ".docx": "reading_office:read_docx",
    ".eml": "reading_mail:read_eml",
    ".rss": "reading_feed:read_feed",
    ".atom": "reading_feed:read_feed",
    ".xml": "reading_feed:read_feed",
    ".csv": "reading_tables:read_csv",
    ".tsv": "reading_tables:read_csv",
    ".xlsx": "reading_tables:read_xlsx",
    ".json": "reading_tables:read_json",
}
"""Suffix to reader, as module and function: a format's libraries are loaded with its first file."""

ARCHIVE = ".zip"
"""The suffix of archives, whose files are read as if they lay in a folder."""

_TITLE_LENGTH = 300


class Walk(NamedTuple):
    """The files below a path, sorted: those with a reader and those without."""

    documents: tuple[Path, ...]
    unread: tuple[Path, ...]


def read(path: str | Path) -> Document:
    """The document in a file; raises what `read_all` raises, and `InputError` for a file that holds several."""
    return _only(str(path), read_all(path))


def read_bytes(name: str, data: bytes) -> Document:
    """The document in the bytes of a file of that name (its suffix says the format); errors as in `read`.

    >>> document = read_bytes("lima.txt", "Taller sobre migración\\n\\nSe celebró en Lima.".encode("latin-1"))
    >>> document.title, document.language
    ('Taller sobre migración', 'es')
    """
    return _only(name, read_all_bytes(name, data))


def read_all(path: str | Path) -> tuple[Document, ...]:
    """All documents in a file: one, or as many as an archive, a feed or a table holds.

    Raises `MissingError` if there is no such file, `InputError` if it cannot be read as what its suffix says, is empty
    or too large.
    """
    path = Path(path)
    if not path.exists():
        raise MissingError(missing(path))
    if path.is_dir():
        raise InputError(f"{path}: this is a folder; its documents are read one by one")
    if not _is_readable(path.name):
        raise InputError(f"{path}: {_no_reader(path.name)}")
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise InputError(
            f"{path}: {size / 2**20:.0f} MB are more than the {MAX_BYTES // 2**20} MB that a file may have"
        )
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be opened: {error.strerror or error}") from error
    return read_all_bytes(path.name, data)


def read_all_bytes(name: str, data: bytes) -> tuple[Document, ...]:
    """All documents in the bytes of a file of that name; errors as in `read_all`."""
    if not data.strip(b"\x00 \t\r\n"):
        raise InputError(f"{name}: the file is empty")
    if len(data) > MAX_BYTES:
        raise InputError(f"{name}: more than the {MAX_BYTES // 2**20} MB that a file may have")
    if PurePosixPath(name).suffix.lower() == ARCHIVE:
        return _unpacked(name, data)
    return tuple(document_of(name, content) for content in reader_of(name)(name, data))


def document_of(name: str, content: Content) -> Document:
    """A document from what a reader gave: clean text, blocks, title, language and date as far as they can be told."""
    text = tidy(content.name or name, content.text)
    language = content.language or detect(text)
    found = blocks(text)
    published = content.published
    if published is None and language in SUPPORTED:
        head = dateline(text, language)
        published = head.published if head else None
    return Document(
        file=content.name or PurePosixPath(name.replace("\\", "/")).name,
        text=text,
        sha256=hashlib.sha256(text.encode("utf-8")).hexdigest(),
        title=_clean_title(content.title) or _title(text, found),
        published=published,
        language=language,
        url=content.url,
        publisher=content.publisher,
        blocks=found,
    )


def documents_in(path: str | Path) -> Walk:
    """The files below a folder in sorted order, hidden ones left out; a file stands for itself.

    Raises `MissingError` if there is nothing at the path.
    """
    path = Path(path)
    if not path.exists():
        raise MissingError(missing(path))
    files = [path] if path.is_file() else sorted(_files(path))
    documents = tuple(file for file in files if _is_readable(file.name))
    return Walk(documents, tuple(file for file in files if not _is_readable(file.name)))


def reader_of(name: str) -> Reader:
    """The reader for a file of that name; `InputError` if there is none for its suffix."""
    suffix = PurePosixPath(name).suffix.lower()
    place = READERS.get(suffix)
    if place is None:
        raise InputError(f"{name}: {_no_reader(name)}")
    module, function = place.split(":")
    return cast(Reader, getattr(importlib.import_module(f"tookpart.loaders.{module}"), function))


def missing(path: Path) -> str:
    """A sentence that a path does not exist, with names nearby that look like it."""
    parent = path.parent
    while not parent.exists():
        path, parent = parent, parent.parent
    names = sorted(entry.name for entry in parent.iterdir()) if parent.is_dir() else []
    near = difflib.get_close_matches(path.name, names, n=3)
    hint = f"; did you mean {' or '.join(repr(str(parent / name)) for name in near)}?" if near else ""
    return f"{path}: no such file or folder{hint}"


def _is_readable(name: str) -> bool:
    suffix = PurePosixPath(name).suffix.lower()
    return suffix in READERS or suffix == ARCHIVE


def _no_reader(name: str) -> str:
    suffix = PurePosixPath(name).suffix.lower()
    what = f"files that end in {suffix!r}" if suffix else "files without a suffix"
    return f"no reader for {what}; there are readers for {' '.join(sorted([*READERS, ARCHIVE]))}"


def _unpacked(name: str, data: bytes) -> tuple[Document, ...]:
    """The documents in an archive; what has no reader is passed over, archives within it, too."""
    found: list[Document] = []
    for member, content in members(name, data):
        if PurePosixPath(member).suffix.lower() not in READERS:
            continue
        try:
            found += read_all_bytes(member, content)
        except InputError as error:
            raise InputError(f"{name}: in it, {error}") from None
    if not found:
        raise InputError(
            f"{name}: no file in the archive has a reader; there are readers for {' '.join(sorted(READERS))}"
        )
    return tuple(found)


def _only(name: str, documents: tuple[Document, ...]) -> Document:
    if len(documents) != 1:
        raise InputError(f"{name}: holds {len(documents)} documents, not one; build a graph of it, or read them all")
    return documents[0]


def _files(folder: Path) -> Iterator[Path]:
    for root, folders, names in os.walk(folder):
        folders[:] = [each for each in folders if not each.startswith(".")]
        for name in names:
            file = Path(root, name)
            if not name.startswith((".", "~$")) and file.is_file():
                yield file


def _title(text: str, found: tuple[Block, ...]) -> str | None:
    for number, block in enumerate(found[:8]):
        title = _clean_title(text[block.start : block.end])
        # below the top, one or two words are a menu's or a section's
        if title and block.kind == "heading" and (number == 0 or title.count(" ") > 1):
            return title
        if title and block.kind == "label" and number == 0:
            return title
    return None


def _clean_title(title: str | None) -> str | None:
    return " ".join(title.split())[:_TITLE_LENGTH] or None if title else None
