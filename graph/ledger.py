"""The books of a generation: which documents it holds, which nodes they have, and what each node was found to be.

An SQLite file beside the store; `tookpart.graph.deciding` decides what is entered about identity.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

import msgspec

_SCHEMA = """
CREATE TABLE source(
  path TEXT PRIMARY KEY, size INTEGER, mtime INTEGER, sha256 TEXT, rules TEXT, read_at REAL, failure TEXT
) WITHOUT ROWID;
CREATE TABLE origin(path TEXT, document INTEGER, facts TEXT, PRIMARY KEY(path, document)) WITHOUT ROWID;
CREATE INDEX origin_document ON origin(document);
CREATE TABLE document(id INTEGER PRIMARY KEY, slug TEXT UNIQUE, file TEXT, facts TEXT, hash TEXT);
CREATE TABLE node(
  document INTEGER, local TEXT, stage INTEGER, thing INTEGER, PRIMARY KEY(document, local)
) WITHOUT ROWID;
CREATE INDEX node_thing ON node(thing);
CREATE TABLE thing(
  id INTEGER PRIMARY KEY, stage INTEGER, node BLOB UNIQUE, base TEXT, qualifier TEXT, slug TEXT, label TEXT
);
CREATE INDEX thing_base ON thing(base);
CREATE TABLE claim(key TEXT, thing INTEGER, PRIMARY KEY(key, thing)) WITHOUT ROWID;
CREATE INDEX claim_thing ON claim(thing);
CREATE TABLE reference(document INTEGER, local TEXT, slug TEXT, PRIMARY KEY(document, local)) WITHOUT ROWID;
CREATE INDEX reference_slug ON reference(slug);
CREATE TABLE setting(key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE note(thing INTEGER, kind TEXT, key TEXT, slugs TEXT, PRIMARY KEY(thing, kind, key)) WITHOUT ROWID;
"""


class Stamp(msgspec.Struct, frozen=True):
    """A source file as it was read: size in bytes, time of change in nanoseconds, hash, the rules' version, and when it
    was read.
    """

    size: int
    mtime: int
    sha256: str
    rules: str
    read_at: float


class Named(msgspec.Struct, frozen=True):
    """What an entity or meeting of a document was found to be: its slug, and the name to show in that document's
    language.
    """

    slug: str
    label: str


class Ledger:
    """An open ledger; `path` may be ":memory:". A ledger open for reading only never changes its file."""

    def __init__(self, path: Path | str, *, read_only: bool = False) -> None:
        if read_only:
            self.db = sqlite3.connect(f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True)
            return
        new = str(path) == ":memory:" or not Path(path).exists()
        # threads that write a store take turns with it
        self.db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        try:
            # a ledger belongs to a generation that nobody sees before it is whole: durability comes from the one sync
            # at its end
            self.db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-32768")
            if new:
                self.db.executescript(_SCHEMA)
        except BaseException:
            self.db.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self.db.close()

    def document(self, slug: str) -> int | None:
        """The number of a document by its slug."""
        row = self.db.execute("SELECT id FROM document WHERE slug=?", (slug,)).fetchone()
        return row[0] if row else None

    def documents(self) -> list[int]:
        """The numbers of all documents, by slug."""
        return [number for (number,) in self.db.execute("SELECT id FROM document ORDER BY slug")]

    def slug(self, document: int) -> str:
        """The slug of a document."""
        return str(self.db.execute("SELECT slug FROM document WHERE id=?", (document,)).fetchone()[0])

    def digest(self, document: int) -> str:
        """The digest of the facts of a document."""
        return str(self.db.execute("SELECT facts FROM document WHERE id=?", (document,)).fetchone()[0])

    def known(self, document: int) -> dict[str, Named]:
        """What the entities and meetings of a document were found to be, by local id; reference entities have no label
        here.
        """
        found = {
            local: Named(slug, label or "")
            for local, slug, label in self.db.execute(
                "SELECT local, slug, label FROM node JOIN thing ON thing=thing.id WHERE document=?", (document,)
            )
        }
        for local, slug in self.db.execute("SELECT local, slug FROM reference WHERE document=?", (document,)):
            found[local] = Named(slug, "")
        return found

    @contextlib.contextmanager
    def at_once(self) -> Iterator[None]:
        """Enter many things in one transaction, which is faster."""
        self.db.execute("BEGIN")
        yield
        self.db.execute("COMMIT")

    def enter(
        self, path: str, stamp: Stamp, digests: Sequence[tuple[str, str, str]], failure: str | None
    ) -> tuple[set[int], set[int]]:
        """Enter what a source file holds now: (slug, file name, digest of facts) of its documents, or why it has none.

        Gives the documents that came or changed, and those that went. A document that several files hold stays until
        the last goes.
        """
        before = {row[0] for row in self.db.execute("SELECT document FROM origin WHERE path=?", (path,))}
        self.db.execute("DELETE FROM origin WHERE path=?", (path,))
        self.db.execute(
            "INSERT OR REPLACE INTO source VALUES(?,?,?,?,?,?,?)",
            (path, stamp.size, stamp.mtime, stamp.sha256, stamp.rules, stamp.read_at, failure),
        )
        touched = set(before)
        for slug, file, facts in digests:
            row = self.db.execute("SELECT id FROM document WHERE slug=?", (slug,)).fetchone()
            document = (
                row[0]
                if row
                else self.db.execute("INSERT INTO document(slug, file) VALUES(?,?)", (slug, file)).lastrowid
            )
            self.db.execute("INSERT OR REPLACE INTO origin VALUES(?,?,?)", (path, document, facts))
            touched.add(document)
        return self._reconcile(touched)

    def leave(self, path: str) -> tuple[set[int], set[int]]:
        """Forget a source file; gives the documents that changed by it, and those that went."""
        touched = {row[0] for row in self.db.execute("SELECT document FROM origin WHERE path=?", (path,))}
        self.db.execute("DELETE FROM origin WHERE path=?", (path,))
        self.db.execute("DELETE FROM source WHERE path=?", (path,))
        return self._reconcile(touched)

    def _reconcile(self, touched: set[int]) -> tuple[set[int], set[int]]:
        changed, gone = set(), set()
        for document in touched:
            # copies of one document differ at most in where they came from: the least digest stands, whatever was read
            # first
            (facts,) = self.db.execute("SELECT min(facts) FROM origin WHERE document=?", (document,)).fetchone()
            (had,) = self.db.execute("SELECT facts FROM document WHERE id=?", (document,)).fetchone()
            if facts is None:
                gone.add(document)
            elif facts != had:
                self.db.execute("UPDATE document SET facts=? WHERE id=?", (facts, document))
                changed.add(document)
        return changed, gone

    def drop(self, documents: Iterable[int]) -> None:
        """Remove documents that went, after `settle` has taken their nodes out."""
        self.db.executemany("DELETE FROM document WHERE id=?", [(document,) for document in documents])

    def sources(self) -> dict[str, tuple[Stamp, str | None]]:
        """What is known of every source file by path, and why it failed if it did."""
        return {
            path: (Stamp(size, mtime, sha256, rules, read_at), failure)
            for path, size, mtime, sha256, rules, read_at, failure in self.db.execute(
                "SELECT path, size, mtime, sha256, rules, read_at, failure FROM source"
            )
        }

    def setting(self, key: str) -> str | None:
        """Something remembered about the graph as a whole."""
        row = self.db.execute("SELECT value FROM setting WHERE key=?", (key,)).fetchone()
        return row[0] if row else None

    def remember(self, key: str, value: str) -> None:
        """Remember something about the graph as a whole."""
        self.db.execute("INSERT OR REPLACE INTO setting VALUES(?,?)", (key, value))

    def count(self) -> int:
        """How many documents there are."""
        return int(self.db.execute("SELECT count(*) FROM document").fetchone()[0])

    def paths_of(self, name: str) -> list[str]:
        """The source files that a path, a file name or a document's slug means."""
        given = str(Path(name).resolve())
        rows = self.db.execute(
            """SELECT path FROM source WHERE path=? OR path=? OR substr(path, -length(?) - 1) = '/' || ?
            UNION SELECT path FROM origin JOIN document ON document=id WHERE slug=? OR file=?""",
            (given, name, name, name, name, name),
        )
        return sorted(path for (path,) in rows)

    def origins(self) -> list[tuple[str, str]]:
        """(path, document's slug) of all documents, in order."""
        return self.db.execute(
            "SELECT path, slug FROM origin JOIN document ON document=id ORDER BY path, slug"
        ).fetchall()

    def facts(self) -> list[tuple[str, str]]:
        """(path, digest of facts) of all that source files hold."""
        return self.db.execute("SELECT path, facts FROM origin").fetchall()

    def notes(self) -> list[tuple[str, str, str]]:
        """(kind, key, slugs parted by spaces) of all open questions of identity."""
        return self.db.execute("SELECT kind, key, slugs FROM note").fetchall()

    def hashes(self) -> dict[str, str]:
        """The fingerprint of every document's named graph by its slug."""
        return dict(self.db.execute("SELECT slug, hash FROM document").fetchall())

    def hash(self, document: int, value: str) -> None:
        """Enter the fingerprint of a document's named graph."""
        self.db.execute("UPDATE document SET hash=? WHERE id=?", (value, document))

    def references(self) -> set[str]:
        """The slugs of all reference entities that a document speaks of."""
        # things without a label of their own are what a user has settled to be reference entities
        return {
            slug
            for (slug,) in self.db.execute(
                "SELECT DISTINCT slug FROM reference UNION SELECT DISTINCT slug FROM thing WHERE label=''"
            )
        }

    def has(self, slug: str) -> bool:
        """True if something in the graph would have this slug if nothing were settled."""
        return (
            self.db.execute(
                "SELECT 1 FROM thing WHERE base=:slug OR base || '-' || qualifier=:slug LIMIT 1", {"slug": slug}
            ).fetchone()
            is not None
        )

    def unreferenced(self) -> list[tuple[str, str, int]]:
        """(slug, name, number of documents) of all organisations, processes and bodies that no reference fact has."""
        return self.db.execute(
            """SELECT slug, min(label), count(DISTINCT document) FROM thing JOIN node ON thing=thing.id
            WHERE label<>'' AND substr(slug, 1, instr(slug, '/') - 1) IN ('organisation', 'process', 'body')
            GROUP BY slug ORDER BY count(DISTINCT document) DESC, slug"""
        ).fetchall()
