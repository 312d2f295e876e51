"""The gold facts of our own documents keep their format, and every name in them stands in its text."""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from pathlib import Path
from typing import Any, get_args

import pytest

from tookpart.ontology.facts import Relation, Role

ROOT = Path(__file__).parents[2]
EXTRACTION = sorted((ROOT / "tests" / "cases" / "extraction").glob("*.json"))
EXAMPLES = sorted((ROOT / "tests" / "cases" / "examples").glob("*.json"))
CASES = [*EXTRACTION, *EXAMPLES]

ROLES = set(get_args(Role))
RELATIONS = set(get_args(Relation))
DATE = re.compile(r"(19|20)\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
YEARS = re.compile(r"(19|20)\d\d(-(19|20)\d\d)?")
KEYS = {
    "id", "source", "lang", "kind", "process", "published", "sample", "negative",
    "actors", "processes", "bodies", "meetings", "facts", "notes", "optional",
}  # fmt: skip
MEETING_KEYS = {"names", "start", "end", "place", "state", "virtual", "of", "within", "themes"}
# Attributes of a meeting have no relation of their own; `optional` writes them so.
ATTRIBUTES = {"heldAt", "heldIn", "date", "of", "within", "hasTheme"}

every_case = pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")


def gold_of(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def document_of(path: Path, gold: dict[str, Any]) -> Path:
    folder = ROOT / "examples" / "documents" if path.parent.name == "examples" else path.parent
    return folder / str(gold["source"])


def plain(text: str) -> str:
    """Words without case, accents, marks and line breaks, so that a name broken over two lines is found."""
    decomposed = unicodedata.normalize("NFKD", text)
    letters = "".join(char for char in decomposed if not unicodedata.combining(char)).lower()
    return " ".join(re.sub(r"[^a-z0-9]+", " ", letters).split())


def named_in(text: str, names: list[str]) -> bool:
    padded = f" {plain(text)} "
    return any(f" {plain(name)} " in padded for name in names)


def test_no_case_was_lost() -> None:
    assert (len(EXTRACTION), len(EXAMPLES)) == (916, 19)


def test_every_document_has_its_gold_and_every_gold_its_document() -> None:
    texts = {p.name for p in (ROOT / "tests" / "cases" / "extraction").iterdir() if p.suffix != ".json"}
    assert texts == {str(gold_of(path)["source"]) for path in EXTRACTION}
    documents = {p.name for p in (ROOT / "examples" / "documents").iterdir() if p.suffix in {".txt", ".md"}}
    assert documents == {str(gold_of(path)["source"]) for path in EXAMPLES}


@every_case
def test_gold_names_its_document_and_uses_known_keys(path: Path) -> None:
    gold = gold_of(path)
    assert set(gold) <= KEYS
    assert gold["id"] == path.stem == Path(gold["source"]).stem
    assert document_of(path, gold).is_file()
    assert gold["lang"] in {"en", "es", "fr", "pt"}
    assert gold["published"] is None or DATE.fullmatch(gold["published"])


@every_case
def test_every_name_stands_in_the_text(path: Path) -> None:
    gold = gold_of(path)
    text = document_of(path, gold).read_text(encoding="utf-8")
    entities = gold["actors"] | gold["processes"] | gold["bodies"]
    assert [key for key, entity in entities.items() if not named_in(text, entity["names"])] == []
    words = set(plain(text).split())
    titles = {key: meeting["names"] for key, meeting in gold["meetings"].items()}
    assert [key for key, names in titles.items() if not any(set(plain(n).split()) <= words for n in names)] == []
    places = [meeting["place"] for meeting in gold["meetings"].values() if meeting["place"]]
    assert [place for place in places if not named_in(text, [place])] == []


@every_case
def test_states_are_known_by_their_codes(path: Path) -> None:
    with (ROOT / "ontology" / "reference" / "states.csv").open(encoding="utf-8", newline="") as file:
        codes = {row["iso3"] for row in csv.DictReader(file)}
    gold = gold_of(path)
    states = {key for key, actor in gold["actors"].items() if actor["type"] == "State"}
    places = {meeting["state"] for meeting in gold["meetings"].values() if meeting["state"]}
    assert states | places <= codes
    assert all(actor["type"] in {"State", "Organisation", "Person"} for actor in gold["actors"].values())


@every_case
def test_meetings_have_valid_dates_and_belong_to_known_things(path: Path) -> None:
    gold = gold_of(path)
    for meeting in gold["meetings"].values():
        assert set(meeting) == MEETING_KEYS
        assert (meeting["start"] is None) == (meeting["end"] is None)
        if meeting["start"]:
            assert DATE.fullmatch(meeting["start"])
            assert DATE.fullmatch(meeting["end"])
            assert meeting["start"] <= meeting["end"]
        assert meeting["of"] is None or meeting["of"] in gold["processes"] | gold["bodies"]
        assert meeting["within"] is None or meeting["within"] in gold["meetings"]
    assert all(body["of"] in gold["processes"] for body in gold["bodies"].values())


@every_case
def test_themes_are_in_the_list_of_thematic_areas(path: Path) -> None:
    known = set(re.findall(r"/theme/([a-z0-9-]+)>", (ROOT / "ontology" / "schemes.ttl").read_text(encoding="utf-8")))
    assert {theme for meeting in gold_of(path)["meetings"].values() for theme in meeting["themes"]} <= known


@every_case
def test_facts_join_what_the_gold_declares(path: Path) -> None:
    gold = gold_of(path)
    actors, meetings = gold["actors"], gold["meetings"]
    standing = gold["processes"] | gold["bodies"]
    for subject, relation, target, *more in gold["facts"]:
        assert subject in actors
        if relation in ROLES:
            assert target in meetings
            assert more == []
        elif relation == "affiliatedWith":
            assert actors[subject]["type"] == "Person"
            assert target in gold["bodies"] or actors[target]["type"] != "Person"
            assert len(more) == 1
        else:
            assert relation in RELATIONS
            assert target in standing or actors[target]["type"] == "Organisation"
            if relation == "presidencyOf":
                assert len(more) == 1
                assert more[0] is None or YEARS.fullmatch(more[0])
            else:
                assert more == []


@every_case
def test_no_fact_stands_twice_and_attended_yields_to_the_special_role(path: Path) -> None:
    facts = [tuple(fact) for fact in gold_of(path)["facts"]]
    assert len(facts) == len(set(facts))
    special = {(fact[0], fact[2]) for fact in facts if fact[1] in ROLES - {"attended"}}
    assert [fact for fact in facts if fact[1] == "attended" and (fact[0], fact[2]) in special] == []


@every_case
def test_optional_facts_are_of_a_known_form(path: Path) -> None:
    gold = gold_of(path)
    known = gold["actors"] | gold["processes"] | gold["bodies"] | gold["meetings"]
    for subject, relation, *_ in gold.get("optional", []):
        assert subject in known
        assert relation in ROLES | RELATIONS | ATTRIBUTES


@every_case
def test_a_negative_document_has_no_facts(path: Path) -> None:
    gold = gold_of(path)
    if gold.get("negative"):
        assert [gold[part] for part in ("actors", "processes", "bodies", "meetings", "facts")] == [{}, {}, {}, {}, []]
        assert gold["notes"]
    else:
        assert gold["facts"] or gold["meetings"]
