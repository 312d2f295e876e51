"""A graph on somebody's SPARQL 1.1 server: the same queries as on a directory, and pushing a built graph there.

Everything goes through SPARQLWrapper. What a server does not do as the standard says is worked around in `_Server`, and
nowhere else.
"""

from __future__ import annotations

import contextlib
import netrc
import os
import re
import sqlite3
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import oxrdflib
import pyoxigraph as ox
import rdflib
import SPARQLWrapper
from SPARQLWrapper import SPARQLExceptions

from tookpart.graph.rdf import fingerprint
from tookpart.graph.store import EmbeddedStore
from tookpart.ontology.errors import GraphError, MissingError, QueryError
from tookpart.ontology.vocabulary import ID, PREFIXES

PASSWORD = "TOOKPART_PASSWORD"
TIMEOUT = 60
"""Seconds that a server has for one request."""
USER = "TOOKPART_USER"

_SCHEMES = ("http://", "https://", "sparql+http://", "sparql+https://")
_DECLARED = re.compile(r"\bPREFIX\s+([\w-]*):", re.IGNORECASE)
_FORM = re.compile(r"(?:^|[\s{}>.])(SELECT|ASK|CONSTRUCT|DESCRIBE)\b", re.IGNORECASE)
_UNDEF = re.compile(r"\bVALUES\s+\?\w+\s*\{\s*UNDEF\s*\}", re.IGNORECASE)
_COMMENT = re.compile(r"<[^<>\s]*>|(#[^\n]*)")
_WAITS = (0.5, 2.0, 5.0)  # seconds before each further try
_AGAIN = (429, 502, 503, 504)
_PAGE = 4000  # triples asked for at once, well below the 10,000 rows that servers cut off at


class Address(msgspec.Struct, frozen=True):
    """Where a server is: for queries, for updates, and who asks."""

    query: str
    update: str
    user: str | None = None
    password: str | None = None


def is_remote(where: object) -> bool:
    """True if a graph is named by the address of a server.

    >>> is_remote("sparql+http://localhost:7878/query"), is_remote("tookpart-graph")
    (True, False)
    """
    return isinstance(where, str) and where.startswith(_SCHEMES)


def address(text: str, environment: Mapping[str, str] = os.environ) -> Address:
    """Understand a server's address, as `http://host/sparql` or
    `sparql+http://user@host/query?update=http://host/update`.

    Without `update`, ".../query" updates at ".../update", and any other address at itself. The password comes from the
    environment (TOOKPART_PASSWORD, with TOOKPART_USER) or from ~/.netrc, never from the address, which ends up in
    histories and logs.

    >>> address("sparql+http://localhost:7878/query", {}).update
    'http://localhost:7878/update'
    """
    parts = urllib.parse.urlsplit(text.removeprefix("sparql+"))
    if parts.password is not None:
        raise GraphError(f"the address holds a password; give it in {PASSWORD} or in ~/.netrc instead")
    host = parts.hostname or ""
    place = f"[{host}]" if ":" in host else host
    place = place if parts.port is None else f"{place}:{parts.port}"
    options = urllib.parse.parse_qs(parts.query)
    query = urllib.parse.urlunsplit((parts.scheme, place, parts.path or "/sparql", "", ""))
    update = options.get("update", [re.sub(r"/query$", "/update", query)])[0]
    user = environment.get(USER) or (urllib.parse.unquote(parts.username) if parts.username else None)
    password = environment.get(PASSWORD)
    if password is None:
        with contextlib.suppress(OSError, netrc.NetrcParseError):
            found = netrc.netrc().authenticators(host)
            if found is not None and user in (None, found[0]):
                user, password = found[0], found[2]
    return Address(query, update, user, password)


