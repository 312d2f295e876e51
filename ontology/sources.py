"""The Turtle files of the ontology, and any other Turtle file, as triples."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from tookpart.ontology.errors import InputError, MissingError
from tookpart.ontology.vocabulary import BASE, ID

_HERE = Path(__file__).parent
ONTOLOGY_FILE = _HERE / "tookpart.ttl"
SCHEMES_FILE = _HERE / "schemes.ttl"
SHAPES_FILE = _HERE / "shapes.ttl"
MAPPINGS_FILE = _HERE / "mappings.ttl"

_GENID = BASE + ".well-known/genid/"


def read_turtle(path: Path) -> list[ox.Triple]:
    """Read a Turtle file; raises `MissingError` if there is none, `InputError` with the line if it is not Turtle."""
    try:
        return [quad.triple for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)]
    except FileNotFoundError as error:
        raise MissingError(f"{path}: no such file; give the path of a Turtle file") from error
    except SyntaxError as error:
        raise InputError(f"{path}:{error.lineno}: not Turtle: {error.msg}; mend the line and try again") from error


def read_named(path: Path, base: str = ID) -> list[ox.Triple]:
    """Read a Turtle file with an IRI for every node, as a dataset has it; raises as `read_turtle` does.

    List nodes and other blank nodes get skolem IRIs (RDF 1.1 Concepts, 3.5), numbered as they come in the file. `base`
    replaces the default base of resources, such as the themes of the schemes.
    """
    names: dict[ox.BlankNode, ox.NamedNode] = {}

    def named(node: ox.NamedNode | ox.BlankNode) -> ox.NamedNode:
        if isinstance(node, ox.BlankNode):
            if node not in names:
                names[node] = ox.NamedNode(f"{_GENID}{path.stem}-{len(names) + 1}")
            return names[node]
        if base != ID and node.value.startswith(ID):
            return ox.NamedNode(base + node.value.removeprefix(ID))
        return node

    found = []
    for triple in read_turtle(path):
        if isinstance(triple.subject, ox.Triple) or isinstance(triple.object, ox.Triple):
            raise InputError(f"{path}: a triple about a triple (RDF-star) cannot be used; state it as plain triples")
        value = triple.object if isinstance(triple.object, ox.Literal) else named(triple.object)
        found.append(ox.Triple(named(triple.subject), triple.predicate, value))
    return found
