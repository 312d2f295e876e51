"""What other people's programs say, made fit to stand in a sentence of ours."""

from __future__ import annotations

import html
import re

_HIDDEN = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>|<[^<>]*>", re.DOTALL | re.IGNORECASE)
_CONTROLS = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")


def one_line(text: str) -> str:
    """A server's words on one line, without the markup of a page and without what would steer a terminal.

    >>> one_line("<html><style>p {}</style><h1>502 Bad Gateway</h1>\\n<p>nginx &amp; co</p>")
    '502 Bad Gateway nginx & co'
    """
    page = re.search(r"<(?:!doctype|html|head|body)\b", text[:1000], re.IGNORECASE)
    shown = html.unescape(_HIDDEN.sub(" ", text)) if page else text
    return _CONTROLS.sub(" ", shown).strip()
