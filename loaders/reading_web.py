"""Reading pages and files on the web, each only when its address was given; robots.txt is obeyed, copies are kept."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import msgspec

from tookpart.loaders.document import Document
from tookpart.loaders.fetching import AGENT, Answer, Fetch, fetch, target_of
from tookpart.loaders.reading import ARCHIVE, READERS, read_all_bytes
from tookpart.ontology.errors import FetchError

MAX_REDIRECTS = 5

_REDIRECTS = (301, 302, 303, 307, 308)
_NO_NAME = re.compile(r"[^\w.-]+")
# media types whose usual suffix is one that a reader has
_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".xhtml",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/rss+xml": ".rss",
    "application/atom+xml": ".atom",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "message/rfc822": ".eml",
    "text/csv": ".csv",
    "application/json": ".json",
    "application/zip": ".zip",
}


class Copy(msgspec.Struct, frozen=True):
    """A fetched file as a cache keeps it: the address that was asked for, the one that answered, a file name and the
    bytes."""

    asked: str
    url: str
    name: str
    data: bytes


def is_url(text: str) -> bool:
    """Whether what a user gave is an address on the web rather than a path.

    >>> is_url("https://example.org/a.html"), is_url("documents/a.html")
    (True, False)
    """
    return text.lower().startswith(("http://", "https://"))


class Web:
    """The web as documents are read from it: fetched copies are kept in the folder `cache`, and used from then on.

    `fetch` asks a server once; tests give their own. With `refresh`, copies are fetched anew.
    """

    def __init__(self, cache: str | Path | None = None, *, fetch: Fetch = fetch, refresh: bool = False) -> None:
        self._cache = Path(cache) if cache is not None else None
        self._fetch = fetch
        self._refresh = refresh
        self._robots: dict[str, RobotFileParser] = {}

    def read_all(self, url: str) -> tuple[Document, ...]:
        """All documents at an address; `url` of each is the address that answered.

        Raises `FetchError` if it cannot be fetched or must not be, and what reading a file raises.
        """
        copy = self.copy(url)
        documents = read_all_bytes(copy.name, copy.data)
        host = urlsplit(copy.url).hostname
        return tuple(
            msgspec.structs.replace(
                document,
                url=document.url if len(documents) > 1 and document.url else copy.url,
                publisher=document.publisher or host,
            )
            for document in documents
        )

    def copy(self, url: str) -> Copy:
        """The file at an address, from the cache or the network; raises `FetchError`."""
        url = url.partition("#")[0]
        target_of(url)
        place = self._cache / f"{hashlib.sha256(url.encode('utf-8')).hexdigest()}.msgpack" if self._cache else None
        if place is not None and not self._refresh and place.is_file():
            try:
                return msgspec.msgpack.decode(place.read_bytes(), type=Copy)
            except msgspec.DecodeError:
                # cut off while it was written by an older run: fetch it again
                place.unlink(missing_ok=True)
        found = self._download(url)
        if place is not None:
            place.parent.mkdir(parents=True, exist_ok=True)
            unfinished = place.with_suffix(f".{os.getpid()}")
            unfinished.write_bytes(msgspec.msgpack.encode(found))
            unfinished.replace(place)
        return found

    def _download(self, asked: str) -> Copy:
        url = asked
        for _ in range(MAX_REDIRECTS + 1):
            target_of(url)
            if not self._allowed(url):
                raise FetchError(f"{url}: the site's robots.txt asks programs not to read it; save the page by hand")
            answer = self._fetch(url)
            if answer.status in _REDIRECTS and "location" in answer.headers:
                url = urljoin(url, answer.headers["location"]).partition("#")[0]
                continue
            if answer.status != 200:
                raise FetchError(f"{url}: the server answered {answer.status}; open it in a browser to see why")
            return Copy(asked, url, _name(url, answer), answer.body)
        raise FetchError(f"{asked}: redirects more than {MAX_REDIRECTS} times")

    def _allowed(self, url: str) -> bool:
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        rules = self._robots.get(site)
        if rules is None:
            rules = self._robots[site] = self._rules(f"{site}/robots.txt")
        return rules.can_fetch(AGENT.split(None, 1)[0], url)

    def _rules(self, url: str) -> RobotFileParser:
        """The rules of a site as RFC 9309 has it: no file, no rules; a server in trouble, no access."""
        rules = RobotFileParser(url)
        for _ in range(MAX_REDIRECTS + 1):
            answer = self._fetch(url)
            if answer.status in _REDIRECTS and "location" in answer.headers:
                url = urljoin(url, answer.headers["location"])
                target_of(url)
                continue
            break
        if answer.status == 200:
            rules.parse(answer.body[:500_000].decode("utf-8", errors="replace").splitlines())
        elif answer.status >= 500:
            rules.parse(["User-agent: *", "Disallow: /"])
        else:
            rules.parse([])
        return rules


def _name(url: str, answer: Answer) -> str:
    """A file name for an address, with the suffix of what the server says it is."""
    parts = urlsplit(url)
    last = PurePosixPath(unquote(parts.path)).name
    name = _NO_NAME.sub("-", last).strip("-.") or _NO_NAME.sub("-", parts.hostname or "page")
    suffix = _SUFFIXES.get(answer.headers.get("content-type", "").partition(";")[0].strip().lower())
    own = PurePosixPath(name).suffix.lower()
    if own in READERS or own == ARCHIVE:
        # a page about a file ends in the file's suffix as well, but is a page
        return f"{name}.html" if suffix == ".html" and own not in (".html", ".htm", ".xhtml") else name
    return f"{name}{suffix or '.html'}"
