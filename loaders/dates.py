"""Dates in a text: days, ranges of days, months and years as people write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

import msgspec

from tookpart.loaders.datetokens import DateGrammar, Token, date_grammar, date_tokens, joint
from tookpart.loaders.days import DateMention, exists, resolve

__all__ = ["DateMention", "find_dates", "resolve"]

_HOURS_TO = re.compile(
    r",?\s(?:at\s|a las\s|à\s)?\d{1,2}\s?[:.h]\s?\d{0,2}\s?(?:[ap]\.?m\.?|h|hrs)?\s?"
    r"(?:to|until|till|a|al|hasta|au|à|jusqu'au|[-–—])\s(?:[^\W\d_]+,?\s)?"
)
_LONGEST = timedelta(14)
_MONTH_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

# The grammar reads a word of codes: a letter for each token (D day, O day with suffix, M month, Y year, W weekday, R
# relative, X full date, N another number) and between two tokens a sign for what joins them (_ nothing or "of", ","
# "-" to, "=" a hyphen without spaces, "&" and, "|" else).
_DAY = r"(?:W[_,])?[DO]"
_UNIT = rf"{_DAY}(?:[-=]{_DAY})?"
_DAYS = rf"{_UNIT}(?:(?:,{_UNIT}){{0,12}},?&{_UNIT})?"
_DAY_FIRST = rf"{_DAYS}[_=]M(?:[_,=]Y)?"
_MONTH_FIRST = rf"(?:W[_,])?M_{_DAYS}(?!_M)(?:[_,]Y)?"
_GRAMMAR = re.compile(
    rf"(?P<first>{_DAY_FIRST}|{_MONTH_FIRST})(?:[-=](?P<last>{_DAY_FIRST}|{_MONTH_FIRST}))?"
    r"|(?P<month>M(?:[_,=]Y)?)(?:[-=](?P<last_month>M(?:[_,]Y)?))?"
    r"|(?P<years>Y[-=][YD])(?![_&,=-][DOM])"
    r"|(?P<year>Y)|(?:(?P<since>[DO])[-=])?(?P<full>X)(?:[-=](?P<last_full>X))?|(?P<relative>R)"
    r"|(?P<bare>[DO](?:(?:,[DO]){0,12}&[DO]|[-=][DO])?)|(?P<weekday>W)"
)


def find_dates(text: str, code: str, reference: str | None = None) -> list[DateMention]:
    """All dates of a text in the language `code`, in order and without overlap.

    With a `reference`, the document's own date ("2018-10-09", "2018-10" or "2018"), missing years are filled in as
    `resolve` does. Numbers such as 12/11/2019 are dates only where the language has one order for them or a number
    above 12 tells the day.

    >>> text = "The 24th Conference was held November 12-14; the vice ministers met on the 13th and 14th."
    >>> for found in find_dates(text, "en", "2019-11-20"):
    ...     print(text[found.start : found.end], found.kind, found.first, found.last)
    November 12-14 date 2019-11-12 2019-11-14
    13th and 14th day 2019-11-13 2019-11-14
    """
    grammar = date_grammar(code)
    tokens = list(date_tokens(text, grammar))
    if not tokens:
        return []
    codes = [tokens[0].code]
    for token, after in pairwise(tokens):
        codes.append(joint(text[token.end : after.start], grammar))
        codes.append(after.code)
    word = "".join(codes)
    found: list[DateMention] = []
    for match in _GRAMMAR.finditer(word):
        found.extend(_read(text, tokens, word, match, grammar))
    found = _joined(text, _with_shared_years(text, found, grammar), grammar)
    if reference is None:
        return found
    return [resolve(mention, reference, found) for mention in found]


def _read(
    text: str, tokens: list[Token], word: str, match: re.Match[str], grammar: DateGrammar
) -> Iterator[DateMention]:
    group = match.lastgroup or ""
    begin, stop = match.start() // 2, match.end() // 2 + 1
    part = tokens[begin:stop]
    start, end = part[0].start, part[-1].end
    if match["first"]:
        yield from _days(text, tokens, word, match, grammar)
    elif match["month"]:
        yield from _months(text, part, match, grammar)
    elif group == "year":
        yield DateMention(start, end, "date", "year", part[0].text, part[0].text)
    elif group == "years":
        first, last = part[0].value, part[1].value
        if part[1].code == "D":
            last += first // 100 * 100
        if first < last:
            yield DateMention(start, end, "years", "year", str(first), str(last))
        else:
            yield DateMention(start, part[0].end, "date", "year", str(first), str(first))
    elif match["full"]:
        # "28-29.10.2004" begins on a day of the month that is named behind it
        begins = f"{part[1].text[:-2]}{part[0].value:02}" if match["since"] else part[0].text
        if begins <= part[-1].text and exists(begins):
            yield DateMention(start, end, "date", "day", begins, part[-1].text)
    elif group == "relative":
        yield DateMention(start, end, "relative", "day", "", "", grammar.relative[part[0].text.lower()])
    elif group == "weekday":
        if part[0].text in grammar.full_weekdays:
            yield DateMention(start, end, "relative", "day", "", "")
    elif _stands_for_days(text, part, grammar):
        days = [token.value for token in part]
        if days == sorted(set(days)):
            yield DateMention(start, end, "day", "day", f"---{days[0]:02}", f"---{days[-1]:02}")


def _stands_for_days(text: str, part: list[Token], grammar: DateGrammar) -> bool:
    """Whether bare numbers are days: after an article, and no noun follows that they count."""
    if any(token.text[:1].isalpha() for token in part) or not (
        grammar.bare_days or all(token.code == "O" for token in part)
    ):
        return False
    if not grammar.day_article.search(text[max(0, part[0].start - 12) : part[0].start]):
        return False
    return _counts_nothing(text, part[-1].end, grammar)


def _counts_nothing(text: str, end: int, grammar: DateGrammar) -> bool:
    match = grammar.after_day.match(text, end)
    return match is None or match[0].strip().lower() in grammar.function_words


def _months(text: str, part: list[Token], match: re.Match[str], grammar: DateGrammar) -> Iterator[DateMention]:
    years = [token for token in part if token.code == "Y"]
    names = [token for token in part if token.code == "M"]
    first, last = names[0], names[-1]
    if not years:
        name = first.text
        if name not in grammar.full_months:
            return
        if name in grammar.ambiguous and not grammar.before_month.search(text[max(0, first.start - 16) : first.start]):
            return
        yield DateMention(part[0].start, part[-1].end, "date", "month", f"--{first.value:02}", f"--{last.value:02}")
        return
    last_year = years[-1].value
    first_year = years[0].value if len(years) > 1 or first is last else last_year - (first.value > last.value)
    yield DateMention(
        part[0].start,
        part[-1].end,
        "date",
        "month",
        f"{first_year:04}-{first.value:02}",
        f"{last_year:04}-{last.value:02}",
    )


def _days(
    text: str, tokens: list[Token], word: str, match: re.Match[str], grammar: DateGrammar
) -> Iterator[DateMention]:
    sides = []
    for group in ("first", "last"):
        if match[group]:
            sides.append(tokens[match.start(group) // 2 : match.end(group) // 2 + 1])
    values = [
        (
            next(token.value for token in side if token.code == "M"),
            next((token.value for token in side if token.code == "Y"), None),
        )
        for side in sides
    ]
    month, year = values[-1]
    if len(sides) == 2:
        first_month, first_year = values[0]
        if first_year is None and year is not None:
            first_year = year - (first_month > month)
        days = [[token.value for token in side if token.code in "DO"] for side in sides]
        first, last = _iso(first_year, first_month, days[0][0]), _iso(year, month, days[1][-1])
        if first and last:
            yield DateMention(sides[0][0].start, sides[1][-1].end, "date", "day", first, last)
        return
    side = sides[0]
    start, end = side[0].start, side[-1].end
    named = text[end + 1 : end + 2].isupper()
    if side[-1].code == "D" and not _counts_nothing(text, end, grammar) and not (named and grammar.capitals):
        # "in May 12 countries met", "on May 5 and 12 countries agreed": the last number counts them; "on May 5 and 12
        # Nepal hosts" counts no Nepals
        side = side[:-1]
        end = side[-1].end
        if side[-1].code == "M":
            return
    units = _units(side, word, match.start("first"))
    runs = [(unit[0].value, unit[-1].value) for unit in units]
    joined = all(after[0] == before[1] + 1 for before, after in pairwise(runs))
    between = len(units) == 2 and grammar.between.search(text[max(0, start - 20) : start])
    if joined or between:
        units, runs = [[side[0], side[-1]]], [(runs[0][0], runs[-1][1])]
    for index, (unit, (low, high)) in enumerate(zip(units, runs, strict=True)):
        first, last = _iso(year, month, low), _iso(year, month, high)
        if first and last and low <= high:
            yield DateMention(
                start if index == 0 else unit[0].start,
                end if index == len(units) - 1 else unit[-1].end,
                "date",
                "day",
                first,
                last,
            )


def _units(side: list[Token], word: str, offset: int) -> list[list[Token]]:
    """The days of a side in runs: those that a dash joins are one."""
    units: list[list[Token]] = []
    joint = ","
    for index, token in enumerate(side):
        if token.code in "DO":
            if joint in "-=" and units:
                units[-1].append(token)
            else:
                units.append([token])
            joint = "_"
        position = offset + 2 * index + 1
        sign = word[position] if position < len(word) else "|"
        joint = sign if sign in "-=,&" else joint
    return units


def _iso(year: int | None, month: int, day: int) -> str | None:
    if day > _MONTH_LENGTHS[month - 1]:
        return None
    iso = f"--{month:02}-{day:02}" if year is None else f"{year:04}-{month:02}-{day:02}"
    return iso if exists(iso) else None


def _runs_on(between: str, before: DateMention, mention: DateMention, grammar: DateGrammar) -> bool:
    """True for two days of one meeting: "30 June and 1 July", "15 June, 9:00 to 16 June, 14:00"."""
    apart = date.fromisoformat(mention.first) - date.fromisoformat(before.last)
    if joint(between, grammar) == "&":
        return apart == timedelta(1)
    return _HOURS_TO.fullmatch(between) is not None and timedelta(0) < apart <= _LONGEST


def _joined(text: str, found: list[DateMention], grammar: DateGrammar) -> list[DateMention]:
    """ "30 June and 1 July 2019": days that follow each other are one date, as they are within a month."""
    joined: list[DateMention] = []
    for mention in found:
        before = joined[-1] if joined else None
        if (
            before is not None
            and before.kind == mention.kind == "date"
            and before.precision == mention.precision == "day"
            and before.complete
            and mention.complete
            and _runs_on(text[before.end : mention.start], before, mention, grammar)
        ):
            joined[-1] = msgspec.structs.replace(before, end=mention.end, last=mention.last)
        else:
            joined.append(mention)
    return joined


def _with_shared_years(text: str, found: list[DateMention], grammar: DateGrammar) -> list[DateMention]:
    """ "30 June and 2 July 2019": the year of the last of a series is that of all."""
    for index in range(len(found) - 2, -1, -1):
        mention, after = found[index], found[index + 1]
        if (
            mention.complete
            or not after.complete
            or mention.kind != "date"
            or after.kind != "date"
            or after.precision == "year"
        ):
            continue
        if joint(text[mention.end : after.start], grammar) not in "&,":
            continue
        head = after.first[:4]
        found[index] = msgspec.structs.replace(mention, first=head + mention.first[1:], last=head + mention.last[1:])
    return found
