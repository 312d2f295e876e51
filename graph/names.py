"""Names made comparable, and made into the readable ends of IRIs."""

from __future__ import annotations

import functools
import hashlib
import re
import unicodedata

from tookpart.loaders.language import SUPPORTED, function_words, language
from tookpart.loaders.ordinals import find_ordinals

_GAPS = re.compile(r"[^0-9a-z]+")
_ROMAN = re.compile(r"(?=[ivxl]{2,})(xl|l?x{0,3})(ix|iv|v?i{0,3})")
_DIGITS = re.compile(r"([0-9]+)(?:st|nd|rd|th|er|re|e|eme|ma|mo|va|vo|ra|ro|ta|to|da|do|na|no)?")
_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50}


def plain(text: str) -> str:
    """The text in lower case without accents, its words parted by single spaces and nothing else left.

    Letters of other scripts have no Latin form here: a name made only of them gives "".

    >>> plain("XXIV Conferencia Regional sobre Migración (CRM)")
    'xxiv conferencia regional sobre migracion crm'
    """
    decomposed = unicodedata.normalize("NFKD", text.replace("ß", "ss").replace("ø", "o").replace("Ø", "O"))
    return _GAPS.sub(" ", decomposed.encode("ascii", "ignore").decode().lower()).strip()


@functools.lru_cache(maxsize=65536)
def short_hash(text: str) -> str:
    """Eight hexadecimal digits that stand for a text.

    >>> short_hash("RCM")
    '6c556fb0'
    """
    return hashlib.sha256(text.encode()).hexdigest()[:8]


@functools.lru_cache(maxsize=65536)
def slug(text: str, longest: int = 64) -> str:
    """A readable end for an IRI, of at most `longest` characters, cut between words.

    >>> slug("Regional Consultation Group on Migration (RCGM)")
    'regional-consultation-group-on-migration-rcgm'
    >>> slug("Балийский процесс")
    'x-434f67d3'
    """
    words = plain(text).replace(" ", "-")
    if not words:
        return f"x-{short_hash(text)}"
    if len(words) <= longest:
        return words
    return words[: longest + 1].rpartition("-")[0] or words[:longest]


@functools.cache
def _small_words() -> frozenset[str]:
    return frozenset(plain(word) for code in SUPPORTED for word in function_words(code))


def _number(word: str) -> str:
    if match := _DIGITS.fullmatch(word):
        return match[1]
    if _ROMAN.fullmatch(word):
        after = [*(_VALUES[c] for c in word[1:]), 0]
        values = [_VALUES[c] for c in word]
        return str(sum(-v if v < n else v for v, n in zip(values, after, strict=True)))
    return word


@functools.lru_cache(maxsize=65536)
def key(name: str) -> str:
    """A name in the form in which two names are compared: plain, numbers as digits, without articles and prepositions.

    >>> key("XXIV Meeting of the RCM") == key("24th Meeting, RCM")
    True
    """
    words = plain(name).split()
    small = _small_words()
    return " ".join(_number(word) for word in words if word not in small) or " ".join(words)


@functools.lru_cache(maxsize=65536)
def title(name: str, code: str | None) -> str:
    """A meeting's title in the form in which titles are compared: as `key`, its ordinals as digits.

    >>> title("Vigésima cuarta reunión de la CRM", "es")
    '24 reunion crm'
    """
    found = find_ordinals(name, code) if code in SUPPORTED else []
    for ordinal in reversed(found):
        name = f"{name[: ordinal.start]}{ordinal.value}{name[ordinal.end :]}"
    return key(name)


@functools.cache
def _generic_words() -> frozenset[str]:
    return frozenset(plain(word) for code in SUPPORTED for word in language(code).section("identity")["generic"])


def topic(normal: str, owners: frozenset[str]) -> str:
    """What a title says besides numbers, words that any meeting's title has, and the words of its owners' names.

    >>> topic(title("XXIV Regional Conference on Migration", "en"), frozenset({"migration"}))
    ''
    >>> topic(title("II Regional Congress on Women in Migration", "en"), frozenset({"migration"}))
    'congress women'
    """
    words = {word for word in normal.split() if not word.isdigit()}
    return " ".join(sorted(words - owners - _generic_words()))


def has_number(normal: str) -> bool:
    """True if a name in comparable form holds a number.

    >>> has_number(key("Tuxtla II")), has_number(key("Tuxtla summit"))
    (True, False)
    """
    return any(word.isdigit() for word in normal.split())
