"""Phrases that name a meeting, and what each of them says.

In the sentences below names are marked with their letter and, behind "=", their id: "{O:24th=24}".
"""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from tookpart.loaders.frames import Frame, Item, make_frame
from tookpart.loaders.phrasing import Phrase, find_phrases

MARK = re.compile(r"\{(?P<code>\w):(?P<words>[^{}=]*)(?:=(?P<id>[^{}]*))?\}")


def marked(sentence: str) -> tuple[str, Frame]:
    text, at = "", 0
    items: list[Item] = []
    for mark in MARK.finditer(sentence):
        text += sentence[at : mark.start()]
        items.append(Item(len(text), len(text) + len(mark["words"]), mark["code"], (mark["id"] or mark["words"],)))
        text += mark["words"]
        at = mark.end()
    text += sentence[at:]
    return text, make_frame(text, 0, len(text), items)


def phrases(sentence: str, code: str = "en") -> list[Phrase]:
    text, frame = marked(sentence)
    return [phrase for _, _, phrase in find_phrases(text, frame, code)]


def one(sentence: str, code: str = "en") -> Phrase:
    (phrase,) = phrases(sentence, code)
    return phrase


@pytest.mark.parametrize(
    ("code", "sentence", "name", "kind"),
    [
        ("en", "The {O:24th=24} {R:RCM} was held in {L:Lima}.", "24th RCM", "Conference"),
        ("en", "the {O:XXIV=24} meeting of the {R:RCM} in {L:Lima}", "XXIV meeting of the RCM", "Meeting"),
        ("en", "a two-day workshop on labour migration was held", "two-day workshop on labour migration", "Workshop"),
        ("en", "the Ministerial Conference on Asylum was held", "Ministerial Conference on Asylum", "Conference"),
        ("en", 'the webinar "Children on the Move" took place', 'webinar "Children on the Move"', "Webinar"),
        ("en", "the {O:3rd=3} Regional Congress on Women", "3rd Regional Congress on Women", "Congress"),
        ("en", "the {R:GFMD} Summit", "GFMD Summit", "Summit"),
        ("en", "a panel on children and youth", "panel on children and youth", "Panel"),
        ("en", "the {G:IOM} workshop in {L:Lima}", "IOM workshop", "Workshop"),
        ("en", "the round table with {G:UNHCR}", "round table", "RoundTable"),
        ("es", "la {O:XI=11} {R:Conferencia Regional} se celebró", "XI Conferencia Regional", "Conference"),
        ("es", "un taller sobre migración laboral celebrado", "taller sobre migración laboral", "Workshop"),
        ("es", "la {O:tercera=3} reunión del {B:grupo}", "tercera reunión del grupo", "Meeting"),
        ("es", 'el seminario web "Niñez migrante"', 'seminario web "Niñez migrante"', "Webinar"),
        ("fr", "la {O:troisième=3} réunion du {R:MIDWA} s'est tenue", "troisième réunion du MIDWA", "Meeting"),
        ("fr", "un atelier sur les migrations à {L:Dakar}", "atelier sur les migrations", "Workshop"),
        ("fr", "le {O:troisième=3} congrès du {R:MIDWA}", "troisième congrès du MIDWA", "Congress"),
    ],
)
def test_a_phrase_has_a_name_and_a_kind(code: str, sentence: str, name: str, kind: str) -> None:
    assert [(p.name, p.kind) for p in phrases(sentence, code)] == [(name, kind)]


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("en", "the meeting room and the conference report"),
        ("en", "the consultation process and the workshop materials"),
        ("en", "they met again and reported to {S:Peru}"),
        ("en", "{S:Peru} forums of states"),
        ("en", ""),
    ],
)
def test_a_noun_in_another_name_is_no_phrase(code: str, sentence: str) -> None:
    assert [p for p in phrases(sentence, code) if not p.plural] == []


