"""Networks read back from a small dataset: what is a node, what is an edge, what a filter leaves."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import networkx as nx
import pyoxigraph as ox
import pytest

from tookpart.graph.network import PROJECTIONS, measures, network, project
from tookpart.graph.networkfiles import NETWORK_WRITERS, gexf, graphml
from tookpart.graph.selection import Filter
from tookpart.graph.snapshot import Snapshot, read_snapshot
from tookpart.ontology.errors import QueryError

CASE = Path(__file__).parents[1] / "cases" / "networks" / "lakes.trig"
ID = "https://w3id.org/tookpart/id/"


class Union:
    """A store that answers over the union of its graphs, as those of tookpart do."""

    def __init__(self, quads: list[ox.Quad]) -> None:
        self.store = ox.Store()
        for quad in quads:
            self.store.add(quad)

    def query(self, sparql: str, /) -> Any:
        return self.store.query(sparql, use_default_graph_as_union=True)


def quads() -> list[ox.Quad]:
    return list(ox.parse(CASE.read_bytes(), format=ox.RdfFormat.TRIG))


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return read_snapshot(Union(quads()))


def slugs(nodes: Any) -> set[str]:
    return {node.removeprefix(ID) for node in nodes}


def test_the_full_network_holds_what_documents_speak_of_and_no_more(snapshot: Snapshot) -> None:
    assert slugs(project(snapshot).nodes) == {
        "body/experts",
        "meeting/coast-1",
        "meeting/experts-1",
        "meeting/lakes-2",
        "organisation/iom",
        "person/amina-odhiambo",
        "place/kampala",
        "process/coast",
        "process/lakes",
        "state/ken",
        "state/tza",
        "state/uga",
        "theme/labour-migration",
    }


def test_kind_and_most_special_type_stand_on_a_node(snapshot: Snapshot) -> None:
    nodes = project(snapshot).nodes
    assert (nodes[ID + "meeting/lakes-2"]["kind"], nodes[ID + "meeting/lakes-2"]["type"]) == (
        "Meeting",
        "MinisterialMeeting",
    )
    assert nodes[ID + "organisation/iom"]["kind"] == "Organisation"


def test_a_meeting_has_its_dates_places_and_process(snapshot: Snapshot) -> None:
    meeting = project(snapshot).nodes[ID + "meeting/lakes-2"]
    assert [meeting[key] for key in ("start", "end", "places", "states", "processes", "themes")] == [
        "2019-05-07",
        "2019-05-09",
        ["Kampala"],
        ["Uganda"],
        ["Lakes Dialogue on Migration"],
        ["Labour migration"],
    ]


def test_an_edge_has_the_words_that_state_it_and_their_document(snapshot: Snapshot) -> None:
    edge = project(snapshot).edges[ID + "state/uga", ID + "meeting/lakes-2", "hosted"]
    assert (edge["property"], edge["confidence"]) == ("hosted", 0.9)
    assert edge["evidence"] == [
        {
            "text": "Uganda was the host, and Kenya took the chair.",
            "document": ID + "document/lakes-2-11111111",
            "title": "Second meeting of the Lakes Dialogue",
            "file": "lakes-2.txt",
            "start": 60,
            "end": 106,
        }
    ]


def test_a_presidency_has_its_years_and_a_post_its_title(snapshot: Snapshot) -> None:
    full = project(snapshot)
    presidency = full.get_edge_data(ID + "state/ken", ID + "process/lakes")
    post = full.get_edge_data(ID + "person/amina-odhiambo", ID + "state/ken")
    assert [edge["years"] for edge in presidency.values()] == ["2019"]
    assert [edge["job_title"] for edge in post.values()] == ["Director of Labour"]


def test_evidence_of_an_attribute_supports_that_attribute_alone(snapshot: Snapshot) -> None:
    facts = {fact.property: fact for fact in snapshot.facts if fact.subject == ID + "meeting/lakes-2"}
    assert facts["startDate"].confidence == 0.95
    assert facts["hasTheme"].confidence == 0.7
    assert facts["heldIn"].quotes == ()


def test_inferred_triples_make_no_edge(snapshot: Snapshot) -> None:
    assert not project(snapshot).has_edge(ID + "meeting/experts-1", ID + "process/lakes")


def test_who_met_whom_counts_the_meetings_in_common(snapshot: Snapshot) -> None:
    actors = project(snapshot, "actors")
    edge = actors.edges[ID + "state/ken", ID + "state/tza"]
    assert (edge["weight"], edge["meetings"]) == (2, [ID + "meeting/lakes-2", ID + "meeting/experts-1"])
    assert actors.edges[ID + "state/ken", ID + "state/uga"]["weight"] == 1
    assert not actors.has_edge(ID + "state/uga", ID + "person/amina-odhiambo")


def test_processes_are_joined_by_the_actors_they_share(snapshot: Snapshot) -> None:
    edge = project(snapshot, "processes").edges[ID + "process/coast", ID + "process/lakes"]
    assert (edge["weight"], edge["actors"], edge["overlap"]) == (1, [ID + "organisation/iom"], 0.25)


def test_meetings_and_actors_are_two_sides(snapshot: Snapshot) -> None:
    two = project(snapshot, "meetings-actors")
    meetings = {node for node, side in two.nodes(data="bipartite") if side == 0}
    assert nx.is_bipartite(two)
    assert slugs(meetings) == {"meeting/coast-1", "meeting/experts-1", "meeting/lakes-2"}
    assert two.edges[ID + "meeting/lakes-2", ID + "state/ken"]["roles"] == ["chaired"]


@pytest.mark.parametrize(
    ("only", "meetings"),
    [
        (Filter(processes=("lakes",)), {"lakes-2", "experts-1"}),
        (Filter(processes=("LDM",), since=2020), {"experts-1"}),
        (Filter(themes=("labour-migration",)), {"lakes-2"}),
        (Filter(until=2020), {"lakes-2"}),
        (Filter(since=2019, until=2021), {"lakes-2", "experts-1"}),
        (Filter(roles=("hosted", "spokeAt")), {"lakes-2", "experts-1"}),
        (Filter(roles=("memberOf",)), set()),
        (Filter(actors=("Amina Odhiambo",)), {"experts-1"}),
        (Filter(actors=("iom",), processes=("Coast Forum",)), {"coast-1"}),
    ],
)
def test_a_filter_keeps_the_meetings_that_fit(snapshot: Snapshot, only: Filter, meetings: set[str]) -> None:
    kinds = project(snapshot, "full", only).nodes(data="kind")
    assert {node.rsplit("/", 1)[1] for node, kind in kinds if kind == "Meeting"} == meetings


def test_everyone_in_the_room_with_an_actor_stays(snapshot: Snapshot) -> None:
    actors = project(snapshot, "actors", Filter(actors=("UGA",)))
    assert slugs(actors.nodes) == {"organisation/iom", "state/ken", "state/tza", "state/uga"}


def test_a_role_filter_leaves_other_roles_out(snapshot: Snapshot) -> None:
    properties = {edge[2] for edge in project(snapshot, "full", Filter(roles=("chaired",))).edges(data="property")}
    assert "chaired" in properties
    assert not properties & {"hosted", "attended", "presidencyOf"}


def test_names_come_in_the_language_asked_for() -> None:
    french = network(Union(quads()), language="fr")
    assert french.nodes[ID + "state/uga"]["label"] == "Ouganda"


@pytest.mark.parametrize(
    ("only", "words"),
    [
        (Filter(actors=("Kenia",)), "did you mean Kenya"),
        (Filter(processes=("kenya",)), "it has Coast Forum, Lakes Dialogue on Migration"),
        (Filter(roles=("host",)), "the roles are attended, hosted"),
        (Filter(since=2021, until=2019), "backwards"),
    ],
)
def test_a_filter_that_cannot_be_meant_is_told(snapshot: Snapshot, only: Filter, words: str) -> None:
    with pytest.raises(QueryError, match=words):
        project(snapshot, "full", only)


def test_an_unknown_projection_is_told(snapshot: Snapshot) -> None:
    with pytest.raises(QueryError, match="the projections are full, actors, processes, meetings-actors"):
        project(snapshot, "everything")  # type: ignore[arg-type]


def test_an_empty_store_gives_an_empty_network() -> None:
    assert [len(network(Union([]), projection)) for projection in PROJECTIONS] == [0, 0, 0, 0]


@pytest.mark.parametrize("projection", PROJECTIONS)
def test_any_order_of_quads_gives_the_same_files(projection: Any) -> None:
    shuffled = quads()
    random.Random(7).shuffle(shuffled)
    one, other = network(Union(quads()), projection), network(Union(shuffled), projection)
    assert (graphml(one), gexf(one)) == (graphml(other), gexf(other))


def test_graphml_comes_back_with_nodes_edges_and_evidence(snapshot: Snapshot) -> None:
    full = project(snapshot)
    back = nx.parse_graphml(graphml(full).decode(), force_multigraph=True)
    assert set(back.nodes) == set(full.nodes)
    assert back.number_of_edges() == full.number_of_edges()
    told = [data for *_, data in back.edges(data=True) if data["property"] == "hosted"]
    assert told[0]["evidence"] == "Uganda was the host, and Kenya took the chair."
    assert told[0]["documents"] == "lakes-2.txt"


def test_files_hold_text_that_xml_cannot() -> None:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_node("a", label="nul \x00, bell \x07, surrogate \ud800")
    assert nx.parse_graphml(graphml(graph).decode()).nodes["a"]["label"] == "nul \ufffd, bell \ufffd, surrogate \ufffd"


@pytest.mark.parametrize("name", sorted(NETWORK_WRITERS))
def test_writers_write_the_whole_graph(name: str, tmp_path: Path) -> None:
    NETWORK_WRITERS[name](Union(quads()), tmp_path / "network")
    assert b"Lakes Dialogue" in (tmp_path / "network").read_bytes()


def test_measures_find_the_one_in_the_middle(snapshot: Snapshot) -> None:
    found = measures(project(snapshot, "actors"))
    assert found[ID + "state/ken"]["degree"] == 4
    assert found[ID + "state/ken"]["strength"] == 5
    assert found[ID + "state/uga"]["betweenness"] == 0
