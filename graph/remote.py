"""A graph on somebody's SPARQL 1.1 server, to be asked as one in a directory is.

What servers answer otherwise than the standard or the embedded store does is put right here, and what they take
otherwise in `tookpart.graph.server`.
"""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyoxigraph as ox

from tookpart.graph import server as servers
from tookpart.graph.server import Address, Reply, Server, address
from tookpart.ontology.errors import GraphError, QueryError
from tookpart.ontology.vocabulary import ID, PREFIXES

_DECLARED = re.compile(r"\bPREFIX\s+([\w-]*):", re.IGNORECASE)
_FORM = re.compile(r"(?:^|[\s{}>.])(SELECT|ASK|CONSTRUCT|DESCRIBE)\b", re.IGNORECASE)
_COMMENT = re.compile(r"<[^<>\s]*>|(#[^\n]*)")
# an ORDER BY at the end of a query, after which no clause follows; groups, strings and IRIs are left to the server
_ORDER = re.compile(r"\bORDER\s+BY\b([^{}<>\"'#]*)$", re.IGNORECASE)
_CUTS = re.compile(r"\b(?:LIMIT|OFFSET|VALUES|ORDER)\b", re.IGNORECASE)
_VARIABLE = re.compile(r"[?$](\w+)")
_COUNTED = 100  # graphs whose triples are counted at once
_PAGE = 4000  # triples asked for at once, well below the 10,000 rows that servers cut off at

Operation = tuple[str, Sequence[str] | None]
"""A named graph, and triples to put into it; None empties it."""


