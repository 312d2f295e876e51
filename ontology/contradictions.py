"""What cannot be true at once in a dataset, and which documents say it: contradictions without a reasoner.

The ontology is inside OWL 2 RL, where the facts contradict each other in three ways only: a node is in two classes
that nothing can be in both of, a property that has one value has two that cannot be one, or a value is outside its
datatype. Two names that must be of one thing (by a functional property, a key or owl:sameAs) count as one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from tookpart.ontology.constraints import well_formed
from tookpart.ontology.findings import Finding, Words
from tookpart.ontology.reasoning import Rules, closure, read_rules
from tookpart.ontology.sources import ONTOLOGY_FILE, SCHEMES_FILE, read_turtle
from tookpart.ontology.vocabulary import ONTOLOGY_GRAPH, PREFIXES, REFERENCE_GRAPH, SCHEMES_GRAPH, tp

_OWL, _RDF, _RDFS, _XSD = PREFIXES["owl"], PREFIXES["rdf"], PREFIXES["rdfs"], PREFIXES["xsd"]
_TYPE = ox.NamedNode(_RDF + "type")
_SAME = ox.NamedNode(_OWL + "sameAs")
_ACTOR, _MEETING = ox.NamedNode(tp("actor")), ox.NamedNode(tp("meeting"))
_GRAPHS = {ONTOLOGY_GRAPH: "the ontology", REFERENCE_GRAPH: "the reference facts", SCHEMES_GRAPH: "the schemes"}
# the datatypes whose values are among those of another one
_WITHIN = {_XSD + "decimal": {_XSD + "decimal", _XSD + "integer"}}
_REASONS = 3

Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


class Schema:
    """The axioms of the ontology and its extensions that decide on consistency."""

    def __init__(self, extensions: Iterable[Path] = ()) -> None:
        self.triples = [*read_turtle(ONTOLOGY_FILE), *read_turtle(SCHEMES_FILE)]
        self.triples += [triple for path in extensions for triple in read_turtle(path)]
        self.objects = self.typed("ObjectProperty")
        self.data = self.typed("DatatypeProperty")
        self.functional = self.typed("FunctionalProperty")
        self.disjoint = sorted(self.pairs(_OWL + "disjointWith"), key=str)
        self.ranges = {prop: datatype for prop, datatype in self.pairs(_RDFS + "range") if prop in self.data}
        self.keys = self.key_properties()
        self.labels = {
            triple.subject: triple.object.value
            for triple in self.triples
            if triple.predicate.value == _RDFS + "label"
            and isinstance(triple.object, ox.Literal)
            and triple.object.language == "en"
        }

    def typed(self, kind: str) -> set[ox.NamedNode]:
        wanted = ox.NamedNode(_OWL + kind)
        found = (triple.subject for triple in self.triples if triple.predicate == _TYPE and triple.object == wanted)
        return {node for node in found if isinstance(node, ox.NamedNode)}

    def pairs(self, predicate: str) -> set[tuple[ox.NamedNode, ox.NamedNode]]:
        found = ((triple.subject, triple.object) for triple in self.triples if triple.predicate.value == predicate)
        return {(s, o) for s, o in found if isinstance(s, ox.NamedNode) and isinstance(o, ox.NamedNode)}

    def key_properties(self) -> list[tuple[ox.NamedNode, ox.NamedNode]]:
        """The keys that are one property: (class, property)."""
        first = {triple.subject: triple.object for triple in self.triples if triple.predicate.value == _RDF + "first"}
        found = []
        for triple in self.triples:
            if triple.predicate.value == _OWL + "hasKey" and isinstance(triple.object, ox.BlankNode):
                prop = first.get(triple.object)
                if isinstance(triple.subject, ox.NamedNode) and isinstance(prop, ox.NamedNode):
                    found.append((triple.subject, prop))
        return found

    def label(self, term: ox.NamedNode) -> str:
        return self.labels.get(term, term.value)


def contradictions(store: ox.Store, extensions: Iterable[Path] = ()) -> list[Finding]:
    """Find what cannot be true at once under the ontology and users' extensions; raises as `read_turtle` does."""
    files = list(extensions)
    return sorted(_Search(store, Schema(files), read_rules(files)).findings(), key=lambda f: (f.name, f.node, f.what))


