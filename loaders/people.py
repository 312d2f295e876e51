"""People: who is named, under which office, and for whom they stand.

A person is known by what stands around the name (a form of address, an office before or after, a verb of speech, a label such as
"Moderator:"), and only then by a frequent given name. What the known names cover is never a person, nor is anything in a contact line or
under a picture.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from tookpart.loaders.document import Mention
from tookpart.loaders.phrases import fold
from tookpart.loaders.titles import (
    Lexicon,
    Title,
    Tokens,
    is_capital,
    is_office,
    job_title,
    lexicon,
    office_names,
    title_after,
    title_before,
    tokens,
)
from tookpart.ontology.facts import Entity, Evidence, Membership

PARTICLES = frozenset(
    "de del della di da do dos das du des van von der den ten ter la las los le el al bin bint ben ibn abu ould mint af zu y e".split()
)
"""Small words inside a name; "y" and "e" only between two surnames that are linked by it in all mentions, so never on their own."""

_LINKS = PARTICLES - {"y", "e"}
_SENTENCE_END = re.compile(r"(?<!\b[A-Z])(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bDr)(?<!\bH\.E)[.!?][\"”»’')\]]*(?=\s)|\n")
_PROGRAMME = re.compile(r"(?i)\b(?:programme|program|programa|project|proyecto|projet|initiative|iniciativa)\b")
_OWNER_BEFORE = re.compile(
    r"(?i)^[\s,)]*(?:\([^()]{1,12}\)\s*)?[,\s]*(?:through|via|under|a través de|mediante|par le biais de|à travers|['’]s)\s+(?:its|the|su|el|la|son|sa|le)?\s*$"
)
_OWNER_AFTER = re.compile(r"(?i)^\s*(?:of|by|run by|de la|del|de|de l['’])\s+(?:the\s+)?$")
_PLACE_WORD = re.compile(r"(?i)(?:^|\W)(?:in|at|from|near|to|en|à|a|desde|hacia|hasta|depuis|vers)\s+$")
_ORGANISED = ("Organisation", "Institution")
_LEADS = frozenset(
    {
        "president",
        "presidenta",
        "presidente",
        "chair",
        "chairperson",
        "chairman",
        "chairwoman",
        "cochair",
        "copresident",
        "presidency",
        "member",
        "membre",
    }
)
_CONFIDENCE = {"apposition": 0.95, "title": 0.93, "programme": 0.7, "counterpart": 0.85, "organisation": 0.85}
_MOST_NAME_WORDS = 6


class PersonSpan(msgspec.Struct, frozen=True):
    """A person with the office that stands beside the name: `text[start:end]`; `id` is that of the person."""

    start: int
    end: int
    id: str


class People(msgspec.Struct, frozen=True, kw_only=True):
    """The people of one document.

    `mentions` are their names where they stand (a place that is part of a name is covered by it); `spans` the same with the offices
    beside them, one for each mention; `entities` are of kind "Person"; `affiliations` are affiliatedWith.
    """

    mentions: tuple[Mention, ...] = ()
    entities: tuple[Entity, ...] = ()
    affiliations: tuple[Membership, ...] = ()
    spans: tuple[PersonSpan, ...] = ()


class _Piece(NamedTuple):
    """A run of capitalised words, tokens `first` to before `last`, that could name a person."""

    first: int
    last: int


class _Naming(NamedTuple):
    piece: _Piece
    title: Title | None
    rule: str


def find_people(text: str, code: str, names: Sequence[Mention], sentences: Sequence[tuple[int, int]] = ()) -> People:
    """The people whom a text names, with their offices and affiliations.

    `code` is the text's language; `names` are the known names in it, sorted, not overlapping; `sentences` the spans of its sentences in
    order (split here at full stops and line ends if not given).

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
    toks = tokens(text, known, _hidden(text, words))
    if not toks.words:
        return People()
    offices = office_names(text, known, words)
    pieces = list(_pieces(toks, words))
    namings = _namings(text, toks, pieces, words, offices, places)
    persons = _Persons(text, toks)
    for naming in namings:
        persons.add(naming)
    for piece in pieces:
        persons.refer(piece, places)
    return persons.result(known, words, sentences or _sentences(text))


