"""What is one thing across documents and what is not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tookpart.graph.deciding import settle
from tookpart.graph.identity import Node, cluster
from tookpart.graph.ledger import Ledger
from tookpart.ontology.facts import DocumentFacts, Entity, Meeting, Membership, Property, Source, Statement

RCM = "process/rcm"


def grouped(nodes: Sequence[Node]) -> set[frozenset[int]]:
    clusters, _ = cluster(dict(enumerate(nodes)))
    return {frozenset(c.members) for c in clusters}


def are_one(*nodes: Node) -> bool:
    return len(grouped(nodes)) == 1


def slug_of(*nodes: Node) -> str:
    (found,), _ = cluster(dict(enumerate(nodes)))
    return found.base


def meeting(name: str, **more: object) -> Node:
    return Node(group="meeting", name=name, kind="Conference", **more)  # type: ignore[arg-type]


def test_one_numbered_meeting_under_many_names() -> None:
    nodes = [
        meeting("XXIV RCM", ordinal=24, process=RCM, start="2019-11-12"),
        meeting("24th Regional Conference on Migration", ordinal=24, process=RCM),
        meeting("the 24th Conference", ordinal=24, process=RCM, start="2019-11", titled=False),
        Node(group="meeting", name="Vigésima cuarta reunión", kind="ViceMinisterialMeeting", ordinal=24, process=RCM),
    ]
    assert are_one(*nodes)
    assert slug_of(*nodes) == "meeting/rcm-24"


def test_different_numbers_are_different_meetings() -> None:
    assert not are_one(meeting("XXIV RCM", ordinal=24, process=RCM), meeting("XXV RCM", ordinal=25, process=RCM))


def test_the_same_number_in_another_series() -> None:
    officials = Node(group="meeting", name="6th SOM", kind="SeniorOfficialsMeeting", ordinal=6, process="process/bali")
    ministers = Node(
        group="meeting", name="6th Conference", kind="MinisterialMeeting", ordinal=6, process="process/bali"
    )
    assert not are_one(officials, ministers)


def test_a_body_that_meets_on_two_dates() -> None:
    nodes = [
        meeting("Meeting of the RCGM", body="body/rcgm", process=RCM, start="2019-11-12"),
        meeting("Meeting of the RCGM", body="body/rcgm", process=RCM, start="2018-06-20"),
    ]
    assert not are_one(*nodes)
    assert slug_of(nodes[0]) == "meeting/rcgm-2019-11-12"


def test_generic_titles_without_a_date_stay_apart() -> None:
    title = "Meeting of the Regional Consultation Group"
    assert not are_one(meeting(title, body="body/rcgm", own="a1|m1"), meeting(title, body="body/rcgm", own="b2|m1"))


def test_a_month_joins_the_only_meeting_it_can_mean() -> None:
    vague = meeting("the conference", process=RCM, start="2019-11", titled=False)
    day = meeting("XXIV RCM", ordinal=24, process=RCM, start="2019-11-12")
    other = meeting("Extraordinary meeting", process=RCM, start="2019-11-27")
    assert are_one(vague, day)
    assert len(grouped([vague, day, other])) == 3
    assert [n.kind for n in cluster({0: vague, 1: day, 2: other})[1]] == ["ambiguous"]


def test_a_document_keeps_its_meetings_apart() -> None:
    nodes = {
        0: meeting("Workshop on data", process=RCM, start="2019-11-12"),
        1: meeting("Workshop on borders", process=RCM, start="2019-11-12"),
    }
    assert len(cluster(nodes)[0]) == 1
    assert len(cluster(nodes, {0: frozenset({1}), 1: frozenset({0})})[0]) == 2


def organisation(name: str, *acronyms: str, of: str | None = None, kind: str = "", own: str | None = None) -> Node:
    return Node(group="organisation", name=name, acronyms=acronyms, of=of, kind=kind, own=own)


def test_an_acronym_alone_means_the_only_organisation_that_has_it() -> None:
    network = organisation("Red Jesuita con Migrantes", "RJM")
    assert are_one(network, organisation("RJM"))
    assert len(grouped([network, organisation("RJM"), organisation("Regional Justice Mission", "RJM")])) == 3


def test_ministries_of_two_states() -> None:
    def ministry(of: str | None, own: str | None = None) -> Node:
        return organisation("Ministry of Foreign Affairs", of=of, kind="GovernmentBody", own=own)

    assert not are_one(ministry("state/gtm"), ministry("state/hnd"))
    assert not are_one(ministry(None, "a|o"), ministry(None, "b|o"))
    assert slug_of(ministry("state/gtm")) == "organisation/ministry-of-foreign-affairs-gtm"


def test_namesakes_of_two_states_are_two_persons() -> None:
    def person(*states: str) -> Node:
        return Node(group="person", name="María López", states=states)

    assert not are_one(person("state/gtm"), person("state/hnd"))
    assert are_one(person("state/gtm"), person())
    assert len(grouped([person("state/gtm"), person("state/hnd"), person()])) == 3
    assert slug_of(Node(group="person", name="Vinicio Sandoval")) == "person/vinicio-sandoval"


def test_places_of_two_states() -> None:
    def place(of: str | None) -> Node:
        return Node(group="place", name="San José", of=of)

    assert not are_one(place("state/cri"), place("state/usa"))
    assert are_one(place("state/cri"), place(None))
    assert slug_of(place("state/cri")) == "place/san-jose-cri"


def test_a_misspelt_acronym_within_a_process() -> None:
    def body(name: str, acronym: str) -> Node:
        return Node(group="body", name=name, acronyms=(acronym,), of=RCM)

    name = "Regional Network of Civil Organizations"
    assert are_one(body(name, "RNCO"), body(name, "RRNCO"), body("Red Regional", "RNCO"))


DATES = st.sampled_from([None, "2019", "2019-11", "2019-11-12", "2019-11-14", "2020-01-05"])
MEETINGS = st.builds(
    Node,
    group=st.just("meeting"),
    name=st.sampled_from(["XXIV RCM", "24th Meeting", "Meeting of the RCGM", "Workshop on labour migration data"]),
    kind=st.sampled_from(["Meeting", "Workshop", "Conference"]),
    ordinal=st.sampled_from([None, 24, 25]),
    start=DATES,
    place=st.sampled_from([None, "place/quito", "place/lima"]),
    state=st.sampled_from([None, "state/ecu", "state/per"]),
    process=st.sampled_from([None, RCM, "process/sacm"]),
    body=st.sampled_from([None, "body/rcgm"]),
    own=st.sampled_from(["a|m1", "b|m1"]),
)


@given(st.lists(MEETINGS, min_size=1, max_size=12, unique_by=repr), st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_any_order_gives_the_same_clusters(nodes: list[Node], chance: object) -> None:
    def named(order: Iterable[int]) -> set[tuple[frozenset[str], str, str]]:
        clusters, _ = cluster({n: nodes[i] for n, i in enumerate(order)})
        numbers = list(order)
        return {(frozenset(repr(nodes[numbers[m]]) for m in c.members), c.base, c.qualifier) for c in clusters}

    shuffled = list(range(len(nodes)))
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert named(range(len(nodes))) == named(shuffled)
    assert len({(c.base, c.qualifier) for c in cluster(dict(enumerate(nodes)))[0]}) == len(grouped(nodes))


def document(number: int, *meetings: tuple[str, str | None]) -> DocumentFacts:
    entities = (Entity(id=RCM, kind="Process", name="RCM", reference=RCM),)
    statements = []
    prop: Property
    for i, (_, start) in enumerate(meetings):
        for prop, value in (("ofProcess", RCM), ("startDate", start)):
            if value is not None:
                statements.append(
                    Statement(subject=f"meeting/{i}", property=prop, value=value, evidence=(), confidence=1.0, rule="t")
                )
    return DocumentFacts(
        source=Source(file=f"{number}.txt", sha256=f"{number:064x}"),
        entities=entities,
        meetings=tuple(Meeting(id=f"meeting/{i}", kind="Meeting", name=name) for i, (name, _) in enumerate(meetings)),
        statements=tuple(statements),
    )


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    with closing(Ledger(":memory:")) as opened:
        yield opened


def test_an_unrelated_document_changes_no_other(ledger: Ledger) -> None:
    documents = {1: document(1, ("RCM 2019", "2019-11-12")), 2: document(2, ("RCM in Lima", "2020-03-03"))}
    assert settle(ledger, [1], [], documents.__getitem__) == {1}
    before = ledger.known(1)
    assert settle(ledger, [2], [], documents.__getitem__) == {2}
    assert ledger.known(1) == before


def test_removing_the_document_that_joined_two(ledger: Ledger) -> None:
    documents = {
        1: document(1, ("Annual meeting", "2019-11-12")),
        2: document(2, ("Annual meeting", "2019-11-12")),
    }
    settle(ledger, [1], [], documents.__getitem__)
    alone = ledger.known(1)
    settle(ledger, [2], [], documents.__getitem__)
    assert ledger.known(1)["meeting/0"].slug == ledger.known(2)["meeting/0"].slug
    settle(ledger, [], [2], documents.__getitem__)
    assert ledger.known(1) == alone


def test_two_that_would_like_the_same_slug(ledger: Ledger) -> None:
    def spoke(number: int, state: str) -> DocumentFacts:
        return DocumentFacts(
            source=Source(file=f"{number}.txt", sha256=f"{number:064x}"),
            entities=(
                Entity(id="person/p", kind="Person", name="María López"),
                Entity(id=state, kind="State", name=state, reference=state),
            ),
            memberships=(
                Membership(
                    member="person/p", target=state, relation="affiliatedWith", evidence=(), confidence=1, rule="t"
                ),
            ),
        )

    documents = {1: spoke(1, "state/gtm"), 2: spoke(2, "state/hnd")}
    assert settle(ledger, [1], [], documents.__getitem__) == {1}
    assert ledger.known(1)["person/p"].slug == "person/maria-lopez"
    assert settle(ledger, [2], [], documents.__getitem__) == {1, 2}
    slugs = {ledger.known(n)["person/p"].slug for n in (1, 2)}
    assert len(slugs) == 2
    assert all(s.startswith("person/maria-lopez-") for s in slugs)
    assert settle(ledger, [], [2], documents.__getitem__) == {1}
    assert ledger.known(1)["person/p"].slug == "person/maria-lopez"
