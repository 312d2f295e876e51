"""Least confidence: what is left out, what goes with it, and what is read again when it changes."""

from __future__ import annotations

import hashlib
from pathlib import Path
from types import ModuleType

import msgspec
import pytest

from tookpart.graph.build import build
from tookpart.graph.confidence import surer
from tookpart.graph.engine import Engine
from tookpart.graph.export import nquads
from tookpart.graph.store import EmbeddedStore
from tookpart.ontology.errors import InputError
from tookpart.ontology.facts import (
    DocumentFacts,
    Entity,
    Evidence,
    Meeting,
    Participation,
    Source,
    Statement,
    decode,
    encode,
)

WORDS = (Evidence(0, 1, "x"),)


def part(actor: str, meeting: str, confidence: float) -> Participation:
    return Participation(
        actor=actor, meeting=meeting, role="attended", evidence=WORDS, confidence=confidence, rule="test"
    )


FACTS = DocumentFacts(
    source=Source(file="a.txt", sha256="0" * 64),
    entities=(
        Entity(id="state/gtm", kind="State", name="Guatemala", reference="state/gtm"),
        Entity(id="organisation/m", kind="GovernmentBody", name="Ministry of Labour", of="state/gtm"),
        Entity(id="organisation/x", kind="Organisation", name="Network X"),
        Entity(id="organisation/y", kind="Organisation", name="Network Y"),
    ),
    meetings=(Meeting(id="meeting/1", kind="Meeting", name="One"), Meeting(id="meeting/2", kind="Meeting", name="Two")),
    statements=(
        Statement(subject="meeting/2", property="startDate", value="2019", evidence=WORDS, confidence=0.5, rule="test"),
    ),
    participations=(
        part("organisation/m", "meeting/1", 0.9),
        part("state/gtm", "meeting/1", 0.6),
        part("organisation/x", "meeting/2", 0.7),
    ),
)


def test_less_sure_facts_go_with_what_nothing_else_speaks_of() -> None:
    kept = surer(FACTS, 0.8)
    assert [p.actor for p in kept.participations] == ["organisation/m"]
    assert [m.id for m in kept.meetings] == ["meeting/1"]
    # the state stays as the ministry's, the network that is only named stays for its own words
    assert [e.id for e in kept.entities] == ["state/gtm", "organisation/m", "organisation/y"]
    assert kept.statements == ()


def test_what_is_sure_enough_is_left_alone() -> None:
    assert surer(FACTS, 0.5) is FACTS


def test_a_document_of_which_nothing_is_left_says_why() -> None:
    least = surer(msgspec.structs.replace(FACTS, entities=FACTS.entities[:3]), 0.95)
    assert least.entities == ()
    assert least.reason == "all that it says was read with a confidence below 0.95"


def content(graph: Path) -> str:
    with EmbeddedStore(graph) as store:
        return hashlib.sha256(b"".join(nquads(store))).hexdigest()


def test_a_graph_has_one_least_confidence(generate: ModuleType, engine: Engine, tmp_path: Path) -> None:
    paths = generate.write(tmp_path / "documents", range(12))
    for path in paths:
        facts = decode(path.read_bytes())
        parts = tuple(msgspec.structs.replace(p, confidence=0.6) for p in facts.participations[1:])
        path.write_bytes(encode(msgspec.structs.replace(facts, participations=facts.participations[:1] + parts)))
    least = 0.8
    build(paths, tmp_path / "all", engine=engine)
    build(paths[:8], tmp_path / "graph", engine=engine)
    # a new one reads again also what this build does not name
    report = build(paths[8:], tmp_path / "graph", engine=engine, min_confidence=least)
    assert report.why == {"new": 4, "the rules changed: min-confidence": 8}
    with EmbeddedStore(tmp_path / "graph") as store:
        rows = store.query("SELECT DISTINCT ?c { ?p a tp:Participation ; tp:confidence ?c }")
        assert {float(row["c"].value) for row in rows} == {0.85}
    # it holds until another is given
    assert not build(paths, tmp_path / "graph", engine=engine).changed
    build(paths[::-1], tmp_path / "fresh", engine=engine, min_confidence=least)
    assert content(tmp_path / "fresh") == content(tmp_path / "graph")
    build(paths[:1], tmp_path / "graph", engine=engine, min_confidence=0)
    assert content(tmp_path / "graph") == content(tmp_path / "all")


@pytest.mark.parametrize("least", [-0.1, 1.5, float("nan")])
def test_a_confidence_that_is_none(least: float, engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="expected a number from 0"):
        build([], tmp_path / "graph", engine=engine, min_confidence=least)
    assert not (tmp_path / "graph").exists()
