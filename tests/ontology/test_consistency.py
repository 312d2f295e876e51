"""HermiT finds the ontology and good data consistent; planted contradictions are found, and told in words."""

import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

from tookpart.ontology import consistency
from tookpart.ontology.consistency import check_consistency, check_terms
from tookpart.ontology.contradictions import contradictions
from tookpart.ontology.errors import ToolError
from tookpart.ontology.vocabulary import PREFIXES

GOOD = (Path(__file__).parents[1] / "cases" / "shapes" / "good.trig").read_text(encoding="utf-8")
OWL_PREFIX = f"@prefix owl: <{PREFIXES['owl']}> . @prefix rdfs: <{PREFIXES['rdfs']}> .\n"
HEADER = GOOD[: GOOD.index(":doc {")] + OWL_PREFIX
SECOND = ':doc2 { :doc2 a tp:Document ; tp:sourceFile "other.txt" . '

needs_java = pytest.mark.skipif(shutil.which("java") is None, reason="HermiT needs Java, which this machine lacks")

# what a second document says, and words that must tell it
PLANTED = {
    "a state that is a meeting": (
        ":gtm a tp:Workshop .",
        "Nothing can be both “meeting” and “state”. other.txt says: Guatemala is of the class “workshop”. "
        "rcm-24.txt says: Guatemala is of the class “state”.",
    ),
    "a state that is attended": (
        ":ana tp:attended :gtm .",
        "Nothing can be both “meeting” and “state”. other.txt says: Ana Paz – attended – Guatemala. ",
    ),
    "a state with two codes": (
        ':gtm tp:iso3 "HND" .',
        "It has one “ISO alpha-3 code” at most, but is given GTM and HND. "
        "other.txt says: Guatemala – ISO alpha-3 code – HND. rcm-24.txt says: Guatemala – ISO alpha-3 code – GTM.",
    ),
    "a participation of two states": (
        ':hnd a tp:State ; skos:prefLabel "Honduras"@en ; tp:iso3 "HND" . :p tp:actor :hnd .',
        "It has one “ISO alpha-3 code” at most, but is given GTM and HND. Guatemala and Honduras must be one thing",
    ),
    "a person and a state with one identity": (
        ":ana owl:sameAs <urn:x> . :gtm owl:sameAs <urn:x> .",
        "Nothing can be both “person” and “state”. Ana Paz and Guatemala and urn:x must be one thing",
    ),
    "a confidence in words": (
        ':p tp:confidence "high" .',
        'The “confidence” of a thing is a value of the kind decimal; "high" is none. other.txt says: Guatemala – ',
    ),
    "a place that is a process": (
        ":m tp:heldAt :rcm .",
        "Nothing can be both “process” and “place”. "
        "rcm-24.txt says: RCM is of the class “regional consultative process”. "
        "other.txt says: XXIV RCM – held at – RCM.",
    ),
}


def stored(trig: str) -> ox.Store:
    store = ox.Store()
    store.load(trig.encode(), format=ox.RdfFormat.TRIG)
    return store


def planted(name: str) -> ox.Store:
    return stored(HEADER + GOOD[len(HEADER) - len(OWL_PREFIX) :] + SECOND + PLANTED[name][0] + " }")


@needs_java
def test_hermit_finds_no_unsatisfiable_class() -> None:
    assert check_terms() == []


@needs_java
def test_hermit_finds_the_ontology_and_good_data_consistent() -> None:
    assert check_consistency(stored(GOOD)) == []


def test_good_data_has_no_contradictions() -> None:
    assert contradictions(stored(GOOD)) == []


@pytest.mark.parametrize("name", PLANTED)
def test_a_contradiction_is_told_in_words(name: str) -> None:
    found = contradictions(planted(name))
    assert any(finding.what.startswith(PLANTED[name][1]) for finding in found), [finding.what for finding in found]
    assert all(finding.documents for finding in found)


@needs_java
def test_hermit_finds_what_was_planted(monkeypatch: pytest.MonkeyPatch) -> None:
    # with nothing to say of its own, the check still fails: HermiT's answer does not hang on our search
    monkeypatch.setattr(consistency, "contradictions", lambda *_: [])
    (finding,) = check_consistency(planted("a participation of two states"))
    assert finding.what.startswith("HermiT finds a contradiction")


@needs_java
def test_a_class_that_nothing_can_be_is_named(tmp_path: Path) -> None:
    path = tmp_path / "mine.ttl"
    path.write_text(
        HEADER + f"@prefix rdfs: <{PREFIXES['rdfs']}> . :City a owl:Class ; rdfs:subClassOf tp:State, tp:Place ."
    )
    (finding,) = check_consistency(ox.Store(), [path])
    assert finding.node == "https://example.org/City"


@needs_java
def test_an_extension_that_contradicts_itself_is_told(tmp_path: Path) -> None:
    path = tmp_path / "mine.ttl"
    path.write_text(HEADER + ":x a tp:State, tp:Place .", encoding="utf-8")
    (finding,) = check_consistency(ox.Store(), [path])
    assert finding.what == "The ontology and its extensions contradict themselves, whatever the data."


def test_without_java_one_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(ToolError, match="needs Java, which this machine lacks; install a Java runtime"):
        check_consistency(ox.Store())
