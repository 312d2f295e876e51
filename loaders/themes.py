"""Thematic areas: the phrases of a text that name one, and the places where a text states what a meeting is about."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence

import msgspec

from tookpart.loaders.document import Block, Mention
from tookpart.loaders.language import SUPPORTED, language
from tookpart.loaders.phrases import Phrases, Words, outermost, words

NONE = "none"
# a mention of these kinds hides the words in it: the theme in an organisation's name is not what the text speaks of
_NAMES = frozenset({"State", "Place", "Process", "Body", "Person", "Demonym"})
_MOTTO = re.compile(r"[“\"«‘]([^“”\"«»]{8,300}?)[”\"»’]")
_CLAUSE_END = re.compile(r",\s+(?:is|was|which|will|who|fue|se|que|qui|est)\b|[.;!?](?=\s|$)|\n|[.;!?][”\"»](?=\s|$)")
_BACK_TO = re.compile(r"[.;]\s|\n|\b(?:with|con|avec)\s")
_STEP_BACK = 90


class Theme(msgspec.Struct, frozen=True):
    """A span of the text that names a thematic area: `text[start:end]`; `id` is its id in the scheme."""

    start: int
    end: int
    id: str


def _codes(code: str) -> tuple[str, ...]:
    # titles of programmes and instruments stay English in Spanish and French texts
    return (code, "en") if code in SUPPORTED and code != "en" else ("en",) if code == "en" else SUPPORTED


@functools.cache
def _themes(code: str) -> Phrases:
    patterns: dict[str, list[str]] = {}
    for each in _codes(code):
        for theme, several in language(each).section("themes").items():
            patterns.setdefault(theme, []).extend(several)
    return Phrases(patterns)


@functools.cache
def theme_ids() -> tuple[str, ...]:
    """The ids of all thematic areas that have phrases, in the order of the language data."""
    return tuple(theme for theme in language("en").section("themes") if theme != NONE)


def find_themes(text: str, code: str, names: Sequence[Mention] = (), read: Words | None = None) -> list[Theme]:
    """The phrases of a text that name a thematic area, in order; where one lies within another, only the longer.

    `code` is the text's language; phrases within a mention of an organisation, process or other name in `names` are
    left out. `read` are the text's words, if they were read before.

    >>> text = "Workshop on the return and reintegration of unaccompanied minors"
    >>> [(text[t.start : t.end], t.id) for t in find_themes(text, "en")]
    [('return and reintegration', 'return-and-reintegration'), ('unaccompanied minors', 'children-and-adolescents')]
    """
    found = list(outermost(_themes(code).search(read or words(text), text)))
    friends = {phrase.start for phrase in found if phrase.value == NONE}
    hidden = sorted(
        (m.start, m.end) for m in names if m.kind in _NAMES or m.kind.endswith(("Organisation", "Body", "Institution"))
    )
    themes: list[Theme] = []
    position = 0
    for phrase in found:
        if phrase.start in friends:
            continue
        while position < len(hidden) and hidden[position][1] <= phrase.start:
            position += 1
        if any(start <= phrase.start and phrase.end <= end for start, end in hidden[position : position + 3]):
            continue
        themes.append(Theme(phrase.start, phrase.end, phrase.value))
    return themes


@functools.cache
def _openers(code: str) -> Phrases:
    patterns: dict[str, list[str]] = {"label": [], "detail": [], "opener": [], "backward": []}
    for each in _codes(code):
        section = language(each).section("objectives")
        patterns["label"].extend(section["labels"])
        patterns["detail"].extend(section["details"])
        patterns["opener"].extend(section["openers"])
        patterns["backward"].extend(section["backward"])
    return Phrases(patterns)


def stated_theme_spans(
    text: str, code: str, blocks: Sequence[Block] = (), read: Words | None = None, names: Sequence[Mention] = ()
) -> list[tuple[int, int]]:
    """The spans of a text that state what a meeting is about, in order, overlaps merged.

    They are what follows "under the theme", "devoted to", "aims to" and the like up to the end of the clause, what
    stands before "as this year's theme", and what stands under a label such as "Objectives:" up to the next label or
    heading. `blocks` are the text's blocks, without them only lines are told apart; nothing opens within one of the
    `names` ("Conference on ..."); `read` are the text's words, if they were read before.

    >>> text = "The seminar, devoted to labour migration, was held in Tunis. Topic: visas"
    >>> [text[start:end] for start, end in stated_theme_spans(text, "en")]
    ['labour migration', 'visas']
    """
    spans: list[tuple[int, int]] = []
    found = _openers(code).search(read or words(text), text)
    for phrase in found:
        if phrase.value == "opener" and not _inside(phrase.start, names):
            spans.append((phrase.end, _clause_end(text, phrase.end)))
        elif phrase.value == "backward":
            floor = max(0, phrase.start - _STEP_BACK)
            opening = [m.end() for m in _BACK_TO.finditer(text, floor, phrase.start)]
            spans.append((opening[-1] if opening else floor, phrase.start))
    heads = [p for p in found if p.value in {"label", "detail"} and _heads_line(text, p.start, p.end)]
    starts = [head.start for head in heads]
    general = any(head.value == "label" for head in heads)
    for head in heads:
        # details only where nothing broader is said
        if head.value == "label" or not general:
            spans.append((head.end, _section_end(text, head.end, starts, blocks)))
    return _merged((_trimmed(text, start, end) for start, end in spans))


def _inside(position: int, names: Sequence[Mention]) -> bool:
    """True for a place within a known name: the "Conference on" of a dialogue states no theme."""
    return any(name.start <= position < name.end for name in names)


def _clause_end(text: str, start: int) -> int:
    motto = _MOTTO.match(text, start + (len(text[start : start + 3]) - len(text[start : start + 3].lstrip(" :,-"))))
    if motto is not None:
        return motto.end()
    end = _CLAUSE_END.search(text, start)
    return end.start() if end else len(text)


def _heads_line(text: str, start: int, end: int) -> bool:
    """True for a label at the beginning of a line with a colon after it, or alone on its line."""
    before = (
        text[max(0, start - 6) : start].rpartition("\n")[2]
        if "\n" in text[max(0, start - 6) : start] or start < 6
        else None
    )
    if before is not None and before.strip(" \t•-–*·\u00a0#") == "":
        rest = text[end : end + 4]
        return rest.lstrip(" \u00a0")[:1] in {":", "", "\n", "\r"}
    # "... in Tunis. Topics: visas"
    return text[end : end + 1] == ":" and text[max(0, start - 2) : start] in {". ", "; "}


def _section_end(text: str, start: int, heads: Iterable[int], blocks: Sequence[Block]) -> int:
    following = min((head for head in heads if head > start), default=len(text))
    line_end = text.find("\n", start)
    if line_end == -1 or not blocks:
        return min(following, len(text) if line_end == -1 else line_end)
    if text[start:line_end].strip(" :\u00a0\t"):
        return min(following, line_end)
    # the label stands alone: its section runs to the next heading or label line
    end = line_end
    for block in blocks:
        if block.start < start:
            continue
        if block.kind in {"heading", "label"} or block.start >= following:
            break
        end = block.end
    return min(following, end)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip(" :,.;\n\t\u00a0-–—")), start + len(piece.rstrip(" :,.;\n\t\u00a0-–—"))


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged
