"""Servers that hang, break off, refuse or talk nonsense: one sentence says what, where and what to do about it."""

from __future__ import annotations

import contextlib
import datetime
import email.utils
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from typer.testing import CliRunner, Result

from tookpart.cli import app

PRESS = """Regional Conference meets in Tegucigalpa

Tegucigalpa, 14 March 2018 – The Regional Conference on Migration (RCM) held its 23rd meeting in Tegucigalpa.
Representatives of Guatemala, Mexico and the Paper Boats Alliance attended the meeting.
"""
PAGE = "<!DOCTYPE html><html><head><title>Oops</title><style>p {}</style></head><body><h1>It broke</h1></body></html>"
EMPTY = '{"head": {"vars": ["g", "n"]}, "results": {"bindings": []}}'

WD = "http://www.wikidata.org/entity/"

Request = Any
StandIn = Callable[[Callable[[Request, dict[str, str]], None]], str]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A data directory of the test's own, short waits, and no rights; gives the waits."""
    waits: list[float] = []
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("time.sleep", waits.append)
    monkeypatch.setattr("tookpart.graph.server.TIMEOUT", 0.25)
    monkeypatch.setattr("tookpart.graph.server._LENGTH", 2)
    return waits


@pytest.fixture
def document(tmp_path: Path) -> Path:
    (tmp_path / "press.txt").write_text(PRESS)
    return tmp_path / "press.txt"


@pytest.fixture
def graph(document: Path, tmp_path: Path) -> Path:
    assert run("build", document, "--graph", tmp_path / "graph").exit_code == 0
    return tmp_path / "graph"


def hang(request: Request, _: dict[str, str]) -> None:
    request.server.stopped.wait(20)


def hang_in_the_middle(request: Request, _: dict[str, str]) -> None:
    request.send_response(200)
    request.send_header("Content-Length", "1000")
    request.end_headers()
    request.wfile.write(b'{"head": ')
    request.server.stopped.wait(20)


def drip(request: Request, _: dict[str, str]) -> None:
    request.send_response(200)
    request.end_headers()
    with contextlib.suppress(OSError):
        while not request.server.stopped.wait(0.01):
            request.wfile.write(b" ")


def hang_up(request: Request, _: dict[str, str]) -> None:
    """Close without a word."""


def break_off(request: Request, _: dict[str, str]) -> None:
    request.send_response(200)
    request.send_header("Content-Type", "application/sparql-results+json")
    request.send_header("Content-Length", "1000")
    request.end_headers()
    request.wfile.write(b'{"head": {"vars": ["g"')


def break_off_chunks(request: Request, _: dict[str, str]) -> None:
    request.send_response(200)
    request.send_header("Content-Type", "application/sparql-results+json")
    request.send_header("Transfer-Encoding", "chunked")
    request.end_headers()
    request.wfile.write(b'5\r\n{"hea\r\n')


def talk_nonsense(request: Request, _: dict[str, str]) -> None:
    request.wfile.write(b"220 smtp.example.org ESMTP\r\n\r\n")


def answers(*arguments: Any, **headers: str) -> Callable[[Request, dict[str, str]], None]:
    return lambda request, _: request.reply(*arguments, **headers)


