"""Requests to somebody's SPARQL 1.1 server: its address, who asks, what is asked again, and what went wrong in words.

Everything goes through SPARQLWrapper. What a make of server does not do as the standard says is worked around in
`Server`, or where an answer is read (`tookpart.graph.remote`), and nowhere else.
"""

from __future__ import annotations

import contextlib
import datetime
import email.utils
import http.client
import netrc
import os
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import SPARQLWrapper

from tookpart.graph.words import one_line
from tookpart.ontology.errors import GraphError, MissingError, QueryError, TookpartError

PASSWORD = "TOOKPART_PASSWORD"
TIMEOUT: float = 60
"""Seconds that a server has for one request."""
USER = "TOOKPART_USER"

_SCHEMES = ("http://", "https://", "sparql+http://", "sparql+https://")
_UNDEF = re.compile(r"\bVALUES\s+\?\w+\s*\{\s*UNDEF\s*\}", re.IGNORECASE)
_WAITS = (0.5, 2.0, 5.0)  # seconds before each further try
_PATIENCE = 120.0  # seconds that a server may ask us to stay away; for longer, the user decides
_AGAIN = (429, 502, 503, 504)
_LENGTH = 10  # times the time limit, for an answer to end once it began
_READ = 65536  # bytes read at once; of an error page all that is read, since its reason stands at the top
_SHOWN = 300  # characters of a server's own words


class Address(msgspec.Struct, frozen=True):
    """Where a server is: for queries, for updates, and who asks."""

    query: str
    update: str
    user: str | None = None
    password: str | None = None


def is_remote(where: object) -> bool:
    """True if a graph is named by the address of a server.

    >>> is_remote("sparql+http://localhost:7878/query"), is_remote("tookpart-graph")
    (True, False)
    """
    return isinstance(where, str) and where.startswith(_SCHEMES)


def address(text: str, environment: Mapping[str, str] = os.environ) -> Address:
    """Understand a server's address, as `http://host/sparql` or
    `sparql+http://user@host/query?update=http://host/update`.

    Without `update`, ".../query" updates at ".../update", and any other address at itself. The password comes from the
    environment (TOOKPART_PASSWORD, with TOOKPART_USER) or from ~/.netrc, never from the address, which ends up in
    histories and logs. Raises `GraphError` for what is no address.

    >>> address("sparql+http://localhost:7878/query", {}).update
    'http://localhost:7878/update'
    """
    try:
        parts = urllib.parse.urlsplit(text.removeprefix("sparql+"))
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise GraphError(f"{text!r} is no address of a server ({error}); expected http://HOST:PORT/PATH") from error
    if parts.password is not None:
        raise GraphError(f"the address holds a password; give it in {PASSWORD} or in ~/.netrc instead")
    if not host or not text.isascii() or one_line(text) != text or " " in text:
        raise GraphError(
            f"{text!r} is no address of a server; expected http://HOST:PORT/PATH without blanks, and %XX for letters "
            "beyond ASCII"
        )
    place = f"[{host}]" if ":" in host else host
    place = place if port is None else f"{place}:{port}"
    options = urllib.parse.parse_qs(parts.query)
    query = urllib.parse.urlunsplit((parts.scheme, place, parts.path or "/sparql", "", ""))
    update = options.get("update", [re.sub(r"/query$", "/update", query)])[0]
    if not update.startswith(("http://", "https://")):
        raise GraphError(f"update={update} is no address of a server; expected ?update=http://HOST:PORT/PATH")
    user = environment.get(USER) or (urllib.parse.unquote(parts.username) if parts.username else None)
    password = environment.get(PASSWORD)
    if password is None:
        with contextlib.suppress(OSError, netrc.NetrcParseError):
            found = netrc.netrc().authenticators(host)
            if found is not None and user in (None, found[0]):
                user, password = found[0], found[2]
    return Address(query, update, user, password)


def file_name(where: str) -> str:
    """A server's address as a part of a path.

    >>> file_name("http://localhost:7878/query")
    'localhost-7878-query'
    """
    return re.sub(r"[^\w.-]+", "-", where.split("://", 1)[-1]).strip("-")


class Reply(msgspec.Struct, frozen=True):
    """What a server answered, and the media type that it gave it."""

    body: bytes
    type: str


