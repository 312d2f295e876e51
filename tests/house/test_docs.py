"""Documentation cannot drift: options, questions, pages and links are where the docs say, and in the docs.

    python tests/house/test_docs.py

writes the page of options anew.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.main import get_command

from tookpart.cli import app
from tookpart.queries.catalogue import catalogue

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs").rglob("*.md"))
OPTIONS = ROOT / "docs" / "options.md"
SCRIPTS = sorted((ROOT / "tests" / "benchmarks").glob("bench_*.py"))


def _options() -> str:
    """The page of options, as the commands themselves tell them."""
    lines = ["# Options", "", "Of each [command](commands.md), beside `--help`.", ""]
    for name, command in sorted(get_command(app).commands.items()):  # type: ignore[attr-defined]
        lines += [f"## tookpart {name}", "", "| option | says |", "|---|---|"]
        for parameter in command.params:
            if "--help" in parameter.opts or not parameter.opts[0].startswith("-"):
                continue
            shown = ", ".join(f"`{option}`" for option in parameter.opts)
            value = f" {parameter.metavar}" if parameter.metavar else ""
            lines.append(f"| {shown}{value} | {parameter.help} |")
        lines.append("")
    return "\n".join(lines)


def test_page_of_options_is_what_the_commands_say() -> None:
    assert OPTIONS.read_text(encoding="utf-8") == _options(), "run: python tests/house/test_docs.py"


def test_every_option_says_what_it_is() -> None:
    assert [line for line in _options().splitlines() if line.endswith(("| None |", "|  |"))] == []


def test_there_is_something_to_hold() -> None:
    assert _options().count("\n| `-") > 20
    assert len(PAGES) > 8
    assert len(SCRIPTS) > 3


@pytest.mark.parametrize("name", catalogue())
def test_question_is_on_the_page_of_questions(name: str) -> None:
    assert f"`{name}`" in (ROOT / "docs" / "queries.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_benchmark_is_on_the_pages(script: Path) -> None:
    assert any(script.name in page.read_text(encoding="utf-8") for page in PAGES)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_page_is_in_the_index(page: Path) -> None:
    listed = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    assert page.name == "index.md" or f"({page.relative_to(ROOT / 'docs').as_posix()})" in listed


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_links_of_a_page_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


if __name__ == "__main__":
    OPTIONS.write_text(_options(), encoding="utf-8")
