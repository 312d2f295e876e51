"""Links between datasets as SSSOM TSV, a table that people review and programs read (https://w3id.org/sssom/spec)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from tookpart.graph.store import disk_told
from tookpart.ontology.errors import InputError, MissingError
from tookpart.ontology.vocabulary import PREFIXES

PREDICATES = ("owl:sameAs", "skos:exactMatch", "skos:closeMatch")
REJECTED = "Not"

_PREFIXES = {
    "owl": PREFIXES["owl"],
    "semapv": "https://w3id.org/semapv/vocab/",
    "skos": PREFIXES["skos"],
    "wikidata": "http://www.wikidata.org/entity/",
}
_NEEDED = ("subject_id", "predicate_id", "object_id", "mapping_justification")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")
_IRI = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|^`\\]+')
_CURIE = re.compile(r"#?\s*([\w.-]+)\s*:\s*[\"']?([A-Za-z][A-Za-z0-9+.-]*://[^\s\"']+)")


class Link(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """One row: that a thing of ours (`subject`, an IRI) is, or is close to, a thing elsewhere (`object`, an IRI).

    `predicate` and `justification` are short ("owl:sameAs", "semapv:LexicalMatching"), `confidence` is from 0 to 1,
    and `rejected` says that a reviewer found that it is not so.
    """

    subject: str
    predicate: str
    object: str
    rejected: bool = False
    subject_label: str = ""
    object_label: str = ""
    justification: str = "semapv:UnspecifiedMatching"
    confidence: float | None = None
    comment: str = ""
    source: str = ""
    tool: str = ""
    author: str = ""


# column of the table, and the field that stands in it
_COLUMNS = {
    "subject_id": "subject",
    "subject_label": "subject_label",
    "predicate_modifier": "rejected",
    "predicate_id": "predicate",
    "object_id": "object",
    "object_label": "object_label",
    "mapping_justification": "justification",
    "confidence": "confidence",
    "comment": "comment",
    "object_source": "source",
    "mapping_tool": "tool",
    "author_label": "author",
}


def write_text(links: Iterable[Link], base: str) -> str:
    """A mapping set as text, sorted; `base` is the beginning of the IRIs of our things."""
    prefixes = {**_PREFIXES, "tookpart": base}
    out = io.StringIO()
    out.write("#mapping_set_id: https://w3id.org/tookpart/links\n")
    out.write("#license: https://w3id.org/sssom/license/unspecified\n")
    out.write("#curie_map:\n" + "".join(f"#  {name}: {iri}\n" for name, iri in sorted(prefixes.items())))
    out.write("#comment: delete a row, or put Not into predicate_modifier, where it is wrong\n")
    table = csv.writer(out, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
    table.writerow(_COLUMNS)
    for link in sorted(links, key=lambda link: (link.subject, -(link.confidence or 0), link.object, link.predicate)):
        values = {name: getattr(link, name) for name in _COLUMNS.values()}
        values["subject"], values["object"] = (_short(values[name], prefixes) for name in ("subject", "object"))
        values["rejected"] = REJECTED if link.rejected else ""
        values["confidence"] = "" if link.confidence is None else f"{link.confidence:.2f}"
        table.writerow([_CONTROLS.sub(" ", str(values[name])) for name in _COLUMNS.values()])
    return out.getvalue()


def write(path: Path, links: Iterable[Link], base: str) -> None:
    """Write a mapping set to a file; `InputError` for a folder that does not exist."""
    if not path.parent.is_dir():
        raise InputError(f"{path}: there is no folder {path.parent}; make it first")
    with disk_told(path):
        path.write_text(write_text(links, base), encoding="utf-8")


def read(path: Path) -> list[Link]:
    """Read a mapping set; `MissingError` if there is no such file, `InputError` with file and line for a bad row."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise MissingError(f"{path}: no such file; 'tookpart link -o {path}' makes one with proposals") from None
    except (UnicodeDecodeError, OSError) as error:
        raise InputError(
            f"{path}: cannot be read as a table of links ({error}); expected SSSOM TSV in UTF-8"
        ) from error
    prefixes = dict(_PREFIXES)
    columns: list[str] | None = None
    links: dict[tuple[str, str, str], Link] = {}
    # a row of ours never holds a line's end, so that the line of a file is the line of a row
    for number, line in enumerate(text.split("\n"), 1):
        if columns is None and line.startswith("#"):
            if found := _CURIE.fullmatch(line.strip()):
                prefixes[found[1]] = found[2]
            continue
        if not line.strip():
            continue
        try:
            (values,) = csv.reader([line.rstrip("\r")], delimiter="\t")
        except csv.Error as error:
            raise InputError(f"{path}:{number}: no row of a table ({error}); write it anew or delete it") from error
        if columns is None:
            columns = values
            if missing := [name for name in _NEEDED if name not in columns]:
                raise InputError(
                    f"{path}:{number}: no column {missing[0]!r}; expected tab-separated {', '.join(_NEEDED)}"
                )
            continue
        if len(values) > len(columns):
            raise InputError(
                f"{path}:{number}: {len(values)} values for {len(columns)} columns; one tab stands between two values"
            )
        link = _link(dict(zip(columns, values, strict=False)), prefixes, f"{path}:{number}")
        links[link.subject, link.predicate, link.object] = link
    if columns is None:
        raise InputError(f"{path}: there is no table in it; expected tab-separated columns {', '.join(_NEEDED)}")
    return sorted(links.values(), key=lambda link: (link.subject, link.object, link.predicate))


def _link(row: Mapping[str, str], prefixes: Mapping[str, str], where: str) -> Link:
    for name in _NEEDED:
        if not row.get(name, "").strip():
            raise InputError(f"{where}: {name} is empty; fill it in or delete the row")
    values = {field: row.get(column, "").strip() for column, field in _COLUMNS.items()}
    predicate = _short(_long(values["predicate"], prefixes, "predicate_id", where), _PREFIXES)
    if predicate not in PREDICATES:
        raise InputError(
            f"{where}: predicate_id {values['predicate']!r} cannot be recorded; expected {', '.join(PREDICATES)}"
        )
    modifier = values.pop("rejected")
    if modifier not in ("", REJECTED):
        raise InputError(f"{where}: predicate_modifier {modifier!r} is unknown; expected {REJECTED!r} or nothing")
    confidence = _confidence(values.pop("confidence"), where)
    for field, column in (("subject", "subject_id"), ("object", "object_id")):
        values[field] = _long(values[field], prefixes, column, where)
    return Link(**{**values, "predicate": predicate}, rejected=modifier == REJECTED, confidence=confidence)


def _confidence(text: str, where: str) -> float | None:
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise InputError(f"{where}: confidence {text!r} is no number from 0 to 1; correct it or leave it empty")
    return value


def _long(text: str, prefixes: Mapping[str, str], column: str, where: str) -> str:
    prefix, colon, rest = text.strip("<>").partition(":")
    iri = prefixes[prefix] + rest if colon and prefix in prefixes and not rest.startswith("//") else text.strip("<>")
    if not _IRI.fullmatch(iri) or (iri == text.strip("<>") and "://" not in iri and prefix != "urn"):
        known = ", ".join(f"{name}:" for name in sorted(prefixes))
        raise InputError(f"{where}: {column} {text!r} is no IRI and has none of the prefixes {known}")
    return iri


def _short(iri: str, prefixes: Mapping[str, str]) -> str:
    for name, beginning in sorted(prefixes.items()):
        if iri.startswith(beginning) and len(iri) > len(beginning):
            return f"{name}:{iri.removeprefix(beginning)}"
    return iri
