"""The facts of a document, put together from what its frames say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import cast

import msgspec

from tookpart.loaders.attribution import memberships_of, roles_of, whole_groups, with_those_in_office
from tookpart.loaders.circumstances import FIRM, Days, Setting, best
from tookpart.loaders.dating import add_days_of_telling, add_parts_by_date, dates_of
from tookpart.loaders.frames import plain
from tookpart.loaders.listing import is_virtual
from tookpart.loaders.looking import PROGRAMME, look
from tookpart.loaders.meetings import PARTS, Draft
from tookpart.loaders.pages import (
    back_to_page,
    in_passing,
    is_event_page,
    is_profile,
    programme,
    until_meetings,
)
from tookpart.loaders.phrasing import grammar
from tookpart.loaders.relations import Finding
from tookpart.loaders.scene import (
    Reading,
    evidence_of,
    process_at,
    sentence,
    tells_of_several,
    unit_of,
)
from tookpart.loaders.themes import Theme
from tookpart.ontology.facts import (
    DocumentFacts,
    Entity,
    Evidence,
    Meeting,
    Membership,
    Participation,
    Property,
    Role,
    Source,
    Statement,
)
from tookpart.ontology.reference import collective_processes

LEVEL_KINDS = {
    "ministerial": "MinisterialMeeting",
    "vice-ministerial": "ViceMinisterialMeeting",
    "senior-officials": "SeniorOfficialsMeeting",
    "summit": "Summit",
    "preparatory": "PreparatoryMeeting",
    "technical": "TechnicalMeeting",
    "plenary": "PlenaryMeeting",
}
PLAIN = frozenset({"Meeting", "Conference"})
_MOST_EVIDENCE = 3
_NUMBERED = re.compile(r"(?<!\w)(?:\d|[IVX]{1,4})(?!\w)")
_CHAIN = re.compile(r"M(?:[^.M]{0,60}M)*")
# a meeting that begins a line, and a heading that is the name of a process
_OPENING = re.compile(r"\W*(?:the\s)?M(?!\w)")
_NAME = re.compile(r"\W*(?:the\s|la\s|el\s|le\s)?R(?:\s\([^()]{1,20}\))?\W*")


def assemble(
    reading: Reading, source: Source, themes: Sequence[Theme], stated: Sequence[tuple[int, int]]
) -> DocumentFacts:
    """Put together what the frames of a document say.

    `themes` are the thematic areas in its text, `stated` the spans that say what a meeting is about.
    """
    alone = not reading.listing.titles and not tells_of_several(reading)
    if reading.meetings.drafts and alone:
        if is_event_page(reading):
            back_to_page(reading, 0)
        else:
            back_to_page(reading, programme(reading))
    profile = is_profile(reading)
    passing = in_passing(reading) if profile else frozenset[int]()
    said = look(reading, until_meetings(reading) if profile else 0, passing)
    kept = best(_without_datelines(reading, said.settings))
    if reading.document.published is not None:
        add_days_of_telling(reading, said.settings, kept)
    findings = [*said.findings, *whole_groups(reading, said.findings)]
    parts = _parts(reading)
    dates = dates_of(reading, said.settings, kept, said.lengths)
    add_parts_by_date(reading, parts, dates)
    roles = roles_of(reading, findings)
    told = {meeting for _, meeting, _ in roles} | {s.meeting for s in kept.values()} | set(parts)
    found = (d for d in reading.meetings.drafts if d.id in told or d.id not in passing)
    # of "the next plenary" nothing is told where neither place nor day nor anybody is
    drafts = [d for d in found if (d.titled and not d.other) or d.ordinal is not None or d.id in told]
    ids = {d.id: f"meeting/{d.id}" for d in drafts}
    statements = [
        statement
        for draft in drafts
        for statement in (
            *_when(reading, ids, draft, dates),
            *_where(reading, ids, draft, kept, parts, roles),
            *_of_what(reading, ids, draft, parts),
        )
    ]
    statements.extend(_themes(reading, themes, stated, ids))
    memberships = tuple(_distinct((*memberships_of(reading, findings, dates), *reading.standing)))
    stated_roles = [
        Participation(
            actor=actor,
            meeting=ids[meeting],
            role=cast("Role", role),
            evidence=tuple(sentence(reading, f.unit) for f in said[:_MOST_EVIDENCE]),
            confidence=max(f.confidence for f in said),
            rule=said[0].rule,
        )
        for (actor, meeting, role), said in roles.items()
        if meeting in ids
    ]
    participations = tuple(with_those_in_office(stated_roles, memberships, statements))
    empty = not (drafts or memberships)
    if drafts and not _between_states(reading, participations, memberships):
        return DocumentFacts(source=source, reason="The text tells of a meeting, but of no dialogue between states.")
    return DocumentFacts(
        source=source,
        entities=tuple(_entities(reading, participations, memberships, statements)),
        meetings=tuple(_meeting(reading, d, ids[d.id]) for d in drafts),
        statements=tuple(statements),
        participations=participations,
        memberships=memberships,
        reason="The text names no meeting and no member of a process." if empty else None,
    )


def _between_states(
    reading: Reading, participations: Sequence[Participation], memberships: Sequence[Membership]
) -> bool:
    """True if a process, a state or an organisation of states has to do with what is told."""
    if reading.meetings.main_owner is not None or any(m.relation != "affiliatedWith" for m in memberships):
        return True
    kinds = (reading.entities[p.actor].kind for p in participations if p.actor in reading.entities)
    if any(kind != "Person" for kind in kinds):
        return True
    owners = {owner for draft in reading.meetings.drafts for owner in (*draft.owners, *draft.by)}
    if any(e.kind == "IntergovernmentalOrganisation" for e in reading.entities.values() if e.id in owners):
        return True
    served = {m.target for m in memberships if any(p.actor == m.member for p in participations)}
    states = {t if t.startswith("state/") else reading.entities[t].of for t in served if t in reading.entities} - {None}
    if len(states) > 1:
        return True
    return (
        any(e.kind in ("State", "IntergovernmentalOrganisation") for e in reading.entities.values())
        # who stands in a programme tells nothing against
        and all(p.rule == PROGRAMME for p in participations)
    )


def _distinct(memberships: Iterable[Membership]) -> Iterator[Membership]:
    """One membership of each kind for two that say the same; one without years says no more than one with them."""
    every = list(memberships)
    dated = {(m.member, m.target, m.relation) for m in every if m.years}
    seen: set[tuple[str, str, str, str | None, str | None]] = set()
    for m in every:
        key = (m.member, m.target, m.relation, m.years, m.job_title)
        if key in seen or (m.years is None and m.relation == "presidencyOf" and key[:3] in dated):
            continue
        seen.add(key)
        yield m


def _meeting(reading: Reading, draft: Draft, id_: str) -> Meeting:
    """A meeting as a value."""
    names = dict.fromkeys((*draft.names[1:], *_other_names(reading, draft)))
    return Meeting(
        id=id_,
        # the level tells more than a noun that says no more than "meeting"
        kind=LEVEL_KINDS.get(draft.level or "", draft.kind) if draft.kind in PLAIN else draft.kind,
        name=draft.names[0],
        names=tuple(names),
        ordinal=draft.ordinal,
        titled=draft.titled,
        evidence=tuple(dict.fromkeys(draft.evidence)),
    )


def _said(
    reading: Reading, subject: str, prop: Property, value: str, unit: int, confidence: float, *, rule: str
) -> Statement:
    return Statement(
        subject=subject,
        property=prop,
        value=value,
        evidence=(sentence(reading, unit),),
        confidence=confidence,
        rule=rule,
    )


def _when(reading: Reading, ids: Mapping[int, str], draft: Draft, dates: Mapping[int, Days]) -> Iterator[Statement]:
    """The first and last day of a meeting."""
    days = dates.get(draft.id)
    if days is not None:
        yield _said(reading, ids[draft.id], "startDate", days.first, days.unit, days.confidence, rule="date")
        yield _said(reading, ids[draft.id], "endDate", days.last, days.unit, days.confidence, rule="date")


def _where(
    reading: Reading,
    ids: Mapping[int, str],
    draft: Draft,
    kept: Mapping[tuple[int, str], Setting],
    parts: Mapping[int, int],
    roles: Mapping[tuple[str, int, str], Sequence[Finding]],
) -> Iterator[Statement]:
    """The place and state of a meeting; a part has the whole's, and one that a single state hosts is held there."""
    whole = parts.get(draft.id, -1)
    places: tuple[tuple[str, Property], ...] = (("place", "heldAt"), ("state", "heldIn"))
    for kind, prop in places:
        setting = kept.get((draft.id, kind)) or kept.get((whole, kind))
        # the dateline of a meeting online is where the news was written
        if setting is not None and not (setting.confidence < FIRM and _is_told_online(reading, draft)):
            yield _said(reading, ids[draft.id], prop, setting.value, setting.unit, setting.confidence, rule=kind)
    hosts = [
        (actor, said[0])
        for (actor, meeting, role), said in roles.items()
        if meeting == draft.id and role == "hosted" and actor.startswith("state/")
    ]
    if len(hosts) == 1 and (draft.id, "state") not in kept:
        actor, finding = hosts[0]
        yield _said(reading, ids[draft.id], "heldIn", actor, finding.unit, 0.8, rule="host-state")
    units = [n for n in reading.listing.places if reading.units[n].current == draft.id]
    online = [n for n in units if is_virtual(reading.units[n].frame, reading.code)]
    if online or any(grammar(reading.code).virtual.search(n.casefold()) for n in draft.names):
        unit = online[0] if online else unit_of(reading, draft.evidence[0].start)
        yield _said(reading, ids[draft.id], "isVirtual", "true", unit, 0.9, rule="virtual")


