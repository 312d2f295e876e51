"""From a table of meetings, participants or memberships to facts: a row says what its columns say, without any
rules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple, cast

from tookpart.loaders.dates import find_dates
from tookpart.loaders.document import Document, Mention
from tookpart.loaders.language import SUPPORTED
from tookpart.loaders.names import find_names
from tookpart.loaders.ordinals import find_ordinals
from tookpart.loaders.organisations import find_organisations
from tookpart.loaders.phrases import slugged
from tookpart.loaders.tablecolumns import EMPTY, JOINT, meaning, table_columns, words
from tookpart.loaders.themes import find_themes, theme_ids
from tookpart.ontology.errors import InputError
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
)

CONFIDENCE = 0.95
RULE = "table"

_ROLES = ("attended", "hosted", "chaired", "organised", "funded", "supported", "observed", "spokeAt")
_SPLIT = re.compile(r"\s*;\s*")
_NUMBER = re.compile(r"\d{1,2}")
# so much of a cell a known name has to fill to be what the cell names
_COVER = 0.6


class _Cell(NamedTuple):
    start: int
    end: int
    text: str


def table_facts(document: Document) -> DocumentFacts | None:
    """The facts in a document that was a table (CSV, Excel, JSON), None for any other document.

    Actors are known names, or else organisations as written; `person` cells are people, affiliated with their
    `affiliation` or their row's actor. Without a role, an actor attended. Every fact's evidence is its row.

    Raises `InputError` for a role or relation that is none of ours, with the row.
    """
    columns = table_columns(document.text)
    return _Table(document, columns).facts() if columns else None


class _Table:
    def __init__(self, document: Document, columns: list[str]) -> None:
        self.document = document
        self.columns = columns
        self.code = document.language if document.language in SUPPORTED else "en"
        found = find_organisations(document.text, self.code, find_names(document.text, self.code))
        self.mentions: list[Mention] = found.mentions
        self.known = {entity.id: entity for entity in found.entities}
        self.entities: dict[str, Entity] = {}
        self.meetings: dict[str, Meeting] = {}
        self.statements: dict[tuple[str, str, str], Statement] = {}
        self.participations: dict[tuple[str, str, str], Participation] = {}
        self.memberships: dict[tuple[str | None, ...], Membership] = {}

    def facts(self) -> DocumentFacts:
        document = self.document
        for number, (cells, evidence) in enumerate(self._rows(), start=2):
            self._row(number, cells, evidence)
        return DocumentFacts(
            source=Source(
                file=document.file,
                sha256=document.sha256,
                title=document.title,
                published=document.published,
                language=document.language,
                url=document.url,
                publisher=document.publisher,
            ),
            entities=tuple(self.entities.values()),
            meetings=tuple(self.meetings.values()),
            statements=tuple(self.statements.values()),
            participations=tuple(self.participations.values()),
            memberships=tuple(self.memberships.values()),
        )

    def _rows(self) -> Iterator[tuple[dict[str, _Cell], Evidence]]:
        position = 0
        for number, line in enumerate(self.document.text.split("\n")):
            start = position
            cells: dict[str, _Cell] = {}
            for column, value in zip(self.columns, line.split(JOINT), strict=False):
                if value != EMPTY and value.strip():
                    cells[column] = _Cell(start, start + len(value), value)
                start += len(value) + len(JOINT)
            if number and cells:
                yield cells, Evidence(position, position + len(line), line)
            position += len(line) + 1

    def _row(self, number: int, cells: Mapping[str, _Cell], evidence: Evidence) -> None:
        actors = [(self._actor(cell, evidence), cell) for cell in self._parts(cells.get("actor"))]
        people = [self._person(cell, evidence) for cell in self._parts(cells.get("person"))]
        if "relation" in cells:
            relation = self._chosen(number, "relations", cells["relation"])
            for actor, _ in actors:
                for column in ("process", "body"):
                    if column in cells:
                        target = self._organised(cells[column], column, evidence)
                        self._member(actor, target, cast(Relation, relation), evidence, years=_text(cells, "years"))
        employers = [self._actor(cell, evidence) for cell in self._parts(cells.get("affiliation"))]
        for person in people:
            for employer in employers or [actor for actor, _ in actors]:
                self._member(person, employer, "affiliatedWith", evidence, job_title=_text(cells, "job_title"))
        if "meeting" not in cells or "relation" in cells:
            return
        meeting = self._meeting(cells, evidence)
        role = self._chosen(number, "roles", cells["role"]) if "role" in cells else "attended"
        for actor in [*(actor for actor, _ in actors), *people]:
            self._took_part(actor, meeting, cast(Role, role), evidence)
        for column in _ROLES:
            for cell in self._parts(cells.get(column)):
                named = self._person_or_actor(cell, column, evidence)
                self._took_part(named, meeting, cast(Role, column), evidence)

    def _chosen(self, number: int, section: str, cell: _Cell) -> str:
        name = meaning(section).get(cell.text.strip().lower())
        if name is None:
            place = f"{self.document.file}: row {number}"
            raise InputError(f"{place}: {cell.text!r} is none of the {section} {', '.join(words(section))}")
        return name

    def _parts(self, cell: _Cell | None) -> Iterator[_Cell]:
        """The names in a cell, which semicolons part."""
        if cell is None:
            return
        position = 0
        for match in [*_SPLIT.finditer(cell.text), None]:
            end = match.start() if match else len(cell.text)
            if cell.text[position:end].strip():
                yield _Cell(cell.start + position, cell.start + end, cell.text[position:end])
            position = match.end() if match else end

    def _named(self, cell: _Cell, kinds: tuple[str, ...] = ()) -> str | None:
        """The id of the known thing that a cell names."""
        best = None
        for mention in self.mentions:
            inside = mention.start >= cell.start and mention.end <= cell.end
            if inside and (not kinds or mention.kind in kinds) and mention.id in self.known:
                size = mention.end - mention.start
                if size >= _COVER * (cell.end - cell.start) and (best is None or size > best[0]):
                    best = (size, mention.id)
        return best[1] if best else None

    def _keep(self, id_: str, evidence: Evidence, otherwise: Entity | None = None) -> str:
        if id_ not in self.entities:
            entity = self.known.get(id_) or otherwise
            if entity is None:
                return id_
            self.entities[id_] = entity
            if entity.of:
                self._keep(entity.of, evidence)
        return id_

    def _actor(self, cell: _Cell, evidence: Evidence) -> str:
        if named := self._named(cell):
            return self._keep(named, evidence)
        id_ = f"organisation/{slugged(cell.text)}"
        return self._keep(id_, evidence, Entity(id=id_, kind="Organisation", name=cell.text, evidence=(evidence,)))

    def _person(self, cell: _Cell, evidence: Evidence) -> str:
        id_ = f"person/{slugged(cell.text)}"
        return self._keep(id_, evidence, Entity(id=id_, kind="Person", name=cell.text, evidence=(evidence,)))

    def _person_or_actor(self, cell: _Cell, role: str, evidence: Evidence) -> str:
        # a speaker that no reference knows is a person
        if role == "spokeAt" and self._named(cell) is None:
            return self._person(cell, evidence)
        return self._actor(cell, evidence)

    def _organised(self, cell: _Cell, column: str, evidence: Evidence) -> str:
        kind = column.capitalize()
        if named := self._named(cell, (kind,)):
            return self._keep(named, evidence)
        id_ = f"{column}/{slugged(cell.text)}"
        return self._keep(id_, evidence, Entity(id=id_, kind=kind, name=cell.text, evidence=(evidence,)))

    def _meeting(self, cells: Mapping[str, _Cell], evidence: Evidence) -> str:
        name = cells["meeting"].text
        first, last = self._days(cells)
        id_ = f"meeting/{slugged(name)}"
        if first and first[:4] not in name:
            # "Annual meeting" is another one each year
            id_ = f"{id_}-{first[:4]}"
        if id_ not in self.meetings:
            number = _NUMBER.fullmatch(_text(cells, "number") or "")
            ordinals = find_ordinals(name, self.code)
            self.meetings[id_] = Meeting(
                id=id_,
                kind=_kind(f"{_text(cells, 'kind') or ''} {name}"),
                name=name,
                ordinal=int(number[0]) if number else ordinals[0].value if ordinals else None,
                evidence=(evidence,),
            )
        self._state(id_, "startDate", first, evidence)
        self._state(id_, "endDate", last, evidence)
        if "place" in cells:
            self._place(id_, cells["place"], evidence)
        if "state" in cells and (state := self._named(cells["state"], ("State",))):
            self._state(id_, "heldIn", self._keep(state, evidence), evidence)
        for column, prop in (("process", "ofProcess"), ("body", "ofBody")):
            if column in cells:
                self._state(id_, cast(Property, prop), self._organised(cells[column], column, evidence), evidence)
        if "virtual" in cells:
            virtual = cells["virtual"].text.strip().lower() in words("yes")["words"]
            self._state(id_, "isVirtual", "true" if virtual else "false", evidence)
        for cell in self._parts(cells.get("theme")):
            ids = [cell.text] if cell.text in theme_ids() else [theme.id for theme in find_themes(cell.text, self.code)]
            for theme in ids:
                self._state(id_, "hasTheme", f"theme/{theme}", evidence)
        return id_

    def _days(self, cells: Mapping[str, _Cell]) -> tuple[str | None, str | None]:
        first = last = None
        for column in ("start", "end"):
            dates = find_dates(cells[column].text, self.code) if column in cells else []
            dates = [date for date in dates if date.complete and date.kind == "date"]
            if dates:
                first = first or dates[0].first
                last = dates[-1].last
        return first, last

    def _place(self, meeting: str, cell: _Cell, evidence: Evidence) -> None:
        if state := self._named(cell, ("State",)):
            self._state(meeting, "heldIn", self._keep(state, evidence), evidence)
            return
        place = self._named(cell, ("Place",))
        if place is None:
            within = [m for m in self.mentions if m.start >= cell.start and m.end <= cell.end]
            place = next((m.id for m in within if m.kind == "Place"), None)
        if place is None:
            place = f"place/{slugged(cell.text)}"
        made = Entity(id=place, kind="Place", name=cell.text, evidence=(evidence,))
        self._state(meeting, "heldAt", self._keep(place, evidence, made), evidence)
        if state := self.entities[place].of:
            self._state(meeting, "heldIn", state, evidence)

    def _state(self, subject: str, prop: Property, value: str | None, evidence: Evidence) -> None:
        if value is not None:
            made = Statement(
                subject=subject, property=prop, value=value, evidence=(evidence,), confidence=CONFIDENCE, rule=RULE
            )
            self.statements.setdefault((subject, prop, value), made)

    def _took_part(self, actor: str, meeting: str, role: Role, evidence: Evidence) -> None:
        made = Participation(
            actor=actor, meeting=meeting, role=role, evidence=(evidence,), confidence=CONFIDENCE, rule=RULE
        )
        self.participations.setdefault((actor, meeting, role), made)

    def _member(
        self,
        member: str,
        target: str,
        relation: Relation,
        evidence: Evidence,
        *,
        years: str | None = None,
        job_title: str | None = None,
    ) -> None:
        made = Membership(
            member=member,
            target=target,
            relation=relation,
            evidence=(evidence,),
            confidence=CONFIDENCE,
            rule=RULE,
            years=years,
            job_title=job_title,
        )
        self.memberships.setdefault((member, target, relation, years, job_title), made)


def _text(cells: Mapping[str, _Cell], column: str) -> str | None:
    return cells[column].text if column in cells else None


def _kind(text: str) -> str:
    lower = text.lower()
    return next((kind for kind, forms in words("kinds").items() if any(form in lower for form in forms)), "Meeting")
