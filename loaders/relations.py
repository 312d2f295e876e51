"""Who did what: the rules of a language applied to the frames of a document."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

import msgspec

from tookpart.loaders.frames import ACTORS, ARTICLE, OBSERVING, Frame
from tookpart.loaders.rules import ROLES, Rule, Rules

_BEFORE = 120
_NEXT_PERSON = re.compile(
    r"(?:,[^.;:M]{0,100})?;\s(?:(?:and|y|e|et)\s)?(?:[^.;:MP]{0,120}\s)?(?P<who>P)(?=(?:\s\([^()]*\))?(?:[;.,]|$|\s(?:and|y|e|et)\s))"
)
_ROUND = re.compile(r",?\s(?:in|en)\sD(?:,|\.|\sand|\sy|\set|$)")
_AT = re.compile(r"(?<!\w)(?:in|at|à|a|en)\s$")
# "Nouakchott, in Mauritania, receives the ministers"
_IN_STATE = re.compile(r"(?<=\w),\s(?:in|en|au|aux)\s(?:the\s|la\s|el\s)?$")
_LED = frozenset({"chaired", "presidencyOf"})
_STANDING = frozenset({"memberOf", "observerOf", "presidencyOf"})
_RELATIVE = re.compile(
    r",\s(?:which|who|whose|que|quien|quienes|cuy[ao]s?|qui|dont|with the (?:\w+ )?support of|supported by"
    r"|con (?:el )?apoyo (?:de|del)|avec (?:l'appui|le soutien) (?:\w+ )?(?:de|du|des))(?:\s|$)"
)
_THROUGH = re.compile(r"(?<!\w)(?:through|via|a través|mediante|par (?:le biais|l'intermédiaire))\s[^;]*$")
_OWNED = re.compile(r"[SG]'s G(?!\w)")
# "los cuatro países miembros de G"
_MEMBERS_OF = re.compile(
    r"(?:pa[ií]ses|estados|pays|[ée]tats)\s(?:miembros?|membres?|partes?)\s(?:de la|del|de los|de|du|de l'|des)\s?$"
)
_DEFINITION = re.compile(
    r"(?:the |la |le |el |l')?(?!it |elle |il |this |cette |esta )[^.;:,M]{3,80}(?: \([^()]*\))?"
    r" (?:is|est|es) (?:an?|une?|un|una) [a-zé]+"
)
_ALL_OF_THEM = 5
_HELP = frozenset({"organised", "funded", "supported"})
_TURN = re.compile(r"(?P<who>[SG])\s(?:(?:in|en|for)\s|\()D(?!\w)")
_IN_TURN = re.compile(
    r"(?:\s(?:(?:in|en|for)\s|\()D\)?)?(?:,\s(?:(?:and|y|e|et)\s)?|\s(?:and|y|e|et)\s)"
    r"(?:(?:the|el|la|le)\s|l')?(?P<who>[SG])\s(?:(?:in|en|for)\s|\()D(?!\w)"
)
NO_YEAR = ""
"""The years of a presidency that the words place before the text's own day."""
_YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:\s?[-/]\s?((?:19|20)?\d\d))?(?!\d)")


class Finding(msgspec.Struct, frozen=True):
    """One relation that a rule saw: the actor's id, what to, and the span of the sentence that says so.

    `meeting` is the number of a meeting named by the rule, `target` the id of a process, body or organisation; both
    None if the words leave it to the context. `position` is where in the unit's frame it was seen, `years` what a
    presidency's words say of its years.
    """

    actor: str
    relation: str
    unit: int
    position: int
    meeting: int | None
    target: str | None
    confidence: float
    rule: str
    years: str | None = None
    every: bool = False