def _is_told_online(reading: Reading, draft: Draft) -> bool:
    """True if the sentences that name a meeting say that it was held online."""
    said = (plain(evidence.quote) for evidence in draft.evidence)
    return any(grammar(reading.code).online.search(words) for words in said)


def _of_what(reading: Reading, ids: Mapping[int, str], draft: Draft, parts: Mapping[int, int]) -> Iterator[Statement]:
    """The process or body whose meeting it is, a part's being its whole's, and the meeting that it is part of."""
    unit = unit_of(reading, draft.evidence[0].start)
    whole = parts.get(draft.id)
    owner = _owner(reading, draft)
    if owner is None and whole is not None and not draft.owners:
        owner = _owner(reading, reading.meetings.drafts[whole])
    if owner is not None and owner not in collective_processes():
        prop: Property = "ofBody" if owner.startswith("body/") else "ofProcess"
        yield _said(reading, ids[draft.id], prop, owner, unit, 0.9 if draft.owners else 0.75, rule="owner")
    if whole is not None and whole in ids:
        yield _said(reading, ids[draft.id], "within", ids[whole], unit, 0.9, rule="part")


def _without_datelines(reading: Reading, settings: Sequence[Setting]) -> list[Setting]:
    """A dateline's place goes with its day: where the meeting had another day, the place is the document's alone."""
    days = {key[0]: setting.unit for key, setting in best(settings).items() if key[1] == "date"}

    def belongs(setting: Setting) -> bool:
        unit, day = reading.units[setting.unit], days.get(setting.meeting, setting.unit)
        return day == setting.unit or unit.heading or not (unit.bare and unit.opens and unit.frame.of("D"))

    return [s for s in settings if s.kind == "date" or belongs(s)]


