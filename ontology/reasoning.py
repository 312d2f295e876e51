"""What follows from the facts by the ontology's own OWL 2 RL rules, and nothing else.

The rules are read from the Turtle, never repeated here: subclasses, subproperties, inverses, property chains,
transitivity, domains and ranges (equivalent and symmetric properties and equivalent classes too, for users'
extensions). Conclusions are kept where they speak of our terms: a property of ours, or a type that is a class of
ours. A standard class such as schema:Event is reached in a query by `a/rdfs:subClassOf*`; writing it out for every
node would double the graph.

Left to the consistency check: functional properties and keys, which conclude that two IRIs name one thing. Identity
is decided before facts are written, so such a conclusion is a fault to report and no fact to add. owl:sameAs links
lead out of the graph and copy nothing.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from pathlib import Path
from typing import TypeVar

import msgspec
import pyoxigraph as ox

from tookpart.ontology.sources import ONTOLOGY_FILE, read_turtle
from tookpart.ontology.vocabulary import PREFIXES, TP

_RDF, _RDFS, _OWL = PREFIXES["rdf"], PREFIXES["rdfs"], PREFIXES["owl"]
_TYPE = f"<{_RDF}type>"

# subject, predicate and object as N-Triples writes them: <iri>, _:blank or "literal"
Row = tuple[str, str, str]
_Pairs = set[tuple[str, str]]
# a property with a direction: (p, False) holds from subject to object, (p, True) from object to subject
_Turned = tuple[str, bool]


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """The rules of an ontology, closed under themselves, so that one look-up gives all that follows from one triple.

    All names are IRIs as N-Triples writes them, in angle brackets. `superclasses`, `superproperties`, `inverses`,
    `domains` and `ranges` hold conclusions that are kept, without the term itself; `inverses` gives the properties
    that hold from object to subject. `chains` are (steps, concluded property); a transitive property is the chain of
    itself with itself. `relevant` are the predicates from which anything follows, `silent` those that a chain needs
    but that are not ours to conclude.
    """

    superclasses: dict[str, tuple[str, ...]]
    superproperties: dict[str, tuple[str, ...]]
    inverses: dict[str, tuple[str, ...]]
    domains: dict[str, tuple[str, ...]]
    ranges: dict[str, tuple[str, ...]]
    chains: tuple[tuple[tuple[str, ...], str], ...]
    relevant: frozenset[str]
    silent: frozenset[str]
    given: frozenset[tuple[str, str]]


@functools.cache
def default_rules() -> Rules:
    """Give the rules of the ontology itself."""
    return read_rules()


def read_rules(extensions: Iterable[Path] = ()) -> Rules:
    """Read the rules of the ontology and of users' Turtle extensions of it; raises as `read_turtle` does.

    Terms of an extension are kept like ours: those that are a subject in its file.

    >>> read_rules().superproperties[f"<{TP}hosted>"]
    ('<https://w3id.org/tookpart/ontology#participatedIn>',)
    """
    base = read_turtle(ONTOLOGY_FILE)
    added = [triple for path in extensions for triple in read_turtle(path)]
    foreign = {subject for subject in _Axioms(base).subjects if not subject.startswith(f"<{TP}")}
    described = _Axioms(added).subjects - foreign
    return _derive(_Axioms([*base, *added]), lambda term: term.startswith(f"<{TP}") or term in described)


class _Axioms:
    """Triples of an ontology, looked up by predicate."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self.pairs: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self.subjects: set[str] = set()
        for triple in triples:
            if isinstance(triple.object, ox.NamedNode | ox.BlankNode):
                self.pairs[triple.predicate.value].append((str(triple.subject), str(triple.object)))
            if isinstance(triple.subject, ox.NamedNode):
                self.subjects.add(str(triple.subject))

    def of(self, predicate: str) -> list[tuple[str, str]]:
        return self.pairs.get(predicate, [])

    def typed(self, kind: str) -> list[str]:
        return sorted(subject for subject, value in self.of(_RDF + "type") if value == f"<{kind}>")

    def grouped(self, predicate: str) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for subject, value in self.of(predicate):
            found[subject].add(value)
        return found

    def members(self, node: str) -> tuple[str, ...]:
        """Walk an RDF list."""
        first, rest = dict(self.of(_RDF + "first")), dict(self.of(_RDF + "rest"))
        found = []
        while node != f"<{_RDF}nil>":
            found.append(first[node])
            node = rest[node]
        return tuple(found)


_Node = TypeVar("_Node", bound=Hashable)


def _reach(start: _Node, steps: dict[_Node, set[_Node]]) -> set[_Node]:
    """Everything that can be reached from a start, itself included."""
    found = {start}
    waiting = [start]
    while waiting:
        for target in steps.get(waiting.pop(), ()):
            if target not in found:
                found.add(target)
                waiting.append(target)
    return found


