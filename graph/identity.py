"""Which things in different documents are the same thing, decided from all that is said of them and never from the
order of reading.

A document's entities and meetings become `Node`s: the names and attributes by which a thing can be told. A node makes
claims, keys such as (process, ordinal) or (acronym, name), from the surest to the weakest; nodes that share a key are
joined tier by tier unless what they say conflicts. `cluster` is a function of the set of nodes alone, and nodes that
share no key, however indirectly, cannot influence each other.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from tookpart.graph.names import has_number, key, short_hash, slug

CONFERENCE = frozenset(
    {
        "Meeting",
        "Conference",
        "Congress",
        "Consultation",
        "Dialogue",
        "Forum",
        "MinisterialMeeting",
        "PlenaryMeeting",
        "Summit",
        "ViceMinisterialMeeting",
    }
)
"""Kinds of meetings whose numbers run in one series: the "XXIV RCM" is a conference here and a vice-ministerial meeting
there.
"""

_SPECIFIC = 6  # a title of so many telling words names one meeting, even without a number or a date


_encode = msgspec.json.Encoder().encode


class Node(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """A thing as one document knows it: what its identity can be told from.

    `of`, `process`, `body`, `place`, `state` and `ties` hold identities already decided ("state/gtm"); `ties` are a
    person's affiliations, `states` their states. `own` is the document's hash for things that no other document can
    mean.
    """

    group: str
    name: str
    names: tuple[str, ...] = ()
    acronyms: tuple[str, ...] = ()
    language: str | None = None
    kind: str = ""
    of: str | None = None
    ordinal: int | None = None
    start: str | None = None
    end: str | None = None
    place: str | None = None
    state: str | None = None
    process: str | None = None
    body: str | None = None
    titled: bool = True
    part: bool = False
    titles: tuple[str, ...] = ()
    topics: tuple[str, ...] = ("",)
    states: tuple[str, ...] = ()
    own: str | None = None


class Claim(msgspec.Struct, frozen=True, order=True):
    """A key that a node claims. Lower tiers are surer; a `weak` key joins a node only to the one thing that it can
    mean.
    """

    tier: int
    key: str
    weak: bool = False


class Cluster(msgspec.Struct, frozen=True):
    """Nodes that are one thing. `base` is the slug it would like; `qualifier` tells it from others that would like the
    same.
    """

    members: tuple[int, ...]
    base: str
    qualifier: str


class Note(msgspec.Struct, frozen=True, order=True):
    """Something a reader of the graph may want to settle: nodes nearly joined ("conflict") or open between several
    ("ambiguous").
    """

    kind: str
    key: str
    members: tuple[int, ...]


def level(kind: str) -> str:
    """The series that a kind of meeting belongs to: "" for a process's main conferences."""
    return "" if kind in CONFERENCE else slug(kind)


def _is_acronym(name: str) -> bool:
    return " " not in name and sum(c.isupper() for c in name) >= 2


def long_names_of(node: Node) -> list[str]:
    """The names of a node that are no acronyms, in the form in which names are compared."""
    return sorted({key(n) for n in (node.name, *node.names) if not _is_acronym(n)} - {""})


def acronyms_of(node: Node) -> list[str]:
    """The acronyms of a node as slugs, also where one stands as its name."""
    return sorted({slug(a) for a in (*node.acronyms, *(n for n in (node.name, *node.names) if _is_acronym(n)))})


def keys_of(node: Node) -> list[str]:
    """All names of a node in the form in which names are compared, acronyms and titles among them."""
    names = (node.name, *node.names, *node.acronyms)
    return sorted({*(key(name) for name in names), *node.titles} - {""})


def own_slug(node: Node) -> str:
    """The slug that a node would have if nothing else were that thing."""
    return f"{node.group}/{_SLUGS[node.group]([node])}"


def claims(node: Node) -> list[Claim]:
    """The keys of a node, surest first; never empty."""
    return sorted(set(_CLAIMS[node.group](node))) or [Claim(0, f"{node.group}|own|{node.own}|{node.name}")]


def _actor_claims(node: Node) -> Iterable[Claim]:
    if node.own is not None:
        return
    group = node.group
    scope = node.of or ""
    names, acronyms = long_names_of(node), acronyms_of(node)
    for name in names:
        yield Claim(2, f"{group}|name|{scope if node.kind == 'GovernmentBody' else ''}|{name}")
        for acronym in acronyms:
            yield Claim(1, f"{group}|both|{acronym}|{name}")
    for acronym in acronyms:
        yield Claim(5, f"{group}|acronym|{acronym}", weak=True)


