"""When and where a meeting was: the dates, places and states of a document, given to the meetings that they belong
to."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import msgspec

from tookpart.loaders.frames import Frame, plain_text
from tookpart.loaders.rules import Rules


class Setting(msgspec.Struct, frozen=True):
    """A date, place or state said of a meeting in one unit: `value` is the number of a date, or the id of a place or
    state; `fine` tells how precise a date is."""

    meeting: int
    kind: str
    value: str
    unit: int
    confidence: float
    fine: int = 0


class Days(msgspec.Struct, frozen=True):
    """The first and last day of a meeting, as precise as the text, with the unit that says so."""

    first: str
    last: str
    unit: int
    confidence: float

    def cover(self, other: Days) -> bool:
        """True if the days of the other lie within these, which are more."""
        whole, part = (self.first, self.last), (other.first, other.last)
        return len(whole[0]) == len(part[0]) == _DAY and whole[0] <= part[0] and part[1] <= whole[1] and whole != part


class Line(msgspec.Struct, frozen=True):
    """What is known of a unit: the meeting at hand, what a label before it says ("date", "place"), and its kind.

    `bare` is a line of nothing but names of places and dates, `listed` a line of a listing, `opens` the first
    sentence of a paragraph, which may begin with a dateline.
    """

    current: int | None
    label: str | None
    bare: bool
    listed: bool
    opens: bool


_DAY = len("2019-11-12")
_OF_MEETING = re.compile(r"M (?:of|du|del|de|des|d')\s*(?:the\s*)?$")
# "OTTAWA, ON, May 24, 2022 /CNW/ - "
_DATELINE = re.compile(
    r"(?:[a-z][a-z'-]{2,24},\s(?=[SL]))?(?:[LSD,.\s()/]|[LS]\s--?\s(?=D)|[a-z]{1,12}\s|[a-z]{2},\s)*?D\)?[.\s]*"
    r"(?:/[a-z ]{2,16}/\s?|\([a-z ]{2,16}\)\s?)?[.\s]*--?\s|[\[(]L(?:,\s\(?S\)?)?,\sD[\])]\s(?=[a-z])"
)
# behind a colon: the dateline of a text, or the day of an entry, if the sentence has no other
_COLONED = re.compile(
    r"(?:[a-z][^.;:A-Z]{3,60},\s)?L(?:,\sS)?,\sD\s?:\s(?=(?:an?|the|une?|una|l[eao]s?|el|from|del?|du)\s|l'|[SPG]\W)"
)
_ROUNDS = re.compile(
    r"O,? \([LS](?:,? [LS])?,? D\)|"
    r"[LS] (?:in|en) D(?:,| and| y| et)* (?:then )?[LS] (?:in|en) D(?:(?:,| and| y| et)* [LS] (?:in|en) D)*"
)
# "PAFoM I, Accra, 2015"
_PLACED = re.compile(r"M[\s,(:-]+(?:(?:in|en|à|at)\s)?L(?:,\sS)?$")
_AFTER_TITLE = re.compile(r"M\s?[:\-]\s?(?:L,?)?$")
# "the M, which was held ..." says something of that meeting, wherever it is mentioned
_RELATIVE = re.compile(
    r"M(?: (?:of|du|de la|de l'|del?) (?:the )?[^.;,A-Z]{3,40})?(?:,? (?:which|that|que|qui"
    r"|prévue?s?|previst[ao]s?|programmée?s?|programad[ao]s?|planned|scheduled|due) |\s?\("
    r"|,? (?:(?:also )?held |(?:celebrad|realizad)[ao] (?:también )?|tenue? )?(?:in|at|on|en|à|el|le) [LD]\W)"
)
_IN_CAPITAL = re.compile(r"(?<!\w)(?:en la|dans la) capitale?\s$")
_IN_THE, _CAPITAL = re.compile(r"(?<!\w)(?:in|to) the\s$"), re.compile(r"\scapital(?!\w)")
# "the chair, which it had taken over in Lima": where something else was
_ELSEWHERE = re.compile(r"(?<!M)(?<!M,)\s(?:which|that|que|qui)\s(?:had|había|habían|avait|avaient)\s[^.;,M]*$")
_IN_TOWN = re.compile(r"(?<!\w)(?:in|en|at|à)\s[\w'-]+(?:\s[\w'-]+)?\s\($")
_IN_YEAR = re.compile(r"(?<!\w)(?:in|en|in the year|en el año|en l'an)\s$")
_PRECEDED = re.compile(
    r"(?<!\w)(?:preceded|(?:was|were|is|are|been) followed|precedid[ao]|seguid[ao]|précédée?|suivie?)(?!\w)[^.;M]*$"
)
_JOINED = re.compile(
    r"M(?:,? (?:and|y|et|e|&|as well as|así como|ainsi que|along with) (?:(?:by|por|par) )?"
    r"(?:(?:the|its|their|an?|la|el|le|una?|une|su|sa|son) |l')?M)*"
)
_SPEAKER = re.compile(r"[PG](?!\w)")
_AND_ON = re.compile(r"M[^.;M]*(?:,|\sand|\sy|\set)\s(?:then\s)?(?:on|from|el|los|del|les?|du)\s(?:the\s|días\s)?$")
_THEN = re.compile(r",?\s(?:(?:the|its|their|an?|la|el|le|une?|su|sa|son)\s|l')?M")
FIRM = 0.8
"""A day or place that is less sure than this stands in a dateline."""

# a day or place in a dateline is less sure to be the meeting's than one in the sentence
_LESS = 0.2
_LABELLED = 0.03
_ALONE = 0.05
_BESIDE = 0.1


def settings_in(frame: Frame, number: int, line: Line, rules: Rules) -> Iterator[Setting]:
    """The dates and places of one unit, with the meetings that they are said of."""
    said = frame.of("DLSd")
    if not said:
        return
    event = bool(rules.event.search(frame.text))
    every = [(at, int(item.ids[0])) for at, item in frame.of("M")]
    near = [
        (at, number)
        for at, number in every
        if _RELATIVE.match(frame.text, at) or not rules.aside.search(frame.text, max(0, at - _BEFORE), at)
    ]
    meetings = near or ([] if event else every)
    match = _DATELINE.match(frame.text) if line.opens else None
    # "26 March 2024 - Extraordinary meeting" is the line of an entry
    dateline = match.end() if match and not line.bare and frame.text[match.end() : match.end() + 1] != "M" else 0
    coloned = _COLONED.match(frame.text) if line.opens and not dateline else None
    loosely = coloned.end() if coloned else 0
    told_alone = line.opens and line.bare and frame.text.endswith(".")
    # "Accra in 2015, Lusaka in 2016" tells of other rounds
    told_of = {at for m in _ROUNDS.finditer(frame.text) for at in range(m.start(), m.end())}
    for at, item in said:
        if at < dateline and not rules.opening.search(frame.text):
            continue
        if at in told_of:
            continue
        kind = _KINDS[item.code]
        sure = _SURE[item.code]
        if _ELSEWHERE.search(frame.text, 0, at) or not _SAID[item.code](frame, at, line, event, rules):
            continue
        meeting = _owner(frame, at, meetings)
        if meeting is None and (event or line.bare or line.label in ("date", "place")):
            # what a label says of an event is surer than what a sentence says
            meeting, sure = line.current, sure + (_LABELLED if line.label in ("date", "place") else -_LABELLED)
        if meeting is None:
            continue
        alone = line.bare and not line.listed and line.label is None and not frame.of("LS")
        if alone and number == 0:
            # the day above a headline is that of the text
            continue
        # a line with nothing but a day may tell when the text came out
        sure = round(sure - (_LESS if at < max(dateline, loosely) or told_alone else _ALONE if alone else 0), 2)
        fine = _FINE.get(item.notes[1], 0) if item.code == "D" else 0
        told = {meeting: sure} | dict.fromkeys(_alongside(frame, meeting, kind, every, rules), round(sure - _BESIDE, 2))
        for held, how_sure in told.items():
            yield Setting(held, kind, item.ids[0], number, how_sure, fine)
            if item.code == "L" and len(item.ids) > 1:
                yield Setting(held, "state", item.ids[1], number, how_sure)


def _alongside(
    frame: Frame, meeting: int, kind: str, meetings: Sequence[tuple[int, int]], rules: Rules
) -> Iterator[int]:
    """The other meetings that are said to be where and when one is: "the M and the M were held in L on D"; of one
    that is held "with" others, only where."""
    yield from joined_with(frame, meeting, rules)
    if kind == "date" or not meetings or meeting != meetings[0][1]:
        return
    for match in _JOINED.finditer(frame.text):
        if rules.companions.search(frame.text, 0, match.start()):
            yield from (number for number in _numbers(frame, match) if number != meeting)


def joined_with(frame: Frame, meeting: int, rules: Rules) -> list[int]:
    """The other meetings of "the M and the M", of which one thing is said, if a meeting is one of them."""
    groups = [_numbers(frame, match) for match in _JOINED.finditer(frame.text)]
    joined = next((group for group in groups if meeting in group), [])
    if len(joined) < 2 or rules.respectively.search(frame.text):
        return []
    return [number for number in joined if number != meeting]


def _numbers(frame: Frame, match: re.Match[str]) -> list[int]:
    return [int(item.ids[0]) for at, item in frame.of("M") if match.start() <= at < match.end()]


def _says_date(frame: Frame, at: int, line: Line, event: bool, rules: Rules) -> bool:
    """True for a date that may be a meeting's: not the year of a foundation, a plan or a report."""
    before = frame.text[max(0, at - _BEFORE) : at]
    if line.label != "date":
        if rules.no_date.search(before) and not (_OF_MEETING.search(before) or rules.lasting.search(before)):
            return False
        if rules.names_after_date.match(frame.text, at + 1):
            return False
    return line.label == "date" or frame.items[at].notes[1:] != ("year",) or _adjoins(frame, at, event)


