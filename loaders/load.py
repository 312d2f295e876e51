"""From a document to facts: what is named, which meetings there are, who took part in them and how.

    text -> mentions -> frames -> meetings -> relations and circumstances -> facts

`load` is pure: it depends on the document alone, so documents can be read in any order, in any process, on any machine.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import msgspec

from tookpart.loaders.assembly import assemble
from tookpart.loaders.dates import find_dates
from tookpart.loaders.document import Document, Mention
from tookpart.loaders.frames import fold_lists, merge_aliases, with_guests
from tookpart.loaders.language import detect
from tookpart.loaders.listing import find_listing
from tookpart.loaders.meetings import Meetings
from tookpart.loaders.names import find_names
from tookpart.loaders.narrative import read_meetings
from tookpart.loaders.organisations import find_organisations
from tookpart.loaders.people import find_people
from tookpart.loaders.phrases import words
from tookpart.loaders.relevance import relevance
from tookpart.loaders.rules import rules
from tookpart.loaders.scene import Reading, Unit
from tookpart.loaders.structure import blocks, sentences
from tookpart.loaders.tables import table_facts
from tookpart.loaders.themes import find_themes, stated_theme_spans
from tookpart.loaders.units import make_items, make_units
from tookpart.ontology.facts import DocumentFacts, Entity, Source
from tookpart.ontology.reference import collective_processes, processes

WITH_RULES = ("en", "es", "fr")
_LATE = 0.6  # of a text's length: a process that only a list behind that names is not what it is about
_HEAD = 3  # units in which a text may tell where and when it was written
_TITLE = re.compile(r"^(?:Title|Título|Titre):[^\n]+", re.MULTILINE)
# a process in the title counts for more than any text names another
_TITLED = 1 << 20
_ENUMERATED = re.compile(r",\s|\s(?:and|y|et)\s")


def load(document: Document) -> DocumentFacts:
    """All that a document says about who took part in what; empty, with a reason, if it is about something else."""
    tabled = table_facts(document)
    if tabled is not None:
        return tabled
    source = source_of(document)
    text = document.text
    code = document.language or detect(text)
    code = code if code in WITH_RULES else "en"
    found_blocks = document.blocks or blocks(text)
    names = find_names(text, code)
    organisations = find_organisations(text, code, names)
    mentions = organisations.mentions
    read = words(text)
    themes = find_themes(text, code, mentions, read)
    reason = relevance(text, code, mentions, themes, read)
    if reason is not None:
        return DocumentFacts(source=source, reason=reason)
    spans = [span for block in found_blocks for span in sentences(text, block.start, block.end, code)]
    people = find_people(text, code, mentions, spans)
    entities = {e.id: e for e in (*organisations.entities, *people.entities)}
    dates = find_dates(text, code)
    main = main_process(mentions, entities, text)
    reading = Reading(
        document=document,
        code=code,
        rules=rules(code),
        blocks=found_blocks,
        entities=entities,
        mentions=mentions,
        dates=dates,
        units=[],
        meetings=Meetings(main, main_names(main, entities)),
        standing=(*people.affiliations, *people.presidencies),
    )
    items = merge_aliases(text, make_items(reading, people.spans))
    reading.units = list(make_units(reading, items))
    # a row that says more than where and when is no line of a listing
    told = {unit.block for unit in reading.units if unit.row and not unit.bare}
    cells = {number for number, unit in enumerate(reading.units) if unit.row and unit.block in told}
    reading.listing = find_listing([(unit.frame, _may_open(unit)) for unit in reading.units], code, cells)
    _find_day_of_writing(reading)
    read_meetings(reading)
    read_by = reading.rules
    for unit in reading.units:
        unit.names = unit.frame = with_guests(text, unit.frame, main)
        unit.frame = fold_lists(text, unit.frame, read_by.lists, read_by.observer, read_by.alone)
    stated = stated_theme_spans(text, code, found_blocks, read, mentions)
    return assemble(reading, source_of(reading.document), themes, stated)


def _may_open(unit: Unit) -> bool:
    """True for a line that may be the title of an event: a heading, or one that only looks like "Label: value"."""
    return unit.heading or (unit.opens and unit.label is not None and unit.says is None)


def _find_day_of_writing(reading: Reading) -> None:
    """Take the line of a place and a day at the head of a text that says "today" or "tomorrow" for its dateline."""
    if reading.document.published is not None or reading.listing.titles:
        return
    if not any(day.kind == "relative" and day.offset is not None for day in reading.dates):
        return
    for number, unit in enumerate(reading.units[:_HEAD]):
        days = [reading.dates[int(item.ids[0])] for _, item in unit.frame.of("D")]
        if unit.bare and unit.label is None and len(days) == 1 and days[0].complete and days[0].precision == "day":
            if days[0].first == days[0].last:
                reading.document = msgspec.structs.replace(reading.document, published=days[0].first)
                reading.dateline = number
            return


def source_of(document: Document) -> Source:
    """A document as the source of facts: all of it but the text."""
    return Source(
        file=document.file,
        sha256=document.sha256,
        title=document.title,
        published=document.published,
        language=document.language,
        url=document.url,
        publisher=document.publisher,
    )


def main_names(main: str | None, entities: dict[str, Entity]) -> tuple[str, ...]:
    """All names of the process that a document is about, in any language."""
    if main is None:
        return ()
    known = processes().get(main)
    return (entities[main].name, *entities[main].names, *((label.text for label in known.labels) if known else ()))


def main_process(mentions: Sequence[Mention], entities: dict[str, Entity], text: str) -> str | None:
    """The process that a document is about: the one named in its line "Title: ...", else the one named most, the first
    of them if several are; none if they are named but once, late and in an enumeration."""
    counts: Counter[str] = Counter()
    first: dict[str, Mention] = {}
    title = _TITLE.search(text)
    for mention in mentions:
        entity = entities.get(mention.id)
        named = mention.id if mention.kind == "Process" else entity.of if entity is not None else None
        if named is not None and named.startswith("process/"):
            titled = title is not None and title.start() < mention.start < title.end()
            counts[named] += _TITLED if titled else 1
            first.setdefault(named, mention)
    if not counts:
        return None
    main, times = counts.most_common(1)[0]
    mention = first[main]
    listed = _ENUMERATED.match(text, mention.end) or text[: mention.start].endswith(", ")
    in_passing = times == 1 and mention.start > len(text) * _LATE and listed
    return main if main not in collective_processes() and not in_passing else None
