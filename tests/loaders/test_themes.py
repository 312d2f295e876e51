"""Thematic areas by their phrases, and where a text states what a meeting is about."""

from __future__ import annotations

import csv
import itertools
from pathlib import Path

import pytest

from tookpart.loaders.document import Block, Mention
from tookpart.loaders.language import SUPPORTED, language
from tookpart.loaders.phrases import expand, words
from tookpart.loaders.themes import find_themes, stated_theme_spans, theme_ids

THEMES = Path(__file__).parents[2].parent / "shared" / "evaluation" / "themes.csv"


def ids(text: str, code: str = "en") -> list[str]:
    return list(dict.fromkeys(theme.id for theme in find_themes(text, code)))


NAMED = [
    ("en", "Workshop on migrant workers and labour mobility", ["labour-migration"]),
    ("en", "Ethical recruitment: who pays recruitment fees?", ["recruitment"]),
    ("en", "Rights in domestic and care work", ["domestic-and-care-work"]),
    ("en", "Recognising skills across borders", ["skills-recognition", "border-management"]),
    ("en", "Cheaper remittances and diasporas that invest", ["remittances", "diaspora"]),
    ("en", "Migration and development in the SDGs", ["migration-and-development", "sustainable-development-goals"]),
    ("en", "The Global Compact for Safe, Orderly and Regular Migration", ["global-compact"]),
    ("en", "Labour Migration Governance", ["labour-migration", "migration-governance"]),
    ("en", "Family reunification and other legal pathways", ["regular-pathways"]),
    ("en", "Regularization of status", ["regularization"]),
    ("en", "Free movement of persons with biometric passports", ["free-movement", "visas-and-travel-documents"]),
    ("en", "Integrated border management", ["border-management"]),
    ("en", "Mixed and irregular migration", ["mixed-migration", "irregular-migration"]),
    ("en", "Caravans and extra-continental flows", ["mass-movements", "extra-regional-migration"]),
    ("en", "Migrant smuggling and trafficking in persons", ["migrant-smuggling", "human-trafficking"]),
    ("en", "Organised crime and counter-terrorism", ["transnational-crime"]),
    ("en", "Return, reception and reintegration", ["return-and-reintegration"]),
    ("en", "Asylum, resettlement and statelessness", ["international-protection"]),
    ("en", "Internally displaced persons", ["internal-displacement"]),
    ("en", "Non-discrimination and the use of force", ["human-rights"]),
    ("en", "Unaccompanied migrant children; the Best Interest of the Child", ["children-and-adolescents"]),
    ("en", "Women in migration contexts", ["women-and-gender"]),
    ("en", "Sexual Exploitation and Abuse and Sexual Harassment", ["sexual-exploitation-and-abuse"]),
    ("en", "II Migration Health Workshop during COVID-19", ["health", "covid-19"]),
    ("en", "Migrants in disaster situations; climate change", ["disasters-and-climate"]),
    ("en", "Consular networks in the search for missing migrants", ["consular-protection", "missing-migrants"]),
    ("en", "Social cohesion against xenophobia", ["integration-and-inclusion"]),
    ("en", "Better migration data", ["migration-data"]),
    ("es", "Niñez migrante no acompañada y adolescentes migrantes", ["children-and-adolescents"]),
    ("es", "Trata de personas y tráfico ilícito de migrantes", ["human-trafficking", "migrant-smuggling"]),
    ("es", "Retorno voluntario, reintegración y vías regulares", ["return-and-reintegration", "regular-pathways"]),
    ("es", "Gobernanza migratoria y protección consular", ["migration-governance", "consular-protection"]),
    ("es", "Migración laboral, contratación equitativa y remesas", ["labour-migration", "recruitment", "remittances"]),
    ("es", "El Pacto Mundial y la Agenda 2030", ["global-compact", "sustainable-development-goals"]),
    (
        "es",
        "Gestión integrada de fronteras y personas migrantes desaparecidas",
        ["border-management", "missing-migrants"],
    ),
    ("fr", "La traite des êtres humains et le trafic illicite de migrants", ["human-trafficking", "migrant-smuggling"]),
    ("fr", "Migration de main-d'œuvre et transferts de fonds", ["labour-migration", "remittances"]),
    ("fr", "Retour volontaire, réadmission et réintégration", ["return-and-reintegration"]),
    ("fr", "Libre circulation des personnes", ["free-movement"]),
    ("fr", "Droits de l'homme des migrants ; mineurs non accompagnés", ["human-rights", "children-and-adolescents"]),
    ("fr", "Données sur la migration et changements climatiques", ["migration-data", "disasters-and-climate"]),
]


@pytest.mark.parametrize(("code", "text", "expected"), NAMED)
def test_phrases_name_their_themes(code: str, text: str, expected: list[str]) -> None:
    assert sorted(ids(text, code)) == sorted(expected)


FALSE_FRIENDS = [
    ("en", "The delegates return to Lima on Monday."),
    ("en", "The Ministry of Health sent its regards to the health ministers."),
    ("en", "Arms smuggling and drug trafficking were named."),
    ("en", "Cloud migration and data migration tools"),
    ("en", "Food security and social security"),
    ("en", "With full respect for human rights"),
    ("en", "Economic integration of the bloc"),
    ("es", "La ministra de Salud y la integración regional"),
    ("es", "El tráfico de drogas y la seguridad alimentaria"),
    ("fr", "Le trafic de drogue et le ministre de la Santé"),
    ("fr", "Le match retour"),
]


