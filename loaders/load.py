"""From a document to facts: what is named, which meetings there are, who took part in them and how.

    text -> mentions -> frames -> meetings -> relations and circumstances -> facts

`load` is pure: it depends on the document alone, so documents can be read in any order, in any process, on any machine.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from typing import cast

import msgspec

from tookpart.loaders.circumstances import Setting, best, covers, duration, last_day, settings_in
from tookpart.loaders.dates import DateMention, find_dates, resolve
from tookpart.loaders.document import Block, Document, Mention
from tookpart.loaders.frames import Frame, Item, fold_lists, make_frame, merge_aliases, replace
from tookpart.loaders.language import detect
from tookpart.loaders.listing import Listing, find_listing, is_virtual
from tookpart.loaders.meetings import Draft, Meetings, Phrase, find_phrases, fold_meetings, grammar
from tookpart.loaders.names import find_names
from tookpart.loaders.ordinals import find_ordinals
from tookpart.loaders.organisations import find_organisations
from tookpart.loaders.people import find_people
from tookpart.loaders.relations import Finding, find_relations, is_role, label_findings, observers_in
from tookpart.loaders.relevance import relevance
from tookpart.loaders.rules import Rules, rules
from tookpart.loaders.structure import blocks, sentences
from tookpart.loaders.themes import Theme, find_themes, stated_theme_spans
from tookpart.ontology.facts import (
    DocumentFacts,
    Entity,
    Evidence,
    Meeting,
    Membership,
    Participation,
    Property,
    Relation,
    Role,
    Source,
    Statement,
)

RULES_VERSION = "1"
"""Changes whenever the same document may give other facts; a build reads documents again when it does."""

WITH_RULES = ("en", "es", "fr")

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
_CODES = {"State": "S", "Demonym": "d", "Process": "R", "Place": "L", "Person": "P"}
_BARE = re.compile(r"[\s,.;:()\-/]*(?:(?:(?:on|from|the|del?|el|los|días|du|des?|le|les|au)\s)*[LSD][\s,.;:()\-/]*)+")
_INLINE_LABEL = re.compile(r"\s*([^\W\d][\w '()-]{2,40}?)(?:\s?:|\s{3,})")


class Unit(msgspec.Struct):
    """A sentence (or a line with the list below it) on its way through the rules."""

    frame: Frame
    block: int
    label: str | None
    heading: bool
    bare: bool
    opens: bool
    current: int | None = None
    names: Frame | None = None
    row: bool = False


class Reading(msgspec.Struct):
    """All that is known of a document while it is read."""

    document: Document
    code: str
    rules: Rules
    blocks: tuple[Block, ...]
    entities: dict[str, Entity]
    mentions: list[Mention]
    dates: list[DateMention]
    units: list[Unit]
    meetings: Meetings
    affiliations: tuple[Membership, ...] = ()
    listing: Listing = Listing()


def load(document: Document) -> DocumentFacts:
    """All that a document says about who took part in what; empty, with a reason, if it is about something else."""
    source = _source(document)
    text = document.text
    code = document.language or detect(text)
    code = code if code in WITH_RULES else "en"
    found_blocks = document.blocks or blocks(text)
    names = find_names(text, code)
    organisations = find_organisations(text, code, names)
    mentions = organisations.mentions
    themes = find_themes(text, code, mentions)
    reason = relevance(text, code, mentions, themes)
    if reason is not None:
        return DocumentFacts(source=source, reason=reason)
    people = find_people(text, code, mentions)
    entities = {e.id: e for e in (*organisations.entities, *people.entities)}
    dates = find_dates(text, code)
    reading = Reading(
        document=document,
        code=code,
        rules=rules(code),
        blocks=found_blocks,
        entities=entities,
        mentions=mentions,
        dates=dates,
        units=[],
        meetings=Meetings(entities, main_process(mentions, entities)),
        affiliations=people.affiliations,
    )
    items = merge_aliases(text, _items(reading, people.spans))
    reading.units = list(_units(reading, items))
    reading.listing = find_listing([(unit.frame, _may_open(unit, reading.rules)) for unit in reading.units], code)
    _read_meetings(reading)
    for unit in reading.units:
        unit.names = unit.frame
        unit.frame = fold_lists(text, unit.frame, reading.rules.lists, reading.rules.observer)
    return _facts(reading, source, themes)


def _may_open(unit: Unit, rules: Rules) -> bool:
    """True for a line that may be the title of an event: a heading, or one that only looks like "Label: value"."""
    return unit.heading or (unit.opens and unit.label is not None and rules.label(unit.label.casefold()) is None)


def _source(document: Document) -> Source:
    return Source(
        file=document.file,
        sha256=document.sha256,
        title=document.title,
        published=document.published,
        language=document.language,
        url=document.url,
        publisher=document.publisher,
    )


def main_process(mentions: Sequence[Mention], entities: dict[str, Entity]) -> str | None:
    """The process that a document is about: the one named most, the first of them if several are."""
    counts: Counter[str] = Counter()
    for mention in mentions:
        entity = entities.get(mention.id)
        if mention.kind == "Process":
            counts[mention.id] += 1
        elif entity is not None and entity.of and entity.of.startswith("process/"):
            counts[entity.of] += 1
    return counts.most_common(1)[0][0] if counts else None


def _items(reading: Reading, people: Sequence[tuple[int, int, str]]) -> list[Item]:
    """The items of a document in order, without overlap; a person's title belongs to the person."""
    found = [Item(start, end, "P", (id_,)) for start, end, id_ in ((p.start, p.end, p.id) for p in people)]
    for mention in reading.mentions:
        code = _CODES.get(mention.kind)
        ids = (mention.id,)
        if code is None:
            code = "B" if mention.id.startswith("body/") else "G"
        elif code == "L":
            state = reading.entities[mention.id].of if mention.id in reading.entities else None
            ids = (mention.id, state) if state else ids
        found.append(Item(mention.start, mention.end, code, ids))
    for index, day in enumerate(reading.dates):
        if day.kind != "relative" or day.complete:
            years = day.first[:4] if day.first[:4] == day.last[:4] else f"{day.first[:4]}-{day.last[:4]}"
            found.append(Item(day.start, day.end, "D", (str(index),), (years if day.complete else "", day.precision)))
    for ordinal in find_ordinals(reading.document.text, reading.code):
        found.append(Item(ordinal.start, ordinal.end, "O", (str(ordinal.value),)))
    found.sort(key=lambda i: (i.start, -i.end, "PSGRBLdDO".index(i.code)))
    kept: list[Item] = []
    for item in found:
        if not kept or item.start >= kept[-1].end:
            kept.append(item)
    return kept


