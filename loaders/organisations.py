"""All organisations, bodies and dialogues of a document: known beforehand, or told by the shape of their names.

"Long Name (ABC)" binds both to one entity for the whole document; so do an acronym with a slip in it, and "the
Ministry" where the document names one ministry only.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from tookpart.loaders.acronyms import DEFINED, abbreviates, defined_names, definitions, is_acronym, slips, uses
from tookpart.loaders.appositions import Appositions
from tookpart.loaders.cities import city_of_slug, state_of_slug
from tookpart.loaders.document import Mention
from tookpart.loaders.headwords import PART, heads
from tookpart.loaders.language import SUPPORTED, alternation, language
from tookpart.loaders.phrases import fold, slugged
from tookpart.loaders.shapes import Reader, Shape
from tookpart.ontology.facts import Entity
from tookpart.ontology.reference import collective_processes, lookup, things

_STATES = frozenset({"State", "Demonym"})
_PLACED = _STATES | {"Place", "Person"}
# these are named by what they do, with the state behind; the adjective of an agency is a part of its name
_MINISTRIES = frozenset({"Ministry", "Department", "Embassy", "Consulate"})
_WITH_ARTICLE = (
    *("United", "Netherlands", "Philippines", "Republic", "Russian", "Dominican Republic", "Czech Republic"),
    *("Bahamas", "Gambia", "Democratic", "Central African"),
)
# "Rome Process", "Ohrid Border Process"; longer ones are descriptions
_PROCESS_WORDS = 4
# two actors in a row are no further apart, an acronym in brackets between them
_NEAR = 30
# "FOURTH MEETING OF THE AD HOC GROUP" is no group
_EVENT = re.compile(r"\b(?:meeting|reunion|session|sesion|conference|conferencia)s? (?:of|de|del|du|des)\b")
_OF = r"(?:de la |de l['’]|du |des |del |de los |de las |de )"
_FIELD = r"[A-ZÀ-Þ][\w-]+(?:\s[A-ZÀ-Þ][\w-]+){0,3}"
_REST = re.compile(rf"(?:,\s{_OF}{_FIELD})+,?\s(?:et|y)\s{_OF}{_FIELD}")
_LISTED = re.compile(rf"(?:,\s{_FIELD})+,?\s(?:and|y|et)\s{_FIELD}(?=\s\((?P<acronym>[A-Z]{{3,9}})\))")
# "Commissioner for Trade, Customs and Free Movement": what an office is for goes on behind the comma
_PORTFOLIO = re.compile(
    r"(?<!\w)(?:[Mm]inist(?:er|re|r[oa])|[Cc]om(?:missioner|missaire|isionad[oa])|[Ss]ecretary|[Dd]irec(?:tor|tora|teur|trice))"
    r"\s(?:for|of|de la|del?|du|des|à la|à l['’]|au)\s?(?:the\s)?"
    r"[A-ZÀ-Þ][\w-]+(?:\s(?:and|y|et)\s[A-ZÀ-Þ][\w-]+)?(?:,\s[A-ZÀ-Þ][\w-]+)*,\s$"
)
_TITLE = 90


class Found(NamedTuple):
    """All mentions of a document in order, the known names among them, and an entity for each id."""

    mentions: list[Mention]
    entities: tuple[Entity, ...]


def find_organisations(text: str, code: str, names: Sequence[Mention]) -> Found:
    """The mentions of `names` with those of organisations and bodies that no reference has, and the entities of all.

    A mention of an organisation takes in the state or adjective in its name ("Mexican Ministry of the Interior"); its
    entity's `of` is then that state's id. A body's `of` is its process if the text ties them, else None.

    >>> found = find_organisations("Poland's Ministry of Interior met.", "en", [Mention(0, 6, "State", "state/pol")])
    >>> found.mentions
    [Mention(start=0, end=29, kind='GovernmentBody', id='organisation/ministry-of-interior-pol')]
    >>> [(e.name, e.of) for e in found.entities if e.kind == "GovernmentBody"]
    [('Ministry of Interior of Poland', 'state/pol')]
    """
    return _Reading(text, code if code in SUPPORTED else "en", names).found()


def merge_mentions(names: Sequence[Mention], others: Sequence[Mention], stronger: bool = True) -> list[Mention]:
    """All mentions in order; where two overlap, one of `others` stays, or one of `names` if `others` are not stronger.

    >>> merge_mentions([Mention(0, 5, "Demonym", "state/mex")], [Mention(0, 20, "GovernmentBody", "organisation/a")])
    [Mention(start=0, end=20, kind='GovernmentBody', id='organisation/a')]
    """
    first, second = (others, names) if stronger else (names, others)
    merged: list[Mention] = []
    for mention in sorted(first, key=lambda m: (m.start, -m.end)):
        if not merged or mention.start >= merged[-1].end:
            merged.append(mention)
    extra: list[Mention] = []
    i = 0
    for mention in sorted(second, key=lambda m: (m.start, -m.end)):
        while i < len(merged) and merged[i].end <= mention.start:
            i += 1
        free = i == len(merged) or merged[i].start >= mention.end
        if free and not (extra and extra[-1].end > mention.start):
            extra.append(mention)
    return sorted((*merged, *extra), key=lambda m: m.start)


class _Known(msgspec.Struct):
    """An organisation that the document names, growing while it is read."""

    kind: str
    core: str
    of: str | None
    proper: str | None
    names: dict[str, None]
    acronyms: dict[str, None]

    @property
    def id(self) -> str:
        group = {"Process": "process", "Body": "body"}.get(self.kind, "organisation")
        return f"{group}/{slugged(self.core)}" + (f"-{self.of.split('/', 1)[1]}" if self.of else "")


class _Reading:
    """One document on the way from its known names to all of them."""

    def __init__(self, text: str, code: str, names: Sequence[Mention]) -> None:
        self.text = text
        self.code = code
        self.mentions = list(names)
        self.appositions = Appositions(text, code, names)
        self.cores: dict[str, list[_Known]] = {}
        self.known: dict[str, _Known] = {}

    def found(self) -> Found:
        self._weaker(self._known_by_acronym())
        self._read_shapes()
        self._read_defined()
        self._bind_acronyms()
        self._bind_short_bodies()
        self._weaker(slips(self.text, (m for m in self.mentions if m.kind not in _PLACED)))
        self._weaker(self._back_references())
        return Found(self.mentions, tuple(self._entities()))

    def _weaker(self, others: Sequence[Mention]) -> None:
        self.mentions = merge_mentions(self.mentions, others, stronger=False)

    def _known_by_acronym(self) -> list[Mention]:
        """Long names that no reference has, before a known acronym: "Foro Mundial de Migración y Desarrollo (FMMD)"."""
        at = {m.start: m for m in self.mentions if m.kind not in _PLACED and m.id not in collective_processes()}
        named = defined_names(self.text, self.mentions)
        found = ((start, end, at.get(self.text.index("(", end) + 1)) for start, end, _ in named)
        return [Mention(start, end, known.kind, known.id) for start, end, known in found if known is not None]

    def _read_shapes(self) -> None:
        shapes = [*Reader(self.text, self.code, self.mentions).shapes(), *self._small_ministries()]
        accepted: list[tuple[int, int, _Known]] = []
        parts: list[Mention] = []
        reach = 0
        for shape in sorted(map(self._whole, map(self._on_its_own, shapes)), key=lambda s: s.start):
            if (
                shape.start < reach
                or (shape.kind == "Body" and _EVENT.search(fold(shape.core)))
                or _PORTFOLIO.search(self.text, max(0, shape.start - _TITLE), shape.start)
            ):
                continue
            if shape.kind == PART:
                part = self.appositions.part(shape)
                parts += [part] if part is not None else []
                continue
            extended, acronym = self.appositions.extended(shape)
            known = self._accept(extended)
            if known is not None:
                if acronym is not None:
                    known.acronyms.setdefault(acronym)
                accepted.append((extended.start, extended.end, known))
                reach = extended.end
        # ids are made last: a later mention may tell the state of an earlier one
        made = [Mention(start, end, known.kind, known.id) for start, end, known in accepted]
        self.known = {known.id: known for _, _, known in accepted}
        self.mentions = merge_mentions(self.mentions, [*made, *parts])

    def _on_its_own(self, shape: Shape) -> Shape:
        """A part with an acronym of its own as an organisation: "the OSCE's Office for Democratic Institutions and
        Human Rights (ODIHR)", unlike "the IOM Regional Office for South America (ROSA)"."""
        match = DEFINED.match(self.text, shape.end) if shape.kind == PART else None
        if match is None or fold(shape.core.split()[0]) in heads(self.code).generic:
            return shape
        own = is_acronym(match.group(1)) and abbreviates(match.group(1), shape.core)
        return shape._replace(kind="Organisation") if own else shape

    def _whole(self, shape: Shape) -> Shape:
        """A ministry with all that it is for: "ministère de l'Inclusion, de l'Emploi et des Métiers"; in English, where
        its acronym says so: "Ministry of Labour, Invalids and Affairs (MOLIA)".
        """
        if shape.kind != "GovernmentBody":
            return shape
        rest = _REST.match(self.text, shape.end) if shape.of is None else None
        listed = _LISTED.match(self.text, shape.end)
        if listed is not None and abbreviates(listed["acronym"], self.text[shape.start : listed.end()]):
            rest = listed
        if rest is None or any(m.start < rest.end() and rest.start() < m.end for m in self.mentions):
            return shape
        return shape._replace(end=rest.end(), core=" ".join(f"{shape.core}{rest.group()}".split()))

    def _read_defined(self) -> None:
        """Organisations that only their acronym tells, among other actors: "IOM, the Pacific Islands Chiefs of Police
        (PICP) and Fiji"."""
        data = heads(self.code)
        found = [d for d in defined_names(self.text, self.mentions) if not self._words(d) & data.not_actors]
        spans = sorted((m.start, m.end) for m in self.mentions if m.kind not in ("Place", "Process", "Demonym"))
        spans += [(start, self.text.index(")", end) + 1) for start, end, _ in found]
        between = _between(self.code)
        made = []
        for start, end, acronym in found:
            closed = self.text.index(")", end) + 1
            beside = any(
                (b <= start <= b + _NEAR and between.fullmatch(self.text, b, start))
                or (closed <= a <= closed + _NEAR and between.fullmatch(self.text, closed, a))
                for a, b in spans
            )
            if beside:
                core = " ".join(self.text[start:end].split())
                known = self._same(Shape(start, end, "Organisation", "", core, None), "Organisation", None)
                known.names.setdefault(core)
                known.acronyms.setdefault(acronym)
                self.known[known.id] = known
                made.append(Mention(start, end, known.kind, known.id))
        self.mentions = merge_mentions(self.mentions, made)

    def _words(self, defined: tuple[int, int, str]) -> set[str]:
        return set(self.text[defined[0] : defined[1]].lower().split())

    def _small_ministries(self) -> Iterator[Shape]:
        """ "Italy's foreign ministry": small words, told by the state before them."""
        pattern = _small_ministry(self.code)
        for mention in self.mentions:
            if mention.kind in _STATES:
                match = pattern.match(self.text, mention.end)
                if match is not None:
                    core = " ".join(match.group(1).split()).capitalize()
                    yield Shape(mention.start, match.end(), "GovernmentBody", "Ministry", core, mention.id)

    def _accept(self, shape: Shape) -> _Known | None:
        """The entity that a shape names, None if it names nobody in particular."""
        kind, of = shape.kind, shape.of
        owner = of.split("/")[0] if of else ""
        if kind == "Process":
            if not self._is_process(shape):
                return None
            of = None
        elif fold(shape.head) == "secretariat" and owner != "state":
            if owner != "process":
                return None
            kind = "Body"
        elif owner in ("process", "body") and kind in ("Organisation", "GovernmentBody"):
            kind = "Body"
        if kind == "Body" and of is not None and owner != "process":
            of = lookup(of).of if owner == "body" else of if owner == "organisation" else None
        known = self._same(shape, kind, of)
        known.names.setdefault(self._form(shape))
        return known

    def _is_process(self, shape: Shape) -> bool:
        """Whether a name of a dialogue is one: by its acronym, or because it is named like one ("Rome Process")."""
        words = [fold(word) for word in shape.core.split()]
        if "training" in words or len(words) < 2 or shape.of is not None:
            return False
        match = DEFINED.match(self.text, shape.end)
        if match is not None and is_acronym(match.group(1)) and abbreviates(match.group(1), shape.core):
            return True
        data = heads(self.code)
        if fold(shape.head) in ("process", "proceso", "processus"):
            return len(words) <= _PROCESS_WORDS and not (set(words) & (data.generic | data.not_named_after))
        before = self.text[max(0, shape.start - 4) : shape.start].lower()
        return shape.head in ("Initiative", "Programme", "Program") and before == "the " and len(words) > 2

    def _form(self, shape: Shape) -> str:
        return " ".join(self.text[shape.start : shape.end].split())

    def _same(self, shape: Shape, kind: str, of: str | None) -> _Known:
        """The entity of a name, one for each state; without a state, the only one with that name."""
        same = self.cores.setdefault(fold(shape.core), [])
        for known in same:
            if known.of == of:
                return known
        if len(same) == 1 and None in (of, same[0].of):
            same[0].of = same[0].of or of
            return same[0]
        # "Swedish Migration Agency" is a proper name, "Mexican Ministry of the Interior" is none
        proper = self.code != "en" or (shape.adjective and shape.head not in _MINISTRIES)
        known = _Known(kind, shape.core, of, self._form(shape) if proper else None, {}, {})
        same.append(known)
        return known

    def _name(self, known: _Known) -> str:
        """The preferred name, with the state behind it: "Ministry of Interior of Poland"."""
        if known.proper is not None:
            return known.proper
        if known.of is None or known.of not in things():
            return known.core
        owner = lookup(known.of)
        if known.kind == "Body":
            acronyms = owner.texts("acronym")
            return f"{acronyms[0] if acronyms else owner.name()} {known.core}"
        return f"{known.core} of {'the ' if owner.name().startswith(_WITH_ARTICLE) else ''}{owner.name()}"

    def _bind_acronyms(self) -> None:
        acronyms = {acronym: known.id for known in self.known.values() for acronym in known.acronyms}
        made: list[Mention] = []
        named = [m for m in self.mentions if m.kind not in _PLACED]
        for mention, span in definitions(self.text, named):
            acronym = self.text[slice(*span)]
            acronyms[acronym] = mention.id
            if mention.id in self.known:
                self.known[mention.id].acronyms.setdefault(acronym)
            made.append(Mention(*span, mention.kind, mention.id))
        kinds = {m.id: m.kind for m in named}
        self._weaker([*made, *uses(self.text, acronyms, kinds)])

    def _bind_short_bodies(self) -> None:
        """Take "the Working Group" for the one body named before whose name ends so."""
        bodies = [m for m in self.mentions if m.kind == "Body"]
        words = {m: " ".join(self.text[m.start : m.end].split()).casefold() for m in bodies}
        bound: dict[Mention, Mention] = {}
        for mention in bodies:
            longer = {m.id for m in bodies if m.start < mention.start and words[m].endswith(f" {words[mention]}")}
            if mention.id in self.known and len(longer) == 1 and mention.id not in longer:
                bound[mention] = msgspec.structs.replace(mention, id=longer.pop())
        self.mentions = [bound.get(m, m) for m in self.mentions]

    def _back_references(self) -> list[Mention]:
        """ "The Ministry", "the Network" where one thing named before is meant."""
        by_word: dict[str, dict[str, str]] = {}
        made = []
        following = iter(m for m in self.mentions if m.kind not in _PLACED)
        mention = next(following, None)
        for match in _back_reference(self.code).finditer(self.text):
            while mention is not None and mention.start < match.start():
                for word in self._long_name(mention).split():
                    by_word.setdefault(word, {})[mention.id] = mention.kind
                mention = next(following, None)
            near = by_word.get(match.group(1), {})
            if len(near) == 1:
                ((id_, kind),) = near.items()
                made.append(Mention(*match.span(1), kind, id_))
        return made

    def _long_name(self, mention: Mention) -> str:
        known = self.known.get(mention.id)
        return known.core if known is not None else lookup(mention.id).name(self.code)

    def _entities(self) -> Iterator[Entity]:
        """An entity for every id of a mention, and for what these belong to."""
        forms: dict[str, dict[str, None]] = {}
        for mention in self.mentions:
            form = " ".join(self.text[mention.start : mention.end].split())
            forms.setdefault(mention.id, {})[form] = None
        wanted = list(forms)
        for id_ in wanted:
            entity = self._entity(id_, tuple(forms.get(id_, ())))
            yield entity
            if entity.of is not None and entity.of not in forms:
                forms[entity.of] = {}
                wanted.append(entity.of)

    def _entity(self, id_: str, forms: tuple[str, ...]) -> Entity:
        known = self.known.get(id_)
        if known is not None:
            name = self._name(known)
            names = tuple(dict.fromkeys((*known.names, name)))
            return Entity(id=id_, kind=known.kind, name=name, names=names, acronyms=tuple(known.acronyms), of=known.of)
        if id_ not in things():
            try:
                city = city_of_slug(id_)
            except KeyError:
                return Entity(id=id_, kind="Place", name=forms[0], names=forms, of=state_of_slug(id_))
            return Entity(id=id_, kind="Place", name=city.name, names=forms, of=city.state)
        thing = lookup(id_)
        name, acronyms = _names_of(id_)
        return Entity(
            id=id_,
            kind=thing.kind,
            name=name,
            names=() if thing.kind == "State" else tuple(form for form in forms if form not in acronyms),
            acronyms=tuple(form for form in forms if form in acronyms),
            reference=id_,
            of=thing.of,
        )


