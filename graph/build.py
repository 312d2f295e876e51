"""Building a graph: from files to a new generation, reading and writing only what changed; and forgetting documents."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import msgspec

from tookpart.graph.background import Background, check_extension
from tookpart.graph.cache import FactsCache, Reading
from tookpart.graph.confidence import checked, surer
from tookpart.graph.engine import Engine, default_engine
from tookpart.graph.ledger import Ledger, Stamp
from tookpart.graph.links import links_digest, recorded, write_links
from tookpart.graph.rdf import document_slug
from tookpart.graph.readers import Batch, Progress, ReadAll, Task, read_all
from tookpart.graph.settling import FILE, Settlement, Settling, from_json, read_settlement
from tookpart.graph.store import EXTENSION, KEEP, GraphDirectory, disk_told, extension_in, is_damage
from tookpart.graph.worker import read_one
from tookpart.graph.writing import Change, write_change, write_whole
from tookpart.loaders.reading_web import Web, is_url
from tookpart.ontology.errors import FetchError, GraphError, MissingError
from tookpart.ontology.facts import DocumentFacts, decode, encode
from tookpart.ontology.vocabulary import ID

_SHARE = 4  # more than a quarter of the documents changed: writing all of them is as fast and leaves a tidier store
_STALE = 5  # more facts in the cache than so many for each document: most are of older rules
_NAMED = 3  # so many changed parts of the rules are told by name
_RACY = 2.0  # seconds: a file changed so shortly before it was read may change again without a newer time


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


def build(
    sources: Sequence[Path | str],
    graph_dir: Path | str,
    *,
    engine: Engine | None = None,
    workers: int | None = None,
    pool: ReadAll = read_all,
    base: str = ID,
    keep: int = KEEP,
    progress: Progress | None = None,
    min_confidence: float | None = None,
    settle: Path | str | None = None,
    ontology: Iterable[Path | str] | None = None,
    web: Web | None = None,
) -> BuildReport:
    """Read files, folders and addresses on the web into a graph directory, made if there is none; only what changed is
    read and written.

    A file that cannot be read is recorded with its reason and the rest is built. `workers` are processes, by default
    one a core; `pool` may read elsewhere than on this machine (`tookpart.graph.cluster`). `progress` is told (files
    done, files to do). Facts of a confidence below `min_confidence` are left out while reading; None stands for what
    the graph was built with before. `settle` is a file of settled questions of identity (`tookpart.graph.settling`), by
    default `tookpart.toml` beside the graph. `ontology` are Turtle files that extend the ontology; they are kept with
    the graph, and None leaves those that it has. `web` fetches pages; by default copies of them stay in the graph
    directory and are not fetched again.

    Raises `MissingError` for a source that does not exist, `InputError` for a file of a user's that cannot be obeyed,
    and `GraphError` for a directory that is not ours, is newer, or is being built by another process. Whatever goes
    wrong, the graph is as it was.
    """
    if min_confidence is not None:
        checked(min_confidence)
    started = time.time()
    engine = engine or default_engine()
    urls = list(dict.fromkeys(source for source in sources if isinstance(source, str) and is_url(source)))
    files, skipped = _files([source for source in sources if source not in urls], engine)
    extension = [Path(path) for path in ontology or ()]
    check_extension(extension)
    settlement = _settled(Path(graph_dir), settle, Background(base).has)
    directory = GraphDirectory.create(Path(graph_dir), base)
    with disk_told(directory.path), directory.lock():
        work = _Work(directory, keep)
        try:
            engine, files = work.only_surer(engine, files, min_confidence)
            work.settlement = settlement
            if ontology is not None:
                work.extend(extension)
            if work.relearnt:
                urls += [path for path in work.ledger.sources() if is_url(path) and path not in urls]
            why = work.read(files, engine, lambda tasks: pool(tasks, engine.read, engine.load, workers, progress))
            for reason in work.read_pages(urls, engine, web or Web(directory.path / "web")):
                why[reason] = why.get(reason, 0) + 1
            return work.finish(started, why, len(files) + len(urls), skipped)
        finally:
            work.close()


def forget(graph_dir: Path | str, documents: Iterable[str], *, keep: int = KEEP) -> BuildReport:
    """Take documents out of a graph again, named by path, file name or slug; raises `MissingError` for one that is not
    there.
    """
    started = time.time()
    directory = GraphDirectory.find(Path(graph_dir))
    with disk_told(directory.path), directory.lock():
        directory.ledger().close()
        work = _Work(directory, keep)
        try:
            for name in documents:
                paths = work.ledger.paths_of(name)
                if not paths:
                    raise MissingError(
                        f"{name}: no document of that name in {directory.path}; tookpart status lists them"
                    )
                for path in paths:
                    work.note(work.ledger.leave(path))
                    work.recorded = True
            return work.finish(started, {}, 0, [])
        finally:
            work.close()


def rewrite(graph_dir: Path | str, first: Callable[[GraphDirectory], None], *, keep: int = KEEP) -> BuildReport:
    """Do something to what is kept beside the facts while nobody else builds, and write the graph anew if that changes
    it.
    """
    started = time.time()
    directory = GraphDirectory.find(Path(graph_dir))
    with disk_told(directory.path), directory.lock():
        directory.ledger().close()
        first(directory)
        work = _Work(directory, keep)
        try:
            return work.finish(started, {}, 0, [])
        finally:
            work.close()


def _settled(graph_dir: Path, given: Path | str | None, reserved: Callable[[str], bool]) -> Settlement:
    """What the given file has settled, else the one beside the graph, if there is one."""
    if given is not None:
        return read_settlement(Path(given), reserved)
    beside = graph_dir.resolve().parent / FILE
    return read_settlement(beside, reserved) if beside.is_file() else Settlement()


def _files(sources: Sequence[Path | str], engine: Engine) -> tuple[list[Path], list[Path]]:
    found: dict[str, Path] = {}
    skipped: dict[str, Path] = {}
    for source in sources:
        path = Path(source)
        if not path.exists():
            raise MissingError(f"{path}: no such file or folder")
        documents, unread = engine.find(path)
        found.update((str(file.resolve()), file) for file in documents)
        skipped.update((str(file.resolve()), file) for file in unread)
    return list(found.values()), sorted(skipped.values())


class _Work:
    """A generation in the making: a copy of the current books, and what has to be written."""

    def __init__(self, directory: GraphDirectory, keep: int) -> None:
        self.directory, self.keep = directory, keep
        self.current = directory.current()
        if self.current is not None:
            directory.ledger(self.current).close()
        self.draft = directory.draft()
        if self.current is not None:
            shutil.copyfile(directory.folder(self.current) / "ledger.sqlite", self.draft / "ledger.sqlite")
        self.ledger = Ledger(self.draft / "ledger.sqlite")
        try:
            self.cache = FactsCache(directory.path / "facts.sqlite")
        except sqlite3.DatabaseError as error:
            self.ledger.close()
            shutil.rmtree(self.draft, ignore_errors=True)
            if not is_damage(error):
                raise
            raise GraphError(
                f"{directory.path / 'facts.sqlite'} is damaged ({error}); remove {directory.path} and build the graph "
                "again"
            ) from error
        if self.current is not None and directory.extension(self.current):
            shutil.copytree(directory.folder(self.current) / EXTENSION, self.draft / EXTENSION)
        self.background = Background(directory.base, extension_in(self.draft))
        self.changed: set[int] = set()
        self.gone: set[int] = set()
        self.failures: list[Failure] = []
        self.recorded = False
        self.read_files = 0
        self.least, self.relearnt = 0.0, False
        self.settlement = from_json(self.ledger.setting("settlement"))

    def close(self) -> None:
        self.ledger.close()
        self.cache.close()
        shutil.rmtree(self.draft, ignore_errors=True)

    def note(self, change: tuple[set[int], set[int]]) -> None:
        changed, gone = change
        self.changed = (self.changed - gone) | changed
        self.gone = (self.gone - changed) | gone

    def extend(self, files: Sequence[Path]) -> None:
        """Take these files for the graph's extension of the ontology, in place of those that it has."""
        shutil.rmtree(self.draft / EXTENSION, ignore_errors=True)
        if files:
            (self.draft / EXTENSION).mkdir()
        for file in files:
            shutil.copyfile(file, self.draft / EXTENSION / file.name)
        self.background = Background(self.directory.base, extension_in(self.draft))

    def only_surer(self, engine: Engine, files: list[Path], asked: float | None) -> tuple[Engine, list[Path]]:
        """The engine with the graph's least confidence as a part of its rules, and the files to look at.

        A graph has one least confidence: when it changes, that is all files that the graph was read from.
        """
        had = float(self.ledger.setting("min_confidence") or 0)
        self.least = had if asked is None else asked
        self.relearnt = self.least != had
        if self.relearnt:
            given = {str(file.resolve()) for file in files}
            files = files + [Path(path) for path in self.ledger.sources() if path not in given and Path(path).exists()]
        self.ledger.remember("min_confidence", repr(self.least))
        if self.least > 0:
            rules = {**engine.rules, "min-confidence": f"{self.least:g}"}
            engine = msgspec.structs.replace(engine, rules=rules)
        return engine, files

    def _surer(self, reading: Reading) -> Reading:
        if not self.least:
            return reading
        found = tuple(encode(surer(decode(facts), self.least)) for facts in reading.facts)
        return msgspec.structs.replace(reading, facts=found)

    def read(
        self, files: list[Path], engine: Engine, pool: Callable[[Sequence[Task]], Iterable[Batch]]
    ) -> dict[str, int]:
        """Read what is new or changed, and enter it; how many files were read again for which reason."""
        known = self.ledger.sources()
        version = engine.version
        why: dict[str, int] = {}
        tasks: list[Task] = []
        for file in files:
            path = str(file.resolve())
            stamp, failure = known.get(path, (None, None))
            try:
                found = file.stat()
                if stamp and _same(stamp, found.st_size, found.st_mtime_ns, version):
                    if failure:
                        self.failures.append(Failure(path, failure))
                    continue
                sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
            except OSError as error:
                self._enter(path, Stamp(0, 0, "", version, 0.0), [], f"cannot be read: {error.strerror or error}")
                continue
            now = Stamp(found.st_size, found.st_mtime_ns, sha256, version, time.time())
            if stamp and (stamp.sha256, stamp.rules) == (sha256, version):
                if failure:
                    self.failures.append(Failure(path, failure))
                continue
            reason = (
                "new" if stamp is None else "changed" if stamp.sha256 != sha256 else self._rules(stamp.rules, engine)
            )
            cached = self.cache.find(file.name, sha256, version)
            if cached is not None:
                self._enter(path, now, *cached)
            else:
                why[reason] = why.get(reason, 0) + 1
                tasks.append(Task(path, file.name, now))
        self.read_files = len(tasks)
        self.ledger.remember(f"rules {version}", msgspec.json.encode(engine.rules).decode())
        for batch in pool(tasks):
            self.cache.add((task.name, task.stamp.sha256, version, self._surer(reading)) for task, reading in batch)
            for task, _ in batch:
                entered = self.cache.find(task.name, task.stamp.sha256, version)
                assert entered is not None
                self._enter(task.path, task.stamp, *entered)
        return why

    def read_pages(self, urls: Sequence[str], engine: Engine, web: Web) -> Iterator[str]:
        """Read addresses on the web that are new or changed, and enter them; for each that is read the reason.

        A page that cannot be fetched keeps the facts that it gave before.
        """
        known = self.ledger.sources()
        version = engine.version
        for url in urls:
            stamp, failure = known.get(url, (None, None))
            try:
                data = web.copy(url).data
            except FetchError as error:
                reason = str(error).removeprefix(f"{url}: ")
                if stamp and stamp.sha256:
                    self.failures.append(Failure(url, reason))
                else:
                    self._enter(url, Stamp(0, 0, "", version, 0.0), [], reason)
                continue
            now = Stamp(len(data), 0, hashlib.sha256(data).hexdigest(), version, time.time())
            if stamp and (stamp.sha256, stamp.rules) == (now.sha256, version):
                if failure:
                    self.failures.append(Failure(url, failure))
                continue
            cached = self.cache.find(url, now.sha256, version)
            if cached is None:
                yield "new" if stamp is None else "changed" if stamp.sha256 != now.sha256 else "the rules changed"
                self.read_files += 1
                reading = self._surer(read_one(url, lambda _, url=url: web.read_all(url), engine.load))  # type: ignore[misc]
                self.cache.add([(url, now.sha256, version, reading)])
                cached = self.cache.find(url, now.sha256, version)
                assert cached is not None
            self._enter(url, now, *cached)

    def _rules(self, before: str, engine: Engine) -> str:
        """Which parts of the rules are not what they were."""
        had: dict[str, str] = msgspec.json.decode(self.ledger.setting(f"rules {before}") or "{}")
        changed = sorted(part for part in {*had, *engine.rules} if had.get(part) != engine.rules.get(part))
        if not had or len(changed) > _NAMED:
            return "the rules changed"
        return f"the rules changed: {', '.join(changed)}"

    def _enter(self, path: str, stamp: Stamp, digests: list[str], failure: str | None) -> None:
        documents = []
        for digest in digests:
            source = self.cache.facts(digest).source
            documents.append((document_slug(source.file, source.sha256), source.file, digest))
        self.note(self.ledger.enter(path, stamp, documents, failure))
        self.recorded = True
        if failure:
            self.failures.append(Failure(path, failure))

    def finish(self, started: float, why: dict[str, int], files: int, skipped: Sequence[Path]) -> BuildReport:
        """Settle identity, write the store, and make it current; nothing of this if nothing changed."""
        digests = {document: digest for document, _, digest in self.ledger.documents()}
        slugs = {document: slug for document, slug, _ in self.ledger.documents()}

        def facts(document: int) -> DocumentFacts:
            try:
                return self.cache.facts(digests[document])
            except KeyError as error:
                raise GraphError(
                    f"{self.directory.path}: facts.sqlite lacks what {slugs[document]} says; remove "
                    f"{self.directory.path} and build the graph again"
                ) from error

        resettled = from_json(self.ledger.setting("settlement")) != self.settlement
        written = self.ledger.settle(self.changed, self.gone, facts, self.background.has, self.settlement)
        number = self.current
        background, links = self.background.digest, links_digest(self.directory.path)
        same = (self.ledger.setting("background"), self.ledger.setting("links") or "") == (background, links)
        sound = number is not None and self.directory.is_sound(number)
        if number is None or not sound or self.recorded or resettled or not same:
            self._store(
                Change(
                    written={document: slugs[document] for document in sorted(written)},
                    gone=[slugs[document] for document in sorted(self.gone)],
                    documents=slugs,
                    facts=facts,
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
            skipped=tuple(str(path) for path in skipped),
            unsettled=tuple(Settling(self.settlement, self.background.has).unknown(self.ledger.has)),
            why=why,
            seconds=time.time() - started,
        )

    def _clear_cache(self) -> None:
        """Drop facts that no generation holds any more: those of forgotten documents and of older rules."""
        used: set[str] = set()
        for generation in self.directory.generations():
            with closing(self.directory.ledger(generation)) as ledger:
                used.update(digest for _, digest in ledger.facts())
        self.cache.forget_unused(used)

    def _store(self, change: Change) -> None:
        new = self.draft / "store"
        remaining = len(change.documents) - len(change.gone)
        reasoned = self.ledger.setting("reasoning") == self.background.reasoning
        if (
            self.current is None
            or not reasoned
            or not self.directory.is_sound(self.current)
            or len(change.written) * _SHARE > remaining
        ):
            write_whole(new, self.ledger, self.background, change)
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
        write_whole(new, self.ledger, self.background, change)


def _same(stamp: Stamp, size: int, mtime: int, rules: str) -> bool:
    settled = stamp.read_at - mtime / 1e9 > _RACY
    return settled and (stamp.size, stamp.mtime, stamp.rules) == (size, mtime, rules)
