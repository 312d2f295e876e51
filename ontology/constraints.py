"""The constraints that the shapes use, each a function from a node's values to those at fault (SHACL, section 4)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal

import pyoxigraph as ox

from tookpart.ontology.reasoning import Rules
from tookpart.ontology.shapes import Constraint, Term
from tookpart.ontology.vocabulary import PREFIXES

_XSD = PREFIXES["xsd"]
_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")

_ZONE = r"(Z|[+-]\d\d:\d\d)?"
_LEXICAL = {
    _XSD + "boolean": re.compile(r"true|false|0|1"),
    _XSD + "date": re.compile(r"-?\d{4,}-\d\d-\d\d" + _ZONE),
    _XSD + "decimal": re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)"),
    _XSD + "gYear": re.compile(r"-?\d{4,}" + _ZONE),
    _XSD + "gYearMonth": re.compile(r"-?\d{4,}-(0[1-9]|1[0-2])" + _ZONE),
    _XSD + "integer": re.compile(r"[+-]?\d+"),
}


class Data:
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


# a check gives the values at fault, None for a fault of the values as a whole
Check = Callable[[Term, list[Term]], Iterable[Term | None]]


def _each(fits: Callable[[Term], bool]) -> Check:
    return lambda _, values: [value for value in values if not fits(value)]


def _class(data: Data, constraint: Constraint) -> Check:
    (name,) = constraint.values
    members = data.members(name) if isinstance(name, ox.NamedNode) else set()
    return _each(lambda value: value in members)


def _datatype(_: Data, constraint: Constraint) -> Check:
    (name,) = constraint.values
    return _each(lambda value: _has_datatype(value, name))


def _or(data: Data, constraint: Constraint) -> Check:
    names = [name for name in constraint.values if isinstance(name, ox.NamedNode)]
    datatypes = [name for name in names if name.value.startswith(_XSD)]
    members = set().union(*(data.members(name) for name in names if name not in datatypes))
    return _each(lambda value: value in members or any(_has_datatype(value, name) for name in datatypes))


def _in(_: Data, constraint: Constraint) -> Check:
    return _each(lambda value: value in constraint.values)


def _node_kind(_: Data, constraint: Constraint) -> Check:
    (kind,) = constraint.values
    wanted = {"IRI": ox.NamedNode, "Literal": ox.Literal, "BlankNode": ox.BlankNode}
    accepted = tuple(wanted[part] for part in wanted if part in str(kind))
    return _each(lambda value: isinstance(value, accepted))


def _min_count(_: Data, constraint: Constraint) -> Check:
    least = int(_text(constraint))
    return lambda _, values: [None] if len(values) < least else []


def _max_count(_: Data, constraint: Constraint) -> Check:
    most = int(_text(constraint))
    return lambda _, values: [None] if len(values) > most else []


def _min_inclusive(_: Data, constraint: Constraint) -> Check:
    least = Decimal(_text(constraint))
    return _each(lambda value: (number := _number(value)) is not None and number >= least)


def _max_inclusive(_: Data, constraint: Constraint) -> Check:
    most = Decimal(_text(constraint))
    return _each(lambda value: (number := _number(value)) is not None and number <= most)


def _min_length(_: Data, constraint: Constraint) -> Check:
    least = int(_text(constraint))
    return _each(lambda value: isinstance(value, ox.Literal | ox.NamedNode) and len(value.value) >= least)


def _pattern(_: Data, constraint: Constraint) -> Check:
    pattern = re.compile(_text(constraint))
    return _each(lambda value: isinstance(value, ox.Literal | ox.NamedNode) and bool(pattern.search(value.value)))


def _unique_lang(_: Data, constraint: Constraint) -> Check:
    if _text(constraint) != "true":
        return lambda _, values: []

    def check(_: Term, values: list[Term]) -> list[None]:
        languages = [value.language.lower() for value in values if isinstance(value, ox.Literal) and value.language]
        return [None for language in set(languages) if languages.count(language) > 1]

    return check


def _less_than(data: Data, constraint: Constraint) -> Check:
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


CHECKS: dict[str, Callable[[Data, Constraint], Check]] = {
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
