"""The meetings of a document: which of the phrases that name one name the same.

Phrases that agree in what they say are one meeting; "the meeting" is the one that the text speaks of just then.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from tookpart.loaders.days import YEAR
from tookpart.loaders.frames import Frame, Item, replace
from tookpart.loaders.phrasing import Phrase, grammar
from tookpart.ontology.facts import Evidence

GENERIC = frozenset(
    {"Meeting", "Conference", "Consultation", "Forum", "Summit", "PlenaryMeeting", "MinisterialMeeting", "Assembly"}
)
"""The kinds that two phrases for one meeting may differ in: a ministerial conference is called "the meeting"."""

PARTS = frozenset({"RoundTable", "Panel"})
"""The kinds that are numbered within one meeting: "the first table"."""

HARD = frozenset({"ministerial", "vice-ministerial", "senior-officials", "summit"})
"""The levels of which one meeting has only one; "technical" and "preparatory" may be said of the same."""

_FEW_SESSIONS = 5


class Draft(msgspec.Struct):
    """A meeting while its document is being read.

    `titled` tells a title from a description; `own` is False for what met beside or before the meetings at hand,
    whose process it need not share; `entry` is True for an entry of a report or calendar, whose process it shares;
    `date` is a date in its name, with the offset of the sentence; `whole` the number of the meeting whose numbered part
    it is ("the second table"); `day` the first and last day said right behind its name; `apart` tells that the first
    words about it spoke of it from outside ("in view of the summit").
    """

    id: int
    kind: str
    block: int
    level: str | None = None
    ordinal: int | None = None
    owners: tuple[str, ...] = ()
    topic: str = ""
    names: list[str] = msgspec.field(default_factory=list)
    evidence: list[Evidence] = msgspec.field(default_factory=list)
    titled: bool = False
    own: bool = True
    other: bool = False
    entry: bool = False
    date: tuple[str, int] | None = None
    place: tuple[tuple[str, ...], int] | None = None
    by: tuple[str, ...] = ()
    whole: int | None = None
    day: tuple[str, str] | None = None
    apart: bool = False

    def learn(self, phrase: Phrase, evidence: Evidence) -> None:
        """Take in what one more phrase says of the meeting."""
        self.ordinal = self.ordinal if self.ordinal is not None else phrase.ordinal
        self.level = self.level or phrase.level
        # "UN migration forum", then "the first International Migration Review Forum"
        if not self.owners or (_organised(self.owners) and not _organised(phrase.owners)):
            self.owners = phrase.owners
        self.topic = self.topic or phrase.topic
        self.by = self.by or phrase.by
        self.titled = self.titled or phrase.capital
        if self.kind in GENERIC and phrase.kind not in GENERIC:
            self.kind = phrase.kind
        if phrase.place and self.place is None:
            self.place = (phrase.place, evidence.start)
        if phrase.date is not None and self.date is None:
            self.date = (phrase.date, evidence.start)
        if phrase.name and phrase.name not in self.names:
            self.names.append(phrase.name)
        self.evidence.append(evidence)


class Meetings:
    """The meetings of one document, as they are found from its beginning to its end.

    `main_owner` is the process that the document is about, `current` the meeting at hand, `title_block` the headline
    that names the first meeting, and `first_text` the paragraph behind it.
    """

    def __init__(self, main_owner: str | None, main_names: Sequence[str] = ()) -> None:
        self.drafts: list[Draft] = []
        self.main_owner = main_owner
        self.main_names = tuple(name.casefold() for name in main_names)
        self.current: Draft | None = None
        self.title_block: int | None = None
        self.first_text = -1

    def new(self, phrase: Phrase, evidence: Evidence, block: int) -> Draft:
        """A meeting that was not spoken of before."""
        draft = Draft(len(self.drafts), phrase.kind, block)
        self.drafts.append(draft)
        draft.learn(phrase, evidence)
        return draft

    def add(
        self, name: str, kind: str, level: str | None, owners: tuple[str, ...], evidence: Evidence, block: int
    ) -> Draft:
        """A meeting that the text tells of without a phrase for it ("senior officials met in Ankara")."""
        draft = Draft(len(self.drafts), kind, block, level=level, owners=owners, names=[name], evidence=[evidence])
        self.drafts.append(draft)
        return draft

    def resolve(
        self,
        phrase: Phrase,
        evidence: Evidence,
        code: str,
        block: int,
        heading: bool,
        day: tuple[str, str] | None = None,
    ) -> Draft | None:
        """The meeting that a phrase names, a new one if need be; None if it names none. `day` stands behind it."""
        rules = grammar(code)
        if phrase.pointing and self.current is not None:
            return self.current
        numbered = phrase.ordinal is not None
        # "the consultations of 12 to 14 October in Abuja" are one meeting
        if phrase.plural and day is None and not (heading and phrase.capital and (numbered or phrase.topic)):
            return None
        if phrase.kind == "Session" and not (phrase.owners or phrase.capital):
            at_hand = self.current
            if at_hand is None and (numbered or day) and not self.drafts and self.main_owner:
                # "the theme of the first session held under the new presidency", "record of the session, 9 May 2016"
                return self.new(phrase, evidence, block)
            if at_hand is None or not numbered or at_hand.ordinal in (None, phrase.ordinal):
                return self.pointed_at(phrase)
            if phrase.determiner in rules.definite and (phrase.ordinal or 0) <= _FEW_SESSIONS:
                # "the first session" of the meeting at hand
                return None
            # "its 19th session" is another meeting of whoever held the 25th
            draft = self.new(phrase, evidence, block)
            draft.owners, draft.other = at_hand.owners, True
            return draft
        if day is None and self._counts_sessions(phrase):
            return None
        if phrase.kind in PARTS and numbered and not (phrase.capital or phrase.owners or phrase.topic):
            return self._part(phrase, evidence, block)
        if phrase.other and not numbered:
            draft = self.new(phrase, evidence, block)
            draft.entry = draft.other = True
            # the next meeting is of the same body
            draft.owners = draft.owners or (self.current.owners if self.current else ())
            return draft
        definite = phrase.determiner in rules.definite or phrase.determiner in rules.possessive
        present = phrase.determiner in rules.current
        says = bool(numbered or phrase.level or phrase.topic or phrase.owners or phrase.place)
        if not says and definite:
            pointed = self.pointed_at(phrase)
            if (
                pointed
                and day
                and pointed.day
                and YEAR in (len(day[0]), len(pointed.day[0]))
                and _apart(day, pointed.day)
            ):
                # "the 2016 Annual Conference", told of at that of 2017
                return next((d for d in self.drafts if phrase.name in d.names), None) or self.new(
                    phrase, evidence, block
                )
            # "the Forum" is the process itself where that is its name
            series = self._is_series(phrase)
            # "joined the forum", before any meeting was named: the process
            series = series or (bool(self.main_names) and phrase.kind == "Forum" and not phrase.capital)
            return pointed if pointed or self.drafts or series else self.new(phrase, evidence, block)
        named = phrase.capital and day is not None and " " in phrase.name
        if not (says or present or phrase.determiner or heading or named) or (
            heading and " " in phrase.name and self._is_series(phrase)
        ):
            return None
        known = self.known(phrase, definite or present or not phrase.determiner, day)
        first = self.drafts[0].day if self.drafts else None
        another_day = bool(day and first and (_apart(day, first) if len(first[0]) == YEAR else first != day))
        if known is None and not another_day and self._names_headline(phrase, says, block):
            known = self.drafts[0]
        if known is not None:
            known.learn(phrase, evidence)
            return known
        plain = not (phrase.capital or phrase.owners or numbered or phrase.place) and phrase.kind in GENERIC
        # "the thematic meeting on root causes (Paris, October 2018)" is not the one at hand
        elsewhere = bool(day and phrase.topic)
        pointed = self.pointed_at(phrase) if definite and plain and not elsewhere else None
        return pointed or self.new(phrase, evidence, block)

    def _is_series(self, phrase: Phrase) -> bool:
        """True for a shortened name of the document's process: "the Global Forum"."""
        bare = phrase.ordinal is None and phrase.level is None and not phrase.owners and phrase.date is None
        name = phrase.name.casefold()
        return phrase.capital and bare and any(name in long for long in self.main_names)

    def _part(self, phrase: Phrase, evidence: Evidence, block: int) -> Draft | None:
        """The numbered part of the meeting at hand: "the second table"."""
        whole = self.current
        if whole is None or whole.kind in PARTS:
            return whole
        same = (phrase.kind, phrase.ordinal, whole.id)
        known = next((d for d in self.drafts if (d.kind, d.ordinal, d.whole) == same), None)
        if known is not None:
            known.learn(phrase, evidence)
            return known
        part = self.new(phrase, evidence, block)
        part.whole, part.other = whole.id, True
        return part

    def _counts_sessions(self, phrase: Phrase) -> bool:
        """True for "leaders' first meeting in person", said of a meeting that has another number."""
        alone = phrase.ordinal is not None and not (phrase.level or phrase.topic or phrase.owners or phrase.capital)
        if not alone or self.current is None or self.current.ordinal in (None, phrase.ordinal):
            return False
        return not phrase.determiner

    def _names_headline(self, phrase: Phrase, says: bool, block: int) -> bool:
        """True for "A meeting next week ..." under a headline that names one, or for its fuller name in the first
        paragraph."""
        if len(self.drafts) != 1 or self.drafts[0].block != self.title_block:
            return False
        headline = self.drafts[0]
        of_series = {phrase.kind, headline.kind} <= GENERIC
        # "The Abu Dhabi Dialogue closes": the meeting that the first paragraph names in full
        full = phrase.ordinal is not None or phrase.level is not None
        shared = bool(set(phrase.owners) & set(headline.owners)) or (full and not phrase.owners)
        running = headline.names[0].casefold() in self.main_names and shared
        # "UN migration forum": of an organisation in the headline, of a process in the text
        loosely = bool(phrase.owners and headline.owners) and _organised(headline.owners)
        # "Cairo meeting brings dialogues together": of nobody, but of a place
        placed = headline.place is not None and not headline.owners
        akin = loosely or placed or bool(set(phrase.owners) & set(headline.owners))
        alike = running or phrase.kind == headline.kind or (of_series and akin)
        fuller = block <= self.first_text and alike and not phrase.other
        words, named = (set(name.casefold().split()) for name in (headline.names[0].partition(" : ")[0], phrase.name))
        if block <= self.first_text and words < named and headline.ordinal is None and not phrase.other:
            # "ASEAN forum meets in Manila", and then "the 10th ASEAN Forum on Migrant Labour"
            return same_level(phrase.level, headline.level)
        return (
            (fuller or (not says and block <= self.first_text))
            and None in (phrase.ordinal, headline.ordinal)
            and same_level(phrase.level, headline.level)
            and (loosely or same_owner(phrase.owners, headline.owners))
            # a paragraph may word the headline's topic anew, one line does not name one meeting by two topics
            and (block != headline.block or not topics_differ(phrase.topic, headline.topic))
        )

    def pointed_at(self, phrase: Phrase) -> Draft | None:
        """The meeting that "the conference" means: the one at hand, else the first or the latest of that kind."""
        level = [d for d in self.drafts if phrase.level is not None and d.level == phrase.level]
        if level and self.current not in level:
            # "the ministerial session", told of after the senior officials
            return level[-1]
        fitting = [d for d in self.drafts if d.kind == phrase.kind and phrase.level in (None, d.level)]
        if self.current in fitting or (self.current and (phrase.kind == "Meeting" or not fitting)):
            return self.current
        if fitting:
            return fitting[0] if fitting[0] is self.drafts[0] else fitting[-1]
        return None

    def known(self, phrase: Phrase, definite: bool, day: tuple[str, str] | None = None) -> Draft | None:
        """A meeting already found that this phrase names again; never one that was on another day."""
        name = phrase.name.casefold()
        for draft in reversed(self.drafts):
            if _apart(day, draft.day):
                continue
            numbers = (phrase.ordinal,) if phrase.other else (None, phrase.ordinal)
            conflict = phrase.ordinal is not None and draft.ordinal not in numbers
            names = [n.casefold() for n in draft.names]
            if name in names and (definite or phrase.capital) and not conflict:
                return draft
            if phrase.topic and phrase.topic.casefold() in names and not conflict:
                # 'the workshop "Regional Meeting of Managers"'
                return draft
        found = (d for d in reversed(self.drafts) if not _apart(day, d.day) and self._same(phrase, d, definite))
        return next(found, None)

    def _same(self, phrase: Phrase, draft: Draft, definite: bool) -> bool:
        """True if a phrase names a meeting again, as far as ordinals, owners, levels and topics tell."""
        if phrase.ordinal is not None and draft.ordinal not in (None, phrase.ordinal):
            return False
        if not (same_owner(phrase.owners, draft.owners) and same_level(phrase.level, draft.level)):
            return False
        topics = bool(phrase.topic and draft.topic)
        if topics_differ(phrase.topic, draft.topic):
            return False
        if phrase.ordinal is not None:
            if phrase.ordinal == draft.ordinal:
                return phrase.kind == draft.kind or {phrase.kind, draft.kind} <= GENERIC
            # the only meeting so far, named by its level alone, gets its number
            only = len(self.drafts) == 1 and phrase.level is not None and phrase.level == draft.level
            if only and not phrase.other:
                return True
        if topics and phrase.kind == draft.kind:
            return True
        if not definite or phrase.ordinal is not None or phrase.topic or phrase.place:
            return False
        if phrase.level:
            return phrase.level == draft.level
        if not phrase.owners or phrase.owners != draft.owners or phrase.kind != draft.kind:
            return False
        # a meeting that bears its process's name, with or without a number
        return draft is self.current or (phrase.kind == "Conference" and draft.level is None)


