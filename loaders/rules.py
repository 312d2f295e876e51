"""The relation rules of a language, compiled from loaders/language/<code>.rules.toml.

A rule is a pattern over frames (see `tookpart.loaders.frames`) that says what it needs to see; what it saw is the
evidence.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources
from typing import Any, cast

import msgspec

from tookpart.loaders.frames import Lists, list_patterns
from tookpart.loaders.kept import compiled, kept
from tookpart.loaders.triggers import Needed, Triggers, share, triggers
from tookpart.ontology.facts import Relation, Role

_NO_CUES = frozenset({"uncertain", "standing"})
# labels whose meaning is kept at hand
_LABELS = 1 << 12
_LONGER = frozenset({"memberOf", "observerOf", "presidencyOf", "attended", "observed"})
ROLES = frozenset({"attended", "hosted", "chaired", "organised", "funded", "supported", "observed", "spokeAt"})


class Rule(msgspec.Struct, frozen=True):
    """One pattern of a relation; `name` is the relation with the numbers of its group and of the pattern.

    `partners` tells that "with B" gives B the same, `last` that of a list only the last is meant, `every` that it
    holds for all meetings spoken of so far, and `unless` what must not stand before the words.
    """

    name: str
    relation: Role | Relation
    source: str
    confidence: float
    partners: bool
    last: bool = False
    every: bool = False
    unless: re.Pattern[str] | None = None

    @property
    def pattern(self) -> re.Pattern[str]:
        """The pattern, compiled when it is first tried: most runs try few of a language's rules."""
        return _compiled(self.source)


class Rules(msgspec.Struct, frozen=True):
    """All that one language says of relations."""

    relations: tuple[Rule, ...]
    triggers: Triggers
    label_says: Callable[[str], str | None]
    lists: Lists
    observer: re.Pattern[str]
    alone: re.Pattern[str]
    partners: re.Pattern[str]
    gap: re.Pattern[str]
    founding: re.Pattern[str]
    negation: re.Pattern[str]
    habit: re.Pattern[str]
    counted: re.Pattern[str]
    members: re.Pattern[str]
    named: re.Pattern[str]
    further: re.Pattern[str]
    no_date: re.Pattern[str]
    names_after_date: re.Pattern[str]
    at_place: re.Pattern[str]
    no_place: re.Pattern[str]
    place_before: re.Pattern[str]
    companions: re.Pattern[str]
    respectively: re.Pattern[str]
    eve: re.Pattern[str]
    same_place: re.Pattern[str]
    every: re.Pattern[str]
    here: re.Pattern[str]
    earlier: re.Pattern[str]
    lasting: re.Pattern[str]
    morrow: re.Pattern[str]
    event: re.Pattern[str]
    background: re.Pattern[str]
    preamble: re.Pattern[str]
    called: re.Pattern[str]
    margin: re.Pattern[str]
    beside: re.Pattern[str]
    aside: re.Pattern[str]
    day: re.Pattern[str]
    days: re.Pattern[str]
    overnight: re.Pattern[str]
    day_words: Mapping[str, int]
    opening: re.Pattern[str]
    closing: re.Pattern[str]
    closes: re.Pattern[str]
    event_label: re.Pattern[str]
    outgoing: re.Pattern[str]
    everyone: re.Pattern[str]
    provided: re.Pattern[str]
    taking_part: re.Pattern[str]
    project: re.Pattern[str]
    presiding: re.Pattern[str]
    exception: re.Pattern[str]
    possessor: re.Pattern[str]
    whole_group: re.Pattern[str]
    numbers: Mapping[str, int]
    cues: Mapping[str, re.Pattern[str]]
    uncertain: re.Pattern[str]
    standing: re.Pattern[str]

    def label(self, words: str | None) -> str | None:
        """What a label or heading such as "Participants" says of the names below it, None if nothing."""
        return None if words is None else self.label_says(words.casefold())

    def label_of_names(self, words: str) -> str | None:
        """What a longer label says of nothing but names: "Members since then", "Members that signed the text"."""
        return next((relation for _, relation in self.labels_in(words) if relation in _LONGER), None)

    def labels_in(self, words: str) -> Iterator[tuple[str, str]]:
        """The labels that a longer one begins with, and what each says, the longest first."""
        parts = words.split()
        for n in range(len(parts) - 1, 0, -1):
            label = " ".join(parts[:n])
            relation = self.label(label)
            if relation is not None:
                yield label, relation


@cache
def _compiled(source: str) -> re.Pattern[str]:
    return compiled(source)


def _spaced(pattern: str) -> str:
    """A pattern in which one space stands for any, but in a lookbehind, which has a fixed width."""
    pattern = re.sub(r"\(\?<[!=][^()]*\)", lambda behind: behind[0].replace(" ", r"\s"), pattern)
    return pattern.replace(" ?", r"\s*").replace(" ", r"\s+")


