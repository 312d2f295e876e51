"""Organisations told by the shape of their names, acronyms bound to them, and what is no organisation at all."""

from __future__ import annotations

import itertools

import pytest

from tookpart.loaders.document import Mention
from tookpart.loaders.names import find_names
from tookpart.loaders.organisations import Found, find_organisations, merge_mentions
from tookpart.ontology.facts import Entity


def read(text: str, code: str = "en") -> Found:
    return find_organisations(text, code, find_names(text, code))


def shaped(text: str, code: str = "en") -> list[str]:
    """The words of each mention that is neither a state nor a place, in order."""
    return [text[m.start : m.end] for m in read(text, code).mentions if m.kind not in ("State", "Demonym", "Place")]


def entity(text: str, code: str = "en", kind: str = "GovernmentBody") -> Entity:
    (found,) = [e for e in read(text, code).entities if e.kind == kind]
    return found


GOVERNMENT = [
    (
        "en",
        "with the Ministry of Foreign Affairs of Guatemala on this",
        "Ministry of Foreign Affairs of Guatemala",
        "state/gtm",
    ),
    ("en", "Poland's Ministry of Interior organised it", "Poland's Ministry of Interior", "state/pol"),
    ("en", "at the Mexican Ministry of the Interior, he said", "Mexican Ministry of the Interior", "state/mex"),
    ("en", "the Swedish Migration Agency and experts", "Swedish Migration Agency", "state/swe"),
    ("en", "by Italy's foreign ministry in May", "Italy's foreign ministry", "state/ita"),
    ("en", "the German interior ministry noted", "German interior ministry", "state/deu"),
    ("en", "the Department of Labour Punjab runs", "Department of Labour Punjab", None),
    (
        "en",
        "Trinidad and Tobago's Ministry of National Security led",
        "Trinidad and Tobago's Ministry of National Security",
        "state/tto",
    ),
    (
        "en",
        "the Ministry of Labour, Migration and Social Security of the Kyrgyz Republic met",
        "Ministry of Labour, Migration and Social Security of the Kyrgyz Republic",
        "state/kgz",
    ),
    (
        "en",
        "the Ministry of Overseas Pakistanis and Human Resource Development met",
        "Ministry of Overseas Pakistanis and Human Resource Development",
        None,
    ),
    ("en", "the Ministry of the Prime Minister and Cabinet met", "Ministry of the Prime Minister and Cabinet", None),
    (
        "en",
        "Bangladesh's Ministry of Expatriates' Welfare and Overseas Employment met",
        "Bangladesh's Ministry of Expatriates' Welfare and Overseas Employment",
        "state/bgd",
    ),
    ("en", "the State Border Guard Service of Kazakhstan met", "State Border Guard Service of Kazakhstan", "state/kaz"),
    ("en", "the Federal Foreign Office met", "Federal Foreign Office", None),
    ("en", "the Royal Thai Police met", "Royal Thai Police", "state/tha"),
    ("en", "Ministry of Manpower (Oman)", "Ministry of Manpower (Oman)", "state/omn"),
    ("en", "A. Yusuf, Ministry of Internal Affairs, Kenya, spoke", "Ministry of Internal Affairs, Kenya", "state/ken"),
    ("en", "the Embassy of Switzerland in Lima", "Embassy of Switzerland", "state/che"),
    ("es", "la Secretaría de Relaciones Exteriores organizó", "Secretaría de Relaciones Exteriores", None),
    ("es", "en la Cancillería del Ecuador se firmó", "Cancillería del Ecuador", "state/ecu"),
    ("es", "la Cancillería argentina informó", "Cancillería argentina", "state/arg"),
    (
        "es",
        "el Ministerio de Relaciones Exteriores y Culto de Costa Rica",
        "Ministerio de Relaciones Exteriores y Culto de Costa Rica",
        "state/cri",
    ),
    (
        "es",
        "la Dirección General de Migración (DGM) de Costa Rica dijo",
        "Dirección General de Migración (DGM) de Costa Rica",
        "state/cri",
    ),
    ("fr", "le ministère de l'Intérieur du Ghana a", "ministère de l'Intérieur du Ghana", "state/gha"),
    (
        "fr",
        "le ministère marocain des Affaires étrangères et de la Coopération a",
        "ministère marocain des Affaires étrangères et de la Coopération",
        "state/mar",
    ),
]


@pytest.mark.parametrize(("code", "text", "name", "state"), GOVERNMENT)
def test_ministries_and_agencies_with_their_state(code: str, text: str, name: str, state: str | None) -> None:
    assert shaped(text, code) == [name]
    found = entity(text, code)
    assert found.of == state
    assert name in found.names


