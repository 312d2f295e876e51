"""What a graph says, read back as frozen values: the things, the facts between them, and the words behind each.

Read with a handful of SPARQL queries, so any store that answers SPARQL 1.1 will do. A node's triples are joined graph
by graph: every document states them whole, and over the union each would meet all the others' copies. Triples of the
inferred graph are left out: a snapshot holds what documents and reference facts state.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Literal, Protocol

import msgspec

from tookpart.ontology.errors import QueryError
from tookpart.ontology.vocabulary import INFERRED_GRAPH, PREFIXES, SUBCLASS_OF, TP, subclasses, superclasses

Kind = Literal["State", "Organisation", "Person", "Meeting", "Process", "Body", "ThematicArea", "Place"]

KINDS: tuple[Kind, ...] = ("State", "Organisation", "Person", "Meeting", "Process", "Body", "ThematicArea", "Place")
ROLES = ("attended", "hosted", "chaired", "organised", "funded", "supported", "observed", "spokeAt")
RELATIONS = ("memberOf", "observerOf", "presidencyOf", "secretariatOf", "affiliatedWith")
LINKS = ("ofProcess", "ofBody", "within", "heldAt", "heldIn", "hasTheme", "ofState", "inState")
LITERALS = ("startDate", "endDate", "isVirtual")

_PREFIXES = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())


class Answers(Protocol):
    """Anything that answers SPARQL over the union of its graphs with rows that map a variable's name to a term."""

    def query(self, query: str, /) -> Any:
        """Rows; `row["name"]` is None where unbound, else a term whose text is `.value`."""


class Quote(msgspec.Struct, frozen=True, order=True):
    """Words of one document, at characters `start` to `end` of it; `confidence` is from 0 to 1."""

    document: str
    start: int
    end: int
    text: str
    confidence: float | None = None


class Source(msgspec.Struct, frozen=True):
    """A document that the graph was read from."""

    iri: str
    file: str
    title: str | None = None
    issued: str | None = None
    language: str | None = None
    url: str | None = None


class Thing(msgspec.Struct, frozen=True):
    """Anything that takes part, is taken part in, or is told of a meeting.

    `kind` is one of eight; `type` is its most special class ("Workshop", "CivilSocietyOrganisation").
    """

    iri: str
    kind: Kind
    type: str
    label: str
    names: tuple[str, ...] = ()
    acronym: str | None = None
    code: str | None = None


class Fact(msgspec.Struct, frozen=True):
    """One fact: `subject` and `object` are IRIs, or `object` is a literal for startDate, endDate and isVirtual.

    `years` is "2019" or "2015-2016"; `confidence` the best of the documents that state it, None if only reference
    facts do.
    """

    subject: str
    property: str
    object: str
    confidence: float | None = None
    years: str | None = None
    job_title: str | None = None
    quotes: tuple[Quote, ...] = ()


def fact_order(fact: Fact) -> tuple[str, ...]:
    """The order in which facts stand, a total one: no two facts of a snapshot share it."""
    return (fact.subject, fact.property, fact.object, fact.years or "", fact.job_title or "")


class Snapshot(msgspec.Struct, frozen=True):
    """Everything that a network is made of, each part sorted."""

    things: Mapping[str, Thing]
    facts: tuple[Fact, ...]
    sources: Mapping[str, Source]

    def of(self, property: str) -> dict[str, list[str]]:
        """The objects of `property` by subject, each list sorted."""
        found: dict[str, list[str]] = defaultdict(list)
        for fact in self.facts:
            if fact.property == property:
                found[fact.subject].append(fact.object)
        return dict(found)


def read_snapshot(store: Answers, *, language: str = "en") -> Snapshot:
    """Read a snapshot of the whole dataset; names in `language` where the graph has them.

    Raises `QueryError` if the store holds a value where the vocabulary asks for another, such as a confidence that is
    no number.
    """
    things = _read_things(store, language)
    sources = _read_sources(store)
    confidences = _read_confidences(store)
    quotes = _read_quotes(store, confidences)
    facts = [
        *_read_participations(store, confidences, quotes),
        *_read_memberships(store, confidences, quotes),
        *_read_attributes(store, quotes),
    ]
    known = [fact for fact in facts if fact.subject in things and (fact.property in LITERALS or fact.object in things)]
    known.sort(key=fact_order)
    return Snapshot(things=things, facts=tuple(known), sources=sources)


def _rows(store: Answers, query: str, names: str) -> Iterable[tuple[str | None, ...]]:
    columns = names.split()
    for row in store.query(_PREFIXES + query):
        yield tuple(None if (term := row[column]) is None else str(term.value) for column in columns)


def _local(iri: str) -> str:
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def _number(text: str | None, what: str) -> float:
    try:
        return float(text or "")
    except ValueError:
        raise QueryError(
            f"{what} is {text!r}, which is no number; build the graph again, or correct that value"
        ) from None


