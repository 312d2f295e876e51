"""A graph to work with in Python: build or open one, ask it, draw it, take it away."""

from __future__ import annotations

import html
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

from tookpart.graph.store import EmbeddedStore, GraphDirectory
from tookpart.lazy import lazy
from tookpart.ontology.facts import DocumentFacts
from tookpart.queries import run
from tookpart.queries.rows import Answer

if TYPE_CHECKING:
    import networkx as nx
    import rdflib as rdf

    from tookpart.graph import build as building
    from tookpart.graph import cluster, evaluation, export, linking, network, networkfiles, readers, remote, status
    from tookpart.graph import dataset as datasets
    from tookpart.graph import push as pushing
    from tookpart.graph import server as servers
    from tookpart.graph.build import BuildReport
    from tookpart.graph.evaluation import Evaluation
    from tookpart.graph.linking import Accepted
    from tookpart.graph.remote import RemoteStore
    from tookpart.graph.status import DocumentStatus, Note, Status
    from tookpart.loaders import load as loading
    from tookpart.loaders import reading, reading_web
    from tookpart.loaders.document import Document
    from tookpart.ontology import consistency, reasoning, validation
    from tookpart.ontology.validation import Finding
    from tookpart.viz import draw as drawing
else:
    building = lazy("tookpart.graph.build")
    cluster = lazy("tookpart.graph.cluster")
    datasets = lazy("tookpart.graph.dataset")
    evaluation = lazy("tookpart.graph.evaluation")
    export = lazy("tookpart.graph.export")
    linking = lazy("tookpart.graph.linking")
    network = lazy("tookpart.graph.network")
    networkfiles = lazy("tookpart.graph.networkfiles")
    readers = lazy("tookpart.graph.readers")
    remote = lazy("tookpart.graph.remote")
    pushing = lazy("tookpart.graph.push")
    servers = lazy("tookpart.graph.server")
    status = lazy("tookpart.graph.status")
    loading = lazy("tookpart.loaders.load")
    reading = lazy("tookpart.loaders.reading")
    reading_web = lazy("tookpart.loaders.reading_web")
    consistency = lazy("tookpart.ontology.consistency")
    reasoning = lazy("tookpart.ontology.reasoning")
    validation = lazy("tookpart.ontology.validation")
    drawing = lazy("tookpart.viz.draw")

Path_ = str | os.PathLike[str]
Projection = Literal["full", "actors", "processes", "meetings-actors"]

DEFAULT_DIRECTORY = "tookpart-graph"


def default_graph() -> str:
    """The graph where none is named: `$TOOKPART_GRAPH`, else `tookpart-graph` in the working directory."""
    return os.environ.get("TOOKPART_GRAPH") or DEFAULT_DIRECTORY


def directory_of(graph: Path_) -> Path:
    """The directory of a graph; of one on a server the one in which it was built before it was sent."""
    text = os.fspath(graph)
    return pushing.workspace(text) if is_address(text) else Path(text)


def is_address(graph: str) -> bool:
    """True if a graph is named by the address of a SPARQL server."""
    return "://" in graph and servers.is_remote(graph)