KINDS = [
    (
        "en",
        "Director of the Institute for Migration and Peace Studies, said",
        "Institute for Migration and Peace Studies",
        "ResearchInstitution",
    ),
    ("en", "from the University of the West Indies in", "University of the West Indies", "ResearchInstitution"),
    ("en", "and Makerere University.", "Makerere University", "ResearchInstitution"),
    (
        "en",
        "the Regional Coalition of Migrant Women met",
        "Regional Coalition of Migrant Women",
        "CivilSocietyOrganisation",
    ),
    ("en", "the Norwegian Red Cross met", "Norwegian Red Cross", "CivilSocietyOrganisation"),
    (
        "en",
        "the Council of Ministers of the ECOWAS met",
        "Council of Ministers of the ECOWAS",
        "IntergovernmentalOrganisation",
    ),
    (
        "en",
        "the Council of Harbour Masters of Central America, Mexico, the Caribbean and Colombia; others",
        "Council of Harbour Masters of Central America, Mexico, the Caribbean and Colombia",
        "Organisation",
    ),
    ("es", "la Fundación Scalabrini y otros", "Fundación Scalabrini", "CivilSocietyOrganisation"),
    ("es", "la Universidad de Costa Rica dijo", "Universidad de Costa Rica", "ResearchInstitution"),
    ("fr", "l'Université de Genève a", "Université de Genève", "ResearchInstitution"),
    ("fr", "la Croix-Rouge sénégalaise a", "Croix-Rouge sénégalaise", "CivilSocietyOrganisation"),
    (
        "fr",
        "le Conseil des ministres de la CEDEAO a",
        "Conseil des ministres de la CEDEAO",
        "IntergovernmentalOrganisation",
    ),
    ("en", "the Working Group on Border Management met", "Working Group on Border Management", "Body"),
    ("en", "the three Regional Working Groups met", "Regional Working Groups", "Body"),
    ("en", "the Liaison Officer Networks met", "Liaison Officer Networks", "Body"),
    (
        "es",
        "el Grupo de Trabajo sobre Migración Extrarregional sesionó",
        "Grupo de Trabajo sobre Migración Extrarregional",
        "Body",
    ),
    ("en", "within the Mekong Dialogue on Mobility (MDM) and", "Mekong Dialogue on Mobility", "Process"),
    ("en", "in the Rome Process of 2014", "Rome Process", "Process"),
    ("en", "under the Regional Lantern Initiative and", "Regional Lantern Initiative", "Process"),
]


@pytest.mark.parametrize(("code", "text", "name", "kind"), KINDS)
def test_other_organisations_bodies_and_dialogues_have_their_class(code: str, text: str, name: str, kind: str) -> None:
    assert shaped(text, code)[0] == name
    (found,) = [e for e in read(text, code).entities if name in e.names]
    assert found.kind == kind


@pytest.mark.parametrize(
    ("text", "of"),
    [
        ("the Prague Process Core Group met", "process/prague-process"),
        ("the Core Group of the Prague Process met", "process/prague-process"),
        ("the RCM Technical Secretariat met", "process/rcm"),
        ("the PIDC Secretariat met", "process/pidc"),
        ("the Core Group met", None),
    ],
)
def test_a_body_belongs_to_the_process_that_its_name_tells(text: str, of: str | None) -> None:
    assert entity(text, kind="Body").of == of


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "ministries of labour, foreign ministries, migration agencies and a working group"),
        (
            "en",
            "Member States, Observer Organizations, Civil Society Organizations and National Contact Points",
        ),
        (
            "en",
            "the Global Compact for Migration (GCM), the Sustainable Development Goals (SDGs) and an Action Plan (AP)",
        ),
        ("en", "at the Conference Centre, in the Regional Office, by the National Commission"),
        ("en", "the Training Programme on Labour Mobility, the Peace Process, a Review Process, due process"),
        ("en", "the Deputy Minister of Interior, the Director General and the Secretary of the Board"),
        ("en", "which serves as Technical Secretariat and was the Secretariat. Technical Secretariat: see below"),
        ("es", "la secretaria de Gobernación, Olga Pérez; los ministerios de trabajo; como Secretaría Técnica"),
        ("fr", "le ministre de l'Intérieur, la société civile et les commissions"),
        ("en", "Dialogue on Extra-regional Migration, a Forum on Youth and a Dialogue (D)"),
    ],
)
def test_what_names_no_organisation_in_particular_is_none(code: str, text: str) -> None:
    assert shaped(text, code) == []


@pytest.mark.parametrize(
    ("code", "text", "names"),
    [
        ("en", "the Ministry of Labour and the Ministry of Interior", ["Ministry of Labour", "Ministry of Interior"]),
        ("en", "the Ministry of Interior, Frontex and IOM", ["Ministry of Interior", "Frontex", "IOM"]),
        ("en", "the Ministry of Labour and Swiss experts", ["Ministry of Labour"]),
        (
            "en",
            "the Migration Policy Institute and the University of Oxford",
            ["Migration Policy Institute", "University of Oxford"],
        ),
        ("en", "the Ministry of Home Affairs in Lima with IOM", ["Ministry of Home Affairs", "IOM"]),
        ("en", "the Institute of Peace and Maria Gomez", ["Institute of Peace"]),
        ("en", "the Ministry of Health\n\nWorkshop on Health", ["Ministry of Health"]),
        (
            "en",
            "IOM Regional Office for Peru, the EU Delegation to Ghana",
            ["IOM Regional Office for Peru", "EU Delegation to Ghana"],
        ),
    ],
)
def test_a_name_ends_where_the_next_begins(code: str, text: str, names: list[str]) -> None:
    assert shaped(text, code) == names


