"""What a date in a text says: days, months or years, and which year it means where it leaves that out."""

from __future__ import annotations

import bisect
import datetime
import re
from collections.abc import Sequence
from typing import Literal

import msgspec

Kind = Literal["date", "day", "years", "relative"]
Precision = Literal["day", "month", "year"]

YEAR = len("2019")
"""So many characters of a complete date are its year."""

_MONTH = re.compile(r"(?:\d{4}|-)-(\d\d)")
# a date without its year lies at most so many months from the document's own, else in the year before or after
_REACH = 8
_NEAR = 100


class DateMention(msgspec.Struct, frozen=True, order=True):
    """A date, or a run of days, months or years, at `text[start:end]`.

    `first` and `last` are "2019-11-12", "2019-11" or "2019" as `precision` says, equal for a single day. Where the
    text leaves out the year they are "--11-12" or "--11", where it leaves out the month, too, "---13" (the forms of
    xsd:gMonthDay, gMonth, gDay); `resolve` fills them in. `kind` is "date"; "day" for a day without a month ("the 13th
    and 14th"); "years" for a range of years ("2019-2022"), which is no meeting's date; or "relative" ("yesterday", "on
    Friday"): its `offset` counts days from the document's own, None where the words do not tell, and `first` and
    `last` are empty.
    """

    start: int
    end: int
    kind: Kind
    precision: Precision
    first: str
    last: str
    offset: int | None = None

    @property
    def complete(self) -> bool:
        """Whether the year is known."""
        return bool(self.first) and self.first[0] != "-"

    @property
    def year(self) -> int | None:
        """The year of the first day."""
        return int(self.first[:4]) if self.complete else None

    @property
    def month(self) -> int | None:
        """The month of the first day, None where it is not given."""
        return _month(self.first)

    @property
    def day(self) -> int | None:
        """The day of the month of the first day, None where it is not given."""
        return int(self.first[-2:]) if self.precision == "day" and self.first else None


def resolve(mention: DateMention, reference: str | None = None, others: Sequence[DateMention] = ()) -> DateMention:
    """The mention with the year (and month) that the text left out, as far as they can be told; unchanged otherwise.

    A missing month is that of the last date before in `others`, the document's dates. A missing year is, in this
    order: the year of another date with the same month and day; the year of `reference`, the document's own date, or
    the year after or before it where the month would be more than eight months behind or ahead ("in March" in a text
    of December is next March, "in November" in one of January is last November); the one year that other dates in the
    same month have; the one year that all other dates have.

    >>> resolve(DateMention(0, 15, "date", "day", "--09-19", "--09-21"), "2018-10-09").last
    '2018-09-21'
    """
    if mention.complete or mention.kind == "years":
        return mention
    if len(others) > 2 * _NEAR:
        # the dates around it tell as well as all, and a calendar of thousands stays readable
        place = bisect.bisect_left(others, mention.start, key=lambda other: other.start)
        others = others[max(0, place - _NEAR) : place + _NEAR]
    if mention.kind == "relative":
        if mention.offset is None or reference is None or len(reference) < len("2018-10-09"):
            return mention
        day = (datetime.date.fromisoformat(reference) + datetime.timedelta(days=mention.offset)).isoformat()
        return msgspec.structs.replace(mention, first=day, last=day)
    if mention.kind == "day":
        donor = _month_donor(mention, others)
        if donor is None:
            return mention
        resolved = resolve(donor, reference, others)
        head = resolved.last[: -len("-13")] if resolved.precision == "day" else resolved.last
        first, last = (f"{head}-{part[-2:]}" for part in (mention.first, mention.last))
        return msgspec.structs.replace(mention, first=first, last=last) if exists(first) and exists(last) else mention
    year = _missing_year(mention, reference, others)
    if year is None:
        return mention
    first = f"{year:04}{mention.first[1:]}"
    # a range over the turn of the year ends in the next one
    last = f"{year + (mention.last < mention.first):04}{mention.last[1:]}"
    return msgspec.structs.replace(mention, first=first, last=last) if exists(first) and exists(last) else mention


def _missing_year(mention: DateMention, reference: str | None, others: Sequence[DateMention]) -> int | None:
    dated = [other for other in others if other.complete and other.kind == "date" and other.precision != "year"]
    tail = mention.first[1:]
    same = {other.first[:4] for other in dated if other.first.endswith(tail) and other.precision == mention.precision}
    if len(same) == 1:
        return int(same.pop())
    if reference is not None:
        year = int(reference[:4])
        own_month, month = _month(reference), mention.month
        if own_month is not None and month is not None:
            ahead = month - own_month
            year += -1 if ahead > _REACH else 1 if ahead < -_REACH else 0
        return year
    for years in (
        {other.first[:4] for other in dated if other.month == mention.month},
        {other.first[:4] for other in dated},
    ):
        if len(years) == 1:
            return int(years.pop())
    return None


def _month_donor(mention: DateMention, others: Sequence[DateMention]) -> DateMention | None:
    donors = [other for other in others if other.kind == "date" and other.month is not None]
    before = [other for other in donors if other.start < mention.start]
    return before[-1] if before else donors[0] if donors else None


def _month(date: str) -> int | None:
    match = _MONTH.match(date)
    return int(match[1]) if match else None


def exists(date: str) -> bool:
    """Whether there is such a day in the calendar; true for all that is no whole date."""
    if len(date) < len("2019-11-12") or date.startswith("-"):
        return True
    try:
        datetime.date.fromisoformat(date)
    except ValueError:
        return False
    return True
