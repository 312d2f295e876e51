"""From one document's facts to the nodes that identity is decided on, in three stages.

Processes, organisations and places come first, bodies (of a process) second, meetings and persons (known by those)
last.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping

import msgspec

from tookpart.graph.identity import Node, meeting_claims
from tookpart.graph.names import key, title, topic
from tookpart.ontology.errors import InputError
from tookpart.ontology.facts import DocumentFacts, Entity
from tookpart.ontology.reference import things
from tookpart.ontology.vocabulary import CLASSES, superclasses

STAGES = (1, 2, 3)

_LINKS = frozenset({"heldAt", "heldIn", "ofProcess", "ofBody", "within"})
_STAGE = {"state": 1, "process": 1, "organisation": 1, "place": 1, "body": 2, "person": 3, "meeting": 3}


def group(entity: Entity) -> str:
    """The kind group of an entity, the first part of its slug: "organisation", "process", "body", "place", "person" or
    "state".

    >>> group(Entity(id="body/rcgm", kind="ConsultationGroup", name="RCGM"))
    'body'
    """
    above = superclasses(entity.kind) if entity.kind in CLASSES else frozenset[str]()
    return next(
        (name.lower() for name in ("State", "Process", "Body", "Place", "Person") if name in above), "organisation"
    )


def check(facts: DocumentFacts) -> None:
    """Raise `InputError` if a fact names something that is neither an entity nor a meeting of its document."""
    known = {e.id for e in facts.entities} | {m.id for m in facts.meetings}
    named = [s.subject for s in facts.statements]
    named += [s.value for s in facts.statements if s.property in _LINKS]
    named += [n for p in facts.participations for n in (p.actor, p.meeting)]
    named += [n for m in facts.memberships for n in (m.member, m.target)]
    for name in named:
        if name not in known:
            raise InputError(f"{facts.source.file}: a fact names {name!r}, which is no entity of the document")


def references(facts: DocumentFacts) -> dict[str, str]:
    """The entities of a document that are rows of the reference facts: local id to slug."""
    return {e.id: e.reference for e in facts.entities if e.reference is not None}


def stages(facts: DocumentFacts) -> set[int]:
    """The stages of which a document has nodes."""
    found = {_STAGE[group(entity)] for entity in facts.entities if entity.reference is None}
    return found | {STAGES[-1]} if facts.meetings else found


def nodes(stage: int, facts: DocumentFacts, known: Mapping[str, str]) -> dict[str, Node]:
    """The nodes of one stage by local id; `known` holds the identities decided in the stages before, by local id."""
    found = {}
    for entity in facts.entities:
        if entity.reference is None and _STAGE[group(entity)] == stage:
            found[entity.id] = _entity(entity, facts, known)
    if stage == 3:
        for meeting, node in _meetings(facts, known).items():
            found[meeting] = node
    return found


def _entity(entity: Entity, facts: DocumentFacts, known: Mapping[str, str]) -> Node:
    kind = group(entity)
    of = _parent(entity, facts, known)
    states: tuple[str, ...] = ()
    own = None
    if kind == "person":
        states = _states(entity.id, facts, known)
        if " " not in key(entity.name):
            own = f"{facts.source.sha256}|{entity.id}"
    elif kind == "organisation" and entity.kind == "GovernmentBody" and of is None and not entity.acronyms:
        # "the Ministry of the Interior": which one, only this document knows
        own = f"{facts.source.sha256}|{entity.id}"
    elif kind == "body" and of is None and len(key(entity.name).split()) < 4 and not entity.acronyms:
        own = f"{facts.source.sha256}|{entity.id}"
    return Node(
        group=kind,
        name=entity.name,
        names=tuple(sorted(set(entity.names) - {entity.name})),
        acronyms=tuple(sorted(set(entity.acronyms))),
        language=facts.source.language,
        kind=entity.kind if entity.kind == "GovernmentBody" else "",
        of=of,
        states=states,
        own=own,
    )


def _parent(entity: Entity, facts: DocumentFacts, known: Mapping[str, str]) -> str | None:
    if entity.of is None:
        return None
    if entity.of in known:
        return known[entity.of]
    # not decided yet at this stage, so that its own words must do
    return next((f"~{key(e.name)}" for e in facts.entities if e.id == entity.of), None)


def _states(person: str, facts: DocumentFacts, known: Mapping[str, str]) -> tuple[str, ...]:
    of = {e.id: e.of for e in facts.entities}
    found = set()
    for membership in facts.memberships:
        if membership.member == person and membership.relation == "affiliatedWith":
            for target in (membership.target, of.get(membership.target)):
                identity = known.get(target) if target is not None else None
                if identity is not None and identity.startswith("state/"):
                    found.add(identity)
    return tuple(sorted(found))


def _meetings(facts: DocumentFacts, known: Mapping[str, str]) -> dict[str, Node]:
    if not facts.meetings:
        return {}
    said: dict[str, dict[str, str]] = {m.id: {} for m in facts.meetings}
    for statement in sorted(facts.statements, key=lambda s: (s.subject, s.property, -s.confidence, s.value)):
        if statement.subject in said:
            said[statement.subject].setdefault(statement.property, statement.value)
    entities = {e.id: e for e in facts.entities}
    found = {}
    for meeting in facts.meetings:
        says = said[meeting.id]
        body, process = says.get("ofBody"), says.get("ofProcess")
        if body is not None and process is None and body in entities:
            process = entities[body].of
        titles = sorted({title(n, facts.source.language) for n in (meeting.name, *meeting.names)} - {""})
        owners = _words(entities, body, process, says.get("heldAt"), says.get("heldIn"))
        found[meeting.id] = Node(
            group="meeting",
            name=meeting.name,
            titles=tuple(titles),
            topics=tuple(sorted({topic(t, owners) for t in titles})),
            names=tuple(sorted(set(meeting.names) - {meeting.name})),
            language=facts.source.language,
            kind=meeting.kind,
            ordinal=meeting.ordinal,
            start=says.get("startDate"),
            end=says.get("endDate"),
            place=_known(says.get("heldAt"), known),
            state=_known(says.get("heldIn"), known),
            process=_known(process, known),
            body=_known(body, known),
            titled=meeting.titled,
            part="within" in says,
        )
    for local, node in found.items():
        if not meeting_claims(node):
            found[local] = msgspec.structs.replace(node, own=f"{facts.source.sha256}|{local}")
    return found


def _known(local: str | None, known: Mapping[str, str]) -> str | None:
    if local is None:
        return None
    return known.get(local)


def _words(entities: Mapping[str, Entity], *named: str | None) -> frozenset[str]:
    """The words of all names of some entities, those that the reference facts have among them."""
    found: set[str] = set()
    for entity in (entities[local] for local in named if local is not None and local in entities):
        for name in (entity.name, *entity.names, *entity.acronyms):
            found.update(key(name).split())
        if entity.reference is not None:
            found |= _reference_words(entity.reference)
    return frozenset(found)


@functools.cache
def _reference_words(slug: str) -> frozenset[str]:
    thing = things().get(slug)
    return frozenset(word for label in thing.labels for word in key(label.text).split()) if thing else frozenset()
