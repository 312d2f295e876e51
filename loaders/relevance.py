"""Whether a document is about a dialogue on migration at all: a graph of anything else would be noise.

Each word or phrase of migration counts one, each mention of a known dialogue, of a body of one or of a new one named
after migration `PROCESS`, each event with a word of migration beside it ("workshop on human mobility") `BOND`, each
mention of an agency for migration `AGENCY`, each thematic area `THEME`; what stands in the opening words counts twice.
A document is relevant if that makes at least `LEAST` points and `DENSITY` points in a hundred words, and if it speaks
of meetings or of a standing dialogue. The margins on texts of all kinds stand in tests/loaders/test_relevance.py.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from tookpart.loaders.document import Mention
from tookpart.loaders.language import SUPPORTED, language
from tookpart.loaders.phrases import Found, Phrases, Words, words
from tookpart.loaders.themes import Theme
from tookpart.ontology.reference import bodies
from tookpart.ontology.reference import processes as known_processes

PROCESS = 3.0
AGENCY = 1.0
THEME = 0.5
BOND = 3.0
LEAST = 5.0
DENSITY = 1.7
MEETING_WORDS = 1
_AGENCIES = frozenset({"organisation/iom", "organisation/unhcr", "organisation/icmpd", "organisation/frontex"})
# the opening: a title and a first sentence
_OPENING = 25
# so many mentions of dialogues are enough for any text; more would let one name carry a long text about something else
_MOST_MENTIONS = 6
_MOST_BONDS = 3
# words between an event and what it is about
_NEAR = 7
_STOP = re.compile(r"[.;:!?\n]")
# a long page may turn to other matters; its first words say what it is about
_WINDOW = 1200


class Score(msgspec.Struct, frozen=True):
    """How much a text speaks of migration: points, points in a hundred words, words of meetings, names of dialogues."""

    points: float
    density: float
    meetings: int
    processes: int


class _Vocabulary(NamedTuple):
    stems: tuple[str, ...]
    phrases: Phrases


@functools.cache
def _vocabulary(code: str) -> _Vocabulary:
    codes = (code,) if code in SUPPORTED else SUPPORTED
    sections = [language(each).section("relevance") for each in codes]
    return _Vocabulary(
        stems=tuple(sorted({stem for section in sections for stem in section["stems"]})),
        phrases=Phrases(
            {
                key: [p for section in sections for p in section[key]]
                for key in ("phrases", "against", "meetings", "events")
            }
        ),
    )


def score(
    text: str, code: str, mentions: Sequence[Mention], themes: Sequence[Theme] = (), read: Words | None = None
) -> Score:
    """The points of a text; see the module for what counts."""
    vocabulary = _vocabulary(code)
    every = read or words(text)
    seen = Words(every.folded[:_WINDOW], every.starts[:_WINDOW], every.ends[:_WINDOW])
    count = len(seen.folded)
    if not count:
        return Score(0.0, 0.0, 0, 0)
    stems = vocabulary.stems
    hits = {i for i, word in enumerate(seen.folded) if word.startswith(stems)}
    meetings = 0
    events: list[Found] = []
    for phrase in vocabulary.phrases.search(seen):
        if phrase.value == "against":
            hits.difference_update(range(phrase.first, phrase.last))
        elif phrase.value == "phrases":
            hits.difference_update(range(phrase.first, phrase.last))
            hits.add(phrase.first)
        elif phrase.value == "events":
            events.append(phrase)
        else:
            meetings += 1
    limit = seen.ends[-1]
    opening = seen.ends[min(_OPENING, count) - 1]
    processes = _dialogues([m for m in mentions if m.kind in {"Process", "Body"} and m.start < limit], seen, hits)
    # the words of a dialogue's name are counted with its mention
    for process in processes:
        first = bisect_left(seen.starts, process.start)
        hits.difference_update(range(first, bisect_left(seen.starts, process.end, first)))
    bonds = [event for event in events if _bound(text, seen, event, hits)]
    points = sum(2.0 if i < _OPENING else 1.0 for i in hits)
    points += sum(PROCESS * (2 if m.start < opening else 1) for m in processes[:_MOST_MENTIONS])
    points += sum(BOND * (2 if event.first < _OPENING else 1) for event in bonds[:_MOST_BONDS])
    points += sum(AGENCY for m in mentions if m.id in _AGENCIES and m.start < limit)
    points += THEME * sum(1 for theme in {t.id for t in themes if t.start < limit})
    return Score(points, 100 * points / max(count, _OPENING), meetings, len(processes) + len(bonds))


def _dialogues(named: Sequence[Mention], seen: Words, hits: set[int]) -> list[Mention]:
    """Those of dialogues on migration: known ones and their bodies, and new ones named after migration."""

    def told(mention: Mention) -> bool:
        first = bisect_left(seen.starts, mention.start)
        return not hits.isdisjoint(range(first, bisect_left(seen.starts, mention.end, first)))

    ours = {m.id for m in named if m.id in known_processes() or m.id in bodies() or told(m)}
    known = any(each.startswith("process/") for each in ours)
    return [m for m in named if m.id in ours or (known and m.kind == "Body")]


def _bound(text: str, seen: Words, event: Found, hits: set[int]) -> bool:
    """True if a word of migration stands right before the event ("migration forum") or soon after it."""
    if event.first - 1 in hits and text[seen.ends[event.first - 1] : event.start] in {" ", "-"}:
        return True
    for i in range(event.last, min(event.last + _NEAR, len(seen.folded))):
        if _STOP.search(text, seen.ends[i - 1], seen.starts[i]):
            return False
        if i in hits:
            return True
    return False


def relevance(
    text: str, code: str, mentions: Sequence[Mention], themes: Sequence[Theme] = (), read: Words | None = None
) -> str | None:
    """None if the text is about a dialogue on migration, else why not, in a sentence.

    `mentions` are the known names in the text, `themes` its thematic areas, `read` its words if they were read before.

    >>> relevance("The Regional Conference on Migration met in Panama to speak of smuggling.", "en", [])
    >>> relevance("Canada beat Jamaica 4-0 and are going to the World Cup for the second time.", "en", [])
    'The text says nothing of migration.'
    """
    found = score(text, code, mentions, themes, read)
    if found.points == 0:
        return "The text says nothing of migration."
    if found.points < LEAST or found.density < DENSITY:
        return (
            f"The text speaks of migration only in passing: {found.points:g} of {LEAST:g} points, "
            f"{found.density:.1f} of {DENSITY:g} in a hundred words."
        )
    if found.meetings + 2 * found.processes <= MEETING_WORDS:
        return "The text is about migration but speaks of no meeting and no standing dialogue."
    return None
