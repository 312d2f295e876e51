"""The dataset that the competency questions are asked of, as a build would leave it."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from tookpart.ontology.reasoning import closure
from tookpart.ontology.sources import ONTOLOGY_FILE, SCHEMES_FILE, read_named
from tookpart.ontology.vocabulary import INFERRED_GRAPH, ONTOLOGY_GRAPH, SCHEMES_GRAPH

GRAPH = Path(__file__).parents[1] / "cases" / "competency" / "graph.trig"


@pytest.fixture(scope="session")
def competency_dataset() -> ox.Store:
    store = ox.Store()
    store.load(path=str(GRAPH), format=ox.RdfFormat.TRIG)
    for path, graph in ((ONTOLOGY_FILE, ONTOLOGY_GRAPH), (SCHEMES_FILE, SCHEMES_GRAPH)):
        store.extend(ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(graph)) for t in read_named(path))
    concluded = closure(store)
    store.extend(ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(INFERRED_GRAPH)) for t in concluded)
    return store