@pytest.mark.parametrize(("code", "text"), FALSE_FRIENDS)
def test_false_friends_name_no_theme(code: str, text: str) -> None:
    assert ids(text, code) == []


def test_the_longest_phrase_wins_and_overlaps_stay() -> None:
    text = "financial inclusion and labour migration governance"
    assert [(text[t.start : t.end], t.id) for t in find_themes(text, "en")] == [
        ("financial inclusion", "remittances"),
        ("labour migration", "labour-migration"),
        ("migration governance", "migration-governance"),
    ]


def test_a_phrase_does_not_run_over_the_end_of_a_clause() -> None:
    assert ids("They spoke of human. Rights were named.") == []


def test_names_hide_the_themes_in_them() -> None:
    text = "The Office for Refugees spoke of refugees."
    name = Mention(4, 23, "GovernmentBody", "organisation/office-for-refugees")
    assert [t.start for t in find_themes(text, "en", [name])] == [33]


def test_titles_in_english_are_read_in_other_languages() -> None:
    assert ids("El taller «Migration Governance» fue en Lima.", "es") == ["migration-governance"]


def spans(text: str, code: str = "en", blocks: tuple[Block, ...] = (), names: tuple[Mention, ...] = ()) -> list[str]:
    return [text[start:end] for start, end in stated_theme_spans(text, code, blocks, names=names)]


STATED = [
    ("en", "The forum, under the theme “Children first”, met in Rome.", ["“Children first”"]),
    ("en", "It began with free movement as this year's theme.", ["free movement"]),
    ("en", "Ministers prepared the talks, devoted to a partnership on visas.", ["a partnership on visas"]),
    ("en", "The course seeks to train consuls. It lasted two days.", ["train consuls"]),
    ("en", "Objective:\n", []),
    ("en", "Theme: the place of regional talks\nPlace: Lima", ["the place of regional talks"]),
    ("en", "They dealt with smuggling, above all of children.", ["smuggling, above all of children"]),
    ("es", "La reunión, bajo el lema «Migrar con derechos», fue en Quito.", ["«Migrar con derechos»"]),
    ("es", "Objetivo: fortalecer las redes consulares\nLugar: San José", ["fortalecer las redes consulares"]),
    ("fr", "Le forum, sous le thème « Bâtir ensemble », a eu lieu à Dakar.", ["« Bâtir ensemble »"]),
    ("fr", "L'atelier a pour objectif de lutter contre la traite.", ["lutter contre la traite"]),
    ("en", "The Director took the chair and the meeting closed.", []),
]


@pytest.mark.parametrize(("code", "text", "expected"), STATED)
def test_statements_of_what_a_meeting_is_about_are_found(code: str, text: str, expected: list[str]) -> None:
    assert spans(text, code) == expected


def test_a_section_runs_to_the_next_heading_and_details_yield_to_the_general() -> None:
    text = "Objective\nTrain consuls.\nSpecific objectives\n1. Visit camps.\nSan José"
    kinds = {"Objective": "heading", "Train consuls.": "paragraph", "Specific objectives": "heading"}
    blocks = tuple(
        Block(
            text.index(line), text.index(line) + len(line), "heading" if kinds.get(line) == "heading" else "paragraph"
        )
        for line in text.split("\n")
    )
    assert spans(text, blocks=blocks) == ["Train consuls"]
    assert spans("Specific objectives: visit camps") == ["visit camps"]


def test_the_name_of_a_dialogue_opens_no_statement() -> None:
    text = "A seminar on visas followed the Meeting on Borders."
    assert spans(text, names=(Mention(32, 50, "Process", "process/x"),)) == ["visas followed the Meeting on Borders"]


def test_spans_are_in_order_and_do_not_overlap() -> None:
    text = "The aim is to train; under the theme of devoted to work. Theme: visas"
    found = stated_theme_spans(text, "en")
    assert all(a[1] < b[0] for a, b in itertools.pairwise(found))


@pytest.mark.parametrize("code", SUPPORTED)
def test_every_language_has_phrases_for_every_theme(code: str) -> None:
    section = language(code).section("themes")
    assert set(section) == {*theme_ids(), "none"}
    assert all(section[theme] for theme in section)


@pytest.mark.skipif(not THEMES.exists(), reason="the table of themes is not on this machine")
def test_the_themes_are_those_of_the_table() -> None:
    with THEMES.open(encoding="utf-8") as file:
        assert sorted(theme_ids()) == sorted(row["id"] for row in csv.DictReader(file))


@pytest.mark.parametrize(
    ("pattern", "forms"),
    [
        ("a b", ["a b"]),
        ("(a|b) c", ["a c", "b c"]),
        ("(a )?b", ["b", "a b"]),
        ("cats?", ["cat", "cats"]),
        ("labo(u)?r", ["labor", "labour"]),
        ("(a (b|c) )?d", ["d", "a b d", "a c d"]),
    ],
)
def test_patterns_expand_to_their_wordings(pattern: str, forms: list[str]) -> None:
    assert expand(pattern) == forms


@pytest.mark.parametrize("pattern", ["(a", "a)", "((a)"])
def test_brackets_that_do_not_match_are_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="phrase pattern"):
        expand(pattern)


def test_words_keep_their_places() -> None:
    text = "L'Océan, ŒUVRE n° 5"
    found = words(text)
    assert [text[s:e].lower() for s, e in zip(found.starts, found.ends, strict=True)] == [
        "l",
        "océan",
        "œuvre",
        "n",
        "5",
    ]
