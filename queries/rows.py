"""Answers as values: the rows of a SELECT and the triples of a CONSTRUCT or DESCRIBE.

They write themselves for files, data frames and notebooks.
"""

from __future__ import annotations

import csv
import html
import importlib
import io
import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec
import pyoxigraph as ox

from tookpart.ontology.errors import ToolError
from tookpart.ontology.vocabulary import PREFIXES

if TYPE_CHECKING:
    import pandas as pd

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Value = str | int | float | bool | None

_XSD = "http://www.w3.org/2001/XMLSchema#"
_INTEGERS = {_XSD + name for name in ("integer", "int", "long", "nonNegativeInteger", "positiveInteger")}
_FLOATS = {_XSD + name for name in ("decimal", "double", "float")}
_RESOURCE = re.compile(r".+/id/([a-z]+/[^/]+)")
_SHOWN_IN_NOTEBOOK = 50


def value(term: Term | None) -> Value:
    """The Python value of a term: numbers and truth values as such, anything else as text.

    Dates stay text, since they keep the precision that their document gave.

    >>> value(ox.Literal(3)), value(ox.Literal("2019-11")), value(None)
    (3, '2019-11', None)
    """
    if term is None:
        return None
    if not isinstance(term, ox.Literal):
        return term.value if isinstance(term, ox.NamedNode | ox.BlankNode) else str(term)
    datatype = term.datatype.value
    try:
        if datatype in _INTEGERS:
            return int(term.value)
        if datatype in _FLOATS:
            return float(term.value)
    except ValueError:
        return term.value  # a malformed number is still what the graph says
    return (
        {"true": True, "1": True, "false": False, "0": False}.get(term.value, term.value)
        if datatype == _XSD + "boolean"
        else term.value
    )


def short(term: Term | None) -> str:
    """A term for the eye: our resources as `state/gtm`, known vocabularies by prefix, literals without datatype.

    >>> short(ox.NamedNode("https://w3id.org/tookpart/id/state/gtm"))
    'state/gtm'
    >>> short(ox.NamedNode("http://www.w3.org/ns/org#role"))
    'org:role'
    """
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        resource = _RESOURCE.fullmatch(term.value)
        if resource:
            return resource[1]
        for prefix, iri in PREFIXES.items():
            if term.value.startswith(iri) and "/" not in term.value[len(iri) :]:
                return f"{prefix}:{term.value[len(iri) :]}"
        return term.value
    return term.value if isinstance(term, ox.Literal) else str(term)


