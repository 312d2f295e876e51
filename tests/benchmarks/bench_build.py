"""How fast a folder becomes a graph: end to end into the store, with one worker and with two.

    python tests/benchmarks/bench_build.py [--documents 2000]

Each build is a process of its own, as a command is: one that has read before has its rules at hand already, and the
processes that it starts have not. The raw bulk load that a build is set beside writes the same quads, from a file of
N-Quads, into an empty pyoxigraph store.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import shutil
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pyoxigraph as ox
from corpus import write
from measure import once

from tookpart.graph.build import BuildReport, build
from tookpart.graph.engine import default_engine
from tookpart.graph.export import nquads
from tookpart.graph.store import EmbeddedStore


def main() -> None:
    """Print what builds cost, and their ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=2000)
    number = parser.parse_args().documents
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder / "documents", number)
        seconds = {}
        busy = {}
        for workers in (1, 2):
            shutil.rmtree(folder / "graph", ignore_errors=True)
            before = os.times()
            report = _build(folder, workers)
            after = os.times()
            seconds[f"build, workers {workers}"] = report.seconds
            busy[workers] = sum(after[2:4]) - sum(before[2:4])
        first = sorted((folder / "documents").iterdir())[0]
        seconds["build again, nothing changed"] = _build(folder, 2).seconds
        first.write_text(first.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        seconds["build again, one changed"] = _build(folder, 2).seconds
        with EmbeddedStore(folder / "graph") as store:
            lines = list(nquads(store))
            inferred = sum(b"/inferred>" in line.rsplit(b" ", 2)[-2] for line in lines)
        (folder / "all.nq").write_bytes(b"".join(lines))
        seconds["raw pyoxigraph bulk load"] = once(lambda: _bulk(folder))
    print(f"{number} documents, {len(lines)} quads, {len(lines) / number:.0f} quads a document, {inferred} concluded")
    for key, taken in seconds.items():
        print(f"{key:30} {taken:7.2f} s {number / taken:8.0f} documents/s")
    print("processor time, imports included: " + ", ".join(f"workers {n} {taken:.1f} s" for n, taken in busy.items()))
    one, two, nothing, changed, raw = seconds.values()
    print(
        f"summary: two workers are {one / two:.2f} x as fast as one; a build takes {two / raw:.1f} x the raw bulk load "
        f"of its quads; nothing changed costs {nothing / two:.1%} of a build, one document changed {changed / two:.1%}"
    )


def _build(folder: Path, workers: int) -> BuildReport:
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        return process.submit(_build_there, folder, workers).result()


def _build_there(folder: Path, workers: int) -> BuildReport:
    return build([folder / "documents"], folder / "graph", engine=default_engine(), workers=workers)


def _bulk(folder: Path) -> None:
    store = ox.Store(str(folder / "raw"))
    store.bulk_load(path=str(folder / "all.nq"), format=ox.RdfFormat.N_QUADS)
    store.flush()


if __name__ == "__main__":
    main()
