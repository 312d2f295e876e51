"""The graph as CSV tables, one a class or relation, for spreadsheets and data frames."""

from __future__ import annotations

import csv
import io
import os
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from tookpart.ontology.errors import InputError

_LABEL = """
  OPTIONAL {{ SELECT ?{0} (MIN(?l) AS ?{0}_en) {{ ?{0} skos:prefLabel ?l FILTER(LANG(?l) = "en") }} GROUP BY ?{0} }}
  OPTIONAL {{ SELECT ?{0} (MIN(?l) AS ?{0}_any) {{ ?{0} skos:prefLabel ?l }} GROUP BY ?{0} }}"""


def _things(kind: str, *more: str) -> str:
    """A query for all things of a class: identifier, name, and one column for each property (several values by "|")."""
    columns = " ".join(f"?{name}" for name in more)
    parts = "".join(
        f"""
  OPTIONAL {{ SELECT ?id (GROUP_CONCAT(?v; separator="|") AS ?{name}) {{
    SELECT DISTINCT ?id ?v {{ ?id {_PATHS[name]} ?o BIND(STR(?o) AS ?v) }} ORDER BY ?v }} GROUP BY ?id }}"""
        for name in more
    )
    return f"""SELECT DISTINCT ?id (COALESCE(?id_en, ?id_any) AS ?name) {columns} {{
  {{ SELECT DISTINCT ?id {{ ?id a/rdfs:subClassOf* tp:{kind} }} }}{_LABEL.format("id")}{parts} }} ORDER BY ?id"""


_PATHS = {
    "iso3": "tp:iso3",
    "iso2": "tp:iso2",
    "acronyms": "tp:acronym",
    "state": "tp:ofState|tp:inState|tp:heldIn",
    "process": "tp:ofProcess",
    "body": "tp:ofBody",
    "within": "tp:within",
    "place": "tp:heldAt",
    "start": "tp:startDate",
    "end": "tp:endDate",
    "virtual": "tp:isVirtual",
    "ordinal": "tp:ordinal",
    "themes": "tp:hasTheme",
    "established": "tp:establishedIn",
    "same_as": "owl:sameAs",
    "file": "tp:sourceFile",
    "title": "dcterms:title",
    "issued": "dcterms:issued",
    "language": "dcterms:language",
    "source": "dcterms:source",
    "hash": "tp:contentHash",
}

QUERIES: dict[str, str] = {
    "states": _things("State", "iso3", "iso2", "same_as"),
    "organisations": _things("Organisation", "acronyms", "state", "same_as"),
    "persons": _things("Person"),
    "processes": _things("Process", "acronyms", "established", "themes", "same_as"),
    "bodies": _things("Body", "acronyms", "process"),
    "places": _things("Place", "state"),
    "themes": _things("ThematicArea"),
    "meetings": _things(
        "Meeting", "ordinal", "start", "end", "place", "state", "virtual", "process", "body", "within", "themes"
    ),
    "documents": _things("Document", "file", "title", "issued", "language", "source", "hash"),
    "participations": """SELECT ?id ?actor ?role ?meeting ?document ?confidence {
  GRAPH ?document { ?id a tp:Participation ; tp:actor ?actor ; tp:meeting ?meeting ; tp:role ?r ; tp:confidence
  ?confidence }
  BIND(STRAFTER(STR(?r), "#role-") AS ?role) } ORDER BY ?id ?document""",
    "memberships": """SELECT ?id ?member ?relation ?target ?years ?job_title ?document ?confidence {
  GRAPH ?document { ?id a tp:Membership ; org:member ?member ; org:organization ?target ; org:role ?r ;
    tp:confidence ?confidence OPTIONAL { ?id tp:jobTitle ?job_title }
    OPTIONAL { ?id org:memberDuring/rdfs:label ?years } }
  BIND(STRAFTER(STR(?r), "#role-") AS ?relation) } ORDER BY ?id ?document ?years ?job_title""",
    "evidence": """SELECT ?id ?document ?start ?end ?quote ?supports ?states {
  ?id a tp:Evidence ; tp:inDocument ?document ; oa:start ?start ; oa:end ?end ; oa:exact ?quote ; tp:supports ?supports
  OPTIONAL { ?id tp:statesProperty ?p BIND(STRAFTER(STR(?p), "#") AS ?states) } } ORDER BY ?document ?start ?end ?id
  ?supports""",
}
"""The tables and the queries that fill them."""


class _Dataset(Protocol):
    base: str

    def query(self, sparql: str, /) -> Any: ...


def write_tables(dataset: _Dataset, path: Path) -> None:
    """Write all tables into a folder, or into a .zip; a name that ends in .csv is taken for a folder's."""
    tables = {f"{name}.csv": table(dataset, query) for name, query in QUERIES.items()}
    new = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        if path.suffix.lower() == ".zip":
            with zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, text in tables.items():
                    # the time of the export would make every archive different
                    archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
            os.replace(new, path)
            return
        if path.exists() and not path.is_dir():
            raise InputError(f"{path} is a file; CSV tables go into a folder or a .zip")
        path.mkdir(exist_ok=True)
        for name, text in tables.items():
            (path / name).write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise InputError(f"{path} cannot be written ({error.strerror or error}); name another place with -o") from error
    finally:
        if new.is_dir():
            shutil.rmtree(new)
        else:
            new.unlink(missing_ok=True)


def table(dataset: _Dataset, query: str) -> str:
    """The answer of a query as CSV; IRIs of the graph's own things without their common beginning."""
    solutions = dataset.query(query)
    names = [variable.value for variable in solutions.variables]
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(_rows(solutions, names, dataset.base))
    return buffer.getvalue()


def _rows(solutions: Any, names: list[str], base: str) -> Iterator[list[str]]:
    for row in solutions:
        yield ["" if row[name] is None else str(row[name].value).replace(base, "") for name in names]
