"""What was read, kept by content, so that nothing has to be read twice: the facts of documents, and why others have
none.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable
from pathlib import Path

import msgspec

from tookpart.ontology.facts import DocumentFacts, Source, decode

_SCHEMA = """
CREATE TABLE IF NOT EXISTS facts(digest TEXT PRIMARY KEY, facts BLOB);
CREATE TABLE IF NOT EXISTS reading(
  name TEXT, sha256 TEXT, rules TEXT, digests TEXT, failure TEXT, PRIMARY KEY(name, sha256, rules)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS looked(path TEXT PRIMARY KEY, size INTEGER, mtime INTEGER, sha256 TEXT) WITHOUT ROWID;
"""


class _Head(msgspec.Struct):
    """Of a document's facts, where they came from: decoded alone, it costs a tenth."""

    source: Source


_head = msgspec.json.Decoder(_Head).decode


class Reading(msgspec.Struct, frozen=True):
    """The outcome of reading one file: the encoded facts of its documents, or why it has none."""

    facts: tuple[bytes, ...] = ()
    failure: str | None = None


class FactsCache:
    """An open cache file."""

    def __init__(self, path: Path) -> None:
        # threads that write a store take turns with it
        self.db = sqlite3.connect(path, isolation_level=None, timeout=60, check_same_thread=False)
        try:
            self.db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL")
            self.db.executescript(_SCHEMA)
        except BaseException:
            self.db.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self.db.close()

    def find(self, name: str, sha256: str, rules: str) -> tuple[list[str], str | None] | None:
        """The digests of a file's facts and why it failed, as these rules read it; None if they did not yet."""
        row = self.db.execute(
            "SELECT digests, failure FROM reading WHERE name=? AND sha256=? AND rules=?", (name, sha256, rules)
        ).fetchone()
        return (row[0].split(), row[1]) if row else None

    def add(self, readings: Iterable[tuple[str, str, str, Reading]]) -> list[list[str]]:
        """Enter readings as (file name, hash of the file, rules, reading), all or none of them; gives the digests of
        the facts of each.
        """
        added = []
        self.db.execute("BEGIN IMMEDIATE")
        for name, sha256, rules, reading in readings:
            digests = [digest(facts) for facts in reading.facts]
            self.db.executemany("INSERT OR IGNORE INTO facts VALUES(?,?)", zip(digests, reading.facts, strict=True))
            self.db.execute(
                "INSERT OR REPLACE INTO reading VALUES(?,?,?,?,?)",
                (name, sha256, rules, " ".join(digests), reading.failure),
            )
            added.append(digests)
        self.db.execute("COMMIT")
        return added

    def facts(self, digest: str) -> DocumentFacts:
        """The facts with this digest; `KeyError` if there are none."""
        row = self.db.execute("SELECT facts FROM facts WHERE digest=?", (digest,)).fetchone()
        if row is None:
            raise KeyError(digest)
        return decode(row[0])

    def source(self, digest: str) -> Source:
        """Where the facts with this digest came from; `KeyError` if there are none."""
        row = self.db.execute("SELECT facts FROM facts WHERE digest=?", (digest,)).fetchone()
        if row is None:
            raise KeyError(digest)
        return _head(row[0]).source

    def looked(self, path: str, size: int, mtime: int) -> str | None:
        """The hash that a file had when it was last looked into, if it has this size and time of change still."""
        row = self.db.execute(
            "SELECT sha256 FROM looked WHERE path=? AND size=? AND mtime=?", (path, size, mtime)
        ).fetchone()
        return row[0] if row else None

    def look(self, files: Iterable[tuple[str, int, int, str]]) -> None:
        """Remember the hashes of files, as (path, size, time of change, hash), for `looked`."""
        self.db.execute("BEGIN IMMEDIATE")
        self.db.executemany("INSERT OR REPLACE INTO looked VALUES(?,?,?,?)", files)
        self.db.execute("COMMIT")

    def count(self) -> int:
        """How many documents' facts there are."""
        return int(self.db.execute("SELECT count(*) FROM facts").fetchone()[0])

    def forget_unused(self, used: set[str]) -> int:
        """Drop all facts but these, and the readings that gave them; the number of dropped ones."""
        self.db.execute("BEGIN IMMEDIATE")
        dropped = 0
        for (found,) in self.db.execute("SELECT digest FROM facts").fetchall():
            if found not in used:
                self.db.execute("DELETE FROM facts WHERE digest=?", (found,))
                dropped += 1
        for name, sha256, rules, digests in self.db.execute(
            "SELECT name, sha256, rules, digests FROM reading"
        ).fetchall():
            if not used.issuperset(digests.split()):
                self.db.execute("DELETE FROM reading WHERE name=? AND sha256=? AND rules=?", (name, sha256, rules))
        self.db.execute("DELETE FROM looked")
        self.db.execute("COMMIT")
        return dropped


def digest(facts: bytes) -> str:
    """The name of encoded facts in the cache.

    >>> digest(b"{}")
    '44136fa355b3678a1146ad16f7e8649e'
    """
    return hashlib.sha256(facts).hexdigest()[:32]
