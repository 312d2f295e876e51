"""How fast documents are read by workers of a dask cluster on this machine, beside the processes of one build.

    python tests/benchmarks/bench_cluster.py [--documents 2000]

The scheduler and its workers share the cores with everything else here: the ratios say what the way to a worker and
back costs, not how a cluster grows.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
from corpus import write

from tookpart.graph.cluster import Cluster
from tookpart.graph.engine import default_engine
from tookpart.graph.ledger import Stamp
from tookpart.graph.readers import ReadAll, Task, read_all

ROOT = Path(__file__).parents[2]


def main() -> None:
    """Print documents per second, and ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=2000)
    number = parser.parse_args().documents
    with tempfile.TemporaryDirectory() as name:
        write(Path(name), number)
        tasks = [_task(path) for path in sorted(Path(name).iterdir())]
        seconds, found, spent, held = {}, {}, {}, {}
        for workers in (1, 2):
            key = f"processes {workers}"
            before = _spent()
            seconds[key], found[key] = _read(tasks, read_all, workers)
            spent[key] = {"reading": _spent() - before}
            with _cluster(workers) as (address, running):
                key = f"cluster workers {workers}"
                # the first files wait for the workers' imports, as they do once in a build of any size
                _read(tasks[: 16 * 2 * workers], Cluster(address).read_all, None)
                began, here = [_cpu(process.pid) for process in running], time.process_time()
                seconds[key], found[key] = _read(tasks, Cluster(address).read_all, None)
                scheduler, *reading = [_cpu(p.pid) - start for p, start in zip(running, began, strict=True)]
                spent[key] = {"reading": sum(reading), "scheduler": scheduler, "here": time.process_time() - here}
                held[key] = [
                    psutil.Process(process.pid).memory_info().rss >> 20 for process in (*running[:1], psutil.Process())
                ]
    assert len(set(found.values())) == 1, "a cluster reads what a process reads"
    sent = sum(task.stamp.size for task in tasks) / len(tasks)
    print(f"{number} documents of {sent:.0f} bytes")
    for key, taken in seconds.items():
        cpu = ", ".join(f"{what} {1000 * value / number:.2f}" for what, value in spent[key].items())
        print(f"{key:20} {taken:7.2f} s {number / taken:8.0f} documents/s   CPU ms a document: {cpu}")
    for key, (scheduler, here) in held.items():
        print(f"{key:20} memory at the end: scheduler {scheduler} MB, here {here} MB")
    one, there_one, two, there_two = seconds.values()
    print(
        f"summary: one cluster worker takes {there_one / one:.2f} x the time of one process, two take "
        f"{there_two / two:.2f} x that of two; two cluster workers are {there_one / there_two:.2f} x as fast as one"
    )


def _task(path: Path) -> Task:
    data = path.read_bytes()
    return Task(str(path), path.name, Stamp(len(data), 0, hashlib.sha256(data).hexdigest(), "", 0.0))


def _read(tasks: list[Task], pool: ReadAll, workers: int | None) -> tuple[float, str]:
    """The seconds of reading, and a hash of what was read."""
    engine = default_engine()
    started = time.perf_counter()
    found = [
        (task.name, reading)
        for batch in pool(tasks, engine.read, engine.load, workers, None)
        for task, reading in batch
    ]
    taken = time.perf_counter() - started
    return taken, hashlib.sha256(repr(sorted(found, key=lambda pair: pair[0])).encode()).hexdigest()


def _cpu(pid: int) -> float:
    """The processor seconds of a process and of those it started."""
    process = psutil.Process(pid)
    return sum(sum(one.cpu_times()[:2]) for one in (process, *process.children(recursive=True)))


def _spent() -> float:
    """The processor seconds of this process and of all that it started and that have ended."""
    return time.process_time() + sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])


@contextlib.contextmanager
def _cluster(workers: int) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    own = ["--host", "127.0.0.1", "--no-dashboard"]
    commands = [["dask_scheduler", "--port", str(port)], *[["dask_worker", address, "--nthreads", "1"]] * workers]
    running: list[subprocess.Popen[bytes]] = []
    for command in commands:
        running.append(
            subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.{command[0]}", *command[1:], *own],
                env=os.environ | {"PYTHONPATH": str(ROOT), "DASK_LOGGING__DISTRIBUTED": "critical"},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )
        time.sleep(2)
    try:
        yield address, running
    finally:
        for process in reversed(running):
            process.terminate()
            process.wait()


if __name__ == "__main__":
    main()
