"""The ontology is inside OWL 2 DL and, rule by rule, OWL 2 RL, and free of the pitfalls that OOPS! looks for."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import networkx as nx
import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, VANN, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection

from tookpart.ontology.sources import MAPPINGS_FILE, ONTOLOGY_FILE, SCHEMES_FILE, SHAPES_FILE
from tookpart.ontology.vocabulary import ONTOLOGY, TP

TP_NS = Namespace(TP)
SCHEMA = Namespace("https://schema.org/")
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
LANGUAGES = {"en", "es", "fr"}
ROOTS = {TP_NS.Undertaking}
# nothing in the standards that the ontology builds on says the same
WITHOUT_STANDARD_TERM = {
    "confidence", "contentHash", "directProperty", "involvedIn", "isVirtual", "jobTitle", "meeting", "observerOf",
    "ofState", "participatedIn", "readByRule", "secretariatOf", "sourceFile", "statesProperty", "supports",
}  # fmt: skip


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return Graph().parse(ONTOLOGY_FILE)


@pytest.fixture(scope="module")
def schemes() -> Graph:
    return Graph().parse(SCHEMES_FILE)


def ours(graph: Graph, *kinds: URIRef) -> list[URIRef]:
    found = {term for kind in kinds or KINDS for term in graph.subjects(RDF.type, kind)}
    return sorted(term for term in found if isinstance(term, URIRef) and term.startswith(TP))


def name(term: URIRef) -> str:
    return str(term).removeprefix(TP)


# What the profile of OWL 2 RL allows (OWL 2 Profiles, 4.2): here each class expression is a named class.


def test_class_expressions_are_named_classes(ontology: Graph) -> None:
    for predicate in (RDFS.subClassOf, OWL.disjointWith, RDFS.domain):
        for subject, value in ontology.subject_objects(predicate):
            assert isinstance(subject, URIRef)
            assert isinstance(value, URIRef)
            assert OWL.Thing not in (subject, value), "OWL 2 RL has no axioms on owl:Thing"


def test_only_axioms_of_the_profile_are_used(ontology: Graph) -> None:
    used = {predicate for predicate in ontology.predicates() if str(predicate).startswith(str(OWL))}
    assert used == {
        OWL.disjointWith, OWL.hasKey, OWL.inverseOf, OWL.propertyChainAxiom, OWL.versionIRI, OWL.versionInfo,
    }  # fmt: skip
    kinds = {kind for kind in ontology.objects(None, RDF.type) if str(kind).startswith(str(OWL))}
    assert kinds == {
        OWL.AnnotationProperty, OWL.Class, OWL.DatatypeProperty, OWL.FunctionalProperty, OWL.NamedIndividual,
        OWL.ObjectProperty, OWL.Ontology, OWL.TransitiveProperty,
    }  # fmt: skip


def test_blank_nodes_are_only_nodes_of_lists(ontology: Graph) -> None:
    nodes = {node for triple in ontology for node in triple if isinstance(node, BNode)}
    assert {node for node in nodes if (node, RDF.first, None) not in ontology} == set()


def test_datatypes_are_those_of_the_profile(ontology: Graph) -> None:
    ranges = {ontology.value(prop, RDFS.range) for prop in ours(ontology, OWL.DatatypeProperty)} - {None}
    assert ranges == {XSD.boolean, XSD.decimal, XSD.integer, XSD.string}
    literals = {value.datatype for value in ontology.objects() if isinstance(value, Literal)} - {None}
    assert literals <= {XSD.dateTime, XSD.string}


# What OWL 2 DL asks for beyond the profile (OWL 2 Structural Specification, 3, 5.8, 11).


def test_every_term_is_of_one_kind(ontology: Graph) -> None:
    kinds = Counter(term for kind in KINDS for term in ontology.subjects(RDF.type, kind))
    assert [term for term, count in kinds.items() if count > 1] == []


def test_every_term_in_use_is_declared(ontology: Graph) -> None:
    builtin = (str(OWL), str(RDF), str(RDFS), str(XSD))
    declared = {term for kind in (*KINDS, OWL.Ontology) for term in ontology.subjects(RDF.type, kind)}
    used = set(ontology.predicates())
    for predicate in (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range, OWL.disjointWith, OWL.inverseOf):
        used |= set(ontology.objects(None, predicate))
    used |= set(ontology.objects(None, RDF.type))
    assert {term for term in used - declared if not str(term).startswith(builtin)} == set()


def test_subproperties_are_of_the_kind_of_their_superproperties(ontology: Graph) -> None:
    kind_of = {term: kind for kind in KINDS for term in ontology.subjects(RDF.type, kind)}
    for lower, upper in ontology.subject_objects(RDFS.subPropertyOf):
        assert kind_of[lower] == kind_of[upper], (lower, upper)


def composite(ontology: Graph) -> set[URIRef]:
    """Properties that a chain or transitivity implies, and all above them."""
    found = set(ontology.subjects(OWL.propertyChainAxiom)) | set(ontology.subjects(RDF.type, OWL.TransitiveProperty))
    while True:
        above = {upper for prop in found for upper in ontology.objects(prop, RDFS.subPropertyOf)}
        above |= {inverse for prop in found for inverse in ontology.objects(prop, OWL.inverseOf)}
        above |= {inverse for prop in found for inverse in ontology.subjects(OWL.inverseOf, prop)}
        if above <= found:
            return {prop for prop in found if isinstance(prop, URIRef)}
        found |= above


def test_properties_with_one_value_are_simple(ontology: Graph) -> None:
    functional = set(ontology.subjects(RDF.type, OWL.FunctionalProperty))
    assert functional & composite(ontology) == set()


def test_chains_are_regular(ontology: Graph) -> None:
    order: nx.DiGraph[str] = nx.DiGraph()
    for head, node in ontology.subject_objects(OWL.propertyChainAxiom):
        steps = list(Collection(ontology, node))
        # a chain may begin or end with the property that it implies; every other step must come before it
        inner = steps[1:] if steps[0] == head else steps[:-1] if steps[-1] == head else steps
        order.add_edges_from((str(step), str(head)) for step in inner)
    order.add_edges_from((str(lower), str(upper)) for lower, upper in ontology.subject_objects(RDFS.subPropertyOf))
    assert nx.is_directed_acyclic_graph(order)


# The pitfalls of OOPS! that can be checked here, by its numbers.


def test_terms_have_labels_and_definitions_in_three_languages(ontology: Graph) -> None:  # P08
    for term in ours(ontology):
        for predicate in (RDFS.label, SKOS.definition):
            languages = [value.language for value in ontology.objects(term, predicate) if isinstance(value, Literal)]
            assert sorted(map(str, languages)) == sorted(LANGUAGES), (name(term), predicate)


def test_roles_and_concepts_have_names_and_definitions_in_three_languages(ontology: Graph, schemes: Graph) -> None:
    concepts = [*ontology.subjects(RDF.type, TP_NS.Role)]
    for kind in (TP_NS.ThematicArea, TP_NS.Region):
        concepts += schemes.subjects(RDF.type, kind)
    assert len(concepts) == 13 + 36 + 6
    for concept in concepts:
        graph = ontology if (concept, None, None) in ontology else schemes
        for predicate in (SKOS.prefLabel, SKOS.definition):
            languages = [value.language for value in graph.objects(concept, predicate) if isinstance(value, Literal)]
            assert sorted(map(str, languages)) == sorted(LANGUAGES), concept


def test_no_two_terms_of_a_kind_have_one_label(ontology: Graph) -> None:  # P32
    for language in LANGUAGES:
        for kinds in ((OWL.Class,), (OWL.ObjectProperty, OWL.DatatypeProperty)):
            labels = Counter(
                str(value)
                for term in ours(ontology, *kinds)
                for value in ontology.objects(term, RDFS.label)
                if isinstance(value, Literal) and value.language == language
            )
            assert [label for label, count in labels.items() if count > 1] == []


def test_every_term_says_where_it_is_defined(ontology: Graph) -> None:  # P34, P38
    for term in [*ours(ontology), *ontology.subjects(RDF.type, TP_NS.Role)]:
        assert list(ontology.objects(term, RDFS.isDefinedBy)) == [URIRef(ONTOLOGY)]


def test_every_property_has_domain_and_range(ontology: Graph) -> None:  # P11
    for prop in ours(ontology, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty):
        for exact, loose in ((RDFS.domain, SCHEMA.domainIncludes), (RDFS.range, SCHEMA.rangeIncludes)):
            if name(prop) in ("mentions", "supports") and exact == RDFS.range:
                assert (prop, loose, None) in ontology
            else:
                assert (prop, exact, None) in ontology or (prop, loose, None) in ontology, (name(prop), exact)
            assert len(list(ontology.objects(prop, exact))) <= 1, "two domains or ranges mean both at once"  # P19


def test_no_cycles_among_classes_and_properties(ontology: Graph) -> None:  # P06
    for predicate in (RDFS.subClassOf, RDFS.subPropertyOf):
        edges = [(str(lower), str(upper)) for lower, upper in ontology.subject_objects(predicate)]
        assert nx.is_directed_acyclic_graph(nx.DiGraph(edges))


def test_no_class_stands_alone(ontology: Graph) -> None:  # P04
    used = set(ontology.objects()) | set(ontology.subjects(RDFS.subClassOf))
    assert [name(term) for term in ours(ontology, OWL.Class) if term not in used] == []


def above(ontology: Graph, term: URIRef, predicate: URIRef) -> Iterator[URIRef]:
    for upper in ontology.transitive_objects(term, predicate):
        if isinstance(upper, URIRef):
            yield upper


def test_every_term_builds_on_a_standard_one(ontology: Graph) -> None:
    for term in ours(ontology, OWL.Class):
        assert any(not upper.startswith(TP) for upper in above(ontology, term, RDFS.subClassOf)), name(term)
    without = set()
    for prop in ours(ontology, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty):
        if all(upper.startswith(TP) for upper in above(ontology, prop, RDFS.subPropertyOf)):
            without.add(name(prop))
    roles = {"attended", "chaired", "funded", "hosted", "observed", "organised", "spokeAt", "supported"}
    # a role at a meeting reaches prov:wasAssociatedWith through the inverse of participatedIn
    assert without - roles <= WITHOUT_STANDARD_TERM


def test_a_class_is_not_said_to_be_below_another_twice(ontology: Graph) -> None:
    edges = [(str(lower), str(upper)) for lower, upper in ontology.subject_objects(RDFS.subClassOf)]
    graph: nx.DiGraph[str] = nx.DiGraph(edges)
    reduced = nx.transitive_reduction(graph)
    assert {edge for edge in edges if edge not in reduced.edges and TP in edge[0] and TP in edge[1]} == set()


def test_the_main_classes_are_pairwise_disjoint(ontology: Graph) -> None:  # P10
    main = ["State", "Organisation", "Person", "Meeting", "ThematicArea", "Place", "Document"]
    for number, one in enumerate(main):
        for other in main[number + 1 :]:
            pair = (TP_NS[one], TP_NS[other])
            assert (pair[0], OWL.disjointWith, pair[1]) in ontology or (pair[1], OWL.disjointWith, pair[0]) in ontology


def test_the_promised_inverse_is_there(ontology: Graph) -> None:  # P13
    assert (TP_NS.hadParticipant, OWL.inverseOf, TP_NS.participatedIn) in ontology
    # P05: an inverse turns domain and range round
    for one, other in ontology.subject_objects(OWL.inverseOf):
        assert ontology.value(one, RDFS.domain) == ontology.value(other, RDFS.range)
        assert ontology.value(one, RDFS.range) == ontology.value(other, RDFS.domain)


def test_the_ontology_describes_itself(ontology: Graph) -> None:  # P38, P41
    head = URIRef(ONTOLOGY)
    assert str(ontology.value(head, VANN.preferredNamespacePrefix)) == "tp"
    assert str(ontology.value(head, VANN.preferredNamespaceUri)) == TP
    assert ontology.value(head, DCTERMS.license) == URIRef("https://creativecommons.org/licenses/by/4.0/")
    assert str(ontology.value(head, DCTERMS.creator)) == "The tookpart authors"
    version = str(ontology.value(head, OWL.versionInfo))
    assert ontology.value(head, OWL.versionIRI) == URIRef(f"{ONTOLOGY}/{version}")
    for predicate in (DCTERMS.title, DCTERMS.description, SKOS.changeNote):
        notes = [value for value in ontology.objects(head, predicate) if isinstance(value, Literal)]
        assert {note.language for note in notes} == LANGUAGES
    assert any(str(note).startswith(version) for note in ontology.objects(head, SKOS.changeNote))


def test_roles_and_schemes_know_each_other(ontology: Graph, schemes: Graph) -> None:
    both = ontology + schemes
    for scheme, concept in both.subject_objects(SKOS.hasTopConcept):
        assert (concept, SKOS.inScheme, scheme) in both
    for concept, scheme in both.subject_objects(SKOS.inScheme):
        assert (scheme, SKOS.hasTopConcept, concept) in both


def test_mappings_and_shapes_speak_of_terms_that_exist(ontology: Graph) -> None:
    known = {*ours(ontology), *ontology.subjects(RDF.type, TP_NS.Role)}
    for path in (MAPPINGS_FILE, SHAPES_FILE, SCHEMES_FILE):
        graph = Graph().parse(path)
        terms = {term for triple in graph for term in triple if isinstance(term, URIRef) and term.startswith(TP)}
        assert terms - known - {URIRef(TP)} == set(), path.name


@pytest.mark.parametrize("path", [ONTOLOGY_FILE, SCHEMES_FILE], ids=lambda path: Path(path).name)
def test_blocks_stand_in_order(path: Path) -> None:
    """Within each section of the file, so that a reader finds a term and a change is one hunk."""
    for section in path.read_text(encoding="utf-8").split("\n# ")[1:]:
        names = [line.split()[0] for line in section.splitlines() if line.startswith(("tp:", "<https"))]
        assert names == sorted(names)
