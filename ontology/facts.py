"""What one document says, as frozen values: the classes of the ontology on their way from a text to a graph.

Every value compares by value, and goes to JSON and back without loss (`encode`, `decode`). Identifiers in here
are local to one document; `tookpart.graph.identity` decides which of them, across documents, are the same thing.
"""

from __future__ import annotations

from typing import Literal

import msgspec

Role = Literal["attended", "hosted", "chaired", "organised", "funded", "supported", "observed", "spokeAt"]
Relation = Literal["memberOf", "observerOf", "presidencyOf", "secretariatOf", "affiliatedWith"]
Property = Literal["startDate", "endDate", "heldAt", "heldIn", "ofProcess", "ofBody", "within", "isVirtual", "hasTheme"]


class Evidence(msgspec.Struct, frozen=True, order=True):
    """The words that state a fact: `text[start:end] == quote`, offsets in characters of the document's text."""

    start: int
    end: int
    quote: str


class Entity(msgspec.Struct, frozen=True, kw_only=True):
    """Anything with a name that a document speaks of, other than a meeting.

    `kind` is the local name of its class in the ontology ("State", "CivilSocietyOrganisation", "Process", "Body",
    "Person", "Place" ...). `reference` is the row of the reference facts that it is ("state/gtm", "organisation/iom",
    "process/rcm"), None if it has none. `of` is the id of what it belongs to: a ministry's state, a body's process, a
    place's state.
    """

    id: str
    kind: str
    name: str
    names: tuple[str, ...] = ()
    acronyms: tuple[str, ...] = ()
    reference: str | None = None
    of: str | None = None
    evidence: tuple[Evidence, ...] = ()


class Meeting(msgspec.Struct, frozen=True, kw_only=True):
    """A meeting as one document names it; what is said of it stands in `Statement` and `Participation`.

    `kind` is the local name of tp:Meeting or of one of its subclasses. `ordinal` is its number in its series (24 for
    "XXIV"), None if not given. `titled` tells a proper title ("XXIV RCM") from a description ("an internal planning
    workshop").
    """

    id: str
    kind: str
    name: str
    names: tuple[str, ...] = ()
    ordinal: int | None = None
    titled: bool = True
    evidence: tuple[Evidence, ...] = ()


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """Something said of a meeting or a process: its value is an entity's or meeting's id, or a literal.

    A date is "2019-11-12", "2019-11" or "2019", just as precise as the text; isVirtual is "true" or "false"; hasTheme
    holds the id of a thematic area.
    """

    subject: str
    property: Property
    value: str
    evidence: tuple[Evidence, ...]
    confidence: float
    rule: str


class Participation(msgspec.Struct, frozen=True, kw_only=True):
    """An actor's part in one meeting."""

    actor: str
    meeting: str
    role: Role
    evidence: tuple[Evidence, ...]
    confidence: float
    rule: str


class Membership(msgspec.Struct, frozen=True, kw_only=True):
    """An actor's standing part in a process, a body or an organisation.

    `years` is "2019" or "2015-2016" (presidencies), `job_title` the title as written (affiliations).
    """

    member: str
    target: str
    relation: Relation
    evidence: tuple[Evidence, ...]
    confidence: float
    rule: str
    years: str | None = None
    job_title: str | None = None


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """Where facts came from: a document without its text.

    `file` is the file's name or the URL's last part, `sha256` the hash of the text as read, `published` a date as in
    `Statement`, `language` a two-letter code.
    """

    file: str
    sha256: str
    title: str | None = None
    published: str | None = None
    language: str | None = None
    url: str | None = None
    publisher: str | None = None


class DocumentFacts(msgspec.Struct, frozen=True, kw_only=True):
    """All that one document says; `reason` says in words why there is nothing, if there is nothing."""

    source: Source
    entities: tuple[Entity, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    statements: tuple[Statement, ...] = ()
    participations: tuple[Participation, ...] = ()
    memberships: tuple[Membership, ...] = ()
    reason: str | None = None


def encode(facts: DocumentFacts) -> bytes:
    """Write facts as JSON; the same facts give the same bytes.

    >>> facts = DocumentFacts(source=Source(file="a.txt", sha256="00"), reason="The text names no meeting.")
    >>> decode(encode(facts)) == facts
    True
    """
    return msgspec.json.encode(facts)


def decode(data: bytes) -> DocumentFacts:
    """Read facts from the JSON that `encode` wrote; raises `msgspec.ValidationError` for anything else."""
    return msgspec.json.decode(data, type=DocumentFacts)