def _class_steps(axioms: _Axioms) -> dict[str, set[str]]:
    """From each class to the classes right above it."""
    steps: dict[str, set[str]] = defaultdict(set)
    for lower, upper in axioms.of(_RDFS + "subClassOf"):
        steps[lower].add(upper)
    for one, other in axioms.of(_OWL + "equivalentClass"):
        steps[one].add(other)
        steps[other].add(one)
    return steps


def _property_steps(axioms: _Axioms) -> dict[_Turned, set[_Turned]]:
    """From each property, in each direction, to the properties that follow from it at once."""
    same = axioms.of(_OWL + "equivalentProperty")
    inverse = axioms.of(_OWL + "inverseOf")
    steps: dict[_Turned, set[_Turned]] = defaultdict(set)
    for lower, upper, turned in (
        *((lower, upper, False) for lower, upper in axioms.of(_RDFS + "subPropertyOf")),
        *((one, other, False) for one, other in same),
        *((other, one, False) for one, other in same),
        *((one, other, True) for one, other in inverse),
        *((other, one, True) for one, other in inverse),
        *((name, name, True) for name in axioms.typed(_OWL + "SymmetricProperty")),
    ):
        steps[lower, False].add((upper, turned))
        steps[lower, True].add((upper, not turned))
    return steps


def _derive(axioms: _Axioms, kept: Callable[[str], bool]) -> Rules:
    class_steps, property_steps = _class_steps(axioms), _property_steps(axioms)
    domains_of, ranges_of = axioms.grouped(_RDFS + "domain"), axioms.grouped(_RDFS + "range")
    with_values = set(axioms.typed(_OWL + "DatatypeProperty"))
    chains = [(axioms.members(steps), name) for name, steps in axioms.of(_OWL + "propertyChainAxiom")]
    chains += [((name, name), name) for name in axioms.typed(_OWL + "TransitiveProperty")]
    used = {step for steps, _ in chains for step in steps}

    def upwards(names: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted({upper for name in names for upper in _reach(name, class_steps) if kept(upper)}))

    superproperties, inverses, domains, ranges = {}, {}, {}, {}
    for name in sorted({name for name, _ in property_steps} | {*domains_of, *ranges_of} | {name for _, name in chains}):
        reached = _reach((name, False), property_steps)
        wanted = sorted(end for end in reached if kept(end[0]) or end[0] in used)
        superproperties[name] = tuple(upper for upper, turned in wanted if not turned and upper != name)
        inverses[name] = tuple(upper for upper, turned in wanted if turned)
        domains[name] = upwards(
            at for end, turned in reached for at in (ranges_of if turned else domains_of).get(end, ())
        )
        ranges[name] = upwards(
            at for end, turned in reached for at in (domains_of if turned else ranges_of).get(end, ())
        )
        if name in with_values:
            ranges[name] = ()
    superclasses = {name: tuple(upper for upper in upwards([name]) if upper != name) for name in sorted(class_steps)}
    known = [
        {name: found for name, found in table.items() if found}
        for table in (superproperties, inverses, domains, ranges)
    ]
    return Rules(
        superclasses=superclasses,
        superproperties=known[0],
        inverses=known[1],
        domains=known[2],
        ranges=known[3],
        chains=tuple(sorted(chains)),
        relevant=frozenset({_TYPE, *used}.union(*known)),
        silent=frozenset(name for name in used if not kept(name)),
        given=frozenset(pair for pair in axioms.of(_RDF + "type") if kept(pair[1])),
    )


def conclude(rows: Iterable[Row], rules: Rules | None = None) -> list[Row]:
    """Give all that follows from facts and was not among them, in a fixed order.

    >>> fact = ("<state/gtm>", f"<{TP}hosted>", "<meeting/rcm-24>")
    >>> for subject, predicate, value in conclude([fact]):
    ...     print(subject, predicate.split("#")[1], value.split("#")[-1])
    <meeting/rcm-24> hadParticipant> <state/gtm>
    <state/gtm> participatedIn> <meeting/rcm-24>
    <state/gtm> type> Actor>
    <meeting/rcm-24> type> Meeting>
    <meeting/rcm-24> type> Undertaking>
    """
    rules = rules or default_rules()
    stated: dict[str, _Pairs] = {predicate: set() for predicate in rules.relevant}
    for subject, predicate, value in rows:
        if predicate in stated:
            stated[predicate].add((subject, value))
    return _conclude(stated, rules)


def conclude_lines(lines: Iterable[str], rules: Rules | None = None) -> list[str]:
    """Do the same for lines of N-Triples or N-Quads with single spaces; give "subject predicate object" without an end.

    >>> line = f"<state/gtm> <{TP}hosted> <meeting/rcm-24> <document/a> ."
    >>> conclude_lines([line])[0]
    '<meeting/rcm-24> <https://w3id.org/tookpart/ontology#hadParticipant> <state/gtm>'
    """
    rules = rules or default_rules()
    stated: dict[str, _Pairs] = {predicate: set() for predicate in rules.relevant}
    for line in lines:
        subject, predicate, rest = line.split(" ", 2)
        if predicate in stated:
            stated[predicate].add((subject, _literal(rest) if rest[0] == '"' else rest.split(" ", 1)[0]))
    return [" ".join(row) for row in _conclude(stated, rules)]


