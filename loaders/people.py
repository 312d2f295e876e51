"""People: who is named, under which office, and for whom they stand.

A person is known by what stands around the name (a form of address, an office before or after, a verb of speech, a
label such as "Moderator:"), and only then by a frequent given name. What the known names cover is never a person, nor
is anything in a contact line or under a picture.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

import msgspec

from tookpart.loaders.affiliations import affiliations, plain_title
from tookpart.loaders.document import Mention
from tookpart.loaders.namings import PLACE_WORD, Naming, lead_of, namings
from tookpart.loaders.personnames import Piece, hidden, lone_surnames, one_name, pieces, slug, spelled
from tookpart.loaders.personwords import Lexicon, Reading, lexicon, read
from tookpart.loaders.phrases import fold
from tookpart.ontology.facts import Entity, Evidence, Membership

_SENTENCE_END = re.compile(
    r"[.!?](?<!\b[A-Z]\.)(?<!\b[MDS]r\.)(?<!\bMs\.)(?<!\b[MS]rs\.)(?<!\bSra\.)(?<!\bLic\.)[\"”»’')\]]*(?=\s)|\n"
)
_CONFIDENCE = {
    "apposition": 0.95,
    "title": 0.93,
    "organisation": 0.85,
    "counterpart": 0.85,
    "programme": 0.7,
}


class PersonSpan(msgspec.Struct, frozen=True):
    """A person with the form of address and the office beside the name: `text[start:end]`; `id` is the person's."""

    start: int
    end: int
    id: str


class People(msgspec.Struct, frozen=True, kw_only=True):
    """The people of one document.

    `mentions` are their names where they stand (a place that is part of a name is covered by it); `spans` the same with
    the offices beside them, one for each mention; `entities` are of kind "Person"; `affiliations` are affiliatedWith,
    `presidencies` presidencyOf: who is called president or chair of a process or body.
    """

    mentions: tuple[Mention, ...] = ()
    entities: tuple[Entity, ...] = ()
    affiliations: tuple[Membership, ...] = ()
    presidencies: tuple[Membership, ...] = ()
    spans: tuple[PersonSpan, ...] = ()


def find_people(text: str, code: str, names: Sequence[Mention], sentences: Sequence[tuple[int, int]] = ()) -> People:
    """The people whom a text names, with their offices and affiliations.

    `code` is the text's language; `names` are the known names in it, sorted, not overlapping; `sentences` the spans of
    its sentences in order (split here at full stops and line ends if not given).

    >>> text = "Amina Diallo, Director General of IOM, met Minister Okoro. Diallo thanked him."
    >>> people = find_people(text, "en", [Mention(34, 37, "IntergovernmentalOrganisation", "organisation/iom")])
    >>> [(text[m.start : m.end], m.id) for m in people.mentions]
    [('Amina Diallo', 'person/amina-diallo'), ('Okoro', 'person/okoro'), ('Diallo', 'person/amina-diallo')]
    >>> [(a.member, a.job_title, a.target) for a in people.affiliations]
    [('person/amina-diallo', 'Director General', 'organisation/iom')]
    """
    words = lexicon(code)
    known = [m for m in names if m.kind != "Place" and not _name_part(text, m, words)]
    places = [m for m in names if m.kind == "Place"]
    toks = read(text, known, hidden(text, words), words)
    found = list(pieces(toks))
    persons = _Persons(toks, places)
    for naming in namings(toks, found, places):
        persons.add(naming)
    if not persons.people:
        return People()
    for piece in [*found, *lone_surnames(toks)]:
        persons.refer(piece)
    return persons.result(sentences or _sentences(text))


def _name_part(text: str, mention: Mention, words: Lexicon) -> bool:
    """True for a state's name that is here part of a person's ("Jordan Smith", "María Isabel Salvador")."""
    if mention.kind != "State":
        return False
    rest = text[mention.end : mention.end + 2]
    before = mention.start >= 2 and text[mention.start - 1] == " " and text[mention.start - 2].isalpha()
    followed = rest[:1] == " " and rest[1:].isupper()
    if not (before or followed) or " " in (name := text[mention.start : mention.end]):
        return False
    if followed and fold(name) in words.given_names:
        return True
    ahead = text[max(0, mention.start - 24) : mention.start].split() if before else []
    return bool(ahead) and ahead[-1][0].isupper() and fold(ahead[-1]) in words.given_names


def _sentences(text: str) -> list[tuple[int, int]]:
    spans, start = [], 0
    for match in _SENTENCE_END.finditer(text):
        spans.append((start, match.end()))
        start = match.end()
    spans.append((start, len(text)))
    trimmed = []
    for first, last in spans:
        sentence = text[first:last]
        if sentence.strip():
            trimmed.append((first + len(sentence) - len(sentence.lstrip()), first + len(sentence.rstrip())))
    return trimmed


class _Person:
    def __init__(self, parts: list[str]) -> None:
        self.parts = parts
        self.namings: list[Naming] = []


