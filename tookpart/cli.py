"""The command `tookpart`: it parses what is asked, calls one function, and prints the answer.

Answers go to stdout, everything else to stderr. Exit codes: 0 done; 1 done as far as the user's data allowed, with what
was wrong in words; 2 wrong usage, with nothing done.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tookpart.lazy import lazy
from tookpart.ontology.errors import MissingError, QueryError
from tookpart.terminal import Commands, Progress, many, parameters, say, write_json

if TYPE_CHECKING:
    from tookpart import api
    from tookpart.graph import linking, sssom
    from tookpart.graph import store as storing
    from tookpart.graph.build import BuildReport
    from tookpart.ontology import validation
    from tookpart.queries import catalogue, formats, run, telling
else:
    api = lazy("tookpart.api")
    storing = lazy("tookpart.graph.store")
    linking = lazy("tookpart.graph.linking")
    sssom = lazy("tookpart.graph.sssom")
    validation = lazy("tookpart.ontology.validation")
    catalogue = lazy("tookpart.queries.catalogue")
    formats = lazy("tookpart.queries.formats")
    run = lazy("tookpart.queries.run")
    telling = lazy("tookpart.queries.telling")


_TOLD = ("name", "title", "description", "parameters")  # of a question, as JSON

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


@app.callback(invoke_without_command=True)
def start(version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False) -> None:
    """Who took part in what: documents about dialogues between states in, a knowledge graph out."""
    if version:
        typer.echo(f"tookpart {lazy('tookpart').__version__}")
        raise typer.Exit


@app.command()
def build(
    documents: Annotated[
        list[str], typer.Argument(metavar="DOCUMENTS...", help="Files, folders and addresses on the web to read.")
    ],
    *,
    graph: GraphOption = None,
    workers: WorkersOption = None,
    scheduler: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Read on the dask cluster of this scheduler, as tcp://HOST:PORT."),
    ] = None,
    min_confidence: Annotated[
        float | None,
        typer.Option(metavar="X", help="Leave out facts less sure than X, from 0 to 1; else as in the last build."),
    ] = None,
    settle: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Questions of identity that you settled; else tookpart.toml beside the graph."
        ),
    ] = None,
    ontology: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="Turtle that extends the ontology, kept with the graph; may be repeated."),
    ] = None,
    no_ontology: Annotated[
        bool, typer.Option("--no-ontology", help="Take the graph's extension of the ontology out again.")
    ] = False,
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Fetch pages on the web again, of which copies are kept.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Read documents into the graph.

    Only what changed is read again. A document that cannot be read is named with its reason, and the rest is built.

    Example: tookpart build documents/ report.pdf --graph my-graph
    """
    with (
        Progress() as told,
        api.build(
            documents,
            graph,
            workers=workers,
            scheduler=scheduler,
            progress=told,
            min_confidence=min_confidence,
            settle=settle,
            ontology=[] if no_ontology else ontology,
            refresh=refresh,
        ) as made,
    ):
        report = made.report
        assert report is not None
        for path in report.skipped:
            say(f"tookpart: {path}: passed over, since there is no reader for its suffix")
        for failure in report.failures:
            say(f"tookpart: {failure.path}: {failure.reason}")
        for unknown in report.unsettled:
            say(f"tookpart: {unknown}")
        if as_json:
            write_json(report)
        else:
            typer.echo(f"{_done(report)} The graph in {made.path} holds {many(report.documents, 'document')}.")
    if report.failures:
        raise typer.Exit(1)


@app.command()
def show(
    document: Annotated[Path, typer.Argument(metavar="DOCUMENT", help="The file to read.")],
    *,
    as_json: JsonOption = False,
) -> None:
    """Tell what one document says, each fact with its words.

    This needs no graph.

    Example: tookpart show press-release.txt
    """
    found = api.show(document)
    if as_json:
        write_json(found)
        return
    for number, facts in enumerate(found):
        if number:
            typer.echo()
        for line in telling.tell(facts):
            typer.echo(line)


