"""Every named question on the servers: the rows of the embedded store, in its order."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest

from tookpart.graph.build import build
from tookpart.graph.push import push
from tookpart.graph.remote import RemoteStore
from tookpart.graph.server import Address
from tookpart.graph.store import EmbeddedStore
from tookpart.queries.catalogue import catalogue
from tookpart.queries.rows import Rows
from tookpart.queries.run import ask

CASES = sorted((Path(__file__).parents[1] / "cases" / "queries").glob("*.json"))
GIVEN = {
    "actor": "gtm",
    "meeting": "rcm-24",
    "of": "rcm",
    "process": "rcm",
    "text": "migration",
    "theme": "labour-migration",
}


@pytest.fixture(scope="session")
def pushed(server: Address, small_graph: Path) -> RemoteStore:
    remote = RemoteStore(server)
    push(small_graph, remote)
    return remote


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_server_answers_as_the_embedded_store(case: Path, pushed: RemoteStore, store: EmbeddedStore) -> None:
    asked = json.loads(case.read_text(encoding="utf-8"))
    here = ask(store, asked["question"], **asked["parameters"])
    there = ask(pushed, asked["question"], **asked["parameters"])
    assert isinstance(here, Rows)
    assert isinstance(there, Rows)
    assert there.columns == here.columns
    assert there.to_csv() == here.to_csv()


@pytest.fixture(scope="session")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The graph of the example documents: names in three languages, of which each server sorts some its own way."""
    graph = tmp_path_factory.mktemp("examples") / "graph"
    build([Path(__file__).parents[2] / "examples" / "documents"], graph, workers=1)
    return graph


def test_every_question_on_real_documents_has_the_same_rows_in_the_same_order(server: Address, examples: Path) -> None:
    remote = RemoteStore(server)
    push(examples, remote)
    with EmbeddedStore(examples) as here:
        for name, asked in catalogue().items():
            given = {parameter.name: GIVEN[parameter.name] for parameter in asked.parameters if parameter.required}
            assert ask(remote, name, **given) == ask(here, name, **given), name


def test_letters_sort_as_in_the_embedded_engine(server: Address) -> None:
    names = ("zeta", "Zeta", "ábaco", "abaco", "Ábaco", "_x", "10", "9", "ñandú", "nz", "École")
    triples = [f'<urn:{n}> <urn:name> "{name}"{tag}' for n, name in enumerate(names) for tag in ("", "@es", "@fr")]
    remote = RemoteStore(server)
    remote.replace({"urn:names": [f"{triple} <urn:names> .\n" for triple in triples]})
    here = ox.Store()
    here.load("".join(f"{triple} .\n" for triple in triples).encode(), ox.RdfFormat.N_TRIPLES)
    for order in ("?x", "DESC(?x) ?s", "?y ?x", "DESC(STRLEN(?y)) ?x", "LCASE(?y) LANG(?x) ?x"):
        query = f"SELECT ?x ?y ?s {{ ?s <urn:name> ?x BIND(STR(?x) AS ?y) }} ORDER BY {order}  # in order"
        expected = [tuple(row) for row in here.query(query)]
        assert len(expected) == 33
        assert [tuple(row) for row in remote.query(query)] == expected, order
    remote.replace({"urn:names": ()})
