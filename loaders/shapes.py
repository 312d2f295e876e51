"""Names of organisations by their shape: a head word ("Ministry", "Network"), what stands before it and what follows.

English puts words before the head ("Swedish Migration Agency", "Poland's Ministry"), all languages behind it ("Ministry of Labour and
Social Security of the Kyrgyz Republic"). A name ends before verbs, before "in", "at" or "with", and before the next name in a list.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from tookpart.loaders.document import Mention
from tookpart.loaders.language import language
from tookpart.loaders.phrases import fold

_WORD = re.compile(r"\b[ldLD]['’](?=\w)|['’]s\b|[^\W_]+(?:-[^\W_]+)*|&")
_GAP = re.compile(r"[ \t\u00a0]+|[ \t\u00a0]*\n[ \t\u00a0]*")
_COMMA = re.compile(r",[ \t\u00a0]*\n?[ \t\u00a0]*")


class Word(NamedTuple):
    """A word of the text and where it stands; `mention` is the number of the mention that it is part of, -1 if none."""

    text: str
    start: int
    end: int
    mention: int


class Shape(NamedTuple):
    """An organisation's name in the text: its span, the head and its class, the core without the state, and whom it belongs to."""

    start: int
    end: int
    kind: str
    head: str
    core: str
    of: str | None


class Heads(NamedTuple):
    """The data of a language: head phrases by their first word, longest first, and the words that may join a name."""

    heads: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
    small_heads: frozenset[str]
    connectors: frozenset[str]
    of: frozenset[str]
    articles: frozenset[str]
    ands: frozenset[str]
    generic: frozenset[str]
    stop: frozenset[str]
    subjects: frozenset[str]
    government: frozenset[str]
    national: frozenset[str]
    before: bool
    parts: frozenset[str]
    regions: re.Pattern[str]
    subjects_known: frozenset[str]
    given_names: frozenset[str]


@functools.cache
def heads(code: str) -> Heads:
    """The section [organisations] of a language, ready for use."""
    data = language(code).section("organisations")
    people = language(code).section("people")
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for kind, phrases in data["heads"].items():
        for phrase in phrases:
            words = tuple(phrase.lower().split())
            found.setdefault(words[0], []).append((words, kind))
    regions = "|".join(re.escape(r) for r in sorted(data["regions"], key=len, reverse=True))
    return Heads(
        heads={first: tuple(sorted(same, key=lambda p: -len(p[0]))) for first, same in found.items()},
        small_heads=frozenset(data["small_heads"]),
        connectors=frozenset(data["connectors"]),
        of=frozenset(data["of"]),
        articles=frozenset(data["articles"]),
        ands=frozenset(data["and"]),
        generic=frozenset(data["generic"]),
        stop=frozenset(data["stop"]),
        subjects=frozenset(data["subjects"]),
        government=frozenset(data["government_when_national"]),
        national=frozenset(data["national"]),
        before=bool(data["words_before_head"]),
        parts=frozenset(data["parts"]),
        regions=re.compile(rf"(?:{regions})\b" if regions else "(?!)"),
        subjects_known=frozenset(people["not_names"].split()),
        given_names=frozenset(people["given_names"].split()),
    )


def words_of(text: str, mentions: Sequence[Mention]) -> list[Word]:
    """The words of a text, each with the mention that it is part of."""
    starts = [m.start for m in mentions]
    found = []
    for match in _WORD.finditer(text):
        start, end = match.span()
        i = bisect_right(starts, start) - 1
        found.append(Word(match.group(), start, end, i if i >= 0 and start < mentions[i].end else -1))
    return found


