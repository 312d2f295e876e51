"""Compiled patterns, and what else is worked out from the rules, kept from one run to the next.

A language has some hundreds of rules. Compiling those that a text tries and finding the words that each needs takes
half a second at every start of every process, more than a hundred documents take. So it is kept in the user's folder
for caches, each thing under a hash of all that it was made from. A file that is old, damaged, or cannot be written
costs that time again and nothing else.
"""

from __future__ import annotations

import array
import contextlib
import functools
import hashlib
import os
import re
import struct
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import msgspec

try:
    import _sre  # type: ignore[import-not-found]
    from re import _compiler, _parser  # type: ignore[attr-defined]
except ImportError:
    # a Python that has them elsewhere compiles its patterns at every start
    _sre = None

_RECORD = struct.Struct("<16s16sI")  # the key, a hash of the value, and its length
_FORM = 1  # of what is written: with another number nothing is taken for what it is not
_MOST = 1 << 24  # bytes of a file, many times what all languages need: beyond, most is of older rules
_T = TypeVar("_T")


class Kept:
    """Values by key in a file that only grows, so that several processes can add to it at once.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     Kept(Path(folder) / "kept").add(b"key", b"value")
    ...     Kept(Path(folder) / "kept").find(b"key"), Kept(Path(folder) / "kept").find(b"other")
    (b'value', None)
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._found: dict[bytes, bytes] = {}
        self._sound = True
        with contextlib.suppress(OSError):
            self._sound = self._read(path.read_bytes())

    def _read(self, data: bytes) -> bool:
        """Take the values of a file up to where it is damaged; False if it is, or if it is too long."""
        at = 0
        while at + _RECORD.size <= len(data):
            key, check, length = _RECORD.unpack_from(data, at)
            value = data[at + _RECORD.size : at + _RECORD.size + length]
            if len(value) != length or _hash(value) != check:
                break
            self._found[key] = value
            at += _RECORD.size + length
        return at == len(data) <= _MOST

    def find(self, key: bytes) -> bytes | None:
        """The value of a key, None if there is none."""
        return self._found.get(_hash(key))

    def add(self, key: bytes, value: bytes) -> None:
        """Keep a value, if that is possible."""
        key = _hash(key)
        self._found[key] = value
        record = _RECORD.pack(key, _hash(value), len(value)) + value
        with contextlib.suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            if self._sound:
                # one write, so that those of several processes follow each other
                with open(self.path, "ab", buffering=0) as file:
                    file.write(record)
            else:
                new = self.path.with_name(f"{self.path.name}.{os.getpid()}")
                try:
                    new.write_bytes(record)
                    os.replace(new, self.path)
                    self._sound = True
                finally:
                    new.unlink(missing_ok=True)


def _hash(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()[:16]


@functools.cache
def _caches() -> Kept | None:
    """The file for this version of Python; None where there is no place for it."""
    home = os.path.expanduser("~")
    if sys.platform == "win32":
        folder = os.environ.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local")
    elif sys.platform == "darwin":
        folder = os.path.join(home, "Library", "Caches")
    else:
        folder = os.environ.get("XDG_CACHE_HOME") or os.path.join(home, ".cache")
    tag = sys.implementation.cache_tag
    if _sre is None or tag is None or not tag.startswith("cpython") or not os.path.isabs(folder):
        return None
    return Kept(Path(folder, "tookpart", f"patterns.{tag}"))


def kept(make: Callable[[], _T], kind: Any, *made_from: str) -> _T:
    """What `make` gives, or gave before from the same texts; it is of a kind that msgspec can write and read."""
    file = _caches()
    key = msgspec.msgpack.encode((_FORM, sys.version, sys.byteorder, made_from))
    data = file.find(key) if file else None
    if data is not None:
        value: _T = msgspec.msgpack.decode(zlib.decompress(data), type=kind)
        return value
    value = make()
    if file:
        file.add(key, zlib.compress(msgspec.msgpack.encode(value), 1))
    return value


class _Code(msgspec.Struct, frozen=True, array_like=True):
    """A compiled pattern as the engine of `re` takes it."""

    flags: int
    code: bytes
    groups: int
    names: dict[str, int]


def compiled(source: str) -> re.Pattern[str]:
    """The same as `re.compile`, faster for a pattern that is long.

    >>> compiled(r"(?P<year>\\d{4})").search("in 2019")["year"]
    '2019'
    """
    if not _caches():
        return re.compile(source)
    try:
        return _compiled(source)
    except (AttributeError, TypeError, ValueError, RuntimeError):
        # inner parts of Python that another version has in another form
        return re.compile(source)


def _compiled(source: str) -> re.Pattern[str]:
    found = kept(lambda: _code(source), _Code, str(_sre.MAGIC), source)
    groups: list[str | None] = [None] * (found.groups + 1)
    for name, number in found.names.items():
        groups[number] = name
    code = array.array("I", found.code).tolist()
    pattern: re.Pattern[str] = _sre.compile(source, found.flags, code, found.groups, found.names, tuple(groups))
    return pattern


def _code(source: str) -> _Code:
    # as the standard library's re._compiler.compile has it
    parsed = _parser.parse(source)
    code = array.array("I", _compiler._code(parsed, 0)).tobytes()
    return _Code(parsed.state.flags, code, parsed.state.groups - 1, parsed.state.groupdict)
