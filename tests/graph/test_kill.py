"""Builds that are killed: the soak of tests/benchmarks/kill.py, for a short while."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[1] / "benchmarks" / "kill.py"


def test_killed_builds_lose_nothing() -> None:
    # a process of its own, since it forks and must not have the threads of a store
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "--times", "20", "--documents", "12"],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert "'killed': 20" in done.stdout
