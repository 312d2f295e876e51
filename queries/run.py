"""Putting questions to a graph: named ones with their parameters, and SPARQL as users write it."""

from __future__ import annotations

import queue
import re
import sys
import threading
import traceback
from collections.abc import Mapping
from itertools import islice

import pyoxigraph as ox

from tookpart.graph.store import is_damage
from tookpart.graph.words import one_line
from tookpart.ontology.errors import QueryError, TookpartError
from tookpart.queries.catalogue import Question, question, suggestion
from tookpart.queries.rows import Answer, Rows, Triples
from tookpart.queries.values import Store, term

PATIENCE: float = 300
"""Seconds that a query may take in which other servers take part."""

# the tokens of SPARQL in which a word is no keyword come first: strings, IRIs, comments, prefixed names, variables
_TOKEN = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""|'
    r"'''(?:[^'\\]|\\.|'(?!''))*'''|"
    r'"(?:[^"\\\n]|\\.)*"|'
    r"'(?:[^'\\\n]|\\.)*'|"
    r"<[^<>\"{}|^`\\\s]*>|#[^\n]*|[?$]\w+|@\w+|[\w.-]*:[\w.:%\\-]*|(?P<word>[A-Za-z]+)",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"})
_FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_READ_SHOWN = 30  # characters of the query before the place, so that it is found


def sparql(store: Store, text: str, *, services: bool = False, limit: int | None = None) -> Answer:
    """Answer a SPARQL 1.1 query over the union of all graphs.

    A SELECT gives `Rows`, a CONSTRUCT or DESCRIBE `Triples`, an ASK a bool. The usual prefixes are known. `limit` cuts
    the rows. Raises `QueryError` for a query that is broken (with line and column), that would change the graph, or
    that asks another server through SERVICE without `services`, or one that does not answer.
    """
    # a server may read \\u0053 as the letter that it stands for, also in a keyword (SPARQL 1.1, section 19.2)
    words = [token["word"].upper() for token in _TOKEN.finditer(_ESCAPE.sub(_letter, text)) if token["word"]]
    if not words:
        raise QueryError("the query is empty; expected one that begins with SELECT, ASK, CONSTRUCT or DESCRIBE")
    verb = next((word for word in words if word in _UPDATES | _FORMS), None)
    if verb is None:
        raise QueryError("line 1, column 1: the query is broken: it has no SELECT, ASK, CONSTRUCT or DESCRIBE")
    if verb in _UPDATES:
        raise QueryError(
            f"{verb} would change the graph, and a query only reads; 'tookpart build' and 'tookpart forget' change it"
        )
    if "SERVICE" in words and not services:
        raise QueryError(
            "the query asks another server (SERVICE), which is not allowed unless you say so: --allow-service"
        )
    return _with_others(store, text, limit) if "SERVICE" in words else _answer(store, text, limit)


def ask(store: Store, name: str, /, *, limit: int | None = None, **parameters: object) -> Answer:
    """Answer a named question of the catalogue.

    Values are slugs, ISO codes, acronyms, names or IRIs of things in the graph; years, dates, numbers; None stands for
    not given. Raises `QueryError` for an unknown question, parameter or value, with the nearest known ones, and for a
    required one that is missing.
    """
    asked = question(name)
    given = {key: str(value) for key, value in parameters.items() if value is not None}
    return _answer(store, asked.bind(terms(store, asked, given)), limit)


def terms(store: Store, asked: Question, given: Mapping[str, str]) -> dict[str, str]:
    """The SPARQL terms for the parameters of a question, by name; raises `QueryError` as `ask` does."""
    known = {parameter.name: parameter for parameter in asked.parameters}
    for name in given:
        if name not in known:
            expected = ", ".join(f"--{parameter}" for parameter in known)
            raise QueryError(f"{asked.name!r} has no parameter --{name}{suggestion(name, known)}; it takes {expected}")
    missing = [parameter for parameter in asked.parameters if parameter.required and parameter.name not in given]
    if missing:
        wanted = "; ".join(f"--{parameter.name}: {parameter.description}" for parameter in missing)
        raise QueryError(f"{asked.name!r} needs {wanted}")
    return {name: term(store, known[name], value) for name, value in given.items()}