def closure(triples: Iterable[ox.Triple | ox.Quad], rules: Rules | None = None) -> list[ox.Triple]:
    """Do the same for triples or quads; give the triples for the graph of conclusions, in a fixed order."""
    rules = rules or default_rules()
    relevant = {ox.NamedNode(predicate[1:-1]): predicate for predicate in rules.relevant}
    stated: dict[str, _Pairs] = {predicate: set() for predicate in rules.relevant}
    nodes: dict[str, ox.NamedNode | ox.BlankNode | ox.Triple] = {}
    literals: dict[str, ox.Literal] = {}
    for triple in triples:
        predicate = relevant.get(triple.predicate)
        if predicate is not None:
            subject, value = str(triple.subject), str(triple.object)
            stated[predicate].add((subject, value))
            nodes[subject] = triple.subject
            if isinstance(triple.object, ox.Literal):
                literals[value] = triple.object
            else:
                nodes[value] = triple.object
    return [
        ox.Triple(
            nodes[subject],
            ox.NamedNode(predicate[1:-1]),
            nodes.get(value) or literals.get(value) or ox.NamedNode(value[1:-1]),
        )
        for subject, predicate, value in _conclude(stated, rules)
    ]


def _literal(rest: str) -> str:
    """The literal at the beginning of the rest of a line."""
    closing = rest.index('"', 1)
    while rest[closing - 1] == "\\" and (closing - len(rest[:closing].rstrip("\\"))) % 2:
        closing = rest.index('"', closing + 1)
    return rest[: rest.index(" ", closing)]


def _conclude(stated: dict[str, _Pairs], rules: Rules) -> list[Row]:
    types = stated.pop(_TYPE)
    known = _close_properties({predicate: pairs for predicate, pairs in stated.items() if pairs}, rules)
    concluded: list[Row] = []
    for predicate in sorted(known.keys() - rules.silent):
        fresh = known[predicate] - stated.get(predicate, set())
        concluded += [(subject, predicate, value) for subject, value in sorted(fresh)]
    of_class: dict[str, set[str]] = defaultdict(set)
    for node, name in types:
        of_class[name].add(node)
    nodes = _close_types(of_class, known, rules)
    for name in sorted(nodes):
        fresh_nodes = nodes[name] - of_class.get(name, set())
        concluded += [(node, _TYPE, name) for node in sorted(fresh_nodes) if (node, name) not in rules.given]
    return concluded


def _close_properties(stated: dict[str, _Pairs], rules: Rules) -> dict[str, _Pairs]:
    """All pairs of each property: unary rules are closed already, so only chains need another round."""
    known: dict[str, _Pairs] = defaultdict(set)
    fresh = stated
    while fresh:
        changed: set[str] = set()
        for predicate, pairs in fresh.items():
            for upper in (predicate, *rules.superproperties.get(predicate, ())):
                known[upper] |= pairs
                changed.add(upper)
            for inverse in rules.inverses.get(predicate, ()):
                known[inverse] |= {(value, subject) for subject, value in pairs if value[0] != '"'}
                changed.add(inverse)
        fresh = {}
        for steps, name in rules.chains:
            if changed.intersection(steps) and all(known.get(step) for step in steps):
                found = _join(steps, known) - known.get(name, set())
                if found:
                    fresh[name] = fresh.get(name, set()) | found
    return known


def _join(steps: tuple[str, ...], known: dict[str, _Pairs]) -> _Pairs:
    """Pairs of the first step's subjects and the last step's objects, over shared nodes between."""
    found = known[steps[0]]
    for step in steps[1:]:
        after: dict[str, list[str]] = defaultdict(list)
        for subject, value in known[step]:
            after[subject].append(value)
        found = {(subject, end) for subject, middle in found if middle in after for end in after[middle]}
    return found


def _close_types(of_class: dict[str, set[str]], known: dict[str, _Pairs], rules: Rules) -> dict[str, set[str]]:
    """All nodes of each class that is kept: of a class below it, or at an end of a property."""
    nodes: dict[str, set[str]] = defaultdict(set)
    for name, members in of_class.items():
        for upper in rules.superclasses.get(name, ()):
            nodes[upper] |= members
    for predicate, pairs in known.items():
        domains, ranges = rules.domains.get(predicate, ()), rules.ranges.get(predicate, ())
        if domains:
            subjects = {subject for subject, _ in pairs}
            for name in domains:
                nodes[name] |= subjects
        if ranges:
            values = {value for _, value in pairs if value[0] != '"'}
            for name in ranges:
                nodes[name] |= values
    return nodes
