"""The reference facts hold together: no dangling slugs, no name for two things without a rule."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from tookpart.loaders.phrases import fold
from tookpart.ontology import reference
from tookpart.ontology.errors import TookpartError, UnknownReferenceError
from tookpart.ontology.reference import ambiguities, lookup, organisations, places, processes, states, things

CLASSES = {
    "Organisation",
    "IntergovernmentalOrganisation",
    "CivilSocietyOrganisation",
    "GovernmentBody",
    "ResearchInstitution",
    "PrivateSectorOrganisation",
}


def bearers() -> dict[str, set[str]]:
    """The things that bear each name in one language: acronyms as they are written, other names folded."""
    found: dict[str, set[str]] = defaultdict(set)
    for thing in things().values():
        for label in thing.labels:
            text = label.text if label.form == "acronym" else fold(label.text)
            found[f"{label.language}:{text}"].add(thing.slug)
    return found


def test_a_name_that_two_things_share_has_a_rule() -> None:
    declared = {fold(rule.name) for rule in ambiguities()}
    shared = {name: slugs for name, slugs in bearers().items() if len(slugs) > 1}
    assert {name for name in shared if fold(name.split(":", 1)[1]) not in declared} == set()


def test_every_candidate_of_a_rule_exists_and_bears_the_name() -> None:
    for rule in ambiguities():
        for slug in rule.candidates:
            assert fold(rule.name) in {fold(label.text) for label in lookup(slug).labels}, rule


def test_a_rule_that_chooses_has_something_to_choose_from() -> None:
    assert [rule.name for rule in ambiguities() if rule.rule == "default" and len(rule.candidates) < 2] == []


def test_all_un_members_are_there() -> None:
    assert sum(state.status == "un_member" for state in states().values()) == 193


@pytest.mark.parametrize("slug", ["state/xkx", "state/pse", "state/vat", "state/hkg", "state/twn"])
def test_others_that_act_as_states_are_there(slug: str) -> None:
    assert states()[slug].status != "un_member"


def test_every_state_has_demonyms_in_three_languages_if_it_is_a_un_member() -> None:
    without = {
        state.iso3
        for state in states().values()
        for language in ("en", "es", "fr")
        if state.status == "un_member"
        and not any(label.form == "demonym" and label.language == language for label in state.labels)
    }
    # "Central African" is the region more often than the republic
    assert without == {"CAF"}


def test_slugs_belong_together() -> None:
    for thing in things().values():
        assert re.fullmatch(r"[a-z]+/[a-z0-9-]+", thing.slug)
        assert thing.of is None or thing.of in things()
        assert thing.source


def test_members_observers_and_secretariats_are_known() -> None:
    for process in processes().values():
        for slug in (*process.members, *process.observers, *process.secretariat):
            assert lookup(slug).kind == "State" or slug.startswith("organisation/")


def test_organisations_have_a_class_of_the_ontology() -> None:
    assert {organisation.kind for organisation in organisations().values()} <= CLASSES


def test_wikidata_items_are_items_and_used_once() -> None:
    items = [thing.wikidata for thing in things().values() if thing.wikidata]
    assert all(re.fullmatch(r"Q[1-9]\d*", item) for item in items)
    assert len(items) == len(set(items))


def test_every_row_has_an_english_name() -> None:
    assert [
        t.slug for t in things().values() if not any(x.language == "en" and x.form == "preferred" for x in t.labels)
    ] == []


def test_almost_every_un_member_has_its_capital() -> None:
    capitals = {place.of for place in places().values() if place.capital}
    # Monaco, Singapore and San Marino are their own; Djibouti's and Nauru's are hardly ever named
    without = {s.iso3 for s in states().values() if s.status == "un_member" and s.slug not in capitals}
    assert without <= {"MCO", "SGP", "SMR", "DJI", "NRU"}


@pytest.mark.parametrize(
    ("slug", "language", "name"),
    [
        ("state/civ", "en", "Côte d'Ivoire"),
        ("state/usa", "es", "Estados Unidos"),
        ("organisation/unhcr", "fr", "Haut Commissariat des Nations Unies pour les Réfugiés"),
        ("process/sacm", "es", "Conferencia Suramericana sobre Migraciones"),
        ("body/rcgm", "es", "Grupo Regional de Consulta sobre Migración"),
        ("place/panama-city", "es", "Ciudad de Panamá"),
        ("process/midcom", "fr", "Migration Dialogue for COMESA Member States"),
    ],
)
def test_names_by_language_fall_back_to_english(slug: str, language: str, name: str) -> None:
    assert lookup(slug).name(language) == name


def test_an_unknown_slug_is_an_error_that_names_it() -> None:
    with pytest.raises(UnknownReferenceError, match="state/xyz") as caught:
        lookup("state/xyz")
    assert isinstance(caught.value, TookpartError)
    assert isinstance(caught.value, KeyError)


def test_codes_find_states() -> None:
    assert reference.state_of_code("NA") == states()["state/nam"]
    assert reference.state_of_code("KOR") == states()["state/kor"]
    assert reference.state_of_code("ZZZ") is None


def test_tables_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        states()["state/xyz"] = states()["state/gtm"]  # type: ignore[index]
