"""Faults of a dataset in plain words (what, where, in which document, in which sentence) and as a W3C report."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeGuard

import msgspec
import pyoxigraph as ox

from tookpart.ontology.shapes import Severity, Term
from tookpart.ontology.vocabulary import PREFIXES, tp

_SH = PREFIXES["sh"]
_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_PREF_LABEL = ox.NamedNode(PREFIXES["skos"] + "prefLabel")
_EXACT = ox.NamedNode(PREFIXES["oa"] + "exact")
_SUPPORTS, _STATES = ox.NamedNode(tp("supports")), ox.NamedNode(tp("statesProperty"))
_SOURCE_FILE = ox.NamedNode(tp("sourceFile"))
_PARTICIPATION = tuple(ox.NamedNode(tp(name)) for name in ("actor", "role", "meeting"))


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One fault of a dataset in plain words.

    `node` is the IRI at fault and `name` what people call it; `documents` are the source files that say so,
    `sentence` the words that say it, if there are any. `property` and `value` are those at fault, `term` the value as
    N-Triples writes it. `shape`, `component` and, of a query, `constraint` are what found it.
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


def is_node(term: Term) -> TypeGuard[ox.NamedNode | ox.BlankNode]:
    """Tell whether a term can be the subject of a triple."""
    return isinstance(term, ox.NamedNode | ox.BlankNode)


def shown(node: Term) -> str:
    """Give a node's IRI without brackets, any other term as N-Triples writes it."""
    return node.value if isinstance(node, ox.NamedNode) else str(node)


class Words:
    """What a store knows to tell of its nodes: names, documents and sentences."""

    def __init__(self, store: ox.Store) -> None:
        self.store = store
        self.files: dict[Term | ox.DefaultGraph, str] = {
            quad.subject: quad.object.value
            for quad in store.quads_for_pattern(None, _SOURCE_FILE, None, None)
            if isinstance(quad.object, ox.Literal)
        }

    def objects(self, node: Term, predicate: ox.NamedNode) -> list[Term]:
        if not is_node(node):
            return []
        return sorted({quad.object for quad in self.store.quads_for_pattern(node, predicate, None, None)}, key=str)

    def name(self, node: Term) -> str:
        """The English label if there is one, any other else; for a participation, who took part how in what."""
        if isinstance(node, ox.Literal):
            return node.value
        labels = [label for label in self.objects(node, _PREF_LABEL) if isinstance(label, ox.Literal)]
        if labels:
            return next((label.value for label in labels if label.language == "en"), labels[0].value)
        parts = [self.objects(node, prop) for prop in _PARTICIPATION]
        if all(parts):
            return " – ".join(self.name(part[0]) for part in parts)
        return shown(node)

    def documents(self, focus: Term, path: ox.NamedNode | None, value: Term | None) -> tuple[str, ...]:
        """The files in whose graphs the fault stands: those with the value, those with the node if there is none."""
        if not is_node(focus):
            return ()
        quads = list(self.store.quads_for_pattern(focus, path, value, None)) if path and value else []
        graphs = {quad.graph_name for quad in quads or self.store.quads_for_pattern(focus, path or _TYPE, None, None)}
        if not any(graph in self.files for graph in graphs):
            graphs |= {quad.graph_name for quad in self.store.quads_for_pattern(focus, _TYPE, None, None)}
        return tuple(sorted(self.files[graph] for graph in graphs if graph in self.files))

    def sentence(self, focus: Term, path: ox.NamedNode | None) -> str | None:
        """The words that state the property at fault, or the node if none do."""
        if not is_node(focus):
            return None
        evidence = [quad.subject for quad in self.store.quads_for_pattern(None, _SUPPORTS, focus, None)]
        stating = [node for node in evidence if path is not None and path in self.objects(node, _STATES)]
        silent = [node for node in evidence if not self.objects(node, _STATES)]
        for node in (focus, *sorted(stating or silent or evidence, key=str)):
            for words in self.objects(node, _EXACT):
                if isinstance(words, ox.Literal):
                    return words.value
        return None


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
