"""Pages and sentences that tell of several meetings, and profiles: what is said of which meeting."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tookpart.loaders.document import Document
from tookpart.loaders.load import load

Make = Callable[..., Document]
Said = Callable[..., set[str]]

LISTS = {
    "in a sentence": (
        "es",
        "Declaración de Lima\n\nLos gobiernos de Chile y Perú, reunidos en la Cuarta Conferencia Sudamericana sobre "
        "Migraciones, celebrada en Lima el 3 de mayo de 2004, que sigue a las conferencias de Quito (mayo de 2001), "
        "Montevideo (julio de 2002) y Santiago de Chile (junio de 2003), adoptan esta Declaración.\n",
        {
            ("2004-05-03", "lima"),
            ("2001-05", "quito"),
            ("2002-07", "montevideo"),
            ("2003-06", "santiago"),
        },
    ),
    "below a heading in the plural": (
        "fr",
        "Dialogue 5+5 : rencontres\n\nSommets des chefs d'État\n- Tunis, 5-6 décembre 2003\n"
        "- La Valette, 5 octobre 2012 : sécurité et migrations\n\nConférences des ministres des Affaires étrangères\n"
        "- 13e conférence, Marseille, 28 octobre 2016 ; coprésidence : France et Maroc\n- 14e conférence, Alger\n",
        {
            ("2003-12-05", "tunis"),
            ("2012-10-05", "valletta"),
            ("2016-10-28", "marseille"),
            (None, "algiers"),
        },
    ),
    "one title twice, each above its day": (
        "en",
        "Prague Process: events\n\nSenior Officials' Meeting\n12-13 May 2022\nLocation: Vienna, Austria\n"
        "States exchanged views on borders.\n\nSenior Officials' Meeting\n12 December 2017\n"
        "Location: Warsaw, Poland\nStates spoke about the action plan of the process.\n",
        {("2022-05-12", "vienna"), ("2017-12-12", "warsaw")},
    ),
    "a place in the name": (
        "fr",
        "Processus de Khartoum\n\nLancement : conférence ministérielle de Rome, novembre 2014\n\n"
        "Plan d'action : adopté au Sommet de La Valette sur la migration (11-12 novembre 2015)\n",
        {("2014-11", "rome"), ("2015-11-11", "valletta")},
    ),
}


@pytest.mark.parametrize(("code", "text", "expected"), LISTS.values(), ids=LISTS)
def test_each_meeting_has_its_own_day_and_place(
    code: str, text: str, expected: set[tuple[str | None, str]], document_of: Make
) -> None:
    facts = load(document_of(text, code))
    values = {(s.subject, s.property): s.value for s in facts.statements}
    found = {
        (values.get((m.id, "startDate")), values.get((m.id, "heldAt"), "place/-").removeprefix("place/"))
        for m in facts.meetings
    }
    assert found == expected


def test_a_heading_in_the_plural_is_no_meeting(document_of: Make) -> None:
    text = "Budapest Process\n\nMinisterial conferences\n\nThe Budapest Process is about migration.\n"
    assert load(document_of(text)).meetings == ()


def test_a_colon_before_a_state_ends_the_name_of_a_meeting(document_of: Make) -> None:
    text = (
        "The third meeting of the Global Forum on Migration and Development took place in Athens on 4 November 2009. "
        "Ana Sol took over the presidency of the Forum: Mexico will host the fourth meeting of the GFMD in 2010.\n"
    )
    names = [meeting.name for meeting in load(document_of(text)).meetings]
    assert names == ["third meeting of the Global Forum on Migration and Development", "fourth meeting of the GFMD"]


def test_a_state_behind_a_dash_opens_the_sentence_of_a_dateline(said: Said) -> None:
    text = (
        "Lilongwe, Malawi - The Government of Malawi is hosting the 21st technical conference of the Migration "
        "Dialogue for Southern Africa (MIDSA) in Lilongwe from 7 to 10 November 2022.\n"
    )
    assert "mwi hosted" in said(text)


def test_a_body_as_subject_leads_to_its_meeting(said: Said) -> None:
    text = (
        "The 18th Steering Group meeting and the 17th Ad Hoc Group meeting of the Bali Process took place in Kuala "
        "Lumpur on 2 May 2024.\n\nThe Steering Group sets the agenda. Australia and Indonesia attended its meeting.\n\n"
        "The Ad Hoc Group was opened by its chairs. Attending were Pakistan and Thailand.\n"
    )
    found = said(text)
    assert {fact for fact in found if fact.startswith(("aus", "pak"))} == {
        "aus attended",
        "pak attended @17th Ad Hoc Group meeting of the Bali Process",
    }


def test_the_labels_of_a_profile_speak_of_the_process(said: Said) -> None:
    text = (
        "Budapest Process (overview, as of October 2013)\n\nYear: 1991\n\nChair: Turkey\n\n"
        "Observers: Canada and IOM\n\nParticipating countries: Iraq and Pakistan\n\nSecretariat: ICMPD, in Vienna\n\n"
        "Latest ministerial meeting: 5th Ministerial Conference, Istanbul, 19 April 2013\n"
    )
    target = "budapest-process"
    assert said(text) == {
        f"tur presidencyOf {target}",
        f"can observerOf {target}",
        f"iom observerOf {target}",
        f"irq memberOf {target}",
        f"pak memberOf {target}",
        f"icmpd secretariatOf {target}",
    }


def test_the_labels_of_an_event_speak_of_the_event(said: Said) -> None:
    text = (
        "Fifth Ministerial Conference of the Budapest Process\n\nDate: 19 April 2013\n\nPlace: Istanbul\n\n"
        "Chair: Turkey\n\nObservers: Canada\n\nParticipating countries: Iraq and Pakistan\n"
    )
    assert said(text) == {"tur chaired", "can observed", "irq attended", "pak attended"}


def test_parts_of_a_list_of_members_are_members(said: Said) -> None:
    text = (
        "Abu Dhabi Dialogue\n\nMember States (4)\nCountries of origin: Nepal and Sri Lanka\n"
        "Countries of destination: Kuwait and Qatar\n\nChair: Pakistan\n"
    )
    assert {fact.split()[0] for fact in said(text) if "memberOf" in fact} == {"npl", "lka", "kwt", "qat"}
