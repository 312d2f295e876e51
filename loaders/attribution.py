"""To which meeting or process each relation belongs that the rules saw."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import cast

import msgspec

from tookpart.loaders.circumstances import Days, joined_with
from tookpart.loaders.frames import ARTICLE
from tookpart.loaders.relations import Finding, is_role
from tookpart.loaders.scene import Reading, body_above, body_of_page, process_at, sentence, unit_of
from tookpart.ontology.facts import Membership, Participation, Relation, Statement

OWN_EVENTS = frozenset({"Training", "Workshop", "Seminar", "Webinar"})
"""What an organisation named before it ("an IOM course") has organised; a conference bears its series' name."""

_ITS = re.compile(r"(?:its|su|sus|son|sa|ses)\s")
_PROCESS_BEFORE = re.compile(r"(?<!\w)R(?:\s\([^()]*\))?,?\s$")
_OF_THOSE = re.compile(rf"(?<!\w)(?:who|that|que|qui)\s(?:\w+\s){{1,3}}(?:in|on|at|en|à|au|dans)\s{ARTICLE}$")
_NO_PERSON = frozenset({"memberOf", "observerOf", "secretariatOf"})
_BY_CONTEXT = 0.75
_COUNTED = 0.85
_IN_OFFICE = 0.85


def whole_groups(reading: Reading, findings: Sequence[Finding]) -> Iterator[Finding]:
    """The members of a process where the text says that all of them took part, if it lists as many as it counts."""
    members: dict[str, dict[str, None]] = {}
    for finding in findings:
        if finding.relation == "memberOf" and finding.actor.startswith("state/"):
            target = finding.target or _process_near(reading, finding)
            if target:
                members.setdefault(target, {})[finding.actor] = None
    for number, unit in enumerate(reading.units):
        if unit.says == "attended" and reading.rules.everyone.search(unit.frame.text):
            named = {i for _, item in unit.frame.of("SGA") for i in item.ids}
            for state in members.get(reading.meetings.main_owner or "", ()):
                if state not in named:
                    yield Finding(state, "attended", number, 0, None, None, 0.85, "attended-all-members")
        for match in reading.rules.whole_group.finditer(unit.frame.text):
            if _PROCESS_BEFORE.search(unit.frame.text, 0, match.start()):
                # "the dialogue brings together the fifteen member states"
                continue
            near = [i.ids[0] for at, i in unit.frame.of("RG") if match.start() <= at < match.end()]
            listed = list(members.get(near[0] if near else reading.meetings.main_owner or "", ()))
            said = match["number"] or match.groupdict().get("others")
            count = reading.rules.numbers.get(said or "", said)
            # "the member states met" counts none
            if str(count) == str(len(listed)) or (count is None and len(listed) > 1):
                sure = _COUNTED if count else _BY_CONTEXT
                for state in listed:
                    yield Finding(state, "attended", number, match.start(), None, None, sure, "attended-all-members")


def roles_of(reading: Reading, findings: Sequence[Finding]) -> dict[tuple[str, int, str], list[Finding]]:
    """Who had which role in which meeting; "took part" alone only for those with no other role there."""
    found: dict[tuple[str, int, str], list[Finding]] = {}
    for finding in findings:
        if not is_role(finding.relation):
            continue
        if finding.every:
            end = reading.units[finding.unit].frame.end
            for draft in reading.meetings.drafts:
                if draft.evidence[0].start < end:
                    found.setdefault((finding.actor, draft.id, finding.relation), []).append(finding)
            continue
        meeting, named = _meeting_of(reading, finding)
        if meeting is None or (not named and _is_before(reading, finding.unit, meeting)):
            continue
        role = finding.relation
        person = finding.actor.startswith("person/")
        on_panel = role == "attended" and reading.meetings.drafts[meeting].kind == "Panel"
        # a person who facilitates is heard
        if person and (on_panel or role == "supported"):
            role = "spokeAt"
        # a role in a meeting that another sentence names, where the document tells of several
        guessed = not named and len(reading.meetings.drafts) > 1 and not reading.listing.titles
        sure = min(finding.confidence, _BY_CONTEXT) if guessed else finding.confidence
        said = msgspec.structs.replace(finding, confidence=sure)
        beside = joined_with(reading.units[finding.unit].frame, meeting, reading.rules) if named else ()
        for each in (meeting, *beside):
            found.setdefault((finding.actor, each, role), []).append(said)
    for draft in reading.meetings.drafts:
        if draft.by and draft.kind in OWN_EVENTS and not any(m == draft.id and r == "organised" for _, m, r in found):
            # "an IOM course"
            unit = unit_of(reading, draft.evidence[0].start)
            for actor in draft.by:
                own = Finding(actor, "organised", unit, 0, draft.id, None, 0.8, "organised-own")
                found.setdefault((actor, draft.id, "organised"), []).append(own)
    special = {(actor, meeting) for actor, meeting, role in found if role != "attended"}
    return {key: said for key, said in found.items() if key[2] != "attended" or key[:2] not in special}


def _is_before(reading: Reading, number: int, meeting: int) -> bool:
    """True for what a label tells before the meeting was named: "Since: 2006, on the initiative of France"."""
    unit = reading.units[number]
    labelled = unit.label is not None and unit.says is None
    return labelled and unit.frame.end <= reading.meetings.drafts[meeting].evidence[0].start


