"""The commands that tell what was read, what a graph holds, how right it is: `show`, `status`, `check`, `evaluate`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tookpart.lazy import lazy
from tookpart.options import GraphOption, JsonOption, WorkersOption
from tookpart.terminal import Progress, many, say, write_json

if TYPE_CHECKING:
    from tookpart import api
    from tookpart.ontology import validation
    from tookpart.queries import formats, telling
else:
    api = lazy("tookpart.api")
    formats = lazy("tookpart.queries.formats")
    telling = lazy("tookpart.queries.telling")
    validation = lazy("tookpart.ontology.validation")


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