class Graph:
    """A graph, open for reading: what it holds stays the same as long as it is open, whatever is built meanwhile.

    `path` is a directory or the address of a SPARQL 1.1 server; what a server holds may change under its readers.
    It closes itself as a context manager. `report` tells what was done if `build` made it.
    """

    def __init__(self, path: Path_, report: BuildReport | None = None) -> None:
        self.path, self.report = os.fspath(path), report
        self.store: EmbeddedStore | RemoteStore = (
            remote.RemoteStore(self.path) if is_address(self.path) else EmbeddedStore(self.path)
        )

    def sparql(self, query: str, *, services: bool = False, limit: int | None = None) -> Answer:
        """Answer a SPARQL 1.1 query over the union of all graphs: `Rows`, `Triples` or a bool, as its form asks.

        `services` allows the query to ask other servers. Raises `QueryError` as `tookpart.queries.run.sparql` does.
        """
        return run.sparql(self.store, query, services=services, limit=limit)

    def ask(self, question: str, /, *, limit: int | None = None, **parameters: object) -> Answer:
        """Answer a named question, as in `graph.ask("participants", process="rcm")`.

        Raises `QueryError` as `tookpart.queries.run.ask` does.
        """
        return run.ask(self.store, question, limit=limit, **parameters)

    def network(
        self,
        projection: Projection = "full",
        *,
        processes: Sequence[str] = (),
        themes: Sequence[str] = (),
        since: int | None = None,
        until: int | None = None,
        roles: Sequence[str] = (),
        actors: Sequence[str] = (),
        language: str = "en",
    ) -> nx.Graph[str]:
        """The graph, or the part of it that is asked for, as a network for networkx; see `tookpart.graph.network`."""
        return network.network(
            self.store,
            projection,
            processes=processes,
            themes=themes,
            since=since,
            until=until,
            roles=roles,
            actors=actors,
            language=language,
        )

    def rdflib(self) -> rdf.Dataset:
        """The same store as an rdflib dataset, without a copy; of a server's graph, a copy in memory."""
        return datasets.dataset(self.store.store)

    def draw(
        self, path: Path_ = "network.html", projection: Projection = "full", *, title: str | None = None, **part: Any
    ) -> Path:
        """Write the interactive network as one self-contained page; `part` keeps a part of it as in `network`."""
        return drawing.draw(self.network(projection, **part), os.fspath(path), title=title)

    def export(self, path: Path_, format: str | None = None) -> str:
        """Write the graph to a file in the format that is named or that its suffix asks for; gives the format's name.

        Raises `InputError` for an unknown format or suffix, and for a folder that does not exist.
        """
        writers = {**export.WRITERS, **networkfiles.NETWORK_WRITERS}
        suffixes = export.SUFFIXES | {f".{name}": name for name in networkfiles.NETWORK_WRITERS}
        return export.export(self.store, os.fspath(path), format, writers=writers, suffixes=suffixes)

    def status(self) -> Status:
        """How many documents and things the graph directory holds, and what failed when it was built."""
        if isinstance(self.store, EmbeddedStore):
            return status.status(self.path)
        return status.server_status(self.store)

    def check(self, *, owl: bool = False, shapes: Iterable[Path] = (), ontology: Iterable[Path] = ()) -> list[Finding]:
        """What is wrong with the graph: faults against SHACL shapes, and with `owl` contradictions that HermiT finds.

        `shapes` and `ontology` are users' own Turtle files beside ours and beside those that the graph was built with.
        Raises `ToolError` if `owl` lacks Java.
        """
        kept = status.extension(self.store, directory_of(self.path))
        extension = [*kept, *ontology]
        found = validation.validate(self.store.store, shapes, rules=reasoning.read_rules(extension))
        return [*found, *consistency.check_consistency(self.store.store, extension)] if owl else found

    def close(self) -> None:
        """Let go of the graph."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __len__(self) -> int:
        """The number of statements, each once for every named graph that holds it."""
        return len(self.store)

    def __repr__(self) -> str:
        generation = f"generation {self.store.generation}, " if isinstance(self.store, EmbeddedStore) else ""
        return f"<Graph {self.path!r}: {generation}{len(self):,} statements>"

    def _repr_html_(self) -> str:
        counts = {"documents": self.status().documents, **self.status().counts}
        cells = "".join(f"<tr><th>{html.escape(kind)}</th><td>{count:,}</td></tr>" for kind, count in counts.items())
        return f"<p>{html.escape(repr(self))}</p><table>{cells}</table>"


def build(
    documents: Path_ | Iterable[Path_],
    graph: Path_ | None = None,
    *,
    workers: int | None = None,
    scheduler: str | None = None,
    progress: Callable[[int, int], None] | None = None,
    min_confidence: float | None = None,
    settle: Path_ | None = None,
    ontology: Iterable[Path_] | None = None,
    refresh: bool = False,
) -> Graph:
    """Read documents, folders and web addresses into a graph, and open it; only what changed is read again.

    `graph` is a directory or a server's address, by default as `default_graph` says (a server's graph is built in a
    directory of this user's, and then sent); `workers` are processes, by default one a core;
    with the address of a `scheduler` the workers of its dask cluster read instead. `progress` is told how many files
    are done and how many there are; `min_confidence` leaves less sure facts out, None stands for what the graph was
    built with before; `settle` is a TOML file of questions of identity that a user has settled, by default
    `tookpart.toml` beside the graph; `ontology` are Turtle files that extend the ontology, kept with the graph until
    others are given; `refresh` fetches pages on the web again, of which copies are kept.

    What could not be read stands in `.report.failures`. Raises `MissingError` for a path that does not exist,
    `InputError` for a file of a user's that cannot be obeyed, `GraphError` for a directory that is not ours or in use,
    or for a server or cluster that cannot be reached, and `ToolError` where the package for clusters is missing.
    """
    sources = [documents] if isinstance(documents, str | os.PathLike) else list(documents)
    place = default_graph() if graph is None else os.fspath(graph)
    directory = directory_of(place)
    if is_address(place):
        pushing.claim(directory, remote.RemoteStore(place))
    report = building.build(
        [os.fspath(source) for source in sources],
        directory,
        workers=workers,
        pool=readers.read_all if scheduler is None else cluster.Cluster(scheduler).read_all,
        progress=progress,
        min_confidence=min_confidence,
        settle=None if settle is None else Path(settle),
        ontology=None if ontology is None else [Path(file) for file in ontology],
        web=reading_web.Web(directory / "web", refresh=True) if refresh else None,
    )
    _send(place, directory)
    return Graph(place, report)


def _send(graph: str, directory: Path) -> None:
    """Bring a server to what the directory holds, if the graph is on one."""
    if is_address(graph):
        pushing.push(directory, remote.RemoteStore(graph))


def open(graph: Path_ | None = None) -> Graph:
    """Open a graph directory; `MissingError` if there is none, `GraphError` if it is not ours or damaged."""
    return Graph(default_graph() if graph is None else graph)


def forget(graph: Path_, documents: Iterable[str]) -> BuildReport:
    """Take documents out of a graph again, by path, file name or slug; `MissingError` for one that is not there."""
    report = building.forget(directory_of(graph), documents)
    _send(os.fspath(graph), directory_of(graph))
    return report


def rollback(graph: Path_, generation: int | None = None) -> int:
    """Return to an older generation of a graph, by default the one before; gives its number.

    Raises `GraphError` if there is none.
    """
    number = GraphDirectory.find(directory_of(graph)).rollback(generation)
    _send(os.fspath(graph), directory_of(graph))
    return number


def accept_links(graph: Path_, file: Path_) -> Accepted:
    """Record the links of a reviewed SSSOM table in a graph; raises as `tookpart.graph.linking.accept` does."""
    done = linking.accept(directory_of(graph), Path(file))
    _send(os.fspath(graph), directory_of(graph))
    return done


def documents(graph: Path_) -> list[DocumentStatus]:
    """All source files that a graph was built from; none where a server's graph was built elsewhere."""
    return status.documents(directory_of(graph)) if _built_here(graph) else []


