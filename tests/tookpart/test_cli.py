"""The command as users meet it: each command on a small graph, and every kind of bad input."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import tookpart
from tookpart.cli import app

PRESS = """Regional Conference meets in Tegucigalpa

Tegucigalpa, 14 March 2018 – The Regional Conference on Migration (RCM) held its 23rd meeting in Tegucigalpa
on 13 and 14 March 2018.
The meeting was hosted by the Government of Honduras. Representatives of Guatemala, Mexico and Costa Rica
attended the meeting. Peru attended as an observer.
"""
PROFILE = """The Regional Conference on Migration

The member countries of the Regional Conference on Migration are Belize, Canada, Guatemala, Honduras, Mexico and Panama.
"""
FOOTBALL = """Cup final

The home side won by two goals to one on Sunday, in front of a full house, and the captain lifted the cup.
"""


def run(*arguments: str | Path, stdin: str | None = None, **environment: str) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin, env=environment)


def sentence(result: Result, code: int) -> str:
    """The one sentence that an error is: on stderr, with nothing on stdout."""
    assert result.exit_code == code, result.output
    assert result.stdout == ""
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1, result.stderr
    assert lines[0].startswith("tookpart: ")
    return lines[0].removeprefix("tookpart: ")


@pytest.fixture(scope="session")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("documents")
    for name, text in {"press.txt": PRESS, "profile.md": PROFILE, "football.txt": FOOTBALL}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def built(documents: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    graph = tmp_path_factory.mktemp("built") / "graph"
    result = run("build", documents, "--graph", graph)
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    assert "holds 3 documents" in result.stdout
    return graph


@pytest.fixture
def graph(built: Path, tmp_path: Path) -> Path:
    """A copy that a test may change."""
    shutil.copytree(built, tmp_path / "graph")
    return tmp_path / "graph"


def test_help_names_every_command_and_loads_no_engine() -> None:
    engines = "('pyoxigraph', 'rdflib', 'spacy', 'networkx', 'rapidfuzz')"
    code = f"import sys, tookpart.cli; print([name for name in {engines} if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout == "[]\n"
    result = run("--help")
    assert result.exit_code == 0
    for name in (
        "build",
        "show",
        "status",
        "forget",
        "rollback",
        "query",
        "sparql",
        "draw",
        "export",
        "check",
        "evaluate",
    ):
        assert re.search(rf"^ +{name} ", result.stdout, re.MULTILINE), name


@pytest.mark.parametrize("command", [c.name or c.callback.__name__ for c in app.registered_commands if c.callback])
def test_every_command_has_an_example_and_its_line_in_the_docs(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert f"Example: tookpart {command}" in result.stdout
    page = (Path(__file__).parents[2] / "docs" / "commands.md").read_text(encoding="utf-8")
    assert f"| `tookpart {command}" in page


def test_version() -> None:
    assert run("--version").stdout == f"tookpart {tookpart.__version__}\n"


def test_build_reads_only_what_changed(graph: Path, documents: Path, tmp_path: Path) -> None:
    assert "Nothing changed" in run("build", documents, "--graph", graph).stdout
    more = tmp_path / "more.txt"
    more.write_text(PRESS.replace("23rd", "24th").replace("2018", "2019"), encoding="utf-8")
    result = run("build", documents, more, "--graph", graph, "--json")
    report = json.loads(result.stdout)
    assert (report["read"], report["unchanged"], report["documents"]) == (1, 3, 4)


def test_show_tells_facts_with_their_words(documents: Path) -> None:
    result = run("show", documents / "press.txt")
    assert result.exit_code == 0
    assert "Honduras hosted it" in result.stdout
    assert "“" in result.stdout
    facts = json.loads(run("show", documents / "press.txt", "--json").stdout)
    evidence = [e for fact in facts[0]["participations"] for e in fact["evidence"]]
    text = tookpart.read(documents / "press.txt").text
    assert evidence
    assert all(text[e["start"] : e["end"]] == e["quote"] for e in evidence)


def test_show_says_why_there_is_nothing(documents: Path) -> None:
    assert "  nothing: " in run("show", documents / "football.txt").stdout


def test_status(built: Path) -> None:
    result = run("status", "--graph", built, "--documents")
    assert "3 documents" in result.stdout
    assert "press.txt" in result.stdout
    found = json.loads(run("status", "--json", TOOKPART_GRAPH=str(built)).stdout)
    assert found["status"]["documents"] == 3
    assert found["failures"] == []


def test_status_verifies_and_lists_what_is_open(built: Path) -> None:
    result = run("status", "--verify", "--unresolved", "--graph", built)
    assert result.exit_code == 0, result.stderr
    found = json.loads(run("status", "--verify", "--unresolved", "--json", "--graph", built).stdout)
    assert found["faults"] == []
    assert isinstance(found["unresolved"], list)


def test_rollback_returns_to_what_was(graph: Path) -> None:
    before = run("query", "hosts", "--graph", graph).stdout
    run("forget", "press.txt", "--graph", graph)
    assert run("rollback", "--graph", graph).stdout == "The graph is now at generation 1.\n"
    assert run("query", "hosts", "--graph", graph).stdout == before
    assert "generation" in sentence(run("rollback", "7", "--graph", graph), 1)


def test_forget(graph: Path) -> None:
    assert "the graph holds 2 documents" in run("forget", "press.txt", "--graph", graph).stdout
    assert run("query", "hosts", "--graph", graph).stdout == "date,actor,name,meeting,meetingName,city,state\n"
    assert "press2.txt" in sentence(run("forget", "press2.txt", "--graph", graph), 2)


def test_query_lists_the_questions() -> None:
    result = run("query")
    assert result.exit_code == 0
    assert re.search(r"^participants +Participants of a process  \(--process PROCESS\)$", result.stdout, re.MULTILINE)
    assert "participants" in [question["name"] for question in json.loads(run("query", "--json").stdout)]


def test_query_help_tells_what_a_question_asks_for() -> None:
    result = run("query", "participants", "--help")
    assert result.exit_code == 0
    assert "--process PROCESS" in result.stdout
    assert "(required)" in result.stdout


@pytest.mark.parametrize("arguments", [("--process", "rcm"), ("--process=RCM",)])
def test_query_answers(arguments: tuple[str, ...], built: Path) -> None:
    result = run("query", "participants", *arguments, "--role", "hosted", "--graph", built)
    assert result.exit_code == 0
    assert "state/hnd,Honduras,state,hosted,1,2018,2018" in result.stdout


@pytest.mark.parametrize("format", ["table", "csv", "json", "markdown"])
def test_query_writes_formats(format: str, built: Path) -> None:
    result = run("query", "participants", "--process", "rcm", "--format", format, "--graph", built, "--limit", "2")
    assert result.exit_code == 0
    assert "name" in result.stdout
    if format == "json":
        assert len(json.loads(result.stdout)["results"]["bindings"]) == 2


def test_query_without_an_answer_is_no_error(built: Path) -> None:
    result = run("query", "participants", "--process", "rcm", "--since", "2050", "--graph", built)
    assert result.exit_code == 0
    assert "no answer" in result.stderr


def test_the_bound_query_can_be_taken_away(built: Path, tmp_path: Path) -> None:
    asked = ("query", "participants", "--process", "rcm", "--graph", built)
    text = run(*asked, "--sparql").stdout
    (tmp_path / "mine.rq").write_text(text, encoding="utf-8")
    assert run("sparql", "-f", tmp_path / "mine.rq", "--graph", built).stdout == run(*asked).stdout
    assert run("sparql", "-", "--graph", built, stdin=text).stdout == run(*asked).stdout


def test_sparql_answers_all_forms(built: Path) -> None:
    state = "<https://w3id.org/tookpart/id/state/hnd>"
    assert run("sparql", f"ASK {{ {state} a tp:State }}", "--graph", built).stdout == "yes\n"
    assert "tp:iso3" in run("sparql", f"DESCRIBE {state}", "--graph", built).stdout
    assert run("sparql", "SELECT (1 AS ?n) {}", "--graph", built).stdout == "n\n1\n"
    construct = run("sparql", f"CONSTRUCT WHERE {{ {state} tp:hosted ?m }}", "--json", "--graph", built)
    assert json.loads(construct.stdout)


def test_draw_and_export_write_files(built: Path, tmp_path: Path) -> None:
    page, turtle, network, tables = (tmp_path / name for name in ("n.html", "g.ttl", "g.graphml", "tables"))
    assert run("draw", "-o", page, "--graph", built, "--process", "rcm").exit_code == 0
    assert "Honduras" in page.read_text(encoding="utf-8")
    for path in (turtle, network, tables):
        result = run("export", "-o", path, "--graph", built)
        assert result.exit_code == 0, result.stderr
        assert path.exists()
        assert result.stdout == ""


def test_check_finds_a_sound_graph_sound(built: Path, tmp_path: Path) -> None:
    result = run("check", "--graph", built, "--report", tmp_path / "report.ttl")
    assert result.exit_code == 0, result.output
    assert "sh:conforms true" in (tmp_path / "report.ttl").read_text(encoding="utf-8")
    assert json.loads(run("check", "--graph", built, "--json").stdout) == {"store": [], "findings": []}


def test_evaluate_prints_figures(documents: Path, tmp_path: Path) -> None:
    gold = {"id": "press", "actors": {"HND": {}}, "meetings": {"m1": {"names": ["23rd RCM"]}}, "facts": []}
    (tmp_path / "press.json").write_text(json.dumps(gold), encoding="utf-8")
    result = run("evaluate", tmp_path, documents / "press.txt", "--by-document", "--errors")
    assert result.exit_code == 0, result.output
    assert re.search(r"^ALL FACTS +0  ", result.stdout, re.MULTILINE)
    assert "press  wrong  HND hosted " in result.stdout
    figures = json.loads(run("evaluate", tmp_path, documents / "press.txt", "--json").stdout)
    assert figures["ALL FACTS"]["gold"] == 0


# bad input: one sentence with what, where and the remedy, the right exit code, the rest done, the graph as it was


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.txt", b""),
        ("blank.txt", b" \n\t\n"),
        ("binary.txt", bytes(range(256)) * 8),
        ("broken.pdf", b"%PDF-1.7 and no more"),
        ("unknown.xyz", b"some words"),
        ("nosuffix", b"some words"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_and_the_rest_is_built(
    name: str, content: bytes, documents: Path, tmp_path: Path
) -> None:
    bad = tmp_path / name
    bad.write_bytes(content)
    result = run("build", bad, documents / "press.txt", "--graph", tmp_path / "graph")
    assert result.exit_code == 1, result.output
    assert [line for line in result.stderr.splitlines() if name in line]
    assert "Traceback" not in result.output
    assert "holds 1 document." in result.stdout
    failed = run("status", "--graph", tmp_path / "graph").stdout
    assert name in failed
    assert name in sentence(run("show", bad), 1)


def test_a_wrong_encoding_is_read_as_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "latin.txt").write_bytes("La reunión se celebró en Bogotá.".encode("latin-1"))
    assert run("show", tmp_path / "latin.txt").exit_code == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_without_permission_is_named(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("words")
    secret.chmod(0)
    assert "secret.txt" in sentence(run("show", secret), 1)


def test_a_folder_without_documents_is_told(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "no documents" in sentence(run("build", tmp_path / "empty", "--graph", tmp_path / "graph"), 1)


@pytest.mark.parametrize(
    "arguments",
    [
        ("build", "{}/pres.txt", "--graph", "{}/graph"),
        ("show", "{}/pres.txt"),
        ("status", "--graph", "{}/grahp"),
        ("query", "hosts", "--graph", "{}/grahp"),
        ("sparql", "ASK {{}}", "--graph", "{}/grahp"),
        ("sparql", "-f", "{}/query.rq"),
        ("forget", "x", "--graph", "{}/grahp"),
        ("draw", "--graph", "{}/grahp"),
        ("export", "-o", "x.ttl", "--graph", "{}/grahp"),
        ("check", "--graph", "{}/grahp"),
        ("evaluate", "{}/gold", "{}/press.txt"),
    ],
)
def test_a_mistyped_path_is_never_taken_for_anything_else(arguments: tuple[str, ...], tmp_path: Path) -> None:
    said = sentence(run(*(argument.format(tmp_path) for argument in arguments)), 2)
    assert str(tmp_path) in said
    assert not (tmp_path / "graph").exists()
    assert not (tmp_path / "grahp").exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("sparql", "SELECT ?x { ?x"), "line 1, column"),
        (("sparql", "DELETE WHERE { ?s ?p ?o }"), "DELETE would change the graph"),
        (("sparql", "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }"), "--allow-service"),
        (("sparql",), "give one query"),
        (("sparql", "ASK {}", "-f", "x.rq"), "give one query"),
        (("sparql", "ASK {}", "--format", "csv"), "csv cannot hold"),
        (("query", "partcipants"), "did you mean 'participants'"),
        (("query", "participants"), "needs --process"),
        (("query", "participants", "--proces", "rcm"), "did you mean 'process'"),
        (("query", "participants", "rcm"), "'rcm' stands alone"),
        (("query", "participants", "--process"), "--process has no value"),
        (("query", "participants", "--process", "rcm", "--process", "csm"), "given twice"),
        (("query", "participants", "--process", "rmc"), "did you mean process/"),
        (("query", "hosts", "--format", "xls"), "no format 'xls'"),
        (("draw", "--process", "nonsense"), "nonsense"),
        (("draw", "--projection", "cake"), "cake"),
    ],
)
def test_a_question_that_cannot_be_asked_is_told(arguments: tuple[str, ...], says: str, built: Path) -> None:
    assert says in sentence(run(*arguments, "--graph", built), 2)


def test_an_export_to_an_unknown_suffix_is_told(built: Path, tmp_path: Path) -> None:
    assert ".xyz" in sentence(run("export", "-o", tmp_path / "g.xyz", "--graph", built), 1)
    assert not (tmp_path / "g.xyz").exists()


def test_a_directory_that_is_not_ours_is_left_alone(documents: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep")
    for arguments in (("status",), ("build", documents), ("forget", "x"), ("query", "hosts")):
        assert "is not a graph directory" in sentence(run(*arguments, "--graph", tmp_path), 1)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_graph_of_a_newer_version_is_left_alone(graph: Path, documents: Path) -> None:
    marker = graph / "tookpart.json"
    marker.write_text(json.dumps({**json.loads(marker.read_text()), "format": 999}))
    for arguments in (("status",), ("build", documents), ("query", "hosts")):
        assert "newer" in sentence(run(*arguments, "--graph", graph), 1)


@pytest.mark.parametrize("arguments", [("frobnicate",), ("build",), ("query", "hosts", "--limit", "many")])
def test_wrong_usage_exits_2(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_gold_that_is_none_is_told(documents: Path, tmp_path: Path) -> None:
    assert "no JSON files" in sentence(run("evaluate", tmp_path, documents), 1)
    (tmp_path / "bad.json").write_text('{"id": 3}')
    assert "bad.json" in sentence(run("evaluate", tmp_path, documents), 1)


def test_a_fault_of_ours_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch, built: Path) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("a fault")

    monkeypatch.setattr("tookpart.queries.run._answer", fail)
    result = run("query", "hosts", "--graph", built)
    assert isinstance(result.exception, ZeroDivisionError)


def test_the_reader_of_a_pipe_may_leave(built: Path) -> None:
    command = f'"{sys.executable}" -m tookpart query find --text a --graph "{built}" | head -n 1'
    found = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert found.stdout == "entity,name,type\n"
    assert found.stderr == ""
