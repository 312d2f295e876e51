"""What the words next to a name tell where no rule reads the sentence, and where they tell nothing.

The sentences are built as no rule expects them. Facts are written as in the tests of relations.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tookpart.loaders.document import Document
from tookpart.loaders.load import load

Said = Callable[..., set[str]]

HEADS = {
    "en": "The Twelfth Regional Conference on Migration (RCM) met in Lima. ",
    "es": "La XII Conferencia Regional sobre Migración (CRM) se reunió en Lima. ",
    "fr": "La douzième conférence ministérielle du Processus de Rabat s'est tenue à Lima. ",
}
TOLD = {
    "lists beside a word for those who come": [
        (
            "en",
            "So far Belize, Panama and Honduras have registered delegations.",
            "blz attended, pan attended, hnd attended",
        ),
        ("en", "Officials filled the hall, Belize and Panama among the first.", "blz attended, pan attended"),
        (
            "en",
            "Officials of SICA countries as well as Belize and Panama filled the hall.",
            "blz attended, pan attended",
        ),
        (
            "es",
            "Las sillas de las delegaciones eran de Belice, Panamá y Honduras.",
            "blz attended, pan attended, hnd attended",
        ),
        (
            "fr",
            "Les chaises des délégations étaient celles du Mali, du Niger et du Tchad.",
            "mli attended, ner attended, tcd attended",
        ),
    ],
    "observers, also those of whom a rule says that they came": [
        ("en", "Belize and Panama sent government observers.", "blz observed, pan observed"),
        ("en", "Belize and Panama will sit in the back on both days as observers.", "blz observed, pan observed"),
    ],
    "observers of the process, who need not have come": [
        (
            "en",
            "Among its rules is that Belize and Panama enjoy the status of observers.",
            "blz observerOf rcm, pan observerOf rcm",
        ),
        (
            "en",
            "Five permanent observers follow its work, Belize and Panama among them.",
            "blz observerOf rcm, pan observerOf rcm",
        ),
        (
            "es",
            "Desde hace años Belice y Panamá son observadores del proceso.",
            "blz observerOf rcm, pan observerOf rcm",
        ),
        (
            "fr",
            "Depuis dix ans le Mali et le Niger sont observateurs du processus.",
            "mli observerOf rabat-process, ner observerOf rabat-process",
        ),
    ],
    "members": [
        (
            "en",
            "The membership takes in Belize, Panama and Honduras.",
            "blz memberOf rcm, pan memberOf rcm, hnd memberOf rcm",
        ),
    ],
    "who presides, keeps the secretariat, or is heard": [
        ("en", "Belize has its turn in the chair of the RCM.", "blz presidencyOf rcm"),
        ("en", "IOM looks after its technical secretariat.", "iom secretariatOf rcm"),
        ("en", "Carla Ruiz, Director of Migration of Belize, wound up with some remarks.", "carla-ruiz spokeAt"),
    ],
}
NOTHING = [
    ("es", "Hubo también miembros de la Unión Europea y la Unión Africana."),
    ("en", "There were members of the European Union and the African Union."),
    ("en", "Police of Belize and Panama joined forces against smugglers."),
    ("es", "Se ha convocado a todos los países de la región, Belice y Panamá incluidos."),
    ("en", "The participants thank the Governments of Belize and Panama for their help."),
    ("es", "Los participantes agradecieron a Belice y a Panamá su ayuda."),
    ("fr", "Les participants ont remercié le Belize et le Panama de leur aide."),
    ("en", "Belize, Panama and Honduras had been invited to send delegations."),
    ("en", "Delegations of Belize, Panama and Honduras were missing."),
    ("en", "The situation of migrants in Belize, Panama and Honduras was on the table of the delegations."),
    ("en", "The ministers signed agreements with Belize and Panama."),
    ("en", "Belize hosts 20,000 refugees."),
    ("en", "Panama chairs the Central American Integration System (SICA) now."),
    ("en", "Belize and Panama asked to be admitted as observers."),
    ("en", "Belize, Panama and Honduras had been billed as delegates to a follow-up seminar."),
    ("en", "Such partners as Belize, Panama and Honduras employ many."),
    ("es", "Las delegaciones de Belice, Panamá y Honduras excusaron su ausencia."),
    ("fr", "Le Mali et le Niger n'étaient pas des délégations."),
]


@pytest.mark.parametrize(
    ("code", "text", "expected"), [row for rows in TOLD.values() for row in rows], ids=lambda value: value[:40]
)
def test_a_word_nearby_tells(code: str, text: str, expected: str, said: Said) -> None:
    wanted = set(expected.split(", "))
    assert wanted <= said(HEADS[code] + text, code)
    # a list has one part in a meeting
    found = {fact for fact in said(HEADS[code] + text, code) if "affiliatedWith" not in fact}
    assert found - wanted <= {fact.replace("observed", "attended") for fact in wanted}


@pytest.mark.parametrize(("code", "text"), NOTHING)
def test_a_word_beside_it_takes_it_back(code: str, text: str, said: Said) -> None:
    assert said(HEADS[code] + text, code) == said(HEADS[code], code)


def test_what_a_word_tells_is_less_sure_than_what_a_rule_reads(document_of: Callable[..., Document]) -> None:
    text = HEADS["en"] + "Canada took part. So far Belize and Panama have registered delegations."
    sure = {p.actor: p.confidence for p in load(document_of(text)).participations}
    assert sure["state/blz"] == sure["state/pan"] < sure["state/can"]