class _Server:
    """Requests to one server, and what has to be known of its make."""

    def __init__(self, where: Address, timeout: int, wait: Callable[[float], None]) -> None:
        self.where, self.timeout, self.wait = where, timeout, wait
        self.make: str | None = None

    @property
    def is_virtuoso(self) -> bool:
        if self.make is None:
            self.ask("ASK { ?s ?p ?o }", "application/sparql-results+xml")
        return "virtuoso" in (self.make or "").lower()

    @property
    def update_at(self) -> str:
        # Virtuoso takes updates with a password only at /sparql-auth, and answers 401 or 403 at /sparql
        if self.is_virtuoso and self.where.update == self.where.query and self.where.query.endswith("/sparql"):
            return self.where.update + "-auth"
        return self.where.update

    @property
    def batch(self) -> int:
        # Virtuoso compiles an INSERT DATA into one statement and gives up on long ones (some 10,000 triples)
        return 1000 if self.is_virtuoso else 5000

    def ask(self, query: str, accept: str) -> bytes:
        # Virtuoso 7 joins VALUES ?x { UNDEF } with nothing instead of everything; without it the query says the same
        if "UNDEF" in query and self.is_virtuoso:
            query = _UNDEF.sub("", query)
        # Oxigraph's own parameter: its default graph is otherwise empty; Virtuoso's is the union always
        return self._send(self.where.query, query, accept, {"union-default-graph": "true"}, authorise=False)

    def update(self, text: str) -> None:
        self._send(self.update_at, text, "*/*", {}, authorise=True)

    def _send(self, url: str, text: str, accept: str, parameters: Mapping[str, str], *, authorise: bool) -> bytes:
        wrapper = SPARQLWrapper.SPARQLWrapper(url, updateEndpoint=url, agent="tookpart (+https://w3id.org/tookpart)")
        wrapper.setMethod(SPARQLWrapper.POST)
        wrapper.setTimeout(self.timeout)
        wrapper.setQuery(text)
        wrapper.setOnlyConneg(True)
        wrapper.addCustomHttpHeader("Accept", accept)
        for name, value in parameters.items():
            wrapper.addParameter(name, value)
        if self.where.user and self.where.password and (authorise or not self.is_known_open()):
            wrapper.setHTTPAuth(SPARQLWrapper.DIGEST if "-auth" in url else SPARQLWrapper.BASIC)
            wrapper.setCredentials(self.where.user, self.where.password)
        for pause in (*_WAITS, None):
            opener = getattr(urllib.request, "_opener", None)
            try:
                response = wrapper.query()
                if self.make is None:
                    self.make = response.info().get("server", "")
                found: bytes = response.response.read()
                return found
            except Exception as error:
                if isinstance(error, urllib.error.HTTPError):
                    error.close()
                if pause is None or not _may_be_tried_again(error):
                    raise self._told(error, url) from error
                self.wait(pause)
            finally:
                # for digest authentication SPARQLWrapper makes this user's rights those of the whole process
                urllib.request.install_opener(opener)
        raise AssertionError("the last try returns or raises")

    def is_known_open(self) -> bool:
        return self.make is not None and "virtuoso" in self.make.lower()

    def _told(self, error: Exception, url: str) -> Exception:
        words = _first_words(error)
        if isinstance(error, SPARQLExceptions.QueryBadFormed):
            return QueryError(f"{url} did not take the query: {words}")
        code = error.code if isinstance(error, urllib.error.HTTPError) else None
        if isinstance(error, SPARQLExceptions.Unauthorized) or code in (401, 403):
            return GraphError(
                f"{url} wants a user who may do this; put sparql+http://USER@host/... and the password in {PASSWORD}"
            )
        if isinstance(error, SPARQLExceptions.EndPointNotFound) or code == 404:
            return MissingError(f"{url}: no SPARQL endpoint there; check the address")
        if code is not None:
            return GraphError(f"{url} answered {code} ({words}); try again later, or ask those who run the server")
        if isinstance(error, TimeoutError) or "timed out" in words:
            return GraphError(
                f"{url} did not answer within {self.timeout} second{'s' * (self.timeout != 1)}; try later, or ask less"
            )
        if isinstance(error, urllib.error.URLError | OSError):
            return GraphError(f"{url} cannot be reached ({words}); is the server running?")
        if isinstance(error, SPARQLExceptions.SPARQLWrapperException):
            return GraphError(f"{url} failed: {words}")
        return error


def _may_be_tried_again(error: Exception) -> bool:
    # every request of ours may be repeated: queries read, and an update replaces whole graphs
    if isinstance(error, urllib.error.HTTPError):
        return error.code in _AGAIN
    if isinstance(error, urllib.error.URLError):
        return not isinstance(error.reason, OSError) or isinstance(error.reason, ConnectionError | TimeoutError)
    return isinstance(error, ConnectionError)