@app.command()
def status(
    *,
    graph: GraphOption = None,
    documents: Annotated[
        bool, typer.Option("--documents", help="List all documents and where they came from.")
    ] = False,
    verify: Annotated[
        bool, typer.Option("--verify", help="Hold the store against the hashes of its documents, too.")
    ] = False,
    unresolved: Annotated[
        bool, typer.Option("--unresolved", help="List what was new, ambiguous or nearly merged, and how to settle it.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Tell what the graph holds and what failed.

    That is its documents, things of each kind, the last build, and why what could not be read could not.

    Example: tookpart status --graph my-graph
    """
    directory = graph or api.default_graph()
    with api.open(directory) as opened:
        found = opened.status()
    files = api.documents(directory)
    failed = [file for file in files if file.failure is not None]
    notes = api.unresolved(directory) if unresolved else []
    faults = api.verify(directory) if verify else []
    if as_json:
        asked: dict[str, object] = {"documents": files} if documents else {}
        asked |= {"unresolved": notes} if unresolved else {}
        asked |= {"faults": faults} if verify else {}
        write_json({"status": found, "failures": failed, **asked})
    else:
        for line in telling.tell_status(found, files if documents else [], failed, notes):
            typer.echo(line)
    for fault in faults:
        say(f"tookpart: {fault}")
    if faults:
        raise typer.Exit(1)


@app.command()
def forget(
    documents: Annotated[list[str], typer.Argument(metavar="DOCUMENT...", help="Paths, file names or slugs.")],
    *,
    graph: GraphOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take documents' facts out of the graph again.

    Example: tookpart forget press-release.txt
    """
    report = api.forget(graph or api.default_graph(), documents)
    if as_json:
        write_json(report)
    else:
        held = many(report.documents, "document")
        typer.echo(f"Took out {many(report.removed, 'document')}; the graph holds {held}.")


@app.command()
def rollback(
    generation: Annotated[
        int | None, typer.Argument(metavar="NUMBER", help="The generation; else the one before the current.")
    ] = None,
    *,
    graph: GraphOption = None,
) -> None:
    """Return to an older generation of the graph.

    Every build that changes something makes a generation, and the last few are kept; 'tookpart status' names them.

    Example: tookpart rollback
    """
    number = api.rollback(graph or api.default_graph(), generation)
    typer.echo(f"The graph is now at generation {number}.")


@app.command()
def link(
    *,
    to: Annotated[
        str, typer.Option(metavar="URL", help="The SPARQL endpoint to ask; wikidata stands for Wikidata's own.")
    ] = "wikidata",
    graph: GraphOption = None,
    kind: Annotated[
        list[str] | None,
        typer.Option(metavar="KIND", help="Only Organisation, Process, Person or Meeting; may be repeated."),
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, metavar="N", help="Ask for at most so many things.")] = None,
    author: Annotated[str, typer.Option(metavar="NAME", help="Who stands for the proposals, for the table.")] = "",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="The table of proposals; else stdout.")
    ] = None,
    accept: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Record the links of this reviewed table; asks nobody.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Propose links to another dataset, and record those that were reviewed.

    Proposals are a table in SSSOM TSV. Delete the rows that are wrong, or write Not into their predicate_modifier, and
    give the table to --accept.

    Example: tookpart link --to wikidata -o links.tsv
    """
    place = graph or api.default_graph()
    if accept is not None:
        done = api.accept_links(place, accept)
        for lost in done.stale:
            say(f"tookpart: {accept}: the graph does not hold {lost.subject} ({lost.subject_label}); the link waits")
        if as_json:
            write_json(done)
        else:
            typer.echo(f"Recorded {many(done.recorded, 'link')}, and {done.rejected} as rejected.")
        if done.stale:
            raise typer.Exit(1)
        return
    directory = api.directory_of(place)
    with storing.EmbeddedStore(directory) as store:
        for lost in linking.stale_links(store):
            say(f"tookpart: the graph does not hold {lost.subject} ({lost.subject_label}) any more; its link waits")
    with Progress() as told:
        search = linking.propose(directory, to, kinds=kind or linking.KINDS, limit=limit, author=author, progress=told)
    found = list(search.links)
    if search.earlier:
        say(
            f"tookpart: of {many(search.asked + len(search.missing), 'thing')}, {search.earlier} had been asked for by "
            f"a search that ended early; delete {search.notes} to ask for all anew"
        )
    if output is not None:
        sssom.write(output, found, store.base)
        say(f"tookpart: wrote {output}")
    if as_json:
        write_json(found)
    elif output is None:
        typer.echo(sssom.write_text(found, store.base), nl=False)
    same = sum(proposal.predicate == "owl:sameAs" for proposal in found)
    say(f"tookpart: {many(len(found), 'proposal')}, {same} of them for the same thing")
    if search.failure is not None:
        say(f"tookpart: {search.failure}")
        more = f" and {many(len(search.missing) - 1, 'more thing')}" if len(search.missing) > 1 else ""
        say(f"tookpart: not asked for yet: {search.missing[0]}{more}; the same command goes on with them")
        raise typer.Exit(1)


@app.command(
    add_help_option=False,
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []},
)
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


@app.command()
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


@app.command()
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


@app.command()
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


@app.command()
def check(
    *,
    graph: GraphOption = None,
    owl: Annotated[bool, typer.Option("--owl", help="Look for contradictions with HermiT, too; needs Java.")] = False,
    shapes: Annotated[list[Path] | None, typer.Option(metavar="FILE", help="SHACL shapes of your own.")] = None,
    ontology: Annotated[
        list[Path] | None, typer.Option(metavar="FILE", help="Turtle that extends the ontology.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the W3C validation report there as Turtle.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Look for what is wrong with the graph.

    That is faults against the SHACL shapes, in the files of the store, and with --owl contradictions in logic.

    Example: tookpart check --owl --report report.ttl
    """
    with api.open(graph) as opened:
        faults = api.verify(opened.path)
        findings = opened.check(owl=owl, shapes=shapes or (), ontology=ontology or ())
    if report is not None:
        report.write_text(validation.report(findings), encoding="utf-8")
        say(f"tookpart: wrote {report}")
    if as_json:
        write_json({"store": faults, "findings": findings})
    else:
        for line in [*faults, *(f"{finding.severity}: {finding}" for finding in findings)]:
            typer.echo(formats.printable(line))
    wrong = [finding for finding in findings if finding.severity == "violation"]
    if faults or wrong:
        say(f"tookpart: {many(len(wrong) + len(faults), 'fault')}")
        raise typer.Exit(1)
    say("tookpart: no faults")


@app.command()
def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD_DIR", help="A folder of gold facts, a JSON file a document.")],
    documents: Annotated[list[Path], typer.Argument(metavar="DOCUMENTS...", help="Files and folders to read.")],
    *,
    by_document: Annotated[bool, typer.Option("--by-document", help="Figures of each document, too.")] = False,
    errors: Annotated[bool, typer.Option("--errors", help="Each fact that was missed or wrong, too.")] = False,
    workers: WorkersOption = None,
    as_json: JsonOption = False,
) -> None:
    """Hold what is read against gold facts.

    The answer is precision, recall and F1 of each kind of fact.

    Example: tookpart evaluate gold/ documents/ --errors
    """
    with Progress() as told:
        found = api.evaluate(gold, documents, workers=workers, progress=told)
    for failure in found.failures:
        say(f"tookpart: {failure}")
    typer.echo(found.to_json() if as_json else found.to_text(by_document=by_document, errors=errors), nl=False)
    if found.failures:
        raise typer.Exit(1)


def main() -> None:
    """Run the command with the arguments of this process."""
    app()


def _query_in(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise MissingError(f"{file}: no such file; -f expects one that holds a query") from error
    except (UnicodeDecodeError, OSError) as error:
        raise QueryError(f"{file}: no query could be read from it ({error})") from error


def _done(report: BuildReport) -> str:
    if not report.changed:
        return "Nothing changed."
    return f"Read {many(report.read, 'file')} in {report.seconds:.1f} s."