def _says_place(frame: Frame, at: int, line: Line, event: bool, rules: Rules) -> bool:
    """True for a place where something was, not where somebody is from."""
    del event
    if rules.no_place.search(frame.text, max(0, at - _BEFORE), at):
        return False
    return _stands_as_place(frame, at, line, rules) or bool(
        _bracketed(frame, at) or rules.place_before.match(frame.text, at + 1)
    )


def _says_state(frame: Frame, at: int, line: Line, event: bool, rules: Rules) -> bool:
    """True for a state that is named as a place."""
    del event
    if len(frame.items[at].ids) > 1 or rules.no_place.search(frame.text, max(0, at - _BEFORE), at):
        return False
    closed = frame.text[at + 1 : at + 2] in ("", ",", ")", ".")
    return _stands_as_place(frame, at, line, rules) or (closed and _bracketed(frame, at))


def _says_capital(frame: Frame, at: int, line: Line, event: bool, rules: Rules) -> bool:
    """True for "in the Panamanian capital"."""
    del line, event, rules
    return bool(
        _IN_CAPITAL.search(frame.text, 0, at)
        or (_IN_THE.search(frame.text, 0, at) and _CAPITAL.match(frame.text, at + 1))
    )


def _stands_as_place(frame: Frame, at: int, line: Line, rules: Rules) -> bool:
    """True behind "in", behind a label, or in a line of places and dates."""
    in_line = line.bare and (line.listed or bool(frame.of("D")))
    before = rules.at_place.search(frame.text, max(0, at - _BEFORE), at)
    named = frame.items[at].code == "L" and _OF_MEETING.search(frame.text, max(0, at - _BEFORE), at)
    return in_line or line.label == "place" or before is not None or bool(named)


