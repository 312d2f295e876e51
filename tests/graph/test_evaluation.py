"""Scoring against gold: likeness of names, the counting rules, and the same figures as the contract's own scorer."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tookpart.graph.build import build
from tookpart.graph.evaluation import Counts, evaluate, evaluate_documents, read_gold
from tookpart.graph.export import export
from tookpart.graph.likeness import alike, bare, counted
from tookpart.graph.store import EmbeddedStore
from tookpart.ontology.errors import InputError, MissingError

SHARED = Path(__file__).parents[2].parent / "shared"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the project's shared contracts are not beside it")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("XXIV RCM", "24 rcm"),
        ("24th RCM", "24 rcm"),
        ("vigésima cuarta reunión", "24 reunion"),
        ("la 24e réunion", "la 24 reunion"),
        ("Twenty first century", "21 century"),
        ("I Conferencia", "1 conferencia"),
        ("Tuxtla I", "tuxtla i"),
        ("L'Appel", "l appel"),
    ],
)
def test_ordinals_are_seen_through(text: str, expected: str) -> None:
    assert counted(text) == expected


def test_names_with_other_years_or_numbers_are_far_apart() -> None:
    assert alike(["Annual meeting 2018"], ["Annual meeting 2019"]) < 62
    assert alike(["Third annual meeting"], ["4th annual meeting"]) < 62
    assert alike(["Annual Meeting of Ministers"], ["annual meeting of the ministers"]) > 88
    assert alike(["IOM"], ["IOMX"]) == 0
    assert alike([], ["x"]) == 0
    assert bare("¡Ñandú, 2!") == "nandu 2"


def test_figures_of_nothing_are_perfect() -> None:
    assert (Counts().precision, Counts().recall, Counts().f1) == (1.0, 1.0, 1.0)
    assert (Counts(1, 1, 3).precision, Counts(1, 1, 3).recall) == (0.5, 0.25)
    assert Counts(0, 1, 1).f1 == 0.0


def test_gold_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="no such folder"):
        read_gold(tmp_path / "gold")
    with pytest.raises(InputError, match="no JSON files"):
        read_gold(tmp_path)
    (tmp_path / "bad.json").write_text("{")
    with pytest.raises(InputError, match=r"bad\.json: not in the format"):
        read_gold(tmp_path)


def test_a_document_that_is_not_in_the_graph_misses_all_its_facts(tmp_path: Path) -> None:
    gold = {
        "id": "elsewhere",
        "meetings": {"m": {"names": ["A meeting"], "start": "2019"}},
        "facts": [["GTM", "hosted", "m"]],
        "optional": [["m", "date", "2019", "2019"]],
    }
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold" / "elsewhere.json").write_text(json.dumps(gold))
    (tmp_path / "here.txt").write_text("A match of football, and nothing else.")
    found = evaluate_documents(tmp_path / "gold", [tmp_path / "here.txt"])
    assert found.figures["ALL FACTS"] == Counts(0, 0, 1)
    assert [(mistake.kind, mistake.fact) for mistake in found.mistakes] == [
        ("document", "missing from the graph"),
        ("missed", "GTM hosted m"),
    ]


@needs_shared
def test_the_figures_are_those_of_the_scorer(tmp_path: Path) -> None:
    documents = [SHARED / "seeds", SHARED / "evaluation" / "corpus" / "dev"]
    gold = SHARED / "evaluation" / "gold"
    build(documents, tmp_path / "graph", workers=1)
    with EmbeddedStore(tmp_path / "graph") as store:
        export(store, tmp_path / "graph.trig")
        ours = evaluate(store.store, read_gold(gold))
    scorer = [sys.executable, str(SHARED / "evaluation" / "score.py"), str(tmp_path / "graph.trig"), str(gold)]
    theirs = subprocess.run([*scorer, "--by-document"], capture_output=True, text=True, check=True).stdout
    assert ours.to_text(by_document=True) == theirs
    theirs = subprocess.run([*scorer, "--json"], capture_output=True, text=True, check=True).stdout
    assert json.loads(ours.to_json()) == json.loads(theirs)
