"""The command `tookpart`: it parses what is asked, calls one function, and prints the answer.

Answers go to stdout, everything else to stderr. Exit codes: 0 done; 1 done as far as the user's data allowed, with what
was wrong in words; 2 wrong usage, with nothing done.
"""

from __future__ import annotations

from typing import Annotated

import typer

from tookpart import asking, building, checking
from tookpart.lazy import lazy
from tookpart.terminal import Commands

app = typer.Typer(
    cls=Commands,
    name="tookpart",
    help="Who took part in what: documents about dialogues between states in, a knowledge graph out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def start(version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False) -> None:
    """Who took part in what: documents about dialogues between states in, a knowledge graph out."""
    if version:
        typer.echo(f"tookpart {lazy('tookpart').__version__}")
        raise typer.Exit


# in the order in which --help lists them
app.command()(building.build)
app.command()(checking.show)
app.command()(checking.status)
app.command()(building.forget)
app.command()(building.rollback)
app.command()(building.link)
# a question's parameters are its options, and its --help is its own
app.command(
    add_help_option=False,
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []},
)(asking.query)
app.command()(asking.sparql)
app.command()(asking.draw)
app.command()(asking.export)
app.command()(checking.check)
app.command()(checking.evaluate)


def main() -> None:
    """Run the command with the arguments of this process."""
    app()
