"""Sentences as most pages have them: whoever it is, of whatever office, and however it is put, the rules read it.

Every subject is set before every verb. The sentences of the other tests are built in ways of their own; these are not.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

Seen = Callable[[str, str], set[str]]

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
