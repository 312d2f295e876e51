"""Reading many files over many processes: results come back in batches, a file that cannot be read comes back as a
reason.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import msgspec

from tookpart.graph.cache import Reading
from tookpart.graph.engine import Load, Read
from tookpart.graph.ledger import Stamp
from tookpart.graph.nodes import check
from tookpart.ontology.errors import TookpartError
from tookpart.ontology.facts import encode

Progress = Callable[[int, int], None]

_CHUNK = 16  # files of one task: few enough to share out evenly, enough to hide the cost of sending
_ALONE = 48  # fewer files are read here: starting processes takes longer
_AHEAD = 4  # tasks a worker has waiting
_DIED = "the process that read it died (out of memory, or a crash in a library)"


class Task(msgspec.Struct, frozen=True):
    """A file to read: its path, its name, and its stamp."""

    path: str
    name: str
    stamp: Stamp


def read_one(path: str, read: Read, load: Load) -> Reading:
    """Read one file; whatever is wrong with it becomes the reason of a failed reading."""
    try:
        found = [load(document) for document in read(Path(path))]
        for facts in found:
            check(facts)
        return Reading(tuple(encode(facts) for facts in found))
    except TookpartError as error:
        return Reading(failure=_reason(str(error), path))
    except (OSError, ValueError, RecursionError, MemoryError) as error:
        return Reading(failure=_reason(f"{type(error).__name__}: {error}", path))
    except Exception as error:
        # one document must not cost a reader of ten thousand the others; its reason is kept
        return Reading(
            failure=f"the rules failed on it ({type(error).__name__}: {error}); please report this with the file"
        )


def _reason(text: str, path: str) -> str:
    return text.removeprefix(f"{path}: ").removeprefix(f"{Path(path).name}: ") or "it cannot be read"


def _read_chunk(paths: Sequence[str], read: Read, load: Load) -> list[Reading]:
    return [read_one(path, read, load) for path in paths]


def _quiet() -> None:
    # an interrupt is for the process that builds: it lets the workers end their task
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def read_all(
    tasks: Sequence[Task], read: Read, load: Load, workers: int | None = None, progress: Progress | None = None
) -> Iterator[list[tuple[Task, Reading]]]:
    """Read files with that many processes, by default one a core; batches come as they are ready.

    A process that dies over a file (out of memory, a crash in a library) costs that file alone.
    """
    workers = workers or _cores()
    done = 0

    def tell(batch: list[tuple[Task, Reading]]) -> list[tuple[Task, Reading]]:
        nonlocal done
        done += len(batch)
        if progress is not None:
            progress(done, len(tasks))
        return batch

    chunks = [list(tasks[i : i + _CHUNK]) for i in range(0, len(tasks), _CHUNK)]
    if workers == 1 or len(tasks) < _ALONE:
        for chunk in chunks:
            yield tell([(task, read_one(task.path, read, load)) for task in chunk])
        return
    waiting = deque(chunks)
    while waiting:
        lost = []
        for chunk, readings in _pooled(waiting, read, load, workers):
            if readings is None:
                lost += chunk
            else:
                yield tell(list(zip(chunk, readings, strict=True)))
        for task in lost:
            alone = deque([[task]])
            for _, readings in _pooled(alone, read, load, 1):
                reading = readings[0] if readings else Reading(failure=_DIED)
                yield tell([(task, reading)])


def _cores() -> int:
    with contextlib.suppress(AttributeError):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _pooled(
    waiting: deque[list[Task]], read: Read, load: Load, workers: int
) -> Iterator[tuple[list[Task], list[Reading] | None]]:
    """Take chunks and give them with their readings, or with None if a process died while they were being read; then
    stop.
    """
    # a forked child would inherit the threads of the store half alive
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_quiet)
    running: dict[Future[list[Reading]], list[Task]] = {}
    broken = False
    try:
        while running or (waiting and not broken):
            while waiting and not broken and len(running) < workers * _AHEAD:
                try:
                    future = pool.submit(_read_chunk, [task.path for task in waiting[0]], read, load)
                except BrokenProcessPool:
                    broken = True
                else:
                    running[future] = waiting.popleft()
            ready, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in ready:
                chunk = running.pop(future)
                try:
                    yield chunk, future.result()
                except BrokenProcessPool:
                    broken = True
                    yield chunk, None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
