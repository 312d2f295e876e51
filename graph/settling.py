"""What a user has settled about identity, in a small TOML file that every build obeys.

    [[same]]                                  # these are one thing: slugs, or names as documents write them
    things = ["organisation/network-for-skills", "Skills Network"]

    [[different]]                             # these are not one, however alike they look
    things = ["Andean Forum", "Andean Forum on Labour"]

    [[name]]                                  # this name means that thing, which may be one of the reference facts
    name = "Intl. Organization of Migrations"
    is = "organisation/iom"

    [[acronym]]                               # this acronym, where a document does not say what it stands for
    acronym = "NFS"
    is = "organisation/network-for-skills"

Names are compared as identity compares them (`tookpart.graph.names.key`). What is settled is applied to what identity
has found by itself, so the result depends on the documents and on the file, and on no order.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Annotated

import msgspec

from tookpart.graph.identity import Node, acronyms_of, keys_of, long_names_of, own_slug
from tookpart.graph.names import key, slug
from tookpart.ontology.errors import InputError, MissingError

FILE = "tookpart.toml"
"""The name of the file that is looked for beside a graph directory."""

KINDS = ("organisation", "process", "body", "place", "person", "meeting", "state")

_SLUG = re.compile(r"([a-z]+)/[a-z0-9-]+")
_Text = Annotated[str, msgspec.Meta(min_length=1)]


class Things(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Things that are one, or that are not."""

    things: Annotated[tuple[_Text, ...], msgspec.Meta(min_length=2)]


class Name(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"slug": "is"}):
    """A name, and the slug of what it means."""

    name: _Text
    slug: _Text


class Acronym(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"slug": "is"}):
    """An acronym, and the slug of what it stands for."""

    acronym: _Text
    slug: _Text