class Reader:
    """One text on the search for shapes of names."""

    def __init__(self, text: str, code: str, mentions: Sequence[Mention]) -> None:
        self.text = text
        self.mentions = mentions
        self.data = heads(code)
        self.words = words_of(text, mentions)

    def shapes(self) -> Iterator[Shape]:
        """The names in order, none overlapping the one before."""
        table = self.data.heads
        i = reach = 0
        while i < len(self.words):
            first = self.words[i]
            same = table.get(first.text.lower())
            if same is None or not self._may_begin(first):
                i += 1
                continue
            for phrase, kind in same:
                if self._is_phrase(i, phrase):
                    found = self._grow(i, i + len(phrase), kind, reach)
                    if found is not None:
                        shape, i = found
                        reach = shape.end
                        yield shape
                    break
            i += 1

    def _may_begin(self, word: Word) -> bool:
        if not (word.text[0].isupper() or word.text in self.data.small_heads):
            return False
        return word.mention < 0 or self.mentions[word.mention].kind in ("Place", "Demonym")

    def _is_phrase(self, i: int, phrase: tuple[str, ...]) -> bool:
        if i + len(phrase) > len(self.words):
            return False
        for k, wanted in enumerate(phrase):
            word = self.words[i + k]
            if word.text.lower() != wanted or (k and not self._joined(i + k - 1)):
                return False
            if k and word.text[0].islower() and word.text not in self.data.connectors and self.data.before:
                return False
        return True

    def _joined(self, i: int) -> bool:
        """Whether only blanks stand between a word and the next one."""
        a, b = self.words[i], self.words[i + 1]
        return a.end == b.start or bool(_GAP.fullmatch(self.text, a.end, b.start))

    def _kind(self, i: int) -> str:
        mention = self.words[i].mention
        return self.mentions[mention].kind if mention >= 0 else ""

    def _left(self, i: int, reach: int) -> tuple[int, int, str | None, str]:
        """Where the name begins and its core begins, whom the words before the head name, and the class of that."""
        start = core = i
        while start > 0 and self._joined(start - 1) and self.words[start - 1].start >= reach:
            word = self.words[start - 1]
            if word.mention >= 0:
                mention = self.mentions[word.mention]
                if mention.kind == "Place":
                    break
                while start > 0 and self.words[start - 1].mention == word.mention:
                    start -= 1
                if mention.kind not in ("State", "Demonym"):
                    return start, core, mention.id, mention.kind
                if self.words[start].start < mention.end and mention.start < self.words[start].start:
                    return start, core, mention.id, "State"
                return start, core, mention.id, "State"
            if word.text in ("'s", "’s"):
                if start < 2 or self.words[start - 2].mention < 0:
                    break
                start -= 1
                continue
            if word.text.lower() in self.data.ands and start > 1 and start < i:
                other = self.words[start - 2]
                if not (
                    self._joined(start - 2) and other.mention < 0 and self._capital(other) and not self._named(other)
                ):
                    break
                start = core = start - 2
                continue
            if not self._capital(word) or word.text in self.data.stop or self._named(word):
                break
            start = core = start - 1
        return (
            (core, core, None, "")
            if start > core or self.words[start].text in ("'s", "’s")
            else (start, core, None, "")
        )

    def _named(self, word: Word) -> bool:
        folded = fold(word.text)
        return folded in self.data.given_names and folded not in self.data.subjects_known

    def _capital(self, word: Word) -> bool:
        return word.text[0].isupper()

    def _right(self, end: int, kind: str) -> tuple[int, int, str | None, str]:
        """Where the name ends and its core ends (as word numbers), whom the words behind the head name, and the class of that."""
        words, data = self.words, self.data
        core = end
        linked = False
        while end < len(words) and self._joined(end - 1):
            word = words[end]
            lower = word.text.lower()
            if word.mention >= 0 and self.mentions[word.mention].kind not in ("Place", "Demonym"):
                mention = self.mentions[word.mention]
                if (
                    mention.kind == "State"
                    and words[end].start == mention.start
                    and word.text[0].isupper()
                    and linked is False
                    and end > core
                ):
                    break
                break
            if lower in data.ands and word.text not in data.of:
                if not linked or not self._goes_on(end + 1):
                    break
                end = core = self._run(end + 1)
                continue
            if word.text in data.connectors:
                after = end + 1
                while (
                    after < len(words)
                    and self._joined(after - 1)
                    and (words[after].text in data.connectors or words[after].text in data.articles)
                ):
                    after += 1
                if after >= len(words) or not self._joined(after - 1):
                    break
                nearest = words[after]
                if nearest.mention >= 0 and self.mentions[nearest.mention].kind not in ("Place", "Demonym"):
                    mention = self.mentions[nearest.mention]
                    last = after
                    while last + 1 < len(words) and words[last + 1].mention == nearest.mention:
                        last += 1
                    if word.text in data.of and mention.start >= words[end].start:
                        return last + 1, core, mention.id, mention.kind
                    if mention.kind in ("State",) and word.text not in data.of:
                        end = core = last + 1
                        linked = True
                        continue
                    break
                if not (self._capital(nearest) or nearest.text in data.subjects):
                    break
                linked = True
                end = core = self._run(after)
                continue
            if self._capital(word) and not (word.text in data.stop) and not self._named(word) and word.mention < 0:
                if end == core and not linked and data.before and not word.text.isupper():
                    # in English a head at the end of a name is not followed by more of it, save its place
                    break
                end += 1
                core = end
                continue
            if lower in data.subjects and not data.before:
                end += 1
                core = end
                continue
            break
        if linked:
            end = core = self._enumeration(core)
        return core, core, None, ""

    def _run(self, i: int) -> int:
        """The end of a run of capitalised words (or words of a subject) from word `i`."""
        data = self.data
        end = i + 1
        while end < len(self.words) and self._joined(end - 1):
            word = self.words[end]
            if word.mention >= 0 and self.mentions[word.mention].kind != "Place":
                break
            if not (
                (self._capital(word) and word.text not in data.stop)
                or (word.text in data.subjects and word.text not in data.connectors)
            ):
                break
            if self._capital(word) and self._named(word):
                break
            end += 1
        return end

    def _goes_on(self, i: int) -> bool:
        """Whether the words from `i` behind "and" are more of the same name and not the next one in a list."""
        words, data = self.words, self.data
        if i >= len(words) or not self._joined(i - 1):
            return False
        while i < len(words) and words[i].text in data.connectors and not data.before and self._joined(i):
            i += 1
        word = words[i]
        if word.mention >= 0 or not (self._capital(word) or word.text in data.subjects) or self._named(word):
            return False
        if word.text.isupper() and len(word.text) > 1 and self._capital(word):
            return False
        end = self._run(i)
        return not any(w.text.lower() in data.heads for w in words[i:end]) and word.text not in data.stop

    def _enumeration(self, end: int) -> int:
        """The end of ", Migration and Social Security" behind word `end - 1`, or of ", Mexico and Colombia" behind a region."""
        words, data = self.words, self.data
        at = end
        while at < len(words):
            comma = _COMMA.fullmatch(self.text, words[at - 1].end, words[at].start)
            if comma is None:
                return end
            if words[at].text.lower() in data.ands:
                return self._run(at + 1) if at + 1 < len(words) and self._subject(at + 1) else end
            if not self._subject(at):
                return end
            after = self._run(at)
            if (
                after < len(words)
                and self._joined(after - 1)
                and words[after].text.lower() in data.ands
                and after + 1 < len(words)
            ):
                return self._run(after + 1) if self._subject(after + 1) and self._joined(after) else end
            at = after
        return end

    def _subject(self, i: int) -> bool:
        """Whether word `i` begins a subject ("Social Security"): no name, and not a person's or another organisation's."""
        word = self.words[i]
        if word.mention >= 0 or not self._capital(word) or word.text.lower() in self.data.heads:
            return False
        run = self.words[i : self._run(i)]
        return fold(word.text) in self.data.subjects_known and not any(w.text.lower() in self.data.heads for w in run)

    def _grow(self, first: int, last: int, kind: str, reach: int) -> tuple[Shape, int] | None:
        data, text, words = self.data, self.text, self.words
        head = text[words[first].start : words[last - 1].end]
        left, core_left, owner, owner_kind = (first, first, None, "")
        if data.before:
            left, core_left, owner, owner_kind = self._left(first, reach)
        right, core_right, other, other_kind = self._right(last, kind)
        if owner is None:
            owner, owner_kind = other, other_kind
        elif other_kind and other != owner:
            right = core_right
        core = " ".join(text[words[core_left].start : words[core_right - 1].end].split())
        own_words = [w for w in words[core_left:core_right] if w.text.lower() not in data.connectors]
        telling = [w for w in own_words if fold(w.text) not in data.generic]
        head_size = last - first
        if kind != "Body":
            if owner_kind not in ("", "State") and (words[first].text.lower() in data.parts):
                return None
            if owner_kind in ("", "Demonym") and len(telling) <= head_size and owner is None:
                return None
            if len(own_words) <= head_size and owner_kind not in ("State", "Demonym") and owner_kind == "":
                return None
        if owner_kind in ("State", "Demonym") or any(fold(w.text) in data.national for w in own_words):
            kind = "GovernmentBody" if words[first].text.lower() in data.government else kind
        shape = Shape(words[left].start, words[right - 1].end, kind, head, core, owner)
        return shape, right - 1
