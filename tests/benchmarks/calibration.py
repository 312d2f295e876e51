"""How often rules are right: every fact read from documents with gold, counted by rule and by band of confidence.

    python tests/benchmarks/calibration.py [--rules] [--wrong] [GOLD DOCUMENTS]

`--rules` prints each rule, `--wrong` each fact that gold does not have. A share has its 95 % interval after Wilson. A
fact counts as wrong also where it is right about a meeting that was not told apart from another; optional facts do not
count. Rules whose confidence promises more than the upper end of their interval are marked "too sure".
"""

from __future__ import annotations

import argparse
import math
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
from bench_extraction import SETS

from tookpart.graph.background import Background
from tookpart.graph.evaluation import ROLES, STANDING, _Paper, _View, read_gold  # the pairing that scores are made with
from tookpart.graph.ledger import Named
from tookpart.graph.rdf import document_lines
from tookpart.loaders.load import load
from tookpart.loaders.reading import read
from tookpart.ontology.facts import DocumentFacts, Statement
from tookpart.ontology.vocabulary import ID

BANDS = ((0.9, 1.01), (0.7, 0.9), (0.0, 0.7))
SURE = 1.96
MANY = 8
"""So many facts are needed before a rule can be called too sure."""

ATTRIBUTES = {
    "heldAt": "places",
    "heldIn": "held in state",
    "ofProcess": "of process",
    "ofBody": "of process",
    "within": "within",
    "startDate": "dates",
    "hasTheme": "themes",
}


class Verdict(NamedTuple):
    """One fact that was read, and whether gold has it."""

    document: str
    rule: str
    relation: str
    confidence: float
    fact: str
    right: bool


