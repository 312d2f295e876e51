"""A text as the search for people sees it: tokens, and the forms of address, offices and verbs around names."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from typing import NamedTuple

from tookpart.loaders.document import Mention
from tookpart.loaders.language import SUPPORTED, alternation, function_words, language
from tookpart.loaders.phrases import expand, fold
from tookpart.loaders.structure import opens_with_person, wrap_width

_TOKEN = re.compile(
    r"(?=\S)(?:"  # no kind of token is tried at a blank
    r"\x01+|\x03+|\x02+"  # two names in turn, a place where nobody is looked for
    r"|(?:[^\W\d_]\.){2,4}(?=[\s,)]|$)"  # initials
    r"|(?:[DMNOK]|Mc|Mac)['’][^\W\d_]\w*"
    r"|(?!\w{0,5}qu['’])[^\W\d_a-zà-ÿ][a-z]{1,4}['’][a-z]\w+"  # "Ng'oma", "Ma'afu"; no "Qu'elle"
    r"|[^\W\d_]\w*(?:[-‐‑][^\W\d_]\w*)*|\d+|['’]s\b|\S)"
)
_MENTION = ("\x01", "\x03")
_SHORT_NAME = 12
# a line was broken for want of room if the next word would have filled so much of the width
_NEARLY = 0.85
_BLANKS = frozenset({" ", "\u00a0", "  "})
# known names that are an office themselves: "UN High Commissioner for Refugees", but not "... for Refugees' Office"
_OFFICE_NAME = re.compile(
    r"(?i)\b(?:commissioner|comisionad[oa]|commissaire|secretary[- ]general|secretario general)\b(?!['’]s office)"
)


class Lexicon(NamedTuple):
    """The words around names in a language, folded (forms of address as written); English offices in all languages."""

    honorifics: frozenset[str]
    offices: frozenset[str]
    modifiers: frozenset[str]
    after_offices: frozenset[str]
    determiners: frozenset[str]
    connectors: frozenset[str]
    conjunctions: frozenset[str]
    stops: frozenset[str]
    speech: frozenset[str]
    not_names: frozenset[str]
    given_names: frozenset[str]
    surnames_too: frozenset[str]
    function_words: frozenset[str]
    agents: re.Pattern[str]
    contact: re.Pattern[str]
    captions: re.Pattern[str]
    free_nouns: bool
    links: frozenset[str]
    small: frozenset[str]
    label_line: re.Pattern[str]


@functools.cache
def lexicon(code: str) -> Lexicon:
    """The words for a language; a language without data reads as English."""
    own = code if code in SUPPORTED else "en"
    codes = (own, "en") if own != "en" else ("en",)
    sections = [language(each).section("people") for each in codes]
    every = [language(each).section("people") for each in SUPPORTED]

    def of(key: str, where: Sequence[object] = sections) -> frozenset[str]:
        found: set[str] = set()
        for section in where:
            words = section[key]  # type: ignore[index]
            found.update(fold(word) for word in (words.split() if isinstance(words, str) else words))
        return frozenset(found)

    def literals(key: str) -> str:
        return alternation(sorted({fold(form) for section in every for word in section[key] for form in expand(word)}))

    agents = alternation(sorted({word for section in sections for word in section["agents"]}))
    labels = alternation(sorted({fold(word) for section in every for word in section["labels"]}))
    connectors, conjunctions = of("connectors", sections[:1]), of("conjunctions", sections[:1])
    determiners, modifiers, after_offices = of("determiners", sections[:1]), of("modifiers"), of("after_offices")
    return Lexicon(
        # with their capitals: "HE" is a form of address, "He" is not
        honorifics=frozenset(word for section in sections for word in section["honorifics"]),
        offices=of("offices"),
        modifiers=modifiers,
        after_offices=after_offices,
        determiners=determiners,
        connectors=connectors,
        conjunctions=conjunctions,
        stops=of("stops", sections[:1]) | of("speech", sections[:1]),
        speech=of("speech", sections[:1]),
        not_names=of("not_names", every),
        given_names=of("given_names", every),
        surnames_too=of("surnames_too", every),
        function_words=frozenset(fold(word) for each in codes for word in function_words(each)),
        agents=re.compile(rf"(?:^|\W)(?:{agents})(?:\s+(?:the|el|la|le|los|las|les))?\s+$", re.I),
        label_line=re.compile(rf"[ \t]*(?:[-–•*]\s*|\d+[.)]\s*)?(?:[^:\n]{{0,40}}\W)?(?:{labels})s?\s*:"),
        contact=re.compile(rf"(?<!\w)(?:{literals('contact')})|@"),
        captions=re.compile(rf"[ \t(\[]*(?:{literals('captions')})(?!\w)"),
        free_nouns=own != "en",
        links=connectors | conjunctions,
        small=connectors | determiners | modifiers | after_offices,
    )


class Reading(NamedTuple):
    """A text as tokens, in which every known name is one token.

    For token i: its `words` and `folded` form, where it starts and ends, whether it is an `office` and whether it
    begins with a `capital`; `mention[i]` is the index in `names` of the known name that it is, -1 if it is a word.
    `written` are all the words, `width` that at which the text was hard-wrapped, 0 if it was not.
    """

    text: str
    masked: str
    words: list[str]
    folded: list[str]
    starts: list[int]
    ends: list[int]
    mention: list[int]
    office: list[bool]
    capital: list[bool]
    written: frozenset[str]
    names: Sequence[Mention]
    lexicon: Lexicon
    width: int

    def gap(self, i: int) -> str:
        """What stands between token i and the next."""
        return self.masked[self.ends[i] : self.starts[i + 1]]

    def joined(self, i: int) -> bool:
        """True if only a blank stands between token i and the next, or the end of a line that was full."""
        return self.gap(i) in _BLANKS or self._wrapped(i)

    def _wrapped(self, i: int) -> bool:
        """True if a line ends after token i for want of room."""
        if not self.width or self.gap(i) != "\n":
            return False
        line = self.ends[i] - self.masked.rfind("\n", 0, self.ends[i])
        return line + self.ends[i + 1] - self.starts[i + 1] >= _NEARLY * self.width

    def broken(self, i: int) -> bool:
        """True if a line ends after token i, and the next does not go on in a small letter."""
        gap = self.gap(i)
        if gap == " " or not gap:
            return False
        if "\n" in gap and self.honorific(i + 1) and self._opens_with_person(i):
            return True
        if self._wrapped(i):
            return False
        return "\t" in gap or ("\n" in gap and ("\n\n" in gap or not self.words[i + 1][:1].islower()))

    def _opens_with_person(self, i: int) -> bool:
        start = self.masked.rfind("\n", 0, self.starts[i]) + 1
        return opens_with_person(self.masked[start : self.ends[i]])

    def honorific(self, i: int) -> bool:
        """True for a form of address, with or without its full stop."""
        return self.words[i].rstrip(".") in self.lexicon.honorifics


def read(text: str, names: Sequence[Mention], hidden: Sequence[tuple[int, int]], lexicon: Lexicon) -> Reading:
    """The tokens of a text; `names` are sorted and do not overlap, and no word is read in the `hidden` spans."""
    pieces: list[str] = []
    position = 0
    at: dict[int, int] = {}
    covers = [(m.start, m.end, i) for i, m in enumerate(names)]
    if hidden:
        covers = sorted(covers + [(start, end, -1) for start, end in hidden], key=lambda c: (c[0], c[2]))
    for start, end, i in covers:
        if end <= position:
            continue
        opening = max(start, position)
        pieces.append(text[position:opening])
        if i < 0:
            pieces.append("\x02" * (end - opening))
        else:
            pieces.append(_MENTION[i % 2] * (end - opening))
            at[opening] = i
        position = end
    pieces.append(text[position:])
    masked = "".join(pieces)
    folds = fold(masked)
    spans = [match.span() for match in _TOKEN.finditer(masked)]
    words = [masked[start:end] for start, end in spans]
    folded = [folds[start:end] for start, end in spans]
    offices = lexicon.offices
    office = [word in offices for word in folded]
    mention = [-1] * len(spans)
    for token in [i for i, word in enumerate(folded) if word[0] in _MENTION or "-" in word]:
        word = folded[token]
        if word[0] in _MENTION:
            i = mention[token] = at.get(spans[token][0], -1)
            long = i >= 0 and names[i].end - names[i].start > _SHORT_NAME
            office[token] = long and _OFFICE_NAME.search(text, names[i].start, names[i].end) is not None
        elif not office[token]:
            office[token] = any(part in offices for part in word.split("-"))
    return Reading(
        text=text,
        masked=masked,
        words=words,
        folded=folded,
        starts=[start for start, _ in spans],
        ends=[end for _, end in spans],
        mention=mention,
        office=office,
        capital=[word[0].isupper() for word in words],
        written=frozenset(words),
        names=names,
        lexicon=lexicon,
        width=wrap_width(text),
    )
