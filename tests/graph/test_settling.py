"""What a user has settled about identity: obeyed by the next build, in any order of documents, and taken back."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import pytest

from tookpart.graph.build import build, forget
from tookpart.graph.engine import Engine
from tookpart.graph.export import nquads
from tookpart.graph.status import Note, unresolved
from tookpart.graph.store import EmbeddedStore
from tookpart.ontology.errors import InputError, MissingError
from tookpart.ontology.facts import DocumentFacts, Entity, Evidence, Meeting, Participation, Source, Statement, encode
from tookpart.ontology.validation import validate

WORDS = (Evidence(0, 1, "x"),)


def document(folder: Path, number: int, actor: Entity, meeting: Meeting, start: str | None = None) -> Path:
    """One document in which one actor attended one meeting."""
    sha256 = hashlib.sha256(str(number).encode()).hexdigest()
    said = Statement(
        subject=meeting.id, property="startDate", value=start or "2019", evidence=WORDS, confidence=0.9, rule="test"
    )
    part = Participation(
        actor=actor.id, meeting=meeting.id, role="attended", evidence=WORDS, confidence=0.9, rule="test"
    )
    facts = DocumentFacts(
        source=Source(file=f"d{number}.json", sha256=sha256, language="en"),
        entities=(actor,),
        meetings=(meeting,),
        statements=(said,) if start else (),
        participations=(part,),
    )
    folder.mkdir(exist_ok=True)
    path = folder / f"d{number}.json"
    path.write_bytes(encode(facts))
    return path


def network(name: str, *acronyms: str) -> Entity:
    return Entity(id="organisation/n", kind="CivilSocietyOrganisation", name=name, acronyms=acronyms, evidence=WORDS)


def meeting(name: str) -> Meeting:
    return Meeting(id="meeting/m", kind="Workshop", name=name, evidence=WORDS)


SKILLS = "Workshop on Skills and Labour Mobility of Nurses"


@pytest.fixture
def documents(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "documents"
    return [
        document(folder, 1, network("Network for Skills", "NFS"), meeting(SKILLS), "2019-05-02"),
        document(folder, 2, network("Skills Network of the Americas"), meeting(SKILLS), "2019-05-02"),
        document(folder, 3, network("NFS"), meeting("Workshop on Return and Reintegration of Workers"), "2018-03-01"),
        document(folder, 4, network("Nurses for Safety", "NFS"), meeting(SKILLS), "2020-06-07"),
        document(folder, 5, network("Intl Organization of Migrations"), meeting(SKILLS), "2021-06-07"),
        document(folder, 6, network("NETWORK FOR SKILLS"), meeting("Workshop on Visas"), "2021-09-09"),
    ]


def content(graph: Path) -> str:
    with EmbeddedStore(graph) as store:
        assert [finding for finding in validate(store.store) if finding.what.startswith("more than one name")] == []
        return hashlib.sha256(b"".join(nquads(store))).hexdigest()


def actors(graph: Path) -> dict[str, str]:
    """The slug of the actor by the document that tells of it."""
    query = "SELECT ?f ?a { GRAPH ?d { ?d tp:sourceFile ?f . ?a tp:attended ?m } }"
    with EmbeddedStore(graph) as store:
        return {row["f"].value[:2]: row["a"].value.partition("/id/")[2] for row in store.query(query)}


def labels(graph: Path, slug: str) -> set[str]:
    with EmbeddedStore(graph) as store:
        return {row["l"].value for row in store.query(f"SELECT ?l {{ <{store.base}{slug}> skos:prefLabel ?l }}")}


SETTLED = """
[[same]]
things = ["organisation/network-for-skills", "Skills Network of the Americas"]

[[name]]
name = "Intl. Organization of Migrations"
is = "organisation/iom"

