"""Hold a dataset against the shapes, and tell in plain words what is wrong, in which document, in which sentence.

The shapes are evaluated here, over the store's own indexes, because a general engine over an in-memory RDF graph
takes minutes for what this does in seconds (docs/decisions/shapes.md has the figures); the tests hold the results
equal to pyshacl's.
"""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypeGuard

import msgspec
import pyoxigraph as ox

from tookpart.ontology.reasoning import Rules, default_rules
from tookpart.ontology.shapes import (
    CONSTRAINTS,
    Constraint,
    NodeShape,
    PropertyShape,
    QueryShape,
    Severity,
    Term,
    read_shapes,
)
from tookpart.ontology.sources import SHAPES_FILE
from tookpart.ontology.vocabulary import PREFIXES, tp

_SH, _XSD = PREFIXES["sh"], PREFIXES["xsd"]
_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_PREF_LABEL = ox.NamedNode(PREFIXES["skos"] + "prefLabel")
_EXACT = ox.NamedNode(PREFIXES["oa"] + "exact")
_IN_DOCUMENT, _SUPPORTS, _STATES = (ox.NamedNode(tp(name)) for name in ("inDocument", "supports", "statesProperty"))
_SOURCE_FILE = ox.NamedNode(tp("sourceFile"))

_ZONE = r"(Z|[+-]\d\d:\d\d)?"
_LEXICAL = {
    _XSD + "boolean": re.compile(r"true|false|0|1"),
    _XSD + "date": re.compile(r"-?\d{4,}-\d\d-\d\d" + _ZONE),
    _XSD + "decimal": re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)"),
    _XSD + "gYear": re.compile(r"-?\d{4,}" + _ZONE),
    _XSD + "gYearMonth": re.compile(r"-?\d{4,}-(0[1-9]|1[0-2])" + _ZONE),
    _XSD + "integer": re.compile(r"[+-]?\d+"),
}


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One fault of a dataset in plain words.

    `node` is the IRI at fault and `name` what people call it; `documents` are the source files that say so,
    `sentence` the words that say it, if there are any. `property` and `value` are those at fault; `shape` and
    `component` what found it.
    """

    severity: Severity
    what: str
    node: str
    name: str
    documents: tuple[str, ...] = ()
    sentence: str | None = None
    property: str | None = None
    value: str | None = None
    term: str | None = None
    shape: str = ""
    component: str = ""
    constraint: str | None = None

    def __str__(self) -> str:
        where = f"{', '.join(self.documents)}: " if self.documents else ""
        value = f" ({self.value})" if self.value is not None else ""
        said = f" It is read from: “{self.sentence}”" if self.sentence else ""
        return f"{where}{self.name}: {self.what}{value}{said}"


class _Fault(msgspec.Struct, frozen=True):
    """A fault before it is put into words."""

    focus: ox.NamedNode | ox.BlankNode
    shape: PropertyShape | QueryShape
    component: str
    value: Term | None = None


@functools.cache
def default_shapes() -> tuple[NodeShape, ...]:
    """Give the shapes of the ontology itself."""
    return read_shapes(SHAPES_FILE)


def validate(store: ox.Store, extra: Iterable[Path] = (), rules: Rules | None = None) -> list[Finding]:
    """Hold the union of a dataset's graphs against the shapes, and against users' own files of shapes.

    Subclasses count as the rules say (those of the ontology by default), whether or not conclusions are in the store.
    Findings come sorted: violations first, then by text and name; raises as `read_shapes` does.
    """
    shapes = [*default_shapes(), *(shape for path in extra for shape in read_shapes(path))]
    data = _Data(store, rules or default_rules())
    faults = {fault for shape in shapes for fault in _faults(data, shape)}
    words = Words(store)
    return sorted((words.finding(fault) for fault in faults), key=_order)


def _order(finding: Finding) -> tuple[int, str, str, str, str]:
    rank = ("violation", "warning", "info").index(finding.severity)
    return rank, finding.what, finding.name, finding.node, finding.term or ""


class _Data:
    """A store's union of graphs, with the look-ups that constraints need, each built once."""

    def __init__(self, store: ox.Store, rules: Rules) -> None:
        self.store = store
        self.below: dict[ox.NamedNode, set[ox.NamedNode]] = defaultdict(set)
        for lower, uppers in rules.superclasses.items():
            for upper in uppers:
                self.below[ox.NamedNode(upper[1:-1])].add(ox.NamedNode(lower[1:-1]))
        self.classes: dict[ox.NamedNode, set[Term]] = {}
        self.paths: dict[tuple[ox.NamedNode, bool], dict[Term, list[Term]]] = {}

    def members(self, name: ox.NamedNode) -> set[Term]:
        """All nodes of a class or a class below it."""
        if name not in self.classes:
            self.classes[name] = {
                quad.subject
                for each in {name, *self.below.get(name, ())}
                for quad in self.store.quads_for_pattern(None, _TYPE, each, None)
            }
        return self.classes[name]

    def values(self, path: ox.NamedNode, inverse: bool) -> dict[Term, list[Term]]:
        """For each node, the values at the end of a path, each once."""
        if (path, inverse) not in self.paths:
            found: dict[Term, dict[Term, None]] = defaultdict(dict)
            for quad in self.store.quads_for_pattern(None, path, None, None):
                start, end = (quad.object, quad.subject) if inverse else (quad.subject, quad.object)
                found[start][end] = None
            self.paths[path, inverse] = {node: list(values) for node, values in found.items()}
        return self.paths[path, inverse]


