"""Dates in the forms in which documents of the field write them."""

import babel.dates
import pytest

from tookpart.loaders.dates import DateMention, find_dates, resolve
from tookpart.loaders.days import exists
from tookpart.loaders.language import SUPPORTED, language

# text, then for each date found: its words, kind, first, last
FORMS = {
    "en": [
        ("The meeting was held November 12-14 in Lima.", ("November 12-14", "date", "--11-12", "--11-14")),
        ("on 12-14 November 2019", ("12-14 November 2019", "date", "2019-11-12", "2019-11-14")),
        ("9 October, 2018", ("9 October, 2018", "date", "2018-10-09", "2018-10-09")),
        ("22 and 23 May 2013", ("22 and 23 May 2013", "date", "2013-05-22", "2013-05-23")),
        ("Managua, 24–25 November 2014", ("24–25 November 2014", "date", "2014-11-24", "2014-11-25")),
        (
            "from Monday 5 to Thursday 8 December 2016",
            ("Monday 5 to Thursday 8 December 2016", "date", "2016-12-05", "2016-12-08"),
        ),
        ("Monday, 5 December 2016", ("Monday, 5 December 2016", "date", "2016-12-05", "2016-12-05")),
        ("Thursday, December 8, 2016", ("Thursday, December 8, 2016", "date", "2016-12-08", "2016-12-08")),
        ("30 June - 2 July 2019", ("30 June - 2 July 2019", "date", "2019-06-30", "2019-07-02")),
        ("30 June and 1 July 2019", ("30 June and 1 July 2019", "date", "2019-06-30", "2019-07-01")),
        (
            "on 30 June and 5 July 2019",
            ("30 June", "date", "2019-06-30", "2019-06-30"),
            ("5 July 2019", "date", "2019-07-05", "2019-07-05"),
        ),
        (
            "Wednesday, 15 June 2016, 9:00 to Thursday, 16 June 2016, 14:00",
            ("Wednesday, 15 June 2016, 9:00 to Thursday, 16 June 2016", "date", "2016-06-15", "2016-06-16"),
        ),
        ("June 30 to July 2, 2019", ("June 30 to July 2, 2019", "date", "2019-06-30", "2019-07-02")),
        (
            "30 December 2018 – 2 January 2019",
            ("30 December 2018 – 2 January 2019", "date", "2018-12-30", "2019-01-02"),
        ),
        ("28 December to 3 January 2019", ("28 December to 3 January 2019", "date", "2018-12-28", "2019-01-03")),
        ("December 3 - 4: ministers", ("December 3 - 4", "date", "--12-03", "--12-04")),
        ("They met on the 13th and 14th.", ("13th and 14th", "day", "---13", "---14")),
        ("closing on the 14th, when", ("14th", "day", "---14", "---14")),
        ("in November 2019", ("November 2019", "date", "2019-11", "2019-11")),
        ("February 1996", ("February 1996", "date", "1996-02", "1996-02")),
        ("May to October 2014", ("May to October 2014", "date", "2014-05", "2014-10")),
        ("November 2018 to February 2019", ("November 2018 to February 2019", "date", "2018-11", "2019-02")),
        ("held that February.", ("February", "date", "--02", "--02")),
        ("a plan for 2019-2022", ("2019-2022", "years", "2019", "2022")),
        ("from 2014 to 2016", ("2014 to 2016", "years", "2014", "2016")),
        ("the 2015-16 presidency", ("2015-16", "years", "2015", "2016")),
        ("since 1999, yearly", ("1999", "date", "1999", "1999")),
        ("2019-11-12", ("2019-11-12", "date", "2019-11-12", "2019-11-12")),
        ("2019-11-12 to 2019-11-14", ("2019-11-12 to 2019-11-14", "date", "2019-11-12", "2019-11-14")),
        ("25/11/2019", ("25/11/2019", "date", "2019-11-25", "2019-11-25")),
        ("11/25/2019", ("11/25/2019", "date", "2019-11-25", "2019-11-25")),
        ("12.11.2019", ("12.11.2019", "date", "2019-11-12", "2019-11-12")),
        ("12/11/2019",),
        ("today, 28 June", ("today", "relative", "", ""), ("28 June", "date", "--06-28", "--06-28")),
        ("It began yesterday.", ("yesterday", "relative", "", "")),
        ("this week in Tela", ("this week", "relative", "", "")),
        ("in Rome on Friday", ("Friday", "relative", "", "")),
        ("today's challenges",),
        ("May 12, 13 and 14, 2019", ("May 12, 13 and 14, 2019", "date", "2019-05-12", "2019-05-14")),
        (
            "on 12 and 20 May 2014",
            ("12", "date", "2014-05-12", "2014-05-12"),
            ("20 May 2014", "date", "2014-05-20", "2014-05-20"),
        ),
        ("between 3 and 9 May", ("3 and 9 May", "date", "--05-03", "--05-09")),
        (
            "on 30 June and 2 July 2019",
            ("30 June", "date", "2019-06-30", "2019-06-30"),
            ("2 July 2019", "date", "2019-07-02", "2019-07-02"),
        ),
        ("Sept. 19-21, 2018", ("Sept. 19-21, 2018", "date", "2018-09-19", "2018-09-21")),
        ("19-21 SEPTEMBER 2018", ("19-21 SEPTEMBER 2018", "date", "2018-09-19", "2018-09-21")),
        ("the 21st of September 2018", ("21st of September 2018", "date", "2018-09-21", "2018-09-21")),
        ("12 -\n14 November 2019", ("12 -\n14 November 2019", "date", "2019-11-12", "2019-11-14")),
        ("June 30-July 2, 2019", ("June 30-July 2, 2019", "date", "2019-06-30", "2019-07-02")),
        ("12-Nov-2019", ("12-Nov-2019", "date", "2019-11-12", "2019-11-12")),
        ("10-11 December 2012: second meeting", ("10-11 December 2012", "date", "2012-12-10", "2012-12-11")),
        ("on May 5 and 12 countries agreed", ("May 5", "date", "--05-05", "--05-05")),
        ("in May 12 countries met",),
        ("countries may march on",),
        ("COVID-19 and the 24th Conference",),
        ("10:15-11:30, 1,500 people, 12.5 per cent, 54 countries",),
        ("31 February 2019, 32 May",),
    ],
    "es": [
        ("19–21 de septiembre de 2018", ("19–21 de septiembre de 2018", "date", "2018-09-19", "2018-09-21")),
        ("los días 8 y 9 de mayo", ("8 y 9 de mayo", "date", "--05-08", "--05-09")),
        ("del 3 al 5 de junio de 2019", ("3 al 5 de junio de 2019", "date", "2019-06-03", "2019-06-05")),
        ("4 de diciembre de 2021", ("4 de diciembre de 2021", "date", "2021-12-04", "2021-12-04")),
        ("el lunes 5 de marzo del 2018", ("lunes 5 de marzo del 2018", "date", "2018-03-05", "2018-03-05")),
        ("el día 5 de Marzo de 2018", ("5 de Marzo de 2018", "date", "2018-03-05", "2018-03-05")),
        (
            "del 30 de junio al 2 de julio de 2019",
            ("30 de junio al 2 de julio de 2019", "date", "2019-06-30", "2019-07-02"),
        ),
        (
            "los días 3, 4 y 5 de setiembre de 2002",
            ("3, 4 y 5 de setiembre de 2002", "date", "2002-09-03", "2002-09-05"),
        ),
        ("1º de mayo de 2019", ("1º de mayo de 2019", "date", "2019-05-01", "2019-05-01")),
        ("primero de mayo de 2019", ("primero de mayo de 2019", "date", "2019-05-01", "2019-05-01")),
        (
            "a los veinte días del mes de noviembre de 2018",
            ("veinte días del mes de noviembre de 2018", "date", "2018-11-20", "2018-11-20"),
        ),
        ("en noviembre de 2018", ("noviembre de 2018", "date", "2018-11", "2018-11")),
        ("de mayo a octubre de 2014", ("mayo a octubre de 2014", "date", "2014-05", "2014-10")),
        ("entre el 3 y el 9 de mayo", ("3 y el 9 de mayo", "date", "--05-03", "--05-09")),
        ("el 13 y 14.", ("13 y 14", "day", "---13", "---14")),
        ("los 11 países y el 20 por ciento",),
        ("el Plan 2019-2022", ("2019-2022", "years", "2019", "2022")),
        ("12/11/2019", ("12/11/2019", "date", "2019-11-12", "2019-11-12")),
        ("se suscribió hoy", ("hoy", "relative", "", "")),
        ("mañana en Washington", ("mañana", "relative", "", "")),
        ("por la mañana, hoy en día",),
        ("12 dic. 2019", ("12 dic. 2019", "date", "2019-12-12", "2019-12-12")),
        ("EL 3 DE AGOSTO DE 2020", ("3 DE AGOSTO DE 2020", "date", "2020-08-03", "2020-08-03")),
    ],
    "fr": [
        ("du 12 au 14 septembre 2017", ("12 au 14 septembre 2017", "date", "2017-09-12", "2017-09-14")),
        ("le 1er février 2024", ("1er février 2024", "date", "2024-02-01", "2024-02-01")),
        ("Genève, le 12 mai 2016 –", ("12 mai 2016", "date", "2016-05-12", "2016-05-12")),
        ("les 4 et 5 avril 2018", ("4 et 5 avril 2018", "date", "2018-04-04", "2018-04-05")),
        ("du 30 juin au 2 juillet 2019", ("30 juin au 2 juillet 2019", "date", "2019-06-30", "2019-07-02")),
        (
            "du lundi 5 au jeudi 8 décembre 2016",
            ("lundi 5 au jeudi 8 décembre 2016", "date", "2016-12-05", "2016-12-08"),
        ),
        (
            "mardi 3 et mercredi 4 août 2019",
            ("mardi 3 et mercredi 4 août 2019", "date", "2019-08-03", "2019-08-04"),
        ),
        ("en mars 2018", ("mars 2018", "date", "2018-03", "2018-03")),
        ("de mai à octobre 2014", ("mai à octobre 2014", "date", "2014-05", "2014-10")),
        ("les 13 et 14,", ("13 et 14", "day", "---13", "---14")),
        ("les 28 États membres",),
        ("le plan 2023-2027", ("2023-2027", "years", "2023", "2027")),
        ("aujourd’hui à Accra", ("aujourd’hui", "relative", "", "")),
        ("cette semaine", ("cette semaine", "relative", "", "")),
        ("le 15 août 2012", ("15 août 2012", "date", "2012-08-15", "2012-08-15")),
        ("12/11/2019", ("12/11/2019", "date", "2019-11-12", "2019-11-12")),
        ("au mois d'avril 2011", ("avril 2011", "date", "2011-04", "2011-04")),
    ],
}
CASES = [(code, *case) for code, cases in FORMS.items() for case in cases]


