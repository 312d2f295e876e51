"""What kind of page a document is, as far as its facts depend on it: the page of an event, or the profile of a process.

The label lines of an event's page speak of that event, those of a profile of its process.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from tookpart.loaders.frames import ARTICLE
from tookpart.loaders.relations import Finding
from tookpart.loaders.scene import HOUR, Reading

# "About GDISC"
_OF_PROCESS = re.compile(rf"(?:(?:about|acerca de|sobre|à propos (?:de|du))\s{ARTICLE})?R")
_FEW_LABELS = 4
# "Present", "Attendance", "Asistentes": nobody is there without a meeting
_THERE = re.compile(r"(?:also |in |los |les )?(?:pr[eé]sent|attend|asist|assist)")
# a label and nothing but names: "States taking part (22): S"
_LISTED = re.compile(r"[^:]{3,60}:\W*(?:[SGA]\W*(?:(?:and|the|y|e|et|la|el|le)\s)*)+")


def is_event_page(reading: Reading) -> bool:
    """True for a page or minutes of meetings: it has a line such as "Date: ..." or "Participants: ..."."""
    event = reading.rules.event_label
    # "COMMUNIQUE" may stand above the title of a page
    title = reading.units[1 if len(reading.units) > 1 and not reading.units[0].frame.items else 0]
    titled = title.heading and "M" in title.frame.text
    standing = any(u.says in ("memberOf", "secretariatOf") for u in reading.units)
    dated = titled and not standing and any(u.frame.of("D") for u in reading.units)
    return any(
        u.says == "attended"
        or (titled and u.says in ("hosted", "chaired", "organised"))
        or (dated and u.says == "observerOf")
        or (u.label and event.fullmatch(u.label.casefold()))
        for u in reading.units
    )


def is_profile(reading: Reading) -> bool:
    """True for a page that describes a process by labels below its name: "Chair: ...", "Observers: ..."."""
    title = reading.units[0]
    if not (title.heading and _OF_PROCESS.match(title.frame.text)) or title.frame.of("ML"):
        return False
    of_meeting = any(
        unit.says in ("place", "date") or (unit.says == "attended" and _THERE.match((unit.label or "").casefold()))
        for unit in reading.units
    )
    return not of_meeting and sum(unit.label is not None for unit in reading.units) >= _FEW_LABELS


def until_meetings(reading: Reading) -> int:
    """The offset up to which a profile's labels speak of its process: where it first names a meeting by itself."""
    labelled = [(unit.frame.start, unit.frame.end) for unit in reading.units if unit.label]
    starts = (draft.evidence[0].start for draft in reading.meetings.drafts)
    alone = (at for at in starts if not any(start <= at < end for start, end in labelled))
    return min(alone, default=len(reading.document.text))


def in_passing(reading: Reading) -> frozenset[int]:
    """The numbers of meetings that a profile's label only mentions: "Nature: forum attached to the Conference"."""
    lines = {unit.frame.start for unit in reading.units if unit.label and not unit.frame.of("DL")}
    drafts = (d for d in reading.meetings.drafts if d.ordinal is None and not d.entry)
    return frozenset(d.id for d in drafts if all(evidence.start in lines for evidence in d.evidence))


def as_of_process(finding: Finding, text: str, told_of: Mapping[str, str]) -> Finding:
    """What a profile's label tells, or a word in it, said of the process: "States taking part: ..."."""
    listed = _LISTED.fullmatch(text) is not None
    if not (finding.rule.endswith("-cue") or listed):
        return finding
    return msgspec.structs.replace(finding, relation=told_of.get(finding.relation, finding.relation))


def below_title(reading: Reading, number: int) -> bool:
    """True for a line of nothing but a place below the title of a meeting, or below its day: "Fourth Meeting / 3 May /
    Lima, Peru"."""
    above = number - 1
    while above > 0 and reading.units[above].bare and reading.units[above].frame.of("D"):
        above -= 1
    unit, title = reading.units[number], reading.units[above]
    stands = unit.heading or (unit.opens and above < number - 1)
    return above >= 0 and unit.bare and stands and title.heading and bool(title.frame.of("M"))


def programme(reading: Reading) -> int:
    """The number of the first unit of a programme with hours; behind the last unit if there is none."""
    hours = [n for n, unit in enumerate(reading.units) if unit.opens and HOUR.match(unit.frame.text)]
    return hours[0] if len(hours) > 1 else len(reading.units)


def back_to_page(reading: Reading, since: int) -> None:
    """On the page or in the programme of one meeting, a paragraph that names none speaks of the page's own."""
    spoken_of = {unit.block for unit in reading.units if unit.row or unit.frame.of("M")}
    # "the Steering Committee had met the day before"
    met = {evidence.start for draft in reading.meetings.drafts[1:] for evidence in draft.evidence}
    spoken_of |= {unit.block for unit in reading.units if unit.frame.start in met}
    first, above = reading.meetings.drafts[0].id, None
    for unit in reading.units[since:]:
        named = [int(item.ids[0]) for _, item in unit.frame.of("M")] if unit.heading else []
        if named:
            # what stands below the title of another meeting is about that one
            above = named[0] if named != [first] else None
        if unit.block not in spoken_of and above is None:
            unit.current = first
