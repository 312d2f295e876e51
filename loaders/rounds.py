"""Several meetings of a series told in one line: by year and place, by number, or below a word for all of them."""

from __future__ import annotations

import re

from tookpart.loaders.frames import Item, replace
from tookpart.loaders.meetings import Draft
from tookpart.loaders.ordinals import find_ordinals
from tookpart.loaders.phrasing import grammar, names_several
from tookpart.loaders.scene import Reading, Unit, evidence_of

_ROUND = re.compile(r"(?:(?P<place>[LS]),?\s?\(?(?:in\s|en\s|à\s)?)?(?P<day>D)")
_LINK = re.compile(r"(?P<number>O|i)[:,]?\s(?:in\s|en\s|à\s)?(?P<place>L)(?:,?\sS)?,?\s\(?(?:in\s|en\s)?(?P<day>D)\)?")
_SERIES = re.compile(rf"(?:{re.sub('P<[a-z]+>', ':', _LINK.pattern)}(?:\s?[-;,•/]\s?|,?\s(?:and|y|et)\s|\.?$)){{2,}}")
_HELD = re.compile(r"(?P<place>L)(?:,?\s\(?S\)?)?,?\s\(?(?:in\s|en\s)?(?P<day>D)\)?")
_ROW = rf"(?:{re.sub('P<[a-z]+>', ':', _HELD.pattern)}(?:\s?[;,]\s|,?\s(?:and|y|et)\s|[.,;]?$)){{2,}}"
_PAST = re.compile(rf"(?P<label>[^:LSD]{{3,80}}?)\s?:\s(?P<list>{_ROW})")
_TOLD = re.compile(rf"(?<=\s)(?P<label>[a-z]+)\s(?:of|in|de|en|à)\s(?P<list>{_ROW})")

_IN_YEAR = re.compile(r"(?:in|at|à|au|a|en)\s(?P<place>[LS])(?:,?\s\(?S\)?)?,?\s\(?(?:in\s|en\s)?(?P<day>D)\)?")
_CHAIN = re.compile(
    rf"(?:{re.sub('P<[a-z]+>', ':', _IN_YEAR.pattern)}(?:,\s(?:and\s)?|\s(?:and|y|et)\s|;\s|(?=\W|$))){{3,}}"
)


def read_rounds(reading: Reading, unit: Unit) -> None:
    """Add the meetings that a line tells of by their rounds."""
    _rounds(reading, unit)
    _chain(reading, unit)
    _series(reading, unit)
    _past(reading, unit)


def _rounds(reading: Reading, unit: Unit) -> None:
    """The earlier meetings of "similar events held in 2009 and 2005" or "Accra in 2015, Lusaka in 2016"."""
    base = reading.meetings.current
    match = grammar(reading.code).rounds.search(unit.frame.text)
    if base is None or match is None:
        return
    for pair in _ROUND.finditer(unit.frame.text, match.start("rounds"), match.end("rounds")):
        day = unit.frame.items[pair.start("day")]
        year, precision = (*day.notes, "")[:2]
        if not year or precision not in ("year", "month"):
            continue
        draft = reading.meetings.add(
            f"{year} {unnumbered(base, reading.code)}",
            base.kind,
            base.level,
            (),
            evidence_of(reading, unit.frame.start, unit.frame.end),
            unit.block,
        )
        draft.entry = True
        draft.date = (day.ids[0], unit.frame.start)
        if pair["place"]:
            draft.place = (unit.frame.items[pair.start("place")].ids, unit.frame.start)


def _chain(reading: Reading, unit: Unit) -> None:
    """The meetings of "it has met in Accra in 2015, in Lusaka in 2016 and in Djibouti in 2018", of the document's
    process."""
    owner = reading.meetings.main_owner
    chain = _CHAIN.search(unit.frame.text) if owner else None
    if owner is None or chain is None:
        return
    items = unit.frame.items
    for link in _IN_YEAR.finditer(unit.frame.text, chain.start(), chain.end()):
        place, day = items[link.start("place")], items[link.start("day")]
        if day.notes[1:] == ("day",):
            continue
        text = reading.document.text
        name = f"{reading.entities[owner].name}, {text[place.start : place.end]}, {day.notes[0]}"
        evidence = evidence_of(reading, unit.frame.start, unit.frame.end)
        draft = reading.meetings.add(name, "Conference", None, (owner,), evidence, unit.block)
        draft.entry = draft.other = True
        draft.date = (day.ids[0], unit.frame.start)
        draft.place = (place.ids, unit.frame.start)


def _series(reading: Reading, unit: Unit) -> None:
    """The meetings of "I Buenos Aires (2000) - IX Quito (2009) - X Cochabamba (2010)", of the document's process."""
    owner = reading.meetings.main_owner
    chain = _SERIES.search(unit.frame.text) if owner else None
    if owner is None or chain is None:
        return
    items = unit.frame.items
    for link in _LINK.finditer(unit.frame.text, chain.start(), chain.end()):
        number = items.get(link.start("number"))
        ordinal = int(number.ids[0]) if number else 1
        words = reading.document.text[number.start : number.end] if number else "I"
        if any(draft.ordinal == ordinal for draft in reading.meetings.drafts):
            continue
        name = f"{words} {reading.entities[owner].name}"
        evidence = evidence_of(reading, unit.frame.start, unit.frame.end)
        draft = reading.meetings.add(name, "Conference", None, (owner,), evidence, unit.block)
        draft.ordinal, draft.entry = ordinal, True
        draft.date = (items[link.start("day")].ids[0], unit.frame.start)
        draft.place = (items[link.start("place")].ids, unit.frame.start)


def _past(reading: Reading, unit: Unit) -> None:
    """The meetings of "Ministerial conferences: Rabat (2006), Paris (2008), Dakar (2011)", and of "the conferences of
    Rabat (2006) and Paris (2008)" in a sentence."""
    match = _PAST.match(unit.frame.text) or _TOLD.search(unit.frame.text)
    phrase = grammar(reading.code).phrase.search(match["label"]) if match else None
    if match is None or phrase is None or not phrase["head"] or not names_several(phrase, reading.code):
        return
    items, first, told = unit.frame.items, unit.frame.offset(match.start("label")), []
    # "the conferences of Lima (2003), Quito (2004)" behind a meeting are of its series
    base = reading.meetings.current if match.start() else None
    owners = base.owners if base else ()
    label = " ".join(reading.document.text[first : unit.frame.until(match.end("label"))].split())
    level = next((value for pattern, value in grammar(reading.code).levels if pattern.search(match["label"])), None)
    for held in _HELD.finditer(unit.frame.text, match.start("list"), match.end("list")):
        place, day = items[held.start("place")], items[held.start("day")]
        name = (
            f"{label}, {reading.document.text[place.start : place.end]}, {reading.document.text[day.start : day.end]}"
        )
        draft = reading.meetings.add(
            name, "Conference", level, owners, evidence_of(reading, unit.frame.start, unit.frame.end), unit.block
        )
        draft.entry, draft.titled = True, True
        draft.date = (day.ids[0], unit.frame.start)
        draft.place = (place.ids, unit.frame.start)
        told.append((held.start(), held.end(), Item(place.start, day.end, "M", (str(draft.id),))))
    if base is not None:
        # their days and places are not those of the sentence
        unit.frame = replace(reading.document.text, unit.frame, told)


def unnumbered(draft: Draft, code: str) -> str:
    """A meeting's name without its number in the series."""
    name = draft.names[0]
    numbers = [o for o in find_ordinals(name, code) if o.value == draft.ordinal]
    return name[numbers[0].end :].strip() if numbers else name