def _is_node(term: Term) -> TypeGuard[ox.NamedNode | ox.BlankNode]:
    return isinstance(term, ox.NamedNode | ox.BlankNode)


def _faults(data: _Data, shape: NodeShape) -> Iterator[_Fault]:
    focus = {node for name in shape.classes for node in data.members(name) if _is_node(node)}
    if not focus:
        return
    for prop in shape.properties:
        values: dict[Term, list[Term]] = (
            {node: [node] for node in focus} if prop.path is None else data.values(prop.path, prop.inverse)
        )
        for constraint in prop.constraints:
            check = _CHECKS[constraint.parameter](data, constraint)
            component = CONSTRAINTS[constraint.parameter]
            for node in focus:
                for value in check(node, values.get(node, [])):
                    yield _Fault(node, prop, component, value)
    for query in shape.queries:
        solutions = data.store.query(query.query, use_default_graph_as_union=True)
        if not isinstance(solutions, ox.QuerySolutions):
            continue
        has_value = any(variable.value == "value" for variable in solutions.variables)
        for row in solutions:
            node = row["this"]
            if node in focus and _is_node(node):
                yield _Fault(node, query, "SPARQLConstraintComponent", row["value"] if has_value else node)


# a check gives the values at fault, None for a fault of the values as a whole
_Check = Callable[[Term, list[Term]], Iterable[Term | None]]


def _each(fits: Callable[[Term], bool]) -> _Check:
    return lambda _, values: [value for value in values if not fits(value)]


def _class(data: _Data, constraint: Constraint) -> _Check:
    (name,) = constraint.values
    members = data.members(name) if isinstance(name, ox.NamedNode) else set()
    return _each(lambda value: value in members)


def _datatype(_: _Data, constraint: Constraint) -> _Check:
    (name,) = constraint.values
    return _each(lambda value: _has_datatype(value, name))


def _or(data: _Data, constraint: Constraint) -> _Check:
    names = [name for name in constraint.values if isinstance(name, ox.NamedNode)]
    datatypes = [name for name in names if name.value.startswith(_XSD)]
    members = set().union(*(data.members(name) for name in names if name not in datatypes))
    return _each(lambda value: value in members or any(_has_datatype(value, name) for name in datatypes))


def _in(_: _Data, constraint: Constraint) -> _Check:
    return _each(lambda value: value in constraint.values)


def _node_kind(_: _Data, constraint: Constraint) -> _Check:
    (kind,) = constraint.values
    wanted = {"IRI": ox.NamedNode, "Literal": ox.Literal, "BlankNode": ox.BlankNode}
    accepted = tuple(wanted[part] for part in wanted if part in str(kind))
    return _each(lambda value: isinstance(value, accepted))


def _min_count(_: _Data, constraint: Constraint) -> _Check:
    least = int(_text(constraint))
    return lambda _, values: [None] if len(values) < least else []


def _max_count(_: _Data, constraint: Constraint) -> _Check:
    most = int(_text(constraint))
    return lambda _, values: [None] if len(values) > most else []


