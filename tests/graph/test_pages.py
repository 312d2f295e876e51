"""Addresses on the web as documents of a build; nothing is fetched but by the test's own stand-in."""

from __future__ import annotations

from pathlib import Path

from tookpart.graph.build import build, forget
from tookpart.graph.status import documents
from tookpart.graph.store import EmbeddedStore
from tookpart.loaders.fetching import Answer
from tookpart.loaders.reading_web import Web

URL = "https://example.org/news/1"
TEXT = """Regional Conference meets in Tegucigalpa

The Regional Conference on Migration held its 23rd meeting in Tegucigalpa on 14 March 2018. The meeting was hosted by
the Government of Honduras. Representatives of Guatemala and Mexico attended the meeting.
"""


class Site:
    """A site whose pages a test sets; it counts what is asked."""

    def __init__(self, **pages: str) -> None:
        self.pages, self.asked = pages, 0

    def __call__(self, url: str) -> Answer:
        if url.endswith("/robots.txt"):
            return Answer(404, {}, b"")
        self.asked += 1
        page = self.pages.get(url.rpartition("/")[2])
        if page is None:
            return Answer(404, {}, b"")
        return Answer(200, {"content-type": "text/plain"}, page.encode())


def sources(graph: Path) -> list[tuple[str, str | None]]:
    return [(file.path, file.failure) for file in documents(graph)]


def test_a_page_is_read_once_and_again_when_it_changed(tmp_path: Path) -> None:
    graph, cache = tmp_path / "graph", tmp_path / "cache"
    site = Site(**{"1": TEXT})
    report = build([URL], graph, web=Web(cache, fetch=site))
    assert (report.documents, report.read, report.why, report.failures) == (1, 1, {"new": 1}, ())
    with EmbeddedStore(graph) as store:
        (row,) = store.query("SELECT ?u { ?d a tp:Document ; dcterms:source ?u }")
        assert row["u"].value == URL
        assert bool(store.query("ASK { ?s tp:hosted ?m }"))
    assert not build([URL], graph, web=Web(cache, fetch=site)).changed
    assert site.asked == 1
    site.pages["1"] = TEXT.replace("Mexico", "Belize")
    assert not build([URL], graph, web=Web(cache, fetch=site)).changed
    report = build([URL], graph, web=Web(cache, fetch=site, refresh=True))
    assert (report.documents, report.why, report.removed) == (1, {"changed": 1}, 1)
    assert forget(graph, [URL]).documents == 0


def test_a_page_that_cannot_be_fetched_is_told_and_tried_again(tmp_path: Path) -> None:
    graph, site = tmp_path / "graph", Site()
    (tmp_path / "press.txt").write_text(TEXT)
    for _ in range(2):
        report = build([URL, tmp_path / "press.txt"], graph, web=Web(fetch=site))
        assert report.documents == 1
        assert [(f.path, f.reason) for f in report.failures] == [
            (URL, "the server answered 404; open it in a browser to see why")
        ]
    assert site.asked == 2
    site.pages["1"] = TEXT + "Peru observed the meeting.\n"
    assert build([URL], graph, web=Web(fetch=site)).documents == 2
    # a page that is gone keeps what it gave
    site.pages.clear()
    report = build([URL], graph, web=Web(fetch=site))
    assert (report.documents, len(report.failures)) == (2, 1)


def test_addresses_that_must_not_be_fetched_are_told(tmp_path: Path) -> None:
    site = Site()
    report = build(
        ["https://ana:secret@example.org/", "http://example.org:22/"], tmp_path / "graph", web=Web(fetch=site)
    )
    assert site.asked == 0
    assert ["password" in f.reason or "port 22" in f.reason for f in report.failures] == [True, True]