def find_relations(frame: Frame, number: int, rules: Rules) -> Iterator[Finding]:
    """What the patterns see in one frame."""
    if not any(item.code in ACTORS or item.code == "d" for item in frame.items.values()):
        return
    # "the observatory is an initiative of G, funded by G"
    defines = "M" not in frame.text and _DEFINITION.match(frame.text)
    habit = rules.habit.match(frame.text) and not frame.of("D")
    for possible in rules.triggers.possible(frame.text):
        rule = rules.relations[possible]
        if defines and rule.relation in _HELP:
            continue
        if habit and rule.relation in ROLES:
            # "each year the chair hosts the forum" tells of no meeting
            continue
        for match in rule.pattern.finditer(frame.text):
            if rules.negation.search(frame.text, max(0, match.start() - 24), match.start()):
                continue
            if rule.unless is not None and rule.unless.search(
                frame.text, max(0, match.start() - _BEFORE), match.start()
            ):
                continue
            # "the forum was founded in 2000 with the support of IOM": no meeting was supported
            if rule.relation in _HELP and rules.founding.search(frame.text, 0, match.start()):
                continue
            yield from _findings(rule, match, match.start("who"), frame, number, rules)
            if rule.partners:
                at = match.end()
                while (more := rules.partners.match(frame.text, at)) and frame.text[more.start("who")] in ACTORS:
                    yield from _findings(rule, match, more.start("who"), frame, number, rules)
                    at = more.end()
            at = match.end()
            while rule.relation == "presidencyOf" and (more := _IN_TURN.match(frame.text, at)):
                # "A held the presidency in 2019, B in 2020"
                turn = _TURN.match(frame.text, more.start("who"))
                if turn is not None:
                    yield from _findings(rule, turn, turn.start("who"), frame, number, rules)
                at = more.end("who")
            at = match.end()
            while _names_people(frame, match) and (more := _NEXT_PERSON.match(frame.text, at)):
                # "P opened it; P, deputy minister; and P"
                yield from _findings(rule, match, more.start("who"), frame, number, rules)
                at = more.end()
            at = match.end()
            while "what" in match.groupdict() and (more := rules.gap.match(frame.text, at)):
                # "A chaired the first table, B the second"
                yield from _findings(rule, more, more.start("who"), frame, number, rules)
                at = more.end()


def _names_people(frame: Frame, match: re.Match[str]) -> bool:
    """True for a rule that saw a person last, whose row of names a semicolon may continue."""
    return frame.text[match.start("who")] == "P" and match.end() - 1 == match.start("who")


def _findings(rule: Rule, match: re.Match[str], who: int, frame: Frame, number: int, rules: Rules) -> Iterator[Finding]:
    seen = {name.rstrip("23"): match.start(name) for name, words in match.groupdict().items() if words}
    meeting = int(frame.items[seen["what"]].ids[0]) if "what" in seen else None
    target = frame.items[seen["target"]].ids[0] if "target" in seen else None
    # "the US Department of State's Bureau of Migration": the bureau
    who += 4 * bool(_OWNED.match(frame.text, who))
    item = frame.items[who]
    if item.code == "G" and (rules.possessor.match(frame.text, who + 1) or _MEMBERS_OF.search(frame.text, 0, who)):
        return
    placed = _ROUND.match(frame.text, who + 1) and _AT.search(frame.text, 0, who)
    if item.code == "S" and len(item.ids) == 1 and rule.relation in ROLES and placed:
        # "met in Accra in 2015, in Djibouti in 2018"
        return
    if item.code == "S" and who == match.start() and _IN_STATE.search(frame.text, 0, who):
        return
    years = None
    if rule.relation == "presidencyOf":
        around = frame.text[match.start() : match.end()] + frame.text[match.end() : match.end() + 40].partition(";")[0]
        # who was the chair until now was it in another year than the text's
        years = NO_YEAR if rules.outgoing.search(match.group()) else year_span(around, frame, match.start())
    # "Chile, Peru and IOM, which runs the secretariat": states in a row do not run it together
    several = rule.relation == "secretariatOf" and sum(actor.startswith("state/") for actor in item.ids) > 1
    for index, actor in enumerate(item.ids):
        if (rule.last or several or "one" in seen) and index < len(item.ids) - 1:
            continue
        relation: str = rule.relation
        note = item.notes[index] if item.notes else ""
        if note == OBSERVING or rules.observer.search(note):
            relation = {"attended": "observed", "memberOf": "observerOf"}.get(relation, relation)
        elif relation == "attended" and rules.presiding.fullmatch(note.strip("() ")):
            relation = "chaired"
        elif relation == "organised" and sum(id_.startswith("state/") for id_ in item.ids) >= _ALL_OF_THEM:
            # "Algeria, Spain, France and Italy held the conference"
            relation = "attended"
        # a body of a process comes, hosts and helps; whose member it is no words tell
        if actor != target and not (actor.startswith(("body/", "process/")) and relation not in ROLES):
            seen_at = match.start()
            yield Finding(
                actor, relation, number, seen_at, meeting, target, rule.confidence, rule.name, years, rule.every
            )


