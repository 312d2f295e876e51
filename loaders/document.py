"""A document as the rules see it: its text, in blocks, and the spans in which something is named."""

from __future__ import annotations

from typing import Literal

import msgspec

BlockKind = Literal["heading", "paragraph", "item", "label", "row"]


class Block(msgspec.Struct, frozen=True):
    """A run of text that stands on its own: a heading, a paragraph, one list item, a "Location: ..." line, a table row.

    `start` and `end` are character offsets into the document's text. `label` is the words before the colon of a label
    line.
    """

    start: int
    end: int
    kind: BlockKind
    label: str | None = None


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A document that was read: `text` holds all its words, and every offset anywhere counts characters of it.

    `file` is the file's name (or the last part of its URL); `published` an ISO date, year-month or year; `language` a
    two-letter code.
    """

    file: str
    text: str
    sha256: str
    title: str | None = None
    published: str | None = None
    language: str | None = None
    url: str | None = None
    publisher: str | None = None
    blocks: tuple[Block, ...] = ()


class Mention(msgspec.Struct, frozen=True):
    """A span of the text that names something: `text[start:end]`.

    `kind` is the class it names ("State", "Organisation" or a subclass, "Process", "Body", "Place", "Person") or
    "Demonym" for a state in an adjective ("Australian"). `id` is the local id of the entity, equal for all mentions
    of one entity in the document.
    """

    start: int
    end: int
    kind: str
    id: str
