"""How the command speaks: sentences and progress on stderr, answers on stdout, errors as exit codes."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperGroup

from tookpart.lazy import lazy
from tookpart.ontology.errors import MissingError, QueryError, TookpartError

if TYPE_CHECKING:
    import msgspec
    from rich import console, progress

    from tookpart.graph import store
else:
    msgspec = lazy("msgspec")
    console = lazy("rich.console")
    progress = lazy("rich.progress")
    store = lazy("tookpart.graph.store")

_USAGE = (QueryError, MissingError)  # what was asked for cannot be: nothing was done


class Commands(TyperGroup):
    """All commands, with the one place where errors become sentences and exit codes."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except TookpartError as error:
            say(f"tookpart: {error}")
            raise typer.Exit(2 if isinstance(error, _USAGE) else 1) from error
        except (RuntimeError, sqlite3.DatabaseError) as error:
            # what the store reads is found to be damaged in the middle of an answer, long after it was opened
            if not store.is_damage(error):
                raise
            say(f"tookpart: the graph is damaged ({error}); tookpart rollback returns to the generation before")
            raise typer.Exit(1) from error
        except BrokenPipeError:
            # the reader of our answer, such as head, has seen enough; Python would complain again when it flushes
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None


def say(text: str) -> None:
    """Print a message to stderr."""
    typer.echo(text, err=True)


def write_json(value: object) -> None:
    """Print a value, or values that travel, as JSON."""
    typer.echo(json.dumps(msgspec.to_builtins(value), ensure_ascii=False, indent=1))


def many(count: int, what: str) -> str:
    """A count in words.

    >>> many(1, "file"), many(2000, "file")
    ('1 file', '2,000 files')
    """
    return f"{count:,} {what if count == 1 else what + 's'}"


def parameters(arguments: Sequence[str]) -> dict[str, str]:
    """`--name value` and `--name=value` pairs; `QueryError` for anything else."""
    found: dict[str, str] = {}
    rest: Iterator[str] = iter(arguments)
    for argument in rest:
        if not argument.startswith("--"):
            raise QueryError(
                f"{argument!r} stands alone; expected --name value, and quotes around a value of several words"
            )
        name, equals, value = argument[2:].partition("=")
        if not equals:
            following = next(rest, None)
            if following is None or following.startswith("--"):
                raise QueryError(f"--{name} has no value; expected --{name} VALUE")
            value = following
        if name in found:
            raise QueryError(f"--{name} is given twice; a question takes one value of each parameter")
        found[name] = value
    return found


class Progress:
    """A progress bar on stderr while it is a terminal, nothing else; gives the callback that moves it."""

    def __enter__(self) -> Callable[[int, int], None] | None:
        self._bar: Any = None
        if not sys.stderr.isatty():
            return None
        self._bar = progress.Progress(
            progress.TextColumn("reading"),
            progress.BarColumn(),
            progress.MofNCompleteColumn(),
            progress.TimeRemainingColumn(),
            console=console.Console(stderr=True),
            transient=True,
        )
        self._bar.start()
        task = self._bar.add_task("reading", total=None)
        return lambda done, all_: self._bar.update(task, completed=done, total=all_)

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()