def _name_part(text: str, mention: Mention, words: Lexicon) -> bool:
    """True for a state's name that is here a given name ("Jordan Smith")."""
    if mention.kind != "State" or fold(text[mention.start : mention.end]) not in words.given_names:
        return False
    rest = text[mention.end : mention.end + 2]
    return len(rest) == 2 and rest[0] == " " and rest[1].isupper()


def _hidden(text: str, words: Lexicon) -> list[tuple[int, int]]:
    """Where people are named who took no part: whom to write to, and who took or shows in a picture."""
    spans: list[tuple[int, int]] = []
    for match in words.contact.finditer(text):
        line = text.rfind("\n", 0, match.start()) + 1
        end = text.find("\n", match.end())
        end = len(text) if end < 0 else end
        start = max(line, text.rfind(". ", line, match.start()) + 1)
        # a name alone on the line above a telephone number or below "contact"
        if match.group()[:1] in "@TtEePpFfMmCc" and match.group().lower() not in {"please contact"}:
            for _ in range(2):
                above = text.rfind("\n", 0, max(0, start - 1)) + 1
                if start > line or start == 0 or start - above > 60 or text[above : start - 1].rstrip().endswith("."):
                    break
                start = above
                line = start
        if text[match.end() : end].strip(" :.") == "":
            following = text.find("\n", end + 1)
            end = len(text) if following < 0 else following
        spans.append((start, end))
    for match in words.captions.finditer(text):
        end = text.find("\n", match.end())
        spans.append((match.start(), len(text) if end < 0 else end))
    return sorted(spans)


def _sentences(text: str) -> list[tuple[int, int]]:
    spans, start = [], 0
    for match in _SENTENCE_END.finditer(text):
        spans.append((start, match.end()))
        start = match.end()
    spans.append((start, len(text)))
    return [
        (s + len(text[s:e]) - len(text[s:e].lstrip()), e - len(text[s:e]) + len(text[s:e].rstrip()))
        for s, e in spans
        if text[s:e].strip()
    ]


def _is_name_word(word: str) -> bool:
    return is_capital(word) and (len(word) > 1 or word.isalpha())


def _pieces(toks: Tokens, words: Lexicon) -> Iterator[_Piece]:
    """The runs of capitalised words, cut where a word stands that no name holds."""
    i, count = 0, len(toks.words)
    while i < count:
        if toks.mention[i] >= 0 or not _is_name_word(toks.words[i]):
            i += 1
            continue
        last = i + 1
        while last < count and toks.joined(last - 1):
            step = last
            while step < count - 1 and step - last < 3 and toks.words[step] in _LINKS and toks.joined(step):
                step += 1
            if toks.mention[step] >= 0 or not _is_name_word(toks.words[step]):
                # an initial with its own full stop: "William L. Swing"
                if toks.words[step] == "." and step == last and len(toks.words[last - 1]) == 1 and step + 1 < count:
                    if (
                        toks.masked[toks.ends[step] : toks.starts[step + 1]] == " "
                        and _is_name_word(toks.words[step + 1])
                        and toks.mention[step + 1] < 0
                    ):
                        last = step + 2
                        continue
                break
            last = step + 1
        yield from _cut(toks, i, last, words)
        i = last


def _cut(toks: Tokens, first: int, last: int, words: Lexicon) -> Iterator[_Piece]:
    start = first
    for i in range(first, last + 1):
        folded = toks.folded[i] if i < last else ""
        foreign = i < last and (
            folded in words.not_names
            or folded in words.honorifics
            or is_office(folded, words)
            or folded in words.after_offices
        )
        if not foreign and i < last:
            continue
        end = i
        # "Ana Pérez de Migración" ends before the particle; "Diego Beltrand Foundation" is nobody
        linked = end > start and toks.words[end - 1] in _LINKS
        while end > start and toks.words[end - 1] in _LINKS:
            end -= 1
        opening = start
        while opening < end and (toks.words[opening] in _LINKS or toks.folded[opening] in words.function_words):
            opening += 1
        compound = i < last and not linked and folded in words.not_names and folded not in words.honorifics
        if opening < end and not compound:
            yield _Piece(opening, end)
        start = i + 1


