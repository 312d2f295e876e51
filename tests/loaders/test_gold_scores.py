"""How well documents are read does not fall: floors, a little under the figures of the day, by language and kind.

    python tests/loaders/test_gold_scores.py

prints the floors that today's figures give. They rise with the rules. New documents come in as a set of their own: in
an old one harder documents would sink its floors, and what they sank by would no longer be guarded.
"""

from __future__ import annotations

import json
import math
import tempfile
import tomllib
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tookpart.graph.build import build
from tookpart.graph.evaluation import TOTAL, Counts, Evaluation, evaluate, read_gold
from tookpart.graph.store import EmbeddedStore

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
CASES = ROOT / "tests" / "cases" / "extraction"


class Documents(NamedTuple):
    """Documents with gold facts; of numbered ones those with these numbers."""

    gold: Path
    documents: Path
    numbers: range | None = None

    def holds(self, name: str) -> bool:
        return self.numbers is None or int(name.partition("-")[0]) in self.numbers


SETS = {
    "our cases to 459": Documents(CASES, CASES, range(460)),
    "our cases from 460": Documents(CASES, CASES, range(460, 600)),
    "our cases from 600": Documents(CASES, CASES, range(600, 740)),
    "our cases from 740": Documents(CASES, CASES, range(740, 820)),
    "our cases from 820": Documents(CASES, CASES, range(820, 976)),
    "our cases from 976": Documents(CASES, CASES, range(976, 1060)),
    "examples": Documents(ROOT / "tests" / "cases" / "examples", ROOT / "examples" / "documents"),
    "development corpus": Documents(SHARED / "evaluation" / "gold" / "dev", SHARED / "evaluation" / "corpus" / "dev"),
    "seeds": Documents(SHARED / "evaluation" / "gold" / "seeds", SHARED / "seeds"),
}
PARTS = "who took part in what, with role"
STANDING = "standing relations"
STEP = 0.02
WITHOUT = ("", "negative", "pt")
"""Groups without a figure: kinds that are not told, documents that say nothing, and a language without rules."""

# F1 of all facts by language and kind of document, F1 of two kinds of facts, and the precision of all facts
FLOORS: dict[str, dict[str, float]] = {
    "our cases to 459": {
        "declaration or chair's statement": 0.88,
        "en": 0.86,
        "es": 0.86,
        "event page or agenda": 0.90,
        "fr": 0.86,
        "list of events": 0.88,
        "minutes or report": 0.84,
        "news": 0.82,
        "press release": 0.84,
        "profile": 0.88,
        "ALL FACTS": 0.86,
        "who took part in what, with role": 0.86,
        "standing relations": 0.86,
        "precision": 0.94,
    },
    "our cases from 460": {
        "declaration or chair's statement": 0.90,
        "en": 0.84,
        "es": 0.80,
        "event page or agenda": 0.80,
        "fr": 0.76,
        "list of events": 0.82,
        "minutes or report": 0.78,
        "news": 0.76,
        "press release": 0.82,
        "profile": 0.88,
        "ALL FACTS": 0.82,
        "who took part in what, with role": 0.80,
        "standing relations": 0.86,
        "precision": 0.92,
    },
    "our cases from 600": {
        "declaration or chair's statement": 0.90,
        "en": 0.80,
        "es": 0.76,
        "event page or agenda": 0.80,
        "fr": 0.74,
        "list of events": 0.76,
        "minutes or report": 0.80,
        "news": 0.74,
        "press release": 0.76,
        "profile": 0.86,
        "ALL FACTS": 0.78,
        "who took part in what, with role": 0.78,
        "standing relations": 0.82,
        "precision": 0.94,
    },
    "our cases from 740": {
        "declaration or chair's statement": 0.82,
        "en": 0.78,
        "es": 0.70,
        "event page or agenda": 0.88,
        "fr": 0.72,
        "list of events": 0.46,
        "minutes or report": 0.80,
        "news": 0.70,
        "press release": 0.70,
        "profile": 0.88,
        "ALL FACTS": 0.76,
        "who took part in what, with role": 0.68,
        "standing relations": 0.84,
        "precision": 0.88,
    },
    "our cases from 820": {
        "declaration or chair's statement": 0.92,
        "en": 0.82,
        "es": 0.80,
        "event page or agenda": 0.80,
        "fr": 0.66,
        "list of events": 0.78,
        "minutes or report": 0.82,
        "news": 0.76,
        "press release": 0.78,
        "profile": 0.82,
        "ALL FACTS": 0.80,
        "who took part in what, with role": 0.80,
        "standing relations": 0.80,
        "precision": 0.90,
    },
    "our cases from 976": {
        "declaration or chair's statement": 0.86,
        "en": 0.76,
        "es": 0.82,
        "event page or agenda": 0.76,
        "fr": 0.58,
        "list of events": 0.72,
        "minutes or report": 0.88,
        "news": 0.66,
        "press release": 0.80,
        "profile": 0.62,
        "ALL FACTS": 0.76,
        "who took part in what, with role": 0.74,
        "standing relations": 0.82,
        "precision": 0.90,
    },
    "examples": {
        "declaration or chair's statement": 0.92,
        "en": 0.94,
        "es": 0.92,
        "event page or agenda": 0.92,
        "fr": 0.94,
        "list of events": 0.88,
        "news": 0.92,
        "press release": 0.94,
        "profile": 0.98,
        "ALL FACTS": 0.94,
        "who took part in what, with role": 0.94,
        "standing relations": 0.90,
        "precision": 0.98,
    },
    "development corpus": {
        "declaration or chair's statement": 0.98,
        "en": 0.96,
        "es": 0.96,
        "event page or agenda": 0.94,
        "fr": 0.98,
        "list of events": 0.96,
        "minutes or report": 0.96,
        "news": 0.96,
        "press release": 0.94,
        "profile": 0.98,
        "ALL FACTS": 0.96,
        "who took part in what, with role": 0.96,
        "standing relations": 0.94,
        "precision": 0.98,
    },
    "seeds": {
        "en": 0.96,
        "ALL FACTS": 0.96,
        "who took part in what, with role": 0.96,
        "standing relations": 0.98,
        "precision": 0.96,
    },
}


