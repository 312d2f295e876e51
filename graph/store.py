"""The graph directory: generations of a store on disk, of which one is current, and the reading of it.

    tookpart.json          what this directory is: format version and base of IRIs
    current                the number of the current generation, replaced by a rename
    generations/0007/      store/ (pyoxigraph), ledger.sqlite (its documents, their identities), ontology/ (a user's
                           extension, if there is one)
    facts.sqlite           everything that was ever read, by content
    lock                   held by the one process that builds

A generation never changes once it is current. Readers hold a shared lock on its folder, so that it is not cleared away
under them.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pyoxigraph as ox

from tookpart.graph.ledger import Ledger
from tookpart.ontology.errors import GraphError, MissingError, QueryError, TookpartError
from tookpart.ontology.vocabulary import ID, PREFIXES

FORMAT = 1
MARKER = "tookpart.json"
EXTENSION = "ontology"  # the folder of a generation that holds a user's extension of the ontology
KEEP = 2  # generations kept beside the current one


class Marker(msgspec.Struct, frozen=True):
    """What `tookpart.json` says: the format version of the directory and the base of its IRIs."""

    format: int
    base: str


class GraphDirectory:
    """A graph directory that exists; `find` opens one, `create` makes one where there is none."""

    def __init__(self, path: Path, marker: Marker) -> None:
        self.path, self.base = path, marker.base

    @classmethod
    def find(cls, path: Path) -> GraphDirectory:
        """Open a graph directory; `MissingError` if there is none, `GraphError` if it is not ours or newer than this
        program.
        """
        if not path.exists():
            raise MissingError(f"{path}: no graph there; make one with: tookpart build DOCUMENTS --graph {path}")
        if not path.is_dir():
            raise GraphError(f"{path} is a file, not a graph directory; name another place with --graph")
        try:
            marker = msgspec.json.decode((path / MARKER).read_bytes(), type=Marker)
        except FileNotFoundError:
            raise GraphError(
                f"{path} is not a graph directory (it has no {MARKER}); name another place with --graph"
            ) from None
        except (msgspec.DecodeError, OSError) as error:
            raise GraphError(
                f"{path / MARKER} cannot be read ({error}); build the graph again into an empty directory"
            ) from error
        if marker.format > FORMAT:
            raise GraphError(
                f"{path} has format {marker.format}, newer than {FORMAT}, which this program knows; upgrade tookpart"
            )
        return cls(path, marker)

    @classmethod
    def create(cls, path: Path, base: str = ID) -> GraphDirectory:
        """Open a graph directory, made first if the path does not exist or is an empty folder."""
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            return cls.find(path)
        marker = Marker(FORMAT, base)
        with disk_told(path):
            path.mkdir(parents=True, exist_ok=True)
            (path / "generations").mkdir(exist_ok=True)
            _write(path / MARKER, msgspec.json.encode(marker) + b"\n")
        return cls(path, marker)

    def current(self) -> int | None:
        """The number of the current generation; None before the first build."""
        try:
            return int((self.path / "current").read_text())
        except FileNotFoundError:
            return None
        except (ValueError, OSError) as error:
            raise GraphError(f"{self.path / 'current'} is damaged; {self.remedy(None)}") from error

    def generations(self) -> list[int]:
        """The numbers of all complete generations, oldest first."""
        try:
            return sorted(int(p.name) for p in (self.path / "generations").iterdir() if p.name.isdigit())
        except FileNotFoundError:
            return []

    def folder(self, number: int) -> Path:
        """The folder of a generation."""
        return self.path / "generations" / f"{number:04d}"

    def extension(self, number: int) -> list[Path]:
        """The Turtle files with which a generation extends the ontology."""
        return extension_in(self.folder(number))

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Be the only one to build; `GraphError` names the process that already does."""
        with disk_told(self.path):
            handle = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                holder = os.read(handle, 32).decode(errors="replace").strip() or "unknown"
                raise GraphError(
                    f"{self.path} is being built by another process (pid {holder}); wait until it has ended"
                ) from None
            os.ftruncate(handle, 0)
            os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
            # whatever a build that died has left; nobody else can be writing one now
            for leftover in (self.path / "generations").glob("new-*"):
                shutil.rmtree(leftover, ignore_errors=True)
            yield
        finally:
            os.close(handle)

    def draft(self) -> Path:
        """An empty folder for the next generation."""
        folder = self.path / "generations" / f"new-{os.getpid()}"
        with disk_told(self.path):
            folder.mkdir(parents=True)
        return folder

    def publish(self, draft: Path, keep: int = KEEP) -> int:
        """Make a complete draft the current generation and clear away all but `keep` older ones that nobody reads."""
        number = max(self.generations(), default=0) + 1
        with disk_told(self.path):
            for file in draft.rglob("*"):
                # what an older generation has too was synced with that one
                if file.is_dir() or file.stat().st_nlink == 1:
                    _sync(file)
            _sync(draft)
            os.rename(draft, self.folder(number))
            _sync(self.path / "generations")
            self.switch(number)
        self.prune(keep)
        return number

    def switch(self, number: int) -> None:
        """Make a generation the current one."""
        _write(self.path / "current", f"{number}\n".encode())

    def prune(self, keep: int = KEEP) -> None:
        """Remove the oldest generations beyond `keep` besides the current one; those that are being read stay until
        later.
        """
        current = self.current()
        old = [n for n in self.generations() if n != current]
        for number in old[: max(0, len(old) - keep)]:
            folder = self.folder(number)
            handle = os.open(folder, os.O_RDONLY)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
            except BlockingIOError:
                continue
            finally:
                os.close(handle)

    def rollback(self, number: int | None = None) -> int:
        """Return to an older generation, by default the one before the current; the one it now is."""
        with self.lock():
            try:
                current = self.current()
            except GraphError:
                current = None  # the pointer is what is damaged
            older = [n for n in self.generations() if current is None or n < current]
            wanted = number if number is not None else (older[-1] if older else None)
            if wanted is None or wanted not in self.generations():
                kept = ", ".join(str(n) for n in self.generations()) or "none"
                raise GraphError(
                    f"{self.path} has no generation {wanted or 'before the current one'}; there are: {kept}"
                )
            self.switch(wanted)
            return wanted

    def ledger(self, number: int | None = None) -> Ledger:
        """The ledger of a generation, by default the current one; only for reading."""
        number = self.current() if number is None else number
        if number is None:
            raise MissingError(
                f"{self.path}: nothing was built there yet; run: tookpart build DOCUMENTS --graph {self.path}"
            )
        with self.damage_told(number):
            ledger = Ledger(self.folder(number) / "ledger.sqlite", read_only=True)
            try:
                ledger.count()
            except BaseException:
                ledger.close()
                raise
        return ledger

    def open(self, number: int) -> ox.Store:
        """The store of a generation, for reading; `GraphError` if it is damaged."""
        with self.damage_told(number):
            return ox.Store.read_only(str(self.folder(number) / "store"))

    def is_sound(self, number: int) -> bool:
        """True if the store and the ledger of a generation can be opened, which finds files that are cut or missing."""
        try:
            ox.Store.read_only(str(self.folder(number) / "store"))
            with contextlib.closing(Ledger(self.folder(number) / "ledger.sqlite", read_only=True)) as ledger:
                ledger.count()
        except (OSError, RuntimeError, sqlite3.DatabaseError) as error:
            if is_damage(error):
                return False
            raise
        return True

    def remedy(self, damaged: int | None) -> str:
        """What to do where a generation is damaged: return to the newest other one that is sound, or build anew."""
        sound = [n for n in reversed(self.generations()) if n != damaged and self.is_sound(n)]
        if sound:
            return f"tookpart rollback {sound[0]} returns to the newest generation that is sound"
        return f"no other generation is sound: remove {self.path} and build the graph again"

    @contextlib.contextmanager
    def damage_told(self, number: int) -> Iterator[None]:
        """Turn what damaged files of a generation raise into a `GraphError` that says what to do."""
        try:
            yield
        except (OSError, RuntimeError, sqlite3.DatabaseError) as error:
            if not is_damage(error):
                raise
            raise GraphError(
                f"{self.path}: generation {number} is damaged ({_first_words(error)}); {self.remedy(number)}"
            ) from error