CASES = {
    "hangs": (hang, "did not answer within 0.25 seconds; try later, or ask less"),
    "hangs in the middle": (hang_in_the_middle, "did not answer within 0.25 seconds; try later, or ask less"),
    "drips": (drip, "did not end its answer within 0.5 seconds; try later, or ask less"),
    "hangs up": (hang_up, "broke off its answer (Remote end closed connection without response); try again"),
    "breaks off": (break_off, "broke off its answer (IncompleteRead("),
    "breaks off chunks": (break_off_chunks, "broke off its answer (IncompleteRead("),
    "is no HTTP": (talk_nonsense, "broke off its answer (220 smtp.example.org ESMTP); try again"),
    "401": (answers(401, PAGE, "text/html"), "wants a user who may do this; put sparql+http://USER@host/..."),
    "403": (answers(403, "no", "text/plain"), "wants a user who may do this; put sparql+http://USER@host/..."),
    "404": (answers(404, PAGE, "text/html"), ": no SPARQL endpoint there (404); check the address"),
    "405": (answers(405, PAGE, "text/html"), ": no SPARQL endpoint there (405); check the address"),
    "413": (answers(413, PAGE, "text/html"), "finds the request too large (413: Oops It broke); ask less"),
    "500 with a page": (answers(500, PAGE, "text/html"), "failed (500: Oops It broke); try again later"),
    "500 with escapes": (answers(500, "\x1b[2Jgone\x07", "text/plain"), "failed (500: [2Jgone); try again later"),
    "502": (answers(502, PAGE, "text/html"), "answered 502 (Oops It broke) each of 4 times; try again later"),
    "503 for long": (answers(503, Retry_After="7200"), "answered 503 and asks to stay away for 7200 seconds"),
    "sends on": (
        answers(302, Location="https://elsewhere.example.org/login"),
        "sends on to https://elsewhere.example.org/login; if that is the server you mean, name that address instead",
    ),
    "sends on, 308": (answers(308, Location="https://elsewhere.example.org/"), "sends on to https://elsewhere"),
    "a page": (
        answers(200, PAGE, "text/html"),
        "answered with text/html instead of SPARQL results (Oops It broke); is it the address of a SPARQL endpoint?",
    ),
    "nothing": (answers(200, "", "text/plain"), "answered with text/plain instead of SPARQL results (nothing)"),
    "cut JSON": (answers(200, EMPTY[:40]), "gave an answer that is broken or breaks off (application/sparql-results"),
    "other JSON": (answers(200, '{"ok": true}', "application/json"), "is broken or breaks off (application/json, 12"),
    "a truth value": (answers(200, '{"head": {}, "boolean": true}'), "is broken or breaks off (application/sparql"),
}


def told(result: Result, says: str, where: str) -> None:
    assert result.exit_code in (1, 2), result.output
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"tookpart: {where}"), line
    assert says in line
    assert line.isprintable()


@pytest.mark.parametrize("case", CASES)
def test_building_asking_and_linking_end_in_one_sentence(
    case: str, stand_in: StandIn, graph: Path, document: Path, tmp_path: Path
) -> None:
    behaviour, says = CASES[case]
    where = stand_in(behaviour)
    told(run("build", document, "--graph", where), says, where)
    told(run("query", "hosts", "--graph", where), says, where)
    told(run("link", "--graph", graph, "--to", where), says, where)
    assert not (graph / "linking").exists()


class Held:
    """A server in memory, which `refuse` may keep from what it would do; it must give an answer then."""

    def __init__(self, refuse: Callable[[Request, dict[str, str]], bool] = lambda *_: False) -> None:
        self.store, self.refuse = ox.Store(), refuse
        self.queries = self.updates = 0

    def __call__(self, request: Request, sent: dict[str, str]) -> None:
        self.queries += "query" in sent
        self.updates += "update" in sent
        if self.refuse(request, sent):
            return
        if "update" in sent:
            self.store.update(sent["update"])
            request.reply(204)
            return
        found = self.store.query(sent["query"], use_default_graph_as_union=True)
        request.reply(200, found.serialize(format=ox.QueryResultsFormat.JSON).decode())


def test_a_request_that_is_too_large_is_sent_in_pieces(stand_in: StandIn, document: Path, tmp_path: Path) -> None:
    def refuse(request: Request, sent: dict[str, str]) -> bool:
        if too_large := len(sent.get("update", "")) > 20_000:
            request.reply(413, PAGE, "text/html")
        return too_large

    server = Held(refuse)
    where = stand_in(server)
    assert run("build", document, "--graph", where).exit_code == 0
    result = run("status", "--verify", "--graph", where)
    assert result.exit_code == 0, result.stderr
    assert server.updates > 10
    server.refuse = lambda request, sent: "update" in sent and (request.reply(413), True)[1]
    (tmp_path / "more.txt").write_text(PRESS.replace("Mexico", "Belize"))
    told(run("build", tmp_path / "more.txt", "--graph", where), "finds a single statement of <", where)


