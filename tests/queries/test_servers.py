"""Every named question on the servers: the answers of the embedded store."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tookpart.graph.push import push
from tookpart.graph.remote import RemoteStore
from tookpart.graph.server import Address
from tookpart.graph.store import EmbeddedStore
from tookpart.queries.rows import Rows
from tookpart.queries.run import ask

CASES = sorted((Path(__file__).parents[1] / "cases" / "queries").glob("*.json"))


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