def named_next(before: Frame, frame: Frame, number: int, rules: Rules) -> Iterator[Finding]:
    """Those whom a sentence names after the one before told how many came: "Twelve states came. They were A and B"."""
    opening = rules.named.match(frame.text)
    if opening is None or any(item.code in ACTORS for item in before.items.values()):
        return
    if not rules.counted.search(before.text) or rules.exception.search(before.text):
        return
    # "ministers from 16 member countries"
    said = ("attended", "memberOf") if rules.members.search(before.text) else ("attended",)
    for at in (opening.end(), *(more.end() for more in rules.further.finditer(frame.text, opening.end()))):
        item = frame.items.get(at)
        if item is not None and item.code in ACTORS and item.code != "P":
            for actor, relation in itertools.product(item.ids, said):
                yield Finding(actor, relation, number, at, None, None, 0.85, f"{relation}-next")


def observers_in(frame: Frame, number: int, rules: Rules) -> Iterator[Finding]:
    """Those that a list calls observers: "UNHCR, IOM and the observer countries Peru and Ecuador"."""
    for at, item in frame.of(ACTORS):
        for actor, note in zip(item.ids, item.notes, strict=False):
            if note == OBSERVING or rules.observer.search(note):
                yield Finding(actor, "observerOf", number, at, None, None, 0.85, "observerOf-list")


def year_span(words: str, frame: Frame, start: int) -> str | None:
    """The year or years ("2020", "2015-2016") in a stretch of a frame, from its dates or its digits."""
    for at, item in frame.items.items():
        if item.code == "D" and start <= at < start + len(words) and item.notes and item.notes[0]:
            return item.notes[0]
    match = _YEARS.search(words)
    if not match:
        return None
    first, last = match.groups()
    return f"{first}-{first[: 4 - len(last)]}{last}" if last else first


