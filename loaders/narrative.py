"""Which meeting the text speaks of, from its first sentence to its last."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator

import msgspec

from tookpart.loaders.days import YEAR
from tookpart.loaders.entries import find_entries, heads_entry, is_above_its_day
from tookpart.loaders.frames import ARTICLE, Frame, Item, replace
from tookpart.loaders.gatherings import Gatherings, name_of
from tookpart.loaders.meetings import GENERIC, Draft, fold_meetings
from tookpart.loaders.ordinals import roman_value
from tookpart.loaders.phrasing import Phrase, find_phrases, grammar, names_several
from tookpart.loaders.rounds import read_below, read_rounds, unnumbered
from tookpart.loaders.scene import HOUR, Reading, Unit, evidence_of, tells_of_several
from tookpart.ontology.facts import Evidence

_BULLET = re.compile(r"(?:^|[•\-:·])\s*$")
_DAY_BEHIND = re.compile(
    r"(?:,|\s?\(|\s?:|\sheld|\sthat was held|\stook place|,? celebrad[ao]|\stuvo lugar|,? tenue?|\sa eu lieu)?\s?"
    r"(?:(?:in|at|en|à)\s)?(?:L(?:,?\s\(?S\)?)?,?\s)?"
    r"(?:(?:on|from|el|del|los días|du|le|les)\s)?(?P<day>D)(?!\w)"
)
_THOSE = r"(?:participants|members|miembros|membres|countries|states|guests|signatories|países|participantes|estados)"
_GENITIVE = re.compile(rf"(?<!\w){_THOSE} (?:of|de|du)(?: the| la| las| los| l')?(?:\s[SGRB](?: [a-z]+){{0,2}})?\s?$")
_STUCK_PLACE = re.compile(r"(?<![a-z] in)(?<![a-z] of)\s(?:\w+ and )?L$")
# "Meeting: Consultation Group"
_LABELLED_BODY = re.compile(r"[^:]{3,40}:\s(?:the\s|la\s|el\s|le\s|l')?(?P<body>B)(?:\s\([^()]*\))?\W*")
# the subject of a sentence stands among its first characters
_SUBJECT = 48
# so many characters before a phrase may say that it is spoken of from outside, or beside another
_BEFORE = 40
_ACRONYM_FIRST = re.compile(r"([A-Z]{3,8})\s")
# a line up to this length may be the title of what follows
_TITLE = 90
_FIRST_TEXT = 40
# what an entry of a calendar is called goes as far as the first pause
_ENTRY_TITLE = re.compile(r"[^:;(.]{12,}?(?=[:;(.]|, | under | with )")

# "Senior level review, Lima, 3 May 2012", "International Dialogue 2020"
_TITLE_AND_DAY = re.compile(r"(?P<title>[^\W\d_A-Z][^,.;:A-Z]{5,60}),\s(?:[^,.;:A-Z]{3,30},\s|L(?:,\sS)?,\s)D\W*")
# "Sri Lanka gets chair of Gulf-Asia labour forum": it leads a series
_LED = re.compile(
    r"(?<!\w)(?:chair(?:manship|ship)?|presidency|leadership|presidencia|présidence)\s(?:of|de|du)\s"
    r"(?:(?:the|la|el)\s|l')?(?:[\w-]+\s){0,3}$"
)
# "the Global Forum and the Civil Society Days"
_AND_BEFORE = re.compile(r"[RB](?:\s\([^()]*\))?,?\s(?:and|y|e|et|&)\s(?:(?:the|la|el|los|las|les?)\s|l')?$")
_EDITION = re.compile(rf"{ARTICLE}R,?\sD\W*")
_HEAD = 4

Placed = list[tuple[int, int, Draft]]


def read_meetings(reading: Reading) -> None:
    """Find the meetings, and put M in the place of the phrases that name them; each unit learns which one it speaks
    of."""
    _Narrator(reading).read()


class _Narrator:
    """Goes through the units of a document, keeping the meeting at hand."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.text = reading.document.text
        self.code = reading.code
        self.meetings = reading.meetings
        self.gatherings = Gatherings(reading)
        self.grammar = grammar(reading.code)
        self.rules = reading.rules
        self.listing = reading.listing
        # whether a day was given for a meeting so far, and whether an entry with place and day was
        self.dated = False
        self.entries = False
        self.pages = find_entries(reading.units, reading.code)
        # the paragraphs whose event has its title above
        self.titled: set[int] = set()
        # the places named in the units before
        self.places: set[str] = set()
        self.held: dict[int, set[str]] = defaultdict(set)
        # the days of each meeting, as far as its sentences give them
        self.days: dict[int, set[tuple[str, str]]] = defaultdict(set)

    def read(self) -> None:
        """Go through all units, then give each one without a meeting of its own the first."""
        self._read_head()
        above: list[Unit] = []
        for number, unit in enumerate(self.reading.units):
            after = self.reading.units[number + 1] if number + 1 < len(self.reading.units) else None
            if self._stands_above(number, unit):
                above.append(unit)
            elif number in self.listing.places or number in self.listing.sections:
                unit.current = self._at_hand()
            elif (
                number in self.listing.titles
                or (unit.row and self._is_title_cell(unit))
                or self._heads_labels(number, unit)
            ):
                draft = self._read_title(unit, _without_place(unit.frame), number not in self.listing.titles)
                while above:
                    above.pop().current = draft.id
            elif body := _LABELLED_BODY.fullmatch(unit.frame.text) if self._is_title_cell(unit) else None:
                self._read_body(unit, body.start("body"))
            elif above:
                self._read_below_labels(number, unit)
                while above:
                    above.pop().current = unit.current
            elif self._is_entry_title(unit, after):
                self._read_title(unit, len(unit.frame.text)).entry = True
                if after is not None:
                    after.bare = True
                    self.titled.add(after.block)
            elif unit.block not in self.titled | self.pages.calendar and (
                told := read_below(self.reading, number, unit)
            ):
                self.meetings.current = told
                unit.current = told.id
            elif self._is_nameless(number, unit):
                self._read_nameless(number, unit)
            elif self._opens_entry(number, unit):
                draft = self._read_title(unit, len(unit.frame.text))
                draft.entry = True
                draft.day = self._whole_day(after.frame.of("D")[0][1]) if after else None
            else:
                self._read_sentence(number, unit, fresh=number in self.pages.dated)
            places = {item.ids[0] for _, item in unit.frame.of("L")}
            self.places |= places
            if len(told_of := set(_meetings_in(unit.frame))) == 1:
                self.held[told_of.pop()] |= places
        rows = {u.block: _meetings_in(u.frame)[0] for u in reversed(self.reading.units) if u.row and u.frame.of("M")}
        first = next((d.id for d in self.meetings.drafts if not d.other), None)
        for unit in self.reading.units:
            unit.current = rows.get(unit.block, unit.current) if unit.row else unit.current
            unit.current = first if unit.current is None else unit.current

    def _is_entry_title(self, unit: Unit, after: Unit | None) -> bool:
        """True for the title of an entry above its day and place, but for a heading that names a meeting by a noun."""
        if not self.pages.of_events or self.listing.titles or not is_above_its_day(unit, after):
            return False
        in_calendar = unit.heading and after is not None and after.block in self.pages.calendar
        match = self.grammar.phrase.search(unit.frame.text) if in_calendar else None
        if match and match["head"] and names_several(match, self.code):
            # "Past events, 2016", above paragraphs that begin with their days
            return False
        if after is None or not after.heading:
            return True
        named = find_phrases(self.text, unit.frame, self.code)
        return not named and not self.grammar.no_event.search(unit.frame.text)

    def _stands_above(self, number: int, unit: Unit) -> bool:
        """True for a line of places and days, or such a label, whose event is named below it."""
        if self.listing.titles:
            return self.listing.leading and number in self.listing.places
        return self.pages.below_labels and unit.says in ("place", "date")

    def _at_hand(self) -> int | None:
        return self.meetings.current.id if self.meetings.current else None

    def _evidence(self, frame: Frame) -> Evidence:
        return evidence_of(self.reading, frame.start, frame.end)

    def _read_head(self) -> None:
        """The meeting of a document that only its head names: "Regional Consultation Group / Lima / 2 December 2003",
        "Review, Lima, 2 December 2003", or the title of a programme."""
        units = self.reading.units
        top = list(itertools.takewhile(lambda unit: unit.heading and not HOUR.match(unit.frame.text), units))
        named = [u for u in top if not u.bare]
        # a day above the headline is that of the text
        dated = any(u.bare and u.frame.of("D") for u in top[1:])
        if self.listing.titles or not named or any(find_phrases(self.text, u.frame, self.code) for u in named):
            return
        owners = {item.ids[0]: u for u in named for _, item in u.frame.of("BR")}
        titled = next(((u, m) for u in named if (m := _TITLE_AND_DAY.fullmatch(u.frame.text))), None)
        day_below = any((u.bare or u.says == "date") and u.frame.of("D") for u in units[1:_HEAD])
        hours = sum(unit.opens and HOUR.match(unit.frame.text) is not None for unit in units)
        if titled is not None:
            unit, match = titled
            self._read_title(unit, match.end("title")).owners = tuple(owners)[:1]
        elif _EDITION.fullmatch(named[0].frame.text) and day_below:
            self._read_title(named[0], len(named[0].frame.text)).owners = tuple(owners)[:1]
        elif dated and owners:
            owner = next((o for o in owners if o.startswith("body/")), next(iter(owners)))
            unit = owners[owner]
            name = name_of(self.reading, owner, self.text[unit.frame.start : unit.frame.end])
            evidence = self._evidence(unit.frame)
            self.meetings.current = self.meetings.add(name, "Meeting", None, (owner,), evidence, unit.block)
        elif dated and hours > 1:
            self._read_title(named[0], len(named[0].frame.text))

    def _heads_labels(self, number: int, unit: Unit) -> bool:
        """True for a heading right above "Location: ..." and "Date: ...": the title of an event on a page of several,
        or that of a page that names its event by no word for one.
        """
        below = self.reading.units[number + 1 : number + 3]
        if not unit.heading or unit.bare or unit.says or {u.says for u in below} != {"place", "date"}:
            return False
        if self.listing.titles:
            return False
        if tells_of_several(self.reading):
            return True
        return number == 0 and not unit.frame.of("RB") and not find_phrases(self.text, unit.frame, self.code)

    def _read_below_labels(self, number: int, unit: Unit) -> None:
        """The event whose place and day stand above its text: the meeting that its first sentence names, else that
        sentence is its title."""
        self.meetings.current = None
        self._read_sentence(number, unit, fresh=True)
        if self.meetings.current is None:
            self._read_title(unit, len(unit.frame.text)).entry = True

    def _is_title_cell(self, unit: Unit) -> bool:
        """True for a cell in a column headed "Meeting" or "Event"."""
        return unit.says == "title"

    def _opens_entry(self, number: int, unit: Unit) -> bool:
        """True for "Final Workshop. Bucharest, 24-25 February 2016. ...": a title before its place and day."""
        after = self.reading.units[number + 1] if number + 1 < len(self.reading.units) else None
        if after is None or after.block != unit.block or not (unit.opens and after.bare and after.frame.of("D")):
            return False
        named = " " in unit.frame.text and find_phrases(self.text, unit.frame, self.code)
        return not unit.heading and bool(named)

    def _is_nameless(self, number: int, unit: Unit) -> bool:
        """True for "Lima, 3 May 2012. Subject: ... Organisers: ...": an entry that says all but the meeting's name."""
        if unit.heading or unit.block in self.titled:
            return False
        if not (unit.bare and unit.opens and unit.frame.of("D") and unit.frame.of("LS")):
            return False
        rest = [u for u in self.reading.units[number + 1 : number + 8] if u.block == unit.block]
        labelled = any(u.says for u in rest)
        return labelled and not any(find_phrases(self.text, u.frame, self.code) for u in rest)

    def _read_nameless(self, number: int, unit: Unit) -> None:
        """The meeting of such an entry, named by its subject, else by the heading above."""
        block = [u for u in self.reading.units[number : number + 8] if u.block == unit.block]
        above = [u for u in self.reading.units[:number] if u.heading and not u.bare]
        subject = next((u for u in block if u.says == "theme"), None)
        source = subject or (above[-1] if above else unit)
        words = self.text[source.frame.start : source.frame.end]
        name = words.partition(":")[2].strip(" .") if subject else words.partition("(")[0].strip(" .")
        phrase = None if subject else next((p for _, _, p in find_phrases(self.text, source.frame, self.code)), None)
        kind, level = (phrase.kind, phrase.level) if phrase else ("Meeting", None)
        draft = self.meetings.add(name, kind, level, (), self._evidence(unit.frame), unit.block)
        draft.entry = True
        self.meetings.current = draft
        unit.current = draft.id

    def _read_body(self, unit: Unit, at: int) -> None:
        """The meeting of a body that stands where a label has the meeting's name: "Meeting: Consultation Group"."""
        body = unit.frame.items[at]
        name = self.grammar.of_name.format(" ".join(self.text[body.start : body.end].split()))
        draft = self.meetings.add(name, "Meeting", None, body.ids[:1], self._evidence(unit.frame), unit.block)
        self.meetings.current = draft
        unit.current = draft.id

    def _read_title(self, unit: Unit, length: int, again: bool = False) -> Draft:
        """The meeting that a line names, up to a position; `again` tells that it may have the name of the last one."""
        frame = unit.frame
        draft = self._entry(frame, frame.until(length), unit.block, again)
        self.meetings.current = draft
        unit.current = draft.id
        title = Item(frame.start, frame.until(length), "M", (str(draft.id),))
        unit.frame = replace(self.text, frame, [(0, length, title)])
        return draft

    def _entry(self, frame: Frame, end: int, block: int, again: bool = False) -> Draft:
        """The meeting that a line of a listing opens; its name is the line up to `end`."""
        found = find_phrases(self.text, frame, self.code)
        phrase = found[0][2] if found else None
        name = self.text[frame.start : end].strip(" .")
        half = len(name) // 2
        if half > _TITLE // 9 and name[:half] == name[half + 1 :]:
            name = name[:half]
        current = self.meetings.current
        if current is not None and current.names[0] == name and not again:
            return current
        draft = self.meetings.add(name, "Meeting", None, (), self._evidence(frame), block)
        draft.titled = True
        if phrase is not None:
            draft.kind, draft.level, draft.owners = phrase.kind, phrase.level, phrase.owners
            draft.topic, draft.ordinal = phrase.topic, phrase.ordinal
        elif bodies := [i for at, item in frame.of("B") if frame.offset(at) < end for i in item.ids]:
            # a body in the place of an event's name: a meeting of that body
            draft.owners = tuple(bodies[:1])
        return draft

    def _read_sentence(self, number: int, unit: Unit, fresh: bool = False) -> None:
        """The meetings that a sentence names or points at; `fresh` tells that it opens an entry."""
        before = self.reading.units[number - 1] if number else None
        # "Skopje, 9-10 October 2019." heads the entry of what stands behind it
        entry = before if before is not None and heads_entry(before) and before.block not in self.titled else None
        if entry is not None and entry.heading and number > 1 and self.reading.units[number - 2].frame.of("M"):
            # the only line of place and day, below a title, is the title's
            lines = [u for u in self.reading.units if u.heading and heads_entry(u)]
            entry = entry if len(lines) > 1 else None
        in_calendar = entry is not None and entry.block == unit.block in self.pages.calendar
        self.entries = self.entries or in_calendar or fresh
        placed: Placed = []
        for start, end, phrase in self._phrases(unit.frame):
            day = self._day_behind(unit.frame, phrase) or self._day_below(phrase, number) or self._year_in(phrase)
            draft = self._meeting_of(phrase, start, unit, placed, fresh or entry is not None, day)
            if draft is not None:
                placed.append((start, end, draft))
                self._take_up(draft, phrase, start, number, unit, len(placed) == 1)
                draft.day = draft.day or self._year_below(number)
        if entry is not None and in_calendar and not placed:
            if not self.grammar.no_event.search(unit.frame.text):
                title = _ENTRY_TITLE.match(unit.frame.text)
                entry.current = self._read_title(unit, title.end() if title else len(unit.frame.text)).id
                self.meetings.drafts[entry.current].entry = True
            return
        placed.sort(key=lambda p: p[:2])
        placed = [p for i, p in enumerate(placed) if i == 0 or p[0] >= placed[i - 1][1]]
        has_date = bool(unit.frame.of("D"))
        days = {self._day(item) for _, item in unit.frame.of("D")}
        same_day = self.meetings.current is not None and bool(days & self.days[self.meetings.current.id])
        new_day = self.dated and has_date and not same_day
        if not placed and not self.listing.titles:
            self.meetings.current = self.gatherings.of_body(unit) or self.meetings.current
        told = None if placed or self.listing.titles else self.gatherings.gathered(unit, new_day)
        if told is not None and unit.heading and len(self.meetings.drafts) == 1:
            self._takes_headline(number, unit)
        unit.current = told.id if told else self._at_hand()
        if unit.current is not None:
            self.days[unit.current] |= days
        self.dated = self.dated or (has_date and bool(self.meetings.drafts))
        if len(placed) == 1 and not placed[0][2].owners:
            gathered = self.grammar.by_organisation.search(unit.frame.text, 0, placed[0][0])
            placed[0][2].owners = unit.frame.items[gathered.start("who")].ids[:1] if gathered else ()
        unit.frame = fold_meetings(self.text, unit.frame, placed)
        read_rounds(self.reading, unit)
        if told is not None and entry is not None:
            entry.current = told.id
        if placed and entry is not None:
            self.entries = True
            entry.current = placed[0][2].id
            placed[0][2].entry = True
            placed[0][2].day = placed[0][2].day or self._whole_day(entry.frame.of("D")[0][1])

    def _day(self, item: Item) -> tuple[str, str]:
        """The first and last day of a date."""
        date = self.reading.dates[int(item.ids[0])]
        return date.first, date.last

    def _phrases(self, frame: Frame) -> list[tuple[int, int, Phrase]]:
        """The phrases of a frame that name a meeting; the sessions of an agenda do not."""
        if HOUR.match(frame.text):
            return []
        phrases = find_phrases(self.text, frame, self.code)
        running = list(self._running(frame))
        return phrases + [r for r in running if not any(start < r[1] for start, _, _ in phrases)]

    def _running(self, frame: Frame) -> Iterator[tuple[int, int, Phrase]]:
        """The processes that are named where their meeting is meant: "the Global Forum opened in Berlin"."""
        # most sentences name no process or body
        for match in self.grammar.running.finditer(frame.text) if frame.of("RB") else ():
            at = match.start("a") if match["a"] else match.start("b")
            item = frame.items[at]
            name = " ".join(self.text[item.start : item.end].split())
            yield (
                at,
                at + 1,
                Phrase(
                    start=item.start,
                    end=item.end,
                    name=name,
                    kind="Conference",
                    owners=item.ids[:1],
                    determiner=self.grammar.article,
                    capital=True,
                ),
            )

    def _meeting_of(
        self, phrase: Phrase, start: int, unit: Unit, placed: Placed, entry: bool, day: tuple[str, str] | None
    ) -> Draft | None:
        """The meeting that a phrase names, in the light of where it stands."""
        frame, meetings = unit.frame, self.meetings
        evidence = self._evidence(frame)
        if frame.of("R") and self.rules.called.search(frame.text, 0, start):
            # "the Colombo Process, also called the Ministerial Consultation on ..."
            return None
        alone = frame.text[start] == "R" and not (unit.heading or phrase.other or phrase.ordinal or phrase.date)
        if alone and meetings.current is not None and set(phrase.owners) & set(meetings.current.owners):
            # "MIDWA was opened by ...", where its meeting is told of
            return meetings.current
        if phrase.ellipsis:
            if not meetings.drafts:
                return None
            first = meetings.drafts[0]
            if phrase.determiner in self.grammar.possessive and len(meetings.drafts) == 1 and first.ordinal is None:
                # "the Dialogue, now in its 20th edition"
                first.ordinal = phrase.ordinal
                return first
            phrase = self._completed(phrase, placed[-1][2] if placed else meetings.current or meetings.drafts[-1])
        in_list = "\n" in self.text[frame.start : frame.end] and _BULLET.search(frame.text, 0, start)
        if phrase.separate or (phrase.capital and in_list):
            whole = meetings.current
            draft = meetings.new(phrase, evidence, unit.block)
            # "she chaired the meetings of the Steering Group and of the Friends": parts of what is told of
            if phrase.separate and whole is not None and not frame.of("DL"):
                draft.whole, draft.other = whole.id, True
            return draft
        if self.listing.titles and not (phrase.capital and phrase.ordinal is not None):
            # what an entry of a listing says, it says of its own event
            return None if unit.label is not None or phrase.plural else meetings.current
        if unit.heading and phrase.plural and phrase.ordinal is None and not _says_where_or_when(frame):
            if not self._stands_above_its_day(unit):
                # "Summits", "Past events, 2016" head the lines of several
                return None
            # "Senior-Level Consultations / Warsaw, 26-27 November 2001"
            phrase = msgspec.structs.replace(phrase, plural=False)
        if there := self._of_the_place(phrase):
            return there
        if unit.heading and phrase.ordinal is None and _LED.search(frame.text, 0, start):
            return None
        if unit.heading and not (phrase.owners or _AND_BEFORE.search(frame.text, 0, start)):
            beside = tuple(i for _, item in frame.of("BR") for i in item.ids)
            phrase = msgspec.structs.replace(phrase, owners=beside[:1])
        if phrase.determiner in self.grammar.possessive and not phrase.owners and phrase.ordinal is not None:
            # "the Working Group went through its seventh meeting"
            before = [item.ids[:1] for at, item in frame.of("BR") if at < min(start, _SUBJECT)]
            # "had achieved since its first meeting": one before the meeting at hand
            lead = frame.text[max(0, start - _BEFORE) : start].rstrip().removesuffix(f" {phrase.determiner}")
            apart = self.rules.aside.search(lead) is not None
            phrase = msgspec.structs.replace(phrase, owners=before[0] if before else (), other=phrase.other or apart)
        if not (phrase.owners or unit.heading) and (stranger := self._stranger(phrase)):
            again = next((d for d in meetings.drafts if stranger in d.owners), None)
            return again or meetings.new(msgspec.structs.replace(phrase, owners=(stranger,)), evidence, unit.block)
        known = any(d.ordinal == phrase.ordinal for d in meetings.drafts if d.ordinal is not None)
        if entry and self.entries and not placed and not known:
            # each entry of a report tells of a meeting of its own
            meetings.current = None
            return meetings.new(phrase, evidence, unit.block)
        found = meetings.resolve(phrase, evidence, self.code, unit.block, unit.heading, day)
        if found is not None and found.day is None:
            found.day = day
        return found

    def _stands_above_its_day(self, unit: Unit) -> bool:
        """True for the title of a page, above the only line of a place and a day."""
        lines = [u for u in self.reading.units if u.bare and u.opens and u.frame.of("D") and u.frame.of("L")]
        title, below = self.reading.units[:1], self.reading.units[1:2]
        return title == [unit] and len(lines) == 1 and below == lines

    def _stranger(self, phrase: Phrase) -> str | None:
        """Whose meeting it is where the acronym of no process stands before its level: "the JVAP senior officials"."""
        match = _ACRONYM_FIRST.match(phrase.name)
        if match is None or roman_value(match[1]) or phrase.level is None or not self.meetings.drafts:
            return None
        own = (e for e in self.reading.entities.values() if e.kind == "Process" or e.id.startswith("body/"))
        return None if any(match[1] in entity.acronyms for entity in own) else f"organisation/{match[1].lower()}"

    def _of_the_place(self, phrase: Phrase) -> Draft | None:
        """What "the Kampala meeting" means: the only meeting so far in Kampala, or the only one where it is the only
        place so far."""
        bare = phrase.ordinal is None and not (phrase.level or phrase.topic or phrase.owners or phrase.plural)
        if not bare or not phrase.place or phrase.kind not in GENERIC:
            return None
        place = {phrase.place[0]}
        drafts = self.meetings.drafts
        there = drafts if len(drafts) == 1 and self.places == place else [d for d in drafts if self.held[d.id] == place]
        return there[0] if len(there) == 1 else None

    def _day_behind(self, frame: Frame, phrase: Phrase) -> tuple[str, str] | None:
        """The first and last day that stand right behind a phrase: "the workshop in Lisbon on 5 May"."""
        match = _DAY_BEHIND.match(frame.text, frame.position(phrase.end))
        return self._whole_day(frame.items[match.start("day")]) if match else None

    def _day_below(self, phrase: Phrase, number: int) -> tuple[str, str] | None:
        """The first and last day of the line of place and day below a heading."""
        below = self.reading.units[number + 1] if number + 1 < len(self.reading.units) else None
        if below is None or not (self.reading.units[number].heading and below.bare and below.frame.of("D")):
            return None
        if phrase.plural or not tells_of_several(self.reading):
            return None
        return self._whole_day(below.frame.of("D")[0][1])

    def _year_below(self, number: int) -> tuple[str, str] | None:
        """The year of the line of place and day below a title: "the 2016 conference" is none of 2017."""
        unit, below = self.reading.units[number], self.reading.units[number + 1 : number + 2]
        if not (unit.heading and below and below[0].bare and below[0].frame.of("D")):
            return None
        first, _ = self._day(below[0].frame.of("D")[0][1])
        return None if first.startswith("-") else (first[:YEAR], first[:YEAR])

    def _year_in(self, phrase: Phrase) -> tuple[str, str] | None:
        """The year that a phrase has in it: "the 2016 Annual Conference"."""
        date = self.reading.dates[int(phrase.date)] if phrase.date is not None else None
        return (date.first, date.last) if date is not None and date.complete else None

    def _whole_day(self, item: Item) -> tuple[str, str] | None:
        """The first and last day of a date that says days."""
        return self._day(item) if item.notes[1:] == ("day",) else None

    def _completed(self, phrase: Phrase, base: Draft) -> Phrase:
        """What "the third" leaves out: it is one of the series that the text spoke of."""
        return msgspec.structs.replace(
            phrase,
            kind=base.kind,
            level=base.level,
            owners=base.owners,
            name=f"{phrase.name.split()[0]} {unnumbered(base, self.code)}",
            capital=False,
        )

    def _take_up(self, draft: Draft, phrase: Phrase, start: int, number: int, unit: Unit, first: bool) -> None:
        """Make a meeting the one at hand, unless the words speak of it from outside."""
        frame, meetings = unit.frame, self.meetings
        titled = unit.heading or (len(frame.text) < _TITLE and not frame.text.endswith("."))
        if len(meetings.drafts) == 1 and titled:
            self._takes_headline(number, unit)
        if self.listing.titles:
            return
        if len(draft.evidence) == 1 and draft.evidence[0].start == frame.start:
            event = unit.label is None or self.rules.event_label.fullmatch(unit.label.casefold())
            beside = self.rules.margin.search(frame.text, max(0, start - _BEFORE), start)
            # "Background: the first forum met in Accra"
            series = phrase.ordinal is not None and phrase.kind == meetings.drafts[0].kind
            draft.own = draft.own and not beside and (bool(event) or series or draft is meetings.drafts[0])
        if draft.other:
            return
        if meetings.current is not None and self.rules.preamble.match(frame.text):
            return
        told_before = self.rules.background.search(frame.text, 0, start)
        if phrase.determiner in self.grammar.indefinite and told_before:
            return
        of_another = meetings.current is not None and _GENITIVE.search(frame.text, 0, start) is not None
        aside = of_another or bool(self.rules.aside.search(frame.text, max(0, start - _BEFORE), start))
        aside = aside or bool(self.grammar.elsewhen.search(frame.text))
        if len(draft.evidence) == 1 and draft.evidence[0].start == frame.start:
            draft.apart = aside
        aside = aside or (draft.apart and start > _SUBJECT)
        clause = ";" in frame.text[:start]
        if meetings.current is None or (first and not aside and not clause):
            meetings.current = draft

    def _takes_headline(self, number: int, unit: Unit) -> None:
        """Take a line for the headline that names the first meeting, if there was none before."""
        if self.meetings.title_block is None:
            self.meetings.title_block = unit.block
            self.meetings.first_text = self._first_text(number)

    def _first_text(self, number: int) -> int:
        """The number of the first paragraph behind a headline."""
        later = self.reading.units[number + 1 :]
        return next((u.block for u in later if not (u.heading or u.bare) and len(u.frame.text) > _FIRST_TEXT), -1)


def _says_where_or_when(frame: Frame) -> bool:
    """True if a frame names a place or a day, not only a year."""
    return any(item.code == "L" or item.notes[1:] != ("year",) for _, item in frame.of("DL"))


def _meetings_in(frame: Frame) -> list[int]:
    """The numbers of the meetings that a frame names, in order."""
    return [int(item.ids[0]) for _, item in frame.of("M")]


def _without_place(frame: Frame) -> int:
    """The length of a title without the place line that stuck to its end."""
    match = _STUCK_PLACE.search(frame.text)
    return len(frame.text[: match.start()].rstrip(" ,")) if match and match.start() > 2 else len(frame.text)
