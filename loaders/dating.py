"""The days of the meetings of a document: which date is whose, in which year, and from when to when."""

from __future__ import annotations

import datetime
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from tookpart.loaders.circumstances import FIRM, Days, Setting, last_day
from tookpart.loaders.dates import DateMention, resolve
from tookpart.loaders.scene import Reading

_YEAR_AND_DAY = 2
_DAY = len("2019-11-12")
# "6 and 8 September" are the days of one meeting
_APART = 3
# a meeting is no longer than so many days
_LONGEST = 14
_AND = re.compile(r"\s(?:and|y|e|et|&)\s(?:(?:el|le|on)\s)?")
# so many characters before a day may say that something ended then
_BEFORE = 60


def add_days_of_telling(reading: Reading, settings: list[Setting], kept: dict[tuple[int, str], Setting]) -> None:
    """Date a meeting by "today" or "yesterday", counted from the day of publication, if it has no day of its own or
    only that of the dateline; beside its last day it may be the first.
    """
    published = reading.document.published
    days = [i for i, day in enumerate(reading.dates) if day.kind == "relative" and day.offset in (-1, 0, 1)]
    starts = [reading.dates[i].start for i in days]
    for number, unit in enumerate(reading.units):
        named = [int(item.ids[0]) for _, item in unit.frame.of("M")]
        meeting = named[0] if len(named) == 1 else unit.current
        first = bisect_left(starts, unit.frame.start)
        if meeting is None or not (first < len(days) and starts[first] < unit.frame.end):
            continue
        if any(
            reading.dates[int(item.ids[0])].first != published
            # "from today until 27 May"
            and not reading.rules.closes.search(unit.frame.text, max(0, at - _BEFORE), at)
            for at, item in unit.frame.of("D")
        ):
            continue
        if not (named or reading.rules.event.search(unit.frame.text)):
            continue
        day = resolve(reading.dates[days[first]], published)
        if not day.complete:
            continue
        reading.dates.append(day)
        told = Setting(meeting, "date", str(len(reading.dates) - 1), number, FIRM)
        settings.append(told)
        had = kept.get((meeting, "date"))
        if had is None or _is_of_telling(reading, had, number):
            kept[meeting, "date"] = told


def _is_of_telling(reading: Reading, had: Setting, number: int) -> bool:
    """True if the day of a meeting is only that of the dateline, or tells no more than the year in its name."""
    date, published = reading.dates[int(had.value)], reading.document.published or ""
    if date.precision == "year":
        return date.first == published[:4]
    if date.first != published:
        return False
    line = reading.units[had.unit]
    if had.confidence < FIRM or (line.bare and line.heading and not line.frame.of("LS")):
        return True
    # a line of a place and a day, and a sentence that tells of a meeting elsewhere
    places = [item.ids[0] for n in (had.unit, number) for _, item in reading.units[n].frame.of("L")]
    return had.unit == reading.dateline and len(set(places)) > 1


def dates_of(
    reading: Reading,
    settings: Sequence[Setting],
    kept: Mapping[tuple[int, str], Setting],
    lengths: Mapping[int, int],
) -> dict[int, Days]:
    """The first and last day of each meeting that has some; `kept` is the date to go by, `lengths` tells how many days
    a meeting lasts."""
    found: dict[int, Days] = {}
    # a day without a year has that of other meetings' days, or of a line of dates, not of a foundation
    of_meetings = {int(setting.value) for setting in settings if setting.kind == "date"}
    of_lines = {int(i.ids[0]) for u in reading.units if u.bare or u.heading for _, i in u.frame.of("D")}
    of_meetings = {index for index in of_meetings if reading.dates[index].precision == "day"}
    telling = [reading.dates[index] for index in sorted(of_meetings | of_lines)]
    for meeting, setting, date in _resolved(reading, kept, telling):
        unit, first, last = reading.units[setting.unit], date.first, date.last
        single = first == last and date.precision == "day"
        opens = unit.bare or reading.rules.opening.search(unit.frame.text)
        if single and meeting in lengths:
            if reading.rules.closing.search(unit.frame.text):
                first = last_day(first, 2 - lengths[meeting])
            elif opens:
                last = last_day(first, lengths[meeting])
        found[meeting] = Days(first, last, setting.unit, setting.confidence)
        main = reading.meetings.drafts[0].id
        if single and main != meeting and reading.rules.eve.search(unit.frame.text):
            next_day = last_day(first, 2)
            found.setdefault(main, Days(next_day, next_day, setting.unit, 0.8))
    _add_other_ends(reading, settings, kept, found)
    for number, unit in enumerate(reading.units):
        for match in reading.rules.morrow.finditer(unit.frame.text):
            meeting = int(unit.frame.items[match.start()].ids[0])
            base = found.get(unit.current if unit.current not in (None, meeting) else reading.meetings.drafts[0].id)
            if base is not None and meeting not in found and len(base.last) == len("2019-11-12"):
                next_day = last_day(base.last, 2)
                found[meeting] = Days(next_day, next_day, number, 0.8)
    for number, unit in enumerate(reading.units):
        # "the senior officials had met the day before"
        before = reading.rules.eve.search(unit.frame.text)
        base = found.get(reading.meetings.drafts[0].id) if before and reading.meetings.drafts else None
        if base is None or unit.current in (None, reading.meetings.drafts[0].id) or unit.frame.of("D"):
            continue
        if unit.current not in found and len(base.first) == _DAY:
            eve = last_day(base.first, 0)
            found[unit.current] = Days(eve, eve, number, 0.8)
    return found


