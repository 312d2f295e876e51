"""The commands that change a graph: `build`, `forget`, `rollback` and `link`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tookpart.lazy import lazy
from tookpart.options import GraphOption, JsonOption, WorkersOption
from tookpart.terminal import Progress, many, say, write_json

if TYPE_CHECKING:
    from tookpart import api
    from tookpart.graph import linking, sssom
    from tookpart.graph import store as storing
    from tookpart.graph.build import BuildReport
else:
    api = lazy("tookpart.api")
    linking = lazy("tookpart.graph.linking")
    sssom = lazy("tookpart.graph.sssom")
    storing = lazy("tookpart.graph.store")


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


def _done(report: BuildReport) -> str:
    if not report.changed:
        return "Nothing changed."
    return f"Read {many(report.read, 'file')} in {report.seconds:.1f} s."
