"""How alike two names are, for holding a graph against gold facts: accents, ordinals and years are seen through.

The rules are those of the gold facts' own scorer, so that both give the same figures: they only measure, and decide
nothing about identity in a graph (`tookpart.graph.identity` does).
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Collection

from rapidfuzz import fuzz

_WORDS = (
    "first primera primer primero premiere premier",
    "second segunda segundo seconde deuxieme",
    "third tercera tercer tercero troisieme",
    "fourth cuarta cuarto quatrieme",
    "fifth quinta quinto cinquieme",
    "sixth sexta sexto sixieme",
    "seventh septima septimo septieme",
    "eighth octava octavo huitieme",
    "ninth novena noveno neuvieme",
    "tenth decima decimo dixieme",
    "eleventh undecima undecimo onzieme",
    "twelfth duodecima duodecimo douzieme",
    "thirteenth treizieme",
    "fourteenth quatorzieme",
    "fifteenth quinzieme",
    "sixteenth seizieme",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth twenty vigesima vigesimo vingtieme",
)
_ORDINALS = {word: number for number, words in enumerate(_WORDS, 1) for word in words.split()}
_ORDINALS |= dict.fromkeys(("thirty", "thirtieth", "trigesima", "trigesimo"), 30)
_TENS = (10, 20, 30)
_COUNTED = re.compile(r"(\d+)(?:st|nd|rd|th|er|re|e|eme|a|o)?")
_ROMAN = re.compile(r"(?:xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_LETTERS = {"i": 1, "v": 5, "x": 10, "l": 50}
_YEAR = re.compile(r"(?:19|20)\d\d")
_SHORT = 6  # forms of up to so many characters are acronyms, of which a near miss is another one
_APART = 40  # what two names lose whose years, or whose other numbers, have none in common


def bare(text: str) -> str:
    """The text in small letters a to z and digits, its words parted by single spaces.

    >>> bare("Reunión N.º 4")
    'reunion n o 4'
    """
    letters = (c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[a-z0-9]+", "".join(letters).lower()))


@functools.lru_cache(maxsize=65536)
def counted(name: str) -> str:
    """A name in bare form whose ordinals are digits, whatever way they were written.

    >>> counted("XXIV Conference"), counted("Twenty-fourth Conference"), counted("Vigésima cuarta conferencia")
    ('24 conference', '24 conference', '24 conferencia')
    """
    out: list[str] = []
    ten = 0
    for word in bare(name).split():
        number = _ORDINALS.get(word, 0)
        if ten and 0 < number < 10:
            out[-1] = str(ten + number)
            ten = 0
            continue
        ten = number if number in _TENS else 0
        digits = _COUNTED.fullmatch(word)
        if digits is not None:
            out.append(digits[1])
        elif number:
            out.append(str(number))
        elif _ROMAN.fullmatch(word) and word != "l" and (word != "i" or not out):
            out.append(str(_roman(word)))
        else:
            out.append(word)
    return " ".join(out)


def alike(names: Collection[str], others: Collection[str]) -> float:
    """How alike the most alike two of these names are, from 0 to 100.

    >>> alike(["24th RCM"], ["XXIV RCM"]), alike(["RCM"], ["RCMD"])
    (100.0, 0.0)
    """
    best = 0.0
    for one in filter(None, map(counted, names)):
        for other in filter(None, map(counted, others)):
            if one == other:
                return 100.0
            if min(len(one), len(other)) > _SHORT:
                best = max(best, _ratio(one, other))
    return best


@functools.lru_cache(maxsize=65536)
def _ratio(one: str, other: str) -> float:
    score = (fuzz.token_sort_ratio(one, other) + fuzz.token_set_ratio(one, other)) / 2
    for here, there in zip(_numbers(one), _numbers(other), strict=True):
        if here and there and here.isdisjoint(there):
            score -= _APART
    return score


def _numbers(text: str) -> tuple[set[str], set[str]]:
    found = set(re.findall(r"\d+", text))
    years = {number for number in found if _YEAR.fullmatch(number)}
    return years, found - years


def _roman(word: str) -> int:
    values = [_LETTERS[letter] for letter in word]
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))
