"""Holding a graph against gold facts: precision, recall and F1 of each kind of fact, document by document.

A gold file is JSON as GOLD_FORMAT.md describes it, beside the project's other contracts; it belongs to the document
whose file name without its suffix is the gold file's "source" or "id". Meetings are paired one to one by name, date and
place, everything else by ISO code or name. Themes are counted apart from the total.
"""

from __future__ import annotations

import json
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePath
from typing import Any

import msgspec
import pyoxigraph as ox

from tookpart.graph.build import build
from tookpart.graph.likeness import alike, bare
from tookpart.graph.readers import Progress
from tookpart.graph.store import EmbeddedStore
from tookpart.ontology.errors import InputError, MissingError
from tookpart.ontology.vocabulary import PREFIXES, TP

ROLES = ("attended", "hosted", "chaired", "organised", "funded", "supported", "observed", "spokeAt")
STANDING = ("memberOf", "observerOf", "presidencyOf", "secretariatOf", "affiliatedWith")
TOTAL = "ALL FACTS"

_SAME_NAME = 88
_SAME_MEETING = 62
_SAME_PLACE = 85
_DATE_FITS, _DATE_DIFFERS = 12, -20  # what a meeting's date adds to the likeness of its name
_PLACE_FITS, _PLACE_DIFFERS = 8, -12

Fact = tuple[str, ...]
Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


class GoldMeeting(msgspec.Struct, frozen=True, kw_only=True):
    """A meeting as gold tells it; None for what the text does not say."""

    names: tuple[str, ...]
    start: str | None = None
    end: str | None = None
    place: str | None = None
    state: str | None = None
    of: str | None = None
    within: str | None = None
    themes: tuple[str, ...] = ()


class Named(msgspec.Struct, frozen=True):
    """An actor, process or body of gold, told by its names."""

    names: tuple[str, ...] = ()


class Gold(msgspec.Struct, frozen=True, kw_only=True):
    """The gold facts of one document."""

    id: str
    source: str | None = None
    actors: dict[str, Named] = {}
    processes: dict[str, Named] = {}
    bodies: dict[str, Named] = {}
    meetings: dict[str, GoldMeeting] = {}
    facts: tuple[tuple[str | None, ...], ...] = ()
    optional: tuple[tuple[str | None, ...], ...] = ()


class Counts(msgspec.Struct, frozen=True):
    """How many facts were found rightly, found wrongly, and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)

    @property
    def gold(self) -> int:
        """How many facts gold has."""
        return self.right + self.missed

    @property
    def precision(self) -> float:
        """The share of what was found that is right; 1 where nothing was found."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """The share of gold that was found; 1 where there is none."""
        return self.right / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


class Mistake(msgspec.Struct, frozen=True, order=True):
    """A fact of a document that was missed, or that is wrong; or the whole document that is not in the graph."""

    document: str
    kind: str
    fact: str


class Evaluation(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of each kind of fact, those of each document, every mistake, and documents that could not be read."""

    figures: dict[str, Counts]
    documents: dict[str, Counts]
    mistakes: tuple[Mistake, ...]
    failures: tuple[str, ...] = ()

    def to_text(self, *, by_document: bool = False, errors: bool = False) -> str:
        """A table of the figures; before it, if asked, those of each document and every mistake."""
        lines = []
        if by_document:
            wrong: dict[str, int] = defaultdict(int)
            for mistake in self.mistakes:
                wrong[mistake.document] += 1
            for name, c in self.documents.items():
                figures = f"P {c.precision:.3f}  R {c.recall:.3f}  F1 {c.f1:.3f}"
                lines.append(f"{name:48} {figures}  errors {wrong[name]}")
            lines.append("")
        if errors:
            lines += [f"{mistake.document}  {mistake.kind}  {mistake.fact}" for mistake in self.mistakes] + [""]
        lines.append(f"{'what':36} {'gold':>5}  {'P':>5}  {'R':>5}  {'F1':>5}")
        for name, c in self.figures.items():
            lines.append(f"{name:36} {c.gold:5}  {c.precision:.3f}  {c.recall:.3f}  {c.f1:.3f}")
        return "\n".join(lines) + "\n"

    def to_json(self) -> str:
        """The figures as JSON: for each kind of fact p, r, f, and the number of gold facts."""
        figures = {
            name: {"p": c.precision, "r": c.recall, "f": c.f1, "gold": c.gold} for name, c in self.figures.items()
        }
        return json.dumps(figures, indent=1) + "\n"


