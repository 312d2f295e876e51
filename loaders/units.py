"""From blocks to units: each sentence, line or table cell as a frame, with the label or heading above it."""

from __future__ import annotations

import re
from collections.abc import Container, Generator, Iterator, Sequence

from tookpart.loaders.acronyms import BRACKETED_ACRONYM
from tookpart.loaders.document import Block, Mention
from tookpart.loaders.frames import Frame, Item, make_frame, replace
from tookpart.loaders.ordinals import find_ordinals, roman_value
from tookpart.loaders.people import PersonSpan
from tookpart.loaders.phrasing import grammar
from tookpart.loaders.scene import Reading, Unit
from tookpart.loaders.structure import sentences

_CODES = {"State": "S", "Demonym": "d", "Process": "R", "Place": "L", "Person": "P"}
_HOUR = r"\d{1,2}[:h.]\d\d(?:\s?[ap]\.?m\.?)?"
_BARE = re.compile(
    # a place that nobody knows stands before its state: "Bogis-Bossey, Switzerland, 14 April 2014"
    r"(?:[^\W\d_A-Z][\w'-]+(?: [\w'-]+){0,2}, (?=S, D))?[\s,.;:()|\-/]*"
    r"(?:(?:the )?week (?:of|from)\s|(?:la )?semana del\s|(?:la )?semaine du\s)?"
    r"(?:(?:(?:on|from|the|del?|el|los|días|du|des?|le|les|au)\s)*"
    r"(?:[LSD]|G(?=,\s[LS])|(?:online|virtual|en ligne|en línea)(?!\w))[\s,.;:()\-/]*)+"
    # the hour when it came out
    rf"(?:(?:at|from|à|de|a las)\s)?(?:{_HOUR}(?:\s?(?:-|to|a|à|until)\s?{_HOUR})?)?\s*"
)
_HOUSE = (
    r"[^.;:()A-Z,]{0,30}(?:palais|palace|hotel|hôtel|centre|center|hall|headquarters|house|campus|sede|siège|casa)"
    r"[^.;:()A-Z,]{0,30}"
)
_HOUSED = re.compile(rf"(?:L(?:,\sS)?,\s{_HOUSE},\sD|(?P<house>[^.;:()A-Z,]{{2,40}}),\sL(?:,\sS)?,\sD)\W*")
_ROOM = re.compile(
    r"[^.;:()A-Z,]{0,40}(?:room|auditorium|hall|salón|sala|auditorio|salle|hotel|hôtel)[^.;:()A-Z,]{0,30},\sL(?:,\sS)?\W*"
)
_BARE_HEAD = re.compile(
    r"(?:L,?\s(?:\(?S\)?,?\s)?(?:on\s|del?\s|du\s|le\s)?D|D,\s(?:in\s|en\s|à\s)?L(?:,?\s\(?S\)?)?),\s"
    r"(?:under|(?:co-)?hosted|(?:co-)?chaired|organi[sz]ed|with|at|bajo|con|organizad|presidid|sous|avec|organisé|présidé)"
)
_WE = re.compile(r"(?i:we|nous|nosotr[ao]s),? ")
_INLINE_LABEL = re.compile(r"\s*([^\W\d][\w '()-]{2,40}?)(?:\s?:|\s{3,})")
_NUMBER_BEHIND = re.compile(
    r"[ \u00a0](\d{1,2}|[IVX]{1,5})(?=[.,;:)]|\s*$"
    r"|\s+(?:in|at|on|and|was|is|will|held|took|under|en|y|se|fue|à|au|et|a|s'est)\s)(?![.,]\d)",
    re.MULTILINE,
)
_NUMBER_AT = re.compile(r"(\d{1,2})(?!\w|[.,]\d)")
_OPENING = re.compile(r"[«“\"][ \u00a0\u202f]?$")
_CLOSING = re.compile(r"[ \u00a0\u202f]?[»”\"]")
_HOURS = re.compile(r"^\s*\d{1,2}[:.h]\d\d(?:\s?[-–—]\s?\d{1,2}[:.h]\d\d)?\s+")
_SHORT_ITEM = 90
_FEW_MORE = 4
_COUNT = re.compile(
    r"\W*[\w-]+ (?:countries|states|members|países|estados|miembros|pays|[ée]tats|membres)\W*", re.IGNORECASE
)
_NAMES_ONLY = re.compile(
    r"[\s,.;:()\-/&]*(?:(?:(?:and|the|y|et|la|el|le|les|los|secr[ée]tar\w+ (?:of the|of|du|de la|del|de))\s|l\'"
    r"|[SGPD]|(?<=[SGP]\s)\([^()]{1,40}\))[\s,.;:()\-/&]*)+"
)
# the column of years beside that of chairs
_YEARS = re.compile(r"years?|periods?|años?|per[ií]odos?|années?|périodes?", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\s*\(([^()]*)\)")
_CELL = re.compile(r"[^|\t]+")
_THERE = re.compile(r"\s(?:in|for|en|au|à)\s(?:the\s|la\s|el\s)?")
_PART_OF_LIST = re.compile(
    r"(?:countries|states|governments|países|estados|gobiernos|pays|états)(?: (?:of|de|d'|du) ?\w+)?$"
)
# "Middle Eastern countries", "Regional social partners" below "Participants"
_GROUP = re.compile(
    r"(?:countries|states|governments|partners|organi[sz]ations|agencies|institutions|países|estados|gobiernos|socios"
    r"|organismos|organizaciones|instituciones|pays|états|gouvernements|partenaires|institutions|agences)$"
)
# behind a dash a state may open the sentence of a dateline: "Lilongwe - Malawi hosts ..."
_CITY = re.compile(r"L(?:,\s|\s\()(?:the\s)?S\)?|L\s-\sS(?=\W*$|[,)]|\s[(D-])|L,\sL")
_AMONG_THOSE_PRESENT = {"memberOf": "attended", "observerOf": "observed"}


def make_items(reading: Reading, people: Sequence[PersonSpan]) -> list[Item]:
    """The items of a document in order, without overlap; a person's title belongs to the person."""
    found = []
    places = {m.start: m.end for m in reading.mentions if m.kind in ("State", "Place")}
    for person in people:
        # the acronym of the organisation that ends a title belongs to the title
        acronym = BRACKETED_ACRONYM.match(reading.document.text, person.end)
        end = acronym.end() if acronym else person.end
        there = _THERE.match(reading.document.text, end) if acronym else None
        # "of the United Nations Development Programme (UNDP) in Vietnam"
        end = places.get(there.end(), end) if there else end
        found.append(Item(person.start, end, "P", (person.id,)))
    for mention in reading.mentions:
        code = _CODES.get(mention.kind)
        ids: tuple[str, ...] = (mention.id,)
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
    ordinals = find_ordinals(reading.document.text, reading.code)
    found.extend(Item(ordinal.start, ordinal.end, "O", (str(ordinal.value),)) for ordinal in ordinals)
    found.extend(_numbers_behind(reading.document.text, reading.mentions, {o.value for o in ordinals}))
    found = [_unquoted(reading.document.text, item) for item in found]
    found.sort(key=lambda i: (i.start, -i.end, "PSGRBLdDO".index(i.code)))
    kept: list[Item] = []
    for item in found:
        if not kept or item.start >= kept[-1].end:
            kept.append(item)
    return kept


def _numbers_behind(text: str, mentions: Sequence[Mention], ordinals: Container[int]) -> Iterator[Item]:
    """The number of a meeting behind the acronym of its process: "hosted PAFOM 6 in Dakar"; right at it only one that
    the text has as an ordinal, too: "the 6th PAFOM (PAFOM6)".
    """
    for mention in mentions:
        word = text[mention.start : mention.end]
        if mention.kind == "Process" and " " not in word and sum(map(str.isupper, word)) > 1:
            glued = _NUMBER_AT.match(text, mention.end)
            number = glued or _NUMBER_BEHIND.match(text, mention.end)
            if number:
                value = int(number[1]) if number[1].isdigit() else roman_value(number[1])
                if value and (not glued or value in ordinals):
                    yield Item(number.start(1), number.end(1), "O", (str(value),))


def _unquoted(text: str, item: Item) -> Item:
    """A name in quotation marks with them: "the « 5+5 »"."""
    if item.code not in "RBG":
        return item
    before, after = _OPENING.search(text, max(0, item.start - 2), item.start), _CLOSING.match(text, item.end)
    if before is None or after is None:
        return item
    return Item(before.start(), after.end(), item.code, item.ids, item.notes)


def make_units(reading: Reading, items: Sequence[Item]) -> Iterator[Unit]:
    """The sentences of a document as frames; a line that ends in a colon takes the list below it along."""
    text = reading.document.text
    section: str | None = None
    held: str | None = None
    headers: tuple[str, ...] = ()
    at = 0
    number = 0
    while number < len(reading.blocks):
        block = reading.blocks[number]
        first = number
        end = block.end
        if (text[block.end - 1] in ":,;" and block.kind != "heading") or text[block.end - 1] == ":":
            while number + 1 < len(reading.blocks) and _continues(reading, items, reading.blocks[number + 1]):
                number += 1
                end = reading.blocks[number].end
            if number == first and _breaks_off(reading, number):
                number += 1
                end = reading.blocks[number].end
        if block.kind == "row":
            headers = yield from _row_units(reading, items, number, block, headers)
            number += 1
            continue
        headers = ()
        label = block.label
        heads = first == number and (block.kind == "heading" or _is_numbered_heading(reading, number))
        if heads:
            section = _HOURS.sub("", text[block.start : block.end]).strip(" :")
            section = section if reading.rules.label(section) else _label_above_names(reading, items, number, section)
        elif label is None and section is not None:
            section = _below_list(reading, number, section)
            label = section
        if (
            heads
            and held is not None
            and section is None
            and (_lists_names(reading, items, block) or _answers(reading, items, block, held))
        ):
            section = label = held
        if not (section is None and held is not None and _COUNT.fullmatch(text[block.start : block.end])):
            # "Members / 21 States / Burundi, Comoros"
            held = section
        run_in: str | None = None
        for start, stop in _sentences(reading, block, end):
            while at < len(items) and items[at].end <= start:
                at += 1
            inside = [i for i in items[at : at + 400] if i.start >= start and i.end <= stop]
            frame = _with_cities(text, make_frame(text, start, stop, inside))
            # a label holds for the names behind it, not for the sentences that follow
            further = block.label is not None and start > block.start and not _NAMES_ONLY.fullmatch(frame.text)
            own = (None if further else label) or _inline(reading, frame)
            if own is None and start == block.start < stop < end:
                run_in = _run_in(reading, frame, block)
            elif own is None or own is section:
                own = run_in or own
            says = _says(reading, frame, own, block, section)
            yield Unit(
                frame,
                frame,
                first,
                own,
                block.kind == "heading" and number == first and label is None and not (own and frame.of("SGP")),
                _is_bare(reading, frame.text),
                start == block.start,
                says=says,
                section=own is not None and (own is section or own is run_in) and not _NAMES_ONLY.fullmatch(frame.text),
            )
        number += 1


def _sentences(reading: Reading, block: Block, end: int) -> list[tuple[int, int]]:
    """The sentences of a block, of which the last takes along the list below it, up to `end`."""
    if block.kind == "heading" and end == block.end:
        return [(block.start, end)]
    found = list(sentences(reading.document.text, block.start, block.end, reading.code))
    return [*found[:-1], (found[-1][0], end)] if found else [(block.start, end)]


def _says(reading: Reading, frame: Frame, own: str | None, block: Block, section: str | None) -> str | None:
    """What the label of a sentence, or the heading above, says of it."""
    says = reading.rules.label(own)
    if own is None or own != block.label:
        return says
    if says is None:
        says = _says_of_names(reading, frame, own, section)
    if reading.rules.label(section) == "attended":
        # "Participants / African countries: A, B / Observers: C"
        says = _AMONG_THOSE_PRESENT.get(says or "", says)
    return says


def _below_list(reading: Reading, number: int, section: str) -> str | None:
    """The heading above, None for the text below its list: "Chaired by" is said of the list; who is said to have been
    there may stand below it, too."""
    listed = reading.blocks[number].kind == "paragraph" and reading.blocks[number - 1].kind == "item"
    return None if listed and reading.rules.label(section) != "attended" else section


def _is_numbered_heading(reading: Reading, number: int) -> bool:
    """True for "1. Participants" above lines of another kind."""
    block, below = reading.blocks[number], reading.blocks[number + 1 : number + 2]
    if block.kind != "item" or not below or below[0].kind == "item":
        return False
    return reading.rules.label(reading.document.text[block.start : block.end].strip(" .:")) is not None


def _inline(reading: Reading, frame: Frame) -> str | None:
    """The label that a sentence begins with: "Participants: ..."."""
    inline = _INLINE_LABEL.match(frame.text)
    return inline.group(1) if inline and reading.rules.label(inline.group(1)) else None


def _run_in(reading: Reading, frame: Frame, block: Block) -> str | None:
    """The first words of a paragraph as the label of the others: "2. Attendance. Chile, Peru and ..."."""
    words = frame.text.rstrip(" .")
    return words if block.kind in ("paragraph", "item") and reading.rules.label(words) else None


def _is_bare(reading: Reading, text: str) -> bool:
    """True for a line of nothing but where and when; a house before the place may have any name but a meeting's."""
    if _BARE.fullmatch(text) or _BARE_HEAD.match(text) or _ROOM.fullmatch(text):
        return True
    housed = _HOUSED.fullmatch(text)
    return housed is not None and not (housed["house"] and grammar(reading.code).nouns.any_possible(housed["house"]))


def _says_of_names(reading: Reading, frame: Frame, label: str, section: str | None) -> str | None:
    """What a label says of nothing but names behind it: its first words are a known one, it is a body's name, or it
    is a part of what the heading above says ("Countries of origin: A, B" below "Members")."""
    words, _, names = frame.text.partition(":")
    if not _NAMES_ONLY.fullmatch(names):
        return None
    says = "memberOf" if words.strip() == "B" else reading.rules.label_of_names(label)
    of_list = reading.rules.label(section)
    # "Members / Northern shore: A, B / Southern shore: C"
    words = label.casefold()
    group = _PART_OF_LIST.match(words) or (of_list == "attended" and _GROUP.search(words))
    return says or (of_list if of_list == "memberOf" or group else None)


def _breaks_off(reading: Reading, number: int) -> bool:
    """True for a paragraph of a declaration whose sentence goes on in the next one: "The Ministers of A and B, /
    assembled in Lima, ...", "We, the Ministers of A and B; / Having met in Lima ..."."""
    text = reading.document.text
    block, after = reading.blocks[number], reading.blocks[min(number + 1, len(reading.blocks) - 1)]
    if not block.kind == after.kind == "paragraph" or after.start == block.start:
        return False
    gathered = _WE.match(text, block.start) and grammar(reading.code).having_met.match(text, after.start, after.end)
    return (text[block.end - 1] == "," and text[after.start].islower()) or gathered is not None


def _continues(reading: Reading, items: Sequence[Item], block: Block) -> bool:
    """True for an item that belongs to the words above: a name or something short, not a sentence of its own."""
    if block.kind not in ("item", "row"):
        return False
    inline = _INLINE_LABEL.match(reading.document.text[block.start : block.end].lower())
    if inline and reading.rules.label(inline.group(1)):
        return False
    return block.end - block.start <= _SHORT_ITEM or _lists_names(reading, items, block) or _is_process(items, block)


def _is_process(items: Sequence[Item], block: Block) -> bool:
    """True for a line that is the name of a process."""
    inside = [i for i in items if block.start <= i.start and i.end <= block.end]
    return len(inside) == 1 and inside[0].code == "R" and block.end - inside[0].end < _FEW_MORE


def _lists_names(reading: Reading, items: Sequence[Item], block: Block) -> bool:
    """True for a line that holds nothing but names and years: the value below a heading such as "Observers"."""
    frame = make_frame(
        reading.document.text,
        block.start,
        block.end,
        [i for i in items if i.start >= block.start and i.end <= block.end],
    )
    return bool(frame.of("SGP")) and _NAMES_ONLY.fullmatch(frame.text) is not None


def _label_above_names(reading: Reading, items: Sequence[Item], number: int, words: str) -> str | None:
    """The label that a longer heading begins with, above nothing but names: "Members by signature of the text"."""
    below = reading.blocks[number + 1] if number + 1 < len(reading.blocks) else None
    if below is None or not reading.rules.label_of_names(words) or not _lists_names(reading, items, below):
        return None
    return next(label for label, _ in reading.rules.labels_in(words))


def _answers(reading: Reading, items: Sequence[Item], block: Block, label: str) -> bool:
    """True for a line that names the place or day for which the heading above it is the label: "Venue" and "Grand
    Hotel, Lima".
    """
    asked = {"place": "LS", "date": "D"}.get(reading.rules.label(label) or "", "")
    return any(i.code in asked and block.start <= i.start and i.end <= block.end for i in items)


def _row_units(
    reading: Reading, items: Sequence[Item], number: int, block: Block, headers: tuple[str, ...]
) -> Generator[Unit, None, tuple[str, ...]]:
    """The cells of a table row, each with its column's heading as label; the headings that hold for the rows below."""
    text = reading.document.text
    cells = [m for m in _CELL.finditer(text, block.start, block.end) if m.group().strip()]
    words = [m.group().strip(" *\t\n") for m in cells]
    headings = tuple(_heading(reading, word) for word in words)
    if not headers and sum(heading is not None for heading in headings) > 1:
        return tuple(heading or word for heading, word in zip(headings, words, strict=True))
    for index, cell in enumerate(cells):
        start = cell.start() + len(cell.group()) - len(cell.group().lstrip())
        end = cell.start() + len(cell.group().rstrip())
        inside = [i for i in items if i.start >= start and i.end <= end]
        frame = _with_cities(text, make_frame(text, start, end, inside))
        label = headers[index] if len(headers) == len(cells) else None
        label = _inline(reading, frame) or label
        bare = bool(_BARE.fullmatch(frame.text)) and label is None
        yield Unit(frame, frame, number, label, False, bare, index == 0, row=True, says=reading.rules.label(label))
    return headers


def _heading(reading: Reading, words: str) -> str | None:
    """The label in a table's heading: "Coordinating country (Chair)" is about the chair."""
    inside = _IN_BRACKETS.search(words)
    forms = (words, _IN_BRACKETS.sub("", words).strip(), inside[1] if inside else None)
    said = next((form for form in forms if form and reading.rules.label(form)), None)
    return said or (words if _YEARS.fullmatch(words) else None)


def _with_cities(text: str, frame: Frame) -> Frame:
    """Make one place of "Lima, Peru"; the state is that of the place."""
    spans = []
    for match in _CITY.finditer(frame.text):
        place = frame.items[match.start()]
        state = next(item for at, item in frame.items.items() if match.start() < at < match.end())
        if state.code == "S" and len(place.ids) > 1 and place.ids[1] != state.ids[0]:
            continue
        if state.code == "L" and state.ids[-1:] != place.ids[-1:]:
            continue
        ids = place.ids if state.code == "L" else (place.ids[0], state.ids[0])
        spans.append((match.start(), match.end(), Item(place.start, frame.until(match.end()), "L", ids)))
    return replace(text, frame, spans)