class Rows(msgspec.Struct, frozen=True):
    """The answer to a SELECT: named columns, and rows of RDF terms (None where unbound).

    Iterating gives each row as a dict of Python values, as `value` makes them.

    >>> rows = Rows(("state", "n"), ((ox.NamedNode("https://w3id.org/tookpart/id/state/gtm"), ox.Literal(2)),))
    >>> rows[0]["n"], len(rows)
    (2, 1)
    >>> print(rows.to_csv(), end="")
    state,n
    https://w3id.org/tookpart/id/state/gtm,2
    """

    columns: tuple[str, ...]
    terms: tuple[tuple[Term | None, ...], ...]

    @property
    def rows(self) -> list[tuple[Value, ...]]:
        """The rows as Python values."""
        return [tuple(value(term) for term in row) for row in self.terms]

    def __len__(self) -> int:
        return len(self.terms)

    def __bool__(self) -> bool:
        return bool(self.terms)

    def __getitem__(self, index: int) -> dict[str, Value]:
        return dict(zip(self.columns, map(value, self.terms[index]), strict=True))

    def __iter__(self) -> Iterator[dict[str, Value]]:
        return (self[index] for index in range(len(self)))

    def __repr__(self) -> str:
        return f"<Rows: {len(self)} of {', '.join(self.columns)}>"

    def to_csv(self) -> str:
        """The rows as CSV with a header line: IRIs in full, literals as text, an empty field where unbound."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.columns)
        for row in self.terms:
            writer.writerow("" if term is None else _text(term) for term in row)
        return out.getvalue()

    def to_json(self) -> str:
        """The rows in the W3C's SPARQL 1.1 Query Results JSON Format."""
        bindings = [
            {name: _binding(term) for name, term in zip(self.columns, row, strict=True) if term is not None}
            for row in self.terms
        ]
        return (
            json.dumps(
                {"head": {"vars": list(self.columns)}, "results": {"bindings": bindings}}, ensure_ascii=False, indent=1
            )
            + "\n"
        )

    def to_markdown(self) -> str:
        """The rows as a Markdown table with short forms of IRIs."""
        lines = [
            self.columns,
            ("---",) * len(self.columns),
            *([_markdown(short(term)) for term in row] for row in self.terms),
        ]
        return "".join(f"| {' | '.join(line)} |\n" for line in lines)

    def to_pandas(self) -> pd.DataFrame:
        """The rows as a pandas data frame; raises `ToolError` where pandas is not installed."""
        try:
            pandas: Any = importlib.import_module("pandas")
        except ModuleNotFoundError as missing:
            raise ToolError(
                "to_pandas needs pandas, which is not installed; run: pip install 'tookpart[pandas]'"
            ) from missing
        frame: pd.DataFrame = pandas.DataFrame(self.rows, columns=list(self.columns))
        return frame

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{html.escape(name)}</th>" for name in self.columns)
        body = "".join(
            f"<tr>{''.join(f'<td>{html.escape(short(term))}</td>' for term in row)}</tr>"
            for row in self.terms[:_SHOWN_IN_NOTEBOOK]
        )
        more = len(self) - _SHOWN_IN_NOTEBOOK
        rest = f"<p>and {more} more rows</p>" if more > 0 else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{rest}"


class Triples(msgspec.Struct, frozen=True):
    """The answer to a CONSTRUCT or DESCRIBE: triples, sorted, each once."""

    triples: tuple[ox.Triple, ...]

    def __len__(self) -> int:
        return len(self.triples)

    def __bool__(self) -> bool:
        return bool(self.triples)

    def __iter__(self) -> Iterator[ox.Triple]:
        return iter(self.triples)

    def __repr__(self) -> str:
        return f"<Triples: {len(self)}>"

    def to_turtle(self) -> str:
        """The triples as Turtle with the usual prefixes."""
        text = (ox.serialize(self.triples, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES) or b"").decode()
        used = [
            line
            for line in text.splitlines()
            if not line.startswith("@prefix ") or f"{line.split()[1]}" in text.split(line, 1)[1]
        ]
        return "\n".join(used) + "\n" if used else ""

    def to_ntriples(self) -> str:
        """The triples as N-Triples, a line each."""
        return (ox.serialize(self.triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode()

    def to_jsonld(self) -> str:
        """The triples as JSON-LD."""
        return (ox.serialize(self.triples, format=ox.RdfFormat.JSON_LD) or b"").decode() + "\n"

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(self.to_turtle())}</pre>"


Answer = Rows | Triples | bool


def _text(term: Term) -> str:
    return (
        str(term)
        if isinstance(term, ox.Triple)
        else f"_:{term.value}"
        if isinstance(term, ox.BlankNode)
        else term.value
    )


def _binding(term: Term) -> dict[str, Any]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, ox.Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: _binding(part) for name, part in parts.items()}}
    found = {"type": "literal", "value": term.value}
    if term.language:
        found["xml:lang"] = term.language
    elif term.datatype.value != _XSD + "string":
        found["datatype"] = term.datatype.value
    return found


def _markdown(text: str) -> str:
    # the text is a document's: it must not end the cell, start a row or become markup
    return re.sub(r"\s+", " ", html.escape(text, quote=False)).replace("\\", "\\\\").replace("|", "\\|").strip()
