"""Finding the things of a graph in another dataset, over its SPARQL endpoint; and accepting what was found.

Asked are endpoints that speak as Wikidata does: names as rdfs:label and skos:altLabel, classes, countries and dates as
Wikidata's own properties. Elsewhere only names are found, and what is found by its name alone is never taken to be the
same.
"""

from __future__ import annotations

import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec
import pyoxigraph as ox

from tookpart.graph.asked import Asked, key_of
from tookpart.graph.build import BuildReport, rewrite
from tookpart.graph.likeness import bare
from tookpart.graph.links import record, recorded, stale
from tookpart.graph.rdf import literal
from tookpart.graph.remote import RemoteStore
from tookpart.graph.scoring import CLASSES, Kind, Thing, judge
from tookpart.graph.server import file_name, is_remote
from tookpart.graph.snapshot import Answers
from tookpart.graph.sssom import Link, read
from tookpart.graph.store import EmbeddedStore, GraphDirectory
from tookpart.ontology.errors import GraphError, InputError, MissingError, QueryError, TookpartError
from tookpart.ontology.vocabulary import TP, subclasses

ENDPOINTS = {"wikidata": "https://query.wikidata.org/sparql"}
KINDS: tuple[Kind, ...] = ("Organisation", "Process", "Person", "Meeting")

_WDT = "http://www.wikidata.org/prop/direct/"
_LANGUAGES = ("en", "es", "fr", "mul")  # a name is often the same in others; "mul" is Wikidata's for all of them
_BATCH = 40  # names in one question, each in every language; things in one question for details: about a second's work
_PAUSE = 1.0  # seconds between questions, as public endpoints wish of programs
_SHORT = 3  # letters; shorter names are found everywhere


class Proposals(msgspec.Struct, frozen=True, kw_only=True):
    """What a search found: `links`, by the things they are for, the likeliest first.

    `asked` counts the things that were asked for, `earlier` those of them that a run before had asked for when it ended
    early (as noted in the file `notes`). If this run ended early, `failure` says why, and `missing` are the IRIs of the
    things that nobody was asked for yet; the same search goes on with them.
    """

    links: tuple[Link, ...]
    asked: int
    earlier: int
    notes: Path
    missing: tuple[str, ...] = ()
    failure: TookpartError | None = None


