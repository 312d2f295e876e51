"""A user's own extension of the ontology: kept with the graph, concluded by, checked by, and taken out again."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from types import ModuleType

import pyoxigraph as ox
import pytest

from tookpart.api import Graph
from tookpart.graph.background import EXTENSION_GRAPH
from tookpart.graph.build import build, forget
from tookpart.graph.engine import Engine
from tookpart.graph.export import nquads
from tookpart.graph.store import EmbeddedStore, GraphDirectory
from tookpart.ontology.errors import InputError, MissingError

EXTENSION = """@prefix ex: <https://example.org/mine#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix tp: <https://w3id.org/tookpart/ontology#> .

ex:Host a owl:Class ; rdfs:subClassOf tp:Actor ; rdfs:label "host"@en .
ex:led a owl:ObjectProperty ; rdfs:label "led"@en .
tp:hosted rdfs:subPropertyOf ex:led .
ex:ledFor a owl:ObjectProperty ; owl:propertyChainAxiom ( ex:led tp:ofProcess ) ; rdfs:domain ex:Host .
"""
MINE = "PREFIX ex: <https://example.org/mine#> SELECT (COUNT(*) AS ?n) "


@pytest.fixture
def extension(tmp_path: Path) -> Path:
    path = tmp_path / "mine.ttl"
    path.write_text(EXTENSION)
    return path


def content(graph: Path) -> str:
    with EmbeddedStore(graph) as store:
        return hashlib.sha256(b"".join(nquads(store))).hexdigest()


def count(graph: Path, pattern: str) -> int:
    with EmbeddedStore(graph) as store:
        (row,) = store.query(MINE + pattern)
        return int(row["n"].value)


def test_an_extension_takes_part_in_what_is_concluded(
    generate: ModuleType, engine: Engine, extension: Path, tmp_path: Path
) -> None:
    paths = generate.write(tmp_path / "documents", range(16))
    build(paths, tmp_path / "plain", engine=engine)
    graph = tmp_path / "graph"
    build(paths[:15], graph, engine=engine, ontology=[extension])
    extension.unlink()
    # kept with the graph, it holds for the next build, and for a change of one document
    build(paths, graph, engine=engine)
    hosted = count(graph, "{ SELECT DISTINCT ?a ?m { ?a tp:hosted ?m } }")
    assert hosted == count(graph, "{ SELECT DISTINCT ?a ?m { ?a ex:led ?m } }") > 0
    assert count(graph, "{ SELECT DISTINCT ?a { ?a a ex:Host } }") > 0
    assert count(graph, "{ GRAPH ?g { ex:Host a owl:Class } }") == 1
    extension.write_text(EXTENSION)
    build(paths[::-1], tmp_path / "fresh", engine=engine, ontology=[extension])
    assert content(tmp_path / "fresh") == content(graph)
    assert not build(paths, graph, engine=engine, ontology=[extension]).changed
    # one generation back there is the extension, and after it is taken out there is nothing of it
    build(paths, graph, engine=engine, ontology=[])
    assert content(graph) == content(tmp_path / "plain")
    GraphDirectory.find(graph).rollback()
    assert content(graph) == content(tmp_path / "fresh")
    forget(graph, [paths[0].name])
    assert count(graph, "{ ?a ex:led ?m }") > 0


def test_shapes_and_checks_know_it(generate: ModuleType, engine: Engine, extension: Path, tmp_path: Path) -> None:
    paths = generate.write(tmp_path / "documents", range(4))
    shapes = tmp_path / "shapes.ttl"
    shapes.write_text("""@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix ex: <https://example.org/mine#> .
ex:HostShape a sh:NodeShape ; sh:targetClass ex:Host ; sh:property ex:HostShape-motto .
ex:HostShape-motto sh:path ex:motto ; sh:minCount 1 ; sh:message "A host has a motto." .
""")
    build(paths, tmp_path / "graph", engine=engine, ontology=[extension])
    with Graph(tmp_path / "graph") as graph:
        assert "A host has a motto." in {finding.what for finding in graph.check(shapes=[shapes])}


@pytest.mark.skipif(shutil.which("java") is None, reason="HermiT needs Java")
def test_hermit_judges_it(generate: ModuleType, engine: Engine, extension: Path, tmp_path: Path) -> None:
    extension.write_text(EXTENSION + "ex:Host owl:disjointWith tp:State .\n")
    build(generate.write(tmp_path / "documents", range(4)), tmp_path / "graph", engine=engine, ontology=[extension])
    with Graph(tmp_path / "graph") as graph:
        found = graph.check(owl=True)
    assert [finding for finding in found if "host" in finding.what.lower()]


def test_what_cannot_extend_the_ontology(engine: Engine, extension: Path, tmp_path: Path) -> None:
    graph = tmp_path / "graph"
    with pytest.raises(MissingError, match="no such file"):
        build([], graph, engine=engine, ontology=[tmp_path / "none.ttl"])
    (tmp_path / "bad.ttl").write_text("ex:a ex:b .")
    with pytest.raises(InputError, match=r"bad.ttl:1: not Turtle"):
        build([], graph, engine=engine, ontology=[tmp_path / "bad.ttl"])
    with pytest.raises(InputError, match=r"suffix \.ttl"):
        build([], graph, engine=engine, ontology=[tmp_path / "mine.owl"])
    with pytest.raises(InputError, match="another file of this name"):
        build([], graph, engine=engine, ontology=[extension, extension])
    assert not graph.exists()


def test_the_graph_of_the_extension_has_a_name() -> None:
    assert ox.NamedNode(EXTENSION_GRAPH).value.endswith("/extension")
