"""Hold a dataset against the shapes, and tell in plain words what is wrong, in which document, in which sentence.

The shapes are evaluated here, over the store's own indexes, because a general engine over an in-memory RDF graph
takes minutes for what this does in a second (docs/decisions/checks.md has the figures); the tests hold the results
equal to pyshacl's.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
import pyoxigraph as ox

from tookpart.ontology.constraints import CHECKS, Data
from tookpart.ontology.findings import Finding, Words, is_node, report, shown
from tookpart.ontology.reasoning import Rules, default_rules
from tookpart.ontology.shapes import CONSTRAINTS, NodeShape, PropertyShape, QueryShape, Term, read_shapes
from tookpart.ontology.sources import SHAPES_FILE
from tookpart.ontology.vocabulary import PREFIXES

__all__ = ["Finding", "default_shapes", "report", "validate"]

_SH = PREFIXES["sh"]


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
    data = Data(store, rules or default_rules())
    faults = {fault for shape in shapes for fault in _faults(data, shape)}
    words = Words(store)
    return sorted((_finding(fault, words) for fault in faults), key=_order)


def _order(finding: Finding) -> tuple[int, str, str, str, str]:
    rank = ("violation", "warning", "info").index(finding.severity)
    return rank, finding.what, finding.name, finding.node, finding.term or ""


def _faults(data: Data, shape: NodeShape) -> Iterator[_Fault]:
    focus = {node for name in shape.classes for node in data.members(name) if is_node(node)}
    if not focus:
        return
    for prop in shape.properties:
        values: dict[Term, list[Term]] = (
            {node: [node] for node in focus} if prop.path is None else data.values(prop.path, prop.inverse)
        )
        for constraint in prop.constraints:
            check = CHECKS[constraint.parameter](data, constraint)
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
            if node in focus and is_node(node):
                yield _Fault(node, query, "SPARQLConstraintComponent", row["value"] if has_value else node)


def _finding(fault: _Fault, words: Words) -> Finding:
    path = fault.shape.path if isinstance(fault.shape, PropertyShape) else None
    value = fault.value if fault.value is not None and fault.value != fault.focus else None
    query = isinstance(fault.shape, QueryShape)
    return Finding(
        severity=fault.shape.severity,
        what=fault.shape.message,
        node=shown(fault.focus),
        name=words.name(fault.focus),
        documents=words.documents(fault.focus, path, value),
        sentence=words.sentence(fault.focus, path),
        property=_path(fault.shape),
        value=None if value is None else words.name(value),
        term=None if fault.value is None else str(fault.value),
        shape=fault.shape.holder if isinstance(fault.shape, QueryShape) else fault.shape.iri,
        component=_SH + fault.component,
        constraint=fault.shape.iri if query else None,
    )


def _path(shape: PropertyShape | QueryShape) -> str | None:
    """A path as SPARQL and Turtle write it, or nearly so: the report turns "^<p>" into a node."""
    if isinstance(shape, QueryShape) or shape.path is None:
        return None
    return f"^{shape.path}" if shape.inverse else str(shape.path)
