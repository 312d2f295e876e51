"""Several meetings of a series told in one line, or in lines of their own: by year and place, by number, or below
a word for all of them."""

from __future__ import annotations

import re

from tookpart.loaders.frames import Item, replace
from tookpart.loaders.meetings import Draft
from tookpart.loaders.ordinals import find_ordinals, roman_value
from tookpart.loaders.phrasing import find_phrases, grammar, names_several
from tookpart.loaders.scene import Reading, Unit, evidence_of

_ROUND = re.compile(r"(?:(?P<place>[LS]),?\s?\(?(?:in\s|en\s|à\s)?)?(?P<day>D)")
_LINK = re.compile(
    r"(?P<number>O|[ivxl]+)[:,]?\s\(?(?:in\s|en\s|à\s)?(?P<place>L)(?:,?\sS)?,?\s\(?(?:in\s|en\s)?(?P<day>D)\)?"
)
_SERIES = re.compile(
    rf"(?:{re.sub('P<[a-z]+>', ':', _LINK.pattern)}(?:\s?[-;,•/]\s?|,?\s(?:and|y|et)\s|\.?$)"
    r"(?:(?:the|la|el|le)\s)?){2,}"
)
_FEWEST_LINES = 3
_HELD = re.compile(r"(?P<place>L)(?:,?\s\(?S\)?)?,?\s\(?(?:in\s|en\s)?(?P<day>D)\)?")
_ROW = rf"(?:{re.sub('P<[a-z]+>', ':', _HELD.pattern)}(?:\s?[;,]\s|,?\s(?:and|y|et)\s|[.,;]?$|(?=\)))){{2,}}"
_PAST = re.compile(rf"\A(?P<label>[^:LSD]{{3,80}}?)\s?:\s(?P<list>{_ROW})")
# "the previous conferences of ministers (Berlin, October 1991; Budapest, February 1993)"
_BRACKETED = re.compile(
    rf"(?<=\s)(?:previous|earlier|past|former)\s(?P<label>[^.;:()A-Z]{{4,120}})\s\((?P<list>{_ROW})\)"
)
_MET_BEFORE = re.compile(
    rf"(?<!\w)(?:met|was\sheld|were\sheld|se\sreunió|se\scelebró|s'est\s(?:réunie?|tenue?))"
    rf"(?:\s(?:before|earlier|previously|antes|anteriormente|auparavant|déjà))\s(?:in|en|à)\s(?P<list>{_ROW})"
)
_TOLD = re.compile(rf"(?<=\s)(?P<label>[a-z]+)\s(?:of|in|de|en|à)\s(?P<list>{_ROW})")

_IN_YEAR = re.compile(r"(?:in|at|à|au|a|en)\s(?P<place>[LS])(?:,?\s\(?S\)?)?,?\s\(?(?:in\s|en\s)?(?P<day>D)\)?")
_CHAIN = re.compile(
    rf"(?:{re.sub('P<[a-z]+>', ':', _IN_YEAR.pattern)}(?:,\s(?:and\s)?|\s(?:and|y|et)\s|;\s|(?=\W|$))){{3,}}"
)
# such a line begins with its number in the series, or has a day
_BELOW = re.compile(
    r"(?:(?P<number>O) [^\W\d_]+,\s|(?=L,?\s\(?D))(?P<place>L)(?P<on>,?\s\(?(?P<day>D)\)?)?(?:\s?[:;(-]|\.?$)"
)


def read_rounds(reading: Reading, unit: Unit) -> None:
    """Add the meetings that a line tells of by their rounds."""
    if "D" not in unit.frame.text:
        return
    _rounds(reading, unit)
    _chain(reading, unit)
    _series(reading, unit)
    _past(reading, unit)


def read_below(reading: Reading, number: int, unit: Unit) -> Draft | None:
    """The meeting of a line of place and day below "Summits": "Lima, 3 May 2012", "2nd summit, Lima"; else None."""
    match = _BELOW.match(unit.frame.text) if unit.opens and not unit.heading and not reading.listing.titles else None
    above = next((u for u in reversed(reading.units[:number]) if u.heading), None) if match else None
    phrase = grammar(reading.code).phrase.search(above.frame.text) if above else None
    if match is None or above is None or not phrase or not phrase["head"] or not names_several(phrase, reading.code):
        return None
    text, frame, items = reading.document.text, unit.frame, unit.frame.items
    end = frame.text.index(",") if match["number"] else match.end("on")
    own = " ".join(text[frame.start : frame.until(end)].split())
    heading = text[above.frame.start : above.frame.end].partition("(")[0].strip(" .")
    found = next((p for _, _, p in find_phrases(text, above.frame, reading.code)), None)
    draft = _add(
        reading,
        unit,
        f"{own}, {heading}" if match["number"] else f"{heading}, {own}",
        found.kind if found else "Meeting",
        level=found.level if found else None,
        place=items[match.start("place")],
        day=items[match.start("day")] if match["on"] else None,
    )
    if match["number"]:
        draft.ordinal = int(items[match.start("number")].ids[0])
    return draft


