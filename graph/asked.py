"""What an endpoint was asked for so far, kept in the graph directory until a search is through, so that one that ended
early goes on where it ended.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

import msgspec

from tookpart.graph.sssom import Link
from tookpart.ontology.errors import GraphError


class _Note(msgspec.Struct, frozen=True):
    """What was found for one thing, of which `key` says what it was when it was asked for."""

    key: str
    links: tuple[Link, ...]


def key_of(thing: msgspec.Struct) -> str:
    """What a thing is asked for by; another key as soon as one of its names, dates or countries is another."""
    return hashlib.sha256(msgspec.json.encode(thing, order="deterministic")).hexdigest()[:32]


class Asked:
    """The notes of searches at one endpoint: a line of JSON for each thing; one that broke off does not count."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.found: dict[str, tuple[Link, ...]] = {}
        with contextlib.suppress(FileNotFoundError):
            for line in path.read_bytes().splitlines():
                with contextlib.suppress(msgspec.DecodeError):
                    note = msgspec.json.decode(line, type=_Note)
                    self.found[note.key] = note.links

    def add(self, found: Iterable[tuple[str, tuple[Link, ...]]]) -> None:
        """Note what was found; `GraphError` if it cannot be written down."""
        notes = [_Note(key, links) for key, links in found]
        self.found.update((note.key, note.links) for note in notes)
        self._write(notes, "ab")

    def drop(self, keys: Iterable[str]) -> None:
        """Forget these, since their search is through: the next one asks anew."""
        for key in keys:
            self.found.pop(key, None)
        if self.found:
            self._write([_Note(key, links) for key, links in self.found.items()], "wb")
        else:
            self.path.unlink(missing_ok=True)

    def _write(self, notes: Iterable[_Note], mode: str) -> None:
        try:
            self.path.parent.mkdir(exist_ok=True)
            with open(self.path, mode) as file:
                # what a line before broke off must not swallow the next
                file.write(b"\n" + b"".join(msgspec.json.encode(note) + b"\n" for note in notes))
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise GraphError(
                f"{self.path}: what was asked for cannot be noted ({error.strerror or error}); make room, or make it "
                "writable"
            ) from error
