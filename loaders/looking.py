"""What each sentence of a document says: who did what, when and where something was, and how long it lasted."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence

import msgspec

from tookpart.loaders.circumstances import FIRM, Line, Setting, duration, settings_in
from tookpart.loaders.cues import cued
from tookpart.loaders.days import YEAR
from tookpart.loaders.frames import ARTICLE
from tookpart.loaders.pages import as_of_process, below_title, is_event_page, programme
from tookpart.loaders.phrasing import grammar
from tookpart.loaders.relations import (
    Finding,
    find_relations,
    label_findings,
    named_next,
    observers_in,
    year_span,
)
from tookpart.loaders.rules import ROLES
from tookpart.loaders.scene import Reading, unit_of

RELATIONS = ROLES | {"memberOf", "observerOf", "presidencyOf", "secretariatOf"}
# what the label lines of one event's page say of that event, not of the process
OF_EVENT = {"presidencyOf": "chaired", "observerOf": "observed"}
# and those of a process's profile
OF_PROCESS = {"chaired": "presidencyOf", "observed": "observerOf", "attended": "memberOf"}
PROGRAMME = "spokeAt-programme"
"""The rule for whoever stands alone in a programme."""

_IN_PROGRAMME = 0.75
_SPEAKER = re.compile(r"\W*P(?:,[^SGAPM]{3,60})?\W*|\W*P, (?:(?:co-)?chair|pr[eé]sident)[^SGAPM]{0,30}(?:R|B)?\W*")
_LISTED = re.compile(
    rf"[^:.;SGPAM]{{3,60}}(?:countries|states|organi[sz]ations|pa[ií]ses|estados|pays|[ée]tats)[^:.;SGPAM]{{0,40}}:\s{ARTICLE}(?P<who>[SGA])\W*"
)
# "18 countries", and below it "11 of origin - A, B; 7 of destination - C"
_COUNTED = re.compile(
    r"[^:.;]{3,40}:\s\d+\s(?:countries|states|members|pa[ií]ses|estados|miembros|pays|[ée]tats|membres)\W*"
)
_PART = re.compile(rf"\W*(?:\d+\s)?[^:.;SGPAM\d]{{3,40}}(?::|\s-)\s{ARTICLE}(?P<who>[SA])\s*(?:;|[.]?$)")
_NAMES = re.compile(rf"\W*{ARTICLE}[SGA]\W*")
_BODY = re.compile(rf"{ARTICLE}(?P<body>B)(?:\s\([^()]*\))?\W*")
_LISTED_BELOW = 0.85
_IN_A_ROW = frozenset({"attended", "observed", "memberOf", "observerOf"})
_NAMED = 0.9
_HEAD = 4  # units in which a text may tell where it was written
# "Lima, 3 May 2012", below a text of more than so many units
_SIGNED = re.compile(r"[LS](?:,\s[LS])?,\s(?:(?:on|el|le)\s)?D\.?")
_FEWEST = 3
_PLACE_ALONE = re.compile(r"\W*(?P<place>L)(?:,\s?S)?\W*")
_CELLS = 8  # the other cells of a table's row are no more units away
# what a list of members is introduced by: "18 member countries: A, B", "The eleven member states (A, B)"
_COUNTS = re.compile(r"[^:]*:|[^:(]*\((?=S)")
_PLACED = re.compile(r"L(?:,\sS)?(?:[,.]?\s(?:(?:on|el|le)\s)?\(?D|\.$|:\s|\s(?:\([a-z/. ]{2,20}\)\s)?--?\s)")


class Said(msgspec.Struct, frozen=True):
    """What the units of a document say: `lengths` tells how many days a meeting lasted."""

    findings: list[Finding]
    settings: list[Setting]
    lengths: dict[int, int]


def look(reading: Reading, profile: int, passing: frozenset[int]) -> Said:
    """What each unit says: relations, dates and places, and how many days a meeting lasted.

    Labels up to the offset `profile`, and of meetings `passing`, speak of the process.
    """
    rules, drafts = reading.rules, reading.meetings.drafts
    of_event = bool(drafts) and is_event_page(reading)
    hours, signed = programme(reading), _line_of_writing(reading)
    said = Said([], [], {})
    headed = False
    for number, unit in enumerate(reading.units):
        in_entry = unit.current is not None and drafts[unit.current].entry
        of_process = unit.label is not None and (unit.frame.end <= profile or unit.current in passing)
        of_session = unit.says == "presidencyOf" and _is_of_session(reading, number)
        told_of = OF_PROCESS if of_process else OF_EVENT if of_event or in_entry or of_session else {}
        says = _says(reading, number, told_of)
        met = unit.current is not None and drafts[unit.current].evidence[0].start == unit.frame.start
        if not (met or unit.frame.of("M")) and rules.earlier.search(unit.frame.text):
            # "endorsers had last gathered in L on D"
            standing = (f for f in find_relations(unit.frame, number, rules) if f.relation not in ROLES)
            said.findings.extend(standing)
            continue
        told = _told(reading, number, says, told_of if of_process else None, in_programme=number > hours)
        said.findings.extend(told or _told_in_a_row(reading, number, said.findings) or _below_body(reading, number))
        listed = number in reading.listing.places or number in reading.listing.titles or below_title(reading, number)
        # the place of a table's row that names its meeting
        listed = listed or (unit.row and unit.bare and not unit.frame.of("D"))
        line = Line(unit.current, says, unit.bare or listed, listed, unit.opens)
        if number != signed:
            said.settings.extend(settings_in(unit.frame, number, line, rules))
        said.settings.extend(_there_too(reading, number, said.settings))
        said.settings.extend(_below_place(reading, number))
        days = duration(reading.document.text, unit.frame, rules)
        if days and unit.current is not None and (unit.current not in said.lengths or headed):
            # "four days of talks" in a headline may be of more than one meeting
            said.lengths[unit.current], headed = days, unit.heading
    for draft in drafts:
        if draft.date:
            said.settings.append(Setting(draft.id, "date", draft.date[0], unit_of(reading, draft.date[1]), _NAMED))
    for draft in drafts:
        ids, offset = draft.place or ((), 0)
        said.settings.extend(_at_place(draft.id, ids, unit_of(reading, offset), _NAMED))
    return Said(said.findings, _without_less(reading, said.settings), said.lengths)


def _says(reading: Reading, number: int, told_of: Mapping[str, str]) -> str | None:
    """What a unit's label says, in the light of what the page tells of (`told_of`)."""
    unit = reading.units[number]
    label = (unit.label or "").casefold()
    says = told_of.get(unit.says or "", unit.says)
    if says == "memberOf" and _tells_of_project(reading, number):
        return None
    if not reading.rules.taking_part.match(label):
        return says
    if says == "memberOf" and told_of is OF_EVENT:
        return "attended"
    if says == "attended" and not any(draft.evidence[0].start < unit.frame.start for draft in reading.meetings.drafts):
        # "Participating countries: A, B", before any meeting was named
        return "memberOf"
    return says


