"""Dates in a text: days, ranges of days, months and years as people write them, and what year they mean."""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

import msgspec

from tookpart.loaders.language import alternation, function_words, language

Kind = Literal["date", "day", "years", "relative"]
Precision = Literal["day", "month", "year"]

_DASHES = frozenset("-–—−‑‒/") | {"--"}
_SPACE = re.compile(r"\s+")
_GAP_LENGTH = 24
_FIRST_YEAR, _LAST_YEAR = 1900, 2099
_MONTH_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
# a date without its year lies at most so many months from the document's own, else in the year before or after
_REACH = 8

# The grammar reads a word of codes: a letter for each token (D day, O day with suffix, M month, Y year, W weekday, R relative,
# X full date, N another number) and between two tokens a sign for what joins them (_ nothing or "of", "," "-" range, "&" and, "|" else).
_DAY = r"(?:W[_,])?[DO]"
_UNIT = rf"{_DAY}(?:-{_DAY})?"
_DAYS = rf"{_UNIT}(?:(?:,{_UNIT})*,?&{_UNIT})?"
_DAY_FIRST = rf"{_DAYS}[_-]M(?:[_,-]Y)?"
_MONTH_FIRST = rf"(?:W[_,])?M_{_DAYS}(?![_-]M)(?:[_,]Y)?"
_GRAMMAR = re.compile(
    rf"(?P<first>{_DAY_FIRST}|{_MONTH_FIRST})(?:-(?P<last>{_DAY_FIRST}|{_MONTH_FIRST}))?"
    r"|(?P<month>M(?:[_,-]Y)?)(?:-(?P<last_month>M(?:[_,]Y)?))?"
    r"|(?P<years>Y-[YD])(?![_&,-][DOM])"
    r"|(?P<year>Y)|(?P<full>X)(?:-(?P<last_full>X))?|(?P<relative>R)"
    rf"|(?P<bare>[DO](?:(?:,[DO])*&[DO]|-[DO])?)|(?P<weekday>W)"
)


