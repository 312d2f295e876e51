"""Names that are known beforehand: states, organisations, processes, bodies and places of the reference facts.

`lexicon` says where a known name may stand. Here it is decided what it names there, if anything: "Jordan" may be a
person's name, "the University of Panama" is no state, and two organisations may share an acronym.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from typing import NamedTuple

from tookpart.loaders.cities import find_cities, in_place_context
from tookpart.loaders.document import Mention
from tookpart.loaders.language import SUPPORTED, language
from tookpart.loaders.lexicon import HYPHENS, Entry, Hit, hits, index, tokens
from tookpart.loaders.phrases import fold
from tookpart.ontology.reference import Ambiguity, lookup, states

# the longest stretch of words before a name that can belong to its phrase ("the Federal Government of the ")
_REACH = 48
_LISTED = re.compile(
    r"(?:^|[,;:]\s(?:the\s)?|\s)(?P<name>[A-ZÀ-Þ][\w'’-]*(?:\s[A-ZÀ-Þ][\w'’-]*){0,3})(?:,\s|,?\s(?:and|y|et)\s)$"
)
# the longest part of an address before or behind a name in it
_ADDRESS_REACH = 120
_ADDRESS = re.compile(r"@|://|www\.|\.[a-z]{2,4}(?:/|$)")
_OPENS = re.compile(r"\s*\(\s*")
_STATES = frozenset({"State", "Demonym"})
# beside one of these an acronym in capitals may be a word of a heading ("WHO WE ARE", "CONTACT US")
_SMALL_WORDS = frozenset(
    [
        "WE",
        "OUR",
        "THE",
        "ARE",
        "IS",
        "IN",
        "OF",
        "FOR",
        "TO",
        "YOU",
        "AND",
        "DO",
        "ON",
        "AT",
        "BY",
        "AN",
        "HOW",
        "WHAT",
        "WHEN",
        "WHERE",
        "WHY",
        "CONTACT",
        "ABOUT",
        "JOIN",
    ]
)


class _Grammar(NamedTuple):
    """The patterns of a language around names."""

    of: tuple[str, ...]
    government_before: re.Pattern[str]
    government_after: re.Pattern[str]
    government_noun: re.Pattern[str]
    longer_before: tuple[str, ...]
    not_after: re.Pattern[str]
    not_before: re.Pattern[str]
    join: re.Pattern[str]
    lead: frozenset[str]
    demonym_not_after: frozenset[str]
    demonym_not_before: frozenset[str]
    part: frozenset[str]


def _words(words: Iterable[str]) -> str:
    # an empty choice would match everywhere
    return "|".join(sorted((re.escape(word) for word in words), key=lambda w: (-len(w), w))) or "(?!)"


@functools.cache
def _grammar(code: str) -> _Grammar:
    data = language(code).section("names")
    of = _words(data["of"])
    article = _words(data["articles"])
    adjectives = _words(data["government_adjectives"])
    governments = _words(data["governments"])
    return _Grammar(
        of=tuple(word.rstrip().casefold() for word in data["of"]),
        government_before=re.compile(
            rf"(?:\b(?:{article})\s+)?\b(?:(?:{adjectives})\s+)?(?:{governments})(?:\s+(?:{adjectives}))?\s+(?:{of})\s*$",
            re.IGNORECASE,
        ),
        government_noun=re.compile(
            rf"(?:\b(?:{article})\s+)?\b(?:{_words(data['government_nouns'])})\s*$", re.IGNORECASE
        ),
        government_after=re.compile(
            rf"\s+(?:(?:{adjectives})\s+)?(?:{_words(data['government_after'])})\b", re.IGNORECASE
        ),
        longer_before=tuple(data["longer_names_before"]),
        not_after=re.compile(rf"\b(?:{_words(data['longer_names_before'])})\s+$"),
        not_before=re.compile(
            rf"[\s-]+(?:(?:Ministerial|Joint|Political)\s+)?(?:{_words(data['longer_names_after'])})\b"
        ),
        join=re.compile(rf"\s*(?:,|,?\s*(?:{_words(data['and'])})\b)\s*(?:(?:{article})\s+)?$", re.IGNORECASE),
        lead=frozenset(data["lead_words"]),
        demonym_not_after=frozenset(data["demonym_not_after"]),
        demonym_not_before=frozenset(data["demonym_not_before"]),
        part=frozenset(data["given_name_follow"]),
    )


def find_names(text: str, code: str = "en") -> list[Mention]:
    """The known names in a text, in order, none within another, the longest first; `code` is the document's language.

    A state's mention covers the words that say government ("the Government of Botswana"). An adjective that tells a
    state has the kind "Demonym" and the state's id. A language without data is read as English.

    >>> [(m.kind, m.id) for m in find_names("the Australian, Swiss and US Governments met in Geneva")]
    [('State', 'state/aus'), ('State', 'state/che'), ('State', 'state/usa'), ('Place', 'place/geneva')]
    """
    code = code if code in SUPPORTED else "en"
    found = _whole(text, _Reading(text, code).mentions())
    found += find_cities(text, found, code)
    found.sort(key=lambda m: m.start)
    return _governments(text, found, _grammar(code))


class _Reading:
    """One text, its tokens, and what is named in it without doubt."""

    def __init__(self, text: str, code: str) -> None:
        self.text = text
        self.code = code
        self.index = index(code)
        self.grammar = _grammar(code)
        self.read = tokens(text, self.index.words.__contains__)
        self.hits = hits(text, self.read, self.index.first)
        named = {entry.slug for hit in self.hits for entry in hit.entries if self._plain(entry)}
        self.named = named | {of for slug in named if slug.startswith("body/") and (of := lookup(slug).of) is not None}

    def mentions(self) -> list[Mention]:
        found: list[Mention] = []
        for hit in self.hits:
            # "the Danish Refugee Council (DRC)" spells its acronym out
            spelt = found[-1].id if found and _OPENS.fullmatch(self.text, found[-1].end, hit.start) else None
            entry = next((e for e in hit.entries if e.slug == spelt), None) or self._choose(hit)
            if entry is not None:
                found.append(Mention(hit.start, hit.end, entry.kind, entry.slug))
        return found

    def _plain(self, entry: Entry) -> bool:
        """Whether a name stands for one thing alone, so that it can decide about others."""
        rule = self.index.rules.get(entry.tokens)
        return rule is None or rule.rule in ("own-language", "given-name")

    def _choose(self, hit: Hit) -> Entry | None:
        """The entry that a hit stands for, None for a word that only looks like a name."""
        entries: list[Entry] = list(hit.entries)
        if len(entries) > 1:
            # "Macedonia" in Spanish is a state with a capital letter; small, it is an adjective
            capital = self.text[hit.start].isupper()
            entries = [e for e in entries if e.language == self.code] or entries
            entries = [e for e in entries if capital == (e.kind != "Demonym")] or entries
        entry: Entry | None = entries[0]
        rule = self.index.rules.get(entries[0].tokens)
        if rule is not None and entries[0].slug in rule.candidates:
            entry = self._apply(rule, hit, entries)
        return entry if entry is not None and self._stands_alone(hit, entry) else None

    def _apply(self, rule: Ambiguity, hit: Hit, entries: list[Entry]) -> Entry | None:
        first = entries[0]
        if rule.rule == "default":
            wanted = rule.candidates[0]
            if wanted not in self.named:
                wanted = next((slug for slug in rule.candidates[1:] if slug in self.named), wanted)
            return next((e for e in entries if e.slug == wanted), first)
        if rule.rule == "defined" and first.kind == "State" and self._between_states(hit):
            return first
        if rule.rule == "defined":
            return next((e for e in entries if e.slug in self.named or lookup(e.slug).of in self.named), None)
        if rule.rule == "place-context":
            return first if in_place_context(self.text, hit.start, hit.end, lookup(first.slug).of, self.code) else None
        if rule.rule == "given-name":
            return None if self._in_person(hit) else first
        return first

    def _between_states(self, hit: Hit) -> bool:
        """True for a name behind that of a state in a list: "Palau, PNG, Samoa"."""
        before = _LISTED.search(self.text, max(0, hit.start - _REACH), hit.start)
        return before is not None and fold(before["name"]) in _state_names()

    def _beside(self, hit: Hit) -> list[str]:
        """The words next to a hit on the same line with a single blank between, as they are written."""
        found = []
        if hit.first:
            token = self.read[hit.first - 1]
            if self.text[token.end : hit.start] == " ":
                found.append(self.text[token.start : token.end])
        if hit.last < len(self.read):
            token = self.read[hit.last]
            if self.text[hit.end : token.start] == " ":
                found.append(self.text[token.start : token.end])
        return found

    def _in_person(self, hit: Hit) -> bool:
        """Whether a capitalised word that begins no phrase of its own stands right before or behind: "Jordan Smith"."""
        return any(
            word[0].isupper()
            and not word.isupper()
            and word not in self.grammar.lead
            and word.lower() not in self.grammar.part
            for word in self._beside(hit)
        )

    def _stands_alone(self, hit: Hit, entry: Entry) -> bool:
        """False in an address, for a word of a heading in capitals, and in longer names of something else."""
        text, grammar = self.text, self.grammar
        if _in_address(text, hit.start, hit.end):
            return False
        if entry.kind == "Demonym":
            previous = self.read[hit.first - 1].folded if hit.first else ""
            following = self.read[hit.last].folded if hit.last < len(self.read) else ""
            return previous not in grammar.demonym_not_after and following not in grammar.demonym_not_before
        if entry.kind in ("State", "Place"):
            since = max(0, hit.start - _REACH)
            longer = text[since : hit.start].rstrip().endswith(grammar.longer_before)
            if longer and grammar.not_after.search(text, since, hit.start):
                return False
        if entry.exact is not None and len(entry.exact) == 1 and not _SMALL_WORDS.isdisjoint(self._beside(hit)):
            return False
        return entry.kind == "Process" or not grammar.not_before.match(text, hit.end)


@functools.cache
def _state_names() -> frozenset[str]:
    return frozenset(fold(label.text) for state in states().values() for label in state.labels)


def _in_address(text: str, start: int, end: int) -> bool:
    """Whether a span is a part of an e-mail or web address."""
    if text[start - 1 : start] not in ("@", "/", ".", "_", ":") and text[end : end + 1] not in ("@", "/", ".", "_"):
        return False
    before = text[max(0, start - _ADDRESS_REACH) : start].split()
    behind = text[end : end + _ADDRESS_REACH].split()
    left = before[-1] if before and not text[start - 1].isspace() else ""
    right = behind[0] if behind and not text[end].isspace() else ""
    return _ADDRESS.search(f"{left}{text[start:end]}{right}".rstrip(".,;:)")) is not None


def _whole(text: str, found: list[Mention]) -> list[Mention]:
    """Drop halves of compounds ("EU-funded", "the Mexico-Guatemala border"), save of two organisations."""
    # "the RCM-SACM meeting" names both"""
    kept: list[Mention] = []
    starts = {m.start: m for m in found}
    ends = {m.end: m for m in found}
    for mention in found:
        halves = []
        if text[mention.end : mention.end + 1] in HYPHENS and text[mention.end + 1 : mention.end + 2].isalpha():
            halves.append(starts.get(mention.end + 1))
        if mention.start > 1 and text[mention.start - 1] in HYPHENS and text[mention.start - 2].isalpha():
            halves.append(ends.get(mention.start - 1))
        if any(half is None or half.kind in _STATES or half.kind == "Place" for half in halves) or (
            halves and mention.kind in _STATES
        ):
            continue
        kept.append(mention)
    return kept


