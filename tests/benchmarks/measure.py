"""Timing things side by side: every piece of work in the same run, in turns, and the median of several rounds."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Mapping


def side_by_side(works: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The median seconds of each piece of work by its name; each runs once unmeasured, then `rounds` times in turns."""
    seconds: dict[str, list[float]] = {name: [] for name in works}
    for counted in (False, *[True] * rounds):
        for name, work in works.items():
            started = time.perf_counter()
            work()
            if counted:
                seconds[name].append(time.perf_counter() - started)
    return {name: statistics.median(times) for name, times in seconds.items()}


def once(work: Callable[[], object]) -> float:
    """The seconds of one piece of work that is too long to repeat."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def on_one_core() -> None:
    """Keep this process on one core, where the system can do that."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