def _tells_of_project(reading: Reading, number: int) -> bool:
    """True for a label among those of a project ("Budget", "Implementing agency"), up to the headings around it."""
    before = itertools.takewhile(lambda unit: not unit.heading, reversed(reading.units[:number]))
    behind = itertools.takewhile(lambda unit: not unit.heading, reading.units[number:])
    labels = (unit.label for unit in (*before, *behind) if unit.label is not None)
    return any(reading.rules.project.fullmatch(label.casefold()) for label in labels)


def _line_of_writing(reading: Reading) -> int | None:
    """The last line of a text that is no declaration, if it is a place and a day: those of writing."""
    last = len(reading.units) - 1
    line = reading.units[last]
    if last < _FEWEST or not (line.bare and line.opens and line.label is None and _SIGNED.fullmatch(line.frame.text)):
        return None
    outcome = grammar(reading.code).outcome
    declared = any(
        outcome.match(unit.frame.text) or reading.rules.preamble.match(unit.frame.text) for unit in reading.units
    )
    return None if declared or reading.listing.titles else last


def _is_of_session(reading: Reading, number: int) -> bool:
    """True for the label "Chair" beside "Speakers" or "Rapporteur", as in a programme or in minutes."""
    beside = reading.units[max(0, number - 1) : number + 3]
    return any(unit.says == "spokeAt" for unit in beside)


