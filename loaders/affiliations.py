"""For whom a person stands: the organisation, body or state that an office names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from tookpart.loaders.document import Mention
from tookpart.loaders.namings import ORGANISED, Naming
from tookpart.loaders.personwords import Reading
from tookpart.loaders.phrases import fold
from tookpart.loaders.titles import Title, job_title
from tookpart.ontology.facts import Relation

# whoever leads a process holds its presidency, a relation of its own; whoever sits in it holds no post there
_LEADS = frozenset(
    {"president", "presidenta", "presidente", "presidency", "chair", "chairperson", "chairman", "chairwoman"}
    | {"copresident"}
)
_SEATS = frozenset({"member", "membre", "miembro", "ambassador", "vice", "vicepresident", "vicepresidente"})
_ENVOYS = frozenset(
    {"ambassador", "consul", "embajador", "embajadora", "consulesa", "ambassadeur", "ambassadrice", "consule"}
)
_COUNTERPARTS = frozenset({"counterpart", "homologo", "homologa", "homologue"})
_NEAR = 4  # an office stands no further behind the word for a state's people
_PLURALS = frozenset({"los", "las", "les", "des", "the"})
_TOWARDS = frozenset({"to", "ante", "aupres", "au", "aux"})
_AT = _TOWARDS | {"in", "en", "a"}
_ARTICLES = frozenset({"the", "la", "el", "de", "las", "los", "les", "l", "des", "’", "'"})
_PROGRAMME = re.compile(r"(?i)\b(?:programme|program|programa|project|proyecto|projet|initiative|iniciativa)\b")
_OWNER_BEFORE = re.compile(
    r"(?i)^[\s,)]*(?:\([^()]{1,12}\)\s*)?[,\s]*"
    r"(?:(?:through|via|under|a través de|mediante|par le biais de|à travers)\s+(?:its|the|su|el|la|son|sa|le)?\s*"
    r"|['’]s\s+)$"
)
_BRACKET = re.compile(r"\s?\([^()]{2,120}\)")
_OWNER_AFTER = re.compile(r"(?i)^\s*(?:of|by|run by|de la|del|de|de l['’])\s+(?:the\s+)?$")


class Affiliation(NamedTuple):
    """A title's target, the words of the office (None if there are none), the rule that read it, and the relation."""

    target: str
    job: str | None
    rule: str
    relation: Relation = "affiliatedWith"


def affiliations(toks: Reading, naming: Naming, last_job: str | None) -> Iterator[Affiliation]:
    """What the titles of a person say, office by office, and whom the person stands for without one.

    `last_job` is the office named last before, which a "counterpart" shares.
    """
    bare = toks.names[toks.mention[naming.bare]] if naming.bare >= 0 else None
    said = False
    for title in naming.titles:
        for office in _offices(toks, title):
            found = _affiliation(toks, office, naming.rule, last_job, None if said else bare)
            if found is not None:
                said = True
                yield found
    if bare is not None and not said:
        yield Affiliation(bare.id, None, "organisation")


def _affiliation(
    toks: Reading, office: Title, rule: str, last_job: str | None, bare: Mention | None
) -> Affiliation | None:
    first, last = office
    start, end = toks.starts[first], toks.ends[last - 1]
    target = _target(toks, first, last)
    if target is None or target.kind in {"Process", "Body", "Place"}:
        owner = _programme_owner(toks, start, end)
        if owner is not None:
            target, rule = owner, "programme"
    target = target or bare or _bracketed(toks, end)
    if target is None:
        return None
    if target.kind in {"Process", "Body"}:
        parts = _office_before(toks, first, last, target)
        if parts & _SEATS:
            return None
        if parts & _LEADS:
            return Affiliation(target.id, None, rule, "presidencyOf")
    job = plain_title(toks, first, last)
    if start <= target.start < end:
        job = without_determiner(toks, job_title(toks.text, start, end, target))
    if any(toks.folded[i] in _COUNTERPARTS for i in range(first, last)):
        job, rule = last_job, "counterpart"
    return Affiliation(target.id, job or None, rule if rule in {"programme", "counterpart", "title"} else "apposition")


