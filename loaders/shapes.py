"""Names of organisations by their shape: a head word ("Ministry", "Network"), what stands before it and what follows.

English puts words before the head ("Swedish Migration Agency", "Poland's Ministry"), all languages behind it ("Ministry
of Labour and Social Security of the Kyrgyz Republic"). A name ends before verbs, before "in", "at" or "with", and
before the next name in a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from tookpart.loaders.document import Mention
from tookpart.loaders.headwords import PART, heads
from tookpart.loaders.phrases import fold
from tookpart.loaders.structure import wrap_width

_WORD = re.compile(r"(?=\S)(?:\b[ldLD]['’](?=\w)|['’]s\b|[^\W_]+(?:-[^\W_]+)*|&)")
_GAP = re.compile(r"['’]?[ \t\u00a0]+|[ \t\u00a0]*\n[ \t\u00a0]*")
_ROMAN = re.compile(r"[IVXL]+")
_COMMA = re.compile(r",[ \t\u00a0]*\n?[ \t\u00a0]*")

# a line shorter than this was not broken for want of room
_WRAPPED = 60


class Word(msgspec.Struct, frozen=True, gc=False):
    """A word of the text and where it stands; `mention` is the number of the mention that it is part of, -1 if none."""

    text: str
    start: int
    end: int
    mention: int


class Shape(NamedTuple):
    """An organisation's name in the text: its span, the head and its class, and the core without the state.

    `of` is the id of whom it belongs to, `adjective` says whether an adjective before the name told that.
    """

    start: int
    end: int
    kind: str
    head: str
    core: str
    of: str | None
    adjective: bool = False


class Behind(NamedTuple):
    """What follows a head: the words before which the name and its core end, and whose it is.

    `small` is an adjective inside the core that is no part of the name.
    """

    end: int
    core: int
    owner: Mention | None
    small: Word | None


def words_of(text: str, mentions: Sequence[Mention]) -> list[Word]:
    """The words of a text, each with the mention that it is part of."""
    found = []
    count, i = len(mentions), 0
    for match in _WORD.finditer(text):
        start, end = match.span()
        while i < count and mentions[i].end <= start:
            i += 1
        inside = i < count and mentions[i].start <= start
        found.append(Word(text[start:end], start, end, i if inside else -1))
    return found


class Reader:
    """One text on the search for shapes of names."""

    def __init__(self, text: str, code: str, mentions: Sequence[Mention]) -> None:
        self.text = text
        self.mentions = mentions
        self.data = heads(code)
        self.words = words_of(text, mentions)
        self.wrapped = bool(wrap_width(text))

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
                    after = i + len(phrase)
                    if (
                        self.data.before
                        and after < len(self.words)
                        and self._joined(after - 1)
                        and self._is_head(after)
                        and self._capital(self.words[after])
                    ):
                        # "Border Guard Service": the last head counts
                        i = after - 1
                        break
                    found = self._grow(i, i + len(phrase), kind, reach)
                    if found is None:
                        i += len(phrase) - 1
                    else:
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

    def _is_head(self, i: int) -> bool:
        return any(self._is_phrase(i, phrase) for phrase, _ in self.data.heads.get(self.words[i].text.lower(), ()))

    def _joined(self, i: int) -> bool:
        """Whether only blanks stand between a word and the next one; the end of a short line is no blank."""
        a, b = self.words[i], self.words[i + 1]
        if a.end == b.start:
            return True
        end = a.end
        if a.mention >= 0 and a.mention != b.mention:
            # the full stop of "U.S." belongs to the mention
            end = max(end, self.mentions[a.mention].end)
        if not _GAP.fullmatch(self.text, end, b.start):
            return False
        line_end = self.text.find("\n", end, b.start)
        if line_end < 0:
            return True
        # in a text that was not wrapped, a line that opens with a capital is another one
        goes_on = self.wrapped or b.text[:1].islower()
        return goes_on and line_end - self.text.rfind("\n", 0, line_end) > _WRAPPED

    def _kind(self, i: int) -> str:
        mention = self.words[i].mention
        return self.mentions[mention].kind if mention >= 0 else ""

    def _left(self, i: int, reach: int, named: bool) -> tuple[int, int, Mention | None]:
        """Where the name and its core begin for a head at word `i`, and the mention right before the core."""
        words, data = self.words, self.data
        core = i
        while core > 0 and self._joined(core - 1) and words[core - 1].start >= reach:
            word = words[core - 1]
            if word.text.lower() in data.ands and 1 < core < i:
                other = words[core - 2]
                if not (
                    self._joined(core - 2) and other.mention < 0 and self._capital(other) and not self._named(other)
                ):
                    break
                core -= 2
                continue
            if named and self._kind(core - 1) in ("State", "Place"):
                # "Rome Process" is named after a city and belongs to nobody
                core -= 1
                continue
            if word.mention >= 0 or not self._capital(word) or word.text in data.stop or self._named(word):
                break
            core -= 1
        start = core
        if start > 1 and words[start - 1].text in ("'s", "’s") and self._joined(start - 1):
            start -= 1
        if start == 0 or words[start - 1].mention < 0 or not self._joined(start - 1) or words[start - 1].start < reach:
            return core, core, None
        owner = self.mentions[words[start - 1].mention]
        if owner.kind == "Place":
            return core, core, None
        while start > 0 and words[start - 1].start >= owner.start:
            start -= 1
        if (
            owner.kind == "Demonym"
            and start > 0
            and self._joined(start - 1)
            and words[start - 1].text in data.before_adjective
        ):
            start -= 1
        return start, core, owner

    def _named(self, word: Word) -> bool:
        folded = fold(word.text)
        return folded in self.data.given_names and folded not in self.data.subject_words

    def _ends(self, word: Word) -> bool:
        """Whether a capitalised word begins something else: "The", "January", "XXIV"."""
        return word.text in self.data.stop_behind or _ROMAN.fullmatch(word.text) is not None

    def _capital(self, word: Word) -> bool:
        return word.text[0].isupper()

    def _right(self, end: int) -> Behind:
        """How far a name goes whose head ends before word `end`."""
        words, data = self.words, self.data
        linked = False
        owner: Mention | None = None
        small: Word | None = None
        while end < len(words):
            if not self._joined(end - 1):
                further = self._enumeration(end) if linked else end
                if further == end:
                    break
                end = further
                continue
            word = words[end]
            kind = self._kind(end)
            if kind == "Demonym" and not data.before:
                # "ministère libanais des Affaires étrangères", "Agencia Española de Cooperación"
                owner = self.mentions[word.mention]
                small = word if not self._capital(word) else small
                end += 1
            elif kind not in ("", "Place", "Demonym"):
                break
            elif word.text.lower() in data.ands:
                if not (linked or self._paired(end)) or not self._goes_on(end + 1):
                    break
                end = self._run(self._content(end + 1))
            elif word.text in data.connectors:
                first = self._content(end)
                if first >= len(words) or not self._joined(first - 1):
                    break
                if self._kind(first) not in ("", "Place", "Demonym"):
                    named = self.mentions[words[first].mention]
                    behind = self._end_of(first)
                    if self._possessed(behind):
                        # "the Bureau of Migration of the U.S. Department of State"
                        break
                    if word.text in data.of and named.start > word.start:
                        return Behind(behind, end, named, small)
                    break
                if not (self._capital(words[first]) or words[first].text in data.subjects):
                    break
                linked = True
                end = self._run(first)
            elif self._capital(word) and not self._ends(word) and not self._named(word) and kind == "":
                # in English a head ends the name, save before "of" ("Department of Labour Punjab")
                if not linked and data.before:
                    break
                end += 1
            elif word.text in data.subjects and not data.before:
                end += 1
            else:
                break
        return Behind(end, end, owner, small)

    def _possessed(self, i: int) -> bool:
        """Whether word `i` is the head of another organisation, whose state stands before it."""
        data = self.data
        return data.before and i < len(self.words) and self._joined(i - 1) and self._is_head(i)

    def _paired(self, i: int) -> bool:
        """Whether "and" at word `i` joins two adjectives before "of" ("Latinoamericano y Caribeño de")."""
        words, data = self.words, self.data
        return (
            not data.before
            and i + 2 < len(words)
            and words[i - 1].mention < 0
            and self._capital(words[i - 1])
            and self._capital(words[i + 1])
            and self._joined(i + 1)
            and words[i + 2].text in data.of
        )

    def _content(self, i: int) -> int:
        """The first word from `i` on that is no connector or article."""
        data = self.data
        while (
            i + 1 < len(self.words)
            and (self.words[i].text in data.connectors or self.words[i].text in data.articles)
            and self._joined(i)
        ):
            i += 1
        return i

    def _end_of(self, i: int) -> int:
        """The word behind the mention that word `i` is part of."""
        mention = self.words[i].mention
        while i < len(self.words) and self.words[i].mention == mention:
            i += 1
        return i

    def _run(self, i: int) -> int:
        """The end of a run of capitalised words (or words of a subject) from word `i`."""
        data = self.data
        end = i + 1
        while end < len(self.words) and self._joined(end - 1):
            word = self.words[end]
            if word.mention >= 0 and self.mentions[word.mention].kind not in ("Place", "Demonym"):
                break
            if not (
                (self._capital(word) and not self._ends(word))
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
        if not data.before:
            i = self._content(i)
        word = words[i]
        if word.mention >= 0 or not (self._capital(word) or word.text in data.subjects) or self._named(word):
            return False
        if word.text.isupper() and len(word.text) > 1 and self._capital(word):
            return False
        end = self._run(i)
        return not any(self._is_head(k) for k in range(i, end)) and not self._ends(word)

    def _enumeration(self, end: int) -> int:
        """The end of ", Migration and Social Security", or of ", Mexico and Colombia" behind a region, from a comma."""
        words, data = self.words, self.data
        last = words[end - 1].end
        if data.regions.search(self.text[max(0, last - 24) : last]):
            listed = data.region_list.match(self.text, last)
            if listed is not None:
                while end < len(words) and words[end].start < listed.end():
                    end += 1
                return end
        at = end
        while at < len(words) and _COMMA.fullmatch(self.text, words[at - 1].end, words[at].start):
            if words[at].text.lower() in data.ands:
                return self._run(at + 1) if self._subject(at + 1) else end
            if not self._subject(at):
                return end
            at = self._run(at)
            if at + 1 < len(words) and self._joined(at - 1) and words[at].text.lower() in data.ands:
                return self._run(at + 1) if self._joined(at) and self._subject(at + 1) else end
        return end

    def _subject(self, i: int) -> bool:
        """Whether word `i` begins a subject ("Social Security") and not a person or another organisation."""
        if i >= len(self.words):
            return False
        word = self.words[i]
        if word.mention >= 0 or not self._capital(word) or fold(word.text) not in self.data.subject_words:
            return False
        return not any(self._is_head(k) for k in range(i, self._run(i)))

    def _grow(self, first: int, last: int, kind: str, reach: int) -> tuple[Shape, int] | None:
        """The name around a head of words `first` to before `last`, and its last word; None if it names nobody."""
        data, text, words = self.data, self.text, self.words
        if self._is_role(first, last):
            return None
        left, core_left, before = self._left(first, reach, kind == "Process") if data.before else (first, first, None)
        behind = self._right(last)
        owner = before or behind.owner
        right = behind.core if before is not None else behind.end
        of_state = owner is not None and owner.kind in ("State", "Demonym")
        if kind == PART or (owner is not None and not of_state and self._is_part(first, kind, owner)):
            if before is None or of_state:
                return None
            kind = PART
        own = [w for w in words[core_left : behind.core] if w.text not in data.connectors | data.articles]
        if owner is None and kind != "Body" and last - first == 1:
            head, *_ = words[first:last]
            if not any(w is not head and fold(w.text) not in data.generic for w in own):
                return None
        national = of_state or any(fold(w.text) in data.national for w in own)
        if national and kind != PART and words[first].text.lower() in data.government:
            kind = "GovernmentBody"
        core = text[words[core_left].start : words[behind.core - 1].end]
        if behind.small is not None:
            at = behind.small.start - words[core_left].start
            core = core[:at] + core[at + len(behind.small.text) :]
        shape = Shape(
            start=words[left].start,
            end=words[right - 1].end,
            kind=kind,
            head=text[words[first].start : words[last - 1].end],
            core=" ".join(core.split()),
            of=owner.id if owner is not None else None,
            adjective=before is not None and before.kind == "Demonym",
        )
        return shape, right - 1

    def _is_role(self, first: int, last: int) -> bool:
        """Whether a head says what somebody is, not who: "IOM serves as technical secretariat"."""
        data, text = self.data, self.text
        if {self.words[first].text.lower(), self.words[last - 1].text.lower()}.isdisjoint(data.roles):
            return False
        start, end = self.words[first].start, self.words[last - 1].end
        if text[end : end + 1] == ":" or text[start - 1 : start] + text[end : end + 1] == "()":
            return True
        return data.role.search(text, max(0, start - 40), start) is not None

    def _is_part(self, first: int, kind: str, owner: Mention) -> bool:
        """Whether a head makes a part of its owner, and not a body of a process."""
        head = self.words[first].text.lower()
        return (
            kind != "Body"
            and head in self.data.parts
            and not (head in self.data.roles and owner.kind in ("Process", "Body"))
        )
