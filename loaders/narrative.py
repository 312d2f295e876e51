"""Which meeting the text speaks of, from its first sentence to its last."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from tookpart.loaders.frames import Frame, Item, replace
from tookpart.loaders.meetings import Draft, Phrase, find_phrases, fold_meetings, grammar
from tookpart.loaders.scene import Reading, Unit, evidence_of
from tookpart.ontology.facts import Evidence

_BULLET = re.compile(r"(?:^|[•\-:·])\s*$")
_AGENDA = re.compile(r"\d{1,2}\s?[:h.]\s?\d\d(?!\d)")
_STUCK_PLACE = re.compile(r"(?<![a-z] in)(?<![a-z] of)\s(?:\w+ and )?L$")


def read_meetings(reading: Reading) -> None:
    """Find the meetings, from the first sentence to the last, and put M in the place of the phrases that name them."""
    text, code, meetings = reading.document.text, reading.code, reading.meetings
    grammatical = grammar(code)
    dated = entries = False
    _headed(reading)
    for number, unit in enumerate(reading.units):
        frame = unit.frame
        evidence = evidence_of(reading, frame.start, frame.end)
        placed: list[tuple[int, int, Draft]] = []
        if number in reading.listing.places or number in reading.listing.sections:
            unit.current = meetings.current.id if meetings.current else None
            continue
        if number in reading.listing.titles:
            length = _without_place(frame)
            meetings.current = _entry(reading, frame, frame.until(length), evidence, unit.block)
            unit.current = meetings.current.id
            title = Item(frame.start, frame.until(length), "M", (str(unit.current),))
            unit.frame = replace(text, frame, [(0, length, title)])
            continue
        after = reading.units[number + 1] if number + 1 < len(reading.units) else None
        if (
            unit.opens
            and not unit.heading
            and after is not None
            and after.block == unit.block
            and after.bare
            and after.frame.of("D")
        ):
            # "Final Workshop. Bucharest, 24-25 February 2016. ..." is an entry with its title, place and date
            if find_phrases(text, frame, code):
                meetings.current = _entry(reading, frame, frame.end, evidence, unit.block)
                meetings.current.entry = True
                unit.current = meetings.current.id
                unit.frame = replace(
                    text, frame, [(0, len(frame.text), Item(frame.start, frame.end, "M", (str(unit.current),)))]
                )
                continue
        aimed = bool(reading.listing.titles) and unit.label is not None
        phrases = find_phrases(text, frame, code)
        phrases += [r for r in _running(text, frame, code) if not any(a < r[1] for a, _, _ in phrases)]
        if _AGENDA.match(frame.text):
            phrases = []
        before = reading.units[number - 1] if number else None
        heads_entry = before is not None and before.bare and before.opens and bool(before.frame.of("D"))
        for start, end, phrase in phrases:
            if phrase.capital and _BULLET.search(frame.text, 0, start) and "\n" in text[frame.start : frame.end]:
                draft = meetings.add(phrase.name, phrase.kind, phrase.level, phrase.owners, evidence, unit.block)
                draft.ordinal, draft.titled = phrase.ordinal, True
                placed.append((start, end, draft))
                continue
            if (
                reading.listing.titles
                and meetings.current is not None
                and not (phrase.capital and phrase.ordinal is not None)
            ):
                if not aimed and not phrase.plural:
                    placed.append((start, end, meetings.current))
                continue
            if unit.heading and not phrase.owners:
                beside = tuple(i for _, item in frame.of("BR") for i in item.ids)
                phrase = msgspec.structs.replace(phrase, owners=beside[:1])
            if (
                heads_entry
                and entries
                and not placed
                and not any(d.ordinal == phrase.ordinal for d in meetings.drafts if d.ordinal)
            ):
                # each entry of a report tells of a meeting of its own
                meetings.current = None
                draft = meetings.new(phrase, evidence, unit.block)
            else:
                draft = meetings.resolve(phrase, evidence, code, unit.block, unit.heading)
            if draft is None:
                continue
            placed.append((start, end, draft))
            if meetings.title_block is None and len(meetings.drafts) == 1 and (unit.heading or len(frame.text) < 90):
                meetings.title_block = unit.block
                meetings.first_text = _first_text(reading, number)
            if reading.listing.titles:
                continue
            if (
                len(draft.evidence) == 1
                and unit.label is not None
                and not reading.rules.event_label.fullmatch(unit.label.casefold())
            ):
                draft.own = draft is reading.meetings.drafts[0]
            if len(draft.evidence) == 1 and reading.rules.margin.search(frame.text, max(0, start - 30), start):
                draft.own = False
            if phrase.determiner in grammatical.indefinite and reading.rules.background.search(frame.text, 0, start):
                continue
            if not reading.rules.aside.search(frame.text, max(0, start - 40), start) or meetings.current is None:
                if len(placed) == 1 or meetings.current is None:
                    meetings.current = draft
        placed.sort(key=lambda p: p[:2])
        placed = [p for i, p in enumerate(placed) if i == 0 or p[0] >= placed[i - 1][1]]
        has_date = bool(frame.of("D"))
        if not placed and not reading.listing.titles and (match := grammatical.gathering.search(frame.text)):
            told = _gathered(reading, unit, match, evidence, dated and has_date)
            if told is not None and reading.rules.background.search(match.group()):
                unit.current = told.id
                dated = dated or has_date
                continue
            meetings.current = told or meetings.current
        unit.current = meetings.current.id if meetings.current else None
        dated = dated or (has_date and bool(meetings.drafts))
        unit.frame = fold_meetings(text, frame, placed)
        if placed and heads_entry and before is not None:
            entries = True
            # "Skopje, 9-10 October 2019. Joint Meeting of ..." heads an entry
            before.current = placed[0][2].id
            placed[0][2].entry = True
        if (
            len(placed) == 1
            and not placed[0][2].owners
            and (gathered := grammatical.by_organisation.search(frame.text, 0, placed[0][0]))
        ):
            placed[0][2].owners = frame.items[gathered.start("who")].ids[:1]
    rows = {u.block: int(u.frame.of("M")[0][1].ids[0]) for u in reversed(reading.units) if u.row and u.frame.of("M")}
    for unit in reading.units:
        if unit.row:
            unit.current = rows.get(unit.block, unit.current)
    first = meetings.drafts[0].id if meetings.drafts else None
    for unit in reading.units:
        unit.current = first if unit.current is None else unit.current


def _headed(reading: Reading) -> None:
    """The meeting of a document that only its head names: "Regional Consultation Group / San Salvador / 2 December 2003"."""
    text, top = reading.document.text, []
    for unit in reading.units:
        if not unit.heading:
            break
        top.append(unit)
    if reading.listing.titles or not any(u.bare and u.frame.of("D") for u in top):
        return
    named = [u for u in top if not u.bare]
    if not named or any(find_phrases(text, u.frame, reading.code) for u in named):
        return
    owners = {item.ids[0]: u for u in named for _, item in u.frame.of("BR")}
    if not owners:
        return
    owner = next((o for o in owners if o.startswith("body/")), next(iter(owners)))
    frame = owners[owner].frame
    entity = reading.entities.get(owner)
    name = grammar(reading.code).of_name.format(entity.name if entity else text[frame.start : frame.end])
    evidence = evidence_of(reading, frame.start, frame.end)
    reading.meetings.current = reading.meetings.add(name, "Meeting", None, (owner,), evidence, owners[owner].block)


def _without_place(frame: Frame) -> int:
    """The length of a title without the place line that stuck to its end."""
    match = _STUCK_PLACE.search(frame.text)
    return match.start() if match and match.start() > 2 else len(frame.text)


def _entry(reading: Reading, frame: Frame, end: int, evidence: Evidence, block: int) -> Draft:
    """The meeting that a line of a listing opens; its name is the line up to `end`."""
    found = find_phrases(reading.document.text, frame, reading.code)
    phrase = found[0][2] if found else None
    name = reading.document.text[frame.start : end].strip(" .")
    if len(name) > 20 and name[: len(name) // 2] == name[len(name) // 2 + 1 :]:
        name = name[: len(name) // 2]
    current = reading.meetings.current
    if current is not None and current.names[0] == name:
        return current
    draft = reading.meetings.add(
        name,
        phrase.kind if phrase else "Meeting",
        phrase.level if phrase else None,
        phrase.owners if phrase else (),
        evidence,
        block,
    )
    draft.titled = True
    draft.topic = phrase.topic if phrase else ""
    draft.ordinal = phrase.ordinal if phrase else None
    return draft


def _first_text(reading: Reading, number: int) -> int:
    """The number of the first paragraph behind a headline."""
    later = (u for u in reading.units[number + 1 :] if not u.heading and not u.bare and len(u.frame.text) > 40)
    return next((u.block for u in later), -1)


def _running(text: str, frame: Frame, code: str) -> Iterator[tuple[int, int, Phrase]]:
    """The processes that are named where their meeting is meant: "the Global Forum opened in Berlin"."""
    for match in grammar(code).running.finditer(frame.text):
        group = "a" if match["a"] else "b"
        item = frame.items[match.start(group)]
        name = text[item.start : item.end]
        kind = "Conference"
        yield (
            match.start(group),
            match.end(group),
            Phrase(item.start, item.end, name, kind, None, None, item.ids[:1], "", "the", True, False),
        )


def _gathered(reading: Reading, unit: Unit, match: re.Match[str], evidence: Evidence, new_day: bool) -> Draft | None:
    """The meeting of a sentence that only says who met."""
    meetings, data = reading.meetings, grammar(reading.code)
    current = meetings.current
    if match["who"]:
        item = unit.frame.items[match.start("who")]
        for draft in meetings.drafts:
            if item.ids[0] in draft.owners and not (new_day and draft is not current):
                return draft
        entity = reading.entities.get(item.ids[0])
        name = data.of_name.format(entity.name if entity else reading.document.text[item.start : item.end])
        return meetings.add(name, "Meeting", None, item.ids[:1], evidence, unit.block)
    described = next(v for k, v in data.gathered.items() if re.fullmatch(k, match["group"]))
    name, _, level = described.partition("|")
    for draft in meetings.drafts:
        if level and draft.level == level:
            return draft
    if current is not None and not new_day and (not level or current.level in (None, "preparatory", "plenary", level)):
        return current
    return meetings.add(name, "Meeting", level or None, (), evidence, unit.block)