def _first_words(error: Exception) -> str:
    text = str(getattr(error, "reason", "") or "") if isinstance(error, urllib.error.URLError) else str(error)
    # SPARQLWrapper puts the server's own words behind its own, as the repr of bytes
    match = re.search(r"Response:\s*b?['\"](.*)", text, re.DOTALL)
    words = (match[1] if match else text).encode().decode("unicode_escape", "replace") if match else text
    # Virtuoso repeats the whole query
    words = words.partition("SPARQL query:")[0]
    return " ".join(words.split())[:300].rstrip("'\"") or type(error).__name__


class RemoteStore:
    """A graph on a SPARQL 1.1 server, to be asked as an `EmbeddedStore` is; `timeout` in seconds for each request."""

    def __init__(
        self,
        where: str | Address,
        *,
        base: str = ID,
        timeout: int | None = None,
        wait: Callable[[float], None] | None = None,
    ) -> None:
        self.address = where if isinstance(where, Address) else address(where)
        self.base = base
        self.server = _Server(self.address, TIMEOUT if timeout is None else timeout, wait or time.sleep)
        self._copy: ox.Store | None = None

    def __enter__(self) -> RemoteStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Nothing is kept open between requests."""

    def __len__(self) -> int:
        return sum(self.graphs().values())

    def query(self, sparql: str, /) -> Any:
        """Answer a SPARQL 1.1 query over the union of all graphs, in pyoxigraph's values; the usual prefixes are known.

        Raises `QueryError` if the server does not take the query, `GraphError` if it cannot be reached or refuses.
        """
        text = _with_prefixes(sparql)
        match = _FORM.search(_COMMENT.sub(lambda m: "" if m[1] else "<>", text))
        if match is None:
            raise QueryError("not a SPARQL query: expected SELECT, ASK, CONSTRUCT or DESCRIBE")
        if match[1].upper() in ("CONSTRUCT", "DESCRIBE"):
            body = self.server.ask(text, "application/n-triples, text/plain;q=0.5")
            return iter([quad.triple for quad in ox.parse(body, format=ox.RdfFormat.N_TRIPLES)])
        body = self.server.ask(text, "application/sparql-results+json")
        found = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
        if match[1].upper() == "ASK" and not isinstance(found, ox.QueryBoolean):
            # Virtuoso answers ASK with a table of one number
            truth = any(row[0] is not None and row[0].value in ("1", "true") for row in found)
            return ox.parse_query_results(
                f'{{"head":{{}},"boolean":{str(truth).lower()}}}', format=ox.QueryResultsFormat.JSON
            )
        return found

    @property
    def store(self) -> ox.Store:
        """A copy in memory of all that the server holds of the graph, for what SPARQL alone cannot do; made once."""
        if self._copy is None:
            self._copy = ox.Store()
            self._copy.bulk_load(b"".join(self.dump()), ox.RdfFormat.N_QUADS)
        return self._copy

    def rdflib(self) -> rdflib.Dataset:
        """The graph as an rdflib dataset whose default graph is the union, over a copy in memory."""
        return rdflib.Dataset(store=oxrdflib.OxigraphStore(store=self.store), default_union=True)

    def graphs(self) -> dict[str, int]:
        """All named graphs that hold something of ours, with the numbers of their triples."""
        root = self.base.removesuffix("id/")
        rows = self.query(
            f'SELECT ?g (COUNT(*) AS ?n) {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), "{root}")) }} GROUP BY ?g'
        )
        return {row["g"].value: int(row["n"].value) for row in rows}

    def dump(self) -> Iterator[bytes]:
        """All quads as lines of N-Quads, in any order, asked for in portions that no server cuts off."""
        for graph, count in sorted(self.graphs().items()):
            end = f" <{graph}> .\n"
            for condition in _portions(count):
                pattern = f"CONSTRUCT {{ ?s ?p ?o }} {{ GRAPH <{graph}> {{ ?s ?p ?o }} {condition} }}"
                for triple in self.query(pattern):
                    yield (str(triple) + end).encode()

    def replace(self, graphs: Mapping[str, Iterable[str]]) -> None:
        """Replace named graphs as wholes by these lines of N-Quads; graphs without lines are removed."""
        text: list[str] = []
        size = 0

        def send() -> None:
            nonlocal size
            if text:
                self.server.update(" ;\n".join(text))
            text.clear()
            size = 0

        for graph, lines in graphs.items():
            text.append(f"DROP SILENT GRAPH <{graph}>")
            triples = [line[: line.rindex(" <")] for line in lines]
            for start in range(0, len(triples), self.server.batch):
                piece = triples[start : start + self.server.batch]
                if size and size + len(piece) > self.server.batch:
                    send()
                content = "".join(f"{triple} .\n" for triple in piece)
                text.append(f"INSERT DATA {{ GRAPH <{graph}> {{\n{content}}} }}")
                size += len(piece)
        send()


def _with_prefixes(sparql: str) -> str:
    declared = set(_DECLARED.findall(sparql))
    return "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items() if prefix not in declared) + sparql


def _portions(count: int) -> list[str]:
    """Conditions that part the triples of a graph by their subjects into portions of some thousand."""
    digits = 0
    while count > _PAGE * 16**digits / 2 and (digits or count > _PAGE):
        digits += 1
    if not digits:
        return [""]
    return [f'FILTER(STRSTARTS(MD5(STR(?s)), "{n:0{digits}x}"))' for n in range(16**digits)]


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
    server has lost or cut short since then are sent again.
    """
    with EmbeddedStore(graph_dir) as store, _notes(store.directory.path, remote.address.query) as notes:
        sent_before = dict(notes.execute("SELECT graph, hash FROM sent").fetchall())
        there = remote.graphs()
        here = sorted(node.value for node in store.store.named_graphs())
        todo: list[tuple[str, list[str], str]] = []
        sent = size = 0

        def flush() -> None:
            nonlocal sent, size
            if todo:
                remote.replace({graph: lines for graph, lines, _ in todo})
                notes.executemany("INSERT OR REPLACE INTO sent VALUES(?,?)", [(g, h) for g, _, h in todo])
                notes.commit()
                sent += len(todo)
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
        gone = sorted(there.keys() - set(here))
        for start in range(0, len(gone), 100):
            remote.replace(dict.fromkeys(gone[start : start + 100], ()))
        notes.executemany("DELETE FROM sent WHERE graph=?", [(graph,) for graph in gone])
        notes.commit()
    return PushReport(sent, len(gone), len(here) - sent)


