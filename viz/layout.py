"""Where the nodes of a network stand: reckoned once, so that a page opens fast and looks the same every time.

A force layout after ForceAtlas2 (Jacomy et al. 2014, PLoS ONE 9(6), doi:10.1371/journal.pone.0098679): nodes push
each other away in proportion to their degrees, edges pull. It starts from distances to a few pivots (Brandes and Pich
2007, "Eigensolver methods for progressive multidimensional scaling"). Far nodes push as one mass per cell of a grid,
which keeps 3,000 nodes within seconds.
"""

from __future__ import annotations

from collections.abc import Mapping

import networkx as nx
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_EXACT = 700  # up to so many nodes every pair is reckoned with
_PIVOTS = 40
_BETWEEN = 90.0  # pixels between components
_GRAVITY = 0.045  # grows with distance, so that clusters stay round instead of being pressed against a rim
_ROOM = 44.0  # pixels from a node to its nearest neighbour, typically, in a large network; small ones have more
# rounding after every step drops the last bits in which processors differ, before they can grow into another picture
_DECIMALS = 4


def positions(network: nx.Graph[str], sizes: Mapping[str, float] | None = None) -> dict[str, tuple[int, int]]:
    """Coordinates in pixels at zoom 1; `sizes` are the nodes' radii, so that none covers another.

    >>> positions(nx.Graph([("a", "b")])) == positions(nx.Graph([("b", "a")]))
    True
    """
    simple: nx.Graph[str] = nx.Graph()
    simple.add_nodes_from(sorted(network.nodes))
    for one, other, data in network.edges(data=True):
        if one != other:
            simple.add_edge(one, other, weight=float(data.get("weight", 1)))
    radii = {node: (sizes or {}).get(node, 10.0) for node in simple.nodes}
    parts = sorted(nx.connected_components(simple), key=lambda part: (-len(part), min(part)))
    drawn = [_component(simple, sorted(part), radii) for part in parts]
    return _pack(drawn)


def _component(simple: nx.Graph[str], nodes: list[str], radii: Mapping[str, float]) -> dict[str, tuple[float, float]]:
    if len(nodes) == 1:
        return {nodes[0]: (0.0, 0.0)}
    index = {node: number for number, node in enumerate(nodes)}
    edges = sorted(tuple(sorted((index[one], index[other]))) for one, other in simple.subgraph(nodes).edges)
    ends = np.array(edges, dtype=np.int64)
    weights = np.array([simple[nodes[one]][nodes[other]]["weight"] for one, other in edges], dtype=np.float64)
    # a hundred meetings in common should not pull a hundred times as hard
    pulls = np.sqrt(weights / weights.max()) if len(weights) else weights
    size = np.array([radii[node] for node in nodes], dtype=np.float64)
    place = _forces(_pivot_start(simple, nodes, index), ends, pulls)
    room = _ROOM * (1.0 + 3.0 / np.sqrt(len(nodes)))
    place = _apart(place * (room / _typical_gap(place)), size + 6.0)
    return {node: (float(x), float(y)) for node, (x, y) in zip(nodes, place, strict=True)}


def _pivot_start(simple: nx.Graph[str], nodes: list[str], index: Mapping[str, int]) -> Floats:
    """Classical scaling of the distances to pivots that are far from each other."""
    count = len(nodes)
    nearest = np.full(count, np.inf)
    pivot = max(nodes, key=lambda node: (simple.degree(node), node))
    columns = []
    for _ in range(min(_PIVOTS, count)):
        reach = nx.single_source_shortest_path_length(simple, pivot)
        column = np.zeros(count)
        for node, steps in reach.items():
            column[index[node]] = steps
        columns.append(column)
        nearest = np.minimum(nearest, column)
        pivot = nodes[int(nearest.argmax())]
    squares = np.array(columns).T ** 2
    centred = squares - squares.mean(axis=0) - squares.mean(axis=1)[:, None] + squares.mean()
    values, vectors = np.linalg.eigh(centred.T @ centred)
    axes = vectors[:, np.argsort(values)[::-1][:2]]
    axes = axes * np.where(axes.sum(axis=0) < 0, -1.0, 1.0)
    place = np.zeros((count, 2))
    place[:, : axes.shape[1]] = centred @ axes
    spread = float(np.abs(place).max()) or 1.0
    # nodes with equal distances to all pivots start on one spot: a fixed spiral pulls them apart
    turn = np.arange(count) * 2.399963
    ring = np.sqrt(np.arange(count) + 1.0) / np.sqrt(count)
    jitter = np.column_stack([np.cos(turn), np.sin(turn)]) * ring[:, None]
    start: Floats = np.round((place / spread + 0.15 * jitter) * 40.0 * np.sqrt(count), _DECIMALS)
    return start


def _typical_gap(place: Floats) -> float:
    """The median distance from a node to its nearest neighbour."""
    nearest = []
    for start in range(0, len(place), 500):
        span = place[start : start + 500, None, :] - place[None, :, :]
        square = span[..., 0] ** 2 + span[..., 1] ** 2
        square[np.arange(len(square)), np.arange(start, start + len(square))] = np.inf
        nearest.append(square.min(axis=1))
    return max(float(np.sqrt(np.median(np.concatenate(nearest)))), 1.0)