def _owner(reading: Reading, draft: Draft) -> str | None:
    """The process or body whose meeting it is: what its name says, else the document's for one of a series."""
    series = [o for o in draft.owners if not o.startswith("organisation/")]
    if series:
        return next((o for o in series if o.startswith("body/")), series[0])
    if draft.owners or not draft.own:
        return None
    numbered = draft.ordinal is not None or draft.level is not None
    listed = draft.entry or bool(reading.listing.titles)
    if numbered or listed or draft is reading.meetings.drafts[0] or _stands_below(reading, draft):
        return process_at(reading, unit_of(reading, draft.evidence[0].start))
    return None


def _stands_below(reading: Reading, draft: Draft) -> bool:
    """True for a meeting on a page that begins "Khartoum Process | Activities", and for one that begins a line below
    the name of a process and nothing else."""
    first, number = reading.units[0], unit_of(reading, draft.evidence[0].start)
    if first.row and first.frame.text.strip() == "R":
        return True
    heading = next((unit for unit in reversed(reading.units[:number]) if unit.heading), None)
    opens = reading.units[number].opens and _OPENING.match(reading.units[number].frame.text) is not None
    return opens and heading is not None and _NAME.fullmatch(heading.frame.text) is not None


def _other_names(reading: Reading, draft: Draft) -> list[str]:
    """Names that a meeting of a series goes by besides those in the text."""
    entity = reading.entities.get(_owner(reading, draft) or "")
    if entity is None or not draft.names or any(draft.owners and _names(entity, name) for name in draft.names):
        return []
    return [f"{draft.names[0]} {grammar(reading.code).of_owner} {entity.name}"]


