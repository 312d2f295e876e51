"""How an answer is written: one registry from the name of a format to its writer."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tookpart.ontology.errors import QueryError
from tookpart.queries.rows import Answer, Rows, Triples, short

Writer = Callable[[Answer, TextIO], None]

_UNBOUNDED = 10_000  # columns of a table that goes to a file: nothing is cut there
# whatever a document or graph says must not move the cursor, set a title or colour the terminal
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


def printable(text: str) -> str:
    """Text without anything that a terminal would obey.

    >>> printable("a\\x1b[31mb\\n c")
    'a [31mb c'
    """
    return re.sub(r"\s+", " ", _CONTROLS.sub(" ", text)).strip()


def write_table(answer: Answer, out: TextIO) -> None:
    """Write rows as a table for the eye, with short forms of IRIs; as wide as the terminal if it is one."""
    if isinstance(answer, Triples):
        out.write(answer.to_turtle())
        return
    if isinstance(answer, bool):
        out.write(f"{'yes' if answer else 'no'}\n")
        return
    table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    for column, name in enumerate(answer.columns):
        numeric = any(row[column] is not None for row in answer.terms) and all(
            row[column] is None or not isinstance(answer[index][name], str) for index, row in enumerate(answer.terms)
        )
        table.add_column(Text(name), justify="right" if numeric else "left", overflow="fold")
    for row in answer.terms:
        table.add_row(*(Text(printable(short(term))) for term in row))
    wide = None if out.isatty() else _UNBOUNDED
    Console(file=out, width=wide, markup=False, highlight=False, emoji=False).print(table)


def write_csv(answer: Answer, out: TextIO) -> None:
    """Write rows as CSV."""
    out.write(_rows(answer, "csv").to_csv())


def write_json(answer: Answer, out: TextIO) -> None:
    """Write rows and truth values in the W3C's SPARQL JSON format, triples as JSON-LD."""
    if isinstance(answer, Triples):
        out.write(answer.to_jsonld())
    elif isinstance(answer, bool):
        out.write(json.dumps({"head": {}, "boolean": answer}) + "\n")
    else:
        out.write(answer.to_json())


def write_markdown(answer: Answer, out: TextIO) -> None:
    """Write rows as a Markdown table."""
    out.write(_rows(answer, "markdown").to_markdown())


def write_turtle(answer: Answer, out: TextIO) -> None:
    """Write triples as Turtle."""
    out.write(_triples(answer, "turtle").to_turtle())


def write_ntriples(answer: Answer, out: TextIO) -> None:
    """Write triples as N-Triples."""
    out.write(_triples(answer, "ntriples").to_ntriples())


FORMATS: dict[str, Writer] = {
    "table": write_table,
    "csv": write_csv,
    "json": write_json,
    "markdown": write_markdown,
    "turtle": write_turtle,
    "ntriples": write_ntriples,
}
"""All formats of answers and their writers."""


def write(answer: Answer, out: TextIO, format: str | None = None) -> None:
    """Write an answer; without a format as a table on a terminal, else as CSV, triples as Turtle.

    Raises `QueryError` for an unknown format and for one that cannot hold the answer.
    """
    if format is None:
        if out.isatty() or isinstance(answer, bool):
            format = "table"
        else:
            format = "csv" if isinstance(answer, Rows) else "turtle"
    if format not in FORMATS:
        raise QueryError(f"no format {format!r} for answers; there are: {', '.join(FORMATS)}")
    FORMATS[format](answer, out)


def _rows(answer: Answer, format: str) -> Rows:
    if not isinstance(answer, Rows):
        what = "a truth value" if isinstance(answer, bool) else "triples"
        fits = "table, json" if isinstance(answer, bool) else "turtle, ntriples, json"
        raise QueryError(f"the answer is {what}, which {format} cannot hold; use one of: {fits}")
    return answer


def _triples(answer: Answer, format: str) -> Triples:
    if not isinstance(answer, Triples):
        what = "a truth value" if isinstance(answer, bool) else "rows"
        fits = "table, json" if isinstance(answer, bool) else "table, csv, json, markdown"
        raise QueryError(f"the answer is {what}, which {format} cannot hold; use one of: {fits}")
    return answer
