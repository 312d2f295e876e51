"""Networks of a graph for networkx: typed nodes and facts, who met whom, what processes share, who was at what.

The same dataset gives the same network in the same order, whatever the order in which its documents were read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from typing import Any, Literal, get_args

import networkx as nx

from tookpart.graph.selection import Filter, Setting, select, settings
from tookpart.graph.snapshot import LITERALS, RELATIONS, ROLES, Answers, Fact, Snapshot, Thing, read_snapshot
from tookpart.ontology.errors import QueryError

Projection = Literal["full", "actors", "processes", "meetings-actors"]
PROJECTIONS: tuple[Projection, ...] = get_args(Projection)


def network(
    store: Answers,
    projection: Projection = "full",
    *,
    processes: Sequence[str] = (),
    themes: Sequence[str] = (),
    since: int | None = None,
    until: int | None = None,
    roles: Sequence[str] = (),
    actors: Sequence[str] = (),
    language: str = "en",
) -> nx.Graph[str]:
    """Read a network out of a store; nodes are IRIs with `kind`, `label` and more, sorted.

    - "full", a MultiDiGraph: states, organisations, people, meetings, processes, bodies, themes and places; an edge
      is a fact, with `property`, `years`, `job_title`, `confidence` and `evidence` (the words and their document).
    - "actors", a Graph: who met whom; `weight` counts the meetings in common, `meetings` lists them.
    - "processes", a Graph: `weight` counts the actors in common, `actors` lists them, `overlap` is their share of all
      actors of both.
    - "meetings-actors", a bipartite Graph: `bipartite` is 0 for meetings and 1 for actors, `roles` lists what the
      actor did there.

    The options keep a part, as `tookpart.graph.selection.Filter` says. The snapshot that was drawn from is
    `network.graph["snapshot"]`. Raises `QueryError` for an unknown projection, name or role.
    """
    only = Filter(
        processes=tuple(processes),
        themes=tuple(themes),
        since=since,
        until=until,
        roles=tuple(roles),
        actors=tuple(actors),
    )
    return project(read_snapshot(store, language=language), projection, only)


def project(snapshot: Snapshot, projection: Projection = "full", only: Filter | None = None) -> nx.Graph[str]:
    """The network of a snapshot that was read before; see `network`."""
    if projection not in PROJECTIONS:
        raise QueryError(f"there is no projection {projection!r}; the projections are {', '.join(PROJECTIONS)}")
    only = only or Filter()
    part = select(snapshot, only)
    result = _BUILDERS[projection](part)
    result.graph.update(projection=projection, filter=str(only), snapshot=part)
    return result


def _full(part: Snapshot) -> nx.Graph[str]:
    result: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    told = settings(part)
    for thing in part.things.values():
        result.add_node(thing.iri, **_attributes(thing, told.get(thing.iri), part))
    for fact in part.facts:
        if fact.property in LITERALS:
            continue
        key = " ".join(word for word in (fact.property, fact.years, fact.job_title) if word)
        result.add_edge(
            fact.subject,
            fact.object,
            key=key,
            property=fact.property,
            years=fact.years,
            job_title=fact.job_title,
            confidence=fact.confidence,
            evidence=_evidence([fact], part),
        )
    return result


def _actors(part: Snapshot) -> nx.Graph[str]:
    told = settings(part)
    rooms = _rooms(part)
    shared: dict[tuple[str, str], list[str]] = defaultdict(list)
    for meeting, present in rooms.items():
        for pair in combinations(sorted(present), 2):
            shared[pair].append(meeting)
    result: nx.Graph[str] = nx.Graph()
    for iri in sorted({actor for present in rooms.values() for actor in present}):
        count = sum(iri in present for present in rooms.values())
        result.add_node(iri, **_attributes(part.things[iri], None, part), meetings=count)
    for (one, other), meetings in sorted(shared.items()):
        ordered = sorted(meetings, key=lambda iri: (told[iri].start or "9999", iri))
        labels = [part.things[iri].label for iri in ordered]
        result.add_edge(one, other, weight=len(meetings), meetings=ordered, meeting_labels=labels)
    return result


def _processes(part: Snapshot) -> nx.Graph[str]:
    told = settings(part)
    involved: dict[str, set[str]] = {iri: set() for iri, thing in part.things.items() if thing.kind == "Process"}
    above = part.of("ofProcess")
    for fact in part.facts:
        if fact.property in ROLES:
            targets: Sequence[str] = told[fact.object].processes
        elif fact.property in RELATIONS and fact.property != "affiliatedWith":
            targets = [fact.object, *above.get(fact.object, ())]
        else:
            continue
        for process in targets:
            if process in involved and part.things[fact.subject].kind in ("State", "Organisation"):
                involved[process].add(fact.subject)
    result: nx.Graph[str] = nx.Graph()
    for iri in sorted(involved):
        result.add_node(iri, **_attributes(part.things[iri], None, part), actors=len(involved[iri]))
    for one, other in combinations(sorted(involved), 2):
        common = sorted(involved[one] & involved[other])
        if common:
            share = len(common) / len(involved[one] | involved[other])
            labels = [part.things[iri].label for iri in common]
            result.add_edge(one, other, weight=len(common), actors=common, actor_labels=labels, overlap=round(share, 4))
    return result


def _meetings_actors(part: Snapshot) -> nx.Graph[str]:
    told = settings(part)
    facts: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    for fact in part.facts:
        if fact.property in ROLES:
            facts[fact.object, fact.subject].append(fact)
    result: nx.Graph[str] = nx.Graph()
    for iri in sorted({meeting for meeting, _ in facts}):
        result.add_node(iri, **_attributes(part.things[iri], told[iri], part), bipartite=0)
    for iri in sorted({actor for _, actor in facts}):
        result.add_node(iri, **_attributes(part.things[iri], None, part), bipartite=1)
    for (meeting, actor), between in sorted(facts.items()):
        confidence = max((fact.confidence for fact in between if fact.confidence is not None), default=None)
        roles = [fact.property for fact in between]
        result.add_edge(meeting, actor, roles=roles, confidence=confidence, evidence=_evidence(between, part))
    return result


_BUILDERS: Mapping[str, Callable[[Snapshot], nx.Graph[str]]] = {
    "full": _full,
    "actors": _actors,
    "processes": _processes,
    "meetings-actors": _meetings_actors,
}


def _rooms(part: Snapshot) -> dict[str, set[str]]:
    """Who was at each meeting: states, organisations and people with any role in it."""
    rooms: dict[str, set[str]] = defaultdict(set)
    for fact in part.facts:
        if fact.property in ROLES:
            rooms[fact.object].add(fact.subject)
    return dict(sorted(rooms.items()))


def _attributes(thing: Thing, setting: Setting | None, part: Snapshot) -> dict[str, Any]:
    found: dict[str, Any] = {"kind": thing.kind, "type": thing.type, "label": thing.label, "names": list(thing.names)}
    if thing.acronym:
        found["acronym"] = thing.acronym
    if thing.code:
        found["code"] = thing.code
    if setting is not None:
        found |= {"start": setting.start, "end": setting.end, "virtual": setting.virtual}
        for name, iris in (("places", setting.places), ("states", setting.states), ("processes", setting.processes)):
            found[name] = [part.things[iri].label for iri in iris if iri in part.things]
        found["themes"] = [part.things[iri].label for iri in setting.themes if iri in part.things]
    return found


def _evidence(facts: Sequence[Fact], part: Snapshot) -> list[dict[str, Any]]:
    quotes = sorted({(quote.document, quote.start, quote.end, quote.text) for fact in facts for quote in fact.quotes})
    found = []
    for document, start, end, text in quotes:
        source = part.sources.get(document)
        title, file = (source.title, source.file) if source else (None, document)
        found.append({"text": text, "document": document, "title": title, "file": file, "start": start, "end": end})
    return found


def measures(graph: nx.Graph[str], *, exact_up_to: int = 400, seed: int = 1) -> dict[str, dict[str, float]]:
    """Degree, weighted degree ("strength"), betweenness and community of each node, by node.

    Betweenness is exact for `exact_up_to` nodes or fewer, else estimated from that many pivots chosen with `seed`.
    Communities are Louvain's, numbered from 0 by size.

    >>> found = measures(nx.path_graph(["a", "b", "c"]))
    >>> found["b"]["degree"], found["b"]["betweenness"]
    (2, 1.0)
    """
    simple: nx.Graph[str] = nx.Graph()
    simple.add_nodes_from(graph.nodes)
    for one, other, data in graph.edges(data=True):
        weight = simple.get_edge_data(one, other, {}).get("weight", 0) + data.get("weight", 1)
        simple.add_edge(one, other, weight=weight)
    count = simple.number_of_nodes()
    pivots = None if count <= exact_up_to else exact_up_to
    between = nx.betweenness_centrality(simple, k=pivots, seed=seed) if count else {}
    community = communities(simple, seed=seed)
    return {
        node: {
            "degree": simple.degree(node),
            "strength": simple.degree(node, weight="weight"),
            "betweenness": round(between[node], 6),
            "community": community[node],
        }
        for node in simple.nodes
    }


def communities(graph: nx.Graph[str], *, seed: int = 1) -> dict[str, int]:
    """The community of each node after Louvain (Blondel et al. 2008), numbered from 0 by size, edges by `weight`.

    >>> communities(nx.Graph([("a", "b"), ("b", "c"), ("a", "c"), ("x", "y")]))
    {'a': 0, 'b': 0, 'c': 0, 'x': 1, 'y': 1}
    """
    # Louvain goes through nodes and edges in the order in which it finds them
    simple: nx.Graph[str] = nx.Graph()
    simple.add_nodes_from(sorted(graph.nodes))
    simple.add_weighted_edges_from(
        sorted((*sorted((one, other)), data.get("weight", 1)) for one, other, data in graph.edges(data=True))
    )
    groups = nx.community.louvain_communities(simple, weight="weight", seed=seed) if simple.nodes else []
    ordered = sorted(groups, key=lambda group: (-len(group), min(group)))
    return {node: number for number, group in enumerate(ordered) for node in sorted(group)}
