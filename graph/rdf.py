"""From one document's facts to the lines of its named graph, in canonical N-Quads.

Lines, not term objects: they are what a store loads fastest, what hashes compare, and what goes over the wire to a
SPARQL server.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePath

from tookpart.graph.ledger import Named
from tookpart.graph.names import slug
from tookpart.graph.nodes import group
from tookpart.ontology.errors import InputError
from tookpart.ontology.facts import DocumentFacts, Entity, Evidence, Meeting
from tookpart.ontology.vocabulary import ID, PREFIXES, TP, role

_XSD = PREFIXES["xsd"]
_A = f"<{PREFIXES['rdf']}type>"
_LABEL = f"<{PREFIXES['rdfs']}label>"
_ESCAPED = re.compile('["\\\\\x00-\x1f\x7f]')
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_IRI = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|^`\\]+')
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
# nobody's address or telephone number becomes data, even where it stands in the middle of a sentence that is evidence
_PRIVATE = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?:(?<![\d\w])\+|\b[Tt][EeÉé][Ll]\w*\.?\s*:?\s*)\(?\d(?:[\s()./-]*\d){6,}"
)

_DATES = {4: "gYear", 7: "gYearMonth", 10: "date"}
_PARENTS = {"organisation": ("ofState", "state"), "body": ("ofProcess", "process"), "place": ("inState", "state")}


def literal(text: str, datatype: str | None = None, language: str | None = None) -> str:
    """A literal in N-Quads; characters that have no place in RDF become U+FFFD.

    >>> literal('He said "yes".', language="en")
    '"He said \\\\"yes\\\\"."@en'
    """
    if _ESCAPED.search(text):
        text = _ESCAPED.sub(lambda m: _ESCAPES.get(m[0]) or f"\\u{ord(m[0]):04X}", text)
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode() if text.isprintable() else _no_surrogates(text)
    if datatype is not None:
        return f'"{text}"^^<{_XSD}{datatype}>'
    if language is not None and _LANGUAGE.fullmatch(language):
        return f'"{text}"@{language.lower()}'
    return f'"{text}"'


def _no_surrogates(text: str) -> str:
    return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)


def number(value: float) -> str:
    """A confidence as an xsd:decimal of at most three digits.

    >>> number(0.85)
    '"0.85"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    """
    return literal(f"{value:.3f}".rstrip("0").rstrip("."), "decimal")


def date(value: str) -> str:
    """A date literal with the datatype of its precision; raises `InputError` for anything else.

    >>> date("2019-11")
    '"2019-11"^^<http://www.w3.org/2001/XMLSchema#gYearMonth>'
    """
    try:
        return literal(value, _DATES[len(value)])
    except KeyError:
        raise InputError(f"{value!r} is no date; expected a form such as 2019-11-12, 2019-11 or 2019") from None


def document_slug(file: str, sha256: str) -> str:
    """The slug of a document: readable by its file name, unique by its content.

    >>> document_slug("RCM 24.txt", "a8527b3d6ff71a56")
    'rcm-24-a8527b3d'
    """
    return f"{slug(PurePath(file).stem)}-{sha256[:8]}"


def fingerprint(lines: Iterable[str]) -> str:
    """The SHA-256 of a graph's lines in sorted order."""
    return hashlib.sha256("".join(sorted(lines)).encode()).hexdigest()


def document_lines(facts: DocumentFacts, known: Mapping[str, Named], base: str = ID) -> list[str]:
    """The lines of a document's named graph, sorted and each once.

    `known` tells what the document's entities and meetings were found to be, by local id; `base` is the beginning of
    all their IRIs.
    """
    end = graph_end(facts, base)
    return [triple + end for triple in document_triples(facts, known, base)]


def document_triples(facts: DocumentFacts, known: Mapping[str, Named], base: str = ID) -> list[str]:
    """The same without the end of each line: with `graph_end` behind each they are sorted lines too."""
    return sorted(_Writer(facts, known, base).write())


def graph_end(facts: DocumentFacts, base: str = ID) -> str:
    """What ends each line of a document's named graph: the graph's IRI, a dot and a line break."""
    # nothing that can go on where a triple ends sorts before the space that this begins with
    return f" <{base}document/{document_slug(facts.source.file, facts.source.sha256)}> .\n"


