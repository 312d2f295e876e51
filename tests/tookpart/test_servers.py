"""The command on a graph that a SPARQL server holds: build, ask, draw, export, check, status, forget; and in words why
not.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tookpart.cli import app
from tookpart.graph.remote import RemoteStore

PRESS = """Regional Conference meets in Tegucigalpa

Tegucigalpa, 14 March 2018 – The Regional Conference on Migration (RCM) held its 23rd meeting in Tegucigalpa.
The meeting was hosted by the Government of Honduras. Representatives of Guatemala and Mexico attended the meeting.
"""
OTHER = "The member countries of the Regional Conference on Migration are Belize, Canada, Guatemala and Mexico.\n"


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A data directory of the test's own, where the graph is built before it is sent."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr("time.sleep", lambda _: None)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def said(result: Result) -> str:
    assert result.exit_code in (1, 2), result.output
    (line,) = result.stderr.strip().splitlines()
    return line


def test_all_commands_work_on_a_server(server_address: str, tmp_path: Path) -> None:
    for graph in (graphs := RemoteStore(server_address)).graphs():
        graphs.replace({graph: ()})
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "press.txt").write_text(PRESS)
    (folder / "profile.txt").write_text(OTHER)
    local, there = ("--graph", tmp_path / "local"), ("--graph", server_address)
    for place in (local, there):
        result = run("build", folder, *place)
        assert result.exit_code == 0, result.stderr
        assert "holds 2 documents" in result.stdout
    for asked in (
        ("query", "participants", "--process", "rcm"),
        ("query", "hosts"),
        ("query", "members", "--of", "RCM", "--json"),
        ("query", "encounters", "--actor", "gtm"),
        ("sparql", "ASK { ?m a tp:Meeting }"),
        ("sparql", "CONSTRUCT { ?a tp:hosted ?m } WHERE { ?a tp:hosted ?m }"),
        ("check",),
    ):
        assert run(*asked, *there).stdout == run(*asked, *local).stdout, asked
    for file in ("graph.nq", "graph.ttl", "graph.graphml"):
        for name, place in (("local", local), ("there", there)):
            result = run("export", "-o", tmp_path / f"{name}-{file}", *place)
            assert result.exit_code == 0, result.stderr
        assert (tmp_path / f"there-{file}").read_bytes() == (tmp_path / f"local-{file}").read_bytes()
    assert run("draw", "-o", tmp_path / "n.html", *there).exit_code == 0
    assert "Honduras" in (tmp_path / "n.html").read_text()
    here, remote = (json.loads(run("status", "--json", "--verify", *p).stdout) for p in (local, there))
    assert remote["status"]["counts"] == here["status"]["counts"]
    assert remote["status"]["quads"] == here["status"]["quads"]
    assert remote["faults"] == []
    assert run("status", "--unresolved", "--documents", *there).exit_code == 0
    result = run("forget", "profile.txt", *there)
    assert "the graph holds 1 document." in result.stdout, result.stderr
    assert json.loads(run("status", "--json", *there).stdout)["status"]["documents"] == 1
    assert run("rollback", *there).exit_code == 0
    assert (
        run("query", "members", "--of", "RCM", *there).stdout == run("query", "members", "--of", "RCM", *local).stdout
    )
    # what the server lost is found, and sent again
    lost = next(graph for graph in RemoteStore(server_address).graphs() if "/document/" in graph)
    RemoteStore(server_address).replace({lost: ()})
    assert lost in run("status", "--verify", *there).stderr
    assert run("build", folder, *there).exit_code == 0
    assert run("status", "--verify", *there).exit_code == 0


def test_another_computers_graph_is_not_overwritten(
    server_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "press.txt").write_text(PRESS)
    if not any("/document/" in graph for graph in RemoteStore(server_address).graphs()):
        run("build", tmp_path / "press.txt", "--graph", server_address)
    before = RemoteStore(server_address).graphs()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "elsewhere"))
    assert "were not built from this computer" in said(run("build", tmp_path / "press.txt", "--graph", server_address))
    assert RemoteStore(server_address).graphs() == before


class Refuses(BaseHTTPRequestHandler):
    """Answers every request with one status."""

    status = 500

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.status == 200:
            self.server.stopped.wait(20)  # type: ignore[attr-defined]
            return
        self.send_response(self.status)
        self.send_header("Content-Length", "9")
        self.end_headers()
        self.wfile.write(b"no reason")

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def refusing() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Refuses)
    server.stopped = threading.Event()  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/sparql"
    finally:
        server.stopped.set()  # type: ignore[attr-defined]
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(
    ("status", "says"),
    [(401, "wants a user"), (403, "wants a user"), (404, "no SPARQL endpoint"), (500, "failed"), (503, "503")],
)
def test_a_refusal_is_one_sentence(
    status: int, says: str, refusing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Refuses, "status", status)
    (tmp_path / "press.txt").write_text(PRESS)
    for arguments in (("query", "hosts"), ("build", tmp_path / "press.txt"), ("status",), ("export", "-o", "x.ttl")):
        line = said(run(*arguments, "--graph", refusing))
        assert says in line
        assert refusing in line


def test_a_server_that_does_not_answer(refusing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Refuses, "status", 200)
    monkeypatch.setattr("tookpart.graph.server.TIMEOUT", 1)
    started = time.monotonic()
    assert "did not answer within 1 second" in said(run("query", "hosts", "--graph", refusing))
    assert time.monotonic() - started < 20


def test_no_server() -> None:
    assert "is the server running" in said(run("query", "hosts", "--graph", "http://127.0.0.1:9/sparql"))
