"""The package as a user gets it: built once from a copy of the working tree."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_NOT_SOURCE = shutil.ignore_patterns(
    ".git", ".venv*", ".hypothesis", ".cache", ".*_cache", "__pycache__", "*.egg-info", "build", "dist", "demo", "tests"
)


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the working tree as it is now, without its tests."""
    return Path(shutil.copytree(ROOT, tmp_path_factory.mktemp("copy") / "source", symlinks=True, ignore=_NOT_SOURCE))


@pytest.fixture(scope="session")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from an sdist that was built from the working tree, with what is installed here."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.glob("*.whl")
    return built
