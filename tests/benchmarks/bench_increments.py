"""What increments cost beside a full build, on generated documents: nothing changed, one added, one changed.

    python tests/benchmarks/bench_increments.py [--documents 2000 10000]

Each build is a process of its own, so that its peak memory is its own; its processor time is told too, which other work
on the machine disturbs less. The raw bulk load that a full build is set beside writes the same quads, from a file of
N-Quads, into an empty pyoxigraph store. Workers are compared on real texts by bench_build.py.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyoxigraph as ox
from generate import find, load, read, write
from measure import once

from tookpart.graph.build import build
from tookpart.graph.engine import Engine
from tookpart.graph.store import EmbeddedStore


def main() -> None:
    """Print what full builds and increments cost, and their ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, nargs="+", default=[2000, 10_000])
    parser.add_argument("--build", metavar="FOLDER", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.build:
        _one(Path(given.build))
        return
    for number in given.documents:
        _measure(number)


def _one(folder: Path) -> None:
    started = time.process_time()
    report = build([folder / "documents"], folder / "graph", engine=Engine(find, read, load, {"all": "1"}), workers=1)
    # not ru_maxrss, which a process inherits from the one that started it
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:"))
    found = {"seconds": report.seconds, "cpu": time.process_time() - started, "written": report.written}
    sys.stdout.write(json.dumps({**found, "peak": peak / 1024}))


def _measure(number: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder / "documents", range(number))
        found = {"full": _build(folder), "nothing changed": _build(folder)}
        write(folder / "documents", [number])
        found["one added"] = _build(folder)
        other = write(folder / "other", [number + 1])[0]
        (folder / "documents" / f"document-{number // 2:06d}.json").write_bytes(other.read_bytes())
        found["one changed"] = _build(folder)
        with EmbeddedStore(folder / "graph") as store:
            quads = len(store)
            (folder / "all.nq").write_bytes(b"".join(store.dump()))
        raw = once(lambda: _bulk(folder))
        kept = sum(os.stat(path).st_size for path in _files(folder / "graph"))
    full, cpu = found["full"]["seconds"], found["full"]["cpu"]
    print(f"{number} documents, {quads} quads, {kept / number / 1024:.0f} kB a document on disk, all generations")
    for key, build_ in found.items():
        print(
            f"  {key:16} {build_['seconds']:7.2f} s {build_['seconds'] / full:7.1%} of full, "
            f"{build_['cpu']:7.2f} s of a processor {build_['cpu'] / cpu:7.1%}, "
            f"{build_['written']:6.0f} documents written, peak {build_['peak']:.0f} MB"
        )
    print(f"  raw bulk load    {raw:7.2f} s; a full build takes {full / raw:.1f} x as long")


def _files(folder: Path) -> list[Path]:
    """Files by content: hard links of several generations count once."""
    found = {path.stat().st_ino: path for path in folder.rglob("*") if path.is_file()}
    return list(found.values())


def _build(folder: Path) -> dict[str, float]:
    command = [sys.executable, __file__, "--build", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    answer: dict[str, float] = json.loads(done.stdout)
    return answer


def _bulk(folder: Path) -> None:
    store = ox.Store(str(folder / "raw"))
    store.bulk_load(path=str(folder / "all.nq"), format=ox.RdfFormat.N_QUADS)
    store.flush()


if __name__ == "__main__":
    main()
