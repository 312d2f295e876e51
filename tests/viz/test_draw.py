"""The page as text: complete, the same every time, and deaf to what documents try."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import networkx as nx
import pyoxigraph as ox
import pytest

from tookpart.graph.network import PROJECTIONS, network
from tookpart.graph.snapshot import LITERALS, RELATIONS, ROLES
from tookpart.ontology.errors import InputError, MissingError
from tookpart.viz.draw import draw, render
from tookpart.viz.kinds import PROPERTIES

CASE = Path(__file__).parents[1] / "cases" / "networks" / "lakes.trig"
HOSTILE = '</script><img src=x onerror="alert(1)"><!-- & \u2028'


class Union:
    def __init__(self, text: str) -> None:
        self.store = ox.Store()
        self.store.load(text.encode(), format=ox.RdfFormat.TRIG)

    def query(self, sparql: str, /) -> Any:
        return self.store.query(sparql, use_default_graph_as_union=True)


def case(projection: Any = "full", text: str | None = None, **options: Any) -> nx.Graph[str]:
    return network(Union(CASE.read_text(encoding="utf-8") if text is None else text), projection, **options)


def page_data(page: str) -> dict[str, Any]:
    found = re.search(r'<script id="data" type="application/json">(.*?)</script>', page, flags=re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


@pytest.mark.parametrize("projection", PROJECTIONS)
def test_the_same_network_gives_the_same_bytes(projection: Any, tmp_path: Path) -> None:
    one, other = draw(case(projection), tmp_path / "a.html"), draw(case(projection), tmp_path / "b.html")
    assert one.read_bytes() == other.read_bytes()


def test_the_page_names_nothing_that_a_browser_would_fetch() -> None:
    page = render(case())
    assert not re.search(r"""<(script|img|iframe|object|embed|audio|video)[^>]*\ssrc=""", page)
    assert re.findall(r"<link[^>]*>", page) == ['<link rel="icon" href="data:,">']
    assert "sourceMappingURL" not in page
    assert "@import" not in page
    assert not re.search(r"url\((?!data:)", page)


def test_the_policy_lets_only_the_scripts_and_style_of_the_page_run() -> None:
    page = render(case())
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    told = policy[1].replace("&#39;", "'")
    assert told.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in told
    inline = [
        *re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL),
        *re.findall(r"<style>(.*?)</style>", page, flags=re.DOTALL),
    ]
    hashes = {base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in inline}
    assert set(re.findall(r"'sha256-([^']*)'", told)) == hashes


def test_hostile_words_stay_inside_the_data() -> None:
    text = CASE.read_text(encoding="utf-8").replace(
        "Uganda was the host", json.dumps(HOSTILE, ensure_ascii=False)[1:-1]
    )
    page = render(case(text=text), title=HOSTILE)
    assert page.count("<img") == 0
    assert page.count("</script>") == 3
    assert any(HOSTILE in quote["t"] for quote in page_data(page)["quotes"])


def test_every_fact_of_the_network_is_on_the_page_with_its_words() -> None:
    data = page_data(render(case()))
    told = {(data["things"][f["s"]]["l"], f["p"], data["things"][f["o"]]["l"]) for f in data["facts"] if "o" in f}
    assert ("Uganda", "hosted", "Second Ministerial Meeting of the Lakes Dialogue") in told
    hosted = next(fact for fact in data["facts"] if fact["p"] == "hosted")
    (index, confidence), *_ = hosted["q"]
    assert (data["quotes"][index]["t"], confidence) == ("Uganda was the host, and Kenya took the chair.", 0.9)
    assert data["documents"][data["quotes"][index]["d"]]["file"] == "lakes-2.txt"


def test_no_edge_of_an_actors_page_lacks_its_meetings() -> None:
    data = page_data(render(case("actors")))
    assert data["edges"]
    assert all(data["things"][via]["k"] == "Meeting" for edge in data["edges"] for via in edge["via"])


def test_an_empty_network_says_so() -> None:
    assert "There is nothing to draw" in render(case(text=""))
    assert "no meeting in this graph fits the choice" in render(case(since=2050))


def test_the_heading_counts_what_is_drawn() -> None:
    assert "3 states, 1 organisation, 1 person, 3 meetings, 2 processes, 1 body, 1 theme, 1 place" in render(case())


def test_every_property_has_words() -> None:
    assert set(PROPERTIES) >= {*ROLES, *RELATIONS, *LITERALS}


def test_a_network_of_another_making_is_told() -> None:
    with pytest.raises(InputError, match="make it with"):
        render(nx.Graph())


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        draw(case(), tmp_path)


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="no such folder"):
        draw(case(), tmp_path / "nowhere" / "page.html")


@pytest.mark.parametrize("projection", PROJECTIONS)
def test_a_part_that_networkx_cut_out_can_be_drawn(projection: Any) -> None:
    whole = case(projection)
    part = whole.subgraph(sorted(whole.nodes)[:2])
    assert len(page_data(render(part))["nodes"]) == 2