def _resolved(
    reading: Reading, kept: Mapping[tuple[int, str], Setting], telling: Sequence[DateMention]
) -> Iterator[tuple[int, Setting, DateMention]]:
    """The date of each meeting with its year; a year that a day takes from its sentence tells that of other days."""
    waiting = [(meeting, setting) for (meeting, kind), setting in kept.items() if kind == "date"]
    known: list[DateMention] = list(telling)
    while waiting:
        left = []
        for meeting, setting in waiting:
            # the events of a listing do not share a year
            said = reading.dates[int(setting.value)]
            others = () if reading.listing.titles else known if said.kind == "date" else reading.dates
            date = resolve(said, _year_of(reading, meeting, setting.unit), others)
            if date.complete and date.kind != "years":
                yield meeting, setting, date
            else:
                left.append((meeting, setting))
            if date.complete and not said.complete and said.precision == "day":
                known.append(date)
        if len(left) == len(waiting):
            return
        waiting = left


def _year_of(reading: Reading, meeting: int, number: int) -> str | None:
    """What tells the year of a date: the meeting's name, the heading above it, or the document's own date."""
    named = reading.meetings.drafts[meeting].date
    if named is not None and reading.dates[int(named[0])].precision == "year":
        return reading.dates[int(named[0])].first
    # "In 2013 ... hosted the meeting in Bangkok on 21 and 22 February"
    frame = reading.units[number].frame
    years = {item.notes[0] for _, item in frame.of("D") if item.notes[1:] == ("year",)}
    if len(years) == 1 and len(frame.of("D")) == _YEAR_AND_DAY:
        return years.pop()
    for unit in reversed(reading.units[: number + 1]):
        days = [item for _, item in unit.frame.of("D")] if unit.heading else []
        if len(days) == 1 and days[0].notes[1:] == ("year",):
            return days[0].notes[0]
    return reading.document.published


def add_parts_by_date(reading: Reading, parts: dict[int, int], dates: Mapping[int, Days]) -> None:
    """A meeting that falls on some days of a longer one of the same document is part of it.

    This holds for one without a title, of a body, or named by its level alone; a numbered title is a meeting of its
    own.
    """
    for draft in reading.meetings.drafts:
        of_body = any(o.startswith("body/") for o in draft.owners)
        lesser = draft.ordinal is None and draft.level is not None
        if draft.id in parts or draft.id not in dates or (draft.titled and not (of_body or lesser)):
            continue
        wholes = [o for o, days in dates.items() if o != draft.id and days.cover(dates[draft.id])]
        if len(wholes) == 1:
            parts[draft.id] = wholes[0]


def _add_other_ends(
    reading: Reading, settings: Sequence[Setting], kept: Mapping[tuple[int, str], Setting], found: dict[int, Days]
) -> None:
    """The other end of a meeting of which the text tells one day when it opened and one when it closed."""
    for setting in settings:
        days = found.get(setting.meeting)
        if setting.kind != "date" or days is None or days.first != days.last or len(days.first) != _DAY:
            continue
        if setting.confidence < FIRM and reading.dates[int(setting.value)].first == reading.document.published:
            # the day of the dateline
            continue
        said = reading.dates[int(setting.value)]
        other = resolve(said, days.first, ())
        if not other.complete or other.precision != "day":
            continue
        later = setting.unit > kept[setting.meeting, "date"].unit
        if later and other.first <= days.first <= other.last and 0 < _days_between(other.first, other.last) <= _LONGEST:
            # a line that gives one day, and a sentence that gives them all
            found[setting.meeting] = Days(other.first, other.last, days.unit, days.confidence)
        if other.first != other.last:
            continue
        gap = _days_between(days.first, other.first)
        base = kept[setting.meeting, "date"]
        joined = setting.unit == base.unit and 0 < gap <= _APART and _and_between(reading, base, setting)
        if joined or (0 < gap <= _LONGEST and _closes(reading, setting)):
            found[setting.meeting] = Days(days.first, other.last, days.unit, days.confidence)
        elif -_LONGEST <= gap < 0 and _closes(reading, base):
            found[setting.meeting] = Days(other.first, days.last, days.unit, days.confidence)


def _days_between(first: str, last: str) -> int:
    return (datetime.date.fromisoformat(last) - datetime.date.fromisoformat(first)).days


def _and_between(reading: Reading, a: Setting, b: Setting) -> bool:
    """True for "30 June and 1 July", two days in a row."""
    frame = reading.units[a.unit].frame
    places = [at for at, item in frame.of("D") if item.ids[0] in (a.value, b.value)]
    return len(places) > 1 and _AND.fullmatch(frame.text, places[0] + 1, places[1]) is not None


def _closes(reading: Reading, setting: Setting) -> bool:
    """True if the words before a date say that something ended then: "it closed on 5 May"."""
    frame = reading.units[setting.unit].frame
    at = next((at for at, item in frame.of("D") if item.ids[0] == setting.value), 0)
    return reading.rules.closes.search(frame.text, max(0, at - _BEFORE), at) is not None