def evaluate_documents(
    gold: Path, documents: Sequence[Path], *, workers: int | None = None, progress: Progress | None = None
) -> Evaluation:
    """Build a graph of documents in a passing place and hold it against gold; raises as `read_gold` and `build` do."""
    wanted = read_gold(gold)
    with tempfile.TemporaryDirectory(prefix="tookpart-") as folder:
        report = build(documents, Path(folder) / "graph", workers=workers, progress=progress)
        with EmbeddedStore(Path(folder) / "graph") as store:
            found = evaluate(store.store, wanted)
    return msgspec.structs.replace(found, failures=tuple(f"{f.path}: {f.reason}" for f in report.failures))


def read_gold(folder: Path) -> list[Gold]:
    """The gold facts in all JSON files below a folder, by path.

    Raises `MissingError` if there is no such folder, `InputError` if it holds none or one that is not in the format.
    """
    if not folder.is_dir():
        raise MissingError(f"{folder}: no such folder; expected one with JSON files of gold facts")
    files = sorted(folder.rglob("*.json"))
    if not files:
        raise InputError(f"{folder}: no JSON files of gold facts in this folder")
    found = []
    for file in files:
        try:
            found.append(msgspec.json.decode(file.read_bytes(), type=Gold))
        except msgspec.DecodeError as error:
            raise InputError(f"{file}: not in the format of gold facts: {error}") from error
    return found


def evaluate(store: ox.Store, gold: Iterable[Gold]) -> Evaluation:
    """Hold a dataset against gold facts."""
    view = _View(store)
    figures: dict[str, Counts] = {}
    documents: dict[str, Counts] = {}
    mistakes: list[Mistake] = []
    for wanted in gold:
        paper = _Paper(view, wanted)
        if paper.graph is None:
            mistakes.append(Mistake(wanted.id, "document", "missing from the graph"))
        for name, right, found in paper.compared():
            counts = Counts(len(right & found), len(found - right), len(right - found))
            figures[name] = figures.get(name, Counts()) + counts
            if name == TOTAL:
                documents[wanted.id] = counts
                mistakes += [Mistake(wanted.id, "missed", " ".join(fact)) for fact in sorted(right - found)]
                mistakes += [Mistake(wanted.id, "wrong", " ".join(fact)) for fact in sorted(found - right)]
    return Evaluation(figures=figures, documents=documents, mistakes=tuple(mistakes))


class _View:
    """What the whole dataset tells of its nodes: names, codes, classes, and the graph of each document."""

    def __init__(self, store: ox.Store) -> None:
        self.store = store
        self.names: dict[Node, set[str]] = defaultdict(set)
        skos = PREFIXES["skos"]
        for predicate in (f"{skos}prefLabel", f"{skos}altLabel", f"{TP}acronym"):
            for subject, value in self.pairs(predicate):
                self.names[subject].add(_value(value))
        self.codes = {subject: _value(value) for subject, value in self.pairs(f"{TP}iso3")}
        above: dict[Node, set[Node]] = defaultdict(set)
        for subject, value in self.pairs(f"{PREFIXES['rdfs']}subClassOf"):
            above[subject].add(value)
        self.classes: dict[Node, set[str]] = defaultdict(set)
        for subject, value in self.pairs(f"{PREFIXES['rdf']}type"):
            self.classes[subject] |= {_value(c).removeprefix(TP) for c in _closure(value, above)}
        self.documents = {PurePath(_value(value)).stem: subject for subject, value in self.pairs(f"{TP}sourceFile")}

    def pairs(self, predicate: str, graph: Node | None = None) -> Iterator[tuple[Node, Node]]:
        for quad in self.store.quads_for_pattern(None, ox.NamedNode(predicate), None, graph):  # type: ignore[arg-type]
            yield quad.subject, quad.object


