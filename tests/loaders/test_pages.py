"""How pages are built that tell of several meetings, of members or of who came: what belongs to which line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tookpart.loaders.document import Document
from tookpart.loaders.load import load
from tookpart.loaders.reading import read

Make = Callable[..., Document]
Said = Callable[..., set[str]]


def when_and_where(document: Document) -> set[tuple[str, str]]:
    """The first day and the place of each meeting; "" for what the text does not say."""
    facts = load(document)
    found = {(s.subject, s.property): s.value.rpartition("/")[2] for s in facts.statements}
    return {(found.get((m.id, "startDate"), ""), found.get((m.id, "heldAt"), "")) for m in facts.meetings}


DASHED = """Budapest Process: meetings

12 March 2019 - Senior officials' meeting, Sofia
The participants looked at routes.

4 June 2018 - Senior officials' meeting, Rome
Experts reported on returns of migrants.

9 May 2017 - Senior officials' meeting, Vienna
The year's plan was adopted.
"""
ABOVE = """Almaty Process: recent events

Presentation of the regional guidelines on referring refugees and asylum-seekers at the borders of Central Asia
Bishkek, Kyrgyzstan, 29 November 2016
UNHCR led the drafting.

Training of border guards on mixed migration
Astana, Kazakhstan, 19-20 September 2016
The States asked for more of it.

