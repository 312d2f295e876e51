"""Reference facts: the states, organisations, processes, bodies and places that documents name.

Every row of `reference/*.csv` is one frozen value with its labels in English, Spanish and French. A slug ("state/gtm",
"organisation/iom", "process/rcm") is the same here, in `tookpart.ontology.facts` and in IRIs.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import msgspec

from tookpart.ontology.errors import UnknownReferenceError

LANGUAGES = ("en", "es", "fr")
FOLDER = Path(__file__).parent / "reference"

Form = Literal["preferred", "alias", "official", "inverted", "historical", "acronym", "demonym"]
Rule = Literal["default", "defined", "own-language", "place-context", "given-name"]


class Label(msgspec.Struct, frozen=True):
    """One name of a thing in one language; a demonym ("Guatemalan") is no name of the state but tells it."""

    text: str
    language: str
    form: Form


class Thing(msgspec.Struct, frozen=True, kw_only=True):
    """What all rows have: `kind` is a class of the ontology, `of` the slug of what it belongs to.

    `source` says where the row is from, `wikidata_link` how sure the item is: "sameAs", "closeMatch" or None.
    """

    slug: str
    kind: str
    labels: tuple[Label, ...]
    source: str
    of: str | None = None
    wikidata: str | None = None
    wikidata_link: str | None = None

    def name(self, language: str = "en") -> str:
        """The preferred name in a language, else in English, else the first one.

        >>> states()["state/deu"].name("es")
        'Alemania'
        """
        preferred = {label.language: label.text for label in self.labels if label.form == "preferred"}
        return preferred.get(language) or preferred.get("en") or self.labels[0].text

    def texts(self, form: Form) -> tuple[str, ...]:
        """The labels of one form, each once.

        >>> lookup("organisation/ecowas").texts("acronym")
        ('ECOWAS', 'CEDEAO')
        """
        return tuple(dict.fromkeys(label.text for label in self.labels if label.form == form))


class State(Thing, frozen=True, kw_only=True):
    """A state, or a territory that takes part as one; `status` is un_member, un_observer, territory or other."""

    iso3: str
    iso2: str
    status: str
    geonames: str | None = None


class Organisation(Thing, frozen=True, kw_only=True):
    """An organisation; `kind` is tp:Organisation or one of its subclasses."""

    ror: str | None = None


class Process(Thing, frozen=True, kw_only=True):
    """A standing dialogue; members and observers are slugs as of `members_as_of`, which is not today."""

    scope: str
    region: str
    established: str | None = None
    members: tuple[str, ...] = ()
    observers: tuple[str, ...] = ()
    members_as_of: str | None = None
    secretariat: tuple[str, ...] = ()
    homepage: str | None = None


class Body(Thing, frozen=True, kw_only=True):
    """A standing part of a process, whose slug is `of`."""


class Place(Thing, frozen=True, kw_only=True):
    """A city in which meetings take place; `of` is its state."""

    capital: bool = False
    geonames: str | None = None


class Ambiguity(msgspec.Struct, frozen=True):
    """How a name is read that more than one thing bears, or that is a word or a person's name as well.

    `rule` is one of
    default        `candidates[0]`, unless the text names another candidate by a name that is its own, and not the first
    defined        only if the text also has a name of the candidate that is its own, or of its process if it is a body
    own-language   counts only in documents in `language`
    place-context  counts only behind "in", before ", <its state>", or alone on a line
    given-name     no state or place when a capitalised word follows or precedes, as in a person's name
    """

    name: str
    language: str | None
    rule: Rule
    candidates: tuple[str, ...]
    note: str


def rows(file: str) -> Iterator[dict[str, str]]:
    """The rows of one file of reference facts, by column."""
    with (FOLDER / file).open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def split(cell: str) -> tuple[str, ...]:
    """The parts of a cell that holds a list: "BLZ|CAN" is ("BLZ", "CAN")."""
    return tuple(part for part in cell.split("|") if part)


def row_labels(row: dict[str, str]) -> tuple[Label, ...]:
    """The labels in the columns name_*, acronyms_* and aliases_* of a row, each once a language."""
    labels = [
        Label(row[f"name_{language}"], language, "preferred") for language in LANGUAGES if row[f"name_{language}"]
    ]
    for language in LANGUAGES:
        labels += [Label(text, language, "acronym") for text in split(row.get(f"acronyms_{language}", ""))]
        labels += [Label(text, language, "alias") for text in split(row.get(f"aliases_{language}", ""))]
    return tuple(labels)


STATE_FORMS: Mapping[str, Form] = MappingProxyType(
    {
        "short": "alias",
        "official": "official",
        "inverted": "inverted",
        "historical": "historical",
        "abbreviation": "acronym",
        "demonym": "demonym",
    }
)


@cache
def states() -> Mapping[str, State]:
    """States by slug.

    >>> states()["state/gtm"].iso2
    'GT'
    """
    labels: dict[str, list[Label]] = {}
    for row in rows("states.csv"):
        labels[row["iso3"]] = [Label(row[f"name_{language}"], language, "preferred") for language in LANGUAGES]
    for row in rows("state_names.csv"):
        known = labels[row["state"]]
        if Label(row["name"], row["language"], "preferred") not in known:
            known.append(Label(row["name"], row["language"], STATE_FORMS[row["kind"]]))
    return MappingProxyType(
        {
            (slug := f"state/{row['iso3'].lower()}"): State(
                slug=slug,
                kind="State",
                labels=tuple(labels[row["iso3"]]),
                source=row["source"],
                wikidata=row["wikidata"] or None,
                wikidata_link="sameAs" if row["wikidata"] else None,
                iso3=row["iso3"],
                iso2=row["iso2"],
                status=row["status"],
                geonames=row["geonames"] or None,
            )
            for row in rows("states.csv")
        }
    )


@cache
def organisations() -> Mapping[str, Organisation]:
    """Organisations by slug.

    >>> organisations()["organisation/iom"].kind
    'IntergovernmentalOrganisation'
    """
    return MappingProxyType(
        {
            (slug := f"organisation/{row['slug']}"): Organisation(
                slug=slug,
                kind=row["kind"],
                labels=row_labels(row),
                source=row["source"],
                of=row["of"] or None,
                wikidata=row["wikidata"] or None,
                wikidata_link=row["wikidata_link"] or None,
                ror=row["ror"] or None,
            )
            for row in rows("organisations.csv")
        }
    )


@cache
def processes() -> Mapping[str, Process]:
    """Processes by slug.

    >>> "state/gtm" in processes()["process/rcm"].members
    True
    """

    def members(row: dict[str, str], state_column: str, organisation_column: str) -> tuple[str, ...]:
        of_states = (f"state/{iso3.lower()}" for iso3 in split(row[state_column]))
        return (*of_states, *(f"organisation/{slug}" for slug in split(row[organisation_column])))

    return MappingProxyType(
        {
            (slug := f"process/{row['slug']}"): Process(
                slug=slug,
                kind="Process",
                labels=row_labels(row),
                source=row["source"],
                scope=row["type"],
                region=row["region"],
                established=row["established"] or None,
                members=members(row, "members", "member_organisations"),
                observers=members(row, "observers", "observer_organisations"),
                members_as_of=row["members_as_of"] or None,
                secretariat=split(row["secretariat"]),
                homepage=row["homepage"] or None,
            )
            for row in rows("processes.csv")
        }
    )


@cache
def collective_processes() -> frozenset[str]:
    """The slugs of what names a kind of process ("Regional Consultative Processes"), which no meeting is of."""
    return frozenset(slug for slug, process in processes().items() if process.scope == "collective")


@cache
def bodies() -> Mapping[str, Body]:
    """Bodies of processes by slug.

    >>> bodies()["body/rcgm"].of
    'process/rcm'
    """
    found = {}
    for row in rows("bodies.csv"):
        acronyms = tuple(Label(text, "en", "acronym") for text in split(row["acronyms"]))
        slug = f"body/{row['slug']}"
        labels = row_labels(row) + acronyms
        found[slug] = Body(slug=slug, kind="Body", labels=labels, source=row["source"], of=f"process/{row['process']}")
    return MappingProxyType(found)


@cache
def places() -> Mapping[str, Place]:
    """Places by slug.

    >>> places()["place/geneva"].name("fr")
    'Genève'
    """
    found = {}
    for row in rows("places.csv"):
        aliases = tuple(Label(text, language, "alias") for text in split(row["aliases"]) for language in LANGUAGES)
        slug = f"place/{row['slug']}"
        found[slug] = Place(
            slug=slug,
            kind="Place",
            labels=row_labels(row | {"aliases": ""}) + aliases,
            source=row["source"],
            of=f"state/{row['state'].lower()}",
            capital=row["capital"] == "yes",
            geonames=row["geonames"] or None,
        )
    return MappingProxyType(found)


def city_rows() -> Iterator[tuple[str, str, int, str]]:
    """All cities of more than 15,000 people: name, ISO 3166-1 code of two letters, population, GeoNames id.

    >>> next(row for row in city_rows() if row[0] == "Cartago" and row[1] == "CR")
    ('Cartago', 'CR', 26594, '3624370')
    """
    with (FOLDER / "cities.csv").open(encoding="utf-8", newline="") as stream:
        reader = csv.reader(stream)
        next(reader)
        for name, code, population, number in reader:
            yield name, code, int(population), number


@cache
def things() -> Mapping[str, Thing]:
    """Everything of the reference facts by slug."""
    return MappingProxyType(
        {
            thing.slug: thing
            for thing in chain(*(each().values() for each in (states, organisations, processes, bodies, places)))
        }
    )


def lookup(slug: str) -> Thing:
    """The row with a slug; raises `UnknownReferenceError` for any other string.

    >>> lookup("process/rcm").name("es")
    'Conferencia Regional sobre Migración'
    """
    try:
        return things()[slug]
    except KeyError:
        raise UnknownReferenceError(f"{slug!r} is not in the reference facts; see the files in {FOLDER}") from None


@cache
def state_of_code(code: str) -> State | None:
    """The state with an ISO 3166-1 code of two or three letters in capitals, None if there is none.

    >>> state_of_code("GT").slug
    'state/gtm'
    """
    return next((state for state in states().values() if code in (state.iso2, state.iso3)), None)


@cache
def ambiguities() -> tuple[Ambiguity, ...]:
    """The rules for names that do not stand for one thing alone, from `ambiguous.csv`."""
    return tuple(
        Ambiguity(
            row["name"],
            row["language"] or None,
            msgspec.convert(row["rule"], Rule),
            split(row["candidates"]),
            row["note"],
        )
        for row in rows("ambiguous.csv")
    )
