"""When and where a meeting was: the dates, places and states of a document, given to the meetings that they belong to."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

import msgspec

from tookpart.loaders.frames import Frame, plain
from tookpart.loaders.rules import Rules


class Setting(msgspec.Struct, frozen=True):
    """A date, a place or a state said of a meeting, in one frame: `value` is an index of a date or the id of a place or state."""

    meeting: int
    kind: str
    value: str
    frame: int
    confidence: float


def settings_in(
    frame: Frame,
    number: int,
    current: int | None,
    label: str | None,
    bare: bool,
    listed: bool,
    opens: bool,
    rules: Rules,
) -> list[Setting]:
    """The dates and places of one frame with the meetings that they are said of.

    `current` is the meeting that the text speaks of here; `label` what a label before the words says ("date", "place"); `bare` is
    true for a line that holds nothing but names of places and dates, `listed` for one in a listing;
    `opens` for the first sentence of a paragraph, which may begin with a dateline.
    """
    found: list[Setting] = []
    event = bool(rules.event.search(frame.text))
    meetings = [
        (at, int(item.ids[0])) for at, item in frame.of("M") if not rules.aside.search(frame.text, max(0, at - 40), at)
    ]
    if not meetings and not event:
        meetings = [(at, int(item.ids[0])) for at, item in frame.of("M")]
    match = _DATELINE.match(frame.text) if opens else None
    dateline = match.end() if match else 0
    for at, item in frame.of("DLS"):
        before = frame.text[max(0, at - 40) : at]
        if at < dateline and not rules.opening.search(frame.text):
            continue
        if item.code == "D":
            if label != "date" and (
                (rules.no_date.search(before) and not _OF_MEETING.search(before))
                or rules.names_after_date.match(frame.text, at + 1)
            ):
                continue
            if item.notes[1:] == ("year",) and not _adjoins(frame, at, event):
                continue
            kind, sure = "date", 0.95
        elif item.code == "L":
            said = (
                (bare and (listed or frame.of("D")))
                or label == "place"
                or rules.at_place.search(before)
                or _bracketed(frame, at)
            )
            if not (said or rules.place_before.match(frame.text, at + 1)) or rules.no_place.search(before):
                continue
            kind, sure = "place", 0.95
        else:
            said = (bare and (listed or frame.of("D"))) or label == "place" or rules.at_place.search(before)
            said = said or (_bracketed(frame, at) and frame.text[at + 1 : at + 2] in ("", ",", ")", "."))
            if len(item.ids) > 1 or not said or rules.no_place.search(before):
                continue
            kind, sure = "state", 0.9
        meeting = _owner(frame, at, meetings)
        if meeting is None and (event or bare or label in ("date", "place")):
            meeting, sure = current, sure - 0.05
        if meeting is None:
            continue
        if at < dateline:
            sure -= 0.2
        found.append(Setting(meeting, kind, item.ids[0], number, sure))
        if item.code == "L" and len(item.ids) > 1:
            found.append(Setting(meeting, "state", item.ids[1], number, sure))
    return found


_OF_MEETING = re.compile(r"M (?:of|du|del|de|des)\s*(?:the\s*)?$")
_DATELINE = re.compile(r"(?:[LSD,.\s()/]|[a-z]{1,12}\s)*?D\s*-\s")
_IN_YEAR = re.compile(r"(?<!\w)(?:in|en)\s$")


def _adjoins(frame: Frame, at: int, event: bool) -> bool:
    """True for a year right beside a meeting ("the M in 2013", "M (2013)"), or behind "in" where a meeting is told of."""
    before, after = frame.text[:at].rstrip(" (,"), frame.text[at + 1 :].lstrip()
    if event and "M" in before and _IN_YEAR.search(frame.text, 0, at) and len(frame.of("D")) == 1:
        return True
    return before.endswith(("M", "M in", "M of", "M en", "M de")) or after.startswith("M")


def _bracketed(frame: Frame, at: int) -> bool:
    """True for a place in brackets or between commas right behind a meeting: "(Lima, 3 May 2012)"."""
    before = frame.text[:at].rstrip()
    return before.endswith(("(", "M,", "D,", "M:", "M -", "D:", "D -"))


def _owner(frame: Frame, at: int, meetings: Sequence[tuple[int, int]]) -> int | None:
    """The meeting of a sentence that a date or place belongs to: the last one before it, else the first one behind it."""
    before = [(m, number) for m, number in meetings if m < at]
    if before:
        last, number = before[-1]
        # a date that opens a clause behind a semicolon starts something new
        if ";" not in frame.text[last:at]:
            return number
    behind = [(m, number) for m, number in meetings if m > at]
    if behind and not before and ";" not in frame.text[at : behind[0][0]]:
        return behind[0][1]
    return before[-1][1] if before and len(meetings) == 1 else None


def best(settings: Sequence[Setting]) -> dict[tuple[int, str], Setting]:
    """For each meeting and kind the one setting to keep: the most certain, then the first."""
    kept: dict[tuple[int, str], Setting] = {}
    by_key: dict[tuple[int, str], list[Setting]] = defaultdict(list)
    for setting in settings:
        by_key[setting.meeting, setting.kind].append(setting)
    for key, all_said in by_key.items():
        kept[key] = max(all_said, key=lambda s: (s.confidence, -s.frame))
    return kept


def last_day(first: str, days: int) -> str:
    """The last day of a meeting of some days that opened on a day.

    >>> last_day("2011-10-25", 2)
    '2011-10-26'
    """
    return (date.fromisoformat(first) + timedelta(days=days - 1)).isoformat()


def duration(text: str, frame: Frame, rules: Rules) -> int | None:
    """The days that a meeting is said to last ("two-day", "over four days"), None if nothing is said."""
    match = rules.days.search(plain(text[frame.start : frame.end]))
    if not match:
        return None
    words = match["days"]
    days = int(words) if words.isdigit() else rules.day_words[words]
    return days if 1 < days < 15 else None


def covers(whole: tuple[str, str], part: tuple[str, str]) -> bool:
    """True if the days of one meeting lie within those of another that lasts longer."""
    return len(whole[0]) == len(part[0]) == 10 and whole[0] <= part[0] and part[1] <= whole[1] and whole != part
