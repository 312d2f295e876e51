"""A generation in the making: a copy of the current books, what has to be written, and the writing of it."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec

from tookpart.graph.background import Background
from tookpart.graph.cache import FactsCache
from tookpart.graph.deciding import settle
from tookpart.graph.ledger import Ledger
from tookpart.graph.links import links_digest, recorded, write_links
from tookpart.graph.settling import Settling, from_json
from tookpart.graph.store import EXTENSION, GraphDirectory, extension_in, is_damage
from tookpart.graph.writing import Change, write_change, write_whole
from tookpart.ontology.errors import GraphError
from tookpart.ontology.facts import DocumentFacts

_SHARE = 4  # more than a quarter of the documents changed: writing all of them is as fast and leaves a tidier store
_STALE = 5  # more facts in the cache than so many for each document: most are of older rules


class Failure(msgspec.Struct, frozen=True, order=True):
    """A source that could not be read, and why."""

    path: str
    reason: str


class BuildReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a build did: numbers of files read anew, kept as they were and failed, and of documents in the graph and
    written.

    `skipped` are files of a folder that have no reader, `unsettled` tells what has no effect in the file of settled
    questions, `why` tells how many files were read anew for which reason.
    `generation` is the one that is now current, `changed` False if the build found nothing to do; `seconds` is the time
    it took.
    """

    generation: int
    changed: bool
    read: int
    unchanged: int
    documents: int
    written: int
    removed: int
    failures: tuple[Failure, ...]
    skipped: tuple[str, ...]
    unsettled: tuple[str, ...] = ()
    why: dict[str, int]
    seconds: float


