"""Texts gathered in any order and given back sorted, each once; beyond a number they wait on disk, not in memory."""

from __future__ import annotations

import contextlib
import heapq
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

_HELD = 50_000  # texts held in memory, some 15 MB


class Gathered:
    """Texts of one line each; their files lie in `folder`, without a name, so that they are gone however this ends.

    >>> with Gathered(held=2) as found:
    ...     found.update(["b", "c", "a"])
    ...     found.update(["d", "b"])
    ...     list(found)
    ['a', 'b', 'c', 'd']
    """

    def __init__(self, folder: Path | None = None, held: int = _HELD) -> None:
        self.folder, self.limit = folder, held
        self.held: set[str] = set()
        self.runs: list[IO[str]] = []
        self._opened = contextlib.ExitStack()

    def __enter__(self) -> Gathered:
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    def update(self, texts: Iterable[str]) -> None:
        """Take more texts."""
        self.held.update(texts)
        if len(self.held) >= self.limit:
            run = tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n", dir=self.folder)  # noqa: SIM115 (closed with the rest)
            self.runs.append(self._opened.enter_context(run))
            run.writelines(f"{text}\n" for text in sorted(self.held))
            self.held.clear()

    def __iter__(self) -> Iterator[str]:
        for run in self.runs:
            run.seek(0)
        last = None
        for text in heapq.merge(*((line[:-1] for line in run) for run in self.runs), sorted(self.held)):
            if text != last:
                yield text
                last = text


def without(texts: Iterable[str], others: Iterable[str]) -> Iterator[str]:
    """The texts that are not among the others; both are sorted.

    >>> list(without(["a", "b", "d"], ["b", "c"]))
    ['a', 'd']
    """
    rest = iter(others)
    other = next(rest, None)
    for text in texts:
        while other is not None and other < text:
            other = next(rest, None)
        if text != other:
            yield text
