"""Links to other datasets that a user accepted: kept beside the facts, so that every build has them again.

In the store they are a named graph of their own, with a node for each link that says where it comes from and how sure
it is. A link whose subject the graph does not hold (any more) waits in the file.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from tookpart.graph.rdf import literal, number
from tookpart.graph.sssom import Link, read, write_text
from tookpart.ontology.errors import MissingError
from tookpart.ontology.vocabulary import BASE, PREFIXES, TP

LINKS_GRAPH = BASE + "links"
FILE = "links.sssom.tsv"

_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_OWL, _PROV, _SKOS = (PREFIXES[name] for name in ("owl", "prov", "skos"))
_LONG = {"owl": _OWL, "skos": _SKOS, "semapv": "https://w3id.org/semapv/vocab/"}
_JUSTIFICATION = "https://w3id.org/sssom/mapping_justification"


def recorded(directory: Path) -> list[Link]:
    """The links that a graph directory keeps, those that were rejected among them; none where nothing was recorded."""
    with contextlib.suppress(MissingError):
        return read(directory / FILE)
    return []


def record(directory: Path, links: Iterable[Link], base: str) -> None:
    """Add links to those that a graph directory keeps; one on the same two things takes the place of the older."""
    kept = {(link.subject, link.object): link for link in [*recorded(directory), *links]}
    new = directory / f"{FILE}.new"
    new.write_text(write_text(kept.values(), base), encoding="utf-8")
    os.replace(new, directory / FILE)


def links_digest(directory: Path) -> str:
    """A hash of the links that a graph directory keeps; empty where nothing was recorded."""
    with contextlib.suppress(FileNotFoundError):
        return hashlib.sha256((directory / FILE).read_bytes()).hexdigest()
    return ""


def write_links(path: Path, links: Iterable[Link], base: str) -> None:
    """Write the graph of links into a store that is otherwise complete: those whose subjects the store describes."""
    store = ox.Store(str(path))
    store.remove_graph(ox.NamedNode(LINKS_GRAPH))
    end = f" <{LINKS_GRAPH}> .\n"
    lines = {
        triple + end for link in links if not link.rejected and _is_there(store, link) for triple in _link(link, base)
    }
    if lines:
        store.load("".join(sorted(lines)).encode(), ox.RdfFormat.N_QUADS, lenient=True)
    store.flush()


def stale(store: ox.Store, links: Iterable[Link]) -> list[Link]:
    """The links whose subjects a store does not describe: what spoke of them is gone, or they have another identity."""
    return [link for link in links if not link.rejected and not _is_there(store, link)]


def _is_there(store: ox.Store, link: Link) -> bool:
    return next(iter(store.quads_for_pattern(ox.NamedNode(link.subject), _TYPE, None)), None) is not None


def _link(link: Link, base: str) -> Iterator[str]:
    subject, predicate, object_ = f"<{link.subject}>", f"<{_long(link.predicate)}>", f"<{link.object}>"
    yield f"{subject} {predicate} {object_}"
    slug = link.subject.removeprefix(base).replace("/", "-")
    mark = hashlib.sha256(f"{link.predicate} {link.object}".encode()).hexdigest()[:8]
    # as SSSOM says links in RDF: an axiom that is annotated
    node = f"<{base}link/{slug}-{mark}>"
    yield f"{node} {_TYPE} <{_OWL}Axiom>"
    yield f"{node} <{_OWL}annotatedSource> {subject}"
    yield f"{node} <{_OWL}annotatedProperty> {predicate}"
    yield f"{node} <{_OWL}annotatedTarget> {object_}"
    yield f"{node} <{_JUSTIFICATION}> <{_long(link.justification)}>"
    if link.source:
        source = f"<{link.source}>" if "://" in link.source else literal(link.source)
        yield f"{node} <{_PROV}wasDerivedFrom> {source}"
    if link.confidence is not None:
        yield f"{node} <{TP}confidence> {number(link.confidence)}"
    if link.author:
        yield f"{node} <{PREFIXES['dcterms']}creator> {literal(link.author)}"
    if link.comment:
        yield f"{node} <{PREFIXES['rdfs']}comment> {literal(link.comment)}"


def _long(short: str) -> str:
    prefix, _, rest = short.partition(":")
    return _LONG[prefix] + rest if prefix in _LONG else short