def _read_things(store: Answers, language: str) -> dict[str, Thing]:
    kind_of: dict[str, Kind] = {TP + name: kind for kind in KINDS for name in subclasses(kind)}
    above: dict[str, set[str]] = defaultdict(set)
    for narrow, broad in _rows(store, "SELECT ?c ?b WHERE { ?c rdfs:subClassOf ?b }", "c b"):
        above[str(narrow)].add(str(broad))
    # closed here, as Virtuoso takes no path with + that is open at both ends
    for narrow in list(above):
        waiting = list(above[narrow])
        while waiting:
            new = above.get(waiting.pop(), set()) - above[narrow]
            above[narrow] |= new
            waiting += new
    # classes that a user's own extension adds below ours
    for narrow, broader in sorted(above.items()):
        found = sorted(kind_of[broad] for broad in broader if broad in kind_of)
        if found:
            kind_of.setdefault(narrow, found[0])

    classes: dict[str, set[str]] = defaultdict(set)
    values = " ".join(f"<{iri}>" for iri in sorted(kind_of))
    for thing, found_class in _rows(store, f"SELECT ?t ?c WHERE {{ VALUES ?c {{ {values} }} ?t a ?c }}", "t c"):
        classes[str(thing)].add(str(found_class))

    names: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
    pattern = """SELECT ?t ?p ?n (LANG(?n) AS ?l) WHERE {
      VALUES ?p { skos:prefLabel skos:altLabel rdfs:label tp:acronym tp:iso3 } ?t ?p ?n }"""
    for thing, property, name, tag in _rows(store, pattern, "t p n l"):
        names[str(thing)].add((_local(str(property)), str(name), tag or ""))

    things: dict[str, Thing] = {}
    for iri in sorted(classes):
        special = _most_special(classes[iri], above)
        things[iri] = _named(iri, kind_of[special], _local(special), names[iri], language)
    return things


def _most_special(classes: set[str], above: Mapping[str, set[str]]) -> str:
    """The class that is deepest below the others, of several such the first by name."""
    return min(classes, key=lambda found: (-_depth(found, above), found))


def _depth(found: str, above: Mapping[str, set[str]]) -> int:
    name = found.removeprefix(TP)
    return max(len(above.get(found, ())), len(superclasses(name)) if name in SUBCLASS_OF else 0)


def _named(iri: str, kind: Kind, type_: str, names: set[tuple[str, str, str]], language: str) -> Thing:
    def rank(entry: tuple[str, str, str]) -> tuple[int, int, str, str]:
        property, name, tag = entry
        order = [language, "en", ""]
        return (property != "prefLabel", order.index(tag) if tag in order else len(order), tag, name)

    labels = sorted((entry for entry in names if entry[0] in ("prefLabel", "label")), key=rank)
    acronyms = sorted(name for property, name, _ in names if property == "acronym")
    codes = sorted(name for property, name, _ in names if property == "iso3")
    label = labels[0][1] if labels else (acronyms[0] if acronyms else _local(iri))
    others = sorted({name for property, name, _ in names if property != "iso3"} - {label})
    return Thing(
        iri=iri,
        kind=kind,
        type=type_,
        label=label,
        names=tuple(others),
        acronym=_fitting(acronyms, label, _local(iri)),
        code=codes[0] if codes else None,
    )


def _fitting(acronyms: list[str], label: str, slug: str) -> str | None:
    """The acronym that goes with a label: acronyms carry no language, so their letters decide, then the slug.

    >>> _fitting(["CRM", "RCM"], "Regional Conference on Migration", "rcm")
    'RCM'
    >>> _fitting(["CRM", "RCM"], "Conferencia Regional sobre Migración", "rcm")
    'CRM'
    """
    initials = "".join(word[0] for word in label.split() if word[0].isupper()).casefold()

    def rank(acronym: str) -> tuple[float, bool, int, str]:
        likeness = difflib.SequenceMatcher(None, acronym.casefold(), initials, autojunk=False).ratio()
        return (-round(likeness, 1), acronym.casefold() != slug, len(acronym), acronym)

    return min(acronyms, key=rank, default=None)


def _read_sources(store: Answers) -> dict[str, Source]:
    pattern = """SELECT ?d ?file ?title ?issued ?language ?url WHERE {
      ?d a tp:Document OPTIONAL { ?d tp:sourceFile ?file } OPTIONAL { ?d dcterms:title ?title }
      OPTIONAL { ?d dcterms:issued ?issued } OPTIONAL { ?d dcterms:language ?language }
      OPTIONAL { ?d dcterms:source ?url } }"""
    found: dict[str, Source] = {}
    for iri, file, title, issued, language, url in sorted(
        _rows(store, pattern, "d file title issued language url"), key=lambda row: tuple(part or "" for part in row)
    ):
        key = str(iri)
        if key not in found:
            found[key] = Source(key, file or _local(key), title, issued, language and _local(language), url)
    return found