def _units(reading: Reading, items: Sequence[Item]) -> Iterator[Unit]:
    """The sentences of a document as frames; a line that ends in a colon takes the list below it along."""
    text, code = reading.document.text, reading.code
    section: str | None = None
    held: str | None = None
    headers: tuple[str, ...] = ()
    at = 0
    number = 0
    while number < len(reading.blocks):
        block = reading.blocks[number]
        first = number
        end = block.end
        if text[block.end - 1] in ":,;" and block.kind != "heading" or text[block.end - 1] == ":":
            while number + 1 < len(reading.blocks) and reading.blocks[number + 1].kind in ("item", "row"):
                number += 1
                end = reading.blocks[number].end
        if block.kind == "row":
            headers = yield from _row_units(reading, items, number, block, headers)
            number += 1
            continue
        headers = ()
        label = block.label
        if block.kind == "heading" and first == number:
            section = text[block.start : block.end].strip(" :")
            section = section if reading.rules.label(section.casefold()) else None
        elif label is None and section is not None:
            label = section
        if block.kind == "heading" and first == number and held is not None and section is None and _lists_names(reading, items, block):
            section = label = held
        held = section
        for start, stop in [(block.start, end)] if number > first or block.kind == "heading" else sentences(text, block.start, block.end, code):
            while at < len(items) and items[at].end <= start:
                at += 1
            inside = [i for i in items[at : at + 400] if i.start >= start and i.end <= stop]
            frame = _with_cities(text, make_frame(text, start, stop, inside))
            own = label
            if own is None and (inline := _INLINE_LABEL.match(frame.text)) and reading.rules.label(inline.group(1)):
                own = inline.group(1)
            yield Unit(frame, first, own, block.kind == "heading" and number == first and label is None, bool(_BARE.fullmatch(frame.text)), start == block.start)
        number += 1


