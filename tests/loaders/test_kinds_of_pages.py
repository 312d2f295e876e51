"""Pages of events, profiles and minutes: what their labels, titles and lines of places and days speak of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tookpart.loaders.document import Document
from tookpart.loaders.load import load
from tookpart.loaders.reading import read

Make = Callable[..., Document]
Said = Callable[..., set[str]]


def held(document: Document) -> list[tuple[str, str, str]]:
    """The first day, the last day and the place of each meeting in order; "" for what the text does not say."""
    facts = load(document)
    found = {(s.subject, s.property): s.value.rpartition("/")[2] for s in facts.statements}
    return [
        (found.get((m.id, "startDate"), ""), found.get((m.id, "endDate"), ""), found.get((m.id, "heldAt"), ""))
        for m in facts.meetings
    ]


def test_events_with_one_title_are_told_apart_by_their_labels(document_of: Make) -> None:
    text = (
        "Khartoum Process: meetings\n\nSenior Officials' Meeting\nLocation: Rome, Italy\nDate: 5 March 2018\n"
        "Officials spoke of returns.\n\nSenior Officials' Meeting\nLocation: Asmara, Eritrea\nDate: 7 March 2019\n"
        "Officials spoke of routes.\n"
    )
    assert held(document_of(text)) == [
        ("2018-03-05", "2018-03-05", "rome"),
        ("2019-03-07", "2019-03-07", "asmara"),
    ]


def test_a_title_above_place_and_date_needs_no_word_for_a_meeting(document_of: Make) -> None:
    text = (
        "Taking stock of the Global Compact for Migration in Africa\n\nLocation: Accra, Ghana\nDate: 9 May 2024\n"
        "Organisers: International Organization for Migration (IOM)\n\nGhana and Kenya took part.\n"
    )
    assert held(document_of(text)) == [("2024-05-09", "2024-05-09", "accra")]
    (meeting,) = load(document_of(text)).meetings
    assert meeting.name == "Taking stock of the Global Compact for Migration in Africa"


def test_the_first_words_of_a_paragraph_of_minutes_are_its_label(said: Said) -> None:
    text = (
        "Regional Conference on Migration (RCM)\nWorkshop on Consular Protection\nSan José, 8 May 2013\n\n"
        "1. Opening. The agenda was adopted.\n\n"
        "2. Attendance. Canada, Guatemala and Honduras. Belize could not send anyone.\n"
    )
    assert {fact for fact in said(text) if "attended" in fact} == {"can attended", "gtm attended", "hnd attended"}


@pytest.mark.parametrize(
    "label", ["States taking part (3)", "Participating States", "In the chair today", "Observers"], ids=str
)
def test_a_profile_that_mentions_a_meeting_speaks_of_its_process(label: str, said: Said) -> None:
    text = (
        "Ibero-American Forum on Migration and Development (FIBEMYD)\n\n"
        "Kind: forum attached to the Ibero-American Conference\nYear of creation: 2008\n"
        f"Secretariat: Ibero-American General Secretariat (SEGIB)\n{label}: Andorra, Chile, Peru\n"
    )
    facts = said(text)
    assert not {fact for fact in facts if "attended" in fact or "chaired" in fact or "observed" in fact}
    assert {fact.split()[0] for fact in facts if fact.endswith("fibemyd")} >= {"and", "chl", "per"}


def test_a_former_name_with_a_year_is_no_meeting(document_of: Make) -> None:
    text = (
        "PIDC in brief\n\nFull name: Pacific Immigration Development Community; until 2017 Pacific Immigration "
        "Directors' Conference\nSecretariat: Apia\nMembers: Fiji, Samoa\nChair: Samoa\n"
    )
    assert load(document_of(text)).meetings == ()


PLACES = {
    "in the same city": (
        "The Khartoum Process held its Senior Officials' Meeting in Asmara on 7 March 2019. The Steering "
        "Committee met in the same city on 6 March.",
        [("2019-03-07", "asmara"), ("2019-03-06", "asmara")],
    ),
    "here": (
        "Belize City, 9 December 2024 - The Seventh Annual Meeting of the Quito Process was held here on 5 December "
        "2024.",
        [("2024-12-05", "belize-city")],
    ),
    "years of rounds": (
        "The first Pan-African Forum on Migration met in Accra in 2015, the second in Lusaka in 2016, the third in "
        "Kampala in 2017.",
        [("2015", "accra"), ("2016", "lusaka"), ("2017", "kampala")],
    ),
    "another year in the name": (
        "Outcomes of the 20th Pacific Immigration Directors' Conference\n\nApia, Samoa, 20-22 June 2017\n\nMembers "
        "thanked the Marshall Islands for having hosted the 2016 Annual Conference in Majuro.",
        [("2017-06-20", "apia"), ("2016", "majuro")],
    ),
    "an earlier meeting without a name": (
        "Ministers came to Lima on 3 May 2022 for the Third Ministerial Meeting of the Quito Process. They had last "
        "gathered in Quito on 5 June 2019.",
        [("2022-05-03", "lima")],
    ),
}


@pytest.mark.parametrize(("text", "expected"), PLACES.values(), ids=PLACES)
def test_when_and_where(text: str, expected: list[tuple[str, str]], document_of: Make) -> None:
    assert [(first, place) for first, _, place in held(document_of(text))] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "News\n\nVilnius, 25 November 2013\n\nOfficials of the Prague Process meet tomorrow in Brussels for the "
            "8th High Level Meeting on migration.",
            "2013-11-26",
        ),
        (
            "LIMA, May 8, 2024 - Ministers came here yesterday for the third ministerial meeting of the Quito Process.",
            "2024-05-07",
        ),
    ],
)
def test_days_are_counted_from_the_dateline(text: str, expected: str, tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    file.write_text(text, encoding="utf-8")
    assert [first for first, _, _ in held(read(file))] == [expected]


def test_what_is_said_of_both_meetings_is_said_of_each(document_of: Make) -> None:
    text = (
        "The Fifth Senior Officials' Meeting of the Colombo Process falls on 15 November 2018 and the Sixth "
        "Ministerial Consultation on 16 November 2018. Nepal is organising the two meetings."
    )
    facts = load(document_of(text))
    assert sorted(p.meeting for p in facts.participations if p.role == "organised") == [m.id for m in facts.meetings]


def test_the_un_in_a_name_is_the_united_nations(said: Said) -> None:
    text = (
        "The Regional Conference on Migration was organised by the UN Economic and Social Commission for Western Asia "
        "(ESCWA) and the UN Children's Fund."
    )
    assert {fact for fact in said(text) if "organised" in fact} == {"escwa organised", "unicef organised"}


MEMBERS = [
    ("en", "Ministers of the MIRPS countries (Belize and Panama) adopted a text.", {"blz", "pan"}),
    ("es", "Firmaron Belice y Panamá, países que junto con Honduras integran el MIRPS.", {"blz", "pan"}),
    ("fr", "Les pays du MIRPS (Belize et Panama) ont signé.", {"blz", "pan"}),
    ("en", "The countries of the MIRPS were represented (Belize and Panama).", {"blz", "pan"}),
    ("en", "Experts came from Belize and Panama, which take part in the MIRPS.", {"blz", "pan"}),
    ("en", "Ministers spoke of the MIRPS and of migrants in other countries (Belize and Panama).", set[str]()),
]


@pytest.mark.parametrize(("code", "text", "expected"), MEMBERS)
def test_states_in_brackets_behind_a_process_are_members(code: str, text: str, expected: set[str], said: Said) -> None:
    assert {fact.split()[0] for fact in said(text, code) if fact.endswith("memberOf mirps")} >= expected
    if not expected:
        assert not {fact for fact in said(text, code) if "memberOf" in fact}


def test_members_that_came_are_told_to_have_come(said: Said) -> None:
    facts = said("The RCM met in Lima. Delegates came from all three SICA member states: Belize, Honduras and Panama.")
    assert {"blz attended", "hnd attended", "pan attended", "blz memberOf sica"} <= facts
    assert "sica attended" not in facts


def test_the_lines_below_a_heading_in_the_plural_are_meetings(document_of: Make) -> None:
    text = (
        "Dialogue 5+5 sur la migration\n\nConférences ministérielles\n1re conférence : Tunis, 16 et 17 octobre 2002\n"
        "2e conférence : Rabat, 22 et 23 octobre 2003\n3e conférence : Alger, 15 et 16 septembre 2004\n"
    )
    assert {(first, place) for first, _, place in held(document_of(text, "fr"))} == {
        ("2002-10-16", "tunis"),
        ("2003-10-22", "rabat"),
        ("2004-09-15", "algiers"),
    }


def test_lists_of_members_by_shore_are_members(said: Said) -> None:
    text = (
        "Dialogue 5+5 sur la migration\n\nLancement : 2002\nObjet : débattre des migrations\n\nPays membres\n"
        "Rive sud : Algérie, Libye\nRive nord : Espagne, Malte\n"
    )
    facts = {fact.split()[0] for fact in said(text, "fr") if "memberOf" in fact}
    assert facts == {"dza", "lby", "esp", "mlt"}


def test_what_preceded_a_meeting_has_its_own_day(document_of: Make) -> None:
    text = (
        "The Eighth Ministerial Conference of the Bali Process met in Perth on 10 February 2023. The Conference was "
        "preceded on 9 February by the Senior Officials' Meeting."
    )
    assert {first for first, _, _ in held(document_of(text))} == {"2023-02-10", "2023-02-09"}


def test_a_headline_may_shorten_the_name_of_its_meeting(document_of: Make) -> None:
    text = (
        "ASEAN forum meets in Manila\n\nManila – On 25 October 2017 governments met in Manila for the 10th ASEAN Forum "
        "on Migrant Labour (AFML).\n"
    )
    assert [(first, place) for first, _, place in held(document_of(text))] == [("2017-10-25", "manila")]


def test_who_chairs_a_table_stands_in_brackets_behind_it(said: Said) -> None:
    text = (
        "Thirteenth GFMD Summit\n\nDate: 18 January 2021\nLocation: Dubai\n\nRoundtable 1, governance of labour "
        "migration (co-chairs: Canada and Kenya)\n"
    )
    assert {fact.split(" @")[0] for fact in said(text) if "chaired" in fact} == {"can chaired", "ken chaired"}


def test_a_committee_has_members_of_its_own(said: Said) -> None:
    text = (
        "La 5e conférence du Processus de Rabat s'est tenue à Marrakech. Le texte est du Comité de pilotage, qui "
        "compte parmi ses membres la Belgique, l'Espagne et le Mali."
    )
    facts = {fact for fact in said(text, "fr") if "memberOf" in fact}
    assert {fact.split()[0] for fact in facts} == {"bel", "esp", "mli"}
    assert not {fact for fact in facts if fact.endswith("rabat-process")}
