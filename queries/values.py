"""What a user gives for a parameter, checked and turned into the RDF term that the query needs."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable
from typing import Any, Protocol, get_args

import pyoxigraph as ox
from rapidfuzz import fuzz
from rapidfuzz import process as fuzzy

from tookpart.graph.names import plain
from tookpart.ontology.errors import QueryError
from tookpart.ontology.facts import Relation, Role
from tookpart.ontology.vocabulary import role
from tookpart.queries.catalogue import Parameter, suggestion

KINDS = ("state", "organisation", "person", "meeting", "process", "body", "place", "theme")
# kinds of one tier are equals: a name that two of them share is ambiguous; a later tier counts only if the earlier has
# none
_TIERS: dict[str, tuple[tuple[str, ...], ...]] = {
    "process": (("process",), ("body",)),
    "meeting": (("meeting",),),
    "actor": (("state", "organisation", "person"), ("process", "body")),
    "state": (("state",),),
    "theme": (("theme",),),
    "entity": (KINDS,),
}
_NAMED_BY = "VALUES ?by { skos:prefLabel skos:altLabel tp:acronym tp:iso2 tp:iso3 }"
# rapidfuzz's WRatio, 0 to 100, from which a name is worth suggesting: two of an acronym's three letters in place are 66
_NEAR, _NEAR_SHORT, _SHORT = 72, 60, 5


class Store(Protocol):
    """What questions are put to: it answers SPARQL over the union of its graphs and knows the base of its IRIs."""

    base: str

    def query(self, sparql: str, /) -> Any:
        """Solutions, triples or a truth value, as pyoxigraph gives them."""


def term(store: Store, parameter: Parameter, given: str) -> str:
    """The SPARQL notation of the term that `given` means for a parameter.

    Raises `QueryError` with the parameter, what was wrong, and the nearest values that there are.
    """
    text = given.strip()
    if not text:
        raise QueryError(f"--{parameter.name} is empty; {parameter.description[:1].lower()}{parameter.description[1:]}")
    if parameter.type in _TIERS:
        return str(resolve(store, text, parameter.type, f"--{parameter.name}"))
    return _LITERALS[parameter.type](text, f"--{parameter.name}")


def resolve(store: Store, given: str, type: str, option: str = "") -> ox.NamedNode:
    """The node that a slug, IRI, ISO code, acronym or name means, out of the kinds of things that `type` stands for.

    Raises `QueryError` for a name that the graph does not hold, with the nearest that it holds, and for one that
    several things share.
    """
    tiers = _TIERS[type]
    kinds = [kind for tier in tiers for kind in tier]
    found = _by_address(store, given, kinds) or _by_name(store, given, kinds)
    for tier in tiers:
        here = sorted(iri for iri in found if _kind(store, iri) in tier)
        if len(here) == 1:
            return ox.NamedNode(here[0])
        if here:
            choices = [f"{_slug(store, iri)} ({_label(store, iri)})" for iri in here]
            raise QueryError(f"{option} {given!r} means several things; say which: {', '.join(choices[:8])}".strip())
    names = _names(store, kinds)
    near = _nearest(given, names, store)
    hint = (
        f"; did you mean {' or '.join(near)}?"
        if near
        else f"; 'tookpart query find --text {_quoted(given)}' looks for a part of a name"
    )
    raise QueryError(
        f"{option} {given!r}: the graph holds no such {type if type != 'entity' else 'thing'}{hint}".strip()
    )


def _by_address(store: Store, given: str, kinds: Iterable[str]) -> set[str]:
    """Things whose IRI or `kind/slug` was given in full."""
    address = given.removeprefix("<").removesuffix(">")
    kind, _, rest = address.partition("/")
    if "://" not in address:
        if kind not in kinds or not rest:
            return set()
        address = store.base + address
    try:
        node = ox.NamedNode(address)
    except ValueError:
        return set()
    return (
        {node.value}
        if _kind(store, node.value) in kinds and store.query(f"ASK {{ {node} ?property ?value }}")
        else set()
    )


def _by_name(store: Store, given: str, kinds: list[str]) -> set[str]:
    lower = _literal(given.lower())
    rows = store.query(
        f"SELECT DISTINCT ?thing WHERE {{ {_NAMED_BY} ?thing ?by ?name FILTER(LCASE(STR(?name)) = {lower}) }}"
    )
    found = {row["thing"].value for row in rows}
    if re.fullmatch(r"[\w.-]+", given):
        for kind in kinds:
            found |= _by_address(store, f"{kind}/{given.lower()}", kinds)
    found = {iri for iri in found if _kind(store, iri) in kinds}
    if found or not (wanted := plain(given)):
        return found
    return {iri for iri, names in _names(store, kinds).items() if any(plain(name) == wanted for name in names)}


def _names(store: Store, kinds: Iterable[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in store.query(f"SELECT DISTINCT ?thing ?name WHERE {{ {_NAMED_BY} ?thing ?by ?name }}"):
        iri = row["thing"].value
        if _kind(store, iri) in kinds:
            found.setdefault(iri, set()).add(row["name"].value)
    return found


def _nearest(given: str, names: dict[str, set[str]], store: Store) -> list[str]:
    choices = {(iri, name): plain(name) or name for iri, forms in names.items() for name in sorted(forms)}
    best: dict[str, str] = {}
    cutoff = _NEAR_SHORT if len(given) <= _SHORT else _NEAR
    hits = fuzzy.extract(plain(given) or given, choices, scorer=fuzz.WRatio, limit=12, score_cutoff=cutoff)
    for _, _, (iri, name) in sorted(hits, key=lambda hit: (-hit[1], len(hit[2][1]), hit[2])):
        best.setdefault(iri, name)
    return [f"{_slug(store, iri)} ({name})" for iri, name in list(best.items())[:3]]


def _label(store: Store, iri: str) -> str:
    rows = store.query(f"SELECT ?name WHERE {{ {ox.NamedNode(iri)} skos:prefLabel ?name }}")
    names = sorted((row["name"].language != "en", row["name"].value) for row in rows)
    return names[0][1] if names else iri


def _slug(store: Store, iri: str) -> str:
    return iri.removeprefix(store.base)


def _kind(store: Store, iri: str) -> str:
    return iri.removeprefix(store.base).partition("/")[0] if iri.startswith(store.base) else ""


def _quoted(text: str) -> str:
    return repr(text) if re.search(r"[^\w.-]", text) else text


def _literal(text: str) -> str:
    try:
        return str(ox.Literal(text))
    except (UnicodeEncodeError, ValueError):
        raise QueryError(f"{text!r} holds characters that are no text; give it in UTF-8") from None


def _role(given: str, option: str) -> str:
    names = (*get_args(Role), *get_args(Relation))
    found = next((name for name in names if name.lower() == given.lower()), None)
    if found is None:
        raise QueryError(
            f"{option} {given!r}: no such role{suggestion(given, names)}; the roles are {', '.join(names)}"
        )
    return f"<{role(found)}>"


def _year(given: str, option: str) -> str:
    if not re.fullmatch(r"\d{4}", given, re.ASCII):
        raise QueryError(f"{option} {given!r} is no year; expected four digits such as 2019")
    return _literal(given)


def _date(given: str, option: str) -> str:
    parts = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", given, re.ASCII)
    try:
        if parts is None:
            raise ValueError
        datetime.date(int(parts[1]), int(parts[2] or 1), int(parts[3] or 1))
    except ValueError:
        raise QueryError(f"{option} {given!r} is no date; expected one such as 2019-11-12, 2019-11 or 2019") from None
    return _literal(given)


def _integer(given: str, option: str) -> str:
    if not re.fullmatch(r"\d{1,9}", given, re.ASCII):
        raise QueryError(f"{option} {given!r} is no number; expected a whole number such as 3")
    return str(int(given))


def _one_of(given: str, option: str) -> str:
    if given.lower() not in KINDS:
        raise QueryError(
            f"{option} {given!r}: no such kind{suggestion(given, KINDS)}; the kinds are {', '.join(KINDS)}"
        )
    return _literal(given.lower())


def _language(given: str, option: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2,3}", given):
        raise QueryError(f"{option} {given!r} is no language; expected a code such as en, es or fr")
    return _literal(given.lower())


_LITERALS: dict[str, Callable[[str, str], str]] = {
    "role": _role,
    "year": _year,
    "date": _date,
    "integer": _integer,
    "kind": _one_of,
    "language": _language,
    "text": lambda given, _option: _literal(given),
}
