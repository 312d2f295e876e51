"""Linking, against a local server that holds a small slice of our own making in Wikidata's vocabulary."""

from __future__ import annotations

import hashlib
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
import zlib
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner

from tookpart.cli import app
from tookpart.graph.build import build, forget
from tookpart.graph.engine import Engine
from tookpart.graph.export import nquads
from tookpart.graph.linking import accept, propose, stale_links, things
from tookpart.graph.links import LINKS_GRAPH
from tookpart.graph.remote import RemoteStore
from tookpart.graph.scoring import Kind
from tookpart.graph.server import address
from tookpart.graph.sssom import Link, read, write, write_text
from tookpart.graph.store import EmbeddedStore
from tookpart.ontology.errors import GraphError, InputError, MissingError, QueryError
from tookpart.ontology.facts import (
    DocumentFacts,
    Entity,
    Evidence,
    Meeting,
    Membership,
    Participation,
    Source,
    Statement,
    encode,
)
from tookpart.ontology.validation import validate
from tookpart.ontology.vocabulary import ID
from tookpart.queries import run

WD = "http://www.wikidata.org/entity/"

# made up but for the classes (organization, event, human) and what the properties mean
SLICE = """
@prefix wd: <http://www.wikidata.org/entity/> .
@prefix wdt: <http://www.wikidata.org/prop/direct/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
wd:Q774 wdt:P298 "GTM" . wd:Q96 wdt:P298 "MEX" .
wd:Q900001 wdt:P279 wd:Q43229 . wd:Q900002 wdt:P279 wd:Q1656682 . wd:Q900003 wdt:P279 wd:Q900099 .
wd:Q910 rdfs:label "Lantern Network for Migrant Families"@en ; skos:altLabel "LNMF"@en ; wdt:P31 wd:Q900001 .
wd:Q911 rdfs:label "Lantern Network for Migrant Families"@en ; wdt:P31 wd:Q900003 .
wd:Q920 rdfs:label "Ministerio de la Brújula"@es ; wdt:P31 wd:Q900001 ; wdt:P17 wd:Q774 .
wd:Q921 rdfs:label "Ministerio de la Brújula"@es ; wdt:P31 wd:Q900001 ; wdt:P17 wd:Q96 .
wd:Q930 rdfs:label "Great Harbour Congress"@en ; wdt:P31 wd:Q900002 ; wdt:P585 "2017-05-09T00:00:00Z"^^xsd:dateTime .
wd:Q931 rdfs:label "Great Harbour Congress"@en ; wdt:P31 wd:Q900002 ; wdt:P585 "2003-05-09T00:00:00Z"^^xsd:dateTime .
wd:Q940 rdfs:label "Amapola Quintanar Rey"@mul ; wdt:P31 wd:Q5 ; wdt:P27 wd:Q774 .
wd:Q950 rdfs:label "Plain Name Society"@en .
"""


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    program = shutil.which("oxigraph", path=f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin")
    if program is None:
        pytest.skip("the oxigraph server is not installed")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        where = f"127.0.0.1:{probe.getsockname()[1]}"
    process = subprocess.Popen(
        [program, "serve", "--bind", where], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(200):
            try:
                socket.create_connection(tuple(where.split(":")), timeout=1).close()  # type: ignore[arg-type]
                break
            except OSError:
                assert process.poll() is None, "the server ended"
                time.sleep(0.05)
        put = urllib.request.Request(f"http://{where}/store?default", SLICE.encode(), {"Content-Type": "text/turtle"})
        put.method = "PUT"
        urllib.request.urlopen(put, timeout=5).close()
        yield f"http://{where}/query"
    finally:
        process.terminate()
        process.wait(10)


def words(text: str) -> tuple[Evidence, ...]:
    start = zlib.crc32(text.encode()) % 100_000
    return (Evidence(start, start + len(text), text),)


def entity(name: str, kind: str, said: str, **more: object) -> Entity:
    return Entity(id=name, kind=kind, name=said, evidence=words(said), **more)  # type: ignore[arg-type]


def facts(number: int, *entities: Entity) -> DocumentFacts:
    meeting = Meeting(id="meeting/m", kind="Congress", name="Great Harbour Congress", evidence=words("Congress"))
    said = Statement(
        subject="meeting/m", property="startDate", value="2017-05-09", evidence=words("9 May"), confidence=0.9, rule="r"
    )
    actors = [e.id for e in entities if e.kind not in ("State",)]
    return DocumentFacts(
        source=Source(file=f"d{number}.json", sha256=hashlib.sha256(str(number).encode()).hexdigest(), language="en"),
        entities=entities,
        meetings=(meeting,),
        statements=(said,),
        participations=tuple(
            Participation(actor=a, meeting="meeting/m", role="attended", evidence=words(a), confidence=0.9, rule="r")
            for a in actors
        ),
        memberships=tuple(
            Membership(
                member=e.id,
                target="state/gtm",
                relation="affiliatedWith",
                evidence=words("of"),
                confidence=0.9,
                rule="r",
            )
            for e in entities
            if e.kind == "Person"
        ),
    )


STATE = entity("state/gtm", "State", "Guatemala", reference="state/gtm")
FIRST = facts(
    1,
    STATE,
    entity(
        "organisation/l", "CivilSocietyOrganisation", "the Lantern Network for Migrant Families", acronyms=("LNMF",)
    ),
    entity("organisation/b", "GovernmentBody", "Ministerio de la Brújula", of="state/gtm"),
    entity("person/a", "Person", "Amapola Quintanar Rey"),
)
SECOND = facts(
    2,
    entity("organisation/p", "Organisation", "Plain Name Society"),
    entity("organisation/n", "Organisation", "Found Nowhere Society"),
    entity("organisation/iom", "Organisation", "IOM", reference="organisation/iom"),
)


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    for made in (FIRST, SECOND):
        (folder / made.source.file).write_bytes(encode(made))
    return folder


@pytest.fixture
def graph(documents: Path, engine: Engine, tmp_path: Path) -> Path:
    build([documents], tmp_path / "graph", engine=engine)
    return tmp_path / "graph"


def proposals(graph: Path, endpoint: str, *kinds: Kind) -> dict[tuple[str, str], Link]:
    found = propose(graph, endpoint, pause=0, **({"kinds": kinds} if kinds else {}))  # type: ignore[arg-type]
    return {(link.subject.removeprefix(ID), link.object.removeprefix(WD)): link for link in found.links}


def test_only_things_without_a_link_are_asked_for(graph: Path) -> None:
    with EmbeddedStore(graph) as store:
        slugs = [thing.iri.removeprefix(ID) for thing in things(store)]
    assert "organisation/iom" not in slugs
    assert "organisation/plain-name-society" in slugs
    assert {slug.split("/")[0] for slug in slugs} == {"meeting", "organisation", "person"}


def test_name_type_and_a_third_thing_make_the_same(graph: Path, endpoint: str) -> None:
    found = proposals(graph, endpoint)
    same = {pair for pair, link in found.items() if link.predicate == "owl:sameAs"}
    ministry = next(subject for subject, _ in found if "brujula" in subject)
    network = next(subject for subject, _ in found if "lantern" in subject)
    meeting = next(subject for subject, _ in found if subject.startswith("meeting/"))
    assert same == {(ministry, "Q920"), (network, "Q910"), (meeting, "Q930")}
    assert found[ministry, "Q920"].comment == "name 100% alike; type agrees; country agrees"
    assert found[meeting, "Q930"].confidence == 0.95
    assert (ministry, "Q921") in found
    assert found[ministry, "Q921"].comment.endswith("country differs")
    assert (meeting, "Q931") not in found or found[meeting, "Q931"].predicate == "skos:closeMatch"


def test_a_name_alone_is_close_at_most(graph: Path, endpoint: str) -> None:
    link = proposals(graph, endpoint, "Organisation")["organisation/plain-name-society", "Q950"]
    assert (link.predicate, link.justification) == ("skos:closeMatch", "semapv:LexicalMatching")
    assert link.confidence == 0.45
    assert link.comment == "name 100% alike; nothing but the name"
    assert (link.source, link.tool) == (endpoint, "tookpart")


def test_a_person_is_close_at_most(graph: Path, endpoint: str) -> None:
    (link,) = proposals(graph, endpoint, "Person").values()
    assert (link.predicate, link.object, link.confidence) == ("skos:closeMatch", WD + "Q940", 0.9)


def test_an_unknown_kind_is_told(graph: Path) -> None:
    with pytest.raises(InputError, match="'Place' is no kind of thing that is linked"):
        propose(graph, kinds=["Place"])


def test_no_server_is_told(graph: Path) -> None:
    remote = RemoteStore(address("http://127.0.0.1:9/query", {}), wait=lambda seconds: None)
    with pytest.raises(GraphError, match="cannot be reached"):
        propose(graph, remote)


def test_questions_keep_their_distance(graph: Path, endpoint: str) -> None:
    waits: list[float] = []
    propose(graph, endpoint, pause=30, wait=waits.append)
    assert waits
    assert all(20 < seconds <= 30 for seconds in waits)


def content(graph: Path) -> bytes:
    with EmbeddedStore(graph) as store:
        return b"".join(nquads(store))


def test_accepted_links_stand_in_their_own_graph_across_builds(
    graph: Path, documents: Path, endpoint: str, engine: Engine, tmp_path: Path
) -> None:
    file = tmp_path / "links.tsv"
    before = content(graph)
    write(file, propose(graph, endpoint, pause=0, author="A. Reviewer").links, ID)
    done = accept(graph, file)
    assert (done.recorded, done.rejected, done.stale) == (len(read(file)), 0, ())
    with EmbeddedStore(graph) as store:
        rows = run.sparql(
            store,
            f"""SELECT ?s ?o ?from ?c ?who {{ GRAPH <{LINKS_GRAPH}> {{ ?s owl:sameAs ?o .
            ?n a owl:Axiom ; owl:annotatedSource ?s ; owl:annotatedProperty owl:sameAs ; owl:annotatedTarget ?o ;
              prov:wasDerivedFrom ?from ; tp:confidence ?c ; dcterms:creator ?who }} }}""",
        )
        assert len(rows.rows) == 3  # type: ignore[union-attr]
        assert {row[2] for row in rows.rows} == {endpoint}  # type: ignore[union-attr]
        assert validate(store.store) == []
        assert stale_links(store) == []
    linked = content(graph)
    assert linked != before
    assert [line for line in linked.splitlines() if LINKS_GRAPH.encode() + b">" not in line] == before.splitlines()
    assert accept(graph, file).report.changed is False
    # a new document, a document gone, and a graph from nothing beside the same links
    (documents / "d3.json").write_bytes(encode(facts(3)))
    build([documents], graph, engine=engine)
    forget(graph, ["d3.json"])
    assert content(graph) == linked
    build([documents / "d1.json", documents / "d2.json"], tmp_path / "fresh", engine=engine)
    assert accept(tmp_path / "fresh", file).recorded == done.recorded
    assert content(tmp_path / "fresh") == linked
    # what is recorded is not proposed again
    assert propose(graph, endpoint, pause=0).links == ()


def test_a_link_whose_subject_went_waits_and_is_told(
    graph: Path, documents: Path, endpoint: str, engine: Engine, tmp_path: Path
) -> None:
    file = tmp_path / "links.tsv"
    write(file, propose(graph, endpoint, pause=0).links, ID)
    accept(graph, file)
    linked = content(graph)
    forget(graph, ["d1.json"])
    with EmbeddedStore(graph) as store:
        lost = stale_links(store)
        held = run.sparql(store, f"SELECT ?s {{ GRAPH <{LINKS_GRAPH}> {{ ?n owl:annotatedSource ?s }} }}")
    assert {"Amapola Quintanar Rey"} <= {link.subject_label for link in lost}
    assert len(held.rows) == len(read(file)) - len(lost)  # type: ignore[union-attr]
    build([documents], graph, engine=engine)
    assert content(graph) == linked


def test_a_rejected_link_is_remembered_but_not_written(graph: Path, endpoint: str, tmp_path: Path) -> None:
    file = tmp_path / "links.tsv"
    write(file, propose(graph, endpoint, kinds=["Person"], pause=0).links, ID)
    file.write_text(file.read_text().replace("\t\tskos:closeMatch", "\tNot\tskos:closeMatch"))
    done = accept(graph, file)
    assert (done.recorded, done.rejected) == (0, 1)
    assert propose(graph, endpoint, kinds=["Person"], pause=0).links == ()
    assert LINKS_GRAPH.encode() not in content(graph)


def test_other_servers_are_asked_only_when_allowed(graph: Path, endpoint: str, tmp_path: Path) -> None:
    file = tmp_path / "links.tsv"
    write(file, propose(graph, endpoint, pause=0).links, ID)
    accept(graph, file)
    query = f"""PREFIX wdt: <http://www.wikidata.org/prop/direct/>
        SELECT DISTINCT ?ours ?date {{ ?ours a tp:Congress ; owl:sameAs ?theirs
        SERVICE <{endpoint}> {{ ?theirs wdt:P585 ?date }} }}"""
    with EmbeddedStore(graph) as store:
        with pytest.raises(QueryError, match="--allow-service"):
            run.sparql(store, query)
        rows = run.sparql(store, query, services=True)
    assert [row[1] for row in rows.rows] == ["2017-05-09T00:00:00Z"]  # type: ignore[union-attr]
    asked = ["sparql", query, "--allow-service", "--graph", str(graph), "--format", "csv"]
    assert CliRunner().invoke(app, asked).stdout.splitlines()[1].endswith(",2017-05-09T00:00:00Z")
    result = CliRunner().invoke(app, [*asked[:1], query.replace(endpoint, "http://127.0.0.1:9/query"), *asked[2:]])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("tookpart: a server that the query asks did not answer: ")


HEAD = "subject_id\tpredicate_id\tobject_id\tmapping_justification\tpredicate_modifier\tconfidence"
GOOD = "tookpart:person/a\towl:sameAs\twikidata:Q1\tsemapv:ManualMappingCuration"


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["subject_id\tobject_id"], ":2: no column 'predicate_id'; expected tab-separated subject_id,"),
        ([HEAD, GOOD.replace("wikidata:Q1", "")], ":3: object_id is empty; fill it in or delete the row"),
        ([HEAD, GOOD, GOOD.replace("owl:sameAs", "skos:broadMatch")], ":4: predicate_id 'skos:broadMatch' cannot be"),
        ([HEAD, GOOD.replace("wikidata:", "wiki:")], ":3: object_id 'wiki:Q1' is no IRI and has none of the prefixes"),
        ([HEAD, GOOD.replace("Q1", "Q 1")], ":3: object_id 'wikidata:Q 1' is no IRI"),
        ([HEAD, f"{GOOD}\tNo"], ":3: predicate_modifier 'No' is unknown; expected 'Not' or nothing"),
        ([HEAD, f"{GOOD}\t\t1.5"], ":3: confidence '1.5' is no number from 0 to 1"),
        ([HEAD, f"{GOOD}\t\tnan"], ":3: confidence 'nan' is no number from 0 to 1"),
        ([HEAD, f"{GOOD}\t\t1\tmore"], ":3: 7 values for 6 columns; one tab stands between two values"),
        ([HEAD, GOOD + "\t" + "x" * 200_000], ":3: no row of a table (field larger than field limit"),
        ([], ": there is no table in it"),
    ],
)
def test_a_bad_row_is_told_by_file_and_line(lines: list[str], message: str, tmp_path: Path) -> None:
    file = tmp_path / "links.tsv"
    file.write_text("\n".join([f"#  tookpart: {ID}", *lines]) + "\n")
    with pytest.raises(InputError) as error:
        read(file)
    assert str(error.value).startswith(f"{file}{message}")