def _namings(
    text: str,
    toks: Tokens,
    pieces: Sequence[_Piece],
    words: Lexicon,
    offices: frozenset[int],
    places: Sequence[Mention],
) -> list[_Naming]:
    found: list[_Naming] = []
    taken = 0
    for piece in pieces:
        if piece.first < taken:
            continue
        naming = _naming(text, toks, piece, words, offices, places, taken)
        if naming is None:
            continue
        found.append(naming)
        taken = piece.last
        if naming.title is not None:
            taken = max(taken, naming.title.last)
    return found


def _naming(
    text: str,
    toks: Tokens,
    piece: _Piece,
    words: Lexicon,
    offices: frozenset[int],
    places: Sequence[Mention],
    taken: int,
) -> _Naming | None:
    first, last = piece
    full = [w for w in toks.words[first:last] if w not in _LINKS and len(w.strip(".")) > 1]
    if not full or len(full) > _MOST_NAME_WORDS or all(w.isupper() and len(w) < 4 for w in full):
        return None
    many = len(full) > 1
    lead = first
    addressed = False
    while lead > taken and (
        toks.folded[lead - 1] in words.honorifics
        or (toks.words[lead - 1] == "." and toks.folded[lead - 2] in words.honorifics)
    ):
        lead -= 2 if toks.words[lead - 1] == "." else 1
        addressed = True
    in_row = _row(toks, last)
    after: Title | None = None
    if (many or addressed) and last < len(toks.words) - 1 and toks.words[last] in {",", "(", "–", "—", "-", "|", ":"}:
        dashed = toks.words[last] in {"–", "—", "-", "|"}
        if not toks.broken(last - 1) and (toks.words[last] != ":"):
            after = title_after(toks, last + 1, words, offices, in_row or dashed or addressed)
    elif (
        (many or addressed)
        and last < len(toks.words) - 1
        and "\t" in toks.masked[toks.ends[last - 1] : toks.starts[last]]
    ):
        after = title_after(toks, last, words, offices, in_row=True)
    before = title_before(toks, lead, words, offices, after_comma=False)
    if before is not None and before.first < taken:
        before = None
    if before is None and after is None and many and lead > taken and toks.words[lead - 1] == ",":
        before = title_before(toks, lead - 1, words, offices, after_comma=True)
        if before is not None and before.first < taken:
            before = None
    if many and all(w.isupper() for w in full) and not (addressed or before or after):
        return None
    if after is not None:
        title = (
            Title(before.first if before else first, after.last)
            if before and not _affiliated(toks, after) and _affiliated(toks, before)
            else after
        )
        return _Naming(piece, title, "apposition")
    if before is not None:
        return _Naming(piece, before, "title")
    if addressed:
        return _Naming(piece, None, "address")
    if not many:
        return None
    start, end = toks.starts[first], toks.ends[last - 1]
    if any(p.start <= start and end <= p.end for p in places):
        return None
    given = toks.folded[first] in words.given_names or toks.folded[first].split("-")[0] in words.given_names
    common = not given and any(_common(toks, i) for i in range(first, last))
    if not common and _speaks(toks, piece, words):
        return _Naming(piece, None, "speech")
    ahead = text[max(0, start - 60) : start]
    if not common and words.labels.search(fold(ahead)):
        return _Naming(piece, None, "label")
    if given and words.agents.search(ahead):
        return _Naming(piece, None, "agent")
    if given and not _PLACE_WORD.search(ahead):
        return _Naming(piece, None, "name")
    return None


def _row(toks: Tokens, last: int) -> bool:
    """True if the name that ends before token `last` begins a line of a list of delegates."""
    if last >= len(toks.words):
        return False
    line = toks.masked.rfind("\n", 0, toks.starts[last]) + 1
    before = toks.masked[line : toks.starts[last]]
    end = toks.masked.find("\n", toks.starts[last])
    whole = toks.masked[line : end if end >= 0 else len(toks.masked)]
    return (
        len(before) < 60
        and len(whole) < 220
        and "." not in whole[len(before) :].rstrip(" .")
        and whole.count(",") + whole.count("–") + whole.count("|") >= 2
        and ";" not in whole
        and " and " not in whole[len(before) :]
    )


