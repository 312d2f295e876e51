"""People: who is named, under which office, and for whom they stand.

A person is known by what stands around the name (a form of address, an office before or after, a verb of speech, a
label such as "Moderator:"), and only then by a frequent given name. What the known names cover is never a person, nor
is anything in a contact line or under a picture.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from tookpart.loaders.affiliations import ORGANISED, affiliations, plain_title
from tookpart.loaders.document import Mention
from tookpart.loaders.personnames import PARTICLES, Piece, hidden, lone_surnames, one_name, pieces, slug, spelled
from tookpart.loaders.personwords import Lexicon, Reading, lexicon, read
from tookpart.loaders.phrases import fold
from tookpart.loaders.titles import Title, title_after, title_before
from tookpart.ontology.facts import Entity, Evidence, Membership

_SENTENCE_END = re.compile(
    r"[.!?](?<!\b[A-Z]\.)(?<!\b[MDS]r\.)(?<!\bMs\.)(?<!\b[MS]rs\.)(?<!\bSra\.)(?<!\bLic\.)[\"”»’')\]]*(?=\s)|\n"
)
_PLACE_WORD = re.compile(r"(?i)(?:^|\W)(?:in|at|from|near|to|en|à|a|desde|hacia|hasta|depuis|vers)\s+$")
_AFTER_NAME = frozenset({",", "(", "–", "—", "-", "|"})
_OF = frozenset({"of", "de", "du", "del", "d"})
# between a name and its verb of speech
_BEFORE_VERB = frozenset(
    {"also", "then", "further", "a", "ha", "tambien", "s", "est", "'", "’", "has", "il", "elle", "have"}
)
_CONFIDENCE = {
    "apposition": 0.95,
    "title": 0.93,
    "organisation": 0.85,
    "counterpart": 0.85,
    "programme": 0.7,
}
_MOST_NAME_WORDS = 6


class PersonSpan(msgspec.Struct, frozen=True):
    """A person with the form of address and the office beside the name: `text[start:end]`; `id` is the person's."""

    start: int
    end: int
    id: str


class People(msgspec.Struct, frozen=True, kw_only=True):
    """The people of one document.

    `mentions` are their names where they stand (a place that is part of a name is covered by it); `spans` the same with
    the offices beside them, one for each mention; `entities` are of kind "Person"; `affiliations` are affiliatedWith.
    """

    mentions: tuple[Mention, ...] = ()
    entities: tuple[Entity, ...] = ()
    affiliations: tuple[Membership, ...] = ()
    spans: tuple[PersonSpan, ...] = ()


class _Naming(NamedTuple):
    piece: Piece
    rule: str
    lead: int
    titles: tuple[Title, ...] = ()
    tail: int = -1


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
    for naming in _namings(toks, found, places):
        persons.add(naming)
    if not persons.people:
        return People()
    for piece in [*found, *lone_surnames(toks)]:
        persons.refer(piece)
    return persons.result(sentences or _sentences(text))


def _name_part(text: str, mention: Mention, words: Lexicon) -> bool:
    """True for a state's name that is here a given name ("Jordan Smith")."""
    if mention.kind != "State" or fold(text[mention.start : mention.end]) not in words.given_names:
        return False
    rest = text[mention.end : mention.end + 2]
    return len(rest) == 2 and rest[0] == " " and rest[1].isupper()


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


def _namings(toks: Reading, found: Sequence[Piece], places: Sequence[Mention]) -> list[_Naming]:
    namings: list[_Naming] = []
    taken = 0
    for piece in found:
        if piece.first < taken:
            continue
        naming = _naming(toks, piece, places, taken)
        if naming is not None:
            namings.append(naming)
            taken = max([piece.last, naming.tail + 1, *(title.last for title in naming.titles)])
    return namings


def _naming(toks: Reading, piece: Piece, places: Sequence[Mention], taken: int) -> _Naming | None:
    first, last = piece
    full = [w for w in toks.words[first:last] if w not in PARTICLES and w != "." and len(w.strip(".")) > 1]
    if not full or len(full) > _MOST_NAME_WORDS or all(w.isupper() and len(w) < 4 for w in full):
        return None
    many = len(full) > 1 or last - first > 1
    lead = _lead(toks, first, taken)
    addressed = lead < first
    after = _after(toks, piece, addressed) if many or addressed else None
    before = title_before(toks, lead, after_comma=False)
    if before is not None and (before.first < taken or not (many or _adjacent(toks, before))):
        before = None
    if before is None and after is None and many and lead > taken and toks.words[lead - 1] == ",":
        before = title_before(toks, lead - 1, after_comma=True)
        if before is not None and before.first < taken:
            before = None
    if many and all(w.isupper() for w in full) and not (addressed or before or after):
        return None
    titles = tuple(title for title in (after, before) if title is not None)
    if titles:
        lead = min(lead, titles[-1].first)
        tail = _tail(toks, last) if after is None else -1
        return _Naming(piece, "apposition" if after else "title", lead, titles, tail)
    organisation = _organisation_after(toks, piece)
    if organisation is not None and (addressed or _plausible(toks, piece, places)):
        return _Naming(piece, "organisation", lead, (organisation,))
    if addressed:
        return _Naming(piece, "address", lead)
    if many and (rule := _by_context(toks, piece, places)):
        return _Naming(piece, rule, lead)
    return None


