"""Benchmarks run, on little, and end with one line that sums up; how fast anything was is not looked at."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "benchmarks"
LITTLE = {
    "bench_reading": ["--rounds", "1"],
    "bench_build": ["--documents", "31"],
    "bench_queries": ["--documents", "31", "--rounds", "1"],
}


@pytest.mark.parametrize("name", LITTLE)
def test_benchmark_ends_with_a_summary(name: str, tmp_path: Path) -> None:
    command = [sys.executable, str(FOLDER / f"{name}.py"), *LITTLE[name]]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].startswith("summary: ")
