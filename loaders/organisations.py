"""All organisations, bodies and dialogues of a document: those known beforehand, and those told by the shape of their names.

"Long Name (ABC)" binds both to one entity for the whole document; so do a known acronym with two letters changed over, and "the
Ministry" where the document has one ministry only.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from tookpart.loaders.cities import city_of_slug
from tookpart.loaders.document import Mention
from tookpart.loaders.language import SUPPORTED, language
from tookpart.loaders.phrases import fold
from tookpart.loaders.headwords import PART, heads
from tookpart.loaders.shapes import Reader, Shape
from tookpart.ontology.facts import Entity
from tookpart.ontology.reference import lookup, things

_ACRONYM = r"[A-ZÀ-Þ][A-Za-zÀ-ÿ0-9]*(?:[-/&.][A-Za-z0-9]+)*"
_DEFINED = re.compile(
    rf"\s*\(\s*(?:the\s+|la\s+|el\s+|le\s+|l['’])?[\"“«]?({_ACRONYM})[\"”»]?(?:\s*[,;][^()]{{0,60}})?\s*\)"
)
_DEFINING = re.compile(rf"\b({_ACRONYM})\s*\(\s*(?:the\s+|la\s+|el\s+|le\s+|l['’])?$")
_STRETCH = re.compile(rf"((?:\s+[^\s(),.;:]+){{1,8}}?)\s*\(({_ACRONYM})\)")
_APPOSED = re.compile(r"\s*(?:,\s+|\(|\s[-–—]\s)")
_LISTED = re.compile(r"\s*(?:,|,?\s+(?:and|y|e|et)\b)\s*(?:the\s+)?")
_FOR = re.compile(r"\s+(?:for|to|in|para|en|pour|au|à)\s+(?:the\s+|la\s+|le\s+)?")
_CAPITALS = re.compile(r"\b[A-Z]{4,9}\b")
_STATES = frozenset({"State", "Demonym"})
_ORGANISED = frozenset({"Process", "Body"})


class Found(NamedTuple):
    """What `find_organisations` returns: all mentions in order, the known names among them, and an entity for each id."""

    mentions: list[Mention]
    entities: tuple[Entity, ...]


def is_acronym(word: str) -> bool:
    """Whether a word looks like an acronym: two capitals at least, and as many as small letters.

    >>> is_acronym("MoHRE"), is_acronym("Guatemala"), is_acronym("UN")
    (True, False, True)
    """
    capitals = sum(c.isupper() for c in word)
    return capitals > 1 and 2 * capitals >= sum(c.isalpha() for c in word) and len(word) <= 14


def find_organisations(text: str, code: str, names: Sequence[Mention]) -> Found:
    """The mentions of `names` together with those of organisations and bodies that no reference has, and the entities of all.

    A mention of an organisation takes in the state or adjective in its name ("Mexican Ministry of the Interior"); `of` is then that
    state's id. A body's `of` is its process if the text ties them, else None.

    >>> found = find_organisations("Poland's Ministry of Interior was the host.", "en", [Mention(0, 6, "State", "state/pol")])
    >>> found.mentions
    [Mention(start=0, end=29, kind='GovernmentBody', id='organisation/ministry-of-interior-pol')]
    >>> [(e.name, e.of) for e in found.entities if e.kind == "GovernmentBody"]
    [('Ministry of Interior of Poland', 'state/pol')]
    """
    code = code if code in SUPPORTED else "en"
    return _Document(text, code, names).read()


class _Known(msgspec.Struct):
    """An organisation found in this document, growing while it is read."""

    id: str
    kind: str
    core: str
    head: str
    of: str | None
    name: str
    names: dict[str, None]
    acronyms: dict[str, None]
    reference: str | None = None


class _Document:
    def __init__(self, text: str, code: str, names: Sequence[Mention]) -> None:
        self.text = text
        self.code = code
        self.mentions = list(names)
        self.known: dict[str, _Known] = {}
        self.acronyms: dict[str, str] = {}
        self.bracketed: dict[str, int] = {}

    def read(self) -> Found:
        shapes = list(Reader(self.text, self.code, self.mentions).shapes())
        shapes += self._small_ministries()
        accepted: list[Mention] = []
        for shape in sorted(shapes, key=lambda s: s.start):
            made = self._accept(shape)
            if made is not None and not (accepted and made.start < accepted[-1].end):
                accepted.append(made)
        self.mentions = merge_mentions(self.mentions, accepted)
        self._define()
        self._misspelt()
        self._back_references()
        return Found(self.mentions, tuple(self._entities()))

    def _small_ministries(self) -> Iterator[Shape]:
        """ "Italy's foreign ministry": small words, told by the state before them."""
        pattern = _small_ministry(self.code)
        for mention in self.mentions:
            if mention.kind in _STATES:
                match = pattern.match(self.text, mention.end)
                if match is not None:
                    core = " ".join(match.group(1).split()).capitalize()
                    yield Shape(mention.start, match.end(), "GovernmentBody", "Ministry", core, mention.id)

    def _accept(self, shape: Shape) -> Mention | None:
        shape = self._stretched(shape)
        if shape.kind == PART:
            return self._part(shape)
        kind, of = shape.kind, shape.of
        defined = _DEFINED.match(self.text, shape.end)
        acronym = defined.group(1) if defined is not None and is_acronym(defined.group(1)) else None
        if kind == "Process":
            if not self._is_process(shape, acronym):
                return None
            of = None
        owner = of.split("/")[0] if of else ""
        if shape.head.lower() == "secretariat" and owner != "state":
            if owner != "process":
                return None
            kind = "Body"
        if owner in ("process", "body") and kind in ("Organisation", "GovernmentBody"):
            kind = "Body"
        if kind == "Body" and owner == "body":
            of = lookup(of).of if of is not None and of in things() else None
        if kind == "Body" and owner in ("state", "place"):
            of = None
        entity = self._entity(shape, kind, of)
        form = " ".join(self.text[shape.start : shape.end].split())
        entity.names.setdefault(form)
        return Mention(shape.start, shape.end, entity.kind, entity.id)

    def _stretched(self, shape: Shape) -> Shape:
        """The shape up to the acronym that abbreviates it ("Network of Migrants in Asia (NMA)"), and to the state behind that."""
        if shape.of is None:
            match = _STRETCH.match(self.text, shape.end)
            if match is not None and is_acronym(match.group(2)):
                core = " ".join((shape.core + match.group(1)).split())
                inside = any(
                    shape.end < m.start < match.end(1) and m.kind not in _STATES and m.kind != "Place"
                    for m in self.mentions
                )
                begins = fold(core[0]) == fold(match.group(2)[0])
                if (
                    begins
                    and not inside
                    and _abbreviates(match.group(2), core)
                    and not _abbreviates(match.group(2), shape.core)
                ):
                    shape = shape._replace(end=match.end(1), core=core)
            match = _DEFINED.match(self.text, shape.end)
            behind = _of(self.code).match(self.text, match.end()) if match is not None else None
            if match is not None and behind is not None and is_acronym(match.group(1)):
                state = next((m for m in self.mentions if m.start <= behind.end() < m.end and m.kind == "State"), None)
                if state is not None:
                    self.bracketed[match.group(1)] = shape.start
                    return shape._replace(end=state.end, of=state.id)
        if shape.of is None and shape.kind == "GovernmentBody":
            return self._with_state_behind(shape)
        return shape

    def _with_state_behind(self, shape: Shape) -> Shape:
        """A ministry with its state in brackets, behind a dash or a comma ("Ministry of Labour, Kuwait"), if no list of states follows."""
        match = _APPOSED.match(self.text, shape.end)
        state = next(
            (m for m in self.mentions if match is not None and m.start == match.end() and m.kind == "State"), None
        )
        if match is None or state is None:
            return shape
        closing = ")" if "(" in match.group() else ""
        if not self.text.startswith(closing, state.end):
            return shape
        end = state.end + len(closing)
        listed = _LISTED.match(self.text, end)
        if (
            "," in match.group()
            and listed is not None
            and any(m.start == listed.end() and m.kind == "State" for m in self.mentions)
        ):
            return shape
        return shape._replace(end=end, of=state.id)

    def _part(self, shape: Shape) -> Mention | None:
        """An office of an organisation is the organisation, with the state or region that the office is for."""
        owner = next((m for m in self.mentions if m.start == shape.start and m.id == shape.of), None)
        if owner is None:
            return None
        match = _FOR.match(self.text, shape.end)
        place = next((m for m in self.mentions if match is not None and m.start == match.end()), None)
        end = place.end if place is not None and place.kind in ("State", "Place") else shape.end
        return Mention(shape.start, end, owner.kind, owner.id)

    def _is_process(self, shape: Shape, acronym: str | None) -> bool:
        words = shape.core.split()
        if "Training" in words or len(words) < 2 or shape.of is not None:
            return False
        if acronym is not None and _abbreviates(acronym, shape.core):
            return True
        if shape.head.lower() in ("process", "proceso", "processus"):
            return len(words) <= 4 and not any(
                fold(word) in heads(self.code).generic or fold(word) in heads(self.code).not_named_after
                for word in words
            )
        before = self.text[max(0, shape.start - 5) : shape.start].lower()
        return shape.head in ("Initiative", "Programme", "Program") and before.endswith("the ") and len(words) > 2

    def _entity(self, shape: Shape, kind: str, of: str | None) -> _Known:
        """The entity of a name, the same for the same name of the same state; a name without a state joins the only one with."""
        core = fold(shape.core)
        same = [k for k in self.known.values() if fold(k.core) == core]
        for known in same:
            if known.of == of:
                return known
        if len(same) == 1 and (of is None or same[0].of is None):
            if same[0].of is None:
                self._rename(same[0], of)
            return same[0]
        form = " ".join(self.text[shape.start : shape.end].split())
        known = _Known(
            id=self._id(shape.core, kind, of),
            kind=kind,
            core=shape.core,
            head=shape.head,
            of=of,
            # "Swedish Migration Agency" is a proper name; "Mexican Ministry of the Interior" is the Ministry of the Interior of Mexico
            name=form
            if self.code != "en" or (shape.adjective and shape.head not in _MINISTRIES)
            else self._name(shape.core, kind, of),
            names={},
            acronyms={},
        )
        self.known[known.id] = known
        return known

    def _rename(self, known: _Known, of: str | None) -> None:
        """Give an entity the state that a later mention tells."""
        known.of = of
        known.name = self._name(known.core, known.kind, of)

    def _id(self, core: str, kind: str, of: str | None) -> str:
        group = {"Process": "process", "Body": "body"}.get(kind, "organisation")
        suffix = "-" + of.split("/", 1)[1] if of else ""
        return f"{group}/{slugged(core)}{suffix}"

    def _name(self, core: str, kind: str, of: str | None) -> str:
        """The name with the state behind it: "Ministry of Interior of Poland"."""
        if of is None or of not in things() or (kind != "Body" and self.code != "en"):
            return core
        if kind == "Body":
            acronyms = lookup(of).texts("acronym")
            return f"{acronyms[0]} {core}" if self.code == "en" and acronyms else core
        owner = lookup(of).name()
        return f"{core} of {'the ' if owner.startswith(_WITH_ARTICLE) else ''}{owner}"

    def _define(self) -> None:
        """Bind acronyms in brackets to the names before them, and names in brackets to the acronyms before them."""
        by_start = {m.start: m for m in self.mentions}
        made: list[Mention] = []
        for acronym, start in self.bracketed.items():
            if start in by_start and by_start[start].id in self.known:
                self.acronyms[acronym] = by_start[start].id
                self.known[by_start[start].id].acronyms.setdefault(acronym)
        for mention in self.mentions:
            if mention.kind in _STATES or mention.kind == "Place" or mention.end - mention.start < 8:
                continue
            match = _DEFINED.match(self.text, mention.end)
            span = match.span(1) if match is not None else None
            if span is None:
                before = _DEFINING.search(self.text, max(0, mention.start - 24), mention.start)
                closed = self.text[mention.end : mention.end + 1] == ")"
                span = before.span(1) if before is not None and closed else None
            if span is None:
                continue
            acronym = self.text[slice(*span)]
            other = by_start.get(span[0])
            if not is_acronym(acronym) or (other is not None and other.id != mention.id):
                continue
            self.acronyms[acronym] = mention.id
            if mention.id in self.known:
                self.known[mention.id].acronyms.setdefault(acronym)
            made.append(Mention(*span, mention.kind, mention.id))
        if self.acronyms:
            wanted = "|".join(re.escape(a) for a in sorted(self.acronyms, key=len, reverse=True))
            kinds = {m.id: m.kind for m in self.mentions}
            for match in re.finditer(rf"(?<![\w@/.-])(?:{wanted})(?![\w@-])", self.text):
                id_ = self.acronyms[match.group()]
                made.append(Mention(*match.span(), kinds[id_], id_))
        self.mentions = merge_mentions(self.mentions, made, stronger=False)

    def _misspelt(self) -> None:
        """Take an unknown word in capitals for a known acronym with its letters in another order, or one letter wrong."""
        present: dict[str, Mention] = {}
        for mention in self.mentions:
            word = self.text[mention.start : mention.end]
            if 4 <= len(word) <= 9 and word.isupper() and word.isalpha() and mention.kind not in _STATES:
                present.setdefault(word, mention)
        if not present:
            return
        made = []
        for match in _CAPITALS.finditer(self.text):
            word = match.group()
            if word in present or _in_heading(self.text, match.start(), match.end()):
                continue
            near = {m.id: m for acronym, m in present.items() if _one_slip(word, acronym)}
            if len(near) == 1:
                (mention,) = near.values()
                made.append(Mention(*match.span(), mention.kind, mention.id))
        self.mentions = merge_mentions(self.mentions, made, stronger=False)

    def _back_references(self) -> None:
        """Resolve "the Ministry", "the Network" where one thing named before is meant."""
        pattern = _back_reference(self.code)
        made = []
        for match in pattern.finditer(self.text):
            head = match.group(1)
            near: dict[str, str] = {}
            for mention in self.mentions:
                if mention.start >= match.start():
                    break
                if mention.kind in _STATES or mention.kind in ("Place", "Person"):
                    continue
                if head in self._long_name(mention).split():
                    near[mention.id] = mention.kind
            if len(near) == 1:
                ((id_, kind),) = near.items()
                made.append(Mention(*match.span(1), kind, id_))
        self.mentions = merge_mentions(self.mentions, made, stronger=False)

    def _long_name(self, mention: Mention) -> str:
        known = self.known.get(mention.id)
        return known.core if known is not None else lookup(mention.id).name(self.code) if mention.id in things() else ""

    def _entities(self) -> Iterator[Entity]:
        """An entity for every id of a mention, and for what these belong to."""
        forms: dict[str, Counter[str]] = {}
        kinds: dict[str, str] = {}
        for mention in self.mentions:
            forms.setdefault(mention.id, Counter())[" ".join(self.text[mention.start : mention.end].split())] += 1
            kinds.setdefault(mention.id, mention.kind)
        wanted = list(forms)
        seen = set(wanted)
        for id_ in wanted:
            entity = self._entity_of(id_, tuple(forms.get(id_, ())))
            yield entity
            if entity.of is not None and entity.of not in seen:
                seen.add(entity.of)
                wanted.append(entity.of)

    def _entity_of(self, id_: str, forms: tuple[str, ...]) -> Entity:
        known = self.known.get(id_)
        if known is not None:
            names = tuple(dict.fromkeys((*known.names, known.name)))
            return Entity(
                id=id_, kind=known.kind, name=known.name, names=names, acronyms=tuple(known.acronyms), of=known.of
            )
        if id_ in things():
            thing = lookup(id_)
            acronyms = frozenset(thing.texts("acronym"))
            return Entity(
                id=id_,
                kind=thing.kind,
                name=thing.name(),
                names=() if thing.kind == "State" else tuple(f for f in forms if f not in acronyms),
                acronyms=tuple(f for f in forms if f in acronyms),
                reference=id_,
                of=thing.of,
            )
        city = city_of_slug(id_)
        return Entity(id=id_, kind="Place", name=city.name, names=forms, of=city.state)


def merge_mentions(names: Sequence[Mention], others: Sequence[Mention], stronger: bool = True) -> list[Mention]:
    """All mentions in order, none overlapping: where two do, one of `others` wins, or one of `names` if `others` are not stronger.

    >>> merge_mentions([Mention(0, 5, "Demonym", "state/mex")], [Mention(0, 20, "GovernmentBody", "organisation/a")])
    [Mention(start=0, end=20, kind='GovernmentBody', id='organisation/a')]
    """
    first, second = (others, names) if stronger else (names, others)
    kept = sorted(first, key=lambda m: (m.start, -m.end))
    merged: list[Mention] = []
    for mention in kept:
        if not merged or mention.start >= merged[-1].end:
            merged.append(mention)
    spans = [(m.start, m.end) for m in merged]
    extra: list[Mention] = []
    i = 0
    for mention in sorted(second, key=lambda m: (m.start, -m.end)):
        while i < len(spans) and spans[i][1] <= mention.start:
            i += 1
        if (i == len(spans) or spans[i][0] >= mention.end) and not (extra and extra[-1].end > mention.start):
            extra.append(mention)
    return sorted((*merged, *extra), key=lambda m: m.start)


def slugged(name: str) -> str:
    """A name as a part of an id: small letters, digits and hyphens.

    >>> slugged("Ministère de l'Intérieur")
    'ministere-de-l-interieur'
    """
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")


_MINISTRIES = ("Ministry", "Department", "Embassy", "Consulate")
_WITH_ARTICLE = (
    "United",
    "Netherlands",
    "Philippines",
    "Republic",
    "Russian",
    "Dominican Republic",
    "Czech Republic",
    "Bahamas",
    "Gambia",
    "Democratic",
    "Central African",
)


@functools.cache
def _of(code: str) -> re.Pattern[str]:
    data = language(code).section("organisations")
    return re.compile(rf"\s+(?:{'|'.join(data['of'])})\s*(?:(?:{'|'.join(data['articles'])})\s*)?")


@functools.cache
def _small_ministry(code: str) -> re.Pattern[str]:
    data = language(code).section("organisations")
    if not data["ministries"]:
        return re.compile("(?!)")
    subjects = "|".join(sorted(data["foreign"], key=len, reverse=True))
    return re.compile(rf"(?:['’]s)?\s+((?:{subjects})\s+(?:{'|'.join(data['ministries'])}))\b")


@functools.cache
def _back_reference(code: str) -> re.Pattern[str]:
    data = language(code).section("organisations")
    articles = "|".join(data["back_articles"])
    words = {
        phrase
        for kind, phrases in data["heads"].items()
        for phrase in phrases
        if " " not in phrase and kind != "Process" and phrase not in ("Secretariat", "Office", "Service", "Registro")
    }
    extra = "|".join(sorted(words | set(data["back_heads"]), key=lambda w: (-len(w), w)))
    follow = "|".join(re.escape(c) for c in data["connectors"] if c not in ("to", "on"))
    return re.compile(rf"\b(?:{articles}|{articles.title()})\s+({extra})\b(?!\s+(?:{follow})\s*[A-ZÀ-Þ]|\s+[A-ZÀ-Þ])")


def _in_heading(text: str, start: int, end: int) -> bool:
    """Whether the words next to a span are in capitals as well."""
    near = (
        re.findall(r"[^\W\d_]{3,}", text[max(0, start - 14) : start])[-1:]
        + re.findall(r"[^\W\d_]{3,}", text[end : end + 14])[:1]
    )
    return any(word.isupper() for word in near)


def _one_slip(word: str, acronym: str) -> bool:
    """Whether two words have the same letters in another order, or differ in one letter of at least five.

    >>> _one_slip("RRCOM", "RROCM"), _one_slip("RNCOM", "RROCM"), _one_slip("UNDP", "UNEP")
    (True, False, False)
    """
    if sorted(word) == sorted(acronym):
        return word[0] == acronym[0]
    if len(word) == len(acronym) >= 5:
        return sum(a != b for a, b in zip(word, acronym, strict=True)) == 1
    return False


def _abbreviates(acronym: str, name: str) -> bool:
    """Whether the capitals of an acronym are the first letters of words of a name, in order, one or none left out.

    >>> _abbreviates("ADFM", "Asia Dialogue on Forced Migration")
    True
    """
    initials = [fold(word[0]) for word in re.findall(r"[^\W\d_]+", name)]
    at = missed = 0
    for letter in (fold(c) for c in acronym if c.isupper()):
        try:
            at = initials.index(letter, at) + 1
        except ValueError:
            missed += 1
    return missed <= len(acronym) // 4
