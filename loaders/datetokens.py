"""The parts that dates are made of: numbers, months, weekdays, and what joins them, as a language's data name them."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tookpart.loaders.days import exists
from tookpart.loaders.language import alternation, function_words, language

GAP_LENGTH = 24
"""So many characters at most lie between two parts of one date."""

_DASHES = frozenset("-–—−‐‑‒/") | {"--"}
_HYPHENS = frozenset("-/‐‑")
_SPACE = re.compile(r"\s+")
_FIRST_YEAR, _LAST_YEAR = 1900, 2099


class Token(NamedTuple):
    """A part of a date at `text[start:end]`.

    `code` is D for a number that may be a day, O for one with its suffix, M month, Y year, W weekday, R relative, X a
    full date (`text` holds it as an ISO date), N for what is none of these.
    """

    start: int
    end: int
    code: str
    value: int
    text: str


class DateGrammar(NamedTuple):
    """A language's section [calendar] as tables and patterns."""

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
    capitals: bool
    numeric: str
    after_day: re.Pattern[str]
    function_words: frozenset[str]


def date_tokens(text: str, grammar: DateGrammar) -> Iterator[Token]:
    """The parts of dates in a text, in order."""
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
        yield Token(start, end, code, value, words)


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
        # with slashes some write the month first
        if "/" in words and order != "dmy":
            if day <= 12 and month > 12:
                day, month = month, day
            elif day <= 12 and day != month:
                return None
    date = f"{year:04}-{month:02}-{day:02}"
    return date if _FIRST_YEAR <= year <= _LAST_YEAR and exists(date) else None


def joint(gap: str, grammar: DateGrammar) -> str:
    """What joins two parts: "_" nothing or "of", "," a comma, "-" to, "=" a hyphen, "&" and, "|" something else."""
    if len(gap) > GAP_LENGTH or "\n\n" in gap:
        return "|"
    words = _SPACE.sub(" ", gap.strip()).lower()
    if not words:
        return "_" if gap else "|"
    if words in _DASHES:
        return "=" if words == gap and words in _HYPHENS else "-"
    return grammar.joints.get(words, "|")


@functools.cache
def date_grammar(code: str) -> DateGrammar:
    """The words of a language that dates are made of, ready for use."""
    data = language(code).section("calendar")
    spelt: dict[str, int] = {}
    full_months: set[str] = set()
    abbreviations: set[str] = set()
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
    # "5. September"
    joints = {",": ",", ".": "_"}
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
    return DateGrammar(
        tokens=re.compile(
            # "25/26 June"
            r"(?<![\w:$€£])(?<![^\d]/)(?:"
            r"(?P<full>\d{4}-\d\d-\d\d(?![\d-])|\d{1,2}([./-])\d{1,2}\2\d{4}(?![\d./-]))"
            rf"|(?P<number>(?P<digits>\d{{1,4}})(?P<suffix>{suffixes}|{suffixes.upper()})?(?:\.(?=\s?[-–]\s?\d{{1,2}}\.\s))?(?:(?<!\d\d\d)(?=/\d{{1,2}}\s[^\W\d_])|(?![\w%/°]|:\d|[.,]\d{{1,3}}(?!\d)|\.\d)))"
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
        capitals=bool(data["capitals"]),
        numeric=data["numeric"],
        after_day=re.compile(rf"\s+(?:{alternation(data['not_days'])}|[^\W\d_]+)"),
        function_words=function_words(code),
    )


def _cases(words: str, capitals: bool) -> set[str]:
    return {words if capitals else words.lower(), words[0].upper() + words[1:], words.upper()}
