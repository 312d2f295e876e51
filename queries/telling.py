"""What one document says, in lines of text: each fact with the sentence that states it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tookpart.ontology.facts import DocumentFacts, Evidence, Statement
from tookpart.queries.formats import printable

_WORDS = {
    "attended": "attended",
    "hosted": "hosted",
    "chaired": "chaired",
    "organised": "organised",
    "funded": "funded",
    "supported": "supported",
    "observed": "observed",
    "spokeAt": "spoke at",
    "memberOf": "is a member of",
    "observerOf": "is an observer of",
    "presidencyOf": "holds the presidency of",
    "secretariatOf": "is the secretariat of",
    "affiliatedWith": "is with",
    "startDate": "starts",
    "endDate": "ends",
    "heldAt": "is held at",
    "heldIn": "is held in",
    "ofProcess": "belongs to",
    "ofBody": "is a meeting of",
    "within": "is part of",
    "isVirtual": "is online",
    "hasTheme": "deals with",
}


def tell(facts: DocumentFacts) -> Iterator[str]:
    """The lines that tell a document's facts: a heading, then each fact with its confidence, and below it its words.

    A document without facts gives the reason why.
    """
    source = facts.source
    about = ", ".join(part for part in (source.published, source.language) if part)
    title = f": {printable(source.title)}" if source.title else ""
    yield f"{printable(source.file)}{title}{f' ({about})' if about else ''}"
    names = {entity.id: entity.name for entity in facts.entities} | {m.id: m.name for m in facts.meetings}
    if facts.reason is not None:
        yield f"  nothing: {facts.reason}"
        return
    for meeting in facts.meetings:
        yield ""
        yield f"  {printable(meeting.name)}"
        for said in (s for s in facts.statements if s.subject == meeting.id):
            yield from _fact(_said(said, names), said.confidence, said.evidence)
        for part in (p for p in facts.participations if p.meeting == meeting.id):
            fact = f"{names.get(part.actor, part.actor)} {_WORDS[part.role]} it"
            yield from _fact(fact, part.confidence, part.evidence)
    others = [s for s in facts.statements if s.subject not in {m.id for m in facts.meetings}]
    if facts.memberships or others:
        yield ""
        yield "  Standing"
    for link in facts.memberships:
        detail = ", ".join(part for part in (link.job_title, link.years) if part)
        who, what = names.get(link.member, link.member), names.get(link.target, link.target)
        fact = f"{who} {_WORDS[link.relation]} {what}{f' ({detail})' if detail else ''}"
        yield from _fact(fact, link.confidence, link.evidence)
    for said in others:
        fact = f"{names.get(said.subject, said.subject)} {_said(said, names)}"
        yield from _fact(fact, said.confidence, said.evidence)


def _said(said: Statement, names: dict[str, str]) -> str:
    if said.property == "isVirtual":
        return _WORDS["isVirtual"] if said.value == "true" else "is held in person"
    return f"{_WORDS[said.property]} {names.get(said.value, said.value)}"


def _fact(words: str, confidence: float, evidence: Iterable[Evidence]) -> Iterator[str]:
    yield f"    {printable(words)}  [{confidence:.2f}]"
    for quote in evidence:
        yield f"        “{printable(quote.quote)}” ({quote.start}–{quote.end})"
