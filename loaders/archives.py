"""Archives that cannot do harm: how much a ZIP file may unpack to."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from tookpart.loaders.content import MAX_BYTES
from tookpart.ontology.errors import InputError

MAX_MEMBERS = 5000
MAX_UNPACKED = 4 * MAX_BYTES
"""All files of an archive together may unpack to so many bytes."""

BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
    AssertionError,
)
"""What libraries raise for archives, and Office files are archives, that are damaged."""


def check_archive(name: str, data: bytes) -> None:
    """Raise `InputError` for a ZIP file (a DOCX or XLSX file is one) that is broken or would unpack to more than the
    limits."""
    _members(name, data)


def members(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """The files in a ZIP archive in order of their names, as name and bytes; folders and hidden files are left out.

    Raises `InputError` for an archive that is broken, encrypted, or larger than the limits.
    """
    with _opened(name, data) as archive:
        for member in sorted(_members(name, data), key=lambda each: each.filename):
            path = PurePosixPath(member.filename.replace("\\\\", "/"))
            if member.is_dir() or any(part.startswith((".", "__MACOSX")) for part in path.parts):
                continue
            if member.flag_bits & 1:
                raise InputError(f"{name}: {member.filename} in it is encrypted; unpack the archive and give its files")
            try:
                with archive.open(member) as file:
                    # the size that the archive states may be a lie
                    content = file.read(MAX_BYTES + 1)
            except BROKEN as error:
                raise InputError(f"{name}: {member.filename} in it cannot be unpacked: {error}") from None
            if len(content) > MAX_BYTES:
                raise InputError(f"{name}: {member.filename} in it is larger than {MAX_BYTES // 2**20} MB; not read")
            yield str(path), content


def _opened(name: str, data: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except BROKEN as error:
        raise InputError(
            f"{name}: broken or cut off, not an archive that can be opened ({error}); get it anew"
        ) from None


def _members(name: str, data: bytes) -> list[zipfile.ZipInfo]:
    with _opened(name, data) as archive:
        found = archive.infolist()
    if len(found) > MAX_MEMBERS:
        raise InputError(
            f"{name}: {len(found):,} files in it are more than the {MAX_MEMBERS:,} that are read; unpack it"
        )
    size = sum(member.file_size for member in found)
    if size > MAX_UNPACKED or any(member.file_size > MAX_BYTES for member in found):
        raise InputError(
            f"{name}: it unpacks to {size / 2**20:.0f} MB, more than is read; unpack it and give its files"
        )
    return found
