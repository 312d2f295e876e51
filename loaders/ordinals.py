"""Ordinal numbers in a text: "24th", "vigésima cuarta", "XXIV"."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

import msgspec

from tookpart.loaders.kept import compiled
from tookpart.loaders.language import SUPPORTED, alternation, folded, language

Form = Literal["digits", "word", "roman"]

_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_TAIL = re.compile(r"[ \t\u00a0\n]+[\"“«'‘(]?([^\W\d_]+)")
_HEAD = re.compile(r"([^\W\d_]+[’']?)[\"”»)]?[ \t\u00a0\n]*[\"“«‘(]?$")
_BREAK = re.compile(r"[.,;:()\n]")
_WORD = re.compile(r"[^\W\d_]+")
# so far back the noun that a numeral follows may stand: "Cumbre Tuxtla II"
_REACH = 40


class Ordinal(msgspec.Struct, frozen=True, order=True):
    """An ordinal number from 1 to 99 at `text[start:end]`; the day of a date ("the 13th") looks the same."""

    start: int
    end: int
    value: int
    form: Form


class _Grammar(NamedTuple):
    values: Mapping[str, int]
    small: re.Pattern[str]
    roman: re.Pattern[str]
    articles: frozenset[str]
    pronoun: bool


def find_ordinals(text: str, code: str) -> list[Ordinal]:
    """All ordinals of a text in the language `code`, in order.

    A Roman numeral counts in capitals only, before a capitalised word ("XXIV RCM"), between an article and a noun ("la
    XXIV reunión"), or next to a noun that meetings are counted by ("Tuxtla II summit"); so a person's "IV" and the
    English "I" do not.

    >>> ordinals = find_ordinals("La vigésima cuarta CRM y la II Cumbre, 3.ª sesión", "es")
    >>> [(ordinal.value, ordinal.form) for ordinal in ordinals]
    [(24, 'word'), (2, 'roman'), (3, 'digits')]
    """
    grammar = _grammar(code)
    lower = folded(text)
    found = []
    for match in grammar.small.finditer(lower):
        if match["digits"]:
            value = int(match["digits"])
            if value > 0:
                found.append(Ordinal(match.start(), match.end(), value, "digits"))
        else:
            found.append(Ordinal(match.start(), match.end(), grammar.values[_unified(match[0])], "word"))
    for match in grammar.roman.finditer(text):
        value = roman_value(match["roman"])
        if value and _is_plausible(text, match, grammar):
            found.append(Ordinal(match.start(), match.end(), value, "roman"))
    found.sort()
    return found


def roman_value(numeral: str) -> int:
    """The value of a Roman numeral in capitals, 1 to 99; 0 for anything else.

    >>> roman_value("XXIV"), roman_value("IIX"), roman_value("C")
    (24, 0, 0)
    """
    if not numeral or not re.fullmatch(r"(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})", numeral):
        return 0
    values = [_ROMAN_VALUES[letter] for letter in numeral]
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))


def _is_plausible(text: str, match: re.Match[str], grammar: _Grammar) -> bool:
    numeral = match["roman"]
    if numeral == "L":
        return False
    tail = _TAIL.match(text, match.end())
    following = tail[1] if tail else ""
    head = _HEAD.search(text[max(0, match.start() - _REACH) : match.start()])
    before = head[1].lower() if head else ""
    if numeral == "I" and grammar.pronoun:
        # "the I Regional Congress"; elsewhere it is the speaker, or a letter
        return before in grammar.articles and following[:1].isupper()
    if following[:1].isupper() and not (text[match.end()] == "\n" and head):
        return True
    if following and before in grammar.articles:
        return True
    if head is None or not head[1][:1].isupper():
        return False
    numbered = _numbered()
    phrase = _BREAK.split(text[max(0, match.start() - _REACH) : match.start()])[-1]
    return following in numbered or any(word.lower() in numbered for word in _WORD.findall(phrase)[-3:])


@functools.cache
def _numbered() -> frozenset[str]:
    return frozenset(word for code in SUPPORTED for word in language(code).section("ordinals")["numbered"])


@functools.cache
def _grammar(code: str) -> _Grammar:
    data = language(code).section("ordinals")
    values = _values(data)
    suffixes = alternation(data["suffixes"])
    roman_suffixes = alternation(data["roman_suffixes"])
    not_after = "".join(rf"(?<!\b{word} )(?<!\b{word}-)" for word in data["not_after"])
    forms = alternation(
        spelt for word in values for spelt in {word, word.replace("-", "\u2011"), word.replace("-", "\u2010")}
    )
    return _Grammar(
        values=values,
        small=compiled(rf"(?<![\w.,])(?:(?P<digits>\d{{1,2}})[-]?{suffixes}|{not_after}{forms})(?!\w)"),
        # what stands before is asked behind the first letter, since a letter is looked for faster than an edge
        roman=re.compile(
            rf"(?P<roman>[XLVI](?<![\w.&/'’-].)(?:[XLVI]*|(?<=X)C[XVI]*))(?:-?{roman_suffixes})?(?![\w/&’'-])(?!\.\w)",
            re.DOTALL,
        ),
        articles=frozenset(data["articles"]),
        pronoun=bool(data["pronoun_i"]),
    )


def _values(data: Mapping[str, Any]) -> dict[str, int]:
    """All words of a language for 1 to 99, with and without accents."""
    units, teens, tens, stems = data["units"], data["teens"], data["tens"], data["stems"]
    values = {**units, **teens, **tens}
    for stem, ten in stems.items():
        follow = {**units, **teens} if stem in data["vigesimal"] else units
        for joint in data["joints"]:
            # "décimo tercera" keeps its accent, "decimotercera" loses it
            first = stem if joint else _plain(stem)
            values.update({f"{first}{joint}{word}": ten + value for word, value in follow.items()})
    return {form: value for word, value in values.items() for form in (word, _plain(word))}


def _unified(word: str) -> str:
    return word.replace("\u2011", "-").replace("\u2010", "-")


@functools.cache
def _plain(word: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))
