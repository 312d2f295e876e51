"""Writing a generation's store: whole from all documents, or as a copy of the last with the graphs that changed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import msgspec
import pyoxigraph as ox

from tookpart.graph.background import Background
from tookpart.graph.inference import Conclusions, Upkeep
from tookpart.graph.ledger import Ledger
from tookpart.graph.rdf import document_lines, document_triples, fingerprint, graph_end
from tookpart.ontology.facts import DocumentFacts
from tookpart.ontology.vocabulary import REFERENCE_GRAPH

_BATCH = 20_000_000  # characters of lines that go to the store in one load, some 75,000 lines
_LOADERS = 3  # threads that write at most: making lines takes turns, which more would only wait for

# nodes that every document which has them describes in full
_PRIVATE = ("document", "evidence", "interval", "membership", "participation", "year")


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What a generation has to write: numbers of documents, slugs of those that went, and what a document says."""

    written: Sequence[int]
    gone: Sequence[str]
    facts: Callable[[int], DocumentFacts]


def write_whole(path: Path, ledger: Ledger, background: Background, change: Change, workers: int = 1) -> None:
    """Write a store of all documents, their background and what follows from both, with that many threads."""
    store = ox.Store(str(path))
    private = tuple(f"<{background.base}{kind}/" for kind in _PRIVATE)
    gone = set(change.gone)

    def texts(conclusions: Conclusions) -> Iterator[str]:
        for graph, found in background.graphs(ledger.references()).items():
            yield "".join(found)
            if graph == REFERENCE_GRAPH:
                conclusions.add(_triples(found))
        for document in ledger.documents():
            if ledger.slug(document) not in gone:
                facts = change.facts(document)
                triples = document_triples(facts, ledger.known(document), background.base)
                end = graph_end(facts, background.base)
                text = end.join(triples) + end
                ledger.hash(document, fingerprint([text]))
                yield text
                yield "".join(conclusions.add(triples))
        yield from conclusions.finish()

    with Conclusions(background.rules, private, path.parent) as conclusions:
        _load(store, _batches(texts(conclusions)), min(workers, _LOADERS))
    store.optimize()
    store.flush()


def _load(store: ox.Store, batches: Generator[bytes, None, None], threads: int) -> None:
    """Load batches with that many threads; they make batches in turns and load them side by side."""
    taking = threading.Lock()

    def work() -> None:
        while True:
            with taking:
                batch = next(batches, None)
            if batch is None:
                return
            store.bulk_load(batch, ox.RdfFormat.N_QUADS, lenient=True)

    with ThreadPoolExecutor(threads) as pool:
        ended = None
        try:
            for ended in as_completed([pool.submit(work) for _ in range(threads)]):
                ended.result()
        finally:
            # what it raised holds this frame, and both would keep the store open
            del ended
            # after an error or an interrupt there is nothing more to take
            with taking:
                batches.close()


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
    for document in change.written:
        found = document_lines(change.facts(document), ledger.known(document), background.base)
        ledger.hash(document, fingerprint(found))
        replace(f"{background.base}document/{ledger.slug(document)}", found)
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


def _batches(texts: Iterable[str]) -> Generator[bytes, None, None]:
    batch: list[bytes] = []
    size = 0
    for text in texts:
        batch.append(text.encode())
        size += len(text)
        if size >= _BATCH:
            yield b"".join(batch)
            batch.clear()
            size = 0
    yield b"".join(batch)