def _lead(toks: Reading, first: int, taken: int) -> int:
    """The first token of the forms of address before a name ("H.E. Mr.")."""
    lead = first
    while lead > taken:
        if toks.honorific(lead - 1):
            lead -= 1
        elif lead - 1 > taken and toks.words[lead - 1] == "." and toks.honorific(lead - 2):
            lead -= 2
        else:
            break
    return lead


def _after(toks: Reading, piece: Piece, addressed: bool) -> Title | None:
    last = piece.last
    if last >= len(toks.words) - 1:
        return None
    if "\t" in toks.gap(last - 1):
        return title_after(toks, last, in_row=True)
    if toks.words[last] not in _AFTER_NAME or toks.broken(last - 1):
        return None
    dashed = toks.words[last] not in {",", "("}
    return title_after(toks, last + 1, dashed or _in_row(toks, last))


def _in_row(toks: Reading, last: int) -> bool:
    """True if the name that ends before token `last` stands in a line of a list of delegates."""
    line = toks.masked.rfind("\n", 0, toks.starts[last]) + 1
    end = toks.masked.find("\n", toks.starts[last])
    before = toks.masked[line : toks.starts[last]]
    rest = toks.masked[toks.starts[last] : end if end >= 0 else len(toks.masked)]
    if (
        len(before) > 60
        or len(rest) > 160
        or "," in before
        or ";" in before
        or ". " in before.replace("Mr. ", "").rstrip()
    ):
        # a sentence or a list of several people
        return (
            bool(re.match(r"^\W*(?:[A-Z]{1,2}\.|[A-Z][a-z]{1,3}\.)\W", before))
            and len(rest) <= 160
            and "," not in before
        )
    return not re.search(r"[.;:!?]\s|;| (?:and|y|et) [A-ZÀ-Þ][\w-]+ [A-ZÀ-Þ]", rest) and not re.search(
        r"\w\.$", rest.rstrip()
    )


def _tail(toks: Reading, last: int) -> int:
    """The token of the state or organisation in "Ambassador Rosa Delgado of Ecuador", or -1."""
    i = last
    while (
        i < len(toks.words)
        and i < last + 3
        and (toks.folded[i] in _OF or toks.words[i] in {"'", "’", "the", "la", "el"})
    ):
        i += 1
    if i == last or i >= len(toks.words) or toks.mention[i] < 0:
        return -1
    kind = toks.names[toks.mention[i]].kind
    return i if kind == "State" or kind.endswith(ORGANISED) else -1


def _organisation_after(toks: Reading, piece: Piece) -> Title | None:
    """The organisation in "Jane Doe (IOM)" or "Li Wei, ILO;", as a title without an office."""
    i = piece.last
    if i + 1 >= len(toks.words) or toks.words[i] not in {"(", ",", "–", "—", "|"} or toks.mention[i + 1] < 0:
        return None
    if not toks.names[toks.mention[i + 1]].kind.endswith((*ORGANISED, "GovernmentBody")):
        return None
    closing = toks.words[i + 2] if i + 2 < len(toks.words) else ""
    ends = i + 2 >= len(toks.words) or toks.broken(i + 1)
    if (toks.words[i] == "(" and closing == ")") or ends or (toks.words[i] != "(" and closing in {";", "."}):
        return Title(i + 1, i + 2)
    return None


def _adjacent(toks: Reading, title: Title) -> bool:
    """True if the title ends in the office itself: a surname alone must stand right after it."""
    i = title.last - 1
    while i > title.first and toks.folded[i] in toks.lexicon.after_offices:
        i -= 1
    return toks.office[i]


def _plausible(toks: Reading, piece: Piece, places: Sequence[Mention]) -> bool:
    """True for a name of several words that is no place and whose words the text nowhere writes small."""
    first, last = piece
    if last - first < 2:
        return False
    start, end = toks.starts[first], toks.ends[last - 1]
    if any(p.start <= start and end <= p.end for p in places):
        return False
    return _given(toks, first) or not any(toks.folded[i] in toks.words for i in range(first, last) if toks.capital[i])


def _given(toks: Reading, i: int) -> bool:
    folded = toks.folded[i]
    return folded in toks.lexicon.given_names or folded.partition("-")[0] in toks.lexicon.given_names


def _by_context(toks: Reading, piece: Piece, places: Sequence[Mention]) -> str | None:
    """The rule by which a name without an office is a person's, None if nothing tells."""
    if not _plausible(toks, piece, places):
        return None
    if _speaks(toks, piece):
        return "speech"
    start = toks.starts[piece.first]
    line = toks.masked[toks.masked.rfind("\n", 0, start) + 1 : start]
    if ":" in line and _labelled(toks, line):
        return "label"
    if not _given(toks, piece.first) or (piece.first and toks.folded[piece.first - 1] in toks.lexicon.determiners):
        return None
    ahead = toks.masked[max(0, start - 60) : start]
    if toks.lexicon.agents.search(ahead):
        return "agent"
    return None if _PLACE_WORD.search(ahead) else "name"


