"""The ontology as one HTML page, made from its Turtle: classes, properties, roles, a diagram, an example of each class.

The page needs no network and no script. `python -m tookpart.ontology.page PAGE.html [FOLDER]` writes it; FOLDER holds
the competency questions (NAME.rq, answer in NAME.csv).
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Iterable
from html import escape
from pathlib import Path

import msgspec
import pyoxigraph as ox

from tookpart.ontology.diagram import FIGURES, LEFT_OUT, draw
from tookpart.ontology.errors import MissingError
from tookpart.ontology.sources import ONTOLOGY_FILE, read_turtle
from tookpart.ontology.vocabulary import (
    ANNOTATION_PROPERTIES,
    CLASSES,
    DATA_PROPERTIES,
    MEETING_ROLES,
    OBJECT_PROPERTIES,
    ONTOLOGY,
    PREFIXES,
    STANDING_ROLES,
    TP,
    role,
    tp,
)

_LANGUAGES = {"en": "English", "es": "Español", "fr": "Français"}
# what is told of a term, in this order; (predicate, heading)
_TOLD = (
    ("rdfs", "subClassOf", "Subclass of"),
    ("rdfs", "subPropertyOf", "Subproperty of"),
    ("rdfs", "domain", "From"),
    ("schema", "domainIncludes", "Used on"),
    ("rdfs", "range", "To"),
    ("schema", "rangeIncludes", "Values are"),
    ("owl", "inverseOf", "Inverse of"),
    ("owl", "propertyChainAxiom", "Follows from"),
    ("owl", "hasKey", "Told apart by"),
    ("owl", "disjointWith", "Never also"),
    ("tp", "directProperty", "Direct property"),
)
_KINDS = {
    "FunctionalProperty": "one value at most",
    "TransitiveProperty": "transitive",
}
_STYLE = """
:root { color-scheme: light dark; --ink: #1d2733; --soft: #5b6878; --line: #d5dbe2; --link: #0a58a8; --page: #fff;
  --box: #f4f6f9 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e4e9ef; --soft: #a3afbd; --line: #3a4654; --link: #7db7f5; --page: #14191f; --box: #1e252d }
}
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 66rem; padding: 1rem 1.2rem 4rem; background: var(--page); color: var(--ink);
  font: 1rem/1.55 system-ui, sans-serif }
