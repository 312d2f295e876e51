"""How fast documents become facts: `load` on one core, beside spaCy's tokens and phrases over the same texts.

python tests/benchmarks/bench_reading.py [--rounds 7]
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

import spacy
from corpus import corpus
from measure import on_one_core, side_by_side
from spacy.language import Language
from spacy.matcher import PhraseMatcher

from tookpart.loaders.document import Document
from tookpart.loaders.load import load
from tookpart.ontology.reference import things


def main() -> None:
    """Print documents and words a second, and the two ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    on_one_core()
    name, documents = corpus()
    words = sum(len(document.text.split()) for document in documents)
    blank = {code: spacy.blank(code) for code in sorted({document.language or "en" for document in documents})}
    names = sorted({label.text for thing in things().values() for label in thing.labels if label.text})
    phrases = {code: _phrases(pipeline, names) for code, pipeline in blank.items()}

    def tokens(document: Document) -> object:
        return blank[document.language or "en"](document.text)

    def matches(document: Document) -> object:
        code = document.language or "en"
        return phrases[code](blank[code](document.text))

    works = {"load": load, "spaCy blank": tokens, "spaCy blank + PhraseMatcher": matches}
    seconds = side_by_side({key: _over(work, documents) for key, work in works.items()}, rounds)
    print(
        f"{len(documents)} documents of the {name}, {words} words, {len(names)} phrases, one core, median of {rounds}"
    )
    for key, taken in seconds.items():
        print(f"{key:28} {len(documents) / taken:8.0f} documents/s {words / taken:9.0f} words/s")
    ours, bare, phrase = seconds.values()
    print(f"summary: load takes {ours / bare:.2f} x spaCy blank, {ours / phrase:.2f} x spaCy blank + PhraseMatcher")


def _phrases(pipeline: Language, names: list[str]) -> PhraseMatcher:
    matcher = PhraseMatcher(pipeline.vocab)
    matcher.add("known", list(pipeline.tokenizer.pipe(names)))
    return matcher


def _over(work: Callable[[Document], object], documents: list[Document]) -> Callable[[], object]:
    return lambda: [work(document) for document in documents]


if __name__ == "__main__":
    main()
