"""The facts of a document, put together from what its frames say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import cast

import msgspec

from tookpart.loaders.attribution import memberships_of, roles_of, whole_groups
from tookpart.loaders.circumstances import Setting, best, covers, duration, last_day, settings_in
from tookpart.loaders.dates import resolve
from tookpart.loaders.listing import is_virtual
from tookpart.loaders.meetings import Draft
from tookpart.loaders.phrasing import grammar
from tookpart.loaders.relations import Finding, find_relations, label_findings, observers_in
from tookpart.loaders.scene import Reading, evidence_of, sentence, unit_of
from tookpart.loaders.themes import Theme, stated_theme_spans
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

RELATIONS = frozenset(
    {"attended", "hosted", "chaired", "organised", "funded", "supported", "observed", "spokeAt"}
    | {"memberOf", "observerOf", "presidencyOf", "secretariatOf"}
)
# what the label lines of one event's page say of that event, not of the process
OF_EVENT = {"presidencyOf": "chaired", "observerOf": "observed"}
LEVEL_KINDS = {
    "ministerial": "MinisterialMeeting",
    "vice-ministerial": "ViceMinisterialMeeting",
    "senior-officials": "SeniorOfficialsMeeting",
    "summit": "Summit",
    "preparatory": "PreparatoryMeeting",
    "technical": "TechnicalMeeting",
    "plenary": "PlenaryMeeting",
}
_CHAIN = re.compile(r"M(?:[^.M]{0,60}M)*")


def assemble(reading: Reading, source: Source, themes: Sequence[Theme]) -> DocumentFacts:
    """Put together what the frames say."""
    text = reading.document.text
    findings: list[Finding] = []
    settings: list[Setting] = []
    lengths: dict[int, int] = {}
    of_event = bool(reading.meetings.drafts) and any(
        u.label
        and (
            reading.rules.event_label.fullmatch(u.label.casefold())
            or reading.rules.label(u.label.casefold()) == "attended"
        )
        for u in reading.units
    )
    if of_event and not reading.listing.titles:
        _back_to_page(reading)
    for number, unit in enumerate(reading.units):
        said = reading.rules.label(unit.label.casefold()) if unit.label else None
        if of_event:
            said = OF_EVENT.get(said or "", said)
        if said in RELATIONS and unit.names is not None and not (unit.heading and unit.label is None):
            findings.extend(label_findings(unit.names, number, said, unit.label or "", reading.rules))
        else:
            findings.extend(find_relations(unit.frame, number, reading.rules))
            findings.extend(observers_in(unit.frame, number, reading.rules))
        listed = number in reading.listing.places or number in reading.listing.titles
        settings.extend(
            settings_in(unit.frame, number, unit.current, said, unit.bare or listed, listed, unit.opens, reading.rules)
        )
        if (days := duration(text, unit.frame, reading.rules)) and unit.current is not None:
            lengths.setdefault(unit.current, days)
    drafts = reading.meetings.drafts
    settings.extend(Setting(d.id, "date", d.date[0], unit_of(reading, d.date[1]), 0.9) for d in drafts if d.date)
    kept_settings = _without_datelines(reading, best(settings))
    findings.extend(whole_groups(reading, findings))
    parts = _parts(reading)
    dates = _dates(reading, kept_settings, lengths)
    _add_parts_by_date(reading, parts, dates)
    roles = roles_of(reading, findings)
    owners = {d.id: _owner(reading, d) for d in drafts}
    memberships = [*memberships_of(reading, findings, dates), *reading.affiliations]
    told = {meeting for _, meeting, _ in roles} | {s.meeting for s in kept_settings.values()} | set(parts)
    real = [d for d in drafts if d.titled or d.ordinal is not None or d.id in told]
    ids = {d.id: f"meeting/{d.id}" for d in real}
    statements: list[Statement] = []

    def state(draft: int, prop: Property, value: str, unit: int, confidence: float, rule: str) -> None:
        frame = reading.units[unit].frame
        evidence = (evidence_of(reading, frame.start, frame.end),)
        statements.append(
            Statement(
                subject=ids[draft], property=prop, value=value, evidence=evidence, confidence=confidence, rule=rule
            )
        )

    for draft in real:
        home = unit_of(reading, draft.evidence[0].start)
        if draft.id in dates:
            first, last, unit, confidence = dates[draft.id]
            state(draft.id, "startDate", first, unit, confidence, "date")
            state(draft.id, "endDate", last, unit, confidence, "date")
        for kind, prop in (("place", "heldAt"), ("state", "heldIn")):
            setting = kept_settings.get((draft.id, kind)) or kept_settings.get((parts.get(draft.id, -1), kind))
            if setting is not None:
                state(draft.id, cast("Property", prop), setting.value, setting.frame, setting.confidence, kind)
        owner = owners[draft.id]
        if owner:
            prop = "ofBody" if owner.startswith("body/") else "ofProcess"
            state(draft.id, cast("Property", prop), owner, home, 0.9 if draft.owners else 0.75, "owner")
        if parts.get(draft.id) in ids:
            state(draft.id, "within", ids[parts[draft.id]], home, 0.9, "part")
        online = [
            n
            for n in reading.listing.places
            if reading.units[n].current == draft.id and is_virtual(reading.units[n].frame, reading.code)
        ]
        if online or any(grammar(reading.code).virtual.search(n.casefold()) for n in draft.names):
            state(draft.id, "isVirtual", "true", online[0] if online else home, 0.9, "virtual")
    _hosts_hold(reading, roles, kept_settings, ids, statements)
    _themes(reading, themes, ids, statements)
    participations = [
        Participation(
            actor=actor,
            meeting=ids[meeting],
            role=cast("Role", role),
            evidence=tuple(sentence(reading, f.frame) for f in said[:3]),
            confidence=max(f.confidence for f in said),
            rule=said[0].rule,
        )
        for (actor, meeting, role), said in roles.items()
        if meeting in ids
    ]
    meetings = [
        Meeting(
            id=ids[d.id],
            kind=_kind(d),
            name=d.names[0],
            names=tuple(dict.fromkeys((*d.names[1:], *_other_names(reading, d, owners[d.id])))),
            ordinal=d.ordinal,
            titled=d.titled,
            evidence=tuple(dict.fromkeys(d.evidence)),
        )
        for d in real
    ]
    entities = _entities(reading, participations, memberships, statements)
    return DocumentFacts(
        source=source,
        entities=tuple(entities),
        meetings=tuple(meetings),
        statements=tuple(statements),
        participations=tuple(participations),
        memberships=tuple(memberships),
        reason=None if (meetings or memberships) else "The text names no meeting and no member of a process.",
    )


def _without_datelines(reading: Reading, kept: dict[tuple[int, str], Setting]) -> dict[tuple[int, str], Setting]:
    """A dateline's place goes with its day: where the meeting had another day, the place is the document's alone."""
    out = dict(kept)
    for (meeting, kind), setting in kept.items():
        unit, day = reading.units[setting.frame], kept.get((meeting, "date"))
        if kind == "date" or not (unit.bare and unit.opens) or day is None or day.frame == setting.frame:
            continue
        if unit.frame.of("D") and not unit.heading:
            del out[meeting, kind]
    return out


def _back_to_page(reading: Reading) -> None:
    """On the page of one event, a paragraph that names no meeting speaks of the page's own."""
    spoken_of: set[int] = {unit.block for unit in reading.units if unit.row or unit.frame.of("M")}
    for unit in reading.units:
        if unit.block not in spoken_of:
            unit.current = reading.meetings.drafts[0].id


