"""Answers as values: what they turn into, and that untrusted text stays text."""

from __future__ import annotations

import csv
import io
import json
import sys

import pyoxigraph as ox
import pytest

from tookpart.ontology.errors import QueryError, ToolError
from tookpart.queries.formats import FORMATS, write
from tookpart.queries.rows import Answer, Rows, Triples, value

XSD = "http://www.w3.org/2001/XMLSchema#"
NASTY = 'a|b\n<script>alert(1)</script> "q", \\ \x1b[31m'
GTM = ox.NamedNode("https://w3id.org/tookpart/id/state/gtm")
ROWS = Rows(
    ("thing", "name", "n"),
    (
        (GTM, ox.Literal("Guatemala", language="es"), ox.Literal(2)),
        (ox.BlankNode("b0"), ox.Literal(NASTY), None),
    ),
)
TRIPLES = Triples((ox.Triple(GTM, ox.NamedNode("http://www.w3.org/2004/02/skos/core#note"), ox.Literal(NASTY)),))


def _written(answer: Answer, format: str | None) -> str:
    out = io.StringIO()
    write(answer, out, format)
    return out.getvalue()


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (ox.Literal("7", datatype=ox.NamedNode(XSD + "integer")), 7),
        (ox.Literal("0.95", datatype=ox.NamedNode(XSD + "decimal")), 0.95),
        (ox.Literal("true", datatype=ox.NamedNode(XSD + "boolean")), True),
        (ox.Literal("many", datatype=ox.NamedNode(XSD + "integer")), "many"),
        (ox.Literal("2019-11", datatype=ox.NamedNode(XSD + "gYearMonth")), "2019-11"),
        (GTM, "https://w3id.org/tookpart/id/state/gtm"),
        (None, None),
    ],
)
def test_a_term_has_a_python_value(term: ox.Literal | ox.NamedNode | None, expected: object) -> None:
    assert value(term) == expected


def test_rows_iterate_as_dicts() -> None:
    assert [row["n"] for row in ROWS] == [2, None]
    assert ROWS.rows[0] == ("https://w3id.org/tookpart/id/state/gtm", "Guatemala", 2)


def test_csv_reads_back_as_it_was() -> None:
    read = list(csv.reader(io.StringIO(ROWS.to_csv())))
    assert read == [["thing", "name", "n"], [GTM.value, "Guatemala", "2"], ["_:b0", NASTY, ""]]


def test_json_is_the_form_of_the_w3c() -> None:
    parsed = ox.parse_query_results(ROWS.to_json(), format=ox.QueryResultsFormat.JSON)
    assert isinstance(parsed, ox.QuerySolutions)
    read = [tuple(solution) for solution in parsed]
    assert [row[1:] for row in read] == [row[1:] for row in ROWS.terms]


def test_markdown_keeps_a_cell_a_cell() -> None:
    lines = ROWS.to_markdown().splitlines()
    assert len(lines) == 4
    assert all(line.replace("\\|", "").count("|") == 4 for line in lines)
    assert "<script>" not in ROWS.to_markdown()


def test_a_notebook_shows_text_as_text() -> None:
    assert "<script>" not in ROWS._repr_html_()
    assert "<script>" not in TRIPLES._repr_html_()
    assert "and 10 more rows" in Rows(("n",), tuple((ox.Literal(n),) for n in range(60)))._repr_html_()


def test_a_table_holds_nothing_that_a_terminal_obeys() -> None:
    table = _written(ROWS, "table")
    assert "\x1b" not in table
    assert "state/gtm" in table


def test_pandas_gets_the_values() -> None:
    pandas = pytest.importorskip("pandas")
    frame = ROWS.to_pandas()
    assert isinstance(frame, pandas.DataFrame)
    assert list(frame.columns) == ["thing", "name", "n"]


def test_without_pandas_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ToolError, match="pip install 'tookpart\\[pandas\\]'"):
        ROWS.to_pandas()


@pytest.mark.parametrize("format", [None, *FORMATS])
@pytest.mark.parametrize("answer", [ROWS, TRIPLES, True], ids=["rows", "triples", "truth"])
def test_a_format_writes_an_answer_or_says_what_does(answer: Answer, format: str | None) -> None:
    fits = {"rows": "table csv json markdown", "triples": "table json turtle ntriples", "truth": "table json"}
    kind = "rows" if isinstance(answer, Rows) else "triples" if isinstance(answer, Triples) else "truth"
    if format is None or format in fits[kind].split():
        assert _written(answer, format).endswith("\n")
    else:
        with pytest.raises(QueryError, match=f"which {format} cannot hold; use one of"):
            _written(answer, format)


def test_triples_write_turtle_and_jsonld_that_read_back() -> None:
    for text, format in (
        (TRIPLES.to_turtle(), ox.RdfFormat.TURTLE),
        (TRIPLES.to_ntriples(), ox.RdfFormat.N_TRIPLES),
        (TRIPLES.to_jsonld(), ox.RdfFormat.JSON_LD),
    ):
        assert [quad.triple for quad in ox.parse(text, format=format)] == list(TRIPLES)


def test_truth_has_its_json() -> None:
    assert json.loads(_written(False, "json")) == {"head": {}, "boolean": False}


def test_an_unknown_format_is_told_with_the_known_ones() -> None:
    with pytest.raises(QueryError, match="no format 'xls' for answers; there are: table, csv"):
        _written(ROWS, "xls")
