"""Writing a graph to files: one registry from format to writer, and the same bytes for the same graph every time.

Writers work on lines of N-Quads, sorted on disk where they are many, so that memory does not grow with the graph.
"""

from __future__ import annotations

import contextlib
import heapq
import itertools
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, Protocol

import pyoxigraph as ox

from tookpart.graph.tables import write_tables
from tookpart.ontology.errors import InputError
from tookpart.ontology.vocabulary import PREFIXES

_CHUNK = 400_000  # lines sorted at once, some 100 MB
_A = f"<{PREFIXES['rdf']}type>"
_LOCAL = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")
_TERM = re.compile(r'<([^>]*)>|("(?:[^"\\]|\\.)*")(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)?')
_XSD = PREFIXES["xsd"]
_KINDS = (
    *("body", "document", "evidence", "interval", "meeting", "membership", "organisation", "participation", "person"),
    *("place", "process", "region", "scheme", "state", "theme", "year"),
)


class Dataset(Protocol):
    """A store that can be exported: `dump` gives its quads as lines of N-Quads in any order, `query` answers SPARQL."""

    base: str

    def dump(self) -> Iterator[bytes]:
        """All quads, each a line with its line break."""

    def query(self, sparql: str, /) -> Any:
        """The answer of a SPARQL query over the union of all graphs."""


Writer = Callable[[Dataset, Path], None]


def sorted_lines(lines: Iterable[bytes], chunk: int = _CHUNK) -> Iterator[bytes]:
    """Sort lines and leave out repeated ones; beyond `chunk` lines on disk instead of in memory.

    >>> list(sorted_lines([b"b", b"a", b"b"], chunk=2))
    [b'a', b'b']
    """
    with contextlib.ExitStack() as stack:
        runs: list[Iterable[bytes]] = []
        source = iter(lines)
        while piece := list(itertools.islice(source, chunk)):
            piece.sort()
            if len(piece) == chunk:
                # a file name would only be in the way: the run is gone when the export ends, however it ends
                run = stack.enter_context(tempfile.TemporaryFile())
                run.writelines(line if line.endswith(b"\n") else line + b"\n" for line in piece)
                run.seek(0)
                runs.append(run if piece[0].endswith(b"\n") else (line[:-1] for line in run))
            else:
                runs.append(piece)
        last = b""
        for line in heapq.merge(*runs) if len(runs) > 1 else itertools.chain.from_iterable(runs):
            if line != last:
                yield line
                last = line


def nquads(dataset: Dataset) -> Iterator[bytes]:
    """The canonical N-Quads of a dataset: every quad once, sorted by bytes. Equal graphs give equal lines."""
    return sorted_lines(dataset.dump())


def ntriples(dataset: Dataset) -> Iterator[bytes]:
    """The union of all graphs as sorted N-Triples, every triple once."""
    return sorted_lines(line[: line.rindex(b" <")] + b" .\n" for line in dataset.dump())


def _by_graph(dataset: Dataset) -> Iterator[tuple[str, Iterator[str]]]:
    """The graphs by IRI, each with its sorted lines of N-Triples."""

    def turned(line: bytes) -> bytes:
        cut = line.rindex(b" <")
        return line[cut + 1 : -3] + b" " + line[:cut] + b" .\n"

    lines = (line.decode() for line in sorted_lines(turned(line) for line in dataset.dump()))
    for graph, found in itertools.groupby(lines, key=lambda line: line[: line.index(" ")]):
        yield graph[1:-1], (line[len(graph) + 1 :] for line in found)


class Turtle:
    """Terms in Turtle, with the prefixes that every file of ours begins with."""

    def __init__(self, base: str) -> None:
        self.prefixes = dict(sorted({**{kind: f"{base}{kind}/" for kind in _KINDS}, **PREFIXES}.items()))
        self.by_iri = {iri: prefix for prefix, iri in self.prefixes.items()}
        self.terms: dict[str, str] = {}

    def header(self) -> str:
        """The prefix lines."""
        return "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in self.prefixes.items())

    def term(self, text: str) -> str:
        """A term of N-Triples in its short form."""
        short = self.terms.get(text)
        if short is None:
            if len(self.terms) > 100_000:
                self.terms.clear()
            short = self.terms[text] = self._shorten(text)
        return short

    def _shorten(self, text: str) -> str:
        match = _TERM.fullmatch(text)
        if match is None:
            return text
        iri, value, language, datatype = match.groups()
        if iri is not None:
            cut = max(iri.rfind("/"), iri.rfind("#")) + 1
            prefix = self.by_iri.get(iri[:cut])
            return f"{prefix}:{iri[cut:]}" if prefix is not None and _LOCAL.fullmatch(iri[cut:]) else text
        if datatype is None:
            return f"{value}@{language}" if language else value
        bare, kind = value[1:-1], datatype.removeprefix(_XSD)
        plain = {"integer": r"-?\d+", "boolean": "true|false", "decimal": r"-?\d+\.\d+"}.get(kind)
        if plain is not None and re.fullmatch(plain, bare):
            return bare
        return f"{value}^^{self.term(f'<{datatype}>')}"

    def subjects(self, lines: Iterable[str], indent: str = "") -> Iterator[str]:
        """The blocks of sorted lines of N-Triples: one a subject, its type first, predicates and objects sorted."""
        split = (line[:-3].split(" ", 2) for line in lines)
        for subject, group in itertools.groupby(split, key=lambda parts: parts[0]):
            predicates: dict[str, list[str]] = {}
            for _, predicate, value in group:
                predicates.setdefault(predicate, []).append(self.term(value))
            ordered = sorted(predicates, key=lambda p: (p != _A, p))
            block = [f"{'a' if p == _A else self.term(p)} {', '.join(sorted(predicates[p]))}" for p in ordered]
            yield f"\n{indent}{self.term(subject)} " + f" ;\n{indent}  ".join(block) + " .\n"


