"""Entries of pages that tell of several events, other than listings: calendars, and texts below labels or titles.

A calendar's paragraphs begin with a day and a place ("5-7 April, Geneva. Second set of preparatory meetings."); on the
page of a process's meetings an entry may be a title above such a line, or a text below "Location: ..." and "Date: ...".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import msgspec

from tookpart.loaders.phrasing import grammar, names_several
from tookpart.loaders.scene import Unit

_FEWEST = 3
_FIRST_LINES = 3
_LABELS = ("place", "date")
_LINE = 90
# the day, place and house of an event at the beginning of a line, whatever follows
_WHEN_AND_WHERE = re.compile(r"(?:(?:[LSG]|D|[a-z-]+ [a-z]+)(?:,\s|\s-\s|\s))*D\W")


# "26 March 2024 - Extraordinary meeting", "• 2 December 2014, Brasilia - Ministerial meeting"
_DATED = re.compile(
    r"(?:D(?:,?\s(?:in\s|en\s|à\s)?\(?L(?:,?\s\(?S\)?)?\)?)?|L(?:,?\sS)?,\sD)(?:\s?-|(?P<colon>:))\s(?=\S)"
)


class Entries(msgspec.Struct, frozen=True):
    """How the entries of a page are opened.

    `calendar` holds its paragraphs that begin with a day, `dated` its lines that do so before a dash, `of_events` tells
    that its heading speaks of meetings, and `below_labels` that each event's text stands below the lines with its
    place and day.
    """

    calendar: frozenset[int] = frozenset()
    dated: frozenset[int] = frozenset()
    of_events: bool = False
    below_labels: bool = False


def find_entries(units: Sequence[Unit], code: str) -> Entries:
    """How the entries of a page are opened, as far as it has any."""
    heads = {
        a.block
        for a, b in pairwise(units)
        if a.block == b.block and heads_entry(a) and not (a.heading or a.row or a.label is not None)
    }
    dated = {n for n, unit in enumerate(units) if unit.opens and not unit.row and _opens_with_day(unit)}
    phrase = grammar(code).phrase
    pairs = [n for n, unit in enumerate(units[:-1]) if _is_pair(unit, units[n + 1])]
    # what heads the first title above its day, or the page, says what the titles are
    near = [*units[:_FIRST_LINES], *(units[max(0, n - 1)] for n in pairs[: len(pairs) > _FEWEST])]
    first = (phrase.search(unit.frame.text) for unit in near if len(unit.frame.text) < _LINE)
    of_events = any(match and match["head"] and names_several(match, code) for match in first)
    runs = [n for n, unit in enumerate(units) if unit.says in _LABELS and (n == 0 or units[n - 1].says not in _LABELS)]
    titled = sum(n > 0 and units[n - 1].heading for n in runs)
    return Entries(
        calendar=frozenset(heads) if len(heads) >= _FEWEST else frozenset(),
        dated=frozenset(dated) if len(dated) >= _FEWEST else frozenset(),
        of_events=of_events,
        # below a title the lines belong to it, and the text behind them, too
        below_labels=of_events and len(runs) >= _FEWEST - 1 and not titled,
    )


def _opens_with_day(unit: Unit) -> bool:
    """True for a line that begins with the day of an event; before a colon only one with its year tells it."""
    match = _DATED.match(unit.frame.text)
    if match is None or not match["colon"]:
        return match is not None
    year, precision = unit.frame.of("D")[0][1].notes
    return bool(year) and precision == "day"


def _is_pair(unit: Unit, after: Unit) -> bool:
    """True for a heading right above a line of a day and a place."""
    return unit.heading and not unit.bare and after.bare and after.opens and bool(after.frame.of("D"))


def heads_entry(unit: Unit) -> bool:
    """True for a day and a place at the beginning of a paragraph, which what follows is about."""
    return unit.bare and unit.opens and bool(unit.frame.of("D"))


def is_above_its_day(unit: Unit, after: Unit | None) -> bool:
    """True for a line that stands as a title above the day and place of its event."""
    titled = unit.heading or (unit.opens and unit.label is not None)
    if not titled or unit.bare or unit.says is not None or after is None or not after.opens:
        return False
    if after.heading:
        return after.bare and bool(after.frame.of("D"))
    return _WHEN_AND_WHERE.match(after.frame.text) is not None
