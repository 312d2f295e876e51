"""Known names: what is found, with which span, and above all what is not."""

from __future__ import annotations

import itertools

import pytest

from tookpart.loaders.names import find_names


def named(text: str, code: str = "en") -> list[str]:
    """The last part of each mention's id, in order; an adjective's in brackets."""
    found = find_names(text, code)
    return [f"({m.id.split('/')[1]})" if m.kind == "Demonym" else m.id.split("/")[1] for m in found]


def spans(text: str, code: str = "en") -> list[str]:
    return [text[m.start : m.end] for m in find_names(text, code)]


STATES = [
    ("en", "Delegates of the U.S., the UK, the UAE and the DRC", "usa gbr are cod"),
    ("en", "Korea (Republic of), Iran (Islamic Republic of), Bolivia (Plurinational State of)", "kor irn bol"),
    ("en", "the former Yugoslav Republic of Macedonia, Swaziland, Burma and Cape Verde", "mkd swz mmr cpv"),
    ("en", "Cote d'Ivoire, Côte d’Ivoire, Ivory Coast", "civ civ civ"),
    ("en", "Guinea, Guinea-Bissau, Equatorial Guinea and Papua New Guinea", "gin gnb gnq png"),
    ("en", "Congo, the Democratic Republic of the Congo, Niger, Nigeria", "cog cod ner nga"),
    ("en", "Türkiye, Turkey, Turkiye; Viet Nam, Vietnam; Czechia, the Czech Republic", "tur tur tur vnm vnm cze cze"),
    ("en", "St. Kitts & Nevis, Saint Lucia, St Vincent and the Grenadines", "kna lca vct"),
    ("en", "Antigua & Barbuda, Trinidad & Tobago", "atg tto"),
    ("en", "MEETING OF THE REPUBLIC OF KOREA, TURKEY AND COSTA RICA", "kor tur cri"),
    ("en", "Hong Kong SAR, Chinese Taipei, the Holy See, Palestine and Kosovo*", "hkg twn vat pse xkx"),
    ("en", "the Philippines; The Gambia; the Bahamas; Lao People's Democratic Repub-\nlic", "phl gmb bhs lao"),
    ("es", "EE.UU., EE. UU., Estados Unidos y los Emiratos Árabes Unidos", "usa usa usa are"),
    ("es", "Belice, Panamá, República Dominicana, Países Bajos y el Reino Unido", "blz pan dom nld gbr"),
    ("es", "Macedonia del Norte, Guinea Ecuatorial, Costa de Marfil, Granada", "mkd gnq civ grd"),
    ("fr", "la République démocratique du Congo (RDC), le Congo et le Tchad", "cod cod cog tcd"),
    ("fr", "les Pays-Bas, l'Allemagne, les États-Unis d'Amérique, le Royaume-Uni", "nld deu usa gbr"),
    ("fr", "la Côte d'Ivoire, la Guinée-Bissau, Maurice et Cabo Verde", "civ gnb mus cpv"),
    ("pt", "o Uruguai, o Equador e o Paraguai", "ury ecu pry"),
]


@pytest.mark.parametrize(("code", "text", "wanted"), STATES)
def test_states_are_found_however_they_are_written(code: str, text: str, wanted: str) -> None:
    assert named(text, code) == wanted.split()


@pytest.mark.parametrize(
    ("code", "text", "phrase"),
    [
        ("en", "thanks to the Government of Guatemala for", "the Government of Guatemala"),
        ("en", "by the Guatemalan Government in May", "Guatemalan Government"),
        ("en", "the Federal Republic of Germany is", "Federal Republic of Germany"),
        ("en", "from the Republic of Zambia, again", "Republic of Zambia"),
        ("en", "the US Government", "US Government"),
        ("es", "con el Gobierno de México, que", "el Gobierno de México"),
        ("es", "según el gobierno guatemalteco ayer", "el gobierno guatemalteco"),
        ("fr", "avec le gouvernement du Burkina Faso, qui", "le gouvernement du Burkina Faso"),
        ("fr", "et le gouvernement sénégalais a", "le gouvernement sénégalais"),
    ],
)
def test_a_government_is_its_state_and_the_mention_covers_the_phrase(code: str, text: str, phrase: str) -> None:
    (mention,) = find_names(text, code)
    assert (mention.kind, text[mention.start : mention.end]) == ("State", phrase)


