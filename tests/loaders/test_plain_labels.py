"""Labels as most pages have them, one and several: on the page of a meeting and in the profile of a process."""

from __future__ import annotations

import itertools

import pytest

from tookpart.loaders.load import load
from tookpart.loaders.reading import read_bytes

# what stands behind the labels, by language: states, a state, and an organisation
STATES = {
    "en": ("Chile, Honduras", {"state/chl", "state/hnd"}),
    "es": ("Chile, Honduras", {"state/chl", "state/hnd"}),
    "fr": ("Honduras, Panama", {"state/hnd", "state/pan"}),
}
STATE = {"en": ("Honduras", {"state/hnd"}), "es": ("Honduras", {"state/hnd"}), "fr": ("Honduras", {"state/hnd"})}
GROUP = {code: (name, {"organisation/iom"}) for code, name in (("en", "IOM"), ("es", "OIM"), ("fr", "OIM"))}
BEHIND = {
    **dict.fromkeys(("attended", "memberOf"), STATES),
    **dict.fromkeys(("hosted", "chaired", "presidencyOf"), STATE),
    **dict.fromkeys(("organised", "funded", "supported", "observed", "observerOf", "secretariatOf"), GROUP),
}
PAGES = {
    "en": ("Fifth Ministerial Conference of the Bali Process\n\n{}\n\nIt dealt with migration and migrants.\n"),
    "es": ("V Conferencia Ministerial del Proceso de Bali\n\n{}\n\nTrató de la migración y de los migrantes.\n"),
    "fr": (
        "Ve conférence ministérielle du Processus de Rabat\n\n{}\n\nElle portait sur la migration et les migrants.\n"
    ),
}
PROFILES = {
    "en": "The Bali Process\n\nThe Bali Process is a dialogue on migration.\n\n{}\n\nIt deals with migrants.\n",
    "es": "El Proceso de Bali\n\nEl Proceso de Bali es un diálogo sobre migración.\n\n{}\n\nTrata de migrantes.\n",
    "fr": "Le Processus de Rabat\n\nC'est un dialogue sur la migration.\n\n{}\n\nLe Processus traite de migrants.\n",
}
OF_A_MEETING = {
    "en": {
        "hosted": ["Host", "Hosts", "Host country", "Hosted by", "Host government"],
        "chaired": ["Chaired by", "Chair", "Co-chairs", "Chairs", "Chairperson", "Co-chaired by"],
        "organised": ["Organizer", "Organiser", "Organisers", "Organised by", "Co-organizers", "Convened by"],
        "funded": ["Funded by", "Donor", "Donors", "Funding", "Sponsors", "Sponsored by"],
        "supported": ["Supported by", "With the support of", "Technical support", "Supporting organisations"],
        "attended": ["Participants", "Participating countries", "Attendees", "Countries present", "Attendance"],
        "observed": ["Observers", "Observer", "Observer organisations"],
    },
    "es": {
        "hosted": ["Anfitrión", "País anfitrión", "País sede", "Anfitriones"],
        "chaired": ["Presidencia", "Preside", "Presidida por", "Copresidencia", "Copresiden"],
        "organised": ["Organiza", "Organizan", "Organizador", "Organizadores", "Organizado por", "Convoca"],
        "funded": ["Financia", "Financiado por", "Donantes", "Financiamiento", "Patrocinador"],
        "supported": ["Apoya", "Apoyan", "Con el apoyo de", "Apoyo técnico", "Colaboran"],
        "attended": ["Participantes", "Países participantes", "Asistentes", "Asistencia", "Participan"],
        "observed": ["Observadores", "Observador", "Organismos observadores"],
    },
    "fr": {
        "hosted": ["Pays hôte", "Hôte", "Pays d'accueil", "Accueilli par"],
        "chaired": ["Présidence", "Présidée par", "Coprésidence", "Président"],
        "organised": ["Organisateur", "Organisateurs", "Organisé par", "Organisation", "Coorganisateurs"],
        "funded": ["Financé par", "Bailleurs", "Bailleur", "Financement", "Donateurs"],
        "supported": ["Avec l'appui de", "Appui", "Soutien", "Avec le soutien de", "Appui technique"],
        "attended": ["Participants", "Pays participants", "Participation", "Présents", "Délégations"],
        "observed": ["Observateurs", "Observateur"],
    },
}
OF_A_PROCESS = {
    "en": {
        "memberOf": ["Members", "Member states", "Member countries", "Membership", "Participating states"],
        "observerOf": ["Observers", "Observer", "Observer organisations", "Permanent observers"],
        "presidencyOf": ["Chair", "Current chair", "Presidency", "Chairmanship", "Co-chairs", "Chairperson"],
        "secretariatOf": ["Secretariat", "Technical secretariat", "Permanent secretariat"],
    },
    "es": {
        "memberOf": ["Miembros", "Países miembros", "Estados parte", "Países participantes", "Integrantes"],
        "observerOf": ["Observadores", "Organismos observadores", "Observador"],
        "presidencyOf": ["Presidencia", "Presidencia Pro Tempore", "Presidencia actual", "PPT", "Copresidencia"],
        "secretariatOf": ["Secretaría", "Secretaría Técnica", "Secretaría Ejecutiva"],
    },
    "fr": {
        "memberOf": ["Membres", "Pays membres", "États membres", "Pays participants", "Pays partenaires"],
        "observerOf": ["Observateurs", "Observateur", "Pays observateurs"],
        "presidencyOf": ["Présidence", "Présidence actuelle", "Présidence en exercice", "Coprésidence"],
        "secretariatOf": ["Secrétariat", "Secrétariat technique"],
    },
}
WHERE_AND_WHEN = {
    "en": (
        ["Date: 3-4 May 2012", "When: May 3-4, 2012", "DATE: 3 to 4 May 2012", "Event date: 3–4 May 2012"],
        ["Venue: Lima, Peru", "Location: Lima", "Place: Hilton Hotel, Lima, Peru", "Where: Lima (Peru)", "City: Lima"],
    ),
    "es": (
        ["Fecha: 3 y 4 de mayo de 2012", "Fechas: del 3 al 4 de mayo de 2012", "Cuándo: 3-4 de mayo de 2012"],
        ["Lugar: Lima, Perú", "Sede: Lima", "Lugar: Hotel Hilton, Lima, Perú", "Dónde: Lima (Perú)", "Ciudad: Lima"],
    ),
    "fr": (
        ["Date : 3-4 mai 2012", "Dates : du 3 au 4 mai 2012", "Quand : 3 et 4 mai 2012"],
        ["Lieu : Lima, Pérou", "Lieu : Hôtel Hilton, Lima", "Où : Lima (Pérou)", "Ville : Lima"],
    ),
}
TABLES = [(PAGES, OF_A_MEETING), (PROFILES, OF_A_PROCESS)]
LABELS = [
    (pages[code], code, relation, label)
    for pages, labels in TABLES
    for code, said in labels.items()
    for relation, several in said.items()
    for label in several
]