def _add(
    reading: Reading,
    unit: Unit,
    name: str,
    kind: str = "Conference",
    *,
    level: str | None = None,
    owners: tuple[str, ...] = (),
    place: Item | None,
    day: Item | None,
) -> Draft:
    """A meeting that a line tells of, with its place and day."""
    evidence = evidence_of(reading, unit.frame.start, unit.frame.end)
    draft = reading.meetings.add(name, kind, level, owners, evidence, unit.block)
    draft.entry = True
    draft.date = (day.ids[0], unit.frame.start) if day else None
    draft.place = (place.ids, unit.frame.start) if place else None
    return draft


def _rounds(reading: Reading, unit: Unit) -> None:
    """The earlier meetings of "similar events held in 2009 and 2005" or "Accra in 2015, Lusaka in 2016"."""
    base = reading.meetings.current
    match = grammar(reading.code).rounds.search(unit.frame.text)
    if base is None or match is None:
        return
    items = unit.frame.items
    for pair in _ROUND.finditer(unit.frame.text, match.start("rounds"), match.end("rounds")):
        day = items[pair.start("day")]
        year, precision = (*day.notes, "")[:2]
        if year and precision in ("year", "month"):
            place = items[pair.start("place")] if pair["place"] else None
            name = f"{year} {unnumbered(base, reading.code)}"
            _add(reading, unit, name, base.kind, level=base.level, place=place, day=day)


def _chain(reading: Reading, unit: Unit) -> None:
    """The meetings of "it has met in Accra in 2015, in Lusaka in 2016 and in Djibouti in 2018", and of "met before in
    Accra (2015) and Lusaka (2016)", of the document's process."""
    owner = reading.meetings.main_owner
    chain = (_CHAIN.search(unit.frame.text) or _MET_BEFORE.search(unit.frame.text)) if owner else None
    if owner is None or chain is None:
        return
    text, items = reading.document.text, unit.frame.items
    links = _HELD if chain.re is _MET_BEFORE else _IN_YEAR
    for link in links.finditer(unit.frame.text, chain.start(), chain.end()):
        place, day = items[link.start("place")], items[link.start("day")]
        if day.notes[1:] != ("day",):
            name = f"{reading.entities[owner].name}, {text[place.start : place.end]}, {day.notes[0]}"
            _add(reading, unit, name, owners=(owner,), place=place, day=day).other = True


def _series(reading: Reading, unit: Unit) -> None:
    """The meetings of "I Buenos Aires (2000) - IX Quito (2009) - X Cochabamba (2010)", of the document's process."""
    owner = reading.meetings.main_owner
    chain = (_SERIES.search(unit.frame.text) or _line_of_series(reading, unit)) if owner else None
    if owner is None or chain is None:
        return
    items = unit.frame.items
    for link in _LINK.finditer(unit.frame.text, chain.start(), chain.end()):
        number = items.get(link.start("number"))
        words = reading.document.text[number.start : number.end] if number else link["number"].upper()
        ordinal = int(number.ids[0]) if number else roman_value(words)
        if not ordinal or any(draft.ordinal == ordinal for draft in reading.meetings.drafts):
            continue
        name = f"{words} {reading.entities[owner].name}"
        place, day = items[link.start("place")], items[link.start("day")]
        _add(reading, unit, name, owners=(owner,), place=place, day=day).ordinal = ordinal


def _line_of_series(reading: Reading, unit: Unit) -> re.Match[str] | None:
    """A line with one meeting of a series, among others: "II Santiago, Chile (2001)" below "I Buenos Aires (2000)"."""
    match = _LINK.fullmatch(unit.frame.text)
    if match is None or not unit.opens:
        return None
    lines = sum(u.opens and _LINK.fullmatch(u.frame.text) is not None for u in reading.units)
    return match if lines >= _FEWEST_LINES else None


def _past(reading: Reading, unit: Unit) -> None:
    """The meetings of "Ministerial conferences: Rabat (2006), Paris (2008), Dakar (2011)", and of "the conferences of
    Rabat (2006) and Paris (2008)" in a sentence."""
    match = next(filter(None, (pattern.search(unit.frame.text) for pattern in (_PAST, _TOLD, _BRACKETED))), None)
    phrase = grammar(reading.code).phrase.search(match["label"]) if match else None
    if match is None or phrase is None or not phrase["head"] or not names_several(phrase, reading.code):
        return
    text, items, first = reading.document.text, unit.frame.items, unit.frame.offset(match.start("label"))
    # "the conferences of Lima (2003), Quito (2004)" behind a meeting are of its series
    base = reading.meetings.current if match.start() else None
    owners = base.owners if base else ()
    label = " ".join(text[first : unit.frame.until(match.end("label"))].split())
    level = next((value for pattern, value in grammar(reading.code).levels if pattern.search(match["label"])), None)
    told = []
    for held in _HELD.finditer(unit.frame.text, match.start("list"), match.end("list")):
        place, day = items[held.start("place")], items[held.start("day")]
        name = f"{label}, {text[place.start : place.end]}, {text[day.start : day.end]}"
        draft = _add(reading, unit, name, level=level, owners=owners, place=place, day=day)
        draft.titled = True
        told.append((held.start(), held.end(), Item(place.start, day.end, "M", (str(draft.id),))))
    if base is not None:
        # their days and places are not those of the sentence
        unit.frame = replace(text, unit.frame, told)


def unnumbered(draft: Draft, code: str) -> str:
    """A meeting's name without its number in the series."""
    name = draft.names[0]
    numbers = [o for o in find_ordinals(name, code) if o.value == draft.ordinal]
    return name[numbers[0].end :].strip() if numbers else name