class _Search:
    """One dataset, with its conclusions, and which of its names are of one thing."""

    def __init__(self, store: ox.Store, schema: Schema, rules: Rules) -> None:
        self.store, self.schema, self.rules = store, schema, rules
        self.words = Words(store)
        self.one: dict[Node, Node] = {}
        self.members: dict[ox.NamedNode, set[Node]] = defaultdict(set)
        for quad in store.quads_for_pattern(None, _TYPE, None, None):
            if isinstance(quad.object, ox.NamedNode):
                self.members[quad.object].add(quad.subject)
        for triple in closure(store, rules):
            if triple.predicate == _TYPE and isinstance(triple.object, ox.NamedNode):
                self.members[triple.object].add(triple.subject)
        self.functional = {prop: self.values(prop) for prop in sorted(schema.functional, key=str)}

    def values(self, prop: ox.NamedNode) -> list[tuple[Node, Node]]:
        return [(quad.subject, quad.object) for quad in self.store.quads_for_pattern(None, prop, None, None)]

    def findings(self) -> Iterator[Finding]:
        self.merge()
        yield from self.clashes()
        yield from self.second_values()
        yield from self.outside_datatypes()

    def root(self, node: Node) -> Node:
        while node in self.one:
            node = self.one[node]
        return node

    def merge(self) -> None:
        """Make one of all names that must be of one thing, until no two are left."""
        pairs = self.values(_SAME)
        for name, prop in self.schema.keys:
            by_key: dict[Node, list[Node]] = defaultdict(list)
            for subject, value in self.values(prop):
                if subject in self.members[name]:
                    by_key[value].append(subject)
            pairs += [(nodes[0], node) for nodes in by_key.values() for node in nodes[1:]]
        while True:
            for left, right in pairs:
                if self.root(left) != self.root(right):
                    self.one[self.root(right)] = self.root(left)
            pairs = []
            for prop in self.schema.functional & self.schema.objects:
                value_of: dict[Node, Node] = {}
                for subject, value in self.functional[prop]:
                    known = value_of.setdefault(self.root(subject), value)
                    if self.root(known) != self.root(value) and not isinstance(value, ox.Literal):
                        pairs.append((known, value))
            if not pairs:
                return

    def names_of(self, root: Node) -> list[Node]:
        return sorted({root, *(node for node in self.one if self.root(node) == root)}, key=str)

    def clashes(self) -> Iterator[Finding]:
        for left, right in self.schema.disjoint:
            both = {self.root(node) for node in self.members[left]} & {self.root(node) for node in self.members[right]}
            for root in sorted(both, key=str):
                nodes = self.names_of(root)
                what = f"Nothing can be both “{self.schema.label(left)}” and “{self.schema.label(right)}”."
                reasons = [*self.reasons(nodes, left), *self.reasons(nodes, right)]
                yield self.finding(nodes, what, reasons)

    def second_values(self) -> Iterator[Finding]:
        for prop in sorted(self.schema.functional & self.schema.data, key=str):
            values: dict[Node, set[str]] = defaultdict(set)
            for subject, value in self.functional[prop]:
                values[self.root(subject)].add(value.value if isinstance(value, ox.Literal) else str(value))
            for root, found in sorted(values.items(), key=str):
                if len(found) > 1:
                    nodes = self.names_of(root)
                    listed = " and ".join(sorted(found))
                    what = f"It has one “{self.schema.label(prop)}” at most, but is given {listed}."
                    yield self.finding(nodes, what, self.statements(nodes, prop))

    def outside_datatypes(self) -> Iterator[Finding]:
        for prop, datatype in sorted(self.schema.ranges.items(), key=str):
            allowed = _WITHIN.get(datatype.value, {datatype.value})
            for subject, value in dict.fromkeys(self.values(prop)):
                if not isinstance(value, ox.Literal) or value.datatype.value not in allowed or not well_formed(value):
                    kind = datatype.value.removeprefix(_XSD)
                    what = f"The “{self.schema.label(prop)}” of a thing is a value of the kind {kind}; {value} is none."
                    yield self.finding([subject], what, self.statements([subject], prop))

    def finding(self, nodes: list[Node], what: str, reasons: list[tuple[str, str]]) -> Finding:
        names = list(dict.fromkeys(self.words.name(node) for node in nodes))
        said = [f"{where} says: {text}." for where, text in dict.fromkeys(reasons)]
        if len(nodes) > 1:
            said.insert(
                0, f"{' and '.join(names)} must be one thing: they share a key, or a property that has one value."
            )
        return Finding(
            severity="violation",
            what=" ".join((what, *said)),
            node=nodes[0].value if isinstance(nodes[0], ox.NamedNode) else str(nodes[0]),
            name=names[0],
            documents=tuple(sorted({where for where, _ in reasons if where in self.words.files.values()})),
            component=_OWL + "Nothing",
        )

    def reasons(self, nodes: list[Node], name: ox.NamedNode) -> list[tuple[str, str]]:
        """Who says that one of the nodes is of a class, or, if nobody does, from what it follows: (document, words)."""
        typed, followed = set(), set()
        wanted = str(name)
        for node in nodes:
            if not isinstance(node, ox.NamedNode | ox.BlankNode):
                continue
            for quad in self.store.quads_for_pattern(node, _TYPE, None, None):
                kind = quad.object
                if isinstance(kind, ox.NamedNode) and (
                    kind == name or wanted in self.rules.superclasses.get(str(kind), ())
                ):
                    typed.add(
                        (self.where(quad), f"{self.words.name(node)} is of the class “{self.schema.label(kind)}”")
                    )
            for classes, quads in (
                (self.rules.domains, self.store.quads_for_pattern(node, None, None, None)),
                (self.rules.ranges, self.store.quads_for_pattern(None, None, node, None)),
            ):
                found = (quad for quad in quads if wanted in classes.get(str(quad.predicate), ()))
                followed |= {(self.where(quad), self.told(quad)) for quad in found}
        return sorted(typed or followed)[:_REASONS]

    def statements(self, nodes: list[Node], prop: ox.NamedNode) -> list[tuple[str, str]]:
        found = {
            (self.where(quad), self.told(quad))
            for node in nodes
            if isinstance(node, ox.NamedNode | ox.BlankNode)
            for quad in self.store.quads_for_pattern(node, prop, None, None)
        }
        return sorted(found)[:_REASONS]

    def where(self, quad: ox.Quad) -> str:
        graph = quad.graph_name
        known = self.words.files.get(graph)
        return known or (_GRAPHS.get(graph.value, graph.value) if isinstance(graph, ox.NamedNode) else "the data")

    def told(self, quad: ox.Quad) -> str:
        """A statement in words, with the sentence of the document if it is a participation."""
        text = f"{self.words.name(quad.subject)} – {self.schema.label(quad.predicate)} – {self.words.name(quad.object)}"
        if not isinstance(quad.object, ox.NamedNode | ox.BlankNode):
            return text
        parts = {part.subject for part in self.store.quads_for_pattern(None, _ACTOR, quad.subject, None)}
        parts &= {part.subject for part in self.store.quads_for_pattern(None, _MEETING, quad.object, None)}
        sentences = [self.words.sentence(part, None) for part in sorted(parts, key=str)]
        return next((f"{text} (“{sentence}”)" for sentence in sentences if sentence), text)
