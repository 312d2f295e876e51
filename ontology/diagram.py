"""The two class diagrams of the ontology's page: what can be said, and how it is known.

Boxes and arrows have the places at which a reader looks for them; a test holds the arrows to the domains and ranges
of the ontology, and asks that no property between things is missing from both `FIGURES` and `LEFT_OUT`.
"""

from __future__ import annotations

from html import escape

import msgspec

from tookpart.ontology.vocabulary import subclasses

_WIDTH, _HEIGHT, _COLUMN, _ROW, _MARGIN = 180, 56, 315, 150, 34


class Arrow(msgspec.Struct, frozen=True):
    """From one class to another by properties; no property means that the first is a subclass of the second.

    `bend` moves the middle of the arrow to the right by that many pixels, round a box that stands in between.
    """

    source: str
    properties: tuple[str, ...]
    target: str
    bend: int = 0


class Figure(msgspec.Struct, frozen=True):
    """A diagram: its title, the column and row of each box, and its arrows."""

    title: str
    places: dict[str, tuple[int, int]]
    arrows: tuple[Arrow, ...]


FIGURES = (
    Figure(
        "What can be said",
        {
            "Person": (0, 0),
            "Organisation": (0, 1),
            "State": (0, 2),
            "Actor": (1, 1),
            "Meeting": (2, 0),
            "Body": (2, 1),
            "Process": (2, 2),
            "Place": (3, 0),
            "ThematicArea": (3, 1),
            "Region": (3, 2),
        },
        (
            Arrow("Person", (), "Actor"),
            Arrow("Organisation", (), "Actor"),
            Arrow("State", (), "Actor"),
            Arrow("Person", ("affiliatedWith",), "Organisation"),
            Arrow("Organisation", ("ofState",), "State"),
            Arrow("Actor", ("participatedIn", "attended", "hosted", "chaired"), "Meeting"),
            Arrow("Actor", ("memberOf", "observerOf", "presidencyOf"), "Process"),
            Arrow("Meeting", ("within",), "Meeting"),
            Arrow("Meeting", ("ofBody",), "Body"),
            Arrow("Body", ("ofProcess",), "Process"),
            Arrow("Meeting", ("ofProcess",), "Process", 150),
            Arrow("Meeting", ("heldAt",), "Place"),
            Arrow("Meeting", ("hasTheme",), "ThematicArea"),
            Arrow("Process", ("hasTheme",), "ThematicArea"),
            Arrow("Process", ("coversRegion",), "Region"),
        ),
    ),
    Figure(
        "How it is known",
        {
            "Participation": (1, 0),
            "Meeting": (2, 0),
            "Actor": (0, 1),
            "Role": (1, 1),
            "Evidence": (3, 1),
            "Membership": (1, 2),
            "Process": (2, 2),
            "Document": (3, 2),
        },
        (
            Arrow("Participation", ("actor",), "Actor"),
            Arrow("Participation", ("meeting",), "Meeting"),
            Arrow("Participation", ("role",), "Role"),
            Arrow("Membership", ("org:member",), "Actor"),
            Arrow("Membership", ("org:organization",), "Process"),
            Arrow("Membership", ("org:role",), "Role"),
            Arrow("Evidence", ("supports",), "Participation"),
            Arrow("Evidence", ("supports",), "Meeting"),
            Arrow("Evidence", ("supports",), "Membership"),
            Arrow("Evidence", ("inDocument",), "Document"),
        ),
    ),
)
# the other roles, two ways to a state, what is concluded or the inverse of what is drawn, and what goes anywhere
LEFT_OUT = (
    {"funded", "observed", "organised", "spokeAt", "supported", "secretariatOf"}
    | {"heldIn", "inState"}
    | {"hadParticipant", "involvedIn"}
    | {"mentions"}
)
_STYLE = (
    "<style>.box{fill:var(--box,#f4f6f9);stroke:var(--soft,#5b6878)}.name{font:600 16px system-ui,sans-serif;"
    "fill:var(--ink,#1d2733)}.more,.via{font:12px system-ui,sans-serif;fill:var(--soft,#5b6878)}"
    ".via{paint-order:stroke;stroke:var(--page,#fff);stroke-width:5px}.arrow{stroke:var(--soft,#5b6878);fill:none}"
    "</style>"
)
_HEADS = (
    '<defs><marker id="to" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
    '<path d="M0 0 8 4 0 8z" fill="var(--soft,#5b6878)"/></marker><marker id="up" viewBox="0 0 12 12" refX="12" '
    'refY="6" markerWidth="12" markerHeight="12" orient="auto"><path d="M0 0 12 6 0 12z" fill="var(--page,#fff)" '
    'stroke="var(--soft,#5b6878)"/></marker></defs>'
)

