"""The SHACL shapes as values: what `shapes.ttl`, or a user's own file of shapes, asks of a dataset.

Read is the part of SHACL that such shapes need: node shapes with target classes, property shapes with a predicate
path or its inverse, the constraints in `CONSTRAINTS`, sh:or over datatypes or classes, and SPARQL constraints.
Anything else is refused by name, so that no shape is passed over in silence.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from typing import Literal

import msgspec
import pyoxigraph as ox

from tookpart.ontology.errors import InputError
from tookpart.ontology.sources import read_turtle
from tookpart.ontology.vocabulary import PREFIXES

_SH, _RDF = PREFIXES["sh"], PREFIXES["rdf"]
_RDF_TYPE = ox.NamedNode(_RDF + "type")

# each parameter that is understood, and the component that a validation report names for it (SHACL, section 4)
CONSTRAINTS = {
    "class": "ClassConstraintComponent",
    "datatype": "DatatypeConstraintComponent",
    "in": "InConstraintComponent",
    "lessThan": "LessThanConstraintComponent",
    "maxCount": "MaxCountConstraintComponent",
    "maxInclusive": "MaxInclusiveConstraintComponent",
    "minCount": "MinCountConstraintComponent",
    "minInclusive": "MinInclusiveConstraintComponent",
    "minLength": "MinLengthConstraintComponent",
    "nodeKind": "NodeKindConstraintComponent",
    "or": "OrConstraintComponent",
    "pattern": "PatternConstraintComponent",
    "uniqueLang": "UniqueLangConstraintComponent",
}
_OTHER_PARAMETERS = {"path", "message", "severity", "property", "sparql", "targetClass", "name", "description", "order"}

Severity = Literal["violation", "warning", "info"]
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


class Constraint(msgspec.Struct, frozen=True):
    """One constraint: its parameter ("minCount"), and its value or, of a list, values."""

    parameter: str
    values: tuple[Term, ...]


class PropertyShape(msgspec.Struct, frozen=True, kw_only=True):
    """What the values at the end of a path must be; a path of None means the node itself."""

    iri: str
    path: ox.NamedNode | None
    inverse: bool
    message: str
    severity: Severity
    constraints: tuple[Constraint, ...]


class QueryShape(msgspec.Struct, frozen=True, kw_only=True):
    """A SPARQL constraint of the shape `holder`: a query whose rows (?this, ?value) are faults."""

    iri: str
    holder: str
    query: str
    message: str
    severity: Severity


class NodeShape(msgspec.Struct, frozen=True, kw_only=True):
    """All that is asked of the nodes of some classes."""

    iri: str
    classes: tuple[ox.NamedNode, ...]
    properties: tuple[PropertyShape, ...]
    queries: tuple[QueryShape, ...]


def read_shapes(path: Path) -> tuple[NodeShape, ...]:
    """Read a Turtle file of shapes; raises as `read_turtle` does, `InputError` for SHACL that is not understood."""
    return _Reader(path).read()


class _Reader:
    """A file of shapes, looked up by node and property."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.values: dict[Term, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        for triple in read_turtle(path):
            self.values[triple.subject][triple.predicate.value].append(triple.object)

    def read(self) -> tuple[NodeShape, ...]:
        wanted = ox.NamedNode(_SH + "NodeShape")
        shapes = [node for node in list(self.values) if wanted in self.values[node].get(_RDF_TYPE.value, ())]
        return tuple(self.node_shape(shape) for shape in sorted(shapes, key=str))

    def get(self, node: Term, name: str) -> list[Term]:
        return self.values[node].get(_SH + name, []) if node in self.values else []

    def node_shape(self, shape: Term) -> NodeShape:
        classes = tuple(node for node in self.get(shape, "targetClass") if isinstance(node, ox.NamedNode))
        if not classes:
            raise InputError(f"{self.path}: {shape} has no sh:targetClass; say of which class it speaks")
        own = self.property_shape(shape, None, False)
        return NodeShape(
            iri=_name(shape),
            classes=classes,
            properties=((own,) if own.constraints else ())
            + tuple(self.with_path(node) for node in self.get(shape, "property")),
            queries=tuple(self.query_shape(node, shape) for node in self.get(shape, "sparql")),
        )

    def with_path(self, shape: Term) -> PropertyShape:
        for path in self.get(shape, "path"):
            if isinstance(path, ox.NamedNode):
                return self.property_shape(shape, path, False)
            inverse = self.get(path, "inversePath")
            if len(inverse) == 1 and isinstance(inverse[0], ox.NamedNode):
                return self.property_shape(shape, inverse[0], True)
        raise InputError(f"{self.path}: the path of {shape} is not understood; use a property or sh:inversePath of one")

    def property_shape(self, shape: Term, path: ox.NamedNode | None, inverse: bool) -> PropertyShape:
        constraints = []
        for name in sorted(self.values[shape]):
            parameter = name.removeprefix(_SH)
            if not name.startswith(_SH) or parameter in _OTHER_PARAMETERS:
                continue
            if parameter not in CONSTRAINTS:
                raise InputError(
                    f"{self.path}: {shape} uses sh:{parameter}, which is not understood; "
                    f"write it as a SPARQL constraint or with one of {', '.join(sorted(CONSTRAINTS))}"
                )
            constraints += [self.constraint(shape, parameter, value) for value in self.values[shape][name]]
        return PropertyShape(
            iri=_name(shape),
            path=path,
            inverse=inverse,
            message=self.message(shape),
            severity=self.severity(shape),
            constraints=tuple(constraints),
        )

    def constraint(self, shape: Term, parameter: str, value: Term) -> Constraint:
        if parameter == "in":
            return Constraint(parameter, self.members(value))
        if parameter != "or":
            return Constraint(parameter, (value,))
        options: list[Term] = []
        for option in self.members(value):
            datatypes, classes = self.get(option, "datatype"), self.get(option, "class")
            if len(self.values[option]) != 1 or len(datatypes) + len(classes) != 1:
                raise InputError(f"{self.path}: sh:or of {shape} may only list one sh:datatype or sh:class each")
            # the way to tell them apart later is the namespace: datatypes are those of XML Schema
            options += datatypes + classes
        return Constraint(parameter, tuple(options))

    def query_shape(self, shape: Term, holder: Term) -> QueryShape:
        select = self.get(shape, "select")
        if not select or not isinstance(select[0], ox.Literal):
            raise InputError(f"{self.path}: {shape} has no sh:select; give the query that finds the faults")
        declared = [item for holder in self.get(shape, "prefixes") for item in self.get(holder, "declare")]
        prefixes = sorted(
            f"PREFIX {self.text(item, 'prefix')}: <{self.text(item, 'namespace')}>\n" for item in declared
        )
        return QueryShape(
            iri=_name(shape),
            holder=_name(holder),
            query="".join(prefixes) + re.sub(r"\$this\b", "?this", select[0].value),
            message=self.message(shape),
            severity=self.severity(holder),
        )

    def members(self, node: Term) -> tuple[Term, ...]:
        found = []
        while node in self.values:
            found += self.values[node][_RDF + "first"]
            node = self.values[node][_RDF + "rest"][0]
        return tuple(found)

    def text(self, node: Term, name: str) -> str:
        found = self.get(node, name)
        return found[0].value if found and isinstance(found[0], ox.Literal | ox.NamedNode) else ""

    def message(self, shape: Term) -> str:
        return self.text(shape, "message") or f"{_name(shape)} is not met."

    def severity(self, shape: Term) -> Severity:
        found = self.text(shape, "severity").removeprefix(_SH)
        return "warning" if found == "Warning" else "info" if found == "Info" else "violation"


def _name(shape: Term) -> str:
    return shape.value if isinstance(shape, ox.NamedNode) else str(shape)
