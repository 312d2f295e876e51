"""The wheel, installed where nothing of the working tree can be seen, does the main job."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


class Installed:
    """An environment that holds the wheel, and the libraries of this one behind it."""

    def __init__(self, folder: Path, wheel: Path) -> None:
        self.folder = folder
        self.bin = folder / "env" / "bin"
        self.call(sys.executable, "-m", "venv", "--without-pip", str(folder / "env"))
        (self.site,) = (folder / "env" / "lib").glob("python*/site-packages")
        pip = (sys.executable, "-m", "pip", "--python", str(self.bin / "python"), "--disable-pip-version-check")
        self.call(*pip, "install", "--quiet", "--no-deps", "--no-index", str(wheel))
        self.packed = {path.name for path in self.site.iterdir()}
        # a plain path line adds the libraries without the .pth files there: the working tree stays out of sight
        (self.site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
        shutil.copytree(ROOT / "examples" / "documents", folder / "documents")

    def call(self, *command: str) -> str:
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "TOOKPART"))}
        done = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def tookpart(self, *arguments: str) -> str:
        return self.call(str(self.bin / "tookpart"), *arguments)


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    return Installed(tmp_path_factory.mktemp("installed"), wheel)


def test_puts_only_tookpart_into_site_packages(installed: Installed) -> None:
    assert {name.split("-")[0] for name in installed.packed} == {"tookpart"}
    assert len(installed.packed) == 2, "the package and its dist-info"


def test_package_comes_from_the_wheel(installed: Installed) -> None:
    where = installed.call(str(installed.bin / "python"), "-c", "import tookpart.graph as room; print(room.__file__)")
    assert Path(where.strip()).is_relative_to(installed.site)


def test_builds_and_answers(installed: Installed) -> None:
    installed.tookpart("build", "documents")
    answer = installed.tookpart("query", "participants", "--process", "rcm", "--format", "csv")
    assert "Guatemala" in answer