class _Paper:
    """One document: its gold, its named graph, and which node of the one is which of the other."""

    def __init__(self, view: _View, gold: Gold) -> None:
        self.view, self.gold = view, gold
        self.graph = view.documents.get(PurePath(gold.source or gold.id).stem) or view.documents.get(gold.id)
        self.optional = {tuple(str(part) for part in fact) for fact in gold.optional}
        self.forms = {
            key: thing.names for part in (gold.actors, gold.processes, gold.bodies) for key, thing in part.items()
        }
        self.keys: dict[Node, str] = {}
        self.stated: dict[str, list[tuple[Node, Node]]] = {}
        self.meetings = self.of_class("Meeting")
        self.pair = self.paired()

    def pairs(self, name: str) -> list[tuple[Node, Node]]:
        """What this document's graph says with a property, sorted."""
        if name not in self.stated:
            found = [] if self.graph is None else self.view.pairs(TP + name, self.graph)
            self.stated[name] = sorted(found, key=lambda pair: (_value(pair[0]), _value(pair[1])))
        return self.stated[name]

    def values(self, name: str) -> dict[Node, Node]:
        """One value of a property for each subject; where the document gives several, the last in order."""
        return dict(self.pairs(name))

    def of_class(self, *names: str) -> set[Node]:
        """The nodes of a class that the document speaks of: as subjects, or as what its facts are about."""
        if self.graph is None:
            return set()
        spoken: set[Node] = {q.subject for q in self.view.store.quads_for_pattern(None, None, None, self.graph)}  # type: ignore[arg-type]
        for name in ("mentions", "memberOf", "affiliatedWith", "within", *ROLES):
            spoken |= {value for _, value in self.pairs(name)}
        return {node for node in spoken if not self.view.classes.get(node, set()).isdisjoint(names)}

    def key(self, node: Node) -> str:
        """The gold key of an actor, process or body; its own IRI if gold has none like it."""
        if node not in self.keys:
            self.keys[node] = self.view.codes.get(node) or self._likest(node)
        return self.keys[node]

    def _likest(self, node: Node) -> str:
        names = self.view.names.get(node, set())
        likeness = {key: alike(forms, names) for key, forms in self.forms.items() if forms}
        best = max(likeness, key=lambda key: likeness[key], default=None)
        return best if best is not None and likeness[best] >= _SAME_NAME else _value(node)

    def paired(self) -> dict[Node, str]:
        """The gold key of each meeting that gold has, most alike first, one to one."""
        starts, places = self.values("startDate"), self.values("heldAt")
        scored = []
        for key, wanted in self.gold.meetings.items():
            for node in self.meetings:
                score = alike(wanted.names, self.view.names.get(node, set()))
                if wanted.start and node in starts:
                    given = _value(starts[node])
                    fits = given.startswith(wanted.start) or wanted.start.startswith(given)
                    score += _DATE_FITS if fits else _DATE_DIFFERS
                if wanted.place and node in places:
                    score += _PLACE_FITS if self.is_at(places[node], wanted.place) else _PLACE_DIFFERS
                if score >= _SAME_MEETING:
                    scored.append((-score, key, _value(node), node))
        pair: dict[Node, str] = {}
        for _, key, _, node in sorted(scored, key=lambda entry: entry[:3]):
            if node not in pair and key not in pair.values():
                pair[node] = key
        return pair

    def is_at(self, place: Node, wanted: str) -> bool:
        """Whether a place is the one wanted: "Quito" is "Quito" and "Quito, Ecuador"."""
        names = self.view.names.get(place, set())
        return alike([wanted], names | {name.partition(",")[0] for name in names}) >= _SAME_PLACE

    def meeting(self, node: Node) -> str:
        return self.pair.get(node, _value(node))

    def compared(self) -> Iterator[tuple[str, set[Fact], set[Fact]]]:
        """What is counted: its name, the facts of gold, the facts that were found; optional ones in neither."""
        yield "meetings", {(key,) for key in self.gold.meetings}, {(self.meeting(node),) for node in self.meetings}
        right, found = self.gold_attributes(), self.found_attributes()
        for name in right:
            yield name, right[name] - self.optional, found[name] - self.optional
        gold_facts = {tuple(str(part) for part in fact[:3]) for fact in self.gold.facts} - self.optional
        facts = self.found_facts() - self.optional
        for name in (*ROLES, *STANDING):
            yield name, {f for f in gold_facts if f[1] == name}, {f for f in facts if f[1] == name}
        gold_parts, parts = ({f for f in some if f[1] in ROLES} for some in (gold_facts, facts))
        yield "who took part in what, with role", gold_parts, parts
        yield "who took part in what", {(f[0], f[2]) for f in gold_parts}, {(f[0], f[2]) for f in parts}
        yield "standing relations", gold_facts - gold_parts, facts - parts
        yield "actors named", {(key,) for key in self.gold.actors}, self.found_actors(facts, found["held in state"])
        for name in right.keys() - {"themes"}:
            gold_facts |= right[name] - self.optional
            facts |= found[name] - self.optional
        yield TOTAL, gold_facts, facts

    def gold_attributes(self) -> dict[str, set[Fact]]:
        right: dict[str, set[Fact]] = {
            name: set() for name in ("dates", "places", "held in state", "of process", "within", "themes")
        }
        for key, wanted in self.gold.meetings.items():
            if wanted.start:
                right["dates"].add((key, "date", wanted.start, wanted.end or wanted.start))
            if wanted.place:
                right["places"].add((key, "heldAt", bare(wanted.place)))
            if wanted.state:
                right["held in state"].add((key, "heldIn", wanted.state))
            if wanted.of:
                right["of process"].add((key, "of", wanted.of))
            if wanted.within:
                right["within"].add((key, "within", wanted.within))
            right["themes"] |= {(key, "hasTheme", theme) for theme in wanted.themes}
        return right

    def found_attributes(self) -> dict[str, set[Fact]]:
        starts, ends = self.values("startDate"), self.values("endDate")
        places, states = self.values("heldAt"), self.values("heldIn")
        found: dict[str, set[Fact]] = defaultdict(set)
        for node in self.meetings:
            key = self.meeting(node)
            wanted = self.gold.meetings.get(key)
            if node in starts:
                start = starts[node]
                found["dates"].add((key, "date", _value(start), _value(ends.get(node, start))))
            if node in places:
                place = wanted.place if wanted is not None else None
                same = place is not None and self.is_at(places[node], place)
                found["places"].add((key, "heldAt", bare(place) if same and place else _value(places[node])))
            if node in states:
                found["held in state"].add((key, "heldIn", self.view.codes.get(states[node], _value(states[node]))))
            owners = {self.key(o) for name in ("ofProcess", "ofBody") for s, o in self.pairs(name) if s == node}
            if owners:
                of = wanted.of if wanted is not None and wanted.of in owners else min(owners)
                found["of process"].add((key, "of", str(of)))
            found["within"] |= {(key, "within", self.meeting(o)) for s, o in self.pairs("within") if s == node}
            found["themes"] |= {(key, "hasTheme", _last(o)) for s, o in self.pairs("hasTheme") if s == node}
        return found

    def found_facts(self) -> set[Fact]:
        parts = {(self.key(s), role, self.meeting(o)) for role in ROLES for s, o in self.pairs(role)}
        return parts | {(self.key(s), name, self.key(o)) for name in STANDING for s, o in self.pairs(name)}

    def found_actors(self, facts: set[Fact], held_in: set[Fact]) -> set[Fact]:
        named = {self.key(node) for node in self.of_class("Actor", "State", "Organisation", "Person")}
        doing = {part for fact in facts for part in (fact[0], fact[2])}
        # a state where something was held is a place there, unless the document lets it act, too
        only_places = {fact[2] for fact in held_in - self.optional} - self.gold.actors.keys() - doing
        return {(key,) for key in named - self.gold.processes.keys() - self.gold.bodies.keys() - only_places}


def _closure(node: Node, above: Mapping[Node, set[Node]]) -> set[Node]:
    found, ahead = {node}, [node]
    while ahead:
        more = above.get(ahead.pop(), set()) - found
        found |= more
        ahead += more
    return found


def _value(node: Any) -> str:
    return str(node.value)


def _last(node: Node) -> str:
    return _value(node).rsplit("/", 1)[-1].rsplit("#", 1)[-1]