[[acronym]]
acronym = "NFS"
is = "organisation/nurses-for-safety"
"""


def settled(documents: Sequence[Path], graph: Path, engine: Engine, text: str = SETTLED) -> Path:
    file = graph.parent / f"{graph.name}.toml"
    file.write_text(text, encoding="utf-8")
    build(documents, graph, engine=engine, settle=file)
    return graph


def test_without_a_file(documents: list[Path], engine: Engine, tmp_path: Path) -> None:
    build(documents, tmp_path / "graph", engine=engine)
    assert actors(tmp_path / "graph") == {
        "d1": "organisation/network-for-skills",
        "d2": "organisation/skills-network-of-the-americas",
        "d3": "organisation/nfs",
        "d4": "organisation/nurses-for-safety",
        "d5": "organisation/intl-organization-of-migrations",
        "d6": "organisation/network-for-skills",
    }
    notes = unresolved(tmp_path / "graph")
    assert [note for note in notes if note.kind == "ambiguous"] == [
        Note(
            kind="ambiguous",
            key="organisation|acronym|nfs",
            slugs=("organisation/network-for-skills", "organisation/nfs", "organisation/nurses-for-safety"),
        )
    ]
    assert notes[1] == Note(
        kind="new", key="Network for Skills", slugs=("organisation/network-for-skills",), documents=2
    )


def test_the_next_build_obeys_a_file_beside_the_graph(documents: list[Path], engine: Engine, tmp_path: Path) -> None:
    graph = tmp_path / "graph"
    build(documents, graph, engine=engine)
    before = content(graph)
    (tmp_path / "tookpart.toml").write_text(SETTLED)
    report = build(documents, graph, engine=engine)
    assert (report.read, report.unsettled) == (0, ())
    assert actors(graph) == {
        "d1": "organisation/network-for-skills",
        "d2": "organisation/network-for-skills",
        "d3": "organisation/nurses-for-safety",
        "d4": "organisation/nurses-for-safety",
        "d5": "organisation/iom",
        "d6": "organisation/network-for-skills",
    }
    assert len(labels(graph, "organisation/network-for-skills")) == 1
    # the reference facts name it, the document does not
    assert "Intl Organization of Migrations" not in labels(graph, "organisation/iom")
    assert labels(graph, "organisation/iom")
    assert [note for note in unresolved(graph) if note.kind != "new"] == []
    assert not build(documents, graph, engine=engine).changed
    (tmp_path / "tookpart.toml").unlink()
    build(documents, graph, engine=engine)
    assert content(graph) == before


@pytest.mark.parametrize("seed", range(3))
def test_any_order_gives_the_same_bytes(documents: list[Path], engine: Engine, tmp_path: Path, seed: int) -> None:
    whole = content(settled(documents, tmp_path / "whole", engine))
    shuffled = random.Random(seed).sample(documents, len(documents))
    for path in shuffled:
        settled([path], tmp_path / "graph", engine)
    assert content(tmp_path / "graph") == whole
    forget(tmp_path / "graph", [shuffled[0].name, shuffled[3].name])
    left = [path for path in documents if path not in (shuffled[0], shuffled[3])]
    assert content(tmp_path / "graph") == content(settled(left, tmp_path / "left", engine))
    settled(documents, tmp_path / "graph", engine)
    assert content(tmp_path / "graph") == whole


def test_meetings_are_joined(documents: list[Path], engine: Engine, tmp_path: Path) -> None:
    build(documents, tmp_path / "plain", engine=engine)
    with EmbeddedStore(tmp_path / "plain") as store:
        rows = store.query("SELECT DISTINCT ?m { ?m tp:startDate ?d } ORDER BY ?d")
        slugs = [row["m"].value.removeprefix(store.base) for row in rows]
    text = f'[[same]]\nthings = ["{slugs[1]}", "{slugs[2]}"]\n'
    settled(documents, tmp_path / "graph", engine, text)
    with EmbeddedStore(tmp_path / "graph") as store:
        rows = store.query(f"SELECT DISTINCT ?a {{ ?a tp:attended <{store.base}{slugs[1]}> }}")
        assert len(list(rows)) == 3


def test_what_identity_joins_is_parted(engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    both = network("Andean Forum", "AF")
    joined = Entity(**{**{f: getattr(both, f) for f in both.__struct_fields__}, "names": ("Forum of the Andes",)})
    paths = [
        document(folder, 1, joined, meeting("Workshop on Visas"), "2019-05-02"),
        document(folder, 2, network("Andean Forum"), meeting("Workshop on Visas"), "2019-05-02"),
        document(folder, 3, network("Forum of the Andes"), meeting("Workshop on Visas"), "2019-05-02"),
    ]
    build(paths, tmp_path / "plain", engine=engine)
    assert set(actors(tmp_path / "plain").values()) == {"organisation/forum-of-the-andes"}
    text = '[[different]]\nthings = ["Andean Forum", "Forum of the Andes"]\n'
    settled(paths, tmp_path / "graph", engine, text)
    found = actors(tmp_path / "graph")
    assert found["d2"] != found["d3"]
    for path in reversed(paths):
        settled([path], tmp_path / "other", engine, text)
    assert content(tmp_path / "other") == content(tmp_path / "graph")


def test_what_is_different_is_not_asked_again(documents: list[Path], engine: Engine, tmp_path: Path) -> None:
    text = """[[different]]