@cache
def scores(name: str) -> Evaluation:
    chosen = SETS[name]
    if not (chosen.gold.is_dir() and chosen.documents.is_dir()):
        pytest.skip(f"no {name} beside the repository")
    files = sorted(
        path for path in chosen.documents.iterdir() if path.suffix in (".txt", ".md") and chosen.holds(path.name)
    )
    with tempfile.TemporaryDirectory() as folder:
        report = build(files, folder, workers=1)
        assert report.failures == ()
        with EmbeddedStore(folder) as store:
            return evaluate(store.store, [gold for gold in read_gold(chosen.gold) if chosen.holds(gold.id)])


@cache
def families() -> dict[str, str]:
    named = tomllib.loads((ROOT / "tests" / "cases" / "kinds.toml").read_text(encoding="utf-8"))
    return {kind: family for family, kinds in named.items() for kind in kinds}


@cache
def documents_of(name: str) -> dict[str, tuple[str, str]]:
    """The language and the family of kinds of each document with gold."""
    chosen = SETS[name]
    manifest = chosen.documents / "manifest.jsonl"
    lines = manifest.read_text(encoding="utf-8").splitlines() if manifest.is_file() else []
    kinds = {entry["id"]: entry["kind"] for entry in map(json.loads, lines)}
    found: dict[str, tuple[str, str]] = {}
    for path in filter(lambda path: chosen.holds(path.name), chosen.gold.rglob("*.json")):
        told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        kind = "negative" if told.get("negative") else kinds.get(told["id"]) or told.get("kind")
        found[told["id"]] = (told["lang"], families()[kind] if kind else "")
    return found


def figures(name: str) -> dict[str, float]:
    """The figures of a set that have floors: F1 by language and kind, F1 of kinds of facts, precision of all."""
    found = scores(name)
    groups: dict[str, Counts] = defaultdict(Counts)
    for document, counts in found.documents.items():
        for group in documents_of(name)[document]:
            if group not in WITHOUT:
                groups[group] += counts
    f1 = {group: counts.f1 for group, counts in sorted(groups.items())}
    return f1 | {
        TOTAL: found.figures[TOTAL].f1,
        PARTS: found.figures[PARTS].f1,
        STANDING: found.figures[STANDING].f1,
        "precision": found.figures[TOTAL].precision,
    }


@pytest.mark.parametrize(("name", "group"), [(name, group) for name, floors in FLOORS.items() for group in floors])
def test_figure_is_not_below_its_floor(name: str, group: str) -> None:
    assert figures(name)[group] >= FLOORS[name][group]


@pytest.mark.parametrize("name", SETS)
def test_every_group_has_a_floor(name: str) -> None:
    assert set(figures(name)) == set(FLOORS[name])


@pytest.mark.parametrize("name", SETS)
def test_negative_documents_give_no_fact(name: str) -> None:
    negative = {document for document, (_, kind) in documents_of(name).items() if kind == "negative"}
    assert [m for m in scores(name).mistakes if m.document in negative] == []


@pytest.mark.parametrize("name", SETS)
def test_every_document_is_in_the_graph(name: str) -> None:
    assert [m.document for m in scores(name).mistakes if m.kind == "document"] == []


def _floor(figure: float) -> float:
    """A figure rounded down to a step, at least half a step below it."""
    return max(0.0, round(math.floor((figure - STEP / 2) / STEP) * STEP, 2))


if __name__ == "__main__":
    for some_set in SETS:
        print(f'    "{some_set}": {{')
        for some_group, some_figure in figures(some_set).items():
            print(f'        "{some_group}": {_floor(some_figure):.2f},')
        print("    },")
