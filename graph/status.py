"""What a graph directory holds: documents, things of each kind, what failed and why; and whether all of it is sound."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pyoxigraph as ox

from tookpart.graph.rdf import fingerprint
from tookpart.graph.remote import RemoteStore
from tookpart.graph.store import EmbeddedStore, GraphDirectory
from tookpart.ontology.vocabulary import INFERRED_GRAPH, tp

KINDS = (
    "State",
    "Organisation",
    "Person",
    "Process",
    "Body",
    "Meeting",
    "Place",
    "Participation",
    "Membership",
    "Evidence",
)


class DocumentStatus(msgspec.Struct, frozen=True, kw_only=True):
    """One source file: the slugs of its documents, or why it has none; `read_at` in seconds since 1970."""

    path: str
    documents: tuple[str, ...]
    failure: str | None
    read_at: float


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """The state of a graph: `built` in seconds since 1970, `size` of the store in bytes, `counts` of things by class.

    `why` tells for what reasons the last build read files; `inferred` is the number of concluded triples of `quads`.
    """

    path: str
    base: str
    generation: int
    generations: tuple[int, ...]
    built: float
    documents: int
    failed: int
    quads: int
    inferred: int
    size: int
    counts: dict[str, int]
    why: dict[str, int]


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """A question of identity that a reader may want to settle.

    `kind` is "conflict" for things that were nearly joined, "ambiguous" for a name that is open between several, and
    "new" for a thing that the reference facts do not know. `key` is what the things have in common or the name of the
    new one, `slugs` the things, `documents` how many documents speak of a new one.
    """

    kind: str
    key: str
    slugs: tuple[str, ...]
    documents: int | None = None


def status(graph_dir: Path | str) -> Status:
    """Tell the state of the current generation; errors as in `EmbeddedStore`."""
    with EmbeddedStore(graph_dir) as store:
        ledger = store.directory.ledger(store.generation)
        try:
            folder = store.directory.folder(store.generation) / "store"
            return Status(
                path=str(graph_dir),
                base=store.base,
                generation=store.generation,
                generations=tuple(store.directory.generations()),
                built=float(ledger.setting("built") or 0),
                documents=ledger.count(),
                failed=sum(failure is not None for _, failure in ledger.sources().values()),
                quads=len(store),
                inferred=_count(store.store.quads_for_pattern(None, None, None, ox.NamedNode(INFERRED_GRAPH))),
                size=sum(entry.stat().st_size for entry in os.scandir(folder)),
                counts={kind: _instances(store, kind) for kind in KINDS},
                why=msgspec.json.decode(ledger.setting("why") or "{}", type=dict[str, int]),
            )
        finally:
            ledger.close()


def server_status(store: RemoteStore) -> Status:
    """Tell the state of a graph on a server, which knows of no generations, no time of a build and no failures."""
    graphs = store.graphs()
    return Status(
        path=store.address.query,
        base=store.base,
        generation=0,
        generations=(),
        built=0.0,
        documents=sum(graph.startswith(f"{store.base}document/") for graph in graphs),
        failed=0,
        quads=sum(graphs.values()),
        inferred=graphs.get(INFERRED_GRAPH, 0),
        size=0,
        counts={kind: _instances(store, kind) for kind in KINDS},
        why={},
    )


def extension(store: EmbeddedStore | RemoteStore, directory: Path) -> list[Path]:
    """The Turtle files with which a graph extends the ontology; of a server's those that it was built with here."""
    if isinstance(store, EmbeddedStore):
        return store.extension
    if not directory.exists():
        return []
    with EmbeddedStore(directory) as local:
        return local.extension


def documents(graph_dir: Path | str) -> list[DocumentStatus]:
    """All source files of the current generation, by path."""
    ledger = GraphDirectory.find(Path(graph_dir)).ledger()
    try:
        slugs: dict[str, list[str]] = {}
        for path, slug in ledger.origins():
            slugs.setdefault(path, []).append(slug)
        return [
            DocumentStatus(path=path, documents=tuple(slugs.get(path, ())), failure=failure, read_at=stamp.read_at)
            for path, (stamp, failure) in sorted(ledger.sources().items())
        ]
    finally:
        ledger.close()


def unresolved(graph_dir: Path | str) -> list[Note]:
    """The open questions of identity in the current generation, and then what was new, most spoken of first."""
    ledger = GraphDirectory.find(Path(graph_dir)).ledger()
    try:
        found = {(kind, key, tuple(slugs.split())) for kind, key, slugs in ledger.notes()}
        open_ = [Note(kind=kind, key=key, slugs=slugs) for kind, key, slugs in sorted(found)]
        new = [
            Note(kind="new", key=name, slugs=(slug,), documents=count) for slug, name, count in ledger.unreferenced()
        ]
        return [*open_, *new]
    finally:
        ledger.close()


def verify(graph_dir: Path | str) -> list[str]:
    """Check the store of the current generation against its ledger; a sentence for each fault, none if all is sound.

    Every document's named graph must have the hash that it was written with, and no document may be missing or too
    many.
    """
    faults = []
    with EmbeddedStore(graph_dir) as store:
        ledger = store.directory.ledger(store.generation)
        try:
            wanted = ledger.hashes()
        finally:
            ledger.close()
        prefix = f"{store.base}document/"
        held = {node.value.removeprefix(prefix) for node in store.store.named_graphs() if node.value.startswith(prefix)}
        for slug, hashed in sorted(wanted.items()):
            if slug not in held:
                faults.append(f"{slug}: its named graph is missing from the store")
            elif fingerprint(_lines(store.store, prefix + slug)) != hashed:
                faults.append(f"{slug}: its named graph is not what was written")
        faults += [
            f"{slug}: the store holds a named graph of it that the ledger does not know"
            for slug in sorted(held - wanted.keys())
        ]
    return faults


def _lines(store: ox.Store, graph: str) -> Iterator[str]:
    end = f" <{graph}> .\n"
    text = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.NamedNode(graph)) or b""
    for line in text.decode().splitlines():
        yield line.removesuffix(" .") + end


def _count(quads: Iterator[ox.Quad]) -> int:
    return sum(1 for _ in quads)


def _instances(store: EmbeddedStore | RemoteStore, kind: str) -> int:
    # subclasses are concluded; a literal count over types is what stays fast on millions of triples
    query = f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ ?x a/rdfs:subClassOf* <{tp(kind)}> }}"
    (row,) = store.query(query)
    return int(row["n"].value)
