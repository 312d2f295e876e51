"""Make any number of varied documents whose facts are known exactly, as facts or as files of encoded facts.

    python tests/benchmarks/generate.py 10000 FOLDER

Document number n is the same every time and whatever else is made: a meeting of some series, its participants, people
who spoke for ministries, a presidency, now and then a workshop within it or a title without a date. A dozen documents
tell of the same meeting.
"""

from __future__ import annotations

import hashlib
import random
import sys
from collections.abc import Iterable
from pathlib import Path

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

_STATES = """gtm mex hnd slv cri pan nic dom can usa blz col ecu per bol chl arg ury pry bra ven jam deu fra ita esp
swe nor mar sen nga eth ken uga zaf zmb idn phl tha bgd lka nzl aus jpn"""
_FIRST = "Ana Luis Marta Pedro Elena Jorge Lucía Tomás Inés Raúl Aisha Omar Grace Kofi Mei Arun Sara Jonas Claire Hugo"
_LAST = "Alvarado Batista Cifuentes Duarte Escobar Fonseca Galindo Herrera Ibarra Juárez Kamara Lindqvist Mensah Nair"
STATES, FIRST, LAST = _STATES.split(), _FIRST.split(), _LAST.split()
PROCESSES = ("rcm", "sacm", "bali-process", "colombo-process", "rabat-process", "khartoum-process")
TITLES = {"en": "{n}th Regional Meeting", "es": "Reunión Regional {n}", "fr": "{n}e réunion régionale"}
TOPICS = (
    "labour mobility",
    "border data",
    "return",
    "child protection",
    "consular services",
    "documents",
    "remittances",
)
MINISTRIES = ("Ministry of Foreign Affairs", "Ministry of the Interior", "Ministry of Labour", "Institute of Migration")
ROLES: tuple[Role, ...] = ("attended", "attended", "attended", "hosted", "observed", "supported", "organised")
PER_MEETING = 12
RULE = "generated"


class _Maker:
    """One document in the making."""

    def __init__(self, number: int) -> None:
        self.number = number
        # what all documents on one meeting agree in, and what is this document's own
        self.shared, self.own = random.Random(f"meeting {number // PER_MEETING}"), random.Random(f"document {number}")
        self.position = 0
        self.entities: list[Entity] = []
        self.meetings: list[Meeting] = []
        self.statements: list[Statement] = []
        self.participations: list[Participation] = []
        self.memberships: list[Membership] = []

    def words(self, text: str) -> tuple[Evidence, ...]:
        self.position += len(text) + 2
        return (Evidence(self.position, self.position + len(text), text),)

    def entity(
        self, name: str, kind: str, said: str, *, of: str | None = None, known: bool = False, acronym: str = ""
    ) -> str:
        entity = Entity(
            id=name,
            kind=kind,
            name=said,
            of=of,
            reference=name if known else None,
            acronyms=(acronym,) if acronym else (),
            evidence=self.words(said),
        )
        self.entities.append(entity)
        return name

    def says(self, subject: str, prop: Property, value: str) -> None:
        said = Statement(
            subject=subject, property=prop, value=value, evidence=self.words(value), confidence=0.9, rule=RULE
        )
        self.statements.append(said)

    def part(self, actor: str, meeting: str, role: Role) -> None:
        part = Participation(
            actor=actor, meeting=meeting, role=role, evidence=self.words(f"{actor} {role}"), confidence=0.85, rule=RULE
        )
        self.participations.append(part)

    def member(
        self, member: str, target: str, relation: Relation, years: str | None = None, title: str | None = None
    ) -> None:
        link = Membership(
            member=member,
            target=target,
            relation=relation,
            evidence=self.words(relation),
            confidence=0.8,
            rule=RULE,
            years=years,
            job_title=title,
        )
        self.memberships.append(link)

    def make(self) -> DocumentFacts:
        shared, own = self.shared, self.own
        series, language = self.number // PER_MEETING, own.choice(sorted(TITLES))
        process = f"process/{PROCESSES[series % len(PROCESSES)]}"
        ordinal = series // len(PROCESSES) + 1
        year = 1996 + ordinal % 28
        day = f"{year}-{shared.randint(1, 12):02d}-{shared.randint(1, 28):02d}"
        home, city = shared.choice(STATES), shared.randint(1, 40)
        told_by = own.choice(("number", "date", "both", "both", "neither"))
        numbered = told_by in ("number", "both")
        title = TITLES[language].format(n=ordinal) if numbered else "Meeting of the Consultation Group"
        self.entity(process, "Process", process, known=True)
        self.meeting("meeting/m1", own.choice(("Meeting", "Conference")), title, ordinal if numbered else None)
        self.says("meeting/m1", "ofProcess", process)
        if told_by in ("date", "both"):
            self.says("meeting/m1", "startDate", day)
        self.says("meeting/m1", "heldAt", self.entity("place/p", "Place", f"City {city}", of=f"state/{home}"))
        present = shared.sample(STATES, 12)
        told = sorted({*own.sample(present, 8), home})
        for state in told:
            self.entity(f"state/{state}", "State", state.title(), known=True)
            self.part(f"state/{state}", "meeting/m1", own.choice(ROLES))
        for i in range(own.randint(0, 3)):
            self.person(i, own.choice(told))
        if own.random() < 0.4:
            self.member(f"state/{home}", process, "presidencyOf", years=str(year))
        if own.random() < 0.3:
            self.meeting("meeting/m2", "Workshop", f"Workshop on {own.choice(TOPICS)}", None)
            self.says("meeting/m2", "within", "meeting/m1")
            self.part(f"state/{own.choice(told)}", "meeting/m2", "attended")
        if own.random() < 0.2:
            name, acronym = f"Network for {own.choice(TOPICS)} {own.randint(1, 300)}", f"NF{own.randint(1, 300)}"
            self.part(
                self.entity("organisation/n", "CivilSocietyOrganisation", name, acronym=acronym),
                "meeting/m1",
                "observed",
            )
        return DocumentFacts(
            source=Source(
                file=f"document-{self.number:06d}.json",
                sha256=hashlib.sha256(str(self.number).encode()).hexdigest(),
                title=title,
                language=language,
                published=day,
            ),
            entities=tuple(self.entities),
            meetings=tuple(self.meetings),
            statements=tuple(self.statements),
            participations=tuple(self.participations),
            memberships=tuple(self.memberships),
        )

    def meeting(self, name: str, kind: str, title: str, ordinal: int | None) -> None:
        self.meetings.append(Meeting(id=name, kind=kind, name=title, ordinal=ordinal, evidence=self.words(title)))

    def person(self, number: int, state: str) -> None:
        who = random.Random(f"person {self.own.randint(0, 60)} of {state}")
        name = f"{who.choice(FIRST)} {who.choice(LAST)} {who.choice(LAST)}"
        ministry = self.entity(
            f"organisation/o{number}", "GovernmentBody", self.own.choice(MINISTRIES), of=f"state/{state}"
        )
        person = self.entity(f"person/x{number}", "Person", name)
        self.member(person, ministry, "affiliatedWith", title="Director")
        self.part(person, "meeting/m1", "spokeAt")


def facts(number: int) -> DocumentFacts:
    """The facts of document number `number`.

    >>> facts(7) == facts(7)
    True
    >>> [meeting.name for meeting in facts(7).meetings]
    ['Meeting of the Consultation Group']
    """
    return _Maker(number).make()


def write(folder: Path, numbers: Iterable[int]) -> list[Path]:
    """Write documents as files of encoded facts; `read` and `load` read them back."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number in numbers:
        made = facts(number)
        path = folder / made.source.file
        path.write_bytes(encode(made))
        paths.append(path)
    return paths


def find(path: Path) -> tuple[list[Path], list[Path]]:
    """The files of a folder, or the file itself; none is left out."""
    return sorted(path.iterdir()) if path.is_dir() else [path], []


def read(path: Path) -> list[Document]:
    """One file of encoded facts as a document whose text is the encoding."""
    text = path.read_text(encoding="utf-8")
    return [Document(file=path.name, text=text, sha256=hashlib.sha256(text.encode()).hexdigest())]


def load(document: Document) -> DocumentFacts:
    """The facts that a document's text encodes."""
    return decode(document.text.encode())


if __name__ == "__main__":
    write(Path(sys.argv[2]), range(int(sys.argv[1])))
