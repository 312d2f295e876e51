"""Our conclusions are exactly those that owlrl, a complete OWL 2 RL reasoner, draws about our terms."""

import random
from pathlib import Path

import owlrl
import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tookpart.ontology.errors import InputError, MissingError
from tookpart.ontology.reasoning import closure, conclude_lines, read_rules
from tookpart.ontology.sources import ONTOLOGY_FILE
from tookpart.ontology.vocabulary import MEETING_ROLES, STANDING_ROLES, TP

EX = "https://example.org/"
PREFIXES = f"@prefix tp: <{TP}> . @prefix : <{EX}> . @prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
WORDS = (
    "definition",
    "label",
    "prefLabel",
    "isDefinedBy",
    "domainIncludes",
    "rangeIncludes",
    "notation",
    "disjointWith",
)

CASES = {
    "a role is a participation, seen from both ends": ":gtm a tp:State ; tp:hosted :m . :m a tp:Workshop .",
    "a part counts for the whole, however deep": (
        ":a tp:spokeAt :part . :part tp:within :day . :day tp:within :whole . :whole tp:ofProcess :rcm ."
    ),
    "a body's meeting is its process's": ":a tp:attended :m . :m tp:ofBody :group . :group tp:ofProcess :rcm .",
    "membership concludes no participation": ":a tp:memberOf :rcm ; tp:presidencyOf :rcm . :m tp:ofProcess :rcm .",
    "domains and ranges type what nobody typed": ":p tp:affiliatedWith :o . :pl tp:inState :s . :d tp:mentions :s .",
    "meetings within each other end": ":m tp:within :n . :n tp:within :m . :a tp:observed :m .",
    "a node concluded is not repeated if stated": ":a a tp:Actor ; tp:participatedIn :m ; tp:chaired :m .",
    "values type their subject": ':s tp:iso3 "GTM" . :m tp:isVirtual true . :d tp:sourceFile "a \\"b\\" c.txt" .',
    "participations and evidence": (
        ":p tp:actor :a ; tp:meeting :m ; tp:role tp:role-hosted . :e tp:supports :p ; tp:inDocument :d ; "
        "tp:statesProperty tp:startDate ."
    ),
}


def ours(turtle: str, extensions: tuple[Path, ...] = ()) -> set[tuple[str, str, str]]:
    triples = [quad.triple for quad in ox.parse(turtle.encode(), format=ox.RdfFormat.TURTLE)]
    found = closure(triples, read_rules(extensions))
    assert len(set(found)) == len(found)
    assert not set(found) & set(triples)
    return {(str(t.subject), str(t.predicate), str(t.object)) for t in found}


def theirs(
    turtle: str, extensions: tuple[Path, ...] = (), namespaces: tuple[str, ...] = (TP,)
) -> set[tuple[str, str, str]]:
    """What owlrl adds about individuals of the example namespace, in terms of ours."""
    data = rdflib.Graph().parse(data=turtle, format="turtle")
    both = rdflib.Graph().parse(ONTOLOGY_FILE)
    for triple in list(both):
        # nothing follows from words, and owlrl is slow on literals; it takes two nodes without a key for one
        if str(triple[1]).endswith((*WORDS, "hasKey")):
            both.remove(triple)
    for path in extensions:
        both.parse(path)
    both += data
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(both)
    found = set()
    for subject, predicate, value in both:
        if (subject, predicate, value) in data or not str(subject).startswith(EX):
            continue
        term = value if predicate == rdflib.RDF.type else predicate
        if str(term).startswith(namespaces) and not isinstance(subject, rdflib.Literal):
            found.add((subject.n3(), predicate.n3(), value.n3()))
    return found


def random_graph(seed: int) -> str:
    chance = random.Random(seed)
    meetings, states = [f":m{n}" for n in range(5)], [f":s{n}" for n in range(4)]
    lines = [f"{chance.choice(states)} tp:{chance.choice(MEETING_ROLES)} {chance.choice(meetings)} ." for _ in range(6)]
    lines += [
        f"{chance.choice(states)} tp:{chance.choice(STANDING_ROLES[1:])} :p{chance.randrange(2)} ." for _ in range(3)
    ]
    lines += [f"{chance.choice(meetings)} tp:within {chance.choice(meetings)} ." for _ in range(2)]
    lines += [f"{chance.choice(meetings)} tp:ofBody :b{chance.randrange(2)} ." for _ in range(1)]
    lines += [f":b{chance.randrange(2)} tp:ofProcess :p{chance.randrange(2)} ." for _ in range(2)]
    lines += [f"{chance.choice(meetings)} tp:ofProcess :p{chance.randrange(2)} ." for _ in range(2)]
    lines += [f"{chance.choice(meetings)} a tp:{chance.choice(('Workshop', 'Summit', 'Meeting'))} ." for _ in range(3)]
    return PREFIXES + "\n".join(lines)


