"""What all tests share: no network beyond this machine, the folder of shared material, a graph of the examples."""

from __future__ import annotations

import socket
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
_NEAR = ("localhost", "127.", "::1", "0.0.0.0")


def _is_near(host: object) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    return not name or (isinstance(name, str) and (name.startswith(_NEAR) or name == socket.gethostname()))


def _refuse_far_hosts(event: str, args: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        # connecting a datagram socket sends nothing: it is how a library asks for this machine's own address
        quiet = event == "socket.connect" and args[0].type == socket.SOCK_DGRAM
        address = args[1]
        far = not quiet and isinstance(address, tuple) and not _is_near(address[0])
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        address = args[0]
        far = not _is_near(address)
    else:
        return
    if far:
        pytest.fail(f"a test reached for the network: {event} {address}")


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
