"""The catalogue of named questions: `.rq` files whose comment headers say what they answer and what they ask for.

A question is a SPARQL query that runs as it stands, on any server. Each of its parameters is a variable that the query
holds in a line `VALUES ?name { UNDEF }` (no value: no restriction) or `VALUES ?name { "en" }` (a default); binding a
parameter replaces the term between the braces. The header is a block of comments at the top:

    # title: Participants of a process
    # description: Every actor that took part in a meeting of the process, by role.
    # param process: process, required - The dialogue.
    # param since: date - Only meetings that start on this day or later.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from importlib import resources
from typing import Literal, get_args

import msgspec
from rapidfuzz import process as fuzzy

from tookpart.ontology.errors import QueryError

ParameterType = Literal[
    "process",
    "meeting",
    "actor",
    "state",
    "theme",
    "entity",
    "kind",
    "role",
    "year",
    "date",
    "text",
    "integer",
    "language",
]
_HEADER = re.compile(r"#\s*(title|description|param)\b\s*([a-z]*)\s*:\s*(.*)")
_PARAMETER = re.compile(r"([a-z]+)(, required)? - (\S.*)")
_SLOT = re.compile(r"\bVALUES\s+\?([A-Za-z]+)\s*\{\s*(UNDEF|\"[^\"]*\"|\d+)\s*\}")


class Parameter(msgspec.Struct, frozen=True, kw_only=True):
    """What a question asks for: its name, its type and what it means.

    `default` is the value that stands in the query; None where the parameter restricts nothing unless given.
    """

    name: str
    type: ParameterType
    description: str
    required: bool = False
    default: str | None = None


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A named question: its `.rq` text as it stands on disk and what its header says."""

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    text: str

    def bind(self, terms: dict[str, str]) -> str:
        """Return the query with each parameter of `terms` set to its RDF term, given in SPARQL's own notation.

        >>> header = "# title: T\\n# description: D.\\n# param year: year - Y.\\n"
        >>> parse("q", header + "SELECT * { VALUES ?year { UNDEF } }").bind({"year": '"2019"'}).splitlines()[-1]
        'SELECT * { VALUES ?year { "2019" } }'
        """

        def fill(slot: re.Match[str]) -> str:
            term = terms.get(slot[1])
            return slot[0] if term is None else f"VALUES ?{slot[1]} {{ {term} }}"

        return _SLOT.sub(fill, self.text)


def parse(name: str, text: str) -> Question:
    """Read one `.rq` text.

    Raises `QueryError` with the question and line for a header that is broken or disagrees with the query.
    """
    title = description = ""
    headers: list[tuple[str, re.Match[str]]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("#"):
            break
        header = _HEADER.fullmatch(line.rstrip())
        if header is None:
            raise QueryError(
                f"{name}.rq:{number}: cannot read this header; "
                "expected '# title: ', '# description: ' or '# param NAME: '"
            )
        if header[1] == "title":
            title = header[3]
        elif header[1] == "description":
            description = header[3]
        else:
            details = _PARAMETER.fullmatch(header[3])
            if details is None or details[1] not in get_args(ParameterType):
                raise QueryError(
                    f"{name}.rq:{number}: cannot read parameter {header[2]!r}; "
                    "expected 'TYPE[, required] - description' "
                    f"with a type out of {', '.join(get_args(ParameterType))}"
                )
            headers.append((header[2], details))
    if not title or not description:
        raise QueryError(f"{name}.rq: no title or no description; write '# title: ' and '# description: ' at the top")
    slots: dict[str, set[str]] = {}
    for slot in _SLOT.finditer(text):
        slots.setdefault(slot[1], set()).add(slot[2])
    declared = [parameter for parameter, _ in headers]
    if sorted(declared) != sorted(slots):
        raise QueryError(
            f"{name}.rq: its header declares {', '.join(sorted(declared)) or 'no parameter'} "
            f"but its VALUES lines hold {', '.join(sorted(slots)) or 'none'}"
        )
    parameters = []
    for parameter, details in headers:
        if len(slots[parameter]) > 1:
            raise QueryError(
                f"{name}.rq: two defaults for parameter {parameter!r}: {', '.join(sorted(slots[parameter]))}"
            )
        (default,) = slots[parameter]
        parameters.append(
            Parameter(
                name=parameter,
                type=msgspec.convert(details[1], ParameterType),
                required=details[2] is not None,
                description=details[3],
                default=None if default == "UNDEF" else default.strip('"'),
            )
        )
    return Question(name=name, title=title, description=description, parameters=tuple(parameters), text=text)


@functools.cache
def catalogue() -> dict[str, Question]:
    """Return every question of the catalogue by name, in alphabetical order."""
    folder = resources.files("tookpart.queries") / "catalogue"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".rq")), key=lambda file: file.name)
    return {file.name[:-3]: parse(file.name[:-3], file.read_text(encoding="utf-8")) for file in files}


def question(name: str) -> Question:
    """Return a question by name; raises `QueryError` with the nearest names for one that does not exist."""
    found = catalogue().get(name)
    if found is None:
        raise QueryError(f"no question {name!r}{suggestion(name, catalogue())}; 'tookpart query' lists them all")
    return found


def suggestion(wanted: str, known: Iterable[str]) -> str:
    """Return " (did you mean 'a' or 'b'?)" for the known names nearest to a mistyped one, or nothing.

    >>> suggestion("particpants", ["participants", "hosts"])
    " (did you mean 'participants'?)"
    """
    near = [found[0] for found in fuzzy.extract(wanted.lower(), list(known), limit=3, score_cutoff=70)]
    return f" (did you mean {' or '.join(map(repr, near))}?)" if near else ""
