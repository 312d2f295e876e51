"""Whether the facts can all be true under the ontology: HermiT decides, and a contradiction is told in words.

HermiT is the complete OWL 2 DL reasoner in Java that owlready2 ships; its jar is run on N-Triples written here, which
spares a copy of the graph in owlready2's own store. HermiT says yes or no; `contradictions` says which statements of
which documents clash.

Literals of xsd:date, xsd:gYear and xsd:gYearMonth are left out, since these datatypes are outside OWL 2's map; so are
annotations, evidence's words, and conclusions, which HermiT draws itself.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from tookpart.ontology.constraints import well_formed
from tookpart.ontology.contradictions import Node, Schema, contradictions
from tookpart.ontology.errors import ToolError
from tookpart.ontology.findings import Finding
from tookpart.ontology.vocabulary import INFERRED_GRAPH, ONTOLOGY_GRAPH, PREFIXES, SCHEMES_GRAPH

_OWL, _XSD = PREFIXES["owl"], PREFIXES["xsd"]
_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_SAME = ox.NamedNode(_OWL + "sameAs")
_OUTSIDE_OWL = {_XSD + name for name in ("date", "gDay", "gMonth", "gMonthDay", "gYear", "gYearMonth", "time")}
_LEFT_OUT = {ox.NamedNode(name) for name in (INFERRED_GRAPH, ONTOLOGY_GRAPH, SCHEMES_GRAPH)}


def check_consistency(store: ox.Store, extensions: Iterable[Path] = ()) -> list[Finding]:
    """Let HermiT judge a dataset under the ontology and users' extensions of it; give each contradiction in words.

    Raises `ToolError` if Java or HermiT is missing or fails, and as `read_turtle` does for the extensions.
    """
    files = list(extensions)
    if files:  # the ontology by itself is known to be sound
        found = check_terms(files)
        if found:
            return found
    schema = Schema(files)
    consistent = _hermit("-k", (*_terms(schema), *_facts(store, schema))) is not None
    found = contradictions(store, files)
    if not consistent and not found:
        found = [_of_terms("HermiT finds a contradiction between the ontology and the data that has no simpler name.")]
    return found


def check_terms(extensions: Iterable[Path] = ()) -> list[Finding]:
    """Let HermiT judge the ontology and users' extensions alone: can each class have members? Raises the same."""
    unsatisfiable = _hermit("-U", _terms(Schema(extensions)))
    if unsatisfiable is None:
        return [_of_terms("The ontology and its extensions contradict themselves, whatever the data.")]
    names = [name for name in unsatisfiable if name != _OWL + "Nothing"]
    return [_of_terms("Nothing can be of this class: what is said of it contradicts itself.", name) for name in names]


def _of_terms(what: str, node: str = "") -> Finding:
    return Finding(severity="violation", what=what, node=node, name=node or "the ontology", component=_OWL + "Nothing")


def _terms(schema: Schema) -> Iterator[str]:
    return (f"{triple} .\n" for triple in schema.triples if _speakable(triple.object))


def _facts(store: ox.Store, schema: Schema) -> Iterator[str]:
    """The statements of a dataset that OWL knows how to read, each once."""
    seen: set[str] = set()
    for predicate in (_TYPE, _SAME, *sorted(schema.objects | schema.data, key=str)):
        for quad in store.quads_for_pattern(None, predicate, None, None):
            value = quad.object
            fits = isinstance(value, ox.Literal) == (predicate in schema.data)
            if not fits or not _speakable(value) or not well_formed(value) or quad.graph_name in _LEFT_OUT:
                continue
            line = f"{quad.triple} .\n"
            if line not in seen:
                seen.add(line)
                yield line


def _speakable(value: Node) -> bool:
    return not isinstance(value, ox.Literal) or value.datatype.value not in _OUTSIDE_OWL


def _hermit(action: str, lines: Iterable[str]) -> list[str] | None:
    """Run HermiT on lines of N-Triples; give the names it printed, None if they contradict themselves."""
    java = shutil.which("java")
    if java is None:
        raise ToolError(
            "The OWL check needs Java, which this machine lacks; install a Java runtime (on Debian: "
            "default-jre-headless) or leave the OWL check out, the other checks run without it"
        )
    spec = importlib.util.find_spec("owlready2")
    folder = Path(spec.origin).parent / "hermit" if spec is not None and spec.origin else None
    if folder is None or not (folder / "HermiT.jar").is_file():
        raise ToolError("The OWL check needs HermiT, which the package owlready2 brings; install owlready2")
    classpath = os.pathsep.join((str(folder), str(folder / "HermiT.jar")))
    with tempfile.TemporaryDirectory(prefix="tookpart-") as scratch:
        path = Path(scratch) / "all.nt"
        with path.open("w", encoding="utf-8") as file:
            file.writelines(lines)
        command = [java, "-cp", classpath, "org.semanticweb.HermiT.cli.CommandLine", "-N", action, path.as_uri()]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
    output = run.stdout + run.stderr
    if "InconsistentOntologyException" in output or "is not satisfiable" in output:
        return None
    if run.returncode != 0 or "Exception" in output:
        reason = next((line for line in output.splitlines() if "Exception" in line), output.strip()[:200])
        raise ToolError(f"HermiT stopped with an error, so the OWL check has no result: {reason}")
    return [line.strip() for line in run.stdout.splitlines() if line.startswith("\t")]
