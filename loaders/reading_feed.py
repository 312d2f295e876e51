"""Reading RSS and Atom feeds: each entry is a document."""

from __future__ import annotations

import email.utils
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

import defusedxml
import defusedxml.ElementTree

from tookpart.loaders.content import Content, check_signature
from tookpart.loaders.reading_html import fragment
from tookpart.ontology.errors import InputError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MAX_ENTRIES = 5000
_TEXTS = ("encoded", "content", "description", "summary")
_DAYS = ("pubDate", "published", "issued", "date", "updated")


def read_feed(name: str, data: bytes) -> tuple[Content, ...]:
    """The entries of an RSS or Atom feed with title, text, day, address, and the feed's own title as publisher.

    They are named after the feed's file and their place in it, from the oldest: "news-001.xml". Raises `InputError`
    for a file that is broken, no feed, without entries, or that defines entities.
    """
    check_signature(name, data)
    try:
        root = defusedxml.ElementTree.fromstring(data, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except defusedxml.DefusedXmlException:
        raise InputError(f"{name}: the XML file defines entities, which may unpack without end; not read") from None
    except (ParseError, ValueError, LookupError, RecursionError) as error:
        raise InputError(f"{name}: broken XML: {error}") from None
    if _local(root) not in ("rss", "feed", "RDF"):
        raise InputError(f"{name}: XML, but neither an RSS nor an Atom feed (its root is <{_local(root)}>)")
    entries = [element for element in root.iter() if _local(element) in ("item", "entry")]
    if not entries or len(entries) > _MAX_ENTRIES:
        raise InputError(f"{name}: the feed has {len(entries):,} entries; between 1 and {_MAX_ENTRIES:,} can be read")
    channel = next((element for element in root.iter() if _local(element) == "channel"), root)
    publisher = _words(channel, "title") or None
    path = PurePosixPath(name)
    # feeds begin with the newest entry: counted from the oldest, an entry keeps its name when others are added
    numbered = zip(range(len(entries), 0, -1), entries, strict=True)
    made = [_entry(f"{path.stem}-{number:03}{path.suffix}", entry, publisher) for number, entry in numbered]
    found = tuple(content for content in reversed(made) if content is not None)
    if not found:
        raise InputError(f"{name}: no entry of the feed holds text")
    return found


def _local(element: Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _children(element: Element, name: str) -> Iterator[Element]:
    return (child for child in element if _local(child) == name)


def _words(element: Element, name: str) -> str:
    child = next(_children(element, name), None)
    return fragment("".join(child.itertext())).replace("\n", " ") if child is not None else ""


def _entry(name: str, entry: Element, publisher: str | None) -> Content | None:
    title = _words(entry, "title")
    texts = [fragment("".join(child.itertext())) for key in _TEXTS for child in _children(entry, key)]
    text = max(texts, key=len, default="")
    if not (title or text):
        return None
    whole = f"{title}\n\n{text}".strip() if title.lower() not in text[:300].lower() or not title else text
    return Content(
        text=whole, title=title or None, published=_day(entry), url=_link(entry), publisher=publisher, name=name
    )


def _day(entry: Element) -> str | None:
    for key in _DAYS:
        for child in _children(entry, key):
            value = (child.text or "").strip()
            if match := _DAY.match(value):
                return match[0]
            try:
                return email.utils.parsedate_to_datetime(value).date().isoformat()
            except (ValueError, TypeError):
                continue
    return None


def _link(entry: Element) -> str | None:
    for child in _children(entry, "link"):
        address = (child.get("href") or child.text or "").strip()
        if address.startswith(("http://", "https://")) and child.get("rel", "alternate") == "alternate":
            return address
    return None