_Point = tuple[float, float]


def draw(figure: Figure) -> str:
    """Draw a figure as SVG; a box links to its class in the page."""
    columns = max(column for column, _ in figure.places.values())
    rows = max(row for _, row in figure.places.values())
    width, height = columns * _COLUMN + _WIDTH + 2 * _MARGIN, rows * _ROW + _HEIGHT + 2 * _MARGIN
    parts = [_line(figure, arrow) for arrow in figure.arrows]
    parts += [_box(figure, name) for name in figure.places]
    parts += [_label(figure, arrow) for arrow in figure.arrows if arrow.properties]
    title = escape(figure.title)
    return f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{title}">{_STYLE}{_HEADS}{"".join(parts)}</svg>'


def _middle(figure: Figure, name: str) -> _Point:
    column, row = figure.places[name]
    return _MARGIN + column * _COLUMN + _WIDTH / 2, _MARGIN + row * _ROW + _HEIGHT / 2


def _edge(start: _Point, towards: _Point) -> _Point:
    """The point at which a straight line from the middle of a box leaves it."""
    across, down = towards[0] - start[0], towards[1] - start[1]
    share = min(_WIDTH / 2 / abs(across) if across else 9.0, _HEIGHT / 2 / abs(down) if down else 9.0)
    return start[0] + across * share, start[1] + down * share


def _curve(figure: Figure, arrow: Arrow) -> tuple[_Point, _Point, _Point]:
    """Start, control point and end of an arrow."""
    start, end = _middle(figure, arrow.source), _middle(figure, arrow.target)
    if arrow.source == arrow.target:
        top = start[1] - _HEIGHT / 2
        return (start[0] - 40, top), (start[0], top - 60), (start[0] + 40, top)
    control = ((start[0] + end[0]) / 2 + arrow.bend * 2, (start[1] + end[1]) / 2)
    return _edge(start, control), control, _edge(end, control)


def _line(figure: Figure, arrow: Arrow) -> str:
    start, control, end = _curve(figure, arrow)
    path = "M{:.0f} {:.0f} Q{:.0f} {:.0f} {:.0f} {:.0f}".format(*start, *control, *end)
    return f'<path class="arrow" d="{path}" marker-end="url(#{"to" if arrow.properties else "up"})"/>'


def _label(figure: Figure, arrow: Arrow) -> str:
    (x1, y1), (x2, y2), (x3, y3) = _curve(figure, arrow)
    x, y = (x1 + 2 * x2 + x3) / 4, (y1 + 2 * y2 + y3) / 4
    words = ", ".join(arrow.properties) + (" …" if len(arrow.properties) > 1 else "")
    return f'<text class="via" x="{x:.0f}" y="{y + 4:.0f}" text-anchor="middle">{escape(words)}</text>'


def _box(figure: Figure, name: str) -> str:
    x, y = _middle(figure, name)
    boxes = [other for other in figure.places if other != name and other in subclasses(name)]
    below = len(subclasses(name).difference({name}, *(subclasses(other) for other in boxes)))
    more = f'<text class="more" x="{x:.0f}" y="{y + 19:.0f}" text-anchor="middle">{below} subclasses</text>'
    return (
        f'<a href="#{name}"><rect class="box" x="{x - _WIDTH / 2:.0f}" y="{y - _HEIGHT / 2:.0f}" width="{_WIDTH}" '
        f'height="{_HEIGHT}" rx="7"/><text class="name" x="{x:.0f}" y="{y + (1 if below else 6):.0f}" '
        f'text-anchor="middle">{name}</text>{more if below else ""}</a>'
    )
