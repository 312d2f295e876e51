"""How pages are built: lines of places and days, headings with numbers, labels below labels, lines of writing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tookpart.loaders.document import Document
from tookpart.loaders.load import load

Make = Callable[..., Document]
Said = Callable[..., set[str]]


def told(document: Document) -> dict[str, dict[str, str]]:
    """What is said of each meeting, by its name: the last part of each value."""
    facts = load(document)
    found: dict[str, dict[str, str]] = {meeting.name: {} for meeting in facts.meetings}
    names = {meeting.id: meeting.name for meeting in facts.meetings}
    for statement in facts.statements:
        if statement.subject in names and statement.property != "hasTheme":
            found[names[statement.subject]][statement.property] = statement.value.rpartition("/")[2]
    return found


def targets(document: Document) -> set[str]:
    return {f"{m.member} {m.relation} {m.target}" for m in load(document).memberships if m.relation != "affiliatedWith"}


PROCESS = "Sixth Ministerial Conference of the Bali Process on migration\n\n"


def test_meetings_of_an_entry_are_where_the_line_above_says(document_of: Make) -> None:
    text = (
        "Khartoum Process: Steering Committee\n\nThe Steering Committee of the Khartoum Process on "
        "migration meets often.\n\n"
        "Meetings\nCairo, Egypt\nSteering Committee meeting on 16 April 2024, and on 17 and 18 April the "
        "10th Senior Officials' "
        "Meeting of the Khartoum Process.\n\nVienna, Austria\nExtraordinary Steering Committee meeting on 7 "
        "September 2023\n"
    )
    found = told(document_of(text))
    days = {(v.get("startDate"), v.get("endDate"), v.get("heldAt")) for v in found.values() if "startDate" in v}
    assert days == {
        ("2024-04-16", "2024-04-16", "cairo"),
        ("2024-04-17", "2024-04-18", "cairo"),
        ("2023-09-07", "2023-09-07", "vienna"),
    }


def test_members_on_the_page_of_a_body_are_the_body_s(document_of: Make) -> None:
    text = (
        "Khartoum Process: Steering Committee\n\nThe Steering Committee of the Khartoum Process deals with "
        "migration.\n\n"
        "Seats\nEU Member States: Finland, France\nAfrican partners: Egypt, Eritrea\n"
    )
    found = targets(document_of(text))
    assert {f.rpartition(" ")[2].partition("/")[0] for f in found} == {"body"}
    assert {f.split()[0] for f in found} == {"state/fin", "state/fra", "state/egy", "state/eri"}


@pytest.mark.parametrize("heading", ["1. Participants", "Participants"])
def test_groups_below_a_heading_for_those_present_were_present(said: Said, heading: str) -> None:
    text = (
        f"{PROCESS}The conference on migration met in Bali on 5 May 2016.\n\n{heading}\nAfrican countries: "
        f"Kenya, Ghana.\n"
        "Middle Eastern countries: Oman, Jordan.\nObservers: ILO and IOM, which lent their expertise.\n\n2. "
        "Background\n"
        "Workers look for work.\n"
    )
    found = {fact for fact in said(text) if "attended" in fact or "observed" in fact or "member" in fact}
    assert found == {"ken attended", "gha attended", "omn attended", "jor attended", "ilo observed", "iom observed"}


def test_who_takes_part_before_any_meeting_is_named_is_a_member(said: Said) -> None:
    text = (
        "Söderköping Process\n\nEstablished: 2001\n\nThe Söderköping Process deals with asylum and migration. "
        "Participating countries: Poland, Ukraine.\n\nThe High Level Meeting of the Söderköping Process met "
        "on 8 December 2011.\n"
    )
    assert {fact for fact in said(text) if fact.startswith(("pol", "ukr"))} == {
        "pol memberOf soderkoping-process",
        "ukr memberOf soderkoping-process",
    }


def test_a_delegation_is_listed_below_its_heading(said: Said) -> None:
    text = (
        "Malawi delegation at the COMESA Ministerial Conference on Migration\n\nA Malawi delegation is in "
        "Livingstone, Zambia, for "
        "the COMESA Ministerial Conference on Migration.\n\nMembers of the delegation\nLeader: Kenneth "
        "Phiri, Minister of Homeland "
        "Security\nBrigadier Charles Kalumo, Director General of Immigration\n"
    )
    assert {"mwi attended", "kenneth-phiri attended", "charles-kalumo attended"} <= said(text)


def test_a_body_stands_where_a_label_has_the_name_of_the_meeting(document_of: Make) -> None:
    text = (
        "Minutes in brief\n\nMeeting: Regional Consultation Group on Migration (RCGM)\nVenue: Managua, Nicaragua\n"
        "Days: June 24-25, 2014\nRepresented: Canada, Costa Rica, Mexico\n\nThe RCGM of the Regional "
        "Conference on Migration "
        "heard of the XIII South American Conference on Migration (Cartagena, Colombia, December 3-5, 2013).\n"
    )
    found = told(document_of(text))
    first = next(iter(found.values()))
    assert (first["startDate"], first["endDate"], first["heldAt"]) == ("2014-06-24", "2014-06-25", "managua")
    assert "ofBody" in first


LAST = "Lima, 12 de diciembre de 2023\n"


@pytest.mark.parametrize(
    ("above", "places"),
    [
        (
            "La XXI Conferencia Sudamericana sobre Migraciones se reunió en Quito.\n\nFue larga.\n\nHubo acuerdos.\n\n",
            {"quito"},
        ),
        (
            "Declaración de Lima\n\nXXI Conferencia Sudamericana sobre Migraciones\n\nLos Estados acuerdan "
            "lo que sigue.\n\n",
            {"lima"},
        ),
    ],
)
def test_the_last_line_is_where_a_text_was_written_or_adopted(document_of: Make, above: str, places: set[str]) -> None:
    assert {found["heldAt"] for found in told(document_of(above + LAST, "es")).values() if "heldAt" in found} == places


def test_a_series_is_told_by_its_numbers(document_of: Make) -> None:
    text = (
        "Quinta Conferencia Sudamericana sobre Migraciones\nLa Paz, Bolivia, 25 y 26 de noviembre de "
        "2004\n\nSe reunieron "
        "representantes de Argentina y Chile. La Conferencia sigue a las que hubo antes: la Primera (Buenos "
        "Aires, mayo de 2000), "
        "la Segunda (Santiago de Chile, abril de 2001) y la Tercera (Quito, agosto de 2002).\n"
    )
    days = {(v.get("startDate"), v.get("heldAt")) for v in told(document_of(text, "es")).values()}
    assert days == {
        ("2004-11-25", "la-paz"),
        ("2000-05", "buenos-aires"),
        ("2001-04", "santiago"),
        ("2002-08", "quito"),
    }


def test_a_number_stands_at_the_acronym_of_a_series(said: Said) -> None:
    text = (
        "The 8th Pan African Forum on Migration (PAFoM8) begins in Botswana\n\nThe African Union is "
        "organizing PAFoM8 from 31 October "
        "to 2 November 2023 in Gaborone.\n"
    )
    assert "au organised" in said(text)


def test_the_day_on_which_somebody_spoke_is_not_the_meeting_s(document_of: Make) -> None:
    text = (
        "Kinshasa se prépare à la conférence ministérielle du MIDSA\n\nPeter Kazadi, ministre de "
        "l'Intérieur, l'a fait savoir vendredi "
        "8 septembre 2023 : la 7e conférence ministérielle du Dialogue sur la migration pour l'Afrique "
        "australe (MIDSA) aura lieu à "
        "Kinshasa du 2 au 6 octobre prochain.\n"
    )
    assert {v["startDate"] for v in told(document_of(text, "fr")).values()} == {"2023-10-02"}


def test_an_acronym_among_states_is_one(said: Said) -> None:
    text = f"{PROCESS}Present at the conference on migration in Bali were Nauru, Palau, PNG, Samoa and Tonga.\n"
    assert "png attended" in said(text)
    assert "png attended" not in said(f"{PROCESS}Present were Nauru and Palau. The picture is a PNG file.\n")


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Col. (Rtd.) Okello Engola", "okello-engola"),
        ("Brigadier Charles Kalumo", "charles-kalumo"),
        ("Kenneth Zikhale Ng'oma", "kenneth-zikhale-ng-oma"),
    ],
)
def test_ranks_and_apostrophes_in_names(said: Said, name: str, slug: str) -> None:
    text = f"{PROCESS}The conference met in Bali. {name}, Minister of Interior of Kenya, attended the conference.\n"
    assert f"{slug} attended" in said(text)


@pytest.mark.parametrize(
    ("office", "ministry"),
    [
        (
            "secrétaire générale du ministère de l'Inclusion Économique, de la Petite Entreprise et des Compétences",
            "ministère de l'Inclusion Économique, de la Petite Entreprise et des Compétences",
        ),
        ("directrice du ministère de l'Intérieur, de la Côte d'Ivoire et du Mali", "ministère de l'Intérieur"),
    ],
)
def test_a_ministry_has_all_that_it_is_for(document_of: Make, office: str, ministry: str) -> None:
    text = (
        "Sixième conférence ministérielle du Processus de Rabat\n\nLa conférence sur la migration s'est "
        "tenue à Cadix. "
        f"Wafaa Asri, {office}, a pris la parole.\n"
    )
    names = {name for entity in load(document_of(text, "fr")).entities for name in (entity.name, *entity.names)}
    assert ministry in names


def test_an_ambassador_to_a_state_does_not_bring_it(said: Said) -> None:
    text = f"{PROCESS}The conference met in Bali. Mousa Al Khaja, UAE Ambassador to the Philippines, was there.\n"
    assert "phl attended" not in said(text)


def test_entries_of_a_list_are_lines_of_their_own(document_of: Make, said: Said) -> None:
    text = (
        "Regional Conference on Migration\n\nRegional Consultation Group: record of the regular session, 9 May 2016\n\n"
        "Present\nRepublic of Chile – Ana Soto Vargas, Committee Member\n"
        "Republic of Peru – Carlos Mora Rojas, Committee Member\nMexico – Maria Lopez Diaz, Director of Migration"
    )
    facts = load(document_of(text))
    came = {p.actor for p in facts.participations if p.role == "attended"}
    assert {"state/chl", "state/per", "state/mex", "person/ana-soto-vargas"} <= came
    assert not [m for m in facts.memberships if m.relation == "memberOf"]


def test_a_process_that_heads_a_part_of_an_overview_is_what_the_part_is_about(document_of: Make) -> None:
    text = (
        "Consultative processes: an overview\n\nEurope\n\nBudapest Process\nYear founded: 1991\n\n"
        "Participating countries (total: 3): Albania, Armenia, Austria\n\nChair: Turkey"
    )
    assert targets(document_of(text)) == {
        "state/alb memberOf process/budapest-process",
        "state/arm memberOf process/budapest-process",
        "state/aut memberOf process/budapest-process",
        "state/tur presidencyOf process/budapest-process",
    }


def test_a_declaration_goes_on_in_its_next_paragraph(document_of: Make) -> None:
    opening = (
        "Rabat Process\n\nDECLARATION\n\nWe, Foreign Ministers, Ministers in charge of migration and other "
        "representatives of partner countries, namely Austria, Benin, Chad and Mali;\n\n"
    )
    met = "Having come together in Rabat on 10 and 11 July 2006 for the Ministerial Conference on Migration;"
    facts = load(document_of(opening + met))
    assert {p.actor for p in facts.participations if p.role == "attended"} == {
        "state/aut",
        "state/ben",
        "state/tcd",
        "state/mli",
    }


def test_an_attendance_of_members_in_brackets_tells_both(document_of: Make) -> None:
    text = (
        "Fourth Ministerial Consultation of the Colombo Process\nDhaka, Bangladesh, April 2011\n\n"
        "Attendance. Represented were the three member states (China, India and Nepal) and six observer states."
    )
    document = document_of(text)
    facts = load(document)
    assert {(p.actor, p.role) for p in facts.participations} == {
        ("state/chn", "attended"),
        ("state/ind", "attended"),
        ("state/npl", "attended"),
    }
    assert {m.member for m in facts.memberships if m.relation == "memberOf"} == {"state/chn", "state/ind", "state/npl"}


def test_a_heading_of_a_list_says_nothing_of_the_text_below_the_list(document_of: Make) -> None:
    text = (
        "About the Bali Process\n\nIt is on migration.\n\nMembers\n- Australia\n- Indonesia\n\n"
        "The process also works with two candidates, Fiji and Palau, which follow what it does.\n"
    )
    assert {t.split()[0] for t in targets(document_of(text))} == {"state/aus", "state/idn"}


def test_a_session_with_its_day_is_a_meeting(document_of: Make) -> None:
    text = "Regional Conference on Migration\n\nRecord of the regular session, 9 December 2016\n\nChile attended.\n"
    assert [said["startDate"] for said in told(document_of(text)).values()] == ["2016-12-09"]


def test_the_chair_of_a_record_chaired_it_and_the_house_did_not(document_of: Make) -> None:
    text = (
        "Regional Conference on Migration\n\nRecord of the regular session, 9 May 2016\n\n"
        "Chair: Ana Soto Vargas, Head of Department, Ministry of Labour of Chile\n\n"
        "Present: Chile, Peru\n\nSecretariat: IOM\n\nSupport: UNHCR\n"
    )
    facts = load(document_of(text))
    assert {p.actor for p in facts.participations if p.role == "chaired"} == {"person/ana-soto-vargas"}
    assert not [m for m in facts.memberships if m.relation == "presidencyOf"]


def test_parts_of_a_list_that_is_counted_above_them(document_of: Make) -> None:
    head = "The Abu Dhabi Dialogue\n\nThe Abu Dhabi Dialogue (ADD) deals with labour migration and migrant workers.\n\n"
    lists = "   2 of origin - India, Nepal;\n   2 of destination - Oman, Qatar.\n"
    found = targets(document_of(f"{head}Who belongs to it: 4 countries\n{lists}"))
    assert found == {f"state/{code} memberOf process/add" for code in ("ind", "npl", "omn", "qat")}
    assert not targets(document_of(f"{head}What it costs: 4 dollars\n{lists}"))


def test_partners_of_a_project_are_members_of_nothing(document_of: Make) -> None:
    head = "The Abu Dhabi Dialogue\n\nThe Abu Dhabi Dialogue (ADD) deals with labour migration and migrant workers.\n\n"
    assert targets(document_of(f"{head}Partners: India, Nepal\n"))
    assert not targets(document_of(f"{head}Skills map\nImplementing agency: IOM\nPartners: India, Nepal\n"))


def test_the_sentences_above_a_list_stay_apart(document_of: Make) -> None:
    text = (
        f"{PROCESS}The conference on migration met in Bali in May 2016. Belize and Panama attended the conference. "
        "They chose two priorities:\n• data on migration\n• good practice\n"
    )
    assert {p.evidence[0].quote for p in load(document_of(text)).participations} == {
        "Belize and Panama attended the conference."
    }


def test_a_page_below_the_name_of_a_process_tells_of_its_meetings(document_of: Make) -> None:
    text = (
        "{}Date: 7-8 February 2024\nLocation: Nairobi, Kenya\nWorkshop on Trafficking in Persons\nMigration officials "
        "met.\n\nDate: 3-4 May 2023\nLocation: Kampala, Uganda\nWorkshop on Data on Human Mobility\nMigration "
        "officials met for the Khartoum Process.\n"
    )
    below = told(document_of(text.format("Khartoum Process | Activities\n\n")))
    assert [said.get("ofProcess") for said in below.values()] == ["khartoum-process"] * 2


def test_what_opens_a_sentence_has_the_office_in_the_next_one(document_of: Make) -> None:
    text = f"{PROCESS}The conference met on migration. Belize held the chair. Its Prime Minister, John Doe, spoke."
    affiliated = {(m.member, m.target) for m in load(document_of(text)).memberships if m.relation == "affiliatedWith"}
    assert affiliated == {("person/john-doe", "state/blz")}


def test_the_office_of_an_organisation_is_no_state(document_of: Make) -> None:
    text = (
        f"{PROCESS}The conference met on migration. IOM Peru hosted the conference. Ms. Ana Sol (UNHCR, Adviser) spoke."
    )
    facts = load(document_of(text))
    assert {p.actor for p in facts.participations if p.role == "hosted"} == {"organisation/iom"}
    affiliated = {(m.member, m.target) for m in facts.memberships if m.relation == "affiliatedWith"}
    assert affiliated == {("person/ana-sol", "organisation/unhcr")}


def test_a_line_below_the_name_of_a_process_opens_with_its_meeting(document_of: Make) -> None:
    text = (
        "Highlights of dialogues on migration, 2017\n\n{}\n4th SOM, 25-26 September 2017, Bishkek, Kyrgyzstan, on "
        "return migration.\nHigh Level Roundtable, 27-28 February 2017, Astana, Kazakhstan, on vulnerable migrants.\n\n"
        "Bali Process\n12th Ad Hoc Senior Officials' Meeting, 31 October 2017, Kuala Lumpur, Malaysia, on migration.\n"
    )
    found = told(document_of(text.format("Almaty Process")))
    assert {(said["startDate"], said.get("ofProcess")) for said in found.values()} == {
        ("2017-09-25", "almaty-process"),
        ("2017-02-27", "almaty-process"),
        ("2017-10-31", "bali-process"),
    }
    found = told(document_of(text.format("Some more that met")))
    assert "almaty-process" not in {said.get("ofProcess") for said in found.values()}


def test_a_region_in_brackets_is_no_participant(document_of: Make) -> None:
    text = (
        "PIDC Board meeting on migration\n\nThe PIDC Board met on migration. Represented were Marshall Islands "
        "(Micronesia), New Zealand (Donor) and Tuvalu (Polynesia)."
    )
    attended = {p.actor for p in load(document_of(text)).participations}
    assert attended == {"state/mhl", "state/nzl", "state/tuv"}


def test_the_meeting_of_last_year_is_another_one(document_of: Make) -> None:
    text = (
        "Migration talks\n\nThe Ministerial Migration Dialogue for Southern Africa (MIDSA) takes place in Mbabane, "
        "Eswatini, from 2 to 4 September 2017. Gaborone, Botswana, was the venue of {} MIDSA conference on migration."
    )
    found = told(document_of(text.format("last year's")))
    assert sorted(said["heldAt"] for said in found.values()) == ["gaborone", "mbabane"]


def test_a_title_with_a_label_names_the_process(document_of: Make) -> None:
    text = (
        "Platform of the GFMD on migration\n\n{}Region: Europe\nMember countries: Belarus, Latvia\n\nIt was brought up "
        "at GFMD 2007 and again at GFMD 2015, as the GFMD says.\n\nThe Söderköping Process deals with migration.\n"
    )
    assert {t.rpartition("/")[2] for t in targets(document_of(text.format("Title: The Söderköping Process\n")))} == {
        "soderkoping-process"
    }


def test_a_first_secretariat_is_no_meeting(document_of: Make) -> None:
    text = (
        "Colombia, first Secretariat of the Los Angeles Declaration on Migration and Protection\n\nColombia hosts it."
    )
    assert not load(document_of(text)).meetings


def test_a_title_of_a_process_and_a_year_above_its_dates_is_a_meeting(document_of: Make) -> None:
    text = (
        "Pacific Labour Mobility Annual Meeting (PLMAM) 2022\n\n{}: 7 to 10 November 2022\nVenue: Apia, Samoa\n\n"
        "The PLMAM deals with labour migration and migrant workers of the region.\n"
    )
    (said,) = told(document_of(text.format("Dates"))).values()
    assert (said["startDate"], said["heldAt"], said["ofProcess"]) == ("2022-11-07", "apia", "plmam")
    assert not told(document_of(text.format("Registration")))
