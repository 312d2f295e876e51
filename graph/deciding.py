"""Identity, decided anew where that can matter: from the documents that came, changed or went to those that have to be
written again.

It costs what the change touches, not what the graph holds; and where that is much, it is looked at piece by piece.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

import msgspec

from tookpart.graph.identity import Cluster, Node, Note, best_label, claims, cluster
from tookpart.graph.ledger import Ledger
from tookpart.graph.nodes import STAGES, nodes, references, stages
from tookpart.graph.settling import Settlement, Settling, to_json
from tookpart.ontology.facts import DocumentFacts

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Node).decode
_CHUNK = 500
_PIECE = 4000  # things that are clustered together at least, if there are so many

_SCRATCH = """
CREATE TEMP TABLE IF NOT EXISTS reached(thing INTEGER PRIMARY KEY);
CREATE TEMP TABLE IF NOT EXISTS shown(thing INTEGER PRIMARY KEY, label TEXT);
"""


def settle(
    ledger: Ledger,
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
    ledger.db.executescript(_SCRATCH)
    with ledger.at_once():
        return _Decision(ledger, reserved, settlement or Settlement()).settle(added, removed, facts)


class _Decision:
    """One decision over a ledger that it may write in."""

    def __init__(self, ledger: Ledger, reserved: Callable[[str], bool], settlement: Settlement) -> None:
        self.ledger, self.reserved, self.settlement = ledger, reserved, settlement
        self.db: sqlite3.Connection = ledger.db
        self.settling = Settling(settlement, reserved)

    def settle(
        self, added: Collection[int], removed: Collection[int], facts: Callable[[int], DocumentFacts]
    ) -> set[int]:
        touched: dict[int, set[int]] = {stage: set() for stage in STAGES}
        if (self.ledger.setting("settlement") or to_json(Settlement())) != to_json(self.settlement):
            for thing, stage in self.db.execute("SELECT id, stage FROM thing"):
                touched[stage].add(thing)
            self.ledger.remember("settlement", to_json(self.settlement))
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
            pending |= self._identify(touched[stage])
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
        known = (
            {local: named.slug for local, named in self.ledger.known(document).items()}
            if stage > 1
            else references(facts)
        )
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

    def _identify(self, touched: set[int]) -> set[int]:
        """Cluster anew whatever the touched things can influence; the documents in which some slug or label changed."""
        if not touched:
            return set()
        self.db.execute("DELETE FROM reached")
        self.db.execute("DELETE FROM shown")
        reach = self._reach(touched)
        bases: set[str] = {
            base for (base,) in self._rows("SELECT DISTINCT base FROM thing WHERE base NOT NULL AND id IN (%s)", reach)
        }
        alive = {thing for (thing,) in self._rows("SELECT DISTINCT thing FROM node WHERE thing IN (%s)", reach)}
        for statement in ("DELETE FROM thing WHERE id=?", "DELETE FROM claim WHERE thing=?"):
            self.db.executemany(statement, [(thing,) for thing in reach - alive])
        self.db.executemany("DELETE FROM note WHERE thing=?", ((thing,) for thing in reach))
        del reach
        notes: list[tuple[Note, dict[int, frozenset[tuple[int, int]]]]] = []
        for piece in self._pieces(alive):
            things = {t: _decode(node) for t, node in self._rows("SELECT id, node FROM thing WHERE id IN (%s)", piece)}
            marks = {thing: self.settling.marks(node) for thing, node in things.items()} if self.settling else {}
            clusters, asked = cluster(things, self._apart(things), marks)
            notes += [(note, {m: marks[m] for m in note.members if m in marks}) for note in asked]
            bases |= {found.base for found in clusters}
            self.db.executemany(
                "UPDATE thing SET base=?, qualifier=? WHERE id=?",
                [(found.base, found.qualifier, m) for found in clusters for m in found.members],
            )
            self._show(self._labels(clusters, things))
        changed, concerned = self._name(bases)
        if self.settling:
            concerned |= {slug for (slug,) in self._rows("SELECT DISTINCT slug FROM thing WHERE id IN (%s)", alive)}
            for target in sorted(self.settling.targets & concerned):
                self._show(self._shared_labels(target))
        self._note(notes)
        changed |= self._shown()
        return {
            document for (document,) in self._rows("SELECT DISTINCT document FROM node WHERE thing IN (%s)", changed)
        }

    def _pieces(self, things: set[int]) -> Iterator[list[int]]:
        """Things in pieces such that things that share a key, even indirectly, are in one."""
        above = {thing: thing for thing in things}

        def top(thing: int) -> int:
            while (up := above[thing]) != thing:
                above[thing] = thing = above[up]
            return thing

        self.db.executemany("INSERT INTO reached VALUES(?)", ((thing,) for thing in things))
        last: tuple[str, int] = ("", 0)
        for key, thing in self.db.execute(
            "SELECT key, claim.thing FROM reached CROSS JOIN claim ON claim.thing=reached.thing ORDER BY key"
        ):
            if key == last[0]:
                above[top(thing)] = top(last[1])
            last = (key, thing)
        piece: list[int] = []
        at = None
        for thing in sorted(things, key=lambda t: (top(t), t)):
            if len(piece) >= _PIECE and top(thing) != at:
                yield piece
                piece = []
            at = top(thing)
            piece.append(thing)
        if piece:
            yield piece

    def _labels(self, clusters: Iterable[Cluster], things: Mapping[int, Node]) -> dict[int, str]:
        """The name to show for each thing, by the documents of its language that use it."""
        used = dict(self._rows("SELECT thing, count(*) FROM node WHERE thing IN (%s) GROUP BY thing", things))
        found: dict[int, str] = {}
        for members in (c.members for c in clusters):
            votes: dict[str | None, dict[str, int]] = defaultdict(lambda: defaultdict(int))
            for member in members:
                votes[things[member].language][things[member].name] += used[member]
            labels = {language: best_label(names) for language, names in votes.items()}
            found.update((member, labels[things[member].language]) for member in members)
        return found

    def _shared_labels(self, slug: str) -> dict[int, str]:
        """The names to show for all that a user has settled to be this; none for a reference entity, which has its
        own.
        """
        things = {
            thing: _decode(node)
            for thing, node in self.db.execute(
                "SELECT id, node FROM thing WHERE slug=? AND EXISTS (SELECT 1 FROM node WHERE thing=id)", (slug,)
            )
        }
        if self.reserved(slug):
            return dict.fromkeys(things, "")
        return self._labels([Cluster(tuple(sorted(things)), slug, "")], things)

    def _show(self, labels: Mapping[int, str]) -> None:
        self.db.executemany("INSERT OR REPLACE INTO shown VALUES(?,?)", labels.items())

    def _shown(self) -> set[int]:
        """Let things have the names that are to be shown for them; those whose name was another."""
        other = "FROM shown JOIN thing ON thing.id=shown.thing WHERE shown.label IS NOT thing.label"
        changed = self.db.execute(f"SELECT shown.label, id {other}").fetchall()
        self.db.executemany("UPDATE thing SET label=? WHERE id=?", changed)
        return {thing for _, thing in changed}

    def _note(self, notes: Iterable[tuple[Note, Mapping[int, frozenset[tuple[int, int]]]]]) -> None:
        """Keep the questions that are open; each comes with the marks of its things."""
        for note, marks in notes:
            slugs = dict(self._rows("SELECT id, slug FROM thing WHERE id IN (%s)", note.members))
            if not self._answered(note, slugs, marks):
                found = " ".join(sorted(set(slugs.values())))
                self.db.execute(
                    "INSERT OR REPLACE INTO note VALUES(?,?,?,?)", (note.members[0], note.kind, note.key, found)
                )

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

    def _name(self, bases: Collection[str]) -> tuple[set[int], set[str]]:
        """Give the clusters of these bases their slugs; the things whose slug changed, and for what a user has settled
        also which slugs came and went.
        """
        changed: set[int] = set()
        concerned: set[str] = set()
        listed = list(bases)
        for start in range(0, len(listed), _CHUNK):
            wanted: dict[str, list[tuple[int, str, str | None]]] = defaultdict(list)
            for base, thing, qualifier, slug in self._rows(
                "SELECT base, id, qualifier, slug FROM thing WHERE base IN (%s)", listed[start : start + _CHUNK]
            ):
                wanted[base].append((thing, qualifier, slug))
            renamed = []
            for base, rows in wanted.items():
                shared = self.reserved(base) or len({qualifier for _, qualifier, _ in rows}) > 1
                settled = self._settled(rows, base, shared) if self.settling else {}
                for thing, qualifier, slug in rows:
                    natural = f"{base}-{qualifier}" if shared else base
                    new = settled.get(natural, natural)
                    if new != slug:
                        renamed.append((new, thing))
                        if self.settling:
                            concerned |= {new, slug or ""}
            self.db.executemany("UPDATE thing SET slug=? WHERE id=?", renamed)
            changed.update(thing for _, thing in renamed)
        return changed, concerned

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
