"""The meetings that a text has no noun for: it says who met, what they signed, or which body did something."""

from __future__ import annotations

import re

from tookpart.loaders.meetings import Draft
from tookpart.loaders.phrasing import extend, grammar
from tookpart.loaders.scene import Reading, Unit, evidence_of
from tookpart.ontology.facts import Evidence

_BODY_FIRST = re.compile(r"(?:(?:the|la|el|le) |l')?(?P<who>B)(?!\w)")


class Gatherings:
    """Finds the meeting of a sentence that names none."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.text = reading.document.text
        self.meetings = reading.meetings
        self.grammar = grammar(reading.code)
        self.rules = reading.rules

    def _evidence(self, unit: Unit) -> Evidence:
        return evidence_of(self.reading, unit.frame.start, unit.frame.end)

    def gathered(self, unit: Unit, new_day: bool) -> Draft | None:
        """The meeting of a sentence that only says who met ("senior officials met in Ankara")."""
        match = self.grammar.gathering.search(unit.frame.text)
        if match is None:
            return None if self.meetings.drafts else self._unnamed(unit)
        draft = self._of_series(unit, match, new_day) if match["who"] else self._of_group(unit, match, new_day)
        if not self.rules.background.search(match.group()):
            self.meetings.current = draft
        return draft

    def of_body(self, unit: Unit) -> Draft | None:
        """The meeting that "The Steering Group was chaired by ..." speaks of: its only one, where others met, too."""
        match = _BODY_FIRST.match(unit.frame.text)
        if match is None or len(self.meetings.drafts) < 2:
            return None
        body = unit.frame.items[match.start("who")].ids[0]
        own = [draft for draft in self.meetings.drafts if body in draft.owners]
        return own[0] if len(own) == 1 and not own[0].other else None

    def _unnamed(self, unit: Unit) -> Draft | None:
        """The meeting of a text that has no word for it: it tells of the signing of a declaration, or of who was called
        together, or it is the declaration of those "assembled in Quito"."""
        frame, level = unit.frame, ""
        if match := self.grammar.signing.search(frame.text):
            start = frame.offset(match.start("title"))
            end = extend(self.text, frame.until(match.end("title") - 1), frame.end)
            name = self.text[start:end].strip(" ,.")
            if not name[:1].isupper():
                return None
        elif (match := self.grammar.convening.search(frame.text)) and frame.of("LD"):
            described = next(v for k, v in self.grammar.gathered.items() if re.fullmatch(k, match["group"]))
            name, _, level = described.partition("|")
        elif self.grammar.assembled.search(frame.text):
            first = self.reading.units[0].frame
            if not self.grammar.outcome.match(first.text):
                return None
            name = self.text[first.start : first.end].strip(" .")
        else:
            return None
        draft = self.meetings.add(name, "Meeting", level or None, (), self._evidence(unit), unit.block)
        self.meetings.current = draft
        return draft

    def _of_series(self, unit: Unit, match: re.Match[str], new_day: bool) -> Draft:
        """The meeting of a process or body that "met"."""
        item = unit.frame.items[match.start("who")]
        current = self.meetings.current
        for draft in self.meetings.drafts:
            owned = item.ids[0] in draft.owners or (draft is current and not draft.owners and draft.topic == "")
            if owned and not (new_day and (draft is not current or not draft.owners)):
                return draft
        name = name_of(self.reading, item.ids[0], self.text[item.start : item.end])
        draft = self.meetings.add(name, "Meeting", None, item.ids[:1], self._evidence(unit), unit.block)
        if times := self.grammar.times.search(unit.frame.text, match.end()):
            draft.ordinal = int(unit.frame.items[times.start("ordinal")].ids[0])
        return draft

    def _of_group(self, unit: Unit, match: re.Match[str], new_day: bool) -> Draft:
        """The meeting of the ministers or officials who "met"."""
        described = next(v for k, v in self.grammar.gathered.items() if re.fullmatch(k, match["group"]))
        name, _, level = described.partition("|")
        for draft in self.meetings.drafts:
            if level and draft.level == level:
                return draft
        current = self.meetings.current
        if current is not None and not new_day and (not level or current.level in (None, "preparatory", "plenary")):
            return current
        return self.meetings.add(name, "Meeting", level or None, (), self._evidence(unit), unit.block)


def name_of(reading: Reading, owner: str, words: str) -> str:
    """What a meeting is called that has no name but that of its process or body."""
    entity = reading.entities.get(owner)
    return grammar(reading.code).of_name.format(entity.name if entity else words)
