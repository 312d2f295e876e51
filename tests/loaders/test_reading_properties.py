"""What holds for any text and any bytes: offsets lie in the text, and whatever is wrong is an InputError."""

import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tookpart.loaders.datelines import dateline
from tookpart.loaders.dates import find_dates
from tookpart.loaders.language import SUPPORTED, detect
from tookpart.loaders.ordinals import find_ordinals
from tookpart.loaders.reading import READERS, read_all_bytes
from tookpart.loaders.structure import blocks, sentences
from tookpart.ontology.errors import InputError

CASES = Path(__file__).parents[1] / "cases" / "reading"
PIECES = [
    *[
        "12",
        "13",
        "31",
        "99",
        "2019",
        "1999",
        "24th",
        "XXIV",
        "I",
        "3.ª",
        "1er",
        "May",
        "May,",
        "mayo",
        "mai",
        "November",
        "12-14",
        "du",
        "au",
        "to",
        "al",
        "de",
        "and",
        "y",
        "et",
        "the",
        "el",
    ],
    *[
        "Monday",
        "lunes",
        "today",
        "hoy",
        "Lima",
        "Peru",
        "Geneva",
        "U.S.",
        "Mr.",
        "Dr.",
        "No.",
        "art.",
        "first",
        "vingt",
        "quatrième",
        "vigésima",
        "Location:",
        "Date:",
    ],
    *[
        " ",
        "\n",
        "\n\n",
        ". ",
        ", ",
        "; ",
        ": ",
        " – ",
        "-",
        "- ",
        "• ",
        "1. ",
        "| ",
        "\t",
        "“",
        "”",
        "[1]",
        "(",
        ")",
        "# ",
        "İ",
    ],
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join) | st.text(max_size=200)
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@QUICK
@given(TEXTS)
def test_blocks_are_in_order_and_hold_something(text: str) -> None:
    end = 0
    for block in blocks(text):
        assert end <= block.start < block.end <= len(text)
        assert block.label is None or block.label in text[block.start : block.end]
        end = block.end


@QUICK
@given(TEXTS, st.sampled_from(SUPPORTED))
def test_sentences_leave_out_nothing_but_space(text: str, code: str) -> None:
    found = sentences(text, 0, len(text), code)
    assert "".join("".join(text[start:end].split()) for start, end in found) == "".join(text.split())


@QUICK
@given(TEXTS, st.sampled_from(SUPPORTED), st.sampled_from([None, "2019", "2019-11", "2019-11-20"]))
def test_dates_are_in_order_and_in_the_calendar(text: str, code: str, reference: str | None) -> None:
    end = 0
    for date in find_dates(text, code, reference):
        assert end <= date.start < date.end <= len(text)
        end = date.end
        if date.complete and date.precision == "day":
            assert datetime.date.fromisoformat(date.first) <= datetime.date.fromisoformat(date.last)


@QUICK
@given(TEXTS, st.sampled_from(SUPPORTED))
def test_ordinals_and_datelines_lie_in_the_text(text: str, code: str) -> None:
    end = 0
    for ordinal in find_ordinals(text, code):
        assert end <= ordinal.start < ordinal.end <= len(text)
        assert 1 <= ordinal.value <= 99
        end = ordinal.end
    head = dateline(text, code)
    assert head is None or (0 <= head.start < head.end <= len(text))
    assert detect(text) in (*SUPPORTED, "pt")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(sorted(READERS)))
def test_any_bytes_are_read_or_refused(data: bytes, suffix: str) -> None:
    try:
        documents = read_all_bytes(f"a{suffix}", data)
    except InputError:
        return
    assert all(document.text.strip() for document in documents)


@pytest.mark.parametrize(
    "name", ["event.html", "news.rss", "message.eml", "meetings.json", "meetings.xlsx", "workshop.docx", "report.pdf"]
)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_damaged_files_are_read_or_refused(name: str, data: st.DataObject) -> None:
    whole = bytearray((CASES / name).read_bytes())
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), min_size=1, max_size=12)):
        whole[place] = data.draw(st.integers(0, 255))
    try:
        read_all_bytes(name, bytes(whole))
    except InputError as error:
        problem = str(error)
    else:
        problem = name
    assert problem.startswith(name)