def _lists_names(reading: Reading, items: Sequence[Item], block: Block) -> bool:
    """True for a line that holds nothing but names and years: the value below a heading such as "Observers"."""
    frame = make_frame(reading.document.text, block.start, block.end, [i for i in items if i.start >= block.start and i.end <= block.end])
    return bool(frame.of("SGP")) and _NAMES_ONLY.fullmatch(frame.text) is not None


_NAMES_ONLY = re.compile(r"[\s,.;:()\-/&]*(?:(?:(?:and|the|y|et|la|el|le|les|los)\s|l\'|[SGPD])[\s,.;:()\-/&]*)+")


def _row_units(
    reading: Reading, items: Sequence[Item], number: int, block: Block, headers: tuple[str, ...]
) -> Generator[Unit, None, tuple[str, ...]]:
    """The cells of a table row, each with its column's heading as label; the headings that hold for the rows below."""
    text = reading.document.text
    cells = [m for m in _CELL.finditer(text, block.start, block.end) if m.group().strip()]
    words = [m.group().strip(" *\t\n") for m in cells]
    if not headers and sum(reading.rules.label(w.casefold()) is not None for w in words) > 1:
        return tuple(words)
    for index, cell in enumerate(cells):
        start = cell.start() + len(cell.group()) - len(cell.group().lstrip())
        end = cell.start() + len(cell.group().rstrip())
        inside = [i for i in items if i.start >= start and i.end <= end]
        frame = _with_cities(text, make_frame(text, start, end, inside))
        label = headers[index] if len(headers) == len(cells) else None
        bare = bool(_BARE.fullmatch(frame.text)) and label is None
        yield Unit(frame, number, label, False, bare, index == 0, row=True)
    return headers


_CELL = re.compile(r"[^|\t]+")
_BULLET = re.compile(r"(?:^|[•\-:·])\s*$")
_AGENDA = re.compile(r"\d{1,2}\s?[:h.]\s?\d\d(?!\d)")
_CITY = re.compile(r"L(?:,\s|\s\(|\s-\s)(?:the\s)?S\)?|L,\sL")


def _with_cities(text: str, frame: Frame) -> Frame:
    """Make one place of "Lima, Peru"; the state is that of the place."""
    spans = []
    for match in _CITY.finditer(frame.text):
        place, state = frame.items[match.start()], [i for at, i in frame.items.items() if match.start() < at < match.end()][0]
        if state.code == "S" and len(place.ids) > 1 and place.ids[1] != state.ids[0]:
            continue
        if state.code == "L" and state.ids[-1:] != place.ids[-1:]:
            continue
        ids = place.ids if state.code == "L" else (place.ids[0], state.ids[0])
        spans.append((match.start(), match.end(), Item(place.start, frame.until(match.end()), "L", ids)))
    return replace(text, frame, spans)


def _evidence(reading: Reading, start: int, end: int) -> Evidence:
    return Evidence(start, end, reading.document.text[start:end])


