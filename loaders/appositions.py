"""What belongs to an organisation's name behind it: the rest up to its acronym, its state, an office's region."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from tookpart.loaders.acronyms import ACRONYM, DEFINED, abbreviates, is_acronym
from tookpart.loaders.document import Mention
from tookpart.loaders.language import alternation, language
from tookpart.loaders.phrases import fold
from tookpart.loaders.shapes import Shape

_STRETCH = re.compile(rf"((?:\s+[^\s(),.;:]+){{1,8}}?)\s*\(({ACRONYM})\)")
_APPOSED = re.compile(r"\s*(?:,\s+|\(|\s[-–—]\s)")
_LISTED = re.compile(r"\s*(?:,|,?\s+(?:and|y|e|et)\b)\s*(?:the\s+)?")
_FOR = re.compile(r"\s+(?:for|to|in|para|en|pour|au|à)\s+(?:the\s+|la\s+|le\s+)?")


class Appositions:
    """The words behind names in one text, with the mentions of known names in it."""

    def __init__(self, text: str, code: str, mentions: Sequence[Mention]) -> None:
        self.text = text
        self.code = code
        self.by_start = {m.start: m for m in mentions}

    def extended(self, shape: Shape) -> tuple[Shape, str | None]:
        """The shape with what belongs to it, and the acronym that then lies inside it.

        "Network of Migrants in Asia (NMA)" ends before the bracket, "Agency of Ports (AP) of Peru" behind the state.
        """
        if shape.of is not None:
            return shape, None
        shape = self._up_to_acronym(shape)
        match = DEFINED.match(self.text, shape.end)
        behind = _of(self.code).match(self.text, match.end()) if match is not None else None
        if match is not None and behind is not None and is_acronym(match.group(1)):
            state = self._state_at(behind.end())
            if state is not None:
                return shape._replace(end=state.end, of=state.id), match.group(1)
        return self._with_state(shape) if shape.kind == "GovernmentBody" else shape, None

    def part(self, shape: Shape) -> Mention | None:
        """The mention of an organisation by its office ("IOM Regional Office for Peru"), None if nobody has it."""
        owner = self.by_start.get(shape.start)
        if owner is None or owner.id != shape.of:
            return None
        match = _FOR.match(self.text, shape.end)
        place = self.by_start.get(match.end()) if match is not None else None
        end = place.end if place is not None and place.kind in ("State", "Place") else shape.end
        return Mention(shape.start, end, owner.kind, owner.id)

    def _state_at(self, start: int) -> Mention | None:
        mention = self.by_start.get(start)
        return mention if mention is not None and mention.kind == "State" else None

    def _up_to_acronym(self, shape: Shape) -> Shape:
        match = _STRETCH.match(self.text, shape.end)
        if match is None or not is_acronym(match.group(2)):
            return shape
        acronym, core = match.group(2), " ".join((shape.core + match.group(1)).split())
        others = (self.by_start.get(i) for i in range(shape.end, match.end(1)))
        if any(m is not None and m.kind not in ("State", "Demonym", "Place") for m in others):
            return shape
        begins = fold(core[0]) == fold(acronym[0])
        if begins and abbreviates(acronym, core) and not abbreviates(acronym, shape.core):
            return shape._replace(end=match.end(1), core=core)
        return shape

    def _with_state(self, shape: Shape) -> Shape:
        """A ministry with its state in brackets, behind a dash or a comma ("Ministry of Labour, Kuwait")."""
        # "the Ministry of Labour, Kuwait and Oman" is a list"""
        match = _APPOSED.match(self.text, shape.end)
        state = self._state_at(match.end()) if match is not None else None
        if match is None or state is None:
            return shape
        closing = ")" if "(" in match.group() else ""
        if not self.text.startswith(closing, state.end):
            return shape
        end = state.end + len(closing)
        listed = _LISTED.match(self.text, end)
        if "," in match.group() and listed is not None and self._state_at(listed.end()) is not None:
            return shape
        return shape._replace(end=end, of=state.id)


@functools.cache
def _of(code: str) -> re.Pattern[str]:
    data = language(code).section("organisations")
    return re.compile(rf"\s+(?:{alternation(data['of'])})\s*(?:(?:{alternation(data['articles'])})\s*)?")
