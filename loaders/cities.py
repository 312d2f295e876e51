"""Cities that the reference facts do not hold, by GeoNames; only where the words around say that a city is meant.

Half of all capitalised words are the name of some town ("March", "Union", "Progress"), so a town counts only behind
"in" or "at", before ", <its state>", or alone on a line. A name that is in no list is a place if "in" or a
label stands before it and ", <its state>" behind it.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tookpart.loaders.document import Mention
from tookpart.loaders.language import language
from tookpart.loaders.phrases import fold, slugged
from tookpart.ontology.reference import city_rows, places, states

# a town smaller than this is believed only next to its state
_LARGE = 50_000
_REACH = 40
_SMALL = "de|del|la|las|los|el|do|da|di|al|du|of|ez|es|sur|en"
_NAME = rf"[A-ZÀ-ÖØ-Þ][^\W\d_]+(?:['’\-\s]{{1,2}}(?:[A-ZÀ-ÖØ-Þ][^\W\d_]*|{_SMALL})\b){{0,4}}"
_BEHIND = re.compile(r",\s+([^\W\d_][^,.;:\n()]*)")
# "Cartago, Costa Rica", "Cartago (Costa Rica)", "Nouakchott, in Mauritania"
_COMMA = re.compile(r"(?:,\s+|\s\()(?:(?:in|en|au|aux)\s+)?(?:the\s+|el\s+|la\s+|le\s+)?$")
_BEFORE_COMMA = re.compile(rf"({_NAME}){_COMMA.pattern}")
_DATED = re.compile(r",\s+[^\d\n.;:()]{3,30},\s+\d{1,2}\b")
_MOST_WORDS = 3
_DAY_LINE = re.compile(rf"^[ \t]*({_NAME}),\s+\d{{1,2}}(?:\s?[-–y/]|\s(?:and|et|de|[^\W\d]{{3,10}}))", re.MULTILINE)
_LINE = re.compile(rf"^[ \t]*({_NAME})[ \t]*$", re.MULTILINE)


class City(NamedTuple):
    """A city of GeoNames in a state: its slug is the name's, with the state's code if a larger city bears the name."""

    slug: str
    name: str
    state: str
    population: int
    geonames: str


@functools.cache
def _table() -> Mapping[str, list[tuple[int, str, str, str]]]:
    """The rows of `cities.csv` by folded name: minus the population, name, ISO code and GeoNames id."""
    found: dict[str, list[tuple[int, str, str, str]]] = {}
    for name, code, population, number in city_rows():
        found.setdefault(fold(name), []).append((-population, name, code, number))
    return found


@functools.cache
def _known() -> tuple[frozenset[tuple[str, str | None]], frozenset[str], Mapping[str, str]]:
    named = frozenset((fold(label.text), place.of) for place in places().values() for label in place.labels)
    return named, frozenset(places()), {state.iso2: slug for slug, state in states().items()}


@functools.cache
def cities_named(name: str) -> tuple[City, ...]:
    """The cities of more than 15,000 people with a name that the reference facts do not hold, the largest first.

    >>> [city.state for city in cities_named("Cartago")][:2]
    ['state/col', 'state/cri']
    """
    key = " ".join(fold(name).split())
    named, taken, of_code = _known()
    base = f"place/{slugged(name)}"
    found: list[City] = []
    for size, written, code, number in sorted(_table().get(key, ())):
        state = of_code.get(code)
        if state is None or (key, state) in named:
            continue
        free = not found and base not in taken
        found.append(City(base if free else f"{base}-{state.removeprefix('state/')}", written, state, -size, number))
    return tuple(found)


def city_of_slug(slug: str) -> City:
    """The city that `cities_named` gave a slug; `KeyError` if it gave none.

    >>> city_of_slug("place/cartago-cri").state
    'state/cri'
    """
    name = slug.removeprefix("place/").replace("-", " ")
    for key in (name, name.rsplit(" ", 1)[0], *_spellings().get(name, ())):
        for city in cities_named(key):
            if city.slug == slug:
                return city
    raise KeyError(slug)


@functools.cache
def _spellings() -> Mapping[str, tuple[str, ...]]:
    """Names with signs that a slug does not keep, by what it keeps."""
    found: dict[str, tuple[str, ...]] = {}
    for name in _table():
        plain = re.sub(r"[^a-z0-9]+", " ", name).strip()
        if plain != name:
            found[plain] = (*found.get(plain, ()), name)
    return found


@functools.cache
def _cues(code: str) -> tuple[re.Pattern[str], re.Pattern[str], frozenset[str]]:
    data = language(code).section("names")
    words = "|".join(re.escape(word) for word in data["place_cues"])
    cue = re.compile(rf"\b(?:{words})\s+$", re.IGNORECASE)
    return cue, re.compile(rf"\b(?:{words})\s+({_NAME})", re.UNICODE), frozenset(data["not_cities"])


@functools.cache
def _state_names(slug: str) -> tuple[str, ...]:
    return tuple(fold(label.text) for label in states()[slug].labels if label.form not in ("demonym", "acronym"))


def in_place_context(text: str, start: int, end: int, state: str | None, code: str) -> bool:
    """Whether the words around a span say that it is a city: "in", ", <its state>" behind it, or a line of its own.

    >>> in_place_context("the meeting in Victoria closed", 15, 23, "state/syc", "en")
    True
    """
    if _cues(code)[0].search(text[max(0, start - _REACH) : start]):
        return True
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    if not text[line_start:start].strip() and not text[end : line_end if line_end >= 0 else len(text)].strip():
        return True
    behind = _BEHIND.match(text[end : end + _REACH])
    return behind is not None and state is not None and fold(behind.group(1)).startswith(_state_names(state))


def find_cities(text: str, found: Sequence[Mention], code: str) -> list[Mention]:
    """Mentions of cities that `find_names` does not know, outside of the mentions that it found.

    >>> find_cities("The workshop was held in Cartago, Costa Rica.", [Mention(34, 44, "State", "state/cri")], "en")
    [Mention(start=25, end=32, kind='Place', id='place/cartago-cri')]
    """
    _, pattern, not_cities = _cues(code)
    spans: dict[tuple[int, int], str | None] = {}
    for mention in found:
        if mention.kind == "State":
            since = max(0, mention.start - 2 * _REACH)
            # most states stand behind no comma, which is faster to see than that no city does
            comma = _COMMA.search(text, since, mention.start)
            before = _BEFORE_COMMA.search(text, since, mention.start) if comma is not None else None
            if before is not None:
                spans[before.span(1)] = mention.id
    for match in pattern.finditer(text):
        spans.setdefault(match.span(1), None)
    for match in (*_LINE.finditer(text), *_DAY_LINE.finditer(text)):
        spans.setdefault(match.span(1), None)
    made: list[Mention] = []
    if not spans:
        return made
    taken = sorted((m.start, m.end) for m in found)
    states_named = {m.id for m in found if m.kind in ("State", "Demonym")}
    for (start, end), state in sorted(spans.items(), key=lambda item: item[0]):
        # mentions do not overlap, so the last one that begins before the end is the only one in the way
        i = bisect_left(taken, (end, 0)) - 1
        if (i >= 0 and taken[i][1] > start) or (made and made[-1].end > start):
            continue
        if " ".join(fold(text[start:end]).split()) in not_cities:
            continue
        same = cities_named(text[start:end])
        city = next((c for c in same if c.state == state), None) if state is not None else None
        if city is None and same and same[0].population >= _LARGE and state is None:
            # of Córdoba in Argentina and in Spain the one whose state the text names
            city = next((c for c in same if c.population >= _LARGE and c.state in states_named), same[0])
        if city is not None:
            made.append(Mention(start, end, "Place", city.slug))
        elif state is not None and _named_before_state(text, start, end, code):
            made.append(Mention(start, end, "Place", _slug_of_new(text[start:end], state)))
    return made


def _named_before_state(text: str, start: int, end: int, code: str) -> bool:
    """True for a name that no list of cities holds, if "in" is before it, or a date behind it on a line of theirs."""
    if len(text[start:end].split()) > _MOST_WORDS:
        return False
    if _cues(code)[0].search(text[max(0, start - _REACH) : start]):
        return True
    if text[end : end + 2] == " (":
        # "Moderator: Rui Carvalho (Portugal)"
        return False
    line = text[text.rfind("\n", 0, start) + 1 : start].strip()
    return line.endswith(":") or (not line and _DATED.match(text, end) is not None)


def _slug_of_new(name: str, state: str) -> str:
    return f"place/{slugged(name)}-{state.removeprefix('state/')}"


def state_of_slug(slug: str) -> str:
    """The state that the slug of a place says which `find_cities` took from the words alone.

    >>> state_of_slug("place/kolmarden-swe")
    'state/swe'
    """
    return f"state/{slug.rpartition('-')[2]}"