def _min_inclusive(_: _Data, constraint: Constraint) -> _Check:
    least = Decimal(_text(constraint))
    return _each(lambda value: (number := _number(value)) is not None and number >= least)


def _max_inclusive(_: _Data, constraint: Constraint) -> _Check:
    most = Decimal(_text(constraint))
    return _each(lambda value: (number := _number(value)) is not None and number <= most)


def _min_length(_: _Data, constraint: Constraint) -> _Check:
    least = int(_text(constraint))
    return _each(lambda value: isinstance(value, ox.Literal | ox.NamedNode) and len(value.value) >= least)


def _pattern(_: _Data, constraint: Constraint) -> _Check:
    pattern = re.compile(_text(constraint))
    return _each(lambda value: isinstance(value, ox.Literal | ox.NamedNode) and bool(pattern.search(value.value)))


def _unique_lang(_: _Data, constraint: Constraint) -> _Check:
    if _text(constraint) != "true":
        return lambda _, values: []

    def check(_: Term, values: list[Term]) -> list[None]:
        languages = [value.language.lower() for value in values if isinstance(value, ox.Literal) and value.language]
        return [None for language in set(languages) if languages.count(language) > 1]

    return check


def _less_than(data: _Data, constraint: Constraint) -> _Check:
    (other,) = constraint.values
    others = data.values(other, False) if isinstance(other, ox.NamedNode) else {}

    def check(node: Term, values: list[Term]) -> list[Term]:
        found = []
        for value in values:
            for limit in others.get(node, []):
                left, right = _number(value), _number(limit)
                if left is None or right is None or left >= right:
                    found.append(value)
        return found

    return check


_CHECKS: dict[str, Callable[[_Data, Constraint], _Check]] = {
    "class": _class,
    "datatype": _datatype,
    "in": _in,
    "lessThan": _less_than,
    "maxCount": _max_count,
    "maxInclusive": _max_inclusive,
    "minCount": _min_count,
    "minInclusive": _min_inclusive,
    "minLength": _min_length,
    "nodeKind": _node_kind,
    "or": _or,
    "pattern": _pattern,
    "uniqueLang": _unique_lang,
}


def _text(constraint: Constraint) -> str:
    (value,) = constraint.values
    return value.value if isinstance(value, ox.Literal) else ""


def _number(value: Term) -> Decimal | None:
    if isinstance(value, ox.Literal) and value.datatype.value.removeprefix(_XSD) in ("integer", "decimal"):
        return Decimal(value.value) if _LEXICAL[value.datatype.value].fullmatch(value.value) else None
    return None


def _has_datatype(value: Term, name: Term) -> bool:
    return isinstance(value, ox.Literal) and value.datatype == name and well_formed(value)


def well_formed(value: Term) -> bool:
    """Tell whether a literal is written as its datatype asks; true for whatever is no literal.

    >>> well_formed(ox.Literal("2019-02-30", datatype=ox.NamedNode(_XSD + "date")))
    False
    """
    if not isinstance(value, ox.Literal):
        return True
    lexical = _LEXICAL.get(value.datatype.value)
    if lexical is not None and not lexical.fullmatch(value.value):
        return False
    return value.datatype.value != _XSD + "date" or _is_day(value.value)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        return False
    return True


