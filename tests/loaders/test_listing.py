"""Pages that list events: which lines open an entry, and what belongs to it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tookpart.loaders.document import Document
from tookpart.loaders.frames import Frame, Item, make_frame
from tookpart.loaders.listing import Listing, find_listing, is_virtual
from tookpart.loaders.load import load
from tookpart.ontology.facts import DocumentFacts

PAGE = """Regional Conference on Migration

Events

Workshop on Labour Migration

Objectives

To exchange practices of Canada and Mexico in hiring.

San José - Costa Rica

Webinar on Child Protection

To share tools with officials, with technical support of UNICEF.

Virtual session

Seminar on Border Management

Panama City - Panama

XIV Meeting of the Regional Consultation Group on Migration

Managua - Nicaragua
"""
SPANISH = """Conferencia Regional sobre Migración

Actividades

Taller sobre migración laboral

San José - Costa Rica

Seminario sobre gestión de fronteras

Sesión virtual

Reunión del Grupo Regional de Consulta sobre Migración

Managua - Nicaragua
"""


def told(facts: DocumentFacts, *properties: str) -> list[tuple[str, ...]]:
    """The name of each meeting and what is said of it."""
    said = {(s.subject, s.property): s.value.rpartition("/")[2] for s in facts.statements}
    return [(m.name, *(said.get((m.id, p), "") for p in properties)) for m in facts.meetings]


@pytest.fixture(name="facts", scope="module")
def _facts() -> DocumentFacts:
    return load(Document(file="events.txt", text=PAGE, sha256="00", language="en"))


def test_every_title_is_an_event_with_the_place_below_it(facts: DocumentFacts) -> None:
    assert told(facts, "heldAt", "heldIn", "isVirtual") == [
        ("Workshop on Labour Migration", "san-jose", "cri", ""),
        ("Webinar on Child Protection", "", "", "true"),
        ("Seminar on Border Management", "panama-city", "pan", ""),
        ("XIV Meeting of the Regional Consultation Group on Migration", "managua", "nic", ""),
    ]


def test_events_have_titles_numbers_and_kinds(facts: DocumentFacts) -> None:
    assert [(m.kind, m.ordinal, m.titled) for m in facts.meetings] == [
        ("Workshop", None, True),
        ("Webinar", None, True),
        ("Seminar", None, True),
        ("Meeting", 14, True),
    ]


def test_events_are_of_the_process_of_the_page(facts: DocumentFacts) -> None:
    assert [of or body for _, of, body in told(facts, "ofProcess", "ofBody")] == ["rcm", "rcm", "rcm", "rcgm"]


def test_an_entry_is_about_its_own_event_only(facts: DocumentFacts) -> None:
    assert [(p.actor, p.role, p.meeting) for p in facts.participations] == [
        ("organisation/unicef", "supported", facts.meetings[1].id)
    ]


def test_states_in_an_objective_did_not_take_part(facts: DocumentFacts) -> None:
    assert {"state/can", "state/mex"}.isdisjoint(p.actor for p in facts.participations)


def test_dates_are_not_made_up(facts: DocumentFacts) -> None:
    assert [s for s in facts.statements if s.property in ("startDate", "endDate")] == []


def test_a_spanish_page_is_read_alike(document_of: Callable[..., Document]) -> None:
    assert told(load(document_of(SPANISH, "es")), "heldAt", "isVirtual") == [
        ("Taller sobre migración laboral", "san-jose", ""),
        ("Seminario sobre gestión de fronteras", "", "true"),
        ("Reunión del Grupo Regional de Consulta sobre Migración", "managua", ""),
    ]


def lines(*texts: str) -> list[tuple[Frame, bool]]:
    places = {"Lima": "L", "Quito": "L", "Panama": "S", "Peru": "S"}

    def frame(text: str) -> Frame:
        items = [Item(text.find(p), text.find(p) + len(p), c, (p,)) for p, c in places.items() if p in text]
        return make_frame(text, 0, len(text), sorted(items, key=lambda i: i.start))

    return [(frame(text), True) for text in texts]


def test_a_listing_needs_titles_and_lines_of_places() -> None:
    page = lines(
        "Workshop on data", "Lima - Peru", "Seminar on return", "Quito", "Meeting of experts", "Virtual session"
    )
    assert find_listing(page, "en") == Listing(frozenset({0, 2, 4}), frozenset({1, 3, 5}), frozenset())


@pytest.mark.parametrize(
    "texts",
    [
        ("Workshop on data", "Seminar on return", "Meeting of experts"),
        ("Workshop on data", "Lima - Peru"),
        ("Lima", "Quito", "Panama"),
        (),
    ],
)
def test_other_pages_are_no_listing(texts: tuple[str, ...]) -> None:
    assert find_listing(lines(*texts), "en") == Listing()


@pytest.mark.parametrize(
    ("code", "text", "virtual"),
    [
        ("en", "Virtual session", True),
        ("en", "Online", True),
        ("es", "Sesión virtual", True),
        ("fr", "Session virtuelle", True),
        ("en", "in the hall", False),
    ],
)
def test_a_place_line_says_whether_it_is_online(code: str, text: str, virtual: bool) -> None:
    assert is_virtual(make_frame(text, 0, len(text), []), code) is virtual