class Work:
    """A generation in the making; leaving it closes its books and clears away what did not become a generation."""

    def __init__(self, directory: GraphDirectory, keep: int, workers: int) -> None:
        self.directory, self.keep, self.workers = directory, keep, workers
        self.current = directory.current()
        if self.current is not None:
            directory.ledger(self.current).close()
        self.changed: set[int] = set()
        self.gone: set[int] = set()
        self.failures: list[Failure] = []
        self.recorded = False
        self.read_files = 0
        with contextlib.ExitStack() as opened:
            self.draft = directory.draft()
            opened.callback(shutil.rmtree, self.draft, ignore_errors=True)
            if self.current is not None:
                shutil.copyfile(directory.folder(self.current) / "ledger.sqlite", self.draft / "ledger.sqlite")
            self.ledger = Ledger(self.draft / "ledger.sqlite")
            opened.callback(self._close_ledger)
            self.cache = opened.enter_context(contextlib.closing(self._cache()))
            if self.current is not None and directory.extension(self.current):
                shutil.copytree(directory.folder(self.current) / EXTENSION, self.draft / EXTENSION)
            self.background = Background(directory.base, extension_in(self.draft))
            self.settlement = from_json(self.ledger.setting("settlement"))
            self._opened = opened.pop_all()

    def _close_ledger(self) -> None:
        # by its name, since the ledger of the finished generation takes its place
        self.ledger.close()

    def _cache(self) -> FactsCache:
        path = self.directory.path
        try:
            return FactsCache(path / "facts.sqlite")
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            raise GraphError(
                f"{path / 'facts.sqlite'} is damaged ({error}); remove {path} and build the graph again"
            ) from error

    def __enter__(self) -> Work:
        return self

    def __exit__(self, *_: object) -> None:
        """Close the books and remove the draft, if it is one still."""
        self._opened.close()

    def note(self, change: tuple[set[int], set[int]]) -> None:
        """Take over which documents changed and which went."""
        changed, gone = change
        # in place, since this comes once for each of many files
        self.changed -= gone
        self.changed |= changed
        self.gone -= changed
        self.gone |= gone

    def extend(self, files: Sequence[Path]) -> None:
        """Take these files for the graph's extension of the ontology, in place of those that it has."""
        shutil.rmtree(self.draft / EXTENSION, ignore_errors=True)
        if files:
            (self.draft / EXTENSION).mkdir()
        for file in files:
            shutil.copyfile(file, self.draft / EXTENSION / file.name)
        self.background = Background(self.directory.base, extension_in(self.draft))

    def _facts(self, document: int) -> DocumentFacts:
        try:
            return self.cache.facts(self.ledger.digest(document))
        except KeyError as error:
            raise GraphError(
                f"{self.directory.path}: facts.sqlite lacks what {self.ledger.slug(document)} says; remove "
                f"{self.directory.path} and build the graph again"
            ) from error

    def finish(self, started: float, why: dict[str, int], files: int, skipped: Sequence[str]) -> BuildReport:
        """Settle identity, write the store, and make it current; nothing of this if nothing changed."""
        resettled = from_json(self.ledger.setting("settlement")) != self.settlement
        written = settle(self.ledger, self.changed, self.gone, self._facts, self.background.has, self.settlement)
        number = self.current
        background, links = self.background.digest, links_digest(self.directory.path)
        same = (self.ledger.setting("background"), self.ledger.setting("links") or "") == (background, links)
        sound = number is not None and self.directory.is_sound(number)
        if number is None or not sound or self.recorded or resettled or not same:
            self._store(
                Change(
                    written=sorted(written),
                    gone=[self.ledger.slug(document) for document in sorted(self.gone)],
                    facts=self._facts,
                )
            )
            self.ledger.drop(self.gone)
            self.ledger.remember("background", background)
            self.ledger.remember("links", links)
            self.ledger.remember("built", f"{started:.0f}")
            self.ledger.remember("why", msgspec.json.encode(why).decode())
            self.ledger.close()
            number = self.directory.publish(self.draft, self.keep)
            self.ledger = self.directory.ledger(number)
            if self.gone or self.cache.count() > _STALE * self.ledger.count():
                self._clear_cache()
        return BuildReport(
            generation=number,
            changed=number != self.current,
            read=self.read_files,
            unchanged=max(0, files - self.read_files - len(self.failures)),
            documents=self.ledger.count(),
            written=len(written),
            removed=len(self.gone),
            failures=tuple(sorted(self.failures)),
            skipped=tuple(skipped),
            unsettled=tuple(Settling(self.settlement, self.background.has).unknown(self.ledger.has)),
            why=why,
            seconds=time.time() - started,
        )

    def _clear_cache(self) -> None:
        """Drop facts that no generation holds any more: those of forgotten documents and of older rules."""
        used: set[str] = set()
        for generation in self.directory.generations():
            with contextlib.closing(self.directory.ledger(generation)) as ledger:
                used.update(digest for _, digest in ledger.facts())
        self.cache.forget_unused(used)

    def _store(self, change: Change) -> None:
        new = self.draft / "store"
        remaining = self.ledger.count() - len(change.gone)
        reasoned = self.ledger.setting("reasoning") == self.background.reasoning
        if (
            self.current is None
            or not reasoned
            or not self.directory.is_sound(self.current)
            or len(change.written) * _SHARE > remaining
        ):
            write_whole(new, self.ledger, self.background, change, self.workers)
        else:
            self._store_change(new, change)
        if links_digest(self.directory.path) or self.ledger.setting("links"):
            write_links(new, recorded(self.directory.path), self.directory.base)
        self.ledger.remember("reasoning", self.background.reasoning)

    def _store_change(self, new: Path, change: Change) -> None:
        assert self.current is not None
        try:
            write_change(self.directory.folder(self.current) / "store", new, self.ledger, self.background, change)
        except (OSError, RuntimeError) as error:
            if not is_damage(error):
                raise
        else:
            return
        # the last store is damaged, but all that it was made from is in the cache
        shutil.rmtree(new, ignore_errors=True)
        write_whole(new, self.ledger, self.background, change, self.workers)