class Words:
    """Puts faults into words, with what the store knows of names, documents and sentences."""

    def __init__(self, store: ox.Store) -> None:
        self.store = store
        self.files: dict[Term | ox.DefaultGraph, str] = {
            quad.subject: quad.object.value
            for quad in store.quads_for_pattern(None, _SOURCE_FILE, None, None)
            if isinstance(quad.object, ox.Literal)
        }

    def finding(self, fault: _Fault) -> Finding:
        path = fault.shape.path if isinstance(fault.shape, PropertyShape) else None
        shown = fault.value if fault.value is not None and fault.value != fault.focus else None
        return Finding(
            severity=fault.shape.severity,
            what=fault.shape.message,
            node=_shown(fault.focus),
            name=self.name(fault.focus),
            documents=self.documents(fault.focus, path, shown),
            sentence=self.sentence(fault.focus, path),
            property=_path(fault.shape),
            value=None if shown is None else self.name(shown),
            term=None if fault.value is None else str(fault.value),
            shape=fault.shape.holder if isinstance(fault.shape, QueryShape) else fault.shape.iri,
            component=_SH + fault.component,
            constraint=fault.shape.iri if isinstance(fault.shape, QueryShape) else None,
        )

    def objects(self, node: Term, predicate: ox.NamedNode) -> list[Term]:
        if not _is_node(node):
            return []
        return sorted({quad.object for quad in self.store.quads_for_pattern(node, predicate, None, None)}, key=str)

    def name(self, node: Term) -> str:
        """The English label if there is one, any other else; for a participation, who took part how in what."""
        if isinstance(node, ox.Literal):
            return node.value
        labels = [label for label in self.objects(node, _PREF_LABEL) if isinstance(label, ox.Literal)]
        if labels:
            return next((label.value for label in labels if label.language == "en"), labels[0].value)
        parts = [self.objects(node, ox.NamedNode(tp(name))) for name in ("actor", "role", "meeting")]
        if all(parts):
            return " – ".join(self.name(part[0]) for part in parts)
        return _shown(node)

    def documents(self, focus: Term, path: ox.NamedNode | None, value: Term | None) -> tuple[str, ...]:
        """The files in whose graphs the fault stands: those with the value, those with the node if there is none."""
        if not _is_node(focus):
            return ()
        quads = list(self.store.quads_for_pattern(focus, path, value, None)) if path and value else []
        graphs = {quad.graph_name for quad in quads or self.store.quads_for_pattern(focus, path or _TYPE, None, None)}
        if not any(graph in self.files for graph in graphs):
            graphs |= {quad.graph_name for quad in self.store.quads_for_pattern(focus, _TYPE, None, None)}
        return tuple(sorted(self.files[graph] for graph in graphs if graph in self.files))

    def sentence(self, focus: Term, path: ox.NamedNode | None) -> str | None:
        """The words that state the property at fault, or the node if none do."""
        if not _is_node(focus):
            return None
        evidence = [quad.subject for quad in self.store.quads_for_pattern(None, _SUPPORTS, focus, None)]
        stating = [node for node in evidence if path is not None and path in self.objects(node, _STATES)]
        silent = [node for node in evidence if not self.objects(node, _STATES)]
        for node in (focus, *sorted(stating or silent or evidence, key=str)):
            for words in self.objects(node, _EXACT):
                if isinstance(words, ox.Literal):
                    return words.value
        return None


def _path(shape: PropertyShape | QueryShape) -> str | None:
    """A path as SPARQL and Turtle write it, or nearly so: the report turns "^<p>" into a node."""
    if isinstance(shape, QueryShape) or shape.path is None:
        return None
    return f"^{shape.path}" if shape.inverse else str(shape.path)


def _shown(node: Term) -> str:
    return node.value if isinstance(node, ox.NamedNode) else str(node)


def report(findings: Iterable[Finding]) -> str:
    """Write findings as a W3C validation report in Turtle (SHACL, section 3.6), in their own order."""
    found = list(findings)
    lines = [f"@prefix sh: <{_SH}> .\n"]
    results = [f"<#result-{number}>" for number in range(1, len(found) + 1)]
    conforms = "false" if found else "true"
    listed = f" ;\n  sh:result {', '.join(results)}" if found else ""
    lines.append(f"<#report> a sh:ValidationReport ;\n  sh:conforms {conforms}{listed} .\n")
    for name, finding in zip(results, found, strict=True):
        parts = [
            f"{name} a sh:ValidationResult",
            f"sh:focusNode {_node(finding.node)}",
            f"sh:resultSeverity sh:{finding.severity.capitalize()}",
            f"sh:sourceConstraintComponent <{finding.component}>",
            f"sh:sourceShape {_node(finding.shape)}",
            f"sh:resultMessage {ox.Literal(str(finding), language='en')}",
        ]
        if finding.constraint is not None:
            parts.append(f"sh:sourceConstraint {_node(finding.constraint)}")
        if finding.property is not None:
            inverse = finding.property.startswith("^")
            path = f"[ sh:inversePath {finding.property[1:]} ]" if inverse else finding.property
            parts.append(f"sh:resultPath {path}")
        if finding.term is not None:
            parts.append(f"sh:value {finding.term}")
        lines.append(" ;\n  ".join(parts) + " .\n")
    return "\n".join(lines)


def _node(name: str) -> str:
    return name if name.startswith("_:") else f"<{name}>"
