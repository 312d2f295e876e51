"""Phrases of several words, found in a text without regard to case, accents, hyphens and apostrophes.

A pattern is written as the words say it: `(a|b)` is a choice; a `?` makes the letter or the bracket before it optional
("refugees?", "(public )?policy").
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

_WORD = re.compile(r"[^\W_]+")
# a phrase never runs over one of these; a comma or a slash may stand inside ("safe, orderly and regular")
_BREAK = re.compile(r"[.;:!?()\[\]\n\t|•]|\s[–—-]\s")
_END = "\0"


class Words(NamedTuple):
    """The words of a text, folded, with their places: `folded[i]` was `text[starts[i]:ends[i]]`."""

    folded: list[str]
    starts: list[int]
    ends: list[int]


class Found(NamedTuple):
    """A phrase in a text: words `first` to before `last`, characters `start` to `end`, and what it stands for."""

    first: int
    last: int
    start: int
    end: int
    value: str


_LATIN = range(0x41, 0x250)
# a character in the table is looked up faster than one that is not, so quotation marks and dashes are in it
_TABLE = 0x2100


@functools.cache
def _folding() -> str:
    """What each character is folded to, by its number."""
    table = [chr(code) for code in range(_TABLE)]
    for code in _LATIN:
        plain = [c for c in unicodedata.normalize("NFKD", chr(code).lower()) if not unicodedata.combining(c)]
        # one character for one, so that offsets stay
        if len(plain) == 1:
            table[code] = plain[0]
    for letter, plain_letter in zip("ıøØłŁđĐŒ", "ioollddœ", strict=True):
        table[ord(letter)] = plain_letter
    return "".join(table)


def fold(text: str) -> str:
    """The text in small letters without accents, character for character: all offsets stay.

    >>> fold("Niñez y Adolescencia À ŒUVRE")
    'ninez y adolescencia a œuvre'
    """
    return text.lower() if text.isascii() else text.translate(_folding())


def slugged(name: str) -> str:
    """A name as a part of an id: small letters, digits and hyphens.

    >>> slugged("Ministère de l'Intérieur")
    'ministere-de-l-interieur'
    """
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")


def words(text: str) -> Words:
    """The words of a text with their places, folded.

    >>> words("Côte d'Ivoire").folded
    ['cote', 'd', 'ivoire']
    """
    folded = fold(text)
    spans = [match.span() for match in _WORD.finditer(folded)]
    return Words([folded[a:b] for a, b in spans], [a for a, _ in spans], [b for _, b in spans])


def expand(pattern: str) -> list[str]:
    """All the wordings of a pattern; `ValueError` for brackets that do not match.

    >>> expand("(migrant|foreign) workers?")
    ['migrant worker', 'migrant workers', 'foreign worker', 'foreign workers']
    """
    forms, position = _alternatives(pattern, 0)
    if position != len(pattern):
        raise ValueError(f"phrase pattern {pattern!r}: the bracket at {position} closes nothing")
    return list(dict.fromkeys(" ".join(form.split()) for form in forms))


@functools.cache
def _wordings(pattern: str) -> list[list[str]]:
    """The words of all wordings; phrases in English are looked for in texts of every language."""
    return [_WORD.findall(fold(form)) for form in expand(pattern)]


def _alternatives(pattern: str, position: int) -> tuple[list[str], int]:
    found: list[str] = []
    current = [""]
    while position < len(pattern):
        character = pattern[position]
        position += 1
        if character == ")":
            return [*found, *current], position - 1
        if character == "|":
            found += current
            current = [""]
            continue
        if character == "(":
            inner, position = _alternatives(pattern, position)
            if position >= len(pattern):
                raise ValueError(f"phrase pattern {pattern!r}: a bracket is not closed")
            position += 1
        else:
            inner = [character]
        if position < len(pattern) and pattern[position] == "?":
            inner = ["", *inner]
            position += 1
        current = [start + end for start in current for end in inner]
    return [*found, *current], position


class Phrases:
    """Phrases by what they stand for, ready to be searched for.

    >>> Phrases({"workers": ["migrant workers?"]}).search(words("rights of Migrant Workers"))
    [Found(first=2, last=4, start=10, end=25, value='workers')]
    """

    def __init__(self, patterns: Mapping[str, Iterable[str]]) -> None:
        self._trie: dict[str, Any] = {}
        for value, several in patterns.items():
            for pattern in several:
                for wording in _wordings(pattern):
                    node = self._trie
                    for word in wording:
                        node = node.setdefault(word, {})
                    node.setdefault(_END, []).append(value)

    def search(self, text: Words, whole: str | None = None) -> list[Found]:
        """The longest phrase from each word on; with the `whole` text, none that runs over the end of a clause."""
        found: list[Found] = []
        folded, starts, ends = text
        trie, count = self._trie, len(folded)
        for first in [i for i, word in enumerate(folded) if word in trie]:
            node = trie[folded[first]]
            best: tuple[int, list[str]] | None = None
            position = first + 1
            while True:
                values = node.get(_END)
                if values is not None:
                    best = position, values
                if position == count:
                    break
                node = node.get(folded[position])
                if node is None:
                    break
                position += 1
            if best is None:
                continue
            last, values = best
            start, end = starts[first], ends[last - 1]
            if last > first + 1 and whole is not None and _BREAK.search(whole, start, end):
                continue
            found.extend(Found(first, last, start, end, value) for value in dict.fromkeys(values))
        return found


def outermost(found: Sequence[Found]) -> Iterator[Found]:
    """What is left after dropping each phrase that lies within a longer one.

    >>> phrases = Phrases({"a": ["financial inclusion"], "b": ["inclusion"]})
    >>> [f.value for f in outermost(phrases.search(words("financial inclusion")))]
    ['a']
    """
    reach = -1
    edge: tuple[int, int] | None = None
    for phrase in sorted(found, key=lambda f: (f.first, -f.last)):
        if phrase.last > reach or (phrase.first, phrase.last) == edge:
            yield phrase
            if phrase.last > reach:
                reach, edge = phrase.last, (phrase.first, phrase.last)