def test_there_are_at_least_eighty_forms() -> None:
    assert len(CASES) >= 80


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]}: {case[1]}")
def test_a_form_gives_its_dates(case: tuple) -> None:
    code, text, *expected = case
    found = find_dates(text, code)
    assert [(text[date.start : date.end], date.kind, date.first, date.last) for date in found] == expected


def test_days_from_the_own_date_are_counted() -> None:
    assert [date.offset for date in find_dates("yesterday, today, tomorrow, this week", "en")] == [-1, 0, 1, None]


@pytest.mark.parametrize("code", SUPPORTED)
@pytest.mark.parametrize("width", ["wide", "abbreviated"])
def test_the_names_of_months_that_babel_knows_are_known(code: str, width: str) -> None:
    names = babel.dates.get_month_names(width, locale=code)
    for number, name in names.items():
        joint = " de " if code == "es" else " "
        found = find_dates(f"12{joint}{name}{joint}2019", code)
        assert [date.first for date in found] == [f"2019-{number:02}-12"]


@pytest.mark.parametrize("code", SUPPORTED)
def test_the_weekdays_that_babel_knows_are_known(code: str) -> None:
    known = {forms[0].lower() for forms in language(code).section("calendar")["weekdays"]}
    assert set(babel.dates.get_day_names("wide", locale=code).values()) == known or known == {
        name.lower() for name in babel.dates.get_day_names("wide", locale=code).values()
    }


