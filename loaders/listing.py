"""Pages that list events: a title, what it is about, a place line, then the next title.

Such a page has no sentences that tell of its meetings, so its lines are read by their place: a heading that names an
event, or that follows a place line, opens an entry; a line of nothing but places ("San José - Virtual session") says
where that entry's event is. On some pages the lines of places and days stand above the titles.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from functools import cache

import msgspec

from tookpart.loaders.frames import Frame
from tookpart.loaders.phrasing import grammar, names_several
from tookpart.loaders.rules import load_data

_FEWEST = 3
_LONGEST = 300


class Listing(msgspec.Struct, frozen=True):
    """Which lines of a page open an entry, which say where it is and which head its parts, by number; empty for any
    other document. `leading` tells that the lines of places stand above the titles."""

    titles: frozenset[int] = frozenset()
    places: frozenset[int] = frozenset()
    sections: frozenset[int] = frozenset()
    leading: bool = False


@cache
def _patterns(code: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    data = load_data(code)["listing"]
    mode = data["virtual"]
    return (
        re.compile(
            rf"[\s,.\-/()]*(?:(?:(?:from|on|du|del|le|el)\s)?(?:[LSD]|{mode}|{data['and']})[\s,.\-/()]*)+"
            # with the house where it was
            r"|D,\s[^.;:MRSGPBLD]{3,40},\sL(?:,\sS)?"
        ),
        re.compile(rf"(?:{data['sections']})\W*"),
        re.compile(mode),
    )


def find_listing(lines: Sequence[tuple[Frame, bool]], code: str, cells: Set[int] = frozenset()) -> Listing:
    """The entries of a page, if it is a listing; `lines` are its frames, each with whether it is a heading, and
    `cells` the numbers of those that are cells of a table."""
    place_line, section, _ = _patterns(code)
    places = {n for n, (frame, _) in enumerate(lines) if n not in cells and place_line.fullmatch(frame.text)}
    phrase = grammar(code).phrase
    sections = {n for n, (frame, heading) in enumerate(lines) if heading and section.fullmatch(frame.text)}
    titles: set[int] = set()
    unnamed: set[int] = set()
    for number, (frame, heading) in enumerate(lines):
        # a title too long for a heading still stands alone behind a place line
        if number in cells:
            continue
        behind = number - 1 in places or (number - 1 in titles and lines[number - 1][0].text.endswith("L"))
        alone = behind and not frame.text.endswith((".", ":")) and len(frame.text) < _LONGEST
        if not (heading or alone) or number in places or number in sections or not _may_be_title(frame.text):
            continue
        match = phrase.search(frame.text)
        if not titles and match and match["head"] and names_several(match, code):
            continue
        names = bool(match and (match.start() < 40 or match.end() - match.start() > len(frame.text) // 2))
        if names:
            titles.add(number)
        elif behind:
            unnamed.add(number)
    # where places stand right behind titles, a line behind a place is the event's subject, not the next title
    followed = sum(number + 1 in places for number in titles)
    named = len(titles)
    if 2 * followed <= named:
        titles |= unnamed
    lines_of_places = sum(n - 1 not in places for n in places)
    leading = bool(titles and places) and min(places) < min(titles) and sum(n + 1 in titles for n in places) > 1
    # lines that name an event and no place are also how a report is divided
    if len(places) >= _FEWEST - 1 and named >= _FEWEST and len(titles) >= lines_of_places:
        return Listing(frozenset(titles), frozenset(places), frozenset(sections), leading)
    return Listing()


def _may_be_title(text: str) -> bool:
    """False for what opens a list ("the following objectives:") and for the hours of an agenda."""
    return not (text[:1].isdigit() or text.rstrip().endswith(":"))


def is_virtual(frame: Frame, code: str) -> bool:
    """True if a place line says that the event is held online."""
    return bool(_patterns(code)[2].search(frame.text))