class DateMention(msgspec.Struct, frozen=True, order=True):
    """A date, or a run of days, months or years, at `text[start:end]`.

    `first` and `last` are "2019-11-12", "2019-11" or "2019" as `precision` says, equal for a single day. Where the text leaves out the
    year they are "--11-12" or "--11", where it leaves out the month, too, "---13" (the forms of xsd:gMonthDay, gMonth, gDay); `resolve`
    fills them in. `kind` is "date"; "day" for a day without a month ("the 13th and 14th"); "years" for a range of years ("2019-2022"),
    which is no meeting's date; or "relative" ("yesterday", "on Friday"): its `offset` counts days from the document's own, None where
    the words do not tell, and `first` and `last` are empty.
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


class _Token(NamedTuple):
    start: int
    end: int
    code: str
    value: int
    text: str


class _Grammar(NamedTuple):
    tokens: re.Pattern[str]
    months: Mapping[str, int]
    full_months: frozenset[str]
    ambiguous: frozenset[str]
    full_weekdays: frozenset[str]
    relative: Mapping[str, int | None]
    day_words: Mapping[str, int]
    joints: Mapping[str, str]
    between: re.Pattern[str]
    before_month: re.Pattern[str]
    day_article: re.Pattern[str]
    bare_days: bool
    numeric: str
    after_day: re.Pattern[str]
    function_words: frozenset[str]


def find_dates(text: str, code: str, reference: str | None = None) -> list[DateMention]:
    """All dates of a text in the language `code`, in order and without overlap.

    With a `reference`, the document's own date ("2018-10-09", "2018-10" or "2018"), missing years are filled in as `resolve` does.
    Numbers such as 12/11/2019 are dates only where the language has one order for them or a number above 12 tells the day.

    >>> text = "The 24th Conference was held November 12-14; the vice ministers met on the 13th and 14th."
    >>> for date in find_dates(text, "en", "2019-11-20"):
    ...     print(text[date.start : date.end], date.kind, date.first, date.last)
    November 12-14 date 2019-11-12 2019-11-14
    13th and 14th day 2019-11-13 2019-11-14
    """
    grammar = _grammar(code)
    tokens = list(_tokens(text, grammar))
    if not tokens:
        return []
    codes = [tokens[0].code]
    for token, after in zip(tokens, tokens[1:], strict=False):
        codes.append(_joint(text[token.end : after.start], token, after, grammar))
        codes.append(after.code)
    word = "".join(codes)
    found: list[DateMention] = []
    for match in _GRAMMAR.finditer(word):
        found.extend(_read(text, tokens, word, match, grammar))
    found = _with_shared_years(text, found, grammar)
    if reference is None:
        return found
    return [resolve(mention, reference, found) for mention in found]


def resolve(mention: DateMention, reference: str | None = None, others: Sequence[DateMention] = ()) -> DateMention:
    """The mention with the year (and month) that the text left out, as far as they can be told; unchanged otherwise.

    A missing month is that of the last date before in `others`, the document's dates. A missing year is, in this order: the year of
    another date with the same month and day; the year of `reference`, the document's own date, or the year after or before it where
    the month would be more than eight months behind or ahead ("in March" in a text of December is next March, "in November" in one of
    January is last November); the one year that other dates in the same month have; the one year that all other dates have.

    >>> resolve(DateMention(0, 15, "date", "day", "--09-19", "--09-21"), "2018-10-09").last
    '2018-09-21'
    """
    if mention.complete or mention.kind == "years":
        return mention
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
        return msgspec.structs.replace(mention, first=first, last=last) if _exists(first) and _exists(last) else mention
    year = _missing_year(mention, reference, others)
    if year is None:
        return mention
    first = f"{year:04}{mention.first[1:]}"
    # a range over the turn of the year ends in the next one
    last = f"{year + (mention.last < mention.first):04}{mention.last[1:]}"
    return msgspec.structs.replace(mention, first=first, last=last) if _exists(first) and _exists(last) else mention


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
    match = re.match(r"(?:\d{4}|-)-(\d\d)", date)
    return int(match[1]) if match else None


def _exists(date: str) -> bool:
    if len(date) < len("2019-11-12") or date.startswith("-"):
        return True
    try:
        datetime.date.fromisoformat(date)
    except ValueError:
        return False
    return True


def _tokens(text: str, grammar: _Grammar) -> Iterator[_Token]:
    end = 0
    for match in grammar.tokens.finditer(text):
        kind, words = match.lastgroup, match[0]
        start = match.start()
        code, value = "N", 0
        if kind == "number":
            code, value = _number(text, match, end)
        elif kind == "month":
            code, value = "M", grammar.months[words.rstrip(".")]
        elif kind == "weekday":
            code = "W"
        elif kind == "relative":
            code = "R"
        elif kind == "dayword":
            code, value = "D", grammar.day_words[words.lower()]
        elif kind == "full":
            date = _full(words, grammar.numeric)
            code = "X" if date else "N"
            words = date or words
        end = match.end()
        yield _Token(start, end, code, value, words)


def _number(text: str, match: re.Match[str], previous_end: int) -> tuple[str, int]:
    digits = match["digits"]
    value, start = int(digits), match.start()
    if len(digits) == 4:
        return ("Y", value) if _FIRST_YEAR <= value <= _LAST_YEAR and not match["suffix"] else ("N", value)
    before = text[start - 1] if start else ""
    # 19 in "COVID-19" and 500 in "1.500" are no days; 14 in "Nov-14" may be one
    glued = (before in ".,'’" and start > 1 and text[start - 2].isdigit()) or (
        before in "-–" and start > 1 and text[start - 2].isalpha() and previous_end != start - 1
    )
    if glued or not 1 <= value <= 31 or len(digits) > 2:
        return "N", value
    return ("O" if match["suffix"] else "D"), value


def _full(words: str, order: str) -> str | None:
    """The ISO date of "2019-11-12", "25/11/2019" or "12.11.2019", None where it is none or could be two."""
    parts = [int(part) for part in re.split(r"[-./]", words)]
    if parts[0] > 31:
        year, month, day = parts
    else:
        day, month, year = parts
        if "." not in words and order != "dmy":
            if day <= 12 and month > 12:
                day, month = month, day
            elif day <= 12 and day != month:
                return None
    date = f"{year:04}-{month:02}-{day:02}"
    return date if _FIRST_YEAR <= year <= _LAST_YEAR and _exists(date) else None


def _joint(gap: str, token: _Token, after: _Token, grammar: _Grammar) -> str:
    if len(gap) > _GAP_LENGTH or "\n\n" in gap:
        return "|"
    words = _SPACE.sub(" ", gap.strip()).lower()
    if not words:
        return "_" if gap else "|"
    if words in _DASHES:
        return "-"
    return grammar.joints.get(words, "|")


def _read(text: str, tokens: list[_Token], word: str, match: re.Match[str], grammar: _Grammar) -> Iterator[DateMention]:
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
        yield DateMention(start, end, "date", "day", part[0].text, part[-1].text)
    elif group == "relative":
        yield DateMention(start, end, "relative", "day", "", "", grammar.relative[part[0].text.lower()])
    elif group == "weekday":
        if part[0].text in grammar.full_weekdays:
            yield DateMention(start, end, "relative", "day", "", "")
    elif _stands_for_days(text, part, grammar):
        days = [token.value for token in part]
        if days == sorted(set(days)):
            yield DateMention(start, end, "day", "day", f"---{days[0]:02}", f"---{days[-1]:02}")


def _stands_for_days(text: str, part: list[_Token], grammar: _Grammar) -> bool:
    """Whether bare numbers are days: after an article, and no noun follows that they count."""
    if any(token.text[:1].isalpha() for token in part) or not (
        grammar.bare_days or all(token.code == "O" for token in part)
    ):
        return False
    if not grammar.day_article.search(text[max(0, part[0].start - 12) : part[0].start]):
        return False
    return _counts_nothing(text, part[-1].end, grammar)


def _counts_nothing(text: str, end: int, grammar: _Grammar) -> bool:
    match = grammar.after_day.match(text, end)
    return match is None or match[0].strip().lower() in grammar.function_words


def _months(text: str, part: list[_Token], match: re.Match[str], grammar: _Grammar) -> Iterator[DateMention]:
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


def _days(text: str, tokens: list[_Token], word: str, match: re.Match[str], grammar: _Grammar) -> Iterator[DateMention]:
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
    if side[-1].code in "DO" and not _counts_nothing(text, end, grammar) and side[-1].code == "D":
        # "in May 12 countries met", "on May 5 and 12 countries agreed": the last number counts them
        side = side[:-1]
        end = side[-1].end
        if side[-1].code == "M":
            return
    units = _units(side, word, match.start("first"))
    runs = [(unit[0].value, unit[-1].value) for unit in units]
    joined = all(after[0] == before[1] + 1 for before, after in zip(runs, runs[1:], strict=False))
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


def _units(side: list[_Token], word: str, offset: int) -> list[list[_Token]]:
    """The days of a side in runs: those that a dash joins are one."""
    units: list[list[_Token]] = []
    joint = ","
    for index, token in enumerate(side):
        if token.code in "DO":
            if joint == "-" and units:
                units[-1].append(token)
            else:
                units.append([token])
            joint = "_"
        position = offset + 2 * index + 1
        sign = word[position] if position < len(word) else "|"
        joint = sign if sign in "-,&" else joint
    return units


def _iso(year: int | None, month: int, day: int) -> str | None:
    if day > _MONTH_LENGTHS[month - 1]:
        return None
    date = f"--{month:02}-{day:02}" if year is None else f"{year:04}-{month:02}-{day:02}"
    return date if _exists(date) else None


def _with_shared_years(text: str, found: list[DateMention], grammar: _Grammar) -> list[DateMention]:
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
        gap = text[mention.end : after.start]
        if len(gap) > _GAP_LENGTH or grammar.joints.get(_SPACE.sub(" ", gap.strip()).lower()) not in ("&", ","):
            continue
        head = after.first[:4]
        found[index] = msgspec.structs.replace(mention, first=head + mention.first[1:], last=head + mention.last[1:])
    return found


@functools.cache
def _grammar(code: str) -> _Grammar:
    data = language(code).section("calendar")
    spelt: dict[str, int] = {}
    full_months, abbreviations = set(), set()
    for number, forms in enumerate(data["months"], start=1):
        # an abbreviation is shorter than any full name but may's and juin's
        long = [form for form in forms if form == forms[0] or len(form) > len(forms[0]) - 2]
        for form in forms:
            cases = {form, form[0].upper() + form[1:], form.upper()} | (set() if data["capitals"] else {form.lower()})
            spelt.update(dict.fromkeys(cases, number))
            (full_months if form in long else abbreviations).update(cases)
    weekdays = [form for forms in data["weekdays"] for form in forms]
    full_weekdays = {case for forms in data["weekdays"] for case in _cases(forms[0], data["capitals"])}
    relative = {words: int(offset) if offset else None for words, offset in data["relative"].items()}
    suffixes = alternation(data["suffixes"])
    joints = {",": ","}
    for words in data["fillers"]:
        joints.update({words: "_", f", {words}": "_"})
    joints.update(dict.fromkeys(data["to"], "-"))
    for words in data["and"]:
        joints.update({words: "&", f", {words}": "&"})
    day_words = {words.lower(): value for words, value in data["day_words"].items()}
    words_as_days = (
        rf"|(?P<dayword>{alternation(day_words)})(?=\W+(?:{alternation(data['fillers'])}|{alternation(spelt)}))(?!\w)"
        if day_words
        else ""
    )
    return _Grammar(
        tokens=re.compile(
            r"(?<![\w:$€£/])(?:"
            r"(?P<full>\d{4}-\d\d-\d\d(?![\d-])|\d{1,2}([./-])\d{1,2}\2\d{4}(?![\d./-]))"
            rf"|(?P<number>(?P<digits>\d{{1,4}})(?P<suffix>{suffixes})?(?![\w%/°]|:\d|[.,]\d{{1,3}}(?!\d)|\.\d))"
            rf"|(?P<month>{alternation(full_months)}(?!\w)|{alternation(abbreviations) or '(?!)'}(?!\w)\.?)"
            rf"|(?P<weekday>{alternation(case for form in weekdays for case in _cases(form, data['capitals']))})(?!\w)"
            rf"|(?P<idle>{alternation(case for words in data['idle'] for case in _cases(words, False))})(?!\w)"
            rf"|(?P<relative>{alternation(case for words in relative for case in _cases(words, False))})(?!\w)"
            rf"{words_as_days})"
        ),
        months=spelt,
        full_months=frozenset(full_months),
        ambiguous=frozenset(data["ambiguous"]),
        full_weekdays=frozenset(full_weekdays),
        relative=relative,
        day_words=day_words,
        joints=joints,
        between=re.compile(rf"(?<!\w){alternation(data['between'])}\s+$", re.IGNORECASE),
        before_month=re.compile(rf"(?<!\w){alternation(data['before_month']) or '(?!)'}[\s-]+$", re.IGNORECASE),
        day_article=re.compile(rf"(?<!\w){alternation(data['day_articles'])}\s+$", re.IGNORECASE),
        bare_days=bool(data["bare_days"]),
        numeric=data["numeric"],
        after_day=re.compile(rf"\s+(?:{alternation(data['not_days'])}|[^\W\d_]+)"),
        function_words=function_words(code),
    )


def _cases(words: str, capitals: bool) -> set[str]:
    return {words if capitals else words.lower(), words[0].upper() + words[1:], words.upper()}
