"""Exports: what every format holds, and the same bytes every time."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path
from types import ModuleType

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib.compare import to_isomorphic

from tookpart.graph.build import build
from tookpart.graph.engine import Engine
from tookpart.graph.export import SUFFIXES, WRITERS, Turtle, export, sorted_lines
from tookpart.graph.store import EmbeddedStore
from tookpart.ontology.errors import InputError


@pytest.fixture(scope="module")
def graphs(generate: ModuleType, engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The same documents built at once, and one after the other."""
    folder = tmp_path_factory.mktemp("export")
    paths = generate.write(folder / "documents", range(16))
    build(paths, folder / "one", engine=engine)
    build(paths[9:], folder / "two", engine=engine)
    build(paths[:9], folder / "two", engine=engine)
    return folder / "one", folder / "two"


@pytest.mark.parametrize("suffix", [".ttl", ".trig", ".nt", ".nq", ".jsonld", ".rdf", ".zip"])
def test_the_same_bytes_whatever_the_way(graphs: tuple[Path, Path], suffix: str, tmp_path: Path) -> None:
    for number, graph in enumerate(graphs):
        with EmbeddedStore(graph) as store:
            export(store, tmp_path / f"{number}{suffix}")
    assert (tmp_path / f"0{suffix}").read_bytes() == (tmp_path / f"1{suffix}").read_bytes()


FORMATS = {
    ".trig": ox.RdfFormat.TRIG,
    ".nq": ox.RdfFormat.N_QUADS,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".rdf": ox.RdfFormat.RDF_XML,
}


@pytest.mark.parametrize("suffix", list(FORMATS))
def test_nothing_is_lost(graphs: tuple[Path, Path], suffix: str, tmp_path: Path) -> None:
    with EmbeddedStore(graphs[0]) as store:
        export(store, tmp_path / f"graph{suffix}")
        quads = set(ox.parse(path=str(tmp_path / f"graph{suffix}"), format=FORMATS[suffix]))
        if suffix in (".trig", ".nq", ".jsonld"):
            assert quads == set(store.store)
        else:
            assert {q.triple for q in quads} == {q.triple for q in store.store}
    assert not any(isinstance(term, ox.BlankNode) for q in quads for term in (q.subject, q.object))


def test_turtle_reads_well(graphs: tuple[Path, Path], tmp_path: Path) -> None:
    with EmbeddedStore(graphs[0]) as store:
        export(store, tmp_path / "graph.ttl")
    text = (tmp_path / "graph.ttl").read_text(encoding="utf-8")
    assert re.search(r'\n\nstate:[a-z]{3} a tp:Actor, tp:State ;\n  dcterms:source "', text)
    assert "@prefix meeting: <https://w3id.org/tookpart/id/meeting/> .\n" in text
    subjects = [block.split(" ", 1)[0] for block in text.split("\n\n")[1:]]
    assert len(subjects) == len(set(subjects))
    # another parser than the one that wrote it
    graph = rdflib.Graph().parse(data=text, format="turtle")
    ntriples = rdflib.Graph()
    with EmbeddedStore(graphs[0]) as store:
        export(store, tmp_path / "graph.nt")
    ntriples.parse(tmp_path / "graph.nt", format="nt")
    assert to_isomorphic(graph) == to_isomorphic(ntriples)


LITERALS = st.builds(
    lambda text, kind: f'"{text}"{kind}',
    st.text(alphabet=st.sampled_from("ab1.- é日'"), max_size=8),
    st.sampled_from(
        ["", "@en", "^^<http://www.w3.org/2001/XMLSchema#integer>", "^^<http://www.w3.org/2001/XMLSchema#boolean>"]
    ),
)
IRIS = st.builds(
    lambda base, name: f"<{base}{name}>",
    st.sampled_from(
        ["https://w3id.org/tookpart/id/state/", "https://example.org/a#", "http://www.w3.org/2002/07/owl#"]
    ),
    st.text(alphabet="ab1-._/", max_size=5),
)


@given(st.sets(st.tuples(IRIS, IRIS, st.one_of(IRIS, LITERALS)), max_size=10))
@settings(max_examples=150, deadline=None)
def test_any_triples_survive_turtle(triples: set[tuple[str, str, str]]) -> None:
    lines = sorted(f"{' '.join(t)} .\n" for t in triples)
    turtle = Turtle("https://w3id.org/tookpart/id/")
    text = turtle.header() + "".join(turtle.subjects(lines))
    assert set(ox.parse(text, format=ox.RdfFormat.TURTLE)) == set(
        ox.parse("".join(lines), format=ox.RdfFormat.N_TRIPLES)
    )


@given(st.lists(st.binary(max_size=4).map(lambda b: b.replace(b"\n", b"") + b"\n")), st.integers(1, 5))
def test_sorting_on_disk_is_sorting(lines: list[bytes], chunk: int) -> None:
    assert list(sorted_lines(lines, chunk)) == sorted(set(lines))


def test_tables(graphs: tuple[Path, Path], tmp_path: Path) -> None:
    with EmbeddedStore(graphs[0]) as store:
        assert export(store, tmp_path / "tables") == "csv"
        export(store, tmp_path / "tables.zip")
        meetings = {row["m"].value for row in store.query("SELECT ?m { ?m a/rdfs:subClassOf* tp:Meeting }")}
    rows = list(csv.DictReader(io.StringIO((tmp_path / "tables" / "meetings.csv").read_text(encoding="utf-8"))))
    assert {f"https://w3id.org/tookpart/id/{row['id']}" for row in rows} == meetings
    assert len(rows) == len(meetings)
    with zipfile.ZipFile(tmp_path / "tables.zip") as archive:
        for file in (tmp_path / "tables").iterdir():
            assert archive.read(file.name) == file.read_bytes()


def test_what_cannot_be_written(graphs: tuple[Path, Path], tmp_path: Path) -> None:
    with EmbeddedStore(graphs[0]) as store:
        with pytest.raises(InputError, match=r"no format for the suffix '.docx'"):
            export(store, tmp_path / "graph.docx")
        with pytest.raises(InputError, match="no format 'word'; there are: csv"):
            export(store, tmp_path / "graph", "word")
        with pytest.raises(InputError, match="make it first"):
            export(store, tmp_path / "nowhere" / "graph.ttl")
        (tmp_path / "taken").mkdir()
        with pytest.raises(InputError, match="cannot be written"):
            export(store, tmp_path / "taken", "turtle")
    assert [p.name for p in tmp_path.iterdir()] == ["taken"]


def test_every_suffix_has_a_writer() -> None:
    assert set(SUFFIXES.values()) == set(WRITERS)