_FINE = {"day": 2, "month": 1}
_SURE = {"D": 0.95, "L": 0.95, "S": 0.9, "d": 0.8}
_KINDS = {"D": "date", "L": "place", "S": "state", "d": "state"}
_SAID = {"D": _says_date, "L": _says_place, "S": _says_state, "d": _says_capital}
_BEFORE = 40


def _adjoins(frame: Frame, at: int, event: bool) -> bool:
    """True for a year right beside a meeting ("the M in 2013", "M (2013)"), or behind "in" where a meeting is told
    of."""
    before, after = frame.text[:at].rstrip(" (,"), frame.text[at + 1 :].lstrip()
    if _AFTER_TITLE.search(before):
        return True
    # "the first met in Accra in 2015, the second in Lusaka in 2016"
    if event and "M" in before and _IN_YEAR.search(frame.text, 0, at):
        between = before[before.rindex("M") :]
        return len(frame.of("D")) == 1 or (len(between) < _BEFORE and "D" not in between)
    return (
        before.endswith(("M", "M in", "M of", "M en", "M de"))
        or after.startswith("M")
        or _PLACED.search(before) is not None
    )


def _bracketed(frame: Frame, at: int) -> bool:
    """True for a place in brackets or between commas right behind a meeting: "(Lima, 3 May 2012)"."""
    before = frame.text[:at].rstrip()
    if before.endswith("(") and frame.text[at + 1 : at + 2] == ")" and frame.items[at].code == "S":
        # "the presidency to come (Guatemala)"
        return before[:-1].rstrip().endswith(("M", "L")) or _IN_TOWN.search(before) is not None
    return before.endswith(("(", "M,", "D,", "M:", "M :", "M -", "D:", "D -"))


