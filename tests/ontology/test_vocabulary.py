"""The names that Python code uses are exactly those that the Turtle defines."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from tookpart.ontology import vocabulary

RDF_TYPE = ox.NamedNode(vocabulary.PREFIXES["rdf"] + "type")
OWL = vocabulary.PREFIXES["owl"]
SUBCLASS_OF = ox.NamedNode(vocabulary.PREFIXES["rdfs"] + "subClassOf")


@pytest.fixture(scope="module")
def store() -> ox.Store:
    found = ox.Store()
    found.bulk_load(path=str(Path(vocabulary.__file__).with_name("tookpart.ttl")), format=ox.RdfFormat.TURTLE)
    return found


def terms(store: ox.Store, kind: str) -> set[str]:
    found = {
        quad.subject.value
        for quad in store.quads_for_pattern(None, RDF_TYPE, ox.NamedNode(kind), None)
        if isinstance(quad.subject, ox.NamedNode)
    }
    return {iri.removeprefix(vocabulary.TP) for iri in found if iri.startswith(vocabulary.TP)}


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("Class", vocabulary.CLASSES),
        ("ObjectProperty", vocabulary.OBJECT_PROPERTIES),
        ("DatatypeProperty", vocabulary.DATA_PROPERTIES),
        ("AnnotationProperty", vocabulary.ANNOTATION_PROPERTIES),
    ],
)
def test_names_equal_the_terms_of_the_turtle(store: ox.Store, kind: str, names: frozenset[str]) -> None:
    assert terms(store, OWL + kind) == names


def test_roles_equal_the_roles_of_the_turtle(store: ox.Store) -> None:
    roles = (*vocabulary.MEETING_ROLES, *vocabulary.STANDING_ROLES)
    assert terms(store, vocabulary.tp("Role")) == {f"role-{name}" for name in roles}


def test_each_role_is_linked_to_its_direct_property(store: ox.Store) -> None:
    for name in (*vocabulary.MEETING_ROLES, *vocabulary.STANDING_ROLES):
        found = store.quads_for_pattern(
            ox.NamedNode(vocabulary.role(name)), ox.NamedNode(vocabulary.tp("directProperty")), None, None
        )
        assert [quad.object for quad in found] == [ox.NamedNode(vocabulary.tp(name))]


def test_subclass_map_equals_the_turtle(store: ox.Store) -> None:
    for name, parents in vocabulary.SUBCLASS_OF.items():
        found = store.quads_for_pattern(ox.NamedNode(vocabulary.tp(name)), SUBCLASS_OF, None, None)
        ours = {str(quad.object) for quad in found if str(quad.object).startswith(f"<{vocabulary.TP}")}
        assert ours == {f"<{vocabulary.tp(parent)}>" for parent in parents}


def test_an_unknown_class_is_refused() -> None:
    with pytest.raises(KeyError):
        vocabulary.subclasses("Wrokshop")
