"""Graphs on SPARQL servers: real ones, started here, and a stand-in that fails on purpose."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import ModuleType

import pytest

from tookpart.graph.build import build, forget
from tookpart.graph.engine import Engine
from tookpart.graph.export import nquads
from tookpart.graph.push import push
from tookpart.graph.remote import RemoteStore
from tookpart.graph.server import Address, address
from tookpart.graph.store import EmbeddedStore
from tookpart.ontology.errors import GraphError, MissingError, QueryError

QUESTIONS = (
    "SELECT ?x ?l { ?x a/rdfs:subClassOf* tp:Meeting ; skos:prefLabel ?l } ORDER BY ?x ?l",
    "SELECT ?a (COUNT(DISTINCT ?m) AS ?n) { ?a tp:participatedIn ?m } GROUP BY ?a ORDER BY DESC(?n) ?a",
    "SELECT DISTINCT ?m ?d { ?m tp:startDate ?d } ORDER BY ?m ?d",
    "SELECT ?p ?g ?c { GRAPH ?g { ?p a tp:Participation ; tp:confidence ?c } } ORDER BY ?p ?g",
    "SELECT DISTINCT ?s { ?s tp:involvedIn ?p FILTER NOT EXISTS { ?s tp:presidencyOf ?p } } ORDER BY ?s",
)


@pytest.fixture
def graph(generate: ModuleType, engine: Engine, tmp_path: Path) -> Path:
    generate.write(tmp_path / "documents", range(20))
    build([tmp_path / "documents"], tmp_path / "graph", engine=engine)
    return tmp_path / "graph"


def test_a_server_holds_and_answers_what_the_directory_does(server: Address, graph: Path) -> None:
    remote = RemoteStore(server)
    first = push(graph, remote)
    assert first.sent > 20
    with EmbeddedStore(graph) as store:
        assert list(nquads(remote)) == list(nquads(store))
        assert len(remote) == len(store)
        for question in QUESTIONS:
            here = [[str(value) for value in row] for row in store.query(question)]
            assert here
            assert [[str(value) for value in row] for row in remote.query(question)] == here
        assert bool(remote.query("ASK { ?m a tp:Meeting }"))
        assert not bool(remote.query("ASK { ?m a tp:Nonsense }"))
        construct = "CONSTRUCT { ?a tp:hosted ?m } WHERE { ?a tp:hosted ?m }"
        assert {str(t) for t in remote.query(construct)} == {str(t) for t in store.query(construct)}


def test_only_what_differs_is_sent(server: Address, graph: Path) -> None:
    remote = RemoteStore(server)
    push(graph, remote)
    assert push(graph, remote).sent == 0
    forget(graph, ["document-000004.json"])
    changed = push(graph, remote)
    assert changed.removed == 1
    assert 0 < changed.sent < 20
    with EmbeddedStore(graph) as store:
        # a graph that the server lost is sent again
        lost = next(node.value for node in store.store.named_graphs() if "/document/" in node.value)
        remote.replace({lost: ()})
        assert push(graph, remote).sent == 1
        assert list(nquads(remote)) == list(nquads(store))


def test_a_broken_query(server: Address) -> None:
    with pytest.raises(QueryError, match="did not take the query"):
        RemoteStore(server).query("SELECT ?x WHERE { ?x a")


def test_an_update_without_the_right(virtuoso: Address) -> None:
    stranger = Address(virtuoso.query, virtuoso.update)
    with pytest.raises(GraphError, match="TOOKPART_PASSWORD"):
        RemoteStore(stranger).replace({"urn:x": ["<urn:s> <urn:p> <urn:o> <urn:x> .\n"]})


def test_no_server(tmp_path: Path) -> None:
    pauses: list[float] = []
    remote = RemoteStore("http://127.0.0.1:9/query", wait=pauses.append)
    with pytest.raises(GraphError, match="is the server running"):
        remote.query("ASK { ?s ?p ?o }")
    assert pauses == [0.5, 2.0, 5.0]


class Moody(BaseHTTPRequestHandler):
    """Fails twice, then answers."""

    calls = 0

    def do_POST(self) -> None:
        type(self).calls += 1
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(503 if self.calls < 3 else 200)
        self.send_header("Content-Type", "application/sparql-results+json")
        self.end_headers()
        if self.calls >= 3:
            self.wfile.write(b'{"head": {}, "boolean": true}')

    def log_message(self, format: str, *args: object) -> None:
        pass


def test_a_busy_server_is_asked_again() -> None:
    server = HTTPServer(("127.0.0.1", 0), Moody)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        remote = RemoteStore(f"http://127.0.0.1:{server.server_port}/query", wait=lambda _: None)
        assert bool(remote.query("ASK { ?s ?p ?o }"))
        assert Moody.calls == 3
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_wrong_path(oxigraph: Address) -> None:
    with pytest.raises(MissingError, match="no SPARQL endpoint"):
        RemoteStore(oxigraph.query.replace("/query", "/nowhere")).query("ASK { ?s ?p ?o }")


def test_addresses() -> None:
    found = address("sparql+https://ana@example.org:8890/sparql", {"TOOKPART_PASSWORD": "x"})
    assert found == Address("https://example.org:8890/sparql", "https://example.org:8890/sparql", "ana", "x")
    assert address("http://h/q?update=http://h/u", {}).update == "http://h/u"
    with pytest.raises(GraphError, match=r"netrc"):
        address("sparql+http://ana:secret@example.org/sparql", {})
