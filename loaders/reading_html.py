"""Reading web pages: the text of the page's own subject, with its lists, tables and labels, without the site's
frame."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import trafilatura
from lxml import etree, html

from tookpart.loaders.content import Content, check_signature, decoded
from tookpart.loaders.language import SUPPORTED, language
from tookpart.ontology.errors import InputError

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
# control characters, and references to them, that a tree cannot hold
_NO_XML = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]|&#(?:x0*(?:[0-8bcef]|1[0-9a-f])|0*(?:[0-8]|1[124-9]|2\d|3[01]))(?!\w);?",
    re.IGNORECASE,
)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_BREAKS = re.compile(r"[ ]*\n[ ]*")
_EMPTY_LINES = re.compile(r"\n{3,}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d|\d{4}-\d\d(?!\d)")
_SITE = re.compile(r"\s+[|–—·»]\s+[^|–—·»]{2,60}$|\s+-\s+[^-|]{2,40}$")
_DROPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "math",
        "iframe",
        "object",
        "embed",
        "form",
        "button",
        "select",
        "input",
        "textarea",
        "nav",
        "aside",
        "footer",
        "dialog",
        "audio",
        "video",
        "canvas",
        "map",
        "head",
        "menu",
    ]
)
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "header",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "dl",
        "dt",
        "li",
        "table",
        "tr",
        "blockquote",
        "pre",
        "figure",
        "figcaption",
        "address",
        "fieldset",
        "details",
        "summary",
        "hgroup",
        "center",
        "body",
    ]
)
_APART = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote"])
_FRAME = re.compile(
    r"(?:^|[\s_-])(?:menu|nav|navbar|navigation|breadcrumbs?|cookies?|consent|share|sharing|social|sidebar|footer|"
    r"related|newsletter|subscribe|pagination|pager|skip|comments?|advert|banner|popup|modal|tags|lang(?:uage)?-switch\w*|search)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_DATE_FIELDS = (
    "article:published_time",
    "datepublished",
    "date",
    "dc.date",
    "dc.date.issued",
    "dcterms.date",
    "dcterms.issued",
    "dcterms.created",
    "publishdate",
    "pubdate",
    "article.published",
    "og:published_time",
)
_MOST_LINKS = 0.7
_VALUE_LENGTH, _CELL_LENGTH = 120, 400


def read_html(name: str, data: bytes) -> tuple[Content, ...]:
    """The text of a saved web page, with title, day of publication, language, address and site where the page tells
    them.

    Raises `InputError` for a page without text or nested deeper than a page can be.
    """
    check_signature(name, data)
    declared = _CHARSET.search(data[:4096])
    return (page(name, decoded(name, data, declared[1].decode("ascii") if declared else None)),)


def page(name: str, source: str) -> Content:
    """The content of a page from its source; errors as in `read_html`."""
    root = _parsed(name, source)
    fields = _fields(root)
    linked = _linked_data(root)
    title = _title(root, fields)
    published = next((day for day in _days(root, fields, linked) if day), None)
    address = fields.get("og:url") or next(iter(root.xpath("//link[@rel='canonical']/@href")), None)
    text = _main_text(root, source)
    if title and title.lower() not in text[:1000].lower():
        text = f"{title}\n\n{text}"
    if not text.strip():
        raise InputError(f"{name}: the page holds no text; it may need a browser to show it, then save it from there")
    tongue = (root.get("lang") or fields.get("og:locale") or "")[:2].lower()
    return Content(
        text=text,
        title=title,
        published=published,
        language=tongue if tongue in SUPPORTED and len(text) < 200 else None,
        url=str(address) if address and str(address).startswith("http") else None,
        publisher=fields.get("og:site_name") or fields.get("dc.publisher") or fields.get("publisher"),
    )


def fragment(source: str) -> str:
    """The text of a piece of HTML, such as a feed's entry or a mail's body; "" if there is none."""
    if not source.strip():
        return ""
    root = _parsed("HTML", f"<html><body>{source}</body></html>")
    _clean(root)
    return _text(root)


def _parsed(name: str, source: str) -> Any:
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(_NO_XML.sub("", _DECLARATION.sub("", source)), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise InputError(f"{name}: not a web page that can be read: {error}") from None
    if any("xcessive depth" in entry.message for entry in parser.error_log):
        raise InputError(f"{name}: nested deeper than any real page; save the page's text instead")
    return root


def _fields(root: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        key = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        value = (meta.get("content") or "").strip()
        if key and value:
            found.setdefault(key, value)
    return found


def _linked_data(root: Any) -> list[dict[str, Any]]:
    found = []
    for script in root.xpath("//script[@type='application/ld+json']"):
        try:
            data = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        graph = data.get("@graph", [data]) if isinstance(data, dict) else data
        found += [item for item in graph if isinstance(item, dict)] if isinstance(graph, list) else []
    return found


def _days(root: Any, fields: dict[str, str], linked: list[dict[str, Any]]) -> Iterator[str | None]:
    """What may say when the page came out, the surest first; an event's own date is not among them."""
    candidates = [fields.get(key, "") for key in _DATE_FIELDS]
    candidates += [str(item.get("datePublished", "")) for item in linked]
    candidates += [
        moment.get("datetime") or ""
        for moment in root.xpath("//time[@pubdate or @itemprop='datePublished' or contains(@class, 'publi')]")
    ]
    for value in candidates:
        day = _DAY.match(value)
        yield day[0] if day else None