things = ["organisation/network-for-skills", "organisation/nfs", "organisation/nurses-for-safety"]
"""
    settled(documents, tmp_path / "graph", engine, text)
    assert {note.kind for note in unresolved(tmp_path / "graph")} == {"new"}


def test_a_slug_that_is_not_there_is_told(documents: list[Path], engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "tookpart.toml").write_text('[[same]]\nthings = ["organisation/nowhere", "NFS"]\n')
    report = build(documents, tmp_path / "graph", engine=engine)
    assert [sentence.partition(",")[0] for sentence in report.unsettled] == [
        "organisation/nowhere is settled to be something"
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[same]\n", r"not TOML: .*line 1"),
        ('[[same]]\nthings = ["a"]\n', "length >= 2"),
        ('[[smae]]\nthings = ["a", "b"]\n', "smae"),
        ('[[same]]\nthing = ["a", "b"]\n', "thing"),
        ('same = "a"\n', r"expected \[\[same\]\]"),
        ('[[same]]\nthings = ["organisation/a", "meeting/b"]\n', "a meeting and a organisation are never one"),
        ('[[same]]\nthings = ["organization/a", "b"]\n', "begin with organisation"),
        ('[[same]]\nthings = ["organisation/iom", "organisation/unhcr"]\n', "two rows of the reference facts"),
        ('[[name]]\nname = "X"\nis = "IOM"\n', "is no slug"),
        ('[[acronym]]\nacronym = "X"\nis = "IOM"\n', "is no slug"),
        ('[[acronym]]\nacronym = "X"\nis = "body/a"\n[[acronym]]\nacronym = "x"\nis = "body/b"\n', "already said"),
        ('[[same]]\nthings = ["a", "b"]\n[[different]]\nthings = ["b", "a"]\n', r"one thing by a \[\[same\]\]"),
        ('[[different]]\nthings = ["a", "A"]\n', "twice"),
    ],
)
def test_a_file_that_cannot_be_obeyed(text: str, says: str, engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "settled.toml"
    file.write_text(text)
    with pytest.raises(InputError, match=says) as error:
        build([], tmp_path / "graph", engine=engine, settle=file)
    assert str(error.value).startswith(f"{file}: ")
    assert "\n" not in str(error.value)
    assert not (tmp_path / "graph").exists()


def test_no_such_file(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="--settle expects"):
        build([], tmp_path / "graph", engine=engine, settle=tmp_path / "none.toml")
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="UTF-8"):
        build([], tmp_path / "graph", engine=engine, settle=tmp_path / "binary.toml")


def test_chains_of_sames_are_one(documents: list[Path], engine: Engine, generate: ModuleType, tmp_path: Path) -> None:
    text = """
[[same]]
things = ["Nurses for Safety", "Network for Skills"]
[[same]]
things = ["Skills Network of the Americas", "organisation/network-for-skills"]
[[same]]
things = ["network for skills", "skills network of the americas"]
"""
    settled(documents, tmp_path / "graph", engine, text)
    found = actors(tmp_path / "graph")
    assert {found["d1"], found["d2"], found["d4"]} == {"organisation/network-for-skills"}
