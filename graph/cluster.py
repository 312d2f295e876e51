"""Reading files on the machines of a dask.distributed cluster: bytes go there, encoded facts come back.

Workers need no storage in common, only the same tookpart. A worker that dies costs what it was reading, which another
reads again; a file that kills every worker it comes to is failed alone.
"""

from __future__ import annotations

import contextlib
import functools
import platform
import queue
import re
import tempfile
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from importlib import metadata
from pathlib import Path
from typing import Any

import msgspec

from tookpart.graph.cache import Reading
from tookpart.graph.engine import Load, Read, rules
from tookpart.graph.readers import Batch, Progress, Task
from tookpart.graph.worker import read_one
from tookpart.ontology.errors import GraphError, InputError, ToolError

try:
    import dask
    import distributed
except ImportError:
    INSTALLED = False
else:
    INSTALLED = True

_ADDRESS = re.compile(r"(?:tcp|tls|ucx|ws|wss)://(?:[\w.-]+|\[[0-9A-Fa-f:]+\]):\d{1,5}")
_CHUNK = 16  # files of one task, as on one machine
_BYTES = 4 * 2**20  # and their bytes: a task goes through the scheduler, which holds it until it is done
_AHEAD = 3  # tasks sent out for each thread of a worker: enough that none waits, few enough to hold
_LOOK = 2.0  # seconds between looks at whether the cluster is still there, and how large it is
_SETTINGS = {
    # the warning is of what a task of one large file cannot help
    "distributed.admin.large-graph-warning-threshold": "1GB",
    # for its developers dask keeps the last 1000 messages below a megabyte that it sent, and so up to 1000 portions
    "distributed.admin.low-level-log-length": 0,
}
_DIED = "the workers that read it died (out of memory, or a crash in a library)"

# libraries whose versions decide what a file is read as
_LIBRARIES = ("charset-normalizer", "lxml", "openpyxl", "pdfminer.six", "pdfplumber", "python-docx", "trafilatura")


class Answer(msgspec.Struct, frozen=True):
    """What a worker sends back: the readings, or what it is made of where that is not what the task asks for."""

    readings: tuple[Reading, ...] = ()
    other: dict[str, str] | None = None


@functools.cache
def make() -> Mapping[str, str]:
    """What the facts of a file depend on at this machine: the rules part by part, Python, and the libraries that read.

    >>> make()["python"] == ".".join(platform.python_version_tuple()[:2])
    True
    """
    versions = {f"the library {name}": metadata.version(name) for name in _LIBRARIES}
    return {**rules(), **versions, "python": ".".join(platform.python_version_tuple()[:2])}


def read_there(files: Sequence[tuple[str, bytes]], read: Read, load: Load, wanted: Mapping[str, str]) -> Answer:
    """Read files, given as (name, bytes), on a worker; not if its rules differ from the `wanted` ones."""
    if make() != wanted:
        return Answer(other=dict(make()))
    found = []
    with tempfile.TemporaryDirectory(prefix="tookpart-") as folder:
        for number, (name, data) in enumerate(files):
            path = Path(folder, str(number), name)
            path.parent.mkdir()
            path.write_bytes(data)
            reading = read_one(str(path), read, load)
            if reading.failure is not None:
                # no one who builds knows of this folder
                reading = Reading(failure=reading.failure.replace(f"{path.parent}/", ""))
            found.append(reading)
            path.unlink()
    return Answer(tuple(found))


def keep_no_messages(dask_scheduler: Any) -> None:
    """Let a scheduler not keep what it sent to its workers, for each of them as in `_SETTINGS` here."""
    for connection in dask_scheduler.stream_comms.values():
        connection.recent_message_log = deque(maxlen=0)


class Cluster:
    """The workers of a scheduler, as a reader for `tookpart.graph.build.build`.

    `scheduler` is its address, as "tcp://10.0.0.5:8786". `timeout` is how many seconds the scheduler may take to
    answer, `patience` how many there may be without any worker. Raises `ToolError` where the package is missing,
    and `InputError` for what is no address.
    """

    def __init__(self, scheduler: str, *, timeout: float = 30.0, patience: float = 60.0) -> None:
        if not INSTALLED:
            raise ToolError("reading on a cluster needs the package distributed; install it with tookpart[cluster]")
        if not _ADDRESS.fullmatch(scheduler):
            raise InputError(f"{scheduler!r} is no address of a scheduler; expected one such as tcp://10.0.0.5:8786")
        self.scheduler, self.timeout, self.patience = scheduler, timeout, patience

    def read_all(
        self,
        tasks: Sequence[Task],
        read: Read,
        load: Load,
        workers: int | None = None,
        progress: Progress | None = None,
    ) -> Iterator[Batch]:
        """Read files on the cluster; batches come as they are ready, in any order. The cluster decides on `workers`.

        Raises `GraphError` if the scheduler cannot be reached or is lost, if there is no worker for too long, and if a
        worker's rules are not those of this machine.
        """
        if not tasks:
            return
        done = 0
        with (
            dask.config.set(_SETTINGS),
            self._client() as client,
            contextlib.closing(_Sending(self, client, tasks, read, load)) as sending,
        ):
            for batch in sending.batches():
                done += len(batch)
                yield batch
                if progress is not None:
                    progress(done, len(tasks))

    @contextlib.contextmanager
    def _client(self) -> Iterator[Any]:
        try:
            connect: Any = distributed.Client
            client = connect(self.scheduler, timeout=self.timeout, set_as_default=False)
        except (OSError, ValueError) as error:
            raise GraphError(
                f"no scheduler answers at {self.scheduler} ({' '.join(str(error).split())[:200]}); "
                f"start one with: dask scheduler"
            ) from error
        try:
            yield client
        finally:
            client.close(timeout=10)