def _bracketed(toks: Reading, end: int) -> Mention | None:
    """The organisation, else the state, in the brackets behind a title: "Director General (IOM)"."""
    bracket = _BRACKET.match(toks.text, end)
    if bracket is None:
        return None
    inside = [m for m in toks.names if bracket.start() < m.start and m.end <= bracket.end()]
    named = [m for m in inside if m.kind.endswith((*ORGANISED, "GovernmentBody"))]
    return next(iter(named or [m for m in inside if m.kind == "State"]), None)


def plain_title(toks: Reading, first: int, last: int) -> str | None:
    """The words of a title as written, on one line."""
    return without_determiner(toks, " ".join(toks.text[toks.starts[first] : toks.ends[last - 1]].split()))


def without_determiner(toks: Reading, title: str) -> str | None:
    """A title without an article before it; None if nothing is left."""
    head, _, rest = title.partition(" ")
    return (rest if rest and fold(head) in toks.lexicon.determiners else title) or None


def _offices(toks: Reading, title: Title) -> list[Title]:
    """The offices of a title ("vice-minister of A and president of B"); one without a known name goes with the next."""
    first, last = title
    words = toks.lexicon
    parts: list[Title] = []
    start = first
    for i in range(first + 1, last - 1):
        between = toks.words[i] == "," or toks.folded[i] in words.conjunctions
        if between and _named(toks, start, i) and _named(toks, i, last):
            j = i + 1
            while (
                j < last - 1
                and not toks.office[j]
                and (toks.folded[j] in words.modifiers | words.determiners or toks.mention[j] >= 0)
            ):
                j += 1
            if toks.office[j]:
                parts.append(Title(start, i))
                start = i + 1
    parts.append(Title(start, last))
    return parts


def _named(toks: Reading, first: int, last: int) -> bool:
    return any(m >= 0 for m in toks.mention[first:last])


def _target(toks: Reading, first: int, last: int) -> Mention | None:
    """The first organisation in a title, else the first body or process, else the first state."""
    here: list[Mention] = []
    for i in range(first, last):
        if toks.mention[i] < 0:
            continue
        of_people = toks.names[toks.mention[i]].kind == "Demonym" and i > first and toks.folded[i - 1] in _PLURALS
        if of_people and not any(toks.office[i + 1 : min(i + _NEAR, last)]):
            # "los brasileños en el exterior" are people, not the state; "the Chilean Minister" has an office
            continue
        before = i - 1
        while before > first and toks.folded[before] in _ARTICLES:
            before -= 1
        if toks.folded[before] in _AT and not _ENVOYS.isdisjoint(toks.folded[first:before]):
            # "its ambassador in Peru" does not speak for Peru
            continue
        # "Permanent Representative of Chile to the UN" speaks for Chile
        if here and toks.folded[before] in _TOWARDS:
            break
        here.append(toks.names[toks.mention[i]])
    for kinds in (ORGANISED, ("GovernmentBody",), ("Body", "Process"), ("State", "Demonym")):
        for mention in here:
            if mention.kind.endswith(kinds):
                return mention
    return None


def _office_before(toks: Reading, first: int, last: int, target: Mention) -> set[str]:
    """The words of the office nearest before the target, with what stands right before it."""
    office = first
    for i in range(first, last):
        if toks.starts[i] >= target.start and toks.office[office]:
            break
        if toks.office[i]:
            office = i
    before = toks.folded[office - 1] if office > first else ""
    return {before, *toks.folded[office].split("-")}


def _programme_owner(toks: Reading, start: int, end: int) -> Mention | None:
    """Who runs the programme in a title, if the text says so elsewhere ("IOM through the Mesoamerica Program")."""
    text = toks.text
    title = text[start:end]
    match = _PROGRAMME.search(title)
    if match is None:
        return None
    words = title[: match.end()].split()
    opening = {"the", "del", "de", "du", "la", "el", "of"}
    beginning = next((i for i in range(len(words) - 1, -1, -1) if words[i].lower() in opening), -1)
    name = " ".join(words[beginning + 1 :])
    if len(words) - beginning < 3:
        return None
    for other in re.finditer(re.escape(name), text):
        if start <= other.start() < end:
            continue
        for mention in toks.names:
            if not mention.kind.endswith(ORGANISED):
                continue
            if other.start() - 60 <= mention.end <= other.start() and _OWNER_BEFORE.match(
                text[mention.end : other.start()]
            ):
                return mention
            if other.end() <= mention.start <= other.end() + 12 and _OWNER_AFTER.match(
                text[other.end() : mention.start]
            ):
                return mention
    return None
