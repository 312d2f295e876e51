"""How a text names a meeting: the phrases that do, and what each of them says.

A phrase is a head noun ("conference", "reunión", "atelier") with what stands around it: an ordinal, a level, the
process or body whose meeting it is, a title.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

import msgspec

from tookpart.loaders.frames import ARTICLE, Frame
from tookpart.loaders.kept import compiled
from tookpart.loaders.rules import load_data
from tookpart.loaders.triggers import Triggers


class Grammar(msgspec.Struct, frozen=True):
    """The compiled meeting patterns of one language, from the section [meetings] of its rules."""

    phrase: re.Pattern[str]
    nouns: Triggers
    gathering: re.Pattern[str]
    by_organisation: re.Pattern[str]
    times: re.Pattern[str]
    rounds: re.Pattern[str]
    signing: re.Pattern[str]
    convening: re.Pattern[str]
    assembled: re.Pattern[str]
    having_met: re.Pattern[str]
    outcome: re.Pattern[str]
    running: re.Pattern[str]
    heads: tuple[tuple[re.Pattern[str], str], ...]
    levels: tuple[tuple[re.Pattern[str], str], ...]
    parts: tuple[re.Pattern[str], ...]
    article: str
    definite: frozenset[str]
    indefinite: frozenset[str]
    possessive: frozenset[str]
    current: frozenset[str]
    quoted: re.Pattern[str]
    titled: re.Pattern[str]
    topic: re.Pattern[str]
    stop: re.Pattern[str]
    virtual: re.Pattern[str]
    online: re.Pattern[str]
    pointing: re.Pattern[str]
    other: re.Pattern[str]
    gathered: dict[str, str]
    elsewhen: re.Pattern[str]
    no_event: re.Pattern[str]
    pluperfect: re.Pattern[str]
    defines: re.Pattern[str]
    led: re.Pattern[str]
    described: re.Pattern[str]
    singular: frozenset[str]
    plural: frozenset[str]
    founded: re.Pattern[str]
    of_name: str
    of_owner: str


class Phrase(msgspec.Struct, frozen=True, kw_only=True):
    """A phrase that names or points at a meeting: `text[start:end]`.

    `owners` are the processes, bodies or organisations in it; `capital` tells that its noun has a capital; `pointing`
    that it says what the meeting at hand is ("this was the first ..."); `other` that it is not the one at hand ("the
    next ..."); `ellipsis` that it says only which one of a series ("the third took place"); `separate` that it is one
    of several that are named together ("meetings of the networks and the consultation group"); `date` is the number of
    a date within it ("the 2013 forum"), `place` the ids of a place ("the Lima workshop").
    """

    start: int
    end: int
    name: str
    kind: str
    level: str | None = None
    ordinal: int | None = None
    owners: tuple[str, ...] = ()
    topic: str = ""
    determiner: str = ""
    capital: bool = False
    plural: bool = False
    pointing: bool = False
    other: bool = False
    date: str | None = None
    ellipsis: bool = False
    separate: bool = False
    by: tuple[str, ...] = ()
    place: tuple[str, ...] = ()


@cache
def grammar(code: str) -> Grammar:
    """The meeting grammar of a language."""
    data = load_data(code)["meetings"]
    heads: dict[str, str] = data["heads"]
    stop, met, titled = data["stop"], data["met"], data["titled"]
    # a council or commission meets like a process where it is said when, where or for which time
    organisation = rf"G(?=(?:\s\([^()]{{1,30}}\))?\s(?:{met})\s(?:{data['met_when']}))"
    aside = r"(?:,\s(?:which|to which|que|a[l ]|dont|qui|où)\s[^,.;:M]{3,90},)?"
    named = rf"(?P<who>[RB]|{organisation})(?:\s\([^()]{{1,30}}\))?{aside}"
    series = rf"(?<!\w)(?:{named}|(?P<group>{'|'.join(data['gathered'])})),?(?:\s(?:{data['met_after']}))*"
    before, after = data["before_running"], data["after_running"]
    # no topic holds an e-mail address
    words = rf"[^.,;:()\"DM@]|,\s(?!(?:{stop})(?!\w))(?=[^.,;:()\"DM]{{3,50}}\s(?:{data['and']})\s)"
    return Grammar(
        phrase=_phrase_pattern(data),
        # without a noun for a meeting, a phrase has an ordinal, or a year before a process
        nouns=Triggers([rf"(?<!\w)(?:{noun})(?!\w)" for noun in (*heads, "O", r"D\sR")]),
        gathering=compiled(rf"{series}\s(?:{met})(?!\w)(?!\s(?:{data['habit']}))"),
        by_organisation=compiled(rf"(?<!\w)(?P<who>G)\s(?:{met})(?!\w)"),
        times=compiled(data["times"].replace("O", "(?P<ordinal>O)")),
        rounds=compiled(
            rf"(?:{data['rounds']})\s(?P<rounds>(?:(?:(?:in\s|en\s|à\s)?[LS],?\s?\(?(?:in\s|en\s|à\s)?)?D\)?(?:,?\s(?:{data['and']})\s|,\s|;\s)?)+)"
        ),
        signing=compiled(rf"(?<!\w)(?:{data['signing']})"),
        convening=compiled(
            rf"(?<!\w)(?:{data['convened']})\s[^.;:MSGPRB]{{0,60}}?(?<!\w)(?P<group>{'|'.join(data['gathered'])})(?!\w)"
        ),
        having_met=compiled(rf"(?i:(?:having |habiéndose |s'étant )?(?:{data['assembled']}) (?:in|en|à|au) )"),
        assembled=compiled(rf"(?<!\w)(?:{data['assembled']})\s(?:in|en|à)\s(?:the city of |la ciudad de )?L"),
        outcome=compiled(rf"\W*(?:{data['outcome']})(?!\w)"),
        running=compiled(
            rf"(?:(?:{before})\s?(?P<a>[RB])(?!\w)"
            rf"|(?<!\w)(?P<b>R)(?:\s\([^()]{{1,20}}\))?,?\s(?:{after})(?!\w))"
        ),
        heads=tuple((compiled(rf"(?:{k})(?![\w'])"), v) for k, v in heads.items()),
        levels=tuple((compiled(k), v) for k, v in data["levels"].items()),
        parts=tuple(compiled(p) for p in data["within"]),
        article=data["definite"][0],
        definite=frozenset(data["definite"]),
        indefinite=frozenset(data["indefinite"]),
        possessive=frozenset(data["possessive"]),
        current=frozenset(data["current"]),
        quoted=compiled(rf"[\s,:-]*(?:(?:{titled}|on),?\s)?\"(?P<title>[^\"]{{4,200}})\""),
        titled=compiled(rf",?\s(?:{titled}),?\s(?!\")"),
        topic=compiled(
            rf"(?:,?\s(?:{data['topic']})\s(?!(?:it|them|her|him)\s)|:\s(?!\d))(?P<topic>(?:{words}){{3,150}}?)"
            rf"(?=,?\s(?:{stop})(?!\w)|\s?[.;:()\"DM]|,(?!\s[^.,;:()\"DM]{{3,50}}\s(?:{data['and']})\s)|$)"
        ),
        stop=compiled(rf"\s(?:{stop})\s?[LSD].*$"),
        virtual=compiled(data["virtual"]),
        online=compiled(rf"(?:{data['online']})(?!\w)"),
        pointing=compiled(rf"(?<!\w)(?:{data['pointing']})\s$"),
        other=compiled(rf"(?:{data['other']})(?!\w)"),
        gathered=data["gathered"],
        defines=compiled(rf"(?<!\w)(?:{data['defines']})$"),
        pluperfect=compiled(rf"\s(?:{data['pluperfect']})(?!\w)"),
        no_event=compiled(rf"(?<!\w)(?:{data['no_event']})(?!\w)"),
        elsewhen=compiled(rf"(?<!\w)(?:{data['elsewhen']})(?!\w)"),
        led=compiled(rf"(?<!\w)(?:{data['led']})\s(?:(?:the|las|los|les|des) )?$"),
        described=compiled(
            rf"(?:{data['described']})(?=,?\s(?:\(|(?:held |celebrad[ao] |tenue? )?(?:in|en|à|at|on) )[LD]\W)"
        ),
        singular=frozenset(data["singular_s"]),
        plural=frozenset(data["plural"]),
        founded=compiled(rf",?\s(?:{data['founded']})(?!\w)"),
        of_name=data["of_name"],
        of_owner=data["of_owner"],
    )


def _phrase_pattern(data: dict[str, Any]) -> re.Pattern[str]:
    """Either a noun such as "meeting" with what stands around it, or a process or body with a number: "XXIV R"."""

    def either(*words: str) -> str:
        return "|".join(sorted(words, key=len, reverse=True))

    head = either(*data["heads"])
    modifiers = either(*data["modifiers"])
    determiners = either(*data["definite"], *data["indefinite"], *data["possessive"], *data["current"])
    of, number, both = data["of"], data["number"], data["and"]
    # "of the 5th R" is not the owner where "ministerial conference" follows
    no_head = rf"(?!\s(?:(?:O|{modifiers})\s)*(?:{head})(?!\w))"
    owner = (
        rf"(?:\s(?:{of})\s?(?:(?:{number})\s)?(?:(?:O|{modifiers})\s)*[RBGd](?!\w)(?:'s)?{no_head}"
        rf"(?:(?:,\s?|\s(?:{both})\s|\s-\s|-)(?:(?:{of})\s?)?(?:the\s)?[RB]{no_head})*)"
    )
    names = rf"[RBSGdL](?:'s|')?(?:\s\([^()LD]{{1,12}}\))?(?:(?:\s(?:{both})\s|-)[RB])*"
    before = rf"(?:(?:O|{names}|{modifiers}|{'|'.join(data['before'])}|D(?=\s)|(?:{number}))[\s-])*"
    noun = (
        rf"(?P<pre>{before})(?P<head>{head})(?![\w']|\s(?:{data['compound']})(?!\w))"
        rf"(?:\s(?:{modifiers})(?!\w))*(?:\sO)?(?:\s?\([^()LD]{{1,30}}\))?{owner}*(?:\s(?:{data['delegates']})(?!\w))?"
    )
    # "until 2017 Regional Conference" tells of its former name
    since = "".join(
        rf"(?<!{word} )" for word in ("until", "since", "in", "by", "desde", "hasta", "en", "depuis", "jusqu'en")
    )
    series = (
        rf"(?:(?:{modifiers})\s)*(?:O\s(?:(?:{modifiers})\s)*(?:R|B)|R\sO(?!\w)|{since}D\sR(?!\w))"
        r"(?:\s?\([^()LD]{1,30}\))?"
    )
    # "the third took place in ..." and "the second edition" leave out whose, "Hungary chaired the first, Pakistan the
    # second" the noun
    left_out = (
        rf"O(?:\s(?:{data['editions']})(?!\w)|(?=,?\s(?:{data['alone']})(?!\w))"
        rf"|(?P<gap>(?=\s?(?:[,.;]|$|(?:{both})\s))))"
    )
    return compiled(
        rf"(?<![\w'])(?:(?P<det>{determiners})\s?(?<=[\s'])\"?)?"
        rf"(?:{noun}|(?P<series>{series})|(?(det)(?P<ellipsis>{left_out})|(?!)))"
    )


_OFFICE = re.compile(r"(?i)\b(?:secretariat|secretaría|secrétariat)\b")
_CAPITAL = r"(?:(?:[\"“'‘]|\((?=[A-ZÀ-Þ]{2,}\)))?[A-ZÀ-ÖØ-ÞŠŽ0-9][\w'’&/-]*\.?(?<!\.)\)?)"
_SMALL = (
    r"(?:of|on|for|the|and|to|in|with|against|towards|through|across|within|into|from|between|among|by|a|an|&|"
    r"de|del|la|el|los|las|y|e|en|sobre|para|con|a|contra|des?|du|les?|et|sur|pour|dans|au|aux|à|contre|vers)"
)
_EXTENSION = re.compile(
    rf"(?:(?:\s*:(?=\s+[^\d\s]))?\s+(?:(?:{_SMALL}|[dl]['’])\s*){{0,4}}{_CAPITAL}"
    rf"|,\s+{_CAPITAL}(?=(?:,?\s+{_CAPITAL})*(?:\s+[a-z]+)?,?\s+(?:and|y|et|&)\s+{_CAPITAL})"
    rf"|(?:\s+(?:d|l)['’]){_CAPITAL})"
)


_OF = re.compile(r"(?<!\w)(?:of|del?|du|des|d')\s?(?:(?:the|la|los|las|l')\s?)?$")
_DATED = re.compile(r"(?:\s\w+){0,3}\s[DL](?!\w)")
_TELLS = re.compile(rf"\s?:\s{ARTICLE}[SGPA]\s(?:[a-zé]+)")
_ACTOR = re.compile(r"[SGPA],?\s$")
_FORE = re.compile(
    r"(?<!\w)(?P<article>[Tt]he|[Ll]a|[Ee]l|[Ll]e|[Ll]['’])\s?(?P<words>(?:[A-ZÀ-Þ][\w’'/-]*\s(?:(?:and|of|y|de|et)\s)?){1,4})$"
)
_FORE_SMALL = re.compile(
    r"(?<!\w)(?P<article>(?:[Tt]he|[Aa]n?|[Ll]a|[Ee]l|[Ll]e|[Uu]ne?|[Uu]na)(?=\s)|[Ll]['’])\s?(?P<words>(?:\w[\w’'/-]*\s){1,3})$"
)
_WHOLE_LINE = re.compile(r"(?P<article>)(?P<words>(?:[A-ZÀ-Þ][\w’'/-]*\s(?:(?:and|of|y|de|et|on|for)\s)?){1,5})$")
_LONGEST_FORE = 60
_NAMED = re.compile(rf",\s(?P<title>{_CAPITAL}(?:\s(?:{_SMALL}\s){{0,3}}{_CAPITAL}){{2,12}}),")


def extend(text: str, end: int, limit: int) -> int:
    """Where a capitalised title that is recognised up to `end` really ends; never past the limit."""
    while match := _EXTENSION.match(text, end, limit):
        end = match.end()
    return end


def find_phrases(text: str, frame: Frame, code: str) -> list[tuple[int, int, Phrase]]:
    """The meeting phrases of a frame, as (start and end in the frame, phrase), in order and without overlap."""
    rules = grammar(code)
    found: list[tuple[int, int, Phrase]] = []
    if not rules.nouns.any_possible(frame.text):
        return found
    at = 0
    while match := rules.phrase.search(frame.text, at):
        if match["gap"] is not None and not _completes(frame, match, found):
            at = match.end()
            continue
        begin = match.start("pre" if match["head"] else "series" if match["series"] else "ellipsis")
        capital = bool(match["series"]) or _is_capital(text, frame, match)
        founded = match["head"] and "R" in match["pre"] and rules.founded.match(frame.text, match.end())
        # "the first Secretariat of the R" is an office
        office = match["series"] and _OFFICE.search(text, frame.offset(match.start("series")), frame.until(match.end()))
        if founded or office or (not capital and rules.defines.search(frame.text, 0, begin)):
            # "the MIDSA forum was founded in 2000" speaks of the process
            at = match.end()
            continue
        fore, determiner = begin, ""
        if match["head"] and not match["det"] and (capital or rules.described.match(frame.text, match.start("head"))):
            fore, determiner = _fore(text, frame, begin, at, capital)
        words, begin = "" if capital else frame.text[fore:begin].strip(), fore
        end, finish, topic = _title(text, frame, match, capital, rules)
        phrase = _phrase(text, frame, match, begin, end, finish, topic or words, capital, determiner, rules)
        found.extend(_each(text, frame, phrase, begin, finish, rules) or [(begin, finish, phrase)])
        at = max(match.end(), finish)
    return found


def names_several(match: re.Match[str], code: str) -> bool:
    """True if the words of a match of the phrase pattern are the heading of a page of events: "Meetings so far"."""
    return _is_plural(match["head"], grammar(code)) and "O" not in match["pre"]


def _is_plural(head: str, rules: Grammar) -> bool:
    """True for a noun that stands for several meetings."""
    noun, _, _ = head.partition(" de ")
    return head in rules.plural or (noun.endswith("s") and head not in rules.singular)


def _each(
    text: str, frame: Frame, phrase: Phrase, begin: int, finish: int, rules: Grammar
) -> list[tuple[int, int, Phrase]]:
    """The meetings of "technical meetings of the B and the B": one of each body, where they were on some day."""
    bodies = [(at, i) for at, i in frame.items.items() if begin <= at < finish and i.code == "B" and len(i.ids) == 1]
    told = _DATED.match(frame.text, finish) or rules.led.search(frame.text, 0, begin)
    if not phrase.plural or len(bodies) < 2 or not told:
        return []
    name = text[phrase.start : bodies[0][1].start]
    starts = [begin, *(at for at, _ in bodies[1:])]
    return [
        (
            start,
            at + 1,
            msgspec.structs.replace(
                phrase,
                start=frame.offset(start),
                end=body.end,
                name=re.sub(r"\s+", " ", name + text[body.start : body.end]),
                owners=body.ids,
                plural=False,
                separate=True,
            ),
        )
        for start, (at, body) in zip(starts, bodies, strict=True)
    ]


def _fore(text: str, frame: Frame, begin: int, at: int, capital: bool) -> tuple[int, str]:
    """Where a title begins some of whose words stand before what is known of it ("the EU-LAC Summit", "the data
    workshop in Lima"), and its article."""
    offset = frame.offset(begin)
    words = (_FORE if capital else _FORE_SMALL).search(text, max(frame.offset(at), offset - _LONGEST_FORE), offset)
    if words is None and capital and at == 0:
        words = _WHOLE_LINE.match(text, frame.start, offset)
    if words is None:
        return begin, ""
    start = frame.position(words.start("words"))
    named = any(start <= position < begin for position in frame.items)
    return (begin, "") if named else (start, words["article"].lower())


def _completes(frame: Frame, match: re.Match[str], found: Sequence[tuple[int, int, Phrase]]) -> bool:
    """True for "Pakistan the second" behind "Hungary chaired the first table"."""
    return bool(found and found[-1][2].ordinal and _ACTOR.search(frame.text, 0, match.start()))


def _is_capital(text: str, frame: Frame, match: re.Match[str]) -> bool:
    """True if the noun of a phrase begins with a capital."""
    return bool(match["head"]) and text[frame.offset(match.start("head"))].isupper()


def _title(text: str, frame: Frame, match: re.Match[str], capital: bool, rules: Grammar) -> tuple[int, int, str]:
    """Where a phrase ends with its title (offset and position), and the title or topic."""
    end, finish, topic = frame.until(match.end()), match.end(), ""
    if not match["head"]:
        return end, finish, topic
    if quoted := rules.quoted.match(frame.text, finish):
        topic = text[frame.offset(quoted.start("title")) : frame.until(quoted.end("title"))]
        return frame.until(quoted.end()), quoted.end(), topic
    titled = rules.titled.match(frame.text, finish)
    if titled and text[frame.offset(titled.end()) : frame.offset(titled.end()) + 1].isupper():
        start = frame.offset(titled.end())
        limit = min([i.start for _, i in frame.of("DMP") if i.start >= start], default=frame.end)
        # a title goes on behind a space: the one before its first word
        end = extend(text, start - 1, limit)
        return end, max(titled.end(), frame.position(end)), text[start:end].strip(" ,")
    named = _NAMED.match(text, end, frame.end)
    if named and not capital and not any(named.start() < i.start < named.end() for i in frame.items.values()):
        # "an online course, Migration Trends in Latin America, ..."
        return named.end("title"), frame.position(named.end("title")), named["title"]
    if capital:
        # a title does not run on into a date, another meeting or a name behind a comma
        bounds = [i.start for at, i in frame.items.items() if i.code in "DMP" or frame.text[:at].endswith((", ", ": "))]
        longer = extend(text, end, min([b for b in bounds if b >= end], default=frame.end))
        if longer > end:
            cut = rules.stop.search(frame.text[finish : frame.position(longer)])
            longer = longer if cut is None else frame.until(finish + cut.start()) if cut.start() else end
            topic = text[end:longer].strip(" ,:")
            end = max(end, longer)
            finish = max(finish, frame.position(end))
    several = _is_plural(match["head"], rules)
    more = None if topic else rules.topic.match(frame.text, finish)
    if more and more.group()[0] == ":" and _TELLS.match(frame.text, finish):
        # "the presidency of the Forum: Mexico will host ..."
        more = None
    # "two gatherings: its second meeting and its first forum" names what follows
    if more and not (several and more.group()[0] == ":"):
        stop = frame.until(more.end("topic"))
        topic = text[frame.offset(more.start("topic")) : stop].strip()
        if more.group()[0] != ",":
            end, finish = stop, more.end("topic")
    return end, finish, topic


def _phrase(
    text: str,
    frame: Frame,
    match: re.Match[str],
    begin: int,
    end: int,
    finish: int,
    topic: str,
    capital: bool,
    determiner: str,
    rules: Grammar,
) -> Phrase:
    """What a phrase says."""
    inner = [frame.items[i] for i in range(begin, match.end()) if i in frame.items]
    words = frame.text[begin : match.end()]
    head = match["head"]
    owners = [item for item in inner if item.code in "RBG"] or (
        [
            item
            for at, item in frame.items.items()
            if match.end() <= at < finish and item.code in "RB" and _OF.search(frame.text, 0, at)
        ]
        if capital
        else []
    )
    level = next((v for p, v in rules.levels if p.search(words)), None)
    if level is None and capital and head:
        level = next((v for p, v in rules.levels if p.search(frame.text, match.end(), finish)), None)
    start = frame.offset(begin)
    noun = frame.offset(match.start("head")) if head else start
    return Phrase(
        start=start,
        end=end,
        name=re.sub(r"\s+", " ", text[start:end]).strip(" ,:;-"),
        kind=_head_kind(frame.text, match.start("head"), match.end("head"), rules) if head else "Conference",
        level=level,
        ordinal=next((int(item.ids[0]) for item in inner if item.code == "O"), None),
        owners=tuple(dict.fromkeys(i for item in owners for i in item.ids)),
        topic=topic,
        determiner=determiner or (match["det"] or "").strip(),
        capital=capital,
        plural=bool(head) and _is_plural(head, rules),
        pointing=bool(rules.pointing.search(frame.text, max(0, begin - 30), begin)),
        other=any(map(rules.other.match, (words, match["det"] or "")))
        or bool(rules.pluperfect.match(frame.text, finish)),
        date=next((item.ids[0] for item in inner if item.code == "D"), None),
        ellipsis=bool(match["ellipsis"]),
        by=tuple(i for item in inner if item.code == "G" and item.start < noun for i in item.ids),
        place=next((i.ids for _, i in frame.of("L") if start <= i.start < end and _names_it(text, noun, i.start)), ()),
    )


def _names_it(text: str, noun: int, place: int) -> bool:
    """True for a place that stands before the noun or behind it as its own: "Lima Conference", "Sommet de Tunis"."""
    return place < noun or _OF.search(text, noun, place) is not None


def _head_kind(text: str, start: int, end: int, rules: Grammar) -> str:
    """The class that a head noun stands for; some nouns count only with certain words behind them."""
    for pattern, kind in rules.heads:
        if (match := pattern.match(text, start)) and match.end() == end:
            return kind
    return "Meeting"
