"""Kill builds at random moments and see that nothing is lost.

    python tests/benchmarks/kill.py --times 200 [--seed 1]

Each round changes what a graph should hold, starts a build, and kills it (SIGKILL) somewhere between its start and its
end. The last complete generation must then be readable, sound, and either what it was or what the build was to make;
the next build must end in the same bytes as a graph built from nothing. Prints how many were killed before and after
their switch.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from generate import find, load, read, write

from tookpart.graph.build import build, forget
from tookpart.graph.engine import Engine
from tookpart.graph.export import nquads
from tookpart.graph.status import documents, verify
from tookpart.graph.store import EmbeddedStore
from tookpart.loaders.language import function_words
from tookpart.loaders.ordinals import find_ordinals

ENGINE = Engine(find, read, load, {"all": "1"})
DOCUMENTS = 40


def content(graph: Path) -> str:
    """The hash of a graph's canonical N-Quads, after a check that its store is sound."""
    faults = verify(graph)
    assert not faults, faults
    with EmbeddedStore(graph) as store:
        return hashlib.sha256(b"".join(nquads(store))).hexdigest()


def child(work: Callable[[], str]) -> tuple[int, int]:
    """Do some work in a process of its own; its number and the end of a pipe that its answer comes from."""
    # this process never opens a store, so that a fork of it finds no threads missing
    receive, send = os.pipe()
    number = os.fork()
    if number == 0:
        status = 1
        try:
            os.write(send, work().encode())
            status = 0
        finally:
            os._exit(status)
    os.close(send)
    return number, receive


def answer(work: Callable[[], str]) -> str:
    """The answer of some work in a process of its own; fails if the work does."""
    number, receive = child(work)
    with os.fdopen(receive) as pipe:
        text = pipe.read()
    _, status = os.waitpid(number, 0)
    assert status == 0, f"the process ended with {status}"
    return text


def step(graph: Path, come: list[Path], go: list[Path]) -> str:
    """Take documents out, or else put documents in: one new generation; the hash of what the graph then holds."""
    if go:
        forget(graph, [str(path) for path in go])
    else:
        build(come, graph, engine=ENGINE)
    return content(graph)


def still(graph: Path, come: list[Path], go: list[Path]) -> str:
    """Finish a step that may have been finished before it was killed."""
    held = {status.path for status in documents(graph)}
    left = [path for path in go if str(path.resolve()) in held]
    return step(graph, come, left) if left or not go else content(graph)


def soak(times: int, seed: int, size: int = DOCUMENTS) -> dict[str, int]:
    """Kill that many builds; how many, how many of them before and after their switch, and how often the end was
    compared.
    """
    chance = random.Random(seed)
    for code in ("en", "es", "fr"):
        # what every process would compile anew: the words of the languages
        find_ordinals("First meeting", code)
        function_words(code)
    counts = {"killed": 0, "before": 0, "after": 0, "compared": 0}
    with tempfile.TemporaryDirectory() as folder:
        everything = write(Path(folder, "documents"), range(size))
        graph = Path(folder, "graph")
        held = set(everything[::3])
        started = time.monotonic()
        before = answer(partial(step, graph, sorted(held), []))
        usual = time.monotonic() - started
        while counts["killed"] < times:
            absent = sorted(set(everything) - held)
            leave = len(held) > size / 2
            come = [] if leave else chance.sample(absent, chance.randint(1, size // 4))
            go = chance.sample(sorted(held), chance.randint(1, size // 4)) if leave else []
            number, receive = child(partial(step, graph, come, go))
            time.sleep(chance.random() * usual)
            os.kill(number, signal.SIGKILL)
            _, status = os.waitpid(number, 0)
            os.close(receive)
            found = answer(partial(content, graph))
            after = answer(partial(still, graph, come, go))
            assert found in (before, after), "what a killed build left is neither the old graph nor the new one"
            if os.WIFSIGNALED(status):
                counts["killed"] += 1
                counts["before" if found == before else "after"] += 1
            held, before = (held | set(come)) - set(go), after
            if counts["killed"] >= 10 * (counts["compared"] + 1):
                fresh = Path(folder, f"fresh-{counts['compared']}")
                assert answer(partial(step, fresh, sorted(held), [])) == after, "not what a build from nothing gives"
                counts["compared"] += 1
    return counts


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--documents", type=int, default=DOCUMENTS)
    given = parser.parse_args()
    sys.stdout.write(f"{soak(given.times, given.seed, given.documents)}\n")