def _governments(text: str, found: list[Mention], grammar: _Grammar) -> list[Mention]:
    """Let a state's mention cover the words that say government, and make states of adjectives before them."""
    widened = list(found)
    for i, mention in enumerate(found):
        if mention.kind not in _STATES:
            continue
        start, end = mention.start, mention.end
        room = found[i + 1].start if i + 1 < len(found) else len(text)
        after = grammar.government_after.match(text, end, min(room, end + _REACH))
        ahead = text[max(0, start - _REACH) : start]
        before = grammar.government_before.search(ahead) if ahead.rstrip().casefold().endswith(grammar.of) else None
        if after is None and mention.kind == "Demonym":
            # in Spanish and French the noun comes first, with the adjectives in a row behind it
            noun = grammar.government_noun.search(ahead)
            if noun is None and not (
                i
                and widened[i - 1].kind == "State"
                and found[i - 1].kind == "Demonym"
                and grammar.join.fullmatch(text[found[i - 1].end : start])
            ):
                continue
            if noun is not None:
                start = max(0, start - _REACH) + noun.start()
        if before is not None:
            start = max(0, start - _REACH) + before.start()
        if after is not None:
            end = after.end()
            for j in range(i - 1, -1, -1):
                if found[j].kind not in _STATES or not grammar.join.fullmatch(text[found[j].end : found[j + 1].start]):
                    break
                if found[j].kind == "Demonym":
                    widened[j] = Mention(found[j].start, found[j].end, "State", found[j].id)
        if i and start < found[i - 1].end:
            start = mention.start
        widened[i] = Mention(start, end, "State", mention.id)
    return widened
