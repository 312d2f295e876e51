"""Sentences as letters: what stands for names, and the way back to the text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tookpart.loaders.frames import Frame, Item, fold_lists, make_frame, merge_aliases, plain, replace
from tookpart.loaders.rules import rules

NAMES = {
    "Botswana": "S",
    "Chile": "S",
    "Peru": "S",
    "Sierra Leone": "S",
    "IOM": "G",
    "UNHCR": "G",
    "Red Cross": "G",
    "Ana Ruiz": "P",
    "Colombo Process": "R",
    "Lima": "L",
    "3 May 2016": "D",
}


def items_in(text: str) -> list[Item]:
    found = re.finditer("|".join(NAMES), text)
    return [Item(m.start(), m.end(), NAMES[m[0]], (m[0].lower().replace(" ", "-"),)) for m in found]


def frame_of(text: str) -> Frame:
    return make_frame(text, 0, len(text), items_in(text))


def folded(text: str, code: str = "en") -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Code, ids and notes of what is left when lists were made one."""
    frame = fold_lists(text, frame_of(text), rules(code).lists, rules(code).observer, rules(code).alone)
    return [(item.code, item.ids, item.notes) for _, item in sorted(frame.items.items())]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("The meeting was hosted by Botswana with IOM.", "the meeting was hosted by S with G."),
        ("Ana Ruiz opened the Colombo Process in Lima on 3 May 2016", "P opened the R in L on D"),
        ("“Chile” – Peru’s neighbour", '"S" - S\'s neighbour'),
        ("Chile\n\tand\u00a0Peru", "S  and S"),
        ("CHILE AND PERU", "chile and peru"),
        ("", ""),
    ],
)
def test_names_are_letters_and_all_else_is_lower_case(text: str, seen: str) -> None:
    assert frame_of(text).text == seen


@pytest.mark.parametrize(
    ("text", "seen"),
    [("Chilegathered here", "S gathered here"), ("in2016Chile", "in2016 S"), ("IOM's", "G's"), ("IOM-Peru", "G-S")],
)
def test_a_space_lost_beside_a_name_is_put_back(text: str, seen: str) -> None:
    assert frame_of(text).text == seen


def test_a_frame_of_a_part_keeps_the_offsets_of_the_whole() -> None:
    text = "IOM left. Chile hosted Peru in Lima."
    frame = make_frame(text, 10, len(text), items_in(text))
    assert frame.text == "S hosted S in L."
    assert [text[frame.offset(at) : frame.until(at + 1)] for at in sorted(frame.items)] == ["Chile", "Peru", "Lima"]
    assert text[frame.offset(2) : frame.until(8)] == "hosted"


def test_names_that_overlap_or_lie_outside_are_left_out() -> None:
    text = "Sierra Leone and Peru"
    items = [Item(0, 12, "S", ("sle",)), Item(7, 12, "P", ("leone",)), Item(17, 21, "S", ("per",))]
    assert make_frame(text, 0, 15, items).text == "S an"
    assert make_frame(text, 0, len(text), items).text == "S and S"


@given(st.text(max_size=200))
def test_plain_text_has_the_length_of_the_text(text: str) -> None:
    assert len(plain(text)) == len(text)


PIECES = st.lists(st.one_of(st.sampled_from(sorted(NAMES)), st.text(" ,;.()a1é’“\n", max_size=6)), max_size=12)


@given(PIECES)
def test_every_letter_leads_back_to_its_name_and_every_word_to_itself(pieces: list[str]) -> None:
    text = "".join(pieces)
    items = items_in(text)
    frame = frame_of(text)
    assert [item for _, item in sorted(frame.items.items())] == items
    for at, item in frame.items.items():
        assert (frame.offset(at), frame.until(at + 1)) == (item.start, item.end)
        assert frame.offset(frame.position(item.start)) == item.start
    words = [at for at in range(len(frame.text)) if at not in frame.items]
    shown = [at for at in words if frame.text[at] == plain(text)[min(frame.offset(at), len(text) - 1)]]
    # what is not in the text is a space that was put back
    assert {frame.text[at] for at in set(words) - set(shown)} <= {" "}
    offsets = [frame.offset(at) for at in range(len(frame.text))]
    assert offsets == sorted(offsets)