@pytest.mark.parametrize(
    ("code", "text", "wanted"),
    [
        ("en", "the Australian, Swiss and US Governments", "aus che usa"),
        ("en", "the Guatemalan and Honduran governments", "gtm hnd"),
        ("es", "los gobiernos ecuatoriano y chileno", "ecu chl"),
        ("en", "Australian experts and Swiss funding", "(aus) (che)"),
        ("en", "Venezuelan migrants and Eritreans", "(ven) (eri)"),
        ("es", "migrantes venezolanos y ciudadanas haitianas", "(ven) (hti)"),
        ("fr", "des ressortissants maliens et une ministre nigérienne", "(mli) (ner)"),
        ("en", "South Korean and North Macedonian officials", "(kor) (mkd)"),
    ],
)
def test_adjectives_tell_states_and_before_government_they_are_states(code: str, text: str, wanted: str) -> None:
    assert named(text, code) == wanted.split()


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "the University of Panama, the Gulf of Mexico, the Bank of England and New Mexico"),
        ("en", "South American states, Latin American countries and Central American governments"),
        (
            "en",
            "the Lima Declaration, the Geneva Convention, an Istanbul Ministerial Declaration, the Cadiz Action Plan",
        ),
        ("en", "the Mexico-Guatemala border, EU-funded projects, a UK-based charity, non-EU citizens"),
        ("en", "see www.iom.int, http://www.IOM.int/mali or write to unit@iom.int"),
        ("en", "WHO WE ARE, ABOUT US, CONTACT US"),
        ("en", "polish the text, the china shop, a turkey, chad, us and them"),
        ("en", "Jordan Smith and Chad Wolf met Georgia Meloni and Minister Israel Katz"),
        ("en", "Sofia Ramirez, Victoria Lopez and José Lima spoke; 40 per cent were women. Male participants left."),
        ("es", "José Valencia, Santiago Chávez y Mauricio Claver; una granada de humo; las damas"),
        ("es", "la Declaración de Quito, el Golfo de México y la Universidad de Costa Rica"),
        ("fr", "Maurice Dupont, le golfe de Guinée, la Déclaration de Marrakech"),
        ("en", "an idea, AI tools, a CMS, a PNG file and the CP of a page"),
        ("en", ""),
        ("en", "The weather was fine."),
    ],
)
def test_what_only_looks_like_a_known_name_is_none(code: str, text: str) -> None:
    assert [m for m in find_names(text, code) if m.kind != "Demonym"] == []


def test_a_process_may_be_written_small_but_not_its_city() -> None:
    assert named("le processus de Khartoum et le processus de Rabat", "fr") == ["khartoum-process", "rabat-process"]
    assert named("el proceso de Quito", "es") == ["quito-process"]
    assert "khartoum-process" not in named("le processus de khartoum, un processus de paix", "fr")


@pytest.mark.parametrize(
    ("code", "text", "wanted"),
    [
        (
            "en",
            "in Panama City, Panama; in Guatemala City; from Mexico City and Kuwait City",
            "panama-city pan guatemala-city mexico-city kuwait-city",
        ),
        ("en", "Geneva, Ginebra and Genève are one city", "geneva geneva geneva"),
        ("es", "en Londres, Ginebra y Ciudad de México", "london geneva mexico-city"),
        ("fr", "à Genève, à Mexico, au Caire", "geneva mexico-city cairo"),
        ("en", "the meeting in Victoria, Seychelles", "victoria syc"),
        ("en", "held in Cartago, Costa Rica", "cartago-cri cri"),
        ("en", "a workshop in Surabaya on labour", "surabaya"),
        ("en", "In March the Union met in Progress", ""),
        ("en", "Georgia and Tbilisi, Jordan and Amman", "geo tbilisi jor amman"),
        ("en", "Location: Washington, D.C.", "washington"),
    ],
)
def test_cities_are_places(code: str, text: str, wanted: str) -> None:
    assert named(text, code) == wanted.split()


@pytest.mark.parametrize(
    ("code", "text", "wanted"),
    [
        ("en", "the Regional Conference on Migration (RCM), or Puebla Process", "rcm rcm rcm"),
        ("es", "la Conferencia Regional sobre Migración (CRM) o Proceso Puebla", "rcm rcm rcm"),
        ("fr", "le Processus de Rabat, le FMMD et la CEDEAO", "rabat-process gfmd ecowas"),
        ("en", "the first plenary of the RCM-SACM dialogue", "rcm sacm"),
        ("en", "IOM/UNHCR and the International Organisation for Migration", "iom unhcr iom"),
        ("es", "la Organización internacional para las migraciones, la OIM y el ACNUR", "iom iom unhcr"),
        ("en", "the International Organization\nfor Migration and the European\u00a0Union", "iom eu"),
        ("en", "the RRCOM, RROCM and RNCOM", "rrocm rrocm rrocm"),
        ("en", "ICRC1 and the RCGM", "icrc rcgm"),
        ("en", "the International Organization for Migrationthat", "iom"),
        ("en", "the United Statesgathered with El Salvador", "usa slv"),
        ("en", "Who we areThe International Organization for Migration", "iom"),
    ],
)
def test_organisations_and_processes_are_found(code: str, text: str, wanted: str) -> None:
    assert named(text, code) == wanted.split()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("DRC attended", "cod"),
        ("the Danish Refugee Council (DRC) spoke", "drc drc"),
        ("the Democratic Republic of the Congo (DRC)", "cod cod"),
        ("Congolese officials", "(cod)"),
        ("the Republic of the Congo sent Congolese officials", "cog (cog)"),
        ("Dominican delegates", "(dom)"),
        ("Dominica sent Dominican delegates", "dma (dma)"),
        ("the Dominican Republic and Dominica sent Dominican delegates", "dom dma (dom)"),
        ("the Regional Support Office (RSO) of a bank", ""),
        ("the Regional Support Office (RSO) of the Bali Process", "rso rso bali-process"),
    ],
)
def test_ambiguous_names_follow_their_rules(text: str, wanted: str) -> None:
    assert named(text) == wanted.split()


def test_a_genitive_is_not_part_of_the_name() -> None:
    assert spans("Germany's minister and Poland’s agency") == ["Germany", "Poland"]


def test_mentions_are_in_order_and_do_not_overlap() -> None:
    text = (
        "Guatemala City, Guatemala, the Government of Guatemala and the Guatemalan Government of Guatemala City (IOM)."
    )
    found = find_names(text)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


def test_an_unknown_language_is_read_as_english() -> None:
    assert find_names("Delegates of Guatemala", "xx") == find_names("Delegates of Guatemala", "en")
