"""SPARQL as users write it: all four forms, what is refused, and what a broken query is told."""

from __future__ import annotations

import pytest

from tookpart.graph.store import EmbeddedStore
from tookpart.ontology.errors import QueryError
from tookpart.queries.rows import Rows, Triples
from tookpart.queries.run import sparql

GTM = "<https://w3id.org/tookpart/id/state/gtm>"


def test_select_gives_rows(store: EmbeddedStore) -> None:
    answer = sparql(store, f"SELECT DISTINCT ?meeting {{ {GTM} tp:hosted ?meeting }}")
    assert isinstance(answer, Rows)
    assert [row["meeting"] for row in answer] == ["https://w3id.org/tookpart/id/meeting/rivers-dialogue-on-migration-2"]


def test_ask_gives_a_truth_value(store: EmbeddedStore) -> None:
    assert sparql(store, f"ASK {{ {GTM} a tp:State }}") is True
    assert sparql(store, f"ASK {{ {GTM} a tp:Person }}") is False


def test_construct_gives_each_triple_once(store: EmbeddedStore) -> None:
    answer = sparql(store, f"CONSTRUCT {{ {GTM} tp:hosted ?meeting }} WHERE {{ {GTM} tp:hosted ?meeting }}")
    assert isinstance(answer, Triples)
    assert len(answer) == 1
    assert "tp:hosted" in answer.to_turtle()


def test_describe_gives_triples(store: EmbeddedStore) -> None:
    answer = sparql(store, f"DESCRIBE {GTM}")
    assert isinstance(answer, Triples)
    assert 'tp:iso3 "GTM"' in answer.to_turtle()


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("", "the query is empty"),
        ("# only a comment", "the query is empty"),
        ("SELECT ?x {\n ?x ?y\n}", "line 3, column 2: the query is broken: it cannot go on after"),
        ("SELECT ?x { ?x ?y ?z", "perhaps a closing } is missing"),
        ("SELECT ?x {\n ?x foaf2:name ?y }", "line 2, column 5: the query is broken: unknown prefix foaf2:"),
        ("SELECT ?x (COUNT(?y) AS ?n) { ?x ?p ?y }", "add it to GROUP BY"),
        ("SELECT ?x (1 AS ?x) { ?x ?p ?y }", "overrides an existing variable"),
        ("FROB ?x", "line 1, column 1: the query is broken: it has no SELECT, ASK"),
        ("INSERT DATA { <a:b> <a:b> 1 }", "INSERT would change the graph"),
        ("PREFIX a: <http://a/> DELETE WHERE { ?s ?p ?o }", "DELETE would change the graph"),
        ("drop all", "DROP would change the graph"),
        ("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }", "--allow-service"),
        ("SELECT * { service silent ?where { ?s ?p ?o } }", "--allow-service"),
    ],
)
def test_what_cannot_be_answered_is_told_in_one_sentence(query: str, says: str, store: EmbeddedStore) -> None:
    with pytest.raises(QueryError) as caught:
        sparql(store, query)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 250


@pytest.mark.parametrize(
    "query",
    [
        'SELECT * { ?s ?p "SERVICE" }',
        "SELECT * { ?s ?p '''DROP\nSERVICE''' }",
        "# SERVICE\nSELECT * { ?service ?p <http://example.org/SERVICE> }",
        "PREFIX service: <http://example.org/> SELECT * { ?insert service:SERVICE ?o }",
    ],
)
def test_words_in_strings_names_and_comments_are_no_keywords(query: str, store: EmbeddedStore) -> None:
    assert sparql(store, query) == Rows(answer.columns if isinstance(answer := sparql(store, query), Rows) else (), ())


def test_a_server_that_does_not_answer_is_told(store: EmbeddedStore) -> None:
    # port 9 on this machine: nothing listens there
    with pytest.raises(QueryError, match="did not answer"):
        sparql(store, "SELECT * { SERVICE <http://127.0.0.1:9/sparql> { ?s ?p ?o } }", services=True)
