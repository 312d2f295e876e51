"""The Python door: its names, and a graph to work with."""

from __future__ import annotations

import tomllib
from pathlib import Path

import networkx as nx
import pytest
import rdflib

import tookpart
from tookpart.graph.remote import RemoteStore
from tookpart.graph.store import EmbeddedStore
from tookpart.queries.rows import Rows

TEXT = """The Regional Conference on Migration held its 23rd meeting in Tegucigalpa on 14 March 2018. The meeting was
hosted by the Government of Honduras. Representatives of Guatemala and Mexico attended the meeting.
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("api")
    (folder / "press.txt").write_text(TEXT, encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")
    with tookpart.build([folder / "press.txt", folder / "empty.txt"], folder / "graph") as graph:
        assert graph.report is not None
        assert [Path(failure.path).name for failure in graph.report.failures] == ["empty.txt"]
    return folder


def test_the_public_names_are_these() -> None:
    assert tookpart.__all__ == ["Error", "Graph", "__version__", "build", "load", "open", "read", "show"]
    assert all(getattr(tookpart, name).__doc__ for name in tookpart.__all__)
    assert dir(tookpart) == sorted(tookpart.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'serve'"):
        _ = tookpart.serve  # type: ignore[attr-defined]


def test_the_version_is_that_of_the_package() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert tookpart.__version__ == project["version"]


def test_a_document_goes_from_file_to_facts(built: Path) -> None:
    facts = tookpart.load(tookpart.read(built / "press.txt"))
    assert tookpart.show(built / "press.txt") == [facts]
    assert ("hosted", "state/hnd") in {(part.role, part.actor) for part in facts.participations}


def test_a_graph_answers(built: Path) -> None:
    with tookpart.open(built / "graph") as graph:
        assert len(graph) > 0
        assert graph.sparql("ASK { ?meeting a tp:Meeting }") is True
        rows = graph.ask("participants", process="rcm", role="hosted")
        assert isinstance(rows, Rows)
        assert rows[0]["name"] == "Honduras"


def test_a_graph_is_a_network_and_an_rdflib_dataset(built: Path) -> None:
    with tookpart.open(built / "graph") as graph:
        network = graph.network(projection="actors")
        assert isinstance(network, nx.Graph)
        assert "https://w3id.org/tookpart/id/state/hnd" in network
        dataset = graph.rdflib()
        assert isinstance(dataset, rdflib.Dataset)
        hosted = rdflib.URIRef("https://w3id.org/tookpart/ontology#hosted")
        subjects = {subject for subject, _, _, _ in dataset.quads((None, hosted, None, None))}
        assert subjects == {rdflib.URIRef("https://w3id.org/tookpart/id/state/hnd")}


def test_a_graph_is_drawn_and_taken_away(built: Path, tmp_path: Path) -> None:
    with tookpart.open(built / "graph") as graph:
        assert graph.draw(tmp_path / "n.html", processes=["rcm"]).exists()
        assert graph.export(tmp_path / "g.ttl") == "turtle"
        assert graph.export(tmp_path / "g", "gexf") == "gexf"
        assert graph.check() == []


def test_a_graph_shows_itself(built: Path) -> None:
    with tookpart.open(built / "graph") as graph:
        assert repr(graph).startswith(f"<Graph {str(built / 'graph')!r}: generation 1, ")
        assert "<th>Meeting</th>" in graph._repr_html_()
        assert graph.status().documents == 1


def test_the_directory_is_the_named_one_else_the_environments_else_the_usual(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TOOKPART_GRAPH", raising=False)
    with pytest.raises(FileNotFoundError, match="tookpart-graph: no graph there"):
        tookpart.open()
    monkeypatch.setenv("TOOKPART_GRAPH", str(built / "graph"))
    tookpart.open().close()


def test_errors_are_ours_and_the_built_in_that_a_caller_would_catch(built: Path) -> None:
    with tookpart.open(built / "graph") as graph, pytest.raises(ValueError, match="no question") as asked:
        graph.ask("nothing")
    with pytest.raises(FileNotFoundError) as read:
        tookpart.read(built / "missing.txt")
    assert isinstance(asked.value, tookpart.Error)
    assert isinstance(read.value, tookpart.Error)


def test_a_graph_is_a_directory_or_the_address_of_a_server(built: Path) -> None:
    with tookpart.open(built / "graph") as graph:
        assert isinstance(graph.store, EmbeddedStore)
    with tookpart.open("sparql+http://127.0.0.1:1/query") as graph:
        assert isinstance(graph.store, RemoteStore)
    with pytest.raises(FileNotFoundError):
        tookpart.open(built / "http:" / "nowhere")
