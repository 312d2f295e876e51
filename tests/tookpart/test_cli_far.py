"""The command where it reaches other machines: clusters and endpoints, all of them absent or on this one."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pyoxigraph as ox
import pytest
from typer.testing import CliRunner, Result

from tookpart.cli import app

NETWORK = "Paper Boats Alliance"
TEXT = f"""Regional Conference meets in Tegucigalpa

Tegucigalpa, 14 March 2018 – The Regional Conference on Migration (RCM) held its 23rd meeting in Tegucigalpa.
Representatives of Guatemala, Mexico and the {NETWORK} attended the meeting.
"""


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """An endpoint of this machine need not be asked politely."""
    monkeypatch.setattr("time.sleep", lambda _: None)


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("documents") / "press.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def graph(document: Path, tmp_path: Path) -> Path:
    assert run("build", document, "--graph", tmp_path / "graph").exit_code == 0
    return tmp_path / "graph"


@pytest.fixture
def endpoint() -> Iterator[str]:
    """A SPARQL server of a few lines around an in-memory store, in Wikidata's vocabulary."""
    store = ox.Store()
    store.load(
        f'<http://www.wikidata.org/entity/Q1> <http://www.w3.org/2000/01/rdf-schema#label> "{NETWORK}"@en .'.encode(),
        ox.RdfFormat.TURTLE,
    )

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            answer = store.query(sent["query"][0]).serialize(format=ox.QueryResultsFormat.JSON)
            self.send_response(200)
            self.send_header("Content-Type", "application/sparql-results+json")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/sparql"
        server.shutdown()
        thread.join()


def test_build_refuses_what_is_no_scheduler(document: Path, tmp_path: Path) -> None:
    result = run("build", document, "--graph", tmp_path / "graph", "--scheduler", "localhost")
    assert result.exit_code == 1
    assert result.stderr == (
        "tookpart: 'localhost' is no address of a scheduler; expected one such as tcp://10.0.0.5:8786\n"
    )


def test_link_proposes_and_accepts(graph: Path, endpoint: str, tmp_path: Path) -> None:
    table = tmp_path / "links.tsv"
    result = run("link", "--graph", graph, "--to", endpoint, "--kind", "Organisation", "-o", table)
    assert result.exit_code == 0, result.output
    assert result.stderr.splitlines()[-1] == "tookpart: 1 proposal, 0 of them for the same thing"
    assert f"\t{NETWORK}\t\tskos:closeMatch\twikidata:Q1\t{NETWORK}\t" in table.read_text(encoding="utf-8")
    result = run("link", "--graph", graph, "--accept", table)
    assert (result.exit_code, result.stdout) == (0, "Recorded 1 link, and 0 as rejected.\n")
    result = run("sparql", "SELECT ?x { ?y skos:closeMatch ?x }", "--graph", graph, "--format", "csv")
    assert "http://www.wikidata.org/entity/Q1" in result.stdout


def test_link_writes_to_stdout_as_a_table_or_json(graph: Path, endpoint: str) -> None:
    asked = ("link", "--graph", graph, "--to", endpoint, "--kind", "Organisation")
    assert run(*asked).stdout.startswith("#mapping_set_id: ")
    (found,) = json.loads(run(*asked, "--json").stdout)
    assert (found["object"], found["predicate"]) == ("http://www.wikidata.org/entity/Q1", "skos:closeMatch")


def test_link_tells_whose_subject_is_gone(graph: Path, tmp_path: Path) -> None:
    table = tmp_path / "links.tsv"
    table.write_text(
        "subject_id\tpredicate_id\tobject_id\tmapping_justification\n"
        "https://w3id.org/tookpart/id/person/nobody\towl:sameAs\twikidata:Q1\tsemapv:ManualMappingCuration\n"
    )
    result = run("link", "--graph", graph, "--accept", table)
    assert result.exit_code == 1
    assert "does not hold https://w3id.org/tookpart/id/person/nobody" in result.stderr


def test_link_refuses_what_is_no_endpoint(graph: Path) -> None:
    result = run("link", "--graph", graph, "--to", "nowhere")
    assert result.exit_code == 2
    assert result.stderr.startswith("tookpart: 'nowhere' is no SPARQL endpoint; expected an address such as https://")


def test_link_tells_where_a_table_is_wrong(graph: Path, tmp_path: Path) -> None:
    table = tmp_path / "links.tsv"
    table.write_text("subject\tobject\n")
    result = run("link", "--graph", graph, "--accept", table)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"tookpart: {table}:1: no column 'subject_id'; expected tab-separated")
