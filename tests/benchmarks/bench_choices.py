"""What stands behind docs/decisions: the ways that were chosen, beside those that were not.

python tests/benchmarks/bench_choices.py [--rounds 3]
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import rdflib
import spacy
from corpus import DEVELOPMENT, EXAMPLES, corpus
from measure import on_one_core, once, side_by_side
from spacy.matcher import Matcher, PhraseMatcher

from tookpart.graph.build import build
from tookpart.graph.dataset import dataset
from tookpart.graph.engine import default_engine
from tookpart.graph.store import EmbeddedStore
from tookpart.loaders.document import Document
from tookpart.loaders.names import find_names
from tookpart.ontology.facts import DocumentFacts, decode, encode
from tookpart.ontology.reference import things

_MET = """SELECT ?a ?b (COUNT(DISTINCT ?m) AS ?times) {
  ?p tp:actor ?a ; tp:meeting ?m . ?q tp:actor ?b ; tp:meeting ?m . FILTER(STR(?a) < STR(?b))
} GROUP BY ?a ?b"""
# "(co-)hosted by the government of X": the same sight for spaCy's Matcher as for one of our rules
_HOSTED = [
    {"LOWER": {"IN": ["hosted", "co-hosted", "organised", "organized", "convened"]}},
    {"LOWER": "by"},
    {"LOWER": "the", "OP": "?"},
    {"LOWER": "government", "OP": "?"},
    {"LOWER": "of", "OP": "?"},
    {"IS_TITLE": True, "OP": "+"},
]


def main() -> None:
    """Print the time of each way."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    on_one_core()
    name, documents = corpus()
    print(f"{len(documents)} documents of the {name}, one core, median of {rounds}")
    _imports(rounds)
    _names([document for document in documents if document.language == "en"], rounds)
    with tempfile.TemporaryDirectory() as folder:
        source = DEVELOPMENT if DEVELOPMENT.is_dir() else EXAMPLES
        build([source], folder, engine=default_engine(), workers=1)
        with EmbeddedStore(folder) as store:
            _queries(store, rounds)
            _generations(store, Path(folder))
    _values(documents, rounds)


def _show(what: str, seconds: dict[str, float]) -> None:
    best = min(seconds.values())
    print(what)
    for name, taken in seconds.items():
        print(f"  {name:44} {1000 * taken:9.2f} ms {taken / best:8.1f} x")


def _imports(rounds: int) -> None:
    def start(statement: str) -> Callable[[], object]:
        return lambda: subprocess.run([sys.executable, "-c", statement], check=True)

    works = {
        "Python alone": start("pass"),
        "tookpart.loaders.load": start("import tookpart.loaders.load"),
        "spacy": start("import spacy"),
        "rdflib": start("import rdflib"),
    }
    _show("starting Python and importing", side_by_side(works, rounds))


def _names(documents: list[Document], rounds: int) -> None:
    pipeline = spacy.blank("en")
    phrases, rule = PhraseMatcher(pipeline.vocab), Matcher(pipeline.vocab)
    known = sorted({label.text for thing in things().values() for label in thing.labels})
    started = time.perf_counter()
    phrases.add("known", list(pipeline.tokenizer.pipe(known)))
    rule.add("hosted", [_HOSTED])
    print(
        f"{len(known)} names made into phrases of spaCy: {1000 * (time.perf_counter() - started):.0f} ms at every start"
    )
    read = [pipeline(document.text) for document in documents]
    works = {
        "our names, told apart and with their kind": lambda: [find_names(d.text, "en") for d in documents],
        "spaCy: tokens": lambda: [pipeline(d.text) for d in documents],
        "spaCy: phrases on ready tokens": lambda: [phrases(d) for d in read],
        "spaCy: one Matcher rule on ready tokens": lambda: [rule(d) for d in read],
    }
    _show(f"names in {len(documents)} English texts", side_by_side(works, rounds))


def _queries(store: EmbeddedStore, rounds: int) -> None:
    memory = rdflib.Dataset(default_union=True)
    memory.parse(data=b"".join(store.dump()), format="nquads")
    through = dataset(store.store)
    prefixes = "PREFIX tp: <https://w3id.org/tookpart/ontology#>\n"
    works = {
        "pyoxigraph": lambda: list(store.query(_MET)),
        "rdflib over the same store (oxrdflib)": lambda: list(through.query(prefixes + _MET)),
        "rdflib's own engine in memory": lambda: list(memory.query(prefixes + _MET)),
    }
    _show(f"who met whom, {len(store)} quads", side_by_side(works, rounds))


def _generations(store: EmbeddedStore, folder: Path) -> None:
    (current,) = [path for path in (folder / "generations").iterdir() if path.is_dir()]
    (folder / "all.nq").write_bytes(b"".join(store.dump()))
    whole = ox.Store(str(current / "store"))

    def again() -> None:
        ox.Store(str(folder / "again")).bulk_load(path=str(folder / "all.nq"), format=ox.RdfFormat.N_QUADS)

    seconds = {
        "hard links (pyoxigraph backup)": once(lambda: whole.backup(str(folder / "copy"))),
        "opening a generation read-only": once(lambda: ox.Store.read_only(str(folder / "copy"))),
        "loading all quads again": once(again),
    }
    _show("a new generation", seconds)


def _values(documents: list[Document], rounds: int) -> None:
    engine = default_engine()
    facts: list[DocumentFacts] = [engine.load(document) for document in documents]
    lines = [encode(each) for each in facts]
    works = {
        "write": lambda: [encode(each) for each in facts],
        "read and check": lambda: [decode(line) for line in lines],
    }
    seconds = {name: taken / len(facts) for name, taken in side_by_side(works, rounds).items()}
    size = statistics.mean(map(len, lines))
    _show(f"facts of one document as JSON by msgspec, {size:.0f} bytes on average", seconds)


if __name__ == "__main__":
    main()