def unresolved(graph: Path_) -> list[Note]:
    """The open questions of identity of a graph; none where a server's graph was built elsewhere."""
    return status.unresolved(directory_of(graph)) if _built_here(graph) else []


def verify(graph: Path_) -> list[str]:
    """Hold a graph against what was written, and a server's against what was sent; a sentence for each fault."""
    if not _built_here(graph):
        return []
    place = os.fspath(graph)
    sent = pushing.differences(directory_of(place), remote.RemoteStore(place)) if is_address(place) else []
    return [*status.verify(directory_of(place)), *sent]


def _built_here(graph: Path_) -> bool:
    return not is_address(os.fspath(graph)) or directory_of(graph).exists()


def read(path: Path_) -> Document:
    """Read one file; `MissingError` if it does not exist, `InputError` if it cannot be read."""
    return reading.read(os.fspath(path))


def load(document: Document) -> DocumentFacts:
    """All that one document says about who took part in what, each fact with its words."""
    return loading.load(document)


def show(path: Path_) -> list[DocumentFacts]:
    """What the documents in one file say; a file holds one unless it is an archive or feed; raises as `read` does."""
    return [loading.load(document) for document in reading.read_all(os.fspath(path))]


def evaluate(
    gold: Path_,
    documents: Iterable[Path_],
    *,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Evaluation:
    """Hold what is read from documents against gold facts; raises as `tookpart.graph.evaluation` does."""
    files = [Path(document) for document in documents]
    return evaluation.evaluate_documents(Path(gold), files, workers=workers, progress=progress)
