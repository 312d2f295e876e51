"""From facts to lines of a named graph."""

from __future__ import annotations

from contextlib import closing
from types import ModuleType

import msgspec
import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tookpart.graph.deciding import settle
from tookpart.graph.ledger import Ledger
from tookpart.graph.rdf import date, document_lines, document_slug, literal, number
from tookpart.ontology.errors import InputError
from tookpart.ontology.facts import (
    DocumentFacts,
    Entity,
    Evidence,
    Meeting,
    Membership,
    Participation,
    Source,
    Statement,
)

FACTS = DocumentFacts(
    source=Source(file="RCM 24.txt", sha256="ab" * 32, title="XXIV RCM", published="2019-11-20", language="en"),
    entities=(
        Entity(id="state/gtm", kind="State", name="Guatemala", reference="state/gtm"),
        Entity(id="process/rcm", kind="Process", name="RCM", reference="process/rcm"),
        Entity(id="organisation/mfa", kind="GovernmentBody", name="Ministry of Foreign Affairs", of="state/gtm"),
        Entity(id="person/ana", kind="Person", name="Ana Ruiz", evidence=(Evidence(40, 48, "Ana Ruiz"),)),
        Entity(id="place/a", kind="Place", name="Antigua", of="state/gtm"),
        Entity(id="body/net", kind="LiaisonNetwork", name="Liaison Network", acronyms=("LN",), of="process/rcm"),
    ),
    meetings=(Meeting(id="meeting/1", kind="Conference", name="XXIV RCM", names=("24th RCM",), ordinal=24),),
    statements=(
        Statement(
            subject="meeting/1",
            property="ofProcess",
            value="process/rcm",
            evidence=(Evidence(0, 8, "XXIV RCM"),),
            confidence=0.9,
            rule="title",
        ),
        Statement(
            subject="meeting/1",
            property="startDate",
            value="2019-11",
            evidence=(Evidence(0, 8, "XXIV RCM"),),
            confidence=0.8,
            rule="date",
        ),
        Statement(
            subject="meeting/1", property="isVirtual", value="false", evidence=(), confidence=1.0, rule="virtual"
        ),
        Statement(
            subject="meeting/1", property="hasTheme", value="labour-migration", evidence=(), confidence=0.7, rule="t"
        ),
        Statement(subject="meeting/1", property="heldAt", value="place/a", evidence=(), confidence=0.7, rule="p"),
    ),
    participations=(
        Participation(
            actor="state/gtm",
            meeting="meeting/1",
            role="hosted",
            evidence=(Evidence(10, 36, 'hosted by "Guatemala" (x@y.org)'),),
            confidence=0.95,
            rule="hosted-by",
        ),
    ),
    memberships=(
        Membership(
            member="person/ana",
            target="organisation/mfa",
            relation="affiliatedWith",
            evidence=(),
            confidence=0.85,
            rule="r",
            job_title="Director",
        ),
        Membership(
            member="state/gtm",
            target="process/rcm",
            relation="presidencyOf",
            evidence=(),
            confidence=0.85,
            rule="r",
            years="2015-2016",
        ),
    ),
)


def lines(facts: DocumentFacts) -> list[str]:
    with closing(Ledger(":memory:")) as ledger:
        settle(ledger, [1], [], lambda _: facts)
        return document_lines(facts, ledger.known(1), "https://example.org/id/")


@pytest.fixture(scope="module")
def store() -> ox.Store:
    store = ox.Store()
    store.load("".join(lines(FACTS)).encode(), ox.RdfFormat.N_QUADS)
    return store


PREFIXES = {
    "tp": "https://w3id.org/tookpart/ontology#",
    "id": "https://example.org/id/",
    "org": "http://www.w3.org/ns/org#",
    "oa": "http://www.w3.org/ns/oa#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "time": "http://www.w3.org/2006/time#",
}