CASES |= {f"random graph {seed}": random_graph(seed).removeprefix(PREFIXES) for seed in range(5)}


@pytest.fixture(scope="module")
def concluded_by_owlrl() -> set[tuple[str, str, str]]:
    """All cases in one run, each in a namespace of its own."""
    return theirs("\n".join(PREFIXES.replace(EX, f"{EX}{n}/") + turtle for n, turtle in enumerate(CASES.values())))


@pytest.mark.parametrize("number", range(len(CASES)), ids=CASES)
def test_concludes_what_owlrl_concludes(number: int, concluded_by_owlrl: set[tuple[str, str, str]]) -> None:
    namespace = f"{EX}{number}/"
    found = ours(PREFIXES.replace(EX, namespace) + list(CASES.values())[number])
    assert found
    assert found == {row for row in concluded_by_owlrl if row[0].startswith(f"<{namespace}")}


def test_an_extension_takes_part(tmp_path: Path) -> None:
    path = tmp_path / "mine.ttl"
    path.write_text(
        PREFIXES
        + """
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        @prefix foreign: <https://foreign.example/> .
        :Hackathon a owl:Class ; rdfs:subClassOf tp:Workshop .
        :moderated a owl:ObjectProperty ; rdfs:subPropertyOf tp:spokeAt, foreign:led .
        :sisterOf a owl:ObjectProperty, owl:SymmetricProperty ; rdfs:domain tp:Process .
        :preparedBy a owl:ObjectProperty ; owl:inverseOf :prepared .
        :prepared a owl:ObjectProperty ; owl:equivalentProperty :readied .
        :readied a owl:ObjectProperty ; rdfs:subPropertyOf tp:organised .
        :metIn a owl:ObjectProperty ; owl:propertyChainAxiom ( tp:participatedIn tp:heldAt tp:inState ) .
        :beganOn a owl:DatatypeProperty ; rdfs:subPropertyOf tp:startDate .
        """,
        encoding="utf-8",
    )
    data = PREFIXES + (
        ":h a :Hackathon ; tp:heldAt :quito ; :preparedBy :ngo . :quito tp:inState :ecu . :ana :moderated :h ."
        ' :rcm :sisterOf :csm . :h :beganOn "2020" .'
    )
    found = ours(data, (path,))
    assert found == theirs(data, (path,), (TP, EX))
    assert (f"<{EX}ana>", f"<{EX}metIn>", f"<{EX}ecu>") in found


def test_without_the_extension_its_terms_mean_nothing() -> None:
    assert ours(PREFIXES + ":ana :moderated :h .") == set()


def test_a_faulty_extension_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.ttl"
    path.write_text("@prefix : <https://example.org/> .\n:a :b\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"mine\.ttl:\d+: not Turtle"):
        read_rules([path])
    with pytest.raises(MissingError, match=r"other\.ttl: no such file"):
        read_rules([tmp_path / "other.ttl"])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
def test_the_order_of_facts_changes_nothing(seed: int, chance: random.Random) -> None:
    quads = list(ox.parse(random_graph(seed).encode(), format=ox.RdfFormat.TURTLE))
    expected = closure(quads)
    chance.shuffle(quads)
    assert closure(quads) == expected


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10_000), st.text(st.characters(codec="utf-8"), max_size=8))
def test_lines_conclude_what_triples_conclude(seed: int, text: str) -> None:
    triples = {quad.triple for quad in ox.parse(random_graph(seed).encode(), format=ox.RdfFormat.TURTLE)}
    triples.add(ox.Triple(ox.NamedNode(EX + "s"), ox.NamedNode(TP + "iso3"), ox.Literal(text)))
    lines = [f"{triple} <{EX}document> ." for triple in triples]
    expected = [f"{t.subject} {t.predicate} {t.object}" for t in closure(triples)]
    assert conclude_lines(lines) == expected


def test_concluding_again_adds_nothing() -> None:
    triples = [quad.triple for quad in ox.parse(random_graph(7).encode(), format=ox.RdfFormat.TURTLE)]
    assert closure([*triples, *closure(triples)]) == []
