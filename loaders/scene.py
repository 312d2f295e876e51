"""A document while it is read: its sentences as frames, and all that is known of it so far."""

from __future__ import annotations

import itertools
import re

import msgspec

from tookpart.loaders.dates import DateMention
from tookpart.loaders.document import Block, Document, Mention
from tookpart.loaders.frames import Frame
from tookpart.loaders.listing import Listing
from tookpart.loaders.meetings import Meetings
from tookpart.loaders.rules import Rules
from tookpart.ontology.facts import Entity, Evidence, Membership

HOUR = re.compile(r"\d{1,2}\s?[:h.]\s?\d\d(?!\d)")
"""The hour that begins a line of an agenda or programme."""

# "Steering Committee", "Khartoum Process: Steering Committee", "Working Group of the Process"
_OF_BODY = re.compile(r"\W*(?:R\s?[:,–-]+\s)?(?:the\s)?B(?:\s(?:of|du|de la|del|de l')\s?(?:the\s)?R)?\W*")


class Unit(msgspec.Struct):
    """A sentence (or a line with the list below it) on its way through the rules.

    `says` is what its label or the heading above tells of it ("place", "attended"), None if nothing; `section` is True
    for a sentence below such a heading.
    """

    frame: Frame
    names: Frame
    block: int
    label: str | None
    heading: bool
    bare: bool
    opens: bool
    current: int | None = None
    row: bool = False
    says: str | None = None
    section: bool = False


class Reading(msgspec.Struct):
    """All that is known of a document while it is read; `dateline` is the number of a line that tells where and when it
    was written.
    """

    document: Document
    code: str
    rules: Rules
    blocks: tuple[Block, ...]
    entities: dict[str, Entity]
    mentions: list[Mention]
    dates: list[DateMention]
    units: list[Unit]
    meetings: Meetings
    standing: tuple[Membership, ...] = ()
    listing: Listing = Listing()
    dateline: int | None = None


def evidence_of(reading: Reading, start: int, end: int) -> Evidence:
    """The words of the document from one offset to another, as evidence."""
    return Evidence(start, end, reading.document.text[start:end])


def tells_of_several(reading: Reading) -> bool:
    """True if a page says of several events where each of them was."""
    return len({unit.block for unit in reading.units if unit.says == "place"}) > 1


def sentence(reading: Reading, unit: int) -> Evidence:
    """The sentence (or line, with the list below it) of a unit, as evidence."""
    frame = reading.units[unit].frame
    return evidence_of(reading, frame.start, frame.end)


def process_at(reading: Reading, number: int) -> str | None:
    """The process that a unit is about: the one that heads its part of a text with several such parts, else the main
    one."""
    first = reading.units[0] if reading.units else None
    if first is not None and first.heading and (reading.listing.titles or tells_of_several(reading)):
        # the events of a page about a body are the body's
        bodies = [item.ids[0] for _, item in first.frame.of("B")]
        if len(bodies) == 1 and not first.frame.of("M") and ">" not in first.frame.text:
            return bodies[0]
    heads = [n for n, unit in enumerate(reading.units) if unit.heading and unit.frame.text.strip(" .:()") == "R"]
    above = [n for n in heads if n <= number]
    if above and (len(heads) > 1 or reading.meetings.main_owner is None):
        return next(item.ids[0] for _, item in reading.units[above[-1]].frame.of("R"))
    return reading.meetings.main_owner


def body_above(reading: Reading, number: int) -> str | None:
    """The body that heads the lines with labels that a unit is one of: "Steering Committee / Nine members: ..."."""
    if reading.units[number].label is None:
        return None
    above = next((unit for unit in reversed(reading.units[:number]) if unit.heading), None)
    if above is None or above.frame.text.strip(" .:()") != "B":
        return None
    return next(item.ids[0] for _, item in above.frame.of("B"))


def body_of_page(reading: Reading) -> str | None:
    """The body that a line of a page's head names alone, or with its process: "Colombo Process: Steering Committee"."""
    heads = itertools.takewhile(lambda unit: unit.heading, reading.units)
    bodies = [unit.frame.of("B") for unit in heads if _OF_BODY.fullmatch(unit.frame.text)]
    return bodies[0][0][1].ids[0] if bodies else None


def unit_of(reading: Reading, offset: int) -> int:
    """The number of the unit that holds an offset."""
    for number, unit in enumerate(reading.units):
        if unit.frame.start <= offset < unit.frame.end:
            return number
    return 0
