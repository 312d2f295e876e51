"""The known names as a table, and all places in a text where one of them may stand.

The text is split into tokens; a table from the first token of each name to all names that begin so gives the longest
that fits. The work for a text grows with its length only, since a name has a few dozen tokens at most.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from tookpart.loaders.phrases import fold
from tookpart.ontology.reference import Ambiguity, Label, ambiguities, things

_TOKEN = re.compile(r"[^\W_]+(?:-\n[^\W_]+)?|&|(?<=\d)\+(?=\d)")
_WORD = re.compile(r"[^\W_]+")
_JOINED = re.compile(r"(?<=[a-zà-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])|(?<=[A-ZÀ-ÖØ-Þ])(?=[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]{2})")
_FOOTNOTE = re.compile(r"([^\W\d_]{2,})\d{1,2}")
_ARTICLES = frozenset({"of", "the", "de", "del"})
_CAPITAL_NEXT = re.compile(r"\s+[^\W\d_a-z]")
_APOSTROPHES = "'\u2019\u2018\u02bc`\u00b4"
HYPHENS = "-\u2010\u2011"
# conversion glues no shorter word to the last word of a name ("United Statesgathered")
_GLUED = 4
# "UN" and as many words: a name, not two words of a sentence
_UNITED_NATIONS, _SHORTEST = ("united", "nations"), 3
_OF_ALL = frozenset({"UN", "ONU"})
# with more words than this the case of those inside varies ("Organización internacional para las migraciones")
_FREE_CASE = 3
# "le processus de Khartoum", "el proceso de Quito", "the Almaty process"
_NOUNS = frozenset({"processus", "proceso", "process", "dialogue", "dialogo"})


class Token(msgspec.Struct, frozen=True, gc=False):
    """A word of the text: folded, and where it stands."""

    folded: str
    start: int
    end: int


class Entry(NamedTuple):
    """A name to look for, and what it names.

    `gaps` has the kind of each gap between two tokens, `capitals` says which tokens need a capital letter; `exact` has
    the words of an acronym, which must be written just so.
    """

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
    if len(bare) == 1 and bare in HYPHENS and gap.count("\n") < 2:
        return " "
    if bare in {".", ",", "(", ":", "/", ")"} and gap.count("\n") < 2:
        return bare
    return "!"


def tokens(text: str, known: Callable[[str], bool]) -> list[Token]:
    """The words of a text; what conversion has glued ("SudanSouth") comes apart unless it is a word of a known name."""
    folded = fold(text)
    found: list[Token] = []
    for match in _TOKEN.finditer(folded):
        start, end = match.span()
        word = folded[start:end]
        if "-\n" in word:
            # a word that a line's end has cut, or two words of a name with a hyphen
            whole = word.replace("-\n", "")
            if known(whole) and text[end - 1].islower():
                found.append(Token(whole, start, end))
            else:
                found += [Token(m.group(), start + m.start(), start + m.end()) for m in _WORD.finditer(word)]
        elif len(word) <= _GLUED or known(word):
            found.append(Token(word, start, end))
        elif word[-1].isdigit() and (note := _FOOTNOTE.fullmatch(word)) and known(note.group(1)):
            found.append(Token(note.group(1), start, start + note.end(1)))
        elif text[start + 1 : end].islower():
            found.append(Token(word, start, end))
        else:
            edges = [start, *(start + m.start() for m in _JOINED.finditer(text[start:end])), end]
            found += [Token(folded[a:b], a, b) for a, b in itertools.pairwise(edges)]
    return found


def _nouns(label: Label, kind: str, written: Sequence[str]) -> set[int]:
    """Which words of "processus de Khartoum" may be written small; its name keeps its capital."""
    if kind != "Process" or label.form == "acronym" or len(written) > _FREE_CASE:
        return set()
    nouns = {i for i, word in enumerate(written) if fold(word) in _NOUNS}
    named = any(word[0].isupper() for i, word in enumerate(written) if i not in nouns)
    return nouns if named else set()


@functools.cache
def _entry(label: Label, kind: str, slug: str) -> Entry:
    text = label.text
    folded = fold(text)
    spans = [match.span() for match in _TOKEN.finditer(folded)]
    written = tuple(text[a:b] for a, b in spans)
    small = _nouns(label, kind, written)
    if written[0] in _OF_ALL and len(written) == _SHORTEST:
        # "the UN refugee agency"
        small = {1, 2}
    return Entry(
        tokens=tuple(folded[a:b] for a, b in spans),
        gaps="".join(gap_kind(text[a[1] : b[0]]) for a, b in itertools.pairwise(spans)),
        capitals=tuple(w[0].isupper() and i not in small for i, w in enumerate(written)),
        exact=written if label.form == "acronym" else None,
        language=label.language,
        kind=kind,
        slug=slug,
    )


# the names that begin with one word, the longest first, by the first letters of their second word, "" without one
Begin = Mapping[str, tuple[Entry, ...]]


class Index(NamedTuple):
    """The table of names for documents in one language, with the rules for the ambiguous ones."""

    first: Mapping[str, Begin]
    words: frozenset[str]
    rules: Mapping[tuple[str, ...], Ambiguity]


@functools.cache
def index(code: str) -> Index:
    """The names of all reference facts for documents in one language: names of all languages, adjectives of its own."""
    rules = {_tokens_of(a.name): a for a in ambiguities() if a.language in (None, code)}
    found: dict[str, dict[Entry, None]] = {}
    for thing in things().values():
        for label in thing.labels:
            own = label.language == code
            if not own and label.form == "demonym":
                continue
            entry = _entry(label, "Demonym" if label.form == "demonym" else thing.kind, thing.slug)
            rule = rules.get(entry.tokens)
            if rule is not None and rule.rule == "own-language" and not own and thing.slug in rule.candidates:
                continue
            same = found.setdefault(entry.tokens[0], {})
            same[entry] = None
            if "and" in entry.tokens:
                same[_with_sign(entry)] = None
            if entry.tokens[:2] == _UNITED_NATIONS and len(entry.tokens) > _SHORTEST:
                short = _with_un(entry)
                found.setdefault("un", {})[short] = None
                if "and" in short.tokens:
                    found["un"][_with_sign(short)] = None
    first = {word: _by_second(entries) for word, entries in found.items()}
    words = frozenset(token for entries in found.values() for entry in entries for token in entry.tokens)
    return Index(first, words, rules)


def _by_second(entries: Iterable[Entry]) -> Begin:
    found: dict[str, list[Entry]] = {}
    for entry in sorted(entries, key=lambda e: -len(e.tokens)):
        # so many letters are the same even where something is glued to the word
        found.setdefault("".join(entry.tokens[1:2])[:_GLUED], []).append(entry)
    return {second: tuple(same) for second, same in found.items()}


def _tokens_of(name: str) -> tuple[str, ...]:
    return tuple(_TOKEN.findall(fold(name)))


def _with_sign(entry: Entry) -> Entry:
    """The entry with "&" for "and"."""
    tokens_ = tuple("&" if token == "and" else token for token in entry.tokens)
    capitals = tuple(c and token != "&" for c, token in zip(entry.capitals, tokens_, strict=True))
    return entry._replace(tokens=tokens_, capitals=capitals)


def _with_un(entry: Entry) -> Entry:
    """The entry with "UN" for "United Nations"."""
    return entry._replace(
        tokens=("un", *entry.tokens[2:]), gaps=entry.gaps[1:], capitals=entry.capitals[1:], exact=None
    )


def _same_words(entry: Entry, text: str, read: Sequence[Token], first: int) -> bool:
    last = len(entry.tokens) - 1
    for i in range(1, last + 1):
        token, wanted = read[first + i], entry.tokens[i]
        if token.folded == wanted:
            continue
        rest = len(token.folded) - len(wanted)
        glued = i == last and rest >= _GLUED <= len(wanted) and token.folded.startswith(wanted)
        if not (glued and text[token.start].isupper()):
            return False
    return True


def _same_gaps(entry: Entry, text: str, read: Sequence[Token], first: int) -> bool:
    for i, wanted in enumerate(entry.gaps):
        gap = gap_kind(text[read[first + i].end : read[first + i + 1].start])
        # "St. Lucia" and "St Lucia"
        stop = {gap, wanted} == {" ", "."} and (wanted == "." or len(entry.tokens[i]) < _GLUED)
        if gap != wanted and not stop:
            return False
    return True


def _same_case(entry: Entry, text: str, read: Sequence[Token], first: int) -> bool:
    if entry.exact is not None:
        for token, word in zip(read[first : first + len(entry.exact)], entry.exact, strict=True):
            if text[token.start : token.end] != word:
                return False
        return True
    needed = 1 if len(entry.tokens) > _FREE_CASE else len(entry.tokens)
    for token, capital in zip(read[first : first + needed], entry.capitals, strict=False):
        if capital and not text[token.start].isupper():
            return False
    return True


def _fits(entry: Entry, text: str, read: Sequence[Token], first: int) -> int:
    """The end of the entry in the text if it stands at a token, else -1."""
    count = len(entry.tokens)
    if count > 1 and not (
        first + count <= len(read) and _same_words(entry, text, read, first) and _same_gaps(entry, text, read, first)
    ):
        return -1
    if not _same_case(entry, text, read, first):
        return -1
    last = read[first + count - 1]
    end = last.start + len(entry.tokens[-1]) if last.folded != entry.tokens[-1] else last.end
    if entry.tokens[-1] in _ARTICLES and _CAPITAL_NEXT.match(text, end):
        # "Congo, the Democratic Republic of the" is a name, but not before "Congo"
        return -1
    if entry.gaps.count("(") > entry.gaps.count(")"):
        end += text[end : end + 1] == ")"
    return end


def hits(text: str, read: Sequence[Token], table: Mapping[str, Begin]) -> list[Hit]:
    """The longest names at each token that is not part of the name before."""
    found: list[Hit] = []
    reach = 0
    for first in [i for i, token in enumerate(read) if token.folded in table]:
        if first < reach:
            continue
        token = read[first]
        begin = table[token.folded]
        entries = begin.get("", ())
        if first + 1 < len(read):
            entries = begin.get(read[first + 1].folded[:_GLUED], ()) + entries
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
            reach = first + size
            found.append(Hit(first, reach, token.start, end, tuple(fitting)))
    return found
