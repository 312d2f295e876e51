"""Finding the things of a graph in another dataset, over its SPARQL endpoint; and accepting what was found.

Asked are endpoints that speak as Wikidata does: names as rdfs:label and skos:altLabel, classes, countries and dates as
Wikidata's own properties. Elsewhere only names are found, and what is found by its name alone is never taken to be the
same.
"""

from __future__ import annotations

import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from tookpart.graph.build import BuildReport, rewrite
from tookpart.graph.likeness import alike, bare
from tookpart.graph.links import record, recorded, stale
from tookpart.graph.rdf import literal
from tookpart.graph.remote import RemoteStore
from tookpart.graph.server import is_remote
from tookpart.graph.snapshot import Answers
from tookpart.graph.sssom import Link, read
from tookpart.graph.store import EmbeddedStore, GraphDirectory
from tookpart.ontology.errors import InputError, QueryError
from tookpart.ontology.vocabulary import TP, subclasses

Kind = Literal["Organisation", "Process", "Person", "Meeting"]

ENDPOINTS = {"wikidata": "https://query.wikidata.org/sparql"}
KINDS: tuple[Kind, ...] = ("Organisation", "Process", "Person", "Meeting")

_WD = "http://www.wikidata.org/entity/"
_WDT = "http://www.wikidata.org/prop/direct/"
# organization, event, human
_FITTING = {
    "Organisation": {_WD + "Q43229"},
    "Process": {_WD + "Q43229", _WD + "Q1656682"},
    "Person": {_WD + "Q5"},
    "Meeting": {_WD + "Q1656682"},
}
_CLASSES = sorted(set().union(*_FITTING.values()))
_LANGUAGES = ("en", "es", "fr", "mul")  # a name is often the same in others; "mul" is Wikidata's for all of them
_BATCH = 40  # names in one question, each in every language; things in one question for details: about a second's work
_PAUSE = 1.0  # seconds between questions, as public endpoints wish of programs
_LEAST = 0.3  # confidence below which a candidate is not worth a reviewer's time
_SAME = 0.95  # likeness of names from which two may be the same
_MOST = 3  # proposals for one thing
_SHORT = 3  # letters; shorter names are found everywhere

# what agreement and disagreement are worth beside the name; a name alone gives half at most
_NAME, _ALONE = 0.5, 0.45
_AGREES = {"type": 0.2, "country": 0.2, "date": 0.25, "acronym": 0.1}
_DISAGREES = {"type": 0.3, "country": 0.3, "date": 0.35}


class Thing(msgspec.Struct, frozen=True, kw_only=True):
    """A thing to be found, or a candidate for it: names without acronyms, countries as ISO alpha-3, dates as in XSD."""

    iri: str
    label: str
    names: frozenset[str]
    acronyms: frozenset[str] = frozenset()
    kind: Kind | None = None
    types: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    dates: frozenset[str] = frozenset()


def propose(
    graph_dir: Path | str,
    to: str | RemoteStore = "wikidata",
    *,
    kinds: Sequence[str] = KINDS,
    limit: int | None = None,
    author: str = "",
    pause: float = _PAUSE,
    wait: Callable[[float], None] = time.sleep,
    progress: Callable[[int, int], None] | None = None,
) -> list[Link]:
    """Ask an endpoint for the things of a graph that have no link yet, and give the likely ones, best first.

    `to` is its address, or the name of a known one; `limit` the number of things to ask for; `pause` the seconds from
    one question to the next. Raises `QueryError` for what is no address, `InputError` for an unknown kind, and
    `GraphError` if the endpoint cannot be reached or does not answer in time.
    """
    for kind in kinds:
        if kind not in KINDS:
            raise InputError(f"{kind!r} is no kind of thing that is linked; expected {', '.join(KINDS)}")
    where = ENDPOINTS.get(to, to) if isinstance(to, str) else to
    if not (isinstance(where, RemoteStore) or is_remote(where)):
        raise QueryError(f"{to!r} is no SPARQL endpoint; expected an address such as {ENDPOINTS['wikidata']}")
    remote = where if isinstance(where, RemoteStore) else RemoteStore(where)
    with EmbeddedStore(graph_dir) as store:
        wanted = list(things(store, [kind for kind in KINDS if kind in kinds]))[:limit]
        known = {(link.subject, link.object) for link in recorded(store.directory.path)}
    ask = _Polite(remote, pause, wait)
    found: list[Link] = []
    for start in range(0, len(wanted), _BATCH):
        batch = wanted[start : start + _BATCH]
        for thing, candidates in _candidates(ask, batch):
            links = _judge(thing, candidates, remote.address.query, author)
            found += [link for link in links if (link.subject, link.object) not in known]
        if progress is not None:
            progress(min(start + _BATCH, len(wanted)), len(wanted))
    return found


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

    def query(self, sparql: str, /) -> Iterable[object]:
        if self.asked is not None and (left := self.asked + self.pause - time.monotonic()) > 0:
            self.wait(left)
        try:
            found: Iterable[object] = list(self.remote.query(sparql))
        finally:
            self.asked = time.monotonic()
        return found


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
        rows = ask.query(
            f"""SELECT DISTINCT ?item ?name {{ VALUES ?name {{ {values} }}
            ?item rdfs:label|skos:altLabel ?name FILTER(isIRI(?item)) }}"""
        )
        for row in rows:
            for iri in asked.get(row["name"].value, ()):  # type: ignore[index]
                bearing[iri].add(row["item"].value)  # type: ignore[index]
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
    classes = " ".join(f"<{iri}>" for iri in _CLASSES)
    for start in range(0, len(items), _BATCH):
        values = " ".join(f"<{item}>" for item in items[start : start + _BATCH])
        rows = ask.query(
            f"""PREFIX wdt: <{_WDT}>
            SELECT DISTINCT ?item ?what ?value {{ VALUES ?item {{ {values} }}
              {{ ?item rdfs:label ?value FILTER(LANG(?value) IN ({languages})) BIND("label" AS ?what) }}
              UNION {{ ?item skos:altLabel ?value FILTER(LANG(?value) IN ({languages})) BIND("alias" AS ?what) }}
              UNION {{ VALUES ?value {{ {classes} }} ?item wdt:P31/wdt:P279* ?value BIND("type" AS ?what) }}
              UNION {{ ?item wdt:P31 ?any BIND("typed" AS ?what) BIND("yes" AS ?value) }}
              UNION {{ ?item (wdt:P17|wdt:P27|wdt:P1001)/wdt:P298 ?value BIND("country" AS ?what) }}
              UNION {{ ?item wdt:P585|wdt:P580|wdt:P582|wdt:P571 ?value BIND("date" AS ?what) }} }}"""
        )
        for row in rows:
            item, what, value = (row[name] for name in ("item", "what", "value"))  # type: ignore[index]
            found[item.value][what.value].add(value.value)
            if what.value == "label" and (value.language == "en" or item.value not in labels):
                labels[item.value] = value.value
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


