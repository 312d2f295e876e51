"""What a sentence that no rule reads says of those whom it names, by the words that stand next to them.

A rule knows how a sentence is built; there are more ways to build one than rules. But the words that tell who did what
are few: beside a list of states "delegations" tells who came, wherever it stands. So of those whom no rule saw in a
sentence the nearest such word tells, where it stands near enough, and no word near says otherwise ("invited").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from tookpart.loaders.frames import ACTORS, ARTICLE, Frame, Item
from tookpart.loaders.relations import NO_YEAR, Finding, year_span
from tookpart.loaders.rules import ROLES, Rules

_CONFIDENCE = 0.7
_MOST = 0.7
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_CLAUSE = re.compile(r"[;.]")
_AT = re.compile(r"(?<!\w)(?:in|at|à|en|au|aux)\s$")
# "S and an observer country": what else is named
_FURTHER = re.compile(r",?\s(?:and|y|e|et)\s")
_BESIDE = re.compile(rf"\w,?\s(?:and|y|e|et)\s{ARTICLE}$")
# "the presidency of G", "chairs G"
_OF_ANOTHER = re.compile(r"\s(?:(?:of|de|du)\s)?(?:the\s|la\s|del\s|de\s|l')?$")
# "members of G" belong to it
_MEMBERS = re.compile(r"members|miembros|membres")
_WHOLE = re.compile(rf"\s(?:of|de|du|des|del)\s{ARTICLE}$")
_AND = re.compile(
    r"[,;:]?\s(?:(?:namely|that is|es decir|a saber|à savoir|soit),?\s)?"
    r"(?:(?:and|y|e|et|plus|as well as|así como|ainsi que)\s)?"
    r"(?:(?:also|from|of|de|des?|du|the|la|el|le|les|l')\s?)*"
)


class Reach(NamedTuple):
    """How many words may stand between a name and a word before it, and a word behind it."""

    before: int
    behind: int


_NEVER = -1
# what is never told by a word alone is nearest all the same
_ANYWHERE = Reach(4, 4)
_NOWHERE = Reach(_NEVER, _NEVER)
# much is hosted and organised besides meetings
_OF_MEETINGS = frozenset({"hosted", "organised", "supported"})
_STRONGER = (("observed", "attended"), ("attended", "memberOf"))
_LISTS = {
    "attended": Reach(14, 4),
    "observed": Reach(4, 9),
    "memberOf": Reach(6, 4),
    "hosted": Reach(5, 7),
    "organised": Reach(6, 4),
    "supported": Reach(4, 3),
    "secretariatOf": Reach(_NEVER, 6),
}
_ONE = {
    "observed": Reach(_NEVER, 4),
    "chaired": Reach(2, 3),
    "hosted": Reach(2, 6),
    "organised": Reach(2, 3),
    "supported": Reach(1, _NEVER),
    "secretariatOf": Reach(_NEVER, 5),
}
_STATE = {**_ONE, "presidencyOf": Reach(6, 6)}
_PERSON = {"spokeAt": Reach(2, 5), "chaired": Reach(2, 4)}

# what may be said besides: of those who came that they looked on, of members that they came
_MORE = {
    frozenset({"attended"}): {"observed": Reach(4, 4)},
    frozenset({"memberOf"}): {"came": Reach(24, 8)},
}


class Cue(NamedTuple):
    """A word that tells something: how many words away, and what it tells."""

    distance: int
    relation: str
    at: int


def cued(frame: Frame, number: int, rules: Rules, told: Sequence[Finding]) -> Iterator[Finding]:
    """What the words next to them say of those of a sentence of whom nothing was `told` yet, or no more than that they
    came.
    """
    known: dict[str, set[str]] = {}
    for finding in told:
        known.setdefault(finding.actor, set()).add(finding.relation)
    habit = rules.habit.match(frame.text) and not frame.of("D")
    of_meetings = "M" in frame.text or rules.every.search(frame.text)
    # "joining the G member states are ...": the states of whom nothing more is told
    named = ((at, item) for at, item in frame.items.items() if item.code in ACTORS)
    actors = sorted(a for a in named if not (a[1].code == "G" and rules.possessor.match(frame.text, a[0] + 1)))
    for index, (at, item) in enumerate(actors):
        people = sum(id_.startswith("person/") for id_ in item.ids)
        # what is said of most; one of them may have chaired as well
        every = [frozenset(known.get(id_, ())) for id_ in item.ids]
        said = max(every, key=every.count)
        if every.count(said) < len(every) * _MOST:
            continue
        placed = item.code == "S" and len(item.ids) == 1 and _AT.search(frame.text, 0, at)
        reaches = _reaches(item) if not said else _MORE.get(said, {})
        if not reaches or 0 < people < len(item.ids) or (said and people) or placed:
            continue
        first, last = index, index
        while first and _go_on(frame.text, actors[first - 1][0], actors[first][0], rules):
            first -= 1
        while last + 1 < len(actors) and _go_on(frame.text, actors[last][0], actors[last + 1][0], rules):
            last += 1
        since = actors[first - 1][0] + 1 if first else 0
        until = actors[last + 1][0] if last + 1 < len(actors) else len(frame.text)
        cue = _nearest(frame.text, since, at, until, reaches, rules)
        others = [actors[first - 1]] if first and cue and cue.at < at else actors[last + 1 : last + 2]
        if cue is None or any(_is_nearer(frame.text, cue, at, *other) for other in others):
            continue
        relation = "attended" if cue.relation == "came" else cue.relation
        if relation == "observed" and _lasts(frame.text, at, rules):
            relation = "observerOf"
        if (habit and relation in ROLES) or (relation in _OF_MEETINGS and not of_meetings):
            continue
        years = None
        if relation == "presidencyOf":
            around = frame.text[min(at, cue.at) : max(at, cue.at) + 60].partition(";")[0]
            years = NO_YEAR if rules.outgoing.search(around) else year_span(around, frame, min(at, cue.at))
        # "the Steering Committee, which counts among its members ..."
        bodies = [body.ids[0] for there, body in frame.of("RB") if there < at] if relation == "memberOf" else []
        target = bodies[-1] if bodies else None
        for actor in (id_ for id_, told_of in zip(item.ids, every, strict=True) if told_of == said):
            yield Finding(actor, relation, number, at, None, target, _CONFIDENCE, f"{relation}-cue", years)


def _lasts(text: str, at: int, rules: Rules) -> bool:
    """True if the clause of a name says that it is an observer of the process, and not that it came to a meeting."""
    clause = f"{_CLAUSE.split(text[:at])[-1]} {_CLAUSE.split(text[at:])[0]}"
    return rules.standing.search(clause) is not None and rules.cues["came"].search(clause) is None


def _reaches(item: Item) -> Mapping[str, Reach]:
    if item.code == "P":
        return _PERSON
    if len(item.ids) > 1:
        return _LISTS
    return _STATE if item.code == "S" else _ONE


def _nearest(text: str, since: int, at: int, until: int, reaches: Mapping[str, Reach], rules: Rules) -> Cue | None:
    before = _CLAUSE.split(text[since:at])[-1]
    behind = _CLAUSE.split(text[at + 1 : until])[0]
    if _FURTHER.match(behind):
        behind = ""
    if rules.uncertain.search(before) or rules.uncertain.search(behind):
        return None
    found = []
    for relation, pattern in rules.cues.items():
        # what tells of members that they came is the same as tells it of others
        reach = reaches.get(relation, _NOWHERE if relation == "came" or "came" in reaches else _ANYWHERE)
        for match in pattern.finditer(before):
            away = len(_WORD.findall(before, match.end()))
            # "climate (chair: S)" tells of a part of something
            part = "(" in before[max(0, match.start() - 1) :]
            # "from observer agencies and G"
            part = part or (relation == "observed" and _BESIDE.search(before, match.end()) is not None)
            whole = _MEMBERS.match(match[0]) and _WHOLE.fullmatch(before, match.end())
            part = part or (relation == "memberOf" and whole is not None)
            if away <= reach.before and not part:
                found.append(Cue(away, relation, at - len(before) + match.start()))
        for match in pattern.finditer(behind):
            away = len(_WORD.findall(behind[: match.start()]))
            of_another = relation == "presidencyOf" and _OF_ANOTHER.match(text, at + 1 + match.end(), until)
            if away <= reach.behind and not (of_another and text[until : until + 1] == "G"):
                found.append(Cue(away, relation, at + 1 + match.start()))
    # whoever is an observer was there, too, and members that came are told to have come
    said = {cue.relation for cue in found}
    for relation, weaker in _STRONGER:
        if {relation, weaker} <= said:
            found = [cue for cue in found if cue.relation != weaker]
    cue = min(found, default=None)
    return cue if cue and cue.relation in reaches else None


def _go_on(text: str, at: int, further: int, rules: Rules) -> bool:
    """True if nothing but "and" stands between two names, also where the first stands for others ("the G members")."""
    possessor = rules.possessor.match(text, at + 1)
    return bool(_AND.fullmatch(text, possessor.end() if possessor else at + 1, further))


def _is_nearer(text: str, cue: Cue, at: int, there: int, other: Item) -> bool:
    """True if a word between two names stands nearer to the other one, and tells of it."""
    if cue.relation not in _reaches(other):
        return False
    away = len(_WORD.findall(text[min(there, cue.at) : max(there, cue.at)])) - 1
    # between two names a word rather tells of the one before it
    return away < cue.distance or (away == cue.distance and there < at)
