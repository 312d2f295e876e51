"""When and where a meeting was, and which dates and places are not its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tookpart.loaders.circumstances import Days, Setting, best, duration, last_day
from tookpart.loaders.document import Document
from tookpart.loaders.frames import make_frame
from tookpart.loaders.load import load
from tookpart.loaders.rules import rules

Make = Callable[..., Document]
CRM = "Conferencia Regional sobre Migración"


def when_and_where(document: Document) -> list[tuple[str | None, str | None, str | None, str | None]]:
    """First day, last day, place and state of each meeting."""
    facts = load(document)
    said = {(s.subject, s.property): s.value.rpartition("/")[2] for s in facts.statements}
    properties = ("startDate", "endDate", "heldAt", "heldIn")
    return [tuple(said.get((m.id, p)) for p in properties) for m in facts.meetings]  # type: ignore[misc]


ONE = {
    "The 12th RCM was held in Lima on 10-11 May 2016.": ("2016-05-10", "2016-05-11", "lima", "per"),
    "The 12th RCM was held from 30 April to 2 May 2016 in San José, Costa Rica.": (
        "2016-04-30",
        "2016-05-02",
        "san-jose",
        "cri",
    ),
    "The 12th RCM took place in May 2016 in Panama.": ("2016-05", "2016-05", None, "pan"),
    "The 12th RCM took place in Panama City in 2016.": ("2016", "2016", "panama-city", "pan"),
    "The 12th RCM (Lima, 3 May 2012) adopted a plan.": ("2012-05-03", "2012-05-03", "lima", "per"),
    "The 12th RCM will be held in Quito on 3 June 2031.": ("2031-06-03", "2031-06-03", "quito", "ecu"),
    "The 12th RCM was hosted by Peru on 3 May 2016.": ("2016-05-03", "2016-05-03", None, "per"),
    "The 12th RCM met in Tbilisi, Georgia.": (None, None, "tbilisi", "geo"),
    "The 12th RCM took place in Niamey, Niger, from 1 to 2 March 2018.": ("2018-03-01", "2018-03-02", "niamey", "ner"),
    "The 12th RCM opened in Lima on 3 May 2016. The three-day conference ends with a dinner.": (
        "2016-05-03",
        "2016-05-05",
        "lima",
        "per",
    ),
    "Twelfth RCM meeting\nDate: 3-4 June 2015\nVenue: Lima, Peru": ("2015-06-03", "2015-06-04", "lima", "per"),
    "The 12th RCM was held in Guatemala City.": (None, None, "guatemala-city", "gtm"),
    "The 12th RCM was held in Mexico City.": (None, None, "mexico-city", "mex"),
}
SPANISH = {
    f"La XII {CRM} se celebró en Lima los días 10 y 11 de mayo de 2016.": ("2016-05-10", "2016-05-11", "lima", "per"),
    f"La XII {CRM} tuvo lugar del 30 de abril al 2 de mayo de 2016 en San José, Costa Rica.": (
        "2016-04-30",
        "2016-05-02",
        "san-jose",
        "cri",
    ),
    f"La XII {CRM} se realizó en Ciudad de Panamá en mayo de 2016.": ("2016-05", "2016-05", "panama-city", "pan"),
}
FRENCH = {
    "La troisième réunion du Processus de Rabat s'est tenue à Rome les 10 et 11 mai 2016.": (
        "2016-05-10",
        "2016-05-11",
        "rome",
        "ita",
    ),
    "La troisième réunion du Processus de Rabat a eu lieu du 30 avril au 2 mai 2016 à Dakar, au Sénégal.": (
        "2016-04-30",
        "2016-05-02",
        "dakar",
        "sen",
    ),
}
SENTENCES = [(code, text) for code, table in (("en", ONE), ("es", SPANISH), ("fr", FRENCH)) for text in table]


@pytest.mark.parametrize(("code", "text"), SENTENCES)
def test_a_sentence_says_when_and_where(code: str, text: str, document_of: Make) -> None:
    assert when_and_where(document_of(text, code)) == [(ONE | SPANISH | FRENCH)[text]]


@pytest.mark.parametrize(
    "other",
    [
        "The process was founded in Puebla in 1996.",
        "It adopted the 2030 Agenda.",
        "The declaration of 4 June 2012 was recalled.",
        "Delegates based in Geneva listened.",
        "The delegates came from Quito.",
        "The situation in Sudan was discussed.",
        "The plan for 2015-2018 was approved.",
        "IOM has its office in San José.",
        "Migrants in Mexico wrote a letter.",
        "The study of 2009 covers Chile.",
    ],
)
def test_other_dates_and_places_are_not_the_meetings(other: str, document_of: Make) -> None:
    text = f"The 12th RCM was held in Lima on 10-11 May 2016. {other}"
    assert when_and_where(document_of(text)) == [("2016-05-10", "2016-05-11", "lima", "per")]


def test_each_meeting_of_a_sentence_has_its_own(document_of: Make) -> None:
    text = "The 12th RCM was held on 3 May 2016 in Lima; the 13th RCM was held on 4 June 2017 in Quito."
    assert when_and_where(document_of(text)) == [
        ("2016-05-03", "2016-05-03", "lima", "per"),
        ("2017-06-04", "2017-06-04", "quito", "ecu"),
    ]


def test_the_year_of_publication_completes_a_date(document_of: Make) -> None:
    text = "A workshop of the Regional Conference on Migration took place in Guatemala City on September 19-21."
    found = when_and_where(document_of(text, "en", "2018-10-09"))
    assert found == [("2018-09-19", "2018-09-21", "guatemala-city", "gtm")]


def test_a_date_without_a_year_gives_none(document_of: Make) -> None:
    text = "A workshop of the Regional Conference on Migration took place in Guatemala City on September 19-21."
    assert when_and_where(document_of(text)) == [(None, None, "guatemala-city", "gtm")]


def test_a_day_in_a_bracket_is_evidence(document_of: Make) -> None:
    text = "The 12th RCM (Lima, 3 May 2012) adopted a plan. It ended early."
    (day,) = [s for s in load(document_of(text)).statements if s.property == "startDate"]
    assert [e.quote for e in day.evidence] == ["The 12th RCM (Lima, 3 May 2012) adopted a plan."]


@pytest.mark.parametrize(
    ("first", "days", "last"),
    [("2011-10-25", 2, "2011-10-26"), ("2019-12-31", 2, "2020-01-01"), ("2020-02-28", 3, "2020-03-01")],
)
def test_the_last_day_follows_from_the_length(first: str, days: int, last: str) -> None:
    assert last_day(first, days) == last


@pytest.mark.parametrize(
    ("code", "text", "days"),
    [
        ("en", "a two-day meeting", 2),
        ("en", "for three days", 3),
        ("en", "The 4-day conference", 4),
        ("en", "the one-day workshop", None),
        ("en", "within 90 days", None),
        ("es", "durante dos días", 2),
        ("fr", "pendant deux jours", 2),
        ("en", "no word on it", None),
    ],
)
def test_a_length_is_read_in_days(code: str, text: str, days: int | None) -> None:
    assert duration(text, make_frame(text, 0, len(text), []), rules(code)) == days


def test_days_cover_days_within_them() -> None:
    whole = Days("2016-05-10", "2016-05-12", 0, 0.9)
    assert whole.cover(Days("2016-05-11", "2016-05-12", 1, 0.9))
    assert not whole.cover(whole)
    assert not whole.cover(Days("2016-05-12", "2016-05-13", 1, 0.9))
    assert not Days("2016-05", "2016-05", 0, 0.9).cover(Days("2016-05-11", "2016-05-11", 1, 0.9))


def test_the_surest_setting_is_kept_and_then_the_first() -> None:
    first, later, surer = (Setting(0, "place", p, n, c) for p, n, c in (("a", 0, 0.8), ("b", 1, 0.8), ("c", 2, 0.9)))
    assert best([later, first]) == {(0, "place"): first}
    assert best([first, surer, later]) == {(0, "place"): surer}
