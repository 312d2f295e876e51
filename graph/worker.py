"""A process that reads files for a build: paths come in on its standard input, readings go out on its standard output.

A program of its own and no fork or spawn of `multiprocessing`: a fork has only half of the store's threads, and a spawn
runs the user's script again, which starts the build again.
"""

from __future__ import annotations

import gc
import importlib
import os
import signal
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, TypeVar

import msgspec

from tookpart.graph.cache import Reading
from tookpart.graph.engine import Load, Read
from tookpart.graph.nodes import check
from tookpart.ontology.errors import TookpartError
from tookpart.ontology.facts import encode

_LENGTH = struct.Struct("<Q")
_SELDOM = 50_000  # new objects between two collections: reading makes many and few cycles, and 6 % is saved
_T = TypeVar("_T")


class Start(msgspec.Struct, frozen=True):
    """The first message to a worker: where to import from, and the functions that read and load, as "module:name"."""

    paths: list[str]
    read: str
    load: str


def read_one(path: str, read: Read, load: Load) -> Reading:
    """Read one file; whatever is wrong with it becomes the reason of a failed reading."""
    try:
        found = [load(document) for document in read(Path(path))]
        for facts in found:
            check(facts)
        return Reading(tuple(encode(facts) for facts in found))
    except TookpartError as error:
        return Reading(failure=_reason(str(error), path))
    except (OSError, MemoryError, RecursionError) as error:
        return Reading(failure=_reason(f"{type(error).__name__}: {error}", path))
    except Exception as error:
        # one document must not cost a reader of ten thousand the others; its reason is kept
        return Reading(failure=f"the rules failed on it ({type(error).__name__}: {error}); please report this")


def _reason(text: str, path: str) -> str:
    return text.removeprefix(f"{path}: ").removeprefix(f"{Path(path).name}: ") or "it cannot be read"


def name_of(function: Callable[..., Any]) -> str:
    """A function as "module:name", for `function_of`."""
    return f"{function.__module__}:{function.__qualname__}"


def function_of(name: str) -> Any:
    """The function that `name_of` named.

    >>> function_of(name_of(read_one)) is read_one
    True
    """
    module, _, function = name.partition(":")
    return getattr(importlib.import_module(module), function)


def send(stream: IO[bytes], message: object) -> None:
    """Write one message."""
    data = msgspec.msgpack.encode(message)
    stream.write(_LENGTH.pack(len(data)) + data)
    stream.flush()


def receive(stream: IO[bytes], kind: type[_T]) -> _T | None:
    """Read one message; None at the end of the stream, also if it ends within a message."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    data = stream.read(length)
    return msgspec.msgpack.decode(data, type=kind) if len(data) == length else None


def main() -> None:
    """Read files until the input ends."""
    # an interrupt is for the process that builds
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(_SELDOM)
    answers = os.fdopen(os.dup(1), "wb")
    # whatever a library prints must not get between the messages
    os.dup2(2, 1)
    start = receive(sys.stdin.buffer, Start)
    if start is None:
        return
    sys.path[:] = start.paths
    read, load = function_of(start.read), function_of(start.load)
    while (paths := receive(sys.stdin.buffer, list[str])) is not None:
        send(answers, [read_one(path, read, load) for path in paths])