def _forces(place: Floats, ends: NDArray[np.int64], pulls: Floats) -> Floats:
    count = len(place)
    mass = np.bincount(ends.ravel(), minlength=count).astype(np.float64) ** 0.75 + 1.0
    steps = 400 if count <= _EXACT else 180
    push = 1400.0
    limit = 30.0 * np.sqrt(count)
    for step in range(steps):
        repel = _repel_all if count <= _EXACT else _repel_cells
        force = push * repel(place, mass)
        span = place[ends[:, 1]] - place[ends[:, 0]]
        pull = span * (0.12 * pulls)[:, None]
        for axis in (0, 1):
            force[:, axis] += np.bincount(ends[:, 0], weights=pull[:, axis], minlength=count)
            force[:, axis] -= np.bincount(ends[:, 1], weights=pull[:, axis], minlength=count)
        force -= _GRAVITY * mass[:, None] * place
        # heavy nodes move slowly, and all move less as time goes on
        move = force / mass[:, None] ** 0.5
        length = np.hypot(move[:, 0], move[:, 1])
        heat = limit * (1.0 - step / steps) ** 2 * 0.12 + 0.5
        place = np.round(place + move * np.minimum(1.0, heat / np.maximum(length, 1e-9))[:, None], _DECIMALS)
        place = place - np.round(place.mean(axis=0), _DECIMALS)
    return place


def _repel_all(place: Floats, mass: Floats) -> Floats:
    return _push(place, mass, place, mass[None, :] / _squares(place, place))


def _repel_cells(place: Floats, mass: Floats) -> Floats:
    """Push of all others, each cell of a grid taken as one mass in its centre (less oneself in one's own)."""
    low = place.min(axis=0)
    wide = max(float((place.max(axis=0) - low).max()), 1.0)
    side = max(8, int(np.sqrt(len(place)) * 0.5))
    cell = np.minimum(((place - low) / wide * side).astype(np.int64), side - 1)
    used, of = np.unique(cell[:, 0] * side + cell[:, 1], return_inverse=True)
    total = np.bincount(of, weights=mass, minlength=len(used))
    centre = np.column_stack([np.bincount(of, weights=mass * place[:, axis], minlength=len(used)) for axis in (0, 1)])
    gravity = centre / total[:, None]
    share = total[None, :] / _squares(place, gravity)
    share[np.arange(len(place)), of] *= 1.0 - mass / total[of]
    return _push(place, mass, gravity, share)


def _squares(place: Floats, others: Floats) -> Floats:
    """Squared distances, those below 5 pixels taken as 5."""
    square = (place[:, 0, None] - others[None, :, 0]) ** 2
    square += (place[:, 1, None] - others[None, :, 1]) ** 2
    return np.maximum(square, 25.0, out=square)


def _push(place: Floats, mass: Floats, others: Floats, share: Floats) -> Floats:
    force: Floats = mass[:, None] * (place * share.sum(axis=1)[:, None] - share @ others)
    return force


def _apart(place: Floats, size: Floats, rounds: int = 40) -> Floats:
    """Move overlapping nodes off each other, pair by pair."""
    place = place.copy()
    reach = float(size.max()) * 2.0
    for _ in range(rounds):
        cells: dict[tuple[int, int], list[int]] = {}
        keys = np.floor(place / reach).astype(np.int64).tolist()
        for number, key in enumerate(keys):
            cells.setdefault((key[0], key[1]), []).append(number)
        pairs = [
            (one, other)
            for (x, y), here in sorted(cells.items())
            for dx, dy in ((0, 0), (1, 0), (0, 1), (1, 1), (1, -1))
            for one in here
            for other in cells.get((x + dx, y + dy), ())
            if (dx, dy) != (0, 0) or one < other
        ]
        if not pairs:
            break
        ends = np.array(pairs, dtype=np.int64)
        span = place[ends[:, 1]] - place[ends[:, 0]]
        gap = np.hypot(span[:, 0], span[:, 1])
        over = size[ends[:, 0]] + size[ends[:, 1]] - gap
        hit = over > 0.01
        if not hit.any():
            break
        way = np.where(gap[:, None] > 0.01, span / np.maximum(gap, 0.01)[:, None], np.array([1.0, 0.0]))
        push = (way * over[:, None] * 0.52 / 1.2)[hit]
        for axis in (0, 1):
            place[:, axis] += np.bincount(ends[hit, 1], weights=push[:, axis], minlength=len(place))
            place[:, axis] -= np.bincount(ends[hit, 0], weights=push[:, axis], minlength=len(place))
        place = np.round(place, _DECIMALS)
    return place


def _pack(drawn: list[dict[str, tuple[float, float]]]) -> dict[str, tuple[int, int]]:
    """The largest component in the middle, the others on centred rows beneath it, wrapped to its width."""
    boxes = [_box(part) for part in drawn]
    rows: list[list[int]] = []
    width = max(boxes[0][2], 700.0) if boxes else 0.0
    filled = 0.0
    for number in range(1, len(drawn)):
        wide = boxes[number][2] + _BETWEEN
        if not rows or filled + wide > width:
            rows.append([])
            filled = 0.0
        rows[-1].append(number)
        filled += wide
    found: dict[str, tuple[int, int]] = {}
    top = 0.0
    for row in [[0], *rows] if drawn else []:
        left = -(sum(boxes[number][2] for number in row) + _BETWEEN * (len(row) - 1)) / 2
        for number in row:
            low_x, low_y, wide, _ = boxes[number]
            for node, (x, y) in drawn[number].items():
                found[node] = (round(x - low_x + left), round(y - low_y + top))
            left += wide + _BETWEEN
        top += max(boxes[number][3] for number in row) + _BETWEEN
    return found


def _box(part: Mapping[str, tuple[float, float]]) -> tuple[float, float, float, float]:
    xs, ys = [x for x, _ in part.values()], [y for _, y in part.values()]
    return min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)