def _without_less(reading: Reading, settings: Sequence[Setting]) -> list[Setting]:
    """The settings without the dates that tell less than others of the same meeting: the year in "Forum 2024", above
    "11 to 14 November 2024"; a line with the day of publication, above a sentence that has other days.
    """
    published = reading.document.published
    dated: set[int] = set()
    years: dict[int, set[str]] = {}
    for setting in settings:
        date = reading.dates[int(setting.value)] if setting.kind == "date" and setting.confidence >= FIRM else None
        if date is not None and (date.kind, date.precision) == ("date", "day") and date.first != published:
            years.setdefault(setting.meeting, set()).add(date.first[:YEAR])
            # "on 2 May", below "3 May 2012"
            another = date.complete or date.first[1:] != (published or "")[YEAR:]
            if another and setting.confidence >= _NAMED and not reading.units[setting.unit].bare:
                dated.add(setting.meeting)

    def tells_less(setting: Setting) -> bool:
        if setting.kind != "date":
            return False
        date, unit = reading.dates[int(setting.value)], reading.units[setting.unit]
        of_writing = date.first == date.last == published and unit.bare and unit.heading and not unit.frame.of("LS")
        return (of_writing and setting.meeting in dated) or (
            date.precision == "year" and date.first in years.get(setting.meeting, ())
        )

    return [setting for setting in settings if not tells_less(setting)]


def _told(
    reading: Reading, number: int, says: str | None, told_of: Mapping[str, str] | None, *, in_programme: bool
) -> list[Finding]:
    """Who did what by the words of one unit.

    `says` is what its label says, `told_of` what a profile's labels say of its process, None for what is no profile's.
    """
    rules, unit = reading.rules, reading.units[number]
    labelled: list[Finding] = []
    told = list(find_relations(unit.frame, number, rules))
    if says in RELATIONS and not unit.heading:
        # "Attendance / 18 member countries: A, B", "The eleven member states (A, B)" tells both
        counts = _COUNTS.match(unit.frame.text) if unit.section else None
        counted = counts is not None and rules.members.search(counts[0]) is not None
        # a whole sentence below a heading such as "Attendance" says itself who did what
        absent = rules.exception.search(unit.frame.text) is not None
        itself = absent or (not counted and any(f.relation in (ROLES if says in ROLES else RELATIONS) for f in told))
        if not (unit.section and itself):
            # "Observers: A and B attended the first meeting" says more of them
            of_meeting = {f.actor for f in told if f.meeting is not None and f.relation in ROLES}
            told = [f for f in told if (f.relation == "memberOf" and (f.target or counted)) or f.actor in of_meeting]
            labelled.extend(label_findings(unit.names, number, says, unit.label or "", rules))
            if unit.row and says == "presidencyOf":
                years = _year_of_row(reading, number)
                labelled = [msgspec.structs.replace(f, years=f.years or years) for f in labelled]
    else:
        told.extend(observers_in(unit.frame, number, rules))
        last = reading.units[number - 1] if number and not told else None
        if last is not None and last.label is None and last.current == unit.current:
            told.extend(named_next(last.frame, unit.frame, number, rules))
    if not (unit.heading and ":" not in unit.frame.text) and (says not in RELATIONS or unit.section):
        told.extend(list(cued(unit.frame, number, rules, told)))
    if told_of is not None:
        told = [as_of_process(f, unit.frame.text, told_of) for f in told]
    if rules.every.search(unit.frame.text):
        told = [msgspec.structs.replace(f, every=True) if f.meeting is None else f for f in told]
    if in_programme and not any(f.relation in ROLES for f in told) and _SPEAKER.fullmatch(unit.frame.text):
        at, person = unit.frame.of("P")[0]
        told += [Finding(id_, "spokeAt", number, at, None, None, _IN_PROGRAMME, PROGRAMME) for id_ in person.ids]
    return labelled + told


def _told_in_a_row(reading: Reading, number: int, findings: Sequence[Finding]) -> list[Finding]:
    """What a list says that follows another: "Sending countries taking part: A, B. Receiving countries: C, D"; and what
    the parts of one say that was counted above: "Members: 18 countries / 11 of origin - A, B".
    """
    unit, before = reading.units[number], reading.units[number - 1]
    if not number or unit.says is not None:
        return []
    if before.says in _IN_A_ROW and _COUNTED.fullmatch(before.frame.text):
        told, parts = {before.says}, _parts(unit.frame.text)
    elif unit.block == before.block and _LISTED.fullmatch(before.frame.text):
        told = {f.relation for f in findings if f.unit == number - 1}
        parts = [match.start("who")] if (match := _LISTED.fullmatch(unit.frame.text)) else []
    else:
        return []
    if len(told) != 1 or not told <= _IN_A_ROW:
        return []
    (relation,) = told
    return [
        Finding(id_, relation, number, at, None, None, _IN_PROGRAMME, f"{relation}-in-a-row")
        for at in parts
        for id_ in unit.frame.items[at].ids
    ]