def _body_claims(node: Node) -> Iterable[Claim]:
    names, acronyms = long_names_of(node), acronyms_of(node)
    if node.of is not None:
        for acronym in acronyms:
            yield Claim(1, f"body|acronym|{node.of}|{acronym}")
        for name in names:
            yield Claim(2, f"body|name|{node.of}|{name}")
    elif node.own is None:
        for name in names:
            yield Claim(3, f"body|both|{name}|{'|'.join(acronyms)}")
    for name in names:
        # a name with its acronym, or a long one, says which body is meant even where its process is not said
        if len(name.split()) >= 4:
            yield Claim(5, f"body|any|{name}", weak=True)


def _place_claims(node: Node) -> Iterable[Claim]:
    for name in long_names_of(node) or [key(node.name)]:
        if node.of is not None:
            yield Claim(1, f"place|{node.of}|{name}")
        yield Claim(5, f"place|any|{name}", weak=True)


def _person_claims(node: Node) -> Iterable[Claim]:
    if node.own is not None:
        return
    for name in sorted({key(n) for n in (node.name, *node.names)}):
        if " " in name:
            for state in node.states:
                yield Claim(1, f"person|{state}|{name}")
            yield Claim(5, f"person|any|{name}", weak=True)


def meeting_claims(node: Node) -> list[Claim]:
    """The keys of a meeting; none if only its own document can tell which meeting it is."""
    return list(_meeting_claims(node))


def _meeting_claims(node: Node) -> Iterable[Claim]:
    # a part of a conference is no meeting of the process's series, but it may well be one of a body's
    owner = node.body or (None if node.part else node.process)
    series = level(node.kind)
    if owner and node.ordinal is not None:
        for topic in [""] if "" in node.topics else node.topics:
            yield Claim(1, f"meeting|ordinal|{owner}|{series}|{node.ordinal}|{topic}")
    if owner and node.start and len(node.start) >= 7 and "" in node.topics and (not series or node.body):
        if len(node.start) == 10:
            yield Claim(2, f"meeting|date|{owner}|{series}|{node.start}")
        yield Claim(6, f"meeting|month|{owner}|{series}|{node.start[:7]}", weak=True)
    for title in node.titles if node.titled else ():
        if node.start:
            yield Claim(3, f"meeting|title|{node.start}|{title}")
            yield Claim(4, f"meeting|year|{node.start[:4]}|{title}", weak=True)
            if node.place:
                yield Claim(3, f"meeting|place|{node.place}|{node.start[:4]}|{title}")
        elif node.place:
            yield Claim(5, f"meeting|place|{node.place}|{title}", weak=True)
        if _is_distinctive(title):
            yield Claim(7, f"meeting|distinctive|{title}", weak=True)


def _is_distinctive(title: str) -> bool:
    return len(title.split()) >= (2 if has_number(title) else _SPECIFIC)


_CLAIMS: Mapping[str, Callable[[Node], Iterable[Claim]]] = {
    "organisation": _actor_claims,
    "process": _actor_claims,
    "state": _actor_claims,
    "body": _body_claims,
    "place": _place_claims,
    "person": _person_claims,
    "meeting": _meeting_claims,
}