def _affiliated(toks: Tokens, title: Title) -> bool:
    return any(m >= 0 for m in toks.mention[title.first : title.last])


def _common(toks: Tokens, i: int) -> bool:
    """True for a capitalised word that the text also writes small: no name."""
    return toks.folded[i] in toks.words


def _speaks(toks: Tokens, piece: _Piece, words: Lexicon) -> bool:
    count = len(toks.words)
    after = piece.last
    for i in range(after, min(count, after + 4)):
        if toks.broken(i - 1) or toks.words[i] in {".", ";", ","}:
            break
        if toks.folded[i] in words.speech and not is_capital(toks.words[i]):
            return True
        if not (
            toks.folded[i]
            in {
                "also",
                "then",
                "further",
                "a",
                "also",
                "s",
                "est",
                "'",
                "’",
                "ha",
                "también",
                "tambien",
                "has",
                "il",
                "elle",
                "further",
                "who",
            }
        ):
            break
    for i in range(piece.first - 1, max(-1, piece.first - 3), -1):
        if toks.broken(i):
            break
        if toks.folded[i] in words.speech and not is_capital(toks.words[i]):
            return True
        break
    return False


class _Person:
    def __init__(self, parts: list[str]) -> None:
        self.parts = parts
        self.namings: list[_Naming] = []
        self.id = ""