def _without(pattern: str, parts: Sequence[str]) -> str:
    """A pattern with a letter in the place of each of these parts."""
    for part in parts:
        if part in pattern:
            pattern = pattern.replace(part, share(part))
    return pattern


def _finding() -> str:
    """The code by which the words are found that a pattern needs."""
    return (resources.files("tookpart.loaders") / "triggers.py").read_text(encoding="utf-8")


@cache
def load_data(code: str) -> Mapping[str, Any]:
    """The rules file of a language as it stands; raises `FileNotFoundError` for a language without one."""
    file = resources.files("tookpart.loaders") / "language" / f"{code}.rules.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


@cache
def rules(code: str) -> Rules:
    """The compiled rules of a language."""
    data = load_data(code)
    lists, contexts = data["lists"], data["contexts"]
    heads = lists["heads"]
    the = "|".join(data["meetings"]["definite"])
    macros = {
        "{who}": rf"(?:(?:{heads})\s+|[ld]')*(?P<who>[SGPA])(?!\w)",
        "{people}": r"(?P<who>P)(?!\w)",
        "{states}": rf"(?:(?:{heads})\s+|[ld]')*(?P<who>S)(?!\w)",
        "{chair}": rf"(?:(?:{heads})\s+|[ld]')*(?P<who>[SPd])(?!\w)",
        "{what}": r"(?P<what>M)(?!\w)",
        "{target}": r"(?P<target>[RBG])(?!\w)",
    }

    bare = {
        macro: expansion[expansion.index("(?P<who>") :] for macro, expansion in macros.items() if "who" in expansion
    }
    # a subject may have an apposition: "Nepal, chair of the process, hosted", "Nepal as outgoing chair, hosted"
    apposition = (
        r"(?:,\swho\s(?:is|was)\s[^,;.:P]{3,90},(?=\s)|,?\squien\s(?:es|era)\s[^,;.:P]{3,90},(?=\s)"
        rf"|,\s(?!and\s|et\s|y\s)[^,;.:SGPA]{{3,70}},(?=\s)|\s(?:{lists['acting_as']})\s[^,;.:SGPA]{{3,50}},(?=\s))?"
    )

    verbs = {f"{{{name}}}": f"(?:{forms})" for name, forms in data.get("verbs", {}).items()}

    def written(pattern: str) -> str:
        for name, forms in verbs.items():
            pattern = pattern.replace(name, forms)
        pattern = re.sub(r"(\{(?:who|people|states)\})(?=,\?)", lambda subject: subject[1] + apposition, pattern)
        # what may stand before a name at the beginning of a pattern need not be looked for
        pattern = re.sub(r"^\{(?:who|states|people|chair)\}", lambda first: bare[first[0]], pattern)
        for macro, expansion in macros.items():
            # a pattern may name a thing in several places, of which one is seen: what, what2, what3
            for again in ("", "2", "3"):
                pattern = pattern.replace(macro, re.sub(r"\?P<(\w+)>", rf"?P<\g<1>{again}>", expansion), 1)
        return f"(?:{_spaced(pattern)})"

    found = [
        Rule(
            f"{group['relation']}-{group.get('name', index)}-{number}",
            group["relation"],
            r"(?<!\w)" + written(pattern),
            group["confidence"],
            group.get("with", False),
            group.get("last", False),
            group.get("every", False),
            compiled(group["unless"]) if "unless" in group else None,
        )
        for index, group in enumerate(data["relations"])
        for number, pattern in enumerate(group["patterns"])
    ]
    # parts that stand in many patterns, each looked at once
    shared = [_spaced(part) for part in (rf"(?:(?:{heads})\s+|[ld]')*", apposition, *verbs.values())]

    def needed() -> list[Needed]:
        # it takes as long as a hundred documents
        return [triggers(_without(rule.source, shared)) for rule in found]

    labels = [(compiled(pattern), relation) for pattern, relation in data["labels"].items()]

    def label_says(words: str) -> str | None:
        return next((relation for pattern, relation in labels if pattern.fullmatch(words)), None)

    return Rules(
        relations=tuple(found),
        triggers=Triggers.of(kept(needed, list[Needed], _finding(), *shared, *(rule.source for rule in found))),
        label_says=lru_cache(_LABELS)(label_says),
        lists=list_patterns(lists["connectives"], heads, lists["fillers"], lists["tails"], lists["possessor"]),
        observer=compiled(lists["observer"]),
        alone=compiled(rf",?\s(?:{lists['lone_observer']})(?!\w)"),
        partners=compiled(written(rf",? (?:{lists['partners']}) {{who}}(?! (?:{lists['no_partners']}))")),
        founding=compiled(rf"[^M],?\s(?:{data['meetings']['founded']})(?!\w)[^.;M]*$"),
        gap=compiled(written(rf"(?:[,;]| (?:{lists['gaps']}))+ {{who}},? (?:(?:{the}) ?)?{{what}}")),
        negation=compiled(rf"(?<!\w)(?:{data['negation']['before']})\s*$"),
        counted=compiled(data["sequel"]["counted"]),
        members=compiled(data["sequel"]["members"]),
        named=compiled(data["sequel"]["named"]),
        further=compiled(data["sequel"]["further"]),
        habit=compiled(rf"(?:{data['negation']['habit']})(?!\w)"),
        no_date=compiled(rf"(?<!\w)(?:{contexts['no_date']})\s*$"),
        names_after_date=compiled(rf"\s(?:{contexts['names_after_date']})(?!\w)"),
        at_place=compiled(rf"(?<!\w)(?:{contexts['at_place']})\s?$"),
        no_place=compiled(rf"(?<!\w)(?:{contexts['no_place']})\s*$"),
        place_before=compiled(rf"(?:,\s(?:(?:in|en|au|aux)\s)?[SL])?,?\s(?:{contexts['place_before']})(?!\w)"),
        companions=compiled(rf"(?<!\w)(?:{contexts['companions']})\s$"),
        respectively=compiled(rf"(?<!\w)(?:{contexts['respectively']})(?!\w)"),
        same_place=compiled(rf"(?<!\w)(?:{contexts['same_place']})(?!\w)"),
        lasting=compiled(rf"(?<!\w)(?:{contexts['lasting']})\s*$"),
        earlier=compiled(rf"(?<!\w)(?:{contexts['earlier']})(?!\w)"),
        here=compiled(rf"(?<!\w)(?:{contexts['here']})(?!\w)"),
        every=compiled(rf"(?<!\w)(?:{contexts['every']})(?!\w)"),
        eve=compiled(rf"(?<!\w)(?:{contexts['eve']})(?!\w)"),
        morrow=compiled(rf"M[^.;M]{{0,40}}(?<!\w)(?:{contexts['morrow']})(?!\w)"),
        event=compiled(rf"(?<!\w)(?:{contexts['event']})(?!\w)"),
        background=compiled(rf"(?<!\w)(?:{contexts['background']})\s[^.;]*$"),
        preamble=compiled(rf"\W*(?:\d+\.\s)?(?:{contexts['preamble']})(?!\w)"),
        called=compiled(rf"(?<!\w)(?:{contexts['called']})\s(?:the |la |el |l')?$"),
        margin=compiled(rf"(?<!\w)(?:{contexts['margin']})\s"),
        beside=compiled(rf"(?<!\w)(?:{contexts['margin']})\s?$"),
        aside=compiled(rf"(?<!\w)(?:{contexts['aside']})\s*$"),
        day=compiled(contexts["day"]),
        days=compiled(rf"(?<!\w)(?P<days>{'|'.join(contexts['day_words'])}|\d{{1,2}})[\s-](?:{contexts['day']})(?!\w)"),
        overnight=compiled(contexts["overnight"]),
        day_words=cast("Mapping[str, int]", contexts["day_words"]),
        closing=compiled(rf"(?<!\w)(?:{contexts['closing']})(?!\w)"),
        closes=compiled(rf"(?<!\w)(?:{contexts['closing']}|{contexts['until']})(?!\w)[^.;M]*$"),
        opening=compiled(rf"(?<!\w)(?:{contexts['opening']})(?!\w)"),
        event_label=compiled(data["events"]["labels"]),
        outgoing=compiled(rf"(?<!\w)(?:{contexts['outgoing']})(?!\w)"),
        everyone=compiled(rf"(?<!\w)(?:{data['events']['everyone']})(?!\w)"),
        taking_part=compiled(data["events"]["taking_part"]),
        presiding=compiled(data["events"]["presiding"]),
        project=compiled(data["events"]["project"]),
        provided=compiled(rf"(?<!\w)(?:{data['events']['provided']})(?!\w)"),
        possessor=compiled(rf"(?:'s?)?\s(?:{lists['possessor']})(?!\w)"),
        exception=compiled(rf"(?<!\w)(?:{data['events']['except']})"),
        whole_group=compiled(rf"(?<!\w)(?:{contexts['whole_group']})(?!\w)"),
        numbers=cast("Mapping[str, int]", contexts["numbers"]),
        cues={k: compiled(rf"(?<!\w)(?:{v})(?!\w)") for k, v in data["cues"].items() if k not in _NO_CUES},
        uncertain=compiled(rf"(?<!\w)(?:{data['cues']['uncertain']})(?!\w)"),
        standing=compiled(rf"(?<!\w)(?:{data['cues']['standing']})(?!\w)"),
    )
