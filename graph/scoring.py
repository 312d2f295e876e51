"""How well a thing of another dataset fits one of ours: by its names, class, country and dates.

The figures order the rows for a reviewer; they are set by judgement, and no probabilities.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec

from tookpart.graph.likeness import alike, bare
from tookpart.graph.sssom import Link

Kind = Literal["Organisation", "Process", "Person", "Meeting"]

_WD = "http://www.wikidata.org/entity/"
# organization, event, human
_FITTING = {
    "Organisation": {_WD + "Q43229"},
    "Process": {_WD + "Q43229", _WD + "Q1656682"},
    "Person": {_WD + "Q5"},
    "Meeting": {_WD + "Q1656682"},
}
CLASSES = sorted(set().union(*_FITTING.values()))
"""The classes of another dataset that tell whether a kind fits."""

_LEAST = 0.3  # confidence below which a candidate is not worth a reviewer's time
_SAME = 0.95  # likeness of names from which two may be the same
_MOST = 3  # proposals for one thing

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


def judge(thing: Thing, candidates: Sequence[Thing], source: str) -> Iterator[Link]:
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
