"""What headlines, headings, datelines and lists in a row speak of."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tookpart.loaders.document import Document
from tookpart.loaders.load import load

Make = Callable[..., Document]
Said = Callable[..., set[str]]


def told(document: Document) -> list[tuple[str, str, str]]:
    """The name, first day and place of each meeting in order; "" for what the text does not say."""
    facts = load(document)
    found = {(s.subject, s.property): s.value.rpartition("/")[2] for s in facts.statements}
    return [(m.name, found.get((m.id, "startDate"), ""), found.get((m.id, "heldAt"), "")) for m in facts.meetings]


@pytest.mark.parametrize(
    ("dateline", "code"),
    [
        ("Lima, 8 de septiembre de 2008.- ", "es"),
        ("LIMA, 8 de septiembre de 2008 (Andina) -- ", "es"),
        ("Lima, 8 de septiembre de 2008 – ", "es"),
    ],
)
def test_the_day_of_a_dateline_is_not_the_meetings(dateline: str, code: str, document_of: Make) -> None:
    text = (
        f"{dateline}El Primer Foro Andino sobre Migraciones tuvo lugar en Quito los días 4 y 5 de septiembre de 2008."
    )
    assert [meeting[1:] for meeting in told(document_of(text, code))] == [("2008-09-04", "quito")]


def test_a_day_above_the_headline_dates_the_text_alone(document_of: Make) -> None:
    text = (
        "29 July 2021\nPuebla receives the Regional Conference on Migration\n\n"
        "Mexico greeted delegates of the Regional Conference on Migration (RCM) at the Vice-Ministerial Meeting.\n"
    )
    assert {meeting[1] for meeting in told(document_of(text))} == {""}


def test_days_may_be_joined_by_a_slash(document_of: Make) -> None:
    text = "Ministerial Meeting of the Bali Process\nLima, Peru, 25/26 June 2024\n\nPeru and Chile took part.\n"
    (meeting,) = told(document_of(text))
    assert meeting[1:] == ("2024-06-25", "lima")
    assert not load(document_of("Peru paid 25/26 of the costs of migration talks.")).statements


def test_here_is_the_place_before_an_agency(document_of: Make) -> None:
    text = (
        "Valletta, Malta (Italpress) – Ministers of the Bali Process met here on 5 May 2023 to speak of migration. "
        "Malta and Italy took part.\n"
    )
    assert [meeting[1:] for meeting in told(document_of(text))] == [("2023-05-05", "valletta")]


def test_a_headline_that_says_who_met_names_the_meeting_of_the_first_paragraph(said: Said) -> None:
    text = (
        "Almaty Process meets online\n\n"
        "The Senior Officials' Meeting of the Almaty Process was held online on 28 March 2023.\n\n"
        "In attendance: Iran, Kazakhstan and Pakistan.\n"
    )
    assert said(text) == {"irn attended", "kaz attended", "pak attended"}


def test_a_title_further_down_takes_what_stands_below_it(document_of: Make) -> None:
    text = (
        "Chile in the South American Conference on Migration\n\nLima, 1999: South American Encounter on Migration.\n\n"
        "XII South American Conference on Migration, Santiago, 4 November 2012\n"
        "Official delegations: Argentina, Brazil and Chile\n"
    )
    facts = load(document_of(text))
    names = {m.id: m.name for m in facts.meetings}
    assert {names[p.meeting][:3] for p in facts.participations if p.role == "attended"} == {"XII"}


def test_lines_with_one_round_each_are_a_series(document_of: Make) -> None:
    text = (
        "South American Conference on Migration\n\nConferences\nI Buenos Aires, Argentina (2000)\n"
        "II Santiago, Chile (2001)\nIII Quito, Ecuador (2002)\nIV Montevideo, Uruguay (2003)\n"
    )
    assert [meeting[1:] for meeting in told(document_of(text))] == [
        ("2000", "buenos-aires"),
        ("2001", "santiago"),
        ("2002", "quito"),
        ("2003", "montevideo"),
    ]


def test_the_title_of_a_programme_is_its_event(said: Said) -> None:
    text = (
        "Africa-EU Partnership on Migration and Employment\nBrussels, 4 June 2009\nProgramme\n\n"
        "09:00 Registration\n09:30 Opening remarks on migration and refugees\n"
        "Colleen Thomas, Head of Office, IOM\n"
        "10:00 Panel on migration and asylum\nRob Brown, Adviser, European Commission\n11:00 End of the meeting\n"
    )
    facts = {fact for fact in said(text) if "spokeAt" in fact}
    assert facts == {"colleen-thomas spokeAt", "rob-brown spokeAt"}


def test_an_edition_is_the_meeting_of_its_title(document_of: Make) -> None:
    text = (
        "International Dialogue on Migration (IDM) 2020\n15-16 October 2020\n\n"
        "The IDM, now in its 20th edition, has served since 2001 as a platform on migration. Peru took part.\n"
    )
    assert len(told(document_of(text))) == 1


def test_a_heading_over_a_calendar_is_no_event(document_of: Make) -> None:
    text = (
        "MARRI, past events, 2016\n\n21 June. Annual Forum of MARRI, Podgorica. Serbia took part.\n\n"
        "18 May. Meeting of Friends of MARRI, Skopje. Albania took part.\n\n"
        "8-9 April. Training on asylum and migration, Tirana. Kosovo took part.\n"
    )
    meetings = told(document_of(text))
    assert [day for _, day, _ in meetings] == ["2016-06-21", "2016-05-18", "2016-04-08"]


def test_other_dialogues_are_guests(said: Said) -> None:
    text = (
        "Ministerial Meeting of the Colombo Process\nKathmandu, 15 November 2018\n\n"
        "Nepal and India took part. As observers came the Abu Dhabi Dialogue, IOM and ASEAN.\n\n"
        "Nepal spoke of the Colombo Process.\n"
    )
    facts = said(text)
    assert {"add observed", "iom observed", "asean observed"} <= facts
    assert not any(fact.startswith("colombo-process") for fact in facts)


def test_members_below_attendance_came(said: Said) -> None:
    text = (
        "20th Pacific Immigration Directors' Conference (PIDC)\nApia, Samoa, 20 June 2017\n\n"
        "Attendance\n3 Member countries: Fiji, Samoa and Tonga.\n"
    )
    came = {"fji attended", "wsm attended", "ton attended"}
    assert said(text) == came | {"fji memberOf pidc", "wsm memberOf pidc", "ton memberOf pidc"}


def test_observers_may_be_told_behind_their_names(said: Said) -> None:
    text = (
        "Senior Officials' Meeting of the Prague Process\nPrague, 5 May 2014\n\n"
        "Attendance: officials of Belarus and Poland; delegates of Latvia in the capacity of observers; IOM.\n"
    )
    assert said(text) == {"blr attended", "pol attended", "lva observed", "iom attended"}


def test_lists_in_a_row_tell_the_same(said: Said) -> None:
    text = (
        "Third Ministerial Meeting of the Abu Dhabi Dialogue\nDubai, 5 May 2014\n\n"
        "Sending countries taking part: India and Nepal. Receiving countries: Kuwait and Qatar. "
        "Sources of the goods: Chile and Peru.\n"
    )
    attended = {fact for fact in said(text) if fact.endswith("attended")}
    assert attended == {"ind attended", "npl attended", "kwt attended", "qat attended"}


def test_a_vice_chair_is_no_chair(said: Said) -> None:
    text = (
        "Budapest Process\n\nMembers: Chile, Peru\nObservers: Spain\nSecretariat: ICMPD\n"
        "Chair: Turkey; vice-chair Hungary\n"
    )
    assert {fact for fact in said(text) if "presidencyOf" in fact} == {"tur presidencyOf budapest-process"}


def test_a_long_name_before_a_known_acronym_is_that_dialogue(said: Said) -> None:
    text = (
        "La XV cumbre del Foro Mundial de Migración y Desarrollo (FMMD) se celebró en Riohacha el 2 de septiembre "
        "de 2025. Asistieron México y Perú.\n"
    )
    assert said(text, "es") == {"mex attended", "per attended"}


def test_the_working_group_is_the_one_named_before(document_of: Make) -> None:
    text = (
        "The Ninth Meeting of the Bali Process Trafficking in Persons Working Group was held in Bangkok on 7 May 2023. "
        "Chile and Peru, all Working Group members, took part in the talks on trafficking.\n"
    )
    targets = {m.target for m in load(document_of(text)).memberships}
    assert targets == {"body/wg-trafficking"}


def test_numbered_tables_are_parts_of_the_meeting(document_of: Make) -> None:
    text = (
        "The 13th Summit of the Global Forum on Migration and Development (GFMD) met in Geneva on 23 January 2024. "
        "Chile chaired Roundtable 4 on labour migration. Peru chaired a panel on the cost of sending money.\n"
    )
    facts = load(document_of(text))
    names = {m.id: m.name for m in facts.meetings}
    parts = {names[s.subject][:12] for s in facts.statements if s.property == "within"}
    assert parts == {"Roundtable 4"}


def test_those_who_sat_in_a_body_met_elsewhere(document_of: Make) -> None:
    text = (
        "The 8th Meeting of the IGAD Regional Consultative Process on Migration opened in Kampala on 8 November 2016. "
        "The day before, the 5th meeting of the Regional Migration Coordination Committee (RMCC) was held in Entebbe. "
        "The officials who had sat in the RMCC were joined at the 8th Meeting by Chile and Peru.\n"
    )
    facts = load(document_of(text))
    names = {m.id: m.name for m in facts.meetings}
    assert {names[p.meeting][:3] for p in facts.participations if p.actor.startswith("state/")} == {"8th"}


def test_a_series_counted_by_roman_numbers_alone(document_of: Make) -> None:
    text = (
        "South American Conference on Migration (SACM)\n\nThe SACM speaks of migration policy in South America.\n\n"
        "Editions\nV: La Paz, Bolivia (2004)\nVI: Asuncion, Paraguay (2006)\nVII: Caracas, Venezuela (2007)\n"
    )
    facts = load(document_of(text))
    held = {s.value for s in facts.statements if s.property == "heldIn"}
    assert held == {"state/bol", "state/pry", "state/ven"}


def test_where_a_forum_met_before(document_of: Make) -> None:
    text = (
        "The Fourth Global Forum on Migration and Development (GFMD) opened on Monday in Mexico City. "
        "The Forum met before in Brussels (2007), Manila (2008) and Athens (2009).\n"
    )
    facts = load(document_of(text))
    held = sorted(s.value for s in facts.statements if s.property == "heldAt")
    assert held == ["place/athens", "place/brussels", "place/manila", "place/mexico-city"]


def test_a_headline_that_names_the_meeting_loosely(document_of: Make) -> None:
    text = (
        "Minister to lead delegation to UN migration forum\n\n"
        "New Delhi, 16 May 2022: India's Minister of State for External Affairs, V Muraleedharan, will head the "
        "delegation to the first International Migration Review Forum (IMRF). The Forum sits in New York from 18 May "
        "to 20 May 2022.\n"
    )
    facts = load(document_of(text))
    assert len(facts.meetings) == 1
    assert {s.value for s in facts.statements if s.property == "ofProcess"} == {"process/imrf"}
    assert {s.value for s in facts.statements if s.property == "startDate"} == {"2022-05-18"}


def test_an_officer_with_the_state_he_is_from(document_of: Make) -> None:
    text = (
        "The Global Forum on Migration and Development met in Geneva on 3 May 2013. "
        "First on the rostrum was John Ashe (Antigua and Barbuda), President of the General Assembly.\n"
    )
    facts = load(document_of(text))
    assert [m.target for m in facts.memberships if m.member == "person/john-ashe"] == ["organisation/general-assembly"]
    assert {(p.actor, p.role) for p in facts.participations} == {("person/john-ashe", "spokeAt")}


def test_the_members_of_the_body_that_heads_the_page(document_of: Make) -> None:
    text = (
        "COLOMBO PROCESS\nThematic Area Working Group on Skills and Qualification Recognition\nBackground paper\n\n"
        "GOAL: Better jobs for migrant workers from Colombo Process Member States.\n\n"
        "MEMBERS: Afghanistan, China, India\n"
    )
    facts = load(document_of(text))
    targets = {m.target for m in facts.memberships if m.relation == "memberOf"}
    assert len(targets) == 1
    assert targets.pop().startswith("body/")


def test_who_gets_the_chair_of_a_forum_holds_none(document_of: Make) -> None:
    text = (
        "Sri Lanka gets chair of Gulf-Asia labour forum\n22 May 2016\n\n"
        "The countries of the Abu Dhabi Dialogue (ADD) have elected Sri Lanka as their next Chair. Labour migration "
        "in Asia is its subject. The forum has 3 members, countries that workers leave: India, Nepal, Sri Lanka.\n"
    )
    facts = load(document_of(text))
    assert not facts.meetings
    assert {m.member for m in facts.memberships if m.relation == "memberOf"} == {"state/ind", "state/lka", "state/npl"}


def test_a_meeting_that_is_only_ahead_is_not_told(document_of: Make) -> None:
    text = (
        "The 7th Plenary of the Asia-Pacific Consultations on Refugees, Displaced Persons and Migrants (APC) was held "
        "in Halong Bay, Vietnam. A working group on refugees is to advise the next Plenary.\n"
    )
    facts = load(document_of(text))
    assert [m.name[:3] for m in facts.meetings] == ["7th"]


def test_a_short_sentence_is_no_headline(document_of: Make) -> None:
    text = (
        "The countries of the Abu Dhabi Dialogue (ADD) have elected Sri Lanka as their next Chair. Labour migration in "
        "Asia is its subject.\n\nThe choice was made by senior officials at a meeting in Dubai on May 11-12, 2016. "
        "They accepted Sri Lanka's offer to host a senior officials' meeting in Colombo in January 2017.\n"
    )
    facts = load(document_of(text))
    hosted = {p.meeting for p in facts.participations if p.role == "hosted"}
    dubai = {s.subject for s in facts.statements if s.value == "place/dubai"}
    assert hosted
    assert not hosted & dubai


def test_the_meeting_of_a_place_among_others(document_of: Make) -> None:
    text = (
        "Senior officials of the Abu Dhabi Dialogue (ADD) held a meeting in Dubai on 11 May 2016. The 4th Ministerial "
        "Consultation of the ADD will be held in Colombo in January 2017. The Dubai meeting spoke about labour "
        "migration. Kuwait chaired the Dubai meeting.\n"
    )
    facts = load(document_of(text))
    held = {s.subject: s.value for s in facts.statements if s.property == "heldAt"}
    assert sorted(held.values()) == ["place/colombo", "place/dubai"]
    assert {held[p.meeting] for p in facts.participations if p.role == "chaired"} == {"place/dubai"}


def test_a_headline_that_names_a_meeting_by_its_place(document_of: Make) -> None:
    text = (
        "Cairo meeting brings consultative processes together\n\n"
        "The International Organization for Migration (IOM) hosted the Fifth Global RCP Meeting on migration in Cairo "
        "on 21 and 22 October 2015. One of those present wished to see such a meeting made permanent.\n"
    )
    assert [meeting[1:] for meeting in told(document_of(text))] == [("2015-10-21", "cairo")]


def test_to_meet_is_no_meeting(document_of: Make) -> None:
    text = (
        "Meeting the press after the Bali Process conference\n\n"
        "The Second Bali Process Ministerial Conference on people smuggling ended in Bali on 30 April 2003.\n"
    )
    assert [meeting[0] for meeting in told(document_of(text))] == ["Bali Process conference"]
