"""Datelines."""

import pytest

from tookpart.loaders.datelines import dateline


@pytest.mark.parametrize(
    ("text", "code", "place", "published"),
    [
        (
            "Forum\n\nGuatemala City – The network met for a workshop about the support that it can give.",
            "en",
            "Guatemala City",
            None,
        ),
        ("Forum\n\nGeneva, 12 May 2016 - The forum opened.", "en", "Geneva", "2016-05-12"),
        ("Ciudad de México, 4 de diciembre de 2021. Los viceministros", "es", "Ciudad de México", "2021-12-04"),
        ("Forum\n\nGenève, le 12 mai 2016 – Le forum", "fr", "Genève", "2016-05-12"),
        ("Foro\n\nSan José, a 5 de mayo de 2019.- Los países", "es", "San José", "2019-05-05"),
        ("Forum\n\nBERLIN, Germany (IOM), 28 June 2017 -- Officials", "en", "BERLIN, Germany", "2017-06-28"),
        ("Forum\n\nGUATEMALA CITY, May 8, 2024 – Ministers", "en", "GUATEMALA CITY", "2024-05-08"),
        ("Forum\n\n12 May 2016, Geneva – The forum", "en", "Geneva", "2016-05-12"),
        ("Forum\n\nPublished on 3 May 2019\nThe forum opened.", "en", None, "2019-05-03"),
        ("Foro\nPublicado: lunes 3 de mayo de 2021\n", "es", None, "2021-05-03"),
        ("News\n\n7 March 2019. The Bureau met.", "en", None, "2019-03-07"),
        ("Forum\n\nThe forum opened. The report is dated 27 October 2021.", "en", None, "2021-10-27"),
        (
            "Forum\n\nGuatemala\n9 October, 2018\n\nGuatemala City – The network met for a workshop on support.",
            "en",
            "Guatemala City",
            "2018-10-09",
        ),
        (
            "Titre\n\nAccra. La réunion du dialogue s'est tenue cette semaine à Accra avec les experts de la région.",
            "fr",
            "Accra",
            None,
        ),
    ],
)
def test_a_dateline_gives_place_and_day(text: str, code: str, place: str | None, published: str | None) -> None:
    found = dateline(text, code)
    assert found is not None
    assert (found.place and text[slice(*found.place)], found.published) == (place, published)


@pytest.mark.parametrize(
    "text",
    [
        "Third meeting\nVictoria Falls, Zimbabwe, 7-9 July 2015\n\nMinisters came to Victoria Falls.",
        "Forum\n\nThe forum opened on 12 May 2016 in Geneva.",
        "News\n\nSkopje, 9-10 October 2019. Joint meeting of the working groups with ninety delegates.",
        "",
    ],
)
def test_a_meetings_own_date_is_no_dateline(text: str) -> None:
    assert dateline(text, "en") is None
