"""Reading on a cluster: a real scheduler with real worker processes on this machine, some of which die."""

from __future__ import annotations

import contextlib
import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tookpart.graph import cluster as module
from tookpart.graph.build import build
from tookpart.graph.cluster import Cluster, make, read_there
from tookpart.graph.engine import Engine
from tookpart.graph.export import nquads
from tookpart.graph.ledger import Stamp
from tookpart.graph.readers import Task
from tookpart.graph.store import EmbeddedStore
from tookpart.ontology.errors import GraphError, InputError, ToolError

distributed = pytest.importorskip("distributed", reason="the extra tookpart[cluster] is not installed")

ROOT = Path(__file__).parents[2]
COUNT = 96
_QUIET = {"DASK_LOGGING__DISTRIBUTED": "critical"}

# a reader that kills its process over one file, as a fault in a library's C code would
_DEADLY = """
import os, signal, generate
def read(path):
    if "000007" in path.name:
        os.kill(os.getpid(), signal.SIGKILL)
    return generate.read(path)
"""

Start = Callable[..., subprocess.Popen[bytes]]


def content(graph: Path) -> str:
    """The hash of a graph's canonical N-Quads."""
    with EmbeddedStore(graph) as store:
        return hashlib.sha256(b"".join(nquads(store))).hexdigest()


def task_of(path: Path) -> Task:
    return Task(str(path), path.name, Stamp(path.stat().st_size, 0, "", "", 0.0))


def stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@pytest.fixture
def start(tmp_path: Path, generate: ModuleType) -> Iterator[Start]:
    """Starts a scheduler or worker; all are ended afterwards."""
    running: list[subprocess.Popen[bytes]] = []
    (tmp_path / "modules").mkdir()
    (tmp_path / "modules" / "deadly.py").write_text(_DEADLY)
    folders = [str(tmp_path / "modules"), str(Path(str(generate.__file__)).parent), str(ROOT)]

    def run(what: str, *options: str, **environment: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-m", "distributed.cli." + what, *options, "--no-dashboard"],
            env=os.environ | _QUIET | {"PYTHONPATH": os.pathsep.join(folders)} | environment,
            cwd=tmp_path,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        running.append(process)
        return process

    yield run
    for process in reversed(running):
        stop(process)


def scheduler_at(start: Start, failures: int = 1) -> tuple[subprocess.Popen[bytes], str]:
    """A scheduler that listens, and its address; it gives a task up when more workers than `failures` died over it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    allowed = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": str(failures)}
    process = start("dask_scheduler", "--host", "127.0.0.1", "--port", str(port), **allowed)
    for _ in range(300):
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            break
        time.sleep(0.05)
    return process, f"tcp://127.0.0.1:{port}"


@pytest.fixture
def scheduler(start: Start) -> str:
    return scheduler_at(start)[1]


def worker(start: Start, scheduler: str, *options: str, **environment: str) -> subprocess.Popen[bytes]:
    return start("dask_worker", scheduler, "--host", "127.0.0.1", "--nthreads", "1", *options, **environment)


def test_a_worker_killed_in_the_middle_changes_no_byte(
    start: Start, scheduler: str, generate: ModuleType, engine: Engine, tmp_path: Path
) -> None:
    documents = generate.write(tmp_path / "documents", range(COUNT))
    first, second = (worker(start, scheduler, "--no-nanny") for _ in range(2))
    told: list[tuple[int, int]] = []

    def progress(done: int, all_: int) -> None:
        told.append((done, all_))
        if len(told) == 2:
            os.kill(first.pid, signal.SIGKILL)

    report = build(documents, tmp_path / "there", engine=engine, pool=Cluster(scheduler).read_all, progress=progress)
    assert (report.read, report.documents, report.failures) == (COUNT, COUNT, ())
    assert told[-1] == (COUNT, COUNT)
    assert first.wait(5) == -signal.SIGKILL
    assert second.poll() is None
    build(documents, tmp_path / "here", engine=engine, workers=1)
    assert content(tmp_path / "there") == content(tmp_path / "here")


def test_a_file_that_kills_its_workers_fails_alone(
    start: Start, generate: ModuleType, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = generate.write(tmp_path / "documents", range(20))
    monkeypatch.syspath_prepend(tmp_path / "modules")
    monkeypatch.setitem(sys.modules, "deadly", ModuleType("deadly"))
    exec(compile(_DEADLY, "deadly.py", "exec"), sys.modules["deadly"].__dict__)
    deadly = Engine(engine.find, sys.modules["deadly"].read, engine.load, engine.rules)
    _, scheduler = scheduler_at(start, failures=0)
    worker(start, scheduler)
    report = build(documents, tmp_path / "graph", engine=deadly, pool=Cluster(scheduler).read_all)
    assert report.documents == 19
    assert [(Path(f.path).name, f.reason.split(" (")[0]) for f in report.failures] == [
        (documents[7].name, "the workers that read it died")
    ]


def test_a_worker_with_other_rules_is_refused(
    start: Start, scheduler: str, generate: ModuleType, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = generate.write(tmp_path / "documents", range(2))
    worker(start, scheduler, "--no-nanny")
    here = dict(make()) | {"a part": "00000000"}
    monkeypatch.setattr(module, "make", lambda: here)
    with pytest.raises(GraphError, match=r"differ in .*a part.*; install the same tookpart"):
        build(documents, tmp_path / "graph", engine=engine, pool=Cluster(scheduler).read_all)
    assert not (tmp_path / "graph" / "current").exists()


def test_a_cluster_without_workers_is_told(
    scheduler: str, generate: ModuleType, engine: Engine, tmp_path: Path
) -> None:
    documents = generate.write(tmp_path / "documents", range(2))
    with pytest.raises(GraphError, match="has no workers; start some with: dask worker tcp://"):
        build(documents, tmp_path / "graph", engine=engine, pool=Cluster(scheduler, patience=0).read_all)


def test_no_scheduler_is_told(generate: ModuleType, engine: Engine, tmp_path: Path) -> None:
    documents = generate.write(tmp_path / "documents", range(2))
    with pytest.raises(
        GraphError, match=r"no scheduler answers at tcp://127\.0\.0\.1:9 .*start one with: dask scheduler"
    ):
        build(documents, tmp_path / "graph", engine=engine, pool=Cluster("tcp://127.0.0.1:9", timeout=0.5).read_all)


@pytest.mark.parametrize("address", ["localhost:8786", "http://localhost", "tcp://", "tcp://host:port"])
def test_what_is_no_address_is_told(address: str) -> None:
    with pytest.raises(InputError, match="is no address of a scheduler"):
        Cluster(address)


def test_without_the_package_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "INSTALLED", False)
    with pytest.raises(ToolError, match=r"install it with tookpart\[cluster\]"):
        Cluster("tcp://localhost:8786")


def test_nothing_to_read_contacts_nobody() -> None:
    assert list(Cluster("tcp://127.0.0.1:9").read_all([], print, print)) == []  # type: ignore[arg-type]


def test_reasons_do_not_name_the_folder_of_the_worker(engine: Engine) -> None:
    def read(path: Path) -> list[object]:
        raise InputError(f"broken near {path}: nothing there")

    answer = read_there([("a.txt", b"")], read, engine.load, make())  # type: ignore[arg-type]
    assert [reading.failure for reading in answer.readings] == ["broken near a.txt: nothing there"]


def test_a_scheduler_lost_in_the_middle_is_told_and_what_was_read_is_kept(
    start: Start, generate: ModuleType, engine: Engine, tmp_path: Path
) -> None:
    documents = generate.write(tmp_path / "documents", range(COUNT))
    process, address = scheduler_at(start)
    worker(start, address, "--no-nanny")

    def progress(done: int, all_: int) -> None:
        os.kill(process.pid, signal.SIGKILL)

    with pytest.raises(GraphError, match="was lost; what was read is kept: start it and build again"):
        build(
            documents, tmp_path / "graph", engine=engine, pool=Cluster(address, timeout=2).read_all, progress=progress
        )
    report = build(documents, tmp_path / "graph", engine=engine, workers=1)
    assert (report.documents, 0 < report.read < COUNT) == (COUNT, True)


def test_what_was_sent_is_held_nowhere(
    start: Start, scheduler: str, generate: ModuleType, engine: Engine, tmp_path: Path
) -> None:
    tasks = [task_of(path) for path in generate.write(tmp_path / "documents", range(COUNT))]
    worker(start, scheduler, "--no-nanny")

    def held(dask_scheduler: object) -> int:
        return sum(len(one.recent_message_log) for one in dask_scheduler.stream_comms.values())  # type: ignore[attr-defined]

    with distributed.Client(scheduler, set_as_default=False) as client:
        client.wait_for_workers(1)
        batches = Cluster(scheduler).read_all(tasks, engine.read, engine.load)
        assert sum(len(batch) for batch in batches) == COUNT
        assert client.run_on_scheduler(held) == 0


def test_a_large_file_is_read_without_a_warning(start: Start, scheduler: str, engine: Engine, tmp_path: Path) -> None:
    # warnings are errors here, and dask warns of tasks of more than 10 MB
    (tmp_path / "large.json").write_bytes(b" " * 11_000_000)
    worker(start, scheduler, "--no-nanny")
    ((found,),) = Cluster(scheduler).read_all([task_of(tmp_path / "large.json")], engine.read, engine.load)
    assert found[1].failure is not None
