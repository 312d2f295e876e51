"""Writing a generation's store: whole from all documents, or as a copy of the last with the graphs that changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import msgspec
import pyoxigraph as ox

from tookpart.graph.background import Background
from tookpart.graph.inference import Conclusions, Upkeep
from tookpart.graph.ledger import Ledger
from tookpart.graph.rdf import document_lines, fingerprint
from tookpart.ontology.facts import DocumentFacts
from tookpart.ontology.vocabulary import REFERENCE_GRAPH

_BATCH = 150_000  # lines that go to the store in one load: enough for full speed, some 40 MB of memory

# nodes that every document which has them describes in full
_PRIVATE = ("document", "evidence", "interval", "membership", "participation", "year")


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What a generation has to write: documents by number and slug, slugs of those that went, and all there are."""

    written: Mapping[int, str]
    gone: Sequence[str]
    documents: Mapping[int, str]
    facts: Callable[[int], DocumentFacts]


def write_whole(path: Path, ledger: Ledger, background: Background, change: Change) -> None:
    """Write a store of all documents, their background and what follows from both."""
    store = ox.Store(str(path))
    conclusions = Conclusions(background.rules, tuple(f"<{background.base}{kind}/" for kind in _PRIVATE))
    gone = set(change.gone)

    def lines() -> Iterator[str]:
        for graph, found in background.graphs(ledger.references()).items():
            yield from found
            if graph == REFERENCE_GRAPH:
                yield from conclusions.add(_triples(found))
        for document, slug in change.documents.items():
            if slug not in gone:
                found = document_lines(change.facts(document), ledger.known(document), background.base)
                ledger.hash(document, fingerprint(found))
                yield from found
                yield from conclusions.add(_triples(found))
        yield from conclusions.finish()

    # the store takes a batch on another core while the next one is being made
    with ThreadPoolExecutor(1) as loader:
        loading: Future[None] | None = None
        for batch in _batches(lines()):
            if loading is not None:
                loading.result()
            loading = loader.submit(store.bulk_load, batch, ox.RdfFormat.N_QUADS, lenient=True)
        if loading is not None:
            loading.result()
    store.optimize()
    store.flush()


def write_change(old: Path, path: Path, ledger: Ledger, background: Background, change: Change) -> None:
    """Write a store from the last one: the graphs of documents that changed, the reference facts, and what follows
    anew.
    """
    before = ox.Store.read_only(str(old))
    before.backup(str(path))
    store = ox.Store(str(path))
    removed: set[str] = set()
    added: set[str] = set()

    def replace(graph: str, found: Sequence[str]) -> None:
        node = ox.NamedNode(graph)
        had = {f"{quad} .\n" for quad in before.quads_for_pattern(None, None, None, node)}
        now = set(found)
        removed.update(_triples(had - now))
        added.update(_triples(now - had))
        for line in had - now:
            store.remove(_quad(line))
        if not now:
            store.remove_graph(node)
        elif now - had:
            store.load("".join(sorted(now - had)).encode(), ox.RdfFormat.N_QUADS, lenient=True)

    for slug in change.gone:
        replace(f"{background.base}document/{slug}", ())
    for document, slug in change.written.items():
        found = document_lines(change.facts(document), ledger.known(document), background.base)
        ledger.hash(document, fingerprint(found))
        replace(f"{background.base}document/{slug}", found)
    if ledger.setting("background") != background.digest:
        for graph, found in background.graphs(ledger.references()).items():
            replace(graph, found)
    else:
        replace(REFERENCE_GRAPH, background.reference(ledger.references()))
    Upkeep(before, store, background.rules).update(removed - added, added - removed)
    store.flush()


def _triples(lines: Iterable[str]) -> Iterator[str]:
    """Lines without their graph and dot; a graph's IRI holds no space."""
    for line in lines:
        yield line[: line.rindex(" <")]


def _quad(line: str) -> ox.Quad:
    quad: ox.Quad = next(iter(ox.parse(line, format=ox.RdfFormat.N_QUADS)))
    return quad


def _batches(lines: Iterable[str]) -> Iterator[bytes]:
    batch: list[str] = []
    for line in lines:
        batch.append(line)
        if len(batch) == _BATCH:
            yield "".join(batch).encode()
            batch.clear()
    yield "".join(batch).encode()
