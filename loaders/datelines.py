"""The dateline at the head of a news text: where and when it was written."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator

import msgspec

from tookpart.loaders.dates import DateMention, find_dates
from tookpart.loaders.language import SUPPORTED, alternation, language

_HEAD_LENGTH, _HEAD_LINES = 2500, 14
# a text shorter than this after "Accra." is a line of a list, not a report
_REPORT_LENGTH = 40
_CAPITAL = r"[A-ZÀ-ÖØ-Þ]"
_SMALL = r"(?:de|del|la|las|los|el|of|the|du|des|le|and|y|et|e)[ \u00a0]"
_NAME = rf"(?:St\.[ \u00a0])?{_CAPITAL}[\w'’-]*(?:[ \u00a0](?:{_SMALL})*{_CAPITAL}[\w'’-]*){{0,3}}"
_PLACE = re.compile(rf"{_NAME}(?:,[ \u00a0]{_NAME})?(?:[ \u00a0]?/[ \u00a0]?{_NAME})?")
_AGENCY = re.compile(r"[ \u00a0]\([^()\n]{2,30}\)")
_DASH = re.compile(r"[ \u00a0]?(?:[–—]|[ \u00a0]--?)[ \u00a0\n]*(?=\S)")
_STOP = re.compile(r"[.:][ \u00a0]+(?=[\"“«¿¡]?[A-ZÀ-ÖØ-Þ0-9])")
_BETWEEN = re.compile(r"[ \u00a0]?[,(][ \u00a0]?|[ \u00a0]+")
_CLOSE = re.compile(r"\)?(?:[ \u00a0]\([^()\n]{2,30}\))?[ \u00a0]?(?:[.,:–—-]+[ \u00a0\n]*|$)")
# "[Lima, 3 May 2012] The ministers ..."
_OPENS, _CLOSES = "([", re.compile(r"[)\]][ \u00a0.:–—-]*(?=\S)")


class Dateline(msgspec.Struct, frozen=True):
    """The head `text[start:end]` of a news text.

    `place` is the span of the words that stand where a dateline's place stands (whether they name one is not looked
    up), `published` the day as an ISO date; either is None where the text does not give it.
    """

    start: int
    end: int
    place: tuple[int, int] | None
    published: str | None


def dateline(text: str, code: str, dates: Iterable[DateMention] | None = None) -> Dateline | None:
    """The dateline of a text in the language `code`: "Geneva, 12 May 2016 -", "Accra.", a line with a date alone,
    "Published on ...".

    `dates` are those of the text, if they have been found before. A range of days at the head of an entry is a
    meeting's date, not a dateline.

    >>> text = "Forum opens\\n\\nGenève, le 12 mai 2016 – Le forum s'est ouvert."
    >>> dateline(text, "fr")
    Dateline(start=13, end=38, place=(13, 19), published='2016-05-12')
    """
    head = text[:_HEAD_LENGTH]
    days = {date.start: date for date in (find_dates(head, code) if dates is None else dates) if _is_day(date)}
    dated: Dateline | None = None
    for number, (start, end) in enumerate(_lines(head)):
        found = _dated_line(head, start, end, days, code)
        if found:
            dated = dated or found
            if found.place:
                break
            continue
        placed = _placed_line(head, start, end, days, code, title=number == 0)
        if placed:
            if dated and not placed.published:
                return msgspec.structs.replace(placed, published=dated.published)
            return placed
        if end - start > 3 * _REPORT_LENGTH:
            # the report has begun
            break
    return dated or _published(text, code)


def _is_day(date: DateMention) -> bool:
    return date.kind == "date" and date.precision == "day" and date.complete and date.first == date.last


def _lines(head: str) -> Iterator[tuple[int, int]]:
    position = 0
    count = 0
    for line in head.split("\n"):
        words = line.strip()
        if words:
            start = position + line.index(words[0])
            yield start, start + len(words)
            count += 1
            if count == _HEAD_LINES:
                return
        position += len(line) + 1


def _dated_line(head: str, start: int, end: int, days: dict[int, DateMention], code: str) -> Dateline | None:
    """A line that is a date, alone or after "Published on" or "le"; or a date at the beginning of a report."""
    label = _labels().match(head, start, end) or _lone(code).match(head, start, end)
    date = days.get(label.end() if label else start)
    if date is None:
        return None
    if date.end >= end - 1:
        return Dateline(start, end, None, date.first)
    close = _DASH.match(head, date.end) or _STOP.match(head, date.end)
    if close and not label:
        return Dateline(start, close.end(), None, date.first)
    comma = _BETWEEN.match(head, date.end)
    place = _PLACE.match(head, comma.end()) if comma else None
    close = _DASH.match(head, place.end()) if place else None
    if place and close:
        return Dateline(start, close.end(), place.span(), date.first)
    return Dateline(start, date.end, None, date.first) if label else None


def _placed_line(
    head: str, start: int, end: int, days: dict[int, DateMention], code: str, *, title: bool
) -> Dateline | None:
    """A line that begins with a place and perhaps a date."""
    bracket = head[start] in _OPENS
    place = _PLACE.match(head, start + bracket, end)
    if not place:
        return None
    comma = head.find(",", *place.span())
    if comma >= 0 and (month := days.get(comma + len(", "))) is not None and month.start < place.end():
        # "GUATEMALA CITY, May 8, 2024 -": the month is no second place
        place = _PLACE.match(head, start, comma) or place
    after = place.end()
    if agency := _AGENCY.match(head, after):
        after = agency.end()
    prefix = _prefixes(code).match(head, after)
    date = days.get(prefix.end()) if prefix else None
    if date:
        close = (_CLOSES if bracket else _CLOSE).match(head, date.end)
        return Dateline(start, close.end(), place.span(), date.first) if close else None
    if title or bracket:
        return None
    report = end - after > _REPORT_LENGTH
    close = _DASH.match(head, after) or _STOP.match(head, after)
    return Dateline(start, close.end(), place.span(), None) if close and report and ":" not in close[0] else None


def _published(text: str, code: str) -> Dateline | None:
    """A date that the text itself says is its own: "The report is dated 27 October 2021"."""
    for label in _inner_labels().finditer(text):
        for date in find_dates(text[label.end() : label.end() + 40], code):
            if date.start == 0 and _is_day(date):
                return Dateline(label.start(), label.end() + date.end, None, date.first)
    return None


@functools.cache
def _label_words() -> str:
    words = {word for code in SUPPORTED for word in language(code).section("calendar")["published"]}
    return alternation(
        form for word in words for form in (word, word[0].upper() + word[1:], word.title(), word.upper())
    )


@functools.cache
def _labels() -> re.Pattern[str]:
    return re.compile(rf"{_label_words()}[ \u00a0]?:?[ \u00a0]+")


@functools.cache
def _inner_labels() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){_label_words()}[ \u00a0]?:?[ \u00a0]+(?:the |el |le )?")


@functools.cache
def _lone(code: str) -> re.Pattern[str]:
    words = alternation(language(code).section("calendar")["dateline_prefixes"])
    return re.compile(rf"{words}[ \u00a0]+(?=[^\n]{{4,30}}(?:\n|$))", re.IGNORECASE)


@functools.cache
def _prefixes(code: str) -> re.Pattern[str]:
    words = alternation(language(code).section("calendar")["dateline_prefixes"])
    return re.compile(rf"(?:[ \u00a0]?[,(–—-])?[ \u00a0]*(?:{words}[ \u00a0]+)?")