def test_an_office_of_an_organisation_is_the_organisation() -> None:
    assert [m.id for m in read("The IOM Regional Office for Peru met").mentions] == ["organisation/iom"]


def test_an_acronym_in_brackets_stands_for_the_name_from_then_on() -> None:
    text = "The Overseas Harbour Agency (OHA) met. The OHA closed."
    assert shaped(text) == ["Overseas Harbour Agency", "OHA", "OHA"]
    assert entity(text, kind="Organisation").acronyms == ("OHA",)


def test_a_name_in_brackets_explains_the_acronym_before_it() -> None:
    text = "OHA (the Overseas Harbour Agency) met. Later OHA closed."
    assert {m.id for m in read(text).mentions} == {"organisation/overseas-harbour-agency"}
    assert shaped(text) == ["OHA", "Overseas Harbour Agency", "OHA"]


def test_a_name_reaches_to_the_acronym_that_abbreviates_it() -> None:
    assert shaped("le Réseau africain des organisations (RAO) a", "fr") == ["Réseau africain des organisations", "RAO"]


def test_a_known_organisation_takes_a_new_acronym_from_the_text() -> None:
    text = "The Regional Consultation Group on Migration (RCGOM) met; the RCGOM agreed."
    assert {m.id for m in read(text).mentions} == {"body/rcgm"}
    assert len(read(text).mentions) == 3


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("The Regional Network of Civil Organizations for Migration (RROCM) met. The RORCM agreed.", 3),
        ("The Network of Harbour Towns Abroad (NOHTA) met. NOHAT agreed, NOHTB too.", 4),
        ("The Network of Harbour Towns Abroad (NOHTA) met. COVID spread.", 2),
        ("ECOWAS met. ECOSOC did not.", 1),
    ],
)
def test_a_slip_in_an_acronym_is_forgiven(text: str, count: int) -> None:
    mentions = read(text).mentions
    assert sum(m.id == mentions[0].id for m in mentions) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("The Ministry of Health of Peru met. The Ministry agreed.", 2),
        ("The Ministry of Health of Peru met the Ministry of Labour. The Ministry agreed.", 1),
        ("The Ministry agreed. The Ministry of Health of Peru met.", 1),
        ("The Network of Harbour Towns met. The Network agreed, the Network of Others did not.", 2),
    ],
)
def test_the_ministry_is_the_only_one_named_before(text: str, count: int) -> None:
    mentions = [m for m in read(text).mentions if m.kind not in ("State", "Demonym")]
    assert sum(m.id == mentions[0].id for m in mentions) == count


def test_the_same_name_with_and_without_its_state_is_one_entity() -> None:
    text = (
        "Mexico's Ministry of the Interior met. The Ministry of the Interior and the Mexican Ministry of the Interior!"
    )
    assert len([e for e in read(text).entities if e.kind == "GovernmentBody"]) == 1
    assert entity(text).name == "Ministry of the Interior of Mexico"


def test_the_same_ministry_of_two_states_is_two_entities() -> None:
    text = "The Ministry of Labour of Nepal met the Ministry of Labour of Qatar."
    assert [e.of for e in read(text).entities if e.kind == "GovernmentBody"] == ["state/npl", "state/qat"]


def test_every_mention_has_an_entity_and_so_has_what_it_belongs_to() -> None:
    text = "The Peruvian Ministry of Health and IOM met in Cartago, Costa Rica, for the RCGM with Mexico's INM."
    found = read(text)
    ids = [e.id for e in found.entities]
    assert {m.id for m in found.mentions} <= set(ids)
    assert {e.of for e in found.entities if e.of} <= set(ids)
    assert len(ids) == len(set(ids))


def test_reference_entities_say_which_row_they_are() -> None:
    (iom,) = [e for e in read("OIM and the International Organization for Migration").entities if e.kind != "State"]
    assert (iom.id, iom.reference, iom.acronyms) == ("organisation/iom", "organisation/iom", ("OIM",))
    assert iom.names == ("International Organization for Migration",)


def test_mentions_are_in_order_and_do_not_overlap() -> None:
    text = "Poland's Ministry of Interior (MSW), the RCM Working Group and the Mexican Ministry of Health (Mexico)."
    mentions = read(text).mentions
    assert all(a.end <= b.start for a, b in itertools.pairwise(mentions))


def test_merging_keeps_the_stronger_mention() -> None:
    weak, strong = Mention(0, 5, "Demonym", "state/mex"), Mention(0, 9, "GovernmentBody", "organisation/a")
    assert merge_mentions([weak], [strong]) == [strong]
    assert merge_mentions([weak], [strong], stronger=False) == [weak]
    assert merge_mentions([weak], [Mention(6, 9, "State", "state/per")]) == [weak, Mention(6, 9, "State", "state/per")]
