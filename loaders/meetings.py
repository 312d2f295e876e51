"""Meetings: the phrases that name one, and which of them name the same.

A phrase is a head noun ("conference", "reunión", "atelier") with what stands around it: an ordinal, a level, the process or body whose
meeting it is, a title. Phrases that agree in what they say are one meeting; "the meeting" is the one that the text speaks of just then.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import msgspec

from tookpart.loaders.frames import Frame, Item, replace
from tookpart.loaders.rules import load_data
from tookpart.ontology.facts import Entity, Evidence

GENERIC = frozenset(
    {"Meeting", "Conference", "Consultation", "Forum", "Summit", "PlenaryMeeting", "MinisterialMeeting", "Assembly"}
)


class Grammar(msgspec.Struct, frozen=True):
    """The compiled meeting patterns of one language."""

    phrase: re.Pattern[str]
    gathering: re.Pattern[str]
    by_organisation: re.Pattern[str]
    running: re.Pattern[str]
    heads: tuple[tuple[re.Pattern[str], str], ...]
    levels: tuple[tuple[re.Pattern[str], str], ...]
    parts: tuple[re.Pattern[str], ...]
    definite: frozenset[str]
    indefinite: frozenset[str]
    possessive: frozenset[str]
    current: frozenset[str]
    quoted: re.Pattern[str]
    titled: re.Pattern[str]
    topic: re.Pattern[str]
    virtual: re.Pattern[str]
    gathered: dict[str, str]
    pointing: re.Pattern[str]
    other: re.Pattern[str]
    of_name: str
    of_owner: str
    stop: re.Pattern[str]


@cache
def grammar(code: str) -> Grammar:
    """The meeting grammar of a language, from the section [meetings] of its data file."""
    data = load_data(code)["meetings"]
    heads: dict[str, str] = data["heads"]
    head = "|".join(sorted(heads, key=len, reverse=True))
    modifiers = "|".join(sorted(data["modifiers"], key=len, reverse=True))
    determiners = "|".join(
        sorted((*data["definite"], *data["indefinite"], *data["possessive"], *data["current"]), key=len, reverse=True)
    )
    of, topic, gerunds = data["of"], data["topic"], data["stop"]
    number = data["number"]
    bare_head = rf"(?!\s(?:(?:O|{modifiers})\s)*(?:{head})(?!\w))"
    plural_of = (
        rf"(?:\s(?:{of})\s?(?:(?:{number})\s)?(?:(?:O|{modifiers})\s)*[RBGd](?:'s)?{bare_head}"
        rf"(?:(?:,\s?|\s(?:{data['and']})\s|\s-\s|-)(?:(?:{of})\s?)?(?:the\s)?[RB]{bare_head})*)"
    )
    early = "|".join(data["before"])
    before = rf"(?:(?:O|[RBSGd](?:'s|')?(?:(?:\s(?:{data['and']})\s|-)[RB])*|{modifiers}|{early}|D(?=\s)|(?:{number}))[\s-])*"
    after = rf"(?:\s(?:{modifiers}))*"
    phrase = (
        rf"(?<![\w'])(?:(?P<det>{determiners})\s?(?<=[\s']))?"
        rf"(?:(?P<pre>{before})(?P<head>{head})(?![\w']|\s(?:{data['compound']})(?!\w))(?P<after>{after})(?:\s(?P<late>O))?(?:\s?\([^()]{{1,30}}\))?(?P<post>{plural_of}*)"
        rf"|(?P<series>(?:(?:{modifiers})\s)*(?:O\s(?:(?:{modifiers})\s)*(?:R|B)|R\sO(?!\w)|D\sR(?!\w)|R\sD(?!\w)))(?P<spost>))"
    )
    groups = "|".join(data["gathered"])
    gathering = rf"(?<!\w)(?:(?P<who>[RB])|(?P<group>{groups})),?(?:\s(?:{data['met_after']}))*\s(?:{data['met']})(?!\w)(?!\s(?:{data['habit']}))"
    running = rf"(?:(?:{data['before_running']})\s?(?P<a>[RB])(?!\w)|(?<!\w)(?P<b>R)(?:\s\([^()]{{1,20}}\))?,?\s(?:{data['after_running']})(?!\w))"
    return Grammar(
        phrase=re.compile(phrase),
        gathering=re.compile(gathering),
        by_organisation=re.compile(rf"(?<!\w)(?P<who>G)\s(?:{data['met']})(?!\w)"),
        running=re.compile(running),
        heads=tuple((re.compile(rf"(?:{k})(?![\w'])"), v) for k, v in heads.items()),
        levels=tuple((re.compile(k), v) for k, v in data["levels"].items()),
        parts=tuple(re.compile(p) for p in data["within"]),
        definite=frozenset(data["definite"]),
        indefinite=frozenset(data["indefinite"]),
        possessive=frozenset(data["possessive"]),
        current=frozenset(data["current"]),
        quoted=re.compile(rf"[\s,:-]*(?:(?:{data['titled']}|on),?\s)?\"(?P<title>[^\"]{{4,200}})\""),
        titled=re.compile(rf",?\s(?:{data['titled']}),?\s(?!\")"),
        topic=re.compile(
            rf"(?:,?\s(?:{topic})\s|:\s(?!\d))(?P<topic>(?:[^.,;:()\"DM]|,\s(?=[^.,;:()\"DM]{{3,50}}\s(?:{data['and']})\s)){{3,150}}?)(?=\s(?:{gerunds})(?!\w)|\s?[.,;:()\"DM]|$)"
        ),
        virtual=re.compile(data["virtual"]),
        gathered=data["gathered"],
        other=re.compile(rf"(?:{data['other']})(?!\w)"),
        pointing=re.compile(rf"(?<!\w)(?:{data['pointing']})\s$"),
        of_name=data["of_name"],
        of_owner=data["of_owner"],
        stop=re.compile(rf"\s(?:{gerunds})\s?[LSD].*$"),
    )


class Draft(msgspec.Struct):
    """A meeting while its document is being read."""

    id: int
    kind: str
    level: str | None = None
    ordinal: int | None = None
    owners: tuple[str, ...] = ()
    topic: str = ""
    names: list[str] = msgspec.field(default_factory=list)
    titled: bool = False
    evidence: list[Evidence] = msgspec.field(default_factory=list)
    block: int = 0
    position: int = 0
    virtual: bool = False
    own: bool = True
    entry: bool = False
    date: tuple[str, int] | None = None


class Phrase(msgspec.Struct, frozen=True):
    """A phrase that names or points at a meeting, in one frame."""

    start: int
    end: int
    name: str
    kind: str
    level: str | None
    ordinal: int | None
    owners: tuple[str, ...]
    topic: str
    determiner: str
    capital: bool
    plural: bool
    pointing: bool = False
    other: bool = False
    date: str | None = None


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


def extend(text: str, start: int, end: int, bounds: Sequence[int]) -> int:
    """Where a capitalised title that begins at `start` and is recognised up to `end` really ends; never past one of the `bounds`."""
    limit = next((b for b in bounds if b >= end), len(text))
    while match := _EXTENSION.match(text, end, limit):
        end = match.end()
    return end


def find_phrases(text: str, frame: Frame, code: str) -> list[tuple[int, int, Phrase]]:
    """The meeting phrases of a frame, as (start and end in the frame, phrase), in order and without overlap."""
    rules = grammar(code)
    found: list[tuple[int, int, Phrase]] = []
    at = 0
    while match := rules.phrase.search(frame.text, at):
        at = match.end()
        determiner = (match["det"] or "").strip()
        begin = match.start("pre") if match["head"] else match.start("series")
        pointing = bool(rules.pointing.search(frame.text, max(0, begin - 30), begin))
        inner = [frame.items[i] for i in range(begin, match.end()) if i in frame.items]
        start, end = frame.offset(begin), frame.until(match.end())
        words = frame.text[begin : match.end()]
        date = next((item.ids[0] for item in inner if item.code == "D"), None)
        other = bool(rules.other.match(words))
        head = match["head"]
        plural = bool(head) and _is_plural(head, code)
        raw_head = text[frame.offset(match.start("head"))] if head else "X"
        capital = raw_head.isupper()
        topic = ""
        finish = match.end()
        if head and (quoted := rules.quoted.match(frame.text, finish)):
            finish = quoted.end()
            topic = text[frame.offset(quoted.start("title")) : frame.until(quoted.end("title"))]
            end = frame.until(finish)
        elif head and (titled := rules.titled.match(frame.text, finish)) and text[frame.offset(titled.end())].isupper():
            finish = titled.end()
            end = extend(text, start, frame.offset(finish), sorted(i.start for _, i in frame.of("DM")))
            topic = text[frame.offset(finish) : end].strip(" ,")
            finish = max(finish, frame.position(end))
        elif capital and head:
            bounds = sorted(
                i.start for at, i in frame.items.items() if i.code in "DM" or frame.text[:at].endswith(", ")
            )
            longer = extend(text, start, end, [*bounds, frame.end])
            if longer > end:
                cut = rules.stop.search(frame.text[finish : frame.position(longer)])
                if cut:
                    longer = frame.until(finish + cut.start()) if cut.start() else end
                topic = text[end:longer].strip(" ,:")
                end = max(end, longer)
                finish = max(finish, frame.position(end))
        if head and not topic and (more := rules.topic.match(frame.text, finish)):
            topic_start, topic_end = frame.offset(more.start("topic")), frame.until(more.end("topic"))
            topic = text[topic_start:topic_end].strip()
            if more.group()[0] != ",":
                end, finish = topic_end, more.end("topic")
        owners = tuple(dict.fromkeys(i for item in inner if item.code in "RBG" for i in item.ids))
        ordinal = next((int(item.ids[0]) for item in inner if item.code == "O"), None)
        kind = "Conference" if not head else _head_kind(frame.text, match.start("head"), match.end("head"), rules)
        level = next((v for p, v in rules.levels if p.search(words)), None) or (
            next((v for p, v in rules.levels if p.search(frame.text[match.end() : finish])), None) if capital else None
        )
        name = re.sub(r"\s+", " ", text[start:end]).strip(" ,:;-")
        found.append(
            (
                begin,
                finish,
                Phrase(
                    start,
                    end,
                    name,
                    kind,
                    level,
                    ordinal,
                    owners,
                    topic,
                    determiner,
                    capital,
                    plural,
                    pointing,
                    other,
                    date,
                ),
            )
        )
        at = max(at, finish)
    return found


def _head_kind(text: str, start: int, end: int, rules: Grammar) -> str:
    """The class that a head noun stands for; some nouns count only with certain words behind them."""
    for pattern, kind in rules.heads:
        if (match := pattern.match(text, start)) and match.end() == end:
            return kind
    return "Meeting"


@cache
def _is_plural(head: str, code: str) -> bool:
    singular = load_data(code)["meetings"].get("singular_s", ())
    return head.endswith("s") and head not in singular


HARD = frozenset({"ministerial", "vice-ministerial", "senior-officials", "summit"})


def same_level(a: str | None, b: str | None) -> bool:
    """True if two phrases may speak of one meeting as far as its level goes; "technical" and "preparatory" may be the same."""
    return a == b or not {a, b} <= HARD


def same_owner(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """True if two phrases may belong to the same process or body: one says nothing, or they share one."""
    return not a or not b or bool(set(a) & set(b))


class Meetings:
    """The meetings of one document, as they are found from its beginning to its end."""

    def __init__(self, entities: dict[str, Entity], main_owner: str | None) -> None:
        self.drafts: list[Draft] = []
        self.entities = entities
        self.main_owner = main_owner
        self.current: Draft | None = None
        self.title_block: int | None = None
        self.first_text = -1

    def resolve(self, phrase: Phrase, evidence: Evidence, code: str, block: int, heading: bool) -> Draft | None:
        """The meeting that a phrase names, a new one if need be; None if it names none."""
        rules = grammar(code)
        if phrase.pointing and self.current is not None:
            return self.current
        says = phrase.ordinal is not None or phrase.level or phrase.topic or phrase.owners
        definite = phrase.determiner in rules.definite or phrase.determiner in rules.possessive
        if phrase.plural and not (heading and phrase.capital and (phrase.ordinal is not None or phrase.topic)):
            return None
        if phrase.kind == "Session" and not phrase.owners and not phrase.capital:
            return self.pointed_at(phrase, block)
        bare = phrase.ordinal is not None and not (phrase.level or phrase.topic or phrase.owners or phrase.capital)
        if bare and self.current is not None and phrase.determiner not in rules.indefinite:
            if self.current.ordinal not in (None, phrase.ordinal) and phrase.determiner not in rules.definite:
                return None
        if phrase.other and phrase.ordinal is None:
            draft = self.new(phrase, evidence, block)
            draft.entry = True
            return draft
        if not says and phrase.determiner not in rules.current:
            if definite:
                pointed = self.pointed_at(phrase, block)
                return self.new(phrase, evidence, block) if pointed is None and not self.drafts else pointed
            if not phrase.determiner and not heading:
                return None
        known = self.known(phrase, definite or not phrase.determiner or phrase.determiner in rules.current, block)
        if known is not None:
            self.learn(known, phrase, evidence)
            return known
        if (
            definite
            and not phrase.capital
            and not phrase.owners
            and phrase.ordinal is None
            and phrase.kind in GENERIC
            and self.drafts
        ):
            pointed = self.pointed_at(phrase, block)
            if pointed is not None:
                return pointed
        headline = self.drafts[0] if len(self.drafts) == 1 else None
        agrees = headline is not None and (
            (not says or (block <= self.first_text and phrase.kind == headline.kind and not phrase.other))
            and None in (phrase.ordinal, headline.ordinal)
            and same_level(phrase.level, headline.level)
            and same_owner(phrase.owners, headline.owners)
        )
        if headline is not None and agrees and headline.block == self.title_block:
            # "A meeting next week ..." under a headline that names one
            self.learn(headline, phrase, evidence)
            return headline
        return self.new(phrase, evidence, block)

    def new(self, phrase: Phrase, evidence: Evidence, block: int) -> Draft:
        """A meeting that was not spoken of before."""
        draft = Draft(len(self.drafts), phrase.kind, block=block, position=phrase.start)
        self.drafts.append(draft)
        self.learn(draft, phrase, evidence)
        return draft

    def add(
        self, name: str, kind: str, level: str | None, owners: tuple[str, ...], evidence: Evidence, block: int
    ) -> Draft:
        """A meeting that the text tells of without a name of its own ("senior officials met in Ankara")."""
        draft = Draft(len(self.drafts), kind, level=level, owners=owners, block=block, position=evidence.start)
        draft.names.append(name)
        draft.evidence.append(evidence)
        self.drafts.append(draft)
        return draft

    def pointed_at(self, phrase: Phrase, block: int) -> Draft | None:
        """The meeting that "the conference" means: the latest of that kind, else the current one."""
        del block
        fitting = [
            d for d in self.drafts if d.kind == phrase.kind and (phrase.level is None or d.level == phrase.level)
        ]
        if self.current in fitting or (self.current and (phrase.kind == "Meeting" or not fitting)):
            return self.current
        main = next((d for d in self.drafts[:1] if d in fitting), None)
        return main or (fitting[-1] if fitting else self.current)

    def known(self, phrase: Phrase, definite: bool, block: int) -> Draft | None:
        """A meeting already found that this phrase names again."""
        del block
        for draft in reversed(self.drafts):
            if phrase.name.casefold() in (n.casefold() for n in draft.names) and (definite or phrase.capital):
                if not (phrase.ordinal and draft.ordinal and phrase.ordinal != draft.ordinal):
                    return draft
        for draft in reversed(self.drafts):
            if phrase.ordinal is not None and draft.ordinal is not None and phrase.ordinal != draft.ordinal:
                continue
            if not same_owner(phrase.owners, draft.owners):
                continue
            if not same_level(phrase.level, draft.level):
                continue
            topics = phrase.topic and draft.topic
            if topics and not _alike(phrase.topic, draft.topic):
                continue
            alone = (
                draft.ordinal is None
                and phrase.level is not None
                and phrase.level == draft.level
                and len(self.drafts) == 1
            )
            if phrase.ordinal is not None and alone and not phrase.other:
                return draft
            if phrase.ordinal is not None and phrase.ordinal == draft.ordinal:
                if phrase.kind == draft.kind or {phrase.kind, draft.kind} <= GENERIC:
                    return draft
                continue
            if topics and phrase.kind == draft.kind:
                return draft
            if definite and phrase.ordinal is None and not phrase.topic and (phrase.level or phrase.owners):
                if phrase.level and phrase.level == draft.level:
                    return draft
                if (
                    phrase.owners
                    and phrase.owners == draft.owners
                    and phrase.kind == draft.kind
                    and not phrase.level
                    and draft is self.current
                ):
                    return draft
        return None

    def learn(self, draft: Draft, phrase: Phrase, evidence: Evidence) -> None:
        """Add to a meeting what one more phrase says of it."""
        draft.ordinal = draft.ordinal if draft.ordinal is not None else phrase.ordinal
        draft.level = draft.level or phrase.level
        draft.owners = draft.owners or phrase.owners
        draft.topic = draft.topic or phrase.topic
        draft.titled = draft.titled or phrase.capital
        if draft.kind in GENERIC and phrase.kind not in GENERIC:
            draft.kind = phrase.kind
        if phrase.date is not None and draft.date is None:
            draft.date = (phrase.date, evidence.start)
        if phrase.name and phrase.name not in draft.names:
            draft.names.append(phrase.name)
        draft.evidence.append(evidence)


def _alike(a: str, b: str) -> bool:
    """True if two topics share most of their longer words."""
    one, two = ({w for w in re.findall(r"\w{4,}", t.casefold())} for t in (a, b))
    return bool(one & two) and len(one & two) >= 0.6 * min(len(one), len(two))


def fold_meetings(text: str, frame: Frame, placed: Sequence[tuple[int, int, Draft]]) -> Frame:
    """Replace the phrases of a frame by M; each M holds its meeting's number."""
    spans = [(a, b, Item(frame.offset(a), frame.until(b), "M", (str(draft.id),))) for a, b, draft in placed]
    return replace(text, frame, spans)
