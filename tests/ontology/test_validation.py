"""Every kind of planted fault is found, as pyshacl finds it, and told in words."""

import tomllib
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib

from tookpart.ontology.errors import InputError
from tookpart.ontology.reasoning import closure, read_rules
from tookpart.ontology.shapes import read_shapes
from tookpart.ontology.sources import ONTOLOGY_FILE, SHAPES_FILE
from tookpart.ontology.validation import Finding, default_shapes, report, validate
from tookpart.ontology.vocabulary import CLASSES, PREFIXES, PROPERTIES, TP, superclasses, tp

EX = "https://example.org/"
SH = PREFIXES["sh"]
HEADER = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())

CASES = Path(__file__).parents[1] / "cases" / "shapes"
GOOD = (CASES / "good.trig").read_text(encoding="utf-8")
FAULTS = {fault["name"]: fault for fault in tomllib.loads((CASES / "faults.toml").read_text(encoding="utf-8"))["fault"]}


def planted(name: str) -> str:
    old, new = FAULTS[name]["old"], FAULTS[name]["new"]
    assert GOOD.count(old) == 1, f"{old!r} stands {GOOD.count(old)} times in the good graph"
    return GOOD.replace(old, new)


def combined() -> list[str]:
    """The faults that queries find, as many in one graph as do not meet."""
    graphs: list[str] = []
    for fault in (fault for fault in FAULTS.values() if fault["component"] == "SPARQL"):
        fitting = [number for number, graph in enumerate(graphs) if graph.count(fault["old"]) == 1]
        if not fitting:
            fitting, graphs = [len(graphs)], [*graphs, GOOD]
        graphs[fitting[0]] = graphs[fitting[0]].replace(fault["old"], fault["new"])
    return graphs


def stored(*graphs: str) -> ox.Store:
    """A store of the ontology and of graphs, each in a namespace of its own."""
    store = ox.Store()
    store.load(path=str(ONTOLOGY_FILE), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(TP[:-1]))
    for number, graph in enumerate(graphs):
        # a state code may stand only once in the store, so each graph has its own
        own = graph.replace('"GTM"', f'"{chr(65 + number // 26)}{chr(65 + number % 26)}X"')
        store.load(own.replace(f"<{EX}>", f"<{EX}{number}/>").encode(), format=ox.RdfFormat.TRIG)
    return store


@pytest.fixture(scope="module")
def faulty() -> ox.Store:
    return stored(*(planted(name) for name in FAULTS))


@pytest.fixture(scope="module")
def findings(faulty: ox.Store) -> list[Finding]:
    return validate(faulty)


def test_a_good_dataset_has_no_findings() -> None:
    assert validate(stored(GOOD)) == []


def test_a_good_dataset_has_no_findings_with_its_conclusions() -> None:
    store = stored(GOOD)
    store.extend([ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(EX)) for t in closure(store)])
    assert validate(store) == []


def test_all_faults_were_read() -> None:
    assert len(FAULTS) == 65


@pytest.mark.parametrize("number", range(len(FAULTS)), ids=FAULTS)
def test_a_planted_fault_is_found(number: int, findings: list[Finding]) -> None:
    fault = list(FAULTS.values())[number]
    shape, component = fault["shape"], fault["component"]
    found = {
        (finding.constraint or finding.shape, finding.component)
        for finding in findings
        if f"{EX}{number}/" in finding.node or finding.node.startswith("_:")
    }
    assert (f"https://w3id.org/tookpart/shapes#{shape}", f"{SH}{component}ConstraintComponent") in found


@pytest.mark.parametrize("queries", [False, True], ids=["core", "with SPARQL constraints"])
def test_the_findings_are_those_of_pyshacl(queries: bool) -> None:
    # pyshacl runs each query once for each node, so the faults that queries find are planted in few graphs
    store = stored(*(combined() if queries else map(planted, FAULTS)))
    data = rdflib.Graph().parse(data=b"".join(f"{quad.triple} .\n".encode() for quad in store), format="nt")
    shapes = rdflib.Graph().parse(SHAPES_FILE)
    sh = rdflib.Namespace(SH)
    if not queries:
        shapes.remove((None, sh.sparql, None))
    _, results, _ = pyshacl.validate(data, shacl_graph=shapes)
    assert isinstance(results, rdflib.Graph)

    def text(result: rdflib.term.Node, predicate: rdflib.URIRef) -> str:
        value = results.value(result, predicate)
        return "_" if isinstance(value, rdflib.BNode) else str(value).removeprefix(SH).lower()

    theirs = sorted(
        tuple(
            text(result, sh[name])
            for name in ("focusNode", "sourceConstraintComponent", "sourceShape", "resultSeverity")
        )
        for result in results.subjects(rdflib.RDF.type, sh.ValidationResult)
    )
    ours = sorted(
        (
            "_" if finding.node.startswith("_:") else finding.node.lower(),
            finding.component.removeprefix(SH).lower(),
            finding.shape.lower(),
            finding.severity,
        )
        for finding in validate(store)
        if queries or finding.constraint is None
    )
    assert ours == theirs != []


