"""Which part of a snapshot is asked for: by process, theme, years, roles and actors."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from tookpart.graph.snapshot import LITERALS, RELATIONS, ROLES, Fact, Kind, Snapshot, Thing, fact_order
from tookpart.ontology.errors import QueryError


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """What to keep; whatever is left empty keeps everything.

    `processes`, `themes` and `actors` name things by IRI, slug ("rcm", "state/mex"), code, acronym or name. `since`
    and `until` are years; a meeting without a date is not kept when either is given. `roles` are the direct
    properties of vocabulary ("hosted", "memberOf"). With `actors`, the meetings are those in which one of them took
    part, with everyone who was in the room.
    """

    processes: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None
    roles: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()

    def __str__(self) -> str:
        parts = [
            *([f"process {', '.join(self.processes)}"] if self.processes else []),
            *([f"theme {', '.join(self.themes)}"] if self.themes else []),
            *([f"from {self.since}"] if self.since is not None else []),
            *([f"to {self.until}"] if self.until is not None else []),
            *([f"role {', '.join(self.roles)}"] if self.roles else []),
            *([f"actor {', '.join(self.actors)}"] if self.actors else []),
        ]
        return "; ".join(parts)


class Setting(msgspec.Struct, frozen=True):
    """When, where and of what a meeting was; dates as precise as the documents give them, None where they give none."""

    start: str | None
    end: str | None
    virtual: bool
    places: tuple[str, ...]
    states: tuple[str, ...]
    processes: tuple[str, ...]
    themes: tuple[str, ...]

    @property
    def years(self) -> tuple[int, int] | None:
        """First and last year."""
        if self.start is None and self.end is None:
            return None
        first = int((self.start or self.end or "")[:4])
        return first, int((self.end or self.start or "")[:4])


def settings(snapshot: Snapshot) -> dict[str, Setting]:
    """The setting of each meeting; one that is part of another or of a body belongs to that one's process too."""
    links = {
        name: snapshot.of(name) for name in ("ofProcess", "ofBody", "within", "heldAt", "heldIn", "hasTheme", *LITERALS)
    }

    def processes(start: str) -> tuple[str, ...]:
        found, seen, ahead = set[str](), set[str](), [start]
        while ahead:
            iri = ahead.pop()
            if iri in seen:
                continue
            seen.add(iri)
            found.update(links["ofProcess"].get(iri, ()))
            ahead.extend(links["ofBody"].get(iri, ()))
            ahead.extend(links["within"].get(iri, ()))
        return tuple(sorted(found))

    def best(name: str, iri: str) -> str | None:
        # documents may differ in precision: the most precise date wins, then the earliest
        return min(links[name].get(iri, ()), key=lambda date: (-len(date), date), default=None)

    return {
        thing.iri: Setting(
            start=best("startDate", thing.iri),
            end=best("endDate", thing.iri),
            virtual="true" in links["isVirtual"].get(thing.iri, ()),
            places=tuple(links["heldAt"].get(thing.iri, ())),
            states=tuple(links["heldIn"].get(thing.iri, ())),
            processes=processes(thing.iri),
            themes=tuple(links["hasTheme"].get(thing.iri, ())),
        )
        for thing in snapshot.things.values()
        if thing.kind == "Meeting"
    }


def select(snapshot: Snapshot, only: Filter) -> Snapshot:
    """The part of a snapshot that documents speak of and that `only` keeps.

    Reference facts, which no document states, join things that are kept and add none. Raises `QueryError` for a name
    that the graph does not hold, a role that does not exist, or years in the wrong order.
    """
    _check(only)
    told = settings(snapshot)
    meetings, participations = _meetings(snapshot, told, only)
    attributes = [
        fact
        for fact in snapshot.facts
        if fact.subject in meetings
        and fact.property not in _STANDING
        and (fact.property != "within" or fact.object in meetings)
    ]
    asked = [resolve(snapshot, name, ("Process",)) for name in only.processes]
    kept = {*meetings, *asked, *_ends(participations), *_ends(attributes)}
    memberships = _memberships(snapshot, kept, only)
    stated = [fact for fact in memberships if _is_stated(fact)]
    kept |= _ends(stated)
    # what a body, a ministry, a place or a process belongs to comes along with it
    joins = [fact for fact in snapshot.facts if fact.property in _JOINS and fact.subject in kept - set(told)]
    kept |= _ends(fact for fact in joins if _is_stated(fact) or fact.property == "ofProcess")
    silent = [fact for fact in (*memberships, *joins) if not _is_stated(fact) and _ends([fact]) <= kept]
    spoken = [fact for fact in joins if _is_stated(fact)]
    facts = sorted([*participations, *attributes, *stated, *spoken, *silent], key=fact_order)
    things = {iri: thing for iri, thing in snapshot.things.items() if iri in kept}
    return Snapshot(things=things, facts=tuple(facts), sources=snapshot.sources)


_STANDING = frozenset((*ROLES, *RELATIONS))
_JOINS = frozenset(("ofProcess", "ofState", "inState", "hasTheme"))


def _is_stated(fact: Fact) -> bool:
    return bool(fact.quotes) or fact.confidence is not None