def write_turtle(dataset: Dataset, path: Path) -> None:
    """Write the union of all graphs as Turtle."""
    turtle = Turtle(dataset.base)
    with _file(path) as file:
        file.write(turtle.header().encode())
        file.writelines(block.encode() for block in turtle.subjects(line.decode() for line in ntriples(dataset)))


def write_trig(dataset: Dataset, path: Path) -> None:
    """Write the dataset as TriG, graph by graph."""
    turtle = Turtle(dataset.base)
    with _file(path) as file:
        file.write(turtle.header().encode())
        for graph, lines in _by_graph(dataset):
            file.write(f"\n{turtle.term(f'<{graph}>')} {{\n".encode())
            file.writelines(block.encode() for block in turtle.subjects(lines, "  "))
            file.write(b"}\n")


def write_ntriples(dataset: Dataset, path: Path) -> None:
    """Write the union of all graphs as sorted N-Triples."""
    with _file(path) as file:
        file.writelines(ntriples(dataset))


def write_nquads(dataset: Dataset, path: Path) -> None:
    """Write the dataset as canonical N-Quads."""
    with _file(path) as file:
        file.writelines(nquads(dataset))


def write_jsonld(dataset: Dataset, path: Path) -> None:
    """Write the dataset as JSON-LD, graph by graph."""
    with _file(path) as file:
        quads = itertools.chain.from_iterable(
            ox.parse(b"".join(piece), format=ox.RdfFormat.N_QUADS) for piece in _pieces(_graph_order(dataset))
        )
        ox.serialize(quads, file, ox.RdfFormat.JSON_LD, prefixes=Turtle(dataset.base).prefixes)


def write_rdfxml(dataset: Dataset, path: Path) -> None:
    """Write the union of all graphs as RDF/XML."""
    with _file(path) as file:
        quads = itertools.chain.from_iterable(
            ox.parse(b"".join(piece), format=ox.RdfFormat.N_TRIPLES) for piece in _pieces(ntriples(dataset))
        )
        triples = (quad.triple for quad in quads)
        ox.serialize(triples, file, ox.RdfFormat.RDF_XML, prefixes=Turtle(dataset.base).prefixes)


def _graph_order(dataset: Dataset) -> Iterator[bytes]:
    for graph, lines in _by_graph(dataset):
        end = f" <{graph}> .\n"
        yield from ((line[:-3] + end).encode() for line in lines)


def _pieces(lines: Iterable[bytes], size: int = 10_000) -> Iterator[list[bytes]]:
    source = iter(lines)
    while piece := list(itertools.islice(source, size)):
        yield piece


@contextlib.contextmanager
def _file(path: Path) -> Iterator[IO[bytes]]:
    """A file that appears under its name only when it is whole."""
    new = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(new, "wb") as file:
            yield file
        os.replace(new, path)
    except OSError as error:
        raise InputError(f"{path} cannot be written ({error.strerror or error}); name another file with -o") from error
    finally:
        new.unlink(missing_ok=True)


WRITERS: dict[str, Writer] = {
    "turtle": write_turtle,
    "trig": write_trig,
    "ntriples": write_ntriples,
    "nquads": write_nquads,
    "jsonld": write_jsonld,
    "rdfxml": write_rdfxml,
    "csv": write_tables,
}
"""All formats and their writers."""

SUFFIXES: dict[str, str] = {
    ".ttl": "turtle",
    ".trig": "trig",
    ".nt": "ntriples",
    ".nq": "nquads",
    ".jsonld": "jsonld",
    ".rdf": "rdfxml",
    ".xml": "rdfxml",
    ".csv": "csv",
    ".zip": "csv",
    "": "csv",
}
"""The format that a file's suffix asks for; a folder and a .zip hold CSV tables."""


def export(
    dataset: Dataset,
    path: Path | str,
    format: str | None = None,
    *,
    writers: Mapping[str, Writer] = WRITERS,
    suffixes: Mapping[str, str] = SUFFIXES,
) -> str:
    """Write a dataset to a file in the format given or asked for by the suffix; the name of the format.

    Raises `InputError` for an unknown format or suffix and for a file that cannot be written.
    """
    path = Path(path)
    name = format if format is not None else suffixes.get(path.suffix.lower())
    if name is None:
        known = " ".join(sorted(s for s in suffixes if s))
        raise InputError(f"{path}: no format for the suffix {path.suffix!r}; use one of {known}, or --format")
    if name not in writers:
        raise InputError(f"no format {name!r}; there are: {', '.join(sorted(writers))}")
    if not path.resolve().parent.is_dir():
        raise InputError(f"{path}: there is no folder {path.resolve().parent}; make it first")
    writers[name](dataset, path)
    return name