def test_dates_of_two_precisions_agree() -> None:
    known = 'tp:endDate "2019-11"^^xsd:gYearMonth'
    assert validate(stored(GOOD.replace(known, f'{known} , "2019-11-14"^^xsd:date , "2019"^^xsd:gYear'))) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [('"1996"^^xsd:gYear', '"996"^^xsd:gYear'), ('"2019-11"^^xsd:gYearMonth', '"2019-13"^^xsd:gYearMonth')],
)
def test_an_ill_formed_value_is_found(old: str, new: str) -> None:
    assert validate(stored(GOOD.replace(old, new))) != []


def test_a_finding_tells_document_name_and_sentence() -> None:
    findings = validate(stored(planted("a part begins too early"), planted("ends before it begins")))
    told = [str(finding) for finding in findings if (finding.constraint or "").endswith("dates-in-order")]
    assert told == [
        "rcm-24.txt: XXIV RCM: A meeting ends before it begins. (2019-10) It is read from: “on 12 November 2019”"
    ]


def test_a_finding_names_who_took_part_how_in_what() -> None:
    (finding,) = validate(stored(planted("no confidence")))
    assert (
        finding.name == "Guatemala – https://w3id.org/tookpart/ontology#role-hosted – XXIV RCM"
        or " – host – " in finding.name
    )
    assert finding.sentence == "Guatemala hosted the XXIV RCM"


def test_the_report_is_turtle_with_all_results(findings: list[Finding]) -> None:
    graph = rdflib.Graph().parse(data=report(findings), format="turtle", publicID=EX)
    sh = rdflib.Namespace(SH)
    assert len(set(graph.subjects(rdflib.RDF.type, sh.ValidationResult))) == len(findings)
    assert len(set(graph.objects(None, sh.result))) == len(findings)
    assert [str(found) for found in graph.objects(None, sh.conforms)] == ["false"]


def test_the_report_of_a_good_dataset_conforms() -> None:
    graph = rdflib.Graph().parse(data=report([]), format="turtle", publicID=EX)
    assert [str(found) for found in graph.objects(None, rdflib.Namespace(SH).conforms)] == ["true"]


def test_every_property_has_a_shape() -> None:
    paths = {prop.path.value for shape in default_shapes() for prop in shape.properties if prop.path}
    assert {tp(name) for name in PROPERTIES} - paths == set()


def test_every_class_has_a_shape_of_its_own_or_above() -> None:
    targets = {name.value.removeprefix(TP) for shape in default_shapes() for name in shape.classes}
    assert [name for name in CLASSES if not superclasses(name) & targets] == []


def test_a_users_own_shapes_are_held_too(tmp_path: Path) -> None:
    path = tmp_path / "mine.ttl"
    path.write_text(
        f"{HEADER}<s:a> a sh:NodeShape ; sh:targetClass tp:Meeting ; sh:property <s:b> .\n"
        '<s:b> sh:path tp:hasTheme ; sh:minCount 1 ; sh:message "Ours need a theme." ; sh:severity sh:Info .',
        encoding="utf-8",
    )
    (finding,) = validate(stored(GOOD), [path])
    assert (finding.what, finding.name, finding.severity) == ("Ours need a theme.", "Group meeting", "info")


def test_classes_of_an_extension_are_held_to_the_shapes_of_those_above(tmp_path: Path) -> None:
    path = tmp_path / "mine.ttl"
    path.write_text(f"{HEADER}<urn:Hackathon> rdfs:subClassOf tp:Workshop .", encoding="utf-8")
    store = stored(GOOD)
    triple = ox.Triple(ox.NamedNode("urn:h"), ox.NamedNode(PREFIXES["rdf"] + "type"), ox.NamedNode("urn:Hackathon"))
    store.add(ox.Quad(triple.subject, triple.predicate, triple.object, ox.NamedNode(f"{EX}0/doc")))
    assert validate(store) == []
    (finding,) = validate(store, rules=read_rules([path]))
    assert finding.what.startswith("A meeting needs a name")
    assert finding.documents == ("rcm-24.txt",)


@pytest.mark.parametrize(
    ("turtle", "words"),
    [
        (
            "<s:a> a sh:NodeShape ; sh:targetClass tp:State ; sh:closed true .",
            "uses sh:closed, which is not understood",
        ),
        ("<s:a> a sh:NodeShape .", "has no sh:targetClass"),
        ("<s:a> a sh:NodeShape ; sh:targetClass tp:State ; sh:property <s:b> .", "the path of <s:b> is not understood"),
        ("<s:a> a sh:NodeShape ; sh:targetClass tp:State ; sh:sparql <s:b> .", "has no sh:select"),
    ],
)
def test_shapes_that_are_not_understood_are_refused(tmp_path: Path, turtle: str, words: str) -> None:
    path = tmp_path / "mine.ttl"
    path.write_text(HEADER + turtle, encoding="utf-8")
    with pytest.raises(InputError, match=words):
        read_shapes(path)