def _names(entity: Entity, name: str) -> bool:
    """True if a name has that of a process or body in it."""
    words = name.casefold()
    return any(form.casefold() in words for form in (entity.name, *entity.names, *entity.acronyms))


def _parts(reading: Reading) -> dict[int, int]:
    """Which meeting is part of which, as far as the words say so."""
    found = {draft.id: draft.whole for draft in reading.meetings.drafts if draft.whole is not None}
    for draft in reading.meetings.drafts[1:]:
        # "Roundtable 4", told of at a summit
        numbered = draft.kind in PARTS and not draft.owners and _NUMBERED.search(draft.names[0]) is not None
        if numbered and reading.meetings.drafts[0].kind not in PARTS:
            found.setdefault(draft.id, 0)
    for unit in reading.units:
        text, items = unit.frame.text, unit.frame.items
        for pattern in grammar(reading.code).parts if "M" in text else ():
            for match in pattern.finditer(text):
                first, end = match.start("part"), match.end("part")
                if match.start("whole") < first:
                    # what is a part with "consists of A, B and C" are A, B and C
                    chain = _CHAIN.match(text, first)
                    end = chain.end() if chain else end
                whole = int(items[match.start("whole")].ids[0])
                inside = (int(items[at].ids[0]) for at in range(first, end) if at in items and items[at].code == "M")
                for part in inside:
                    if part != whole and found.get(whole) != part:
                        found.setdefault(part, whole)
    return found


def _themes(
    reading: Reading, themes: Sequence[Theme], stated: Sequence[tuple[int, int]], ids: Mapping[int, str]
) -> Iterator[Statement]:
    """The themes in a meeting's title, and in what the text states to be its theme, motto or objective."""
    seen: set[tuple[int, str]] = set()
    for theme in themes:
        number = unit_of(reading, theme.start)
        unit = reading.units[number]
        titles = (int(i.ids[0]) for _, i in unit.frame.of("M") if i.start <= theme.start and theme.end <= i.end)
        meeting, confidence = next(titles, None), 0.85
        if meeting is None and any(start <= theme.start and theme.end <= end for start, end in stated):
            meeting, confidence = unit.current, 0.75
        if meeting is not None and meeting in ids and (meeting, theme.id) not in seen:
            seen.add((meeting, theme.id))
            yield _said(reading, ids[meeting], "hasTheme", theme.id, number, confidence, rule="theme")


def _entities(
    reading: Reading,
    participations: Sequence[Participation],
    memberships: Sequence[Membership],
    statements: Sequence[Statement],
) -> Iterator[Entity]:
    """What the document names, each with the places where it does; a state in an adjective only if a fact is about
    it."""
    used = {p.actor for p in participations} | {s.value for s in statements}
    used |= {x for m in memberships for x in (m.member, m.target)}
    spans: dict[str, list[Evidence]] = {}
    for mention in reading.mentions:
        if mention.kind != "Demonym" or mention.id in used:
            spans.setdefault(mention.id, []).append(evidence_of(reading, mention.start, mention.end))
    wanted = set(spans) | used
    wanted |= {e.of for e in reading.entities.values() if e.id in wanted and e.of}
    for id_, entity in sorted(reading.entities.items()):
        if id_ in wanted:
            yield msgspec.structs.replace(entity, evidence=entity.evidence or tuple(spans.get(id_, ())))