class EmbeddedStore:
    """The current generation of a graph directory, open for reading: what it sees stays the same while it is open."""

    def __init__(self, path: Path | str) -> None:
        self.directory = GraphDirectory.find(Path(path))
        self.base = self.directory.base
        while True:
            number = self.directory.current()
            if number is None:
                raise MissingError(f"{path}: nothing was built there yet; run: tookpart build DOCUMENTS --graph {path}")
            try:
                self._handle = os.open(self.directory.folder(number), os.O_RDONLY)
            except FileNotFoundError:
                if self.directory.current() == number:
                    raise GraphError(
                        f"{path}: generation {number} is missing; {self.directory.remedy(number)}"
                    ) from None
                continue  # a build switched and cleared up in between
            fcntl.flock(self._handle, fcntl.LOCK_SH)
            if self.directory.folder(number).exists():
                break
            os.close(self._handle)
        self.generation = number
        try:
            self.store = self.directory.open(number)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the generation; the store object must not be used any more."""
        with contextlib.suppress(OSError):
            os.close(self._handle)

    def __enter__(self) -> EmbeddedStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def extension(self) -> list[Path]:
        """The Turtle files with which the generation extends the ontology."""
        return self.directory.extension(self.generation)

    def __len__(self) -> int:
        return len(self.store)

    def query(self, sparql: str, /, **options: Any) -> Any:
        """Answer a SPARQL 1.1 query over the union of all graphs: solutions, triples or a truth value, as pyoxigraph
        gives them.

        The usual prefixes are known. `options` go to `pyoxigraph.Store.query`. Raises `QueryError` for a query that is
        none.
        """
        with self.damage_told():
            return run_query(self.store, sparql, **options)

    def damage_told(self) -> contextlib.AbstractContextManager[None]:
        """Turn what damaged files raise while answers are read into a `GraphError` that says what to do."""
        return self.directory.damage_told(self.generation)

    def dump(self) -> Iterator[bytes]:
        """All quads as lines of N-Quads, in any order."""
        with tempfile.TemporaryFile() as file:
            with self.damage_told():
                self.store.dump(file, ox.RdfFormat.N_QUADS)
            file.seek(0)
            yield from file


def extension_in(folder: Path) -> list[Path]:
    """The Turtle files in a generation's folder that extend the ontology, by name."""
    return sorted((folder / EXTENSION).glob("*.ttl"))