def label_findings(frame: Frame, number: int, relation: str, label: str, rules: Rules) -> Iterator[Finding]:
    """What a line such as "Members: A, B (observer)" or "Chairs: 2014 Nicaragua; 2015 Mexico" says of each name in
    it."""
    years_of_label = _YEARS.search(label)
    behind = frame.text.find(":")
    # "Steering Committee: A, B", "Members of the Core Group: A, B"
    # "EU Member States: A, B" are members of what the page is about
    named = ((at, item) for at, item in frame.of("BRG") if at < behind and relation in _STANDING)
    whose = [i.ids[0] for at, i in named if not (i.code == "G" and rules.possessor.match(frame.text, at + 1))]
    target = whose[-1] if whose and label else None
    actors = [(at, item) for at, item in frame.items.items() if item.code in ACTORS and not (target and at < behind)]
    observing = False
    # "Secretariat: hosted by X" says more than that X is the secretariat
    if (
        relation == "secretariatOf"
        and actors
        and frame.text[: actors[0][0]].rpartition(":")[2].strip() not in ("", "the")
        and not rules.provided.search(frame.text)
    ):
        return
    clause = _RELATIVE.search(frame.text, max(0, behind))
    # "2019 Mexico; 2020 Panama", and not "Mexico, 2019; Panama, 2020"
    leads = not actors or year_span(frame.text[behind + 1 : actors[0][0]], frame, behind + 1) is not None
    for index, (at, item) in enumerate(actors):
        # "Host: Nigeria, which shared the chair with France", "Secretariat: IOM, through its office"
        if (clause and at > clause.start()) or _THROUGH.search(frame.text, max(0, behind), at):
            continue
        if relation == "secretariatOf" and _AT.search(frame.text, 0, at):
            # "IGAD, in Djibouti"
            continue
        until = actors[index + 1][0] if index + 1 < len(actors) else len(frame.text)
        since = actors[index - 1][0] if index else -1
        if relation == "spokeAt" and item.code != "P" and not _stands_alone(frame.text, at):
            continue
        if item.code == "G" and rules.possessor.match(frame.text, at + 1):
            continue
        # "A and B in the capacity of observers; C"
        behind_it = _clause_behind(frame.text, at + 1)
        as_observer = _AS_OBSERVER.search(behind_it) is not None and not _ACTOR.search(behind_it)
        led_in = _AS_OBSERVER.sub("", _NOTE.sub("", frame.text[since + 1 : at]))
        observing = observing or bool(rules.observer.search(led_in))
        note = _NOTE.match(frame.text, at + 1, until)
        if rules.exception.search(_clause(frame.text, since + 1, at)):
            continue
        if relation == "presidencyOf" and _VICE.search(frame.text, 0, at):
            continue
        # "Palau (for Micronesia)", "Palau (Micronesia)" name those it speaks for
        if _NOTED.search(frame.text, max(0, since), at):
            continue
        said = relation
        if note and relation == "attended" and rules.presiding.fullmatch(note[1].strip()):
            said = "chaired"
        if observing or as_observer or (note and rules.observer.search(note[1])):
            said = {"attended": "observed", "memberOf": "observerOf"}.get(relation, relation)
        years = None
        if relation == "presidencyOf":
            years = (
                (year_span(note[0], frame, note.start()) if note else None)
                or _year_beside(frame, (since, at, until), leads=leads)
                or (year_span(frame.text[:behind], frame, 0) if behind > 0 else None)
                or (years_of_label.group(1) if years_of_label else None)
            )
        person = any(id_.startswith("person/") for id_ in item.ids)
        for actor in item.ids:
            if person and said in _LED and actor.startswith("organisation/"):
                # "Chair: Ana Soto, Head of Department, Ministry of Labour of Chile"
                continue
            if said in ROLES or not actor.startswith("process/"):
                yield Finding(actor, said, number, at, None, target, 0.95, f"{said}-label", years)


def _year_beside(frame: Frame, around: tuple[int, int, int], *, leads: bool) -> str | None:
    """The years before a name, or behind it where none `leads` the first; `around` is where the one before it, the name
    and the next one stand."""
    since, at, until = around
    if leads:
        return year_span(frame.text[since + 1 : at], frame, since + 1)
    return year_span(_clause_behind(frame.text[:until], at + 1), frame, at + 1)


def _stands_alone(text: str, at: int) -> bool:
    """True for a name that is an entry of a list by itself, not part of somebody's title."""
    return text[:at].rstrip()[-1:] in (":", ";", ",") and text[at + 1 :].lstrip()[:1] in ("", ";", ",", ".")


def _clause(text: str, since: int, at: int) -> str:
    """The words right before a name, back to the last semicolon."""
    return text[since:at].rpartition(";")[2]


def _clause_behind(text: str, since: int) -> str:
    """The words right behind a name, up to the next semicolon."""
    return text[since:].partition(";")[0]


_VICE = re.compile(rf"(?:vice|deputy)[- ]?(?:chair|pr[eé]siden)\w*[:,]?\s{ARTICLE}$")
_ACTOR = re.compile(r"[SGPA](?!\w)")
_AS_OBSERVER = re.compile(r"(?:as|in the (?:capacity|role) of|en calidad de|como|en tant qu'|comme) (?:an? )?observ\w+")
_NOTED = re.compile(r"(?:\((?:for|por|pour)\s(?:the\s)?|[SGP]\s?\()$")
_NOTE = re.compile(r"\s?\(([^()]*)\)")


def is_role(relation: str) -> bool:
    """True for a part in a meeting, False for a standing relation."""
    return relation in ROLES