def propose(
    graph_dir: Path | str,
    to: str | RemoteStore = "wikidata",
    *,
    kinds: Sequence[str] = KINDS,
    limit: int | None = None,
    author: str = "",
    pause: float = _PAUSE,
    wait: Callable[[float], None] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Proposals:
    """Ask an endpoint for the things of a graph that have no link yet, and give the likely ones.

    `to` is its address, or the name of a known one; `limit` the number of things to ask for; `pause` the seconds from
    one question to the next. An endpoint that fails in the middle ends the search early. Raises `QueryError` for what
    is no address, `InputError` for an unknown kind, and `GraphError` if nothing at all could be asked for, or what was
    asked cannot be noted.
    """
    for kind in kinds:
        if kind not in KINDS:
            raise InputError(f"{kind!r} is no kind of thing that is linked; expected {', '.join(KINDS)}")
    where = ENDPOINTS.get(to, to) if isinstance(to, str) else to
    if not (isinstance(where, RemoteStore) or is_remote(where)):
        raise QueryError(f"{to!r} is no SPARQL endpoint; expected an address such as {ENDPOINTS['wikidata']}")
    remote = where if isinstance(where, RemoteStore) else RemoteStore(where)
    source = remote.address.query
    with EmbeddedStore(graph_dir) as store:
        wanted = {key_of(thing): thing for thing in things(store, [kind for kind in KINDS if kind in kinds])}
        wanted = dict(list(wanted.items())[:limit])
        place = store.directory.path
    asked = Asked(place / "linking" / f"{file_name(source)}.jsonl")
    todo = [(key, thing) for key, thing in wanted.items() if key not in asked.found]
    earlier = len(wanted) - len(todo)
    ask = _Polite(remote, pause, wait or time.sleep)
    failure: TookpartError | None = None
    for start in range(0, len(todo), _BATCH):
        batch = dict(todo[start : start + _BATCH])
        try:
            candidates = list(_candidates(ask, list(batch.values())))
        except (GraphError, QueryError, MissingError) as error:
            if len(asked.found.keys() & wanted.keys()) == 0:
                raise
            failure = error
            break
        found = [tuple(judge(thing, others, source)) for thing, others in candidates]
        asked.add(zip(batch, found, strict=True))
        if progress is not None:
            progress(min(earlier + start + _BATCH, len(wanted)), len(wanted))
    known = {(link.subject, link.object) for link in recorded(place)}
    links = tuple(
        msgspec.structs.replace(link, author=author)
        for key in wanted
        for link in asked.found.get(key, ())
        if (link.subject, link.object) not in known
    )
    missing = tuple(thing.iri for key, thing in wanted.items() if key not in asked.found)
    if not missing:
        asked.drop(wanted)
    return Proposals(
        links=links,
        asked=len(wanted) - len(missing),
        earlier=earlier,
        notes=asked.path,
        missing=missing,
        failure=failure,
    )


class Accepted(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a file of links: those recorded, those rejected, and those whose subject the graph does not hold."""

    recorded: int
    rejected: int
    stale: tuple[Link, ...]
    report: BuildReport


def accept(graph_dir: Path | str, file: Path) -> Accepted:
    """Record the links in a reviewed file, and write them into the graph; rejected ones are remembered as such.

    Raises `InputError` with file and line for a row that cannot be recorded, and then records nothing.
    """
    links = read(file)
    base = GraphDirectory.find(Path(graph_dir)).base
    foreign = [link.subject for link in links if not link.subject.startswith(base)]
    if foreign:
        raise InputError(f"{file}: {foreign[0]} is no thing of this graph, whose IRIs begin with {base}")
    report = rewrite(graph_dir, lambda directory: record(directory.path, links, directory.base))
    with EmbeddedStore(graph_dir) as store:
        lost = stale(store.store, links)
    rejected = sum(link.rejected for link in links)
    return Accepted(recorded=len(links) - rejected - len(lost), rejected=rejected, stale=tuple(lost), report=report)


def stale_links(store: EmbeddedStore) -> list[Link]:
    """The links that were recorded for a graph, but whose subjects it does not hold."""
    return stale(store.store, recorded(store.directory.path))


def things(store: Answers, kinds: Sequence[Kind] = KINDS) -> Iterator[Thing]:
    """The things of these kinds in a graph that are not said to be the same as anything elsewhere, by IRI."""
    kind_of: dict[str, Kind] = {}
    for kind in kinds:
        classes = " ".join(f"<{TP}{name}>" for name in subclasses(kind))
        rows = store.query(
            f"""SELECT DISTINCT ?x {{ VALUES ?c {{ {classes} }} ?x a ?c
            FILTER NOT EXISTS {{ ?x owl:sameAs|skos:exactMatch ?elsewhere }} }}"""
        )
        kind_of.update((row["x"].value, kind) for row in rows)
    names: dict[str, set[str]] = defaultdict(set)
    labels: dict[str, tuple[int, str]] = {}
    acronyms: dict[str, set[str]] = defaultdict(set)
    for row in store.query(
        """SELECT DISTINCT ?x ?p ?n { VALUES ?p { skos:prefLabel skos:altLabel tp:acronym } ?x ?p ?n }"""
    ):
        iri, name = row["x"].value, row["n"].value
        if iri in kind_of:
            (acronyms if row["p"].value == TP + "acronym" else names)[iri].add(name)
            if row["p"].value.endswith("prefLabel"):
                rank = (
                    ("en", "", "es", "fr").index(row["n"].language or "") if row["n"].language in _RANKED else 9,
                    name,
                )
                labels[iri] = min(labels.get(iri, rank), rank)
    countries = _pairs(
        store,
        """SELECT DISTINCT ?x ?v { ?x tp:ofState|tp:heldIn|(tp:heldAt/tp:inState)|tp:affiliatedWith|
        (tp:affiliatedWith/tp:ofState) ?s . ?s tp:iso3 ?v }""",
    )
    dates = _pairs(store, "SELECT DISTINCT ?x ?v { ?x tp:startDate|tp:endDate|tp:establishedIn ?v }")
    for iri, kind in sorted(kind_of.items()):
        if names[iri] or acronyms[iri]:
            yield Thing(
                iri=iri,
                label=labels[iri][1] if iri in labels else min(names[iri] or acronyms[iri]),
                names=frozenset(names[iri] - acronyms[iri]),
                acronyms=frozenset(acronyms[iri]),
                kind=kind,
                countries=frozenset(countries[iri]),
                dates=frozenset(dates[iri]),
            )


_RANKED = ("en", "es", "fr")


def _pairs(store: Answers, query: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in store.query(query):
        found[row["x"].value].add(row["v"].value)
    return found


class _Polite:
    """An endpoint that is asked no faster than it likes."""

    def __init__(self, remote: RemoteStore, pause: float, wait: Callable[[float], None]) -> None:
        self.remote, self.pause, self.wait = remote, pause, wait
        self.asked: float | None = None

    def rows(self, sparql: str, *names: str) -> list[tuple[ox.NamedNode | ox.Literal, ...]]:
        """The values of these variables, of all rows in which each has one."""
        if self.asked is not None and (left := self.asked + self.pause - time.monotonic()) > 0:
            self.wait(left)
        try:
            found = self.remote.query(sparql)
        finally:
            self.asked = time.monotonic()
        if not {*names} <= {variable.value for variable in found.variables}:
            raise GraphError(
                f"{self.remote.address.query} answered something else than it was asked; "
                "is it the address of a SPARQL endpoint?"
            )
        rows = [tuple(row[name] for name in names) for row in found]
        return [row for row in rows if all(isinstance(term, ox.NamedNode | ox.Literal) for term in row)]


def _candidates(ask: _Polite, batch: Sequence[Thing]) -> Iterator[tuple[Thing, list[Thing]]]:
    """For each thing the things elsewhere that bear one of its names."""
    asked: dict[str, set[str]] = defaultdict(set)
    for thing in batch:
        for name in _asked_names(thing):
            asked[name].add(thing.iri)
    bearing: dict[str, set[str]] = defaultdict(set)
    everyone = sorted(asked)
    for start in range(0, len(everyone), _BATCH):
        values = " ".join(
            literal(name, language=language)
            for name in everyone[start : start + _BATCH]
            for language in ("", *_LANGUAGES)
        )
        rows = ask.rows(
            f"""SELECT DISTINCT ?item ?name {{ VALUES ?name {{ {values} }}
            ?item rdfs:label|skos:altLabel ?name FILTER(isIRI(?item)) }}""",
            "item",
            "name",
        )
        for item, said in rows:
            for iri in asked.get(said.value, ()) if isinstance(item, ox.NamedNode) else ():
                bearing[iri].add(item.value)
    details = _details(ask, sorted(set().union(*bearing.values()))) if bearing else {}
    for thing in batch:
        yield thing, [details[item] for item in sorted(bearing[thing.iri]) if item in details]


def _asked_names(thing: Thing) -> set[str]:
    """A thing's names as another dataset may have them: also without an article before it."""
    names = {name for name in thing.names | thing.acronyms if len(bare(name)) >= _SHORT}
    return names | {re.sub(r"^(?:the|el|la|los|las|le|les) |^l['’]", "", name, flags=re.IGNORECASE) for name in names}


def _details(ask: _Polite, items: Sequence[str]) -> dict[str, Thing]:
    """What an endpoint says of things: names, classes that matter here, countries, dates."""
    found: dict[str, dict[str, set[str]]] = {item: defaultdict(set) for item in items}
    labels: dict[str, str] = {}
    languages = ", ".join(f'"{language}"' for language in ("", *_LANGUAGES))
    classes = " ".join(f"<{iri}>" for iri in CLASSES)
    for start in range(0, len(items), _BATCH):
        values = " ".join(f"<{item}>" for item in items[start : start + _BATCH])
        rows = ask.rows(
            f"""PREFIX wdt: <{_WDT}>
            SELECT DISTINCT ?item ?what ?value {{ VALUES ?item {{ {values} }}
              {{ ?item rdfs:label ?value FILTER(LANG(?value) IN ({languages})) BIND("label" AS ?what) }}
              UNION {{ ?item skos:altLabel ?value FILTER(LANG(?value) IN ({languages})) BIND("alias" AS ?what) }}
              UNION {{ VALUES ?value {{ {classes} }} ?item wdt:P31/wdt:P279* ?value BIND("type" AS ?what) }}
              UNION {{ ?item wdt:P31 ?any BIND("typed" AS ?what) BIND("yes" AS ?value) }}
              UNION {{ ?item (wdt:P17|wdt:P27|wdt:P1001)/wdt:P298 ?value BIND("country" AS ?what) }}
              UNION {{ ?item wdt:P585|wdt:P580|wdt:P582|wdt:P571 ?value BIND("date" AS ?what) }} }}""",
            "item",
            "what",
            "value",
        )
        for about, what, term in rows:
            item = about.value
            if item not in found:
                continue
            found[item][what.value].add(term.value)
            is_english = isinstance(term, ox.Literal) and term.language == "en"
            if what.value == "label" and (is_english or item not in labels):
                labels[item] = term.value
    return {
        item: Thing(
            iri=item,
            label=labels.get(item, min(facts["alias"], default="")),
            names=frozenset(facts["label"] | facts["alias"]),
            types=frozenset(facts["type"] | facts["typed"]),
            countries=frozenset(facts["country"]),
            dates=frozenset(facts["date"]),
        )
        for item, facts in found.items()
    }