def _organised(owners: tuple[str, ...]) -> bool:
    """True if a meeting is that of organisations, and of no process or body."""
    return all(owner.startswith("organisation/") for owner in owners)


def _apart(a: tuple[str, str] | None, b: tuple[str, str] | None) -> bool:
    """True if two meetings were on days that do not overlap, whatever their years if one of them tells none."""
    if a is None or b is None:
        return False
    if YEAR in (len(a[0]), len(b[0])):
        # "the 2016 conference"
        return "-" not in (a[0][0], b[0][0]) and (b[1][:YEAR] < a[0][:YEAR] or a[1][:YEAR] < b[0][:YEAR])
    size = min(len(a[0].removeprefix("-")), len(b[0].removeprefix("-")), *map(len, (a[0], b[0])))
    (first, last), (since, until) = ((x[-size:], y[-size:]) for x, y in (a, b))
    return last < since or until < first


def same_level(a: str | None, b: str | None) -> bool:
    """True if two phrases may speak of one meeting as far as its level goes."""
    return a == b or not {a, b} <= HARD


def same_owner(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """True if two phrases may belong to the same process or body: one says nothing, or they share one."""
    return not a or not b or bool(set(a) & set(b))


def topics_differ(a: str, b: str) -> bool:
    """True if two topics are given and have little in common."""
    return bool(a and b) and not _alike(a, b)


def _alike(a: str, b: str) -> bool:
    """True if two topics share most of their longer words."""
    one, two = ({word.rstrip("s") for word in re.findall(r"\w{4,}", t.casefold())} for t in (a, b))
    return bool(one & two) and len(one & two) >= 0.6 * min(len(one), len(two))


def fold_meetings(text: str, frame: Frame, placed: Sequence[tuple[int, int, Draft]]) -> Frame:
    """Replace the phrases of a frame by M; each M holds its meeting's number."""
    spans = [(a, b, Item(frame.offset(a), frame.until(b), "M", (str(draft.id),))) for a, b, draft in placed]
    return replace(text, frame, spans)