class _Persons:
    """The people of a text while it is read: one for all forms of a name."""

    def __init__(self, toks: Reading, places: Sequence[Mention]) -> None:
        self.toks = toks
        self.places = places
        self.people: list[_Person] = []
        self.by_part: dict[str, list[_Person]] = {}
        self.taken: set[int] = set()

    def _parts(self, piece: Piece) -> list[str]:
        return [
            self.toks.folded[i]
            for i in range(piece.first, piece.last)
            if self.toks.capital[i] and len(self.toks.folded[i]) > 1 and "." not in self.toks.folded[i]
        ]

    def _same(self, parts: list[str]) -> _Person | None:
        # a shared surname is enough to look closer, and nothing less is
        near = {id(p): p for part in parts for p in self.by_part.get(part, ())}
        fitting = [person for person in near.values() if one_name(parts, person.parts)]
        return fitting[0] if len(fitting) == 1 else None

    def add(self, naming: Naming) -> None:
        parts = self._parts(naming.piece)
        person = self._same(parts)
        if person is None:
            person = _Person(parts)
            self.people.append(person)
        elif len(parts) > len(person.parts):
            person.parts = parts
        for part in parts:
            if person not in (several := self.by_part.setdefault(part, [])):
                several.append(person)
        person.namings.append(naming)
        self.taken.update(range(naming.piece.first, naming.piece.last))

    def refer(self, piece: Piece) -> None:
        """Bind a name on its own, or a part of one, to the person who was named in full."""
        toks = self.toks
        parts = self._parts(piece)
        if not parts or (person := self._same(parts)) is None:
            return
        if not self.taken.isdisjoint(range(piece.first, piece.last)):
            return
        start, end = toks.starts[piece.first], toks.ends[piece.last - 1]
        if any(p.start <= start and end <= p.end for p in self.places) and PLACE_WORD.search(
            toks.text[max(0, start - 12) : start]
        ):
            return
        person.namings.append(Naming(piece, "again", lead_of(toks, piece.first, 0)))

    def result(self, sentences: Sequence[tuple[int, int]]) -> People:
        toks = self.toks
        mentions: list[Mention] = []
        spans: list[PersonSpan] = []
        entities: list[Entity] = []
        memberships: dict[tuple[str, str, str], Membership] = {}
        last_job: str | None = None
        ids: dict[int, str] = {}
        for person in self.people:
            entity = self._entity(person, sentences, set(ids.values()))
            ids[id(person)] = entity.id
            entities.append(entity)
        namings = sorted(
            ((n, ids[id(p)]) for p in self.people for n in p.namings), key=lambda pair: pair[0].piece.first
        )
        for naming, person_id in namings:
            mentions.append(
                Mention(toks.starts[naming.piece.first], toks.ends[naming.piece.last - 1], "Person", person_id)
            )
            spans.append(self._span(naming, person_id))
            job = None
            quote = _evidence(toks.text, sentences, spans[-1].start, spans[-1].end)
            for found in affiliations(toks, naming, last_job):
                membership = Membership(
                    member=person_id,
                    target=found.target,
                    relation=found.relation,
                    evidence=(quote,),
                    confidence=_CONFIDENCE[found.rule],
                    rule=f"person-{found.rule}",
                    job_title=found.job,
                )
                memberships.setdefault((person_id, found.target, found.relation), membership)
                job = job or found.job
            if naming.titles:
                job = job or plain_title(toks, *naming.titles[0])
            last_job = job or last_job
        return People(
            mentions=tuple(mentions),
            entities=tuple(entities),
            affiliations=tuple(m for m in memberships.values() if m.relation == "affiliatedWith"),
            presidencies=tuple(m for m in memberships.values() if m.relation == "presidencyOf"),
            spans=tuple(spans),
        )

    def _entity(self, person: _Person, sentences: Sequence[tuple[int, int]], used: set[str]) -> Entity:
        toks = self.toks
        person.namings.sort(key=lambda n: n.piece.first)
        forms = (toks.text[toks.starts[n.piece.first] : toks.ends[n.piece.last - 1]] for n in person.namings)
        names = list(dict.fromkeys(" ".join(form.split()) for form in forms))
        name = spelled(max(names, key=lambda n: (len(n.split()), len(n))))
        identifier = base = f"person/{slug(name)}"
        number = 2
        while identifier in used:
            identifier, number = f"{base}-{number}", number + 1
        first = person.namings[0].piece
        return Entity(
            id=identifier,
            kind="Person",
            name=name,
            names=tuple(n for n in names if " " in n and n != name),
            evidence=(_evidence(toks.text, sentences, toks.starts[first.first], toks.ends[first.last - 1]),),
        )

    def _span(self, naming: Naming, person_id: str) -> PersonSpan:
        toks = self.toks
        lead, last = naming.first, naming.last
        if lead < naming.piece.first and lead > 0 and toks.folded[lead - 1] in toks.lexicon.determiners:
            lead -= not toks.broken(lead - 1)
        if last < len(toks.words) and toks.words[last] == ")" and "(" in toks.words[naming.piece.last : last]:
            last += 1
        return PersonSpan(toks.starts[lead], toks.ends[last - 1], person_id)


def _evidence(text: str, sentences: Sequence[tuple[int, int]], start: int, end: int) -> Evidence:
    """The sentences in which a span lies."""
    at = bisect_right(sentences, start, key=lambda sentence: sentence[0]) - 1
    first = sentences[at][0] if at >= 0 and sentences[at][1] > start else start
    last = end
    for sentence in sentences[max(at, 0) :]:
        if sentence[0] >= end:
            break
        last = max(end, sentence[1])
    return Evidence(first, last, text[first:last])
