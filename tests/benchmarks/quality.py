"""Writes the tables of docs/quality.md anew: figures by language, kind of document and kind of fact, and confidences.

python tests/benchmarks/quality.py
"""

from __future__ import annotations

import re
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from bench_extraction import ROOT, SETS, kinds, languages
from calibration import ATTRIBUTES, BANDS, Verdict, verdicts, wilson

from tookpart.graph.build import build
from tookpart.graph.evaluation import ROLES, STANDING, Counts, Evaluation, evaluate, read_gold
from tookpart.graph.store import EmbeddedStore

PAGE = ROOT / "docs" / "quality.md"
FACTS = (
    "ALL FACTS",
    "who took part in what, with role",
    "standing relations",
    "meetings",
    "dates",
    "places",
    "held in state",
    "of process",
    "within",
    *ROLES,
    *STANDING,
    "themes",
)


def main() -> None:
    """Put the tables of the day between the marks of the page."""
    found = {name: scores(*folders) for name, folders in SETS.items() if all(f.is_dir() for f in folders)}
    read = list(verdicts([SETS[name] for name in found]))
    text = PAGE.read_text(encoding="utf-8")
    for name, rows in (
        ("documents", document_rows(found)),
        ("facts", fact_rows(found)),
        ("confidence", confidence_rows(read)),
    ):
        marks = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
        text = marks.sub(lambda mark, table=table: f"{mark[1]}\n{table}\n\n{mark[2]}", text)
    PAGE.write_text(text, encoding="utf-8")


def scores(gold: Path, documents: Path) -> Evaluation:
    """The figures of a folder of documents."""
    files = sorted(path for path in documents.iterdir() if path.suffix in (".txt", ".md"))
    with tempfile.TemporaryDirectory() as place:
        build(files, place)
        with EmbeddedStore(place) as store:
            return evaluate(store.store, read_gold(gold))


def document_rows(found: dict[str, Evaluation]) -> Iterable[Sequence[str]]:
    """Precision, recall and F1 of all facts by set, language and kind of document."""
    yield ("set", "documents", "number", "facts in gold", "precision", "recall", "F1")
    yield ("---", "---", "--:", "--:", "--:", "--:", "--:")
    for name, evaluation in found.items():
        gold, documents = SETS[name]
        every: dict[str, list[Counts]] = defaultdict(list)
        for group in (languages(gold), kinds(gold, documents)):
            by_name: dict[str, list[Counts]] = defaultdict(list)
            for document, counts in evaluation.documents.items():
                by_name[group[document]].append(counts)
            every |= {key: by_name[key] for key in sorted(by_name) if key != "other"}
        yield _row(f"**{name}**", "all", list(evaluation.documents.values()))
        for key, counted in every.items():
            if key == "negative":
                wrong = sum(c.wrong for c in counted)
                yield ("", key, str(len(counted)), "0", f"{wrong} wrong facts", "", "")
            else:
                yield _row("", key, counted)


def _row(name: str, group: str, counted: list[Counts]) -> Sequence[str]:
    every = sum(counted, Counts())
    return (
        name,
        group,
        str(len(counted)),
        str(every.gold),
        *(f"{x:.3f}" for x in (every.precision, every.recall, every.f1)),
    )


def fact_rows(found: dict[str, Evaluation]) -> Iterable[Sequence[str]]:
    """Precision and recall of each kind of fact, with its number in gold, by set."""
    yield ("kind of fact", *found)
    yield ("---", *("--:" for _ in found))
    for kind in FACTS:
        cells = [evaluation.figures[kind] for evaluation in found.values()]
        yield (kind, *(f"{c.precision:.2f} / {c.recall:.2f} ({c.gold})" if c.gold else "" for c in cells))


def confidence_rows(read: list[Verdict]) -> Iterable[Sequence[str]]:
    """How many facts of each confidence are right: by band, then by relation."""
    yield ("facts", "confidence", "read", "right", "share", "95 % interval")
    yield ("---", "--:", "--:", "--:", "--:", "--:")
    for low, high in BANDS:
        some = [v for v in read if low <= v.confidence < high]
        if some:
            yield _share("**all**", f"{low:.1f} to {min(high, 1):.1f}", some)
    for relation in (*ROLES, *STANDING, *dict.fromkeys(ATTRIBUTES.values())):
        for confidence in sorted({v.confidence for v in read if v.relation == relation}, reverse=True):
            some = [v for v in read if (v.relation, v.confidence) == (relation, confidence)]
            yield _share(relation, f"{confidence:.2f}", some)


def _share(name: str, confidence: str, some: list[Verdict]) -> Sequence[str]:
    right = sum(v.right for v in some)
    low, high = wilson(right, len(some))
    return (name, confidence, str(len(some)), str(right), f"{right / len(some):.2f}", f"{low:.2f} to {high:.2f}")


if __name__ == "__main__":
    main()
