"""Building: the same graph whatever the way, what is read again, failures, and generations."""

from __future__ import annotations

import errno
import gc
import hashlib
import importlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tookpart.graph.build import BuildReport, build, forget
from tookpart.graph.cache import FactsCache
from tookpart.graph.engine import Engine
from tookpart.graph.export import nquads
from tookpart.graph.store import EmbeddedStore, GraphDirectory
from tookpart.loaders.document import Document
from tookpart.ontology.errors import GraphError, InputError, MissingError
from tookpart.ontology.facts import DocumentFacts

COUNT = 30


def content(graph: Path) -> str:
    """The hash of a graph's canonical N-Quads."""
    with EmbeddedStore(graph) as store:
        return hashlib.sha256(b"".join(nquads(store))).hexdigest()


@pytest.fixture(scope="module")
def documents(generate: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    found: list[Path] = generate.write(tmp_path_factory.mktemp("documents"), range(COUNT))
    return found


@pytest.fixture(scope="module")
def at_once(documents: list[Path], engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> str:
    graph = tmp_path_factory.mktemp("at-once") / "graph"
    build(documents, graph, engine=engine)
    return content(graph)


@pytest.fixture
def folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp())
    yield path
    shutil.rmtree(path)


@given(cuts=st.lists(st.integers(1, COUNT - 1), unique=True, max_size=4), chance=st.randoms(use_true_random=False))
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_order_in_any_pieces_gives_the_same_bytes(
    cuts: list[int], chance: random.Random, documents: list[Path], engine: Engine, at_once: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        graph = Path(folder) / "graph"
        shuffled = chance.sample(documents, COUNT)
        ends = [*sorted(cuts), COUNT]
        for start, end in zip([0, *ends], ends, strict=False):
            build(shuffled[start:end], graph, engine=engine)
        assert content(graph) == at_once


@given(chosen=st.sets(st.integers(0, COUNT - 1), min_size=1, max_size=12))
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
def test_forgetting_and_adding_again_gives_the_same_bytes(
    chosen: set[int], documents: list[Path], engine: Engine, at_once: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        whole, part = Path(folder) / "whole", Path(folder) / "part"
        build(documents, whole, engine=engine)
        kept = [d for i, d in enumerate(documents) if i not in chosen]
        build(kept, part, engine=engine)
        forget(whole, [documents[number].name for number in sorted(chosen)])
        assert content(whole) == content(part)
        build(documents, whole, engine=engine)
        assert content(whole) == at_once


def test_one_by_one(documents: list[Path], engine: Engine, folder: Path) -> None:
    for document in reversed(documents[:8]):
        build([document], folder / "one-by-one", engine=engine)
    build(documents[:8], folder / "at-once", engine=engine)
    assert content(folder / "one-by-one") == content(folder / "at-once")


def test_several_workers(generate: ModuleType, engine: Engine, folder: Path) -> None:
    generate.write(folder / "documents", range(60))
    build([folder / "documents"], folder / "one", engine=engine, workers=1)
    report = build([folder / "documents"], folder / "two", engine=engine, workers=2)
    assert report.read == 60
    assert content(folder / "one") == content(folder / "two")


def test_many_small_pieces(
    documents: list[Path], engine: Engine, at_once: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tookpart.graph.deciding._PIECE", 1)
    monkeypatch.setattr("tookpart.graph.inference._PIECE", 1)
    monkeypatch.setattr("tookpart.graph.writing._BATCH", 5000)
    build(documents, folder / "graph", engine=engine, workers=3)
    assert content(folder / "graph") == at_once


@pytest.mark.parametrize("place", ["shutil.copytree", "tookpart.graph.work.FactsCache", "tookpart.graph.work.Ledger"])
def test_a_full_disk_at_the_start_leaves_nothing_open(
    place: str, documents: list[Path], engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "mine.ttl").write_text("<urn:a> a <http://www.w3.org/2002/07/owl#Class> .", encoding="utf-8")
    build(documents[:2], folder / "graph", engine=engine, ontology=[folder / "mine.ttl"])
    before = content(folder / "graph")

    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(place, fail)
    with pytest.raises(GraphError, match="the disk is full"):
        build(documents, folder / "graph", engine=engine)
    # what is left open warns, and warnings are errors
    gc.collect()
    opened = [os.readlink(link) for link in Path("/proc/self/fd").iterdir() if link.exists()]
    assert [path for path in opened if path.startswith(str(folder))] == []
    assert [path.name for path in (folder / "graph" / "generations").iterdir()] == ["0001"]
    assert content(folder / "graph") == before


def test_a_build_that_failed_lets_go_of_its_store(
    documents: list[Path], engine: Engine, at_once: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Iterator[str]) -> Iterator[bytes]:
        yield b""
        raise OSError(errno.ENOSPC, "No space left on device")

    reason = ""
    gc.disable()
    try:
        with monkeypatch.context() as patch:
            patch.setattr("tookpart.graph.writing._batches", fail)
            try:
                build(documents, folder / "graph", engine=engine, workers=2)
            except GraphError as error:
                reason = str(error)
        # a store that is still open cannot be opened again
        build(documents, folder / "graph", engine=engine, workers=2)
    finally:
        gc.enable()
    assert "the disk is full" in reason
    assert content(folder / "graph") == at_once


def test_files_written_just_before_they_were_read_are_looked_into_once(
    generate: ModuleType, engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (path,) = generate.write(folder / "documents", [1])
    build([path], folder / "graph", engine=engine)
    long_ago = path.stat().st_mtime_ns - 10 * 10**9
    os.utime(path, ns=(long_ago, long_ago))
    assert build([path], folder / "graph", engine=engine).changed is False
    read_bytes = Path.read_bytes
    looked: list[Path] = []
    monkeypatch.setattr(Path, "read_bytes", lambda self: looked.append(self) or read_bytes(self))
    assert build([path], folder / "graph", engine=engine).changed is False
    assert path not in looked


def test_a_changed_document_replaces_the_old(generate: ModuleType, engine: Engine, folder: Path) -> None:
    paths = generate.write(folder / "documents", range(12))
    build(paths, folder / "graph", engine=engine)
    # the file of document 3 now holds what document 40 says
    other = generate.write(folder / "other", [40])[0]
    paths[3].write_bytes(other.read_bytes())
    report = build(paths, folder / "graph", engine=engine)
    assert (report.read, report.why, report.removed) == (1, {"changed": 1}, 1)
    build(paths, folder / "fresh", engine=engine)
    assert content(folder / "graph") == content(folder / "fresh")


def test_nothing_changed(documents: list[Path], engine: Engine, folder: Path) -> None:
    first = build(documents, folder / "graph", engine=engine)
    second = build(documents, folder / "graph", engine=engine)
    assert (first.changed, first.read) == (True, COUNT)
    assert (second.changed, second.read, second.unchanged, second.generation) == (False, 0, COUNT, first.generation)


def test_changed_rules_read_everything_again(documents: list[Path], engine: Engine, folder: Path) -> None:
    build(documents, folder / "graph", engine=engine)
    report = build(documents, folder / "graph", engine=msgspec.structs.replace(engine, rules={"all": "2"}))
    assert report.why == {"the rules changed: all": COUNT}
    # the new rules said the same
    assert report.written == 0


def test_copies_of_a_document_are_one_until_the_last_goes(documents: list[Path], engine: Engine, folder: Path) -> None:
    copies = folder / "copies"
    copies.mkdir()
    shutil.copy(documents[0], copies)
    build([documents[0]], folder / "graph", engine=engine)
    before = content(folder / "graph")
    report = build([copies], folder / "graph", engine=engine)
    assert report.documents == 1
    assert content(folder / "graph") == before
    assert forget(folder / "graph", [str(copies / documents[0].name)]).documents == 1
    assert content(folder / "graph") == before


def broken_load(document: Document) -> DocumentFacts:
    """Facts that cannot be had."""
    if document.file.endswith("3.json"):
        raise InputError(f"{document.file}: it is written in cuneiform")
    if document.file.endswith("4.json"):
        raise ZeroDivisionError
    return msgspec.json.decode(document.text, type=DocumentFacts)


def test_a_failure_is_recorded_and_the_rest_is_built(documents: list[Path], engine: Engine, folder: Path) -> None:
    broken = msgspec.structs.replace(engine, load=broken_load)
    report = build(documents[:10], folder / "graph", engine=broken)
    assert report.documents == 8
    assert [(Path(f.path).name, f.reason[:24]) for f in report.failures] == [
        ("document-000003.json", "it is written in cuneifo"),
        ("document-000004.json", "the rules failed on it ("),
    ]
    # a failure is told again, but not tried again while nothing changed
    again = build(documents[:10], folder / "graph", engine=broken)
    assert (again.read, len(again.failures), again.changed) == (0, 2, False)


def test_an_entity_that_a_fact_needs_is_missing(engine: Engine, folder: Path, generate: ModuleType) -> None:
    made = generate.facts(1)
    path = folder / "x.json"
    path.write_bytes(msgspec.json.encode(msgspec.structs.replace(made, entities=())))
    report = build([path], folder / "graph", engine=engine)
    assert "is no entity of the document" in report.failures[0].reason
    assert report.documents == 0


def test_forgotten_facts_leave_the_cache_with_the_last_generation_that_holds_them(
    documents: list[Path], engine: Engine, folder: Path
) -> None:
    graph = folder / "graph"

    def cached() -> int:
        cache = FactsCache(graph / "facts.sqlite")
        try:
            return cache.count()
        finally:
            cache.close()

    build(documents[:6], graph, engine=engine, keep=1)
    forget(graph, [documents[0].name], keep=1)
    # one can still return to the generation that holds it
    assert cached() == 6
    forget(graph, [documents[1].name], keep=1)
    assert cached() == 5


def test_missing_source(engine: Engine, folder: Path) -> None:
    with pytest.raises(MissingError, match="no such file or folder"):
        build([folder / "nowhere.txt"], folder / "graph", engine=engine)
    assert not (folder / "graph").exists()


def test_forgetting_what_is_not_there(documents: list[Path], engine: Engine, folder: Path) -> None:
    build(documents[:2], folder / "graph", engine=engine)
    with pytest.raises(MissingError, match="tookpart status"):
        forget(folder / "graph", ["nowhere.txt"])


def test_a_folder_that_is_not_a_graph(documents: list[Path], engine: Engine, folder: Path) -> None:
    (folder / "notes.txt").write_text("mine")
    with pytest.raises(GraphError, match="not a graph directory"):
        build(documents[:1], folder, engine=engine)
    assert [p.name for p in folder.iterdir()] == ["notes.txt"]


def test_a_newer_format(documents: list[Path], engine: Engine, folder: Path) -> None:
    build(documents[:1], folder / "graph", engine=engine)
    (folder / "graph" / "tookpart.json").write_text('{"format": 99, "base": "https://example.org/"}')
    with pytest.raises(GraphError, match="upgrade tookpart"):
        EmbeddedStore(folder / "graph")


def test_the_second_builder_is_told(documents: list[Path], engine: Engine, folder: Path) -> None:
    build(documents[:1], folder / "graph", engine=engine)
    directory = GraphDirectory.find(folder / "graph")
    with directory.lock(), pytest.raises(GraphError, match=r"another process \(pid \d+\)"):
        build(documents[:2], folder / "graph", engine=engine)


def test_generations_are_kept_to_a_limit_and_can_be_returned_to(
    documents: list[Path], engine: Engine, folder: Path
) -> None:
    graph = folder / "graph"
    contents = {}
    for i in range(1, 6):
        report = build(documents[:i], graph, engine=engine, keep=2)
        contents[report.generation] = content(graph)
    directory = GraphDirectory.find(graph)
    assert directory.generations() == [3, 4, 5]
    assert directory.rollback() == 4
    assert content(graph) == contents[4]
    with pytest.raises(GraphError, match="there are: 3, 4, 5"):
        directory.rollback(1)
    # building goes on from where one returned to
    build(documents[:5], graph, engine=engine)
    assert content(graph) == contents[5]


def test_a_reader_keeps_its_generation(documents: list[Path], engine: Engine, folder: Path) -> None:
    graph = folder / "graph"
    build(documents[:3], graph, engine=engine)
    with EmbeddedStore(graph) as reader:
        before = len(reader)
        for i in range(4, 9):
            build(documents[:i], graph, engine=engine, keep=0)
        assert len(reader) == before
        assert len(list(reader.query("SELECT ?d { ?d a tp:Document }"))) == 3
    with EmbeddedStore(graph) as reader:
        assert len(list(reader.query("SELECT ?d { ?d a tp:Document }"))) == 8


def test_generated_facts_are_counted_exactly(
    generate: ModuleType, documents: list[Path], engine: Engine, folder: Path
) -> None:
    build(documents, folder / "graph", engine=engine)
    expected = sum(len({(p.actor, p.meeting, p.role) for p in generate.facts(n).participations}) for n in range(COUNT))
    with EmbeddedStore(folder / "graph") as store:
        (row,) = store.query("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?p a tp:Participation } }")
        assert int(row["n"].value) <= expected
        (row,) = store.query("SELECT (COUNT(*) AS ?n) { ?d a tp:Document }")
        assert int(row["n"].value) == COUNT


def test_report_is_a_value(documents: list[Path], engine: Engine, folder: Path) -> None:
    report = build(documents[:1], folder / "graph", engine=engine)
    assert msgspec.json.decode(msgspec.json.encode(report), type=BuildReport) == report


def deadly_load(document: Document) -> DocumentFacts:
    """Facts over which the process dies."""
    if document.file.endswith("7.json"):
        os.kill(os.getpid(), signal.SIGKILL)
    return msgspec.json.decode(document.text, type=DocumentFacts)


def test_a_file_that_kills_its_reader_costs_itself_alone(
    generate: ModuleType, engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    deadly = importlib.import_module("test_build").deadly_load
    generate.write(folder / "documents", range(52))
    report = build(
        [folder / "documents"], folder / "graph", engine=msgspec.structs.replace(engine, load=deadly), workers=2
    )
    assert [Path(f.path).name for f in report.failures] == [f"document-0000{n}7.json" for n in range(5)]
    assert {f.reason[:26] for f in report.failures} == {"the process that read it d"}
    assert report.documents == 47


def test_a_script_without_a_main_guard(generate: ModuleType, folder: Path) -> None:
    generate.write(folder / "documents", range(50))
    script = folder / "script.py"
    script.write_text(
        f"""import sys
sys.path.insert(0, {str(Path(generate.__file__).parent)!r})
import generate
from tookpart.graph.build import build
from tookpart.graph.engine import Engine
engine = Engine(generate.find, generate.read, generate.load, {{}})
print(build([{str(folder / "documents")!r}], {str(folder / "graph")!r}, engine=engine, workers=2).documents)
"""
    )
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=False, timeout=120)
    assert (done.stdout, done.stderr) == ("50\n", "")


def test_interrupted_reading_is_kept(generate: ModuleType, engine: Engine, folder: Path) -> None:
    generate.write(folder / "documents", range(80))

    def interrupt(done: int, _: int) -> None:
        if done >= 32:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build([folder / "documents"], folder / "graph", engine=engine, workers=2, progress=interrupt)
    assert GraphDirectory.find(folder / "graph").current() is None
    again = build([folder / "documents"], folder / "graph", engine=engine, workers=2)
    assert 0 < again.read <= 48
    assert again.documents == 80