class _Verdict(msgspec.Struct, frozen=True):
    """How well a candidate fits: likeness of names, and what agrees and disagrees beside them."""

    name: float
    agrees: tuple[str, ...]
    disagrees: tuple[str, ...]

    @property
    def confidence(self) -> float:
        if not self.agrees:
            return max(0.0, _ALONE * self.name - sum(_DISAGREES[part] for part in self.disagrees))
        value = _NAME * self.name + sum(_AGREES[part] for part in self.agrees)
        return min(0.99, max(0.0, value - sum(_DISAGREES[part] for part in self.disagrees)))

    def may_be_same(self, kind: Kind | None) -> bool:
        # two people of one country may bear one name
        if kind == "Person" or self.name < _SAME or self.disagrees or "type" not in self.agrees:
            return False
        return len(self.agrees) > 1


def _judge(thing: Thing, candidates: Sequence[Thing], source: str, author: str) -> Iterator[Link]:
    """The candidates that are worth a look; at most one of them as the same."""
    verdicts = sorted(
        ((verdict.confidence, verdict, other) for other in candidates for verdict in [_verdict(thing, other)]),
        key=lambda entry: (-entry[0], entry[2].iri),
    )
    same = [other.iri for _, verdict, other in verdicts if verdict.may_be_same(thing.kind)]
    for confidence, verdict, other in verdicts[:_MOST]:
        if confidence < _LEAST:
            continue
        is_same = same == [other.iri]
        said = [f"name {verdict.name:.0%} alike"]
        said += [f"{part} agrees" for part in verdict.agrees] + [f"{part} differs" for part in verdict.disagrees]
        said += [] if verdict.agrees else ["nothing but the name"]
        said += [f"one of {len(same)} that may be it"] if other.iri in same and not is_same else []
        yield Link(
            subject=thing.iri,
            predicate="owl:sameAs" if is_same else "skos:closeMatch",
            object=other.iri,
            subject_label=thing.label,
            object_label=other.label,
            justification="semapv:CompositeMatching" if verdict.agrees else "semapv:LexicalMatching",
            confidence=round(confidence, 2),
            comment="; ".join(said),
            source=source,
            tool="tookpart",
            author=author,
        )


def _verdict(thing: Thing, other: Thing) -> _Verdict:
    agrees: list[str] = []
    disagrees: list[str] = []
    name = alike(thing.names, other.names) / 100
    acronym = bool({bare(a) for a in thing.acronyms} & {bare(n) for n in other.names})
    if acronym and thing.names and name >= _SAME:
        agrees.append("acronym")
    elif acronym and not thing.names:
        name = 0.9
    if thing.kind is not None and other.types:
        (agrees if _FITTING[thing.kind] & other.types else disagrees).append("type")
    if thing.countries and other.countries:
        (agrees if thing.countries & other.countries else disagrees).append("country")
    if thing.dates and other.dates:
        fit = [_same_date(ours, theirs) for ours in thing.dates for theirs in other.dates]
        if True in fit:
            agrees.append("date")
        elif False in fit and None not in fit:
            disagrees.append("date")
    return _Verdict(name, tuple(agrees), tuple(disagrees))


def _same_date(ours: str, theirs: str) -> bool | None:
    """True or False as two dates say; None if theirs may stand for its whole year, as Wikidata's first of January does.

    >>> _same_date("2018-11", "2018-11-14T00:00:00Z"), _same_date("2018-11", "2018-01-01T00:00:00Z")
    (True, None)
    """
    if ours[:4] != theirs[:4]:
        return False
    theirs = theirs[:10]
    length = min(len(ours), len(theirs))
    if ours[:length] == theirs[:length]:
        return True
    return None if theirs.endswith("-01-01") else False
