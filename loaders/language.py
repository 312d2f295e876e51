"""The languages that documents are written in: their data files, and telling one language from another."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Mapping
from importlib import resources
from types import MappingProxyType
from typing import Any

import msgspec

from tookpart.ontology.errors import InputError

SUPPORTED = ("en", "es", "fr")
"""The languages whose documents the rules read; `detect` knows some more."""

_DETECTED = ("en", "es", "fr", "pt")
_WORD = re.compile(r"[^\W\d_]+")
# so many characters settle the language of any text; more would only cost time
_ENOUGH = 6000


class Language(msgspec.Struct, frozen=True, eq=False):
    """One language's data: a mapping for each section of its file, read by the module that the section belongs to."""

    code: str
    sections: Mapping[str, Mapping[str, Any]]

    def section(self, name: str) -> Mapping[str, Any]:
        """The section of that name; `InputError` if the file has none."""
        try:
            return self.sections[name]
        except KeyError:
            raise InputError(
                f"language {self.code!r} has no section [{name}] in loaders/language/{self.code}.toml"
            ) from None

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return language, (self.code,)


@functools.cache
def language(code: str) -> Language:
    """The data of a language by its two-letter code; the same object every time.

    Raises `InputError` for a language that has no data file.

    >>> language("es").section("calendar")["months"][4]
    ['mayo', 'may']
    """
    file = resources.files("tookpart.loaders") / "language" / f"{code}.toml"
    if not (code.isalpha() and file.is_file()):
        raise InputError(f"no language {code!r}; there is data for {', '.join(SUPPORTED)}")
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    return Language(code, MappingProxyType({name: MappingProxyType(section) for name, section in data.items()}))


@functools.cache
def function_words(code: str) -> frozenset[str]:
    """The frequent small words of a language, in lower case."""
    return frozenset(language(code).section("detection")["words"].split())


@functools.cache
def _weights() -> dict[str, tuple[tuple[str, float], ...]]:
    owners: dict[str, list[str]] = {}
    for code in _DETECTED:
        for word in function_words(code):
            owners.setdefault(word, []).append(code)
    # a word of two languages tells less than half of what a word of one tells
    return {word: tuple((code, 1 / len(codes) ** 2) for code in codes) for word, codes in owners.items()}


def detect(text: str, default: str = "en", least: float = 0.5) -> str:
    """The language of a text ("en", "es", "fr" or "pt"), by its function words; `default` where they weigh less than
    `least`.

    >>> detect("La reunión se celebró en Quito con la participación de los países miembros.")
    'es'
    >>> detect("A reunião foi realizada em Quito com a participação dos países membros.")
    'pt'
    >>> detect("MIDWA, Accra 2017", default="fr")
    'fr'
    """
    weights = _weights()
    scores = dict.fromkeys(_DETECTED, 0.0)
    for word in _WORD.findall(text[:_ENOUGH].lower()):
        for code, weight in weights.get(word, ()):
            scores[code] += weight
    best = max(scores, key=scores.__getitem__)
    if scores[best] < least or (best != default and scores[best] == scores.get(default)):
        return default
    return best


def folded(text: str) -> str:
    """The text in lower case, with every character at its place: offsets in it are offsets in the text.

    >>> folded("İzmir, ANKARA")
    'İzmir, ankara'
    """
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(small if len(small := character.lower()) == 1 else character for character in text)


def alternation(words: Iterable[str]) -> str:
    """A regular expression for any of the words, the longest first, with shared beginnings written once: fast for long
    lists.

    >>> alternation(["may", "mayo", "marzo"])
    'ma(?:rzo|yo?)'
    """
    trie: dict[str, Any] = {}
    for word in words:
        node = trie
        for character in word:
            node = node.setdefault(character, {})
        node[""] = {}
    return _pattern(trie)


def _pattern(node: dict[str, Any]) -> str:
    branches = sorted(re.escape(character) + _pattern(child) for character, child in node.items() if character)
    if not branches:
        return ""
    if len(branches) == 1 and "" not in node:
        return branches[0]
    if "" in node:
        return (
            f"(?:{'|'.join(branches)})" if len(branches) > 1 or len(branches[0].lstrip("\\")) > 1 else branches[0]
        ) + "?"
    return f"(?:{'|'.join(branches)})"
