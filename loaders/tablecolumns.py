"""The columns of tables of meetings: what may head them, and the plain text in which a table becomes a document."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources

from tookpart.ontology.errors import InputError

JOINT = " | "
EMPTY = "-"
"""What stands in a cell without a value."""


@functools.cache
def words(section: str) -> Mapping[str, tuple[str, ...]]:
    """A section of loaders/language/table-columns.toml: a name of ours to the words that stand for it."""
    file = resources.files("tookpart.loaders") / "language" / "table-columns.toml"
    data = tomllib.loads(file.read_text(encoding="utf-8"))[section]
    return {name: tuple(forms) for name, forms in data.items()}


@functools.cache
def meaning(section: str) -> Mapping[str, str]:
    """From a word, in lower case, to the name in a section that it stands for."""
    found: dict[str, str] = {}
    for name, forms in words(section).items():
        for form in (name.lower(), *forms):
            found.setdefault(form, name)
    return found


def columns_of(headers: Sequence[str]) -> list[str | None]:
    """The column that each header stands for, None for one that says nothing to us or comes twice.

    >>> columns_of(["Event", "Fecha", "Colour"])
    ['meeting', 'start', None]
    """
    found: list[str | None] = []
    for header in headers:
        column = meaning("columns").get(" ".join(header.replace("_", " ").lower().split()).rstrip(":"))
        found.append(column if column not in found else None)
    return found


def table_text(place: str, rows: Iterable[Mapping[str, str]]) -> str:
    """Rows, as mappings from columns to values, as text: the columns in the first line, then a line for each row.

    Raises `InputError`, with `place` (a file and line) in front, where columns are missing or no row has values.
    """
    kept = [{column: _plain(value) for column, value in row.items() if _plain(value)} for row in rows]
    kept = [row for row in kept if row]
    columns = [column for column in words("columns") if any(column in row for row in kept)]
    if "meeting" not in columns and not ({"relation", "actor"} <= set(columns) and {"process", "body"} & set(columns)):
        expected = ", ".join(words("columns")["meeting"][:6])
        raise InputError(f"{place}: no column 'meeting'; expected one of {expected}, with values below it")
    lines = [JOINT.join(columns), *(JOINT.join(row.get(column, EMPTY) for column in columns) for row in kept)]
    return "\n".join(lines)


def table_columns(text: str) -> list[str]:
    """The columns of a document that was a table, [] for any other document."""
    columns = text.split("\n", 1)[0].split(JOINT)
    known = words("columns")
    tabular = all(column in known for column in columns) and {"meeting", "relation"} & set(columns) and len(columns) > 1
    return columns if tabular else []


def _plain(value: str) -> str:
    return " ".join(value.replace("|", "/").split())