a { color: var(--link) }
h1, h2, h3 { line-height: 1.25 }
h2 { margin-top: 3rem; border-bottom: 1px solid var(--line) }
code, pre { font: .86rem/1.45 ui-monospace, monospace }
pre { background: var(--box); padding: .7rem .9rem; overflow-x: auto; border-radius: .4rem }
.soft { color: var(--soft) }
section.term { border-top: 1px solid var(--line); padding: .4rem 0 .8rem }
section.term h3 { margin: .6rem 0 .2rem }
dl { display: grid; grid-template-columns: 9rem 1fr; gap: .15rem .8rem; margin: .5rem 0 }
dt { color: var(--soft) }
dd { margin: 0; overflow-wrap: anywhere }
.index { columns: 17rem; padding: 0; list-style: none }
table { border-collapse: collapse; display: block; overflow-x: auto }
th, td { text-align: left; padding: .2rem .7rem .2rem 0; border-bottom: 1px solid var(--line); vertical-align: top }
svg { width: 100%; height: auto }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr } }
"""


class Question(msgspec.Struct, frozen=True):
    """A competency question in words, its SPARQL, and the rows of its answer, headings first."""

    words: str
    query: str
    answer: tuple[tuple[str, ...], ...]


def read_questions(folder: Path) -> list[Question]:
    """Read competency questions; raises `MissingError` if the folder has none or one lacks its answer."""
    found = []
    for path in sorted(folder.glob("*.rq")):
        words, _, query = path.read_text(encoding="utf-8").partition("\n")
        answer = path.with_suffix(".csv")
        if not answer.is_file():
            raise MissingError(f"{answer}: no such file; every question needs its answer beside it")
        with answer.open(encoding="utf-8", newline="") as file:
            found.append(Question(words.removeprefix("# "), query, tuple(tuple(row) for row in csv.reader(file))))
    if not found:
        raise MissingError(f"{folder}: no questions here; expected files such as 01-members.rq with 01-members.csv")
    return found


def page(questions: Iterable[Question] = ()) -> str:
    """Make the page; the same Turtle and questions give the same page."""
    return _Page().write(list(questions))


class _Page:
    """The ontology's triples, looked up by subject and predicate."""

    def __init__(self) -> None:
        self.values: dict[str, dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]]]
        self.values = defaultdict(lambda: defaultdict(list))
        for triple in read_turtle(ONTOLOGY_FILE):
            self.values[_name(triple.subject)][triple.predicate.value].append(triple.object)

    def of(self, subject: str, predicate: str) -> list[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]:
        prefix, _, name = predicate.partition(":")
        return self.values[subject].get(PREFIXES[prefix] + name, []) if subject in self.values else []

    def text(self, subject: str, predicate: str, language: str | None = None) -> str:
        literals = [value for value in self.of(subject, predicate) if isinstance(value, ox.Literal)]
        return next((value.value for value in literals if language in (None, value.language)), "")

    def write(self, questions: list[Question]) -> str:
        title = self.text(ONTOLOGY, "dcterms:title", "en")
        sections = [
            ("diagram", "Diagrams", _figures()),
            ("classes", "Classes", self.terms(CLASSES)),
            ("properties", "Properties between things", self.terms(OBJECT_PROPERTIES)),
            ("values", "Properties with a value", self.terms(DATA_PROPERTIES)),
            ("annotations", "Properties that speak of properties", self.terms(ANNOTATION_PROPERTIES)),
            ("roles", "Roles", self.terms(f"role-{name}" for name in (*MEETING_ROLES, *STANDING_ROLES))),
        ]
        if questions:
            sections.append(("questions", "Competency questions", _questions(questions)))
        contents = "".join(f'<li><a href="#{key}">{escape(heading)}</a></li>' for key, heading, _ in sections)
        body = "".join(f'<h2 id="{key}">{escape(heading)}</h2>\n{text}\n' for key, heading, text in sections)
        return (
            f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<style>{_STYLE}</style>\n</head>\n'
            f"<body>\n<h1>{escape(title)}</h1>\n{self.head()}\n<nav><ul>{contents}</ul></nav>\n{body}</body>\n</html>\n"
        )

    def head(self) -> str:
        described = "".join(
            f'<p lang="{code}">{escape(self.text(ONTOLOGY, "dcterms:description", code))}</p>' for code in _LANGUAGES
        )
        (licence,) = self.of(ONTOLOGY, "dcterms:license")
        (version,) = self.of(ONTOLOGY, "owl:versionIRI")
        facts = {
            "Namespace": f"<code>{escape(TP)}</code>, prefix <code>tp:</code>",
            "Version": f"{escape(self.text(ONTOLOGY, 'owl:versionInfo'))}, <code>{escape(_name(version))}</code>",
            "Creator": escape(self.text(ONTOLOGY, "dcterms:creator")),
            "Licence": f'<a href="{escape(_name(licence))}">{escape(_name(licence))}</a>',
            "Changes": escape(self.text(ONTOLOGY, "skos:changeNote", "en")),
        }
        return described + _facts(facts)

    def terms(self, names: Iterable[str]) -> str:
        listed = sorted(names)
        index = "".join(f'<li><a href="#{name}">{name}</a></li>' for name in listed)
        return f'<ul class="index">{index}</ul>' + "".join(self.term(name) for name in listed)

    def term(self, name: str) -> str:
        iri = role(name.removeprefix("role-")) if name.startswith("role-") else tp(name)
        label = "skos:prefLabel" if name.startswith("role-") else "rdfs:label"
        facts = {"IRI": f"<code>{escape(iri)}</code>"}
        for code, language in _LANGUAGES.items():
            words, meaning = self.text(iri, label, code), self.text(iri, "skos:definition", code)
            facts[language] = f'<span lang="{code}"><b>{escape(words)}</b> – {escape(meaning)}</span>'
        for prefix, predicate, heading in _TOLD:
            values = self.of(iri, f"{prefix}:{predicate}")
            if values:
                facts[heading] = ", ".join(self.shown(value) for value in values)
        below = sorted(
            subject
            for subject in self.values
            for predicate in ("rdfs:subClassOf", "rdfs:subPropertyOf")
            if any(_name(value) == iri for value in self.of(subject, predicate))
        )
        if below:
            facts["Above"] = ", ".join(_link(subject) for subject in below)
        kinds = [_KINDS[kind] for value in self.of(iri, "rdf:type") if (kind := _local(value)) in _KINDS]
        if kinds:
            facts["Is"] = ", ".join(kinds)
        example = self.text(iri, "skos:example")
        shown = f"<pre>{escape(_folded(example))}</pre>" if example else ""
        return f'<section class="term" id="{name}"><h3>{name}</h3>{_facts(facts)}{shown}</section>\n'

    def shown(self, value: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
        """A term, or the steps of a chain or key."""
        if not isinstance(value, ox.BlankNode):
            return _link(_name(value))
        steps = []
        while isinstance(value, ox.BlankNode):
            steps += self.of(str(value), "rdf:first")
            (value,) = self.of(str(value), "rdf:rest")
        return " then ".join(_link(_name(step)) for step in steps)


def _name(value: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    return value.value if isinstance(value, ox.NamedNode) else str(value)


def _local(value: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    return _name(value).rpartition("#")[2]


def _link(iri: str) -> str:
    if iri.startswith(TP):
        name = iri.removeprefix(TP)
        return f'<a href="#{name}">{name}</a>'
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f'<a href="{escape(iri)}"><code>{prefix}:{escape(iri.removeprefix(namespace))}</code></a>'
    return f'<a href="{escape(iri)}">{escape(iri)}</a>'


def _figures() -> str:
    drawn = "".join(f"<h3>{escape(figure.title)}</h3>{draw(figure)}" for figure in FIGURES)
    rest = ", ".join(_link(tp(name)) for name in sorted(LEFT_OUT))
    return (
        f'{drawn}<p class="soft">A hollow head leads from a subclass to its superclass. An arrow with several names '
        f"stands for more properties of its kind. Not drawn: {rest}.</p>"
    )


def _facts(facts: dict[str, str]) -> str:
    return "<dl>" + "".join(f"<dt>{escape(name)}</dt><dd>{value}</dd>" for name, value in facts.items()) + "</dl>"


def _folded(example: str) -> str:
    """One property a line, as people write Turtle."""
    return example.replace(" ; ", " ;\n  ")


def _questions(questions: list[Question]) -> str:
    parts = []
    for number, question in enumerate(questions, 1):
        head, *rows = question.answer
        table = "<tr>" + "".join(f"<th>{escape(cell)}</th>" for cell in head) + "</tr>"
        table += "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
        parts.append(
            f'<section class="term" id="question-{number}"><h3>{number}. {escape(question.words)}</h3>'
            f"<details><summary>Query and answer</summary><pre>{escape(question.query)}</pre>"
            f"<table>{table}</table></details></section>\n"
        )
    return "".join(parts)


def main(arguments: list[str]) -> None:
    """Write the page to the first argument, with the questions in the folder that is the second one."""
    questions = read_questions(Path(arguments[1])) if len(arguments) > 1 else []
    Path(arguments[0]).write_text(page(questions), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