class _Persons:
    """The people of a text while it is read: one for all forms of a name."""

    def __init__(self, text: str, toks: Tokens) -> None:
        self.text = text
        self.toks = toks
        self.people: list[_Person] = []

    def _parts(self, piece: _Piece) -> list[str]:
        toks = self.toks
        return [
            toks.folded[i].removesuffix("'s").removesuffix("’s")
            for i in range(piece.first, piece.last)
            if toks.words[i] not in _LINKS and len(toks.folded[i].strip(".")) > 1 and "." not in toks.folded[i]
        ]

    def add(self, naming: _Naming) -> None:
        parts = self._parts(naming.piece)
        person = self._same(parts)
        if person is None:
            person = _Person(parts)
            self.people.append(person)
        elif len(parts) > len(person.parts):
            person.parts = parts
        person.namings.append(naming)

    def _same(self, parts: list[str]) -> _Person | None:
        fitting = [p for p in self.people if _one_name(parts, p.parts)]
        return fitting[0] if len(fitting) == 1 else None

    def refer(self, piece: _Piece, places: Sequence[Mention]) -> None:
        """Bind a name on its own, or a part of one, to the person who was named in full."""
        if any(
            naming.piece.first < piece.last and piece.first < naming.piece.last
            for p in self.people
            for naming in p.namings
        ):
            return
        parts = self._parts(piece)
        person = self._same(parts) if parts else None
        if person is None:
            return
        start, end = self.toks.starts[piece.first], self.toks.ends[piece.last - 1]
        if any(p.start <= start and end <= p.end for p in places) and _PLACE_WORD.search(
            self.text[max(0, start - 12) : start]
        ):
            return
        person.namings.append(_Naming(piece, None, "again"))

    def result(self, known: Sequence[Mention], words: Lexicon, sentences: Sequence[tuple[int, int]]) -> People:
        toks = self.toks
        mentions: list[Mention] = []
        spans: list[PersonSpan] = []
        entities: list[Entity] = []
        affiliations: dict[tuple[str, str, str | None], Membership] = {}
        used: set[str] = set()
        last_title: str | None = None
        for person in sorted(self.people, key=lambda p: p.namings[0].piece.first):
            person.namings.sort(key=lambda n: n.piece.first)
            forms = [self.text[toks.starts[n.piece.first] : toks.ends[n.piece.last - 1]] for n in person.namings]
            names = list(dict.fromkeys(" ".join(form.split()).removesuffix("'s").removesuffix("’s") for form in forms))
            name = _spelled(max(names, key=lambda n: (len(n.split()), len(n))))
            person.id = f"person/{_slug(name)}"
            number = 2
            while person.id in used:
                person.id, number = f"person/{_slug(name)}-{number}", number + 1
            used.add(person.id)
            first = toks.starts[person.namings[0].piece.first]
            entities.append(
                Entity(
                    id=person.id,
                    kind="Person",
                    name=name,
                    names=tuple(n for n in names if " " in n and n != name),
                    evidence=(_evidence(self.text, sentences, first, first),),
                )
            )
            for naming in person.namings:
                start, end = toks.starts[naming.piece.first], toks.ends[naming.piece.last - 1]
                if self.text[start:end].endswith(("'s", "’s")):
                    end -= 2
                mentions.append(Mention(start, end, "Person", person.id))
                left, right = start, end
                if naming.title is not None:
                    left = min(left, toks.starts[naming.title.first])
                    right = max(right, toks.ends[naming.title.last - 1])
                    if self.text[right : right + 1] == ")" and "(" in self.text[end:right]:
                        right += 1
                    found, last_title = self._affiliations(person.id, naming, known, words, sentences, last_title)
                    for membership in found:
                        affiliations.setdefault((membership.member, membership.target, None), membership)
                spans.append(PersonSpan(left, right, person.id))
        return People(
            mentions=tuple(sorted(mentions, key=lambda m: m.start)),
            entities=tuple(entities),
            affiliations=tuple(affiliations.values()),
            spans=tuple(sorted(spans, key=lambda s: s.start)),
        )

    def _affiliations(
        self,
        id_: str,
        naming: _Naming,
        known: Sequence[Mention],
        words: Lexicon,
        sentences: Sequence[tuple[int, int]],
        last_title: str | None,
    ) -> tuple[list[Membership], str | None]:
        toks, title = self.toks, naming.title
        if title is None:
            return [], last_title
        found: list[Membership] = []
        whole = self.text[toks.starts[title.first] : toks.ends[title.last - 1]]
        kept: str | None = None
        for first, last in _parts_of_title(toks, title, naming.piece, words):
            target, rule = self._target(toks, first, last, known), naming.rule
            if target is None:
                owner = self._programme_owner(toks.starts[first], toks.ends[last - 1], known)
                if owner is None:
                    continue
                target, rule = owner, "programme"
            head = next((toks.folded[i] for i in range(first, last) if is_office(toks.folded[i], words)), "")
            if target.kind in {"Process", "Body"} and (head in _LEADS or head.removeprefix("co-") in _LEADS):
                continue
            start, end = toks.starts[first], toks.ends[last - 1]
            job: str | None = (
                job_title(self.text, start, end, target)
                if start <= target.start < end
                else " ".join(self.text[start:end].split())
            )
            job = _without_determiner(job, words)
            if head in {"counterpart", "homologo", "homologa", "homologue"}:
                job, rule = last_title, "counterpart"
            quote = _evidence(
                self.text,
                sentences,
                toks.starts[min(title.first, naming.piece.first)],
                toks.ends[max(title.last, naming.piece.last) - 1],
            )
            found.append(
                Membership(
                    member=id_,
                    target=target.id,
                    relation="affiliatedWith",
                    evidence=(quote,),
                    confidence=_CONFIDENCE[rule],
                    rule=f"person-{rule}",
                    job_title=job or None,
                )
            )
            kept = kept or job
        return found, kept or (None if found else _without_determiner(whole, words)) or last_title

    @staticmethod
    def _target(toks: Tokens, first: int, last: int, known: Sequence[Mention]) -> Mention | None:
        """The organisation or state in a title; the first organisation, else the first state."""
        here: list[Mention] = []
        for i in range(first, last):
            if toks.mention[i] >= 0:
                # "Permanent Representative of Chile to the UN" speaks for Chile
                if here and toks.folded[i - 1] in {"to", "ante", "auprès", "aupres"} | (
                    {"the", "la", "el", "de"}
                    if i > first + 1 and toks.folded[i - 2] in {"to", "ante", "aupres"}
                    else set()
                ):
                    break
                here.append(known[toks.mention[i]])
        for kinds in (_ORGANISED, ("GovernmentBody",), ("Body", "Process"), ("State", "Demonym")):
            for mention in here:
                if mention.kind.endswith(kinds):
                    return mention
        return None

    def _programme_owner(self, start: int, end: int, known: Sequence[Mention]) -> Mention | None:
        """Who runs the programme that a title names, if the text says it elsewhere ("IOM through the Mesoamerica Program")."""
        title = self.text[start:end]
        match = _PROGRAMME.search(title)
        if match is None:
            return None
        words = title.split()
        at = len(title[: match.end()].split())
        beginning = next(
            (i for i in range(at - 1, -1, -1) if words[i].lower() in {"the", "del", "de", "du", "la", "el", "of"}), -1
        )
        name = " ".join(words[beginning + 1 : at])
        if len(name.split()) < 2:
            return None
        for other in re.finditer(re.escape(name), self.text):
            if start <= other.start() < end:
                continue
            for mention in known:
                if not mention.kind.endswith(_ORGANISED):
                    continue
                if other.start() - 60 <= mention.end <= other.start() and _OWNER_BEFORE.match(
                    self.text[mention.end : other.start()]
                ):
                    return mention
                if other.end() <= mention.start <= other.end() + 12 and _OWNER_AFTER.match(
                    self.text[other.end() : mention.start]
                ):
                    return mention
        return None