@functools.cache
def _names_of(slug: str) -> tuple[str, frozenset[str]]:
    """The name and the acronyms of a reference fact."""
    thing = lookup(slug)
    return thing.name(), frozenset(thing.texts("acronym"))


@functools.cache
def _small_ministry(code: str) -> re.Pattern[str]:
    data = language(code).section("organisations")
    if not data["ministries"]:
        return re.compile("(?!)")
    return re.compile(rf"(?:['’]s)?\s+((?:{alternation(data['foreign'])})\s+(?:{alternation(data['ministries'])}))\b")


@functools.cache
def _between(code: str) -> re.Pattern[str]:
    """What stands between two actors in a row; an acronym may end the first."""
    data = language(code).section("organisations")
    ands, articles = alternation(data["and"]), alternation(data["articles"])
    return re.compile(rf"(?:\s\([^()]{{2,20}}\))?(?:[,;]\s(?:(?:{ands})\s)?|\s(?:{ands})\s)(?:(?:{articles})\s)?")


@functools.cache
def _back_reference(code: str) -> re.Pattern[str]:
    data = language(code).section("organisations")
    words = {
        phrase
        for kind, phrases in data["heads"].items()
        for phrase in phrases
        if " " not in phrase and kind not in ("Process", PART) and phrase not in data["not_alone"]
    }
    articles = [*data["back_articles"], *(article.capitalize() for article in data["back_articles"])]
    follow = alternation(data["back_not_before"])
    return re.compile(
        rf"\b(?:{alternation(articles)})\s+({alternation(sorted(words | set(data['back_heads'])))})\b"
        rf"(?!\s+(?:{follow})\s*[A-ZÀ-Þ]|\s+[A-ZÀ-Þ])"
    )