def _kind(draft: Draft) -> str:
    """The class of a meeting: its head noun's, or its level's where the noun says no more than "meeting"."""
    return LEVEL_KINDS.get(draft.level or "", draft.kind) if draft.kind in ("Meeting", "Conference") else draft.kind


def _owner(reading: Reading, draft: Draft) -> str | None:
    """The process or body whose meeting it is: the one that its name says, else the document's, for what looks like one of a series."""
    series = [o for o in draft.owners if not o.startswith("organisation/")]
    bodies = [o for o in series if o.startswith("body/")]
    if series:
        return (bodies or series)[0]
    if draft.owners:
        return None
    first = reading.meetings.drafts[0]
    if not draft.own:
        return None
    if draft is first or draft.entry or draft.ordinal is not None or draft.level or reading.listing.titles:
        return reading.meetings.main_owner
    return None


def _other_names(reading: Reading, draft: Draft, owner: str | None) -> list[str]:
    """Names that a meeting of a series goes by besides those in the text."""
    entity = reading.entities.get(owner or "")
    if entity is None or draft.owners or not draft.names:
        return []
    return [f"{draft.names[0]} {grammar(reading.code).of_owner} {entity.name}"]


def _parts(reading: Reading) -> dict[int, int]:
    """Which meeting is part of which, as far as the words say so."""
    found: dict[int, int] = {}
    for unit in reading.units:
        for pattern in grammar(reading.code).parts:
            for match in pattern.finditer(unit.frame.text):
                whole = int(unit.frame.items[match.start("whole")].ids[0])
                # what is a part with "consists of A, B and C" are A, B and C
                chain = (
                    _CHAIN.match(unit.frame.text, match.start("part"))
                    if match.start("whole") < match.start("part")
                    else None
                )
                for at in range(match.start("part"), chain.end() if chain else match.end("part")):
                    item = unit.frame.items.get(at)
                    if (
                        item is not None
                        and item.code == "M"
                        and int(item.ids[0]) != whole
                        and found.get(whole) != int(item.ids[0])
                    ):
                        found.setdefault(int(item.ids[0]), whole)
    return found


