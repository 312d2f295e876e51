"""Which documents are about a dialogue on migration, and by what margin."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tookpart.loaders.language import detect
from tookpart.loaders.names import find_names
from tookpart.loaders.organisations import find_organisations
from tookpart.loaders.relevance import DENSITY, LEAST, Score, relevance, score
from tookpart.loaders.themes import Theme, find_themes

SHARED = Path(__file__).parents[2].parent / "shared"

# each text with what it is and its language
DIALOGUES: list[tuple[str, str, str]] = [
    (
        "short es",
        "es",
        "Taller regional sobre movilidad humana\nQuito, 4 y 5 de abril de 2019\nParticiparon Ecuador, Perú y Colombia.",
    ),
    (
        "short fr",
        "fr",
        "Atelier du MIDWA à Dakar, 3 mars 2015. Le Sénégal et le Mali y ont pris part.",
    ),
    (
        "short en",
        "en",
        "Second RCM workshop on visas\nPanama City, May 2012\nHost: Panama",
    ),
    (
        "declaration",
        "es",
        "Los representantes de Argentina, Brasil y Chile, reunidos en Buenos Aires, suscribieron la "
        "declaración sobre movilidad humana de ciudadanos venezolanos y acordaron una segunda reunión.",
    ),
    (
        "profile",
        "en",
        "Ministerial Conference on Migration for the Caribbean\nMembers: Haiti, Jamaica, "
        "Belize\nObserver: Cuba\nChair: Jamaica (2016)",
    ),
    (
        "diaspora",
        "fr",
        "Forum ministériel sur la diaspora à Genève : la Suisse et l'OIM ont accueilli 55 ministres "
        "chargés de la diaspora et du développement.",
    ),
    (
        "refugees",
        "en",
        "Regional consultations on asylum and refugees in the Americas. UNHCR met officials of Mexico, "
        "Guatemala and Honduras in San Pedro Sula in 2017 and adopted a framework for protection.",
    ),
    (
        "labour",
        "en",
        "Ministers of labour of eleven Asian countries that send workers abroad met in Colombo on "
        "overseas employment. They agreed on fair recruitment and on skills of contract workers in the "
        "countries of destination.",
    ),
    (
        "lusófono",
        "es",
        "Proceso de Quito: VII reunión técnica internacional. Santiago de Chile, 2021. Asistieron ocho países.",
    ),
    (
        "budapest",
        "en",
        "Budapest Process: meeting of senior officials, Istanbul, 5 June 2014. Turkey chaired.",
    ),
    (
        "conf no names",
        "en",
        "The third inter-ministerial conference of the region dealt with irregular migration. Delegates "
        "of Gabon and Congo attended in Libreville.",
    ),
    (
        "mobilité",
        "fr",
        "Dialogue sur la mobilité humaine en Afrique centrale : le Cameroun, le Gabon et le Tchad se "
        "réunissent à Yaoundé les 3 et 4 juin.",
    ),
]

OTHERS: list[tuple[str, str, str]] = [
    (
        "health summit",
        "en",
        "The Health Assembly opened in Geneva on Monday. Ministers of health from 120 countries debated "
        "pandemic preparedness, vaccines, antimicrobial resistance and the financing of primary care. WHO "
        "presented its budget for the next two years. Delegates from Kenya, Ghana and Brazil asked for "
        "fairer access to medicines. One speaker recalled the health of migrants and refugees in camps. "
        "The Director-General closed the first plenary session with a call for unity, and a committee "
        "will take up the draft resolution on nursing tomorrow. A side event on tobacco drew a large "
        "crowd.",
    ),
    (
        "climate",
        "en",
        "Parties to the climate convention met in Bonn to prepare the next conference. The Presidency "
        "convened heads of delegation to discuss mitigation, finance and loss and damage. Small island "
        "states warned that sea level rise will force displacement and migration of whole communities. "
        "The European Union asked for stronger national contributions by 2030. Observers from civil "
        "society followed the plenary. The secretariat will publish a summary, and the next session opens "
        "in November.",
    ),
    (
        "disarmament",
        "en",
        "The Conference on Disarmament held its third session under the presidency of Algeria. Member "
        "states discussed fissile material, small arms trafficking and negative security assurances. "
        "Egypt and Mexico presented a working paper. The delegation of Japan regretted the lack of "
        "progress. The chair will convene informal consultations next week.",
    ),
    (
        "trade",
        "en",
        "Heads of state of the Economic Community met in Abuja for the ordinary summit. They reviewed the "
        "common currency, the customs union and the security situation, and welcomed the report of the "
        "ministers of trade. The leaders called for free movement of goods and persons and the removal of "
        "road blocks. They extended the mandate of the stand-by force and appointed a new president of "
        "the Commission. The next summit will be hosted by Ghana in June.",
    ),
    (
        "birds",
        "en",
        "Ornithologists held a conference on bird migration in Gdansk. Participants from Poland, Sweden "
        "and Finland presented tracking data of migratory birds along the Baltic flyway. The workshop on "
        "migratory species agreed to share ringing data.",
    ),
    (
        "software",
        "en",
        "The users' conference in Lisbon devoted a workshop to cloud migration. Speakers explained data "
        "migration from old servers, server migration tools and a migration to the cloud in ten steps. "
        "The next meeting will be hosted by Porto.",
    ),
    (
        "sports",
        "fr",
        "Le tournoi de qualification s'est achevé à Dakar. Le Sénégal a battu le Cameroun 2-1 devant 40 "
        "000 spectateurs. Le sélectionneur a salué la diaspora venue de France. Le prochain match se "
        "jouera au Maroc en mars. La fédération a tenu une conférence de presse.",
    ),
    (
        "tourism",
        "es",
        "Feria de turismo en Quito. Más de doscientas empresas de Ecuador, Perú y Colombia presentaron "
        "sus destinos. El ministro de Turismo inauguró la feria y destacó que los visitantes ya no "
        "necesitan visado. Hubo talleres de gastronomía y un foro sobre aeropuertos. La próxima edición "
        "será en Lima.",
    ),
    (
        "assembly",
        "en",
        "The General Assembly opened its general debate in New York. Presidents of 30 countries spoke on "
        "war and peace, debt, climate change, food security, artificial intelligence and reform of the "
        "Security Council. Several leaders mentioned migration and refugees among the challenges of our "
        "time. The Secretary-General called for a new social contract. The debate continues until "
        "Saturday; a summit on the future will follow.",
    ),
    (
        "drugs",
        "es",
        "Reunión de ministros de seguridad en Bogotá. Los delegados de Colombia, Ecuador y Perú acordaron "
        "intercambiar información sobre tráfico de drogas, lavado de activos y minería ilegal. También "
        "mencionaron el control fronterizo y la trata de personas. La próxima reunión será en Lima.",
    ),
    (
        "g20",
        "en",
        "Leaders of the G20 adopted a declaration in Rio. It covers growth, taxation of the very rich, "
        "hunger, the energy transition, debt and the reform of development banks. One of eighty-five "
        "paragraphs supports safe, orderly and regular migration and the protection of refugees. South "
        "Africa takes over the presidency; Brazil, India and South Africa form the troika. The United "
        "States, China and the European Union welcomed the text.",
    ),
    (
        "travel",
        "en",
        "Crossing the border from Peru to Bolivia took three hours. At immigration we filled in a form, "
        "got a stamp and a thirty-day visa. The immigration officer at Copacabana was friendly. We then "
        "met friends in La Paz and hiked for a week. Our group will meet again in Chile.",
    ),
    (
        "genetics",
        "en",
        "A study of ancient genomes shows the migration of farmers from Anatolia into Europe 8,000 years "
        "ago. The authors presented the paper at a conference in Jena. Human migration in the Bronze Age "
        "followed rivers.",
    ),
    (
        "crossborder",
        "fr",
        "Le Comité des ministres des transports s'est réuni à Lomé. Les délégués du Togo, du Bénin et du "
        "Ghana ont parlé des corridors routiers, du fret et des postes frontières. La présidence est "
        "passée au Bénin. La prochaine session se tiendra à Cotonou.",
    ),
]

WITHOUT_MEETING: list[tuple[str, str, str]] = [
    (
        "rescue news",
        "en",
        "A boat carrying migrants capsized off Lampedusa on Sunday. The coast guard rescued 54 migrants; "
        "two children are missing. Survivors said they had left Sfax two days before. The refugees, from "
        "Sudan and Eritrea, were taken to a reception centre. More migrants arrived on the island this "
        "week than in all of last year, officials of the port said.",
    ),
    (
        "job",
        "en",
        "Vacancy: Project Assistant, Migration Health. The organization seeks a project assistant for its "
        "migration health unit in Nairobi. The assistant will register migrants and refugees before "
        "medical checks, keep records and order supplies. Required: a degree, two years of work, English "
        "and Swahili. Apply by 3 May.",
    ),
]


def judged(text: str, code: str) -> tuple[str | None, Score]:
    names = find_organisations(text, code, find_names(text, code)).mentions
    themes: Sequence[Theme] = find_themes(text, code, names)
    return relevance(text, code, names, themes), score(text, code, names, themes)


@pytest.mark.parametrize(("kind", "code", "text"), DIALOGUES, ids=[kind for kind, _, _ in DIALOGUES])
def test_a_text_on_a_dialogue_is_relevant_by_a_margin(kind: str, code: str, text: str) -> None:
    reason, found = judged(text, code)
    assert reason is None
    assert found.points >= LEAST + 1
    assert found.density >= 2 * DENSITY


@pytest.mark.parametrize(("kind", "code", "text"), OTHERS, ids=[kind for kind, _, _ in OTHERS])
def test_a_meeting_on_something_else_is_not_relevant_by_a_margin(kind: str, code: str, text: str) -> None:
    reason, found = judged(text, code)
    assert reason is not None
    assert found.points <= LEAST - 1


@pytest.mark.parametrize(("kind", "code", "text"), WITHOUT_MEETING, ids=[kind for kind, _, _ in WITHOUT_MEETING])
def test_migration_without_a_meeting_is_not_relevant(kind: str, code: str, text: str) -> None:
    assert judged(text, code)[0] == "The text is about migration but speaks of no meeting and no standing dialogue."


def test_the_reason_says_what_was_missing() -> None:
    assert relevance("Norway won the chess olympiad.", "en", []) == "The text says nothing of migration."
    passing = relevance("The summit discussed trade, steel, fish and, in one sentence, refugees.", "en", [])
    assert passing is not None
    assert passing.startswith("The text speaks of migration only in passing: 2 of 5 points")


@pytest.mark.parametrize("text", ["", " \n", "...", "12 34"])
def test_a_text_without_words_is_not_relevant(text: str) -> None:
    assert relevance(text, "en", []) == "The text says nothing of migration."


def test_an_unknown_language_is_judged_by_all() -> None:
    assert relevance("Workshop on migration in Praia. Migrants, refugees and asylum.", "pt", []) is None


@pytest.mark.skipif(not SHARED.exists(), reason="the sample documents are not on this machine")
def test_the_sample_documents_are_told_apart() -> None:
    files = sorted([*(SHARED / "seeds").glob("*.txt"), *(SHARED / "evaluation" / "corpus" / "dev").glob("*.txt")])
    assert len(files) >= 36
    for file in files:
        text = file.read_text(encoding="utf-8")
        reason, _ = judged(text, detect(text))
        assert (reason is not None) == ("-neg-" in file.name), file.name
