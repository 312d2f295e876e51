"""Fetching one page from the web without harm: limits of time and size, public addresses only, no credentials."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from tookpart.ontology.errors import FetchError

AGENT = "tookpart (+https://w3id.org/tookpart)"
MAX_DOWNLOAD = 32 * 1024 * 1024
"""Bytes of one answer, also after unpacking."""
MAX_SECONDS = 60.0
_STEP_SECONDS = 15.0
_CHUNK = 64 * 1024


class Answer(NamedTuple):
    """What a server answered; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


Fetch = Callable[[str], Answer]
"""From an address to one answer, redirects not followed; raises `FetchError`."""


class Target(NamedTuple):
    """Where an address leads: host, port, path with query, and whether it is encrypted."""

    host: str
    port: int
    path: str
    secure: bool


def target_of(url: str) -> Target:
    """The parts of an http or https address; `FetchError` for any other, and for one with a user name or an odd port.

    >>> target_of("https://example.org/a?b=c")
    Target(host='example.org', port=443, path='/a?b=c', secure=True)
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise FetchError(f"{url}: not an address on the web: {error}") from None
    if parts.scheme not in ("http", "https") or not host:
        raise FetchError(f"{url}: not an address on the web; it has to begin with https:// or http:// and name a host")
    if parts.username is not None or parts.password is not None:
        raise FetchError(f"{url.replace(parts.netloc, '...')}: addresses with a user name or password are not fetched")
    secure = parts.scheme == "https"
    if port not in (None, 80, 443, 8080, 8443):
        raise FetchError(f"{url}: port {port} is none that web pages are served at")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if any(ord(letter) <= 0x20 or letter == "\x7f" for letter in url):
        raise FetchError(f"{url!r}: an address holds no spaces or control characters; write %20 for a space")
    return Target(host, port or (443 if secure else 80), path.encode("utf-8").decode("latin-1"), secure)


def _look_up(host: str, port: int) -> list[str]:
    return [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def public_addresses(url: str, host: str, port: int, look_up: Callable[[str, int], list[str]] = _look_up) -> list[str]:
    """The numeric addresses of a host; `FetchError` if it has none, or any that is not on the public internet."""
    try:
        found = look_up(host, port)
    except (OSError, UnicodeError) as error:
        raise FetchError(f"{url}: the host {host!r} cannot be found: {error}") from None
    for address in found:
        plain = ipaddress.ip_address(address.partition("%")[0])
        mapped = getattr(plain, "ipv4_mapped", None) or plain
        if not mapped.is_global or mapped.is_multicast:
            raise FetchError(f"{url}: {host!r} is a private address ({address}); only public ones are fetched")
    return found


def fetch(url: str) -> Answer:
    """Ask for an address once, over the network; raises `FetchError` with what went wrong."""
    target = target_of(url)
    # the checked address is the one that is connected to: a name that is looked up twice may change in between
    address = public_addresses(url, target.host, target.port)[0]
    deadline = time.monotonic() + MAX_SECONDS
    try:
        connection = _connection(target, address)
        try:
            path = "".join(letter if letter < "\x7f" else f"%{ord(letter):02X}" for letter in target.path)
            headers = {"User-Agent": AGENT, "Accept-Encoding": "gzip", "Accept": "*/*"}
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            names = {name.lower(): value for name, value in response.getheaders()}
            body = _body(url, response, names.get("content-encoding", ""), deadline)
            return Answer(response.status, names, body)
        finally:
            connection.close()
    except (OSError, http.client.HTTPException, zlib.error) as error:
        if isinstance(error, FetchError):
            raise
        raise FetchError(f"{url}: cannot be fetched: {str(error) or type(error).__name__}") from None


def _connection(target: Target, address: str) -> http.client.HTTPConnection:
    plain = socket.create_connection((address, target.port), timeout=_STEP_SECONDS)
    try:
        if target.secure:
            plain = ssl.create_default_context().wrap_socket(plain, server_hostname=target.host)
    except BaseException:
        plain.close()
        raise
    connection = http.client.HTTPConnection(target.host, target.port, timeout=_STEP_SECONDS)
    connection.sock = plain
    if target.port == (443 if target.secure else 80):
        # the Host header names the port otherwise
        connection.port = connection.default_port
    return connection


def _body(url: str, response: http.client.HTTPResponse, encoding: str, deadline: float) -> bytes:
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16) if encoding.lower() in ("gzip", "x-gzip") else None
    parts: list[bytes] = []
    size = 0
    while chunk := response.read1(_CHUNK):
        if time.monotonic() > deadline:
            raise FetchError(f"{url}: took longer than {MAX_SECONDS:.0f} seconds")
        part = unpacker.decompress(chunk, MAX_DOWNLOAD + 1 - size) if unpacker else chunk
        size += len(part)
        if size > MAX_DOWNLOAD or (unpacker and unpacker.unconsumed_tail):
            raise FetchError(f"{url}: larger than the {MAX_DOWNLOAD // 2**20} MB that are fetched")
        parts.append(part)
    return b"".join(parts)