def _dates(
    reading: Reading, settings: dict[tuple[int, str], Setting], lengths: dict[int, int]
) -> dict[int, tuple[str, str, int, float]]:
    """First and last day of each dated meeting, with the unit that says so and how sure it is."""
    found: dict[int, tuple[str, str, int, float]] = {}
    for (meeting, kind), setting in settings.items():
        if kind != "date":
            continue
        # the events of a listing do not share a year
        others = () if reading.listing.titles else reading.dates
        day = resolve(reading.dates[int(setting.value)], reading.document.published, others)
        if not day.complete or day.kind == "years":
            continue
        first, last = day.first, day.last
        unit = reading.units[setting.frame]
        opens = unit.bare or reading.rules.opening.search(unit.frame.text)
        if first == last and len(first) == 10 and meeting in lengths and opens:
            last = last_day(first, lengths[meeting])
        found[meeting] = (first, last, setting.frame, setting.confidence)
        frame = reading.units[setting.frame].frame
        eve = reading.meetings.drafts[0].id
        if first == last and len(first) == 10 and eve != meeting and reading.rules.eve.search(frame.text):
            found.setdefault(eve, (last_day(first, 2), last_day(first, 2), setting.frame, 0.8))
    return found


def _add_parts_by_date(reading: Reading, parts: dict[int, int], dates: dict[int, tuple[str, str, int, float]]) -> None:
    """A meeting without a title of its own that falls on some days of a longer one of the same document is part of it."""
    for draft in reading.meetings.drafts:
        of_body = any(o.startswith("body/") for o in draft.owners)
        lesser = draft.ordinal is None and draft.level is not None
        if draft.id in parts or (draft.titled and not (of_body or lesser)) or draft.id not in dates:
            continue
        days = dates[draft.id][:2]
        wholes = [
            o for o, (first, last, *_) in dates.items() if o != draft.id and covers((first, last), (days[0], days[1]))
        ]
        if len(wholes) == 1:
            parts[draft.id] = wholes[0]


def _hosts_hold(
    reading: Reading,
    roles: dict[tuple[str, int, str], list[Finding]],
    settings: dict[tuple[int, str], Setting],
    ids: dict[int, str],
    statements: list[Statement],
) -> None:
    """A meeting that one state hosts is held in that state unless the text says otherwise."""
    for meeting, id_ in ids.items():
        hosts = [
            (actor, said)
            for (actor, m, role), said in roles.items()
            if m == meeting and role == "hosted" and actor.startswith("state/")
        ]
        if len(hosts) == 1 and (meeting, "state") not in settings:
            actor, said = hosts[0]
            frame = reading.units[said[0].frame].frame
            statements.append(
                Statement(
                    subject=id_,
                    property="heldIn",
                    value=actor,
                    evidence=(evidence_of(reading, frame.start, frame.end),),
                    confidence=0.8,
                    rule="host-state",
                )
            )


def _themes(reading: Reading, themes: Sequence[Theme], ids: dict[int, str], statements: list[Statement]) -> None:
    """The themes in a meeting's title, and in what the text states to be its theme, motto or objective."""
    text = reading.document.text
    stated = stated_theme_spans(text, reading.code, reading.blocks)
    seen: set[tuple[int, str]] = set()
    for theme in themes:
        number = unit_of(reading, theme.start)
        unit = reading.units[number]
        meeting = next(
            (int(i.ids[0]) for _, i in unit.frame.of("M") if i.start <= theme.start and theme.end <= i.end), None
        )
        confidence = 0.85
        if meeting is None and any(start <= theme.start and theme.end <= end for start, end in stated):
            meeting, confidence = unit.current, 0.75
        if meeting in ids and (meeting, theme.id) not in seen:
            seen.add((meeting, theme.id))
            evidence = (evidence_of(reading, unit.frame.start, unit.frame.end),)
            statements.append(
                Statement(
                    subject=ids[meeting],
                    property="hasTheme",
                    value=theme.id,
                    evidence=evidence,
                    confidence=confidence,
                    rule="theme",
                )
            )


def _entities(
    reading: Reading,
    participations: Sequence[Participation],
    memberships: Sequence[Membership],
    statements: Sequence[Statement],
) -> list[Entity]:
    """What the document names, each with the places where it does; a state only in an adjective counts if a fact is about it."""
    used = (
        {p.actor for p in participations}
        | {x for m in memberships for x in (m.member, m.target)}
        | {s.value for s in statements}
    )
    spans: dict[str, list[Evidence]] = {}
    for mention in reading.mentions:
        if mention.kind != "Demonym" or mention.id in used:
            spans.setdefault(mention.id, []).append(evidence_of(reading, mention.start, mention.end))
    wanted = set(spans) | used
    for id_ in list(wanted):
        entity = reading.entities.get(id_)
        if entity is not None and entity.of:
            wanted.add(entity.of)
    return [
        msgspec.structs.replace(entity, evidence=entity.evidence or tuple(spans.get(id_, ())))
        for id_, entity in sorted(reading.entities.items())
        if id_ in wanted
    ]