class _Group:
    """Nodes joined so far, and all that they say together."""

    __slots__ = (
        "apart",
        "bodies",
        "days",
        "long",
        "marks",
        "members",
        "months",
        "of",
        "ordinals",
        "processes",
        "states",
        "years",
    )

    def __init__(self, number: int, node: Node, apart: frozenset[int], marks: frozenset[tuple[int, int]]) -> None:
        self.members = [number]
        self.apart = set(apart)
        self.marks = dict(marks)
        self.of = _given(node.of)
        self.states = {*node.states} | _given(node.state)
        self.ordinals = {(level(node.kind), node.ordinal)} if node.ordinal is not None else set()
        self.processes = _given(node.process)
        self.bodies = _given(node.body)
        self.long = bool(long_names_of(node)) if node.group != "meeting" else False
        first, last = (node.start or ""), (node.end or node.start or "")
        # a missing month or day leaves the date open: from the first to the last that it can be
        self.days = {(first.ljust(10, "-"), last.ljust(10, "~"))} if first else set()
        self.months = len(first) >= 7
        self.years = {int(first[:4])} if first else set()

    def absorb(self, other: _Group) -> None:
        self.members += other.members
        self.marks |= other.marks
        for name in ("apart", "of", "states", "ordinals", "processes", "bodies", "days", "years"):
            getattr(self, name).update(getattr(other, name))
        self.long |= other.long
        self.months |= other.months

    def conflicts(self, other: _Group, tier: int) -> bool:
        if any(other.marks.get(entry, item) != item for entry, item in self.marks.items()):
            return True
        if _differ(self.of, other.of) or _differ(self.processes, other.processes) or _differ(self.bodies, other.bodies):
            return True
        if tier == 1:
            # a numbered meeting may have been moved, so its day and place say little, but not by years
            return bool(self.years and other.years) and min(abs(a - b) for a in self.years for b in other.years) > 1
        if _differ(self.states, other.states) or not self.apart.isdisjoint(other.members):
            return True
        if self.ordinals and other.ordinals and self.ordinals.isdisjoint(other.ordinals):
            return True
        return bool(self.days and other.days) and not any(
            a <= d and c <= b for a, b in self.days for c, d in other.days
        )

    def anchored(self, group: str) -> bool:
        """True if the nodes say enough to stand for one thing, to which a node that says less can be joined."""
        if group == "meeting":
            return bool(self.ordinals) or any(first[-1] != "-" for first, _ in self.days)
        if group in ("organisation", "process", "state"):
            return self.long
        if group == "person":
            return bool(self.states)
        return bool(self.of)


def _given(value: str | None) -> set[str]:
    return set() if value is None else {value}


def _differ(a: set[str], b: set[str]) -> bool:
    return bool(a and b) and a.isdisjoint(b)


def cluster(
    nodes: Mapping[int, Node],
    apart: Mapping[int, frozenset[int]] | None = None,
    marks: Mapping[int, frozenset[tuple[int, int]]] | None = None,
) -> tuple[list[Cluster], list[Note]]:
    """Put nodes of one kind of thing together, given by any numbers; `apart` tells which ones one document keeps apart.

    `marks` tell which thing a node is in each of a user's lists of different things, as (list, thing in it).
    The result depends on the nodes alone: neither on their numbers nor on the order in which they come.
    """
    ranked = sorted(nodes, key=lambda n: _encode(nodes[n]))
    groups = {
        n: _Group(n, nodes[n], (apart or {}).get(n, frozenset()), (marks or {}).get(n, frozenset())) for n in ranked
    }
    of = dict(groups)
    claimed: dict[Claim, list[int]] = defaultdict(list)
    for number in ranked:
        for claim in claims(nodes[number]):
            claimed[claim].append(number)
    rank = {n: i for i, n in enumerate(ranked)}
    notes: list[Note] = []

    def join(into: _Group, other: _Group) -> _Group:
        for member in other.members:
            of[member] = into
        into.absorb(other)
        return into

    for claim in sorted(c for c, members in claimed.items() if len(members) > 1):
        members = claimed[claim]
        found = list({id(of[m]): of[m] for m in members}.values())
        if len(found) == 1:
            continue
        if claim.weak:
            kind = nodes[members[0]].group
            anchored = [g for g in found if g.anchored(kind)]
            floating = [g for g in found if not g.anchored(kind)]
            alone: list[_Group] = []
            for group in floating:
                fitting = [g for g in anchored if not g.conflicts(group, claim.tier)]
                if len(fitting) == 1:
                    join(fitting[0], group)
                elif fitting:
                    notes.append(_note("ambiguous", claim, rank, [group, *fitting]))
                else:
                    alone.append(group)
            found = alone
        kept: list[_Group] = []
        for group in found:
            fit = next((g for g in kept if not g.conflicts(group, claim.tier)), None)
            if fit is not None:
                join(fit, group)
            else:
                kept.append(group)
        if len(kept) > 1 and not claim.weak:
            notes.append(_note("conflict", claim, rank, kept))
    clusters = []
    for group in {id(g): g for g in of.values()}.values():
        numbers = tuple(sorted(group.members, key=rank.__getitem__))
        clusters.append(_name([nodes[n] for n in numbers], numbers))
    return _tell_apart(clusters, nodes), sorted(notes)


def _tell_apart(clusters: list[Cluster], nodes: Mapping[int, Node]) -> list[Cluster]:
    """Qualify anew the clusters whose surest key is the same, because what they say besides it conflicts."""
    seen = Counter((c.base, c.qualifier) for c in clusters)
    return [
        c
        if seen[c.base, c.qualifier] == 1
        else Cluster(c.members, c.base, short_hash(_encode(nodes[c.members[0]]).decode()))
        for c in clusters
    ]


