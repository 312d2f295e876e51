"""In lines of text: what one document says, each fact with its words; what a graph holds; what a question asks for."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from tookpart.graph.settling import example
from tookpart.ontology.facts import DocumentFacts, Evidence, Statement
from tookpart.queries.catalogue import Question
from tookpart.queries.formats import printable

if TYPE_CHECKING:
    # only their types: a document can be told without opening a graph
    from tookpart.graph.status import DocumentStatus, Note, Status

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
_NOTES = {"conflict": "nearly merged", "ambiguous": "ambiguous", "new": "new"}


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


def tell_status(
    found: Status, files: Iterable[DocumentStatus], failed: Iterable[DocumentStatus], notes: Iterable[Note]
) -> Iterator[str]:
    """The lines that tell what a graph holds: its counts, then the given files, failures and open questions."""
    built = time.strftime("%Y-%m-%d %H:%M", time.localtime(found.built)) if found.built else "unknown"
    kept = ", ".join(map(str, found.generations))
    yield f"{found.path}: {found.documents:,} documents, {found.quads:,} statements"
    # a server knows neither
    if found.generations:
        yield f"  last build    {built}, generation {found.generation} of {kept}"
    size = f"{found.size / 2**20:.1f} MB, " if found.size else ""
    yield f"  size          {size}{found.inferred:,} concluded statements"
    for kind, count in found.counts.items():
        yield f"  {kind:<14}{count:,}"
    for reason, count in found.why.items():
        yield f"  read          {count:,}: {reason}"
    for file in files:
        yield f"  {printable(file.path)}: {', '.join(file.documents) or 'no document'}"
    for file in failed:
        yield f"  failed        {printable(file.path)}: {printable(file.failure or '')}"
    yield from _tell_notes(list(notes))


def _tell_notes(notes: Sequence[Note]) -> Iterator[str]:
    """The open questions of identity, what was new, and how to settle them."""
    for note in notes:
        said = f", in {note.documents} documents" if note.documents and note.documents > 1 else ""
        yield f"  {_NOTES[note.kind]:<13} {printable(note.key)}: {', '.join(note.slugs)}{said}"
    if not notes:
        return
    several = next((note.slugs for note in notes if len(note.slugs) > 1), ("organisation/one", "organisation/other"))
    one = next((note for note in notes if note.kind == "new"), None)
    name, slug = (one.key, one.slugs[0]) if one else ("A name", "organisation/one")
    yield ""
    yield "To settle such a question, write it into tookpart.toml beside the graph (or build with --settle FILE), in"
    yield "slugs or in names, and build again:"
    yield ""
    for line in example(several).splitlines():
        yield f"  {line}"
    yield "  # or [[different]] with the same line, if they are not one"
    yield "  [[name]]"
    yield f"  name = {json.dumps(printable(name), ensure_ascii=False)}"
    yield f'  is = "{slug}"  # or the slug of a row of the reference facts, as organisation/iom'
    yield "  # or [[acronym]] with acronym = ... and is = ..., for an acronym that documents leave unexplained"


def questions(known: Iterable[Question]) -> Iterator[str]:
    """A line for each question: its name, its title, and the options that it cannot do without."""
    for asked in known:
        needed = " ".join(f"--{p.name} {p.type.upper()}" for p in asked.parameters if p.required)
        yield f"{asked.name:<18} {asked.title}{f'  ({needed})' if needed else ''}"


def usage(asked: Question) -> str:
    """What a question answers and asks for, as its `--help`."""
    lines: list[str] = [asked.title, "", asked.description, ""]
    for parameter in asked.parameters:
        kind = f"--{parameter.name} {parameter.type.upper()}"
        rest = " (required)" if parameter.required else f" (default: {parameter.default})" if parameter.default else ""
        lines.append(f"  {kind:<22} {parameter.description}{rest}")
    needed = "".join(f" --{p.name} ..." for p in asked.parameters if p.required)
    return "\n".join([*lines, "", f"Example: tookpart query {asked.name}{needed}"])