class Server:
    """Requests to one server, and what has to be known of its make.

    `timeout` is in seconds, `wait` sleeps. Its methods raise `QueryError` if the server does not take what it is sent,
    `MissingError` if there is no endpoint, and `GraphError` if it cannot be reached, refuses or fails.
    """

    def __init__(self, where: Address, timeout: float, wait: Callable[[float], None]) -> None:
        self.where, self.timeout, self.wait = where, timeout, wait
        self.make: str | None = None
        self.most: int | None = None

    @property
    def is_virtuoso(self) -> bool:
        if self.make is None:
            self.ask("ASK { ?s ?p ?o }", "application/sparql-results+xml")
        return "virtuoso" in (self.make or "").lower()

    @property
    def update_at(self) -> str:
        # Virtuoso takes updates with a password only at /sparql-auth, and answers 401 or 403 at /sparql
        if self.is_virtuoso and self.where.update == self.where.query and self.where.query.endswith("/sparql"):
            return self.where.update + "-auth"
        return self.where.update

    @property
    def batch(self) -> int:
        """How many triples one update may hold."""
        # Virtuoso compiles an INSERT DATA into one statement and gives up on long ones (some 10,000 triples)
        usual = 1000 if self.is_virtuoso else 5000
        return usual if self.most is None else min(usual, self.most)

    def ask(self, query: str, accept: str) -> Reply:
        """Send a query."""
        # Virtuoso 7 joins VALUES ?x { UNDEF } with nothing instead of everything; without it the query says the same
        if "UNDEF" in query and self.is_virtuoso:
            query = _UNDEF.sub("", query)
        # Oxigraph's own parameter: its default graph is otherwise empty; Virtuoso's is the union always
        return self._send(self.where.query, query, accept, {"union-default-graph": "true"}, authorise=False)

    def update(self, text: str) -> bool:
        """Send an update; False if the server finds it too large."""
        try:
            self._send(self.update_at, text, "*/*", {}, authorise=True)
        except GraphError as error:
            if isinstance(error.__cause__, urllib.error.HTTPError) and error.__cause__.code == 413:
                return False
            raise
        return True

    def unreadable(self, reply: Reply, expected: str) -> GraphError:
        """What to say about an answer that is not what was asked for."""
        said = reply.type or "something without a type"
        words = one_line(reply.body[:_READ].decode(errors="replace"))
        if "json" in reply.type or "sparql-results" in reply.type or "n-triples" in reply.type:
            return GraphError(
                f"{self.where.query} gave an answer that is broken or breaks off ({said}, {len(reply.body)} bytes); "
                "try again, or ask those who run the server"
            )
        return GraphError(
            f"{self.where.query} answered with {said} instead of {expected} ({words[:100] or 'nothing'}); "
            "is it the address of a SPARQL endpoint?"
        )

    def _send(self, url: str, text: str, accept: str, parameters: Mapping[str, str], *, authorise: bool) -> Reply:
        handlers: list[urllib.request.BaseHandler] = [_Staying()]
        wrapper = _Wrapper(url, updateEndpoint=url, agent="tookpart (+https://w3id.org/tookpart)")
        wrapper.setMethod(SPARQLWrapper.POST)
        wrapper.setQuery(text)
        wrapper.setOnlyConneg(True)
        wrapper.addCustomHttpHeader("Accept", accept)
        for name, value in parameters.items():
            wrapper.addParameter(name, value)
        if self.where.user and self.where.password and (authorise or not self._is_known_open()):
            if "-auth" in url:
                passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
                passwords.add_password(None, url, self.where.user, self.where.password)
                handlers.append(urllib.request.HTTPDigestAuthHandler(passwords))
            else:
                wrapper.setCredentials(self.where.user, self.where.password)
        wrapper.opener, wrapper.seconds = urllib.request.build_opener(*handlers), self.timeout
        for pause in (*_WAITS, None):
            try:
                with contextlib.closing(wrapper.query().response) as response:
                    if self.make is None:
                        self.make = response.headers.get("server", "")
                    return Reply(self._read(response), response.headers.get_content_type())
            except (OSError, http.client.HTTPException, ValueError) as error:
                words = _first_words(error)
                after = _asked_to_wait(error)
                if pause is None or after > _PATIENCE or not _may_be_tried_again(error):
                    raise self._told(error, words, url, after) from error
                self.wait(max(pause, after))
        raise AssertionError("the last try returns or raises")

    def _read(self, response: http.client.HTTPResponse) -> bytes:
        """The whole answer: the time limit of a connection is for each piece, and a piece may be one byte."""
        end = time.monotonic() + _LENGTH * self.timeout
        pieces: list[bytes] = []
        while piece := response.read1(_READ):
            pieces.append(piece)
            if time.monotonic() > end:
                raise TimeoutError(f"did not end its answer within {_LENGTH * self.timeout:g} seconds")
        if response.length:
            raise http.client.IncompleteRead(b"".join(pieces), response.length)
        return b"".join(pieces)

    def _is_known_open(self) -> bool:
        return self.make is not None and "virtuoso" in self.make.lower()

    def _told(self, error: Exception, words: str, url: str, after: float) -> TookpartError:
        if isinstance(error, urllib.error.HTTPError):
            return self._refused(error, words, url, after)
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        if isinstance(reason, TimeoutError):
            plural = "" if self.timeout == 1 else "s"
            said = words if words.startswith("did not") else f"did not answer within {self.timeout:g} second{plural}"
            return GraphError(f"{url} {said}; try later, or ask less")
        # a ConnectionError of ours comes in a URLError unless the connection was there already
        if isinstance(error, http.client.HTTPException | ConnectionError):
            return GraphError(f"{url} broke off its answer ({words}); try again, or ask those who run the server")
        if isinstance(error, OSError):
            return GraphError(f"{url} cannot be reached ({words}); is the server running?")
        return GraphError(f"{url} cannot be asked ({words}); check the address and how the server wants its users")

    def _refused(self, error: urllib.error.HTTPError, words: str, url: str, after: float) -> TookpartError:
        code = error.code
        if code in (301, 302, 303, 307, 308):
            # nobody is sent on: a password would go along, and of a query by POST only the address would arrive
            there = one_line(error.headers.get("Location") or "")[:_SHOWN] or "an address that it does not name"
            return GraphError(f"{url} sends on to {there}; if that is the server you mean, name that address instead")
        if code == 400:
            return QueryError(f"{url} did not take the query: {words}")
        if code in (401, 403):
            if self.where.user and self.where.password:
                return GraphError(
                    f"{url} wants a user who may do this, and refused {self.where.user!r} ({code}); check {USER} and "
                    f"{PASSWORD}"
                )
            return GraphError(
                f"{url} wants a user who may do this; put sparql+http://USER@host/... and the password in {PASSWORD}"
            )
        if code in (404, 405, 410):
            return MissingError(f"{url}: no SPARQL endpoint there ({code}); check the address")
        if code in (413, 414):
            return GraphError(
                f"{url} finds the request too large ({code}: {words}); ask less, or raise the limit there"
            )
        if after > _PATIENCE:
            return GraphError(f"{url} answered {code} and asks to stay away for {after:.0f} seconds; try again then")
        if code in _AGAIN:
            return GraphError(
                f"{url} answered {code} ({words}) each of {len(_WAITS) + 1} times; try again later, or ask those who "
                "run the server"
            )
        return GraphError(f"{url} failed ({code}: {words}); try again later, or ask those who run the server")


