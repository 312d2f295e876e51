"""What all tests share: no network beyond this machine, the folder of shared material, and other people's SPARQL
servers, started on free ports of this machine and stopped at the end.
"""

from __future__ import annotations

import gc
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tookpart.graph.server import Address, address

ROOT = Path(__file__).parents[1]
_NEAR = ("localhost", "127.", "::1", "0.0.0.0")


def _is_near(host: object) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    return not name or (isinstance(name, str) and (name.startswith(_NEAR) or name == socket.gethostname()))


def _refuse_far_hosts(event: str, args: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        # connecting a datagram socket sends nothing: it is how a library asks for this machine's own address
        quiet = event == "socket.connect" and args[0].type == socket.SOCK_DGRAM
        place = args[1]
        far = not quiet and isinstance(place, tuple) and not _is_near(place[0])
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        place = args[0]
        far = not _is_near(place)
    else:
        return
    if far:
        pytest.fail(f"a test reached for the network: {event} {place}")


def pytest_configure() -> None:
    # an audit hook holds for the doctests and for threads too, and what it raises passes every `except Exception`
    sys.addaudithook(_refuse_far_hosts)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared material beside the repository: corpus, gold facts and seeds."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip(f"no folder {folder.name} beside the repository")
    return folder


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(url, timeout=1).close()
        except OSError:
            assert process.poll() is None, "the server ended"
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"no answer at {url}")


def stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@pytest.fixture(scope="session")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Address]:
    program = shutil.which("oxigraph", path=f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin")
    if program is None:
        pytest.skip("the oxigraph server is not installed")
    port = free_port()
    folder = tmp_path_factory.mktemp("oxigraph")
    command = [program, "serve", "--location", str(folder / "store"), "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}/", process)
        yield address(f"sparql+http://127.0.0.1:{port}/query", {})
    finally:
        stop(process)


@pytest.fixture(scope="session")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Address]:
    program = shutil.which("virtuoso-t")
    if program is None:
        pytest.skip("virtuoso-t is not installed")
    folder, port, sql = tmp_path_factory.mktemp("virtuoso"), free_port(), free_port()
    (folder / "virtuoso.ini").write_text(
        f"""[Database]
DatabaseFile = {folder}/v.db
ErrorLogFile = {folder}/v.log
LockFile = {folder}/v.lck
TransactionFile = {folder}/v.trx
xa_persistent_file = {folder}/v.pxa
[TempDatabase]
DatabaseFile = {folder}/t.db
TransactionFile = {folder}/t.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
NumberOfBuffers = 4000
ServerThreads = 6
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerThreads = 4
[SPARQL]
ResultSetMaxRows = 10000
"""
    )
    command = [program, "+foreground", "+configfile", "virtuoso.ini"]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}/sparql?query=ASK%7B%3Fs+%3Fp+%3Fo%7D", process)
        yield Address(f"http://127.0.0.1:{port}/sparql", f"http://127.0.0.1:{port}/sparql", "dba", "dba")
    finally:
        stop(process)


@pytest.fixture(scope="session", params=["oxigraph", "virtuoso"])
def server(request: pytest.FixtureRequest) -> Address:
    found: Address = request.getfixturevalue(request.param)
    return found


Behaviour = Callable[[Any, dict[str, str]], None]
"""What to do with a request (that has a method `reply`) and its parameters."""


class _StandIn(ThreadingHTTPServer):
    """A server that does what a test says."""

    def __init__(self, behaviour: Behaviour) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.behaviour, self.stopped = behaviour, threading.Event()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _StandIn

    def do_POST(self) -> None:
        self.close_connection = True
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.behaviour(self, dict(urllib.parse.parse_qsl(text)))

    def do_GET(self) -> None:
        self.close_connection = True
        self.server.behaviour(self, dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query)))

    def reply(
        self, status: int = 200, body: str = "", type: str = "application/sparql-results+json", **headers: str
    ) -> None:
        """Answer as a well-behaved server would."""
        content = body.encode()
        self.send_response(status)
        for name, value in {"Content-Type": type, "Content-Length": str(len(content)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def stand_in() -> Iterator[Callable[[Behaviour], str]]:
    """Starts servers that do what they are told with each request, and gives their addresses."""
    running: list[tuple[_StandIn, threading.Thread]] = []

    def start(behaviour: Behaviour) -> str:
        server = _StandIn(behaviour)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        running.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}/sparql"

    # the rows of an answer may be dropped only in the thread that asked, so nothing is collected in a server's
    gc.disable()
    yield start
    for server, thread in running:
        server.stopped.set()
        server.shutdown()
        thread.join()
        server.server_close()
    gc.enable()
    gc.collect()


@pytest.fixture
def server_address(server: Address, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a server as a user gives it, with the password where it belongs: in the environment."""
    if server.user and server.password:
        monkeypatch.setenv("TOOKPART_USER", server.user)
        monkeypatch.setenv("TOOKPART_PASSWORD", server.password)
    return server.query
