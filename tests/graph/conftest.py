"""Generated documents for the tests of the graph room."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tookpart.graph.engine import Engine

_FILE = Path(__file__).parents[1] / "benchmarks" / "generate.py"


def _load() -> ModuleType:
    # by its file, as the workers that a build starts must be able to import it too
    sys.path.insert(0, str(_FILE.parent))
    spec = importlib.util.spec_from_file_location("generate", _FILE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["generate"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def generate() -> ModuleType:
    """The generator of documents with known facts."""
    return sys.modules.get("generate") or _load()


@pytest.fixture(scope="session")
def engine(generate: ModuleType) -> Engine:
    """How generated files become facts."""
    return Engine(generate.find, generate.read, generate.load, {"all": "1"})