def _meeting_of(reading: Reading, finding: Finding) -> tuple[int | None, bool]:
    """The meeting that a role belongs to: the one the rule saw, else the nearest in the sentence, else the current
    one; and whether the sentence names it."""
    if finding.meeting is not None:
        return finding.meeting, True
    unit = reading.units[finding.unit]
    inside = [
        (abs(at - finding.position), int(item.ids[0]))
        for at, item in unit.frame.of("M")
        if not reading.rules.aside.search(unit.frame.text, max(0, at - 40), at)
        and not reading.rules.beside.search(unit.frame.text, 0, at)
    ]
    if inside:
        return min(inside)[1], True
    # "all of them members of the Committee, were there": at the only meeting of that committee
    # but not where "those who had sat in the Committee" are meant
    bodies = {
        id_ for at, item in unit.frame.of("B") for id_ in item.ids if not _OF_THOSE.search(unit.frame.text, 0, at)
    }
    own = [draft.id for draft in reading.meetings.drafts if bodies.intersection(draft.owners)]
    return (own[0] if len(own) == 1 else unit.current), False


def memberships_of(reading: Reading, findings: Sequence[Finding], dates: Mapping[int, Days]) -> list[Membership]:
    """Members, observers, presidencies and secretariats, each said of a process or body."""
    found: dict[tuple[str, str, str, str | None], list[Finding]] = {}
    page = body_of_page(reading)
    for finding in findings:
        if is_role(finding.relation):
            continue
        if finding.relation in _NO_PERSON and finding.actor.startswith("person/"):
            # "the director of the office, which belongs to the ministry", "Members: Chile – Ana Soto, Director"
            continue
        # "EU Member States: A, B" on the page of a committee
        listed = finding.relation == "memberOf" and reading.units[finding.unit].label is not None
        target = (page if listed else None) or finding.target or _process_near(reading, finding)
        if finding.relation == "secretariatOf" and target is not None and target.startswith("body/"):
            # who runs the secretariat of a process is its secretariat; of another body the words say something else
            body = reading.entities[target]
            secretariat = body.kind == "SecretariatBody"
            target = (body.of or process_at(reading, finding.unit)) if secretariat else None
        if target is None or target == finding.actor:
            continue
        if finding.relation not in ("memberOf", "affiliatedWith") and target.startswith("organisation/"):
            continue
        years = finding.years
        if finding.relation == "presidencyOf" and years is None:
            unit = reading.units[finding.unit]
            meeting = next((int(item.ids[0]) for _, item in unit.frame.of("M")), None)
            years = dates[meeting].first[:4] if meeting is not None and meeting in dates else None
        found.setdefault((finding.actor, target, finding.relation, years), []).append(finding)
    timed = {key[:3] for key in found if key[3]}
    return [
        Membership(
            member=actor,
            target=target,
            relation=cast("Relation", relation),
            evidence=tuple(sentence(reading, f.unit) for f in said[:3]),
            confidence=max(f.confidence for f in said),
            rule=said[0].rule,
            years=years or None,
        )
        for (actor, target, relation, years), said in found.items()
        if years or (actor, target, relation) not in timed
    ]


def with_those_in_office(
    participations: Sequence[Participation], memberships: Sequence[Membership], statements: Sequence[Statement]
) -> list[Participation]:
    """The same, and the states that chaired a meeting since they held the presidency of the process when it met.

    "El Salvador, which had the presidency in 2017" chaired what met there in 2017; where the words give no year, only
    what it hosted. Who chaired elsewhere is not sure: a meeting may hand the presidency over.
    """
    said = {(s.subject, s.property): s.value for s in reversed(statements)}
    met = {s.subject for s in statements if s.property in ("ofProcess", "ofBody")}
    met = {meeting for meeting in met if (meeting, "within") not in said}
    roles = {(p.actor, p.meeting, p.role) for p in participations}
    chaired: dict[tuple[str, str], Participation] = {}
    for held in (m for m in memberships if m.relation == "presidencyOf" and m.member.startswith("state/")):
        for meeting in sorted(met):
            hosted = (held.member, meeting, "hosted") in roles
            if (
                held.target in (said.get((meeting, "ofProcess")), said.get((meeting, "ofBody")))
                and (held.member, meeting, "chaired") not in roles
                and (hosted or said.get((meeting, "heldIn")) == held.member)
                and (day[:4] in _years(held) if held.years and (day := said.get((meeting, "startDate"))) else hosted)
            ):
                chaired[held.member, meeting] = Participation(
                    actor=held.member,
                    meeting=meeting,
                    role="chaired",
                    evidence=held.evidence,
                    confidence=min(held.confidence, _IN_OFFICE),
                    rule="chaired-in-office",
                )
    kept = [p for p in participations if p.role != "attended" or (p.actor, p.meeting) not in chaired]
    return [*kept, *chaired.values()]


def _years(held: Membership) -> set[str]:
    first, _, last = (held.years or "").partition("-")
    return {str(year) for year in range(int(first), int(last or first) + 1)}


def _process_near(reading: Reading, finding: Finding) -> str | None:
    """The process or body that a standing relation is about where the rule did not see it: in the sentence, else the
    document's."""
    frame = reading.units[finding.unit].frame
    inside = [(abs(at - finding.position), item.ids[0]) for at, item in frame.of("R")]
    for at, item in frame.of("M"):
        # "the meeting under Sri Lanka's chairmanship": of the process whose meeting it is
        owners = reading.meetings.drafts[int(item.ids[0])].owners
        inside += [(abs(at - finding.position), owner) for owner in owners if owner.startswith("process/")]
    if inside:
        return min(inside)[1]
    if _ITS.match(frame.text) and finding.unit:
        before = reading.units[finding.unit - 1]
        named = before.frame.of("R") if before.block == reading.units[finding.unit].block else []
        if named:
            return named[-1][1].ids[0]
    above = body_above(reading, finding.unit) if finding.relation != "secretariatOf" else None
    if finding.relation == "memberOf":
        return above or body_of_page(reading) or process_at(reading, finding.unit)
    return above or process_at(reading, finding.unit) or body_of_page(reading)
