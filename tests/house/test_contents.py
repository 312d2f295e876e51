"""What is in the repository: our own words and code, true on any machine."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# the class in each pattern keeps this file from finding itself
MACHINE_PATH = re.compile(r"(?<![\w.}/)])/(?:[w]ork|[r]oot|[h]ome|[U]sers)/\w")
REGISTRY = re.compile(r"(?:[p]ypi\.org|[p]ythonhosted\.org|[n]pmjs\.|[a]naconda\.org|/simple[/]|index[-]url)", re.I)
OTHER_PEOPLES_CODE = re.compile(r"[@]license|[@]preserve|\.min[.]js|sourceMapping[U]RL", re.I)


@pytest.fixture(scope="module")
def files() -> list[Path]:
    """All files that are or may be committed."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def _lines(files: list[Path]) -> list[tuple[str, str]]:
    found = []
    for path in files:
        text = path.read_bytes().decode("utf-8", "ignore") if path.suffix not in (".png", ".pdf", ".docx") else ""
        found += [(f"{path.relative_to(ROOT)}:{number}", line) for number, line in enumerate(text.splitlines(), 1)]
    return found


@pytest.mark.parametrize("pattern", [MACHINE_PATH, REGISTRY], ids=["paths of a machine", "registry hosts"])
def test_no_file_knows_of_a_machine(files: list[Path], pattern: re.Pattern[str]) -> None:
    assert [f"{where}: {line.strip()[:100]}" for where, line in _lines(files) if pattern.search(line)] == []


def test_scripts_and_styles_are_our_own(files: list[Path]) -> None:
    browser = [path for path in files if path.suffix in (".js", ".css", ".mjs")]
    found = [where for where, line in _lines(browser) if len(line) > 1000 or OTHER_PEOPLES_CODE.search(line)]
    assert browser
    assert found == []


def test_nothing_built_is_committed(files: list[Path]) -> None:
    built = {".pyc", ".so", ".whl", ".gz", ".sqlite", ".egg-info", ".js.map"}
    assert [str(path) for path in files if path.suffix in built] == []


def test_files_are_small(files: list[Path]) -> None:
    sizes = {str(path): path.stat().st_size for path in files}
    assert {
        path: size for path, size in sizes.items() if size > (1_500_000 if path.endswith(".csv") else 400_000)
    } == {}
