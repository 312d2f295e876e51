"""Each named question on the small graph: its golden answer, and what it says to values that it cannot use."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tookpart.graph.store import EmbeddedStore
from tookpart.ontology.errors import QueryError
from tookpart.queries.catalogue import catalogue, parse
from tookpart.queries.rows import Rows
from tookpart.queries.run import ask, terms

CASES = sorted((Path(__file__).parents[1] / "cases" / "queries").glob("*.json"))


def _answer(store: EmbeddedStore, question: str, **parameters: str) -> Rows:
    answer = ask(store, question, **parameters)
    assert isinstance(answer, Rows)
    return answer


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_question_has_its_golden_answer(case: Path, store: EmbeddedStore) -> None:
    asked = json.loads(case.read_text(encoding="utf-8"))
    answer = _answer(store, asked["question"], **asked["parameters"])
    assert answer.to_markdown() == case.with_suffix(".md").read_text(encoding="utf-8")
    assert len(set(answer.terms)) == len(answer)


def test_every_question_has_a_case() -> None:
    assert len(CASES) == 48
    assert {json.loads(case.read_text(encoding="utf-8"))["question"] for case in CASES} == set(catalogue())


def test_every_question_ends_in_the_order_of_what_it_selects(store: EmbeddedStore) -> None:
    # so that the rows of any server can be put into the same order
    for question in catalogue().values():
        order = question.text.rpartition("ORDER BY ")[2].strip()
        assert re.fullmatch(r"(?:(?:DESC|STR)\(|[?]\w+|[) ])+", order), question.name
        selected = {variable.value for variable in store.query(question.text).variables}
        assert set(re.findall(r"[?](\w+)", order)) <= selected, question.name


def test_every_parameter_is_used_by_a_case() -> None:
    used = set()
    for case in CASES:
        asked = json.loads(case.read_text(encoding="utf-8"))
        used |= {(asked["question"], name) for name in asked["parameters"]}
    # the common ones are the same lines of SPARQL in every question
    common = {"lang", "since", "until", "kind", "process", "actor"}
    declared = {(q.name, p.name) for q in catalogue().values() for p in q.parameters if p.name not in common}
    assert declared - used <= {("presidency-themes", "actor"), ("attendance", "role"), ("find", "kind")}


def test_every_question_runs_as_it_stands(store: EmbeddedStore) -> None:
    for question in catalogue().values():
        store.store.query(question.text, use_default_graph_as_union=True)


@pytest.mark.parametrize("given", ["rdm", "RDM", "Rivers Dialogue on Migration", "rivers dialogue on migration"])
@pytest.mark.parametrize("form", ["{}", " {} "])
def test_a_process_may_be_given_by_acronym_or_name_in_any_case(given: str, form: str, store: EmbeddedStore) -> None:
    assert len(_answer(store, "timeline", process=form.format(given))) == 3


@pytest.mark.parametrize(
    "given", ["gtm", "GTM", "GT", "Guatemala", "state/gtm", "https://w3id.org/tookpart/id/state/gtm", "guatemala"]
)
def test_a_state_may_be_given_by_slug_code_name_or_iri(given: str, store: EmbeddedStore) -> None:
    assert len(_answer(store, "meetings", actor=given)) == 3


@pytest.mark.parametrize(
    ("question", "parameters", "says"),
    [
        ("participants", {}, "'participants' needs --process"),
        ("participants", {"process": "RDN"}, "did you mean process/rivers-dialogue-on-migration (RDM)"),
        ("participants", {"process": "Rivers Dialog on Migration"}, "did you mean process/rivers-dialogue"),
        ("participants", {"process": "qqqqqqqqqq"}, "'tookpart query find --text qqqqqqqqqq'"),
        ("participants", {"process": "RDM", "role": "hosts"}, "no such role (did you mean 'hosted'?)"),
        ("participants", {"process": "RDM", "since": "May 2019"}, "is no date"),
        ("participants", {"process": "RDM", "since": "2019-13"}, "is no date"),
        ("participants", {"process": "RDM", "procces": "x"}, "no parameter --procces (did you mean 'process'?)"),
        ("participants", {"process": "  "}, "--process is empty"),
        ("partcipants", {}, "no question 'partcipants' (did you mean 'participants'?)"),
        ("newcomers", {"process": "RDM", "year": "19"}, "is no year"),
        ("newcomers", {"process": "RDM", "kind": "states"}, "did you mean 'state'"),
        ("encounters", {"least": "many"}, "is no number"),
        ("themes", {"theme": "labor migration"}, "did you mean theme/labour-migration"),
        ("people", {"lang": "english"}, "is no language"),
        ("attendance", {"meeting": "process/rivers-dialogue-on-migration"}, "the graph holds no such meeting"),
        ("find", {"text": "\ud800"}, "no text"),
    ],
)
def test_a_value_that_cannot_be_used_is_told_with_a_remedy(
    question: str, parameters: dict[str, str], says: str, store: EmbeddedStore
) -> None:
    with pytest.raises(QueryError) as caught:
        ask(store, question, **parameters)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "given", ['x" } } DROP ALL #', "> ?s ?p ?o", "\\u0022 }", "'''", "a\nb", "}", "state/gtm> . ?x ?y ?z"]
)
def test_a_value_never_becomes_part_of_the_query(given: str, store: EmbeddedStore) -> None:
    assert _answer(store, "find", text=given) == Rows(("entity", "name", "type"), ())
    with pytest.raises(QueryError, match="the graph holds no such"):
        ask(store, "participants", process=given)


def test_a_name_that_two_things_share_is_told_with_both(store: EmbeddedStore) -> None:
    with pytest.raises(QueryError) as caught:
        ask(store, "members", of="DFM")
    assert "means several things" in str(caught.value)
    assert "organisation/delta-fund-for-mobility (Delta Fund for Mobility)" in str(caught.value)


def test_none_stands_for_not_given(store: EmbeddedStore) -> None:
    assert ask(store, "timeline", process="RDM", since=None) == ask(store, "timeline", process="RDM")


def test_a_limit_cuts_the_rows(store: EmbeddedStore) -> None:
    assert len(_answer(store, "encounters")) > 2
    answer = ask(store, "encounters", limit=2)
    assert isinstance(answer, Rows)
    assert len(answer) == 2


def test_the_bound_query_holds_the_terms(store: EmbeddedStore) -> None:
    question = catalogue()["participants"]
    text = question.bind(terms(store, question, {"process": "RDM", "role": "HOSTED", "since": "2018"}))
    assert "VALUES ?process { <https://w3id.org/tookpart/id/process/rivers-dialogue-on-migration> }" in text
    assert "VALUES ?role { <https://w3id.org/tookpart/ontology#role-hosted> }" in text
    assert 'VALUES ?since { "2018" }' in text


HEAD = "# title: T\n# description: D.\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("SELECT * { ?s ?p ?o }", "no title"),
        ("# title: T\n", "no title or no description"),
        (HEAD + "# author: me\n", "q.rq:3: cannot read this header"),
        (HEAD + "# param year: years - Y.\n", "q.rq:3: cannot read parameter 'year'"),
        (HEAD + "# param year: year - Y.\nSELECT * { }", "declares year but its VALUES lines hold none"),
        (HEAD + "SELECT * { VALUES ?year { UNDEF } }", "declares no parameter but its VALUES lines hold year"),
        (
            HEAD + "# param n: integer - N.\nSELECT * { { VALUES ?n { 1 } } UNION { VALUES ?n { 2 } } }",
            "two defaults for parameter 'n'",
        ),
    ],
)
def test_a_broken_question_file_is_told_by_name_and_line(text: str, says: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse("q", text)
    assert says in str(caught.value)
