"""The words that make a name an organisation's: head words by class, and what may join, follow or precede them.

All of it is data: the section [organisations] of a language's file.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import NamedTuple

from tookpart.loaders.language import alternation, language

PART = "part"
"""The kind of a head that makes a part of a known organisation ("EU Delegation"), which is the organisation itself."""


class Heads(NamedTuple):
    """The data of a language.

    heads              head phrases with their class, by their first word, the longest first
    small_heads        heads that may be written small
    before             whether words before the head belong to the name
    connectors, of, articles, ands   words that may stand inside a name
    generic            words that tell nothing of which organisation is meant
    stop, stop_behind  capitalised words that belong to no name behind, or before, them
    subjects           small words that may stand inside a name
    subject_words      words of which a subject of work is made, so that they are no person's name
    given_names        given names, which end a name of an organisation
    government, national   heads that make a government body of a name with a state or one of the other words
    parts              heads of parts of an organisation
    roles, role        heads that may be what someone serves as, and the words before them that say so
    not_named_after    words of which no dialogue is named
    not_actors         words of names that are of no organisation
    before_adjective   words before a state's adjective that belong to the name ("Royal Thai Police")
    regions, region_list   a region at the end of a text, and a list that may follow it
    """

    heads: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
    small_heads: frozenset[str]
    before: bool
    connectors: frozenset[str]
    of: frozenset[str]
    articles: frozenset[str]
    ands: frozenset[str]
    generic: frozenset[str]
    stop: frozenset[str]
    stop_behind: frozenset[str]
    subjects: frozenset[str]
    subject_words: frozenset[str]
    given_names: frozenset[str]
    government: frozenset[str]
    national: frozenset[str]
    parts: frozenset[str]
    roles: frozenset[str]
    role: re.Pattern[str]
    not_named_after: frozenset[str]
    not_actors: frozenset[str]
    before_adjective: frozenset[str]
    regions: re.Pattern[str]
    region_list: re.Pattern[str]


@functools.cache
def heads(code: str) -> Heads:
    """The section [organisations] of a language, ready for use."""
    data = language(code).section("organisations")
    people = language(code).section("people")
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for kind, phrases in data["heads"].items():
        for phrase in phrases:
            words = tuple(phrase.lower().split())
            found.setdefault(words[0], []).append((words, kind))
    addressed = frozenset(word for word in people["honorifics"] if " " not in word and word[0].isupper())
    regions, ands = alternation(data["regions"]), alternation(data["and"])
    name = r"[A-ZÀ-Þ][^\W\d_]+"
    return Heads(
        heads={first: tuple(sorted(same, key=lambda p: -len(p[0]))) for first, same in found.items()},
        small_heads=frozenset(data["small_heads"]),
        before=bool(data["words_before_head"]),
        connectors=frozenset(data["connectors"]),
        of=frozenset(data["of"]),
        articles=frozenset(data["articles"]),
        ands=frozenset(data["and"]),
        generic=frozenset(data["generic"]),
        stop=frozenset(data["stop"]),
        # the next line of a list begins with a form of address
        stop_behind=frozenset(data["stop_behind"]) | addressed,
        subjects=frozenset(data["subjects"]),
        subject_words=frozenset(people["not_names"].split()) | frozenset(data["subject_words"]),
        given_names=frozenset(people["given_names"].split()),
        government=frozenset(data["government_when_national"]),
        national=frozenset(data["national"]),
        parts=frozenset(data["parts"]),
        roles=frozenset(data["roles"]),
        role=re.compile(
            rf"\b(?:{alternation(data['role_before'])})\s+(?:(?:{alternation(data['articles'])})\s+)?$", re.IGNORECASE
        ),
        not_named_after=frozenset(data["not_named_after"]),
        not_actors=frozenset(data["not_actors"].split()),
        before_adjective=frozenset(data["before_adjective"]),
        regions=re.compile(rf"(?:{regions})$"),
        region_list=re.compile(rf"(?:,\s+(?:{regions}|{name}(?:\s{name})?))+,?\s+(?:{ands})\s+(?:{regions}|{name})"),
    )
