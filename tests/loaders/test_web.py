"""Reading from the web, with a web of our own."""

import gzip
import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tookpart.loaders import fetching
from tookpart.loaders.fetching import Answer, fetch, public_addresses, target_of
from tookpart.loaders.reading_web import Web
from tookpart.ontology.errors import FetchError

PAGE = (
    b"<html><head><title>Forum opens</title></head><body><main><h1>Forum opens</h1><p>In Lima.</p></main></body></html>"
)


class Pages:
    """Answers from a mapping, and a list of what was asked."""

    def __init__(self, answers: Mapping[str, Answer]) -> None:
        self.answers = answers
        self.asked: list[str] = []

    def __call__(self, url: str) -> Answer:
        self.asked.append(url)
        return self.answers.get(url, Answer(404, {}, b""))


def html(body: bytes = PAGE) -> Answer:
    return Answer(200, {"content-type": "text/html; charset=utf-8"}, body)


def moved(location: str) -> Answer:
    return Answer(301, {"location": location}, b"")


def test_a_page_becomes_a_document() -> None:
    pages = Pages({"https://example.org/news/1": html()})
    (document,) = Web(fetch=pages).read_all("https://example.org/news/1#top")
    assert (document.file, document.title, document.url) == ("1.html", "Forum opens", "https://example.org/news/1")
    assert document.publisher == "example.org"


def test_a_file_keeps_its_name() -> None:
    pages = Pages({"https://example.org/a%20b.txt": Answer(200, {"content-type": "text/plain"}, b"Lima")})
    assert Web(fetch=pages).read_all("https://example.org/a%20b.txt")[0].file == "a-b.txt"


def test_redirects_are_followed_and_checked() -> None:
    pages = Pages({"http://example.org/": moved("https://example.org/new"), "https://example.org/new": html()})
    (document,) = Web(fetch=pages).read_all("http://example.org/")
    assert document.url == "https://example.org/new"
    assert "https://example.org/robots.txt" in pages.asked


def test_redirects_have_an_end() -> None:
    pages = Pages({"https://example.org/a": moved("/a")})
    with pytest.raises(FetchError, match="redirects more than 5 times"):
        Web(fetch=pages).read_all("https://example.org/a")


def test_a_redirect_out_of_the_web_is_refused() -> None:
    pages = Pages({"https://example.org/a": moved("file:///etc/passwd")})
    with pytest.raises(FetchError, match="not an address on the web"):
        Web(fetch=pages).read_all("https://example.org/a")


@pytest.mark.parametrize(
    ("robots", "allowed"),
    [
        (Answer(200, {}, b"User-agent: *\nDisallow: /private/"), True),
        (Answer(200, {}, b"User-agent: *\nDisallow: /news/"), False),
        (Answer(200, {}, b"User-agent: tookpart\nDisallow: /\n\nUser-agent: *\nAllow: /"), False),
        (Answer(404, {}, b""), True),
        (Answer(503, {}, b""), False),
    ],
)
def test_robots_txt_is_obeyed(robots: Answer, allowed: bool) -> None:
    pages = Pages({"https://example.org/news/1": html(), "https://example.org/robots.txt": robots})
    if allowed:
        assert Web(fetch=pages).read_all("https://example.org/news/1")
        return
    with pytest.raises(FetchError, match=r"robots\.txt asks programs not to read it"):
        Web(fetch=pages).read_all("https://example.org/news/1")
    assert "https://example.org/news/1" not in pages.asked


def test_a_copy_is_kept_and_used(tmp_path: Path) -> None:
    pages = Pages({"https://example.org/": html()})
    first = Web(tmp_path, fetch=pages).read_all("https://example.org/")
    again = Web(tmp_path, fetch=Pages({})).read_all("https://example.org/")
    assert again == first
    with pytest.raises(FetchError, match="the server answered 404"):
        Web(tmp_path, fetch=Pages({}), refresh=True).read_all("https://example.org/")


def test_a_broken_copy_is_fetched_again(tmp_path: Path) -> None:
    pages = Pages({"https://example.org/": html()})
    Web(tmp_path, fetch=pages).read_all("https://example.org/")
    (copy,) = tmp_path.iterdir()
    copy.write_bytes(copy.read_bytes()[:10])
    assert Web(tmp_path, fetch=pages).read_all("https://example.org/")


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("ftp://example.org/a", "not an address on the web"),
        ("https:///a", "not an address on the web"),
        ("https://example.org:22/", "port 22 is none that web pages are served at"),
        ("https://user:word@example.org/", "with a user name or password are not fetched"),
        ("https://[::1/", "not an address on the web"),
        ("https://example.org/a b", "holds no spaces"),
        ("https://example.org/a\r\nHost: b", "holds no spaces"),
    ],
)
def test_odd_addresses_are_refused(url: str, message: str) -> None:
    with pytest.raises(FetchError, match=message):
        target_of(url)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "10.0.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "0.0.0.0",
        "::1",
        "::ffff:127.0.0.1",
        "fd00::1",
        "100.64.0.1",
    ],
)
def test_private_addresses_are_refused(host: str) -> None:
    with pytest.raises(FetchError, match=r"'example\.org' is a private address"):
        public_addresses("https://example.org/", "example.org", 443, lambda name, port: ["93.184.215.14", host])


def test_public_addresses_are_given() -> None:
    assert public_addresses("https://x/", "x", 443, lambda name, port: ["93.184.215.14"]) == ["93.184.215.14"]


def test_a_host_that_cannot_be_found_is_an_error() -> None:
    def fail(name: str, port: int) -> list[str]:
        raise OSError("no such name")

    with pytest.raises(FetchError, match="the host 'x' cannot be found: no such name"):
        public_addresses("https://x/", "x", 443, fail)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        bodies = {"/page": PAGE, "/packed": gzip.compress(PAGE), "/bomb": gzip.compress(b"0" * 3_000_000)}
        body = bodies.get(self.path.partition("?")[0], self.headers["Host"].encode())
        self.send_response(200)
        if self.path in ("/packed", "/bomb"):
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body) + (100 if self.path == "/short" else 0)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the output of a test is its own."""


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    port = server.server_address[1]
    monkeypatch.setattr(fetching, "public_addresses", lambda url, host, port: ["127.0.0.1"])
    monkeypatch.setattr(fetching, "target_of", lambda url: target_of(url)._replace(port=port))
    yield "http://example.org"
    server.shutdown()
    server.server_close()


def test_a_fetch_gives_status_headers_and_bytes(site: str) -> None:
    answer = fetch(f"{site}/page?q=é")
    assert (answer.status, answer.body, answer.headers["content-length"]) == (200, PAGE, str(len(PAGE)))
    assert fetch(f"{site}/packed").body == PAGE
    assert fetch(f"{site}/host").body.startswith(b"example.org")


def test_an_answer_beyond_the_limit_is_refused(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MAX_DOWNLOAD", 2**20)
    with pytest.raises(FetchError, match="larger than the 1 MB that are fetched"):
        fetch(f"{site}/bomb")


def test_an_answer_that_takes_too_long_is_refused(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MAX_SECONDS", -1.0)
    with pytest.raises(FetchError, match="took longer than"):
        fetch(f"{site}/page")


def test_a_server_that_is_not_there_is_an_error(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "target_of", lambda url: target_of(url)._replace(port=1))
    with pytest.raises(FetchError, match="cannot be fetched"):
        fetch(f"{site}/page")