def _meetings(snapshot: Snapshot, told: Mapping[str, Setting], only: Filter) -> tuple[set[str], list[Fact]]:
    """The meetings that fit, and the facts of who took part in them."""
    processes = {resolve(snapshot, name, ("Process",)) for name in only.processes}
    themes = {resolve(snapshot, name, ("ThematicArea",)) for name in only.themes}
    actors = {resolve(snapshot, name, ("State", "Organisation", "Person")) for name in only.actors}
    meetings = {
        iri
        for iri, setting in told.items()
        if (not processes or processes & set(setting.processes))
        and (not themes or themes & set(setting.themes))
        and _overlaps(setting.years, only, unknown=False)
    }
    roles = set(only.roles or ROLES)
    found = [fact for fact in snapshot.facts if fact.property in roles & set(ROLES) and fact.object in meetings]
    if actors:
        meetings = {fact.object for fact in found if fact.subject in actors}
    elif only.roles:
        meetings = {fact.object for fact in found}
    return meetings, [fact for fact in found if fact.object in meetings]


def _memberships(snapshot: Snapshot, kept: set[str], only: Filter) -> list[Fact]:
    """The standing parts that fit: with a process, theme or years those in what is kept, with actors only theirs."""
    actors = {resolve(snapshot, name, ("State", "Organisation", "Person")) for name in only.actors}
    bodies = {iri for iri, above in snapshot.of("ofProcess").items() if kept.intersection(above)}
    is_narrow = bool(only.processes or only.themes or only.since is not None or only.until is not None)
    found = []
    for fact in snapshot.facts:
        if fact.property not in (only.roles or RELATIONS) or fact.property not in RELATIONS:
            continue
        is_post = fact.property == "affiliatedWith" and fact.subject in kept
        is_theirs = not actors or fact.subject in actors or is_post
        is_there = not is_narrow or fact.object in kept or fact.object in bodies or is_post
        if is_theirs and is_there and _overlaps(_span(fact.years), only, unknown=True):
            found.append(fact)
    return found


def resolve(snapshot: Snapshot, name: str, kinds: Sequence[Kind]) -> str:
    """The IRI of the one thing of these kinds that `name` names.

    Raises `QueryError`, with the closest names, if none or several do.
    """
    things = [thing for thing in snapshot.things.values() if thing.kind in kinds]
    wanted = name.strip().casefold()
    for matches in (
        [thing.iri for thing in things if thing.iri == name.strip() or thing.iri.casefold().endswith(f"/{wanted}")],
        [
            thing.iri
            for thing in things
            if wanted in (form.casefold() for form in (thing.code, thing.acronym, thing.label) if form)
        ],
        [thing.iri for thing in things if wanted in (form.casefold() for form in thing.names)],
    ):
        if len(matches) == 1:
            return matches[0]
        if matches:
            slugs = ", ".join(_slug(iri) for iri in sorted(matches)[:5])
            raise QueryError(f"{name!r} names several things in this graph: {slugs}; give one of these instead")
    what = " or ".join(_WORDS[kind] for kind in kinds)
    forms = {form.casefold(): form for thing in things for form in _forms(thing)}
    near = [forms[form] for form in difflib.get_close_matches(wanted, sorted(forms), n=3, cutoff=0.6)]
    hint = f"did you mean {', '.join(near)}?" if near else _known(things)
    raise QueryError(f"no {what} in this graph is called {name!r}; {hint}")


_WORDS: Mapping[Kind, str] = {
    "State": "state",
    "Organisation": "organisation",
    "Person": "person",
    "Process": "process",
    "ThematicArea": "theme",
    "Meeting": "meeting",
    "Body": "body",
    "Place": "place",
}


def _forms(thing: Thing) -> list[str]:
    return [form for form in (thing.label, thing.acronym, thing.code, _slug(thing.iri)) if form]


def _slug(iri: str) -> str:
    return "/".join(iri.rsplit("/", 2)[-2:])


def _known(things: Sequence[Thing]) -> str:
    if not things:
        return "it has none of that kind"
    return f"it has {', '.join(thing.label for thing in things[:5])}{' and others' if len(things) > 5 else ''}"


def _check(only: Filter) -> None:
    for role in only.roles:
        if role not in (*ROLES, *RELATIONS):
            raise QueryError(f"there is no role {role!r}; the roles are {', '.join((*ROLES, *RELATIONS))}")
    if only.since is not None and only.until is not None and only.since > only.until:
        raise QueryError(
            f"the years run from {only.since} to {only.until}, which is backwards; give the earlier year first"
        )


def _ends(facts: Iterable[Fact]) -> set[str]:
    return {
        end for fact in facts for end in ([fact.subject] if fact.property in LITERALS else [fact.subject, fact.object])
    }


def _span(years: str | None) -> tuple[int, int] | None:
    parts = [int(part) for part in (years or "").split("-") if part.isdigit()]
    return (min(parts), max(parts)) if parts else None


def _overlaps(years: tuple[int, int] | None, only: Filter, *, unknown: bool) -> bool:
    if only.since is None and only.until is None:
        return True
    if years is None:
        return unknown
    return (only.until is None or years[0] <= only.until) and (only.since is None or years[1] >= only.since)