@pytest.mark.parametrize(("page", "code", "relation", "label"), LABELS, ids=lambda value: value[:24])
def test_a_label_says_it_of_the_names_behind_it(page: str, code: str, relation: str, label: str) -> None:
    names, wanted = BEHIND[relation][code]
    where_and_when = "\n".join(several[0] for several in WHERE_AND_WHEN[code]) if page == PAGES[code] else ""
    text = page.format(f"{where_and_when}\n{label}{' ' if code == 'fr' else ''}: {names}".strip())
    facts = load(read_bytes("text.txt", text.encode()))
    said = {(p.actor, p.role) for p in facts.participations} | {(m.member, m.relation) for m in facts.memberships}
    assert {actor for actor, each in said if each == relation} >= wanted


@pytest.mark.parametrize("code", WHERE_AND_WHEN)
def test_labels_say_where_and_when(code: str) -> None:
    missed = []
    for pair in itertools.product(*WHERE_AND_WHEN[code]):
        for lines in (pair, pair[::-1]):
            text = PAGES[code].format("\n".join(lines))
            facts = load(read_bytes("text.txt", text.encode()))
            said = {(s.property, s.value) for s in facts.statements}
            wanted = {("startDate", "2012-05-03"), ("endDate", "2012-05-04"), ("heldAt", "place/lima")}
            if len(facts.meetings) != 1 or not wanted <= said:
                missed.append(text)
    assert missed == []


# who presided in 2019, 2020 and 2021
IN_TURN = {
    "en": [
        "Chairs: Mexico (2019), Panama (2020), Honduras (2021)",
        "Chairs: 2019 Mexico; 2020 Panama; 2021 Honduras",
        "Chairs: 2019: Mexico, 2020: Panama, 2021: Honduras",
        "Chairs: Mexico, 2019; Panama, 2020; Honduras, 2021",
        "Past chairs: Mexico 2019; Panama 2020; Honduras 2021",
        "Chairs:\n- 2019: Mexico\n- 2020: Panama\n- 2021: Honduras",
        "Chairs\n2019 - Mexico\n2020 - Panama\n2021 - Honduras",
        "Chairs:\nMexico (2019)\nPanama (2020)\nHonduras (2021)",
        "Year | Chair\n2019 | Mexico\n2020 | Panama\n2021 | Honduras",
        "The chairs were Mexico in 2019, Panama in 2020 and Honduras in 2021.",
        "Mexico held the presidency in 2019, Panama in 2020 and Honduras in 2021.",
    ],
    "es": [
        "Presidencias: México (2019), Panamá (2020), Honduras (2021)",
        "Presidencias: México, 2019; Panamá, 2020; Honduras, 2021",
        "Presidencias\n2019 - México\n2020 - Panamá\n2021 - Honduras",
        "Año | Presidencia\n2019 | México\n2020 | Panamá\n2021 | Honduras",
        "México ejerció la presidencia en 2019, Panamá en 2020 y Honduras en 2021.",
    ],
    "fr": [
        "Présidences : Mexique (2019), Panama (2020), Honduras (2021)",
        "Présidences : 2019 Mexique ; 2020 Panama ; 2021 Honduras",
        "Présidences\n2019 - Mexique\n2020 - Panama\n2021 - Honduras",
        "Année | Présidence\n2019 | Mexique\n2020 | Panama\n2021 | Honduras",
        "Le Mexique a assuré la présidence en 2019, le Panama en 2020 et le Honduras en 2021.",
    ],
}


@pytest.mark.parametrize(("code", "words"), [(code, words) for code, rows in IN_TURN.items() for words in rows])
def test_who_presided_in_which_year(code: str, words: str) -> None:
    facts = load(read_bytes("text.txt", PROFILES[code].format(words).encode()))
    said = {(m.member, m.years) for m in facts.memberships if m.relation == "presidencyOf"}
    assert said == {("state/mex", "2019"), ("state/pan", "2020"), ("state/hnd", "2021")}
