"""Real texts to measure with: the development corpus beside the repository or, without it, the examples.

    python tests/benchmarks/corpus.py 2000 FOLDER

writes that many copies of them, each with its own ordinals, years and names of persons, so that nothing of two
copies is the same by accident.
"""

from __future__ import annotations

import random
import re
import sys
from pathlib import Path

from generate import FIRST, LAST

from tookpart.loaders.document import Document
from tookpart.loaders.language import SUPPORTED
from tookpart.loaders.load import load
from tookpart.loaders.ordinals import find_ordinals
from tookpart.loaders.reading import documents_in, read

ROOT = Path(__file__).parents[2]
DEVELOPMENT = ROOT.parent / "shared" / "evaluation" / "corpus" / "dev"
EXAMPLES = ROOT / "examples" / "documents"

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_SPAN = 60  # years that a copy may be moved by; ordinals stay below twice as many


def corpus() -> tuple[str, list[Document]]:
    """What the texts are, and the texts."""
    folder, name = (DEVELOPMENT, "development corpus") if DEVELOPMENT.is_dir() else (EXAMPLES, "examples")
    return name, [read(path) for path in documents_in(folder).documents]


def vary(document: Document, copy: int) -> str:
    """The text of a copy: its years, ordinals and persons are changed alike wherever they stand."""
    chance = random.Random(f"{document.file} {copy}")
    text, years, count = document.text, chance.randrange(_SPAN), chance.randrange(1, _SPAN)
    language = document.language if document.language in SUPPORTED else "en"
    edits = [
        (o.start, o.end, f"{o.value + count}{'th' if language == 'en' else 'ª'}") for o in find_ordinals(text, language)
    ]
    edits += [(m.start(), m.end(), str(int(m[0]) - years)) for m in _YEAR.finditer(text)]
    for person in _persons(document):
        name = f"{chance.choice(FIRST)} {chance.choice(LAST)} {chance.choice(LAST)}"
        edits += [(m.start(), m.end(), name) for m in re.finditer(rf"\b{re.escape(person)}\b", text)]
    last = len(text)
    for start, end, new in sorted(edits, reverse=True):
        if end <= last:
            text, last = text[:start] + new + text[end:], start
    return text


_names: dict[str, list[str]] = {}


def _persons(document: Document) -> list[str]:
    if document.sha256 not in _names:
        found = [entity.name for entity in load(document).entities if entity.kind == "Person"]
        _names[document.sha256] = sorted(found, key=len, reverse=True)
    return _names[document.sha256]


def write(folder: Path, number: int) -> None:
    """Write `number` copies into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    _, documents = corpus()
    for i in range(number):
        document, copy = documents[i % len(documents)], i // len(documents)
        (folder / f"{Path(document.file).stem}-{copy:04d}.txt").write_text(vary(document, copy), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[2]), int(sys.argv[1]))
