"""What holds for the facts of any document: quotes are slices, ids lead somewhere, and nothing but the text counts."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tookpart.loaders.document import Document
from tookpart.loaders.load import load
from tookpart.loaders.reading import read, read_bytes
from tookpart.ontology.facts import DocumentFacts, Evidence, Property, Relation, Role, decode, encode

ROOT = Path(__file__).parents[2]
CASES = sorted(p for p in (ROOT / "tests" / "cases" / "extraction").iterdir() if p.suffix in (".txt", ".md"))
EXAMPLES = sorted(p for p in (ROOT / "examples" / "documents").iterdir() if p.suffix in (".txt", ".md"))
DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
YEARS = re.compile(r"\d{4}(-\d{4})?")
ADDRESS = re.compile(r"\S@\w|(?:\+|\b00)\d[\d ()-]{7,}\d")
ENGLISH = """Honduras hosts the regional dialogue

Tegucigalpa, 12 May 2016 - The 21st Regional Conference on Migration (RCM) was hosted by the Government of Honduras
on 10-11 May 2016 in Tegucigalpa. Belize, Canada, Mexico and the Dominican Republic took part, and Peru attended as an
observer. "We have much to do," said Ana Lucía Núñez, Vice Minister of the Interior of Honduras, who opened the meeting.

Contact: Rosa Campos, rcampos@example.org, tel. +504 2230 1111
"""
SPANISH = """Panamá acoge la reunión

La XXI Conferencia Regional sobre Migración (CRM) se celebró en Ciudad de Panamá los días 10 y 11 de mayo de 2016,
organizada por el Gobierno de Panamá. Asistieron representantes de México, Canadá y la República Dominicana.
"""
FRENCH = """Réunion à Abidjan

