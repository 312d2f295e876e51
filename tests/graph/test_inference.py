"""Conclusions kept up to date are the conclusions from scratch."""

from __future__ import annotations

import itertools
from pathlib import Path
from types import ModuleType
from unittest import mock

import pyoxigraph as ox
from hypothesis import given, settings
from hypothesis import strategies as st

from tookpart.graph.build import build
from tookpart.graph.engine import Engine
from tookpart.graph.inference import Conclusions, Upkeep
from tookpart.graph.store import EmbeddedStore
from tookpart.ontology.reasoning import closure, conclude_lines, default_rules
from tookpart.ontology.vocabulary import INFERRED_GRAPH, ONTOLOGY_GRAPH, SCHEMES_GRAPH, tp

NODES = [f"<urn:{name}>" for name in ("a", "b", "m", "n", "o", "p", "q")]
PROPERTIES = [
    f"<{tp(name)}>" for name in ("attended", "hosted", "within", "ofProcess", "ofBody", "participatedIn", "memberOf")
]
TYPES = [f"<{tp(name)}>" for name in ("Workshop", "State", "Meeting", "GovernmentBody", "Organisation")]
LINKS = st.builds(lambda s, p, o: f"{s} {p} {o}", *(st.sampled_from(x) for x in (NODES, PROPERTIES, NODES)))
KINDS = st.builds(
    lambda s, o: f"{s} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> {o}",
    *(st.sampled_from(x) for x in (NODES, TYPES)),
)
GRAPHS = st.sets(st.one_of(LINKS, KINDS), max_size=6)


def closed(documents: dict[str, set[str]]) -> ox.Store:
    """A store of documents with their conclusions."""
    store = ox.Store()
    for name, triples in documents.items():
        store.load("".join(f"{t} <urn:{name}> .\n" for t in sorted(triples)).encode(), ox.RdfFormat.N_QUADS)
    found = conclude_lines(f"{t} ." for triples in documents.values() for t in triples)
    store.load("".join(f"{t} <{INFERRED_GRAPH}> .\n" for t in found).encode(), ox.RdfFormat.N_QUADS)
    return store


@given(first=GRAPHS, second=GRAPHS, third=GRAPHS)
@settings(max_examples=150, deadline=None)
def test_a_changed_document(first: set[str], second: set[str], third: set[str]) -> None:
    before = closed({"d1": first, "d2": second})
    after = ox.Store()
    after.bulk_extend(before)
    graph = ox.NamedNode("urn:d2")
    after.clear_graph(graph)
    after.load("".join(f"{t} <urn:d2> .\n" for t in sorted(third)).encode(), ox.RdfFormat.N_QUADS)
    Upkeep(before, after, default_rules()).update(second - third, third - second)
    assert set(after) == set(closed({"d1": first, "d2": third}))


@given(documents=st.lists(GRAPHS, min_size=1, max_size=4))
@settings(max_examples=400, deadline=None)
def test_documents_that_pass_by(documents: list[set[str]]) -> None:
    lines = []
    # pieces as small as can be would part what must not be
    with mock.patch("tookpart.graph.inference._PIECE", 1), Conclusions(default_rules(), ()) as conclusions:
        for triples in documents:
            lines += conclusions.add(sorted(triples))
        lines += conclusions.finish()
    stated = set().union(*documents)
    assert [line.removesuffix(f" <{INFERRED_GRAPH}> .\n") for line in lines] == sorted(
        conclude_lines(f"{t} ." for t in stated)
    )


def test_a_built_graph_is_closed(generate: ModuleType, engine: Engine, tmp_path: Path) -> None:
    paths = generate.write(tmp_path / "documents", range(24))
    build(paths[:20], tmp_path / "graph", engine=engine)
    build(paths[20:], tmp_path / "graph", engine=engine)
    with EmbeddedStore(tmp_path / "graph") as store:
        given_graphs = {INFERRED_GRAPH, ONTOLOGY_GRAPH, SCHEMES_GRAPH, "https://w3id.org/tookpart/mappings"}
        read = [q for q in store.store if q.graph_name.value not in given_graphs]
        inferred = {q.triple for q in store.store.quads_for_pattern(None, None, None, ox.NamedNode(INFERRED_GRAPH))}
        assert inferred == set(closure(read))
        assert not inferred & {q.triple for q in read}
        assert any(t.predicate.value == tp("involvedIn") for t in inferred)


def test_inferred_triples_are_told_apart(generate: ModuleType, engine: Engine, tmp_path: Path) -> None:
    build(generate.write(tmp_path / "documents", range(12)), tmp_path / "graph", engine=engine)
    with EmbeddedStore(tmp_path / "graph") as store:
        rows = store.query("SELECT DISTINCT ?g { GRAPH ?g { ?a tp:participatedIn ?m } }")
        assert list(itertools.chain.from_iterable([str(v) for v in row] for row in rows)) == [f"<{INFERRED_GRAPH}>"]