def claim(graph_dir: Path, remote: RemoteStore) -> None:
    """Make sure that a push from this directory takes nothing away that was built elsewhere.

    `GraphError` if the server cannot be reached, or holds documents of a graph though nothing was sent from here yet.
    """
    held = [graph for graph in remote.graphs() if graph.startswith(f"{remote.base}document/")]
    if not held:
        return
    if graph_dir.is_dir():
        with _notes(graph_dir, remote.address.query) as notes:
            if notes.execute("SELECT 1 FROM sent LIMIT 1").fetchone():
                return
    raise GraphError(
        f"{remote.address.query} holds {len(held)} documents that were not built from this computer ({graph_dir}); "
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
    return Path(home, "tookpart", _file_name(address(where, {}).query))


def _file_name(where: str) -> str:
    return re.sub(r"[^\w.-]+", "-", where.split("://", 1)[-1]).strip("-")


@contextlib.contextmanager
def _notes(directory: Path, where: str) -> Iterator[sqlite3.Connection]:
    folder = directory / "servers"
    folder.mkdir(exist_ok=True)
    connection = sqlite3.connect(folder / f"{_file_name(where)}.sqlite")
    try:
        connection.execute("CREATE TABLE IF NOT EXISTS sent(graph TEXT PRIMARY KEY, hash TEXT) WITHOUT ROWID")
        yield connection
    finally:
        connection.close()


def open_graph(where: Path | str) -> EmbeddedStore | RemoteStore:
    """Open a graph for asking: a directory, or the address of a server."""
    return RemoteStore(where) if isinstance(where, str) and is_remote(where) else EmbeddedStore(where)