def _year_of_row(reading: Reading, number: int) -> str | None:
    """The years in another cell of a table's row: "2019 | Mexico" below "Year | Chair"."""
    block = reading.units[number].block
    beside = [unit.frame for unit in reading.units[max(0, number - _CELLS) : number + _CELLS] if unit.block == block]
    return next(filter(None, (year_span(frame.text, frame, 0) for frame in beside)), None)


def _parts(text: str) -> list[int]:
    """Where the names stand in a line that is nothing but lists, each with what it is a list of."""
    found, end = [], 0
    while match := _PART.match(text, end):
        found.append(match.start("who"))
        end = match.end()
    return found if end == len(text) else []


def _below_body(reading: Reading, number: int) -> list[Finding]:
    """The members that stand below the name of a body: "Steering Committee (leads the process) / Chile, Peru"."""
    unit = reading.units[number]
    if unit.heading or unit.says is not None or not _NAMES.fullmatch(unit.frame.text):
        return []
    above = next((u for u in reversed(reading.units[:number]) if u.heading or not _NAMES.fullmatch(u.frame.text)), None)
    body = _BODY.fullmatch(above.frame.text) if above is not None and above.heading else None
    if above is None or body is None:
        return []
    target = above.frame.items[body.start("body")].ids[0]
    at, actors = unit.frame.of("SGA")[0]
    return [Finding(id_, "memberOf", number, at, None, target, _LISTED_BELOW, "memberOf-below") for id_ in actors.ids]


def _there_too(reading: Reading, number: int, settings: Sequence[Setting]) -> list[Setting]:
    """Where a meeting was that was held "in the same city" as the one told of before it, or "here", in the place of the
    dateline.
    """
    unit = reading.units[number]
    named = [int(item.ids[0]) for _, item in unit.frame.of("M")]
    meeting = named[0] if named else unit.current
    if meeting is None:
        return []
    if reading.rules.same_place.search(unit.frame.text):
        before = [s for s in settings if s.kind == "place" and s.meeting != meeting]
        at_hand = [s for s in before if s.meeting == unit.current]
        before = at_hand or before
        there = before[-1] if before else None
        told = [
            s for s in settings if there and s.kind != "date" and (s.meeting, s.unit) == (there.meeting, there.unit)
        ]
        return [msgspec.structs.replace(s, meeting=meeting, unit=number, confidence=FIRM) for s in told]
    if reading.rules.here.search(unit.frame.text) and reading.rules.event.search(unit.frame.text):
        return _at_place(meeting, _place_of_writing(reading), number, FIRM)
    return []


def _below_place(reading: Reading, number: int) -> list[Setting]:
    """Where the meetings of an entry below a line of nothing but a place were: "Cairo / Meeting on 16 May"."""
    unit, above = reading.units[number], reading.units[number - 1]
    place = _PLACE_ALONE.fullmatch(above.frame.text) if number > 1 and above.heading else None
    if place is None or not unit.opens or not unit.frame.of("D") or unit.frame.of("L"):
        return []
    ids = above.frame.items[place.start("place")].ids
    return [s for _, item in unit.frame.of("M") for s in _at_place(int(item.ids[0]), ids, number, FIRM)]


def _at_place(meeting: int, ids: Sequence[str], unit: int, confidence: float) -> list[Setting]:
    """Where a meeting was, from the ids of a place and its state, or of a state alone."""
    kinds = ("state",) if ids and ids[0].startswith("state/") else ("place", "state")
    return [Setting(meeting, kind, id_, unit, confidence) for kind, id_ in zip(kinds, ids, strict=False)]


def _place_of_writing(reading: Reading) -> tuple[str, ...]:
    """The place, and its state, that the text begins with: "Belize City, 9 December 2024 - ..."."""
    for unit in reading.units[:_HEAD]:
        if unit.opens and _PLACED.match(unit.frame.text):
            return unit.frame.items[0].ids
    return ()
