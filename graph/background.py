"""The graphs that no document made: the ontology, a user's extension of it, its schemes, and the reference facts that
documents speak of.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path

import msgspec
import pyoxigraph as ox

from tookpart.graph.rdf import literal
from tookpart.ontology.errors import InputError
from tookpart.ontology.reasoning import Rules, default_rules, read_rules
from tookpart.ontology.reference import FOLDER, Process, State, Thing, things
from tookpart.ontology.sources import MAPPINGS_FILE, ONTOLOGY_FILE, SCHEMES_FILE, read_named
from tookpart.ontology.vocabulary import ONTOLOGY_GRAPH, PREFIXES, REFERENCE_GRAPH, SCHEMES_GRAPH, TP

MAPPINGS_GRAPH = SCHEMES_GRAPH.rpartition("/")[0] + "/mappings"
EXTENSION_GRAPH = SCHEMES_GRAPH.rpartition("/")[0] + "/extension"

_A = f"<{PREFIXES['rdf']}type>"
_ALTERNATIVE = ("alias", "official", "inverted", "historical")
_PARENT = {"State": "ofState", "Process": "ofProcess"}


class Background:
    """What stands behind the documents of a graph whose IRIs begin with `base`.

    `extension` are Turtle files of a user that extend the ontology.
    """

    def __init__(self, base: str, extension: Sequence[Path] = ()) -> None:
        self.base, self.extension = base, tuple(sorted(extension, key=lambda path: path.name))

    @cached_property
    def digest(self) -> str:
        """A hash of all files that the background is made from."""
        hasher = hashlib.sha256(self.base.encode())
        for path in (ONTOLOGY_FILE, SCHEMES_FILE, MAPPINGS_FILE, *sorted(FOLDER.glob("*.csv")), *self.extension):
            hasher.update(path.name.encode() + path.read_bytes())
        return hasher.hexdigest()

    @cached_property
    def rules(self) -> Rules:
        """What is concluded by: the rules of the ontology and its extension."""
        return read_rules(self.extension) if self.extension else default_rules()

    @cached_property
    def reasoning(self) -> str:
        """A hash of the rules that conclusions are drawn by: when they change, all conclusions do."""
        return hashlib.sha256(msgspec.json.encode(self.rules, order="deterministic")).hexdigest()

    def has(self, slug: str) -> bool:
        """True if a row of the reference facts has this slug."""
        return slug in things()

    def graphs(self, references: Iterable[str]) -> dict[str, list[str]]:
        """The lines of each background graph by its IRI; reference facts only of these slugs and of what they belong
        to.
        """
        return {
            ONTOLOGY_GRAPH: _lines(read_named(ONTOLOGY_FILE, self.base), ONTOLOGY_GRAPH),
            SCHEMES_GRAPH: _lines(read_named(SCHEMES_FILE, self.base), SCHEMES_GRAPH),
            MAPPINGS_GRAPH: _lines(read_named(MAPPINGS_FILE, self.base), MAPPINGS_GRAPH),
            EXTENSION_GRAPH: _lines(
                [triple for path in self.extension for triple in read_named(path, self.base)], EXTENSION_GRAPH
            ),
            REFERENCE_GRAPH: self.reference(references),
        }

    def reference(self, references: Iterable[str]) -> list[str]:
        """The lines of the reference graph: these slugs and what they belong to."""
        wanted: set[str] = set()
        waiting = sorted(references)
        while waiting:
            slug = waiting.pop()
            if slug not in wanted and slug in things():
                wanted.add(slug)
                of = things()[slug].of
                waiting += [of] if of else []
        end = f" <{REFERENCE_GRAPH}> .\n"
        return sorted({triple + end for slug in wanted for triple in self._thing(things()[slug])})

    def _thing(self, thing: Thing) -> Iterable[str]:
        node = f"<{self.base}{thing.slug}>"
        yield f"{node} {_A} <{TP}{thing.kind}>"
        preferred = {(label.text, label.language) for label in thing.labels if label.form == "preferred"}
        for label in thing.labels:
            if label.form == "preferred":
                yield f"{node} <{PREFIXES['skos']}prefLabel> {literal(label.text, language=label.language)}"
            elif label.form == "acronym":
                yield f"{node} <{TP}acronym> {literal(label.text)}"
            elif label.form in _ALTERNATIVE and (label.text, label.language) not in preferred:
                yield f"{node} <{PREFIXES['skos']}altLabel> {literal(label.text, language=label.language)}"
        if thing.of is not None and thing.of in things():
            parent = things()[thing.of]
            prop = (
                TP + "inState"
                if thing.kind == "Place"
                else TP + _PARENT[parent.kind]
                if parent.kind in _PARENT
                else None
            )
            yield f"{node} <{prop or PREFIXES['org'] + 'subOrganizationOf'}> <{self.base}{thing.of}>"
        if thing.wikidata:
            link = PREFIXES["owl"] + "sameAs" if thing.wikidata_link == "sameAs" else PREFIXES["skos"] + "closeMatch"
            yield f"{node} <{link}> <http://www.wikidata.org/entity/{thing.wikidata}>"
        if ror := getattr(thing, "ror", None):
            yield f"{node} <{PREFIXES['owl']}sameAs> <{ror}>"
        if geonames := getattr(thing, "geonames", None):
            yield f"{node} <{PREFIXES['owl']}sameAs> <https://sws.geonames.org/{geonames}/>"
        if isinstance(thing, State):
            yield f"{node} <{TP}iso3> {literal(thing.iso3)}"
            yield f"{node} <{TP}iso2> {literal(thing.iso2)}"
        if isinstance(thing, Process):
            if thing.established:
                yield f"{node} <{TP}establishedIn> {literal(thing.established, 'gYear')}"
            if thing.homepage:
                yield f"{node} <{PREFIXES['foaf']}homepage> <{thing.homepage}>"
        yield f"{node} <{PREFIXES['dcterms']}source> {literal(thing.source)}"


def _lines(triples: Iterable[ox.Triple], graph: str) -> list[str]:
    return sorted({f"{triple} <{graph}> .\n" for triple in triples})


def check_extension(files: Sequence[Path]) -> None:
    """Refuse what cannot extend the ontology: `MissingError` for a file that is not there, `InputError` for one that is
    not Turtle or has the name of another.
    """
    for number, path in enumerate(files):
        if path.name in {other.name for other in files[:number]}:
            raise InputError(f"{path}: another file of this name extends the ontology already; rename one of them")
        if path.suffix.lower() != ".ttl":
            raise InputError(f"{path}: an extension of the ontology is a Turtle file, with the suffix .ttl")
        read_named(path)
    read_rules(files)
