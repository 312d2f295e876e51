"""The graph directory under a disk that is full or cannot be written, and the ways to read it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pyoxigraph as ox
import pytest
import rdflib

from tookpart.graph.build import build
from tookpart.graph.dataset import dataset
from tookpart.graph.engine import Engine
from tookpart.graph.status import documents, status, unresolved, verify
from tookpart.graph.store import EmbeddedStore, GraphDirectory
from tookpart.ontology.errors import GraphError, MissingError, QueryError


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 9 MB of our own."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=9m", "tmpfs", str(disk)], check=False, capture_output=True
    )
    if made.returncode:
        pytest.skip("no small disk can be mounted here")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def test_a_full_disk_leaves_the_graph_as_it_was(
    generate: ModuleType, engine: Engine, small_disk: Path, tmp_path: Path
) -> None:
    paths = generate.write(tmp_path / "documents", range(400))
    build(paths[:20], small_disk / "graph", engine=engine)
    with EmbeddedStore(small_disk / "graph") as store:
        before = len(store)
    with pytest.raises(GraphError, match=r"the disk is full.*make room"):
        build(paths, small_disk / "graph", engine=engine, workers=1)
    assert verify(small_disk / "graph") == []
    with EmbeddedStore(small_disk / "graph") as store:
        assert len(store) == before
    subprocess.run(["mount", "-o", "remount,size=90m", str(small_disk)], check=True)
    again = build(paths, small_disk / "graph", engine=engine, workers=1)
    # what was read before the disk was full is kept
    assert again.documents == 400
    assert again.read < 380


def test_a_disk_that_can_only_be_read(generate: ModuleType, engine: Engine, small_disk: Path, tmp_path: Path) -> None:
    paths = generate.write(tmp_path / "documents", range(12))
    build(paths[:10], small_disk / "graph", engine=engine)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(GraphError, match="cannot be written"):
        build(paths, small_disk / "graph", engine=engine)
    with EmbeddedStore(small_disk / "graph") as store:
        assert len(list(store.query("SELECT ?d { ?d a tp:Document }"))) == 10
    assert status(small_disk / "graph").documents == 10


@pytest.fixture(scope="module")
def graph(generate: ModuleType, engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("store")
    build(generate.write(folder / "documents", range(24)), folder / "graph", engine=engine)
    return folder / "graph"


def test_status(graph: Path) -> None:
    found = status(graph)
    assert (found.documents, found.failed, found.generation, found.why) == (24, 0, 1, {"new": 24})
    assert found.counts["Meeting"] > 0
    assert 0 < found.inferred < found.quads
    assert found.built > 1_700_000_000
    assert len(documents(graph)) == 24


def test_open_questions(graph: Path) -> None:
    assert {note.kind for note in unresolved(graph)} <= {"conflict", "ambiguous", "new"}


def test_verify_finds_what_is_wrong(generate: ModuleType, engine: Engine, tmp_path: Path) -> None:
    build(generate.write(tmp_path / "documents", range(3)), tmp_path / "graph", engine=engine)
    assert verify(tmp_path / "graph") == []
    store = ox.Store(str(GraphDirectory.find(tmp_path / "graph").folder(1) / "store"))
    first, second, third = sorted(n for n in map(str, store.named_graphs()) if "/document/" in n)
    store.remove(next(iter(store.quads_for_pattern(None, None, None, ox.NamedNode(first[1:-1])))))
    store.remove_graph(ox.NamedNode(second[1:-1]))
    stranger = ox.NamedNode(third[1:-1] + "-x")
    store.add(ox.Quad(stranger, stranger, stranger, stranger))
    store.flush()
    del store
    faults = verify(tmp_path / "graph")
    assert [fault.partition(": ")[2] for fault in faults] == [
        "its named graph is not what was written",
        "its named graph is missing from the store",
        "the store holds a named graph of it that the ledger does not know",
    ]


# rdflib 7.6 warns of what its own Dataset calls
@pytest.mark.filterwarnings("ignore:Dataset.:DeprecationWarning")
def test_rdflib_sees_the_union_without_a_copy(graph: Path) -> None:
    with EmbeddedStore(graph) as store:
        union = dataset(store.store)
        tp = rdflib.Namespace("https://w3id.org/tookpart/ontology#")
        assert len(set(union.subjects(rdflib.RDF.type, tp.Document))) == 24
        assert len(list(union.query("SELECT ?d { ?d a tp:Document }", initNs={"tp": tp}))) == 24


def test_a_broken_query(graph: Path) -> None:
    with EmbeddedStore(graph) as store, pytest.raises(QueryError, match="not a SPARQL query"):
        store.query("SELECT ?x {")


def test_no_graph(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="tookpart build"):
        EmbeddedStore(tmp_path / "nowhere")
    (tmp_path / "file").write_text("")
    with pytest.raises(GraphError, match="is a file"):
        EmbeddedStore(tmp_path / "file")


def test_a_graph_without_a_build(tmp_path: Path) -> None:
    GraphDirectory.create(tmp_path / "graph")
    with pytest.raises(MissingError, match="nothing was built"):
        EmbeddedStore(tmp_path / "graph")


def test_a_damaged_pointer(generate: ModuleType, engine: Engine, tmp_path: Path) -> None:
    graph = tmp_path / "graph"
    build(generate.write(tmp_path / "documents", range(2)), graph, engine=engine)
    (graph / "current").write_text("seven")
    with pytest.raises(GraphError, match="rollback"):
        EmbeddedStore(graph)
    (graph / "current").write_text("7")
    with pytest.raises(GraphError, match="generation 7 is missing"):
        EmbeddedStore(graph)
    assert GraphDirectory.find(graph).rollback(1) == 1
    with EmbeddedStore(graph) as store:
        assert len(store) > 0