def _labelled(toks: Reading, line: str) -> bool:
    """True if a line opens with "Speakers:" and nothing but names stood in it before."""
    label = toks.lexicon.label_line.match(fold(line))
    if label is None:
        return False
    rest = line[label.end() :].rstrip()
    return not rest or rest.endswith((";", ",", " and", " y", " et", " e"))


def _speaks(toks: Reading, piece: Piece) -> bool:
    speech = toks.lexicon.speech
    for i in range(piece.last, min(len(toks.words), piece.last + 4)):
        if toks.broken(i - 1):
            break
        if toks.folded[i] in speech and not toks.capital[i]:
            return True
        if toks.folded[i] not in _BEFORE_VERB:
            break
    i = piece.first - 1
    return i >= 0 and not toks.broken(i) and toks.folded[i] in speech and not toks.capital[i]


class _Person:
    def __init__(self, parts: list[str]) -> None:
        self.parts = parts
        self.namings: list[_Naming] = []


class _Persons:
    """The people of a text while it is read: one for all forms of a name."""

    def __init__(self, toks: Reading, places: Sequence[Mention]) -> None:
        self.toks = toks
        self.places = places
        self.people: list[_Person] = []

    def _parts(self, piece: Piece) -> list[str]:
        return [
            self.toks.folded[i]
            for i in range(piece.first, piece.last)
            if self.toks.capital[i] and len(self.toks.folded[i]) > 1 and "." not in self.toks.folded[i]
        ]

    def _same(self, parts: list[str]) -> _Person | None:
        fitting = [person for person in self.people if one_name(parts, person.parts)]
        return fitting[0] if len(fitting) == 1 else None

    def add(self, naming: _Naming) -> None:
        parts = self._parts(naming.piece)
        person = self._same(parts)
        if person is None:
            person = _Person(parts)
            self.people.append(person)
        elif len(parts) > len(person.parts):
            person.parts = parts
        person.namings.append(naming)

    def refer(self, piece: Piece) -> None:
        """Bind a name on its own, or a part of one, to the person who was named in full."""
        toks = self.toks
        parts = self._parts(piece)
        if not parts or (person := self._same(parts)) is None:
            return
        if any(piece.first < n.piece.last and n.piece.first < piece.last for p in self.people for n in p.namings):
            return
        start, end = toks.starts[piece.first], toks.ends[piece.last - 1]
        if any(p.start <= start and end <= p.end for p in self.places) and _PLACE_WORD.search(
            toks.text[max(0, start - 12) : start]
        ):
            return
        person.namings.append(_Naming(piece, "again", _lead(toks, piece.first, 0)))

    def result(self, sentences: Sequence[tuple[int, int]]) -> People:
        toks = self.toks
        mentions: list[Mention] = []
        spans: list[PersonSpan] = []
        entities: list[Entity] = []
        memberships: dict[tuple[str, str], Membership] = {}
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
            for title in naming.titles:
                quote = _evidence(toks.text, sentences, spans[-1].start, spans[-1].end)
                for found in affiliations(toks, title, naming.rule, naming.tail, last_job):
                    membership = Membership(
                        member=person_id,
                        target=found.target,
                        relation="affiliatedWith",
                        evidence=(quote,),
                        confidence=_CONFIDENCE[found.rule],
                        rule=f"person-{found.rule}",
                        job_title=found.job,
                    )
                    memberships.setdefault((person_id, found.target), membership)
                    job = job or found.job
                if naming.rule != "organisation":
                    job = job or plain_title(toks, title.first, title.last)
            last_job = job or last_job
        return People(
            mentions=tuple(mentions),
            entities=tuple(entities),
            affiliations=tuple(memberships.values()),
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

    def _span(self, naming: _Naming, person_id: str) -> PersonSpan:
        toks = self.toks
        lead = min([naming.lead, *(title.first for title in naming.titles)])
        if (
            lead < naming.piece.first
            and lead > 0
            and toks.folded[lead - 1] in toks.lexicon.determiners
            and not toks.broken(lead - 1)
        ):
            lead -= 1
        last = max([naming.piece.last - 1, naming.tail, *(title.last - 1 for title in naming.titles)])
        if (
            last + 1 < len(toks.words)
            and toks.words[last + 1] == ")"
            and "(" in toks.words[naming.piece.last : last + 1]
        ):
            last += 1
        return PersonSpan(toks.starts[lead], toks.ends[last], person_id)


def _evidence(text: str, sentences: Sequence[tuple[int, int]], start: int, end: int) -> Evidence:
    """The sentences in which a span lies."""
    first = next((s for s, e in sentences if s <= start < e), start)
    last = next((e for s, e in sentences if s < end <= e), end)
    return Evidence(first, last, text[first:last])