def test_the_letters_of_some_kinds_are_found_in_order() -> None:
    frame = frame_of("Chile, IOM and Peru met Ana Ruiz")
    assert [item.code for _, item in frame.of("SP")] == ["S", "S", "P"]


def test_a_span_is_replaced_and_what_is_around_it_stays() -> None:
    text = "Chile hosts the Colombo Process in Lima"
    frame = frame_of(text)
    new = replace(text, frame, [(8, 13, Item(12, 31, "M", ("0",)))])
    assert new.text == "S hosts M in L"
    assert text[new.offset(8) : new.until(9)] == "the Colombo Process"
    assert replace(text, frame, []) is frame


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Chile, Peru and Botswana met", ("chile", "peru", "botswana")),
        ("Chile, Peru, and Botswana met", ("chile", "peru", "botswana")),
        ("Chile and Peru", ("chile", "peru")),
        ("Chile; Peru; Botswana", ("chile", "peru", "botswana")),
        ("Chile, the Government of Peru and representatives of Botswana", ("chile", "peru", "botswana")),
        ("Chile as well as Peru", ("chile", "peru")),
        ("Chile, Peru and Chile", ("chile", "peru")),
        ("Chile, other experts and Peru", ("chile", "peru")),
        ("Chile [1], Peru [2] and Botswana", ("chile", "peru", "botswana")),
    ],
)
def test_an_enumeration_is_one_item_with_all_its_ids(text: str, ids: tuple[str, ...]) -> None:
    assert next(found for _, found, _ in folded(text)) == ids


@pytest.mark.parametrize(
    "text", ["Chile met Peru", "Chile. Peru", "Chile, which left Peru", "Chile took part; Peru did not", "Chile / Peru"]
)
def test_names_in_different_clauses_are_no_enumeration(text: str) -> None:
    assert [ids for _, ids, _ in folded(text)][:2] == [("chile",), ("peru",)]


def test_a_list_of_different_kinds_has_a_letter_of_its_own() -> None:
    assert folded("Chile, IOM and Ana Ruiz")[0][:2] == ("A", ("chile", "iom", "ana-ruiz"))
    assert folded("IOM and UNHCR")[0][0] == "G"


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("Chile, Peru (observer) and Botswana", ("", "observer", "")),
        ("Chile (chair) and Peru", ("chair", "")),
        ("Chile, Peru and the observer countries Botswana and Sierra Leone", ("", "", "observer", "observer")),
        ("Chile and Peru", ("", "")),
    ],
)
def test_words_in_brackets_and_observers_are_notes(text: str, notes: tuple[str, ...]) -> None:
    assert folded(text)[0][2] == notes


@pytest.mark.parametrize(
    ("text", "code", "ids"),
    [
        ("Chile, Peru y Botswana", "es", ("chile", "peru", "botswana")),
        ("Chile, Peru e IOM", "es", ("chile", "peru", "iom")),
        ("Chile, Peru et Botswana", "fr", ("chile", "peru", "botswana")),
        ("Chile ainsi que Peru", "fr", ("chile", "peru")),
        ("Chile, así como Peru", "es", ("chile", "peru")),
    ],
)
def test_enumerations_in_spanish_and_french(text: str, code: str, ids: tuple[str, ...]) -> None:
    assert folded(text, code)[0][1] == ids


def test_a_name_and_its_acronym_are_one_item() -> None:
    text = "the Red Cross (RC) and IOM (Peru)"
    items = [
        Item(4, 13, "G", ("rc",)),
        Item(15, 17, "G", ("rc",)),
        Item(23, 26, "G", ("iom",)),
        Item(28, 32, "S", ("per",)),
    ]
    merged = merge_aliases(text, items)
    assert [text[i.start : i.end] for i in merged] == ["Red Cross (RC)", "IOM", "Peru"]


def test_the_same_name_twice_is_not_one_item() -> None:
    text = "Chile met with Chile"
    assert len(merge_aliases(text, items_in(text))) == 2