@pytest.mark.parametrize(
    ("code", "sentence", "level"),
    [
        ("en", "the Senior Officials' Meeting of the {R:Bali Process}", "senior-officials"),
        ("en", "the vice-ministerial meeting of the {R:RCM}", "vice-ministerial"),
        ("en", "the Ministerial Conference", "ministerial"),
        ("en", "the preparatory meeting", "preparatory"),
        ("en", "a technical meeting", "technical"),
        ("en", "the plenary session", "plenary"),
        ("en", "The Summit of Heads of State", "summit"),
        ("en", "the meeting", None),
        ("es", "la Reunión de Viceministros de la {R:CRM}", "vice-ministerial"),
        ("es", "la reunión preparatoria", "preparatory"),
        ("fr", "la Conférence ministérielle du {R:Processus de Rabat}", "ministerial"),
        ("fr", "la réunion des hauts fonctionnaires", "senior-officials"),
    ],
)
def test_a_phrase_tells_the_level(code: str, sentence: str, level: str | None) -> None:
    assert one(sentence, code).level == level


@pytest.mark.parametrize(
    ("sentence", "ordinal"),
    [
        ("the {O:XXIV=24} {R:RCM}", 24),
        ("the {O:third=3} meeting of the {R:RCM}", 3),
        ("the {O:3rd=3} annual ministerial conference", 3),
        ("the conference", None),
    ],
)
def test_a_phrase_tells_its_number(sentence: str, ordinal: int | None) -> None:
    assert one(sentence).ordinal == ordinal


@pytest.mark.parametrize(
    ("sentence", "owners"),
    [
        ("the meeting of the {R:RCM}", ("RCM",)),
        ("the {R:RCM} meeting", ("RCM",)),
        ("the meeting of the {B:Steering Group} of the {R:RCM}", ("Steering Group", "RCM")),
        ("the joint meeting of the {R:RCM} and the {R:SACM}", ("RCM", "SACM")),
        ("the meeting in {L:Lima} of {S:Peru}", ()),
    ],
)
def test_a_phrase_tells_whose_meeting_it_is(sentence: str, owners: tuple[str, ...]) -> None:
    assert one(sentence).owners == owners


@pytest.mark.parametrize(
    ("sentence", "topic"),
    [
        ("a workshop on labour migration was held", "labour migration"),
        ('the seminar "Borders" took place', "Borders"),
        ("a seminar about children, held in {L:Lima}", "children"),
        ("a workshop in {L:Lima}", ""),
    ],
)
def test_a_phrase_tells_its_topic(sentence: str, topic: str) -> None:
    assert one(sentence).topic == topic


def test_the_article_is_told_but_not_part_of_the_name() -> None:
    assert [(p.determiner, p.name) for p in phrases("a meeting, the meeting and its meeting")] == [
        ("a", "meeting"),
        ("the", "meeting"),
        ("its", "meeting"),
    ]


def test_a_capital_tells_a_title_from_a_description() -> None:
    assert [one(s).capital for s in ("the Regional Workshop", "the regional workshop", "the {O:24th=24} {R:RCM}")] == [
        True,
        False,
        True,
    ]


def test_several_meetings_are_plural_and_a_congress_is_one() -> None:
    assert [one(s).plural for s in ("the meetings", "the workshops", "a meeting", "the congress")] == [
        True,
        True,
        False,
        False,
    ]


def test_the_next_meeting_is_another_one() -> None:
    assert [one(s).other for s in ("the next meeting", "the previous conference", "the conference")] == [
        True,
        True,
        False,
    ]


def test_a_year_in_the_name_is_its_date() -> None:
    assert (one("the {D:2013=4} conference").date, one("the conference").date) == ("4", None)


def test_phrases_of_a_sentence_come_in_order_and_do_not_overlap() -> None:
    text, frame = marked(
        "The {O:24th=24} {R:RCM} and a workshop on data followed the ministerial meeting of the {R:SACM}."
    )
    found = find_phrases(text, frame, "en")
    assert [p.name for _, _, p in found] == ["24th RCM", "workshop on data", "ministerial meeting of the SACM"]
    assert all(a[1] <= b[0] for a, b in pairwise(found))
    assert [text[p.start : p.end] for _, _, p in found] == [p.name for _, _, p in found]
