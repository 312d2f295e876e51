"""The documentation of the ontology: complete, offline, and as the Turtle has it."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pyoxigraph as ox
import pytest

from tookpart.ontology.diagram import FIGURES, LEFT_OUT
from tookpart.ontology.errors import MissingError
from tookpart.ontology.page import page, read_questions
from tookpart.ontology.reasoning import default_rules
from tookpart.ontology.sources import ONTOLOGY_FILE, read_turtle
from tookpart.ontology.vocabulary import (
    CLASSES,
    ID,
    OBJECT_PROPERTIES,
    PREFIXES,
    PROPERTIES,
    SUBCLASS_OF,
    superclasses,
    tp,
)

ROOT = Path(__file__).parents[2]
QUESTIONS = ROOT / "tests" / "cases" / "competency"
GUIDE = (ROOT / "docs" / "ontology.md").read_text(encoding="utf-8")
PREFIX_LINES = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
VOID = {"meta", "br", "hr", "img", "link", "input", "path", "rect"}


class Reader(HTMLParser):
    """Tags in balance, the ids there are, the links within the page, and what a browser would load."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.targets: set[str] = set()
        self.loaded: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name == "id" and value:
                self.ids.append(value)
            if name == "href" and value and value.startswith("#"):
                self.targets.add(value[1:])
            if name in ("src", "srcset", "data") or tag in ("link", "script"):
                self.loaded.append(f"{tag} {name}={value}")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def html() -> str:
    return page(read_questions(QUESTIONS))


def test_the_committed_page_is_made_from_the_turtle(html: str) -> None:
    committed = (ROOT / "docs" / "ontology.html").read_text(encoding="utf-8")
    assert committed == html, "run: python -m tookpart.ontology.page docs/ontology.html tests/cases/competency"


def test_the_page_is_whole_and_loads_nothing(html: str) -> None:
    reader = Reader()
    reader.feed(html)
    assert reader.open == []
    assert reader.loaded == []
    assert "url(" not in html.replace("url(#", "")
    # the arrow heads stand in each figure, all else once
    assert sorted(name for name in reader.ids if reader.ids.count(name) > 1) == ["to", "to", "up", "up"]
    assert reader.targets <= set(reader.ids)


def test_every_term_and_question_has_its_place(html: str) -> None:
    for name in CLASSES | PROPERTIES:
        assert f'<section class="term" id="{name}">' in html
    assert html.count('id="question-') == 40


def test_a_page_without_questions_has_no_section_for_them() -> None:
    assert 'id="questions"' not in page()


def test_a_folder_without_questions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="no questions here"):
        read_questions(tmp_path)
    (tmp_path / "01-a.rq").write_text("# Why?\nASK {}", encoding="utf-8")
    with pytest.raises(MissingError, match=r"01-a\.csv: no such file; every question needs its answer"):
        read_questions(tmp_path)


def test_every_class_has_an_example_that_is_one() -> None:
    found = {
        triple.subject: triple.object.value
        for triple in read_turtle(ONTOLOGY_FILE)
        if triple.predicate.value.endswith("#example") and isinstance(triple.object, ox.Literal)
    }
    for name in CLASSES:
        example = found[ox.NamedNode(tp(name))]
        triples = [
            quad.triple for quad in ox.parse((PREFIX_LINES + example).encode(), ox.RdfFormat.TURTLE, base_iri=ID)
        ]
        assert any(triple.object == ox.NamedNode(tp(name)) for triple in triples)
        terms = {part.value for t in triples for part in (t.predicate, t.object) if isinstance(part, ox.NamedNode)}
        ours = {term.removeprefix(tp("")) for term in terms if term.startswith(tp(""))}
        assert {term for term in ours if not term.startswith("role-")} <= CLASSES | PROPERTIES


def test_the_diagrams_are_true_and_leave_out_nothing_in_silence() -> None:
    rules = default_rules()
    drawn: set[str] = set()
    for figure in FIGURES:
        for arrow in figure.arrows:
            assert {arrow.source, arrow.target} <= set(figure.places)
            if not arrow.properties:
                assert arrow.target in SUBCLASS_OF[arrow.source]
            for name in arrow.properties:
                if name.startswith("org:"):
                    continue
                drawn.add(name)
                for end, table in ((arrow.source, rules.domains), (arrow.target, rules.ranges)):
                    wanted = {iri.rpartition("#")[2][:-1] for iri in table.get(f"<{tp(name)}>", ())}
                    above = superclasses(end) | ({"GovernmentBody"} if end == "Organisation" else set())
                    assert wanted - {"Actor"} <= above, (name, end)
    assert drawn | LEFT_OUT == OBJECT_PROPERTIES
    assert drawn & LEFT_OUT == set()


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", GUIDE, re.DOTALL)


def test_the_guide_has_ten_points_with_a_query_each() -> None:
    assert len(re.findall(r"^## \d+\. ", GUIDE, re.MULTILINE)) == 10
    assert len(blocks("sparql")) == 10


@pytest.mark.parametrize("number", range(10))
def test_a_query_of_the_guide_runs(number: int, competency_dataset: ox.Store) -> None:
    (prefixes,) = blocks("sparql prefixes")
    answer = competency_dataset.query(prefixes + blocks("sparql")[number], use_default_graph_as_union=True)
    assert isinstance(answer, ox.QuerySolutions)
    assert list(answer)


def test_the_extension_of_the_guide_is_turtle() -> None:
    (extension,) = blocks("turtle")
    assert len(list(ox.parse(extension.encode(), ox.RdfFormat.TURTLE))) == 4
