"""What tests of the reading engine share: documents made from their text, and what was read of them in short."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest

from tookpart.loaders.document import Document
from tookpart.loaders.load import load

Said = Callable[..., set[str]]
MakeDocument = Callable[..., Document]


def make_document(text: str, code: str = "en", published: str | None = None) -> Document:
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Document(file="text.txt", text=text, sha256=digest, language=code, published=published)


def what_it_says(text: str, code: str = "en", published: str | None = None) -> set[str]:
    """The facts of a text, "actor role" and "member relation target years job title", without kinds of things.

    A role in another meeting than the first has its name: "mex hosted @next conference".
    """
    facts = load(make_document(text, code, published))
    names = {meeting.id: f" @{meeting.name}" for meeting in facts.meetings[1:]}
    roles = {f"{_short(p.actor)} {p.role}{names.get(p.meeting, '')}" for p in facts.participations}
    standing = {
        " ".join(part for part in (_short(m.member), m.relation, _short(m.target), m.years, m.job_title) if part)
        for m in facts.memberships
    }
    return roles | standing


def _short(id_: str) -> str:
    return id_.partition("/")[2]


@pytest.fixture(name="document_of")
def _document_of() -> MakeDocument:
    return make_document


@pytest.fixture(name="said")
def _said() -> Said:
    return what_it_says