La troisième réunion du Dialogue sur les migrations pour l'Afrique de l'Ouest (MIDWA) s'est tenue à Abidjan les 10 et
11 mai 2016. Elle a été organisée par la Côte d'Ivoire. Le Bénin, le Sénégal et le Niger ont participé à la réunion.
"""


def make_document(text: str, code: str = "en") -> Document:
    return Document(file="text.txt", text=text, sha256=hashlib.sha256(text.encode()).hexdigest(), language=code)


@cache
def text_of(path: Path) -> str:
    return read(path).text


@cache
def facts_of(path: Path) -> DocumentFacts:
    return load(read(path))


def evidence_in(facts: DocumentFacts) -> Iterator[Evidence]:
    for said in (*facts.entities, *facts.meetings, *facts.statements, *facts.participations, *facts.memberships):
        yield from said.evidence


def faults(text: str, facts: DocumentFacts) -> list[str]:
    """Everything in facts that breaks a promise, in words."""
    found = [f"quote {e.quote!r}" for e in evidence_in(facts) if not e.quote or text[e.start : e.end] != e.quote]
    entities, meetings = {e.id for e in facts.entities}, {m.id for m in facts.meetings}
    ids = Counter(thing.id for thing in (*facts.entities, *facts.meetings))
    found += [f"{id_} stands twice" for id_, count in ids.items() if count > 1]
    found += [f"{e.id} is of {e.of}" for e in facts.entities if e.of is not None and e.of not in entities]
    for p in facts.participations:
        if p.actor not in entities or p.meeting not in meetings or p.role not in get_args(Role):
            found.append(f"{p.actor} {p.role} {p.meeting}")
    for m in facts.memberships:
        if m.member not in entities or m.target not in entities or m.relation not in get_args(Relation):
            found.append(f"{m.member} {m.relation} {m.target}")
        if m.years is not None and not YEARS.fullmatch(m.years):
            found.append(f"years {m.years}")
    found += [f"{s.property} {s.value}" for s in facts.statements if not is_sound(s.property, s.value, facts)]
    found += [f"about {s.subject}" for s in facts.statements if s.subject not in meetings | entities]
    for said in (*facts.statements, *facts.participations, *facts.memberships):
        if not (0 < said.confidence <= 1 and said.rule and said.evidence):
            found.append(f"{said.rule} {said.confidence} {len(said.evidence)}")
    parts = Counter((p.actor, p.meeting, p.role) for p in facts.participations)
    found += [f"{part} stands twice" for part, count in parts.items() if count > 1]
    special = {(p.actor, p.meeting) for p in facts.participations if p.role != "attended"}
    found += [
        f"{actor} only attended {meeting}"
        for actor, meeting, role in parts
        if (actor, meeting) in special and role == "attended"
    ]
    days = {(s.subject, s.property): s.value for s in facts.statements if s.property in ("startDate", "endDate")}
    found += [
        f"{m} ends before it starts" for m in meetings if days.get((m, "endDate"), "9") < days.get((m, "startDate"), "")
    ]
    said_nothing = not (facts.meetings or facts.statements or facts.participations or facts.memberships)
    if said_nothing != (facts.reason is not None):
        found.append(f"reason {facts.reason}")
    return found


def is_sound(prop: Property, value: str, facts: DocumentFacts) -> bool:
    """True for a value that a property may have: a known id, a date, true or false."""
    kinds = {e.id: e.kind for e in facts.entities}
    match prop:
        case "startDate" | "endDate":
            return DATE.fullmatch(value) is not None
        case "isVirtual":
            return value in ("true", "false")
        case "heldIn":
            return kinds.get(value) == "State"
        case "heldAt":
            return kinds.get(value) == "Place"
        case "within":
            return value in {m.id for m in facts.meetings}
        case "hasTheme":
            return re.fullmatch(r"[a-z][a-z0-9-]+", value) is not None
        case _:
            return value in kinds


def names_in(facts: DocumentFacts) -> list[str]:
    """All that facts call anything, without the sentences that state them."""
    return [
        *(name for e in facts.entities for name in (e.name, *e.names, *e.acronyms)),
        *(name for m in facts.meetings for name in (m.name, *m.names)),
        *(m.job_title for m in facts.memberships if m.job_title),
    ]


def without_places(facts: DocumentFacts) -> str:
    """Facts as text, without offsets, quotes and what tells one file from another."""

    def plain(value: object) -> object:
        if isinstance(value, dict):
            return {k: plain(v) for k, v in value.items() if k not in ("evidence", "source")}
        return [plain(v) for v in value] if isinstance(value, list) else value

    return json.dumps(plain(msgspec.to_builtins(facts)), sort_keys=True)


@pytest.mark.parametrize("path", [*CASES, *EXAMPLES], ids=lambda path: path.stem)
def test_facts_of_a_document_keep_every_promise(path: Path) -> None:
    assert faults(text_of(path), facts_of(path)) == []


def test_facts_of_shared_documents_keep_every_promise(shared: Path) -> None:
    paths = [*(shared / "evaluation" / "corpus" / "dev").glob("*.txt"), *(shared / "seeds").glob("*.txt")]
    assert len(paths) > 30
    assert [fault for path in paths for fault in faults(text_of(path), facts_of(path))] == []


def test_a_broken_promise_is_seen() -> None:
    facts = load(make_document(ENGLISH))
    first = facts.participations[0]
    for broken in (
        msgspec.structs.replace(first, actor="state/nowhere"),
        msgspec.structs.replace(first, evidence=(Evidence(0, 3, "no"),)),
        msgspec.structs.replace(first, confidence=1.5),
    ):
        assert faults(ENGLISH, msgspec.structs.replace(facts, participations=(broken,))) != []


def test_there_are_documents() -> None:
    assert (len(CASES), len(EXAMPLES)) >= (97, 19)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_facts_go_to_json_and_back(path: Path) -> None:
    assert decode(encode(facts_of(path))) == facts_of(path)


def test_a_document_gives_the_same_facts_whatever_was_read_before() -> None:
    documents = [read(path) for path in EXAMPLES]
    first = [encode(load(document)) for document in documents]
    again = [encode(load(document)) for document in reversed(documents)]
    assert again == first[::-1]


def test_the_name_of_a_file_says_nothing() -> None:
    document = make_document(ENGLISH)
    other = msgspec.structs.replace(document, file="somewhere-else.pdf", url="https://example.org/x")
    assert without_places(load(other)) == without_places(load(document))


@pytest.mark.parametrize("path", [*CASES, *EXAMPLES], ids=lambda path: path.stem)
def test_no_name_holds_an_address_or_a_telephone_number(path: Path) -> None:
    assert [name for name in names_in(facts_of(path)) if ADDRESS.search(name)] == []


def test_a_contact_line_is_no_evidence() -> None:
    quotes = [e.quote for e in evidence_in(load(make_document(ENGLISH)))]
    assert [q for q in quotes if "rcampos" in q or "2230" in q] == []


@pytest.mark.parametrize(
    ("text", "code", "actors"),
    [
        (ENGLISH, "en", {"hnd", "blz", "can", "mex", "dom", "per", "ana-lucia-nunez"}),
        (SPANISH, "es", {"pan", "mex", "can", "dom"}),
        (FRENCH, "fr", {"civ", "ben", "sen", "ner"}),
    ],
    ids=["en", "es", "fr"],
)
def test_a_press_release_in_each_language(text: str, code: str, actors: set[str]) -> None:
    facts = load(make_document(text, code))
    assert {p.actor.partition("/")[2] for p in facts.participations} == actors
    assert faults(text, facts) == []


@pytest.mark.parametrize(("text", "code"), [(ENGLISH, "en"), (SPANISH, "es"), (FRENCH, "fr")], ids=["en", "es", "fr"])
@pytest.mark.parametrize(
    "changed",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: "\ufeff" + text,
        lambda text: text.replace(" ", "\u00a0"),
        lambda text: text.replace(" de ", " de\u00a0").replace(" of ", " of\u202f"),
        lambda text: text.replace("\n\n", "\n\n\n\n"),
        lambda text: text.replace("\n", "  \n"),
        lambda text: text.replace("í", "i\u0301").replace("é", "e\u0301").replace("ó", "o\u0301"),
    ],
    ids=["crlf", "cr", "bom", "nbsp", "nbsp inside", "empty lines", "blanks at the end", "decomposed"],
)
def test_how_a_text_was_saved_changes_no_fact(text: str, code: str, changed: type) -> None:
    original = read_bytes("a.txt", text.encode())
    saved = read_bytes("a.txt", changed(text).encode())
    facts = load(saved)
    assert faults(saved.text, facts) == []
    assert parts_of(facts) == parts_of(load(original))


def parts_of(facts: DocumentFacts) -> set[tuple[str, str, str]]:
    return {(p.actor, p.role, p.meeting) for p in facts.participations} | {
        (m.member, m.relation, m.target) for m in facts.memberships
    }


def test_offsets_count_characters_behind_accents_and_emoji() -> None:
    text = "Ñandú 🌎🌍 – “Conférence”\n\n" + ENGLISH
    facts = load(make_document(text))
    assert faults(text, facts) == []
    assert "hnd" in {p.actor.partition("/")[2] for p in facts.participations if p.role == "hosted"}


@pytest.mark.parametrize("text", ["", " ", "\n\n\n", "x", ".", "\ufeff", "\u0000", "2016", "Mexico", "(" * 500])
def test_next_to_nothing_says_nothing_and_why(text: str) -> None:
    facts = load(make_document(text))
    assert facts.reason
    assert faults(text, facts) == []


@pytest.mark.parametrize(
    "text",
    [
        "The World Trade Fair of Lima\n\nChile opened the fair on 3 May 2016. Mexico took part with forty firms.",
        "Brazil hosted the Copa América in June 2019. Argentina, Chile and Japan took part.",
        "Climate talks in Katowice\n\nThe conference was chaired by Poland and attended by Fiji and Tuvalu.",
        "Every autumn birds migrate from Sweden to Chad. A workshop on ringing in Malta was attended by Italy.",
    ],
)
def test_a_text_about_something_else_says_nothing_and_why(text: str) -> None:
    facts = load(make_document(text))
    assert (facts.meetings, facts.participations, facts.memberships, facts.statements) == ((), (), (), ())
    assert facts.reason


def test_negative_cases_say_why_there_is_nothing() -> None:
    negative = [path for path in CASES if "-neg-" in path.stem]
    assert len(negative) > 10
    assert [path.stem for path in negative if facts_of(path).participations or not facts_of(path).reason] == []


def test_a_language_without_rules_is_read_with_what_there_is() -> None:
    text = "Konferenz\n\nDie 21. Regional Conference on Migration (RCM) wurde von Honduras ausgerichtet."
    assert faults(text, load(make_document(text, "de"))) == []


SOURCES = [path for path in (*EXAMPLES, *CASES[::5]) if path.stat().st_size < 5000]


@settings(max_examples=80, deadline=None)
@given(path=st.sampled_from(SOURCES), cut=st.tuples(st.floats(0, 1), st.floats(0, 1)))
def test_any_piece_of_a_document_keeps_every_promise(path: Path, cut: tuple[float, float]) -> None:
    text = text_of(path)
    start, end = sorted(round(share * len(text)) for share in cut)
    piece = text[start:end]
    assert faults(piece, load(make_document(piece, read(path).language or "en"))) == []


@settings(max_examples=80, deadline=None)
@given(path=st.sampled_from(SOURCES), data=st.data())
def test_lines_and_words_in_any_order_keep_every_promise(path: Path, data: st.DataObject) -> None:
    separator = data.draw(st.sampled_from(["\n", ". ", ", ", " "]))
    pieces = text_of(path).split(separator)
    kept = data.draw(st.permutations(range(len(pieces))))[: data.draw(st.integers(1, 80))]
    text = separator.join(pieces[index] for index in kept)
    assert faults(text, load(make_document(text, data.draw(st.sampled_from(["en", "es", "fr"]))))) == []


@settings(max_examples=80, deadline=None)
@given(
    path=st.sampled_from(SOURCES),
    edits=st.lists(
        st.tuples(st.floats(0, 1), st.sampled_from(["", *'()"\n,;:|\u00a0ſİßMS1'])),
        min_size=1,
        max_size=30,
    ),
)  # fmt: skip
def test_characters_lost_and_found_keep_every_promise(path: Path, edits: list[tuple[float, str]]) -> None:
    text = text_of(path)
    for share, character in edits:
        at = round(share * len(text))
        text = text[:at] + character + text[at + (character == "") :]
    assert faults(text, load(make_document(text, read(path).language or "en"))) == []