def _owner(frame: Frame, at: int, meetings: Sequence[tuple[int, int]]) -> int | None:
    """The meeting of a sentence that a date or place belongs to: the last one before it, else the first one behind
    it."""
    before = [(m, number) for m, number in meetings if m < at]
    if _AND_ON.search(frame.text, 0, at) and (next_one := _THEN.match(frame.text, at + 1)):
        # "the M on D, and on D the M"
        return next((number for m, number in meetings if m == next_one.end() - 1), None)
    if before and _PRECEDED.search(frame.text, before[-1][0], at):
        # "the M was preceded on D by the M"
        return next((number for m, number in meetings if m > at), None)
    if before:
        last, number = before[-1]
        # a date that opens a clause behind a semicolon starts something new
        if ";" not in frame.text[last:at]:
            return number
    behind = [(m, number) for m, number in meetings if m > at]
    # "the minister said on D: the M will be held ..."
    said = ":" in frame.text[at : behind[0][0]] and _SPEAKER.search(frame.text, 0, at) if behind else None
    if behind and not before and not said and ";" not in frame.text[at : behind[0][0]]:
        return behind[0][1]
    return before[-1][1] if before and len(meetings) == 1 else None


def best(settings: Sequence[Setting]) -> dict[tuple[int, str], Setting]:
    """For each meeting and kind the one setting to keep: the most certain, then the first."""
    kept: dict[tuple[int, str], Setting] = {}
    by_key: dict[tuple[int, str], list[Setting]] = defaultdict(list)
    for setting in settings:
        by_key[setting.meeting, setting.kind].append(setting)
    for key, all_said in by_key.items():
        kept[key] = max(all_said, key=lambda s: (s.confidence, s.fine, -s.unit))
    return kept


def last_day(first: str, days: int) -> str:
    """The last day of a meeting of some days that opened on a day.

    >>> last_day("2011-10-25", 2)
    '2011-10-26'
    """
    return (date.fromisoformat(first) + timedelta(days=days - 1)).isoformat()


def duration(text: str, frame: Frame, rules: Rules) -> int | None:
    """The days that a meeting is said to last ("two-day", "over four days"), None if nothing is said."""
    words = plain_text(text)[frame.start : frame.end]
    if rules.overnight.search(words):
        return 2
    match = rules.days.search(words) if rules.day.search(words) else None
    if not match:
        return None
    words = match["days"]
    days = int(words) if words.isdigit() else rules.day_words[words]
    return days if 1 < days < 15 else None
