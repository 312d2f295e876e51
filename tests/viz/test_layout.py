"""The places of nodes: the same every time, none covering another."""

from __future__ import annotations

import itertools
import math
import random

import networkx as nx

from tookpart.viz.layout import positions


def small_world(count: int) -> nx.Graph[str]:
    return nx.relabel_nodes(nx.connected_watts_strogatz_graph(count, 4, 0.2, seed=3), str)


def test_the_order_of_nodes_and_edges_does_not_matter() -> None:
    graph = small_world(60)
    nodes, edges = list(graph.nodes), list(graph.edges)
    random.Random(1).shuffle(nodes)
    random.Random(2).shuffle(edges)
    other: nx.Graph[str] = nx.Graph()
    other.add_nodes_from(nodes)
    other.add_edges_from(edges)
    assert positions(graph) == positions(other)


def test_nodes_do_not_cover_each_other() -> None:
    graph = small_world(80)
    sizes = {node: 8.0 + int(node) % 5 for node in graph.nodes}
    place = positions(graph, sizes)
    closest = min(
        math.dist(place[one], place[other]) - sizes[one] - sizes[other]
        for one, other in itertools.combinations(graph.nodes, 2)
    )
    assert closest > 0


def test_neighbours_stand_closer_than_strangers() -> None:
    graph = nx.relabel_nodes(nx.connected_caveman_graph(4, 8), str)
    place = positions(graph)
    near = [math.dist(place[one], place[other]) for one, other in graph.edges]
    far = [math.dist(place[one], place[other]) for one, other in nx.complement(graph).edges]
    assert sum(near) / len(near) < 0.5 * sum(far) / len(far)


def test_parts_without_a_link_do_not_overlap() -> None:
    graph = nx.disjoint_union_all([nx.complete_graph(6), nx.complete_graph(5), nx.empty_graph(3)])
    place = positions(nx.relabel_nodes(graph, str))
    assert min(math.dist(one, other) for one, other in itertools.combinations(place.values(), 2)) > 20
    lowest = max(place[str(node)][1] for node in range(6))
    assert all(place[str(node)][1] > lowest for node in range(6, 14))


def test_large_networks_are_spread_out_too() -> None:
    place = positions(small_world(900))
    assert len(set(place.values())) == 900


def test_nothing_and_one_node_have_places() -> None:
    one: nx.Graph[str] = nx.Graph()
    one.add_node("a")
    assert (positions(nx.Graph()), positions(one)) == ({}, {"a": (0, 0)})
