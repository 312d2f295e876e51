"""Reading plain text and Markdown."""

from __future__ import annotations

import re

from tookpart.loaders.content import Content, check_signature, decoded

_FRONT = re.compile(r"\A---[ \t]*\r?\n(?P<fields>.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"(?m)^(?P<key>[A-Za-z_-]+)[ \t]*:[ \t]*(?P<value>\S.*?)[ \t\r]*$")
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_LINK = re.compile(r"!?\[(?P<text>[^\[\]\n]{0,300})\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"\n]*\")?\)")
_PICTURE = re.compile(r"!\[[^\[\]\n]{0,300}\]\([^()\n]*\)")
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3}|_{2,3}|`{1,2})(?=\S)(?P<text>[^*_`\n]{1,300}?)(?<=\S)\1(?![\w*])")
_HEADING = re.compile(r"(?m)^#{1,2}[ \t]+(?P<title>\S.*?)[ \t#]*$")


def read_text(name: str, data: bytes) -> tuple[Content, ...]:
    """The text of a plain text file in any encoding."""
    check_signature(name, data)
    return (Content(text=decoded(name, data)),)


def read_markdown(name: str, data: bytes) -> tuple[Content, ...]:
    """The text of a Markdown file, without link targets, pictures, comments and marks of emphasis.

    A block of fields between lines of dashes at the top gives title, date, language, source and publisher.
    """
    check_signature(name, data)
    text = decoded(name, data)
    fields: dict[str, str] = {}
    if front := _FRONT.match(text.lstrip("\ufeff")):
        fields = {match["key"].lower(): match["value"].strip("\"'") for match in _FIELD.finditer(front["fields"])}
        text = text.lstrip("\ufeff")[front.end() :]
    text = _COMMENT.sub("", text)
    text = _LINK.sub(r"\g<text>", _PICTURE.sub("", text))
    text = _EMPHASIS.sub(r"\g<text>", text)
    heading = _HEADING.search(text)
    day = _DATE.match(fields.get("date") or fields.get("published") or "")
    return (
        Content(
            text=text,
            title=fields.get("title") or (heading["title"] if heading else None),
            published=day[0] if day else None,
            language=(fields.get("lang") or fields.get("language") or "")[:2].lower() or None,
            url=fields.get("url") or fields.get("source"),
            publisher=fields.get("publisher"),
        ),
    )
