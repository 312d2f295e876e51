"""The words without which a pattern cannot match, so that it is tried only where one of them stands.

Each of the hundred rules of a language needs a word of its own ("hosted", "chaired"), and a sentence has few of them.
The words come from the parsed pattern itself: nobody has to list them, and no rule can be forgotten.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

_WORD = re.compile(r"\w+")
# A sketch is what a match looks like: letters and digits are themselves, a blank is an edge of words, and this is
# anything at all.
_ANY = "\0"
_EDGE = " "
_MOST = 20_000  # sketches of one part of a pattern; with more, only its most telling words count
_OPEN = "*"
# flags with which a letter or an edge is not what it looks like
_OTHER_WORDS = re.IGNORECASE | re.ASCII
_CACHED = 1 << 14  # words whose patterns are kept at hand
_FRAMES = 1 << 8  # texts whose words are
_CAPITAL = 1  # letters of names stand in most frames
# and so do these
_COMMON = frozenset(
    (
        *(
            "the",
            "and",
            "for",
            "from",
            "with",
            "was",
            "were",
            "has",
            "had",
            "have",
            "that",
            "which",
            "this",
            "been",
            "its",
        ),
        *("will", "por", "con", "del", "los", "las", "que", "una", "para", "fue", "des", "les", "une", "dans", "pour"),
        *("par", "est", "sont", "sur"),
    )
)

Sketches = frozenset[str]
Needed = list[frozenset[str]]
# private letters, which no pattern has, and what the parts need that they stand for
_LETTERS = map(chr, itertools.count(0xE000))
_SHARED: dict[int, Sketches] = {}


@functools.lru_cache(maxsize=_FRAMES)
def words_in(text: str) -> frozenset[str]:
    """The words of a frame's text, kept for those that ask next."""
    return frozenset(_WORD.findall(text))


def triggers(pattern: str) -> Needed:
    """Sets of words: in every text that the pattern matches stands one word of each, the most telling set first.

    "host*" is a word that begins so. No set at all says that the pattern may match anything.

    >>> [sorted(words) for words in triggers(r"\\b(?:co-)?(?:organi[sz]ed|hosts?|led(?! to))(?: \\w+ly)? by [SG]\\b")]
    [['host', 'hosts', 'led', 'organised', 'organized'], ['by'], ['G', 'S']]
    >>> [sorted(words) for words in triggers(r" S (?:host|chair)")]
    [['chair*', 'host*'], ['S']]
    >>> triggers("host")
    []
    """
    parsed = _parser.parse(pattern)
    return [] if parsed.state.flags & _OTHER_WORDS else _clauses(parsed)


@functools.cache
def share(pattern: str) -> str:
    """A letter that stands for a part of many patterns, which is then looked at once: "(?:the|a|the state of)"."""
    letter = next(_LETTERS)
    _SHARED[ord(letter)] = _sequence(_parser.parse(pattern))
    return letter