class _Sending:
    """The files of one build on their way to the workers and back."""

    def __init__(self, cluster: Cluster, client: Any, tasks: Sequence[Task], read: Read, load: Load) -> None:
        self.cluster, self.client, self.read, self.load = cluster, client, read, load
        self.waiting = iter(_chunks(tasks))
        self.suspects: deque[list[Task]] = deque()
        self.out: dict[Any, list[Task]] = {}
        self.ready: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.wanted = dict(make())
        self.unmanned_since: float | None = None
        self.known: set[str] = set()
        self.room = 1

    def close(self) -> None:
        if self.out:
            self.client.cancel(list(self.out))
        self.out.clear()

    def batches(self) -> Iterator[Batch]:
        looked = -_LOOK
        while True:
            if time.monotonic() - looked > _LOOK:
                self._look()
                looked = time.monotonic()
            yield from self._send()
            if not self.out:
                return
            with contextlib.suppress(queue.Empty):
                if found := self._take(self.ready.get(timeout=_LOOK)):
                    yield found

    def _send(self) -> Iterator[Batch]:
        """Send out as many tasks as there is room for; what cannot even be opened here comes back at once."""
        while len(self.out) < (1 if self.suspects else self.room):
            # a worker that dies leaves all its tasks under suspicion: only what is sent alone can be convicted
            chunk = self.suspects.popleft() if self.suspects else next(self.waiting, None)
            if chunk is None:
                return
            files, sent, failed = [], [], []
            for task in chunk:
                try:
                    files.append((task.name, Path(task.path).read_bytes()))
                    sent.append(task)
                except OSError as error:
                    failed.append((task, Reading(failure=f"cannot be read: {error.strerror or error}")))
            if failed:
                yield failed
            if not sent:
                continue
            future = self.client.submit(read_there, files, self.read, self.load, self.wanted, pure=False)
            self.out[future] = sent
            future.add_done_callback(self.ready.put)

    def _take(self, future: Any) -> Batch | None:
        chunk = self.out.pop(future)
        try:
            answer: Answer = future.result()
        except distributed.scheduler.KilledWorker:
            if len(chunk) == 1:
                return [(chunk[0], Reading(failure=_DIED))]
            self.suspects.extend([task] for task in chunk)
            return None
        except (CancelledError, OSError) as error:
            raise self._lost() from error
        except Exception as error:
            raise GraphError(
                f"a worker of {self.cluster.scheduler} cannot do its part ({type(error).__name__}: {error}); "
                "install the same tookpart on every machine of the cluster"
            ) from error
        if answer.other is not None:
            raise GraphError(self._differs(answer.other))
        return list(zip(chunk, answer.readings, strict=True))

    def _look(self) -> None:
        """See how many threads the cluster has; `GraphError` if there were none for too long, or it is lost."""
        try:
            found = self.client.scheduler_info(n_workers=-1)["workers"]
            if not self.known.issuperset(found):
                self.client.run_on_scheduler(keep_no_messages)
        # a client that gave up on its scheduler knows nothing of workers any more
        except (OSError, RuntimeError, TimeoutError, KeyError) as error:
            raise self._lost() from error
        except Exception as error:
            raise GraphError(
                f"the scheduler {self.cluster.scheduler} cannot do its part ({type(error).__name__}: {error}); "
                "install the same tookpart on every machine of the cluster"
            ) from error
        self.known = set(found)
        self.room = max(1, _AHEAD * sum(worker["nthreads"] for worker in found.values()))
        if found:
            self.unmanned_since = None
            return
        now = time.monotonic()
        self.unmanned_since = self.unmanned_since or now
        if now - self.unmanned_since >= self.cluster.patience:
            raise GraphError(
                f"the scheduler {self.cluster.scheduler} has no workers; start some with: "
                f"dask worker {self.cluster.scheduler}"
            )

    def _lost(self) -> GraphError:
        return GraphError(
            f"the scheduler {self.cluster.scheduler} was lost; what was read is kept: start it and build again"
        )

    def _differs(self, other: Mapping[str, str]) -> str:
        parts = sorted(part for part in {*other, *self.wanted} if other.get(part) != self.wanted.get(part))
        named = ", ".join(parts[:3]) + (f" and {len(parts) - 3} more" if len(parts) > 3 else "")
        return (
            f"the workers of {self.cluster.scheduler} would read documents otherwise than this machine, since they "
            f"differ in {named}; install the same tookpart and libraries on every machine of the cluster"
        )


def _chunks(tasks: Iterable[Task]) -> Iterator[list[Task]]:
    """Tasks in runs of so many files and bytes at most; a larger file stands alone."""
    chunk: list[Task] = []
    size = 0
    for task in tasks:
        if chunk and (len(chunk) == _CHUNK or size + task.stamp.size > _BYTES):
            yield chunk
            chunk, size = [], 0
        chunk.append(task)
        size += task.stamp.size
    if chunk:
        yield chunk