def _parts_of_title(toks: Tokens, title: Title, piece: _Piece, words: Lexicon) -> list[tuple[int, int]]:
    """The offices of a title ("vice-chancellor of A and president of B"); one without a known name goes with the next."""
    first, last = title
    if first < piece.first and last > piece.last:
        # an office on both sides of the name
        return [(first, piece.first), (piece.last + 1, last)]
    parts: list[tuple[int, int]] = []
    start = first
    for i in range(first + 1, last - 1):
        if toks.folded[i] in words.conjunctions and any(m >= 0 for m in toks.mention[start:i]):
            j = i + 1
            while j < last - 1 and (
                toks.folded[j] in words.modifiers or toks.folded[j] in words.determiners or toks.mention[j] >= 0
            ):
                j += 1
            if is_office(toks.folded[j], words):
                parts.append((start, i))
                start = i + 1
    parts.append((start, last))
    return parts


def _without_determiner(title: str | None, words: Lexicon) -> str | None:
    if not title:
        return None
    head, _, rest = title.partition(" ")
    return rest if rest and fold(head) in words.determiners else title


def _one_name(a: list[str], b: list[str]) -> bool:
    """True if two lists of name words can be one person's: equal, the ends of the other in order, or a surname alone.

    >>> _one_name(["alejandro", "encinas"], ["alejandro", "encinas", "rodriguez"])
    True
    >>> _one_name(["encinas"], ["alejandro", "encinas", "rodriguez"])
    True
    >>> _one_name(["alejandro"], ["alejandro", "encinas", "rodriguez"])
    False
    """
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    if short == long:
        return True
    if len(short) == 1:
        return short[0] in long[1:]
    position = 0
    for part in long:
        if position < len(short) and part == short[position]:
            position += 1
    return position == len(short)


def _spelled(name: str) -> str:
    """A name without shouting: "Antonio VITORINO" is "Antonio Vitorino"."""
    return " ".join(
        "-".join(p.capitalize() for p in w.split("-")) if len(w) > 2 and w.isupper() and "." not in w else w
        for w in name.split()
    )


def _slug(name: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", fold(name).replace("œ", "oe").replace("æ", "ae").replace("ß", "ss")))


def _evidence(text: str, sentences: Sequence[tuple[int, int]], start: int, end: int) -> Evidence:
    first = next((s for s, e in sentences if s <= start < e), start)
    last = next((e for s, e in sentences if s < end <= e), max(end, start + 1))
    last = max(last, next((e for s, e in sentences if s <= start < e), last))
    return Evidence(first, last, text[first:last])
