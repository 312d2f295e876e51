"""Sending a built graph to a SPARQL server, and holding the two against each other.

What was sent is noted in the graph directory, so that only what differs is sent, and an interrupted push goes on.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import msgspec
import pyoxigraph as ox

from tookpart.graph.rdf import fingerprint
from tookpart.graph.remote import RemoteStore
from tookpart.graph.server import address, file_name
from tookpart.graph.store import EmbeddedStore
from tookpart.ontology.errors import GraphError


class PushReport(msgspec.Struct, frozen=True):
    """What a push did: named graphs sent, removed, and left as they were."""

    sent: int
    removed: int
    unchanged: int


def push(
    graph_dir: Path | str,
    remote: RemoteStore,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> PushReport:
    """Bring a server's graph to what the current generation of a graph directory holds; only graphs that differ are
    sent.

    What was sent is noted in the directory, so that a push that was interrupted goes on where it ended. Graphs that the
    server has lost or cut short since then are sent again. Raises `GraphError` if the server cannot be reached,
    refuses, or does not hold what it was sent.
    """
    with EmbeddedStore(graph_dir) as store, _notes(store.directory.path, remote.address.query) as notes:
        sent_before = dict(notes.execute("SELECT graph, hash FROM sent").fetchall())
        there = remote.graphs()
        here = sorted(node.value for node in store.store.named_graphs())
        todo: list[tuple[str, list[str], str]] = []
        held: dict[str, int] = {}
        size = 0

        def flush() -> None:
            nonlocal size
            if todo:
                # noted before, too: a server that took the first batch and broke off holds documents from here
                notes.executemany("INSERT OR REPLACE INTO sent VALUES(?,'')", [(g,) for g, _, _ in todo])
                notes.commit()
                remote.replace({graph: lines for graph, lines, _ in todo})
                notes.executemany("INSERT OR REPLACE INTO sent VALUES(?,?)", [(g, h) for g, _, h in todo])
                notes.commit()
                held.update((graph, len(lines)) for graph, lines, _ in todo)
            todo.clear()
            size = 0

        for number, graph in enumerate(here, 1):
            lines = [f"{quad} .\n" for quad in store.store.quads_for_pattern(None, None, None, ox.NamedNode(graph))]
            hashed = fingerprint(lines)
            if sent_before.get(graph) != hashed or there.get(graph) != len(lines):
                todo.append((graph, lines, hashed))
                size += len(lines)
            if size >= remote.server.batch:
                flush()
            if progress is not None:
                progress(number, len(here))
        flush()
        if held:
            _check(remote, held, notes)
        gone = sorted(there.keys() - set(here))
        for start in range(0, len(gone), 100):
            remote.replace(dict.fromkeys(gone[start : start + 100], ()))
        notes.executemany("DELETE FROM sent WHERE graph=?", [(graph,) for graph in gone])
        notes.commit()
    return PushReport(len(held), len(gone), len(here) - len(held))


def _check(remote: RemoteStore, sent: Mapping[str, int], notes: sqlite3.Connection) -> None:
    """A server, or a page that stands before it, may say yes to everything."""
    there = remote.graphs(sorted(sent))
    lost = sorted(graph for graph, count in sent.items() if there.get(graph) != count)
    if lost:
        notes.executemany("UPDATE sent SET hash='' WHERE graph=?", [(graph,) for graph in lost])
        notes.commit()
        raise GraphError(
            f"{remote.server.update_at} took what it was sent, but {remote.address.query} does not hold "
            f"{len(lost)} of {len(sent)} named graphs, such as {lost[0]}; check that both are addresses of one store "
            "(?update=ADDRESS), and build again"
        )


def claim(graph_dir: Path, remote: RemoteStore) -> None:
    """Make sure that a push from this directory takes nothing away that was built elsewhere.

    `GraphError` if the server cannot be reached, or holds documents of a graph though nothing was sent from here yet.
    """
    held = remote.documents()
    if not held:
        return
    if graph_dir.is_dir():
        with _notes(graph_dir, remote.address.query) as notes:
            if notes.execute("SELECT 1 FROM sent LIMIT 1").fetchone():
                return
    raise GraphError(
        f"{remote.address.query} holds {held} documents that were not built from this computer ({graph_dir}); "
        "build where they were built, or clear the server first"
    )


def differences(graph_dir: Path, remote: RemoteStore) -> list[str]:
    """A sentence for each named graph that the server does not hold as the current generation does, by its size."""
    with EmbeddedStore(graph_dir) as store:
        there = remote.graphs()
        faults = []
        for node in store.store.named_graphs():
            count = sum(1 for _ in store.store.quads_for_pattern(None, None, None, node))
            held = there.pop(node.value, 0)
            if held != count:
                faults.append(
                    f"{node.value}: the server holds {held} statements of {count}; build or forget sends it anew"
                )
        faults += [f"{graph}: the server holds it, but it was not built from here" for graph in there]
    return sorted(faults)


def workspace(where: str, environment: Mapping[str, str] = os.environ) -> Path:
    """The directory in which a graph for a server is built before it is pushed there, below the user's data directory.

    >>> workspace("http://localhost:7878/query", {"XDG_DATA_HOME": "/data"}).as_posix()
    '/data/tookpart/localhost-7878-query'
    """
    home = environment.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(home, "tookpart", file_name(address(where, {}).query))


@contextlib.contextmanager
def _notes(directory: Path, where: str) -> Iterator[sqlite3.Connection]:
    folder = directory / "servers"
    folder.mkdir(exist_ok=True)
    connection = sqlite3.connect(folder / f"{file_name(where)}.sqlite")
    try:
        connection.execute("CREATE TABLE IF NOT EXISTS sent(graph TEXT PRIMARY KEY, hash TEXT) WITHOUT ROWID")
        yield connection
    finally:
        connection.close()