def run_query(store: ox.Store, sparql: str, /, **options: Any) -> Any:
    """Answer a query over the union of all graphs of a store; the usual prefixes are known."""
    options.setdefault("prefixes", PREFIXES)
    try:
        return store.query(sparql, use_default_graph_as_union=True, **options)
    except SyntaxError as error:
        raise QueryError(
            f"not a SPARQL query: {error}; see https://www.w3.org/TR/sparql11-query/ for the form of one"
        ) from error
    except ValueError as error:
        raise QueryError(f"the query cannot be answered: {error}") from error


def is_damage(error: BaseException) -> bool:
    """True for what RocksDB and SQLite raise over files that are cut, emptied, missing or overwritten."""
    if isinstance(error, TookpartError):
        return False
    text = str(error)
    if isinstance(error, sqlite3.DatabaseError):
        return not isinstance(error, sqlite3.OperationalError) or text.startswith(("no such table", "unable to open"))
    return text.startswith(("Corruption:", "IO error:")) and "No space left" not in text


def _first_words(error: BaseException) -> str:
    """Of the store's long list of places the first."""
    text = str(error).removeprefix("Corruption: ").split("  ")[0]
    return " ".join(text.split())[:200]


@contextlib.contextmanager
def disk_told(path: Path) -> Iterator[None]:
    """Turn what a disk refuses, to us, to SQLite or to the store, into a `GraphError` that says what to do."""
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        if isinstance(error, TookpartError):
            raise
        words = str(error).lower()
        code = getattr(error, "errno", None)
        if code in (errno.ENOSPC, errno.EDQUOT) or "no space left" in words or "disk is full" in words:
            raise GraphError(f"{path}: the disk is full; the graph is as it was: make room and build again") from error
        if code in (errno.EACCES, errno.EPERM, errno.EROFS) or "readonly" in words or "read-only" in words:
            raise GraphError(f"{path} cannot be written ({error}); name another place with --graph") from error
        raise


def _write(path: Path, content: bytes) -> None:
    new = path.with_name(f"{path.name}.new")
    with open(new, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(new, path)
    _sync(path.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