def _title(root: Any, fields: dict[str, str]) -> str | None:
    headings = [words for heading in root.iter("h1") if (words := _flat(heading))]
    whole = next((words for each in root.iter("title") if (words := _flat(each))), None)
    if len(headings) == 1 and headings[0].count(" ") > 0:
        return headings[0]
    title = fields.get("og:title") or fields.get("dc.title") or whole
    return (_SITE.sub("", title) or title) if title else (headings[0] if headings else None)


def _flat(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _main_text(root: Any, source: str) -> str:
    _clean(root)
    regions = root.xpath("//main | //*[@role='main'] | //article | //*[@id='content' or @id='main-content']")
    best = max(regions, key=lambda region: len(_flat(region)), default=None)
    body = root.find("body")
    whole = root if body is None else body
    if best is not None and 2 * len(_flat(best)) > len(_flat(whole)):
        return _text(best)
    text = _text(whole)
    if len(text) < 2000:
        return text
    return _between(text, source)


def _between(text: str, source: str) -> str:
    """The part of a page's text from the first to the last line that trafilatura takes for its subject."""
    kept = trafilatura.extract(
        source, include_tables=True, include_comments=False, favor_recall=True, deduplicate=False
    )
    subject = {key for line in (kept or "").split("\n") if len(key := _key(line)) > 20}
    lines = text.split("\n")
    inside = [number for number, line in enumerate(lines) if _key(line) in subject]
    if not inside:
        return text
    return "\n".join(lines[inside[0] : inside[-1] + 1])


def _key(line: str) -> str:
    return "".join(letter for letter in line.lower() if letter.isalnum())[:80]


def _clean(root: Any) -> None:
    """Take out what is no text of the page's own: scripts, forms, menus, hidden parts."""
    for element in list(root.iter(etree.Element)):
        if element.tag in ("html", "body", "main", "article"):
            continue
        named = f"{element.get('class') or ''} {element.get('id') or ''}"
        if (
            element.tag in _DROPPED
            or element.get("hidden") is not None
            or element.get("aria-hidden") == "true"
            or element.get("role") in ("navigation", "search", "banner", "contentinfo", "complementary", "dialog")
            or _HIDDEN.search(element.get("style") or "")
            or (_FRAME.search(named) and not element.xpath("boolean(.//main | .//article | .//h1)"))
            or (
                element.tag == "header"
                and not element.xpath("boolean(.//h1) or boolean(ancestor::main | ancestor::article)")
            )
            or (element.tag in ("ul", "ol") and _is_menu(element))
        ) and element.getparent() is not None:
            element.drop_tree()


def _is_menu(element: Any) -> bool:
    whole = len(_flat(element))
    links = sum(len(_flat(link)) for link in element.iter("a"))
    count = sum(1 for _ in element.iter("li"))
    return whole > 0 and count > 2 and links / whole > _MOST_LINKS and whole / count < 40


def _text(root: Any) -> str:
    """The text below an element: a line for each block, cells with bars, list items with bullets or numbers."""
    parts: list[str] = []
    tables: list[bool] = []
    cells = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        if not isinstance(tag, str):
            continue
        data_row = bool(tables) and tables[-1]
        if event == "start":
            if tag == "table":
                tables.append(_is_data(element))
                parts.append("\n\n")
            elif tag == "tr":
                parts.append("\n")
                cells = 0
            elif tag in ("td", "th"):
                parts.append(" | " if data_row and cells else "" if data_row else "\n")
                cells += 1
            elif tag == "br":
                parts.append(" " if data_row else "\n")
            elif tag == "li" and not data_row:
                parts.append(f"\n{_mark(element)}")
            elif tag == "dd":
                parts.append(": " if parts and parts[-1][-1:] not in ":\n" else " ")
            elif tag == "sup" and (element.text or "").strip().isdigit():
                parts.append("[")
            elif tag in _BLOCKS:
                parts.append(_gap(element, data_row))
            if element.text:
                parts.append(element.text if tag == "pre" else _SPACE.sub(" ", element.text))
        else:
            if tag == "table" and tables:
                tables.pop()
                parts.append("\n\n")
            elif tag == "sup" and (element.text or "").strip().isdigit():
                parts.append("]")
            elif tag == "dd":
                parts.append("\n")
            elif tag in _BLOCKS and tag not in ("dt", "li", "tr", "td"):
                parts.append(_gap(element, data_row))
            if element.tail and element is not root:
                parts.append(_SPACE.sub(" ", element.tail))
    text = _BREAKS.sub("\n", re.sub(r" {2,}", " ", "".join(parts)))
    return _labelled(_EMPTY_LINES.sub("\n\n", text).strip())


def _gap(element: Any, in_cell: bool) -> str:
    parent = element.getparent()
    if (in_cell and element.tag != "tr") or (element.tag == "p" and parent is not None and parent.tag == "li"):
        return " "
    return "\n\n" if element.tag in _APART else "\n"


def _mark(item: Any) -> str:
    parent = item.getparent()
    if parent is not None and parent.tag == "ol":
        return f"{1 + sum(1 for _ in item.itersiblings('li', preceding=True))}. "
    return "• "


def _is_data(table: Any) -> bool:
    """Whether a table holds data; one with tables, several blocks or long texts in a cell, or one column, lays out a
    page."""
    if table.find(".//table") is not None:
        return False
    cells = list(table.iter("td"))
    if any(len(_flat(cell)) > _CELL_LENGTH or sum(1 for _ in cell.iter("p", "li", "h2", "h3")) > 1 for cell in cells):
        return False
    return any(sum(1 for cell in row if cell.tag in ("td", "th") and _flat(cell)) > 1 for row in table.iter("tr"))


@functools.cache
def _label_words() -> frozenset[str]:
    return frozenset(word for code in SUPPORTED for word in language(code).section("structure")["fields"])


def _labelled(text: str) -> str:
    """A line that is a label, as headings of event pages have it, with a colon before the line below it."""
    lines = text.split("\n")
    filled = [number for number, line in enumerate(lines) if line]
    drop: set[int] = set()
    for number, below in pairwise(filled):
        line, value = lines[number], lines[below]
        bare = line.rstrip(": ").lower()
        if bare in _label_words() and len(value) <= _VALUE_LENGTH and value.rstrip(": ").lower() not in _label_words():
            lines[below] = f"{line.rstrip(': ')}: {value.removeprefix('• ')}" if ": " not in value else value
            drop.update(range(number, below))
    return "\n".join(line for number, line in enumerate(lines) if number not in drop)