def _note(kind: str, claim: Claim, rank: Mapping[int, int], groups: Sequence[_Group]) -> Note:
    return Note(kind, claim.key, tuple(min(g.members, key=rank.__getitem__) for g in groups))


def _name(members: Sequence[Node], numbers: tuple[int, ...]) -> Cluster:
    group = members[0].group
    first = min(min(claims(m)) for m in members)
    return Cluster(numbers, f"{group}/{_SLUGS[group](members)}", short_hash(first.key))


def _best_name(members: Sequence[Node]) -> str:
    # the longest of the short forms: "Ministry of Foreign Affairs of Guatemala", not the sentence that some page made
    # of it
    names = {m.name for m in members}
    return max(names, key=lambda n: (len(n) <= 64, len(n) if len(n) <= 64 else -len(n), n))


def _tail(identity: str) -> str:
    return identity.partition("/")[2]


def _actor_slug(members: Sequence[Node]) -> str:
    name = slug(_best_name([m for m in members if not _is_acronym(m.name)] or members))
    states = {_tail(m.of) for m in members if m.of and m.of.startswith("state/")}
    own = {m.own for m in members}
    if states and members[0].kind == "GovernmentBody" and not name.endswith(min(states)):
        name = f"{name}-{min(states)}"
    return name if None in own else f"{name}-{min(o for o in own if o)[:8]}"


def _body_slug(members: Sequence[Node]) -> str:
    acronyms = sorted({a for m in members for a in acronyms_of(m)}, key=lambda a: (len(a), a))
    name = acronyms[0] if acronyms else slug(_best_name(members))
    of = sorted({_tail(m.of) for m in members if m.of})
    own = {m.own for m in members}
    return f"{of[0]}-{name}" if of else name if None in own else f"{name}-{min(o for o in own if o)[:8]}"


def _place_slug(members: Sequence[Node]) -> str:
    of = sorted({_tail(m.of) for m in members if m.of})
    return "-".join([slug(_best_name(members)), *of[:1]])


def _person_slug(members: Sequence[Node]) -> str:
    own = {m.own for m in members}
    name = slug(_best_name(members))
    return name if None in own else f"{name}-{min(o for o in own if o)[:8]}"


def _meeting_slug(members: Sequence[Node]) -> str:
    series = min((level(m.kind) for m in members), key=lambda s: (s == "", s))
    bodies = sorted({(m.body, m.process or "") for m in members if m.body})
    processes = sorted({m.process for m in members if m.process})
    part = all(m.part for m in members) and not bodies
    ordinals = sorted({m.ordinal for m in members if m.ordinal is not None})
    # the most exact date, and of those the earliest
    start = min((m.start for m in members if m.start), key=lambda s: (-len(s), s), default=None)
    end = "" if start is None else f"-{start}"
    if not part and (bodies or processes):
        owner = _tail(bodies[0][0] or "").removeprefix(f"{_tail(bodies[0][1])}-") if bodies else _tail(processes[0])
        owner = f"{owner}-{series}" if series else owner
        plain = any("" in m.topics for m in members)
        if ordinals and plain:
            return f"{owner}-{ordinals[0]}"
        if start and len(start) == 10 and plain and (bodies or not series):
            return f"{owner}{end}"
    titled = [m for m in members if m.titled]
    title = slug(_best_name(titled or members))
    if start:
        return title if title.endswith(end) else f"{title}{end}"
    if any(_is_distinctive(t) for m in members if m.titled for t in m.titles):
        return title
    own = sorted({m.own for m in members if m.own})
    return f"{title}-{own[0][:8]}" if own else title


_SLUGS: Mapping[str, Callable[[Sequence[Node]], str]] = {
    "organisation": _actor_slug,
    "process": _actor_slug,
    "state": _actor_slug,
    "body": _body_slug,
    "place": _place_slug,
    "person": _person_slug,
    "meeting": _meeting_slug,
}


def best_label(names: Mapping[str, int]) -> str:
    """The name to show for a thing, from its names and how many documents use each.

    Numbers of documents count by their powers of two, so that a name shown changes seldom while a graph grows.

    >>> best_label({"24th RCM": 5, "XXIV Regional Conference on Migration": 4, "the RCM": 1})
    'XXIV Regional Conference on Migration'
    """
    return min(names, key=lambda n: (_is_acronym(n), -names[n].bit_length(), len(n) > 100, n.isupper(), -len(n), n))