def main() -> None:
    """Print the table of bands, and what else is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rules", action="store_true")
    parser.add_argument("--wrong", action="store_true")
    parser.add_argument("folders", nargs="*", type=Path)
    args = parser.parse_args()
    found = list(verdicts([tuple(args.folders)] if args.folders else list(SETS.values())))
    print(f"{'confidence':28} {'facts':>5} {'right':>5}  share  95 % interval")
    for low, high in BANDS:
        _row(f"{low:.1f} to {min(high, 1):.1f}", [v for v in found if low <= v.confidence < high])
    print()
    for relation in (*ROLES, *STANDING, *dict.fromkeys(ATTRIBUTES.values())):
        said = [v for v in found if v.relation == relation]
        for confidence in sorted({v.confidence for v in said}, reverse=True):
            _row(f"{relation} {confidence:.2f}", [v for v in said if v.confidence == confidence])
    if args.rules:
        print()
        by_rule: dict[tuple[str, float], list[Verdict]] = defaultdict(list)
        for v in found:
            by_rule[v.rule, v.confidence].append(v)
        for (rule, confidence), said in sorted(by_rule.items()):
            _row(f"{rule} {confidence:.2f}", said, confidence)
    if args.wrong:
        print()
        for v in sorted(found):
            if not v.right:
                print(f"{v.document:40} {v.confidence:.2f} {v.rule:32} {v.fact}")


def _row(name: str, said: list[Verdict], confidence: float = 0.0) -> None:
    right = sum(v.right for v in said)
    low, high = wilson(right, len(said))
    share = right / len(said) if said else 0.0
    told = "  too sure" if len(said) >= MANY and confidence > high else ""
    print(f"{name:28} {len(said):5} {right:5}  {share:.3f}  {low:.2f} to {high:.2f}{told}")


def wilson(right: int, every: int) -> tuple[float, float]:
    """The 95 % interval of a share.

    >>> [round(end, 2) for end in wilson(9, 10)]
    [0.6, 0.98]
    """
    if not every:
        return 0.0, 1.0
    share, square = right / every, SURE**2
    middle = (share + square / (2 * every)) / (1 + square / every)
    half = SURE / (1 + square / every) * math.sqrt(share * (1 - share) / every + square / (4 * every**2))
    return max(0.0, middle - half), min(1.0, middle + half)


def verdicts(sets: Sequence[tuple[Path, ...]]) -> Iterator[Verdict]:
    """Every fact of the documents in folders with gold, each document read by itself."""
    store = ox.Store()
    papers = []
    references: set[str] = set()
    for number, (gold_folder, folder) in enumerate(sets):
        if not (gold_folder.is_dir() and folder.is_dir()):
            continue
        files = {path.stem: path for path in sorted(folder.iterdir()) if path.suffix in (".txt", ".md")}
        for gold in read_gold(gold_folder):
            facts = load(read(files[Path(gold.source or gold.id).stem]))
            own = {e.id: e.reference or _apart(e.id, number, gold.id) for e in facts.entities}
            own |= {m.id: _apart(m.id, number, gold.id) for m in facts.meetings}
            references |= {e.reference for e in facts.entities if e.reference}
            names = {x.id: Named(own[x.id], x.name) for x in (*facts.entities, *facts.meetings)}
            _fill(store, document_lines(facts, names))
            papers.append((gold, facts, own))
    for lines in Background(ID).graphs(references).values():
        _fill(store, lines)
    view = _View(store)
    for gold, facts, own in papers:
        yield from _judged(_Paper(view, gold), facts, own, gold.id)


def _fill(store: ox.Store, lines: list[str]) -> None:
    store.load("".join(lines).encode(), format=ox.RdfFormat.N_QUADS)


def _apart(id_: str, number: int, document: str) -> str:
    """An identity that no other document shares."""
    kind, _, name = id_.partition("/")
    return f"{kind}/{number}-{document}-{name}"


def _judged(paper: _Paper, facts: DocumentFacts, own: dict[str, str], document: str) -> Iterator[Verdict]:
    gold = {tuple(str(part) for part in fact[:3]) for fact in paper.gold.facts}
    right = paper.gold_attributes()
    language = facts.source.language or "?"

    def node(id_: str) -> ox.NamedNode:
        return ox.NamedNode(ID + own[id_])

    def verdict(
        rule: str, relation: str, confidence: float, fact: tuple[str, ...], known: set[tuple[str, ...]]
    ) -> Iterator[Verdict]:
        if fact not in paper.optional:
            yield Verdict(document, f"{language} {rule}", relation, confidence, " ".join(fact), fact in known)

    for p in facts.participations:
        fact = (paper.key(node(p.actor)), p.role, paper.meeting(node(p.meeting)))
        yield from verdict(p.rule, p.role, p.confidence, fact, gold)
    for m in facts.memberships:
        fact = (paper.key(node(m.member)), m.relation, paper.key(node(m.target)))
        yield from verdict(m.rule, m.relation, m.confidence, fact, gold)
    ends = {s.subject: s.value for s in facts.statements if s.property == "endDate"}
    for s in facts.statements:
        if s.property in ATTRIBUTES:
            relation = ATTRIBUTES[s.property]
            fact = _attribute(paper, s, own, ends)
            yield from verdict(f"{relation}-{s.rule}", relation, s.confidence, fact, right[relation])


def _attribute(paper: _Paper, said: Statement, own: dict[str, str], ends: dict[str, str]) -> tuple[str, ...]:
    """A statement as gold would write it."""
    key = paper.meeting(ox.NamedNode(ID + own[said.subject]))
    if said.property == "startDate":
        return (key, "date", said.value, ends.get(said.subject, said.value))
    if said.property == "hasTheme":
        return (key, "hasTheme", re.split(r"[/#]", said.value)[-1])
    value = ox.NamedNode(ID + own[said.value])
    wanted = paper.gold.meetings.get(key)
    if said.property == "heldAt":
        place = wanted.place if wanted else None
        same = place is not None and paper.is_at(value, place)
        return next(
            (f for f in paper.gold_attributes()["places"] if same and f[0] == key), (key, "heldAt", value.value)
        )
    if said.property == "within":
        return (key, "within", paper.meeting(value))
    if said.property == "heldIn":
        return (key, "heldIn", paper.view.codes.get(value, value.value))
    return (key, "of", paper.key(value))


if __name__ == "__main__":
    main()
