"""Names that are known beforehand: states, organisations, processes, bodies and places of the reference facts.

The text is split into tokens; a table from the first token of each name to all names that begin so gives the longest one that fits. The
work for a text grows with its length only, since a name has at most a few dozen tokens.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from tookpart.loaders.cities import find_cities, in_place_context
from tookpart.loaders.document import Mention
from tookpart.loaders.language import SUPPORTED, language
from tookpart.loaders.phrases import fold
from tookpart.ontology.reference import Ambiguity, ambiguities, lookup, things

_TOKEN = re.compile(r"[^\W_]+(?:-\n[^\W_]+)?|&|(?<=\d)\+(?=\d)")
_WORD = re.compile(r"[^\W_]+")
_JOINED = re.compile(r"(?<=[a-zà-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])|(?<=[A-ZÀ-ÖØ-Þ])(?=[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]{2})")
_FOOTNOTE = re.compile(r"([^\W\d_]{2,})\d{1,2}")
_HYPHENS = "-\u2010\u2011"
_APOSTROPHES = "'\u2019\u2018\u02bc`\u00b4"
# the longest stretch of words before a name that can belong to its phrase ("the Federal Government of the ")
_REACH = 48

_ARTICLES = frozenset({"of", "the", "de", "del"})
_CAPITAL_NEXT = re.compile(r"\s+[^\W\d_a-z]")
_OPENS = re.compile(r"\s*\(\s*")

STATE_LIKE = frozenset({"State", "Demonym"})


class Token(NamedTuple):
    """A word of the text: folded, and where it stands."""

    folded: str
    start: int
    end: int


class Entry(NamedTuple):
    """A name to look for: its tokens behind the first, the kind of gap before each, which tokens are capitalised, what it names."""

    tokens: tuple[str, ...]
    gaps: str
    capitals: tuple[bool, ...]
    exact: tuple[str, ...] | None
    language: str
    kind: str
    slug: str


class Hit(NamedTuple):
    """A name in the text: tokens `first` to before `last`, and the entries that fit."""

    first: int
    last: int
    start: int
    end: int
    entries: tuple[Entry, ...]


def gap_kind(gap: str) -> str:
    """One character for what stands between two words of a name, so that "Guinea-Bissau" and "Guinea Bissau" are alike.

    >>> gap_kind(" ") == gap_kind("\\n") == gap_kind("-"), gap_kind(", "), gap_kind("\\n\\n")
    (True, ',', '!')
    """
    if gap == " ":
        return " "
    bare = gap.strip()
    if not bare:
        return "_" if not gap else " " if gap.count("\n") < 2 else "!"
    if bare[0] in _APOSTROPHES and len(bare) == 1:
        return "'"
    if len(bare) == 1 and bare in _HYPHENS and gap.count("\n") < 2:
        return " "
    if bare in {".", ",", "(", ":", "/", ")"} and gap.count("\n") < 2:
        return bare
    return "!"


def tokens(text: str, known: Callable[[str], bool]) -> list[Token]:
    """The words of a text; words that conversion has glued ("SudanSouth") come apart unless they are known as they are."""
    folded = fold(text)
    found: list[Token] = []
    for match in _TOKEN.finditer(folded):
        word = match.group()
        start, end = match.span()
        if "-\n" in word:
            # a word that a line's end has cut, or two words of a name with a hyphen
            whole = word.replace("-\n", "")
            if known(whole) and text[end - 1].islower():
                found.append(Token(whole, start, end))
            else:
                found += [Token(m.group(), start + m.start(), start + m.end()) for m in _WORD.finditer(word)]
            continue
        if len(word) > 4 and not known(word):
            note = _FOOTNOTE.fullmatch(word)
            if note is not None and known(note.group(1)):
                found.append(Token(note.group(1), start, start + note.end(1)))
                continue
            original = text[start:end]
            if not original.islower() and not original[1:].islower():
                cuts = [start + m.start() for m in _JOINED.finditer(original)]
                if cuts:
                    edges = [start, *cuts, end]
                    found += [Token(folded[a:b], a, b) for a, b in itertools.pairwise(edges)]
                    continue
        found.append(Token(word, start, end))
    return found


def _entry(text: str, exact: bool, code: str, kind: str, slug: str) -> Entry:
    folded = fold(text)
    spans = [m.span() for m in _TOKEN.finditer(folded)]
    gaps = "".join(gap_kind(text[a[1] : b[0]]) for a, b in itertools.pairwise(spans))
    words = [text[a:b] for a, b in spans]
    return Entry(
        tokens=tuple(folded[a:b] for a, b in spans),
        gaps=gaps,
        capitals=tuple(word[0].isupper() for word in words),
        exact=tuple(words) if exact else None,
        language=code,
        kind=kind,
        slug=slug,
    )


class _Index(NamedTuple):
    """The table of names for documents in one language, with the rules for the ambiguous ones."""

    first: Mapping[str, tuple[Entry, ...]]
    words: frozenset[str]
    rules: Mapping[tuple[str, ...], Ambiguity]


@functools.cache
def _index(code: str) -> _Index:
    rules = {_entry(a.name, False, "", "", "").tokens: a for a in ambiguities() if a.language in (None, code)}
    found: dict[str, dict[Entry, None]] = {}
    for thing in things().values():
        for label in thing.labels:
            own = label.language == code
            if not own and label.form == "demonym":
                continue
            acronym = label.form == "acronym"
            kind = "Demonym" if label.form == "demonym" else thing.kind
            entry = _entry(label.text, acronym, label.language, kind, thing.slug)
            rule = rules.get(entry.tokens)
            if rule is not None and rule.rule == "own-language" and not own and thing.slug in rule.candidates:
                continue
            found.setdefault(entry.tokens[0], {})[entry] = None
            if "&" not in entry.tokens and "and" in entry.tokens:
                other = tuple("&" if token == "and" else token for token in entry.tokens)
                found[entry.tokens[0]][
                    entry._replace(
                        tokens=other, capitals=tuple(c and t != "&" for c, t in zip(entry.capitals, other, strict=True))
                    )
                ] = None
    first = {word: tuple(sorted(entries, key=lambda e: -len(e.tokens))) for word, entries in found.items()}
    words = frozenset(token for entries in found.values() for entry in entries for token in entry.tokens)
    return _Index(first, words, rules)


def _fits(entry: Entry, text: str, read: Sequence[Token], first: int) -> int:
    """The end of the entry in the text if it stands at a token, else -1."""
    count = len(entry.tokens)
    if first + count > len(read):
        return -1
    for i in range(1, count):
        token = read[first + i]
        if token.folded != entry.tokens[i]:
            glued = i == count - 1 and len(token.folded) - len(entry.tokens[i]) > 3
            if not (
                glued
                and token.folded.startswith(entry.tokens[i])
                and text[token.start].isupper()
                and len(entry.tokens[i]) > 3
            ):
                return -1
    for i in range(1, count):
        gap = gap_kind(text[read[first + i - 1].end : read[first + i].start])
        wanted = entry.gaps[i - 1]
        if (
            gap != wanted
            and not (wanted == "." and gap == " ")
            and not (wanted == " " and gap == "." and count > 1 and len(entry.tokens[i - 1]) < 4)
        ):
            return -1
    if entry.exact is not None:
        if any(text[read[first + i].start : read[first + i].end] != word for i, word in enumerate(entry.exact)):
            return -1
    else:
        # in a long name the case of the words inside varies ("Organización internacional para las migraciones")
        needed = 1 if count > 3 else count
        for i in range(needed):
            if entry.capitals[i] and not text[read[first + i].start].isupper():
                return -1
    last = read[first + count - 1]
    end = last.start + len(entry.tokens[-1]) if last.folded != entry.tokens[-1] else last.end
    if entry.tokens[-1] in _ARTICLES and _CAPITAL_NEXT.match(text, end):
        # "Congo, the Democratic Republic of the" is a name, but not before "Congo"
        return -1
    if entry.gaps.endswith(")") or (entry.gaps.count("(") > entry.gaps.count(")")):
        end += text[end : end + 1] == ")"
    return end


def _hits(text: str, read: Sequence[Token], index: _Index) -> list[Hit]:
    found: list[Hit] = []
    first = 0
    table = index.first
    while first < len(read):
        entries = table.get(read[first].folded)
        if entries is None:
            first += 1
            continue
        fitting: list[Entry] = []
        size = end = 0
        for entry in entries:
            if fitting and len(entry.tokens) < size:
                break
            reached = _fits(entry, text, read, first)
            if reached >= 0:
                fitting.append(entry)
                size, end = len(entry.tokens), max(end, reached)
        if fitting:
            # the full stop of "U.S." belongs to it, that of a sentence does not
            if text[end : end + 1] == "." and any(e.exact is not None and "." in e.gaps for e in fitting):
                end += 1
            found.append(Hit(first, first + size, read[first].start, end, tuple(fitting)))
            first += size
        else:
            first += 1
    return found


class _Grammar(NamedTuple):
    """The patterns of a language around names."""

    government_before: re.Pattern[str]
    government_after: re.Pattern[str]
    government_noun: re.Pattern[str]
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
    """The known names in a text, in order, none within another, longest first; `code` is the document's language.

    A state's mention covers the words that say government ("the Government of Botswana"). An adjective that tells a state has the kind
    "Demonym" and the state's id. Languages without a data file are read as English.

    >>> [(m.kind, m.id) for m in find_names("the Australian, Swiss and US Governments met in Geneva")]
    [('State', 'state/aus'), ('State', 'state/che'), ('State', 'state/usa'), ('Place', 'place/geneva')]
    """
    code = code if code in SUPPORTED else "en"
    index = _index(code)
    read = tokens(text, index.words.__contains__)
    hits = _hits(text, read, index)
    grammar = _grammar(code)
    named = {entry.slug for hit in hits for entry in hit.entries if _own(index, entry)}
    named |= {of for slug in named if slug.startswith("body/") and (of := lookup(slug).of) is not None}
    found: list[Mention] = []
    for hit in hits:
        before = found[-1] if found and _OPENS.fullmatch(text, found[-1].end, hit.start) else None
        spelt = before.id if before is not None else ""
        entry = next((e for e in hit.entries if e.slug == spelt), None) or _choose(
            hit, code, text, read, index, grammar, named
        )
        if entry is not None:
            found.append(Mention(hit.start, hit.end, entry.kind, entry.slug))
    found = _hyphenated(text, found)
    found += find_cities(text, found, code)
    found.sort(key=lambda m: m.start)
    return _governments(text, found, grammar)


def _own(index: _Index, entry: Entry) -> bool:
    """Whether a name stands for one thing alone, so that it can decide about others."""
    rule = index.rules.get(entry.tokens)
    return rule is None or rule.rule in ("own-language", "given-name")


def _choose(
    hit: Hit, code: str, text: str, read: Sequence[Token], index: _Index, grammar: _Grammar, named: set[str]
) -> Entry | None:
    """The entry that a hit stands for, None for a word that only looks like a name."""
    entries = hit.entries
    if len(entries) > 1:
        # "Macedonia" in Spanish is a state with a capital letter; small, it is an adjective
        capital = text[hit.start].isupper()
        own = [e for e in entries if e.language == code] or list(entries)
        own = [e for e in own if capital == (e.kind != "Demonym")] or own
        entries = tuple(own)
    entry = entries[0]
    rule = index.rules.get(entry.tokens)
    if rule is not None and entry.slug in rule.candidates:
        chosen = _apply(rule, hit, entries, text, read, code, named)
        if chosen is None:
            return None
        entry = chosen
    if not _stands_alone(hit, entry, text, read, grammar):
        return None
    return entry


def _apply(
    rule: Ambiguity, hit: Hit, entries: tuple[Entry, ...], text: str, read: Sequence[Token], code: str, named: set[str]
) -> Entry | None:
    if rule.rule == "default":
        wanted = rule.candidates[0]
        if wanted not in named:
            wanted = next((slug for slug in rule.candidates[1:] if slug in named), wanted)
        by_slug = {entry.slug: entry for entry in entries}
        return by_slug.get(wanted) or entries[0]._replace(
            slug=wanted, kind=lookup(wanted).kind if entries[0].kind != "Demonym" else "Demonym"
        )
    if rule.rule == "defined":
        return next((entry for entry in entries if entry.slug in named or lookup(entry.slug).of in named), None)
    if rule.rule == "place-context":
        return entries[0] if in_place_context(text, hit.start, hit.end, lookup(entries[0].slug).of, code) else None
    if rule.rule == "given-name":
        return None if _in_person(hit, text, read, _grammar(code)) else entries[0]
    return entries[0]


def _in_person(hit: Hit, text: str, read: Sequence[Token], grammar: _Grammar) -> bool:
    """Whether a capitalised word that begins no phrase of its own stands right before or behind, as in "Jordan Smith"."""
    if hit.last < len(read):
        token = read[hit.last]
        if (
            (
                text[hit.end : token.start] == " "
                and text[token.start].isupper()
                and not text[token.start : token.end].isupper()
            )
            and token.folded not in grammar.part
            and text[token.start : token.end] not in grammar.lead
        ):
            return True
    if hit.first:
        token = read[hit.first - 1]
        if (
            text[token.end : hit.start] == " "
            and text[token.start].isupper()
            and not text[token.start : token.end].isupper()
        ):
            word = text[token.start : token.end]
            return word not in grammar.lead and token.folded not in grammar.part
    return False


def _stands_alone(hit: Hit, entry: Entry, text: str, read: Sequence[Token], grammar: _Grammar) -> bool:
    """False inside an address, in a heading of capitals where an acronym is a word, and in longer names of something else."""
    start, end = hit.start, hit.end
    if _in_address(text, start, end):
        return False
    if (
        entry.exact is not None
        and len(entry.tokens) == 1
        and entry.exact[0].isalpha()
        and _among_capitals(hit, text, read)
    ):
        return False
    if entry.kind == "Demonym":
        previous = read[hit.first - 1].folded if hit.first else ""
        following = read[hit.last].folded if hit.last < len(read) else ""
        return previous not in grammar.demonym_not_after and following not in grammar.demonym_not_before
    if entry.kind in ("State", "Place"):
        window = text[max(0, start - _REACH) : start]
        return not grammar.not_after.search(window) and not grammar.not_before.match(text, end)
    return not (entry.kind != "Process" and grammar.not_before.match(text, end))


_ADDRESS = re.compile(r"@|://|www\.|\.[a-z]{2,4}(?:/|$)")


def _in_address(text: str, start: int, end: int) -> bool:
    """Whether a span is a part of an e-mail or web address."""
    if text[start - 1 : start] not in ("@", "/", ".", "_", ":") and text[end : end + 1] not in ("@", "/", ".", "_"):
        return False
    left = start
    while left and not text[left - 1].isspace():
        left -= 1
    right = end
    while right < len(text) and not text[right].isspace():
        right += 1
    return _ADDRESS.search(text[left:right].rstrip(".,;:)")) is not None


# words in capitals that are acronyms or initials themselves do not make a heading
_SHORT_WORDS = frozenset(
    "we our us the our are is in of for to you and do on at by an we how what when why where contact about join".upper().split()
)


def _among_capitals(hit: Hit, text: str, read: Sequence[Token]) -> bool:
    for i in (hit.first - 1, hit.last):
        if 0 <= i < len(read):
            token = read[i]
            gap = text[hit.end : token.start] if i == hit.last else text[token.end : hit.start]
            if gap == " " and text[token.start : token.end] in _SHORT_WORDS:
                return True
    return False


def _hyphenated(text: str, found: list[Mention]) -> list[Mention]:
    """Drop what is half of a compound ("EU-funded", "non-UN", "Mexico-Guatemala border") unless both halves are dialogues or organisations."""
    kept: list[Mention] = []
    starts = {m.start: m for m in found}
    ends = {m.end: m for m in found}
    for mention in found:
        halves = []
        if text[mention.end : mention.end + 1] in _HYPHENS and text[mention.end + 1 : mention.end + 2].isalpha():
            halves.append(starts.get(mention.end + 1))
        if mention.start > 1 and text[mention.start - 1] in _HYPHENS and text[mention.start - 2].isalpha():
            halves.append(ends.get(mention.start - 1))
        if any(half is None or half.kind in STATE_LIKE or half.kind == "Place" for half in halves) or (
            halves and mention.kind in STATE_LIKE
        ):
            continue
        kept.append(mention)
    return kept


def _governments(text: str, found: list[Mention], grammar: _Grammar) -> list[Mention]:
    """Let a state's mention cover the words that say government, and make states of adjectives before them."""
    widened = list(found)
    for i, mention in enumerate(found):
        if mention.kind not in STATE_LIKE:
            continue
        start, end = mention.start, mention.end
        room = found[i + 1].start if i + 1 < len(found) else len(text)
        after = grammar.government_after.match(text, end, min(room, end + _REACH))
        before = grammar.government_before.search(text[max(0, start - _REACH) : start])
        if after is None and mention.kind == "Demonym":
            # in Spanish and French the noun comes first, with the adjectives in a row behind it
            noun = grammar.government_noun.search(text[max(0, start - _REACH) : start])
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
                if found[j].kind not in STATE_LIKE or not grammar.join.fullmatch(
                    text[found[j].end : found[j + 1].start]
                ):
                    break
                if found[j].kind == "Demonym":
                    widened[j] = Mention(found[j].start, found[j].end, "State", found[j].id)
        if i and start < found[i - 1].end:
            start = mention.start
        widened[i] = Mention(start, end, "State", mention.id)
    return widened