@pytest.mark.parametrize(
    "pattern",
    [
        "<{d}> a tp:Document ; tp:sourceFile 'RCM 24.txt' ; dcterms:title 'XXIV RCM'@en ; dcterms:language 'en'",
        "<{d}> dcterms:issued '2019-11-20'^^xsd:date ; tp:mentions <{i}state/gtm>, <{i}meeting/rcm-24>",
        "<{i}state/gtm> tp:hosted <{i}meeting/rcm-24>",
        "<{i}meeting/rcm-24> a tp:Conference ; skos:prefLabel 'XXIV RCM'@en ; skos:altLabel '24th RCM'@en",
        "<{i}meeting/rcm-24> tp:startDate '2019-11'^^xsd:gYearMonth ; tp:isVirtual false ; tp:ordinal 24",
        "<{i}meeting/rcm-24> tp:hasTheme <{i}theme/labour-migration> ; tp:heldAt <{i}place/antigua-gtm>",
        "<{i}place/antigua-gtm> tp:inState <{i}state/gtm>",
        "<{i}participation/rcm-24--state-gtm--hosted> tp:role tp:role-hosted ; tp:confidence 0.95",
        "?e tp:supports <{i}participation/rcm-24--state-gtm--hosted> ; oa:start 10 ; oa:end 36 ; tp:inDocument <{d}>",
        "?e tp:supports <{i}meeting/rcm-24> ; tp:statesProperty tp:startDate ; tp:confidence 0.8",
        "<{i}person/ana-ruiz> tp:affiliatedWith <{i}organisation/ministry-of-foreign-affairs-gtm>",
        "<{i}organisation/ministry-of-foreign-affairs-gtm> a tp:GovernmentBody ; tp:ofState <{i}state/gtm>",
        "?m org:member <{i}person/ana-ruiz> ; tp:jobTitle 'Director' ; org:role tp:role-affiliatedWith",
        "?m org:organization <{i}process/rcm> ; org:memberDuring/time:hasEnd/time:inXSDgYear '2016'^^xsd:gYear",
        "<{i}body/rcm-ln> a tp:LiaisonNetwork ; tp:ofProcess <{i}process/rcm> ; tp:acronym 'LN'",
    ],
)
def test_what_stands_in_the_graph(store: ox.Store, pattern: str) -> None:
    base = "https://example.org/id/"
    filled = pattern.format(i=base, d=f"{base}document/rcm-24-abababab")
    found = store.query(f"ASK {{ {filled} }}", prefixes=PREFIXES, use_default_graph_as_union=True)
    assert bool(found), filled


def test_lines_are_canonical(store: ox.Store) -> None:
    assert sorted(f"{line}\n" for line in str(store).splitlines()) == lines(FACTS)


def test_no_blank_nodes_and_one_graph(store: ox.Store) -> None:
    assert len(list(store.named_graphs())) == 1
    for quad in store:
        assert isinstance(quad.subject, ox.NamedNode)
        assert not isinstance(quad.object, ox.BlankNode)


def test_addresses_and_telephone_numbers_stay_out() -> None:
    quote = "Contact: Ana (ana.ruiz@iom.int), tel. +502 2413 7700, on 2019-11-12"
    facts = msgspec.structs.replace(
        FACTS,
        participations=(msgspec.structs.replace(FACTS.participations[0], evidence=(Evidence(0, len(quote), quote),)),),
    )
    text = "".join(lines(facts))
    assert "@iom.int" not in text
    assert "2413" not in text
    assert "on 2019-11-12" in text


def test_other_numbers_stay() -> None:
    quote = "The Dialogue 5+5 2019-2020 met in hotel 12345678 for 1 234 567 euros"
    part = msgspec.structs.replace(FACTS.participations[0], evidence=(Evidence(0, len(quote), quote),))
    assert quote in "".join(lines(msgspec.structs.replace(FACTS, participations=(part,))))


@given(st.text())
@settings(max_examples=300, deadline=None)
def test_a_literal_survives_the_store(text: str) -> None:
    store = ox.Store()
    line = f"<x:s> <x:p> {literal(text, language='en')} <x:g> .\n"
    store.load(line.encode(), ox.RdfFormat.N_QUADS)
    (quad,) = store
    assert isinstance(quad.object, ox.Literal)
    assert quad.object.value == text
    assert f"{quad} .\n" == line


@given(st.floats(0, 1))
def test_a_confidence_is_a_canonical_decimal(value: float) -> None:
    store = ox.Store()
    store.load(f"<x:s> <x:p> {number(value)} .".encode(), ox.RdfFormat.N_TRIPLES)
    (quad,) = store
    assert str(quad.object) == number(value)


def test_a_date_that_is_none() -> None:
    with pytest.raises(InputError, match="no date"):
        date("last summer")


def test_slugs_of_documents() -> None:
    assert document_slug("Declaración.de.Quito.pdf", "0123456789ab") == "declaracion-de-quito-01234567"


def test_generated_documents_load(generate: ModuleType) -> None:
    for n in range(5):
        store = ox.Store()
        found = lines(generate.facts(n))
        store.load("".join(found).encode(), ox.RdfFormat.N_QUADS)
        assert len(store) == len(found)
