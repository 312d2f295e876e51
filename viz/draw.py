"""A network as one HTML file that a browser opens without a server and without the network.

networkx holds the network, pyvis what vis-network draws, and our own template the page around it; pyvis's own pages
load from a CDN. All words of documents travel as JSON and are put on the page as text, never as HTML; a
Content-Security-Policy with hashes keeps anything else from running.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import networkx as nx
import pyvis
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup
from pyvis.network import Network

from tookpart.graph.network import communities
from tookpart.graph.selection import Setting, settings
from tookpart.graph.snapshot import LITERALS, RELATIONS, ROLES, Fact, Snapshot, Thing
from tookpart.ontology.errors import InputError, MissingError, ToolError
from tookpart.viz.kinds import KINDS, PROPERTIES
from tookpart.viz.layout import positions

_SCRIPTS = ("network-data.js", "network-timeline.js", "network-canvas.js", "network-panel.js", "network-page.js")
_TITLES = {
    "full": "Who took part in what",
    "actors": "Who met whom",
    "processes": "Processes and the actors they share",
    "meetings-actors": "Meetings and who was there",
}
_GROUND = {"Process": 15.0, "Body": 9.0, "Meeting": 7.0, "State": 7.0, "Organisation": 7.0}
_LARGEST = 24.0
# networks whose lines stand for what two nodes have in common, and the attribute that lists it
_ONE_MODE = {"actors": "meetings", "processes": "actors"}


def draw(network: nx.Graph[str], path: str | Path, *, title: str | None = None) -> Path:
    """Write the page of a network that `tookpart.graph.network` made; the same network gives the same bytes.

    Raises `InputError` for a network that was made otherwise and for a file that cannot be written, `MissingError` if
    the folder of `path` does not exist.
    """
    target = Path(path)
    if not target.parent.is_dir():
        raise MissingError(f"{target.parent}: there is no such folder; make it first, or write {target.name} elsewhere")
    page = render(network, title=title)
    try:
        target.write_text(page, encoding="utf-8", newline="\n")
    except OSError as error:
        raise InputError(f"{target}: cannot be written ({error.strerror}); choose another file") from error
    return target


def render(network: nx.Graph[str], *, title: str | None = None) -> str:
    """The page as text; see `draw`."""
    snapshot = network.graph.get("snapshot")
    if not isinstance(snapshot, Snapshot):
        raise InputError("this network does not say which facts it shows; make it with tookpart.graph.network.network")
    heading = title or _TITLES[network.graph["projection"]]
    script = "(() => {\n" + "\n".join(_own(name) for name in _SCRIPTS) + "\n})();\n"
    library = _library()
    style = _own("network.css")
    policy = "; ".join(
        [
            "default-src 'none'",
            f"script-src {_hash(library)} {_hash(script)}",
            f"style-src {_hash(style)}",
            "img-src data: blob:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )
    environment = Environment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)
    return environment.from_string(_own("network.html")).render(
        title=heading,
        policy=policy,
        summary=summary(network),
        is_empty=not network.number_of_nodes(),
        narrowed=network.graph.get("filter", ""),
        kinds=KINDS,
        library=Markup(library),
        script=Markup(script),
        style=Markup(style),
        data=Markup(_json(_page(network, snapshot, heading))),
    )


def summary(network: nx.Graph[str]) -> str:
    """How many there are of each kind, in words.

    >>> network = nx.Graph()
    >>> network.add_node("a", kind="State")
    >>> network.add_node("b", kind="Meeting")
    >>> network.add_node("c", kind="Meeting")
    >>> summary(network)
    '1 state, 2 meetings'
    """
    kinds = [network.nodes[node]["kind"] for node in network.nodes]
    counts = ((kinds.count(kind.name), kind) for kind in KINDS)
    return ", ".join(f"{count:,} {kind.one if count == 1 else kind.many}" for count, kind in counts if count)


@cache
def _own(name: str) -> str:
    return resources.files("tookpart.viz").joinpath(name).read_text(encoding="utf-8")


@cache
def _library() -> str:
    """vis-network as the installed pyvis ships it, fit to stand inside a page.

    Its style sheet is left out: it dresses only vis-network's own buttons, editor and tooltips, none of which the
    page uses.
    """
    folder = Path(pyvis.__file__).parent / "lib"
    found = sorted(folder.glob("vis-*/vis-network.min.js"), key=lambda file: _version(file.parent.name))
    if not found:
        raise ToolError(
            f"{folder} holds no vis-network.min.js, so pyvis is not complete; install it again: pip install pyvis"
        )
    text = found[-1].read_text(encoding="utf-8").replace("\r\n", "\n")
    # the map is another file, which a browser's developer tools would ask for
    text = re.sub(r"\n//# sourceMappingURL=.*", "", text)
    return re.sub(r"<(/script|script|!--)", r"\\x3c\1", text, flags=re.IGNORECASE)


def _version(name: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", name)]


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _json(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    # a lone surrogate cannot be written as UTF-8
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def _page(network: nx.Graph[str], snapshot: Snapshot, title: str) -> dict[str, Any]:
    number = {iri: index for index, iri in enumerate(snapshot.things)}
    told = settings(snapshot)
    sources = {iri: index for index, iri in enumerate(snapshot.sources)}
    quotes: dict[tuple[str, int, int, str], int] = {}
    facts = [_fact(fact, number, sources, quotes) for fact in snapshot.facts]
    pictured = _pyvis(network, number, snapshot)
    return {
        "title": title,
        "projection": network.graph["projection"],
        "kinds": [{"name": kind.name, "one": kind.one, "many": kind.many, "path": kind.path} for kind in KINDS],
        "properties": {name: [words.forward, words.backward] for name, words in PROPERTIES.items()},
        "roles": [*ROLES, *RELATIONS],
        "participations": list(ROLES),
        "nodes": pictured.nodes,
        "edges": pictured.edges,
        "options": pictured.options,
        "things": [_thing(thing, told.get(iri), number) for iri, thing in snapshot.things.items()],
        "facts": facts,
        "quotes": [{"d": sources[document], "t": text} for document, _, _, text in quotes],
        "documents": [
            _present({"title": source.title, "file": source.file, "issued": source.issued, "url": source.url})
            for source in snapshot.sources.values()
        ],
    }


def _present(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", [], (), False)}


def _fact(
    fact: Fact, number: Mapping[str, int], sources: Mapping[str, int], quotes: dict[tuple[str, int, int, str], int]
) -> dict[str, Any]:
    told = []
    for quote in fact.quotes:
        if quote.document in sources:
            key = (quote.document, quote.start, quote.end, quote.text)
            told.append([quotes.setdefault(key, len(quotes)), quote.confidence])
    target = {"v": fact.object} if fact.property in LITERALS else {"o": number[fact.object]}
    rest = _present({"y": fact.years, "j": fact.job_title, "c": fact.confidence, "q": told})
    return {"s": number[fact.subject], "p": fact.property, **target, **rest}


def _thing(thing: Thing, setting: Setting | None, number: Mapping[str, int]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "k": thing.kind,
        "t": re.sub(r"(?<=[a-z])(?=[A-Z])", " ", thing.type).capitalize(),
        "l": thing.label,
        "a": thing.acronym,
        "c": thing.code,
        "n": thing.names,
        "i": thing.iri,
    }
    if setting is not None:
        places = [iri for iri in (*setting.places, *setting.states) if iri in number]
        found["m"] = _present(
            {
                "a": setting.start,
                "b": setting.end,
                "y": setting.years,
                "v": setting.virtual,
                "p": [number[iri] for iri in places],
                "r": [number[iri] for iri in setting.processes if iri in number],
                "t": [number[iri] for iri in setting.themes if iri in number],
            }
        )
    return _present(found)


def _pyvis(network: nx.Graph[str], number: Mapping[str, int], snapshot: Snapshot) -> Network:
    """The network as pyvis holds it, with numbers for IRIs; its options keep vis-network from moving anything by
    itself.
    """
    neighbours = {node: len(set(nx.all_neighbors(network, node)) - {node}) for node in network.nodes}
    counted = _ONE_MODE.get(network.graph["projection"])
    group = communities(network) if counted else {}
    # a line's weight shows what two have in common; a node's size, there, shows how much one has at all
    extent = {node: network.nodes[node][counted] if counted else neighbours[node] for node in network.nodes}
    radii = {
        node: round(min(_LARGEST, _GROUND.get(network.nodes[node]["kind"], 6.0) + 1.7 * extent[node] ** 0.5), 1)
        for node in network.nodes
    }
    place = positions(network, radii)
    picture = Network(directed=True, cdn_resources="local")
    for node in sorted(network.nodes):
        data = network.nodes[node]
        x, y = place[node]
        more = {"degree": neighbours[node], "community": group.get(node, 0)}
        picture.add_node(number[node], data["label"], "custom", group=data["kind"], x=x, y=y, size=radii[node], **more)
    for (one, other), told in sorted(_drawn_edges(network, number, snapshot).items()):
        picture.add_edge(one, other, arrows="", **told)
    picture.options = {
        "physics": {"enabled": False},
        "layout": {"improvedLayout": False},
        "interaction": {"hover": True, "tooltipDelay": 1_000_000, "hideEdgesOnDrag": network.number_of_edges() > 4000},
        "edges": {"smooth": False, "selectionWidth": 0, "hoverWidth": 0, "arrowStrikethrough": True},
    }
    return picture


def _drawn_edges(
    network: nx.Graph[str], number: Mapping[str, int], snapshot: Snapshot
) -> dict[tuple[int, int], dict[str, Any]]:
    """One line for each pair of nodes: the numbers of its facts, or of the meetings or actors that the two have
    in common.
    """
    lines: dict[tuple[int, int], dict[str, Any]] = {}
    via = _ONE_MODE.get(network.graph["projection"])
    if via is not None:
        for one, other, data in network.edges(data=True):
            low, high = sorted((number[one], number[other]))
            lines[low, high] = {"via": [number[iri] for iri in data[via]], "weight": data["weight"]}
        return lines
    pairs: dict[tuple[int, int], list[int]] = defaultdict(list)
    for index, fact in enumerate(snapshot.facts):
        ends = (fact.subject, fact.object)
        if fact.property in LITERALS or ends[0] == ends[1]:
            continue
        if network.has_edge(*ends) or network.has_edge(*reversed(ends)):
            low, high = sorted((number[ends[0]], number[ends[1]]))
            pairs[low, high].append(index)
    for pair, facts in pairs.items():
        lines[pair] = {"facts": facts, "line": _line([snapshot.facts[index] for index in facts])}
    return lines


def _line(facts: Sequence[Fact]) -> str:
    properties = {fact.property for fact in facts}
    if properties & set(ROLES):
        return "part"
    return "standing" if properties & set(RELATIONS) else "link"
