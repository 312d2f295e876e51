"""Networks as files for Gephi, Cytoscape, igraph: GraphML and GEXF, the same bytes for the same network."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import networkx as nx

from tookpart.graph.network import network
from tookpart.graph.snapshot import Answers

# XML 1.0 cannot hold these at all, escaped or not; documents may
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def graphml(graph: nx.Graph[str]) -> bytes:
    """A network as GraphML.

    Lists become one text with " | " between the parts; evidence becomes its words and, apart, the documents' files.
    """
    out = io.BytesIO()
    nx.write_graphml_xml(_flat(graph), out, encoding="utf-8", prettyprint=True, edge_id_from_attribute="id")
    return out.getvalue()


def gexf(graph: nx.Graph[str]) -> bytes:
    """A network as GEXF 1.2, flattened as in `graphml`."""
    out = io.BytesIO()
    nx.write_gexf(_flat(graph), out, encoding="utf-8", prettyprint=True)
    # networkx writes today's date; the same network must give the same bytes tomorrow
    return re.sub(rb' lastmodifieddate="[^"]*"', b"", out.getvalue(), count=1)


def write_graphml(store: Answers, path: Path) -> None:
    """Write the whole graph's "full" network as GraphML."""
    path.write_bytes(graphml(network(store)))


def write_gexf(store: Answers, path: Path) -> None:
    """Write the whole graph's "full" network as GEXF."""
    path.write_bytes(gexf(network(store)))


NETWORK_WRITERS: dict[str, Callable[[Answers, Path], None]] = {"graphml": write_graphml, "gexf": write_gexf}
"""Formats and writers for `tookpart.graph.export.export` beside its own; apart, since networkx is slow to import."""


def _flat(graph: nx.Graph[str]) -> nx.Graph[str]:
    flat: nx.Graph[str] = graph.__class__()
    for key in ("projection", "filter"):
        if graph.graph.get(key):
            flat.graph[key] = _text(graph.graph[key])
    for node in sorted(graph.nodes):
        flat.add_node(_text(node), **_plain(graph.nodes[node]))
    if isinstance(graph, nx.MultiGraph):
        parallel = sorted(graph.edges(keys=True, data=True), key=lambda edge: (edge[0], edge[1], str(edge[2])))
        lines = [(one, other, {**data, "label": key}) for one, other, key, data in parallel]
    else:
        lines = sorted(graph.edges(data=True), key=lambda edge: (edge[0], edge[1]))
    for number, (one, other, data) in enumerate(lines):
        flat.add_edge(_text(one), _text(other), id=str(number), **_plain(data))
    return flat


def _plain(data: Mapping[str, Any]) -> dict[str, str | int | float | bool]:
    found: dict[str, str | int | float | bool] = {}
    for name, value in sorted(data.items()):
        if value is None or value in ([], ()):
            continue
        if name == "evidence":
            found["evidence"] = _text(" | ".join(quote["text"] for quote in value))
            found["documents"] = _text(" | ".join(sorted({quote["file"] for quote in value})))
        elif isinstance(value, (list, tuple)):
            found[name] = _text(" | ".join(map(str, value)))
        elif isinstance(value, (bool, int, float)):
            found[name] = value
        else:
            found[name] = _text(str(value))
    return found


def _text(text: str) -> str:
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
