"""How well documents are read: figures against gold facts, by language and by kind of document.

    python tests/benchmarks/bench_extraction.py [--errors] [GOLD DOCUMENTS]

Without folders: the development corpus and the seeds beside the repository, where they are, and our own cases and
examples. The kind of a document stands in the `manifest.jsonl` beside it or in its gold file, and `kinds.toml` among
the cases says which kinds are counted together; a document without one is "other", one that says nothing "negative".
"""

from __future__ import annotations

import argparse
import json
import tempfile
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tookpart.graph.build import build
from tookpart.graph.evaluation import Evaluation, Gold, evaluate, read_gold
from tookpart.graph.store import EmbeddedStore

ROOT = Path(__file__).parents[2]
EVALUATION = ROOT.parent / "shared" / "evaluation"
SETS = {
    "development corpus": (EVALUATION / "gold" / "dev", EVALUATION / "corpus" / "dev"),
    "seeds": (EVALUATION / "gold" / "seeds", ROOT.parent / "shared" / "seeds"),
    "our cases": (ROOT / "tests" / "cases" / "extraction", ROOT / "tests" / "cases" / "extraction"),
    "examples": (ROOT / "tests" / "cases" / "examples", ROOT / "examples" / "documents"),
}
COLUMNS = {
    "ALL FACTS": "all facts",
    "who took part in what, with role": "who, in what, with role",
    "standing relations": "standing",
    "themes": "themes",
}


def main() -> None:
    """Print one table for each set, and all their figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("folders", nargs="*", type=Path)
    args = parser.parse_args()
    sets = {"given": tuple(args.folders)} if args.folders else SETS
    totals = []
    for name, (gold, documents) in sets.items():
        if gold.is_dir() and documents.is_dir():
            found = _table(name, gold, documents)
            print(found.to_text(errors=args.errors))
            totals.append(f"{name} {found.figures['ALL FACTS'].f1:.3f}")
    print(f"summary: F1 of all facts: {', '.join(totals)}")


def _table(name: str, folder: Path, documents: Path) -> Evaluation:
    wanted = read_gold(folder)
    files = sorted(path for path in documents.iterdir() if path.suffix in (".txt", ".md"))
    with tempfile.TemporaryDirectory() as place:
        for failure in build(files, place).failures:
            print(f"not read: {Path(failure.path).name}: {failure.reason}")
        with EmbeddedStore(place) as store:

            def row(title: str, chosen: Callable[[Gold], bool]) -> None:
                some = [gold for gold in wanted if chosen(gold)]
                figures = evaluate(store.store, some).figures
                cells = [figures[column] for column in COLUMNS if column in figures]
                told = "".join(f"  {c.precision:.3f} {c.recall:.3f} {c.f1:.3f} {c.gold:5}" for c in cells)
                print(f"{title:34} {len(some):4}{told}")

            print(f"{name}: precision, recall, F1 and number of gold facts\n")
            print(f"{'':34} {'docs':>4}" + "".join(f"  {short:>23}" for short in COLUMNS.values()))
            for told in (languages(folder), kinds(folder, documents)):
                for value in sorted(set(told.values())):
                    row(value, lambda gold, told=told, value=value: told[gold.id] == value)
            print()
            return evaluate(store.store, wanted)


def languages(folder: Path) -> dict[str, str]:
    return {gold["id"]: gold["lang"] for gold in _raw(folder)}


def kinds(folder: Path, documents: Path) -> dict[str, str]:
    manifest = documents / "manifest.jsonl"
    lines = manifest.read_text(encoding="utf-8").splitlines() if manifest.is_file() else []
    listed = {entry["id"]: entry["kind"] for entry in map(json.loads, lines)}
    families = tomllib.loads((ROOT / "tests" / "cases" / "kinds.toml").read_text(encoding="utf-8"))
    family = {one: name for name, several in families.items() for one in several}

    def kind(gold: dict[str, Any]) -> str:
        told = listed.get(gold["id"]) or gold.get("kind")
        return "negative" if gold.get("negative") else family.get(told or "", "other")

    return {gold["id"]: kind(gold) for gold in _raw(folder)}


def _raw(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.json"))]


if __name__ == "__main__":
    main()
