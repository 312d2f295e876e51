"""Every block of the README does what it says.

    python tests/house/test_readme.py

writes anew what the commands and the Python lines in it print, for a writer of the README to look at.
"""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# how long something took is the one thing that differs from run to run
SECONDS = re.compile(r"\b\d+\.\d s\b")
# run by other tests: the wheel is installed by test_wheel.py
INSTALLED_ELSEWHERE = {"python3 -m pip install .", 'python3 -m pip install ".[pandas,cluster]"'}

Block = tuple[str, str]


def _blocks(text: str) -> list[Block]:
    return [(match[1], match[2]) for match in BLOCK.finditer(text)]


def _steps(body: str) -> list[tuple[str, str, str]]:
    """(as written, command, output) of every `$ ` in a console block; `> ` goes on with a command."""
    steps = []
    for part in filter(None, re.split(r"^(?=\$ )", body, flags=re.MULTILINE)):
        lines = part.splitlines()
        count = 1 + next((i for i, line in enumerate(lines[1:]) if not line.startswith("> ")), len(lines) - 1)
        command = "\n".join(line[2:] for line in lines[:count])
        steps.append(("\n".join(lines[:count]), command, "\n".join(lines[count:])))
    return steps


def _run(command: str, folder: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TOOKPART")}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return "\n".join(line.rstrip() for line in done.stdout.splitlines())


def _settle(folder: Path) -> None:
    shutil.copytree(ROOT / "examples", folder / "examples")
    shutil.copytree(ROOT / "docs", folder / "docs")


def test_readme_has_every_kind_of_block() -> None:
    assert {language for language, _ in _blocks(README.read_text())} == {"console", "python", "sh"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working directory with the examples, in which the blocks run one after another."""
    folder = tmp_path_factory.mktemp("readme")
    _settle(folder)
    return folder


def _console(body: str, folder: Path) -> None:
    for _, command, output in _steps(body):
        assert SECONDS.sub("N s", _run(command, folder)) == SECONDS.sub("N s", output), command


def _examples(body: str) -> doctest.DocTest:
    return doctest.DocTestParser().get_doctest(body, {}, "README.md", str(README), 0)


def _python(body: str, folder: Path) -> None:
    here = Path.cwd()
    os.chdir(folder)
    try:
        test = _examples(body)
        assert test.examples
        runner = doctest.DebugRunner(verbose=False)
        runner.run(test)
    finally:
        os.chdir(here)


def _sh(body: str, folder: Path) -> None:
    for line in body.splitlines():
        command = line.partition("#")[0].strip()
        if command.startswith("make "):
            _run(f"make --dry-run --directory {ROOT} {command.removeprefix('make ')}", folder)
        else:
            assert command in INSTALLED_ELSEWHERE


KINDS: dict[str, Callable[[str, Path], None]] = {"console": _console, "python": _python, "sh": _sh}


@pytest.mark.parametrize("number", range(len(_blocks(README.read_text()))))
def test_block_does_what_it_says(number: int, folder: Path) -> None:
    language, body = _blocks(README.read_text())[number]
    KINDS[language](body, folder)


def test_links_lead_somewhere() -> None:
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)", README.read_text())
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def _printed(body: str, folder: Path) -> str:
    """A block of Python with what its lines really print."""
    written = ""
    names: dict[str, Any] = {}
    os.chdir(folder)
    for example in _examples(body).examples:
        runner = doctest.DocTestRunner(verbose=False)
        got: list[str] = []
        runner.report_failure = lambda out, test, example, text, got=got: got.append(text)  # type: ignore[method-assign]
        test = doctest.DocTest([example], names, "README.md", str(README), 0, None)
        runner.run(test, out=lambda text: None, clear_globs=False)
        names = test.globs
        source = example.source.rstrip("\n").replace("\n", "\n... ")
        written += f">>> {source}\n{got[0] if got else example.want}"
    return written


def _rewrite() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _settle(folder)

        def renew(match: re.Match[str]) -> str:
            language, body = match[1], match[2]
            if language == "console":
                outputs = [(written, _run(command, folder)) for written, command, _ in _steps(body)]
                body = "\n".join("\n".join(filter(None, step)) for step in outputs) + "\n"
            elif language == "python":
                body = _printed(body, folder)
            return f"```{language}\n{body}```"

        README.write_text(BLOCK.sub(renew, README.read_text()))
        os.chdir(ROOT)


if __name__ == "__main__":
    _rewrite()
