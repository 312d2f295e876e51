"""Sentences as most pages have them: whoever it is, of whatever office, and however it is put, the rules read it.

Every subject is set before every verb. The sentences of the other tests are built in ways of their own; these are not.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from tookpart.loaders.document import Document
from tookpart.loaders.load import load
from tookpart.loaders.reading import read_bytes

Seen = Callable[[str, str], set[str]]
Make = Callable[..., Document]

CAME = {
    "en": (
        [
            *(
                f"{kind}{office} {of} S"
                for kind in ("", "senior ", "migration ", "senior migration ", "immigration ", "high-level ", "labour ")
                for office in ("officials", "authorities", "directors", "experts", "ministers", "representatives")
                for of in ("of", "from")
            ),
            "S",
            "the governments of S",
            "delegates of S",
            "delegations from S",
            "vice-ministers of S",
            "heads of immigration from S",
            "the chiefs of S",
        ],
        [
            "attended.",
            "attended the M.",
            "attended the two-day M.",
            "took part.",
            "took part in the M.",
            "participated in the M in L.",
            "were present at the M.",
            "were represented.",
            "gathered in L on D for the M.",
            "met in L on D.",
            "met on D in L.",
            "came to L for the M.",
            "joined the M.",
            "travelled to L for the M.",
            "will attend the M.",
            "are to take part in the M.",
            "were in attendance.",
            "exchanged views at the M.",
        ],
    ),
    "es": (
        [
            *(
                f"{office} de S"
                for office in (
                    "representantes",
                    "delegados",
                    "delegaciones",
                    "autoridades migratorias",
                    "altos funcionarios",
                    "ministros",
                    "viceministros",
                    "directores de migración",
                    "expertos",
                    "cancilleres",
                    "los ministros del interior",
                )
            ),
            "S",
            "los gobiernos de S",
        ],
        [
            "asistieron.",
            "asistieron a la M.",
            "participaron.",
            "participaron en la M.",
            "estuvieron presentes.",
            "estuvieron presentes en la M.",
            "se reunieron en L el D.",
            "se dieron cita en L.",
            "acudieron a la M.",
            "tomaron parte en la M.",
            "participarán en la M.",
            "estuvieron representados.",
            "suscribieron la declaración.",
            "intercambiaron experiencias en la M.",
        ],
    ),
    "fr": (
        [
            *(
                f"{office} du S"
                for office in (
                    "des représentants",
                    "des délégués",
                    "les délégations",
                    "des responsables",
                    "de hauts fonctionnaires",
                    "les ministres",
                    "les ministres de l'intérieur",
                    "des experts",
                    "les autorités migratoires",
                    "les directeurs",
                )
            ),
            "le S",
            "les gouvernements du S",
        ],
        [
            "ont participé.",
            "ont participé à la M.",
            "ont pris part à la M.",
            "ont assisté à la M.",
            "étaient présents à la M.",
            "se sont réunis à L le D.",
            "se sont retrouvés à L.",
            "étaient représentés.",
            "ont fait le déplacement.",
            "participeront à la M.",
            "se sont rendus à L pour la M.",
            "sont venus à L pour la M.",
            "ont signé la déclaration.",
            "participent à la M.",
        ],
    ),
}
DID = {
    "en": (
        ["S", "the government of S", "the migration authorities of S", "the immigration department of S", "G", "the G"],
        {
            "hosted": ["hosted the M.", "will host the M in L.", "is hosting the M on D.", "played host to the M."],
            "organised": ["organised the M.", "organised the two-day M in L.", "convened the M."],
            "chaired": ["chaired the M.", "co-chaired the M in L.", "presided over the M."],
            "funded": ["funded the M.", "financed the M."],
            "supported": ["supported the M.", "provided technical support to the M."],
            "observed": ["attended the M as an observer.", "took part in the M as an observer."],
            "presidencyOf": ["chairs the R.", "holds the presidency of the R.", "took over the chair of the R."],
            "memberOf": ["is a member of the R.", "joined the R in D.", "became a member of the R."],
            "secretariatOf": ["is the secretariat of the R.", "provides the secretariat of the R."],
        },
    ),
    "es": (
        ["S", "el gobierno de S", "las autoridades migratorias de S", "la cancillería de S"],
        {
            "hosted": ["fue sede de la M.", "acogió la M.", "será sede de la M.", "fue el anfitrión de la M en L."],
            "organised": ["organizó la M.", "organizó la M en L.", "convocó la M."],
            "chaired": ["presidió la M.", "copresidió la M en L."],
            "funded": ["financió la M."],
            "supported": ["apoyó la M.", "brindó apoyo técnico a la M."],
            "observed": ["participó en la M como observador.", "asistió como observador."],
            "presidencyOf": ["preside el R.", "ejerce la presidencia del R.", "asumió la presidencia del R."],
            "memberOf": ["es miembro del R.", "se adhirió al R en D.", "forma parte del R.", "integra el R."],
            "secretariatOf": ["ejerce la secretaría del R.", "tiene a su cargo la secretaría del R."],
        },
    ),
    "fr": (
        ["le S", "le gouvernement du S", "le ministère de la migration du S"],
        {
            "hosted": ["a accueilli la M.", "accueillera la M.", "est le pays hôte de la M."],
            "organised": ["a organisé la M.", "organise la M à L.", "a convoqué la M."],
            "chaired": ["a présidé la M.", "a coprésidé la M."],
            "funded": ["a financé la M."],
            "supported": ["a soutenu la M.", "a apporté son appui à la M."],
            "observed": ["a participé à la M en tant qu'observateur.", "a assisté à la M comme observateur."],
            "presidencyOf": ["préside le R.", "assure la présidence du R.", "a pris la présidence du R."],
            "memberOf": ["est membre du R.", "fait partie du R.", "a rejoint le R en D."],
            "secretariatOf": ["assure le secrétariat du R.", "tient le secrétariat du R."],
        },
    ),
}

# how a meeting is put, where it was, when it was, and in which order that is said
HELD = {
    "en": (
        ["was held", "took place", "was convened", "met", "will be held", "opened", "gathered"],
        ["in Lima, Peru", "in Lima", "in Lima (Peru)", "at the Hilton Hotel in Lima, Peru", "in the city of Lima"],
        {
            "on 3 May 2012": "2012-05-03 2012-05-03",
            "on May 3, 2012": "2012-05-03 2012-05-03",
            "on 3-4 May 2012": "2012-05-03 2012-05-04",
            "from 3 to 4 May 2012": "2012-05-03 2012-05-04",
            "on 3 and 4 May 2012": "2012-05-03 2012-05-04",
            "on Thursday, 3 May 2012": "2012-05-03 2012-05-03",
            "in May 2012": "2012-05 2012-05",
            "on 30 May - 1 June 2012": "2012-05-30 2012-06-01",
        },
        ["{m} {v} {p} {d}.", "{m} {v} {d} {p}.", "{d}, {m} {v} {p}.", "{m}, {d}, {v} {p}."],
        "The 5th Ministerial Conference of the Bali Process",
        "It dealt with migration and migrants.",
    ),
    "es": (
        ["se celebró", "se realizó", "tuvo lugar", "se llevó a cabo", "sesionó", "tendrá lugar", "se inauguró"],
        ["en Lima, Perú", "en Lima", "en Lima (Perú)", "en la ciudad de Lima", "en el Hotel Hilton de Lima"],
        {
            "el 3 de mayo de 2012": "2012-05-03 2012-05-03",
            "los días 3 y 4 de mayo de 2012": "2012-05-03 2012-05-04",
            "del 3 al 4 de mayo de 2012": "2012-05-03 2012-05-04",
            "entre el 3 y el 4 de mayo de 2012": "2012-05-03 2012-05-04",
            "el jueves 3 de mayo de 2012": "2012-05-03 2012-05-03",
            "en mayo de 2012": "2012-05 2012-05",
        },
        ["{m} {v} {p} {d}.", "{m} {v} {d} {p}.", "{d}, {m} {v} {p}.", "{d} {v} {p} {m}."],
        "La V Conferencia Ministerial del Proceso de Bali",
        "Trató de la migración y de los migrantes.",
    ),
    "fr": (
        ["s'est tenue", "a eu lieu", "s'est réunie", "se tiendra", "s'est déroulée", "a été organisée"],
        ["à Lima, au Pérou", "à Lima", "à Lima (Pérou)", "dans la ville de Lima", "à l'hôtel Hilton de Lima"],
        {
            "le 3 mai 2012": "2012-05-03 2012-05-03",
            "les 3 et 4 mai 2012": "2012-05-03 2012-05-04",
            "du 3 au 4 mai 2012": "2012-05-03 2012-05-04",
            "le jeudi 3 mai 2012": "2012-05-03 2012-05-03",
            "en mai 2012": "2012-05 2012-05",
        },
        ["{m} {v} {p} {d}.", "{m} {v} {d} {p}.", "{d}, {m} {v} {p}.", "{p}, {d}, {v} {m}."],
        "La Ve conférence ministérielle du Processus de Rabat",
        "Elle portait sur la migration et les migrants.",
    ),
}
LISTED = {
    "en": ["Present were:", "The conference was attended by the following countries:", "Participants:"],
    "es": ["Participaron los siguientes países:", "Asistieron:", "Participantes:"],
    "fr": ["Étaient présents :", "Ont participé :", "Participants :"],
}
LINES = ["\n- {}", "\n• {}", "\n• {};", "\n{}"]


def first_and_last(text: str, code: str, make: Make) -> list[str]:
    """What a text says of each of its meetings: "first day, last day, place"."""
    facts = load(make(text, code))
    said = {(statement.subject, statement.property): statement.value for statement in facts.statements}
    of = ("startDate", "endDate", "heldAt")
    return [" ".join(said.get((meeting.id, each), "") for each in of) for meeting in facts.meetings]


@pytest.mark.parametrize(("code", "verb"), [(code, verb) for code, row in HELD.items() for verb in row[0]], ids=str)
def test_where_and_when_is_read(code: str, verb: str, document_of: Make) -> None:
    _, places, days, orders, meeting, more = HELD[code]
    each = [(place, next(iter(days))) for place in places] + [(places[0], day) for day in days]
    missed = []
    for (place, day), order in itertools.product(each, orders):
        sentence = order.format(m=meeting, v=verb, p=place, d=day)
        if first_and_last(f"{sentence} {more}", code, document_of) != [f"{days[day]} place/lima"]:
            missed.append(sentence)
    assert missed == []


@pytest.mark.parametrize(("code", "words"), [(code, words) for code, rows in LISTED.items() for words in rows], ids=str)
@pytest.mark.parametrize("line", LINES)
def test_those_in_the_lines_below_are_read(code: str, words: str, line: str, document_of: Make) -> None:
    meeting, more = HELD[code][-2:]
    verb, day = HELD[code][0][0], next(iter(HELD[code][2]))
    lines = "".join(line.format(name) for name in ("Honduras", "Panama", "Costa Rica"))
    text = f"{meeting} {verb} {HELD[code][1][1]} {day}. {more} {words}{lines}\n\n{more}\n"
    attended = {p.actor for p in load(document_of(text, code)).participations}
    assert attended == {"state/hnd", "state/pan", "state/cri"}


@pytest.mark.parametrize(
    ("code", "verb"), [(code, verb) for code, (_, verbs) in CAME.items() for verb in verbs], ids=str
)
def test_whoever_came_is_read(code: str, verb: str, seen: Seen) -> None:
    subjects, _ = CAME[code]
    assert [subject for subject in subjects if "S attended" not in seen(f"{subject} {verb}", code)] == []


@pytest.mark.parametrize(
    ("code", "relation", "verb"),
    [(code, relation, verb) for code, (_, said) in DID.items() for relation, verbs in said.items() for verb in verbs],
    ids=str,
)
def test_whoever_did_it_is_read(code: str, relation: str, verb: str, seen: Seen) -> None:
    subjects, _ = DID[code]
    missed = [
        subject
        for subject in subjects
        if not seen(f"{subject} {verb}", code) & {f"{letter} {relation}" for letter in ("S", "G")}
    ]
    assert missed == []


def test_there_are_as_many_as_one_thinks() -> None:
    sentences = [f"{subject} {verb}" for pair in CAME.values() for subject, verb in itertools.product(*pair)]
    assert len(sentences) == len(set(sentences)) > 1900


# a news text's first line, and what it says of a day
WRITTEN = {
    "en": (
        "Fifth Ministerial Conference of the Bali Process on migration",
        [
            "Lima, 3 May 2012 - {}",
            "LIMA, Peru, 3 May 2012 – {}",
            "Lima (Peru), 3 May 2012. {}",
            "LIMA, May 3, 2012 (AFP) - {}",
            "3 May 2012\n\nLima - {}",
            "Lima, Peru – May 3, 2012 – {}",
            "[Lima, 3 May 2012] {}",
            "(Lima, 3 May 2012) {}",
            "Published on 3 May 2012\n\n{}",
            "Lima, Thursday 3 May 2012 - {}",
        ],
        {
            "The {} opened today in Lima. It deals with migrants.": "2012-05-03",
            "The {} was held in Lima yesterday. It dealt with migrants.": "2012-05-02",
            "The {} begins tomorrow in Lima. It deals with migrants.": "2012-05-04",
            "Ministers met in Lima on 2 May for the {}. It dealt with migrants.": "2012-05-02",
        },
    ),
    "es": (
        "V Conferencia Ministerial del Proceso de Bali sobre migración",
        [
            "Lima, 3 de mayo de 2012 - {}",
            "LIMA, 3 may 2012 (EFE).- {}",
            "Lima (Perú), 3 de mayo de 2012. {}",
            "3 de mayo de 2012\n\n{}",
            "Lima, jueves 3 de mayo de 2012. {}",
            "03/05/2012\n\nLima.- {}",
        ],
        {
            "La {} se inauguró hoy en Lima. Trata de los migrantes.": "2012-05-03",
            "La {} se celebró ayer en Lima. Trató de los migrantes.": "2012-05-02",
            "Los ministros se reunieron en Lima el 2 de mayo en la {}. Trató de los migrantes.": "2012-05-02",
        },
    ),
    "fr": (
        "Ve conférence ministérielle du Processus de Rabat sur la migration",
        [
            "Lima, le 3 mai 2012 - {}",
            "LIMA, 3 mai 2012 (AFP) - {}",
            "Le 3 mai 2012\n\n{}",
            "Publié le 3 mai 2012\n\n{}",
            "Lima, jeudi 3 mai 2012. {}",
        ],
        {
            "La {} s'est ouverte aujourd'hui à Lima. Elle porte sur les migrants.": "2012-05-03",
            "La {} s'est tenue hier à Lima. Elle portait sur les migrants.": "2012-05-02",
            "Les ministres se sont réunis à Lima le 2 mai pour la {}. Elle portait sur les migrants.": "2012-05-02",
        },
    ),
}


@pytest.mark.parametrize(
    ("code", "line"), [(code, line) for code, (_, lines, _) in WRITTEN.items() for line in lines], ids=str
)
def test_the_day_of_writing_is_not_taken_for_another(code: str, line: str) -> None:
    title, _, sentences = WRITTEN[code]
    missed = []
    for sentence, day in sentences.items():
        text = f"{title}\n\n{line.format(sentence.format(title))}\n"
        facts = load(read_bytes("text.txt", text.encode()))
        said = [(s.property, s.value) for s in facts.statements]
        if not {("startDate", day), ("endDate", day), ("heldAt", "place/lima")} <= set(said):
            missed.append(text)
    assert missed == []
