"""Reading many files over many processes: results come in batches, and a process that dies costs one file at most."""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence

import msgspec

from tookpart.graph.cache import Reading
from tookpart.graph.engine import Load, Read
from tookpart.graph.ledger import Stamp
from tookpart.graph.worker import Start, name_of, read_one, receive, send

Progress = Callable[[int, int], None]

_CHUNK = 16  # files of one task: few enough to share out evenly, enough to hide the cost of sending
_ALONE = 48  # fewer files are read here: starting processes takes longer
_DIED = "the process that read it died (out of memory, or a crash in a library)"


class Task(msgspec.Struct, frozen=True):
    """A file to read: its path, its name, and its stamp."""

    path: str
    name: str
    stamp: Stamp


Batch = list[tuple[Task, Reading]]
# files, the two functions of an engine, a number of processes, whom to tell; batches in any order
ReadAll = Callable[[Sequence[Task], Read, Load, int | None, Progress | None], Iterator[Batch]]


def read_all(
    tasks: Sequence[Task], read: Read, load: Load, workers: int | None = None, progress: Progress | None = None
) -> Iterator[Batch]:
    """Read files with that many processes, by default one a core; batches come as they are ready, in any order."""
    workers = workers or cores()
    chunks = [list(tasks[i : i + _CHUNK]) for i in range(0, len(tasks), _CHUNK)]
    # what a script defines in itself cannot be imported by another process
    private = "__main__" in (read.__module__, load.__module__)
    if workers == 1 or private or len(tasks) < _ALONE:
        batches: Iterator[Batch] = ([(t, read_one(t.path, read, load)) for t in chunk] for chunk in chunks)
    else:
        batches = _shared_out(chunks, Start(sys.path, name_of(read), name_of(load)), min(workers, len(chunks)))
    done = 0
    with contextlib.closing(batches):  # type: ignore[type-var]
        for batch in batches:
            done += len(batch)
            yield batch
            if progress is not None:
                progress(done, len(tasks))


def cores() -> int:
    """The number of processor cores that this process may use."""
    with contextlib.suppress(AttributeError):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class _Worker:
    """One process that reads, started again when it has died."""

    def __init__(self, start: Start) -> None:
        self.start = start
        self.process: subprocess.Popen[bytes] | None = None

    def read(self, chunk: list[Task]) -> Batch:
        readings = self._ask([task.path for task in chunk])
        if readings is not None:
            return list(zip(chunk, readings, strict=True))
        if len(chunk) == 1:
            return [(chunk[0], Reading(failure=_DIED))]
        # one by one shows which file it was
        return [found for task in chunk for found in self.read([task])]

    def _ask(self, paths: list[str]) -> list[Reading] | None:
        try:
            if self.process is None:
                command = [sys.executable, "-c", "from tookpart.graph.worker import main; main()"]
                environment = os.environ | {"PYTHONPATH": os.pathsep.join(p for p in self.start.paths if p)}
                self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
                self._send(self.start)
            self._send(paths)
            assert self.process.stdout is not None
            answer = receive(self.process.stdout, list[Reading])
        except OSError:
            answer = None
        if answer is None:
            self.stop()
        return answer

    def _send(self, message: object) -> None:
        assert self.process is not None
        assert self.process.stdin is not None
        send(self.process.stdin, message)

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        process, self.process = self.process, None
        if process is not None:
            process.kill()
            for stream in (process.stdin, process.stdout):
                with contextlib.suppress(OSError):
                    if stream is not None:
                        stream.close()
            process.wait()


def _shared_out(chunks: list[list[Task]], start: Start, workers: int) -> Iterator[Batch]:
    todo: queue.SimpleQueue[list[Task]] = queue.SimpleQueue()
    done: queue.Queue[Batch | BaseException] = queue.Queue(maxsize=4 * workers)
    stopped = threading.Event()
    for chunk in chunks:
        todo.put(chunk)

    def work(worker: _Worker) -> None:
        while not stopped.is_set():
            try:
                chunk = todo.get_nowait()
            except queue.Empty:
                return
            found: Batch | BaseException
            try:
                found = worker.read(chunk)
            except BaseException as error:
                found = error
            while not stopped.is_set():
                with contextlib.suppress(queue.Full):
                    done.put(found, timeout=0.1)
                    break

    pool = [_Worker(start) for _ in range(workers)]
    threads = [threading.Thread(target=work, args=(worker,), daemon=True) for worker in pool]
    for thread in threads:
        thread.start()
    try:
        for _ in chunks:
            found = done.get()
            if isinstance(found, BaseException):
                raise found
            yield found
    finally:
        stopped.set()
        for worker, thread in zip(pool, threads, strict=True):
            # what it is reading just now is lost and will be read again
            if thread.is_alive() and worker.process is not None:
                worker.process.kill()
            thread.join()
            worker.stop()