Regional Conference on Border Management
Almaty, Kazakhstan, 4 December 2015
It closed with a statement on migrants.
"""


def test_a_line_that_begins_with_a_day_and_a_dash_opens_an_entry(document_of: Make) -> None:
    assert {day for day, _ in when_and_where(document_of(DASHED))} == {"2017-05-09", "2018-06-04", "2019-03-12"}


def test_a_title_above_its_place_and_day_is_an_entry(document_of: Make) -> None:
    assert when_and_where(document_of(ABOVE)) == {
        ("2016-11-29", "bishkek"),
        ("2016-09-19", "astana"),
        ("2015-12-04", "almaty"),
    }
    assert load(document_of(ABOVE)).meetings[0].name.startswith("Presentation of the regional guidelines")


def test_the_rows_of_a_table_are_read_by_its_headings(document_of: Make, said: Said) -> None:
    text = (
        "Asia-Pacific Consultations on Refugees, Displaced Persons and Migrants (APC)\n\n"
        "Year | Coordinating country (Chair) | Plenary\n"
        "2002 | Viet Nam | Seventh Plenary, hosted by Viet Nam\n"
        "2009 | Samoa | Fourteenth Plenary, Apia, hosted by Samoa\n"
    )
    assert not {m.name for m in load(document_of(text)).meetings} & {"Viet Nam", "Samoa", "2002", "2009"}
    assert "vnm hosted" in said(text)


def test_a_menu_tells_of_no_meeting(document_of: Make) -> None:
    text = "Global Forum on Migration and Development\n\nEvent | 2 July 2013\n\nContact | Events | Meetings\n"
    assert not load(document_of(text)).meetings


def test_a_count_below_members_does_not_end_their_list(said: Said) -> None:
    text = "Dialogue MIDCOM\n\nProcessus sur la migration\n\nMembres\n2 États\nBurundi\nKenya\n"
    assert {f for f in said(text, "fr") if "memberOf" in f} == {"bdi memberOf midcom", "ken memberOf midcom"}


def test_a_place_below_a_title_is_where_it_met(document_of: Make) -> None:
    text = (
        "IV Technical Meeting on Migrants, Quito Process, 5 and 6 July 2019\n\nBuenos Aires, Argentina\n\nThey met.\n"
    )
    assert when_and_where(document_of(text)) == {("2019-07-05", "buenos-aires")}


def test_former_meetings_in_brackets_have_their_own_days(document_of: Make) -> None:
    text = (
        "The 4th Ministerial Conference of the Budapest Process met in Rhodes, Greece, on 26 June 2003. It reconfirmed "
        "what the previous conferences of ministers had asked on migration (Berlin, October 1991; Budapest, February "
        "1993)."
    )
    assert when_and_where(document_of(text)) == {
        ("2003-06-26", "rhodes-grc"),
        ("1991-10", "berlin"),
        ("1993-02", "budapest"),
    }


def test_the_days_of_a_sentence_complete_the_day_of_a_line(document_of: Make) -> None:
    text = (
        "Prague Process: Ministerial Conference\n\nDate: 14 October 1997\nLocation: Prague\n\n"
        "The meeting on migration was held on 14 - 15 October 1997."
    )
    facts = load(document_of(text))
    assert {s.value for s in facts.statements if s.property == "endDate"} == {"1997-10-15"}


def test_the_acronym_of_a_process_may_have_the_number_of_its_meeting(said: Said, document_of: Make) -> None:
    text = "Senegal hosted PAFOM 6 in Dakar in 2021. The forum spoke of migration."
    assert "sen hosted" in said(text)
    assert [m.ordinal for m in load(document_of(text)).meetings] == [6]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Almaty process", "almaty-process"), ("Almaty Process", "almaty-process"), ("almaty process", None)],
)
def test_a_process_is_one_in_small_letters_too(name: str, expected: str | None, said: Said) -> None:
    found = said(f"Kazakhstan and Tajikistan are members of the {name}, which speaks of migration and refugees.")
    assert ("kaz memberOf almaty-process" in found) is (expected is not None)


def test_a_process_named_late_in_a_list_is_not_what_a_text_is_about(document_of: Make) -> None:
    text = (
        "The ministers of Mali and Italy met in Tunis on 24 July 2017 for the second ministerial meeting on migration. "
        + "They spoke at length of migrants and of routes. " * 8
        + "They recalled other forums, such as the African Union, the Rabat Process and the Valletta Summit."
    )
    assert not [s for s in load(document_of(text)).statements if s.property == "ofProcess"]


def test_people_of_two_states_make_a_dialogue(said: Said) -> None:
    text = (
        "The conference on migration opened in Rome on 23 July 2023. It was attended by Robert Abela, Prime Minister "
        "of Malta, and by Nasser Bourita, Minister of Foreign Affairs of Morocco."
    )
    assert {f for f in said(text) if "attended" in f} == {"robert-abela attended", "nasser-bourita attended"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a name of nobody known does not end a list
        ("Peru, Blue Sea Partnership and Chile attended the meeting on migration.", {"per attended", "chl attended"}),
        # those in brackets behind a word for them
        (
            "International organisations (IOM, UNHCR) as well as Chile attended the meeting on migration.",
            {"iom attended", "unhcr attended", "chl attended"},
        ),
        # the bureau, not the department
        (
            "The meeting on migration was funded by the US Department of State's Bureau of Migration Affairs.",
            {"bureau-of-migration-affairs funded"},
        ),
        # what is said of an initiative is not said of the meeting
        ("The meeting on migration ended. The observatory is an initiative of IOM, funded by Chile.", set()),
        # what is so each year
        ("Chile attended the meeting on migration. Each year the forum is hosted by IOM.", {"chl attended"}),
    ],
)
def test_who_did_what(text: str, expected: set[str], said: Said) -> None:
    head = "The Regional Conference on Migration met in Lima on 2 May 2012. "
    assert {f for f in said(head + text) if "Of" not in f} == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "José Laurent of the Ministry of Legal Affairs spoke.",
            "jose-laurent affiliatedWith ministry-of-legal-affairs",
        ),
        ("John Smith from UNHCR opened it.", "john-smith affiliatedWith unhcr"),
        ("Then Peter Brown, UNODC, presented the report.", "peter-brown affiliatedWith unodc"),
        ("Eva Sol, who is Director of Policy in the Ministry of Labour, spoke.", "eva-sol affiliatedWith"),
    ],
)
def test_whom_a_person_stands_for(text: str, expected: str, said: Said) -> None:
    found = said("The Regional Conference on Migration met in Lima on 2 May 2012. " + text)
    assert any(fact.startswith(expected) for fact in found)
    assert not any(fact.startswith(("unhcr spokeAt", "unodc spokeAt")) for fact in found)


def test_the_dateline_of_an_online_meeting_is_no_place_of_it(document_of: Make) -> None:
    text = (
        "Guatemala, 30 de junio del 2021. La Reunión Ordinaria de la OCAM, sobre migración, se celebró este día por "
        "medio de una plataforma virtual. Participaron Belice y Panamá."
    )
    assert not [s for s in load(document_of(text, "es")).statements if s.property == "heldIn"]


def test_the_capital_of_a_state_is_in_the_state(document_of: Make) -> None:
    text = (
        "La XVII Conferencia Regional sobre Migración terminó hoy en la capital panameña. Asistieron Belice y Honduras."
    )
    assert {s.value for s in load(document_of(text, "es")).statements if s.property == "heldIn"} == {"state/pan"}


def test_adjectives_in_a_row_are_states(said: Said) -> None:
    text = (
        "La conférence sur les migrations s'est tenue à Rome le 20 mars 2017. Y ont participé les ministres de "
        "l'Intérieur autrichien, allemand et suisse."
    )
    assert said(text, "fr") >= {"aut attended", "deu attended", "che attended"}


FORUM = "The Migration Forum of the Bali Process was held in Lima on 4 May 2020. "


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Delegations came from 16 countries. They were Chile, Peru and Brazil.", {"chl", "per", "bra"}),
        (
            "Ministers came from six states. Those that send workers were Nepal and India; those that receive them, "
            "Oman and Kuwait.",
            {"npl", "ind", "omn", "kwt"},
        ),
        # who is not told to have come
        ("Twelve states could not be represented. They are Nepal and India.", set()),
        ("The process has twelve member countries. They are Nepal and India.", set()),
        ("Twelve states came. Nepal and India are far away.", set()),
        # a label's list and what it leaves open
        ("Delegates came from three ASEAN member states, Japan and Australia.", {"jpn", "aus"}),
        ("Leading the delegations were: for Chile, Ms Eva Sol, Minister; and for Peru, Mr Ivo Lang.", {"chl", "per"}),
        (
            "The forum brought together representatives of Chile, representatives of the Western Balkans, and Peru.",
            {"chl", "per"},
        ),
    ],
)
def test_states_that_came(text: str, expected: set[str], said: Said) -> None:
    states = {"chl", "per", "bra", "npl", "ind", "omn", "kwt", "jpn", "aus"}
    assert {f.removesuffix(" attended") for f in said(FORUM + text) if f.endswith(" attended")} & states == expected


@pytest.mark.parametrize(
    ("text", "code", "expected"),
    [
        (
            "El Proceso de Quito celebró un foro sobre migración en Lima el 4 de mayo de 2020. Participaron "
            "delegaciones de doce países. Fueron Chile, Perú y Brasil.",
            "es",
            {"chl attended", "per attended", "bra attended"},
        ),
        (
            "Le Processus de Rabat a tenu un forum sur la migration à Dakar le 4 mai 2020. Douze pays étaient "
            "représentés. Il s'agit du Mali, du Tchad et du Niger.",
            "fr",
            {"mli attended", "tcd attended", "ner attended"},
        ),
        (
            "Une conférence sur la migration se tient à Abidjan. Organisateurs de la conférence, la CEDEAO et l'OIM "
            "y voient un succès.",
            "fr",
            {"ecowas organised", "iom organised"},
        ),
    ],
)
def test_who_came_in_other_languages(text: str, code: str, expected: set[str], said: Said) -> None:
    assert said(text, code) >= expected


def test_the_lines_of_a_list_begin_with_a_form_of_address(said: Said) -> None:
    found = said(
        "Bali Process: forum on migration in Lima on 3 May 2020\n\nSpeakers\n"
        "Mr. Johan Meyer, Refugee Policy Director, Norwegian Ministry of Foreign Affairs\n"
        "Professor Walter Kaelin, Envoy of the Chairmanship\n"
        "Dr. Eva Sol, Lecturer, Sciences Po\n"
    )
    assert found >= {"johan-meyer spokeAt", "walter-kaelin spokeAt", "eva-sol spokeAt"}
    assert "johan-meyer affiliatedWith ministry-of-foreign-affairs-nor Refugee Policy Director" in found


def test_a_speaker_stands_for_the_state_behind_the_name(said: Said) -> None:
    found = said(
        FORUM + "\n\nSpeakers:\n"
        "• Malek Deng Dau Deng, South Sudan, Deputy Minister of Foreign Affairs and International Cooperation\n"
        "• Stefano Sannino, European External Action Service (EEAS), Deputy Secretary General for Global Issues\n"
    )
    assert found >= {"malek-deng-dau-deng spokeAt", "stefano-sannino spokeAt"}
    served = {f.split(" ", 3)[2] for f in found if "affiliatedWith" in f}
    assert served == {"ssd", "eeas"}
    assert not found & {"ssd spokeAt", "eeas spokeAt"}


def test_an_acronym_within_a_title_is_no_actor(said: Said) -> None:
    found = said(FORUM + "The Commissioner of the Immigration Authority (IA), Mr. Marvin Sim, chaired the Forum.")
    assert "marvin-sim chaired" in found
    assert not [f for f in found if f.endswith(" chaired") and not f.startswith("marvin-sim")]


def test_a_part_with_an_acronym_of_its_own_is_an_organisation(said: Said) -> None:
    found = said(
        FORUM + "It was organized by UNHCR and the OSCE's Office for Democratic Institutions and Human Rights (ODIHR). "
        "The IOM Regional Office for South America (ROSA) attended the forum."
    )
    office = "office-for-democratic-institutions-and-human-rights-osce"
    assert found >= {"unhcr organised", f"{office} organised", "iom attended"}
    assert not [f for f in found if f.startswith("osce ")]


def test_persons_are_members_of_nothing(said: Said) -> None:
    found = said(FORUM + "Eva Sol, Director of the Emergency Office, which belongs to the Bali Process, attended it.")
    assert not [f for f in found if f.startswith("eva-sol memberOf")]


def test_a_vice_chair_does_not_hold_the_presidency(said: Said) -> None:
    found = said(
        "Bali Process. The Chair is at present held by Ms Eva Sol of Chile. Vice-Chair at present is Mr Ivo Lang."
    )
    assert {f for f in found if "presidencyOf" in f} == {"eva-sol presidencyOf bali-process"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Arusha, 24 October 2021: A meeting on migration was held from 18 to 21 October 2021 in Dar es Salaam. "
            "Kenya chaired it.",
            ("2021-10-18", "dar-es-salaam"),
        ),
        ("Arusha, 24 October 2021: The meeting on migration took place. Kenya chaired it.", ("2021-10-24", "")),
        (
            'Help for migrants grew in Doha, Qatar, on 21-22 May 2024 with the launch of the "Doha Dialogue" on Labour '
            "Mobility. Ministers came from African countries: Algeria and Chad.",
            ("2024-05-21", "doha"),
        ),
        (
            "Kenya took part in a Regional Dialogue on Climate Migration (20-23 June 2022) in Nairobi.",
            ("2022-06-20", "nairobi"),
        ),
    ],
)
def test_when_and_where_of_one_meeting(text: str, expected: tuple[str, str], document_of: Make) -> None:
    assert when_and_where(document_of(text)) == {expected}


def test_fighters_who_come_back_are_no_migrants(document_of: Make) -> None:
    text = (
        "The council on rehabilitation and reintegration of returnees met in Tashkent on 14 May 2024. It is about "
        "those who come back from wars, and how they are rehabilitated and reintegrated. The UN attended."
    )
    assert not load(document_of(text)).meetings


def test_member_states_that_came_are_members(said: Said) -> None:
    found = said(FORUM + "Ministers came from three member countries. They were Chile, Peru and Brazil.")
    assert found >= {f"{state} attended" for state in ("chl", "per", "bra")}
    assert found >= {f"{state} memberOf bali-process" for state in ("chl", "per", "bra")}


@pytest.mark.parametrize(
    ("text", "code", "expected"),
    [
        ("Eva Sol, Ambassador to Peru, spoke.", "en", set()),
        ("Eva Sol, Ambassador of Chile to Peru, spoke.", "en", {"chl"}),
        ("Eva Sol, Minister of Labour in Kenya, spoke.", "en", {"ken"}),
        ("Intervino la embajadora en Perú, Eva Sol.", "es", set()),
        ("Intervino Eva Sol, embajadora de Chile en Perú.", "es", {"chl"}),
    ],
)
def test_an_ambassador_does_not_speak_for_the_state_where_she_lives(
    text: str, code: str, expected: set[str], said: Said
) -> None:
    head = {
        "en": "The Quito Process met in Lima on 4 May 2020 on migration. ",
        "es": "El Proceso de Quito se reunió en Lima el 4 de mayo de 2020 sobre migración. ",
    }
    assert {f.split(" ", 3)[2] for f in said(head[code] + text, code) if "affiliatedWith" in f} == expected


def test_what_a_dialogue_unites_did_not_come(said: Said) -> None:
    text = (
        "La conférence du MIDWA sur les migrations s'est tenue à Nouakchott le 6 octobre 2015. Le MIDWA rassemble la "
        "Mauritanie et les États membres de la CEDEAO (Bénin, Ghana et Togo)."
    )
    found = said(text, "fr")
    assert not [f for f in found if f.endswith("attended")]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        (
            "Release Date: April 11, 2023\n\nToday, delegations led by {people} met in Lima on migration.",
            {"2023-04-11"},
        ),
        ("Release Date: April 11, 2023\n\nThe Bali Process met in Lima yesterday on migration.", {"2023-04-10"}),
        # a day in the sentence says more, and no day of publication tells nothing
        (
            "Release Date: April 11, 2023\n\nThe Bali Process met in Lima on 3 May 2022, as was said today.",
            {"2022-05-03"},
        ),
        ("Today the Bali Process met in Lima on migration.", set()),
    ],
)
def test_today_is_the_day_of_publication(text: str, days: set[str], tmp_path: Path) -> None:
    people = "the Chilean Minister of Labour Eva Sol and the Peruvian Minister of Labour Ivo Lang"
    file = tmp_path / "text.txt"
    file.write_text(text.replace("{people}", people) + " Chile, Peru and migrants of other states were spoken of.")
    found = load(read(file)).statements
    assert {s.value for s in found if s.property == "startDate"} == days


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Kenenisa Assefa of the Ministry of Foreign Affairs of Ethiopia chaired the meeting.",
            {"kenenisa-assefa chaired", "kenenisa-assefa affiliatedWith ministry-of-foreign-affairs-eth"},
        ),
        (
            "Border Management of the Ministry of the Interior of Kenya chaired the meeting.",
            {"ministry-of-the-interior-ken chaired"},
        ),
    ],
)
def test_two_words_before_a_ministry_may_be_a_name(text: str, expected: set[str], said: Said) -> None:
    head = "The Regional Conference on Migration met in Lima on 2 May 2012. "
    assert said(head + text) == expected


def test_of_members_of_an_organisation_the_states_came(said: Said) -> None:
    text = "La CRM se reunió en Lima. Tomaron parte los cuatro países miembros de la CAN, es decir, Bolivia y Perú."
    facts = said(text, "es")
    assert {"bol attended", "per attended"} <= facts
    assert not {fact for fact in facts if fact.endswith("attended") and fact.split()[0] not in ("bol", "per")}


def test_nobody_is_a_secretariat_in_person(said: Said) -> None:
    text = (
        "La CSM se reunió en Lima. Hablaron Ana Rivas, directora de Migración de Chile, y Juan Mora, de la OIM, "
        "secretaría técnica de la CSM."
    )
    assert not {fact for fact in said(text, "es") if "secretariatOf" in fact and "-" in fact.split()[0]}


def test_the_first_meeting_of_a_process_is_not_the_one_at_hand(document_of: Make) -> None:
    text = (
        "Review Meeting of the Söderköping Process\n\nKyiv, 16-18 September 2002\n\nThe meeting looked back at what "
        "the process had achieved since its first meeting in Söderköping in May 2001."
    )
    assert when_and_where(document_of(text)) == {("2002-09-16", "kyiv"), ("2001-05", "soderkoping")}


def test_the_meeting_of_another_is_not_the_one_at_hand(document_of: Make) -> None:
    text = (
        "The Khartoum Process held its Senior Officials' Meeting in Asmara on 7 March 2019. The plan was agreed at the "
        "JVAP Senior Officials' Meeting in Addis Ababa in November 2018."
    )
    assert when_and_where(document_of(text)) == {("2019-03-07", "asmara"), ("2018-11", "addis-ababa")}


def test_today_and_a_last_day_are_both_ends(tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    file.write_text(
        "SANTIAGO, April 26, 2021. The review meeting of the Quito Process opened today in Lima. The meeting goes on "
        "until Wednesday, April 28.",
        encoding="utf-8",
    )
    found = {s.property: s.value for s in load(read(file)).statements}
    assert (found.get("startDate"), found.get("endDate")) == ("2021-04-26", "2021-04-28")
