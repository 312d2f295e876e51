"""Building a graph: from files to a new generation, reading and writing only what changed; and forgetting documents."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from tookpart.graph.background import Background, check_extension
from tookpart.graph.confidence import checked
from tookpart.graph.engine import Engine, default_engine
from tookpart.graph.intake import Intake, files_of
from tookpart.graph.readers import Progress, ReadAll, cores, read_all
from tookpart.graph.settling import FILE, Settlement, read_settlement
from tookpart.graph.store import KEEP, GraphDirectory, disk_told
from tookpart.graph.work import BuildReport, Failure, Work
from tookpart.loaders.reading_web import Web, is_url
from tookpart.ontology.errors import MissingError
from tookpart.ontology.vocabulary import ID

__all__ = ["BuildReport", "Failure", "build", "forget", "rewrite"]


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
    files, skipped = files_of([source for source in sources if source not in urls], engine)
    extension = [Path(path) for path in ontology or ()]
    check_extension(extension)
    settlement = _settled(Path(graph_dir), settle, Background(base).has)
    directory = GraphDirectory.create(Path(graph_dir), base)
    with disk_told(directory.path), directory.lock(), Work(directory, keep, workers or cores()) as work:
        intake = Intake(work, engine, min_confidence)
        if intake.relearnt:
            known = work.ledger.sources()
            files += [path for path in known.keys() - set(files) if Path(path).exists()]
            urls += [path for path in known if is_url(path) and path not in urls]
        work.settlement = settlement
        if ontology is not None:
            work.extend(extension)
        found = intake.engine
        why = intake.read(files, lambda tasks: pool(tasks, found.read, found.load, workers, progress))
        for reason in intake.read_pages(urls, web or Web(directory.path / "web")):
            why[reason] = why.get(reason, 0) + 1
        return work.finish(started, why, len(files) + len(urls), skipped)


def forget(graph_dir: Path | str, documents: Iterable[str], *, keep: int = KEEP) -> BuildReport:
    """Take documents out of a graph again, named by path, file name or slug; raises `MissingError` for one that is not
    there.
    """
    started = time.time()
    directory = GraphDirectory.find(Path(graph_dir))
    with disk_told(directory.path), directory.lock():
        directory.ledger().close()
        with Work(directory, keep, cores()) as work:
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


def rewrite(graph_dir: Path | str, first: Callable[[GraphDirectory], None], *, keep: int = KEEP) -> BuildReport:
    """Do something to what is kept beside the facts while nobody else builds, and write the graph anew if that changes
    it.
    """
    started = time.time()
    directory = GraphDirectory.find(Path(graph_dir))
    with disk_told(directory.path), directory.lock():
        directory.ledger().close()
        first(directory)
        with Work(directory, keep, cores()) as work:
            return work.finish(started, {}, 0, [])


def _settled(graph_dir: Path, given: Path | str | None, reserved: Callable[[str], bool]) -> Settlement:
    """What the given file has settled, else the one beside the graph, if there is one."""
    if given is not None:
        return read_settlement(Path(given), reserved)
    beside = graph_dir.resolve().parent / FILE
    return read_settlement(beside, reserved) if beside.is_file() else Settlement()