def test_a_build_whose_first_batch_was_taken_but_not_answered_goes_on(stand_in: StandIn, document: Path) -> None:
    server = Held()

    def refuse(_: Request, sent: dict[str, str]) -> bool:
        if "update" in sent:
            server.store.update(sent["update"])
        return "update" in sent

    server.refuse = refuse
    where = stand_in(server)
    told(run("build", document, "--graph", where), "broke off its answer", where)
    assert len(server.store)
    server.refuse = lambda *_: False
    assert run("build", document, "--graph", where).exit_code == 0
    assert run("status", "--verify", "--graph", where).exit_code == 0


def test_a_server_that_only_says_yes_is_found_out(stand_in: StandIn, document: Path) -> None:
    server = Held(lambda request, sent: "update" in sent and (request.reply(200, PAGE, "text/html"), True)[1])
    where = stand_in(server)
    told(run("build", document, "--graph", where), "took what it was sent, but", where)
    server.refuse = lambda *_: False
    assert run("build", document, "--graph", where).exit_code == 0
    assert run("status", "--verify", "--graph", where).exit_code == 0


def test_no_password_goes_where_a_server_sends_on(
    stand_in: StandIn, document: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOOKPART_USER", "ana")
    monkeypatch.setenv("TOOKPART_PASSWORD", "secret")
    asked: list[str] = []
    elsewhere = stand_in(lambda request, _: (asked.append(request.path), request.reply(200, EMPTY))[1])
    where = stand_in(answers(307, Location=elsewhere))
    told(run("build", document, "--graph", where), f"sends on to {elsewhere}", where)
    assert asked == []
    refusing = stand_in(answers(401, WWW_Authenticate='Basic realm="x"'))
    told(run("query", "hosts", "--graph", refusing), "and refused 'ana' (401); check TOOKPART_USER", refusing)


@pytest.mark.parametrize(
    "where",
    ["http://", "http://host:port/sparql", "http://[::1/sparql", "http://a b/sparql", "http://localhost:1/?update=x"],
)
def test_what_is_no_address_is_told(where: str, document: Path) -> None:
    for arguments in (("build", document), ("query", "hosts"), ("status",)):
        result = run(*arguments, "--graph", where)
        assert (result.exit_code, result.stdout) == (1, "")
        (line,) = result.stderr.splitlines()
        assert " is no address of a server" in line


def test_a_busy_server_is_given_the_time_it_asks_for(stand_in: StandIn, own_data: list[float]) -> None:
    soon = email.utils.format_datetime(datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=90), True)
    hints = iter(["7", soon, "Sat, 01 Jan 2000 00:00:00 GMT"])

    def refuse(request: Request, _: dict[str, str]) -> bool:
        hint = next(hints, None)
        if hint is not None:
            request.reply(429 if hint == "7" else 503, Retry_After=hint)
        return hint is not None

    where = stand_in(Held(refuse))
    assert run("sparql", "ASK { ?s ?p ?o }", "--graph", where).stdout == "no\n"
    first, second, third = own_data
    assert (first, third) == (7.0, 5.0)
    assert 7 < second <= 90


