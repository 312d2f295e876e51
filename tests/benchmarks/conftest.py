"""Benchmarks are run by `make bench`, not collected as tests; what they are made with is."""

from pathlib import Path

collect_ignore = [
    path.name for path in Path(__file__).parent.glob("*.py") if path.name not in ("conftest.py", "generate.py")
]
