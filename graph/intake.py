"""What a build is given: the files of its sources, looked at, read where they are new or changed, and entered."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from tookpart.graph.cache import Reading
from tookpart.graph.confidence import surer
from tookpart.graph.engine import Engine
from tookpart.graph.ledger import Stamp
from tookpart.graph.rdf import document_slug
from tookpart.graph.readers import Batch, Task
from tookpart.graph.work import Failure, Work
from tookpart.graph.worker import read_one
from tookpart.loaders.reading_web import Web
from tookpart.ontology.errors import FetchError, MissingError
from tookpart.ontology.facts import decode, encode

_NAMED = 3  # so many changed parts of the rules are told by name
_RACY = 2.0  # seconds: a file changed so shortly before it was read may change again without a newer time


def files_of(sources: Sequence[Path | str], engine: Engine) -> tuple[list[str], list[str]]:
    """The resolved paths of all files of some sources, each once, and of those that have no reader, sorted.

    Raises `MissingError` for a source that does not exist.
    """
    found: dict[str, None] = {}
    skipped: dict[str, str] = {}
    folders: dict[str, str] = {}
    for source in sources:
        path = Path(source)
        if not path.exists():
            raise MissingError(f"{path}: no such file or folder")
        documents, unread = engine.find(path)
        found.update((_resolved(str(file), folders), None) for file in documents)
        skipped.update((_resolved(str(file), folders), str(file)) for file in unread)
    return list(found), sorted(skipped.values())


def _resolved(file: str, folders: dict[str, str]) -> str:
    """The path of a file with all links followed; those above it once for each folder, as there are many files."""
    folder, name = os.path.split(file)
    if folder not in folders:
        folders[folder] = os.path.realpath(folder)
    path = os.path.join(folders[folder], name)
    return os.path.realpath(path) if os.path.islink(path) else path


class Intake:
    """Files and pages on their way into a generation in the making.

    A graph has one least confidence of its facts: when a build asks for another, all files that the graph was read from
    are looked at.
    """

    def __init__(self, work: Work, engine: Engine, asked: float | None) -> None:
        self.work, self.ledger, self.cache = work, work.ledger, work.cache
        had = float(self.ledger.setting("min_confidence") or 0)
        self.least = had if asked is None else asked
        self.relearnt = self.least != had
        self.ledger.remember("min_confidence", repr(self.least))
        if self.least > 0:
            rules = {**engine.rules, "min-confidence": f"{self.least:g}"}
            engine = msgspec.structs.replace(engine, rules=rules)
        self.engine, self.version = engine, engine.version

    def read(self, files: list[str], pool: Callable[[Sequence[Task]], Iterable[Batch]]) -> dict[str, int]:
        """Read what is new or changed, and enter it; how many files were read again for which reason."""
        why: dict[str, int] = {}
        tasks = []
        looked: list[tuple[str, int, int, str]] = []
        with self.ledger.at_once():
            for task, reason in self._changed(files, looked):
                cached = self.cache.find(task.name, task.stamp.sha256, self.version)
                if cached is not None:
                    self._enter(task.path, task.stamp, *cached)
                else:
                    why[reason] = why.get(reason, 0) + 1
                    tasks.append(task)
        if looked:
            self.cache.look(looked)
        self.work.read_files = len(tasks)
        self.ledger.remember(f"rules {self.version}", msgspec.json.encode(self.engine.rules).decode())
        for batch in pool(tasks):
            digests = self.cache.add(
                (task.name, task.stamp.sha256, self.version, self._surer(reading)) for task, reading in batch
            )
            with self.ledger.at_once():
                for (task, reading), found in zip(batch, digests, strict=True):
                    self._enter(task.path, task.stamp, found, reading.failure)
        return why

    def _changed(self, files: list[str], looked: list[tuple[str, int, int, str]]) -> Iterator[tuple[Task, str]]:
        """The files that are not as they were entered, and why; `looked` takes the hashes of those that had to be
        looked into to see that they are.
        """
        known = self.ledger.sources()
        for path in files:
            stamp, failure = known.get(path, (None, None))
            try:
                found = os.stat(path)
                size, mtime = found.st_size, found.st_mtime_ns
                if stamp and _same(stamp, size, mtime, self.version):
                    self._failed_before(path, failure)
                    continue
                now = time.time()
                seen = self.cache.looked(path, size, mtime) if stamp else None
                sha256 = seen or hashlib.sha256(Path(path).read_bytes()).hexdigest()
            except OSError as error:
                gone = Stamp(0, 0, "", self.version, 0.0)
                self._enter(path, gone, [], f"cannot be read: {error.strerror or error}")
                continue
            if stamp and (stamp.sha256, stamp.rules) == (sha256, self.version):
                if seen is None and now - mtime / 1e9 > _RACY:
                    looked.append((path, size, mtime, sha256))
                self._failed_before(path, failure)
                continue
            yield (
                Task(path, os.path.basename(path), Stamp(size, mtime, sha256, self.version, now)),
                self._why(stamp, sha256),
            )

    def _failed_before(self, path: str, failure: str | None) -> None:
        if failure:
            self.work.failures.append(Failure(path, failure))

    def read_pages(self, urls: Sequence[str], web: Web) -> Iterator[str]:
        """Read addresses on the web that are new or changed, and enter them; for each that is read the reason.

        A page that cannot be fetched keeps the facts that it gave before.
        """
        known = self.ledger.sources()
        for url in urls:
            stamp, failure = known.get(url, (None, None))
            try:
                data = web.copy(url).data
            except FetchError as error:
                reason = str(error).removeprefix(f"{url}: ")
                if stamp and stamp.sha256:
                    self.work.failures.append(Failure(url, reason))
                else:
                    self._enter(url, Stamp(0, 0, "", self.version, 0.0), [], reason)
                continue
            now = Stamp(len(data), 0, hashlib.sha256(data).hexdigest(), self.version, time.time())
            if stamp and (stamp.sha256, stamp.rules) == (now.sha256, self.version):
                self._failed_before(url, failure)
                continue
            cached = self.cache.find(url, now.sha256, self.version)
            if cached is None:
                yield "new" if stamp is None else "changed" if stamp.sha256 != now.sha256 else "the rules changed"
                self.work.read_files += 1
                read = self._surer(read_one(url, lambda _, url=url: web.read_all(url), self.engine.load))  # type: ignore[misc]
                (digests,) = self.cache.add([(url, now.sha256, self.version, read)])
                cached = (digests, read.failure)
            self._enter(url, now, *cached)

    def _surer(self, reading: Reading) -> Reading:
        if not self.least:
            return reading
        found = tuple(encode(surer(decode(facts), self.least)) for facts in reading.facts)
        return msgspec.structs.replace(reading, facts=found)

    def _why(self, stamp: Stamp | None, sha256: str) -> str:
        """Why a file is read; of the rules which parts are not what they were."""
        if stamp is None:
            return "new"
        if stamp.sha256 != sha256:
            return "changed"
        had: dict[str, str] = msgspec.json.decode(self.ledger.setting(f"rules {stamp.rules}") or "{}")
        now = self.engine.rules
        changed = sorted(part for part in {*had, *now} if had.get(part) != now.get(part))
        if not had or len(changed) > _NAMED:
            return "the rules changed"
        return f"the rules changed: {', '.join(changed)}"

    def _enter(self, path: str, stamp: Stamp, digests: list[str], failure: str | None) -> None:
        documents = []
        for digest in digests:
            source = self.cache.source(digest)
            documents.append((document_slug(source.file, source.sha256), source.file, digest))
        self.work.note(self.ledger.enter(path, stamp, documents, failure))
        self.work.recorded = True
        self._failed_before(path, failure)


def _same(stamp: Stamp, size: int, mtime: int, rules: str) -> bool:
    settled = stamp.read_at - mtime / 1e9 > _RACY
    return settled and (stamp.size, stamp.mtime, stamp.rules) == (size, mtime, rules)