class _Wrapper(SPARQLWrapper.SPARQLWrapper):
    """SPARQLWrapper with an opener of its own: for digest authentication it makes one user's rights those of the whole
    process, and it takes the headers of a refusal away.
    """

    opener: urllib.request.OpenerDirector
    seconds: float

    def _query(self) -> tuple[Any, str]:
        return self.opener.open(self._createRequest(), timeout=self.seconds), self.returnFormat


class _Staying(urllib.request.HTTPRedirectHandler):
    """Follows no redirection."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def _may_be_tried_again(error: Exception) -> bool:
    # every request of ours may be repeated: queries read, and an update replaces whole graphs
    if isinstance(error, urllib.error.HTTPError):
        return error.code in _AGAIN
    if isinstance(error, urllib.error.URLError):
        return not isinstance(error.reason, OSError) or isinstance(error.reason, ConnectionError | TimeoutError)
    return isinstance(error, ConnectionError | http.client.IncompleteRead)


def _asked_to_wait(error: Exception) -> float:
    """The seconds that a busy server asks for (Retry-After, RFC 9110 section 10.2.3: seconds, or a date); 0 if none."""
    if not isinstance(error, urllib.error.HTTPError) or error.code not in _AGAIN:
        return 0.0
    text = (error.headers.get("Retry-After") or "").strip()
    if re.fullmatch(r"[0-9]{1,9}", text):
        return float(text)
    try:
        until = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    until = until if until.tzinfo else until.replace(tzinfo=datetime.UTC)
    return max(0.0, (until - datetime.datetime.now(datetime.UTC)).total_seconds())


def _first_words(error: Exception) -> str:
    """The beginning of what a server, or else the error, says; a refused answer is read and closed."""
    if isinstance(error, urllib.error.HTTPError):
        text = ""
        with contextlib.closing(error), contextlib.suppress(OSError, http.client.HTTPException):
            text = error.read(_READ).decode(errors="replace")
        # Virtuoso repeats the whole query
        return one_line(text.partition("SPARQL query:")[0])[:_SHOWN] or str(error.reason)
    text = str(error.reason) if isinstance(error, urllib.error.URLError) else str(error)
    return one_line(text)[:_SHOWN] or type(error).__name__
