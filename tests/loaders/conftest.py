"""What tests of the reading engine share: documents made from their text, and what was read of them in short."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

import pytest

from tookpart.loaders.document import Document
from tookpart.loaders.frames import Frame, Item
from tookpart.loaders.load import load
from tookpart.loaders.relations import find_relations, is_role
from tookpart.loaders.rules import rules

Said = Callable[..., set[str]]
MakeDocument = Callable[..., Document]
Seen = Callable[[str, str], set[str]]
_LETTERS = re.compile(r"((?<!\w)(?:[SGPARBLDOM]\d?(?!\w)|d(?=[. ])))")


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


def frame_of(sentence: str) -> tuple[Frame, dict[str, str]]:
    """The frame that a sentence of letters stands for, and the names of its actors as the tests write them."""
    text, items, names = "", {}, {}
    for index, word in enumerate(_LETTERS.split(sentence)):
        if index % 2 == 0:
            text += word
            continue
        id_ = "0" if word == "M" else f"{word}/{len(text)}"
        names[id_] = word
        items[len(text)] = Item(len(text), len(text) + 1, word[0], (id_,))
        text += word[0]
    return Frame(0, len(text), text, items, ((0, 0),)), names


def what_rules_see(sentence: str, code: str) -> set[str]:
    """What the rules of a language find, without "attended" for those who also had a part of their own."""
    frame, names = frame_of(sentence)
    found = {(names[f.actor], f.relation) for f in find_relations(frame, 0, rules(code))}
    special = {actor for actor, relation in found if is_role(relation) and relation != "attended"}
    return {f"{actor} {relation}" for actor, relation in found if relation != "attended" or actor not in special}


@pytest.fixture(name="seen")
def _seen() -> Seen:
    return what_rules_see
