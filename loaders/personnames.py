"""Runs of capitalised words that could be the name of a person, and the places of a text where nobody is looked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from tookpart.loaders.personwords import Lexicon, Reading
from tookpart.loaders.phrases import fold

PARTICLES = frozenset(
    {"de", "del", "della", "di", "da", "do", "dos", "das", "du", "des", "la", "las", "los", "le", "el", "al"}
    | {"van", "von", "der", "den", "ten", "ter", "zu", "bin", "bint", "ben", "ibn", "abu", "ould", "mint", "af"}
)
"""Small words inside a name. Not "y" and "e": between two capitalised names they are "and"."""

_MOST_PARTICLES = 3
_SHORT_LINE = 60
_ABOVE = 2
# "Participaron Ana Rivas y ...": a verb opens the sentence in a capital
_VERB_FIRST = re.compile(r"(?:[aei]r(?:á|án)|aron|ieron|ó|ino|uvo|uso|aban|ían|an|en|aient|èrent)$")
# "Md. Shahidul"
_SHORTENED = frozenset({"Md", "Mohd"})
_ROMAN = re.compile(r"[IVXL]{2,}")
_LONE_CUE = re.compile(r"(?i)(?:@|tel|tél|e-?mail|phone|fax|mobile|correo|cel|courriel)")


class Piece(NamedTuple):
    """A run of capitalised words, tokens `first` to before `last`, that could name a person."""

    first: int
    last: int


def hidden(text: str, lexicon: Lexicon) -> list[tuple[int, int]]:
    """The spans that name people who took no part: whom to write to, who made a picture or shows in it.

    >>> from tookpart.loaders.personwords import lexicon
    >>> text = "Talks ended.\\nFor more information: Ana Rivas, IOM"
    >>> [text[start:end] for start, end in hidden(text, lexicon("en"))]
    ['For more information: Ana Rivas, IOM']
    """
    spans: list[tuple[int, int]] = []
    folded = fold(text)
    for match in lexicon.contact.finditer(folded):
        line = text.rfind("\n", 0, match.start()) + 1
        end = text.find("\n", match.end())
        end = len(text) if end < 0 else end
        start = max(line, text.rfind(". ", line, match.start()) + 1)
        if start == line and _LONE_CUE.match(match.group()):
            # a name on a line of its own above a telephone number
            for _ in range(_ABOVE):
                above = text.rfind("\n", 0, max(0, start - 1)) + 1
                if start == 0 or start - above > _SHORT_LINE or text[above : start - 1].rstrip().endswith("."):
                    break
                start = above
        if not text[match.end() : end].strip(" :."):
            following = text.find("\n", end + 1)
            end = len(text) if following < 0 else following
        spans.append((start, end))
    line = 0
    for content in folded.split("\n"):
        if lexicon.captions.match(content):
            spans.append((line, line + len(content)))
        line += len(content) + 1
    return sorted(spans)


def _is_name_word(toks: Reading, i: int) -> bool:
    return toks.capital[i] and toks.mention[i] < 0 and not _ROMAN.fullmatch(toks.words[i])


def pieces(toks: Reading) -> Iterator[Piece]:
    """The runs of capitalised words, with small particles inside, cut where a word stands that no name holds."""
    last, count = 0, len(toks.words)
    for i in [i for i, capital in enumerate(toks.capital) if capital]:
        if i < last or not _is_name_word(toks, i):
            continue
        last = i + 1
        while last < count:
            if initial(toks, last - 1):
                last += 2
                continue
            if not toks.joined(last - 1):
                break
            step = last
            while (
                step < count - 1
                and step - last < _MOST_PARTICLES
                and toks.words[step] in PARTICLES
                and toks.joined(step)
            ):
                step += 1
            if not _is_name_word(toks, step) and (step > last or not _ROMAN.fullmatch(toks.words[step])):
                break
            last = step + 1
        yield from _cut(toks, i, last)


def initial(toks: Reading, i: int) -> bool:
    """True if token i is one capital letter with a full stop and a capitalised word after it ("William L. Swing")."""
    return (
        i + 2 < len(toks.words)
        and (len(toks.words[i]) == 1 or toks.words[i] in _SHORTENED)
        and toks.words[i + 1] == "."
        and toks.ends[i] == toks.starts[i + 1]
        and toks.joined(i + 1)
        and _is_name_word(toks, i + 2)
    )


def _cut(toks: Reading, first: int, last: int) -> Iterator[Piece]:
    words = toks.lexicon
    start = first
    for i in range(first, last + 1):
        folded = toks.folded[i] if i < last else ""
        ordinary = folded in words.not_names and not (i > start and _surname_too(toks, i))
        address = i < last and toks.honorific(i)
        if i < last and not (ordinary or address or toks.office[i] or folded in words.after_offices):
            continue
        end = i
        # "Ana Rivas de Migración" ends before the particle; "Diego Rivas Foundation" is nobody
        linked = end > start and toks.words[end - 1] in PARTICLES
        while end > start and (toks.words[end - 1] in PARTICLES or not toks.capital[end - 1]):
            end -= 1
        opening = start
        while opening < end and (
            not toks.capital[opening]
            or toks.words[opening] in PARTICLES
            or (_small_word(toks, opening) and not initial(toks, opening))
        ):
            opening += 1
        if (
            end - opening > 2
            and toks.folded[opening] not in words.given_names
            and _VERB_FIRST.search(toks.words[opening])
            and toks.folded[opening + 1] in words.given_names
        ):
            opening += 1
        opening = _past_genitive(toks, opening, end)
        if opening < end and not (ordinary and not linked and not address):
            yield Piece(opening, end)
        start = i + 1


def _past_genitive(toks: Reading, first: int, last: int) -> int:
    """Where the name begins in "Exposé de Sophie Morel", which has "de" before a given name."""
    if toks.folded[first : first + 1] and toks.folded[first] not in toks.lexicon.given_names:
        for i in range(first + 1, last - 2):
            if toks.words[i] in PARTICLES and toks.folded[i + 1] in toks.lexicon.given_names:
                return i + 1
    return first


def _surname_too(toks: Reading, i: int) -> bool:
    """True for "Cruz" in "Ana Cruz"."""
    words = toks.lexicon
    return toks.folded[i] in words.surnames_too and toks.folded[i - 1] in words.given_names


def lone_surnames(toks: Reading) -> Iterator[Piece]:
    """Capitalised words on their own that are surnames of some and words of many names: "Cruz", "Hall"."""
    for i, folded in enumerate(toks.folded):
        if folded not in toks.lexicon.surnames_too or not toks.capital[i]:
            continue
        after = i + 1 < len(toks.words) and toks.joined(i) and toks.capital[i + 1]
        before = i > 0 and toks.joined(i - 1) and toks.capital[i - 1] and not toks.honorific(i - 1)
        if not (after or before):
            yield Piece(i, i + 1)


def _small_word(toks: Reading, i: int) -> bool:
    """True for a word that has its capital from the beginning of the sentence only."""
    folded = toks.folded[i]
    return folded in toks.lexicon.function_words or (
        folded in toks.lexicon.stops and folded not in toks.lexicon.given_names
    )


def slug(name: str) -> str:
    """A name as the end of an identifier.

    >>> slug("Süleyman O'Brien-Ñáñez")
    'suleyman-o-brien-nanez'
    """
    plain = fold(name).replace("œ", "oe").replace("æ", "ae").replace("ß", "ss")
    return "-".join(re.findall(r"[a-z0-9]+", plain)) or "x"


def spelled(name: str) -> str:
    """A name without shouting.

    >>> spelled("Antonio VITORINO")
    'Antonio Vitorino'
    """
    return " ".join(
        "-".join(part.capitalize() for part in word.split("-"))
        if len(word) > 2 and word.isupper() and "." not in word
        else word
        for word in name.split()
    )


def one_name(a: list[str], b: list[str]) -> bool:
    """True if two lists of name words can be one person's: equal, the longer with more words, or a surname alone.

    >>> one_name(["alejandro", "encinas"], ["alejandro", "encinas", "rodriguez"])
    True
    >>> one_name(["encinas"], ["alejandro", "encinas", "rodriguez"])
    True
    >>> one_name(["alejandro"], ["alejandro", "encinas", "rodriguez"])
    False
    """
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    if short == long:
        return True
    if len(short) == 1:
        return short[0] in long[1:]
    position = 0
    for part in long:
        if position < len(short) and part == short[position]:
            position += 1
    return position == len(short)
