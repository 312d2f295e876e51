"""Questions that researchers of migration governance ask, each with the answer that a small graph must give."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from tookpart.ontology.contradictions import contradictions
from tookpart.ontology.validation import validate

CASES = Path(__file__).parents[1] / "cases" / "competency"
QUESTIONS = sorted(CASES.glob("*.rq"))


def test_all_questions_have_an_answer() -> None:
    assert len(QUESTIONS) == 40
    assert {path.stem for path in CASES.glob("*.csv")} == {path.stem for path in QUESTIONS}


def test_the_graph_of_the_questions_is_as_it_should_be(competency_dataset: ox.Store) -> None:
    assert validate(competency_dataset) == []
    assert contradictions(competency_dataset) == []


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_a_question_is_answered(path: Path, competency_dataset: ox.Store) -> None:
    query = path.read_text(encoding="utf-8")
    assert query.startswith("# ")
    assert query.splitlines()[0].endswith("?")
    answer = competency_dataset.query(query, use_default_graph_as_union=True)
    assert isinstance(answer, ox.QuerySolutions)
    written = answer.serialize(format=ox.QueryResultsFormat.CSV)
    assert written is not None
    assert written.decode().replace("\r\n", "\n") == path.with_suffix(".csv").read_text(encoding="utf-8")