class _Writer:
    """One document on its way to lines."""

    def __init__(self, facts: DocumentFacts, known: Mapping[str, Named], base: str) -> None:
        self.facts, self.known, self.base = facts, known, base
        self.slug = document_slug(facts.source.file, facts.source.sha256)
        self.document = self.iri(f"document/{self.slug}")
        self.triples: set[str] = set()
        self.entities = {e.id: e for e in facts.entities}
        self.spans: dict[Evidence, set[str]] = defaultdict(set)
        self.rules: dict[Evidence, set[str]] = defaultdict(set)

    def iri(self, identity: str) -> str:
        return f"<{self.base}{identity}>"

    def add(self, subject: str, predicate: str, *objects: str) -> None:
        for item in objects:
            self.triples.add(f"{subject} {predicate} {item}")

    def slug_of(self, local: str) -> str:
        return self.known[local].slug

    def write(self) -> set[str]:
        self.describe()
        for entity in self.facts.entities:
            self.entity(entity)
        for meeting in self.facts.meetings:
            self.meeting(meeting)
        self.statements()
        self.participations()
        self.memberships()
        self.evidence()
        return self.triples

    def describe(self) -> None:
        source, node = self.facts.source, self.document
        self.add(node, _A, _tp("Document"))
        self.add(node, _tp("sourceFile"), literal(source.file))
        self.add(node, _tp("contentHash"), literal(source.sha256))
        if source.title:
            self.add(node, _term("dcterms", "title"), literal(_public(source.title), language=source.language))
        if source.published:
            self.add(node, _term("dcterms", "issued"), date(source.published))
        if source.language:
            self.add(node, _term("dcterms", "language"), literal(source.language))
        if source.url:
            self.add(
                node,
                _term("dcterms", "source"),
                f"<{source.url}>" if _IRI.fullmatch(source.url) else literal(source.url),
            )
        if source.publisher:
            self.add(node, _term("dcterms", "publisher"), literal(_public(source.publisher)))
        if self.facts.reason:
            self.add(node, _term("rdfs", "comment"), literal(_public(self.facts.reason)))

    def entity(self, entity: Entity) -> None:
        node = self.iri(self.slug_of(entity.id))
        self.add(self.document, _tp("mentions"), node)
        for evidence in entity.evidence:
            self.spans[evidence].add(node)
        if entity.reference is not None or not self.known[entity.id].label:
            # the reference facts describe it, if not as the document's rules know it then as a user has settled it
            return
        kind = group(entity)
        self.add(node, _A, _tp(entity.kind))
        self.names(node, self.known[entity.id].label, (entity.name, *entity.names), entity.acronyms)
        parent = self.known.get(entity.of) if entity.of else None
        if parent is not None and kind in _PARENTS:
            prop, wanted = _PARENTS[kind]
            if parent.slug.startswith(f"{wanted}/"):
                self.add(node, _tp(prop), self.iri(parent.slug))
            elif kind == "organisation":
                self.add(node, _term("org", "subOrganizationOf"), self.iri(parent.slug))

    def names(self, node: str, label: str, names: Iterable[str], acronyms: Iterable[str]) -> None:
        language = self.facts.source.language
        self.add(node, _term("skos", "prefLabel"), literal(_public(label), language=language))
        short = set(acronyms)
        for name in {*names} - short - {label}:
            self.add(node, _term("skos", "altLabel"), literal(_public(name), language=language))
        for acronym in short:
            self.add(node, _tp("acronym"), literal(_public(acronym)))

    def meeting(self, meeting: Meeting) -> None:
        node = self.iri(self.slug_of(meeting.id))
        self.add(self.document, _tp("mentions"), node)
        self.add(node, _A, _tp(meeting.kind))
        self.names(node, self.known[meeting.id].label, (meeting.name, *meeting.names), ())
        if meeting.ordinal is not None:
            self.add(node, _tp("ordinal"), literal(str(meeting.ordinal), "integer"))
        for evidence in meeting.evidence:
            self.spans[evidence].add(node)

    def value(self, prop: str, value: str) -> str:
        if prop in ("startDate", "endDate"):
            return date(value)
        if prop == "isVirtual":
            return literal(value, "boolean")
        if prop == "hasTheme":
            return self.iri(f"theme/{slug(value.removeprefix('theme/'))}")
        return self.iri(self.slug_of(value))

    def statements(self) -> None:
        taken: dict[Evidence, int] = defaultdict(int)
        for said in sorted(self.facts.statements, key=lambda s: (s.subject, s.property, s.value, s.evidence)):
            subject = self.iri(self.slug_of(said.subject))
            value = self.value(said.property, said.value)
            if value == subject:
                continue  # a part that turned out to be its whole
            self.add(subject, _tp(said.property), value)
            for evidence in said.evidence:
                taken[evidence] += 1
                # a node of its own, since property and confidence belong to this statement and not to the span
                node = self.selector(evidence, f"-{taken[evidence]}")
                self.add(node, _tp("supports"), subject)
                self.add(node, _tp("statesProperty"), _tp(said.property))
                self.add(node, _tp("confidence"), number(said.confidence))
                self.add(node, _tp("readByRule"), literal(said.rule))

    def participations(self) -> None:
        surest: dict[str, float] = {}
        for part in self.facts.participations:
            actor, meeting = self.slug_of(part.actor), self.slug_of(part.meeting)
            node = self.iri(f"participation/{_tail(meeting)}--{_joined(actor)}--{part.role}")
            self.add(self.iri(actor), _tp(part.role), self.iri(meeting))
            self.add(node, _A, _tp("Participation"))
            self.add(node, _tp("actor"), self.iri(actor))
            self.add(node, _tp("meeting"), self.iri(meeting))
            self.add(node, _tp("role"), f"<{role(part.role)}>")
            surest[node] = max(part.confidence, surest.get(node, 0.0))
            for evidence in part.evidence:
                self.spans[evidence].add(node)
                self.rules[evidence].add(part.rule)
        for node, confidence in surest.items():
            self.add(node, _tp("confidence"), number(confidence))

    def memberships(self) -> None:
        surest: dict[str, float] = {}
        for link in self.facts.memberships:
            member, target = self.slug_of(link.member), self.slug_of(link.target)
            parts = [_joined(target), _joined(member), link.relation]
            parts += [slug(extra) for extra in (link.years, link.job_title) if extra]
            node = self.iri(f"membership/{'--'.join(parts)}")
            self.add(self.iri(member), _tp(link.relation), self.iri(target))
            self.add(node, _A, _tp("Membership"))
            self.add(node, _term("org", "member"), self.iri(member))
            self.add(node, _term("org", "organization"), self.iri(target))
            self.add(node, _term("org", "role"), f"<{role(link.relation)}>")
            if link.job_title:
                self.add(node, _tp("jobTitle"), literal(_public(link.job_title)))
            if link.years:
                self.add(node, _term("org", "memberDuring"), self.interval(link.years))
            surest[node] = max(link.confidence, surest.get(node, 0.0))
            for evidence in link.evidence:
                self.spans[evidence].add(node)
                self.rules[evidence].add(link.rule)
        for node, confidence in surest.items():
            self.add(node, _tp("confidence"), number(confidence))

    def interval(self, years: str) -> str:
        first, _, last = years.partition("-")
        node = self.iri(f"interval/{slug(years)}")
        self.add(node, _A, _term("time", "Interval"))
        self.add(node, _LABEL, literal(years))
        for prop, year in (("hasBeginning", first), ("hasEnd", last or first)):
            if len(year) == 4 and year.isdigit():
                instant = self.iri(f"year/{year}")
                self.add(node, _term("time", prop), instant)
                self.add(instant, _A, _term("time", "Instant"))
                self.add(instant, _term("time", "inXSDgYear"), literal(year, "gYear"))
        return node

    def evidence(self) -> None:
        for evidence, supported in self.spans.items():
            node = self.selector(evidence, "")
            self.add(node, _tp("supports"), *supported)
            self.add(node, _tp("readByRule"), *(literal(r) for r in self.rules.get(evidence, ())))

    def selector(self, evidence: Evidence, number: str) -> str:
        node = f"<{self.base}evidence/{self.slug}-{evidence.start}-{evidence.end}{number}>"
        # half of all triples are these
        self.triples.update(
            (
                f"{node} {_A} {_EVIDENCE}",
                f"{node} {_EXACT} {literal(_public(evidence.quote))}",
                f'{node} {_START} "{evidence.start}"^^{_INTEGER}',
                f'{node} {_END} "{evidence.end}"^^{_INTEGER}',
                f"{node} {_IN} {self.document}",
            )
        )
        return node


def _public(text: str) -> str:
    return _PRIVATE.sub("[…]", text) if "@" in text or "+" in text or "el" in text.lower() else text


def _tail(identity: str) -> str:
    return identity.partition("/")[2]


def _joined(identity: str) -> str:
    return identity.replace("/", "-", 1)


def _cached(prefix: str) -> Callable[[str], str]:
    made: dict[str, str] = {}

    def term(name: str) -> str:
        found = made.get(name)
        if found is None:
            found = made[name] = f"<{prefix}{name}>"
        return found

    return term


_tp = _cached(TP)
_TERMS = {prefix: _cached(iri) for prefix, iri in PREFIXES.items()}


def _term(prefix: str, name: str) -> str:
    return _TERMS[prefix](name)


_EVIDENCE, _IN = _tp("Evidence"), _tp("inDocument")
_EXACT, _START, _END = _term("oa", "exact"), _term("oa", "start"), _term("oa", "end")
_INTEGER = f"<{_XSD}integer>"