def mention(first: str, last: str | None = None) -> DateMention:
    return DateMention(100, 110, "date", "day" if first.count("-") > 2 else "month", first, last or first)


@pytest.mark.parametrize(
    ("first", "reference", "expected"),
    [
        ("--09-19", "2018-10-09", "2018-09-19"),
        ("--10-25", "2011-10-18", "2011-10-25"),
        ("--03-05", "2018-12-04", "2019-03-05"),
        ("--11-12", "2019-01-20", "2018-11-12"),
        ("--11-12", "2018-06-20", "2018-11-12"),
        ("--05-12", "2018-12-20", "2018-05-12"),
        ("--05-12", "2018-05", "2018-05-12"),
        ("--05-12", "2018", "2018-05-12"),
        ("--02-29", "2019-03-01", "--02-29"),
    ],
)
def test_a_missing_year_comes_from_the_documents_own_date(first: str, reference: str, expected: str) -> None:
    assert resolve(mention(first), reference).first == expected


def test_a_range_over_new_year_ends_in_the_year_after() -> None:
    resolved = resolve(mention("--12-30", "--01-02"), "2018-12-20")
    assert (resolved.first, resolved.last) == ("2018-12-30", "2019-01-02")


def test_another_date_with_the_same_day_tells_the_year() -> None:
    text = "The Conference was held November 12-14. It began on November 12, 2019. A plan of May 2017 was read."
    dates = find_dates(text, "en")
    assert resolve(dates[0], None, dates).last == "2019-11-14"


def test_two_years_for_one_month_tell_nothing() -> None:
    text = "They met on 5 May 2017 and on 6 May 2018. They will meet on 9 May."
    dates = find_dates(text, "en")
    assert resolve(dates[-1], None, dates) == dates[-1]


def test_a_day_alone_takes_the_month_before_it() -> None:
    dates = find_dates(
        "Proceedings opened on 12 November 2019; ministers met on the 13th and 14th.", "en", "2019-11-20"
    )
    assert (dates[1].first, dates[1].last) == ("2019-11-13", "2019-11-14")


def test_a_relative_day_counts_from_the_documents_own() -> None:
    assert find_dates("It began yesterday.", "en", "2018-03-01")[0].first == "2018-02-28"
    assert find_dates("It began yesterday.", "en", "2018-03")[0].first == ""


def test_parts_of_a_date_are_numbers_where_they_are_known() -> None:
    (date,) = find_dates("12 November", "en")
    assert (date.year, date.month, date.day, date.complete) == (None, 11, 12, False)


def test_what_is_no_day_of_the_calendar_does_not_exist() -> None:
    assert not exists("2019-02-29")
    assert exists("2020-02-29")
