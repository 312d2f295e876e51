"""Files of every format, good and bad: tests/cases/reading holds each with what is read from it, or the error."""

import importlib.util
import zipfile
from pathlib import Path

import pytest

from tookpart.loaders import archives, content, reading
from tookpart.loaders.document import Document
from tookpart.ontology.errors import InputError, MissingError

CASES = Path(__file__).parents[1] / "cases" / "reading"
FILES = sorted(path for path in CASES.iterdir() if path.suffix not in (".py", ".expected") and path.is_file())


def shown(documents: tuple[Document, ...]) -> str:
    """What was read, as the .expected files hold it."""
    heads = ("file", "title", "published", "language", "publisher", "url")
    parts = []
    for document in documents:
        fields = [f"{head}: {value}" for head in heads if (value := getattr(document, head))]
        parts.append("\n".join([*fields, "", document.text, ""]))
    return "\n---\n".join(parts)


def test_there_are_cases_of_every_format() -> None:
    assert len(FILES) >= 30
    assert {path.suffix for path in FILES} >= {".txt", ".md", ".html", ".pdf", ".docx", ".eml", ".rss", ".atom", ".zip"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_is_read_as_expected(path: Path) -> None:
    expected = path.with_name(f"{path.name}.expected").read_text(encoding="utf-8")
    try:
        found = shown(reading.read_all(path))
    except InputError as error:
        found = f"error: {str(error).replace(str(path), path.name)}\n"
    assert found == expected


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_blocks_lie_in_the_text_in_order(path: Path) -> None:
    try:
        documents = reading.read_all(path)
    except InputError:
        return
    for document in documents:
        end = 0
        for block in document.blocks:
            assert end <= block.start < block.end <= len(document.text)
            assert document.text[block.start : block.end].strip() == document.text[block.start : block.end]
            end = block.end


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_a_truncated_file_is_read_or_refused(path: Path, part: float) -> None:
    data = path.read_bytes()
    problem = path.name
    try:
        reading.read_all_bytes(path.name, data[: int(len(data) * part)])
    except InputError as error:
        problem = str(error)
    assert problem.startswith(path.name)


def test_the_binary_cases_are_what_their_script_makes() -> None:
    spec = importlib.util.spec_from_file_location("make_reading_cases", CASES / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made = module.files()
    # compressed bytes may differ between versions of zlib: the texts that are read are compared above
    assert {name for name in made if not (CASES / name).exists()} == set()


def test_a_mistyped_path_is_never_taken_for_text(tmp_path: Path) -> None:
    (tmp_path / "meeting.txt").write_text("Lima")
    with pytest.raises(MissingError, match=r"meetng\.txt: no such file or folder; did you mean '.*meeting\.txt'"):
        reading.read(tmp_path / "meetng.txt")
    with pytest.raises(MissingError, match="no such file or folder"):
        reading.documents_in(tmp_path / "documents")


def test_a_folder_is_walked_in_order_and_tells_what_it_leaves_out(tmp_path: Path) -> None:
    for name in ("b/two.txt", "a/one.md", "c.jpg", ".hidden/x.txt", "~$lock.docx", "README"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    walk = reading.documents_in(tmp_path)
    assert [path.relative_to(tmp_path).as_posix() for path in walk.documents] == ["a/one.md", "b/two.txt"]
    assert [path.name for path in walk.unread] == ["README", "c.jpg"]


def test_a_folder_or_an_unknown_suffix_is_no_document(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="this is a folder"):
        reading.read(tmp_path)
    (tmp_path / "a.xyz").write_text("x")
    with pytest.raises(InputError, match=r"no reader for files that end in '\.xyz'; there are readers for"):
        reading.read(tmp_path / "a.xyz")


def test_a_file_with_several_documents_is_not_one() -> None:
    with pytest.raises(InputError, match="holds 2 documents, not one"):
        reading.read(CASES / "news.rss")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_any_encoding_gives_the_same_text(encoding: str) -> None:
    text = "Reunión de São Tomé\n\nParticiparon España y Côte d’Ivoire – también Perú."
    document = reading.read_bytes("a.txt", text.encode(encoding))
    assert document.text == text


def test_letters_are_composed_and_line_ends_are_one() -> None:
    document = reading.read_bytes(
        "a.txt", "Reunio\u0301n\r\n\r\nSe celebro\u0301\rayer.\x00".encode().replace(b"\x00", b"")
    )
    assert document.text == "Reunión\n\nSe celebró\nayer."


def test_equal_texts_have_equal_hashes() -> None:
    one = reading.read_bytes("a.txt", b"Lima\r\n")
    two = reading.read_bytes("b.txt", b"\xef\xbb\xbfLima\n\n")
    assert one.sha256 == two.sha256


def test_a_text_beyond_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content, "MAX_CHARACTERS", 100)
    with pytest.raises(InputError, match=r"a\.txt: 500 characters are more than the 100"):
        reading.read_bytes("a.txt", b"word " * 100)


def test_an_archive_of_too_many_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_MEMBERS", 2)
    with zipfile.ZipFile(tmp_path / "many.zip", "w") as archive:
        for number in range(3):
            archive.writestr(f"{number}.txt", "Lima")
    with pytest.raises(InputError, match=r"many\.zip: 3 files in it are more than the 2"):
        reading.read_all(tmp_path / "many.zip")


def test_the_published_date_is_the_datelines() -> None:
    document = reading.read_bytes("a.txt", b"Forum opens\n\nGeneva, 12 May 2016 - The forum opened today.")
    assert document.published == "2016-05-12"


def test_a_pdf_object_that_refers_to_itself_is_refused() -> None:
    data = (CASES / "report.pdf").read_bytes().replace(b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>", b"1 0 obj\n1 0 R")
    with pytest.raises(InputError, match=r"loop\.pdf: the PDF file is broken, object 1 refers back to itself"):
        reading.read_all_bytes("loop.pdf", data)
