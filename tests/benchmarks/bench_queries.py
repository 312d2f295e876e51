"""How fast named questions are answered: each by name, beside the same SPARQL given to pyoxigraph itself.

python tests/benchmarks/bench_queries.py [--documents 2000] [--rounds 3]
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
from corpus import write
from measure import side_by_side

from tookpart.graph.build import build
from tookpart.graph.engine import default_engine
from tookpart.graph.store import EmbeddedStore
from tookpart.ontology.vocabulary import PREFIXES
from tookpart.queries.catalogue import Question, catalogue
from tookpart.queries.run import ask, terms

_VALUES = {
    "process": "rcm",
    "actor": "gtm",
    "state": "gtm",
    "entity": "rcm",
    "text": "regional",
}
_BUSIEST = {
    "meeting": """SELECT ?found (COUNT(DISTINCT ?part) AS ?parts) { ?part tp:meeting ?found }
GROUP BY ?found ORDER BY DESC(?parts) ?found LIMIT 1""",
    "theme": """SELECT ?found (COUNT(DISTINCT ?meeting) AS ?meetings) { ?meeting tp:hasTheme ?found }
GROUP BY ?found ORDER BY DESC(?meetings) ?found LIMIT 1""",
}
_ALSO = {"doubtful": {"below": "90"}}  # without it the answer is empty, which tells nothing


def main() -> None:
    """Print the time of each question, and its ratio to the bare query."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder / "documents", args.documents)
        build([folder / "documents"], folder / "graph", engine=default_engine())
        with EmbeddedStore(folder / "graph") as store:
            values = _VALUES | {kind: next(iter(store.query(q)))["found"].value for kind, q in _BUSIEST.items()}
            print(f"{args.documents} documents, {len(store)} quads, median of {args.rounds}")
            ratios = [_compare(store, question, values, args.rounds) for question in catalogue().values()]
    ratios.sort()
    print(f"summary: a named question takes {ratios[len(ratios) // 2]:.2f} x its bare query (median of {len(ratios)})")


def _compare(store: EmbeddedStore, question: Question, values: dict[str, str], rounds: int) -> float:
    given = {parameter.name: values[parameter.type] for parameter in question.parameters if parameter.required}
    given |= _ALSO.get(question.name, {})
    text = question.bind(terms(store, question, given))
    rows = len(ask(store, question.name, **given))
    seconds = side_by_side(
        {"named": lambda: ask(store, question.name, **given), "bare": _bare(store.store, text)}, rounds
    )
    named, bare = seconds["named"], seconds["bare"]
    print(f"{question.name:20} {1000 * named:9.1f} ms {1000 * bare:9.1f} ms bare {named / bare:6.2f} x {rows:7} rows")
    return named / bare


def _bare(store: ox.Store, text: str) -> Callable[[], object]:
    return lambda: list(store.query(text, use_default_graph_as_union=True, prefixes=PREFIXES))


if __name__ == "__main__":
    main()
