"""What the ontology's rules conclude from a dataset, kept up to date while the dataset changes.

`tookpart.ontology.reasoning` says what follows; here it is fed with lines. A whole dataset is concluded document by
document, since nearly all rules need one triple: only property chains need triples of several documents. A change takes
back what it may have supported and looks for other support (delete and rederive), so that its cost is that of the
change.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from tookpart.graph.sorting import Gathered, without
from tookpart.ontology.reasoning import Row, Rules, conclude
from tookpart.ontology.vocabulary import INFERRED_GRAPH, PREFIXES

_TYPE = f"<{PREFIXES['rdf']}type>"
_GRAPH = ox.NamedNode(INFERRED_GRAPH)
_END = f" <{INFERRED_GRAPH}> .\n"
_PIECE = 5000  # steps of chains that are looked at together


def row(triple: str) -> Row:
    """Subject, predicate and object of a triple of N-Triples, without its dot."""
    subject, predicate, value = triple.split(" ", 2)
    return subject, predicate, value


class Conclusions:
    """The conclusions from a whole dataset, gathered while its documents pass by; leaving it clears its files away."""

    def __init__(self, rules: Rules, private: tuple[str, ...], folder: Path | None = None) -> None:
        """Nodes whose text starts with one of `private` are described in full by every document that has them.

        So what follows about them can go at once, and need not be kept until the end: what is, waits in files in
        `folder` where it is much.
        """
        self.rules, self.private = rules, private
        self.joins = _joins(rules)
        self.properties = {name for _, name in rules.chains}.union(
            *rules.superproperties.values(), *rules.inverses.values()
        )
        self.classes = set[str]().union(*rules.superclasses.values(), *rules.domains.values(), *rules.ranges.values())
        self.typed = self.classes | rules.superclasses.keys()
        self.concluded, self.stated = Gathered(folder), Gathered(folder)
        self.chained: set[Row] = set()
        self.names: dict[str, str] = {}

    def __enter__(self) -> Conclusions:
        return self

    def __exit__(self, *_: object) -> None:
        with self.concluded, self.stated:
            self.chained.clear()

    def add(self, triples: Iterable[str]) -> list[str]:
        """Take the triples of one document; gives the lines that are concluded about its private nodes."""
        rows: list[Row] = []
        stated: list[str] = []
        relevant, typed = self.rules.relevant, self.typed
        for text in triples:
            subject, predicate, value = text.split(" ", 2)
            if predicate in relevant and (predicate != _TYPE or value in typed):
                rows.append((subject, predicate, value))
                # only what might also be concluded elsewhere matters there
                might = value in self.classes if predicate == _TYPE else predicate in self.properties
                if might and not text.startswith(self.private):
                    stated.append(text)
        concluded = conclude(rows, self.rules)
        texts = [" ".join(found) for found in concluded]
        self.stated.update(stated)
        self.concluded.update(text for text in texts if not text.startswith(self.private))
        # the same names stand in many facts
        keep = self.names.setdefault
        self.chained.update((keep(s, s), keep(p, p), keep(o, o)) for s, p, o in (*rows, *concluded) if p in self.joins)
        return [text + _END for text in texts if text.startswith(self.private)]

    def finish(self) -> Iterator[str]:
        """The lines that are concluded about all other nodes, sorted."""
        for rows in self._apart():
            self.concluded.update(" ".join(found) for found in conclude(rows, self.rules))
        for text in without(self.concluded, self.stated):
            yield text + _END

    def _apart(self) -> Iterator[list[Row]]:
        """The steps of chains in pieces such that no chain needs steps of two of them."""
        above: dict[str, str] = {}

        def top(node: str) -> str:
            while (up := above.setdefault(node, node)) != node:
                above[node] = node = above[up]
            return node

        def ends(found: Row) -> list[str]:
            both = zip((found[0], found[2]), self.joins[found[1]], strict=True)
            return [end for end, is_join in both if is_join and end[0] != '"']

        for found in self.chained:
            nodes = ends(found)
            if len(nodes) == 2:
                above[top(nodes[0])] = top(nodes[1])
        piece: list[Row] = []
        rows = sorted((found for found in self.chained if ends(found)), key=lambda found: top(ends(found)[0]))
        for _, group in itertools.groupby(rows, key=lambda found: top(ends(found)[0])):
            piece += group
            if len(piece) >= _PIECE:
                yield piece
                piece = []
        yield piece


def _joins(rules: Rules) -> dict[str, tuple[bool, bool]]:
    """The steps of chains, and whether something can be joined to a chain at their subject and at their object.

    That is where another step follows or goes before, also in chains of what is concluded: a meeting of a body is a
    meeting of the body's process, and whoever took part in it is involved in that.
    """
    found: set[tuple[str, bool]] = set()
    for steps, _ in rules.chains:
        found |= {(step, False) for step in steps[1:]} | {(step, True) for step in steps[:-1]}
    while True:
        more = set(found)
        for steps, name in rules.chains:
            for up in (name, *rules.superproperties.get(name, ())):
                more |= {(steps[0], False)} if (up, False) in found else set()
                more |= {(steps[-1], True)} if (up, True) in found else set()
            for up in rules.inverses.get(name, ()):
                more |= {(steps[0], False)} if (up, True) in found else set()
                more |= {(steps[-1], True)} if (up, False) in found else set()
        if more == found:
            return {
                step: ((step, False) in found, (step, True) in found) for steps, _ in rules.chains for step in steps
            }
        found = more


class Upkeep:
    """Bringing the conclusions in a store up to date with documents that changed."""

    def __init__(self, before: ox.Store, after: ox.Store, rules: Rules) -> None:
        """`before` is the closed dataset as it was; `after` holds the new documents and still the old conclusions."""
        self.before, self.after, self.rules = before, after, rules
        self.under: dict[str, set[str]] = defaultdict(set)
        self.turned: dict[str, set[str]] = defaultdict(set)
        self.below: dict[str, set[str]] = defaultdict(set)
        self.of_subject: dict[str, set[str]] = defaultdict(set)
        self.of_object: dict[str, set[str]] = defaultdict(set)
        for table, back in (
            (rules.superproperties, self.under),
            (rules.inverses, self.turned),
            (rules.superclasses, self.below),
            (rules.domains, self.of_subject),
            (rules.ranges, self.of_object),
        ):
            for name, ups in table.items():
                for up in ups:
                    back[up].add(name)

    def update(self, removed: Iterable[str], added: Iterable[str]) -> None:
        """Take triples (N-Triples, without the dot) that left documents and that came into documents."""
        gone = [r for r in self._relevant(removed) if not self._stated(r)]
        doubtful = self._supported_by(gone)
        for found in doubtful:
            self.after.remove(_quad(found))
        # what is still supported by something that is beyond doubt comes back, and with it what that supports
        waiting = doubtful | set(gone)
        while True:
            back = {r for r in waiting if not self._stated(r) and self._follows(r)}
            if not back:
                break
            for found in back:
                self.after.add(_quad(found))
            waiting -= back
        fresh = list(self._relevant(added))
        for found in fresh:
            self.after.remove(_quad(found))
        while fresh:
            fresh = [r for r in self._conclusions(fresh, self.after) if not self._known(r, self.after)]
            self.after.extend([_quad(r) for r in fresh])

    def _relevant(self, triples: Iterable[str]) -> Iterator[Row]:
        for text in sorted(triples):
            found = row(text)
            if found[1] in self.rules.relevant:
                yield found

    def _supported_by(self, gone: Iterable[Row]) -> set[Row]:
        """All conclusions of the dataset as it was that some of these facts led to, directly or not."""
        found: set[Row] = set()
        fresh = set(gone)
        while fresh:
            fresh = {
                r for r in self._conclusions(fresh, self.before) if r not in found and self._concluded(r, self.before)
            }
            found |= fresh
        return found

    def _conclusions(self, facts: Iterable[Row], store: ox.Store) -> set[Row]:
        """What follows in one step from each of the facts, with whatever else the store holds."""
        rules = self.rules
        found: set[Row] = set()
        for fact in facts:
            subject, predicate, value = fact
            if predicate == _TYPE:
                found.update((subject, _TYPE, up) for up in rules.superclasses.get(value, ()))
                continue
            found.update((subject, up, value) for up in rules.superproperties.get(predicate, ()))
            found.update((subject, _TYPE, name) for name in rules.domains.get(predicate, ()))
            if value.startswith("<"):
                found.update((value, up, subject) for up in rules.inverses.get(predicate, ()))
                found.update((value, _TYPE, name) for name in rules.ranges.get(predicate, ()))
                for steps, name in rules.chains:
                    for at in (i for i, step in enumerate(steps) if step == predicate):
                        firsts, lasts = {subject}, {value}
                        for step in reversed(steps[:at]):
                            firsts = {s for o in firsts for s in self._subjects(step, o, store)}
                        for step in steps[at + 1 :]:
                            lasts = {o for s in lasts for o in self._objects(s, step, store)}
                        found.update((s, name, o) for s in firsts for o in lasts)
        return found

    def _follows(self, fact: Row) -> bool:
        """True if a fact follows in one step from what the new store holds."""
        subject, predicate, value = fact
        store = self.after
        if predicate == _TYPE:
            name = value
            return (
                any(self._known((subject, _TYPE, lower), store) for lower in self.below[name])
                or any(_any(store, subject, p, None) for p in self.of_subject[name])
                or any(_any(store, None, p, subject) for p in self.of_object[name])
            )
        if any(self._known((subject, lower, value), store) for lower in self.under[predicate]):
            return True
        if not value.startswith("<"):
            return False
        if any(self._known((value, other, subject), store) for other in self.turned[predicate]):
            return True
        for steps, name in self.rules.chains:
            if name == predicate:
                reached = {subject}
                for step in steps[:-1]:
                    reached = {o for s in reached for o in self._objects(s, step, store)}
                if any(self._known((s, steps[-1], value), store) for s in reached):
                    return True
        return False

    def _objects(self, subject: str, predicate: str, store: ox.Store) -> set[str]:
        found = store.quads_for_pattern(_node(subject), _node(predicate), None, None)
        return {str(q.object) for q in found if isinstance(q.object, ox.NamedNode)}

    def _subjects(self, predicate: str, value: str, store: ox.Store) -> set[str]:
        return {str(q.subject) for q in store.quads_for_pattern(None, _node(predicate), _node(value), None)}

    def _known(self, fact: Row, store: ox.Store) -> bool:
        quad = _quad(fact)
        return next(iter(store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)), None) is not None

    def _concluded(self, fact: Row, store: ox.Store) -> bool:
        return _quad(fact) in store

    def _stated(self, fact: Row) -> bool:
        quad = _quad(fact)
        found = self.after.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
        return any(q.graph_name != _GRAPH for q in found)


def _any(store: ox.Store, subject: str | None, predicate: str, value: str | None) -> bool:
    found = store.quads_for_pattern(
        _node(subject) if subject else None, _node(predicate), _node(value) if value else None, None
    )
    return next(iter(found), None) is not None


def _node(text: str) -> ox.NamedNode:
    return ox.NamedNode(text[1:-1])


def _quad(fact: Row) -> ox.Quad:
    subject, predicate, value = fact
    return ox.Quad(_node(subject), _node(predicate), _term(value), _GRAPH)


def _term(text: str) -> ox.NamedNode | ox.Literal:
    if text.startswith("<"):
        return _node(text)
    (quad,) = ox.parse(f"<x:s> <x:p> {text} .".encode(), format=ox.RdfFormat.N_TRIPLES)
    assert isinstance(quad.object, ox.Literal)
    return quad.object
