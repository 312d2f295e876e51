"""A small graph of invented dialogues, written by the real build, on which every question has a golden answer."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tookpart.graph.build import Engine, build
from tookpart.graph.store import EmbeddedStore
from tookpart.loaders.document import Document
from tookpart.ontology.facts import (
    DocumentFacts,
    Entity,
    Evidence,
    Meeting,
    Membership,
    Participation,
    Property,
    Relation,
    Role,
    Source,
    Statement,
    decode,
    encode,
)

_STATES = ("gtm", "mex", "cri", "hnd", "per")


class _Notebook:
    """Facts of one document whose text grows with them, so that every quote is a slice of it."""

    def __init__(self, file: str, published: str, language: str = "en") -> None:
        self.file, self.published, self.language = file, published, language
        self.text = ""
        self.entities: list[Entity] = [
            Entity(id=f"state/{code}", kind="State", name=code.upper(), reference=f"state/{code}") for code in _STATES
        ]
        self.meetings: list[Meeting] = []
        self.statements: list[Statement] = []
        self.participations: list[Participation] = []
        self.memberships: list[Membership] = []

    def words(self, sentence: str) -> tuple[Evidence, ...]:
        start = len(self.text)
        self.text += f"{sentence} "
        return (Evidence(start, start + len(sentence), sentence),)

    def entity(self, id: str, kind: str, name: str, *acronyms: str, of: str | None = None) -> str:
        self.entities.append(Entity(id=id, kind=kind, name=name, acronyms=acronyms, of=of, evidence=self.words(name)))
        return id

    def meeting(self, id: str, name: str, kind: str = "Meeting", ordinal: int | None = None, **said: str) -> str:
        self.meetings.append(Meeting(id=id, kind=kind, name=name, ordinal=ordinal, evidence=self.words(name)))
        properties: dict[str, Property] = {
            "start": "startDate", "end": "endDate", "place": "heldAt", "state": "heldIn", "of": "ofProcess",
            "body": "ofBody", "within": "within", "virtual": "isVirtual", "theme": "hasTheme",
        }  # fmt: skip
        for name_, value in said.items():
            self.statements.append(
                Statement(
                    subject=id,
                    property=properties[name_],
                    value=value,
                    evidence=self.words(f"{name}: {name_} {value}."),
                    confidence=0.9,
                    rule="test",
                )
            )
        return id

    def part(self, meeting: str, role: Role, *actors: str, confidence: float = 0.9) -> None:
        for actor in actors:
            words = self.words(f"{actor} {role} {meeting}.")
            self.participations.append(
                Participation(
                    actor=actor, meeting=meeting, role=role, evidence=words, confidence=confidence, rule="test"
                )
            )

    def standing(
        self, target: str, relation: Relation, *members: str, years: str | None = None, title: str | None = None
    ) -> None:
        for member in members:
            self.memberships.append(
                Membership(
                    member=member,
                    target=target,
                    relation=relation,
                    evidence=self.words(f"{member} {relation} {target}."),
                    confidence=0.9,
                    rule="test",
                    years=years,
                    job_title=title,
                )
            )

    def facts(self) -> DocumentFacts:
        source = Source(
            file=self.file,
            sha256=hashlib.sha256(self.text.encode()).hexdigest(),
            title=f"On {self.file}",
            published=self.published,
            language=self.language,
        )
        return DocumentFacts(
            source=source,
            entities=tuple(self.entities),
            meetings=tuple(self.meetings),
            statements=tuple(self.statements),
            participations=tuple(self.participations),
            memberships=tuple(self.memberships),
        )


def _rivers(book: _Notebook) -> tuple[str, str, str]:
    rivers = book.entity("process/rivers", "Process", "Rivers Dialogue on Migration", "RDM")
    network = book.entity("organisation/net", "CivilSocietyOrganisation", "Network of River Towns", "NRT")
    fund = book.entity("organisation/fund", "IntergovernmentalOrganisation", "Delta Fund for Mobility", "DFM")
    return rivers, network, fund


def _documents() -> Iterator[DocumentFacts]:
    """Four documents; the second says again some of what the first says, the third is in Spanish."""
    a = _Notebook("rivers-2.txt", "2018-05-20")
    rivers, network, fund = _rivers(a)
    town = a.entity("place/quetz", "Place", "Quetzaltenango", of="state/gtm")
    second = a.meeting(
        "meeting/m2", "Second Meeting of the Rivers Dialogue", "MinisterialMeeting", 2,
        start="2018-05-14", end="2018-05-16", place=town, state="state/gtm", of=rivers, theme="labour-migration",
    )  # fmt: skip
    a.part(second, "hosted", "state/gtm")
    a.part(second, "chaired", "state/gtm")
    a.part(second, "attended", "state/mex", "state/cri")
    a.part(second, "observed", "state/per")
    a.part(second, "supported", fund)
    a.part(second, "attended", network, confidence=0.6)
    ministry = a.entity("organisation/minex", "GovernmentBody", "Ministry of River Affairs", of="state/gtm")
    ana = a.entity("person/ana", "Person", "Ana Lucía Robles")
    a.part(second, "spokeAt", ana)
    a.standing(ministry, "affiliatedWith", ana, title="Vice-Minister")
    a.standing(rivers, "memberOf", "state/gtm", "state/mex", "state/cri", "state/hnd")
    a.standing(rivers, "presidencyOf", "state/gtm", years="2018")
    yield a.facts()

    b = _Notebook("rivers-3.txt", "2019-11-30")
    rivers, network, fund = _rivers(b)
    b.meeting("meeting/m2", "2nd Meeting of the Rivers Dialogue", "MinisterialMeeting", 2, start="2018-05", of=rivers)
    b.part("meeting/m2", "hosted", "state/gtm")
    third = b.meeting(
        "meeting/m3", "Third Meeting of the Rivers Dialogue", "MinisterialMeeting", 3,
        start="2019-11", virtual="true", of=rivers, theme="migration-and-development",
    )  # fmt: skip
    b.part(third, "chaired", "state/cri")
    b.part(third, "attended", "state/gtm", "state/mex")
    b.part(third, "funded", fund)
    b.part(third, "attended", network)
    side = b.meeting("meeting/side", "Workshop on River Crossings", "Workshop", start="2019-11", within=third)
    b.part(side, "attended", "state/per")
    b.standing(rivers, "presidencyOf", "state/cri", years="2019-2020")
    b.standing(rivers, "observerOf", "state/per")
    group = b.entity("body/group", "ConsultationGroup", "Consultation Group of the Rivers Dialogue", of=rivers)
    b.standing(group, "secretariatOf", fund)
    yield b.facts()

    c = _Notebook("costas.txt", "2017-03-02", "es")
    coasts = c.entity("process/costas", "Process", "Diálogo de las Costas sobre Migración", "DCM")
    fund = c.entity("organisation/fund", "IntergovernmentalOrganisation", "Fondo Delta de Movilidad", "DFM")
    first = c.meeting(
        "meeting/c1", "Primera Reunión del Diálogo de las Costas", ordinal=1,
        start="2016", state="state/per", of=coasts, theme="labour-migration",
    )  # fmt: skip
    c.part(first, "hosted", "state/per")
    c.part(first, "attended", "state/mex", "state/cri", fund)
    pedro = c.entity("person/pedro", "Person", "Pedro Quispe Rojas")
    c.part(first, "spokeAt", pedro)
    c.standing(coasts, "memberOf", "state/mex", "state/per")
    c.standing(coasts, "secretariatOf", fund)
    yield c.facts()

    d = _Notebook("football.txt", "2019-01-01")
    yield DocumentFacts(source=d.facts().source, reason="The text names no dialogue on migration.")


def _read(path: Path) -> list[Document]:
    text = path.read_text(encoding="utf-8")
    return [Document(file=path.name, text=text, sha256=hashlib.sha256(text.encode()).hexdigest())]


@pytest.fixture(scope="session")
def small_graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph directory of four documents."""
    folder = tmp_path_factory.mktemp("small")
    documents = folder / "documents"
    documents.mkdir()
    for facts in _documents():
        (documents / f"{facts.source.file}.json").write_bytes(encode(facts))
    engine = Engine(
        find=lambda path: (sorted(path.iterdir()), []),
        read=_read,
        load=lambda document: decode(document.text.encode()),
        rules={"test": "1"},
    )
    report = build([documents], folder / "graph", engine=engine)
    assert report.failures == ()
    return folder / "graph"


@pytest.fixture(scope="session")
def store(small_graph: Path) -> Iterator[EmbeddedStore]:
    """The small graph, open for reading."""
    with EmbeddedStore(small_graph) as opened:
        yield opened
