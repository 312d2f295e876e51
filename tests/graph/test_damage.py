"""Damaged graph directories: one sentence with a remedy, never a traceback; and builds that mend them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from typer.testing import CliRunner

from tookpart.cli import app
from tookpart.graph.build import build, forget
from tookpart.graph.engine import Engine
from tookpart.graph.export import nquads
from tookpart.graph.status import status, verify
from tookpart.graph.store import EmbeddedStore, GraphDirectory
from tookpart.ontology.errors import GraphError


@pytest.fixture(scope="module")
def documents(generate: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    found: list[Path] = generate.write(tmp_path_factory.mktemp("documents"), range(6))
    return found


@pytest.fixture(scope="module")
def built(documents: list[Path], engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    graph = tmp_path_factory.mktemp("built") / "graph"
    build(documents[:4], graph, engine=engine)
    build(documents, graph, engine=engine)
    return graph


@pytest.fixture
def graph(built: Path, tmp_path: Path) -> Path:
    shutil.copytree(built, tmp_path / "graph")
    return tmp_path / "graph"


def tables(folder: Path) -> list[Path]:
    return sorted((folder / "store").glob("*.sst"))


def empty_table(folder: Path) -> None:
    tables(folder)[0].write_bytes(b"")


def cut_tables(folder: Path) -> None:
    for path in tables(folder):
        os.truncate(path, path.stat().st_size // 2)


def missing_table(folder: Path) -> None:
    tables(folder)[-1].unlink()


def no_start(folder: Path) -> None:
    (folder / "store" / "CURRENT").unlink()


def overwritten_manifest(folder: Path) -> None:
    for path in (folder / "store").glob("MANIFEST*"):
        path.write_bytes(b"notes of mine")


def empty_ledger(folder: Path) -> None:
    (folder / "ledger.sqlite").write_bytes(b"")


def overwritten_ledger(folder: Path) -> None:
    (folder / "ledger.sqlite").write_bytes(b"notes of mine" * 400)


def missing_ledger(folder: Path) -> None:
    (folder / "ledger.sqlite").unlink()


STORES = (empty_table, cut_tables, missing_table, no_start, overwritten_manifest)
LEDGERS = (empty_ledger, overwritten_ledger, missing_ledger)


def sentence(graph: Path, *arguments: str) -> str:
    """What the command says on stderr, which must be one line."""
    result = CliRunner().invoke(app, [*arguments, "--graph", str(graph)])
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    (line,) = result.stderr.strip().splitlines()
    return line


@pytest.mark.parametrize("damage", STORES)
def test_a_damaged_store_is_told_with_the_generation_that_is_sound(damage: Callable[[Path], None], graph: Path) -> None:
    damage(graph / "generations" / "0002")
    for arguments in (("status",), ("query", "hosts"), ("export", "-o", "x.ttl"), ("check",)):
        said = sentence(graph, *arguments)
        assert "generation 2 is damaged" in said
        assert "tookpart rollback 1 returns" in said
    assert GraphDirectory.find(graph).rollback(1) == 1
    assert verify(graph) == []


@pytest.mark.parametrize("damage", STORES)
def test_a_build_mends_a_damaged_store(
    damage: Callable[[Path], None], graph: Path, built: Path, documents: list[Path], engine: Engine
) -> None:
    damage(graph / "generations" / "0002")
    report = build(documents, graph, engine=engine)
    assert (report.read, report.changed) == (0, True)
    assert verify(graph) == []
    with EmbeddedStore(graph) as mended, EmbeddedStore(built) as whole:
        assert list(nquads(mended)) == list(nquads(whole))


@pytest.mark.parametrize("damage", LEDGERS)
def test_a_damaged_ledger_is_told(
    damage: Callable[[Path], None], graph: Path, documents: list[Path], engine: Engine
) -> None:
    damage(graph / "generations" / "0002")
    for act in (
        lambda: status(graph),
        lambda: build(documents, graph, engine=engine),
        lambda: forget(graph, [documents[0].name]),
    ):
        with pytest.raises(GraphError, match=r"generation 2 is damaged.*tookpart rollback 1 returns"):
            act()
    GraphDirectory.find(graph).rollback()
    build(documents, graph, engine=engine)
    assert verify(graph) == []


def test_where_no_generation_is_sound_a_new_graph_is_advised(graph: Path) -> None:
    for number in ("0001", "0002"):
        empty_table(graph / "generations" / number)
    assert f"remove {graph} and build the graph again" in sentence(graph, "status")


def test_damage_in_the_middle_of_a_file_is_found_while_reading(graph: Path) -> None:
    for path in tables(graph / "generations" / "0002"):
        content = bytearray(path.read_bytes())
        middle = len(content) // 3
        content[middle : middle + 400] = bytes(byte ^ 0xFF for byte in content[middle : middle + 400])
        path.write_bytes(content)
    assert "damaged" in sentence(graph, "export", "-o", "x.nq")
    assert "damaged" in sentence(graph, "query", "find", "--text", "a")


@pytest.mark.parametrize("content", [b"", b"\xff\x00", b'{"format": "one"}', b"[]"])
def test_an_unreadable_marker(content: bytes, graph: Path, documents: list[Path], engine: Engine) -> None:
    (graph / "tookpart.json").write_bytes(content)
    assert "tookpart.json cannot be read" in sentence(graph, "status")
    with pytest.raises(GraphError, match=r"tookpart\.json cannot be read"):
        build(documents, graph, engine=engine)


def test_an_unreadable_pointer(graph: Path) -> None:
    (graph / "current").write_bytes(b"\xff\xfe")
    assert "tookpart rollback 2 returns" in sentence(graph, "status")
    assert GraphDirectory.find(graph).rollback() == 2
    assert verify(graph) == []


def test_a_store_of_a_newer_version(graph: Path) -> None:
    (graph / "tookpart.json").write_text('{"format": 2, "base": "https://w3id.org/tookpart/id/"}')
    assert "newer than 1, which this program knows; upgrade tookpart" in sentence(graph, "query", "hosts")


def test_a_damaged_cache(graph: Path, documents: list[Path], engine: Engine) -> None:
    (graph / "facts.sqlite").write_bytes(b"notes of mine" * 400)
    for name in ("facts.sqlite-wal", "facts.sqlite-shm"):
        (graph / name).unlink(missing_ok=True)
    with pytest.raises(GraphError, match=r"facts\.sqlite is damaged"):
        build(documents, graph, engine=engine)
    (graph / "facts.sqlite").unlink()
    empty_table(graph / "generations" / "0002")
    with pytest.raises(GraphError, match=r"facts\.sqlite lacks what document-"):
        build(documents, graph, engine=engine)