def _read_meetings(reading: Reading) -> None:
    """Find the meetings, from the first sentence to the last, and put M in the place of the phrases that name them."""
    text, code, meetings = reading.document.text, reading.code, reading.meetings
    grammatical = grammar(code)
    dated = entries = False
    _headed(reading)
    for number, unit in enumerate(reading.units):
        frame = unit.frame
        evidence = _evidence(reading, frame.start, frame.end)
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
        if unit.opens and not unit.heading and after is not None and after.block == unit.block and after.bare and after.frame.of("D"):
            # "Final Workshop. Bucharest, 24-25 February 2016. ..." is an entry with its title, place and date
            if find_phrases(text, frame, code):
                meetings.current = _entry(reading, frame, frame.end, evidence, unit.block)
                meetings.current.entry = True
                unit.current = meetings.current.id
                unit.frame = replace(text, frame, [(0, len(frame.text), Item(frame.start, frame.end, "M", (str(unit.current),)))])
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
            if reading.listing.titles and meetings.current is not None and not (phrase.capital and phrase.ordinal is not None):
                if not aimed and not phrase.plural:
                    placed.append((start, end, meetings.current))
                continue
            if unit.heading and not phrase.owners:
                beside = tuple(i for _, item in frame.of("BR") for i in item.ids)
                phrase = msgspec.structs.replace(phrase, owners=beside[:1])
            if heads_entry and entries and not placed and not any(d.ordinal == phrase.ordinal for d in meetings.drafts if d.ordinal):
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
            if len(draft.evidence) == 1 and unit.label is not None and not reading.rules.event_label.fullmatch(unit.label.casefold()):
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
        if len(placed) == 1 and not placed[0][2].owners and (gathered := grammatical.by_organisation.search(frame.text, 0, placed[0][0])):
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
    evidence = _evidence(reading, frame.start, frame.end)
    reading.meetings.current = reading.meetings.add(name, "Meeting", None, (owner,), evidence, owners[owner].block)


def _without_place(frame: Frame) -> int:
    """The length of a title without the place line that stuck to its end."""
    match = _STUCK_PLACE.search(frame.text)
    return match.start() if match and match.start() > 2 else len(frame.text)