def test_a_search_that_ends_early_keeps_what_it_found_and_goes_on(
    stand_in: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("Paper Boats Alliance", "Lantern Makers Alliance", "Tin Drummers Alliance")
    (tmp_path / "press.txt").write_text(PRESS.replace("the Paper Boats Alliance", f"the {', the '.join(names)}"))
    graph, table = tmp_path / "graph", tmp_path / "links.tsv"
    assert run("build", tmp_path / "press.txt", "--graph", graph).exit_code == 0
    monkeypatch.setattr("tookpart.graph.linking._BATCH", 1)
    server = Held()
    for number, name in enumerate(names):
        triple = f'<{WD}Q{number}> <http://www.w3.org/2000/01/rdf-schema#label> "{name}"@en .'
        server.store.load(triple.encode(), ox.RdfFormat.TURTLE)
    where = stand_in(server)
    asked = ("link", "--graph", graph, "--to", where, "--kind", "Organisation", "-o", table)
    assert run(*asked).exit_code == 0
    whole, queries = table.read_text(), server.queries
    assert all(f"wikidata:Q{number}" in whole for number in range(3))
    server.queries = 0
    server.refuse = lambda *_: server.queries > queries // 2
    result = run(*asked)
    assert result.exit_code == 1
    *_, counted, failed, missing = result.stderr.splitlines()
    assert counted.startswith("tookpart: 1 proposal"), result.stderr
    assert failed.startswith(f"tookpart: {where} broke off its answer")
    assert missing.startswith("tookpart: not asked for yet: https://w3id.org/tookpart/id/organisation/")
    assert missing.endswith("; the same command goes on with them")
    assert 1 <= table.read_text().count("wikidata:Q") < 3
    server.queries, server.refuse = 0, lambda *_: False
    result = run(*asked)
    assert result.exit_code == 0
    assert "had been asked for by a search that ended early; delete " in result.stderr
    assert server.queries < queries
    assert table.read_text() == whole
    # a search that is through is forgotten: the next asks anew
    server.queries = 0
    assert run(*asked).exit_code == 0
    assert server.queries == queries


def test_an_endpoint_that_answers_what_was_not_asked_is_told(stand_in: StandIn, graph: Path) -> None:
    rows = '{"head": {"vars": ["x"]}, "results": {"bindings": [{"x": {"type": "literal", "value": "y"}}]}}'
    where = stand_in(answers(200, rows))
    told(run("link", "--graph", graph, "--to", where), "answered something else than it was asked", where)
    told(run("build", graph.parent / "press.txt", "--graph", where), "answered something else than it was asked", where)
    told(run("status", "--graph", where), "answered something else than it was asked", where)
    rows = rows.replace('["x"]', '["item", "name"]').replace('"x":', '"item":')
    odd = stand_in(answers(200, rows.replace("[{", '[{"name": {"type": "uri", "value": "a:b"}, ')))
    result = run("link", "--graph", graph, "--to", odd)
    assert (result.exit_code, result.stderr) == (0, "tookpart: 0 proposals, 0 of them for the same thing\n")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <%s> { ?s ?p ?o } }",
        "SELECT * { service silent <%s> { ?s ?p ?o } }",
        "SELECT * { ?s ?p '#' . #\nSERVICE<%s>{ ?s ?p ?o } }",
        "SELECT * { { SELECT * { SERVICE ?x { ?s ?p ?o } } } VALUES ?x { <%s> } }",
        r"SELECT * { \u0053ERVICE <%s> { ?s ?p ?o } }",
        "ASK { FILTER EXISTS { SERVICE <%s> { ?s ?p ?o } } }",
        "CONSTRUCT WHERE { ?s ?p ?o } # \nVALUES ?x { <%s> } SERVICE",
    ],
)
def test_no_other_server_is_asked_unless_allowed(query: str, stand_in: StandIn, graph: Path) -> None:
    other, there = Held(), Held()
    elsewhere, where = stand_in(other), stand_in(there)
    for place in (graph, where):
        result = run("sparql", query % elsewhere, "--graph", place)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.endswith("which is not allowed unless you say so: --allow-service\n")
    assert other.queries == there.queries == 0


@pytest.mark.parametrize(
    "case", ["hangs", "hangs up", "breaks off", "500 with a page", "a page", "cut JSON", "sends on"]
)
def test_an_allowed_server_that_fails_is_told(
    case: str, stand_in: StandIn, graph: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tookpart.queries.run.PATIENCE", 0.25)
    where = stand_in(CASES[case][0])
    result = run("sparql", f"SELECT * {{ SERVICE <{where}> {{ ?s ?p ?o }} }}", "--allow-service", "--graph", graph)
    assert (result.exit_code, result.stdout) == (2, ""), result.output
    (line,) = result.stderr.splitlines()
    assert line.startswith("tookpart: a server that the query asks did not answer")