def _read_confidences(store: Answers) -> dict[str, dict[str, float]]:
    """Confidence by node, then by the document whose graph gives it."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    pattern = "SELECT ?n ?d ?c WHERE { GRAPH ?d { ?n tp:confidence ?c } }"
    for node, document, confidence in _rows(store, pattern, "n d c"):
        value = _number(confidence, f"the tp:confidence of <{node}>")
        found[str(node)][str(document)] = max(value, found[str(node)].get(str(document), 0.0))
    return found


def _read_quotes(
    store: Answers, confidences: Mapping[str, Mapping[str, float]]
) -> dict[tuple[str, str | None], tuple[Quote, ...]]:
    """The words that support a node, by node and by the property that they state (None: the node itself)."""
    pattern = """SELECT ?e ?n ?text ?start ?end ?d ?p WHERE {
      GRAPH ?g { ?e tp:supports ?n ; oa:exact ?text ; oa:start ?start ; oa:end ?end ; tp:inDocument ?d .
        OPTIONAL { ?e tp:statesProperty ?p } } }"""
    found: dict[tuple[str, str | None], set[Quote]] = defaultdict(set)
    for evidence, node, text, start, end, document, property in _rows(store, pattern, "e n text start end d p"):
        place = [int(_number(offset, f"an offset of <{evidence}>")) for offset in (start, end)]
        # a statement's confidence stands on its evidence, that of others on the node that is supported
        own = confidences.get(str(evidence), {}).get(str(document))
        confidence = own if own is not None else confidences.get(str(node), {}).get(str(document))
        key = (str(node), _local(property) if property else None)
        found[key].add(Quote(str(document), place[0], place[1], str(text), confidence))
    return {key: tuple(sorted(quotes, key=_quote_order)) for key, quotes in found.items()}


def _quote_order(quote: Quote) -> tuple[str, int, int, str, float]:
    return (quote.document, quote.start, quote.end, quote.text, quote.confidence or 0.0)


def _read_participations(
    store: Answers,
    confidences: Mapping[str, Mapping[str, float]],
    quotes: Mapping[tuple[str, str | None], tuple[Quote, ...]],
) -> Iterable[Fact]:
    pattern = """SELECT DISTINCT ?n ?actor ?meeting ?role WHERE {
      GRAPH ?d { ?n a tp:Participation ; tp:actor ?actor ; tp:meeting ?meeting ; tp:role ?role } }"""
    for node, actor, meeting, role in _rows(store, pattern, "n actor meeting role"):
        given = confidences.get(str(node), {}).values()
        yield Fact(
            subject=str(actor),
            property=_local(str(role)).removeprefix("role-"),
            object=str(meeting),
            confidence=max(given, default=None),
            quotes=quotes.get((str(node), None), ()),
        )


def _read_memberships(
    store: Answers,
    confidences: Mapping[str, Mapping[str, float]],
    quotes: Mapping[tuple[str, str | None], tuple[Quote, ...]],
) -> Iterable[Fact]:
    pattern = """SELECT DISTINCT ?n ?member ?target ?role ?years ?title WHERE {
      GRAPH ?d {
        ?n a tp:Membership ; org:member ?member ; org:organization ?target ; org:role ?role .
        OPTIONAL { ?n org:memberDuring ?years } OPTIONAL { ?n tp:jobTitle ?title } } }"""
    for node, member, target, role, years, title in _rows(store, pattern, "n member target role years title"):
        given = confidences.get(str(node), {}).values()
        yield Fact(
            subject=str(member),
            property=_local(str(role)).removeprefix("role-"),
            object=str(target),
            confidence=max(given, default=None),
            years=_local(years) if years else None,
            job_title=title,
            quotes=quotes.get((str(node), None), ()),
        )


def _read_attributes(store: Answers, quotes: Mapping[tuple[str, str | None], tuple[Quote, ...]]) -> Iterable[Fact]:
    values = " ".join(f"tp:{name}" for name in (*LINKS, *LITERALS))
    pattern = f"""SELECT DISTINCT ?s ?p ?o ?g WHERE {{
      GRAPH ?g {{ VALUES ?p {{ {values} }} ?s ?p ?o }} FILTER(?g != <{INFERRED_GRAPH}>) }}"""
    graphs: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for subject, property, value, graph in _rows(store, pattern, "s p o g"):
        graphs[str(subject), _local(str(property)), str(value)].add(str(graph))
    for (subject, name, value), stated in graphs.items():
        # evidence tells which property it states, not which value: only documents that state this value speak for it
        support = tuple(quote for quote in quotes.get((subject, name), ()) if quote.document in stated)
        confidence = max((quote.confidence for quote in support if quote.confidence is not None), default=None)
        yield Fact(subject=subject, property=name, object=value, confidence=confidence, quotes=support)