class RemoteStore:
    """A graph on a SPARQL 1.1 server, to be asked as an `EmbeddedStore` is; `timeout` in seconds for each request."""

    def __init__(
        self,
        where: str | Address,
        *,
        base: str = ID,
        timeout: float | None = None,
        wait: Callable[[float], None] | None = None,
    ) -> None:
        self.address = where if isinstance(where, Address) else address(where)
        self.base = base
        self.server = Server(self.address, servers.TIMEOUT if timeout is None else timeout, wait or time.sleep)
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

        Rows come in the order of the embedded store where the query ends in an ORDER BY of what it selects. Raises
        `QueryError` if the server does not take the query, `GraphError` if it cannot be reached, refuses, or answers
        with anything else.
        """
        text = _with_prefixes(sparql)
        bare = _COMMENT.sub(lambda m: "" if m[1] else "<>", text)
        match = _FORM.search(bare)
        if match is None:
            raise QueryError("not a SPARQL query: expected SELECT, ASK, CONSTRUCT or DESCRIBE")
        if match[1].upper() in ("CONSTRUCT", "DESCRIBE"):
            reply = self.server.ask(text, "application/n-triples, text/plain;q=0.5")
            try:
                return iter([quad.triple for quad in ox.parse(reply.body, format=_triples_in(reply))])
            except (SyntaxError, ValueError) as error:
                raise self.server.unreadable(reply, "triples") from error
        reply = self.server.ask(text, "application/sparql-results+json")
        asks = match[1].upper() == "ASK"
        try:
            found = _results(reply)
            if isinstance(found, ox.QueryBoolean):
                if asks:
                    return found
                raise ValueError("a truth value for rows")
            rows = list(found)
            if asks:
                # Virtuoso answers ASK with a table of one number
                return _truth(any(row[0] is not None and row[0].value in ("1", "true") for row in rows))
        except (SyntaxError, ValueError, IndexError, AttributeError) as error:
            raise self.server.unreadable(reply, "SPARQL results") from error
        # the rows above were read to see that the answer is whole
        return _in_order(bare, [variable.value for variable in found.variables], rows) or _results(reply)

    @property
    def store(self) -> ox.Store:
        """A copy in memory of all that the server holds of the graph, for what SPARQL alone cannot do; made once."""
        if self._copy is None:
            self._copy = ox.Store()
            self._copy.bulk_load(b"".join(self.dump()), ox.RdfFormat.N_QUADS)
        return self._copy

    def graphs(self, only: Sequence[str] | None = None) -> dict[str, int]:
        """All named graphs that hold something of ours, or those of `only` that do, with the numbers of their
        triples.
        """
        if only is None:
            return self._counts(f'FILTER(STRSTARTS(STR(?g), "{self.base.removesuffix("id/")}"))')
        found: dict[str, int] = {}
        for start in range(0, len(only), _COUNTED):
            names = " ".join(f"<{graph}>" for graph in only[start : start + _COUNTED])
            found |= self._counts(f"VALUES ?g {{ {names} }}")
        return found

    def documents(self) -> int:
        """How many documents of ours it holds, without a look at every triple."""
        rows = self.query(
            "SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?g a tp:Document } "
            f'FILTER(STRSTARTS(STR(?g), "{self.base}document/")) }}'
        )
        with self._as_asked():
            return sum(int(row["n"].value) for row in rows)

    def _counts(self, condition: str) -> dict[str, int]:
        rows = self.query(f"SELECT ?g (COUNT(*) AS ?n) {{ GRAPH ?g {{ ?s ?p ?o }} {condition} }} GROUP BY ?g")
        with self._as_asked():
            return {row["g"].value: int(row["n"].value) for row in rows}

    @contextlib.contextmanager
    def _as_asked(self) -> Iterator[None]:
        try:
            yield
        except (ValueError, AttributeError) as error:
            raise GraphError(
                f"{self.address.query} answered something else than it was asked; "
                "is it the address of a SPARQL endpoint?"
            ) from error

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
        waiting: list[Operation] = []
        size = 0
        for graph, lines in graphs.items():
            waiting.append((graph, None))
            triples = [line[: line.rindex(" <")] for line in lines]
            start = 0
            while start < len(triples):
                piece = triples[start : start + self.server.batch]
                if size and size + len(piece) > self.server.batch:
                    self._update(waiting)
                    waiting, size = [], 0
                waiting.append((graph, piece))
                size += len(piece)
                start += len(piece)
        if waiting:
            self._update(waiting)

    def _update(self, operations: Sequence[Operation]) -> None:
        """Send these in one request, or in as many as the server makes of it."""
        if self.server.update(" ;\n".join(_update_text(operation) for operation in operations)):
            return
        if len(operations) == 1:
            ((graph, triples),) = operations
            if triples is None or len(triples) < 2:
                raise GraphError(
                    f"{self.server.update_at} finds a single statement of <{graph}> too large (413); raise the limit "
                    "for requests there (in nginx client_max_body_size)"
                )
            middle = len(triples) // 2
            operations = [(graph, triples[:middle]), (graph, triples[middle:])]
        held = sum(len(triples or ()) for _, triples in operations)
        self.server.most = max(1, held // 2)
        middle = len(operations) // 2
        self._update(operations[:middle])
        self._update(operations[middle:])


def _update_text(operation: Operation) -> str:
    graph, triples = operation
    if triples is None:
        return f"DROP SILENT GRAPH <{graph}>"
    content = "".join(f"{triple} .\n" for triple in triples)
    return f"INSERT DATA {{ GRAPH <{graph}> {{\n{content}}} }}"


def _with_prefixes(sparql: str) -> str:
    declared = set(_DECLARED.findall(sparql))
    return "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items() if prefix not in declared) + sparql


def _results(reply: Reply) -> Any:
    # some servers have one format only, whatever is asked for
    format = ox.QueryResultsFormat.from_media_type(reply.type) if "xml" in reply.type else None
    return ox.parse_query_results(reply.body, format=format or ox.QueryResultsFormat.JSON)


def _triples_in(reply: Reply) -> ox.RdfFormat:
    return ox.RdfFormat.from_media_type(reply.type) or ox.RdfFormat.N_TRIPLES


def _truth(value: bool) -> Any:
    answer = f'{{"head":{{}},"boolean":{str(value).lower()}}}'
    return ox.parse_query_results(answer, format=ox.QueryResultsFormat.JSON)


def _in_order(query: str, columns: Sequence[str], rows: Sequence[Any]) -> Any:
    """The rows in the order that the query's last clause asks for, as the embedded store understands it; None if it
    asks for none, or for one that the rows alone do not give.

    The standard leaves open how texts of two languages, or texts and IRIs, compare, and Virtuoso compares letters by a
    collation of its own.
    """
    order = _ORDER.search(query)
    if order is None or len(rows) < 2 or _CUTS.search(order[1]):
        return None
    if not {variable[1] for variable in _VARIABLE.finditer(order[1])} <= set(columns):
        return None
    if any(isinstance(term, ox.BlankNode | ox.Triple) for row in rows for term in row):
        return None
    values = "\n".join(f"({' '.join('UNDEF' if term is None else str(term) for term in row)})" for row in rows)
    names = " ".join(f"?{column}" for column in columns)
    # the embedded engine itself sorts them, so that both orders are one
    return ox.Store().query(f"SELECT {names} {{ VALUES ({names}) {{\n{values}\n}} }} ORDER BY {order[1]}")


def _portions(count: int) -> list[str]:
    """Conditions that part the triples of a graph by their subjects into portions of some thousand."""
    digits = 0
    while count > _PAGE * 16**digits / 2 and (digits or count > _PAGE):
        digits += 1
    if not digits:
        return [""]
    return [f'FILTER(STRSTARTS(MD5(STR(?s)), "{n:0{digits}x}"))' for n in range(16**digits)]