class Triggers:
    """Which of several patterns can match a text at all.

    >>> Triggers([r"\\bmet\\b", "S", r"\\bheld", r"\\bmet\\s+in\\s+D\\b"]).possible("S met")
    [0, 1]
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        self._look_up(map(triggers, patterns))

    @classmethod
    def of(cls, needed: Iterable[Needed]) -> Triggers:
        """The same from what `triggers` gave for each of the patterns."""
        found = cls(())
        found._look_up(needed)
        return found

    def _look_up(self, needed: Iterable[Needed]) -> None:
        self._always: set[int] = set()
        self._by_word: dict[str, list[int]] = {}
        self._further: list[tuple[frozenset[str], ...]] = []
        for number, sets in enumerate(needed):
            if not sets:
                self._always.add(number)
            for word in itertools.chain(*sets[:1]):
                self._by_word.setdefault(word, []).append(number)
            whole = (words for words in sets[1:] if not any(word.endswith(_OPEN) for word in words))
            self._further.append(tuple(whole))
        self._starts = sorted({len(word) - 1 for word in self._by_word if word.endswith(_OPEN)})
        self._of = functools.lru_cache(maxsize=_CACHED)(self._of_word)

    def _of_word(self, word: str) -> tuple[int, ...]:
        keys = [word, *(word[:size] + _OPEN for size in self._starts if size <= len(word))]
        return tuple({number for key in keys for number in self._by_word.get(key, ())})

    def any_possible(self, text: str) -> bool:
        """True if one of the patterns may match somewhere in a text."""
        return bool(self._always) or any(map(self._of, words_in(text)))

    def possible(self, text: str) -> list[int]:
        """The numbers of the patterns that may match somewhere in a text, in order."""
        present = words_in(text)
        found = []
        for number in self._always.union(*map(self._of, present)):
            for words in self._further[number]:
                if words.isdisjoint(present):
                    break
            else:
                found.append(number)
        return sorted(found)


def _words(sketches: Iterable[str]) -> frozenset[str] | None:
    """The most telling word of each sketch; None if one has no word."""
    found: set[str] = set()
    for sketch in sketches:
        # a word may have begun before the first edge, and may go on behind the last
        words = [_whole_or_open(part) for part in (sketch + _ANY).split(_EDGE)[1:]]
        best = max(words, key=_telling, default="")
        if not _telling(best):
            return None
        found.add(best)
    return frozenset(found)


def _whole_or_open(part: str) -> str:
    start, cut, _ = part.partition(_ANY)
    return start + _OPEN if cut else part


def _telling(word: str) -> int:
    return _CAPITAL if word.isupper() or word in _COMMON else len(word.rstrip(_OPEN))


def _worth(words: frozenset[str]) -> tuple[int, int]:
    return min((_telling(word) for word in words), default=99), -len(words)


def _clauses(parsed: Any) -> list[frozenset[str]]:
    """What each of the parts that follow each other needs, the most telling first."""
    parts = list(_joined(parsed.data))
    found = set()
    before = _edges(parts, str.endswith)
    behind = _edges(parts[::-1], str.startswith)[::-1]
    for left, part, right in zip(before, parts, behind, strict=True):
        words = _words(left + sketch + right for sketch in part)
        if words:
            found.add(words)
    return sorted(found, key=lambda words: (_worth(words), sorted(words)), reverse=True)


def _edges(parts: Sequence[Sketches], at_edge: Callable[[str, str], bool]) -> list[str]:
    """For each part, an edge if no word of it can have begun in the parts before, else anything."""
    found = []
    edge = _ANY
    for part in parts:
        found.append(edge)
        if not all(at_edge(sketch, _EDGE) for sketch in part if sketch):
            edge = _ANY
        elif "" not in part:
            edge = _EDGE
    return found


def _sequence(parsed: Any) -> Sketches:
    """The sketches of parts that follow each other."""
    sketches: Sketches = frozenset({""})
    for part in _joined(parsed.data):
        if len(sketches) * len(part) > _MOST:
            clauses = _clauses(parsed)
            return frozenset(_sketch(word) for word in clauses[0]) if clauses else frozenset({_ANY})
        sketches = frozenset(first + second for first, second in itertools.product(sketches, part))
    return sketches


def _sketch(word: str) -> str:
    """The sketch of any text with a word in it."""
    return f"{_ANY}{_EDGE}{word.removesuffix(_OPEN)}{_ANY if word.endswith(_OPEN) else _EDGE + _ANY}"


def _joined(parts: Iterable[tuple[Any, Any]]) -> Iterator[Sketches]:
    """The sketches of each part, letters that follow each other as one."""
    for literal, run in itertools.groupby(parts, key=_is_literal):
        if literal:
            yield frozenset({"".join(_character(chr(argument)) for _, argument in run)})
        else:
            yield from (_part(code, argument) for code, argument in run)


def _is_literal(part: tuple[Any, Any]) -> bool:
    return part[0] is op.LITERAL and part[1] not in _SHARED


def _part(code: Any, argument: Any) -> Sketches:
    """The sketches of one part of a parsed pattern; what is not told apart here may be anything."""
    if code is op.LITERAL:
        return _letter(argument)
    if code is op.IN:
        return _one_of(argument)
    if code is op.BRANCH:
        return _limited(sketch for branch in argument[1] for sketch in _sequence(branch))
    if code is op.SUBPATTERN:
        _, switched_on, _, inner = argument
        return frozenset({_ANY}) if switched_on & _OTHER_WORDS else _sequence(inner)
    if code in (op.MAX_REPEAT, op.MIN_REPEAT):
        return _repeated(*argument)
    if code is op.AT:
        return frozenset({_ANY if argument is op.AT_NON_BOUNDARY else _EDGE})
    if code is op.ASSERT:
        ahead, inner = argument
        around = _sequence(inner)
        edge = all(s.startswith(_EDGE) if ahead > 0 else s.endswith(_EDGE) for s in around)
        return frozenset({_EDGE if edge else ""})
    if code is op.ASSERT_NOT:
        return frozenset({_EDGE if _holds_every_word_character(argument[1]) else ""})
    return frozenset({_ANY})


def _holds_every_word_character(inner: Sequence[tuple[Any, Any]]) -> bool:
    """True for `[\\w']`, also as the first of several choices: where that is excluded, a word ends."""
    if len(inner) != 1:
        return False
    code, argument = inner[0]
    if code is op.BRANCH:
        return any(_holds_every_word_character(branch) for branch in argument[1])
    return code is op.IN and argument[0][0] is not op.NEGATE and (op.CATEGORY, op.CATEGORY_WORD) in argument


def _limited(sketches: Iterable[str]) -> Sketches:
    found = frozenset(sketches)
    return found if len(found) <= _MOST else frozenset({_ANY})


def _letter(argument: int) -> Sketches:
    """The sketches of a letter, which may be that of a shared part."""
    return _SHARED.get(argument) or frozenset({_character(chr(argument))})


def _character(character: str) -> str:
    return character if character.isalnum() or character == "_" else _EDGE


def _one_of(members: Sequence[tuple[Any, Any]]) -> Sketches:
    """The sketches of a set of characters, or of shared parts, which the parser puts in a set as well."""
    found: set[str] = set()
    for code, argument in members:
        if code is op.LITERAL:
            found.update(_letter(argument))
        elif code is op.CATEGORY and argument in (op.CATEGORY_SPACE, op.CATEGORY_NOT_WORD):
            found.add(_EDGE)
        else:
            return frozenset({_ANY})
    return _limited(found)


def _repeated(least: int, most: int, inner: Any) -> Sketches:
    """The sketches of a part that may stand several times, or be left out."""
    once = _sequence(inner)
    left_out = {""} if least == 0 else set()
    if most == 1 or once == {_EDGE}:
        return _limited({*once, *left_out})
    starts = _EDGE if all(sketch.startswith(_EDGE) for sketch in once) else ""
    ends = _EDGE if all(sketch.endswith(_EDGE) for sketch in once) else ""
    return frozenset({starts + _ANY + ends, *left_out})
