"""How files become facts, as one value that a build can be given: the loaders, or a test's stand-in."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Iterable, Mapping
from importlib import resources
from pathlib import Path

import msgspec

from tookpart.loaders.document import Document
from tookpart.loaders.load import load
from tookpart.loaders.reading import documents_in, read_all
from tookpart.ontology.errors import InputError
from tookpart.ontology.facts import DocumentFacts

Read = Callable[[Path], Iterable[Document]]
Load = Callable[[Document], DocumentFacts]

# all that the facts of a document depend on, besides the document
_RULES = (
    ("loaders", (".py",)),
    ("loaders/language", (".toml",)),
    ("ontology", ("facts.py", "reference.py", "themes.csv")),
    ("ontology/reference", (".csv",)),
)


class Engine(msgspec.Struct, frozen=True):
    """How files become facts: list the files of a source, read one file, load one document.

    `rules` names the version of all that facts depend on, part by part ("loaders/language/es.toml" -> hash); a build
    reads documents again when one of them changes, and can say which. `read` and `load` are functions that other
    processes can import.
    """

    find: Callable[[Path], tuple[Iterable[Path], Iterable[Path]]]
    read: Read
    load: Load
    rules: Mapping[str, str]

    @property
    def version(self) -> str:
        """One hash of all parts of the rules."""
        return hashlib.sha256(repr(sorted(self.rules.items())).encode()).hexdigest()[:16]


def default_engine() -> Engine:
    """The loaders."""
    return Engine(find, read_all, load, rules())


def find(source: Path) -> tuple[Iterable[Path], Iterable[Path]]:
    """The files of a source that can be read, and those that cannot for their suffix; `InputError` for a folder without
    any.

    A file given by its own path is always one to read, so that what is wrong with it is said.
    """
    if source.is_file():
        return [source], []
    walk = documents_in(source)
    if not walk.documents:
        raise InputError(f"{source}: no documents in this folder that could be read")
    return walk.documents, walk.unread


@functools.cache
def rules() -> Mapping[str, str]:
    """A hash of every file that decides what facts a document gives, by its path in the package."""
    package = resources.files("tookpart")
    found = {}
    for folder, endings in _RULES:
        for file in package.joinpath(folder).iterdir():
            if file.is_file() and file.name.endswith(endings):
                found[f"{folder}/{file.name}"] = hashlib.sha256(file.read_bytes()).hexdigest()[:8]
    return dict(sorted(found.items()))
