"""The books of a generation: which documents it holds, which nodes they have, and what each node was found to be.

An SQLite file beside the store. `settle` takes the documents that came, changed or went, decides identity anew where
that can matter, and says which documents have to be written again; it costs what the change touches, not what the graph
holds.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec

from tookpart.graph.identity import Cluster, Node, Note, best_label, claims, cluster
from tookpart.graph.nodes import STAGES, nodes, references, stages
from tookpart.graph.settling import Settlement, Settling, to_json
from tookpart.ontology.facts import DocumentFacts

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

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Node).decode
_CHUNK = 500


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
        self.settling = Settling(Settlement(), lambda slug: False)
        if read_only:
            self.db = sqlite3.connect(f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True)
            return
        new = str(path) == ":memory:" or not Path(path).exists()
        # threads that write a store take turns with it
        self.db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        try:
            # a ledger belongs to a generation that nobody sees before it is whole: durability comes from the one sync
            # at its end
            self.db.executescript(
                "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-32768; PRAGMA temp_store=MEMORY"
            )
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
                "SELECT 1 FROM thing WHERE base=?1 OR base || '-' || qualifier=?1 LIMIT 1", (slug,)
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

    def settle(
        self,
        added: Collection[int],
        removed: Collection[int],
        facts: Callable[[int], DocumentFacts],
        reserved: Callable[[str], bool] = lambda slug: False,
        settlement: Settlement | None = None,
    ) -> set[int]:
        """Decide identity after documents were added and removed, and give the documents to be written (all added ones
        among them).

        `facts` gives a document's facts by its number; `reserved` tells slugs that reference entities have;
        `settlement` is what a user has settled.
        """
        settlement = settlement or Settlement()
        self.settling = Settling(settlement, reserved)
        self.db.execute("BEGIN")
        touched: dict[int, set[int]] = {stage: set() for stage in STAGES}
        if (self.setting("settlement") or to_json(Settlement())) != to_json(settlement):
            for thing, stage in self.db.execute("SELECT id, stage FROM thing"):
                touched[stage].add(thing)
            self.remember("settlement", to_json(settlement))
        for document in removed:
            for stage, thing in self.db.execute("SELECT stage, thing FROM node WHERE document=?", (document,)):
                touched[stage].add(thing)
            self.db.execute("DELETE FROM node WHERE document=?", (document,))
            self.db.execute("DELETE FROM reference WHERE document=?", (document,))
        pending = set(added)
        without: set[tuple[int, int]] = set()
        for stage in STAGES:
            for document in sorted(pending):
                # decoding facts is what costs here, and most documents have no body
                if (stage, document) in without:
                    continue
                found = facts(document)
                if stage == STAGES[0]:
                    self._refer(document, found)
                    without.update((other, document) for other in self._absent(document, found))
                touched[stage] |= self._describe(stage, document, found)
            pending |= self._identify(touched[stage], reserved)
        self.db.execute("COMMIT")
        return pending

    def _refer(self, document: int, facts: DocumentFacts) -> None:
        """Enter which reference entities a document speaks of."""
        # a document that was read again by other rules had some already
        self.db.execute("DELETE FROM reference WHERE document=?", (document,))
        self.db.executemany(
            "INSERT INTO reference VALUES(?,?,?)",
            [(document, local, slug) for local, slug in references(facts).items()],
        )

    def _absent(self, document: int, facts: DocumentFacts) -> set[int]:
        """The stages of which a document neither has nodes nor had any."""
        had = {stage for (stage,) in self.db.execute("SELECT DISTINCT stage FROM node WHERE document=?", (document,))}
        return set(STAGES) - had - stages(facts)

    def _describe(self, stage: int, document: int, facts: DocumentFacts) -> set[int]:
        """Enter a document's nodes of a stage; the things whose documents changed by it."""
        known = {local: named.slug for local, named in self.known(document).items()} if stage > 1 else references(facts)
        wanted = {local: _encode(node) for local, node in nodes(stage, facts, known).items()}
        had = dict(
            self.db.execute("SELECT local, thing FROM node WHERE document=? AND stage=?", (document, stage)).fetchall()
        )
        now: dict[str, int] = {}
        for local, node in wanted.items():
            row = self.db.execute("SELECT id FROM thing WHERE node=?", (node,)).fetchone()
            if row is None:
                thing = self.db.execute("INSERT INTO thing(stage, node) VALUES(?,?)", (stage, node)).lastrowid
                assert thing is not None
                self.db.executemany(
                    "INSERT INTO claim VALUES(?,?)", [(key, thing) for key in {c.key for c in claims(_decode(node))}]
                )
                now[local] = thing
            else:
                now[local] = row[0]
        if now == had:
            return set()
        changed = {
            thing for thing in (*had.values(), *now.values()) if thing not in had.values() or thing not in now.values()
        }
        self.db.execute("DELETE FROM node WHERE document=? AND stage=?", (document, stage))
        self.db.executemany(
            "INSERT INTO node VALUES(?,?,?,?)", [(document, local, stage, thing) for local, thing in now.items()]
        )
        return changed

    def _identify(self, touched: set[int], reserved: Callable[[str], bool]) -> set[int]:
        """Cluster anew whatever the touched things can influence; the documents in which some slug or label changed."""
        if not touched:
            return set()
        reach = self._reach(touched)
        used: dict[int, int] = dict(
            self._rows("SELECT thing, count(*) FROM node WHERE thing IN (%s) GROUP BY thing", reach)
        )
        gone = reach - used.keys()
        bases: set[str] = {
            base for (base,) in self._rows("SELECT DISTINCT base FROM thing WHERE base NOT NULL AND id IN (%s)", reach)
        }
        for statement in ("DELETE FROM thing WHERE id=?", "DELETE FROM claim WHERE thing=?"):
            self.db.executemany(statement, [(thing,) for thing in gone])
        self.db.executemany("DELETE FROM note WHERE thing=?", [(thing,) for thing in reach])
        things = {
            thing: _decode(node) for thing, node in self._rows("SELECT id, node FROM thing WHERE id IN (%s)", used)
        }
        marks = {thing: self.settling.marks(node) for thing, node in things.items()} if self.settling else {}
        clusters, notes = cluster(things, self._apart(things), marks)
        labels = self._labels(clusters, things, used)
        rows = [(found.base, found.qualifier, m) for found in clusters for m in found.members]
        bases |= {found.base for found in clusters}
        self.db.executemany("UPDATE thing SET base=?, qualifier=? WHERE id=?", rows)
        slugs_before = set(dict(self._rows("SELECT id, slug FROM thing WHERE id IN (%s)", used)).values())
        renamed = self._name(bases, reserved)
        slugs = dict(self._rows("SELECT id, slug FROM thing WHERE id IN (%s)", used))
        if self.settling:
            concerned = {*slugs_before, *slugs.values(), *(slug for pair in renamed.values() for slug in pair)}
            for target in sorted(self.settling.targets & concerned):
                labels |= self._shared_labels(target, reserved)
        before = dict(self._rows("SELECT id, label FROM thing WHERE id IN (%s)", labels))
        changed = {thing for thing, label in labels.items() if before[thing] != label}
        self.db.executemany("UPDATE thing SET label=? WHERE id=?", [(labels[thing], thing) for thing in changed])
        changed |= renamed.keys()
        self.db.executemany(
            "INSERT OR REPLACE INTO note VALUES(?,?,?,?)",
            [
                (n.members[0], n.kind, n.key, " ".join(sorted({slugs[m] for m in n.members})))
                for n in notes
                if not self._answered(n, slugs, marks)
            ],
        )
        return {
            document for (document,) in self._rows("SELECT DISTINCT document FROM node WHERE thing IN (%s)", changed)
        }

    def _labels(
        self, clusters: Iterable[Cluster], things: Mapping[int, Node], used: Mapping[int, int]
    ) -> dict[int, str]:
        """The name to show for each thing, by the documents of its language that use it."""
        found: dict[int, str] = {}
        for members in (c.members for c in clusters):
            votes: dict[str | None, dict[str, int]] = defaultdict(lambda: defaultdict(int))
            for member in members:
                votes[things[member].language][things[member].name] += used[member]
            labels = {language: best_label(names) for language, names in votes.items()}
            found.update((member, labels[things[member].language]) for member in members)
        return found

    def _shared_labels(self, slug: str, reserved: Callable[[str], bool]) -> dict[int, str]:
        """The names to show for all that a user has settled to be this; none for a reference entity, which has its
        own.
        """
        things = {
            thing: _decode(node) for thing, node in self.db.execute("SELECT id, node FROM thing WHERE slug=?", (slug,))
        }
        if reserved(slug):
            return dict.fromkeys(things, "")
        used = dict(self._rows("SELECT thing, count(*) FROM node WHERE thing IN (%s) GROUP BY thing", things))
        members = tuple(sorted(used))
        return self._labels([Cluster(members, slug, "")], things, used)

    def _answered(self, note: Note, slugs: Mapping[int, str], marks: Mapping[int, frozenset[tuple[int, int]]]) -> bool:
        """True if a user has settled what a note asks."""
        if not self.settling:
            return False
        found = [slugs[member] for member in note.members]
        if len(set(found)) == 1 or (note.kind == "ambiguous" and found[0] in self.settling.targets):
            return True
        return self.settling.answers(found, [marks[member] for member in note.members])

    def _reach(self, touched: set[int]) -> set[int]:
        reach, frontier, keys = set(touched), set(touched), set[str]()
        while frontier:
            new = {key for (key,) in self._rows("SELECT DISTINCT key FROM claim WHERE thing IN (%s)", frontier)} - keys
            keys |= new
            frontier = {
                thing for (thing,) in self._rows("SELECT DISTINCT thing FROM claim WHERE key IN (%s)", new)
            } - reach
            reach |= frontier
        return reach

    def _apart(self, things: Mapping[int, Node]) -> dict[int, frozenset[int]]:
        """The meetings that one document tells of as different ones."""
        together: dict[int, list[int]] = defaultdict(list)
        meetings = [thing for thing, node in things.items() if node.group == "meeting"]
        for document, thing in self._rows("SELECT document, thing FROM node WHERE thing IN (%s)", meetings):
            together[document].append(thing)
        apart: dict[int, set[int]] = defaultdict(set)
        for group in together.values():
            if len(group) > 1:
                for thing in group:
                    apart[thing].update(group)
        return {thing: frozenset(others - {thing}) for thing, others in apart.items()}

    def _name(self, bases: Collection[str], reserved: Callable[[str], bool]) -> dict[int, tuple[str, str]]:
        """Give the clusters of these bases their slugs; the things whose slug changed, with what it was ("" if none)
        and is.
        """
        wanted: dict[str, list[tuple[int, str, str | None]]] = defaultdict(list)
        for base, thing, qualifier, slug in self._rows(
            "SELECT base, id, qualifier, slug FROM thing WHERE base IN (%s)", bases
        ):
            wanted[base].append((thing, qualifier, slug))
        changed: dict[int, tuple[str, str]] = {}
        for base, rows in wanted.items():
            shared = reserved(base) or len({qualifier for _, qualifier, _ in rows}) > 1
            settled = self._settled(rows, base, shared) if self.settling else {}
            for thing, qualifier, slug in rows:
                natural = f"{base}-{qualifier}" if shared else base
                new = settled.get(natural, natural)
                if new != slug:
                    changed[thing] = (slug or "", new)
        self.db.executemany("UPDATE thing SET slug=? WHERE id=?", [(new, thing) for thing, (_, new) in changed.items()])
        return changed

    def _settled(self, rows: Iterable[tuple[int, str, str | None]], base: str, shared: bool) -> dict[str, str]:
        """From the slugs that clusters of one base have by themselves to those that a user has settled."""
        members: dict[str, list[int]] = defaultdict(list)
        for thing, qualifier, _ in rows:
            members[f"{base}-{qualifier}" if shared else base].append(thing)
        return {
            natural: self.settling.final(
                natural,
                [_decode(node) for (node,) in self._rows("SELECT node FROM thing WHERE id IN (%s)", things)],
            )
            for natural, things in members.items()
        }

    def _rows(self, statement: str, values: Iterable[int] | Iterable[str]) -> Iterator[tuple[Any, ...]]:
        """The rows of a statement with one IN list, asked for in pieces."""
        listed = list(values)
        for start in range(0, len(listed), _CHUNK):
            piece = listed[start : start + _CHUNK]
            yield from self.db.execute(statement % ",".join("?" * len(piece)), piece).fetchall()