_STUCK_PLACE = re.compile(r"(?<![a-z] in)(?<![a-z] of)\s(?:\w+ and )?L$")


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
        name, phrase.kind if phrase else "Meeting", phrase.level if phrase else None, phrase.owners if phrase else (), evidence, block
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
        yield match.start(group), match.end(group), Phrase(
            item.start, item.end, name, kind, None, None, item.ids[:1], "", "the", True, False
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


def _facts(reading: Reading, source: Source, themes: Sequence[Theme]) -> DocumentFacts:
    """Put together what the frames say."""
    text = reading.document.text
    findings: list[Finding] = []
    settings: list[Setting] = []
    lengths: dict[int, int] = {}
    of_event = bool(reading.meetings.drafts) and any(
        u.label
        and (reading.rules.event_label.fullmatch(u.label.casefold()) or reading.rules.label(u.label.casefold()) == "attended")
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
        settings.extend(settings_in(unit.frame, number, unit.current, said, unit.bare or listed, listed, unit.opens, reading.rules))
        if (days := duration(text, unit.frame, reading.rules)) and unit.current is not None:
            lengths.setdefault(unit.current, days)
    drafts = reading.meetings.drafts
    settings.extend(Setting(d.id, "date", d.date[0], _unit_of(reading, d.date[1]), 0.9) for d in drafts if d.date)
    kept_settings = _without_datelines(reading, best(settings))
    findings.extend(_whole_groups(reading, findings))
    parts = _parts(reading)
    dates = _dates(reading, kept_settings, lengths)
    _add_parts_by_date(reading, parts, dates)
    roles = _roles(reading, findings)
    owners = {d.id: _owner(reading, d) for d in drafts}
    memberships = [*_standing(reading, findings, dates), *reading.affiliations]
    told = {meeting for _, meeting, _ in roles} | {s.meeting for s in kept_settings.values()} | set(parts)
    real = [d for d in drafts if d.titled or d.ordinal is not None or d.id in told]
    ids = {d.id: f"meeting/{d.id}" for d in real}
    statements: list[Statement] = []

    def state(draft: int, prop: Property, value: str, unit: int, confidence: float, rule: str) -> None:
        frame = reading.units[unit].frame
        evidence = (_evidence(reading, frame.start, frame.end),)
        statements.append(
            Statement(subject=ids[draft], property=prop, value=value, evidence=evidence, confidence=confidence, rule=rule)
        )

    for draft in real:
        home = _unit_of(reading, draft.evidence[0].start)
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
        online = [n for n in reading.listing.places if reading.units[n].current == draft.id and is_virtual(reading.units[n].frame, reading.code)]
        if online or any(grammar(reading.code).virtual.search(n.casefold()) for n in draft.names):
            state(draft.id, "isVirtual", "true", online[0] if online else home, 0.9, "virtual")
    _hosts_hold(reading, roles, kept_settings, ids, statements)
    _themes(reading, themes, ids, statements)
    participations = [
        Participation(
            actor=actor,
            meeting=ids[meeting],
            role=cast("Role", role),
            evidence=tuple(_evidence(reading, reading.units[f.frame].frame.start, reading.units[f.frame].frame.end) for f in said[:3]),
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


def _whole_groups(reading: Reading, findings: Sequence[Finding]) -> Iterator[Finding]:
    """The members of a process where the text says that all of them took part, if it lists as many as it counts."""
    members: dict[str, dict[str, None]] = {}
    for finding in findings:
        if finding.relation == "memberOf" and finding.actor.startswith("state/"):
            target = finding.target or _process_near(reading, finding)
            if target:
                members.setdefault(target, {})[finding.actor] = None
    for number, unit in enumerate(reading.units):
        if unit.label and reading.rules.label(unit.label.casefold()) == "attended" and reading.rules.everyone.search(unit.frame.text):
            named = {i for _, item in unit.frame.of("SGA") for i in item.ids}
            for state in members.get(reading.meetings.main_owner or "", ()):
                if state not in named:
                    yield Finding(state, "attended", number, 0, None, None, 0.85, "attended-all-members")
        for match in reading.rules.whole_group.finditer(unit.frame.text):
            near = [i.ids[0] for at, i in unit.frame.of("RG") if match.start() <= at < match.end()]
            listed = list(members.get(near[0] if near else reading.meetings.main_owner or "", ()))
            count = reading.rules.numbers.get(match["number"] or "", match["number"])
            if listed and str(count) == str(len(listed)):
                for state in listed:
                    yield Finding(state, "attended", number, match.start(), None, None, 0.85, "attended-all-members")


def _unit_of(reading: Reading, offset: int) -> int:
    """The number of the unit that holds an offset."""
    for number, unit in enumerate(reading.units):
        if unit.frame.start <= offset < unit.frame.end:
            return number
    return 0


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
                chain = _CHAIN.match(unit.frame.text, match.start("part")) if match.start("whole") < match.start("part") else None
                for at in range(match.start("part"), chain.end() if chain else match.end("part")):
                    item = unit.frame.items.get(at)
                    if item is not None and item.code == "M" and int(item.ids[0]) != whole and found.get(whole) != int(item.ids[0]):
                        found.setdefault(int(item.ids[0]), whole)
    return found


_CHAIN = re.compile(r"M(?:[^.M]{0,60}M)*")


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
        wholes = [o for o, (first, last, *_) in dates.items() if o != draft.id and covers((first, last), (days[0], days[1]))]
        if len(wholes) == 1:
            parts[draft.id] = wholes[0]


def _roles(reading: Reading, findings: Sequence[Finding]) -> dict[tuple[str, int, str], list[Finding]]:
    """Who had which role in which meeting; "took part" alone only for those with no other role there."""
    found: dict[tuple[str, int, str], list[Finding]] = {}
    for finding in findings:
        if not is_role(finding.relation):
            continue
        meeting = _meeting_of(reading, finding)
        if meeting is None:
            continue
        role = finding.relation
        if role == "attended" and finding.actor.startswith("person/") and reading.meetings.drafts[meeting].kind == "Panel":
            role = "spokeAt"
        found.setdefault((finding.actor, meeting, role), []).append(finding)
    special = {(actor, meeting) for actor, meeting, role in found if role != "attended"}
    return {key: said for key, said in found.items() if key[2] != "attended" or key[:2] not in special}


def _meeting_of(reading: Reading, finding: Finding) -> int | None:
    """The meeting that a role belongs to: the one the rule saw, else the nearest in the sentence, else the current one."""
    if finding.meeting is not None:
        return finding.meeting
    unit = reading.units[finding.frame]
    inside = [(abs(at - finding.position), int(item.ids[0])) for at, item in unit.frame.of("M")
              if not reading.rules.aside.search(unit.frame.text, max(0, at - 40), at)]
    return min(inside)[1] if inside else unit.current


def _standing(reading: Reading, findings: Sequence[Finding], dates: dict[int, tuple[str, str, int, float]]) -> list[Membership]:
    """Members, observers, presidencies and secretariats, each said of a process or body."""
    found: dict[tuple[str, str, str, str | None], list[Finding]] = {}
    for finding in findings:
        if is_role(finding.relation):
            continue
        target = finding.target or _process_near(reading, finding)
        if target is None or target == finding.actor:
            continue
        if finding.relation != "memberOf" and target.startswith("organisation/"):
            continue
        years = finding.years
        if finding.relation == "presidencyOf" and years is None:
            unit = reading.units[finding.frame]
            meeting = next((int(item.ids[0]) for _, item in unit.frame.of("M")), None)
            years = dates[meeting][0][:4] if meeting in dates else None
        found.setdefault((finding.actor, target, finding.relation, years), []).append(finding)
    timed = {key[:3] for key in found if key[3]}
    return [
        Membership(
            member=actor,
            target=target,
            relation=cast("Relation", relation),
            evidence=tuple(_evidence(reading, reading.units[f.frame].frame.start, reading.units[f.frame].frame.end) for f in said[:3]),
            confidence=max(f.confidence for f in said),
            rule=said[0].rule,
            years=years,
        )
        for (actor, target, relation, years), said in found.items()
        if years or (actor, target, relation) not in timed
    ]


def _process_near(reading: Reading, finding: Finding) -> str | None:
    """The process or body that a standing relation is about where the rule did not see it: in the sentence, else the document's."""
    frame = reading.units[finding.frame].frame
    inside = [(abs(at - finding.position), item.ids[0]) for at, item in frame.of("R")]
    return min(inside)[1] if inside else reading.meetings.main_owner


def _hosts_hold(
    reading: Reading,
    roles: dict[tuple[str, int, str], list[Finding]],
    settings: dict[tuple[int, str], Setting],
    ids: dict[int, str],
    statements: list[Statement],
) -> None:
    """A meeting that one state hosts is held in that state unless the text says otherwise."""
    for meeting, id_ in ids.items():
        hosts = [(actor, said) for (actor, m, role), said in roles.items() if m == meeting and role == "hosted" and actor.startswith("state/")]
        if len(hosts) == 1 and (meeting, "state") not in settings:
            actor, said = hosts[0]
            frame = reading.units[said[0].frame].frame
            statements.append(
                Statement(subject=id_, property="heldIn", value=actor, evidence=(_evidence(reading, frame.start, frame.end),),
                          confidence=0.8, rule="host-state")
            )


def _themes(reading: Reading, themes: Sequence[Theme], ids: dict[int, str], statements: list[Statement]) -> None:
    """The themes in a meeting's title, and in what the text states to be its theme, motto or objective."""
    text = reading.document.text
    stated = stated_theme_spans(text, reading.code, reading.blocks)
    seen: set[tuple[int, str]] = set()
    for theme in themes:
        number = _unit_of(reading, theme.start)
        unit = reading.units[number]
        meeting = next((int(i.ids[0]) for _, i in unit.frame.of("M") if i.start <= theme.start and theme.end <= i.end), None)
        confidence = 0.85
        if meeting is None and any(start <= theme.start and theme.end <= end for start, end in stated):
            meeting, confidence = unit.current, 0.75
        if meeting in ids and (meeting, theme.id) not in seen:
            seen.add((meeting, theme.id))
            evidence = (_evidence(reading, unit.frame.start, unit.frame.end),)
            statements.append(
                Statement(subject=ids[meeting], property="hasTheme", value=theme.id, evidence=evidence, confidence=confidence, rule="theme")
            )


def _entities(
    reading: Reading, participations: Sequence[Participation], memberships: Sequence[Membership], statements: Sequence[Statement]
) -> list[Entity]:
    """What the document names, each with the places where it does; a state only in an adjective counts if a fact is about it."""
    used = {p.actor for p in participations} | {x for m in memberships for x in (m.member, m.target)} | {s.value for s in statements}
    spans: dict[str, list[Evidence]] = {}
    for mention in reading.mentions:
        if mention.kind != "Demonym" or mention.id in used:
            spans.setdefault(mention.id, []).append(_evidence(reading, mention.start, mention.end))
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
