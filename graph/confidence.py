"""Leaving out what was read with too little confidence, before it reaches the graph."""

from __future__ import annotations

import msgspec

from tookpart.ontology.errors import InputError
from tookpart.ontology.facts import DocumentFacts


def checked(least: float) -> float:
    """A least confidence as a user gave it; `InputError` if it is not between 0 and 1.

    >>> checked(0.8)
    0.8
    """
    if not 0 <= least <= 1:
        raise InputError(f"{least:g} is no confidence; expected a number from 0 (all facts) to 1 (only the surest)")
    return least


def surer(facts: DocumentFacts, least: float) -> DocumentFacts:
    """The facts of a document without participations, memberships and statements of a confidence below `least`.

    Meetings and entities go with them if only such facts spoke of them; what is named without any fact stays, as its
    own words are the evidence of it.
    """
    statements = tuple(s for s in facts.statements if s.confidence >= least)
    participations = tuple(p for p in facts.participations if p.confidence >= least)
    memberships = tuple(m for m in facts.memberships if m.confidence >= least)
    kept = msgspec.structs.replace(facts, statements=statements, participations=participations, memberships=memberships)
    if kept == facts:
        return facts
    needed = _spoken_of(kept)
    lost = _spoken_of(facts) - needed
    waiting = [entity for entity in facts.entities if entity.id not in lost]
    of = {entity.id: entity.of for entity in facts.entities}
    while waiting:
        # what something belongs to is spoken of by it
        parent = of.get(waiting.pop().id)
        if parent in lost:
            lost.discard(parent)
            waiting += [entity for entity in facts.entities if entity.id == parent]
    meetings = tuple(m for m in facts.meetings if m.id not in lost)
    entities = tuple(e for e in facts.entities if e.id not in lost)
    reason = facts.reason
    if not (meetings or entities or statements or participations or memberships):
        reason = reason or f"all that it says was read with a confidence below {least:g}"
    return msgspec.structs.replace(kept, meetings=meetings, entities=entities, reason=reason)


def _spoken_of(facts: DocumentFacts) -> set[str]:
    """The ids in any fact of a document; a date or truth among them is no id, and so does no harm."""
    found = {name for s in facts.statements for name in (s.subject, s.value)}
    found |= {name for p in facts.participations for name in (p.actor, p.meeting)}
    return found | {name for m in facts.memberships for name in (m.member, m.target)}
