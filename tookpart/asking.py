"""The commands that take something out of a graph: `query`, `sparql`, `draw` and `export`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tookpart.lazy import lazy
from tookpart.ontology.errors import MissingError, QueryError
from tookpart.options import FormatOption, GraphOption, JsonOption, LimitOption
from tookpart.terminal import parameters, say, write_json

if TYPE_CHECKING:
    from tookpart import api
    from tookpart.queries import catalogue, formats, run, telling
else:
    api = lazy("tookpart.api")
    catalogue = lazy("tookpart.queries.catalogue")
    formats = lazy("tookpart.queries.formats")
    run = lazy("tookpart.queries.run")
    telling = lazy("tookpart.queries.telling")

_TOLD = ("name", "title", "description", "parameters")  # of a question, as JSON


def query(
    ctx: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="The question; without it all are listed.")] = None,
    *,
    graph: GraphOption = None,
    format: FormatOption = None,
    limit: LimitOption = None,
    as_json: JsonOption = False,
    as_sparql: Annotated[bool, typer.Option("--sparql", help="Print the query that is asked, not its answer.")] = False,
    help: Annotated[
        bool, typer.Option("--help", "-h", help="Show this message, or what the question asks for.")
    ] = False,
) -> None:
    """Answer a named question, or list them all.

    The parameters of a question are its options: --process rcm, --actor gtm, --since 2015. Values are short forms, ISO
    codes, acronyms or names. 'tookpart query NAME --help' tells what a question asks for.

    Example: tookpart query participants --process rcm --role hosted
    """
    if help:
        typer.echo(ctx.get_help() if name is None or name.startswith("-") else telling.usage(catalogue.question(name)))
        return
    if name is None:
        questions = list(catalogue.catalogue().values())
        if as_json:
            write_json([{name: getattr(q, name) for name in _TOLD} for q in questions])
            return
        for line in telling.questions(questions):
            typer.echo(line)
        say("\ntookpart query NAME --help tells what a question asks for")
        return
    if name.startswith("-"):
        raise QueryError(f"no question is named before {name}; expected: tookpart query NAME {name} VALUE")
    asked = catalogue.question(name)
    given = parameters(ctx.args)
    with api.open(graph) as opened:
        if as_sparql:
            typer.echo(asked.bind(run.terms(opened.store, asked, given)), nl=False)
            return
        answer = run.ask(opened.store, name, limit=limit, **given)
    formats.write(answer, sys.stdout, "json" if as_json else format)
    if not answer:
        say("tookpart: the graph has no answer to this")


def sparql(
    text: Annotated[str | None, typer.Argument(metavar="QUERY", help="The query; '-' reads it from stdin.")] = None,
    file: Annotated[Path | None, typer.Option("--file", "-f", metavar="FILE", help="A file that holds it.")] = None,
    *,
    graph: GraphOption = None,
    format: FormatOption = None,
    limit: LimitOption = None,
    allow_service: Annotated[
        bool, typer.Option("--allow-service", help="Let the query ask other servers through SERVICE.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Answer any SPARQL 1.1 query.

    It is put to the union of all named graphs, and knows the usual prefixes (tp:, org:, skos: and so on).

    Example: tookpart sparql 'SELECT ?state { ?state tp:hosted ?meeting }'
    """
    if (text is None) == (file is None):
        raise QueryError("give one query: as text, as '-' for stdin, or with -f FILE")
    if file is not None:
        text = _query_in(file)
    elif text == "-":
        text = sys.stdin.read()
    assert text is not None
    with api.open(graph) as opened:
        answer = opened.sparql(text, services=allow_service, limit=limit)
    formats.write(answer, sys.stdout, "json" if as_json else format)


def _query_in(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise MissingError(f"{file}: no such file; -f expects one that holds a query") from error
    except (UnicodeDecodeError, OSError) as error:
        raise QueryError(f"{file}: no query could be read from it ({error})") from error


def draw(
    *,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="The page.")] = Path("network.html"),
    graph: GraphOption = None,
    projection: Annotated[
        str, typer.Option(metavar="NAME", help="full, actors, processes or meetings-actors.")
    ] = "full",
    process: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only this process; may be repeated.")
    ] = None,
    theme: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Only this theme; may be repeated.")] = None,
    since: Annotated[int | None, typer.Option(metavar="YEAR", help="Only meetings of this year or later.")] = None,
    until: Annotated[int | None, typer.Option(metavar="YEAR", help="Only meetings of this year or earlier.")] = None,
    role: Annotated[list[str] | None, typer.Option(metavar="ROLE", help="Only this role; may be repeated.")] = None,
    actor: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Only around it; may be repeated.")] = None,
    language: Annotated[str, typer.Option(metavar="CODE", help="The language of names.")] = "en",
    title: Annotated[str | None, typer.Option(metavar="TEXT", help="The heading of the page.")] = None,
) -> None:
    """Write the interactive network as one HTML file.

    The page needs no connection.

    Example: tookpart draw --process rcm --since 2010 -o rcm.html
    """
    with api.open(graph) as opened:
        made = opened.draw(
            output,
            projection,  # type: ignore[arg-type]  # checked with the other names, against what there is
            title=title,
            processes=process or (),
            themes=theme or (),
            since=since,
            until=until,
            roles=role or (),
            actors=actor or (),
            language=language,
        )
    say(f"tookpart: wrote {made}")


def export(
    *,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help="The file, or a folder for CSV tables.")
    ],
    graph: GraphOption = None,
    format: Annotated[
        str | None,
        typer.Option(
            metavar="FORMAT",
            help="turtle, trig, ntriples, nquads, jsonld, rdfxml, csv, graphml or gexf; else by the suffix.",
        ),
    ] = None,
) -> None:
    """Write the graph to a file: RDF, networks or CSV tables.

    Example: tookpart export -o graph.ttl
    """
    with api.open(graph) as opened:
        name = opened.export(output, format)
    say(f"tookpart: wrote {output} ({name})")
