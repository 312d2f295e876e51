"""People: who is one, for whom they stand, and what only looks like a person."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

import pytest

from tookpart.loaders.document import Mention
from tookpart.loaders.people import People, find_people

IOM = ("IOM", "IntergovernmentalOrganisation", "organisation/iom")
OIM = ("OIM", "IntergovernmentalOrganisation", "organisation/iom")
UNHCR = ("UNHCR", "IntergovernmentalOrganisation", "organisation/unhcr")
UN = ("UN", "IntergovernmentalOrganisation", "organisation/un")

Known = tuple[str, str, str]


def named(text: str, known: Iterable[Known]) -> list[Mention]:
    found: list[Mention] = []
    for name, kind, identifier in sorted(known, key=lambda k: -len(k[0])):
        start = text.find(name)
        while start >= 0:
            end = start + len(name)
            if not any(m.start < end and start < m.end for m in found):
                found.append(Mention(start, end, kind, identifier))
            start = text.find(name, end)
    return sorted(found, key=lambda m: m.start)


def people(text: str, *known: Known, code: str = "en") -> People:
    return find_people(text, code, named(text, known))


def names(found: People) -> list[str]:
    return [entity.name for entity in found.entities]


def affiliated(found: People) -> list[tuple[str, str | None, str]]:
    by_id = {entity.id: entity.name for entity in found.entities}
    return [(by_id[a.member], a.job_title, a.target) for a in found.affiliations]


def state(name: str, code: str) -> Known:
    return (name, "State", f"state/{code}")


def demonym(name: str, code: str) -> Known:
    return (name, "Demonym", f"state/{code}")


def organisation(name: str, slug: str) -> Known:
    return (name, "Organisation", f"organisation/{slug}")


def body(name: str, slug: str) -> Known:
    return (name, "GovernmentBody", f"organisation/{slug}")


OFFICES: list[tuple[str, list[Known], str, list[tuple[str, str | None, str]]]] = [
    # the office after the name
    ("It matters, said Wanjiru Kamau, Technical Secretary of the RRX.", [organisation("RRX", "rrx")], "en",
     [("Wanjiru Kamau", "Technical Secretary", "organisation/rrx")]),
    ("Tomás Arce, Deputy Minister of Interior of North Macedonia, opened it.", [state("North Macedonia", "mkd")], "en",
     [("Tomás Arce", "Deputy Minister of Interior", "state/mkd")]),
    ("Ilse Roth, Paraguay's vice minister of Labour, spoke.", [state("Paraguay", "pry")], "en",
     [("Ilse Roth", "vice minister of Labour", "state/pry")]),
    ("Deniz Aksoy, Turkish Minister of Interior, chaired.", [demonym("Turkish", "tur")], "en",
     [("Deniz Aksoy", "Minister of Interior", "state/tur")]),
    ("Deniz Aksoy, the Turkish Minister of Interior, chaired.", [demonym("Turkish", "tur")], "en",
     [("Deniz Aksoy", "Minister of Interior", "state/tur")]),
    ("Pia Lund, Undersecretary of Rights, Population and Migration at the Mexican Ministry of the Interior, led it.",
     [body("Mexican Ministry of the Interior", "segob")], "en",
     [("Pia Lund", "Undersecretary of Rights, Population and Migration", "organisation/segob")]),
    ("Speakers were Ada Obi, Special Representative of the UN Secretary-General for Migration; and others.", [UN], "en",
     [("Ada Obi", "Special Representative of the UN Secretary-General for Migration", "organisation/un")]),
    ("Noor Said, UN High Commissioner for Refugees, agreed.",
     [("UN High Commissioner for Refugees", "IntergovernmentalOrganisation", "organisation/unhcr")], "en",
     [("Noor Said", "UN High Commissioner for Refugees", "organisation/unhcr")]),
    ("Opening: Jon Berg, Director General, IOM; and the host.", [IOM], "en",
     [("Jon Berg", "Director General", "organisation/iom")]),
    ("Eva Marsh, Chief of IOM's Policy Research Division, took part.", [IOM], "en",
     [("Eva Marsh", "Chief of IOM's Policy Research Division", "organisation/iom")]),
    ("Luz Pardo, IOM Regional Director for South America, spoke.", [IOM], "en",
     [("Luz Pardo", "Regional Director for South America", "organisation/iom")]),
    ("Rui Melo, Secretary General and delegate to the Minister of Labour of Morocco, spoke.",
     [state("Morocco", "mar")], "en",
     [("Rui Melo", "Secretary General and delegate to the Minister of Labour", "state/mar")]),
    ("Anke Voss, Permanent Representative of Chile to the UN, moderated.", [state("Chile", "chl"), UN], "en",
     [("Anke Voss", "Permanent Representative of Chile to the UN", "state/chl")]),
    ("Jane Doe (IOM) moderated.", [IOM], "en", [("Jane Doe", None, "organisation/iom")]),
    # the office before the name
    ("Indonesian Foreign Minister Sri Wahyuni said so.", [demonym("Indonesian", "idn")], "en",
     [("Sri Wahyuni", "Foreign Minister", "state/idn")]),
    ("It was opened with IOM Director General Karl Brandt.", [IOM], "en",
     [("Karl Brandt", "Director General", "organisation/iom")]),
    ("UNHCR's Regional Director for the Americas, Olga Prieto, thanked them.", [UNHCR], "en",
     [("Olga Prieto", "Regional Director for the Americas", "organisation/unhcr")]),
    ("Thailand's Deputy Prime Minister and Foreign Minister Somchai Dee came.", [state("Thailand", "tha")], "en",
     [("Somchai Dee", "Deputy Prime Minister and Foreign Minister", "state/tha")]),
    ("Ambassador Rosa Delgado of Ecuador spoke.", [state("Ecuador", "ecu")], "en",
     [("Rosa Delgado", "Ambassador", "state/ecu")]),
    ("Ambassador Pilar de la Fuente, Vice Minister of Foreign Affairs, Government of Peru, spoke.",
     [state("Government of Peru", "per")], "en",
     [("Pilar de la Fuente", "Vice Minister of Foreign Affairs", "state/per")]),
    # whom a person stands for is said beside the office
    ("Chile sent Eva Sol, its Minister of Labour, to speak.", [state("Chile", "chl")], "en",
     [("Eva Sol", "Minister of Labour", "state/chl")]),
    ("Por España habló la comisaria Rosa Delgado.", [state("España", "esp")], "es",
     [("Rosa Delgado", "comisaria", "state/esp")]),
    ("It was chaired by Samoa, whose delegation was led by Mr Ioane Leti.", [state("Samoa", "wsm")], "en",
     [("Ioane Leti", None, "state/wsm")]),
    ("Sadiko Ota, who leads UNHCR, told delegates so.", [UNHCR], "en", [("Sadiko Ota", None, "organisation/unhcr")]),
    ("La presidió Hugo Nava Soto, del Ministerio de Trabajo.", [body("Ministerio de Trabajo", "mtr")], "es",
     [("Hugo Nava Soto", None, "organisation/mtr")]),
    ("Modérateur : Ada Sarr (Sénégal). Intervenants : Niger", [state("Sénégal", "sen")], "fr",
     [("Ada Sarr", None, "state/sen")]),
    ("Chair: Mr Giorgi Bera, Georgia. Then coffee.", [state("Georgia", "geo")], "en",
     [("Giorgi Bera", None, "state/geo")]),
    ("C'est Luis Prat, ministre espagnol de l'Intérieur, qui présidait.", [demonym("espagnol", "esp")], "fr",
     [("Luis Prat", "ministre de l'Intérieur", "state/esp")]),
    # lines of a list of delegates
    ("COMESA Secretariat\n8. Mr Brian Kaze, Migration Expert\n9. Ms Ada Po, Clerk", [organisation("COMESA", "comesa")],
     "en", [("Brian Kaze", "Migration Expert", "organisation/comesa"), ("Ada Po", None, "organisation/comesa")]),
    ("GHANA\nH.E. Kofi Adu, Minister of Labour\nMs. Efua Obo\nDirector of Policy\n\nEnd", [state("GHANA", "gha")], "en",
     [("Kofi Adu", "Minister of Labour", "state/gha"), ("Efua Obo", "Director of Policy", "state/gha")]),
    ("Mr Carlos Pint, Statistician, World Bank", [organisation("World Bank", "wb")], "en",
     [("Carlos Pint", "Statistician", "organisation/wb")]),
    ("Mr. John Smith, Director, Ministry of Labour, Ghana",
     [body("Ministry of Labour", "mol"), state("Ghana", "gha")], "en",
     [("John Smith", "Director", "organisation/mol")]),
    ("Laila Haddad – Head of Unit – IOM", [IOM], "en", [("Laila Haddad", "Head of Unit", "organisation/iom")]),
    ("Ms. Kateryna Bondar, Head of Unit, State Border Service, Ukraine", [state("Ukraine", "ukr")], "en",
     [("Kateryna Bondar", "Head of Unit, State Border Service", "state/ukr")]),
    # Spanish
    ("Abrió la sesión Luis Paz, Vicecanciller de Panamá y Presidente Pro-Témpore de la CRM.",
     [state("Panamá", "pan"), ("CRM", "Process", "process/rcm")], "es",
     [("Luis Paz", "Vicecanciller", "state/pan")]),
    ("Estuvo Elsa Ríos Vega, subsecretaria para América Latina y el Caribe de la Secretaría de Relaciones Exteriores.",
     [body("Secretaría de Relaciones Exteriores", "sre")], "es",
     [("Elsa Ríos Vega", "subsecretaria para América Latina y el Caribe", "organisation/sre")]),
    ("El viceministro de Relaciones Exteriores de Guatemala, Edgar Sosa, inauguró la reunión.",
     [state("Guatemala", "gtm")], "es", [("Edgar Sosa", "viceministro de Relaciones Exteriores", "state/gtm")]),
    ("Participaron Marta Gil, directora regional de la OIM, y otros.", [OIM], "es",
     [("Marta Gil", "directora regional", "organisation/iom")]),
    ("El canciller de Chile Iván Rojas y su homólogo peruano, Óscar Mena, firmaron.",
     [state("Chile", "chl"), demonym("peruano", "per")], "es",
     [("Iván Rojas", "canciller", "state/chl"), ("Óscar Mena", "canciller", "state/per")]),
    # French
    ("Henri Asante, Ministre adjoint de l'intérieur du Ghana, s'est dit confiant.", [state("Ghana", "gha")], "fr",
     [("Henri Asante", "Ministre adjoint de l'intérieur", "state/gha")]),
    ("Pour Sylvie Morel, agent de liaison et de politique régionale de l'OIM, c'est utile.", [OIM], "fr",
     [("Sylvie Morel", "agent de liaison et de politique régionale", "organisation/iom")]),
    ("M. Paul Okello, Ministre d'État chargé des relations extérieures de l'Ouganda, a déclaré que oui.",
     [state("Ouganda", "uga")], "fr",
     [("Paul Okello", "Ministre d'État chargé des relations extérieures", "state/uga")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "known", "code", "expected"), OFFICES, ids=[case[0][:50] for case in OFFICES])
def test_an_office_tells_for_whom_a_person_stands(
    text: str, known: list[Known], code: str, expected: list[tuple[str, str | None, str]]
) -> None:
    assert affiliated(people(text, *known, code=code)) == expected


UNATTACHED = [
    ("The Deputy Minister, Carlos Fonseca, spoke.", "en", ["Carlos Fonseca"]),
    ("State Secretary Milica Petrova noted this.", "en", ["Milica Petrova"]),
    ("La secretaria de Gobernación, Olga Prado Luna, dio las gracias.", "es", ["Olga Prado Luna"]),
    ("Atribuyó la iniciativa al canciller José Mena.", "es", ["José Mena"]),
    ("Santiago Ruiz, viceministro de Movilidad Humana, la llamó un hito.", "es", ["Santiago Ruiz"]),
    ("Le ministre de l'Intérieur, Farid Alaoui, a ouvert la réunion.", "fr", ["Farid Alaoui"]),
    ("Charmaine Lee-Roy, Chief Immigration Officer, spoke at the opening.", "en", ["Charmaine Lee-Roy"]),
    ("Presentation: Thabo Pule", "en", ["Thabo Pule"]),
    ("We agree, said Ngozi Eze.", "en", ["Ngozi Eze"]),
    ("Nous sommes prêts, a déclaré Oumou Barry.", "fr", ["Oumou Barry"]),
    ("Es un avance, señaló Xóchitl Tun.", "es", ["Xóchitl Tun"]),
]


@pytest.mark.parametrize(("text", "code", "expected"), UNATTACHED)
def test_an_office_without_country_or_institution_gives_no_affiliation(
    text: str, code: str, expected: list[str]
) -> None:
    found = people(text, code=code)
    assert names(found) == expected
    assert found.affiliations == ()


def test_a_list_of_people_keeps_each_with_the_own_office() -> None:
    text = (
        "A panel in which Andreas Sand, President of the Policy Institute, Silvia Bona, Director of the Peace Centre, "
        "and Mary Auden, Chief of IOM's Research Division, participated."
    )
    found = people(text, organisation("Policy Institute", "pi"), organisation("Peace Centre", "pc"), IOM)
    assert affiliated(found) == [
        ("Andreas Sand", "President", "organisation/pi"),
        ("Silvia Bona", "Director", "organisation/pc"),
        ("Mary Auden", "Chief of IOM's Research Division", "organisation/iom"),
    ]


def test_lines_of_delegates_are_read_one_by_one() -> None:
    text = (
        "Delegations\nH.E. Mr. Kwame Boateng, Minister, Ministry of Labour, Ghana\n"
        "Ms. Aïcha Ndiaye, Director General, Senegal\nDr. T. K. Silva, Adviser, Sri Lanka"
    )
    known = [
        body("Ministry of Labour", "mol"),
        state("Ghana", "gha"),
        state("Senegal", "sen"),
        state("Sri Lanka", "lka"),
    ]
    assert affiliated(people(text, *known)) == [
        ("Kwame Boateng", "Minister", "organisation/mol"),
        ("Aïcha Ndiaye", "Director General", "state/sen"),
        ("T. K. Silva", "Adviser", "state/lka"),
    ]


def test_offices_before_the_names_are_not_those_of_the_names_before() -> None:
    text = (
        "Estuvo a cargo del Ministro de Trabajo de Chile, Ariel Soto, el Presidente de la CRM, Vicecanciller de "
        "Panamá, Luis Mena, y la directora de la OIM, Eva Ruiz."
    )
    known = [state("Chile", "chl"), state("Panamá", "pan"), ("CRM", "Process", "process/rcm"), OIM]
    assert affiliated(people(text, *known, code="es")) == [
        ("Ariel Soto", "Ministro de Trabajo", "state/chl"),
        ("Luis Mena", "Vicecanciller", "state/pan"),
        ("Eva Ruiz", "directora", "organisation/iom"),
    ]


def test_a_title_takes_in_the_countries_it_is_for() -> None:
    text = "Ivo Lang, IOM chief of mission in Guatemala, El Salvador and Honduras, spoke."
    found = people(text, IOM, state("Guatemala", "gtm"), state("El Salvador", "slv"), state("Honduras", "hnd"))
    assert [text[s.start : s.end] for s in found.spans] == [text[: text.index(", spoke")]]
    assert [a.target for a in found.affiliations] == ["organisation/iom"]


def test_a_counterpart_shares_the_office() -> None:
    text = "Indonesian Foreign Minister Sri Wahyuni co-chaired with Julia Beech, her Australian counterpart."
    found = people(text, demonym("Indonesian", "idn"), demonym("Australian", "aus"))
    assert affiliated(found) == [
        ("Sri Wahyuni", "Foreign Minister", "state/idn"),
        ("Julia Beech", "Foreign Minister", "state/aus"),
    ]


def test_a_programme_stands_for_whoever_the_text_says_runs_it() -> None:
    text = "IOM, through the Coast Program, paid. It works, said Ana Sol, Coordinator of the Coast Program."
    assert affiliated(people(text, IOM)) == [("Ana Sol", "Coordinator of the Coast Program", "organisation/iom")]
    unsaid = "IOM was there. It works, said Ana Sol, Coordinator of the Coast Program."
    assert affiliated(people(unsaid, IOM)) == []


def test_a_presidency_of_a_process_is_no_post() -> None:
    text = "Jorge Mina, Director General de Asuntos Consulares y Presidente Pro-Témpore de la CSM, habló."
    found = people(text, ("CSM", "Process", "process/sacm"), code="es")
    assert affiliated(found) == []
    assert [(p.member, p.target, p.relation) for p in found.presidencies] == [
        ("person/jorge-mina", "process/sacm", "presidencyOf")
    ]


def test_a_secretary_of_a_process_holds_a_post_and_a_vice_chair_or_member_none() -> None:
    process = ("RCX", "Process", "process/rcx")
    assert affiliated(people("Ana Sol, Technical Secretary of the RCX, spoke.", process)) == [
        ("Ana Sol", "Technical Secretary", "process/rcx")
    ]
    for office in ("Vice-Chair", "member", "Vice President"):
        found = people(f"Ana Sol, {office} of the RCX, spoke.", process)
        assert (found.affiliations, found.presidencies) == ((), ())


def test_a_surname_alone_is_the_person_named_in_full_before() -> None:
    text = "Alba Reyes Zúñiga, Director of IOM, spoke. Reyes Zúñiga went on, and Mr. Tull asked Reyes. Alba left."
    found = people(text, IOM)
    assert names(found) == ["Alba Reyes Zúñiga", "Tull"]
    assert [text[m.start : m.end] for m in found.mentions if m.id == "person/alba-reyes-zuniga"] == [
        "Alba Reyes Zúñiga",
        "Reyes Zúñiga",
        "Reyes",
    ]


def test_forms_of_one_name_are_one_person() -> None:
    found = people("Foreign Minister Retno L.P. Sari opened. Retno Sari, the Minister, closed. Mrs. Sari left.")
    assert [(e.name, e.names) for e in found.entities] == [("Retno L.P. Sari", ("Retno Sari",))]
    assert len(found.mentions) == 3


def test_two_people_of_one_surname_are_not_confused() -> None:
    found = people("Ministers: Minister Ana Paz met Minister Eva Paz. Paz then left.")
    assert names(found) == ["Ana Paz", "Eva Paz"]
    assert len(found.mentions) == 2


def test_surnames_in_capitals_are_spelled_as_names() -> None:
    assert names(people("António VITORAL, Director General of IOM, signed.", IOM)) == ["António Vitoral"]


def test_particles_initials_and_hyphens_belong_to_the_name() -> None:
    text = (
        "Minister Mohammed bin Salim Al-Harthi, Minister Sophie van der Berg, Minister Grace N. Otieno and "
        "Minister Marie-Claire de la Tour met."
    )
    assert names(people(text)) == [
        "Mohammed bin Salim Al-Harthi",
        "Sophie van der Berg",
        "Grace N. Otieno",
        "Marie-Claire de la Tour",
    ]


NOBODY = [
    ("The Cadiz Action Plan, the Valletta Summit and the Joint Declaration were quoted.", "en"),
    ("Human Rights Watch said that Expo 2020 had begun; Save the Children agreed.", "en"),
    ("Doctors Worldwide explained the Marrakech Declaration.", "en"),
    ("Delegates met in Santo Domingo, San José and Port Louis.", "en"),
    ("The Simon Bolivar Hall and the Konrad Adenauer Foundation received the guests.", "en"),
    ("George Washington University said it would help.", "en"),
    ("The National Contact Points met; Working Group Chairs reported.", "en"),
    ("The Director of Ceremonies opened. Ministers of Labour and Heads of Delegation gathered.", "en"),
    ("WHO WE ARE\nWHAT WE DO\nTAKE ACTION", "en"),
    ("Technical Exchange of Practices on Fair Recruitment: General Objective", "en"),
    ("El Plan de Acción de Cartagena y la Declaración de Brasilia siguen vigentes.", "es"),
    ("La Cumbre de Los Ángeles y el Proceso de Quito fueron citados en Ciudad de Panamá.", "es"),
    ("Médicos Sin Fronteras dijo que apoya el Marco Integral Regional.", "es"),
    ("Médecins Sans Frontières a déclaré son appui au Plan d'action conjoint de La Valette.", "fr"),
    ("Le Conseil des ministres et la Haute Autorité se réunissent à Port-au-Prince.", "fr"),
    ("", "en"),
    ("...", "fr"),
]


@pytest.mark.parametrize(("text", "code"), NOBODY)
def test_names_of_other_things_are_nobody(text: str, code: str) -> None:
    assert names(people(text, code=code)) == []


UNREAD = [
    "For more information, please contact: Ana Rivas, Coordinator of the Coast Program of IOM: arivas@example.org",
    "Talks ended in Lima.\nContact\nAna Rivas\nTel: +00 555 123\nE-mail: a@example.org",
    "Photo: Ana Rivas, Director General of IOM, at the opening",
    "Design by Ana Rivas",
    "© Ana Rivas, IOM",
    "Para más información: Ana Rivas, oficial de la OIM, tel. 555 123",
    "Pour plus d'informations : Mme Ana Rivas, chargée de communication de l'OIM",
]


@pytest.mark.parametrize("text", UNREAD)
@pytest.mark.parametrize("code", ["en", "es", "fr"])
def test_contact_lines_and_captions_name_nobody(text: str, code: str) -> None:
    assert people(text, IOM, OIM, code=code) == People()


def test_a_known_organisation_is_no_person_and_a_place_can_be_part_of_one() -> None:
    text = "Carmen Ray said yes; Santiago Prado, Minister of Chile, said no."
    known = [organisation("Carmen Ray", "carmen-ray"), ("Santiago", "Place", "place/santiago"), state("Chile", "chl")]
    assert names(people(text, *known)) == ["Santiago Prado"]


def test_a_state_that_is_a_given_name_is_part_of_the_name() -> None:
    text = "Honourable Jordan Banda, Minister of Home Affairs of Malawi, met delegates from Jordan."
    found = people(text, state("Jordan", "jor"), state("Malawi", "mwi"))
    assert affiliated(found) == [("Jordan Banda", "Minister of Home Affairs", "state/mwi")]


def test_spans_cover_the_name_with_its_office() -> None:
    text = "Present: H.E. Mr. Ivo Lang, Director of IOM, the Deputy Minister, Eva Paz, and Lang's aide."
    found = people(text, IOM)
    assert [(text[s.start : s.end], s.id) for s in found.spans] == [
        ("H.E. Mr. Ivo Lang, Director of IOM", "person/ivo-lang"),
        ("the Deputy Minister, Eva Paz", "person/eva-paz"),
        ("Lang", "person/ivo-lang"),
    ]
    assert [s.id for s in found.spans] == [m.id for m in found.mentions]


def test_evidence_is_the_sentence_that_names_the_office() -> None:
    text = "They met. Dr. Ivo Lang, Director of IOM, spoke at length. All left."
    found = people(text, IOM)
    evidence = found.affiliations[0].evidence[0]
    assert evidence.quote == "Dr. Ivo Lang, Director of IOM, spoke at length."
    assert text[evidence.start : evidence.end] == evidence.quote
    given = find_people(text, "en", named(text, [IOM]), sentences=[(0, len(text))])
    assert given.affiliations[0].evidence[0].quote == text


def test_mentions_are_slices_in_order_and_do_not_overlap() -> None:
    text = "Minister Eva Paz met Ms. Ana Sol (IOM); Paz and Sol agreed, said Bo Ek, Director, IOM."
    found = people(text, IOM)
    assert [text[m.start : m.end] for m in found.mentions] == ["Eva Paz", "Ana Sol", "Paz", "Sol", "Bo Ek"]
    assert all(a.end <= b.start for a, b in itertools.pairwise(found.mentions))


def test_an_office_in_the_plural_tells_two_people() -> None:
    assert names(people("Zoltran Bek and Grit Smid-Brem, co-chairs of the forum, spoke.")) == [
        "Zoltran Bek",
        "Grit Smid-Brem",
    ]


def test_a_genitive_before_a_given_name_is_no_part_of_it() -> None:
    assert affiliated(people("Exposé de Sophie Morel (OIM), suivi d'un débat", OIM, code="fr")) == [
        ("Sophie Morel", None, "organisation/iom")
    ]


@pytest.mark.parametrize(
    "unit", ["Eva Sol, Director, IOM, ", "Minister Eva Sol of IOM, ", "Minister of ", "Mr ", "A. ", "tel. 5 ", "("]
)
def test_long_and_odd_texts_are_read(unit: str) -> None:
    found = people(unit * 1500, IOM)
    assert len(found.entities) <= 1


def test_an_unknown_language_is_read_as_english() -> None:
    assert names(people("Minister Eva Paz spoke.", code="pt")) == ["Eva Paz"]
