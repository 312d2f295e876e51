"""The options that several commands share, each with one meaning."""

from __future__ import annotations

from typing import Annotated

import typer

GraphOption = Annotated[
    str | None,
    typer.Option(
        "--graph",
        "-g",
        metavar="GRAPH",
        help="The graph directory, or a SPARQL server's address; else $TOOKPART_GRAPH, else ./tookpart-graph.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Write the answer as JSON, for programs.")]
FormatOption = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="FORMAT",
        help="table, csv, json, markdown, turtle or ntriples; else a table on a terminal, CSV or Turtle otherwise.",
    ),
]
LimitOption = Annotated[int | None, typer.Option("--limit", min=0, metavar="N", help="At most so many rows.")]
WorkersOption = Annotated[int | None, typer.Option(min=1, metavar="N", help="Processes that read; else one a core.")]