class Settlement(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The content of the file; it goes to JSON and back, and stays with the graph."""

    same: tuple[Things, ...] = ()
    different: tuple[Things, ...] = ()
    name: tuple[Name, ...] = ()
    acronym: tuple[Acronym, ...] = ()


def read_settlement(path: Path, reserved: Callable[[str], bool]) -> Settlement:
    """Read a file of settled questions; `reserved` tells the slugs of reference facts.

    Raises `MissingError` if there is none, and `InputError` with the place for anything in it that cannot be obeyed.
    """
    try:
        found = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Settlement)
    except FileNotFoundError as error:
        raise MissingError(f"{path}: no such file; --settle expects a TOML file of settled questions") from error
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path}: not TOML: {error}; mend the line and build again") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not TOML, which is written in UTF-8; save it as that") from error
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from error
    except msgspec.ValidationError as error:
        raise InputError(
            f"{path}: {error}; expected [[same]] or [[different]] with things = [...], [[name]] with name and is, or "
            "[[acronym]] with acronym and is"
        ) from error
    try:
        Settling(found, reserved)
    except InputError as error:
        raise InputError(f"{path}: {error}") from error
    return found


class _Group:
    """Things that are one: their slugs and names, and the slug that all of them get."""

    def __init__(self, place: str, things: Sequence[str]) -> None:
        kinds = sorted({kind for text in things if (kind := _kind(text, place))})
        if len(kinds) > 1:
            raise InputError(f"{place}: a {kinds[0]} and a {kinds[1]} are never one thing; give slugs of one kind")
        self.kind = kinds[0] if kinds else None
        self.slugs = [text for text in dict.fromkeys(things) if _SLUG.fullmatch(text)]
        self.names = [text for text in dict.fromkeys(things) if not _SLUG.fullmatch(text)]

    def overlaps(self, other: _Group) -> bool:
        if self.kind and other.kind and self.kind != other.kind:
            return False
        return bool({*self.slugs, *map(key, self.names)} & {*other.slugs, *map(key, other.names)})

    def absorb(self, other: _Group) -> None:
        self.kind = self.kind or other.kind
        self.slugs += [text for text in other.slugs if text not in self.slugs]
        self.names += [text for text in other.names if text not in self.names]

    def target(self, kind: str, reserved: Callable[[str], bool]) -> str:
        known = [text for text in self.slugs if reserved(text)]
        return known[0] if known else self.slugs[0] if self.slugs else f"{kind}/{slug(self.names[0])}"


class Settling:
    """A settlement made ready to be asked; raises `InputError` for one that contradicts itself."""

    def __init__(self, settlement: Settlement, reserved: Callable[[str], bool]) -> None:
        self.settlement, self.reserved = settlement, reserved
        entries = [(f"[[same]] number {n}", e.things) for n, e in enumerate(settlement.same, 1)]
        for number, named in enumerate(settlement.name, 1):
            place = f"[[name]] number {number}"
            _known_kind(named.slug, place)
            entries.append((place, (named.name, named.slug)))
        self.groups: list[_Group] = []
        for place, things in entries:
            made = _Group(place, things)
            for group in [g for g in self.groups if g.overlaps(made)]:
                if group.overlaps(made):
                    self.groups.remove(group)
                    group.absorb(made)
                    made = group
            self.groups.append(made)
        for group in self.groups:
            known = [s for s in group.slugs if reserved(s)]
            if len(known) > 1:
                raise InputError(f"{known[0]} and {known[1]} are two rows of the reference facts, which no file joins")
        self.by_slug = {s: group for group in self.groups for s in group.slugs}
        self.by_name: dict[str, list[_Group]] = {}
        for group in self.groups:
            for name in group.names:
                self.by_name.setdefault(key(name), []).append(group)
        self.meant: dict[str, str] = {}
        for number, entry in enumerate(settlement.acronym, 1):
            _known_kind(entry.slug, f"[[acronym]] number {number}")
            if self.meant.setdefault(slug(entry.acronym), entry.slug) != entry.slug:
                raise InputError(
                    f"[[acronym]] number {number}: {entry.acronym!r} is already said to mean another thing"
                )
        self.apart: list[dict[str, int]] = []
        for number, different in enumerate(settlement.different, 1):
            self._keep_apart(f"[[different]] number {number}", different.things)
        self.targets = {
            group.target(kind, reserved) for group in self.groups for kind in ([group.kind] if group.kind else KINDS)
        } | {self._final(meant) for meant in self.meant.values()}

    def __bool__(self) -> bool:
        return bool(self.groups or self.meant or self.apart)

    def _keep_apart(self, place: str, things: Sequence[str]) -> None:
        items: dict[str, int] = {}
        owners: list[_Group | None] = []
        for number, text in enumerate(things):
            kind = _kind(text, place)
            name = text if kind else key(text)
            if items.setdefault(name, number) != number:
                raise InputError(f"{place}: {text!r} is there twice, and no thing differs from itself")
            found = [self.by_slug[text]] if text in self.by_slug else [] if kind else self.by_name.get(name, [])
            if found and found[0] in owners:
                raise InputError(
                    f"{place}: {text!r} and another of these are one thing by a [[same]]; keep one of both"
                )
            owners.append(found[0] if found else None)
        self.apart.append(items)

    def _final(self, natural: str) -> str:
        group = self.by_slug.get(natural)
        return group.target(natural.partition("/")[0], self.reserved) if group else natural

    def final(self, natural: str, members: Iterable[Node]) -> str:
        """The slug of a thing whose slug is `natural` by itself and whose nodes are these."""
        if natural in self.by_slug:
            return self._final(natural)
        found = set()
        for node in members:
            for name in keys_of(node):
                for group in self.by_name.get(name, ()):
                    if group.kind in (None, node.group):
                        found.add(group.target(node.group, self.reserved))
            if self.meant and not long_names_of(node):
                meant = {self._final(self.meant[a]) for a in acronyms_of(node) if a in self.meant}
                found |= {m for m in meant if m.startswith(f"{node.group}/")}
        return min(found, default=natural)

    def marks(self, node: Node) -> frozenset[tuple[int, int]]:
        """Which things that are not one a node is, as (number of the entry, number of the thing in it)."""
        found = set()
        names = {*keys_of(node), own_slug(node)} if self.apart else set()
        for number, items in enumerate(self.apart):
            hit = {items[name] for name in names if name in items}
            if len(hit) == 1:
                found.add((number, hit.pop()))
        return frozenset(found)

    def answers(self, slugs: Sequence[str], marks: Sequence[frozenset[tuple[int, int]]]) -> bool:
        """True if things with these slugs and marks are said to be different, each from every other."""
        for number, items in enumerate(self.apart):
            hit = {
                text: {item for entry, item in mark if entry == number} | ({items[text]} if text in items else set())
                for text, mark in zip(slugs, marks, strict=True)
            }
            if all(len(each) == 1 for each in hit.values()) and len(set().union(*hit.values())) == len(hit):
                return True
        return False

    def unknown(self, has: Callable[[str], bool]) -> list[str]:
        """A sentence for each slug that is neither in the graph nor in the reference facts."""
        named = [t for e in (*self.settlement.same, *self.settlement.different) for t in e.things if _SLUG.fullmatch(t)]
        named += [e.slug for e in self.settlement.name] + [e.slug for e in self.settlement.acronym]
        return [
            f"{name} is settled to be something, but no document in this graph speaks of it; "
            "tookpart status --unresolved lists slugs"
            for name in dict.fromkeys(named)
            if not self.reserved(name) and not has(name)
        ]


def _kind(text: str, place: str) -> str | None:
    """The kind of a slug, None for a name; `InputError` for a slug of a kind that there is not."""
    match = _SLUG.fullmatch(text)
    if match is None:
        return None
    if match[1] not in KINDS:
        raise InputError(
            f"{place}: {text!r} has the form of a slug, but none begins so; they begin with {', '.join(KINDS)}"
        )
    return match[1]


def _known_kind(text: str, place: str) -> None:
    """Refuse what is no slug."""
    if _kind(text, place) is None:
        raise InputError(f"{place}: is = {text!r} is no slug; expected one such as organisation/iom")


def from_json(text: str | None) -> Settlement:
    """A settlement as a graph keeps it; an empty one for None."""
    return msgspec.json.decode(text, type=Settlement) if text else Settlement()


def to_json(settlement: Settlement) -> str:
    """A settlement for a graph to keep."""
    return msgspec.json.encode(settlement).decode()


def example(slugs: Sequence[str]) -> str:
    """How to write into the file that things are one.

    >>> print(example(["meeting/rcm-24", "meeting/rcm-2019"]))
    [[same]]
    things = ["meeting/rcm-24", "meeting/rcm-2019"]
    """
    listed = ", ".join(f'"{each}"' for each in slugs)
    return f"[[same]]\nthings = [{listed}]"