def test_a_bad_file_records_nothing(graph: Path, tmp_path: Path) -> None:
    file = tmp_path / "links.tsv"
    file.write_text(f"#  tookpart: https://example.org/id/\n{HEAD}\n{GOOD}\n")
    before = content(graph)
    with pytest.raises(InputError, match="is no thing of this graph, whose IRIs begin with"):
        accept(graph, file)
    assert content(graph) == before
    with pytest.raises(MissingError, match="no such file; 'tookpart link -o"):
        accept(graph, tmp_path / "none.tsv")


def test_a_table_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    links = [
        Link(subject=f"{ID}person/a", predicate="owl:sameAs", object=f"{WD}Q1", subject_label='A "B"\tC', author="R"),
        Link(subject=f"{ID}person/b", predicate="skos:closeMatch", object="https://x.org/1", rejected=True),
    ]
    write(tmp_path / "a.tsv", links, ID)
    assert write_text(read(tmp_path / "a.tsv"), ID) == (tmp_path / "a.tsv").read_text()
    assert read(tmp_path / "a.tsv")[0].subject_label == 'A "B" C'


def test_a_search_that_was_stopped_goes_on(graph: Path, endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = propose(graph, endpoint, pause=0)
    monkeypatch.setattr("tookpart.graph.linking._BATCH", 1)
    waits: list[float] = []

    def stop(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        propose(graph, endpoint, pause=30, wait=stop)
    with next((graph / "linking").iterdir()).open("ab") as notes:
        notes.write(b'{"key": "broken o')
    again = propose(graph, endpoint, pause=0, author="A. Reviewer")
    assert 0 < again.earlier < again.asked == whole.asked
    assert (again.missing, again.failure) == ((), None)
    assert [msgspec.structs.replace(link, author="") for link in again.links] == list(whole.links)
    assert not again.notes.exists()