def _answer(store: Store, text: str, limit: int | None) -> Answer:
    try:
        found = store.query(text)
        if isinstance(found, ox.QueryBoolean):
            return bool(found)
        if not isinstance(found, ox.QuerySolutions):
            return Triples(tuple(sorted(set(islice(found, limit)), key=str)))
        columns = tuple(variable.value for variable in found.variables)
        return Rows(columns, tuple(tuple(row) for row in islice(found, limit)))
    except QueryError as error:
        raise (
            _placed(error.__cause__, text) if isinstance(error.__cause__, SyntaxError) else error
        ) from error.__cause__
    except SyntaxError as error:
        raise _placed(error, text) from error
    except TookpartError:
        # some of ours are OSErrors, too
        raise
    except OSError as error:
        raise QueryError(f"a server that the query asks did not answer: {one_line(str(error))}") from error


def _with_others(store: Store, text: str, limit: int | None) -> Answer:
    """Answer a query in which other servers take part, and wait for them no longer than `PATIENCE`."""
    answered: queue.SimpleQueue[Answer | BaseException] = queue.SimpleQueue()

    def answer() -> None:
        try:
            answered.put(_answer(store, text, limit))
        except BaseException as error:
            # what stands in the frames, the engine lets be dropped in this thread only
            for one in (error, error.__cause__, error.__context__):
                traceback.clear_frames(one.__traceback__ if one else None)
            answered.put(error)

    # the engine waits for ever, and hears of no Ctrl-C meanwhile
    threading.Thread(target=answer, daemon=True).start()
    try:
        found = answered.get(timeout=PATIENCE)
    except queue.Empty:
        raise QueryError(
            f"a server that the query asks did not answer within {PATIENCE:g} seconds; try later, or ask it for less"
        ) from None
    if isinstance(found, TookpartError):
        raise found
    # what the engine says of an answer that is none
    if isinstance(found, RuntimeError) and not is_damage(found):
        raise QueryError(
            f"a server that the query asks did not answer as one should: {one_line(str(found))}"
        ) from found
    if isinstance(found, BaseException):
        raise found
    return found


def _letter(escape: re.Match[str]) -> str:
    code = int(escape[1] or escape[2], 16)
    # an escaped quote or line end does not end a string
    return chr(code) if code <= sys.maxunicode and chr(code).isalnum() else " "


def _placed(error: SyntaxError, text: str) -> QueryError:
    """One sentence out of the parser's list of everything that it could have read instead."""
    found = _PLACE.fullmatch(str(error))
    if found is None:
        return QueryError(f"not a SPARQL query: {error}")
    line, column, reason = int(found[1]), int(found[2]), found[3]
    source = text.splitlines()
    here = source[line - 1] if line <= len(source) else ""
    if "Prefix not found" in reason:
        prefix = re.search(r"([\w.-]*):[\w.%\\-]*$", here[: column - 1]) or re.search(r"([\w.-]*):", here[column - 1 :])
        column = prefix.start() + 1 if prefix and prefix.start() < column else column
        why = f"unknown prefix {prefix[1] + ':' if prefix else ''}; declare it with PREFIX"
    elif "variable that is unbound" in reason:
        why = "SELECT names a variable that is neither grouped by nor aggregated; add it to GROUP BY"
    elif sentence := re.search(r"\bThe [A-Z][^\[,]+[a-z]", reason):
        why = sentence[0]
    else:
        read = " ".join(" ".join([*source[: line - 1], here[: column - 1]]).split())
        why = f"it cannot go on after {read[-_READ_SHOWN:]!r}"
        if '"}"' in reason:
            why += "; perhaps a closing } is missing"
    return QueryError(f"line {line}, column {column}: the query is broken: {why}")
