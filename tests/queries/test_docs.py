"""The page on named questions holds a line on each, as it is."""

from __future__ import annotations

from pathlib import Path

from tookpart.queries.catalogue import catalogue

PAGE = (Path(__file__).parents[2] / "docs" / "queries.md").read_text(encoding="utf-8")


def test_every_question_has_its_line() -> None:
    rows = [line.split(" | ") for line in PAGE.splitlines() if line.startswith("| `")]
    said = {row[0].strip("| `"): (row[1], row[2].strip(" |")) for row in rows}
    for question in catalogue().values():
        options = " ".join(
            f"`--{parameter.name}`{'*' if parameter.required else ''}"
            for parameter in question.parameters
            if parameter.name != "lang"
        )
        assert said.pop(question.name, None) == (question.description, options), question.name
    assert said == {}


def test_every_type_of_parameter_is_named() -> None:
    assert all(f"`{p.type}`" in PAGE for question in catalogue().values() for p in question.parameters)
